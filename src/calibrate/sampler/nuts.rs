//! The No-U-Turn sampler: draws from a posterior by following its gradient (Hoffman & Gelman 2014; multinomial and with the generalised
//! criterion of Betancourt 2017).
//!
//! The trajectories are the crate `nuts-rs`'s. Their length scales are ours: a diagonal metric and a step size, learned in the warm-up and
//! then fixed, so that what is unknown but has no gradient (coarse dates, on which a likelihood jumps) can be drawn between two
//! transitions given all the rest. A draw is one transition at what those stand at, then [`Between`] at the new point: a Gibbs sampler
//! whose blocks each keep the posterior invariant.

use std::cell::RefCell;
use std::rc::Rc;

use nuts_rs::{Chain as _, FlowNutsSettings, KineticEnergyKind, Settings as _, StepSizeAdaptMethod};

use super::nuts_rs::{Ground, Trajectory};
use super::warmup::Warmup;
use crate::Cancellation;
use crate::calibrate::LogDensity;
use crate::random::{Purpose, Stream};

/// How to sample.
#[derive(Clone, Copy, Debug)]
pub struct Sampling<'c> {
    /// Chains, at least 1; four let R-hat tell whether they agree.
    pub chains: usize,
    /// Draws a chain in which step size and metric are learned; they are thrown away.
    pub warmup: usize,
    /// Draws a chain that are kept.
    pub draws: usize,
    /// Mean acceptance that the step size aims at, in (0, 1): more makes smaller steps, which follow narrow places better.
    pub target_acceptance: f64,
    /// Doublings of a trajectory at most: `2^depth` gradients a draw.
    pub max_depth: u64,
    /// The seed of all randomness.
    pub seed: u64,
    /// Threads, at least 1; draws do not depend on it.
    pub threads: usize,
    /// What breaks the sampling off, in the midst of a draw too; nothing does where there is none.
    pub cancellation: Option<&'c Cancellation>,
}

impl Default for Sampling<'_> {
    fn default() -> Self {
        Self { chains: 4, warmup: 1_000, draws: 1_000, target_acceptance: 0.9, max_depth: 10, seed: 1, threads: 1, cancellation: None }
    }
}

impl Sampling<'_> {
    /// Whether the sampling is to be broken off.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_some_and(Cancellation::is_cancelled)
    }
}

/// Where a chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The chain, from 0: an address for random numbers.
    pub chain: usize,
    /// The draw, from 0, with those of the warm-up: an address for random numbers.
    pub iteration: usize,
}

/// What happens between two transitions: draws the unknowns without a gradient anew, given the point, and changes the chain's own copy of
/// the density accordingly. What it pushes on the row is kept with the draw. Says whether the density changed.
///
/// It must leave the posterior invariant, and take its random numbers from an address of its own.
pub type Between<'a, D> = dyn Fn(&mut D, &[f64], Step, &mut Vec<f64>) -> bool + Sync + 'a;

/// For [`sample`]: every unknown has a gradient.
pub fn nothing_between<D>(_: &mut D, _: &[f64], _: Step, _: &mut Vec<f64>) -> bool {
    false
}

/// One draw of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The point, then what [`Between`] pushed.
    pub row: Vec<f64>,
    /// Hamiltonian at the point, with the momentum that led there.
    pub energy: f64,
    /// Doublings of the trajectory.
    pub depth: u64,
    /// Whether the trajectory left the surface of constant energy, so that a narrow place may have been missed.
    pub is_divergent: bool,
}

/// The draws of one chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The draws kept, in order.
    pub draws: Vec<Draw>,
    /// The step size after the warm-up, in units of the metric's scales.
    pub step_size: f64,
    /// Standard deviations that the warm-up learned, which are the metric's scales.
    pub scales: Vec<f64>,
}

impl Chain {
    /// How many draws diverged.
    pub fn divergences(&self) -> usize {
        self.draws.iter().filter(|draw| draw.is_divergent).count()
    }

    /// The energies of the draws.
    pub fn energies(&self) -> Vec<f64> {
        self.draws.iter().map(|draw| draw.energy).collect()
    }
}

/// Why there are no draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SamplingError {
    /// Near the starting point, the density is nowhere finite with a gradient that moves.
    NoStart,
    /// What was drawn between two transitions left a point where the density is not finite.
    Lost(Step),
    /// The sampling was broken off.
    Cancelled,
}

