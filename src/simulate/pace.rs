//! A group of people who are moved alike, running down their patience until the next of them leaves.
//!
//! On a stretch where level and climate are constant, the hazard of everybody in the group is a level times
//! `volume_c * shock_c * exp(influence(t))`. The integral of the latter is a *clock* for each channel that the whole group shares; one
//! leaves when it has gone on by patience / level since one began to listen to it. So a stretch costs one integral and a comparison a
//! channel, whatever the size of the group: only those next in line are looked at.
//!
//! The pull of a spin-out is a risk of its own with a clock of its own, which fades.
//!
//! Only where `min(1, acceptance * exp(eta))` may bind does a person use up less than the clock says: there everybody's patience is run
//! down on its own, and the clock starts anew.
//!
//! Cost: risks for each stretch; (people still there) for each exit; both for each stretch on which a limit may bind.

use crate::hazard::climate::Climate;
use crate::hazard::cumulative::cumulative_hazard;
use crate::hazard::influence::Influence;
use crate::math;

use super::luck::Luck;
use super::policies::schedule::Piece;

/// The hazard's factors on one stretch of the timeline, by channel.
#[derive(Clone, Copy, Debug)]
pub struct Air<'a> {
    /// Offers a year (or 1) times heat and the competitors' shares.
    pub volume: &'a [f64],
    /// What full competitors leave of it.
    pub open: &'a [f64],
    /// Hazard ratio of all shocks.
    pub shock: &'a [f64],
    /// 1 where offers are accepted or not, infinite otherwise; `None` where it is infinite throughout.
    pub ceiling: Option<&'a [f64]>,
}

impl<'a> Air<'a> {
    /// The factors on a stretch of a climate.
    pub fn of(climate: &'a Climate, stretch: usize, open: &'a [f64], ceiling: Option<&'a [f64]>) -> Self {
        Self { volume: climate.volume(stretch), open, shock: climate.shock(stretch), ceiling }
    }

    /// How fast the clock of a channel goes at an influence of 0.
    #[inline]
    fn rate(&self, channel: usize) -> f64 {
        self.volume[channel] * self.open[channel] * self.shock[channel]
    }

    /// The same of all channels, in their order.
    #[inline]
    fn rates(&self) -> impl Iterator<Item = f64> {
        self.volume.iter().zip(self.open).zip(self.shock).map(|((volume, open), shock)| volume * open * shock)
    }

    /// The ceiling of a channel.
    #[inline]
    fn ceiling(&self, channel: usize) -> f64 {
        self.ceiling.map_or(f64::INFINITY, |ceiling| ceiling[channel])
    }
}

/// A way to leave: what a patience belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// The channel of this index.
    Channel(usize),
    /// The pull of the spin-out of this index in the trial.
    Pull(usize),
}

/// Everybody's own part in a trial.
#[derive(Clone, Copy, Debug)]
pub struct Cast<'a> {
    /// The level at which each enters, `person * lanes + lane`: a lane a channel, and one more for each channel that pull is part of.
    pub level: &'a [f64],
    /// How many lanes there are.
    pub lanes: usize,
    /// The class of each researcher of the roster, and how pay, equity and policies change the factors of each class; the latter empty
    /// where they do not.
    pub class_of: &'a [usize],
    /// One list of pieces a class.
    pub schedules: &'a [Vec<Piece>],
    /// The patience in the channels, `person * channels + channel`.
    pub patience: &'a [f64],
    /// How many channels there are.
    pub channels: usize,
    /// Where the patience of pulls comes from.
    pub luck: Luck<'a>,
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
    /// The level in a lane becomes this.
    Level(usize, f64),
    /// The person's own multiple of a channel's volume becomes this.
    Volume(usize, f64),
    /// The factors of a class become those of its piece of this index: one change for all of the class who follow it.
    Step {
        /// The class.
        class: usize,
        /// The piece, not the first.
        piece: usize,
    },
}

