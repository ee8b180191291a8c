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
use crate::estimate::costs;
use crate::estimate::layout::Layout;
use crate::estimate::tally::Tally;
use crate::estimate::variance::Components;
use crate::estimate::{Estimate, Legend, Metric, TrialRow};
use crate::math::NORMAL_P975;
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
                if on_progress(&heard.add(&report, trials)).is_break() {
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

    /// Mean retained at the horizon so far.
    pub fn retained(&self) -> Estimate {
        let column = self.tally.columns[self.legend.dates.len() - 1].complete(self.legend.replications);
        Components::new(column.powers(), self.tally.draws, self.legend.replications).mean()
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
    /// Over its draws: number, sum and sum of squares of the draws' sums of retained at the horizon.
    retained: [i128; 3],
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
        let of_trials = self.legend.of_trials();
        while let Some((block, draws)) = self.blocks.take() {
            let mut report = Report { block, trials: 0, retained: [0; 3], rows: Vec::new() };
            for draw in draws {
                self.run_draw(&mut hand, draw, &of_trials, &mut report);
            }
            if reports.send(report).is_err() {
                break;
            }
        }
        hand.tally
    }

    fn run_draw(&self, hand: &mut Hand<'_>, draw: u64, of_trials: &[(Metric, usize)], report: &mut Report) {
        let (dates, horizon) = (self.legend.dates.len(), self.legend.dates.len() - 1);
        let mut sum = 0;
        hand.run_draw(draw, |counted| {
            let at_horizon = |curve: usize| counted.values[curve * dates + horizon];
            let (retained, exits) = (at_horizon(Layout::RETAINED), at_horizon(Layout::EXITS));
            sum += i128::from(retained);
            if self.rows {
                let further = of_trials.iter().map(|&(metric, curve)| f64::from(at_horizon(curve)) / self.legend.units(metric));
                report.rows.push(TrialRow { trial: counted.trial, draw, retained, exits, further: further.collect() });
            }
            report.trials += 1;
        });
        report.retained.iter_mut().zip([1, sum, sum * sum]).for_each(|(total, one)| *total += one);
    }
}

/// What has been heard of blocks so far.
#[derive(Default)]
struct Heard {
    done: u64,
    retained: [i128; 3],
    next: u64,
    waiting: BTreeMap<u64, Vec<TrialRow>>,
}

impl Heard {
    fn add(&mut self, report: &Report, trials: u64) -> Progress {
        self.done += report.trials;
        self.retained.iter_mut().zip(report.retained).for_each(|(total, one)| *total += one);
        let [draws, sum, squares] = self.retained;
        let half_width = (draws > 1).then(|| {
            let spread = (draws * squares - sum * sum) as f64 / (draws * (draws - 1)) as f64;
            let replications = self.done as f64 / draws as f64;
            NORMAL_P975 * (spread / draws as f64).sqrt() / replications
        });
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
