//! A group of people who are moved alike, running down their patience until the next of them leaves.
//!
//! On a stretch where level and climate are constant, the hazard of everybody in the group is a level times
//! `volume_c * shock_c * exp(influence(t))`. The integral of the latter is a *clock* for each channel that the whole group shares; one
//! leaves when it has gone on by patience / level since one began to listen to it. So a stretch costs one integral and a comparison a
//! channel, whatever the size of the group: only those next in line are looked at.
//!
//! Only where `min(1, acceptance * exp(eta))` may bind does a person use up less than the clock says: there everybody's patience is run
//! down on its own, and the clock starts anew.
//!
//! Cost: channels for each stretch; (people still there) for each exit; both for each stretch on which a limit may bind.

use crate::hazard::climate::Climate;
use crate::hazard::cumulative::cumulative_hazard;
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

impl Air<'_> {
    /// Whether some channel has a limit of acceptance.
    fn is_limited(&self) -> bool {
        self.ceiling.iter().any(|&ceiling| ceiling < f64::INFINITY)
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

/// The state of one group at one moment of a trial. Arrays by person are `channel * stride + slot`.
#[derive(Clone, Debug)]
pub struct Pace {
    now: f64,
    /// What earlier exits do to this group.
    pub influence: Influence,
    /// Who is there, by slot.
    present: Vec<usize>,
    /// Most people there can be: the distance between channels in the arrays below.
    stride: usize,
    level: Vec<f64>,
    /// Patience left when the clock read `since`.
    left: Vec<f64>,
    since: Vec<f64>,
    /// The clock's reading at which the person leaves: `since + left / level`.
    due: Vec<f64>,
    lines: Vec<Line>,
    /// How many changes are behind.
    changed: usize,
}

/// Those who wait to leave through one channel.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// The integral of volume, shock and influence so far.
    clock: f64,
    /// The slot of the next to leave and when that is due; infinite if nobody ever will.
    next: (f64, usize),
    /// No level in the channel is higher.
    top: f64,
}

const NOBODY: Line = Line { clock: 0.0, next: (f64::INFINITY, 0), top: 0.0 };

impl Pace {
    /// An empty group that can hold so many people.
    pub fn new(channels: usize, stride: usize, influence: &Influence) -> Self {
        let numbers = || vec![0.0; channels * stride];
        Self {
            now: 0.0,
            influence: influence.clone(),
            present: Vec::with_capacity(stride),
            stride,
            level: numbers(),
            left: numbers(),
            since: numbers(),
            due: numbers(),
            lines: vec![NOBODY; channels],
            changed: 0,
        }
    }

    /// Back to time 0 with nobody there.
    pub fn reset(&mut self, influence: &Influence) {
        self.now = 0.0;
        self.influence.copy_from(influence);
        self.present.clear();
        self.lines.fill(NOBODY);
        self.changed = 0;
    }