/// Somebody's patience ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// When [years].
    pub time: f64,
    /// Index of the researcher, or of the newcomer after all researchers.
    pub person: usize,
    /// By which risk.
    pub risk: Risk,
}

/// The state of one group at one moment of a trial. Arrays by person are `line * stride + slot`.
#[derive(Clone, Debug)]
pub struct Pace {
    now: f64,
    /// What earlier exits do to this group.
    pub influence: Influence,
    /// Who is there, by slot.
    present: Vec<usize>,
    /// The class whose schedule each follows, by slot; [`OWN`] for a schedule of one's own.
    class: Vec<usize>,
    /// Most people there can be: the distance between lines in the arrays below.
    stride: usize,
    listeners: Vec<Listener>,
    /// The clock's reading at which each leaves, apart from the rest because it is searched.
    due: Vec<f64>,
    /// One a channel, then one for each of `pulls`.
    lines: Vec<Line>,
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

/// Somebody who waits to leave by one risk.
#[derive(Clone, Copy, Debug)]
struct Listener {
    level: f64,
    /// The person's own multiple of the line's volume, which no limit holds for.
    volume: f64,
    /// Patience left when the clock read `since`.
    left: f64,
    since: f64,
}

/// Those who wait to leave by one risk.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// The integral of volume, shock and influence so far.
    clock: f64,
    /// The slot of the next to leave and when that is due; infinite if nobody ever will.
    next: (f64, usize),
    /// No level in the line is higher.
    top: f64,
}

/// How a spin-out pulls a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Index of the spin-out.
    pub spinout: usize,
    /// Key of its luck.
    pub key: u64,
    /// Exits (or offers) a person-year at a level of 1, now.
    pub rate: f64,
    /// How fast that fades [a year].
    pub fade: f64,
    /// The channel whose shocks and limit hold.
    pub channel: usize,
    /// The lane of levels.
    pub lane: usize,
}

/// The rate of a line on a stretch, how fast it fades [a year], and its channel.
struct Flow {
    rate: f64,
    fade: f64,
    channel: usize,
}

impl Default for Listener {
    /// One who never leaves.
    fn default() -> Self {
        Self { level: 0.0, volume: 1.0, left: 0.0, since: 0.0 }
    }
}

impl Listener {
    /// The patience left when the clock reads so much.
    #[inline]
    fn left_at(&self, clock: f64) -> f64 {
        (self.left - self.pace() * (clock - self.since)).max(0.0)
    }

    /// The clock's reading at which the person leaves.
    #[inline]
    fn due(&self) -> f64 {
        if self.pace() > 0.0 { self.since + self.left / self.pace() } else { f64::INFINITY }
    }

    /// How fast patience is used up as the clock goes, where no limit binds.
    #[inline]
    fn pace(&self) -> f64 {
        self.level * self.volume
    }
}

impl Line {
    /// Whether the limit of acceptance of a channel may bind for somebody at an influence of so much or less.
    #[inline]
    fn may_bind(&self, channel: usize, bound: f64, air: &Air<'_>) -> bool {
        air.ceiling.is_some_and(|ceiling| self.top * air.shock[channel] * bound > ceiling[channel])
    }
}

/// In the place of a class: a schedule of one's own, written down as changes of the person.
pub const OWN: usize = usize::MAX;

const NOBODY: Line = Line { clock: 0.0, next: (f64::INFINITY, 0), top: 0.0 };

