//! One trial of a world: who leaves, when, and where to.

pub(in crate::simulate) mod cofounding;
pub(in crate::simulate) mod earliest;
pub(in crate::simulate) mod event_loop;
pub(in crate::simulate) mod event_queue;
pub(in crate::simulate) mod hiring;
pub mod inputs;
pub(in crate::simulate) mod lone_group;
pub mod luck;
pub(in crate::simulate) mod members;
pub(in crate::simulate) mod no_interaction;
pub(in crate::simulate) mod notice;
pub mod patience;
pub(in crate::simulate) mod pull;
pub(in crate::simulate) mod returns;
pub mod risk_group;
pub(in crate::simulate) mod seats;
mod shared_influence;
pub(in crate::simulate) mod spells;
pub(in crate::simulate) mod state;
#[cfg(test)]
mod test_scenarios;
mod tied_groups;

use crate::calendar::DAYS_PER_YEAR;
use crate::hazard::calendar_effects::CalendarEffects;
use crate::people::Hire;
use crate::random::Purpose;
use crate::random::streams::Streams;

use crate::Cancellation;
use crate::simulate::model::Model;
use crate::simulate::trajectory::Trajectory;
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::inputs::{Trial, TrialInputs};
use crate::simulate::trial::lone_group::LoneGroup;
use crate::simulate::trial::luck::Luck;
use crate::simulate::trial::patience::Patience;
use crate::simulate::trial::state::TrialState;
use crate::simulate::trial::tied_groups::TiedGroups;
use crate::simulate::world::timeline::Timeline;
use crate::simulate::world::{Individual, World};

/// Runs trials, one after another, in memory of its own.
#[derive(Debug)]
pub struct Simulator<'m> {
    model: &'m Model<'m>,
    calendar_effects: CalendarEffects,
    /// Of the market's path.
    steps: Streams,
    patience: Patience,
    people: People,
    lone_group: LoneGroup,
    tied_groups: TiedGroups,
    state: TrialState,
    trajectory: Trajectory,
    /// The trial that was run last.
    trial: u64,
    /// Whether all trials go through the event loop, as the reference that faster ways are compared with.
    is_plain: bool,
    /// Whether groups that each exit moves go by [`TiedGroups`], however few, and however fast effects fade.
    is_tied: bool,
}

/// What a trial has drawn of each person.
#[derive(Debug, Default)]
pub(in crate::simulate) struct People {
    /// Covariates times frailty, `person * channels + channel`; empty without frailty.
    factor: Vec<f64>,
    /// The frailty's hazard ratio of each; empty without frailty.
    frailty: Vec<f64>,
    /// Days of tenure at the start; empty where no trial draws it.
    tenure: Vec<Option<usize>>,
    /// Where it is not that of the world.
    timeline: Timeline,
    /// What frailty and tenure are drawn from.
    frailty_streams: Streams,
    tenure_streams: Streams,
}

impl<'m> Simulator<'m> {
    /// A simulator for the worlds of a model.
    pub fn new(model: &'m Model<'m>, world: &World<'m>) -> Self {
        Self {
            model,
            calendar_effects: CalendarEffects::default(),
            steps: Streams::default(),
            patience: Patience::default(),
            people: People::default(),
            lone_group: LoneGroup::new(world),
            tied_groups: TiedGroups::new(world),
            state: TrialState::default(),
            trajectory: Trajectory::default(),
            trial: 0,
            is_plain: false,
            is_tied: false,
        }
    }

    /// The same simulator, all of whose trials go through the event loop.
    #[cfg(test)]
    pub fn plain(mut self) -> Self {
        self.is_plain = true;
        self
    }

    /// The same simulator, which takes the way of groups that each exit moves wherever it can.
    #[cfg(test)]
    pub fn tied(mut self) -> Self {
        self.is_tied = true;
        self
    }

    /// The same simulator, whose trials break off at a word: what is told of a trial once the word was given may be only its beginning.
    pub fn heeding(mut self, cancellation: &Cancellation) -> Self {
        self.state.cancellation = cancellation.clone();
        self
    }

    /// Whether that word was given.
    pub fn is_cancelled(&self) -> bool {
        self.state.cancellation.is_cancelled()
    }

    /// Runs one trial of a world.
    pub fn run(&mut self, world: &World<'m>, trial: u64) -> &Trajectory {
        self.trial = trial;
        self.people.draw(world, trial);
        if !world.calendar_model.is_certain() {
            world.calendar_model.draw(self.model.seed, trial, &mut self.steps, &mut self.calendar_effects);
        }
        self.tell(world)
    }

    /// The same trial, on the same luck, in the world without interaction ([`World::without_interaction`]) of the one it was run in.
    pub fn run_without_interaction(&mut self, without_interaction: &World<'m>) -> &Trajectory {
        self.tell(without_interaction)
    }

    /// How many leave in the same trial up to a time, in the world without interaction: [`Trajectory::exits_until`] of
    /// [`Simulator::run_without_interaction`] to within the rounding error of the time, for less. What happened in that world is not told.
    pub fn run_without_interaction_until(&mut self, without_interaction: &World<'m>, time: f64) -> usize {
        if without_interaction.has_events() {
            return self.tell(without_interaction).exits_until(time);
        }
        let patience = self.patience.of_trial(self.trial, &self.model.names, &self.model.patience);
        let calendar_model = &without_interaction.calendar_model;
        let calendar_effects = if calendar_model.is_certain() { calendar_model.certain() } else { &self.calendar_effects };
        no_interaction::exits_by(without_interaction, calendar_effects, &self.people, patience, time)
    }

