//! `[[assert]]`: what a run checks of its results.

use super::Reader;
use super::file::tree::{Node, Table, Value};
use super::names::Names;
use super::numbers::ranges::short;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::estimate::{Group, Metric};
use crate::policy::NO_POLICY;
use crate::scenario::{Assertion, Comparison, Scenario, Statistic, schema};

/// The metrics that can be asserted.
const METRICS: [(&str, Metric); 10] = [
    ("retained", Metric::Retained),
    ("headcount", Metric::Headcount),
    ("exits", Metric::Exits),
    ("retained_voluntary", Metric::RetainedVoluntary),
    ("productive_headcount", Metric::ProductiveHeadcount),
    ("tenure_kept", Metric::TenureKept),
    ("capability", Metric::Capability),
    ("capability_lost", Metric::CapabilityLost),
    ("bus_factor", Metric::BusFactor),
    ("cost", Metric::Cost),
];
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
    /// `[[assert]]`, read last: what there are results of follows from the rest of the scenario.
    pub fn assertions(&mut self, root: &Table, scenario: &Scenario) -> Vec<Assertion> {
        self.tables_at(root, "assert").into_iter().filter_map(|table| self.assertion(root, table, scenario)).collect()
    }

    fn assertion(&mut self, root: &Table, table: &Table, scenario: &Scenario) -> Option<Assertion> {
        self.keys_of(table, &schema::ASSERT);
        let policy = table.get("policy").map_or(Some(NO_POLICY), |node| self.policy_of_assertion(root, node));
        let than = table.get("than").map(|node| self.policy_of_assertion(root, node));
        let named = self.required(table, "metric", "metric = \"retained\"");
        let metric =
            named.and_then(|node| self.one_of(node, "metric", &METRICS).filter(|&metric| self.has_results(root, node, metric, scenario)));
        let group = match metric {
            Some(metric) => self.group_of_assertion(root, table, metric, scenario),
            // Whether it fits nobody can say, but a name it must be.
            None => table.get("group").and_then(|node| self.text(node)).and(None),
        };
        let stat = self.required(table, "stat", "stat = \"p10\"").and_then(|node| self.one_of(node, "statistic", &STATISTICS));
        let comparison = self.required(table, "op", "op = \">=\"").and_then(|node| self.comparison(node));
        let at = table.get("at").map_or(Some(scenario.horizon), |node| self.date_of_results(node, scenario));
        let node = self.required(table, "value", "value = 6")?;
        let value = self.given_number(node);
        let (policy, than) = (policy?.to_owned(), than.map_or(Some(None), |than| than.map(|than| Some(than.to_owned())))?);
        let (metric, group, stat, at, comparison) = (metric?, group?, stat?, at?, comparison?);
        let assertion = Assertion { policy, than, metric, group, stat, at, comparison, value: value? };
        (self.check_compared(&assertion, table, scenario) && self.check_asserted(&assertion, node, scenario)).then_some(assertion)
    }

    /// Whether the scenario has what a metric is about.
    fn has_results(&mut self, root: &Table, node: &Node, metric: Metric, scenario: &Scenario) -> bool {
        let help = match metric {
            Metric::ProductiveHeadcount if root.get("hiring").is_none() => "the scenario has no [hiring], so that nobody is new",
            Metric::Capability | Metric::CapabilityLost | Metric::BusFactor if root.get("capabilities").is_none() => {
                "the scenario has no [capabilities.NAME], so that there is nothing to lose"
            }
            Metric::TenureKept if self.problems.errors() == 0 && !scenario.knows_tenure() => {
                "it needs a date of hire, `hired`, for everybody, known to the day or drawn since a hazard depends on it"
            }
            _ => return true,
        };
        let message = format!("there are no results for {}", quoted(self.text(node).unwrap_or_default()));
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another metric").help(help));
        false
    }

    /// Of what: a capability, where the metric is about one; everybody otherwise.
    fn group_of_assertion(&mut self, root: &Table, table: &Table, metric: Metric, scenario: &Scenario) -> Option<Group> {
        let is_of_one = matches!(metric, Metric::Capability | Metric::CapabilityLost);
        let Some(node) = table.get("group") else {
            if is_of_one {
                self.push_missing(table, "group", "group = \"capability:pretraining\"");
                return None;
            }
            return Some(Group::All);
        };
        if !is_of_one {
            let diagnostic = Diagnostic::error("the metric is of everybody and has no group").at(&node.place).label("unexpected group");
            self.problems.push(diagnostic.help("leave the key out; capability and capability_lost have groups"));
            return None;
        }
        let Some(Value::Table(capabilities)) = root.get("capabilities").map(|node| &node.value) else { return None };
        let labels: Vec<String> = capabilities.entries.iter().map(|entry| format!("capability:{}", entry.key)).collect();
        let known: Vec<(&str, &str)> =
            labels.iter().zip(&capabilities.entries).map(|(label, entry)| (&label[..], &entry.key[..])).collect();
        let name = self.one_of(node, "group", &known)?;
        scenario.capabilities.iter().position(|capability| capability.name == name).map(Group::Capability)
    }

    /// The thing that a text names.
    pub fn one_of<T: Copy>(&mut self, node: &Node, what: &str, known: &[(&str, T)]) -> Option<T> {
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

    /// The policy that an assertion names, or none.
    fn policy_of_assertion<'t>(&mut self, root: &Table, node: &'t Node) -> Option<&'t str> {
        let name = self.text(node)?;
        let known: Names = match root.get("policies").map(|node| &node.value) {
            Some(Value::Table(policies)) => policies.entries.iter().map(|entry| entry.key.as_str()).collect(),
            _ => Names::default(),
        };
        if name == NO_POLICY || known.get(name).is_some() {
            return Some(name);
        }
        let nearest = self.problems.nearest(name, known.iter().chain([NO_POLICY]));
        let diagnostic = Diagnostic::error(format!("there is no policy {}", quoted(name))).at(&node.place).label("unknown policy");
        self.problems.push(match nearest {
            Some(nearest) => diagnostic.suggest(Some(nearest)),
            None => diagnostic.help("leave the key out, or write \"none\", for the run without any policy"),
        });
        None
    }

    /// Refuses what no comparison of policies tells: of differences all but the means of retained and cost, of cost all but its mean and
    /// standard deviation at the horizon.
    fn check_compared(&mut self, assertion: &Assertion, table: &Table, scenario: &Scenario) -> bool {
        let (metric, stat) = (assertion.metric, assertion.stat);
        let is_of_cost = metric == Metric::Cost;
        let (key, message, expected, help) = match &assertion.than {
            Some(than) if *than == assertion.policy => (
                "than",
                format!("the difference of {} to itself is 0", quoted(than)),
                "expected another policy",
                "name another, or \"none\"",
            ),
            Some(_) if !is_of_cost && metric != Metric::Retained => {
                let message = "there are no results for differences of this metric".to_owned();
                ("metric", message, "expected \"retained\" or \"cost\"", "without than the claim is of the policy alone")
            }
            Some(_) if stat != Statistic::Mean => {
                let message = "there are no results for differences of this statistic".to_owned();
                ("stat", message, "expected \"mean\"", "without than the claim is of the policy alone")
            }
            None if is_of_cost && assertion.policy == NO_POLICY => (
                "metric",
                "nothing costs anything without a policy".to_owned(),
                "expected another metric",
                "say of which policy: policy = \"...\"",
            ),
            _ if is_of_cost && !matches!(stat, Statistic::Mean | Statistic::Sd) => {
                let message = "there are no results for this statistic of cost".to_owned();
                ("stat", message, "expected \"mean\" or \"sd\"", "of cost there are the mean and the standard deviation")
            }
            _ if is_of_cost && assertion.at != scenario.horizon => {
                let message = format!("there are no results for cost on {}", assertion.at);
                ("at", message, "expected the horizon", "cost is counted up to the horizon: leave the key out")
            }
            _ => return true,
        };
        let place = table.get(key).map_or(&table.place, |node| &node.place);
        self.problems.push(Diagnostic::error(message).at(place).label(expected).help(help));
        false
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
    fn date_of_results(&mut self, node: &Node, scenario: &Scenario) -> Option<Date> {
        let at = self.moment(node, self.has_dates.then(|| scenario.clock.start()))?;
        if !self.has_dates {
            return None;
        }
        let start = scenario.clock.start();
        if at < start || at > scenario.horizon {
            let (message, expected) = if at < start {
                (format!("{at} is before the start, {start}"), "expected a later date")
            } else {
                (format!("{at} is after the horizon, {}", scenario.horizon), "expected an earlier date")
            };
            self.problems.push(Diagnostic::error(message).at(&node.place).label(expected));
            return None;
        }
        let month = scenario.clock.month_of(at);
        let before = scenario.clock.month_boundary(month);
        if at == before || at == scenario.horizon {
            return Some(at);
        }
        let after = scenario.clock.month_boundary(month + 1).min(scenario.horizon);
        let message = format!("there are no results for {at}");
        let help = format!("results are for the start, each month after it, and the horizon; the nearest are {before} and {after}");
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another date").help(help));
        None
    }

    /// A finite number that is given plainly.
    pub fn given_number(&mut self, node: &Node) -> Option<f64> {
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
    fn check_asserted(&mut self, assertion: &Assertion, node: &Node, scenario: &Scenario) -> bool {
        let value = assertion.value;
        if assertion.stat == Statistic::LuckShare {
            if (0.0..=1.0).contains(&value) {
                return true;
            }
            return self.no_share(node, "a share of the variance", value);
        }
        if matches!(assertion.metric, Metric::TenureKept | Metric::Capability | Metric::CapabilityLost) && !(0.0..=1.0).contains(&value) {
            return self.no_share(node, if assertion.metric == Metric::TenureKept { "a share of tenure" } else { "a probability" }, value);
        }
        // Differences may have either sign, and any size.
        if assertion.than.is_some() {
            return true;
        }
        if value < 0.0 {
            let what = if assertion.metric == Metric::Cost { "cost" } else { "number of people" };
            let message = format!("{} is {}; no {what} is below 0", quoted(&node.path), short(value));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number, 0 or more"));
            return false;
        }
        // Those hired later are not among the retained; a bad date of hire has been reported.
        let opening = scenario.opening().count();
        if matches!(assertion.metric, Metric::Retained | Metric::RetainedVoluntary) && value > opening as f64 {
            let message = format!("the roster opens with {opening}, so that no more can be retained");
            let help = "the answer is the same in every run; is the value a percentage?";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label(format!("more than {opening}")).help(help));
        }
        true
    }

    /// Refuses what is not from 0 to 1.
    fn no_share(&mut self, node: &Node, what: &str, value: f64) -> bool {
        let message = format!("{} is {}; {what} is from 0 to 1", quoted(&node.path), short(value));
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number from 0 to 1"));
        false
    }
}
