//! The run of one trial in which what happens to one matters to others.
//!
//! Each group of people who are moved alike runs down its patience ([`super::pace`]) until the next of them leaves; what follows from
//! that (effects on others, [`super::founding`], [`super::staffing`]) is done at once or put on the [`super::agenda`]. Groups that nothing
//! ties run one after the other.
//!
//! Cost: groups that an exit moves, for each exit; groups of a circle for each stretch.

use crate::hazard::climate::Climate;
use crate::hazard::influence::Part;
use crate::hazard::kernel::Effect;

use super::agenda::{Agenda, Due};
use super::halt::Halt;
use super::model::KnownExit;
use super::pace::{Air, Cast, Change, Departure, Pace, Risk};
use super::policies::ledger::Ledger;
use super::spinouts::Spinout;
use super::staffing::Staffing;
use super::trajectory::{Destination, Event, EventKind, Trajectory};
use super::trial::People;
use super::world::World;

/// The mutable state of one trial, kept from trial to trial for its memory.
#[derive(Debug)]
pub(super) struct Scene {
    /// The model's groups, then those of people who have come back.
    pub paces: Vec<Pace>,
    /// Where each group of a circle gets by the end of a stretch if no other group moves it.
    pub ahead: Vec<Pace>,
    /// Changes of each group, in order of time.
    pub changes: Vec<Vec<Change>>,
    /// The group of the model whose moves each group feels.
    pub home: Vec<usize>,
    /// The groups of people who came back that feel what each group of the model feels.
    pub followers: Vec<Vec<usize>>,
    /// Groups that what is in hand moves.
    is_moved: Vec<bool>,
    /// The groups of the circle that runs, and the next exit of each if no other group moves it.
    pub circle: Vec<usize>,
    next: Vec<Option<Departure>>,
    /// Exits that a rounding error lets come a moment before what is in hand.
    pub late: Vec<Departure>,
    /// The effects of the exit in hand.
    effects: Vec<(usize, Part, Effect, f64)>,
    pub agenda: Agenda,
    /// What full competitors leave of each channel.
    open: Vec<f64>,
    /// How many of us each listed competitor has taken.
    pub hires: Vec<u32>,
    /// Everybody's standing; of use only where more happens than exits.
    pub standing: Vec<Standing>,
    pub staffing: Staffing,
    pub ledger: Ledger,
    /// The word to break off.
    pub halt: Halt,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    pub place: Place,
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
pub(super) enum Place {
    Here,
    UnderNotice,
    Gone,
}

impl Scene {
    /// Room for the groups of a world.
    pub fn new(world: &World<'_>) -> Self {
        let model = world.model;
        let pulled = world.pulled_channels();
        let pace = |(members, influence): (&Vec<usize>, _)| Pace::new(world.channels(), &pulled, members.len(), influence);
        let paces: Vec<Pace> = model.groups.iter().zip(&world.opening).map(pace).collect();
        let groups = paces.len();
        Self {
            ahead: paces.clone(),
            paces,
            changes: vec![Vec::new(); groups],
            home: (0..groups).collect(),
            followers: vec![Vec::new(); groups],
            is_moved: vec![false; groups],
            circle: Vec::new(),
            next: Vec::new(),
            late: Vec::new(),
            effects: Vec::new(),
            agenda: Agenda::default(),
            open: vec![1.0; world.channels()],
            hires: Vec::new(),
            standing: Vec::new(),
            staffing: Staffing::default(),
            ledger: Ledger::default(),
            halt: Halt::default(),
        }
    }

    /// Everything as it is at the start of a trial.
    pub fn reset(&mut self, world: &World<'_>, cast: Cast<'_>) {
        let model = world.model;
        let groups = model.groups.len();
        self.paces.truncate(groups);
        self.ahead.truncate(groups);
        self.changes.truncate(groups);
        self.home.truncate(groups);
        self.is_moved.truncate(groups);
        self.followers.iter_mut().for_each(Vec::clear);
        self.open.fill(1.0);
        for (group, pace) in self.paces.iter_mut().enumerate() {
            pace.reset(0.0, &world.opening[group]);
            let there = model.groups[group].iter().filter(|&&person| model.joins[person] == 0.0 && !model.is_leaving[person]);
            there.for_each(|&person| pace.enter_as_cast(person, &cast));
        }
        if !world.is_eventful() {
            return;
        }
        self.hires.clone_from(&world.hires);
        let standing =
            |(person, &name): (usize, &u64)| Standing { place: Place::Here, spell: 0, group: model.group_of[person], name, frailty: 1.0 };
        self.standing.clear();
        self.standing.extend(model.names.iter().enumerate().map(standing));
        model.known_exits.iter().for_each(|exit| self.standing[exit.person].place = Place::UnderNotice);
        self.staffing.reset(model.names.len());
        self.agenda.clear();
        self.ledger.reset(world);
    }

