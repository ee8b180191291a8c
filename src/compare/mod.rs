//! Policies and files compared on the same luck: what each keeps, for how long, and what that costs.
//!
//! Every arm runs the same trials as the reference, the first file without policies: the same parameter draws, the same patience of
//! each researcher, the same market. What is the same in both futures cancels in their difference, and the error of a mean difference is
//! that of the differences trial by trial, clustered by draw (common random numbers: Glasserman & Yao 1992). How much that gains is the
//! *pairing gain*, the variance of the difference of two independent runs over that of the paired one.
//!
//! Delay is not prevention: all arms are simulated to twice the horizon. People kept on both dates and the restricted mean time gained
//! (the area between the curves up to the horizon; Royston & Parmar 2013) depend on no coupling. Which exits are *prevented*, *postponed* and *induced* does:
//! another way to share luck would give another split with the same sum, and every report says so. That one arm
//! beats another *in the same future* has no probability that anything could tell, and none is given.

pub mod arms;
mod changes;
pub mod dominance;
pub mod grants;
pub mod icer;
pub mod joint;
mod paired_outcomes;
mod paired_sums;
pub mod regression;
pub mod regret;
mod results;
pub mod told;
pub mod value_of_information;
pub mod verdict;
mod workers;

use std::convert::Infallible;

pub use self::arms::{Arm, Source, agree, arms, twice};
pub use self::paired_outcomes::{MOST_ROWS, Measure, money_unit};
pub(crate) use self::paired_outcomes::{SHARE_UNITS, measure};
pub use self::results::{Compared, Comparison, Difference, ExitShifts, Others, Versus};

use self::workers::{Study, Workers};
use crate::ensemble::stopping::{self, Look, Precision};
use crate::ensemble::{OnProgress, Plan};
use crate::estimate::Estimate;

/// Compares arms, the reference first, in `plan.trials` trials of each.
///
/// When `on_progress` breaks, the blocks in hand are broken off and do not count: what is counted are the first trials, without a gap, and
/// perhaps none.
///
/// # Panics
/// Where there are fewer than two arms, which [`arms()`] refuses.
pub fn run(arms: &[Arm<'_>], plan: &Plan, on_progress: &mut OnProgress<'_>) -> Comparison {
    let study = Study::new(arms, plan.seed, plan.trials, false);
    let mut workers = Workers::new(&study, plan.threads);
    // Whoever broke knows that it did.
    let _ = workers.run(0..plan.trials.div_ceil(study.replications()), on_progress);
    results::comparison(&study, workers.counts)
}

/// Compares arms until the differences of all of them from the reference at the horizon are known as precisely as asked for, or
/// `plan.trials` are done.
///
/// # Panics
/// As of [`run`].
pub fn run_to_precision(arms: &[Arm<'_>], plan: &Plan, precision: Precision, on_progress: &mut OnProgress<'_>) -> (Comparison, Look) {
    let study = Study::new(arms, plan.seed, plan.trials, true);
    let mut workers = Workers::new(&study, plan.threads);
    let most = plan.trials.div_ceil(study.replications()).min(study.rows());
    let stopped = stopping::run_to_precision(precision, most, |draws, look| {
        let flow = workers.run(draws, on_progress);
        let clusters = |arm: usize| study.clusters(&[arm, 0], workers.counts.draws);
        let width = |(arm, kept): (usize, Estimate)| look.half_width(kept.mcse, study.roster(), &clusters(arm));
        Ok::<_, Infallible>((flow, (1..).zip(workers.kept()).map(width).fold(0.0, wider)))
    });
    let Ok(look) = stopped;
    (results::comparison(&study, workers.counts), look)
}

/// The wider of two half-widths; unknown where one is.
fn wider(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}
