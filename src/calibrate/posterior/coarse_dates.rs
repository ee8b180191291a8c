//! The posterior with everything that a history leaves open: parameters and heat's path by the sampler's trajectories, the moments of
//! coarse (interval-censored) exits between them.
//!
//! Where exits act on others, the likelihood jumps as the moment of one passes that of another, so that no gradient leads there. Between
//! two transitions every coarse exit, a few at a time in an order drawn anew, is offered a moment drawn uniformly from its interval; they
//! are accepted with probability `min(1, likelihood there / likelihood here)`, everything else given: Metropolis steps of an independence
//! proposal, which leave the posterior invariant since a date is uniform within its interval before the history is looked at. Where no
//! exit acts, the likelihood has the cumulative incidence over the interval in closed form and no date is drawn. Possible shocks are
//! summed over by the likelihood.

use std::fmt;

use crate::math;
use crate::random::{Field, Purpose};
use crate::scenario::HeatPath;

use super::recast::Recast;
use super::{NoDensity, Posterior};
use crate::calibrate::from_scenario::CalibrationInputs;
use crate::calibrate::likelihood::exposure::lexis::acts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, SurvivalData, When};
use crate::calibrate::likelihood::{Likelihood, Refusal};
use crate::calibrate::sampler::density::LogDensity;
use crate::calibrate::sampler::{Chain, Sampling, SamplingError, Step, sample};

/// A posterior whose coarse exits stand at moments that can be drawn anew.
#[derive(Clone, Debug)]
pub struct AugmentedPosterior {
    study: SurvivalData,
    hazards: Hazards,
    posterior: Posterior,
    recast: Recast,
    coarse: Vec<CoarseExit>,
}

/// An exit whose moment is drawn.
#[derive(Clone, Copy, Debug)]
struct CoarseExit {
    spell: usize,
    from: f64,
    to: f64,
    now: f64,
}

/// Coarse exits that are offered moments together: more cost fewer likelihoods, and are accepted less often.
const TOGETHER: usize = 4;
/// What the numbers of an exit's field decide.
const ORDER: u32 = 0;
/// See [`ORDER`].
const DATE: u32 = 1;
/// See [`ORDER`].
const ACCEPTANCE: u32 = 2;

/// Why there is no posterior.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPosterior {
    /// There is no likelihood.
    Refused(Refusal),
    /// A prior has no density.
    NoDensity(NoDensity),
    /// No chain could start, or one was lost.
    Sampling(SamplingError),
}

impl fmt::Display for NoPosterior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NoDensity(prior) => prior.fmt(f),
            Self::Sampling(SamplingError::NoStart) => {
                write!(f, "no start was found for the chains: under these priors, what happened in the history cannot have happened")
            }
            Self::Sampling(SamplingError::Lost(step)) => {
                write!(f, "chain {} lost its way at draw {}: another --seed may do", step.chain, step.iteration)
            }
            Self::Sampling(SamplingError::Cancelled) => f.write_str("cancelled"),
        }
    }
}

impl std::error::Error for NoPosterior {}

impl AugmentedPosterior {
    /// The posterior of a study under the priors of its hazards' parameters, with heat's path, if it is like that, in the months of
    /// [`Hazards::path`]. Coarse exits that act begin at the middle of their intervals.
    ///
    /// # Errors
    /// Where there is no likelihood, or a prior has no density.
    pub fn new(study: &SurvivalData, hazards: &Hazards, path: Option<&HeatPath>) -> Result<Self, NoPosterior> {
        let mut study = study.clone();
        let mut coarse = Vec::new();
        if acts(&study, hazards) {
            for (spell, one) in study.spells.iter_mut().enumerate() {
                if let Ending::Exit(When::Within(from, to), channel) = one.ending {
                    let from = from.max(one.entry);
                    let now = f64::midpoint(from, to);
                    coarse.push(CoarseExit { spell, from, to, now });
                    one.ending = Ending::Exit(When::At(now), channel);
                }
            }
        }
        let likelihood = Likelihood::new(&study, hazards).map_err(NoPosterior::Refused)?;
        let posterior = Posterior::new(likelihood, path).map_err(NoPosterior::NoDensity)?;
        let recast = Recast::new(&posterior);
        Ok(Self { study, hazards: hazards.clone(), posterior, recast, coarse })
    }

