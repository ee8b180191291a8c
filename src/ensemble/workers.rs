//! The workers: threads that take blocks of draws as they get free, and what they count, put together in the order of the draws.
//!
//! Memory: one tally, and for each thread the values of a few trials, or of many trials another three tallies at most.

use std::io;
use std::ops::{ControlFlow, Range};

use super::block::Block;
use super::count::run_metadata::metadata;
use super::worker::Worker;
use super::{OnProgress, OnTrial, Progress};
use crate::Cancellation;
use crate::estimate::costs;
use crate::estimate::layout::Layout;
use crate::estimate::tally::Tally;
use crate::estimate::variance_components::VarianceComponents;
use crate::estimate::{Estimate, Metric, RunMetadata, TrialRow};
use crate::simulate::Model;
use crate::simulate::policies::costs::dearest;
use crate::statistics::cluster_sums::ClusterSums;
use crate::statistics::clusters::Clusters;
use crate::threads::{Join, in_order};

/// Threads, and what they have counted so far.
pub struct Workers<'a, 't, 'm> {
    model: &'m Model<'m>,
    threads: u64,
    on_trial: Option<&'a mut OnTrial<'t>>,
    /// What the counts are about.
    pub metadata: RunMetadata,
    /// The counts.
    block: Block,
    so_far: RunningTotals,
}

impl<'a, 't, 'm> Workers<'a, 't, 'm> {
    /// Workers that have counted nothing yet.
    pub fn new(model: &'m Model<'m>, threads: usize, on_trial: Option<&'a mut OnTrial<'t>>) -> Self {
        let money = (!model.policies.is_empty() && model.told().costs).then(|| costs::exponent(dearest(model)));
        let metadata = RunMetadata { money, ..metadata(model) };
        let block = Block::new(&metadata);
        Self { model, threads: threads.max(1) as u64, on_trial, metadata, block, so_far: RunningTotals::default() }
    }

    /// Runs some draws and adds them to the tally; breaks where `on_progress` did, which is asked at least ten times a second.
    ///
    /// # Errors
    /// The first error of `on_trial`, after which nothing more is run.
    pub fn run(&mut self, draws: Range<u64>, on_progress: &mut OnProgress<'_>) -> io::Result<ControlFlow<()>> {
        let Self { model, threads, on_trial, metadata, block, so_far } = self;
        let trials = so_far.done + (draws.end - draws.start) * metadata.replications;
        let job = Job { model, metadata, rows: on_trial.is_some() };
        in_order(
            draws,
            *threads,
            |cancellation| job.worker(cancellation),
            |counted| {
                if let Some(counted) = counted {
                    so_far.add(&counted);
                    block.join(counted.block);
                    block.count();
                    if let Some(on_trial) = on_trial {
                        counted.rows.iter().try_for_each(&mut *on_trial)?;
                    }
                }
                Ok(on_progress(&so_far.progress(trials, metadata)))
            },
        )
    }

    /// The draws so far.
    pub fn clusters(&self) -> Clusters {
        self.metadata.clusters(self.so_far.draws)
    }

    /// Mean retained at the horizon so far.
    pub fn retained(&mut self) -> Estimate {
        let powers = self.block.count().columns[self.metadata.dates.len() - 1].powers();
        VarianceComponents::new(&powers, &self.clusters()).mean()
    }

    /// What was counted, and what it is about.
    pub fn into_tally(self) -> (RunMetadata, Tally) {
        (self.metadata, self.block.into_tally())
    }
}

/// What was counted in a block.
struct Counted {
    block: Block,
    trials: u64,
    draws: u64,
    /// Of retained at the horizon.
    retained: ClusterSums,
    rows: Vec<TrialRow>,
}

impl Join for Counted {
    fn join(&mut self, later: Self) {
        self.block.join(later.block);
        self.trials += later.trials;
        self.draws += later.draws;
        self.retained += &later.retained;
        self.rows.extend(later.rows);
    }

    fn columns(&self) -> usize {
        self.block.columns()
    }
}

/// What the threads share.
struct Job<'j, 'm> {
    model: &'m Model<'m>,
    metadata: &'j RunMetadata,
    /// Whether the rows of the trials are asked for.
    rows: bool,
}

impl<'j, 'm> Job<'j, 'm> {
    /// What one thread works with: counts block after block, but for one that is broken off.
    fn worker<'w>(&'w self, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Counted> + use<'w, 'j, 'm> {
        let mut worker = Worker::new(self.model, self.metadata, cancellation);
        let (mut values, of_trials) = (Vec::new(), self.metadata.of_trials());
        move |mut draws| {
            let mut counted =
                Counted { block: Block::new(self.metadata), trials: 0, draws: 0, retained: ClusterSums::default(), rows: Vec::new() };
            while !draws.is_empty() {
                let together = if self.rows { 0 } else { worker.run_together(&draws).continue_value()? };
                if together == 0 {
                    self.run_draw(&mut worker, draws.start, &of_trials, &mut counted, &mut values).continue_value()?;
                }
                counted.trials += together;
                counted.draws += together;
                draws.start += together.max(1);
            }
            counted.retained += &worker.add_together();
            counted.block = worker.take_counts();
            Some(counted)
        }
    }

    fn run_draw(
        &self,
        worker: &mut Worker<'_>,
        draw: u64,
        of_trials: &[(Metric, usize)],
        counted: &mut Counted,
        values: &mut Vec<i128>,
    ) -> ControlFlow<()> {
        let (dates, horizon) = (self.metadata.dates.len(), self.metadata.dates.len() - 1);
        values.clear();
        let flow = worker.run_draw(draw, |trial| {
            let at_horizon = |curve: usize| trial.values[curve * dates + horizon];
            let (retained, exits) = (at_horizon(Layout::RETAINED), at_horizon(Layout::EXITS));
            values.push(i128::from(retained));
            if self.rows {
                let further = of_trials.iter().map(|&(metric, curve)| f64::from(at_horizon(curve)) / self.metadata.units(metric));
                let exits = self.metadata.flows.then_some(exits);
                counted.rows.push(TrialRow { trial: trial.trial, draw, retained, exits, further: further.collect() });
            }
            counted.trials += 1;
        });
        counted.draws += 1;
        counted.retained.add(values.iter().copied());
        flow
    }
}

/// What has been counted so far, from the first draw on.
#[derive(Default)]
struct RunningTotals {
    done: u64,
    draws: u64,
    retained: ClusterSums,
}

impl RunningTotals {
    fn add(&mut self, counted: &Counted) {
        self.done += counted.trials;
        self.draws += counted.draws;
        self.retained += &counted.retained;
    }

    /// How far that is on the way to so many trials.
    fn progress(&self, trials: u64, metadata: &RunMetadata) -> Progress {
        let clusters = metadata.clusters(self.draws);
        let half_width = (self.draws > 1).then(|| clusters.half_width(self.retained.mean(&clusters, 1.0)));
        Progress { done: self.done, trials, half_width }
    }
}
