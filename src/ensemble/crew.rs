//! The crew: threads that take blocks of draws as they get free, each with a tally of its own.
//!
//! Memory: a tally a thread, whatever the number of trials.

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

use super::count::Counter;
use super::count::legend::legend;
use super::{OnProgress, OnTrial, Progress};
use crate::estimate::layout::Layout;
use crate::estimate::tally::Tally;
use crate::estimate::variance::Components;
use crate::estimate::{Estimate, Legend, Metric, TrialRow, cascades};
use crate::math::NORMAL_P975;
use crate::simulate::{Model, Simulator, World};

/// Trials in a block, about: enough to make the hand-over of blocks cheap, few enough to share out evenly.
const BLOCK: u64 = 256;

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
        let legend = legend(model);
        let tally = legend.tally();
        Self { model, threads: threads.max(1) as u64, on_trial, legend, tally, heard: Heard::default() }
    }

    /// Runs some draws and adds them to the tally; breaks where `on_progress` did.
    ///
    /// # Errors
    /// The first error of `on_trial`, after which nothing more is run.
    pub fn run(&mut self, draws: Range<u64>, on_progress: &mut OnProgress<'_>) -> io::Result<ControlFlow<()>> {
        let per_block = BLOCK.div_ceil(self.legend.replications);
        // More threads than blocks would have nothing to do.
        let threads = self.threads.min((draws.end - draws.start).div_ceil(per_block).max(1));
        let trials = self.heard.done + (draws.end - draws.start) * self.legend.replications;
        let job = Job {
            model: self.model,
            legend: &self.legend,
            draws,
            per_block,
            rows: self.on_trial.is_some(),
            next: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        self.heard.next = 0;
        let mut flow = ControlFlow::Continue(());
        let mut failed = None;
        let tallies = std::thread::scope(|scope| {
            let (sender, reports) = mpsc::channel();
            let workers: Vec<_> = (0..threads)
                .map(|_| {
                    let (sender, job) = (sender.clone(), &job);
                    scope.spawn(move || job.work(&sender))
                })
                .collect();
            drop(sender);
            for report in reports {
                if on_progress(&self.heard.add(&report, trials)).is_break() {
                    flow = ControlFlow::Break(());
                    job.stop.store(true, Ordering::Relaxed);
                }
                if let (Some(on_trial), None) = (&mut self.on_trial, &failed)
                    && let Err(error) = self.heard.in_order(report, *on_trial)
                {
                    job.stop.store(true, Ordering::Relaxed);
                    failed = Some(error);
                }
            }
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect::<Vec<_>>()
        });
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
    /// The parameter draws to run.
    draws: Range<u64>,
    /// Parameter draws a block.
    per_block: u64,
    /// Whether the rows of the trials are asked for.
    rows: bool,
    next: AtomicU64,
    stop: AtomicBool,
}

impl<'m> Job<'_, 'm> {
    /// Takes block after block until none is left, or until told to stop; a block that was taken is always finished.
    fn work(&self, reports: &Sender<Report>) -> Tally {
        let mut world = World::new(self.model, 0);
        let mut hand = Hand {
            simulator: Simulator::new(self.model, &world),
            counter: Counter::new(self.model, self.legend),
            calm: None,
            of_trials: self.legend.of_trials(),
            tally: self.legend.tally(),
            values: Vec::new(),
            scratch: Vec::new(),
        };
        hand.values.resize(hand.tally.columns.len() * self.legend.replications as usize, 0);
        while !self.stop.load(Ordering::Relaxed) {
            let block = self.next.fetch_add(1, Ordering::Relaxed);
            let first = self.draws.start + block * self.per_block;
            if first >= self.draws.end {
                break;
            }
            let mut report = Report { block, trials: 0, retained: [0; 3], rows: Vec::new() };
            for draw in first..(first + self.per_block).min(self.draws.end) {
                if self.legend.replications > 1 {
                    world = World::new(self.model, draw);
                    hand.calm = None;
                }
                self.run_draw(&mut hand, &world, draw, &mut report);
            }
            if reports.send(report).is_err() {
                break;
            }
        }
        hand.tally
    }

    /// The replications of one draw: values of all columns, one replication after another.
    fn run_draw(&self, hand: &mut Hand<'m>, world: &World<'m>, draw: u64, report: &mut Report) {
        let (horizon, replications) = (self.legend.dates.len() - 1, self.legend.replications);
        let mut sum = 0;
        let mut twice = None;
        for (k, values) in hand.values.chunks_mut(hand.tally.columns.len()).enumerate() {
            let trial = draw * replications + k as u64;
            hand.simulator.run(world, trial);
            hand.counter.count(hand.simulator.trajectory(), hand.simulator.tenure(), values);
            let at_horizon = |curve: usize| values[curve * self.legend.dates.len() + horizon];
            let (retained, exits) = (at_horizon(Layout::RETAINED), at_horizon(Layout::EXITS));
            sum += i128::from(retained);
            if self.legend.cascades && trial.is_multiple_of(cascades::ONE_IN) {
                let calm = hand.simulator.run_calm(hand.calm.get_or_insert_with(|| world.calm())).exits_until(self.model.horizon());
                let (on, off) = twice.unwrap_or_default();
                twice = Some((on + u64::from(exits), off + calm as u64));
            }
            if self.rows {
                let further = hand.of_trials.iter().map(|&(metric, curve)| f64::from(at_horizon(curve)) / self.legend.units(metric));
                report.rows.push(TrialRow { trial, draw, retained, exits, further: further.collect() });
            }
            report.trials += 1;
        }
        report.retained.iter_mut().zip([1, sum, sum * sum]).for_each(|(total, one)| *total += one);
        hand.tally.add_draw(&hand.values, replications as usize, &mut hand.scratch);
        hand.counter.absence.hand_over(&mut hand.tally.absences);
        if let Some((on, off)) = twice {
            hand.tally.cascades.add_draw(on, off);
        }
    }
}

/// What a thread works with.
struct Hand<'m> {
    simulator: Simulator<'m>,
    counter: Counter<'m>,
    /// The world in which no exit moves anybody, once a trial was run in it.
    calm: Option<World<'m>>,
    /// What each trial is asked for, where rows are.
    of_trials: Vec<(Metric, usize)>,
    tally: Tally,
    /// Of one draw: the values of all columns, one replication after another.
    values: Vec<u32>,
    scratch: Vec<u32>,
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