    /// Whether a group is that of somebody alone, beside the model's groups.
    pub fn is_apart(&self, group: usize) -> bool {
        self.home[group] != group
    }

    /// Adds a group that feels what a group of the model feels.
    pub fn add_group(&mut self, pace: Pace, home: usize, changes: Vec<Change>) -> usize {
        let group = self.paces.len();
        self.ahead.push(pace.clone());
        self.paces.push(pace);
        self.changes.push(changes);
        self.home.push(home);
        self.followers[home].push(group);
        self.is_moved.push(true);
        self.circle.push(group);
        self.next.push(None);
        group
    }
}

/// One trial as it runs.
pub(super) struct Cascade<'a, 'm> {
    pub world: &'a World<'m>,
    pub climate: &'a Climate,
    pub ceiling: Option<&'a [f64]>,
    pub cast: Cast<'a>,
    pub people: &'a People,
    pub scene: &'a mut Scene,
    pub trajectory: &'a mut Trajectory,
    pub is_eventful: bool,
    stretch: usize,
}

impl<'a, 'm> Cascade<'a, 'm> {
    pub fn new(
        world: &'a World<'m>,
        climate: &'a Climate,
        ceiling: Option<&'a [f64]>,
        cast: Cast<'a>,
        people: &'a People,
        scene: &'a mut Scene,
        trajectory: &'a mut Trajectory,
    ) -> Self {
        let stretch = climate.stretch_at(0.0);
        Self { world, climate, ceiling, cast, people, scene, trajectory, is_eventful: world.is_eventful(), stretch }
    }

    /// Runs a set of groups that can move each other from the start to the horizon, or to the word to break off.
    pub fn run(&mut self, circle: &[usize]) {
        self.scene.circle.clear();
        self.scene.circle.extend_from_slice(circle);
        if self.is_eventful {
            self.open();
        }
        for stretch in self.climate.stretch_at(0.0)..self.climate.len() {
            if self.scene.halt.is_given() {
                return;
            }
            self.stretch = stretch;
            match circle {
                &[group] if !self.is_eventful => {
                    self.stretch_of_one(group);
                    if self.scene.paces[group].is_deserted(&self.scene.changes[group]) {
                        break;
                    }
                }
                _ => self.stretch_of_many(),
            }
        }
    }

    /// What stands on the agenda at the start.
    fn open(&mut self) {
        self.scene.agenda.clear();
        self.price(0.0);
        let model = self.world.model;
        let horizon = model.reach();
        for (index, exit) in model.known_exits.iter().enumerate() {
            if self.scene.circle.contains(&model.group_of[exit.person]) {
                self.scene.agenda.put(exit.decided, Due::Known(index));
            }
        }
        for channel in (0..self.world.channels()).filter(|&channel| self.world.market.can_be_full(channel)) {
            for time in self.world.market.turns(channel).filter(|&time| 0.0 < time && time <= horizon) {
                self.scene.agenda.put(time, Due::Turn);
            }
        }
        for index in 0..self.world.spinouts.len() {
            let Spinout { opens, closes, .. } = self.world.spinouts[index];
            if opens <= 0.0 {
                self.pull(index, 0.0);
            } else if opens <= horizon {
                self.scene.agenda.put(opens, Due::Opening(index));
            }
            if 0.0 < closes && closes <= horizon {
                self.scene.agenda.put(closes, Due::Closing(index));
            }
        }
        self.open_ledger();
    }

    /// A group that only its own exits move.
    fn stretch_of_one(&mut self, group: usize) {
        let end = self.climate.end(self.stretch);
        let air = Air::of(self.climate, self.stretch, &self.scene.open, self.ceiling);
        while let Some(departure) = self.scene.paces[group].run(end, &air, &self.scene.changes[group], &self.cast) {
            if self.scene.halt.is_given() {
                return;
            }
            self.scene.paces[group].take_out(departure.person);
            let influence = &mut self.scene.paces[group].influence;
            self.world.for_moved(departure.person, departure.time, self.trajectory, |_, part, effect, weight| {
                influence.add(part, effect, departure.time, weight);
            });
            let (channel, to) = self.destination(departure);
            self.trajectory.events.push(Event { time: departure.time, person: departure.person, kind: EventKind::Exit { channel, to } });
        }
    }