impl Pace {
    /// An empty group with room for so many people, with the channels that the lanes of pull are part of.
    pub fn new(channels: usize, pull_channels: &[usize], people: usize, influence: &Influence) -> Self {
        let stride = people.max(1);
        Self {
            now: 0.0,
            influence: influence.clone(),
            present: Vec::with_capacity(stride),
            class: Vec::with_capacity(stride),
            stride,
            listeners: vec![Listener::default(); channels * stride],
            due: vec![0.0; channels * stride],
            lines: vec![NOBODY; channels],
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
        self.lines.truncate(self.channels);
        self.lines.fill(NOBODY);
        self.pulls.clear();
        self.changed = 0;
    }

    /// Takes over the state of another pace of the same group without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.now = other.now;
        self.influence.copy_from(&other.influence);
        self.present.clone_from(&other.present);
        self.class.clone_from(&other.class);
        self.lines.clone_from(&other.lines);
        self.pulls.clone_from(&other.pulls);
        if self.stride != other.stride || self.due.len() < other.due.len() {
            self.clone_from(other);
            return;
        }
        let there = self.present.len();
        for line in 0..self.lines.len() {
            let row = line * self.stride..line * self.stride + there;
            self.listeners[row.clone()].copy_from_slice(&other.listeners[row.clone()]);
            self.due[row.clone()].copy_from_slice(&other.due[row]);
        }
        self.pull_level.copy_from_slice(&other.pull_level);
        self.changed = other.changed;
    }