    /// The calendar effects of the trial that was run last.
    pub fn calendar_effects<'a>(&'a self, world: &'a World<'m>) -> &'a CalendarEffects {
        if world.calendar_model.is_certain() { world.calendar_model.certain() } else { &self.calendar_effects }
    }

    /// Days of tenure at the start of each researcher of the roster, where known, in the trial that was run last.
    pub fn tenure<'a>(&'a self, world: &'a World<'m>) -> &'a [Option<usize>] {
        self.people.tenure(world)
    }

    /// What happened in the trial that was run last.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// What the own hazard of somebody depends on, in the trial that was run last.
    pub fn individual(&self, world: &World<'m>, person: usize) -> Individual {
        let newcomer = person >= self.model.names.len();
        let frailty = if newcomer { self.state.people[person].frailty } else { self.people.frailty.get(person).copied().unwrap_or(1.0) };
        Individual { person, frailty, tenure: if newcomer { None } else { self.people.tenure(world)[person] } }
    }

    /// What follows in a world from what was drawn.
    fn tell(&mut self, world: &World<'m>) -> &Trajectory {
        let trajectory = &mut self.trajectory;
        trajectory.events.clear();
        trajectory.newcomers.clear();
        trajectory.policy_events.clear();
        trajectory.given_late.clear();
        trajectory.spinouts.clone_from(&world.spinouts);
        let calendar_effects = if world.calendar_model.is_certain() { world.calendar_model.certain() } else { &self.calendar_effects };
        let patience = self.patience.of_trial(self.trial, &self.model.names, &self.model.patience);
        let luck = Luck::new(self.model.seed, self.trial, &self.model.names);
        if !world.has_events() {
            no_interaction::run(world, calendar_effects, &self.people, patience, luck, &self.state.cancellation, &mut trajectory.events);
            return &self.trajectory;
        }
        self.people.lay_out(world);
        let Timeline { level, changes } = self.people.timeline(world);
        let inputs = TrialInputs {
            level,
            lanes: world.lane_count(),
            class_of: &self.model.class_of,
            level_steps: &world.level_steps,
            patience,
            channels: world.channels(),
            luck,
        };
        let trial = Trial { world, calendar_effects, inputs, changes, cancellation: &self.state.cancellation };
        let tying = if self.is_tied { world.moves_all_groups() } else { TiedGroups::effects(world) };
        if world.has_lone_groups() && !self.is_plain {
            self.lone_group.run(trial, trajectory);
        } else if let Some(effects) = tying.filter(|_| !self.is_plain) {
            self.tied_groups.run(effects, trial, trajectory);
        } else {
            self.state.changes.clone_from(changes);
            self.state.reset(world, inputs);
            let acceptance_limit = world.acceptance_limits();
            let mut events =
                EventLoop::new(world, calendar_effects, acceptance_limit.as_deref(), inputs, &self.people, &mut self.state, trajectory);
            self.model.circles.iter().for_each(|circle| events.run(circle));
        }
        &self.trajectory
    }
}

impl People {
    /// Draws what a trial draws of each person: frailty, and the tenure of the generated.
    fn draw(&mut self, world: &World<'_>, trial: u64) {
        let (model, channels) = (world.model, world.channels());
        self.factor.clear();
        self.tenure.clear();
        self.frailty.clear();
        if world.frailty > 0.0 {
            self.factor.extend_from_slice(&world.covariate_factors);
        }
        if world.draws_tenure() {
            self.tenure.extend_from_slice(&world.tenure);
        }
        if self.factor.is_empty() && self.tenure.is_empty() {
            return;
        }
        if world.frailty > 0.0 {
            let streams = self.frailty_streams.of_trial(model.seed, Purpose::Frailty, trial, model.names.iter().copied());
            for (person, (mut stream, factors)) in streams.zip(self.factor.chunks_mut(channels)).enumerate() {
                let ratio = world.draw_frailty(person, &mut stream);
                for factor in factors {
                    *factor *= ratio;
                }
                self.frailty.push(ratio);
            }
        }
        if world.draws_tenure() {
            let streams = self.tenure_streams.of_trial(model.seed, Purpose::Tenure, trial, model.names.iter().copied());
            for ((mut stream, own), researcher) in streams.zip(&mut self.tenure).zip(&model.scenario.roster.researchers) {
                if let Some(Hire::Before(tenure)) = &researcher.hired {
                    *own = Some((tenure.sample(&mut stream) * DAYS_PER_YEAR) as usize);
                }
            }
        }
    }

    /// Lays out the timeline of a trial, where it is not that of the world.
    fn lay_out(&mut self, world: &World<'_>) {
        let own = &mut self.timeline;
        match &world.timeline {
            Some(_) if world.frailty == 0.0 => return,
            Some(timeline) => {
                own.level.clone_from(&timeline.level);
                own.changes.clone_from(&timeline.changes);
            }
            None => own.lay_out(world, &self.tenure),
        }
        if world.frailty > 0.0 {
            own.multiply(world.lane_count(), &self.frailty);
        }
    }

    /// The level at which each enters, and by group how it changes from then on, once it is laid out.
    fn timeline<'a>(&'a self, world: &'a World<'_>) -> &'a Timeline {
        world.timeline.as_deref().filter(|_| world.frailty == 0.0).unwrap_or(&self.timeline)
    }

    /// Covariates times frailty, `person * channels + channel`.
    pub fn factor<'a>(&'a self, world: &'a World<'_>) -> &'a [f64] {
        if self.factor.is_empty() { &world.covariate_factors } else { &self.factor }
    }

    /// Days of tenure at the start.
    pub fn tenure<'a>(&'a self, world: &'a World<'_>) -> &'a [Option<usize>] {
        if self.tenure.is_empty() { &world.tenure } else { &self.tenure }
    }
}
