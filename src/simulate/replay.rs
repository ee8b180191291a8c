//! A replay: one trial alone, with everything that it drew.
//!
//! Random numbers are addressed, so that a trial of a run can be told again anywhere without any other.

use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::terms::Product;

use crate::Cancellation;
use crate::simulate::event_log::{self, Entry};
use crate::simulate::model::Model;
use crate::simulate::movers;
use crate::simulate::risk::Risk;
use crate::simulate::trajectory::{EventKind, Trajectory};
use crate::simulate::trial::Simulator;
use crate::simulate::world::{Individual, World};

/// One trial, told again.
#[derive(Debug)]
pub struct Replay<'m> {
    world: World<'m>,
    simulator: Simulator<'m>,
    trial: u64,
    /// The world in which no exit moves anybody, once it was asked for.
    without_interaction: Option<World<'m>>,
}

impl<'m> Replay<'m> {
    /// A trial of a model.
    pub fn new(model: &'m Model<'m>, trial: u64) -> Self {
        Self::heeding(model, trial, &Cancellation::default())
    }

    /// The same, but broken off at a word ([`Simulator::heeding`]).
    pub fn heeding(model: &'m Model<'m>, trial: u64, cancellation: &Cancellation) -> Self {
        let world = World::new(model, trial / model.replications);
        let mut simulator = Simulator::new(model, &world).heeding(cancellation);
        simulator.run(&world, trial);
        Self { world, simulator, trial, without_interaction: None }
    }

    /// Goes on to another trial.
    pub fn go_to(&mut self, trial: u64) {
        let before = self.draw();
        self.trial = trial;
        // Where nothing is uncertain all draws are of the same world.
        if self.draw() != before && self.world.model.replications > 1 {
            self.world = World::new(self.world.model, self.draw());
            self.without_interaction = None;
        }
        self.simulator.run(&self.world, trial);
    }

    /// The number of the trial, from 0.
    pub fn trial(&self) -> u64 {
        self.trial
    }

    /// The parameter draw that it uses, from 0.
    pub fn draw(&self) -> u64 {
        self.trial / self.world.model.replications
    }

    /// The world that it happened in.
    pub fn world(&self) -> &World<'m> {
        &self.world
    }

    /// What happened.
    pub fn trajectory(&self) -> &Trajectory {
        self.simulator.trajectory()
    }

    /// Its calendar effects.
    pub fn calendar_effects(&self) -> &CalendarEffects {
        self.simulator.calendar_effects(&self.world)
    }

    /// What the own hazard of somebody depends on.
    pub fn individual(&self, person: usize) -> Individual {
        self.simulator.individual(&self.world, person)
    }

    /// The hazard of somebody by a risk at a time, with what it is made of.
    pub fn product(&self, person: usize, risk: Risk, time: f64) -> Product {
        self.world.product(self.calendar_effects(), self.individual(person), risk, time, self.trajectory())
    }

    /// Whether the word to break off was given: what is told of the trial may then be only its beginning.
    pub fn is_cancelled(&self) -> bool {
        self.simulator.is_cancelled()
    }

    /// What happened in order of time, with the offers that were declined if asked for. The hazard at each decision is summed anew over all
    /// exits before it, so the cost grows with the square of the exits.
    pub fn log(&self, with_offers: bool) -> Vec<Entry> {
        event_log::of(self, with_offers)
    }

    /// Calls `act` with each share of each decision to leave by the horizon that earlier exits moved: who decided, who moved (`None` where
    /// that was before the start), how much.
    pub fn for_movers(&self, mut act: impl FnMut(usize, Option<usize>, f64)) {
        movers::for_each(self, &mut act);
    }

    /// Tells the same trial, on the same luck, were no exit to move anybody; from then on this replay is of that.
    pub fn without_interaction(&mut self) -> &Trajectory {
        let world = self.without_interaction.get_or_insert_with(|| self.world.without_interaction());
        self.simulator.run_without_interaction(world)
    }

    /// Of the opening roster, who is there at the horizon, those under notice included; and how many exits there were.
    pub fn outcome(&self) -> (Vec<usize>, usize) {
        let model = self.world.model;
        let mut is_there: Vec<bool> = model.joins.iter().map(|&joins| joins == 0.0).collect();
        for event in self.trajectory().events.iter().filter(|event| event.person < model.joins.len()) {
            match event.kind {
                EventKind::Exit { .. } => is_there[event.person] = false,
                EventKind::Return => is_there[event.person] = model.joins[event.person] == 0.0,
                EventKind::Decision { .. } | EventKind::Opening(_) | EventKind::Hire => {}
            }
        }
        let exits = self.trajectory().exits().count();
        ((0..is_there.len()).filter(|&person| is_there[person]).collect(), exits)
    }
}