    /// The present [years].
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Adds one of the opening roster, or who joins, as the cast has them.
    pub fn enter_as_cast(&mut self, person: usize, cast: &Cast<'_>) {
        let class = cast.class_of[person];
        self.enter(person, class, cast.levels(person), |waiting| cast.patience(person, waiting));
        let first = cast.schedules.get(class).map(|pieces| &pieces[0]);
        for (channel, &offers) in first.iter().flat_map(|first| first.offers.iter().enumerate()).filter(|&(_, &offers)| offers != 1.0) {
            self.set_volume(person, channel, offers);
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
        for line in 0..self.lines.len() {
            let (waiting, lane) = match self.pull_of(line) {
                None => (Waiting::Channel(line), line),
                Some(pull) => (Waiting::Pull(pull.key), pull.lane),
            };
            self.listen(line, slot, level[lane], 1.0, patience(waiting));
        }
    }

    /// Makes room for more people.
    fn widen(&mut self) {
        let (old, new) = (self.stride, 2 * self.stride);
        self.listeners = widened(&self.listeners, old, new);
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
        let line = self.lines.len();
        self.lines.push(NOBODY);
        self.pulls.push(pull);
        let room = self.due.len().max((line + 1) * self.stride);
        self.listeners.resize(room, Listener::default());
        self.due.resize(room, 0.0);
        for slot in 0..self.present.len() {
            let level = self.pull_level[(pull.lane - self.channels) * self.stride + slot];
            self.listen(line, slot, level, 1.0, patience(self.present[slot]));
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
    /// until taken out ([`Pace::take_out`]) or given new patience ([`Pace::renew`]), without which nothing goes on. `until` lies on the stretch of `air`; `changes` are those
    /// of this group in order of time.
    pub fn run(&mut self, until: f64, air: &Air<'_>, changes: &[Change], cast: &Cast<'_>) -> Option<Departure> {
        loop {
            let next_change = changes.get(self.changed).map_or(f64::INFINITY, |change| change.time);
            let end = until.min(next_change).min(self.influence.next_jump());
            if let Some(departure) = self.step(end, air) {
                return Some(departure);
            }
            while let Some(change) = changes.get(self.changed).filter(|change| change.time <= end) {
                match change.kind {
                    ChangeKind::Join => self.enter_as_cast(change.person, cast),
                    ChangeKind::Level(lane, level) => self.set_level(change.person, lane, level),
                    ChangeKind::Volume(channel, volume) => self.set_volume(change.person, channel, volume),
                    ChangeKind::Step { class, piece } => self.step_class(class, &cast.schedules[class][piece - 1..=piece]),
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
            self.set_line(lane, slot, level);
            return;
        }
        self.pull_level[(lane - self.channels) * self.stride + slot] = level;
        for line in self.channels..self.lines.len() {
            if self.pulls[line - self.channels].lane == lane {
                self.set_line(line, slot, level);
            }
        }
    }

    /// Sets somebody's own multiple of a channel's volume, now.
    pub fn set_volume(&mut self, person: usize, channel: usize, volume: f64) {
        if let Some(slot) = self.slot_of(person) {
            self.change(channel, slot, self.listeners[channel * self.stride + slot].level, volume);
        }
    }

    fn set_line(&mut self, line: usize, slot: usize, level: f64) {
        self.change(line, slot, level, self.listeners[line * self.stride + slot].volume);
    }

    /// Gives somebody another level and multiple of the volume in a line, with the patience that is left.
    fn change(&mut self, line: usize, slot: usize, level: f64, volume: f64) {
        let left = self.left_now(line, line * self.stride + slot);
        let was_next = self.lines[line].next.1 == slot;
        self.listen(line, slot, level, volume, left);
        // Who was not the next to leave either still is not, or has just been found to be.
        if was_next {
            self.find_next(line);
        }
    }

    /// Lets all who follow a class go from one piece of its schedule to the next.
    fn step_class(&mut self, class: usize, pieces: &[Piece]) {
        let [old, new] = pieces else { return };
        let ratio = |channel: usize| new.ratio[channel] / old.ratio[channel];
        for slot in 0..self.present.len() {
            if self.class[slot] != class {
                continue;
            }
            for line in 0..self.lines.len() {
                let Listener { level, volume, .. } = self.listeners[line * self.stride + slot];
                let (channel, offers) = match self.pull_of(line) {
                    None => (line, new.offers[line]),
                    Some(pull) => (pull.channel, volume),
                };
                if ratio(channel) != 1.0 || offers != volume {
                    self.change(line, slot, level * ratio(channel), offers);
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
        let Some(line) = (0..self.lines.len()).find(|&line| self.risk(line) == risk) else { return };
        let Listener { level, volume, .. } = self.listeners[line * self.stride + slot];
        self.listen(line, slot, level, volume, patience);
        self.find_next(line);
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
    fn left_now(&self, line: usize, at: usize) -> f64 {
        self.listeners[at].left_at(self.lines[line].clock)
    }

    /// Lets a line's clock start anew at 0, with the patience left in each slot.
    fn restart(&mut self, line: usize, left: impl Fn(&Self, usize) -> f64) {
        for slot in 0..self.present.len() {
            let at = line * self.stride + slot;
            self.listeners[at] = Listener { left: left(self, at), since: 0.0, ..self.listeners[at] };
            self.due[at] = self.listeners[at].due();
        }
        self.lines[line].clock = 0.0;
        self.find_next(line);
    }

    /// Somebody begins to listen to a line's clock, with a level, an own multiple of the volume, and the patience left.
    fn listen(&mut self, line: usize, slot: usize, level: f64, volume: f64, left: f64) {
        let at = line * self.stride + slot;
        // Far along, as after a burst of exits, the clock would swallow the digits of a short patience.
        if self.lines[line].clock * level * volume > 1000.0 * left {
            self.listeners[at] = Listener { level: 0.0, volume, left, since: self.lines[line].clock };
            self.restart(line, |pace, at| pace.left_now(line, at));
        }
        let waiting = &mut self.lines[line];
        let listener = Listener { level, volume, left, since: waiting.clock };
        let due = listener.due();
        self.listeners[at] = listener;
        self.due[at] = due;
        waiting.top = waiting.top.max(level);
        if due < waiting.next.0 {
            waiting.next = (due, slot);
        }
    }

    /// Looks for the next to leave by a line.
    fn find_next(&mut self, line: usize) {
        let due = &self.due[line * self.stride..][..self.present.len()];
        let mut next = NOBODY.next;
        for (slot, &due) in due.iter().enumerate() {
            if due < next.0 {
                next = (due, slot);
            }
        }
        self.lines[line].next = next;
    }

    /// Runs to the first moment up to `end` at which somebody's patience ends; nothing jumps before `end`.
    fn step(&mut self, end: f64, air: &Air<'_>) -> Option<Departure> {
        let whole = self.influence.integral(end);
        let first = if self.limit_may_bind(end, air) { self.first_limited(end, whole, air) } else { self.first(end, whole, air) };
        let Some((departure, common)) = first else {
            self.settle(end, whole, air);
            return None;
        };
        self.settle(departure.time, common, air);
        Some(departure)
    }

    /// The first to leave up to `end`, and the integral of the influence up to then; `whole` is that up to `end`.
    fn first(&self, end: f64, whole: f64, air: &Air<'_>) -> Option<(Departure, f64)> {
        let mut least = (f64::INFINITY, 0, 0);
        for (c, (line, rate)) in self.lines.iter().zip(air.rates()).enumerate() {
            if line.next.0 - line.clock <= rate * whole {
                let need = (line.next.0 - line.clock) / rate;
                if need < least.0 {
                    least = (need, c, line.next.1);
                }
            }
        }
        let (need, channel, slot) = least;
        let first = (need < f64::INFINITY).then(|| {
            let time = self.influence.inverse(end, f64::INFINITY, 0.0, need, whole);
            (Departure { time, person: self.present[slot], risk: Risk::Channel(channel) }, need)
        });
        if self.pulls.is_empty() { first } else { self.first_pulled(first, end, air) }
    }

    /// The first to leave where spin-outs pull too: `first` is that through a channel.
    fn first_pulled(&self, first: Option<(Departure, f64)>, end: f64, air: &Air<'_>) -> Option<(Departure, f64)> {
        let mut first = first;
        for (index, line) in self.lines.iter().enumerate().skip(self.channels) {
            let flow = self.flow(index, air);
            let (due, slot) = line.next;
            if flow.rate == 0.0 || due == f64::INFINITY {
                continue;
            }
            let need = (due - line.clock) / flow.rate;
            let end = first.map_or(end, |(departure, ..)| departure.time);
            let most = self.influence.integral_below(end, f64::INFINITY, flow.fade);
            if need < most {
                let time = self.influence.inverse(end, f64::INFINITY, flow.fade, need, most);
                first = Some((Departure { time, person: self.present[slot], risk: self.risk(index) }, self.influence.integral(time)));
            }
        }
        first
    }

    /// The pull that a line stands for; `None` for a channel.
    fn pull_of(&self, line: usize) -> Option<Pull> {
        line.checked_sub(self.channels).map(|index| self.pulls[index])
    }

    /// How a line flows on a stretch.
    fn flow(&self, line: usize, air: &Air<'_>) -> Flow {
        match self.pull_of(line) {
            None => Flow { rate: air.rate(line), fade: 0.0, channel: line },
            Some(pull) => Flow { rate: pull.rate * air.shock[pull.channel], fade: pull.fade, channel: pull.channel },
        }
    }

    /// The risk of a line.
    fn risk(&self, line: usize) -> Risk {
        self.pull_of(line).map_or(Risk::Channel(line), |pull| Risk::Pull(pull.spinout))
    }

    /// Whether `min(1, acceptance * exp(eta))` may bind for somebody up to `end`.
    fn limit_may_bind(&self, end: f64, air: &Air<'_>) -> bool {
        if air.ceiling.is_none() {
            return false;
        }
        let bound = math::exp(self.influence.log_bound(end));
        self.lines.iter().enumerate().any(|(index, line)| line.may_bind(self.flow(index, air).channel, bound, air))
    }

    /// Like `first` where a limit may bind: everybody is looked at.
    fn first_limited(&self, end: f64, whole: f64, air: &Air<'_>) -> Option<(Departure, f64)> {
        let mut first: Option<Departure> = None;
        for (index, line) in self.lines.iter().enumerate() {
            let Flow { rate, fade, channel } = self.flow(index, air);
            for (slot, &person) in self.present.iter().enumerate() {
                let at = index * self.stride + slot;
                let ln_limit = math::ln(air.ceiling(channel) / (self.listeners[at].level * air.shock[channel]));
                let need = (self.due[at] - line.clock) / rate;
                // What fades adds up to less than what does not.
                if need > whole {
                    continue;
                }
                let most = self.influence.integral_below(end, ln_limit, fade);
                if need <= most {
                    let time = self.influence.inverse(end, ln_limit, fade, need, most);
                    if first.is_none_or(|departure| time < departure.time) {
                        first = Some(Departure { time, person, risk: self.risk(index) });
                    }
                }
            }
        }
        first.map(|departure| (departure, self.influence.integral(departure.time)))
    }

    /// Goes on to a time up to which the influence's integral is `common`.
    fn settle(&mut self, time: f64, common: f64, air: &Air<'_>) {
        let bound = if air.ceiling.is_some() { math::exp(self.influence.log_bound(time)) } else { 0.0 };
        if air.ceiling.is_none() {
            self.lines.iter_mut().zip(air.rates()).for_each(|(line, rate)| line.clock += rate * common);
        } else {
            for channel in 0..self.channels {
                if self.lines[channel].may_bind(channel, bound, air) {
                    self.settle_limited(channel, air.volume[channel] * air.open[channel], 0.0, channel, time, air);
                } else {
                    self.lines[channel].clock += air.rate(channel) * common;
                }
            }
        }
        for index in 0..self.pulls.len() {
            let (line, Pull { rate, fade, channel, .. }) = (self.channels + index, self.pulls[index]);
            if self.lines[line].may_bind(channel, bound, air) {
                self.settle_limited(line, rate, fade, channel, time, air);
            } else {
                self.lines[line].clock += rate * air.shock[channel] * self.influence.integral_below(time, f64::INFINITY, fade);
            }
            if fade > 0.0 {
                self.pulls[index].rate *= math::exp(-fade * (time - self.now));
            }
        }
        self.influence.advance(time);
        self.now = time;
    }

    /// Runs down everybody's own patience in a line where the limit may bind.
    fn settle_limited(&mut self, line: usize, volume: f64, fade: f64, channel: usize, time: f64, air: &Air<'_>) {
        self.restart(line, |pace, at| {
            let outer = pace.listeners[at].level * air.shock[channel];
            let own = pace.listeners[at].volume;
            let used = cumulative_hazard(volume * own, fade, air.ceiling(channel), outer, &pace.influence, time);
            (pace.left_now(line, at) - used).max(0.0)
        });
    }

    fn remove(&mut self, slot: usize) {
        let last = self.present.len() - 1;
        self.present.swap_remove(slot);
        self.class.swap_remove(slot);
        for c in 0..self.lines.len() {
            let (to, from) = (c * self.stride + slot, c * self.stride + last);
            self.listeners[to] = self.listeners[from];
            self.due[to] = self.due[from];
            if self.lines[c].next.1 == slot {
                self.find_next(c);
            } else if self.lines[c].next.1 == last {
                self.lines[c].next.1 = slot;
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

/// Whose patience is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// To leave through the channel of this index.
    Channel(usize),
    /// To follow the pull of the spin-out with this key.
    Pull(u64),
}

impl Cast<'_> {
    /// The levels at which somebody enters, by lane.
    pub fn levels(&self, person: usize) -> &[f64] {
        &self.level[person * self.lanes..][..self.lanes]
    }

    /// The patience of somebody who is here for the first time.
    pub fn patience(&self, person: usize, waiting: Waiting) -> f64 {
        match waiting {
            Waiting::Channel(channel) => self.patience[person * self.channels + channel],
            Waiting::Pull(key) => self.luck.pull(key, self.luck.name(person), 0),
        }
    }
}
