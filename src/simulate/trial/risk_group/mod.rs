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
//! Cost: risks for each stretch; (people still there) for each exit; both for each stretch on which a limit may bind.

mod advance;
mod clock;

use crate::hazard::contagion::Influence;

use crate::simulate::policies::level_steps::LevelStep;
use crate::simulate::risk::{Change, ChangeKind, Departure, Risk, Waiting};
use crate::simulate::trial::inputs::TrialInputs;

pub use self::clock::{Conditions, Pull};

use self::clock::{AtRisk, ClockRate, NOBODY, RiskClock};

/// The state of one group at one moment of a trial. Arrays by person are `clock * stride + slot`.
#[derive(Clone, Debug)]
pub struct RiskGroup {
    now: f64,
    /// What earlier exits do to this group.
    pub influence: Influence,
    /// Who is there, by slot.
    present: Vec<usize>,
    /// The class whose schedule each follows, by slot; [`OWN`] for a schedule of one's own.
    class: Vec<usize>,
    /// Most people there can be: the distance between clocks in the arrays below.
    stride: usize,
    at_risk: Vec<AtRisk>,
    /// The clock's reading at which each leaves, apart from the rest because it is searched.
    due: Vec<f64>,
    /// One a channel, then one for each of `pulls`.
    clocks: Vec<RiskClock>,
    /// The spin-outs that pull here, or did.
    pulls: Vec<Pull>,
    channels: usize,
    /// The channels that the lanes of pull are part of.
    pull_channels: Vec<usize>,
    /// The present levels in the lanes of pull, `(lane - channels) * stride + slot`.
    pull_level: Vec<f64>,
    /// How many changes are behind.
    changed: usize,
}

/// In the place of a class: a schedule of one's own, written down as changes of the person.
pub const OWN: usize = usize::MAX;

impl RiskGroup {
    /// An empty group with room for so many people, with the channels that the lanes of pull are part of.
    pub fn new(channels: usize, pull_channels: &[usize], people: usize, influence: &Influence) -> Self {
        let stride = people.max(1);
        Self {
            now: 0.0,
            influence: influence.clone(),
            present: Vec::with_capacity(stride),
            class: Vec::with_capacity(stride),
            stride,
            at_risk: vec![AtRisk::default(); channels * stride],
            due: vec![0.0; channels * stride],
            clocks: vec![NOBODY; channels],
            pulls: Vec::new(),
            channels,
            pull_channels: pull_channels.to_vec(),
            pull_level: vec![0.0; pull_channels.len() * stride],
            changed: 0,
        }
    }

    /// A group at a time with nobody there.
    pub fn reset(&mut self, now: f64, influence: &Influence) {
        self.now = now;
        self.influence.copy_from(influence);
        self.present.clear();
        self.class.clear();
        self.clocks.truncate(self.channels);
        self.clocks.fill(NOBODY);
        self.pulls.clear();
        self.changed = 0;
    }