    /// Groups that move each other: each looks ahead to its next exit, the earliest happens, and those it moves look again.
    ///
    /// Cost: the groups that an exit moves, for each exit.
    fn stretch_of_many(&mut self) {
        let end = self.climate.end(self.stretch);
        self.scene.next.clear();
        for place in 0..self.scene.circle.len() {
            let next = self.look(self.scene.circle[place]);
            self.scene.next.push(next);
        }
        loop {
            if self.scene.halt.is_given() {
                return;
            }
            let first = earliest(&self.scene.next);
            let due = self.scene.agenda.next();
            if due <= first.map_or(end, |(_, departure)| departure.time) {
                if let Some((time, due)) = self.scene.agenda.take() {
                    self.happen(time, due);
                }
            } else if let Some((place, departure)) = first {
                let group = self.scene.circle[place];
                std::mem::swap(&mut self.scene.paces[group], &mut self.scene.ahead[group]);
                self.scene.is_moved[group] = true;
                self.depart(departure);
            } else {
                break;
            }
            while let Some(departure) = self.scene.late.pop() {
                self.depart(departure);
            }
            for place in 0..self.scene.circle.len() {
                let group = self.scene.circle[place];
                if std::mem::take(&mut self.scene.is_moved[group]) {
                    self.scene.next[place] = self.look(group);
                }
            }
        }
        for &group in &self.scene.circle {
            std::mem::swap(&mut self.scene.paces[group], &mut self.scene.ahead[group]);
            debug_assert!(self.scene.paces[group].now() == end);
        }
    }

    /// The next exit of a group on the stretch if no other group moves it.
    fn look(&mut self, group: usize) -> Option<Departure> {
        let (end, air) = (self.climate.end(self.stretch), Air::of(self.climate, self.stretch, &self.scene.open, self.ceiling));
        self.scene.ahead[group].copy_from(&self.scene.paces[group]);
        self.scene.ahead[group].run(end, &air, &self.scene.changes[group], &self.cast)
    }

    /// Brings a group to the present, to be changed. Nobody there leaves before, but a rounding error can let one leave now.
    pub fn bring(&mut self, group: usize, time: f64) -> &mut Pace {
        let air = Air::of(self.climate, self.stretch, &self.scene.open, self.ceiling);
        let pace = &mut self.scene.paces[group];
        while pace.now() < time {
            if let Some(departure) = pace.run(time, &air, &self.scene.changes[group], &self.cast) {
                // Whoever it is does not come up again before it is told what becomes of that.
                pace.renew(departure.person, departure.risk, f64::INFINITY);
                self.scene.late.push(departure);
            }
        }
        self.scene.is_moved[group] = true;
        pace
    }

    /// Somebody's patience has ended.
    fn depart(&mut self, departure: Departure) {
        let Departure { time, person, .. } = departure;
        let group = self.group_of(person);
        if !self.scene.paces[group].has(person) || (self.is_eventful && self.is_kept(departure)) {
            return;
        }
        self.scene.paces[group].take_out(person);
        let (channel, to) = self.destination(departure);
        self.decide(time, person, channel, to, time + self.world.model.scenario.notice);
    }

    /// Others learn of an exit on a known day, and where it leads is settled.
    fn know(&mut self, time: f64, index: usize) {
        let KnownExit { person, leaves, channel, .. } = self.world.model.known_exits[index];
        let (channel, to) = self.destination(Departure { time, person, risk: Risk::Channel(channel) });
        self.decide(time, person, channel, to, leaves);
    }

    /// Somebody decides to leave at a time, which is now where there is no notice.
    fn decide(&mut self, time: f64, person: usize, channel: usize, to: Destination, leaves: f64) {
        if self.world.model.scenario.notice > 0.0 {
            self.record(time, person, EventKind::Decision { channel, to });
            self.scene.standing[person].place = Place::UnderNotice;
            self.scene.agenda.put(leaves, Due::Exit { person, channel, to });
            self.move_others(person, time);
        } else if self.is_eventful {
            self.move_others(person, time);
            self.leave(time, person, channel, to);
        } else {
            self.record(time, person, EventKind::Exit { channel, to });
            self.move_others(person, time);
        }
    }

    /// The group that somebody is in.
    fn group_of(&self, person: usize) -> usize {
        if self.is_eventful { self.scene.standing[person].group } else { self.world.model.group_of[person] }
    }

