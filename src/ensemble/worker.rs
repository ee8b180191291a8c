//! A worker: runs the trials of a model draw by draw and counts them.

use std::ops::{ControlFlow, Range};

use super::block::Block;
use super::count::Counter;
use super::together::Together;
use crate::Cancellation;
use crate::estimate::layout::Layout;
use crate::estimate::{RunMetadata, cascades, costs};
use crate::simulate::{Model, Simulator, World};
use crate::statistics::cluster_sums::ClusterSums;

/// What a thread works with on one model.
#[derive(Debug)]
pub struct Worker<'m> {
    model: &'m Model<'m>,
    metadata: &'m RunMetadata,
    world: World<'m>,
    simulator: Simulator<'m>,
    cancellation: Cancellation,
    counter: Counter<'m>,
    /// The world in which no exit moves anybody, once a trial was run in it.
    without_interaction: Option<World<'m>>,
    /// What was counted and not yet handed over.
    block: Block,
    /// Counts of trials that nobody has to see.
    together: Together<'m>,
    /// Of one draw: the values of all columns, one replication after another.
    values: Vec<u32>,
    /// One unit of money, where cost is counted.
    unit: Option<f64>,
    /// Of one draw: the cost of each replication \[units\].
    costs: Vec<i64>,
    /// Of one draw: exits of each trial that was run twice, as they were and with cascades off.
    twice: Vec<[u64; 2]>,
}

/// A trial that was just run and counted.
#[derive(Debug)]
pub struct Counted<'a, 'm> {
    /// The trial, from 0.
    pub trial: u64,
    /// Which replication of its draw it is, from 0.
    pub replication: usize,
    /// The world that it was run in.
    pub world: &'a World<'m>,
    /// What ran it.
    pub simulator: &'a Simulator<'m>,
    /// The values of all columns, as the [`Layout`] says.
    pub values: &'a [u32],
}

impl<'m> Worker<'m> {
    /// A worker that has counted nothing yet, and breaks off at a word.
    pub fn new(model: &'m Model<'m>, metadata: &'m RunMetadata, cancellation: &Cancellation) -> Self {
        let world = World::new(model, 0);
        let block = Block::new(metadata);
        let values = vec![0; block.columns() * metadata.replications as usize];
        let (simulator, counter) = (Simulator::new(model, &world).heeding(cancellation), Counter::new(model, metadata));
        Self {
            model,
            metadata,
            simulator,
            cancellation: cancellation.clone(),
            counter,
            world,
            without_interaction: None,
            block,
            together: Together::new(),
            values,
            unit: metadata.money.map(costs::unit),
            costs: Vec::new(),
            twice: Vec::new(),
        }
    }

    /// Runs the replications of a draw, shows each, and adds them to the counts. Breaks where it is broken off: these are then without
    /// the draw, and the worker of no further use.
    pub fn run_draw(&mut self, draw: u64, mut show: impl FnMut(&Counted<'_, 'm>)) -> ControlFlow<()> {
        let (horizon, replications) = (self.metadata.dates.len() - 1, self.metadata.replications);
        if replications > 1 {
            self.world = World::new(self.model, draw);
            self.without_interaction = None;
        }
        self.twice.clear();
        for (replication, values) in self.values.chunks_mut(self.block.columns()).enumerate() {
            let trial = draw * replications + replication as u64;
            self.simulator.run(&self.world, trial);
            if self.cancellation.is_cancelled() {
                return ControlFlow::Break(());
            }
            self.counter.count(self.simulator.trajectory(), self.simulator.tenure(&self.world), values);
            if let Some(unit) = self.unit {
                let cost = self.world.costs(self.simulator.trajectory(), self.model.horizon()).into_iter().sum();
                self.costs.push(costs::in_units(cost, unit));
            }
            show(&Counted { trial, replication, world: &self.world, simulator: &self.simulator, values });
            if self.metadata.cascades && trial.is_multiple_of(cascades::ONE_IN) {
                let exits = values[Layout::EXITS * self.metadata.dates.len() + horizon];
                let without = exits_without_cascades(&self.world, &mut self.without_interaction, &mut self.simulator);
                if self.cancellation.is_cancelled() {
                    return ControlFlow::Break(());
                }
                self.twice.push([u64::from(exits), without]);
            }
        }
        self.withhold();
        self.block.add_draw(&self.values);
        let counts = self.block.besides();
        if self.unit.is_some() {
            counts.costs.get_or_insert_default().add_draw(&self.costs);
            self.costs.clear();
        }
        self.counter.absence.take_counts(&mut counts.absences);
        if !self.twice.is_empty() {
            counts.cascades.add_draw(&self.twice);
        }
        ControlFlow::Continue(())
    }

    /// Runs some of the first of these draws, which nobody has to see, and counts them together with others; gives how many. Where that is
    /// none, the first is to be run and counted by itself. Breaks where it is broken off, as of [`Self::run_draw`].
    pub fn run_together(&mut self, draws: &Range<u64>) -> ControlFlow<(), u64> {
        let Some(counted) = self.together.next(self.model, self.metadata, &self.world) else { return ControlFlow::Continue(0) };
        let run = counted.run(&self.world, draws, &self.cancellation, self.block.whole())?;
        if run > 0 {
            return ControlFlow::Continue(run);
        }
        let trial = draws.start;
        self.simulator.run(&self.world, trial);
        if self.cancellation.is_cancelled() {
            return ControlFlow::Break(());
        }
        counted.add(self.simulator.trajectory(), self.block.whole());
        if self.metadata.cascades && trial.is_multiple_of(cascades::ONE_IN) {
            let exits = self.simulator.trajectory().exits_until(self.model.horizon()) as u64;
            let without = exits_without_cascades(&self.world, &mut self.without_interaction, &mut self.simulator);
            if self.cancellation.is_cancelled() {
                return ControlFlow::Break(());
            }
            self.block.besides().cascades.add_draw(&[[exits, without]]);
        }
        ControlFlow::Continue(1)
    }

    /// Adds the draws that were counted together to the tally; gives the sums of the number retained at the horizon.
    pub fn add_together(&mut self) -> ClusterSums {
        self.together.hand_over(&mut self.block)
    }

    /// What was counted since the last call.
    pub fn take_counts(&mut self) -> Block {
        std::mem::replace(&mut self.block, Block::new(self.metadata))
    }

    /// What results do not tell is not counted either.
    fn withhold(&mut self) {
        if self.metadata.flows {
            return;
        }
        let layout = Layout::new(self.metadata);
        let channels = layout.channels..layout.parts;
        for values in self.values.chunks_mut(layout.columns) {
            for curve in [Layout::HEADCOUNT, Layout::EXITS].into_iter().chain(channels.clone()).chain(layout.productive) {
                values[curve * layout.dates..][..layout.dates].fill(0);
            }
        }
    }
}

/// Exits up to the horizon of the trial that was run last, were no exit to move anybody.
fn exits_without_cascades<'m>(world: &World<'m>, without_interaction: &mut Option<World<'m>>, simulator: &mut Simulator<'m>) -> u64 {
    let without_interaction = without_interaction.get_or_insert_with(|| world.without_interaction());
    simulator.run_without_interaction_until(without_interaction, world.model.horizon()) as u64
}
