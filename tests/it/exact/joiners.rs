//! People who join after the start: they count in the headcount, not among the retained.

use stayput::internals::estimate::{Group, Metric};

use crate::fixtures::{TRIALS, checkpoints, head, is_distributed, people, person, read, run};
use crate::numbers::{agrees, integral, moments, poisson_binomial};

#[test]
fn headcount_and_retained() {
    let dates = ["2023-01-02", "2023-07-01", "2024-02-29"];
    let text = head("24 months")
        + &people(4, "hired = 2022-01-01")
        + &dates.map(|date| person(date, &format!("hired = {date}"))).concat()
        + "[channels.lab]\nhazard_per_year = 0.5\n[channels.other]\nhazard_per_year = 0.1\n\
           tenure = [{ until = \"6 months\", ratio = 4.0 }]\n";
    for further in ["", "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n"] {
        let scenario = read(&(text.clone() + further));
        let estimates = run(&scenario, TRIALS);
        assert_eq!(estimates.metadata.roster, 4);
        for (date, now) in checkpoints(&scenario, &estimates).into_iter().chain([(6, scenario.clock.years(estimates.metadata.dates[6]))]) {
            let stay = |joined: f64, band: f64| (-0.6 * (now - joined) - 0.3 * (now.min(band) - joined).max(0.0)).exp();
            let newcomers: Vec<f64> = dates
                .iter()
                .map(|date| {
                    let hired: stayput::internals::calendar::Date = date.parse().unwrap();
                    let time = |date| scenario.clock.years(date);
                    (time(hired), time(hired.saturating_add(jiff::Span::new().months(6))))
                })
                .filter(|&(joined, _)| joined <= now)
                .map(|(joined, band)| stay(joined, band))
                .collect();
            let opening = (-0.6 * now).exp();
            is_distributed(&estimates, date, &poisson_binomial(&[opening; 4]));
            let there = [&[opening; 4], &newcomers[..]].concat();
            let (mean, variance, fourth) = moments(&poisson_binomial(&there));
            let point = &estimates.find(Metric::Headcount, Group::All).unwrap().points[date];
            let trials = TRIALS as f64;
            agrees("mean headcount", point.mean.value, mean, (variance / trials).sqrt());
            let found = point.sd.value * point.sd.value;
            agrees("variance of headcount", found, variance, ((fourth - variance * variance) / trials).sqrt());
            let exits = estimates.find(Metric::Exits, Group::All).unwrap().points[date].mean.value;
            assert!((exits + point.mean.value - there.len() as f64).abs() < 1e-9, "who is not there has left");
            let gone: f64 = estimates.first_exits.iter().map(|curve| curve[date].value).sum();
            let retained = estimates.retained().points[date].mean.value;
            assert!((4.0 * gone + retained - 4.0).abs() < 1e-9, "destinations are the opening roster's");
        }
    }
}

#[test]
fn a_newcomer_is_moved_by_exits_before_joining() {
    // One leaves at s with hazard 0.8; the other joins at j and has hazard 0.3 times 5^(2^(-(t - s) / 6 months)).
    let text = head("18 months")
        + &person("p", "x = 0")
        + &person("new", "hired = 2023-07-01\nx = 1")
        + "[channels.lab]\nhazard_per_year = 0.8\ncovariates = { x = 0.375 }\n[contagion]\nratio = 5.0\nhalf_life = \"6 months\"\n";
    let scenario = read(&text);
    let joins = scenario.clock.years("2023-07-01".parse().unwrap());
    let effect = super::two_people::Effect::fading(5.0, 0.5, 0.0);
    let estimates = run(&scenario, TRIALS);
    let last = estimates.metadata.dates.len() - 1;
    let now = scenario.clock.years(estimates.metadata.dates[last]);

    // The newcomer stays: given the other's exit at s (0.8 e^(-0.8 s), sped up once the newcomer has left, which is another case), or none.
    let stays = |s: f64| (-0.3 * ((s - joins).max(0.0) + effect.felt((joins - s).max(0.0), now - s))).exp();
    let p = integral(|s: f64| 0.8 * (-0.8 * s).exp() * stays(s), 0.0, now, &[joins]) + (-0.8 * now).exp() * (-0.3 * (now - joins)).exp();
    // Headcount is retained plus newcomer: the newcomer's share is the difference of the means.
    let found =
        estimates.find(Metric::Headcount, Group::All).unwrap().points[last].mean.value - estimates.retained().points[last].mean.value;
    agrees("the newcomer is there", found, p, (p * (1.0 - p) / TRIALS as f64).sqrt());
}

#[test]
fn what_was_over_before_somebody_joined_leaves_no_trace() {
    // The other leaves within days; for a month that multiplies the newcomer's hazard by 10^24, but nobody is there yet to feel it.
    let text = head("18 months")
        + &person("p", "x = 6")
        + &person("new", "hired = 2023-09-01\nx = 0")
        + "[channels.lab]\nhazard_per_year = 0.5\ncovariates = { x = 4.0 }\n\
           [contagion]\nratio = 1000.0\nwindow = \"30 days\"\nedges = \"edges.csv\"\n";
    let scenario = crate::fixtures::read_with(&text, &[("edges.csv", "from,to,weight\np,new,8\n")]);
    let estimates = run(&scenario, 20_000);
    let joins = scenario.clock.years("2023-09-01".parse().unwrap());
    let last = estimates.metadata.dates.len() - 1;
    let p = (-0.5 * (scenario.clock.years(estimates.metadata.dates[last]) - joins)).exp();
    let found = estimates.find(Metric::Headcount, Group::All).unwrap().points[last].mean;
    agrees("the newcomer is there", found.value, p, (p * (1.0 - p) / 20_000.0).sqrt());
}