    /// What was on the agenda.
    fn happen(&mut self, time: f64, due: Due) {
        if time > self.world.model.reach() {
            return;
        }
        match due {
            Due::Exit { person, channel, to } => self.leave(time, person, channel, to),
            Due::Known(index) => self.know(time, index),
            Due::Return(person) => self.come_back(time, person),
            Due::Opening(spinout) => {
                self.announce(time, spinout);
                self.pull(spinout, time);
            }
            Due::Closing(spinout) => self.pull(spinout, time),
            Due::Hire { seat, filling } => self.hire(time, seat, filling),
            Due::Turn => self.price(time),
            Due::Policy(policy) => self.policy_day(time, policy),
            Due::Year(policy) => self.next_year(time, policy),
            Due::Meter(policy) => self.meter(time, policy),
        }
    }

    /// Somebody is gone, and all that follows.
    fn leave(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        let to = self.found(time, person, channel, to);
        self.go(time, person, channel, to);
        self.cofound(time, person, channel, to);
        self.take_seat(time, to);
    }

    /// The exit itself, and what follows for the one who left and the seat.
    pub fn go(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        self.record(time, person, EventKind::Exit { channel, to });
        self.scene.standing[person].place = Place::Gone;
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
        let mut effects = std::mem::take(&mut self.scene.effects);
        self.world.for_moved(person, time, self.trajectory, |group, part, effect, weight| effects.push((group, part, *effect, weight)));
        for (group, part, effect, weight) in effects.drain(..) {
            self.bring(group, time).influence.add(part, &effect, time, weight);
            for place in 0..self.scene.followers[group].len() {
                let follower = self.scene.followers[group][place];
                self.bring(follower, time).influence.add(part, &effect, time, weight);
            }
        }
        self.scene.effects = effects;
    }

    /// The channel of a departure, and where it leads.
    fn destination(&self, departure: Departure) -> (usize, Destination) {
        match departure.risk {
            Risk::Pull(spinout) => (self.trajectory.spinouts[spinout].force.channel, Destination::Spinout(spinout)),
            Risk::Channel(channel) if self.world.market.is_listed(channel) => {
                let (name, spell) = match self.scene.standing.get(departure.person) {
                    Some(standing) if self.is_eventful => (standing.name, standing.spell),
                    _ => (self.cast.luck.name(departure.person), 0),
                };
                let uniform = self.cast.luck.destination(name, spell);
                let hires: &[u32] = if self.is_eventful { &self.scene.hires } else { &[] };
                let chosen = self.world.market.choose(channel, departure.time, hires, uniform);
                (channel, chosen.map_or(Destination::Unnamed, Destination::Competitor))
            }
            Risk::Channel(channel) => (channel, Destination::Unnamed),
        }
    }

    /// One more of us has gone to a competitor or spin-out: full ones hire no more.
    fn take_seat(&mut self, time: f64, to: Destination) {
        let listed = self.trajectory.listed(to);
        if let Some(competitor) = listed {
            self.scene.hires[competitor] += 1;
        }
        for index in 0..self.trajectory.spinouts.len() {
            let spinout = &mut self.trajectory.spinouts[index];
            if spinout.hires_by(index, to) {
                spinout.hires += 1;
                if spinout.hires == spinout.force.seats && spinout.is_open(time) {
                    self.pull(index, time);
                }
            }
        }
        if listed.is_some_and(|competitor| !self.world.market.has_seats(competitor, self.scene.hires[competitor])) {
            self.price(time);
        }
    }

    /// Lets the channels' hazards follow from the seats that competitors have left.
    fn price(&mut self, time: f64) {
        let market = &self.world.market;
        let left = |channel| if market.can_be_full(channel) { market.left_by_the_full(channel, time, &self.scene.hires) } else { 1.0 };
        let open: Vec<f64> = (0..self.world.channels()).map(left).collect();
        if open != self.scene.open {
            // Up to now, at the old rate.
            for place in 0..self.scene.circle.len() {
                self.bring(self.scene.circle[place], time);
            }
            self.scene.open = open;
        }
    }
}

/// The earliest of the next exits and its place.
fn earliest(next: &[Option<Departure>]) -> Option<(usize, Departure)> {
    let departures = next.iter().enumerate().filter_map(|(place, departure)| Some((place, (*departure)?)));
    departures.min_by(|a, b| a.1.time.total_cmp(&b.1.time))
}
