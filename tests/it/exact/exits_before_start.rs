//! Exits of the history before the start act on those who are there: known days in closed form, coarse ones as a mixture.

use super::two_people::Effect;
use crate::fixtures::{checkpoints, follows, head, person, read_with, run};
use crate::numbers::{agrees, integral, poisson_binomial};

/// Days before the start of 2023 [years].
fn ago(days: f64) -> f64 {
    days / 365.25
}

#[test]
fn known_days() {
    // Alone in their teams, so that nobody else moves them: after an exit 30 days ago; after two, 30 and 300 days ago, one of them from
    // another team; after a leader's; and one whom nobody moves but across teams.
    let history = "id,team,entry,exit,channel,leads\n\
                   x,a,2020-01-01,2022-12-02,lab,\n\
                   y,b,2020-01-01,2022-12-02,lab,\n\
                   z,b,2020-01-01,2022-03-07,other,\n\
                   l,c,2020-01-01,2022-12-02,lab,c\n\
                   f,nowhere,2020-01-01,2022-12-02,unknown,\n\
                   n,a,2020-01-01,2022-12-02,censored,\n\
                   later,a,2020-01-01,2023-01-01,lab,\n";
    let text = head("24 months")
        + &["a", "b", "c", "d"].map(|team| person(&format!("p-{team}"), &format!("team = \"{team}\""))).concat()
        + "[channels.lab]\nhazard_per_year = 0.3\n[channels.other]\nhazard_per_year = 0.1\n[history]\nfile = \"history.csv\"\n\
           [contagion]\nratio = 3.0\nhalf_life = \"5 months\"\ndelay = \"10 days\"\n\
           leader_ratio = 4.0\nleader_half_life = \"2 months\"\nleader_delay = \"45 days\"\n";
    let own = Effect::fading(3.0, 5.0 / 12.0, ago(10.0));
    let lead = Effect::fading(4.0, 2.0 / 12.0, ago(45.0));
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let stay = |ratio: &dyn Fn(f64) -> f64| (-0.4 * integral(ratio, 0.0, time, &[ago(15.0)])).exp();
        poisson_binomial(&[
            stay(&|t| own.at(t + ago(30.0))),
            stay(&|t| own.at(t + ago(30.0)) * own.at(t + ago(300.0))),
            stay(&|t| own.at(t + ago(30.0)) * lead.at(t + ago(30.0))),
            stay(&|_| 1.0),
        ])
    });
}

#[test]
fn across_teams_and_by_edges() {
    let history = "id,team,entry,exit,channel\nx,a,2020-01-01,2022-12-02,lab\nf,nowhere,2020-01-01,2022-12-22,lab\n";
    let text = |ties: &str| {
        head("24 months")
            + &person("p", "team = \"a\"")
            + "[channels.lab]\nhazard_per_year = 0.4\n[history]\nfile = \"history.csv\"\n[contagion]\nratio = 3.0\nwindow = \"100 days\"\n"
            + ties
    };
    let effect = |weight: f64| Effect::window(3f64.powf(weight), ago(100.0), 0.0);
    let stay = |first: f64, second: f64, time: f64| {
        let (first, second) = (effect(first), effect(second));
        poisson_binomial(&[
            (-0.4 * integral(|t| first.at(t + ago(30.0)) * second.at(t + ago(10.0)), 0.0, time, &[ago(70.0), ago(90.0)])).exp()
        ])
    };
    follows(&read_with(&text("across = 0.5\n"), &[("history.csv", history)]), |time| stay(1.0, 0.5, time));
    let edges = [("history.csv", history), ("edges.csv", "from,to,weight\nf,p,2\n")];
    follows(&read_with(&text("edges = \"edges.csv\"\n"), &edges), |time| stay(0.0, 2.0, time));
}

#[test]
fn coarse_days() {
    // Some time in November 2022, a continuous uniform: one person, so that the number retained is the mean of a probability.
    let history = "id,team,entry,exit,channel\nx,a,2020-01-01,2022-11,lab\n";
    let text = head("12 months")
        + &person("p", "team = \"a\"")
        + "[channels.lab]\nhazard_per_year = 0.5\n[history]\nfile = \"history.csv\"\n[contagion]\nratio = 9.0\nhalf_life = \"1 month\"\n";
    let scenario = read_with(&text, &[("history.csv", history)]);
    let estimates = run(&scenario, crate::fixtures::TRIALS);
    let effect = Effect::fading(9.0, 1.0 / 12.0, 0.0);
    for (date, time) in checkpoints(&scenario, &estimates) {
        let stay = |days: f64| (-0.5 * effect.felt(ago(days), time + ago(days))).exp();
        let mean = |f: &dyn Fn(f64) -> f64| integral(f, 31.0, 61.0, &[]) / 30.0;
        let (p, square) = (mean(&stay), mean(&|days| stay(days).powi(2)));
        let found = estimates.curves[0].points[date].mean;
        agrees("retained", found.value, p, found.mcse);
        if date == estimates.metadata.dates.len() - 1 {
            agrees("luck", estimates.split.luck.value, p - square, estimates.split.luck.mcse);
            agrees("ignorance", estimates.split.ignorance.value, square - p * p, estimates.split.ignorance.mcse);
        }
    }
}

#[test]
fn a_coarse_exit_that_may_be_after_the_start_acts_only_if_before() {
    // Between 2 December and 31 January: half of 60 days (30 of them before) without effect.
    let history = "id,team,entry,exit_earliest,exit_latest,channel\nx,a,2020-01-01,2022-12-02,2023-01-30,lab\n";
    let text = head("12 months")
        + &person("p", "team = \"a\"")
        + "[channels.lab]\nhazard_per_year = 0.5\n[history]\nfile = \"history.csv\"\n[contagion]\nratio = 9.0\nhalf_life = \"1 month\"\n";
    let scenario = read_with(&text, &[("history.csv", history)]);
    let estimates = run(&scenario, crate::fixtures::TRIALS);
    let effect = Effect::fading(9.0, 1.0 / 12.0, 0.0);
    for (date, time) in checkpoints(&scenario, &estimates) {
        let stay = |days: f64| (-0.5 * effect.felt(ago(days), time + ago(days))).exp();
        let p = 0.5 * integral(stay, 0.0, 30.0, &[]) / 30.0 + 0.5 * (-0.5 * time).exp();
        let found = estimates.curves[0].points[date].mean;
        agrees("retained", found.value, p, found.mcse);
    }
}

#[test]
fn who_is_there_at_the_start_has_not_left_before_it() {
    // The exit of one on the roster lies between 2 December and 31 January: the roster says that it was not before the start.
    let history = "id,team,entry,exit_earliest,exit_latest,channel\np,a,2020-01-01,2022-12-02,2023-01-30,lab\n";
    let text = head("12 months")
        + &person("p", "team = \"a\"")
        + &person("q", "team = \"b\"")
        + "[channels.lab]\nhazard_per_year = 0.5\n[history]\nfile = \"history.csv\"\n[contagion]\nratio = 9.0\nhalf_life = \"never\"\nacross = 0.0\n";
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let p = (-0.5 * time).exp();
        poisson_binomial(&[p, p])
    });
}
