//! Assertions: what a scenario's results are held to.

mod checks;

use serde::{Deserialize, Serialize};

use super::Scenario;
use super::file::section::words;
use super::file::{Form, Key, Keys, Names, Node, Reader, Section, Table};
use super::policy::NO_POLICY;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::estimate::{Group, Metric};

/// A statement about the results that a run, or a comparison of policies, checks: `[[assert]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// The policy of which it is said, or [`NO_POLICY`].
    #[serde(default = "none")]
    pub policy: String,
    /// The policy, or [`NO_POLICY`], the difference to which it is about; `None` where it is about the policy alone.
    #[serde(default)]
    pub than: Option<String>,
    /// What is counted.
    pub metric: Metric,
    /// Among whom: [`Group::All`] or a capability.
    pub group: Group,
    /// The number that is said of it.
    pub stat: Statistic,
    /// The date it is said of: the start, a month boundary, or the horizon.
    #[serde(with = "crate::calendar::iso")]
    pub at: Date,
    /// How it must compare.
    pub comparison: Comparison,
    /// With what.
    pub value: f64,
}

impl Assertion {
    /// Whether a run under a policy can tell: it knows of no other policy.
    pub fn is_of_run(&self, policy: &str) -> bool {
        self.policy == policy && self.than.is_none()
    }
}

/// The policy of assertions that name none.
fn none() -> String {
    NO_POLICY.to_owned()
}

/// The statistics of a count that results report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statistic {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// The quantile at this index of [`crate::estimate::QUANTILES`].
    Quantile(usize),
    /// Share of the variance that is luck.
    LuckShare,
}

/// How a number of an assertion must compare with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// The metrics that can be asserted.
pub(crate) const METRICS: [(&str, &str, Metric); 10] = [
    ("retained", "how many of the opening roster are there", Metric::Retained),
    ("headcount", "how many are there, newcomers included", Metric::Headcount),
    ("exits", "how many exits there have been", Metric::Exits),
    ("retained_voluntary", "how many of the opening roster are there or were dismissed", Metric::RetainedVoluntary),
    ("productive_headcount", "headcount with newcomers weighted by the ramp; needs [hiring]", Metric::ProductiveHeadcount),
    ("tenure_kept", "the share of the opening roster's years of tenure that is there; needs dates of hire", Metric::TenureKept),
    ("capability", "1 while the capability named by group is covered, else 0: its mean is the probability", Metric::Capability),
    ("capability_lost", "1 once the capability named by group has been lost, else 0", Metric::CapabilityLost),
    ("bus_factor", "the fewest exits that lose a capability; needs [capabilities]", Metric::BusFactor),
    ("cost", "what the policy costs up to the horizon, in the unit of pay; stayput compare checks it", Metric::Cost),
];

/// The statistics of them, quantiles by their index in [`crate::estimate::QUANTILES`].
const STATISTICS: [(&str, &str, Statistic); 10] = [
    ("mean", "the mean over all trials", Statistic::Mean),
    ("sd", "the standard deviation over all trials", Statistic::Sd),
    ("p05", "5 % of the trials are at or below", Statistic::Quantile(0)),
    ("p10", "10 % of the trials are at or below", Statistic::Quantile(1)),
    ("p25", "a quarter of the trials is at or below", Statistic::Quantile(2)),
    ("p50", "the median", Statistic::Quantile(3)),
    ("p75", "three quarters of the trials are at or below", Statistic::Quantile(4)),
    ("p90", "90 % of the trials are at or below", Statistic::Quantile(5)),
    ("p95", "95 % of the trials are at or below", Statistic::Quantile(6)),
    ("luck_share", "the share of the variance that is luck", Statistic::LuckShare),
];

/// The comparisons.
pub(crate) const COMPARISONS: [(&str, &str, Comparison); 4] = [
    (">=", "at least", Comparison::AtLeast),
    (">", "more than", Comparison::Above),
    ("<=", "at most", Comparison::AtMost),
    ("<", "less than", Comparison::Below),
];

/// What people write who mean one of [`COMPARISONS`].
pub(crate) const MEANT: [(&str, &str); 6] = [("=>", ">="), ("=<", "<="), ("≥", ">="), ("≤", "<="), ("gt", ">"), ("lt", "<")];

