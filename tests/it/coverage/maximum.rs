//! Intervals of maximum likelihood under a covariate far from 0.

use stayput::internals::calibrate::maximum::maximum;
use stayput::internals::calibrate::{Ending, Hazards, Likelihood, Spell, SurvivalData, When};
use stayput::internals::parameter::Quantity;
use stayput::internals::random::{Purpose, Stream};

use super::{is_within, seeds};
use crate::calibrate::{channel, parameter};

/// Log of the hazard of somebody of the year 2000, and of the ratio a year.
const TRUTH: [f64; 2] = [-1.4, -0.0177];

/// Whether the profile and the Wald interval of the ratio hold the truth, and both of the hazard in the file's own terms, that of the year 0.
fn one(people: usize, seed: u64) -> [bool; 4] {
    let mut luck = Stream::new(seed, Purpose::HistoryExit, 12, 0, 0);
    let spell = |person: usize| {
        let year = 1985.0 + (person % 30) as f64;
        let time = -luck.uniform().ln() / (TRUTH[0] + TRUTH[1] * (year - 2000.0)).exp();
        let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![year], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..people).map(spell).collect());
    let mut lab = channel("lab", Quantity::Uncertain(0));
    lab.covariates = vec![(0, Quantity::Uncertain(1))];
    let hazards = Hazards { parameters: ["hazard", "year"].map(parameter).to_vec(), channels: vec![lab], ..Hazards::default() };
    let fit = maximum(&Likelihood::new(&study, &hazards).unwrap(), &[0.2, 1.0], &[], true);
    assert!(fit.converged && fit.free == 2);
    let truths = [TRUTH[0] - 2000.0 * TRUTH[1], TRUTH[1]];
    let holds =
        |k: usize, interval: Option<(f64, f64)>| interval.is_some_and(|(low, high)| low.ln() <= truths[k] && truths[k] <= high.ln());
    let [hazard, ratio] = &fit.estimates[..] else { panic!() };
    [holds(1, ratio.profile), holds(1, ratio.wald), holds(0, hazard.profile), holds(0, hazard.wald)]
}

#[test]
fn a_calendar_year_has_intervals_that_hold_the_truth() {
    let seeds = seeds(60);
    println!("| people | ratio, profile | ratio, Wald | hazard, profile | hazard, Wald |");
    for people in [30, 300] {
        let found: Vec<[bool; 4]> = (0..seeds).map(|seed| one(people, seed)).collect();
        let held: Vec<u64> = (0..4).map(|which| found.iter().filter(|held| held[which]).count() as u64).collect();
        let percent: Vec<String> = held.iter().map(|&held| format!("{:.1} %", 100.0 * held as f64 / seeds as f64)).collect();
        println!("| {people} | {} |", percent.join(" | "));
        for held in held {
            assert!(is_within(held, seeds, [0.93, 0.97]), "{people}: {held} of {seeds}");
        }
    }
}
