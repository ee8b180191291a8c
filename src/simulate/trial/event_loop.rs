//! The run of one trial in which what happens to one matters to others.
//!
//! Each group of people who are moved alike runs down its patience ([`crate::simulate::trial::risk_group`]) until the next of them leaves; what follows from
//! that (effects on others, [`crate::simulate::trial::cofounding`], [`crate::simulate::trial::hiring`]) is done at once or put on the [`crate::simulate::trial::event_queue`]. Groups that nothing
//! ties run one after the other; where all are such and no channel has a limit of acceptance, [`crate::simulate::trial::lone_group`] does it,
//! and where each exit moves all groups and nothing else happens, [`crate::simulate::trial::tied_groups`].
//!
//! Cost: groups that an exit moves, for each exit; the stretches of the calendar for each group.

use crate::hazard::calendar_effects::CalendarEffects;

use crate::hazard::spinout::Spinout;
use crate::simulate::Destination;
use crate::simulate::risk::Departure;
use crate::simulate::trajectory::{Event, EventKind, Trajectory};
use crate::simulate::trial::People;
use crate::simulate::trial::event_queue::Scheduled;
use crate::simulate::trial::inputs::TrialInputs;
use crate::simulate::trial::risk_group::{Ahead, RiskGroup, Surroundings};
use crate::simulate::trial::state::{Status, TrialState};
use crate::simulate::world::World;

/// More groups than these that are moved at once look only to the end of the month: all of them together will be moved again soon.
const FEW: usize = 8;

/// One trial as it runs.
pub(in crate::simulate) struct EventLoop<'a, 'm> {
    pub world: &'a World<'m>,
    pub calendar_effects: &'a CalendarEffects,
    pub acceptance_limit: Option<&'a [f64]>,
    pub inputs: TrialInputs<'a>,
    pub people: &'a People,
    pub state: &'a mut TrialState,
    pub trajectory: &'a mut Trajectory,
    pub is_eventful: bool,
}

impl<'a, 'm> EventLoop<'a, 'm> {
    pub fn new(
        world: &'a World<'m>,
        calendar_effects: &'a CalendarEffects,
        acceptance_limit: Option<&'a [f64]>,
        inputs: TrialInputs<'a>,
        people: &'a People,
        state: &'a mut TrialState,
        trajectory: &'a mut Trajectory,
    ) -> Self {
        state.decay.follow(calendar_effects, world.contagion.map_or(0.0, |effects| effects.contagion.kernel.rate()));
        Self { world, calendar_effects, acceptance_limit, inputs, people, state, trajectory, is_eventful: world.is_eventful() }
    }

    /// Runs a set of groups that can move each other from the start to the horizon, or to the word to break off.
    pub fn run(&mut self, circle: &[usize]) {
        if self.state.cancellation.is_cancelled() {
            return;
        }
        self.state.circle.clear();
        self.state.circle.extend_from_slice(circle);
        if self.is_eventful {
            self.open();
        }
        match circle {
            &[group] if !self.is_eventful => self.run_one(group),
            _ => self.run_many(),
        }
    }

    /// What is queued at the start.
    fn open(&mut self) {
        self.state.queue.clear();
        self.state.hiring.forget();
        self.share_out(0.0);
        let model = self.world.model;
        let horizon = model.reach();
        for (index, exit) in model.known_exits.iter().enumerate() {
            if self.state.circle.contains(&model.group_of[exit.person]) {
                self.state.queue.put(exit.decided, Scheduled::Known(index));
            }
        }
        if let Some(until) = model.scenario.hiring.as_ref().and_then(|hiring| hiring.freeze?.until) {
            let time = model.scenario.clock.years(until);
            if time <= horizon {
                self.state.queue.put(time, Scheduled::Hiring);
            }
        }
        for channel in (0..self.world.channels()).filter(|&channel| self.world.competitors.can_be_full(channel)) {
            for time in self.world.competitors.turns(channel).filter(|&time| 0.0 < time && time <= horizon) {
                self.state.queue.put(time, Scheduled::Turn);
            }
        }
        for index in 0..self.world.spinouts.len() {
            let Spinout { opens, closes, .. } = self.world.spinouts[index];
            if opens <= 0.0 {
                self.pull(index, 0.0);
            } else if opens <= horizon {
                self.state.queue.put(opens, Scheduled::Opening(index));
            }
            if 0.0 < closes && closes <= horizon {
                self.state.queue.put(closes, Scheduled::Closing(index));
            }
        }
        self.open_budgets();
    }

