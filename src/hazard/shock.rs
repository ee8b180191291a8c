//! Shocks: dated events whose hazard ratio fades, certain or possible.

use crate::calendar::{Clock, DAYS_PER_YEAR};
use crate::math;
use crate::random::{Purpose, Stream, name_hash};
use crate::scenario;

use super::calendar_effects::{CalendarEffects, Months, Stretch};
use super::kernel::Effect;

/// A shock's numbers under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// Index in the scenario.
    index: usize,
    /// Key of its luck: the hash of its name.
    name: u64,
    /// First of the days it can be \[years\], and how many they are.
    earliest: f64,
    days: i32,
    probability: f64,
    /// The hazard ratio on the day, and how it fades.
    effect: Effect,
    channels: Vec<usize>,
}

impl Shock {
    /// The shock's numbers under a draw.
    pub fn new(index: usize, shock: &scenario::Shock, clock: Clock, draw: &[f64]) -> Self {
        Self {
            index,
            name: name_hash(&shock.name),
            earliest: clock.years(shock.date.earliest),
            days: shock.date.days(),
            probability: shock.probability.value(draw),
            effect: Effect::new(shock.ratio, 0.0, shock.decay, draw),
            channels: shock.channels.clone(),
        }
    }

    /// Its time \[years\], if it is sure to happen on a known day.
    pub fn certain(&self) -> Option<f64> {
        (self.probability == 1.0 && self.days == 1).then_some(self.earliest)
    }

    /// Its time in a trial \[years\], if it happens: a day of its range, each as likely as the other.
    pub fn draw(&self, seed: u64, trial: u64) -> Option<f64> {
        let mut stream = Stream::new(seed, Purpose::Shock, self.name, trial, 0);
        let happens = stream.uniform() < self.probability;
        let day = (stream.uniform() * f64::from(self.days)).floor();
        happens.then_some(self.earliest + day / DAYS_PER_YEAR)
    }

    /// Lets it act from a time on: in each month with the value at the middle of the part of the month after it.
    pub fn strike(&self, calendar_effects: &mut CalendarEffects, months: &Months, time: f64) {
        calendar_effects.strike(self.index, time, &self.channels, |stretch| self.ratio_on(stretch, months, time));
    }

    /// The hazard ratio on a stretch of one that happens at a time; 1 before.
    pub fn ratio_on(&self, stretch: &Stretch, months: &Months, time: f64) -> f64 {
        if stretch.from < time { 1.0 } else { math::exp(self.effect.at(months.middle(stretch.month, time), time)) }
    }

    /// Whether it acts on a channel.
    pub fn acts_on(&self, channel: usize) -> bool {
        self.channels.contains(&channel)
    }
}
