//! The calendar effects: the factors of the hazard that come from outside and are the same for everybody, on a timeline.
//!
//! They are constant on *stretches*: months, cut where a step of a series or a shock acts on its own day.

use crate::calendar::{Clock, Date};
use crate::math;

/// The months of a scenario, counted from its start, backwards too where its history reaches back.
#[derive(Clone, Debug, PartialEq)]
pub struct Months {
    /// Number of the first month: 0 begins at the start, negative ones before it. Never positive.
    pub first: i32,
    /// Beginnings of the months \[years\], and the end of the last.
    pub edges: Vec<f64>,
}

impl Months {
    /// The months that cover everything from one date to another; always whole months.
    pub fn covering(clock: Clock, from: Date, to: Date) -> Self {
        let first = clock.month_of(from).min(0);
        let last = clock.month_of(to);
        Self { first, edges: (first..=last + 1).map(|month| clock.years(clock.month_boundary(month))).collect() }
    }

    /// The middle of a month, or of the part of it after a time \[years\].
    pub fn middle(&self, month: usize, after: f64) -> f64 {
        0.5 * (self.edges[month].max(after) + self.edges[month + 1])
    }

    /// How many of them come after the start.
    pub fn from_start(&self) -> usize {
        self.edges.len() - 1 - self.first.unsigned_abs() as usize
    }

    /// The number of a month counted from the start, `None` before it.
    pub fn number(&self, month: usize) -> Option<usize> {
        month.checked_sub(self.first.unsigned_abs() as usize)
    }
}

/// One stretch of constant calendar effects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Beginning \[years\].
    pub from: f64,
    /// End \[years\].
    pub to: f64,
    /// Index of the month it lies in, in [`Months`].
    pub month: usize,
}

/// Volume and shock ratio of each channel on each stretch of the timeline, for one trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarEffects {
    channels: usize,
    stretches: Vec<Stretch>,
    /// Offers a year (or 1) times heat: stretch by channel.
    offer_rate: Vec<f64>,
    /// Product of the shocks' hazard ratios: stretch by channel.
    shock: Vec<f64>,
    /// Offer rate times shock: stretch by channel.
    rate: Vec<f64>,
    /// Integral of the offer rate times shock from the first stretch to the beginning of each, and to the end of the last: edge by channel.
    exposure: Vec<f64>,
    /// The highest shock ratio of each channel.
    worst: Vec<f64>,
    /// The multipliers of the random path by month from the start, as far as it was drawn.
    path: Vec<f64>,
    /// The shocks that act: index in the scenario and time \[years\], in the order in which they were multiplied.
    shocks: Vec<(usize, f64)>,
}

impl CalendarEffects {
    /// Calendar effects with an offer rate of 1 and without shocks on the stretches of a timeline.
    pub fn still(channels: usize, stretches: Vec<Stretch>) -> Self {
        let size = stretches.len() * channels;
        Self { channels, stretches, offer_rate: vec![1.0; size], shock: vec![1.0; size], ..Self::default() }
    }