    /// Takes over the state of another moment of the same group without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.now = other.now;
        self.influence.copy_from(&other.influence);
        self.present.clone_from(&other.present);
        self.class.clone_from(&other.class);
        self.clocks.clone_from(&other.clocks);
        self.pulls.clone_from(&other.pulls);
        if self.stride != other.stride || self.due.len() < other.due.len() {
            self.clone_from(other);
            return;
        }
        let there = self.present.len();
        for clock in 0..self.clocks.len() {
            let row = clock * self.stride..clock * self.stride + there;
            self.at_risk[row.clone()].copy_from_slice(&other.at_risk[row.clone()]);
            self.due[row.clone()].copy_from_slice(&other.due[row]);
        }
        self.pull_level.copy_from_slice(&other.pull_level);
        self.changed = other.changed;
    }

    /// The present [years].
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Adds one of the opening roster, or who joins, as the inputs have them.
    pub fn enter_at_start(&mut self, person: usize, inputs: &TrialInputs<'_>) {
        let class = inputs.class_of[person];
        self.enter(person, class, inputs.levels(person), |waiting| inputs.patience(person, waiting));
        let first = inputs.level_steps.get(class).map(|steps| &steps[0]);
        for (channel, &offers) in first.iter().flat_map(|first| first.offers.iter().enumerate()).filter(|&(_, &offers)| offers != 1.0) {
            self.set_offers(person, channel, offers);
        }
    }

    /// Adds a person who follows the schedule of a class, with a level a lane and the patience for each risk; a pull is named by the key of
    /// its luck.
    pub fn enter(&mut self, person: usize, class: usize, level: &[f64], patience: impl Fn(Waiting) -> f64) {
        if self.present.len() == self.stride {
            self.widen();
        }
        let slot = self.present.len();
        self.present.push(person);
        self.class.push(class);
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

    /// Makes room for more people.
    fn widen(&mut self) {
        let (old, new) = (self.stride, 2 * self.stride);
        self.at_risk = widened(&self.at_risk, old, new);
        self.due = widened(&self.due, old, new);
        self.pull_level = widened(&self.pull_level, old, new);
        self.stride = new;
    }

    /// Sets how a spin-out pulls from now on; `patience` is that of each person who has not met it before.
    pub fn pull(&mut self, pull: Pull, patience: impl Fn(usize) -> f64) {
        if let Some(known) = self.pulls.iter_mut().find(|known| known.spinout == pull.spinout) {
            *known = pull;
            return;
        }
        if pull.rate == 0.0 {
            return;
        }
        let clock = self.clocks.len();
        self.clocks.push(NOBODY);
        self.pulls.push(pull);
        let room = self.due.len().max((clock + 1) * self.stride);
        self.at_risk.resize(room, AtRisk::default());
        self.due.resize(room, 0.0);
        for slot in 0..self.present.len() {
            let level = self.pull_level[(pull.lane - self.channels) * self.stride + slot];
            self.start_waiting(clock, slot, level, 1.0, patience(self.present[slot]));
        }
    }

    /// Who is there.
    pub fn present(&self) -> &[usize] {
        &self.present
    }

    /// Whether nobody is there and nobody will join; `changes` are those of this group.
    pub fn is_deserted(&self, changes: &[Change]) -> bool {
        self.present.is_empty() && changes[self.changed..].iter().all(|change| change.kind != ChangeKind::Join)
    }

    /// Whether a spin-out pulls here, or did.
    pub fn is_pulled_by(&self, spinout: usize) -> bool {
        self.pulls.iter().any(|pull| pull.spinout == spinout)
    }

    /// Takes out somebody who leaves for a cause of another kind; whether the person was there.
    pub fn take_out(&mut self, person: usize) -> bool {
        self.slot_of(person).inspect(|&slot| self.remove(slot)).is_some()
    }

    /// Runs to the first moment before `until` at which somebody's patience ends or, if there is none, to `until`. Who that is stays here
    /// until taken out ([`RiskGroup::take_out`]) or given new patience ([`RiskGroup::renew`]), without which nothing goes on. `until` lies
    /// on the stretch of `conditions`; `changes` are those of this group in order of time.
    pub fn run(&mut self, until: f64, conditions: &Conditions<'_>, changes: &[Change], inputs: &TrialInputs<'_>) -> Option<Departure> {
        loop {
            let next_change = changes.get(self.changed).map_or(f64::INFINITY, |change| change.time);
            let end = until.min(next_change).min(self.influence.next_jump());
            if let Some(departure) = self.step(end, conditions) {
                return Some(departure);
            }
            while let Some(change) = changes.get(self.changed).filter(|change| change.time <= end) {
                match change.kind {
                    ChangeKind::Join => self.enter_at_start(change.person, inputs),
                    ChangeKind::Level(lane, level) => self.set_level(change.person, lane, level),
                    ChangeKind::Offers(channel, offers) => self.set_offers(change.person, channel, offers),
                    ChangeKind::Step { class, step } => self.step_class(class, &inputs.level_steps[class][step - 1..=step]),
                }
                self.changed += 1;
            }
            if end >= until {
                return None;
            }
        }
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
        let left = self.left_now(clock, clock * self.stride + slot);
        let was_next = self.clocks[clock].next.1 == slot;
        self.start_waiting(clock, slot, level, offers, left);
        // Who was not the next to leave either still is not, or has just been found to be.
        if was_next {
            self.find_next(clock);
        }
    }

    /// Lets all who follow a class go from one step of its schedule to the next.
    fn step_class(&mut self, class: usize, steps: &[LevelStep]) {
        let [old, new] = steps else { return };
        let ratio = |channel: usize| new.ratio[channel] / old.ratio[channel];
        for slot in 0..self.present.len() {
            if self.class[slot] != class {
                continue;
            }
            for clock in 0..self.clocks.len() {
                let AtRisk { level, offers, .. } = self.at_risk[clock * self.stride + slot];
                let (channel, new_offers) = match self.pull_of(clock) {
                    None => (clock, new.offers[clock]),
                    Some(pull) => (pull.channel, offers),
                };
                if ratio(channel) != 1.0 || new_offers != offers {
                    self.change(clock, slot, level * ratio(channel), new_offers);
                }
            }
            for index in 0..self.pull_channels.len() {
                self.pull_level[index * self.stride + slot] *= ratio(self.pull_channels[index]);
            }
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
        self.present.iter().position(|&other| other == person)
    }

    /// Whether somebody is there.
    pub fn has(&self, person: usize) -> bool {
        self.slot_of(person).is_some()
    }

    /// Somebody begins to wait anew to leave by one risk, with this patience; the other risks go on.
    pub fn renew(&mut self, person: usize, risk: Risk, patience: f64) {
        let Some(slot) = self.slot_of(person) else { return };
        let Some(clock) = (0..self.clocks.len()).find(|&clock| self.risk(clock) == risk) else { return };
        let AtRisk { level, offers, .. } = self.at_risk[clock * self.stride + slot];
        self.start_waiting(clock, slot, level, offers, patience);
        self.find_next(clock);
    }

    /// A group of somebody alone, who is there, as it is now: the same influence, risks and patience left. The person stays here too.
    pub fn alone(&self, person: usize) -> Option<Self> {
        let slot = self.slot_of(person)?;
        let mut alone = self.clone();
        for other in (0..self.present.len()).rev().filter(|&other| other != slot) {
            alone.remove(other);
        }
        alone.changed = 0;
        Some(alone)
    }

    /// How many of the changes of this group are behind.
    pub fn changed(&self) -> usize {
        self.changed
    }

    /// The patience that somebody has left now.
    fn left_now(&self, clock: usize, at: usize) -> f64 {
        self.at_risk[at].left_at(self.clocks[clock].reading)
    }

    /// Lets a clock start anew at 0, with the patience left in each slot.
    fn restart(&mut self, clock: usize, left: impl Fn(&Self, usize) -> f64) {
        for slot in 0..self.present.len() {
            let at = clock * self.stride + slot;
            self.at_risk[at] = AtRisk { left: left(self, at), since: 0.0, ..self.at_risk[at] };
            self.due[at] = self.at_risk[at].due();
        }
        self.clocks[clock].reading = 0.0;
        self.find_next(clock);
    }

    /// Somebody begins to wait by a clock, with a level, an own multiple of the offers, and the patience left.
    fn start_waiting(&mut self, clock: usize, slot: usize, level: f64, offers: f64, left: f64) {
        let at = clock * self.stride + slot;
        // Far along, as after a burst of exits, the clock would swallow the digits of a short patience.
        if self.clocks[clock].reading * level * offers > 1000.0 * left {
            self.at_risk[at] = AtRisk { level: 0.0, offers, left, since: self.clocks[clock].reading };
            self.restart(clock, |group, at| group.left_now(clock, at));
        }
        let shared = &mut self.clocks[clock];
        let at_risk = AtRisk { level, offers, left, since: shared.reading };
        let due = at_risk.due();
        self.at_risk[at] = at_risk;
        self.due[at] = due;
        shared.top = shared.top.max(level);
        if due < shared.next.0 {
            shared.next = (due, slot);
        }
    }

    /// Looks for the next to leave by a clock.
    fn find_next(&mut self, clock: usize) {
        let due = &self.due[clock * self.stride..][..self.present.len()];
        let mut next = NOBODY.next;
        for (slot, &due) in due.iter().enumerate() {
            if due < next.0 {
                next = (due, slot);
            }
        }
        self.clocks[clock].next = next;
    }

    /// The pull that a clock stands for; `None` for a channel.
    fn pull_of(&self, clock: usize) -> Option<Pull> {
        clock.checked_sub(self.channels).map(|index| self.pulls[index])
    }

    /// How fast a clock goes on a stretch.
    fn rate_of(&self, clock: usize, conditions: &Conditions<'_>) -> ClockRate {
        match self.pull_of(clock) {
            None => ClockRate { rate: conditions.rate(clock), fade: 0.0, channel: clock },
            Some(pull) => ClockRate { rate: pull.rate * conditions.shock[pull.channel], fade: pull.fade, channel: pull.channel },
        }
    }

    /// The risk of a clock.
    fn risk(&self, clock: usize) -> Risk {
        self.pull_of(clock).map_or(Risk::Channel(clock), |pull| Risk::Pull(pull.spinout))
    }

    fn remove(&mut self, slot: usize) {
        let last = self.present.len() - 1;
        self.present.swap_remove(slot);
        self.class.swap_remove(slot);
        for c in 0..self.clocks.len() {
            let (to, from) = (c * self.stride + slot, c * self.stride + last);
            self.at_risk[to] = self.at_risk[from];
            self.due[to] = self.due[from];
            if self.clocks[c].next.1 == slot {
                self.find_next(c);
            } else if self.clocks[c].next.1 == last {
                self.clocks[c].next.1 = slot;
            }
        }
        for row in self.pull_level.chunks_mut(self.stride) {
            row[slot] = row[last];
        }
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
