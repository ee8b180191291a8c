//! Assertions about results that are withheld: a run or a comparison refuses them before it begins.

use stayput::internals::estimate::{Group, Metric};
use stayput::internals::report::names;
use stayput::internals::scenario::{Scenario, Statistic};
use stayput::internals::simulate::model::published::Told;

/// What is wrong with an assertion about something that results do not speak of, if there is one: about a cost, where that of `policy` is meant.
pub fn asserts_what_is_hidden(scenario: &Scenario, told: &Told, policy: Option<&str>) -> Option<String> {
    let least = scenario.least_group();
    let why = |what: &str| told.withheld.iter().find(|one| one.what == what).map_or("", |one| one.why.as_str());
    scenario.assertions.iter().find_map(|assertion| {
        let metric = names::metric(assertion.metric);
        let refused = |which: &str, why: &str, way: &str| {
            Some(format!(
                "an [[assert]] is about {which} (privacy.min_group, {least}): {why}\n  {way} with --individuals, which shows results of single \
                 researchers too"
            ))
        };
        let withheld = |what: &str| refused(&format!("{metric}, which is withheld"), why(what), "run");
        match assertion.metric {
            Metric::Capability | Metric::CapabilityLost | Metric::BusFactor => {
                let is_needed = |index: usize| assertion.metric == Metric::BusFactor || assertion.group == Group::Capability(index);
                let hidden = (0..told.capabilities.len()).find(|&index| !told.capabilities[index] && is_needed(index))?;
                let name = &scenario.capabilities[hidden].name;
                let of = format!("{metric}, which rests on capability:{name}, which is withheld");
                refused(&of, why(&format!("the capability {name}")), "run")
            }
            Metric::Headcount | Metric::Exits | Metric::ProductiveHeadcount if !told.flows => withheld("headcount and exits"),
            Metric::TenureKept if scenario.knows_tenure() && !told.tenure => withheld("tenure_kept"),
            Metric::TenureKept if least > 1 && matches!(assertion.stat, Statistic::Quantile(_)) => refused(
                "a quantile of tenure_kept, which is withheld",
                "it is a sum of single people's tenures",
                "assert on its mean, or run",
            ),
            Metric::Cost if !told.costs && policy.is_some_and(|policy| assertion.is_of_run(policy)) => withheld("cost"),
            _ => None,
        }
    })
}