    /// How many stretches there are.
    pub fn len(&self) -> usize {
        self.stretches.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// A stretch.
    pub fn stretch(&self, index: usize) -> &Stretch {
        &self.stretches[index]
    }

    /// The multiplier of the random path in a month counted from the start; its mean, 1, where it was not drawn or before the start.
    pub fn path(&self, month: Option<usize>) -> f64 {
        month.and_then(|month| self.path.get(month).copied()).unwrap_or(1.0)
    }

    /// The shocks that act, those before the start too: index in the scenario and time \[years\]; first the certain ones.
    pub fn shocks(&self) -> &[(usize, f64)] {
        &self.shocks
    }

    /// End of a stretch \[years\].
    pub fn end(&self, stretch: usize) -> f64 {
        self.stretches[stretch].to
    }

    /// The stretch that a time lies in: `from <= time < to`; the last one for any later time.
    pub fn stretch_at(&self, time: f64) -> usize {
        self.stretches.partition_point(|s| s.to <= time).min(self.len() - 1)
    }

    /// Offers a year (or 1) times heat on a stretch, by channel.
    pub fn offer_rate(&self, stretch: usize) -> &[f64] {
        &self.offer_rate[stretch * self.channels..][..self.channels]
    }

    /// Offer rate times shocks, stretch by channel: the hazard at a level of 1 that nobody moves.
    pub fn rates(&self) -> &[f64] {
        &self.rate
    }

    /// The same on a stretch, by channel.
    fn rate(&self, stretch: usize) -> &[f64] {
        &self.rate[stretch * self.channels..][..self.channels]
    }

    /// Hazard ratio of all shocks on a stretch, by channel.
    pub fn shock(&self, stretch: usize) -> &[f64] {
        &self.shock[stretch * self.channels..][..self.channels]
    }

    /// When one whose hazard nobody moves leaves through a channel: the time at which the hazard at a constant level uses up a patience,
    /// or what is left of it at `to`.
    ///
    /// # Errors
    /// The patience left at `to`, if it is not used up by then.
    #[inline]
    pub fn exit(&self, channel: usize, level: f64, acceptance_limit: f64, from: f64, to: f64, patience: f64) -> Result<f64, f64> {
        if level * self.worst[channel] <= acceptance_limit {
            let begin = self.exposure_at(channel, from);
            let need = begin + patience / level;
            let end = self.exposure_at(channel, to);
            return if need > end { Err(patience - level * (end - begin)) } else { Ok(self.time_of(channel, need).clamp(from, to)) };
        }
        let mut left = patience;
        for stretch in self.stretch_at(from)..self.len() {
            let (begin, end) = (self.stretches[stretch].from.max(from), self.end(stretch).min(to));
            let hazard = super::hazard(self.offer_rate(stretch)[channel], acceptance_limit, level, self.shock(stretch)[channel]);
            if left <= hazard * (end - begin) {
                return Ok(begin + left / hazard);
            }
            left -= hazard * (end - begin);
            if end >= to {
                break;
            }
        }
        Err(left)
    }

    /// The cumulative hazard of one whose hazard nobody moves by a channel at a constant level between two times.
    pub fn cumulative(&self, channel: usize, level: f64, acceptance_limit: f64, [from, to]: [f64; 2]) -> f64 {
        if level * self.worst[channel] <= acceptance_limit {
            return level * (self.exposure_at(channel, to) - self.exposure_at(channel, from));
        }
        let on = |stretch: usize| {
            let length = self.end(stretch).min(to) - self.stretches[stretch].from.max(from);
            super::hazard(self.offer_rate(stretch)[channel], acceptance_limit, level, self.shock(stretch)[channel]) * length
        };
        let last = self.stretch_at(to);
        (self.stretch_at(from)..=last).map(on).sum()
    }

    /// Integral of the offer rate times shock up to a time.
    #[inline]
    fn exposure_at(&self, channel: usize, time: f64) -> f64 {
        if time == self.end(self.len() - 1) {
            return self.exposure[self.len() * self.channels + channel];
        }
        if time == self.stretches[0].from { self.exposure[channel] } else { self.exposure_within(channel, time) }
    }

    /// The same somewhere on the timeline.
    fn exposure_within(&self, channel: usize, time: f64) -> f64 {
        let stretch = self.stretch_at(time);
        let rate = self.rate(stretch)[channel];
        self.exposure[stretch * self.channels + channel] + rate * (time - self.stretches[stretch].from)
    }

    /// The time at which the integral of the offer rate times shock reaches a value.
    fn time_of(&self, channel: usize, value: f64) -> f64 {
        // From where steady calendar effects would have it, step by step to the stretch in which the value is reached.
        let edge = |index: usize| self.exposure[index * self.channels + channel];
        let last = self.len() - 1;
        let mut low = ((value / edge(self.len()) * self.len() as f64) as usize).min(last);
        while low > 0 && edge(low) > value {
            low -= 1;
        }
        while low < last && edge(low + 1) <= value {
            low += 1;
        }
        let rate = self.rate(low)[channel];
        self.stretches[low].from + (value - self.exposure[low * self.channels + channel]) / rate
    }

    /// Makes the rates and their integrals follow from offer rate and shock.
    pub fn integrate(&mut self) {
        self.rate.clear();
        self.rate.extend(self.offer_rate.iter().zip(&self.shock).map(|(offers, shock)| offers * shock));
        self.exposure.clear();
        self.exposure.resize((self.len() + 1) * self.channels, 0.0);
        self.worst.clear();
        self.worst.resize(self.channels, 0.0);
        let mut begin = &mut self.exposure[..];
        for ((stretch, rates), shocks) in self.stretches.iter().zip(self.rate.chunks(self.channels)).zip(self.shock.chunks(self.channels)) {
            let (edge, later) = begin.split_at_mut(self.channels);
            for ((end, begin), rate) in later.iter_mut().zip(&*edge).zip(rates) {
                *end = begin + rate * (stretch.to - stretch.from);
            }
            begin = later;
            self.worst.iter_mut().zip(shocks).for_each(|(worst, &shock)| *worst = math::largest(*worst, shock));
        }
    }

    /// Takes over other calendar effects without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.channels = other.channels;
        self.stretches.clone_from(&other.stretches);
        self.offer_rate.clone_from(&other.offer_rate);
        self.shock.clone_from(&other.shock);
        self.rate.clone_from(&other.rate);
        self.exposure.clone_from(&other.exposure);
        self.worst.clone_from(&other.worst);
        self.path.clone_from(&other.path);
        self.shocks.clone_from(&other.shocks);
    }

