//! Draws, and in which of their trials the condition is met.

use std::io;
use std::ops::{ControlFlow, Range};

use super::Study;
use crate::Cancellation;
use crate::ensemble::count::Counter;
use crate::ensemble::{OnProgress, Progress};
use crate::simulate::{Model, Simulator, World};
use crate::threads::{Join, in_order};

/// A parameter draw, and what its trials came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub draw: u64,
    /// The values of all parameters of the scenario.
    pub parameters: Vec<f64>,
    /// How many of its trials meet the condition.
    pub met: u64,
    /// The mean over its trials of what the condition is about, in its own unit.
    pub mean: f64,
    /// The variance of that from trial to trial, by luck; 0 where a draw has one trial.
    pub luck: f64,
}

/// Draws in order.
struct Rows(Vec<Row>);

impl Join for Rows {
    fn join(&mut self, later: Self) {
        self.0.extend(later.0);
    }
}

/// Runs so many draws; breaks where `on_progress` did, which is asked at least ten times a second. What is given are then the first draws,
/// without a gap.
pub fn run(study: &Study<'_>, draws: u64, threads: usize, on_progress: &mut OnProgress<'_>) -> (Vec<Row>, ControlFlow<()>) {
    let trials = study.metadata.replications * study.models.len() as u64;
    let mut rows = Vec::new();
    let flow: io::Result<ControlFlow<()>> = in_order(
        0..draws,
        threads.max(1) as u64,
        |cancellation| worker(study, cancellation),
        |counted: Option<Rows>| {
            if let Some(counted) = counted {
                rows.extend(counted.0);
            }
            Ok(on_progress(&Progress { done: rows.len() as u64 * trials, trials: draws * trials, half_width: None }))
        },
    );
    (rows, flow.unwrap_or(ControlFlow::Break(())))
}

/// What one thread works with: gives block after block, but for one that is broken off.
fn worker<'w, 's: 'w>(study: &'w Study<'s>, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Rows> + use<'w, 's> {
    let mut runners: Vec<Runner<'w>> = study.models.iter().map(|model| Runner::new(study, model, cancellation)).collect();
    move |draws| draws.map(|draw| row(study, &mut runners, draw)).collect::<Option<Vec<Row>>>().map(Rows)
}

/// Runs the trials of a draw; nothing where they are broken off.
fn row(study: &Study<'_>, runners: &mut [Runner<'_>], draw: u64) -> Option<Row> {
    let mut values = runners[0].run(study, draw)?;
    if let Some(without) = runners.get_mut(1) {
        let without = without.run(study, draw)?;
        values.iter_mut().zip(without).for_each(|(with, without)| *with -= without);
    }
    let count = values.len() as f64;
    let own = |value: f64| value / study.units;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some(Row {
        draw,
        parameters: runners[0].parameters(draw),
        met: values.iter().filter(|&&value| study.condition.is_met(own(value))).count() as u64,
        mean: own(mean),
        luck: if values.len() > 1 { own(own(squares)) / (count - 1.0) } else { 0.0 },
    })
}

/// What runs the trials of one model.
struct Runner<'w> {
    model: &'w Model<'w>,
    simulator: Simulator<'w>,
    counter: Counter<'w>,
    /// The values of all columns in a trial.
    columns: Vec<u32>,
}

impl<'w> Runner<'w> {
    fn new<'s: 'w>(study: &'w Study<'s>, model: &'w Model<'s>, cancellation: &Cancellation) -> Self {
        let model: &'w Model<'w> = model;
        let metadata = &study.metadata;
        Self {
            model,
            simulator: Simulator::new(model, &World::new(model, 0)).heeding(cancellation),
            counter: Counter::new(model, metadata),
            columns: vec![0; metadata.columns()],
        }
    }

    fn parameters(&self, draw: u64) -> Vec<f64> {
        World::new(self.model, draw).parameters
    }

    /// What the condition is about in each trial of a draw, in the units in which it is counted.
    fn run(&mut self, study: &Study<'_>, draw: u64) -> Option<Vec<f64>> {
        let world = World::new(self.model, draw);
        let replications = study.metadata.replications;
        let mut values = Vec::with_capacity(replications as usize);
        for trial in draw * replications..(draw + 1) * replications {
            self.simulator.run(&world, trial);
            if self.simulator.is_cancelled() {
                return None;
            }
            let trajectory = self.simulator.trajectory();
            values.push(if let Some(column) = study.column {
                self.counter.count(trajectory, self.simulator.tenure(&world), &mut self.columns);
                f64::from(self.columns[column])
            } else {
                world.costs(trajectory, self.model.horizon()).into_iter().sum()
            });
        }
        Some(values)
    }
}
