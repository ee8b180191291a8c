//! What exits bring: two people in closed form, and the error of the estimate against its sampling distribution.

use stayput::internals::ensemble::{self, Plan};
use stayput::internals::estimate::{Estimate, Metric};
use stayput::internals::scenario::Scenario;

use crate::fixtures::{TRIALS, head, people, read, run};
use crate::numbers::{agrees, integral};

fn team(size: usize, hazard: &str, further: &str) -> Scenario {
    let contagion = "[contagion]\nratio = 2.5\nhalf_life = \"never\"\n";
    read(&(head("12 months") + &people(size, "") + &format!("[channels.lab]\nhazard_per_year = {hazard}\n{contagion}{further}")))
}

#[test]
fn of_two_people_the_share_is_known() {
    let scenario = team(2, "0.4", "");
    let estimates = run(&scenario, TRIALS);
    let (h, t) = (0.4, scenario.clock.years(scenario.horizon));
    // The first leaves at s at rate 2 h; the other within what is left, at 2.5 h, or without contagion at h.
    let exits = |ratio: f64| integral(|s| 2.0 * h * (-2.0 * h * s).exp() * (2.0 - (-ratio * h * (t - s)).exp()), 0.0, t, &[]);
    let (on, off) = (exits(2.5), exits(1.0));
    assert!((off - 2.0 * (1.0 - (-h * t).exp())).abs() < 1e-12);
    let found = |metric| estimates.figure(metric).unwrap();
    let (share, further) = (found(Metric::CascadeShare), found(Metric::FurtherExits));
    agrees("share of exits", share.value, 1.0 - off / on, share.mcse);
    agrees("further exits", further.value, on / off - 1.0, further.mcse);
    assert!(share.mcse > 0.0 && share.mcse < 0.005, "{share:?}");
}

#[test]
fn nothing_is_said_where_exits_bring_nothing() {
    let scenario = read(&(head("12 months") + &people(3, "") + "[channels.lab]\nhazard_per_year = 0.4\n"));
    assert!(run(&scenario, 400).figures.is_empty());
}

/// The error that a run states against the spread of many runs; with three replications, draws have one or no trial that is run twice.
#[test]
fn the_error_is_the_spread_over_runs() {
    const RUNS: u64 = 400;
    for scenario in [
        team(6, "0.4", ""),
        team(6, "{ low = 0.1, high = 0.7 }", "[parameters]\nreplications = 3\n"),
        team(6, "{ low = 0.1, high = 0.7 }", "[parameters]\nreplications = 10\n"),
    ] {
        let estimates: Vec<Estimate> = (0..RUNS)
            .map(|seed| {
                let plan = Plan { trials: 1_200, seed, threads: 2 };
                let estimates = ensemble::run(&scenario, &plan, &mut ensemble::to_the_end, None).unwrap();
                estimates.figure(Metric::CascadeShare).unwrap()
            })
            .collect();
        let runs = RUNS as f64;
        let mean = estimates.iter().map(|estimate| estimate.value).sum::<f64>() / runs;
        let variance = estimates.iter().map(|estimate| (estimate.value - mean).powi(2)).sum::<f64>() / (runs - 1.0);
        let stated = estimates.iter().map(|estimate| estimate.mcse.powi(2)).sum::<f64>() / runs;
        // A sample variance of normal numbers has a relative error of sqrt(2 / (n - 1)).
        agrees("variance of the share", variance, stated, stated * (2.0 / (runs - 1.0)).sqrt());
    }
}