    /// The end of the timeline \[years\].
    fn end(&self) -> f64 {
        self.calendar_effects.end(self.calendar_effects.len() - 1)
    }

    /// A group that only its own exits move.
    fn run_one(&mut self, group: usize) {
        let end = self.end();
        let surroundings = Surroundings::new(self.calendar_effects, &self.state.open, self.acceptance_limit, &self.state.decay);
        while let Some(departure) = self.state.risk_groups[group].run(end, &surroundings, &self.state.changes[group], &self.inputs) {
            let risk_group = &mut self.state.risk_groups[group];
            risk_group.take_out(departure.person);
            self.world.for_moved(departure.person, departure.time, self.trajectory, |_, part, effect, weight| {
                risk_group.influence.add(part, effect, departure.time, weight);
            });
            let is_over = risk_group.is_deserted(&self.state.changes[group]) || self.state.cancellation.is_cancelled();
            let (channel, to) = self.destination(departure, false);
            self.trajectory.events.push(Event { time: departure.time, person: departure.person, kind: EventKind::Exit { channel, to } });
            if is_over {
                return;
            }
        }
    }

    /// Groups that move each other: each looks ahead to what comes next in it, the earliest happens, and those it moves look again.
    ///
    /// Cost: the groups that an exit moves, for each exit.
    fn run_many(&mut self) {
        let end = self.end();
        self.state.start_circle();
        loop {
            self.look_again(end);
            if self.state.cancellation.is_cancelled() {
                return;
            }
            let (time, place) = self.state.times.earliest();
            let due = self.state.queue.next();
            let ahead = self.state.ahead.get(place).copied().filter(|_| time < f64::INFINITY);
            let is_due = match ahead {
                // A piece of time ends before what is due then.
                Some(Ahead { departure: None, .. }) => due < time,
                Some(_) => due <= time,
                None => due <= end,
            };
            if is_due {
                if let Some((time, due)) = self.state.queue.take() {
                    self.happen(time, due);
                }
            } else if let Some(ahead) = ahead {
                let group = self.state.circle[place];
                self.state.moves(group);
                let surroundings = Surroundings::new(self.calendar_effects, &self.state.open, self.acceptance_limit, &self.state.decay);
                self.state.risk_groups[group].go_on(ahead, &surroundings, &self.state.changes[group], &self.inputs);
                if let Some(departure) = ahead.departure {
                    self.depart(departure);
                }
            } else {
                break;
            }
            while let Some(departure) = self.state.late.pop() {
                self.depart(departure);
            }
        }
    }

    /// Lets each group that was moved look ahead: to the end of the stretch of the calendar in which something happens first elsewhere,
    /// since that may move it again.
    fn look_again(&mut self, end: f64) {
        if self.state.moved.len() > FEW {
            self.state.times.put_off();
            while let Some(group) = self.state.moved.pop() {
                let now = self.state.risk_groups[group].now();
                self.look(group, self.end_of_stretch(now, end));
            }
        }
        while let Some(group) = self.state.moved.pop() {
            self.state.withdraw(group);
            let first = self.state.times.time().min(self.state.queue.next()).max(self.state.risk_groups[group].now());
            self.look(group, self.end_of_stretch(first, end));
        }
    }

    /// The end of the stretch of the calendar that a time lies in, or that of the timeline.
    fn end_of_stretch(&self, time: f64, end: f64) -> f64 {
        if time < end { self.calendar_effects.end(self.calendar_effects.stretch_at(time)) } else { end }
    }