    /// That of the inputs of a calibration, with heat's path.
    ///
    /// # Errors
    /// As [`AugmentedPosterior::new`].
    pub fn of(inputs: &CalibrationInputs) -> Result<Self, NoPosterior> {
        let mut hazards = inputs.hazards.clone();
        hazards.path = inputs.path.as_ref().map(|(_, steps)| steps.clone());
        Self::new(&inputs.study, &hazards, inputs.path.as_ref().map(|(path, _)| path))
    }

    /// The density at the moments at which the coarse exits stand: parameters, then heat's steps.
    pub fn posterior(&self) -> &Posterior {
        &self.posterior
    }

    /// Indices of the spells whose exits have moments that are drawn: what a draw's row has after the point, in this order, in years.
    pub fn dated(&self) -> impl Iterator<Item = usize> + '_ {
        self.coarse.iter().map(|coarse| coarse.spell)
    }

    /// Offers each coarse exit a moment anew, given the point, and pushes where they stand then. Says whether any moved.
    ///
    /// `point` is the sampler's; `names` are the keys of the spells' luck. Where the sampling is broken off, the rest stay where they are.
    fn impute_dates(&mut self, point: &[f64], step: Step, sampling: &Sampling<'_>, names: &[u64], row: &mut Vec<f64>) -> bool {
        let place = self.posterior.place(&self.recast.back(point));
        let mut here = if self.coarse.is_empty() { 0.0 } else { self.posterior.likelihood().value(&place) };
        let mut has_moved = false;
        let luck = |index: usize, attempt: u32| {
            let name = names[self.coarse[index].spell];
            Field::new(sampling.seed, Purpose::CoarseExit, name, step.chain as u16, attempt).uniform(step.iteration as u64, 0)
        };
        let mut order: Vec<(f64, usize)> = (0..self.coarse.len()).map(|index| (luck(index, ORDER), index)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let dice: Vec<[f64; 2]> = (0..self.coarse.len()).map(|index| [luck(index, DATE), luck(index, ACCEPTANCE)]).collect();
        for together in order.chunks(TOGETHER).take_while(|_| !sampling.is_cancelled()) {
            for &(_, index) in together {
                let CoarseExit { spell, from, to, .. } = self.coarse[index];
                self.date(spell, from + (to - from) * dice[index][0]);
            }
            // What was laid out before can be laid out again at other moments.
            let Ok(likelihood) = Likelihood::new(&self.study, &self.hazards) else { continue };
            let there = likelihood.value(&place);
            let is_accepted = math::ln(dice[together[0].1][1]) < there - here;
            if is_accepted {
                here = there;
                self.posterior.put(likelihood);
                has_moved = true;
            }
            for &(_, index) in together {
                let CoarseExit { spell, from, to, now } = self.coarse[index];
                let now = if is_accepted { from + (to - from) * dice[index][0] } else { now };
                self.coarse[index].now = now;
                self.date(spell, now);
            }
        }
        row.extend(self.coarse.iter().map(|coarse| coarse.now));
        has_moved
    }

    fn date(&mut self, spell: usize, time: f64) {
        let ending = &mut self.study.spells[spell].ending;
        if let Ending::Exit(_, channel) = *ending {
            *ending = Ending::Exit(When::At(time), channel);
        }
    }

    /// Draws from the posterior. `names` are the keys of the spells' luck; `on_draw` is called after every draw, those of the warm-up too,
    /// from whatever thread.
    ///
    /// # Errors
    /// Where no chain finds a start, or the sampling is broken off.
    pub fn draw(&self, names: &[u64], sampling: &Sampling<'_>, on_draw: &(dyn Fn() + Sync)) -> Result<Vec<Chain>, NoPosterior> {
        let between = |density: &mut Self, at: &[f64], step: Step, row: &mut Vec<f64>| {
            on_draw();
            density.impute_dates(at, step, sampling, names, row)
        };
        let centre = self.recast.there(&self.posterior.middle());
        let mut chains = sample(self, &centre, sampling, &between).map_err(NoPosterior::Sampling)?;
        for draw in chains.iter_mut().flat_map(|chain| &mut chain.draws) {
            let point = self.recast.back(&draw.row[..centre.len()]);
            draw.row[..point.len()].copy_from_slice(&point);
        }
        Ok(chains)
    }
}

/// In the coordinates in which the sampler moves.
impl LogDensity for AugmentedPosterior {
    fn dimension(&self) -> usize {
        self.posterior.dimension()
    }

    fn log_density(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let density = self.posterior.log_density(&self.recast.back(at), gradient);
        self.recast.pull_back(gradient);
        density
    }
}
