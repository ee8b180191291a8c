//! A group of people who are moved alike, running down their patience until the next of them leaves.
//!
//! On a stretch where level and calendar effects are constant, the hazard of everybody in the group is a level times
//! `volume_c * shock_c * exp(influence(t))`. The integral of the latter is a *clock* for each channel that the whole group shares; one
//! leaves when it has gone on by patience / level since one began to wait. So a stretch costs one integral and a comparison a
//! channel, whatever the size of the group: only those next in line are looked at.
//!
//! The pull of a spin-out is a risk of its own with a clock of its own, which fades.
//!
//! Only where `min(1, acceptance * exp(eta))` may bind does a person use up less than the clock says: there everybody's patience is run
//! down on its own, and the clock starts anew.
//!
//! Cost: risks for each piece of time; risks times the logarithm of the people for each exit; risks times people for each piece on which a
//! limit may bind.

mod advance;
mod clock;

use crate::hazard::contagion::{Influence, Moment};

use crate::simulate::policies::level_steps::Move;
use crate::simulate::risk::{Change, ChangeKind, Departure, Risk, Waiting};
use crate::simulate::trial::earliest::Earliest;
use crate::simulate::trial::inputs::TrialInputs;

pub use self::clock::{AtRisk, DecayByStretch, Pull, RiskClock, Surroundings};

pub(in crate::simulate) use self::clock::Waiters;

use self::clock::{ClockRate, Conditions, KnownIntegral};

/// The state of one group at one moment of a trial. Arrays by person are `clock * stride + slot`.
#[derive(Clone, Debug)]
pub struct RiskGroup {
    now: f64,
    /// The stretch of the calendar that the present lies in, or an earlier one.
    stretch: usize,
    /// Where the last look ahead began, and whether the group is ahead of that now.
    begin: Begin,
    is_ahead: bool,
    /// What earlier exits do to this group.
    pub influence: Influence,
    /// Who has each slot: first the members, whether there or not, then those who came from elsewhere.
    who: Vec<usize>,
    /// Whether the one who has a slot is there.
    is_here: Vec<bool>,
    /// How many are there.
    present: usize,
    /// The class whose schedule each follows, by slot; [`OWN`] for a schedule of one's own.
    class: Vec<usize>,
    /// How many members there are, in the order of their indices.
    members: usize,
    /// Slots beyond the members' that nobody has any more.
    free: Vec<usize>,
    /// Most people there can be: the distance between clocks in the arrays below.
    stride: usize,
    at_risk: Vec<AtRisk>,
    /// One a channel, then one for each of `pulls`.
    clocks: Vec<RiskClock>,
    /// For each clock its reading at which each leaves, by slot.
    due: Vec<Earliest>,
    /// The spin-outs that pull here, or did, and what the last look found of each.
    pulls: Vec<Pull>,
    looked: Vec<KnownIntegral>,
    channels: usize,
    /// The channels that the lanes of pull are part of.
    pull_channels: Vec<usize>,
    /// The present levels in the lanes of pull, `(lane - channels) * stride + slot`.
    pull_level: Vec<f64>,
    /// How many changes are behind.
    changed: usize,
}

/// Where a look ahead began: what it takes to go back there.
#[derive(Clone, Debug)]
struct Begin {
    now: f64,
    stretch: usize,
    influence: Moment,
    /// By clock.
    reading: Vec<f64>,
    /// By pull.
    pull_rate: Vec<f64>,
}

/// What comes next in a group that nothing else moves.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    /// When \[years\].
    pub time: f64,
    /// Who leaves then; `None` where a piece without exits ends: a change, a jump of the influence, or the end that was given.
    pub departure: Option<Departure>,
    /// The integral of the influence from now to then.
    pub common: f64,
}

impl Ahead {
    /// Nothing comes any more.
    pub const NOTHING: Self = Self { time: f64::INFINITY, departure: None, common: 0.0 };
}

/// In the place of a class: a schedule of one's own, written down as changes of the person.
pub const OWN: usize = usize::MAX;

