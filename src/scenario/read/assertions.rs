//! `[[assert]]`: what a run checks of its results.

use super::Reader;
use super::domain::short;
use super::head::Head;
use super::tree::{Node, Table, Value};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::estimate::Metric;
use crate::people::{Hire, Roster};
use crate::scenario::{Assertion, Comparison, Statistic, schema};

/// What a run without policies calls itself.
const NO_POLICY: &str = "none";
/// The metrics that can be asserted.
const METRICS: [(&str, Metric); 3] = [("retained", Metric::Retained), ("headcount", Metric::Headcount), ("exits", Metric::Exits)];
/// The statistics of them, quantiles by their index in [`crate::estimate::QUANTILES`].
const STATISTICS: [(&str, Statistic); 10] = [
    ("mean", Statistic::Mean),
    ("sd", Statistic::Sd),
    ("p05", Statistic::Quantile(0)),
    ("p10", Statistic::Quantile(1)),
    ("p25", Statistic::Quantile(2)),
    ("p50", Statistic::Quantile(3)),
    ("p75", Statistic::Quantile(4)),
    ("p90", Statistic::Quantile(5)),
    ("p95", Statistic::Quantile(6)),
    ("luck_share", Statistic::LuckShare),
];
/// The comparisons.
const COMPARISONS: [(&str, Comparison); 4] =
    [("<", Comparison::Below), ("<=", Comparison::AtMost), (">", Comparison::Above), (">=", Comparison::AtLeast)];
/// What people write who mean one of [`COMPARISONS`].
const MEANT: [(&str, &str); 6] = [("=>", ">="), ("=<", "<="), ("≥", ">="), ("≤", "<="), ("gt", ">"), ("lt", "<")];

impl Reader {
    /// `[[assert]]`.
    pub fn assertions(&mut self, root: &Table, head: &Head, roster: &Roster) -> Vec<Assertion> {
        self.tables_at(root, "assert").into_iter().filter_map(|table| self.assertion(table, head, roster)).collect()
    }

    fn assertion(&mut self, table: &Table, head: &Head, roster: &Roster) -> Option<Assertion> {
        self.keys_of(table, &schema::ASSERT);
        if let Some(node) = table.get("policy") {
            self.policy_of_assertion(node);
        }
        let metric = self.required(table, "metric", "metric = \"retained\"").and_then(|node| self.one_of(node, "metric", &METRICS));
        let stat = self.required(table, "stat", "stat = \"p10\"").and_then(|node| self.one_of(node, "statistic", &STATISTICS));
        let comparison = self.required(table, "op", "op = \">=\"").and_then(|node| self.comparison(node));
        let at = table.get("at").map_or(Some(head.horizon), |node| self.date_of_results(node, head));
        let node = self.required(table, "value", "value = 6")?;
        let value = self.asserted_value(node);
        let assertion = Assertion { metric: metric?, stat: stat?, at: at?, comparison: comparison?, value: value? };
        self.check_asserted(&assertion, node, head, roster).then_some(assertion)
    }

    /// The thing that a text names.
    fn one_of<T: Copy>(&mut self, node: &Node, what: &str, known: &[(&str, T)]) -> Option<T> {
        let name = self.text(node)?;
        let found = known.iter().find(|(known, _)| *known == name).map(|&(_, thing)| thing);
        if found.is_none() {
            let names = || known.iter().map(|(name, _)| *name);
            let diagnostic =
                Diagnostic::error(format!("there is no {what} {}", quoted(name))).at(&node.place).label(format!("unknown {what}"));
            self.problems.push(match self.problems.nearest(name, names()) {
                Some(nearest) => diagnostic.suggest(Some(nearest)),
                None => diagnostic.help(format!("there are {}", names().collect::<Vec<_>>().join(", "))),
            });
        }
        found
    }

