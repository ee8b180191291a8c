//! The trials of a draw under given numbers, in one arm.

use super::Study;
use super::records::Recording;
use crate::Cancellation;
use crate::simulate::{Model, Simulator, World};

/// The most units of money that one trial may cost: their squares must add up.
const MOST_UNITS: f64 = (1u64 << 50) as f64;

/// What the trials of a draw came to, by replication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Of the opening roster, how many are there at the horizon.
    pub retained: Vec<i128>,
    /// What the policies in force cost up to the horizon \[units of money\].
    pub cost: Vec<i128>,
}

/// What runs trials, with a simulator an arm.
pub struct Runner<'w> {
    models: &'w [Model<'w>],
    simulators: Vec<Simulator<'w>>,
    recordings: Vec<(&'w Recording<'w>, Simulator<'w>)>,
    roster: i128,
    unit: f64,
}

impl<'w> Runner<'w> {
    /// A runner that breaks off at a word.
    pub fn new<'s: 'w>(study: &'w Study<'s>, cancellation: &Cancellation) -> Self {
        let models: &'w [Model<'w>] = &study.models;
        let simulator = |model: &'w Model<'w>| Simulator::new(model, &World::new(model, 0)).heeding(cancellation);
        let recordings: &'w [Recording<'w>] = &study.recordings;
        Self {
            models,
            simulators: models.iter().map(simulator).collect(),
            recordings: recordings.iter().map(|recording| (recording, simulator(&recording.model))).collect(),
            roster: study.metadata.roster as i128,
            unit: study.unit,
        }
    }

    /// The records that are kept of a draw, by arm and months; nothing where it is broken off.
    pub fn records(&mut self, parameters: &[f64], draw: u64) -> Option<Vec<Vec<u16>>> {
        let mut records = Vec::new();
        for (recording, simulator) in &mut self.recordings {
            let world = World::with_parameters(&recording.model, parameters, draw);
            records.extend(recording.counts(simulator.run(&world, Recording::trial(draw))));
            if simulator.is_cancelled() {
                return None;
            }
        }
        Some(records)
    }

    /// The numbers of a draw.
    pub fn parameters(&self, draw: u64) -> Vec<f64> {
        World::new(&self.models[0], draw).parameters
    }

    /// Runs the replications of a draw in an arm, with these numbers for those of the draw; nothing where it is broken off.
    pub fn run(&mut self, arm: usize, parameters: &[f64], draw: u64) -> Option<Outcome> {
        let model = &self.models[arm];
        let world = World::with_parameters(model, parameters, draw);
        let mut outcome = Outcome::default();
        for replication in 0..model.replications {
            let trajectory = self.simulators[arm].run(&world, draw * model.replications + replication);
            outcome.retained.push(self.roster - i128::from(trajectory.net_exits(&model.joins, model.horizon())));
            let cost: f64 = if model.policies.is_empty() {
                0.0
            } else {
                let in_units = |cost: f64| (cost / self.unit).clamp(-MOST_UNITS, MOST_UNITS).round();
                world.costs(trajectory, model.horizon()).into_iter().map(in_units).sum()
            };
            outcome.cost.push(cost as i128);
            if self.simulators[arm].is_cancelled() {
                return None;
            }
        }
        Some(outcome)
    }
}
