//! How much of what is not known each number is: shares of the variance of the expectation given the numbers (Sobol' 1993).
//!
//! ```text
//! first order    Var(E[f | number]) / Var(f)             what knowing the number would take away, on average
//! total          E[Var(f | all others)] / Var(f)         what would be left were all others known
//! ```
//!
//! `f` is the expectation of the answer given the numbers: luck is no part of it. Where the numbers are independent, both follow from a design
//! of settings ([`saltelli`]). Where they were learned together, the first follows from the draws by regression ([`regression`]); a total has no
//! meaning there that anybody could use, since the others, once known, tell much of the number itself.

pub mod regression;
pub mod saltelli;
mod workers;

use super::numbers::Way;
use super::tornado::What;
use super::workers::Counts;
use super::{OnProgress, Study};
use crate::compare::value_of_information::LEAST_DRAWS;
use crate::ensemble::Plan;
use crate::estimate::Estimate;
use std::ops::ControlFlow;

/// A share of a variance, with its error and its 95 % interval within [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The share and its standard error.
    pub estimate: Estimate,
    /// Its 95 % interval.
    pub interval: [f64; 2],
}

impl Part {
    /// A share with so many standard errors in half its interval. Noise may push an estimate beyond 0 or 1: it then stands there, and
    /// the interval reaches from there.
    pub fn new(share: f64, error: f64, errors: f64) -> Self {
        let value = if share.is_nan() { share } else { share.clamp(0.0, 1.0) };
        let estimate = Estimate { value, mcse: error };
        Self { estimate, interval: estimate.interval(errors * error, [0.0, 1.0]) }
    }
}

/// The shares of a number, or of a group of numbers together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// First order.
    pub first: Part,
    /// Total; `None` where numbers are not independent.
    pub total: Option<Part>,
}

/// The shares of the variance of one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct OfAnswer {
    /// The answer.
    pub what: What,
    /// The variance of its expectation given the numbers.
    pub variance: Estimate,
    /// By number.
    pub numbers: Vec<Shares>,
    /// By group.
    pub groups: Vec<Shares>,
}

/// The shares of all answers in people; of each, or why they cannot be told.
pub type Found = Vec<(What, Result<OfAnswer, String>)>;

/// What shares are found by: rows of a design to run, or nothing where the draws themselves tell.
///
/// # Errors
/// Where there are too many numbers for a design.
pub fn rows(study: &Study<'_>, plan: &Plan) -> Result<Option<saltelli::Design>, String> {
    if study.numbers.iter().any(|number| number.way == Way::Learned) {
        return Ok(None);
    }
    let draws = plan.trials.div_ceil(study.replications());
    saltelli::Design::new(study.numbers.len(), draws, plan.seed).map(Some)
}

/// Finds the shares; a flow that breaks where it was broken off, without any.
pub fn find(
    study: &Study<'_>,
    design: &Result<Option<saltelli::Design>, String>,
    counts: &Counts,
    threads: usize,
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Found> {
    let answers = || (0..study.arms.len()).map(|arm| if arm == 0 { What::Retained } else { What::Kept(arm) });
    let of_all = |why: &str| answers().map(|what| (what, Err(why.to_owned()))).collect();
    match design {
        Err(why) => ControlFlow::Continue(of_all(why)),
        Ok(Some(design)) => {
            let sums = workers::run(study, design, threads, on_progress)?;
            let factors = study.numbers.len();
            let of = |(what, sums): (What, &Vec<saltelli::Sums>)| {
                let found = saltelli::indices(sums, design.rows_each, study.replications());
                let found = found.map(|(variance, mut shares)| {
                    let groups = shares.split_off(factors);
                    OfAnswer { what, variance, numbers: shares, groups }
                });
                (what, found)
            };
            ControlFlow::Continue(answers().zip(&sums).map(of).collect())
        }
        Ok(None) if counts.rows.len() < LEAST_DRAWS => {
            // Plain digits: what is printed here is typed again.
            let needed = LEAST_DRAWS as u64 * study.replications();
            ControlFlow::Continue(of_all(&format!("too few parameter draws ({}) for shares; use --trials {needed}", counts.rows.len())))
        }
        Ok(None) => ControlFlow::Continue(answers().map(|what| (what, regression::shares(study, counts, what, threads))).collect()),
    }
}
