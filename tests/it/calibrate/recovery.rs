//! Recovery: maximum likelihood finds the ten numbers that made a history, within the errors that it states.

#[path = "../../../examples/recovery/history.rs"]
mod history;

use history::{START, TRUTH, covered, hazards, scores, spells};
use stayput::internals::calibrate::{Likelihood, SurvivalData, maximum};

/// Histories, and people in each.
const HISTORIES: usize = 40;
const PEOPLE: usize = 5_000;

#[test]
fn estimates_are_as_far_from_the_truth_as_they_say() {
    let mut all = Vec::new();
    let mut inside = 0;
    for seed in 1..=HISTORIES as u64 {
        let study = SurvivalData::new(spells(PEOPLE, seed));
        let fit = maximum(&Likelihood::new(&study, &hazards()).unwrap().with_threads(2), &START, &[], false);
        assert!(fit.converged);
        inside += covered(&fit);
        all.push(scores(&fit));
    }
    let n = HISTORIES as f64;
    for k in 0..TRUTH.len() {
        let mean = all.iter().map(|scores| scores[k]).sum::<f64>() / n;
        assert!(mean.abs() < 5.0 / n.sqrt(), "parameter {k} is off by {mean} standard errors in the mean");
    }
    let many = n * TRUTH.len() as f64;
    let square = all.iter().flatten().map(|score| score * score).sum::<f64>() / many;
    assert!((square - 1.0).abs() < 5.0 * (2.0 / many).sqrt(), "mean square {square}");
    let share = inside as f64 / many;
    assert!((share - 0.95).abs() < 5.0 * (0.95 * 0.05 / many).sqrt(), "{inside} of {many} intervals hold the truth");
}