impl RiskGroup {
    /// An empty group of members, in the order of their indices, with the channels that the lanes of pull are part of.
    pub fn new(channels: usize, pull_channels: &[usize], members: &[usize], influence: &Influence) -> Self {
        let stride = members.len().max(1);
        let mut group = Self {
            now: 0.0,
            stretch: 0,
            is_ahead: false,
            begin: Begin { now: 0.0, stretch: 0, influence: Moment::NONE, reading: Vec::new(), pull_rate: Vec::new() },
            influence: influence.clone(),
            who: members.to_vec(),
            is_here: Vec::new(),
            present: 0,
            class: Vec::new(),
            members: members.len(),
            free: Vec::new(),
            stride,
            at_risk: vec![AtRisk::default(); channels * stride],
            clocks: Vec::new(),
            due: vec![Earliest::default(); channels],
            pulls: Vec::new(),
            looked: Vec::new(),
            channels,
            pull_channels: pull_channels.to_vec(),
            pull_level: vec![0.0; pull_channels.len() * stride],
            changed: 0,
        };
        group.empty();
        group
    }

    /// A group at a time with nobody there.
    pub fn reset(&mut self, now: f64, influence: &Influence) {
        (self.now, self.stretch, self.is_ahead) = (now, 0, false);
        self.influence.copy_from(influence);
        self.empty();
    }

    fn empty(&mut self) {
        self.who.truncate(self.members);
        self.is_here.clear();
        self.is_here.resize(self.members, false);
        self.present = 0;
        self.class.clear();
        self.class.resize(self.members, OWN);
        self.free.clear();
        self.at_risk.fill(AtRisk::default());
        self.clocks.clear();
        self.clocks.resize(self.channels, RiskClock::NOBODY);
        self.due.truncate(self.channels);
        self.due.iter_mut().for_each(|due| due.clear(self.stride));
        self.pulls.clear();
        self.looked.clear();
        self.changed = 0;
    }

    /// The present \[years\].
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Adds those of the members who are there at the start, to a group without anybody whose clocks have not begun.
    pub fn open(&mut self, is_there: impl Fn(usize) -> bool, inputs: &TrialInputs<'_>) {
        for slot in 0..self.members {
            let person = self.who[slot];
            if !is_there(person) {
                continue;
            }
            let class = inputs.class_of[person];
            (self.is_here[slot], self.class[slot]) = (true, class);
            self.present += 1;
            let (levels, first) = (inputs.levels(person), inputs.first_offers(person));
            for (index, &level) in levels[self.channels..].iter().enumerate() {
                self.pull_level[index * self.stride + slot] = level;
            }
            let patience = &inputs.patience[person * self.channels..][..self.channels];
            for (channel, (clock, due)) in self.clocks.iter_mut().zip(&mut self.due).enumerate() {
                let offers = first.map_or(1.0, |offers| offers[channel]);
                let at_risk = AtRisk { level: levels[channel], offers, left: patience[channel], since: 0.0 };
                clock.top = clock.top.max(at_risk.level);
                due.set(slot, at_risk.due());
                self.at_risk[channel * self.stride + slot] = at_risk;
            }
        }
    }

    /// Adds one who joins, as the inputs have them.
    pub fn enter_at_start(&mut self, person: usize, inputs: &TrialInputs<'_>) {
        let class = inputs.class_of[person];
        self.enter(person, class, inputs.levels(person), |waiting| inputs.patience(person, waiting));
        let first = inputs.first_offers(person).unwrap_or_default();
        for (channel, &offers) in first.iter().enumerate().filter(|&(_, &offers)| offers != 1.0) {
            self.set_offers(person, channel, offers);
        }
    }

    /// Adds a person who follows the schedule of a class, with a level a lane and the patience for each risk; a pull is named by the key of
    /// its luck.
    pub fn enter(&mut self, person: usize, class: usize, level: &[f64], patience: impl Fn(Waiting) -> f64) {
        let slot = self.who[..self.members].binary_search(&person).unwrap_or_else(|_| self.free_slot());
        self.present += usize::from(!self.is_here[slot]);
        (self.who[slot], self.is_here[slot], self.class[slot]) = (person, true, class);
        for (index, &level) in level[self.channels..].iter().enumerate() {
            self.pull_level[index * self.stride + slot] = level;
        }
        for clock in 0..self.clocks.len() {
            let (waiting, lane) = match self.pull_of(clock) {
                None => (Waiting::Channel(clock), clock),
                Some(pull) => (Waiting::Pull(pull.key), pull.lane),
            };
            self.start_waiting(clock, slot, level[lane], 1.0, patience(waiting));
        }
    }

