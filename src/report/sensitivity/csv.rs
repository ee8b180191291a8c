//! `sensitivity.csv` and `draws.csv`.

use std::io::{self, Write};

use super::{metric, policy};
use crate::estimate::Estimate;
use crate::report::NO_POLICY;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary::{self, Field};
use crate::report::files::large::{Large, LargeForm};
use crate::sensitivity::Row;
use crate::sensitivity::results::Sensitivity;

/// What is not known, or not told.
const UNKNOWN: [f64; 2] = [f64::NAN; 2];

/// `sensitivity.csv`: one number a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn sensitivity(out: &mut dyn Write, key: &str, found: &Sensitivity, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::SENSITIVITY, &[], dialect)?;
    let scenario = &found.metadata.scenario;
    let mut row =
        |[policy, metric, number, stat]: [&str; 4], per_person: f64, Estimate { value, mcse }: Estimate, [low, high]: [f64; 2]| {
            table.text(key).text(scenario).text(policy).text(metric).text(number).text(stat).number(per_person);
            table.number(value).number(mcse).number(low).number(high).end()
        };
    let plain = |value: f64| Estimate { value, mcse: f64::NAN };
    for asked in &found.numbers {
        for (stat, value) in ["p05", "p95"].into_iter().zip(asked.ends) {
            row([NO_POLICY, "number", &asked.number.path, stat], f64::NAN, plain(value), UNKNOWN)?;
        }
    }
    for answer in &found.answers {
        let of = [policy(found, answer.what), metric(answer.what)];
        row([of[0], of[1], "", "mean"], f64::NAN, answer.base, answer.interval)?;
        for bar in &answer.bars {
            let path = &found.numbers[bar.number].number.path;
            for (stat, at) in ["at_p05", "at_p95"].into_iter().zip(bar.at) {
                row([of[0], of[1], path, stat], f64::NAN, at, UNKNOWN)?;
            }
            row([of[0], of[1], path, "effect"], f64::NAN, bar.effect, bar.interval)?;
            for (stat, rank) in ["rank_first", "rank_last"].into_iter().zip(bar.rank) {
                row([of[0], of[1], path, stat], f64::NAN, plain(rank as f64), UNKNOWN)?;
            }
        }
    }
    for (what, shares) in &found.shares {
        let Ok(shares) = shares else { continue };
        let of = [policy(found, *what), metric(*what)];
        row([of[0], of[1], "", "variance"], f64::NAN, shares.variance, UNKNOWN)?;
        for (name, shares) in super::shares::ranked(found, shares).concat() {
            let total = shares.total.map(|total| ("total", total));
            for (stat, part) in [("first_order", shares.first)].into_iter().chain(total) {
                row([of[0], of[1], name, stat], f64::NAN, part.estimate, part.interval)?;
            }
        }
    }
    if let Some(Ok(worth)) = &found.worth {
        for (name, all) in super::worth::named(found, worth) {
            for (&value, &one) in worth.values.iter().zip(all) {
                row([NO_POLICY, "net_benefit", name, "evppi"], value, one, UNKNOWN)?;
            }
        }
        for of_records in &worth.records {
            let (kept, records) = (&found.policies[of_records.arm], super::records::path(of_records.months));
            for (&value, &one) in worth.values.iter().zip(&of_records.worth) {
                row([kept, "net_benefit", &records, "evsi"], value, one, UNKNOWN)?;
            }
        }
        for change in &worth.changes {
            let path = &found.numbers[change.number].number.path;
            let [below, above] = [change.below, change.above].map(|arm| found.policies[arm].as_str());
            row([below, "net_benefit", path, "best_below"], change.value, plain(change.at), change.interval)?;
            row([above, "net_benefit", path, "best_from"], change.value, plain(change.at), change.interval)?;
        }
    }
    table.finish()
}

/// `draws.csv`: a row a parameter draw, written while the trials run.
pub struct Draws<W: Write + Send> {
    table: Large<W>,
    key: String,
    /// By outcome of a row: whether it may be told.
    is_told: Vec<bool>,
}

impl<W: Write + Send> Draws<W> {
    /// Writes the header: the paths of all uncertain numbers, then what the trials came to, under [`means`].
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(out: W, key: &str, paths: &[String], (means, is_told): (&[String], Vec<bool>), form: LargeForm) -> io::Result<Self> {
        let names = paths.iter().chain(means.iter().zip(&is_told).filter(|(_, told)| **told).map(|(name, _)| name)).map(String::as_str);
        let further: Vec<(&str, Field)> = names.map(|name| (name, dictionary::OF_DRAWS)).collect();
        Ok(Self { table: Large::new(out, &dictionary::DRAWS, &further, form)?, key: key.to_owned(), is_told })
    }

    /// Writes one draw.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        self.table.text(&self.key).count(Some(row.draw));
        for &value in &row.parameters {
            self.table.number(value);
        }
        for ([mean, _], _) in row.outcomes.iter().zip(&self.is_told).filter(|(_, told)| **told) {
            self.table.number(*mean);
        }
        self.table.end()
    }

    /// Gives the output back, everything written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn into_inner(self) -> io::Result<W> {
        self.table.into_inner()
    }
}

/// The columns of what the trials of a draw came to: `mean.retained`, then for each policy `mean.kept.NAME` and `mean.cost.NAME`.
pub fn means<'a>(policies: impl Iterator<Item = &'a str>) -> Vec<String> {
    let of = |policy: &str| [format!("mean.kept.{policy}"), format!("mean.cost.{policy}")];
    std::iter::once("mean.retained".to_owned()).chain(policies.flat_map(of)).collect()
}
