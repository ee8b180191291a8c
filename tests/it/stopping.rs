//! A run that is told to stop: what it counted is what a shorter run would have counted.

use std::ops::ControlFlow;

use stayput::internals::ensemble::{self, Plan, Progress};
use stayput::internals::estimate::{Estimates, TrialRow};
use stayput::internals::scenario::{self, Scenario};

const SCENARIO: &str = r#"
name = "Stopped"
start = 2023-01-01
horizon = "12 months"
[roster.generate]
teams = 2
team_size = 5
[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
[contagion]
ratio = 1.3
half_life = "6 months"
"#;

/// The estimates and the rows of the trials, stopped as soon as so many are done.
fn stopped_after(scenario: &Scenario, plan: &Plan, enough: u64) -> (Estimates, Vec<TrialRow>) {
    let mut rows = Vec::new();
    let mut on_trial = |row: &TrialRow| {
        rows.push(row.clone());
        Ok(())
    };
    let mut stop = |progress: &Progress| if progress.done >= enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let estimates = ensemble::run(scenario, plan, &mut stop, Some(&mut on_trial)).unwrap();
    (estimates, rows)
}

#[test]
fn a_stopped_run_is_a_shorter_run() {
    let scenario = scenario::read_str("stopped.toml", SCENARIO, ".".as_ref(), &[]).unwrap().scenario;
    for threads in [1, 2, 5] {
        let plan = Plan { trials: 1_000_000, seed: 7, threads };
        let (estimates, rows) = stopped_after(&scenario, &plan, 3_000);
        assert!((3_000..20_000).contains(&estimates.trials), "{}", estimates.trials);
        let shorter = Plan { trials: estimates.trials, ..plan };
        assert_eq!(stopped_after(&scenario, &shorter, u64::MAX), (estimates, rows), "with {threads} threads");
    }
}

#[test]
fn a_run_that_is_stopped_at_once_has_counted_nothing() {
    // Each exit moves all teams, so that one trial takes many times the tenth of a second after which the word to stop comes.
    let text = SCENARIO.replace("teams = 2", "teams = 10_000").replace("12 months", "120 months") + "across = 0.01\n";
    let scenario = scenario::read_str("stopped.toml", &text, ".".as_ref(), &[]).unwrap().scenario;
    let (estimates, rows) = stopped_after(&scenario, &Plan { trials: 1_000, seed: 7, threads: 2 }, 0);
    assert_eq!((estimates.trials, rows), (0, Vec::new()));
}
