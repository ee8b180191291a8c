//! Numbers at the edge of what a scenario may say: bursts that use up every digit, effects of a second, limits that bind.

use crate::fixtures::{TRIALS, follows, head, people, person, read, read_with, run};
use crate::numbers::{agrees, normal_mean};
use stayput::internals::estimate::{Group, Metric};

#[test]
fn a_hundred_people_at_the_limit_of_acceptance() {
    // Of one offer a year half is accepted at first, all from the first exit on, though the hazard ratio grows to 2^99: each of those
    // who are left has hazard 1 once somebody has left. With N(t) the first exit, mean retained is by conditioning on its time.
    let n = 100.0;
    let text = "[channels.lab]\noffers_per_year = 1\nacceptance = 0.5\n[contagion]\nratio = 2\nhalf_life = \"never\"\n";
    let scenario = read(&(head("24 months") + &people(100, "") + text));
    let estimates = run(&scenario, 20_000);
    let time = scenario.clock.years(scenario.horizon);
    let first = 0.5 * n;
    // E = n e^(-first t) + integral over s of first e^(-first s) (n - 1) e^(-(t - s)).
    let exact = n * (-first * time).exp() + (n - 1.0) * (-time).exp() * first / (first - 1.0) * (1.0 - (-(first - 1.0) * time).exp());
    let found = estimates.retained().points.last().unwrap().mean;
    agrees("mean retained", found.value, exact, found.mcse);
}

#[test]
fn a_newcomer_after_a_burst() {
    // Sixty leave within weeks of each other, which multiplies hazards by up to 3^59; three years later nothing of it is left.
    let text = head("48 months")
        + &people(60, "hired = 2020-01-01")
        + &person("new", "hired = 2026-01-01")
        + "[channels.lab]\nhazard_per_year = 1\n[contagion]\nratio = 3\nhalf_life = \"1 month\"\n";
    let scenario = read(&text);
    let estimates = run(&scenario, 20_000);
    let there = scenario.clock.years(scenario.horizon) - scenario.clock.years("2026-01-01".parse().unwrap());
    // Whoever of the sixty is still there in 2026 is one in a billion.
    let exact = (-there).exp();
    let found = estimates.find(Metric::Headcount, Group::All).unwrap().points.last().unwrap().mean;
    agrees("the newcomer is there", found.value, exact, (exact * (1.0 - exact) / 20_000.0).sqrt());
}

#[test]
fn an_own_earlier_exit_moves_nobody_who_came_back() {
    // One who left and came back before the start, and a team-mate whom that exit does move.
    let history = "id,team,entry,exit,channel,observed_until\nback,a,2020-01-01,2022-06-01,lab,\nback,a,2022-09-01,,,2023-01-01\n";
    let text = head("12 months")
        + &person("back", "team = \"a\"")
        + "[channels.lab]\nhazard_per_year = 0.1\n[history]\nfile = \"history.csv\"\n[contagion]\nratio = 10\nhalf_life = \"never\"\n";
    follows(&read_with(&text, &[("history.csv", history)]), |time| vec![1.0 - (-0.1 * time).exp(), (-0.1 * time).exp()]);
    let both = text + &person("other", "team = \"a\"");
    let estimates = run(&read_with(&both, &[("history.csv", history)]), TRIALS);
    let time = 365.0 / 365.25;
    // With hazards 0.1 (back) and 1.0 (other), the first exit multiplies the other's by ten.
    let (b, o) = (0.1f64, 1.0f64);
    let none = (-(b + o) * time).exp();
    let one = |first: f64, then: f64| first * ((-then * time).exp() - none) / (b + o - then);
    let exact = 2.0 * none + one(b, 10.0 * o) + one(o, 10.0 * b);
    let found = estimates.retained().points.last().unwrap().mean;
    agrees("mean retained of both", found.value, exact, found.mcse);
}

#[test]
fn those_who_stayed_through_offers_that_all_were_good() {
    // Nine tenths accepted, frailty 1.5: the hazard is one a year for whoever has a ratio above 10/9. Observed for three years.
    let history = "id,entry,observed_until\np-0,2020-01-01,2023-01-01\n";
    let text = head("12 months")
        + &people(1, "")
        + "[channels.lab]\noffers_per_year = 1\nacceptance = 0.9\n[frailty]\nsd = 1.5\n[history]\nfile = \"history.csv\"\n";
    let stay = |years: f64| normal_mean(|e| (-years * (0.9 * (1.5 * e - 1.125).exp()).min(1.0)).exp());
    let before = 1096.0 / 365.25;
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let p = stay(before + time) / stay(before);
        vec![1.0 - p, p]
    });
}

#[test]
fn effects_too_short_to_matter_do_not_matter() {
    for half_life in ["0.000000000001 days", "0.0001 days"] {
        let text = format!("[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 5\nhalf_life = \"{half_life}\"\n");
        follows(&read(&(head("12 months") + &people(5, "") + &text)), |time| crate::numbers::binomial(5, (-0.5 * time).exp()));
    }
}

#[test]
fn a_distribution_so_wide_that_it_rounds_to_zero_is_no_endless_run() {
    let text = "[channels.lab]\nhazard_per_year = { mean = 0.3, sd = 30 }\n\
                [contagion]\nratio = { mean = 1.1, sd = 100 }\nhalf_life = { mean = \"1 month\", sd = \"50 months\" }\n";
    let estimates = run(&read(&(head("12 months") + &people(5, "") + text)), 2_000);
    assert!(estimates.retained().points.last().unwrap().mean.value > 0.0);
}

#[test]
fn a_covariate_beyond_meaning_is_no_endless_run() {
    let history = "id,entry,observed_until\np-0,2020-01-01,2023-01-01\n";
    let text = head("12 months")
        + &person("p-0", "star = 1")
        + &person("p-1", "star = -1")
        + "[channels.lab]\nhazard_per_year = 0.3\ncovariates = { star = 1.4 }\n[frailty]\nsd = 0.5\n[history]\nfile = \"history.csv\"\n";
    let mut scenario = read_with(&text, &[("history.csv", history)]);
    // Files that say so are refused; a scenario made by a program may still hold it.
    for value in scenario.roster.researchers.iter_mut().flat_map(|person| &mut person.covariates).flatten() {
        *value *= 1e300;
    }
    let estimates = run(&scenario, 2_000);
    assert_eq!(estimates.retained().points.last().unwrap().mean.value, 1.0);
}
