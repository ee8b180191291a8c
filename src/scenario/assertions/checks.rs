//! What of an assertion no result can tell, or every result tells alike.

use super::{Assertion, Statistic};
use crate::diagnostic::{Diagnostic, quoted};
use crate::estimate::Metric;
use crate::scenario::Scenario;
use crate::scenario::file::numbers::ranges::short;
use crate::scenario::file::{Node, Reader, Table};
use crate::scenario::policy::NO_POLICY;

impl Reader {
    /// Whether the scenario has what a metric is about.
    pub fn has_results(&mut self, root: &Table, node: &Node, metric: Metric, scenario: &Scenario) -> bool {
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

    /// Refuses what no comparison of policies tells: of differences all but the means of retained and cost, of cost all but its mean and
    /// standard deviation at the horizon.
    pub fn check_compared(&mut self, assertion: &Assertion, table: &Table, scenario: &Scenario) -> bool {
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

    /// Refuses a value that no result can have, and doubts one that every result lies on the same side of.
    pub fn check_asserted(&mut self, assertion: &Assertion, node: &Node, scenario: &Scenario) -> bool {
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
