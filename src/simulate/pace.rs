//! A group of people who are moved alike, running down their patience until the next of them leaves.
//!
//! On a stretch where level and climate are constant, the hazard of everybody in the group is a constant times the same
//! `exp(influence(t))`; so one integral serves all, and the next to leave is the one with the least patience left a unit of hazard.
//! Only where `min(1, acceptance * exp(eta))` may bind does a person need an integral of its own.
//!
//! Cost: (people still there) x channels for each stretch and each exit.

use crate::hazard::climate::Climate;
use crate::hazard::influence::Influence;
use crate::math;

/// The hazard's factors on one stretch of the timeline, by channel.
#[derive(Clone, Copy, Debug)]
pub struct Air<'a> {
    /// Offers a year (or 1) times heat.
    pub volume: &'a [f64],
    /// Hazard ratio of all shocks.
    pub shock: &'a [f64],
    /// 1 where offers are accepted or not, infinite otherwise.
    pub ceiling: &'a [f64],
}

impl<'a> Air<'a> {
    /// The factors on a stretch of a climate.
    pub fn of(climate: &'a Climate, stretch: usize, ceiling: &'a [f64]) -> Self {
        Self { volume: climate.volume(stretch), shock: climate.shock(stretch), ceiling }
    }
}

/// Everybody's own part in a trial, `person * channels + channel`.
#[derive(Clone, Copy, Debug)]
pub struct Cast<'a> {
    /// The level at which each enters.
    pub level: &'a [f64],
    /// The patience.
    pub patience: &'a [f64],
}

/// A change of one person's own hazard at a known time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// When [years].
    pub time: f64,
    /// Who.
    pub person: usize,
    /// What happens.
    pub kind: ChangeKind,
}

/// The kinds of [`Change`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChangeKind {
    /// Somebody hired after the start joins.
    Join,
    /// The level of a channel becomes this.
    Level(usize, f64),
}

/// One exit of a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exit {
    /// When [years].
    pub time: f64,
    /// Index of the researcher.
    pub person: usize,
    /// Index of the channel.
    pub channel: usize,
}

/// The state of one group at one moment of a trial.
#[derive(Clone, Debug)]
pub struct Pace {
    now: f64,
    /// What earlier exits do to this group.
    pub influence: Influence,
    channels: usize,
    /// Who is there, by slot.
    present: Vec<usize>,
    /// Most people there can be: the distance between channels in the arrays below.
    stride: usize,
    /// Level, `channel * stride + slot`.
    level: Vec<f64>,
    /// Patience left, likewise.
    left: Vec<f64>,
    /// What would be left at the end of the stretch.
    after: Vec<f64>,
    /// How many changes are behind.
    changed: usize,
}

impl Pace {
    /// An empty group that can hold so many people.
    pub fn new(channels: usize, stride: usize, influence: &Influence) -> Self {
        let size = channels * stride;
        Self {
            now: 0.0,
            influence: influence.clone(),
            channels,
            present: Vec::with_capacity(stride),
            stride,
            level: vec![0.0; size],
            left: vec![0.0; size],
            after: vec![0.0; size],
            changed: 0,
        }
    }

    /// Back to time 0 with nobody there.
    pub fn reset(&mut self, influence: &Influence) {
        self.now = 0.0;
        self.influence.copy_from(influence);
        self.present.clear();
        self.changed = 0;
    }

