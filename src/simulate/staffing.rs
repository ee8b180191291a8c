//! Staffing: those who come back, and those who are hired for the seats of others.

use std::collections::VecDeque;

use crate::hazard::frailty;
use crate::math;
use crate::random::Purpose;
use crate::scenario::Decay;

use super::event_loop::EventLoop;
use super::event_queue::Scheduled;
use super::policies::level_steps::{LevelStep, Own};
use super::policies::{Act, PolicyEvent, PolicyEventKind};
use super::risk::{Change, Waiting};
use super::risk_group::{OWN, RiskGroup};
use super::ties::decay_rate;
use super::trajectory::{EventKind, Newcomer};
use super::trial_state::{PersonState, Status};

/// The seats that are being filled.
#[derive(Clone, Debug, Default)]
pub(super) struct Staffing {
    /// How often each seat was opened, by its first holder.
    fillings: Vec<u32>,
    /// How many seats are looked after.
    looking: u32,
    /// Seats that wait to be.
    waiting: VecDeque<Opening>,
}

/// A seat that waits to be looked after.
#[derive(Clone, Copy, Debug)]
struct Opening {
    /// The first holder.
    seat: usize,
    /// How many held it before, the first holder included.
    filling: u32,
    /// The multiple of the time to fill.
    time_ratio: f64,
}

impl Staffing {
    pub fn reset(&mut self, seats: usize) {
        self.fillings.clear();
        self.fillings.resize(seats, 0);
        self.looking = 0;
        self.waiting.clear();
    }
}

impl EventLoop<'_, '_> {
    /// Puts down when one who has just left comes back, if that is before the horizon: the time at which the integral of
    /// `per_year * 2^(-s / half_life)` reaches a patience, which it may never do.
    pub fn plan_return(&mut self, time: f64, person: usize) {
        let back = self.return_time(time, person, |_| true);
        // A spell has 16 bits in the keys of luck.
        if back <= self.world.model.reach() && self.state.people[person].spell < u16::MAX {
            self.state.queue.put(back, Scheduled::Return(person));
        }
    }

    /// When somebody who left at a time comes back, welcomed by some of the policies under which that was; infinite for never.
    fn return_time(&self, left: f64, person: usize, counts: impl Fn(usize) -> bool) -> f64 {
        let Some(returns) = &self.world.model.scenario.returns else { return f64::INFINITY };
        let PersonState { name, spell, .. } = self.state.people[person];
        let ratios =
            |policy: usize| self.world.policies[policy].acts.iter().map(|act| if let Act::ReturnRate(ratio) = act { *ratio } else { 1.0 });
        let welcome: f64 = self.welcomes(left, person).into_iter().filter(|&policy| counts(policy)).flat_map(ratios).product();
        let per_year = returns.per_year.value(&self.world.parameters) * welcome;
        let need = self.inputs.luck.comeback(name, spell) / per_year;
        let wait = match returns.decay {
            Decay::HalfLife(half_life) => {
                let rate = decay_rate(half_life.value(&self.world.parameters));
                if need * rate < 1.0 { -math::ln_1p(-need * rate) / rate } else { f64::INFINITY }
            }
            Decay::Never | Decay::Window(_) => need,
        };
        left + wait
    }

