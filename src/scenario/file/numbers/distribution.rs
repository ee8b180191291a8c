//! Distributions as files write them: which form, and whether it stays within the range of its key.

use super::super::reader::Reader;
use super::super::tree::{Node, Table, Value};
use super::ranges::{NumberRange, Support};
use super::units::{number_meant, ratio_meant};
use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Distribution;

/// All keys of a distribution.
pub(in crate::scenario) const KEYS: [&str; 8] = ["median", "p95", "mean", "sd", "low", "high", "values", "source"];

/// The forms, in words.
const FORMS: &str = "give median and p95, mean and sd, low and high, or values; with a source if you like";

/// How many times the median the 95th percentile may be, and the square of how many times the mean the standard deviation.
const WIDEST: f64 = 1e4;
/// What share of the mean the standard deviation must be.
const NARROWEST: f64 = 1e-6;
/// The smallest shape of a beta: below, its draws are 0 or 1 as far as numbers go.
const LEAST_SHAPE: f64 = 1e-3;

/// Whether a table is meant as a distribution.
pub(in crate::scenario) fn is_distribution(table: &Table) -> bool {
    !table.entries.is_empty() && table.entries.iter().all(|entry| KEYS.contains(&entry.key.as_str()))
}

/// Whether `{ mean }` alone, the exponential, will do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum Exponential {
    /// For luck that is a time.
    Allowed,
    /// For parameters.
    Refused,
}

impl Reader {
    /// The distribution that a table gives of a number of a key.
    pub fn distribution(&mut self, table: &Table, range: &NumberRange, exponential: Exponential) -> Option<Distribution> {
        self.known_keys(table, &KEYS, &[]);
        let form: Vec<&str> = KEYS[..7].iter().copied().filter(|key| table.get(key).is_some()).collect();
        match form[..] {
            ["median", "p95"] => self.log_normal(table, range),
            ["mean", "sd"] => self.mean_sd(table, range),
            ["low", "high"] => self.uniform(table, range),
            ["values"] => self.values(table, range),
            ["mean"] if exponential == Exponential::Allowed => {
                Some(Distribution::Exponential { mean: self.positive_number(table, "mean", range)? })
            }
            // An unknown key has been reported, and is what the form lacks.
            _ if table.entries.len() > form.len() + usize::from(table.get("source").is_some()) => None,
            _ => {
                let message = format!("{} is no form of a distribution", quoted(&table.path));
                self.problems.push(Diagnostic::error(message).at(&table.place).help(FORMS));
                None
            }
        }
    }

    fn log_normal(&mut self, table: &Table, range: &NumberRange) -> Option<Distribution> {
        if !matches!(range.support, Support::Positive | Support::NotNegative) {
            return self.leaves_range(table, range, "a log-normal has no upper end", "mean and sd, low and high, or values");
        }
        let median = self.positive_number(table, "median", range);
        let p95 = self.positive_number(table, "p95", range);
        let (median, p95) = (median?, p95?);
        if p95 <= median {
            return self.inconsistent(table, "p95", "the 95th percentile must be above the median", "expected more than the median");
        }
        if p95 > WIDEST * median {
            let why = "the 95th percentile is more than 10000 times the median, which is absurdly wide";
            return self.inconsistent(table, "p95", why, "expected a smaller number");
        }
        Some(Distribution::LogNormal { median, p95 })
    }

