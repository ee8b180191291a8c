//! The kinds of policy: a file a kind, with its keys, and what they come to.

mod alumni;
mod backfill;
mod bundle;
mod counter_offer;
mod effect;
mod garden_leave;
mod incubator;
mod leader_change;
mod raise;
mod retention_grant;
mod visibility;

pub(super) use self::raise::RAISE;
pub(super) use self::retention_grant::GRANT;
use super::keys::PolicyKeys;
use super::kind::{Kind, Terms};
use super::measure::{Measure, Vesting};
use crate::scenario::file::{Form, Key, Section};

/// The kinds of policy, in the order in which they are told.
pub(crate) static KINDS: &[&Kind] = &[
    &effect::KIND,
    &raise::KIND,
    &retention_grant::KIND,
    &counter_offer::KIND,
    &visibility::KIND,
    &incubator::KIND,
    &garden_leave::KIND,
    &leader_change::KIND,
    &backfill::KIND,
    &alumni::KIND,
    &bundle::KIND,
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Measure;
    use crate::scenario::read_str;

    /// A scenario in which every kind of policy does something: channels 0 `lab`, 1 `startup`, 2 `found`, 3 `dismissed`.
    const SCENARIO: &str = r#"
        name = "Team"
        start = 2023-01-01
        horizon = "24 months"
        [[researchers]]
        id = "a"
        leads = "all"
        [channels.lab]
        hazard_per_year = 0.1
        [channels.startup]
        hazard_per_year = 0.1
        [channels.found]
        hazard_per_year = 0.1
        [channels.dismissed]
        hazard_per_year = 0.1
        [contagion]
        ratio = 1.1
        window = "90 days"
        leader_ratio = 2.0
        [spinouts]
        pull_per_year = 1.0
        half_life = "12 months"
        [returns]
        return_per_year = 0.05
        half_life = "18 months"
        [hiring]
        time_to_fill = "5 months"
        [pay]
        elasticity = 1.2
        equity_elasticity = 0.5
    "#;

    fn text(kind: &str, keys: &str) -> String {
        format!("{SCENARIO}\n[policies.it]\nkind = \"{kind}\"\n{keys}\n")
    }

    /// The measures of a policy of a kind.
    pub fn measures(kind: &str, keys: &str) -> Vec<Measure> {
        match read_str("team.toml", &text(kind, keys), Path::new(""), &[]) {
            Ok(loaded) => loaded.scenario.policies[0].measures.clone(),
            Err(problems) => panic!("{problems}"),
        }
    }

    /// What is wrong with a policy of a kind.
    pub fn problems(kind: &str, keys: &str) -> Vec<String> {
        let problems = read_str("team.toml", &text(kind, keys), Path::new(""), &[]).expect_err("there is something wrong");
        problems.lines().iter().map(|line| line.split_once("error: ").expect("it is an error").1.to_owned()).collect()
    }
}