    /// Takes over the state of another pace of the same group without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.now = other.now;
        self.influence.copy_from(&other.influence);
        self.present.clone_from(&other.present);
        self.lines.copy_from_slice(&other.lines);
        let there = self.present.len();
        for c in 0..self.lines.len() {
            let row = c * self.stride..c * self.stride + there;
            self.level[row.clone()].copy_from_slice(&other.level[row.clone()]);
            self.left[row.clone()].copy_from_slice(&other.left[row.clone()]);
            self.since[row.clone()].copy_from_slice(&other.since[row.clone()]);
            self.due[row.clone()].copy_from_slice(&other.due[row]);
        }
        self.changed = other.changed;
    }

    /// The present [years].
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Adds a person.
    pub fn enter(&mut self, person: usize, cast: Cast<'_>) {
        let slot = self.present.len();
        self.present.push(person);
        let channels = self.lines.len();
        for c in 0..channels {
            self.left[c * self.stride + slot] = cast.patience[person * channels + c];
            self.listen(c, slot, cast.level[person * channels + c]);
        }
    }

    /// Runs to the first exit before `until` or, if there is none, to `until`. `until` lies on the stretch of `air`; `changes` are those
    /// of this group in order of time.
    pub fn run(&mut self, until: f64, air: Air<'_>, changes: &[Change], cast: Cast<'_>) -> Option<Exit> {
        loop {
            let next_change = changes.get(self.changed).map_or(f64::INFINITY, |change| change.time);
            let end = until.min(next_change).min(self.influence.next_jump());
            if let Some(exit) = self.step(end, air) {
                return Some(exit);
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
            let at = channel * self.stride + slot;
            self.left[at] = self.left_now(channel, at);
            self.listen(channel, slot, level);
            self.find_next(channel);
        }
    }

    /// The patience that somebody has left now.
    fn left_now(&self, channel: usize, at: usize) -> f64 {
        (self.left[at] - self.level[at] * (self.lines[channel].clock - self.since[at])).max(0.0)
    }

    /// Lets a channel's clock start anew at 0, with the patience left in each slot.
    fn restart(&mut self, channel: usize, left: impl Fn(&Self, usize) -> f64) {
        for slot in 0..self.present.len() {
            let at = channel * self.stride + slot;
            self.left[at] = left(self, at);
            self.since[at] = 0.0;
            self.due[at] = if self.level[at] > 0.0 { self.left[at] / self.level[at] } else { f64::INFINITY };
        }
        self.lines[channel].clock = 0.0;
        self.find_next(channel);
    }

    /// Somebody begins to listen to a channel's clock, with a level and the patience left.
    fn listen(&mut self, channel: usize, slot: usize, level: f64) {
        let at = channel * self.stride + slot;
        // Far along, as after a burst of exits, the clock would swallow the digits of a short patience.
        if self.lines[channel].clock * level > 1000.0 * self.left[at] {
            (self.since[at], self.level[at]) = (self.lines[channel].clock, 0.0);
            self.restart(channel, |pace, at| pace.left_now(channel, at));
        }
        let line = &mut self.lines[channel];
        self.level[at] = level;
        self.since[at] = line.clock;
        self.due[at] = if level > 0.0 { line.clock + self.left[at] / level } else { f64::INFINITY };
        line.top = line.top.max(level);
        if self.due[at] < line.next.0 {
            line.next = (self.due[at], slot);
        }
    }

    /// Looks for the next to leave through a channel.
    fn find_next(&mut self, channel: usize) {
        let due = &self.due[channel * self.stride..][..self.present.len()];
        let mut next = NOBODY.next;
        for (slot, &due) in due.iter().enumerate() {
            if due < next.0 {
                next = (due, slot);
            }
        }
        self.lines[channel].next = next;
    }

    /// Runs to the first exit up to `end`; nothing jumps before `end`.
    fn step(&mut self, end: f64, air: Air<'_>) -> Option<Exit> {
        let whole = self.influence.integral(end);
        let first = if self.limit_may_bind(end, air) { self.first_limited(end, whole, air) } else { self.first(end, whole, air) };
        let Some((exit, slot, common)) = first else {
            self.settle(end, whole, air);
            return None;
        };
        self.settle(exit.time, common, air);
        self.remove(slot);
        Some(exit)
    }

    /// The first to leave up to `end`, the slot, and the integral of the influence up to then; `whole` is that up to `end`.
    fn first(&self, end: f64, whole: f64, air: Air<'_>) -> Option<(Exit, usize, f64)> {
        let mut least = (f64::INFINITY, 0, 0);
        for (c, line) in self.lines.iter().enumerate() {
            let rate = air.volume[c] * air.shock[c];
            if line.next.0 - line.clock <= rate * whole {
                let need = (line.next.0 - line.clock) / rate;
                if need < least.0 {
                    least = (need, c, line.next.1);
                }
            }
        }
        let (need, channel, slot) = least;
        (need < f64::INFINITY).then(|| {
            let time = self.influence.inverse(end, f64::INFINITY, 0.0, need, whole);
            (Exit { time, person: self.present[slot], channel }, slot, need)
        })
    }

    /// Whether `min(1, acceptance * exp(eta))` may bind for somebody up to `end`.
    fn limit_may_bind(&self, end: f64, air: Air<'_>) -> bool {
        if !air.is_limited() {
            return false;
        }
        let bound = math::exp(self.influence.log_bound(end));
        self.lines.iter().enumerate().any(|(c, line)| line.top * air.shock[c] * bound > air.ceiling[c])
    }

    /// Like `first` where a limit may bind: everybody is looked at.
    fn first_limited(&self, end: f64, whole: f64, air: Air<'_>) -> Option<(Exit, usize, f64)> {
        let mut first: Option<(Exit, usize, f64)> = None;
        for (c, line) in self.lines.iter().enumerate() {
            let rate = air.volume[c] * air.shock[c];
            for (slot, &person) in self.present.iter().enumerate() {
                let at = c * self.stride + slot;
                let ln_limit = math::ln(air.ceiling[c] / (self.level[at] * air.shock[c]));
                let need = (self.due[at] - line.clock) / rate;
                if need > whole {
                    continue;
                }
                let most = self.influence.integral_below(end, ln_limit, 0.0);
                if need <= most {
                    let time = self.influence.inverse(end, ln_limit, 0.0, need, most);
                    if first.is_none_or(|(exit, ..)| time < exit.time) {
                        first = Some((Exit { time, person, channel: c }, slot, 0.0));
                    }
                }
            }
        }
        first.map(|(exit, slot, _)| (exit, slot, self.influence.integral(exit.time)))
    }

    /// Goes on to a time up to which the influence's integral is `common`.
    fn settle(&mut self, time: f64, common: f64, air: Air<'_>) {
        let bound = if air.is_limited() { math::exp(self.influence.log_bound(time)) } else { 0.0 };
        for c in 0..self.lines.len() {
            if self.lines[c].top * air.shock[c] * bound > air.ceiling[c] {
                self.restart(c, |pace, at| {
                    let used = cumulative_hazard(air.volume[c], air.ceiling[c], pace.level[at] * air.shock[c], &pace.influence, time);
                    (pace.left_now(c, at) - used).max(0.0)
                });
            } else {
                self.lines[c].clock += air.volume[c] * air.shock[c] * common;
            }
        }
        self.influence.advance(time);
        self.now = time;
    }

    fn remove(&mut self, slot: usize) {
        let last = self.present.len() - 1;
        self.present.swap_remove(slot);
        for c in 0..self.lines.len() {
            let (to, from) = (c * self.stride + slot, c * self.stride + last);
            self.level[to] = self.level[from];
            self.left[to] = self.left[from];
            self.since[to] = self.since[from];
            self.due[to] = self.due[from];
            if self.lines[c].next.1 == slot {
                self.find_next(c);
            } else if self.lines[c].next.1 == last {
                self.lines[c].next.1 = slot;
            }
        }
    }
}
