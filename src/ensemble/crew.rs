//! The crew: threads that take blocks of draws as they get free, each with a tally of its own.
//!
//! Memory: a tally a thread, whatever the number of trials.

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

use super::{OnProgress, OnTrial, Progress};
use crate::estimate::tally::Tally;
use crate::estimate::variance::Components;
use crate::estimate::{Estimate, Legend, TrialRow};
use crate::math::NORMAL_P975;
use crate::simulate::{Exit, Model, Simulator, World};

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
    /// A crew that has counted nothing yet, for draws of so many replications.
    pub fn new(model: &'m Model<'m>, replications: u64, threads: usize, on_trial: Option<&'a mut OnTrial<'t>>) -> Self {
        let legend = Legend { replications, ..model.legend() };
        let tally = Tally::new(legend.columns());
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
struct Job<'m> {
    model: &'m Model<'m>,
    legend: &'m Legend,
    /// The parameter draws to run.
    draws: Range<u64>,
    /// Parameter draws a block.
    per_block: u64,
    /// Whether the rows of the trials are asked for.
    rows: bool,
    next: AtomicU64,
    stop: AtomicBool,
}

impl Job<'_> {
    /// Takes block after block until none is left, or until told to stop; a block that was taken is always finished.
    fn work(&self, reports: &Sender<Report>) -> Tally {
        let mut tally = Tally::new(self.legend.columns());
        let mut world = World::new(self.model, 0);
        let mut simulator = Simulator::new(self.model, &world);
        let mut values = vec![0; self.legend.columns() * self.legend.replications as usize];
        let mut scratch = Vec::new();
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
                }
                self.run_draw(&mut simulator, &world, draw, &mut values, &mut report);
                tally.add_draw(&values, self.legend.replications as usize, &mut scratch);
            }
            if reports.send(report).is_err() {
                break;
            }
        }
        tally
    }

    /// The replications of one draw: values of all columns, one replication after another.
    fn run_draw<'m>(&self, simulator: &mut Simulator<'m>, world: &World<'m>, draw: u64, values: &mut [u32], report: &mut Report) {
        let horizon = self.legend.dates.len() - 1;
        let mut sum = 0;
        for (k, values) in values.chunks_mut(self.legend.columns()).enumerate() {
            let trial = draw * self.legend.replications + k as u64;
            count(self.model, self.legend, simulator.run(world, trial), values);
            let retained = values[horizon];
            sum += i128::from(retained);
            if self.rows {
                report.rows.push(TrialRow { trial, draw, retained, exits: values[2 * self.legend.dates.len() + horizon] });
            }
            report.trials += 1;
        }
        report.retained.iter_mut().zip([1, sum, sum * sum]).for_each(|(total, one)| *total += one);
    }
}

/// Counts the exits of one trial into the values of all columns.
fn count(model: &Model<'_>, legend: &Legend, exits: &[Exit], values: &mut [u32]) {
    let dates = legend.dates.len();
    values.fill(0);
    for exit in exits {
        // A value at a boundary counts the exits up to it.
        let date = model.times.partition_point(|&time| time < exit.time).min(dates - 1);
        values[2 * dates + date] += 1;
        values[(3 + exit.channel) * dates + date] += 1;
        if model.joins[exit.person] == 0.0 {
            values[date] += 1;
            if legend.joiners {
                values[(legend.first_exits() + exit.channel) * dates + date] += 1;
            }
            for &part in &model.parts_of[exit.person] {
                values[(legend.first_part() + part) * dates + date] += 1;
            }
        }
    }
    for curve in values.chunks_mut(dates) {
        for date in 1..dates {
            curve[date] += curve[date - 1];
        }
    }
    for date in 0..dates {
        values[dates + date] = legend.roster as u32 + model.joined[date] - values[2 * dates + date];
        values[date] = legend.roster as u32 - values[date];
        for (part, members) in model.parts.iter().enumerate() {
            let at = (legend.first_part() + part) * dates + date;
            values[at] = members.members.len() as u32 - values[at];
        }
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
