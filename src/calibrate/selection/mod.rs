//! Model selection: what a history says of the terms of its model.
//!
//! A model is weighed by the probability that it gave to the history before it happened ([`mod@evidence`]), against itself without each of
//! its terms ([`bayes_factor`]); by how well it predicts what comes next ([`leave_future_out`]); and person by person, conditional on
//! everybody else
//! ([`pointwise`]).

pub mod bayes_factor;
pub mod evidence;
pub mod leave_future_out;
pub mod model;
pub mod pointwise;
pub mod psis;

pub use bayes_factor::{StrengthOfEvidence, TermComparison, Variant};
pub use evidence::{Difference, Evidence, Integration, evidence};
pub use leave_future_out::LeaveFutureOut;
pub use model::{Model, NoModel, Term};

use crate::calibrate::from_scenario::CalibrationInputs;
use crate::calibrate::posterior::coarse_dates::AugmentedPosterior;
use crate::calibrate::posterior::summary::PosteriorSummary;
use crate::calibrate::sampler::Chain;
use crate::calibrate::sampler::density::LogDensity as _;
use pointwise::{Draw, loo};
use psis::Loo;

/// Stretches at most that are predicted one after the other.
const MOST_STRETCHES: usize = 6;
/// Draws at which people's densities are computed.
const DRAWS: usize = 500;
/// People of longer histories are not weighed one by one: the cost grows with their square.
const MOST_PEOPLE: usize = 100;

/// What a history says of a model and its terms.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSelection {
    /// The model against itself without each of its terms, and how it predicts.
    pub comparison: TermComparison,
    /// Conditional pointwise densities, a point a person; `None` for more than 100 people, and where several founded together at one
    /// known moment, of which nobody's part can be told.
    pub loo: Option<Loo>,
}

impl ModelSelection {
    /// Weighs the model of a calibration whose posterior was drawn: `chains` are the sampler's, and `posterior` is their summary.
    ///
    /// # Errors
    /// Where the model or one of its variants has no density, or the work is broken off.
    pub fn new(
        inputs: &CalibrationInputs,
        density: &AugmentedPosterior,
        chains: &[Chain],
        posterior: &PosteriorSummary,
        how: Integration<'_>,
    ) -> Result<Self, NoModel> {
        let model = Model::from(inputs);
        let comparison = TermComparison::new(&model, &leave_future_out::half_years(&model, MOST_STRETCHES), how)?;
        let mut people: Vec<usize> = model.study.spells.iter().map(|spell| spell.person).collect();
        people.sort_unstable();
        people.dedup();
        let weigh_people = || {
            let draws = draws(&model, density, chains);
            let effective = posterior.marginals.iter().map(|marginal| marginal.ess_bulk).fold(f64::INFINITY, f64::min);
            loo(&model, &draws, (effective / draws.len() as f64).clamp(0.01, 1.0), how)
        };
        let loo = if people.len() <= MOST_PEOPLE && !model.is_founded_together() { Some(weigh_people()?) } else { None };
        Ok(Self { comparison, loo })
    }
}

/// Draws at equal distances in the chains one after the other.
fn draws(model: &Model, density: &AugmentedPosterior, chains: &[Chain]) -> Vec<Draw> {
    let point = density.dimension();
    let rows: Vec<&[f64]> = chains.iter().flat_map(|chain| chain.draws.iter().map(|draw| &draw.row[..])).collect();
    let count = rows.len().min(DRAWS);
    let draw = |number: usize| {
        let (at, dates) = rows[number * rows.len() / count].split_at(point);
        let mut times = Vec::new();
        if model.has_unknown_times() {
            times = model.study.spells.iter().map(|spell| spell.ending.when().latest()).collect();
            density.dated().zip(dates).for_each(|(spell, &date)| times[spell] = date);
        }
        Draw { at: at.to_vec(), times }
    };
    (0..count).map(draw).collect()
}
