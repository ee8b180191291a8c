//! Many trials: blocks of them in parallel, added up in integers.
//!
//! Trial `k` uses parameter draw `floor(k / replications)`. Tallies are integer counts, so their sum does not depend on who counted
//! what: any number of threads (`workers`) and of machines ([`shard`], [`state`]) gives the same bytes. How many trials are run is said
//! beforehand, or follows from the precision that is asked for ([`stopping`]).

pub(crate) mod block;
pub(crate) mod count;
pub mod moved_exits;
pub mod paths;
pub mod shard;
pub mod state;
pub mod stopping;
mod together;
pub mod told_again;
pub(crate) mod worker;
mod workers;

use std::io;
use std::ops::ControlFlow;

use crate::estimate::tally::Tally;
use crate::estimate::{Estimates, RunMetadata, TrialRow};
use crate::scenario::Scenario;
use crate::simulate::Model;

use shard::Shard;
use stopping::{Look, Precision};
use workers::Workers;

/// How much to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Trials; made up to a whole number of parameter draws.
    pub trials: u64,
    /// The seed of all randomness.
    pub seed: u64,
    /// Threads, at least 1; results do not depend on it.
    pub threads: usize,
}

/// How far a run is.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let mut last = 0;
/// let run = lab.simulate().trials(400).on_progress(|progress| last = progress.done).run()?;
/// assert_eq!(last, run.trials());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Trials done, from the first on without a gap.
    pub done: u64,
    /// Trials to do.
    pub trials: u64,
    /// Half-width of the 95 % Monte Carlo interval of mean retained at the horizon \[researchers\], once it can be told.
    pub half_width: Option<f64>,
}

/// What hears of every block, and at least ten times a second, and says whether to go on.
pub type OnProgress<'a> = dyn FnMut(&Progress) -> ControlFlow<()> + 'a;

/// For `on_progress`: goes on to the end, whatever the progress.
pub fn to_the_end(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// What gets every trial in order.
pub type OnTrial<'a> = dyn FnMut(&TrialRow) -> io::Result<()> + 'a;

/// What the numbers of a run of a scenario will be about.
pub fn metadata(scenario: &Scenario, seed: u64) -> RunMetadata {
    count::run_metadata::metadata(&Model::new(scenario, seed))
}

/// Runs a scenario without policies. `on_progress` hears how far it is; `on_trial` gets every trial in order.
///
/// When `on_progress` breaks, the blocks in hand are broken off, in the midst of a trial if need be, and do not count. What is counted is
/// then the trials 0 to [`Estimates::trials`], without a gap: the same as of a run of so many trials, which may be none.
///
/// # Errors
/// The first error of `on_trial`, after which nothing more is run.
pub fn run(
    scenario: &Scenario,
    plan: &Plan,
    on_progress: &mut OnProgress<'_>,
    on_trial: Option<&mut OnTrial<'_>>,
) -> io::Result<Estimates> {
    let (metadata, tally) = run_shard(Model::new(scenario, plan.seed), plan, Shard::WHOLE, on_progress, on_trial)?;
    Ok(metadata.estimates(tally))
}

/// Runs one shard of a run of a model, which has its own seed and policies: its tally adds up with those of the other shards.
///
/// # Errors
/// As of [`run`].
pub fn run_shard(
    model: Model<'_>,
    plan: &Plan,
    shard: Shard,
    on_progress: &mut OnProgress<'_>,
    on_trial: Option<&mut OnTrial<'_>>,
) -> io::Result<(RunMetadata, Tally)> {
    let model = model.for_trials(plan.trials);
    let mut workers = Workers::new(&model, plan.threads, on_trial);
    let draws = shard.range(plan.trials.div_ceil(workers.metadata.replications));
    // Whoever broke knows that it did.
    let _ = workers.run(draws, on_progress)?;
    Ok(workers.into_tally())
}

/// Runs a model, which has its own seed and policies, until mean retained at the horizon is known as precisely as asked for, or
/// `plan.trials` are done.
///
/// # Errors
/// As of [`run`].
pub fn run_to_precision(
    model: &Model<'_>,
    plan: &Plan,
    precision: Precision,
    on_progress: &mut OnProgress<'_>,
    on_trial: Option<&mut OnTrial<'_>>,
) -> io::Result<(RunMetadata, Tally, Look)> {
    let mut workers = Workers::new(model, plan.threads, on_trial);
    let most = plan.trials.div_ceil(workers.metadata.replications).min(model.rows());
    let look = stopping::run_to_precision(precision, most, |draws, look| {
        let flow = workers.run(draws, on_progress)?;
        Ok::<_, io::Error>((flow, look.half_width(workers.retained().mcse, workers.metadata.roster, &workers.clusters())))
    })?;
    let (metadata, tally) = workers.into_tally();
    Ok((metadata, tally, look))
}