/// `[[assert]]`.
pub(in crate::scenario) static ASSERT: Section = Section::new(
    "A claim about a result: PASS, FAIL or, where the Monte Carlo error leaves it open, INCONCLUSIVE.",
    &[
        Key::new("policy", Form::Text, "The policy of which it is claimed; the scenario without policies is \"none\".").default("\"none\""),
        Key::new("than", Form::Text, "The claim is of the difference to this policy, or to \"none\": of the mean of retained or cost.")
            .example("\"none\""),
        Key::new("metric", Form::Choice(&words(&METRICS)), "A metric of summary.csv, or cost.").required().example("\"retained\""),
        Key::new("group", Form::Text, "Of what, where the metric is one of a capability: capability: and its name.")
            .example("\"capability:pretraining\""),
        Key::new("stat", Form::Choice(&words(&STATISTICS)), "A statistic of summary.csv.").required().example("\"p10\""),
        Key::new("at", Form::Moment, "When, as a date or a time from the start: a month boundary or the horizon, which it is if absent.")
            .example("\"24 months\""),
        Key::new("op", Form::Choice(&words(&COMPARISONS)), "How the statistic compares with the value.").required().example("\">=\""),
        Key::new("value", Form::Number(None), "What it is compared with, in the metric's own unit (people, exits, ...).")
            .required()
            .example("6"),
    ],
);

impl Reader {
    /// `[[assert]]`, read last: what there are results of follows from the rest of the scenario.
    pub fn assertions(&mut self, root: &Table, scenario: &Scenario, has_dates: bool) -> Vec<Assertion> {
        self.tables_at(root, "assert").into_iter().filter_map(|table| self.assertion(root, table, scenario, has_dates)).collect()
    }

    fn assertion(&mut self, root: &Table, table: &Table, scenario: &Scenario, has_dates: bool) -> Option<Assertion> {
        let keys = self.keys(table, &ASSERT);
        let policy = table.get("policy").map_or(Some(NO_POLICY), |node| self.policy_of_assertion(root, node));
        let than = table.get("than").map(|node| self.policy_of_assertion(root, node));
        let named = self.required(keys, "metric");
        let metric =
            named.and_then(|node| self.one_of(node, "metric", &METRICS).filter(|&metric| self.has_results(root, node, metric, scenario)));
        let group = match metric {
            Some(metric) => self.group_of_assertion(root, keys, metric, scenario),
            // Whether it fits nobody can say, but a name it must be.
            None => table.get("group").and_then(|node| self.text(node)).and(None),
        };
        let stat = self.required(keys, "stat").and_then(|node| self.one_of(node, "statistic", &STATISTICS));
        let comparison = self.required(keys, "op").and_then(|node| self.comparison(node));
        let at = table.get("at").map_or(Some(scenario.horizon), |node| self.date_of_results(node, scenario, has_dates));
        let node = self.required(keys, "value")?;
        let value = self.given_number(node);
        let (policy, than) = (policy?.to_owned(), than.map_or(Some(None), |than| than.map(|than| Some(than.to_owned())))?);
        let (metric, group, stat, at, comparison) = (metric?, group?, stat?, at?, comparison?);
        let assertion = Assertion { policy, than, metric, group, stat, at, comparison, value: value? };
        (self.check_compared(&assertion, table, scenario) && self.check_asserted(&assertion, node, scenario)).then_some(assertion)
    }

    /// Of what: a capability, where the metric is about one; everybody otherwise.
    fn group_of_assertion(&mut self, root: &Table, keys: Keys<'_>, metric: Metric, scenario: &Scenario) -> Option<Group> {
        let is_of_one = matches!(metric, Metric::Capability | Metric::CapabilityLost);
        let Some(node) = keys.get("group") else {
            if is_of_one {
                self.miss(keys, "group");
                return None;
            }
            return Some(Group::All);
        };
        if !is_of_one {
            let diagnostic = Diagnostic::error("the metric is of everybody and has no group").at(&node.place).label("unexpected group");
            self.problems.push(diagnostic.help("leave the key out; capability and capability_lost have groups"));
            return None;
        }
        let capabilities = root.table("capabilities")?;
        let labels: Vec<String> = capabilities.entries.iter().map(|entry| format!("capability:{}", entry.key)).collect();
        let known: Vec<(&str, &str, &str)> =
            labels.iter().zip(&capabilities.entries).map(|(label, entry)| (&label[..], "", &entry.key[..])).collect();
        let name = self.one_of(node, "group", &known)?;
        scenario.capabilities.iter().position(|capability| capability.name == name).map(Group::Capability)
    }

    /// The policy that an assertion names, or none.
    fn policy_of_assertion<'t>(&mut self, root: &Table, node: &'t Node) -> Option<&'t str> {
        let name = self.text(node)?;
        let policies = root.table("policies").into_iter().flat_map(|policies| &policies.entries);
        let known: Names = policies.map(|entry| entry.key.as_str()).collect();
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

    fn comparison(&mut self, node: &Node) -> Option<Comparison> {
        let name = self.text(node)?;
        let found = COMPARISONS.iter().find(|(known, ..)| *known == name).map(|&(.., comparison)| comparison);
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
    fn date_of_results(&mut self, node: &Node, scenario: &Scenario, has_dates: bool) -> Option<Date> {
        let at = self.moment(node, has_dates.then(|| scenario.clock.start()))?;
        if !has_dates {
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
}