    fn mean_sd(&mut self, table: &Table, range: &NumberRange) -> Option<Distribution> {
        if range.support == Support::FromOne {
            return self.leaves_range(table, range, "a gamma goes down to 0", "low and high, or values");
        }
        let mean = self.positive_number(table, "mean", range);
        let sd = table.get("sd").and_then(|node| self.raw_number(node, range));
        let (mean, sd) = (mean?, sd?);
        if sd <= 0.0 || !sd.is_finite() {
            return self.inconsistent(table, "sd", "a standard deviation is above 0", "expected a number above 0");
        }
        if sd < NARROWEST * mean {
            let why = "the standard deviation is less than a millionth of the mean: give the number plainly";
            return self.inconsistent(table, "sd", why, "expected a larger number");
        }
        if range.support != Support::Unit {
            if sd > WIDEST.sqrt() * mean {
                let why = "the standard deviation is more than 100 times the mean, which is absurdly wide";
                return self.inconsistent(table, "sd", why, "expected a smaller number");
            }
            return Some(Distribution::Gamma { mean, sd });
        }
        if mean >= 1.0 {
            return self.inconsistent(table, "mean", "the mean of an uncertain probability is below 1", "expected a number below 1");
        }
        if sd * sd >= mean * (1.0 - mean) {
            let most = (mean * (1.0 - mean)).sqrt();
            let expected = format!("expected less than {most:.3}");
            return self.inconsistent(table, "sd", "no probability of that mean varies so much", &expected);
        }
        let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
        if mean.min(1.0 - mean) * size < LEAST_SHAPE {
            let why = "so wide that it is nearly always 0 or 1: give values such as [0, 0, 1]";
            return self.inconsistent(table, "sd", why, "expected a smaller number");
        }
        Some(Distribution::Beta { mean, sd })
    }

    fn uniform(&mut self, table: &Table, range: &NumberRange) -> Option<Distribution> {
        let low = table.get("low").and_then(|node| self.plain_number(node, range));
        let high = table.get("high").and_then(|node| self.plain_number(node, range));
        let (low, high) = (low?, high?);
        if high <= low {
            return self.inconsistent(table, "high", "the upper end is above the lower", "expected more than the lower end");
        }
        Some(Distribution::Uniform { low, high })
    }

    fn values(&mut self, table: &Table, range: &NumberRange) -> Option<Distribution> {
        let node = table.get("values")?;
        let items = self.list(node)?;
        if items.is_empty() {
            return self.inconsistent(table, "values", "there must be at least one value", "expected numbers in here");
        }
        let values: Vec<Option<f64>> = items.iter().map(|item| self.plain_number(item, range)).collect();
        values.into_iter().collect::<Option<_>>().map(Distribution::Values)
    }

    /// A number of the range that is not zero.
    fn positive_number(&mut self, table: &Table, key: &str, range: &NumberRange) -> Option<f64> {
        let value = self.plain_number(table.get(key)?, range)?;
        if value == 0.0 {
            return self.inconsistent(table, key, "what varies in this form is above 0", "expected a number above 0");
        }
        Some(value)
    }

    /// A number of the range, given plainly.
    pub fn plain_number(&mut self, node: &Node, range: &NumberRange) -> Option<f64> {
        let value = self.raw_number(node, range)?;
        let Some(refusal) = range.refusal(&node.path, value) else { return Some(value) };
        let diagnostic = Diagnostic::error(refusal.message).at(&node.place).label(refusal.label);
        self.problems.push(match refusal.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
        None
    }

    /// A number in the unit of the range, which may be outside of it.
    fn raw_number(&mut self, node: &Node, range: &NumberRange) -> Option<f64> {
        match &node.value {
            _ if range.is_time => self.duration(node).map(|duration: Duration| duration.years()),
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            value => {
                let diagnostic = Diagnostic::error(format!("{} must be a number, not {}", quoted(&node.path), node.kind()))
                    .at(&node.place)
                    .label("expected a number, or a distribution");
                let meant = match value {
                    Value::Text(text) => {
                        range.multiplies().then(|| ratio_meant(text)).flatten().or_else(|| number_meant(text, range.is_rate))
                    }
                    _ => None,
                };
                self.problems.push(match meant {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                None
            }
        }
    }

    fn leaves_range(&mut self, table: &Table, range: &NumberRange, why: &str, instead: &str) -> Option<Distribution> {
        let message = format!("{} can leave its range: {why}", quoted(&table.path));
        let diagnostic = Diagnostic::error(message).at(&table.place).label(format!("{} is {}", range.name, range.support.words()));
        self.problems.push(diagnostic.help(format!("give {instead}")));
        None
    }

    fn inconsistent<T>(&mut self, table: &Table, key: &str, why: &str, expected: &str) -> Option<T> {
        if let Some(node) = table.get(key) {
            let message = format!("{}: {why}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label(expected));
        }
        None
    }
}