    /// Lets a group look ahead: what comes next in it up to a time if no other group moves it.
    fn look(&mut self, group: usize, until: f64) {
        let surroundings = Surroundings::new(self.calendar_effects, &self.state.open, self.acceptance_limit, &self.state.decay);
        let risk_group = &mut self.state.risk_groups[group];
        // At the end there is nothing more to come.
        let ahead =
            if risk_group.now() < until { risk_group.look(until, &surroundings, &self.state.changes[group]) } else { Ahead::NOTHING };
        self.state.expect(group, ahead);
    }

    /// Brings a group to the present, to be changed. Nobody there leaves before, but a rounding error can let one leave now.
    pub fn bring(&mut self, group: usize, time: f64) -> &mut RiskGroup {
        let surroundings = Surroundings::new(self.calendar_effects, &self.state.open, self.acceptance_limit, &self.state.decay);
        let risk_group = &mut self.state.risk_groups[group];
        while let Some(departure) = risk_group.run(time, &surroundings, &self.state.changes[group], &self.inputs) {
            // Whoever it is does not come up again before it is told what becomes of that.
            risk_group.renew(departure.person, departure.risk, f64::INFINITY);
            self.state.late.push(departure);
        }
        self.state.moves(group);
        &mut self.state.risk_groups[group]
    }

    /// Somebody's patience has ended.
    fn depart(&mut self, departure: Departure) {
        let Departure { time, person, .. } = departure;
        let group = self.group_of(person);
        if !self.state.risk_groups[group].has(person) || (self.is_eventful && self.is_kept(departure)) {
            return;
        }
        self.state.risk_groups[group].take_out(person);
        let (channel, to) = self.destination(departure, false);
        self.decide(time, person, channel, to, time + self.world.model.scenario.notice);
    }

    /// The group that somebody is in.
    pub fn group_of(&self, person: usize) -> usize {
        if self.is_eventful { self.state.people[person].group } else { self.world.model.group_of[person] }
    }

    /// What was queued.
    fn happen(&mut self, time: f64, due: Scheduled) {
        if time > self.world.model.reach() {
            return;
        }
        match due {
            Scheduled::Exit { person, channel, to } => self.leave(time, person, channel, to),
            Scheduled::Known(index) => self.know(time, index),
            Scheduled::Return(person) => self.come_back(time, person),
            Scheduled::Opening(spinout) => {
                self.announce(time, spinout);
                self.pull(spinout, time);
            }
            Scheduled::Closing(spinout) => self.pull(spinout, time),
            Scheduled::Hire { seat, filling } => self.hire(time, seat, filling),
            Scheduled::Turn => self.share_out(time),
            Scheduled::Hiring => self.look_for_newcomers(time),
            Scheduled::Policy(policy) => self.policy_day(time, policy),
            Scheduled::Year(policy) => self.next_year(time, policy),
            Scheduled::Meter(policy) => self.meter(time, policy),
        }
    }

    /// The exit itself, and what follows for the one who left and the seat.
    pub fn go(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        self.record(time, person, EventKind::Exit { channel, to });
        self.state.people[person].status = Status::Gone;
        self.retie(time, person);
        self.plan_return(time, person);
        self.open_seat(time, person);
        self.watch(time, person);
    }

    pub fn record(&mut self, time: f64, person: usize, kind: EventKind) {
        self.trajectory.events.push(Event { time, person, kind });
    }

    /// The effects of a decision to leave on those who are left.
    pub fn move_others(&mut self, person: usize, time: f64) {
        let mut effects = std::mem::take(&mut self.state.effects);
        self.world.for_moved(person, time, self.trajectory, |group, part, effect, weight| effects.push((group, part, *effect, weight)));
        for (group, part, effect, weight) in effects.drain(..) {
            self.bring(group, time).influence.add(part, &effect, time, weight);
            for place in 0..self.state.followers[group].len() {
                let follower = self.state.followers[group][place];
                self.bring(follower, time).influence.add(part, &effect, time, weight);
            }
        }
        self.state.effects = effects;
    }
}