    /// Takes over the state of another pace of the same group without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.now = other.now;
        self.influence.copy_from(&other.influence);
        self.present.clone_from(&other.present);
        let there = self.present.len();
        for c in 0..self.channels {
            let row = c * self.stride..c * self.stride + there;
            self.level[row.clone()].copy_from_slice(&other.level[row.clone()]);
            self.left[row.clone()].copy_from_slice(&other.left[row]);
        }
        self.changed = other.changed;
    }

    /// Adds a person.
    pub fn enter(&mut self, person: usize, cast: Cast<'_>) {
        let slot = self.present.len();
        self.present.push(person);
        for c in 0..self.channels {
            self.level[c * self.stride + slot] = cast.level[person * self.channels + c];
            self.left[c * self.stride + slot] = cast.patience[person * self.channels + c];
        }
    }

    /// The present [years].
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Runs to the first exit before `until` or, if there is none, to `until`. `until` lies on the stretch of `air`; `changes` are those
    /// of this group in order of time.
    pub fn run(&mut self, until: f64, air: Air<'_>, changes: &[Change], cast: Cast<'_>) -> Option<Exit> {
        loop {
            let next_change = changes.get(self.changed).map_or(f64::INFINITY, |change| change.time);
            let end = until.min(next_change).min(self.influence.next_jump());
            if let Some(departure) = self.step(end, air) {
                return Some(departure);
            }
            while let Some(change) = changes.get(self.changed).filter(|change| change.time <= end) {
                match change.kind {
                    ChangeKind::Join => self.enter(change.person, cast),
                    ChangeKind::Level(channel, level) => self.set_level(change.person, channel, level),
                }
                self.changed += 1;
            }
            if end >= until {
                return None;
            }
        }
    }

    fn set_level(&mut self, person: usize, channel: usize, level: f64) {
        if let Some(slot) = self.present.iter().position(|&p| p == person) {
            self.level[channel * self.stride + slot] = level;
        }
    }

    /// Runs to the first exit up to `end`, on which nothing jumps before `end`.
    fn step(&mut self, end: f64, air: Air<'_>) -> Option<Exit> {
        let common = self.influence.integral(end);
        if self.spend(end, common, air) {
            let (departure, common) = self.first(end, common, air);
            self.spend(departure.time, common, air);
            self.settle(departure.time);
            self.remove(departure.person);
            return Some(departure);
        }
        self.settle(end);
        None
    }

    /// Writes what would be left at `end` into `after`; whether somebody's patience would be used up by then.
    fn spend(&mut self, end: f64, common: f64, air: Air<'_>) -> bool {
        let there = self.present.len();
        let bound = self.bound(end, air);
        let mut least = f64::INFINITY;
        for c in 0..self.channels {
            let row = c * self.stride..c * self.stride + there;
            let (level, left, after) = (&self.level[row.clone()], &self.left[row.clone()], &mut self.after[row]);
            let used = air.volume[c] * air.shock[c] * common;
            for ((after, left), level) in after.iter_mut().zip(left).zip(level) {
                *after = left - level * used;
            }
            if air.ceiling[c] < f64::INFINITY {
                for ((after, left), level) in after.iter_mut().zip(left).zip(level) {
                    let outer = level * air.shock[c];
                    if outer * bound > air.ceiling[c] {
                        let limited = self.influence.integral_below(end, math::ln(air.ceiling[c] / outer));
                        *after = left - air.volume[c] * outer * limited;
                    }
                }
            }
            least = after.iter().fold(least, |least, &after| math::least(after, least));
        }
        least <= 0.0
    }

    /// The most that the influence multiplies anybody's hazard by up to `end`; only ceilings ask for it.
    fn bound(&self, end: f64, air: Air<'_>) -> f64 {
        if air.ceiling.iter().all(|&ceiling| ceiling == f64::INFINITY) { 0.0 } else { math::exp(self.influence.log_bound(end)) }
    }

    /// The first to leave, known to be before `end`, and the common integral up to then; `whole` is that up to `end`. `after` is not
    /// positive where patience would be used up.
    fn first(&self, end: f64, whole: f64, air: Air<'_>) -> (Exit, f64) {
        let bound = self.bound(end, air);
        let mut limited = Exit { time: f64::INFINITY, person: 0, channel: 0 };
        // Whoever needs the least of the common integral leaves first among those without a limit.
        let mut least = (f64::INFINITY, limited);
        for c in 0..self.channels {
            for (slot, &person) in self.present.iter().enumerate() {
                let at = c * self.stride + slot;
                if self.after[at] > 0.0 {
                    continue;
                }
                let outer = self.level[at] * air.shock[c];
                let need = self.left[at] / (air.volume[c] * outer);
                if outer * bound > air.ceiling[c] {
                    let ln_limit = math::ln(air.ceiling[c] / outer);
                    let time = self.influence.inverse(end, ln_limit, need, self.influence.integral_below(end, ln_limit));
                    if time < limited.time {
                        limited = Exit { time, person, channel: c };
                    }
                } else if need < least.0 {
                    least = (need, Exit { time: end, person, channel: c });
                }
            }
        }
        if least.0 < f64::INFINITY {
            let time = self.influence.inverse(end, f64::INFINITY, least.0, whole);
            if time < limited.time {
                return (Exit { time, ..least.1 }, least.0);
            }
        }
        (limited, self.influence.integral(limited.time))
    }

    /// Makes `after` what is left and `time` the present. A rounding error below zero is an exit right away, not before.
    fn settle(&mut self, time: f64) {
        std::mem::swap(&mut self.left, &mut self.after);
        self.influence.advance(time);
        self.now = time;
    }

    fn remove(&mut self, person: usize) {
        let Some(slot) = self.present.iter().position(|&p| p == person) else { return };
        let last = self.present.len() - 1;
        self.present.swap_remove(slot);
        for c in 0..self.channels {
            self.level[c * self.stride + slot] = self.level[c * self.stride + last];
            self.left[c * self.stride + slot] = self.left[c * self.stride + last];
        }
    }
}
