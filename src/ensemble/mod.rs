//! Many trials: blocks of them in parallel, added up in integers.
//!
//! Trial `k` uses parameter draw `floor(k / replications)`. Threads take blocks of draws as they get free, each with a tally of its own;
//! tallies are integer counts, so their sum does not depend on who counted what. Memory: a tally a thread, whatever the number of trials.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

use crate::estimate::tally::Tally;
use crate::estimate::{Estimates, Shape, TrialRow};
use crate::math::NORMAL_P975;
use crate::scenario::Scenario;
use crate::simulate::{Exit, Model, Simulator, World};

/// Trials in a block, about: enough to make the hand-over of blocks cheap, few enough to share out evenly.
const BLOCK: u64 = 256;

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Trials done.
    pub done: u64,
    /// Trials to do.
    pub trials: u64,
    /// Half-width of the 95 % Monte Carlo interval of mean retained at the horizon [researchers], once it can be told.
    pub half_width: Option<f64>,
}

/// What gets every trial in order.
pub type OnTrial<'a> = dyn FnMut(&TrialRow) -> io::Result<()> + 'a;

/// What a block tells when it is done.
struct Report {
    block: u64,
    trials: u64,
    /// Over its draws: number, sum and sum of squares of the draws' sums of retained at the horizon.
    retained: [i128; 3],
    rows: Vec<TrialRow>,
}

/// Runs a scenario. `on_progress` hears of every block; `on_trial` gets every trial in order.
///
/// # Errors
/// The first error of `on_trial`, after which nothing more is run.
pub fn run(
    scenario: &Scenario,
    plan: &Plan,
    on_progress: &mut dyn FnMut(&Progress),
    mut on_trial: Option<&mut OnTrial<'_>>,
) -> io::Result<Estimates> {
    let model = Model::new(scenario, plan.seed);
    let shape = shape(&model);
    let draws = plan.trials.div_ceil(shape.replications);
    let job = Job {
        model: &model,
        shape: &shape,
        draws,
        per_block: BLOCK.div_ceil(shape.replications),
        rows: on_trial.is_some(),
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    };
    let mut heard = Heard::default();
    let mut failed = None;
    let tally = std::thread::scope(|scope| {
        let (sender, reports) = mpsc::channel();
        // More threads than blocks would have nothing to do.
        let threads = (plan.threads.max(1) as u64).min(draws.div_ceil(job.per_block).max(1));
        let workers: Vec<_> = (0..threads).map(|_| (sender.clone(), &job)).collect();
        drop(sender);
        let workers: Vec<_> = workers.into_iter().map(|(sender, job)| scope.spawn(move || job.work(&sender))).collect();
        for report in reports {
            on_progress(&heard.add(&report, draws * shape.replications));
            if let (Some(on_trial), None) = (&mut on_trial, &failed)
                && let Err(error) = heard.in_order(report, on_trial)
            {
                job.stop.store(true, Ordering::Relaxed);
                failed = Some(error);
            }
        }
        let mut total = Tally::new(shape.columns());
        for worker in workers {
            match worker.join() {
                Ok(tally) => total += &tally,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        total
    });
    failed.map_or_else(|| Ok(shape.estimates(&tally)), Err)
}

/// The shape of a model's results.
fn shape(model: &Model<'_>) -> Shape {
    Shape {
        dates: model.dates.clone(),
        roster: model.joins.iter().filter(|&&joins| joins == 0.0).count(),
        channels: model.scenario.channels.len(),
        joiners: model.joins.iter().any(|&joins| joins > 0.0),
        replications: model.replications(),
    }
}

/// What the threads share.
struct Job<'m> {
    model: &'m Model<'m>,
    shape: &'m Shape,
    draws: u64,
    /// Parameter draws a block.
    per_block: u64,
    /// Whether the rows of the trials are asked for.
    rows: bool,
    next: AtomicU64,
    stop: AtomicBool,
}

impl Job<'_> {
    /// Takes block after block until none is left.
    fn work(&self, reports: &Sender<Report>) -> Tally {
        let mut tally = Tally::new(self.shape.columns());
        let mut world = World::new(self.model, 0);
        let mut simulator = Simulator::new(self.model, &world);
        let mut values = vec![0; self.shape.columns() * self.shape.replications as usize];
        let mut scratch = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let block = self.next.fetch_add(1, Ordering::Relaxed);
            let first = block * self.per_block;
            if first >= self.draws {
                break;
            }
            let mut report = Report { block, trials: 0, retained: [0; 3], rows: Vec::new() };
            for draw in first..(first + self.per_block).min(self.draws) {
                if self.shape.replications > 1 {
                    world = World::new(self.model, draw);
                }
                self.run_draw(&mut simulator, &world, draw, &mut values, &mut report);
                tally.add_draw(&values, self.shape.replications as usize, &mut scratch);
            }
            if reports.send(report).is_err() {
                break;
            }
        }
        tally
    }

    /// The replications of one draw: values of all columns, one replication after another.
    fn run_draw<'m>(&self, simulator: &mut Simulator<'m>, world: &World<'m>, draw: u64, values: &mut [u32], report: &mut Report) {
        let horizon = self.shape.dates.len() - 1;
        let mut sum = 0;
        for (k, values) in values.chunks_mut(self.shape.columns()).enumerate() {
            let trial = draw * self.shape.replications + k as u64;
            count(self.model, self.shape, simulator.run(world, trial), values);
            let retained = values[horizon];
            sum += i128::from(retained);
            if self.rows {
                report.rows.push(TrialRow { trial, draw, retained, exits: values[2 * self.shape.dates.len() + horizon] });
            }
            report.trials += 1;
        }
        report.retained.iter_mut().zip([1, sum, sum * sum]).for_each(|(total, one)| *total += one);
    }
}

/// Counts the exits of one trial into the values of all columns.
fn count(model: &Model<'_>, shape: &Shape, exits: &[Exit], values: &mut [u32]) {
    let dates = shape.dates.len();
    values.fill(0);
    for exit in exits {
        // A value at a boundary counts the exits up to it.
        let date = model.times.partition_point(|&time| time < exit.time).min(dates - 1);
        let opening = model.joins[exit.person] == 0.0;
        values[2 * dates + date] += 1;
        values[(3 + exit.channel) * dates + date] += 1;
        if opening {
            values[date] += 1;
            if shape.joiners {
                values[(3 + shape.channels + exit.channel) * dates + date] += 1;
            }
        }
    }
    for curve in values.chunks_mut(dates) {
        for date in 1..dates {
            curve[date] += curve[date - 1];
        }
    }
    for date in 0..dates {
        values[dates + date] = shape.roster as u32 + model.joined[date] - values[2 * dates + date];
        values[date] = shape.roster as u32 - values[date];
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
