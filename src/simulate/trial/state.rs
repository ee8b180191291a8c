//! The state of a trial between two events: groups, people, queue, seats and budgets.

use crate::hazard::contagion::Source;
use crate::hazard::kernel::Effect;

use crate::Cancellation;
use crate::simulate::policies::budgets::Budgets;
use crate::simulate::risk::{Change, Departure};
use crate::simulate::trial::earliest::Earliest;
use crate::simulate::trial::event_queue::EventQueue;
use crate::simulate::trial::hiring::Hiring;
use crate::simulate::trial::inputs::TrialInputs;
use crate::simulate::trial::risk_group::{Ahead, DecayByStretch, RiskGroup};
use crate::simulate::trial::seats::OpenShares;
use crate::simulate::world::World;

/// The mutable state of one trial, kept from trial to trial for its memory.
#[derive(Debug, Default)]
pub(in crate::simulate) struct TrialState {
    /// The model's groups, then those of people who have come back.
    pub risk_groups: Vec<RiskGroup>,
    /// Changes of each group, in order of time.
    pub changes: Vec<Vec<Change>>,
    /// The group of the model whose moves each group feels.
    pub home: Vec<usize>,
    /// The groups of people who came back that feel what each group of the model feels.
    pub followers: Vec<Vec<usize>>,
    /// Groups that what is in hand moves, and whether each group is among them.
    pub moved: Vec<usize>,
    is_moved: Vec<bool>,
    /// The groups of the circle that runs, the place of each group in it, what comes next in each if no other group moves it, and when.
    pub circle: Vec<usize>,
    place: Vec<usize>,
    pub ahead: Vec<Ahead>,
    pub times: Earliest,
    /// Exits that a rounding error lets come a moment before what is in hand.
    pub late: Vec<Departure>,
    /// The effects of the exit in hand.
    pub effects: Vec<(usize, Source, Effect, f64)>,
    pub queue: EventQueue,
    /// What full competitors leave of each channel.
    pub open: OpenShares,
    /// By which factor contagion decays over each stretch of the calendar.
    pub decay: DecayByStretch,
    /// How many of us each listed competitor has taken.
    pub hires: Vec<u32>,
    /// Everybody's state; of use only where more happens than exits.
    pub people: Vec<PersonState>,
    pub hiring: Hiring,
    pub budgets: Budgets,
    /// The word to break off.
    pub cancellation: Cancellation,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::simulate) struct PersonState {
    pub status: Status,
    /// How often the person has come back.
    pub spell: u16,
    /// The group that the person is in while there.
    pub group: usize,
    /// Key of the person's luck.
    pub name: u64,
    /// The frailty's hazard ratio times covariates, by channel, is that of this researcher of the roster, times this.
    pub frailty: f64,
}

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::simulate) enum Status {
    Here,
    UnderNotice,
    Gone,
}

impl TrialState {
    /// Room for the groups of a world.
    fn make_room(&mut self, world: &World<'_>) {
        let model = world.model;
        let pulled = world.pulled_channels();
        let risk_group = |(group, members): (usize, &Vec<usize>)| RiskGroup::new(world.channels(), &pulled, members, world.opening(group));
        self.risk_groups = model.groups.iter().enumerate().map(risk_group).collect();
        let groups = model.groups.len();
        self.home = (0..groups).collect();
        self.followers = vec![Vec::new(); groups];
        self.is_moved = vec![false; groups];
        self.place = vec![0; groups];
    }

    /// Everything as it is at the start of a trial.
    pub fn reset(&mut self, world: &World<'_>, inputs: TrialInputs<'_>) {
        let model = world.model;
        let groups = model.groups.len();
        if self.risk_groups.is_empty() {
            self.make_room(world);
        }
        self.risk_groups.truncate(groups);
        self.home.truncate(groups);
        self.place.truncate(groups);
        self.moved.clear();
        self.is_moved.truncate(groups);
        self.is_moved.fill(false);
        self.followers.iter_mut().for_each(Vec::clear);
        self.open.reset(world.channels());
        for (group, risk_group) in self.risk_groups.iter_mut().enumerate() {
            risk_group.reset(0.0, world.opening(group));
            risk_group.open(|person| model.joins[person] == 0.0 && !model.is_leaving[person], &inputs);
        }
        if !world.is_eventful() {
            return;
        }
        self.hires.clone_from(&world.hires);
        let who = |(person, &name): (usize, &u64)| PersonState {
            status: Status::Here,
            spell: 0,
            group: model.group_of[person],
            name,
            frailty: 1.0,
        };
        self.people.clear();
        self.people.extend(model.names.iter().enumerate().map(who));
        model.known_exits.iter().filter(|exit| exit.is_certain).for_each(|exit| self.people[exit.person].status = Status::UnderNotice);
        self.hiring.reset(model.names.len());
        self.queue.clear();
        self.budgets.reset(world);
    }

    /// Whether a group is that of somebody alone, beside the model's groups.
    pub fn is_apart(&self, group: usize) -> bool {
        self.home[group] != group
    }

    /// Lets every group of the circle look ahead.
    pub fn start_circle(&mut self) {
        self.ahead.clear();
        self.times.clear(self.circle.len());
        for place in 0..self.circle.len() {
            let group = self.circle[place];
            self.place[group] = place;
            self.ahead.push(Ahead::NOTHING);
            self.moves(group);
        }
    }

    /// Notes that something has moved a group: it is to look ahead again.
    pub fn moves(&mut self, group: usize) {
        if !std::mem::replace(&mut self.is_moved[group], true) {
            self.moved.push(group);
        }
    }

    /// Notes what comes next in a group, which has looked ahead.
    pub fn expect(&mut self, group: usize, ahead: Ahead) {
        let place = self.place[group];
        self.is_moved[group] = false;
        self.ahead[place] = ahead;
        self.times.set(place, ahead.time);
    }

    /// Notes that what was to come next in a group no longer holds.
    pub fn withdraw(&mut self, group: usize) {
        self.times.set(self.place[group], f64::INFINITY);
    }

    /// Adds a group that feels what a group of the model feels.
    pub fn add_group(&mut self, risk_group: RiskGroup, home: usize, changes: Vec<Change>) -> usize {
        let group = self.risk_groups.len();
        self.risk_groups.push(risk_group);
        self.changes.push(changes);
        self.home.push(home);
        self.followers[home].push(group);
        self.is_moved.push(false);
        self.place.push(self.circle.len());
        self.circle.push(group);
        self.ahead.push(Ahead::NOTHING);
        self.moves(group);
        group
    }
}
