//! The crew: threads that take blocks of draws as they get free, each with a tally of its own.
//!
//! Memory: a tally a thread, whatever the number of trials.

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::mpsc::Sender;

use super::blocks::Blocks;
use super::count::legend::legend;
use super::hand::Hand;
use super::{OnProgress, OnTrial, Progress};
use crate::estimate::clusters::Clusters;
use crate::estimate::costs;
use crate::estimate::layout::Layout;
use crate::estimate::moments::Moments;
use crate::estimate::tally::Tally;
use crate::estimate::variance::Components;
use crate::estimate::{Estimate, Legend, Metric, TrialRow};
use crate::simulate::Model;
use crate::simulate::costs::dearest;

/// Threads, and what they have counted so far.
pub struct Crew<'a, 't, 'm> {
    model: &'m Model<'m>,
    threads: u64,
    on_trial: Option<&'a mut OnTrial<'t>>,
    /// What the counts are about.
    pub legend: Legend,
    /// The counts.
    pub tally: Tally,
    heard: Heard,
}

impl<'a, 't, 'm> Crew<'a, 't, 'm> {
    /// A crew that has counted nothing yet.
    pub fn new(model: &'m Model<'m>, threads: usize, on_trial: Option<&'a mut OnTrial<'t>>) -> Self {
        let money = (!model.policies.is_empty()).then(|| costs::exponent(dearest(model)));
        let legend = Legend { money, ..legend(model) };
        let tally = legend.tally();
        Self { model, threads: threads.max(1) as u64, on_trial, legend, tally, heard: Heard::default() }
    }

    /// Runs some draws and adds them to the tally; breaks where `on_progress` did.
    ///
    /// # Errors
    /// The first error of `on_trial`, after which nothing more is run.
    pub fn run(&mut self, draws: Range<u64>, on_progress: &mut OnProgress<'_>) -> io::Result<ControlFlow<()>> {
        let blocks = Blocks::of(draws, self.legend.replications);
        let trials = self.heard.done + blocks.draws() * self.legend.replications;
        let job = Job { model: self.model, legend: &self.legend, blocks: &blocks, rows: self.on_trial.is_some() };
        self.heard.next = 0;
        let mut flow = ControlFlow::Continue(());
        let mut failed = None;
        let (heard, on_trial) = (&mut self.heard, &mut self.on_trial);
        let tallies = blocks.share(
            self.threads,
            |reports| job.work(reports),
            |report| {
                if on_progress(&heard.add(&report, trials, job.legend)).is_break() {
                    flow = ControlFlow::Break(());
                    blocks.stop();
                }
                if let (Some(on_trial), None) = (on_trial.as_mut(), &failed)
                    && let Err(error) = heard.in_order(report, *on_trial)
                {
                    blocks.stop();
                    failed = Some(error);
                }
            },
        );
        for tally in &tallies {
            self.tally += tally;
        }
        failed.map_or(Ok(flow), Err)
    }

    /// The draws so far.
    pub fn clusters(&self) -> Clusters {
        self.legend.clusters(self.tally.draws)
    }

    /// Mean retained at the horizon so far.
    pub fn retained(&self) -> Estimate {
        let column = self.tally.columns[self.legend.dates.len() - 1].complete(self.legend.replications);
        Components::new(column.powers(), &self.clusters()).mean()
    }

    /// What was counted, and what it is about.
    pub fn into_tally(self) -> (Legend, Tally) {
        (self.legend, self.tally)
    }
}

/// What a block tells when it is done.
struct Report {
    block: u64,
    trials: u64,
    draws: u64,
    /// Of retained at the horizon.
    retained: Moments,
    rows: Vec<TrialRow>,
}

/// What the threads share.
struct Job<'j, 'm> {
    model: &'m Model<'m>,
    legend: &'j Legend,
    blocks: &'j Blocks,
    /// Whether the rows of the trials are asked for.
    rows: bool,
}

impl Job<'_, '_> {
    /// Takes block after block until none is left.
    fn work(&self, reports: &Sender<Report>) -> Tally {
        let mut hand = Hand::new(self.model, self.legend);
        let mut values = Vec::new();
        let of_trials = self.legend.of_trials();
        while let Some((block, draws)) = self.blocks.take() {
            let mut report = Report { block, trials: 0, draws: 0, retained: Moments::default(), rows: Vec::new() };
            for draw in draws {
                self.run_draw(&mut hand, draw, &of_trials, &mut report, &mut values);
            }
            if reports.send(report).is_err() {
                break;
            }
        }
        hand.tally
    }

    fn run_draw(&self, hand: &mut Hand<'_>, draw: u64, of_trials: &[(Metric, usize)], report: &mut Report, values: &mut Vec<i128>) {
        let (dates, horizon) = (self.legend.dates.len(), self.legend.dates.len() - 1);
        values.clear();
        hand.run_draw(draw, |counted| {
            let at_horizon = |curve: usize| counted.values[curve * dates + horizon];
            let (retained, exits) = (at_horizon(Layout::RETAINED), at_horizon(Layout::EXITS));
            values.push(i128::from(retained));
            if self.rows {
                let further = of_trials.iter().map(|&(metric, curve)| f64::from(at_horizon(curve)) / self.legend.units(metric));
                report.rows.push(TrialRow { trial: counted.trial, draw, retained, exits, further: further.collect() });
            }
            report.trials += 1;
        });
        report.draws += 1;
        report.retained.add(values.iter().copied());
    }
}

/// What has been heard of blocks so far.
#[derive(Default)]
struct Heard {
    done: u64,
    draws: u64,
    retained: Moments,
    next: u64,
    waiting: BTreeMap<u64, Vec<TrialRow>>,
}

impl Heard {
    fn add(&mut self, report: &Report, trials: u64, legend: &Legend) -> Progress {
        self.done += report.trials;
        self.draws += report.draws;
        self.retained += &report.retained;
        let clusters = legend.clusters(self.draws);
        let half_width = (self.draws > 1).then(|| clusters.half_width(self.retained.mean(&clusters, 1.0)));
        Progress { done: self.done, trials, half_width }
    }

    /// Hands on the rows of a block as soon as all blocks before it have been handed on.
    fn in_order(&mut self, report: Report, on_trial: &mut OnTrial<'_>) -> io::Result<()> {
        self.waiting.insert(report.block, report.rows);
        while let Some(rows) = self.waiting.remove(&self.next) {
            rows.iter().try_for_each(&mut *on_trial)?;
            self.next += 1;
        }
        Ok(())
    }
}