    /// A slot for one who is no member.
    fn free_slot(&mut self) -> usize {
        if let Some(slot) = self.free.pop() {
            return slot;
        }
        if self.who.len() == self.stride {
            self.widen();
        }
        self.who.push(usize::MAX);
        self.is_here.push(false);
        self.class.push(OWN);
        self.who.len() - 1
    }

    /// Makes room for more people.
    fn widen(&mut self) {
        let (old, new) = (self.stride, 2 * self.stride);
        self.at_risk = widened(&self.at_risk, old, new);
        self.pull_level = widened(&self.pull_level, old, new);
        self.stride = new;
    }

    /// Sets how a spin-out pulls from now on; `patience` is that of each person who has not met it before.
    pub fn pull(&mut self, pull: Pull, patience: impl Fn(usize) -> f64) {
        if let Some(known) = self.pulls.iter_mut().find(|known| known.spinout == pull.spinout) {
            *known = pull;
            self.looked.fill(KnownIntegral::NOT);
            return;
        }
        if pull.rate == 0.0 {
            return;
        }
        let clock = self.clocks.len();
        self.clocks.push(RiskClock::NOBODY);
        self.pulls.push(pull);
        self.looked.push(KnownIntegral::NOT);
        self.due.push(Earliest::default());
        self.due[clock].clear(self.stride);
        self.at_risk.truncate(clock * self.stride);
        self.at_risk.resize((clock + 1) * self.stride, AtRisk::default());
        for slot in (0..self.who.len()).filter(|&slot| self.is_here[slot]).collect::<Vec<_>>() {
            let level = self.pull_level[(pull.lane - self.channels) * self.stride + slot];
            self.start_waiting(clock, slot, level, 1.0, patience(self.who[slot]));
        }
    }