/// Draws from a density. Each chain starts at a point of its own, uniformly within 1 of `centre` in each direction.
///
/// The same numbers at any number of threads, on any processor.
///
/// # Errors
/// Where no start is found, `between` leads a chain out of the support, or the sampling is broken off.
pub fn sample<D: LogDensity + Clone + Send>(
    density: &D,
    centre: &[f64],
    sampling: &Sampling<'_>,
    between: &Between<'_, D>,
) -> Result<Vec<Chain>, SamplingError> {
    let threads = sampling.threads.clamp(1, sampling.chains.max(1));
    let share = |worker: usize| {
        let walk = |chain| Walk::start(density.clone(), centre, sampling, chain)?.run(sampling, between);
        // A chain that is broken off finds no density where it stands.
        let walk = |chain| walk(chain).map_err(|error| if sampling.is_cancelled() { SamplingError::Cancelled } else { error });
        (worker..sampling.chains).step_by(threads).map(|chain| (chain, walk(chain))).collect::<Vec<_>>()
    };
    let mut chains: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|worker| scope.spawn(move || share(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    chains.sort_by_key(|&(chain, _)| chain);
    chains.into_iter().map(|(_, chain)| chain).collect()
}

/// A chain on its way.
struct Walk<'c, D: LogDensity> {
    ground: Rc<RefCell<Ground<'c, D>>>,
    trajectories: <FlowNutsSettings as nuts_rs::Settings>::Chain<Trajectory<'c, D>>,
    at: Vec<f64>,
    chain: usize,
}

impl<'c, D: LogDensity> Walk<'c, D> {
    /// A chain at its first point.
    fn start(density: D, centre: &[f64], sampling: &Sampling<'c>, chain: usize) -> Result<Self, SamplingError> {
        const TRIES: u64 = 100;
        let dimension = density.dimension();
        let mut settings = FlowNutsSettings { maxdepth: sampling.max_depth, num_tune: 0, ..FlowNutsSettings::default() };
        settings.trajectory_kind = KineticEnergyKind::Euclidean;
        // The step size is in the units.
        settings.adapt_options.step_size_settings.jitter = None;
        settings.adapt_options.step_size_settings.adapt_options.method = StepSizeAdaptMethod::Fixed(1.0);
        let ground = Rc::new(RefCell::new(Ground { density, units: vec![1.0; dimension], cancellation: sampling.cancellation }));
        let mut seeds = Stream::new(sampling.seed, Purpose::Trajectory, 0, chain as u64, 0);
        let trajectories =
            settings.new_chain(chain as u64, Trajectory { ground: Rc::clone(&ground) }, &mut seeds).map_err(|_| SamplingError::NoStart)?;
        let mut walk = Self { ground, trajectories, at: Vec::new(), chain };
        for attempt in 0..TRIES {
            let mut random = Stream::new(sampling.seed, Purpose::FirstPoint, 0, chain as u64, attempt);
            walk.at = centre.iter().map(|&x| x + 2.0 * random.uniform() - 1.0).collect();
            if walk.trajectories.set_position(&walk.at).is_ok() {
                return Ok(walk);
            }
        }
        Err(SamplingError::NoStart)
    }

    /// Warms up, then draws.
    fn run(mut self, sampling: &Sampling<'c>, between: &Between<'_, D>) -> Result<Chain, SamplingError> {
        let mut warmup = Warmup::new(self.at.len(), sampling.warmup, sampling.target_acceptance);
        let mut draws = Vec::with_capacity(sampling.draws);
        for iteration in 0..sampling.warmup + sampling.draws {
            let step = Step { chain: self.chain, iteration };
            if sampling.is_cancelled() {
                return Err(SamplingError::Cancelled);
            }
            if iteration <= sampling.warmup {
                self.ground.borrow_mut().units = warmup.units(iteration == sampling.warmup);
                self.stand(step)?;
            }
            let (mut draw, acceptance) = self.transition(step)?;
            if iteration < sampling.warmup {
                warmup.learn(&self.at, acceptance);
            }
            let has_changed = between(&mut self.ground.borrow_mut().density, &self.at, step, &mut draw.row);
            if has_changed {
                self.stand(step)?;
            }
            if iteration >= sampling.warmup {
                draws.push(draw);
            }
        }
        Ok(Chain { draws, step_size: warmup.step_size(), scales: warmup.scales().to_vec() })
    }

    /// Looks at the density anew, where the chain stands.
    fn stand(&mut self, step: Step) -> Result<(), SamplingError> {
        self.trajectories.set_position(&self.at).map_err(|_| SamplingError::Lost(step))
    }

    /// One transition: the draw, and the mean acceptance along its trajectory.
    fn transition(&mut self, step: Step) -> Result<(Draw, f64), SamplingError> {
        let (position, _, stats, _) = self.trajectories.expanded_draw().map_err(|_| SamplingError::Lost(step))?;
        self.at.copy_from_slice(&position);
        let draw = Draw { row: self.at.clone(), energy: stats.point.energy, depth: stats.depth, is_divergent: stats.divergence.diverging };
        Ok((draw, shared_bits(stats.adapt.step_size.mean_tree_accept)))
    }
}

/// An acceptance without the bits that depend on the machine: `nuts-rs` takes exponentials from the platform, whose last bits differ where
/// there is no FMA, and the step size learns from them.
fn shared_bits(acceptance: f64) -> f64 {
    const UNITS: f64 = (1 << 20) as f64;
    (acceptance * UNITS).round() / UNITS
}