    /// One who left is back: in a group alone, since the own exit moves the others only.
    ///
    /// Where the money of a policy that welcomes is spent, it is as if the person had left without it: back now, later, or not.
    pub fn come_back(&mut self, time: f64, person: usize) {
        let left = self.trajectory.events.iter().rev().find(|event| event.person == person && event.exit().is_some());
        let left = left.map_or(time, |event| event.time);
        let (payers, broke): (Vec<_>, Vec<_>) = self.welcomes(left, person).into_iter().partition(|&policy| self.can_pay_event(policy));
        if !broke.is_empty() {
            for policy in broke {
                self.fall_short(time, policy);
            }
            let back = self.return_time(left, person, |policy| payers.contains(&policy));
            if back > time {
                self.state.queue.put(back, Scheduled::Return(person));
                return;
            }
        }
        let home = self.world.home(person, self.trajectory);
        self.bring(home, time);
        let mut risk_group =
            RiskGroup::new(self.world.channels(), &self.world.pulled_channels(), 1, &self.state.risk_groups[home].influence);
        risk_group.reset(time, &self.state.risk_groups[home].influence);
        for event in self.trajectory.events.iter().filter(|event| event.person == person && self.world.is_decision(event.kind)) {
            self.world.for_moved(person, event.time, self.trajectory, |group, part, effect, weight| {
                if group == home {
                    risk_group.influence.add(part, effect, event.time, -weight);
                }
            });
        }
        let group = self.state.add_group(risk_group, home, Vec::new());
        let who = &mut self.state.people[person];
        (who.status, who.group, who.spell) = (Status::Here, group, who.spell + 1);
        self.record(time, person, EventKind::Return);
        for policy in payers {
            self.pays_event(time, policy, self.world.policies[policy].per_event);
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Return(person) });
        }
        self.pulls_on(group, time);
        self.begin(time, person);
        self.retie(time, person);
        self.meter_all(time);
    }

    /// The policies that welcome back one who leaves at a time.
    fn welcomes(&self, time: f64, person: usize) -> Vec<usize> {
        let has_welcome = |policy: usize| self.world.policies[policy].acts.iter().any(|act| matches!(act, Act::ReturnRate(_)));
        let is_in_force = |policy: usize| self.world.in_force(policy, person, time.next_up(), self.trajectory).is_some();
        (0..self.world.policies.len()).filter(|&policy| has_welcome(policy) && is_in_force(policy)).collect()
    }

    /// Lets the spin-outs that are open pull a new group.
    fn pulls_on(&mut self, group: usize, time: f64) {
        for index in 0..self.trajectory.spinouts.len() {
            self.pull_group(index, group, time);
        }
    }

    /// Opens a seat for one who has just left, with the probability that seats are filled again.
    pub fn open_seat(&mut self, time: f64, person: usize) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        let PersonState { name, spell, .. } = self.state.people[person];
        let (policy, refill, time_ratio) = self.terms_of_refill(time, person, hiring.refill.value(&self.world.parameters));
        if self.inputs.luck.refill(name, spell) >= refill {
            return;
        }
        if let Some(policy) = policy {
            self.pays_event(time, policy, self.world.policies[policy].per_event);
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Refill(person) });
        }
        let seat = self.trajectory.seat(person, self.world.model.names.len());
        let staffing = &mut self.state.staffing;
        staffing.fillings[seat] += 1;
        staffing.waiting.push_back(Opening { seat, filling: staffing.fillings[seat], time_ratio });
        self.look_for_newcomers(time);
    }

    /// On what terms the seat of one who leaves now is filled again: by which policy, with which probability, in which multiple of the
    /// time. Of several policies the first that can pay counts.
    fn terms_of_refill(&mut self, time: f64, person: usize, usual: f64) -> (Option<usize>, f64, f64) {
        let world = self.world;
        for (policy, terms) in world.policies.iter().enumerate() {
            for act in &terms.acts {
                if let Act::Refill(refill, time_ratio) = act
                    && world.in_force(policy, person, time.next_up(), self.trajectory).is_some()
                {
                    if self.can_pay_event(policy) {
                        return (Some(policy), refill.unwrap_or(usual), *time_ratio);
                    }
                    self.fall_short(time, policy);
                }
            }
        }
        (None, usual, 1.0)
    }

    /// Looks after seats that wait, as many at once as can be.
    fn look_for_newcomers(&mut self, time: f64) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        while self.state.staffing.looking < hiring.open_at_once.unwrap_or(u32::MAX) {
            let Some(Opening { seat, filling, time_ratio }) = self.state.staffing.waiting.pop_front() else { return };
            let newcomer = self.inputs.luck.newcomer(seat, filling);
            let wait = time_ratio * hiring.time_to_fill.sample(&mut self.inputs.luck.newcomer_stream(Purpose::Fill, newcomer));
            self.state.staffing.looking += 1;
            self.state.queue.put(time + wait, Scheduled::Hire { seat, filling });
        }
    }

    /// A newcomer begins.
    pub fn hire(&mut self, time: f64, seat: usize, filling: u32) {
        self.state.staffing.looking -= 1;
        self.look_for_newcomers(time);
        let name = self.inputs.luck.newcomer(seat, filling);
        let frailty = match self.world.frailty {
            0.0 => 1.0,
            sd => frailty::draw(sd, 0.0, &mut self.inputs.luck.newcomer_stream(Purpose::Frailty, name)),
        };
        let person = self.world.model.names.len() + self.trajectory.newcomers.len();
        self.trajectory.newcomers.push(Newcomer { seat, filling, hired: time });
        let group = self.world.home(person, self.trajectory);
        self.state.people.push(PersonState { status: Status::Here, spell: 0, group, name, frailty });
        self.record(time, person, EventKind::Hire);
        self.begin(time, person);
        self.meter_all(time);
    }

    /// Somebody begins a spell in the own group.
    fn begin(&mut self, time: f64, person: usize) {
        let model = self.world.model;
        let who = self.state.people[person];
        let mut levels = Vec::new();
        let mut changes = Vec::new();
        self.levels_from(person, &self.pieces_from(person, time), &mut levels, &mut changes);
        self.bring(who.group, time);
        self.add_changes(who.group, changes);
        let luck = self.inputs.luck;
        self.state.risk_groups[who.group].enter(person, OWN, &levels, |waiting| match waiting {
            Waiting::Channel(channel) => luck.channel(model.channel_names[channel], who.name, who.spell),
            Waiting::Pull(key) => luck.pull(key, who.name, who.spell),
        });
    }

    /// What somebody's hazard is multiplied by from now on: by pay, equity and policies, and after a return.
    pub fn pieces_from(&self, person: usize, time: f64) -> Vec<LevelStep> {
        let world = self.world;
        let ones = || vec![1.0; world.channels()];
        let mut steps = if world.has_level_steps() {
            world.steps(person, time, self.trajectory)
        } else {
            vec![LevelStep { from: time, ratio: ones(), offers: ones() }]
        };
        let ratio = if self.state.people[person].spell > 0 { world.ratio_after_return() } else { 1.0 };
        steps.iter_mut().flat_map(|step| &mut step.ratio).for_each(|own| *own *= ratio);
        steps
    }

    /// The levels of somebody by steps, and how they change.
    pub fn levels_from(&self, person: usize, steps: &[LevelStep], levels: &mut Vec<f64>, changes: &mut Vec<Change>) {
        let (world, channels) = (self.world, self.world.channels());
        let newcomer = self.trajectory.newcomer(person, world.model.names.len());
        let frailty = self.state.people[person].frailty;
        let factor: Vec<f64> = match newcomer {
            Some(newcomer) => (0..channels).map(|channel| world.covariate_factors[newcomer.seat * channels + channel] * frailty).collect(),
            None => self.people.factor[person * channels..][..channels].to_vec(),
        };
        let tenure = if newcomer.is_some() { None } else { self.people.tenure[person] };
        let own = Own { person, tenure, hired: newcomer.map(|newcomer| newcomer.hired), factor: &factor };
        world.lay_out(own, steps, levels, changes);
    }

    /// Puts changes among those of a group, in order of time; those of one moment in the order in which they come.
    pub fn add_changes(&mut self, group: usize, changes: Vec<Change>) {
        let known = &mut self.state.changes[group];
        for change in changes {
            let place = known.partition_point(|other| other.time <= change.time);
            known.insert(place, change);
        }
    }
}