    /// The policy that an assertion is about: as long as there are none, the run without any.
    fn policy_of_assertion(&mut self, node: &Node) {
        let Some(name) = self.text(node).filter(|name| *name != NO_POLICY) else { return };
        let diagnostic = Diagnostic::error(format!("there is no policy {}", quoted(name))).at(&node.place).label("unknown policy");
        self.problems.push(diagnostic.help("leave the key out, or write \"none\", for the run without any policy"));
    }

    fn comparison(&mut self, node: &Node) -> Option<Comparison> {
        let name = self.text(node)?;
        let found = COMPARISONS.iter().find(|(known, _)| *known == name).map(|&(_, comparison)| comparison);
        if found.is_none() {
            let diagnostic = Diagnostic::error(format!("there is no comparison {}", quoted(name)))
                .at(&node.place)
                .label("expected \"<\", \"<=\", \">\" or \">=\"");
            let meant = MEANT.iter().find(|(written, _)| *written == name).map(|&(_, meant)| meant);
            self.problems.push(match name {
                "=" | "==" | "!=" => diagnostic.help("an estimate is never exactly a number: assert two bounds instead"),
                _ => diagnostic.suggest(meant),
            });
        }
        found
    }

    /// A date for which results are reported: the start, a month boundary, the horizon.
    fn date_of_results(&mut self, node: &Node, head: &Head) -> Option<Date> {
        let at = self.moment(node, self.has_dates.then(|| head.clock.start()))?;
        if !self.has_dates {
            return None;
        }
        let start = head.clock.start();
        if at < start || at > head.horizon {
            let (message, expected) = if at < start {
                (format!("{at} is before the start, {start}"), "expected a later date")
            } else {
                (format!("{at} is after the horizon, {}", head.horizon), "expected an earlier date")
            };
            self.problems.push(Diagnostic::error(message).at(&node.place).label(expected));
            return None;
        }
        let month = head.clock.month_of(at);
        let before = head.clock.month_boundary(month);
        if at == before || at == head.horizon {
            return Some(at);
        }
        let after = head.clock.month_boundary(month + 1).min(head.horizon);
        let message = format!("there are no results for {at}");
        let help = format!("results are for the start, each month after it, and the horizon; the nearest are {before} and {after}");
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another date").help(help));
        None
    }

    /// The number that an assertion compares with.
    fn asserted_value(&mut self, node: &Node) -> Option<f64> {
        let value = match node.value {
            Value::Integer(number) => number as f64,
            Value::Float(number) => number,
            Value::Table(_) => {
                let message = format!("{} must be a number, not a distribution", quoted(&node.path));
                self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
                return None;
            }
            _ => {
                self.mismatch(node, "a number", "expected a number");
                return None;
            }
        };
        if !value.is_finite() {
            let message = format!("{} must be finite", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
            return None;
        }
        Some(value)
    }

    /// Refuses a value that no result can have, and doubts one that every result lies on the same side of.
    fn check_asserted(&mut self, assertion: &Assertion, node: &Node, head: &Head, roster: &Roster) -> bool {
        let value = assertion.value;
        if assertion.stat == Statistic::LuckShare {
            if (0.0..=1.0).contains(&value) {
                return true;
            }
            let message = format!("{} is {}; a share of the variance is from 0 to 1", quoted(&node.path), short(value));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number from 0 to 1"));
            return false;
        }
        if value < 0.0 {
            let message = format!("{} is {}; no number of people is below 0", quoted(&node.path), short(value));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number, 0 or more"));
            return false;
        }
        // Those hired later are not among the retained; a bad date of hire has been reported.
        let opening = roster.researchers.iter().filter(|r| !matches!(r.hired, Some(Hire::On(date)) if date > head.clock.start())).count();
        if assertion.metric == Metric::Retained && value > opening as f64 {
            let message = format!("the roster opens with {opening}, so that no more can be retained");
            let help = "the answer is the same in every run; is the value a percentage?";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label(format!("more than {opening}")).help(help));
        }
        true
    }
}
