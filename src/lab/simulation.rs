//! A simulation of many trials: what is asked of it, and how it is run.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use super::Lab;
use super::error::Error;
use super::plans::run::{Amount, Counted, RunPlan};
use super::run::Run;
use super::shard::{Part, part};
use crate::Cancellation;
use crate::ensemble::Progress;
use crate::ensemble::shard::Shard;

/// Who hears of a run, and may break it off.
#[derive(Default)]
pub(super) struct Listener<'l> {
    pub(super) cancellation: Cancellation,
    pub(super) hear: Option<Hear<'l>>,
}

/// What hears how far a run is.
pub(super) type Hear<'l> = Box<dyn FnMut(&Progress) + 'l>;

impl Listener<'_> {
    /// Hears how far the run is, and says whether to go on.
    pub(super) fn flow(&mut self, progress: &Progress) -> ControlFlow<()> {
        if let Some(hear) = &mut self.hear {
            hear(progress);
        }
        if self.cancellation.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A simulation, to be configured and run: [`Lab::simulate`].
///
/// The same seed gives the same results with any number of threads.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let run = lab.simulate().trials(2_000).seed(7).policy("match").run()?;
/// let kept = run.retained().at_horizon();
/// println!("{:.1} of {} (Monte Carlo error {:.2})", kept.mean, run.roster(), kept.mcse);
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Simulation<'l> {
    lab: &'l Lab,
    policy: Option<String>,
    amount: Amount,
    listener: Listener<'l>,
}

impl<'l> Simulation<'l> {
    pub(super) fn new(lab: &'l Lab) -> Self {
        Self { lab, policy: None, amount: Amount::default(), listener: Listener::default() }
    }

    /// How many trials, made up to whole parameter draws; as the scenario says where nothing is said here.
    pub fn trials(mut self, trials: u64) -> Self {
        self.amount.trials = Some(trials);
        self
    }

    /// The seed of all randomness; as the scenario says where nothing is said here.
    pub fn seed(mut self, seed: u64) -> Self {
        self.amount.seed = Some(seed);
        self
    }

    /// How many threads; as many as the machine has where nothing is said here. Results do not depend on it.
    pub fn threads(mut self, threads: u64) -> Self {
        self.amount.threads = Some(threads);
        self
    }

    /// Puts a policy of the scenario in force.
    pub fn policy(mut self, name: &str) -> Self {
        self.policy = Some(name.to_owned());
        self
    }

    /// Goes on until the half-width of the 95 % Monte Carlo interval of mean retained at the horizon is below so many people, or until the
    /// trials are done: a hundred times the scenario's where nothing else is said.
    pub fn precision(mut self, half_width: f64) -> Self {
        self.amount.precision = Some(half_width);
        self
    }

    /// Ends early at a word; the trials that are done by then are the results.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.listener.cancellation = cancellation.clone();
        self
    }

    /// Hears how far the run is, at least ten times a second.
    pub fn on_progress(mut self, hear: impl FnMut(&Progress) + 'l) -> Self {
        self.listener.hear = Some(Box::new(hear));
        self
    }

    /// Runs the trials.
    ///
    /// # Errors
    /// Where there is no such policy, or no run of so much.
    pub fn run(self) -> Result<Run, Error> {
        let cancellation = self.listener.cancellation.clone();
        let (run_plan, counted, is_cancelled, began) = self.count(None)?;
        let told_again = run_plan.tell_again(&run_plan.counted_model(&counted), &counted, &cancellation);
        let estimates = counted.metadata.estimates(Arc::clone(&counted.tally));
        let manifest = run_plan.manifest(&counted, &estimates, is_cancelled, began);
        Ok(Run::new(run_plan.policy.to_owned(), estimates, run_plan.assertions.clone(), told_again, manifest))
    }

    /// Runs one part of the trials, of which [`merge`](super::merge) makes the whole: the `index`-th of `count` parts, from 1.
    ///
    /// # Errors
    /// Where there is no such part, or as [`Simulation::run`].
    pub fn run_part(self, index: u64, count: u64) -> Result<Part, Error> {
        let shard = part(index, count)?;
        if self.amount.precision.is_some() {
            return Err(Error::new("a run in parts has a number of trials, not a precision"));
        }
        let lab = self.lab;
        let cancellation = self.listener.cancellation.clone();
        let (run_plan, counted, ..) = self.count(Some(shard))?;
        let told_again = run_plan.tell_again(&run_plan.counted_model(&counted), &counted, &cancellation);
        Ok(Part::new(run_plan.state(counted, told_again, &lab.settings, None)))
    }

    fn count(mut self, shard: Option<Shard>) -> Result<(RunPlan<'l>, Counted, bool, Instant), Error> {
        let began = Instant::now();
        self.amount.check()?;
        let lab: &'l Lab = self.lab;
        let run_plan = RunPlan::new(&lab.loaded, &lab.settings, self.policy.as_deref(), self.amount, shard)?;
        let counted = run_plan.count(&mut |progress: &Progress| self.listener.flow(progress), None);
        let counted = counted.map_err(|error| Error::new(format!("cannot simulate: {error}")))?;
        Ok((run_plan, counted, self.listener.cancellation.is_cancelled(), began))
    }
}
