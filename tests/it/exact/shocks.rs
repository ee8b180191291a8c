//! Shocks on people whom nobody moves: certain ones with their decay by months, possible ones as a mixture.

use stayput::internals::calendar::Clock;

use crate::fixtures::{follows, head, people, read};
use crate::numbers::{binomial, mixture};

const QUIET: &str = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";

/// The integral of a shock's ratio: constant on the part of each month after the shock, at the value of that part's middle.
fn felt(clock: Clock, shock: f64, ratio: f64, half_life: f64, until: f64) -> f64 {
    let edge = |month: i32| clock.years(clock.month_boundary(month));
    let mut sum = until.min(shock.max(0.0));
    for month in 0.. {
        if edge(month) >= until {
            break;
        }
        let (from, to) = (edge(month).max(shock), edge(month + 1));
        if to > from {
            let age = 0.5 * (from + to) - shock;
            sum += (to.min(until) - from).max(0.0) * ratio.powf((-age / half_life).exp2());
        }
    }
    sum
}

fn text(shock: &str) -> String {
    head("700 days") + &people(5, "") + "[channels.lab]\nhazard_per_year = 0.4\n[[shocks]]\nname = \"s\"\n" + shock + "\n"
}

#[test]
fn a_shock_decays_by_months() {
    for date in ["2023-05-24", "2023-05-01", "2023-01-01", "2022-10-12"] {
        for further in ["", QUIET] {
            let scenario = read(&(text(&format!("date = {date}\nratio = 6.0\nhalf_life = \"4 months\"")) + further));
            let shock = scenario.clock.years(date.parse().unwrap());
            follows(&scenario, |time| binomial(5, (-0.4 * felt(scenario.clock, shock, 6.0, 4.0 / 12.0, time)).exp()));
        }
    }
}

#[test]
fn a_lasting_shock() {
    let scenario = read(&text("date = 2023-05-24\nratio = 0.3\nhalf_life = \"never\""));
    let shock = scenario.clock.years("2023-05-24".parse().unwrap());
    follows(&scenario, |time| binomial(5, (-0.4 * (time.min(shock) + 0.3 * (time - shock).max(0.0))).exp()));
}

#[test]
fn two_shocks_multiply_and_keep_their_own_decay() {
    let second = "[[shocks]]\nname = \"t\"\ndate = 2023-05-30\nratio = 2.0\nhalf_life = \"never\"\n";
    let scenario = read(&(text("date = 2023-05-24\nratio = 6.0\nhalf_life = \"4 months\"") + second));
    let day = |text: &str| scenario.clock.years(text.parse().unwrap());
    let first = |time: f64| felt(scenario.clock, day("2023-05-24"), 6.0, 4.0 / 12.0, time);
    let t = day("2023-05-30");
    follows(&scenario, |time| {
        let hazard = if time <= t { first(time) } else { first(t) + 2.0 * (first(time) - first(t)) };
        binomial(5, (-0.4 * hazard).exp())
    });
}

#[test]
fn a_possible_shock_is_a_mixture_over_its_days() {
    // 0.6 of the trials, on one of 92 days; a shock on a known day that may not come.
    for (when, first, days) in [
        ("between = [2023-03-01, 2023-05-31]", "2023-03-01", 92u32),
        ("date = 2023-03-14", "2023-03-14", 1),
        ("date = 2023-03", "2023-03-01", 31),
    ] {
        let when = if when == "date = 2023-03" { "date = \"2023-03\"" } else { when };
        for further in ["", QUIET] {
            let scenario = read(&(text(&format!("{when}\nprobability = 0.6\nratio = 6.0\nhalf_life = \"4 months\"")) + further));
            let first = scenario.clock.years(first.parse().unwrap());
            let estimates = follows(&scenario, |time| {
                let with = |day: u32| {
                    let shock = first + f64::from(day) / 365.25;
                    (0.6 / f64::from(days), binomial(5, (-0.4 * felt(scenario.clock, shock, 6.0, 4.0 / 12.0, time)).exp()))
                };
                mixture((0..days).map(with).chain([(0.4, binomial(5, (-0.4 * time).exp()))]))
            });
            assert_eq!(estimates.split.ignorance.value, 0.0, "what a trial draws is luck");
        }
    }
}
