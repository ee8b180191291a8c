//! Two scenarios of independent people with a hazard each, whose difference is known in closed form.

use stayput::internals::compare::icer::CostPerPersonKept;
use stayput::internals::compare::{Measure, twice};
use stayput::internals::scenario::Scenario;

use crate::fixtures::{TRIALS, head, people, read};
use crate::numbers::agrees;

use super::same::compared;

/// Hazard a year of the reference, and how much of it is left in the other.
const HAZARD: f64 = 0.6;
const RATIO: f64 = 0.3;

fn lab(count: usize, hazard: f64) -> Scenario {
    read(&(head("18 months") + &people(count, "") + &format!("[channels.lab]\nhazard_per_year = {hazard}\n")))
}

#[test]
fn without_interactions_differences_are_exact() {
    let (a, b) = (lab(10, HAZARD), lab(10, RATIO * HAZARD));
    let comparison = compared(&[&a, &b], TRIALS, 2);
    let (trials, n) = (TRIALS as f64, 10.0);
    let horizon = a.clock.years(a.horizon);
    let later = a.clock.years(twice(a.clock, a.horizon));
    let there = |hazard: f64, t: f64| (-hazard * t).exp();
    let versus = comparison.arms[1].versus.as_ref().unwrap();
    assert_eq!(versus.measure, Measure::People);
    // Each person is kept or not, by the patience that both futures share: nobody leaves earlier where the hazard is smaller.
    let share = |what: &str, found: f64, p: f64| agrees(what, found, n * p, (n * p * (1.0 - p) / trials).sqrt());
    let gain = |t: f64| there(RATIO * HAZARD, t) - there(HAZARD, t);
    share("kept at the horizon", versus.retained.last().unwrap().estimate.value, gain(horizon));
    share("kept later", versus.later.estimate.value, gain(later));
    let exit_shifts = versus.exit_shifts.unwrap();
    let prevented = there(RATIO * HAZARD, later) - there(HAZARD, horizon);
    share("prevented", exit_shifts.prevented.value, prevented);
    share("postponed", exit_shifts.postponed.value, there(RATIO * HAZARD, horizon) - there(RATIO * HAZARD, later));
    assert_eq!(exit_shifts.induced.value, 0.0);
    // The error that is said is that of the coupled difference, and the gain that of two binomials over it.
    let kept = versus.retained.last().unwrap();
    let p = gain(horizon);
    assert!((kept.estimate.mcse / (n * p * (1.0 - p) / trials).sqrt() - 1.0).abs() < 0.02);
    let binomial = |q: f64| q * (1.0 - q);
    let unpaired = binomial(there(HAZARD, horizon)) + binomial(there(RATIO * HAZARD, horizon));
    assert!((kept.pairing_gain / (unpaired / (p * (1.0 - p))) - 1.0).abs() < 0.03, "{}", kept.pairing_gain);
    // Time gained: the area between the curves, 12 months a year.
    let area = |hazard: f64| (1.0 - there(hazard, horizon)) / hazard;
    agrees("months gained", versus.months.estimate.value, 12.0 * (area(RATIO * HAZARD) - area(HAZARD)), versus.months.estimate.mcse);
    assert!(versus.months.estimate.mcse > 0.0);
    assert_eq!(versus.price, Some(CostPerPersonKept::Unpriced));
    assert!(comparison.acceptability.is_err());
}

#[test]
fn rosters_of_other_people_are_compared_by_shares() {
    let (a, b) = (lab(10, HAZARD), lab(7, RATIO * HAZARD));
    let comparison = compared(&[&a, &b], TRIALS, 2);
    let versus = comparison.arms[1].versus.as_ref().unwrap();
    assert_eq!((versus.measure, versus.price, versus.exit_shifts), (Measure::Share, None, None));
    let horizon = a.clock.years(a.horizon);
    let (p, q) = ((-HAZARD * horizon).exp(), (-RATIO * HAZARD * horizon).exp());
    let kept = versus.retained.last().unwrap().estimate;
    // Those of the same id share their luck: seven of ten.
    let both = 7.0 * (p * (1.0 - q));
    let variance = p * (1.0 - p) / 10.0 + q * (1.0 - q) / 7.0 - 2.0 * both / 70.0;
    agrees("share kept", kept.value, q - p, (variance / TRIALS as f64).sqrt());
    assert!((kept.mcse / (variance / TRIALS as f64).sqrt() - 1.0).abs() < 0.02);
}

#[test]
fn luck_and_ignorance_of_a_difference_are_told_apart() {
    // What is uncertain moves one of the two only: the difference is 10 (exp(-h T) - exp(-T / 2)) for h from 0.1 to 0.3.
    let a = lab(10, 0.5);
    let b = read(&(head("18 months") + &people(10, "") + "[channels.lab]\nhazard_per_year = { low = 0.1, high = 0.3 }\n"));
    let comparison = compared(&[&b, &a], 40_000, 2);
    let versus = comparison.arms[1].versus.as_ref().unwrap();
    let t = a.clock.years(a.horizon);
    let mean = |rate: f64| ((-0.1 * rate * t).exp() - (-0.3 * rate * t).exp()) / (0.2 * rate * t);
    let ignorance = 100.0 * (mean(2.0) - mean(1.0) * mean(1.0));
    agrees("ignorance", versus.split.ignorance.value, ignorance, versus.split.ignorance.mcse);
    // Given h each person is lost with probability p = exp(-h T) - exp(-T / 2): 10 (E p - E p^2).
    let c = (-0.5 * t).exp();
    let (first, second) = (mean(1.0) - c, mean(2.0) - 2.0 * c * mean(1.0) + c * c);
    agrees("luck", versus.split.luck.value, 10.0 * (first - second), versus.split.luck.mcse);
}