    /// Multiplies the offer rate of some channels by the random path: multipliers by month from the start.
    pub fn follow(&mut self, channels: &[usize], path: Vec<f64>, months: &Months) {
        // Before the start the path is not known; it stands at its mean, 1.
        self.heat(channels, |stretch| months.number(stretch.month).map_or(1.0, |month| path[month]));
        self.path = path;
    }

    /// Multiplies the offer rate of some channels, stretch by stretch.
    pub fn heat(&mut self, channels: &[usize], factor: impl Fn(&Stretch) -> f64) {
        multiply(&mut self.offer_rate, &self.stretches, self.channels, channels, factor);
    }

    /// Multiplies the shock ratio of some channels by that of the scenario's shock of an index, which happens at a time \[years\].
    pub fn strike(&mut self, shock: usize, time: f64, channels: &[usize], ratio: impl Fn(&Stretch) -> f64) {
        self.cut(time);
        self.shocks.push((shock, time));
        multiply(&mut self.shock, &self.stretches, self.channels, channels, ratio);
    }

    /// Cuts the stretch that a time lies in, so that one begins there.
    pub fn cut(&mut self, time: f64) {
        let Some(first) = self.stretches.first() else { return };
        if time <= first.from || time >= self.end(self.len() - 1) {
            return;
        }
        let index = self.stretch_at(time);
        let stretch = self.stretches[index];
        if stretch.from == time {
            return;
        }
        self.stretches[index].to = time;
        self.stretches.insert(index + 1, Stretch { from: time, ..stretch });
        for values in [&mut self.offer_rate, &mut self.shock] {
            let row = index * self.channels..(index + 1) * self.channels;
            if !values.is_empty() {
                let copy = values[row.clone()].to_vec();
                values.splice(row.end..row.end, copy);
            }
        }
    }
}

/// Multiplies the rows of a table, stretch by channel.
fn multiply(table: &mut [f64], stretches: &[Stretch], width: usize, channels: &[usize], factor: impl Fn(&Stretch) -> f64) {
    for (stretch, row) in stretches.iter().zip(table.chunks_mut(width)) {
        let factor = factor(stretch);
        for &c in channels {
            row[c] *= factor;
        }
    }
}