    /// Who is there.
    pub fn present(&self) -> impl Iterator<Item = usize> + '_ {
        self.who.iter().zip(&self.is_here).filter(|&(_, &is_here)| is_here).map(|(&person, _)| person)
    }

    /// Whether nobody is there and nobody will join; `changes` are those of this group.
    pub fn is_deserted(&self, changes: &[Change]) -> bool {
        self.present == 0 && changes[self.changed..].iter().all(|change| change.kind != ChangeKind::Join)
    }

    /// Whether a spin-out pulls here, or did.
    pub fn is_pulled_by(&self, spinout: usize) -> bool {
        self.pulls.iter().any(|pull| pull.spinout == spinout)
    }

    /// Takes out somebody who leaves for a cause of another kind; whether the person was there.
    pub fn take_out(&mut self, person: usize) -> bool {
        self.slot_of(person).inspect(|&slot| self.remove(slot)).is_some()
    }

    /// What comes next up to `until`, if nothing from elsewhere moves the group before: the first moment at which somebody's patience ends,
    /// a change, a jump of the influence, or `until`. `changes` are those of this group in order of time.
    ///
    /// The group may be ahead of its present after that: [`RiskGroup::go_back`].
    pub fn look(&mut self, until: f64, surroundings: &Surroundings<'_>, changes: &[Change]) -> Ahead {
        let begin = &mut self.begin;
        (begin.now, begin.stretch, begin.influence) = (self.now, self.stretch, self.influence.moment());
        begin.reading.clear();
        begin.reading.extend(self.clocks.iter().map(|clock| clock.reading));
        begin.pull_rate.clear();
        begin.pull_rate.extend(self.pulls.iter().map(|pull| pull.rate));
        self.is_ahead = true;
        self.pass_stretches(until, self.next_change(changes), surroundings, false)
    }

    /// Goes back to where the last look ahead began, if it went beyond a time.
    fn go_back(&mut self, time: f64) {
        let begin = &self.begin;
        if std::mem::take(&mut self.is_ahead) && self.now > time {
            (self.now, self.stretch) = (begin.now, begin.stretch);
            self.influence.go_back(&begin.influence);
            self.clocks.iter_mut().zip(&begin.reading).for_each(|(clock, &reading)| clock.reading = reading);
            self.pulls.iter_mut().zip(&begin.pull_rate).for_each(|(pull, &rate)| pull.rate = rate);
        }
    }

    /// The time of the next of this group's changes \[years\]; infinite where none is left.
    fn next_change(&self, changes: &[Change]) -> f64 {
        changes.get(self.changed).map_or(f64::INFINITY, |change| change.time)
    }

    /// Goes on to what comes next. Who leaves stays here until taken out ([`RiskGroup::take_out`]) or given new patience
    /// ([`RiskGroup::renew`]), without which nothing goes on.
    pub fn go_on(&mut self, ahead: Ahead, surroundings: &Surroundings<'_>, changes: &[Change], inputs: &TrialInputs<'_>) {
        self.is_ahead = false;
        self.settle(ahead.time, ahead.common, &surroundings.on(self.stretch));
        if ahead.departure.is_some() {
            return;
        }
        while let Some(change) = changes.get(self.changed).filter(|change| change.time <= ahead.time) {
            match change.kind {
                ChangeKind::Join => self.enter_at_start(change.person, inputs),
                ChangeKind::Level(lane, level) => self.set_level(change.person, lane, level),
                ChangeKind::Offers(channel, offers) => self.set_offers(change.person, channel, offers),
                ChangeKind::Step { class, step } => self.step_class(class, inputs.level_steps[class].moves(step)),
            }
            self.changed += 1;
        }
    }

    /// Runs to the first moment up to `until` at which somebody's patience ends or, if there is none, to `until`; the present is not later,
    /// or a look ahead went beyond, which is taken back.
    pub fn run(&mut self, until: f64, surroundings: &Surroundings<'_>, changes: &[Change], inputs: &TrialInputs<'_>) -> Option<Departure> {
        self.go_back(until);
        while self.now < until {
            let ahead = self.pass_stretches(until, self.next_change(changes), surroundings, true);
            self.go_on(ahead, surroundings, changes, inputs);
            if ahead.departure.is_some() {
                return ahead.departure;
            }
        }
        None
    }

    /// Sets somebody's level in a lane, now.
    pub fn set_level(&mut self, person: usize, lane: usize, level: f64) {
        let Some(slot) = self.slot_of(person) else { return };
        if lane < self.channels {
            self.set_level_of_clock(lane, slot, level);
            return;
        }
        self.pull_level[(lane - self.channels) * self.stride + slot] = level;
        for clock in self.channels..self.clocks.len() {
            if self.pulls[clock - self.channels].lane == lane {
                self.set_level_of_clock(clock, slot, level);
            }
        }
    }

    /// Sets somebody's own multiple of a channel's offers, now.
    pub fn set_offers(&mut self, person: usize, channel: usize, offers: f64) {
        if let Some(slot) = self.slot_of(person) {
            self.change(channel, slot, self.at_risk[channel * self.stride + slot].level, offers);
        }
    }

    fn set_level_of_clock(&mut self, clock: usize, slot: usize, level: f64) {
        self.change(clock, slot, level, self.at_risk[clock * self.stride + slot].offers);
    }

    /// Gives somebody another level and multiple of the offers by a clock, with the patience that is left.
    fn change(&mut self, clock: usize, slot: usize, level: f64, offers: f64) {
        self.waiters(clock).change(slot, level, offers);
    }

    /// Lets all who follow a class go on to a step of its schedule, which changes so much.
    fn step_class(&mut self, class: usize, moves: &[Move]) {
        let mut slot = 0;
        while let Some(next) = self.class[slot..].iter().position(|&own| own == class) {
            slot += next;
            if self.is_here[slot] {
                for &own in moves {
                    self.step(slot, own);
                }
            }
            slot += 1;
        }
    }

    /// Lets somebody's hazard change as a step of a schedule has it.
    fn step(&mut self, slot: usize, Move { channel, ratio, offers }: Move) {
        let AtRisk { level, .. } = self.at_risk[channel * self.stride + slot];
        self.change(channel, slot, level * ratio, offers);
        for clock in (self.channels..self.clocks.len()).filter(|_| ratio != 1.0) {
            if self.pulls[clock - self.channels].channel == channel {
                let AtRisk { level, offers, .. } = self.at_risk[clock * self.stride + slot];
                self.change(clock, slot, level * ratio, offers);
            }
        }
        for (index, _) in self.pull_channels.iter().enumerate().filter(|&(_, &pulled)| pulled == channel) {
            self.pull_level[index * self.stride + slot] *= ratio;
        }
    }

    /// Lets somebody follow a schedule of the own from now on.
    pub fn part_from_class(&mut self, person: usize) {
        if let Some(slot) = self.slot_of(person) {
            self.class[slot] = OWN;
        }
    }

    /// The class whose schedule somebody follows who is there; [`OWN`] for a schedule of the own.
    pub fn class(&self, person: usize) -> usize {
        self.slot_of(person).map_or(OWN, |slot| self.class[slot])
    }

    /// Where somebody is, who is there.
    fn slot_of(&self, person: usize) -> Option<usize> {
        let (members, others) = self.who.split_at(self.members);
        let slot = match members.binary_search(&person) {
            Ok(slot) => Some(slot),
            Err(_) => others.iter().rposition(|&other| other == person).map(|place| self.members + place),
        };
        slot.filter(|&slot| self.is_here[slot])
    }

    /// Whether somebody is there.
    pub fn has(&self, person: usize) -> bool {
        self.slot_of(person).is_some()
    }

    /// Gives a person a new patience for one risk; the other risks go on.
    pub fn renew(&mut self, person: usize, risk: Risk, patience: f64) {
        let Some(slot) = self.slot_of(person) else { return };
        let Some(clock) = (0..self.clocks.len()).find(|&clock| self.risk(clock) == risk) else { return };
        let AtRisk { level, offers, .. } = self.at_risk[clock * self.stride + slot];
        self.start_waiting(clock, slot, level, offers, patience);
    }

    /// A group of somebody alone, who is there, as it is now: the same influence, risks and patience left. The person stays here too.
    pub fn alone(&self, person: usize) -> Option<Self> {
        let slot = self.slot_of(person)?;
        let mut alone = Self::new(self.channels, &self.pull_channels, &[], &self.influence);
        (alone.now, alone.stretch) = (self.now, self.stretch);
        (alone.pulls, alone.looked) = (self.pulls.clone(), self.looked.clone());
        (alone.who, alone.is_here, alone.class) = (vec![person], vec![true], vec![self.class[slot]]);
        alone.present = 1;
        alone.clocks.clone_from(&self.clocks);
        alone.at_risk = (0..self.clocks.len()).map(|clock| self.at_risk[clock * self.stride + slot]).collect();
        alone.pull_level = self.pull_level.chunks(self.stride).map(|row| row[slot]).collect();
        alone.due.resize(self.clocks.len(), Earliest::default());
        for (own, due) in alone.due.iter_mut().zip(&self.due) {
            own.clear(1);
            own.set(0, due.at(slot));
        }
        Some(alone)
    }

    /// How many of the changes of this group are behind.
    pub fn changed(&self) -> usize {
        self.changed
    }

    /// Those who wait by a clock.
    fn waiters(&mut self, clock: usize) -> Waiters<'_> {
        Waiters {
            clock: &mut self.clocks[clock],
            due: &mut self.due[clock],
            at_risk: &mut self.at_risk[clock * self.stride..][..self.stride],
            is_here: &self.is_here,
        }
    }

    /// Somebody begins to wait by a clock, with a level, an own multiple of the offers, and the patience left.
    fn start_waiting(&mut self, clock: usize, slot: usize, level: f64, offers: f64, left: f64) {
        self.waiters(clock).start(slot, level, offers, left);
    }

    /// The pull that a clock stands for; `None` for a channel.
    fn pull_of(&self, clock: usize) -> Option<Pull> {
        clock.checked_sub(self.channels).map(|index| self.pulls[index])
    }

    /// How fast a clock goes on a stretch.
    fn rate_of(&self, clock: usize, conditions: &Conditions<'_>) -> ClockRate {
        match self.pull_of(clock) {
            None => ClockRate { rate: conditions.rate[clock], fade: 0.0, channel: clock },
            Some(pull) => ClockRate { rate: pull.rate * conditions.shock[pull.channel], fade: pull.fade, channel: pull.channel },
        }
    }

    /// The risk of a clock.
    fn risk(&self, clock: usize) -> Risk {
        self.pull_of(clock).map_or(Risk::Channel(clock), |pull| Risk::Pull(pull.spinout))
    }

    fn remove(&mut self, slot: usize) {
        self.is_here[slot] = false;
        self.present -= 1;
        if slot >= self.members {
            self.free.push(slot);
        }
        self.due.iter_mut().for_each(|due| due.set(slot, f64::INFINITY));
    }
}

/// The same rows, further apart.
fn widened<T: Copy + Default>(rows: &[T], old: usize, new: usize) -> Vec<T> {
    let mut wide = vec![T::default(); rows.len() / old * new];
    for (to, from) in wide.chunks_mut(new).zip(rows.chunks(old)) {
        to[..old].copy_from_slice(from);
    }
    wide
}
