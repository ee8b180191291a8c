//! Shocks: dated events whose hazard ratio fades, certain or possible.

use crate::calendar::DAYS_PER_YEAR;
use crate::math;
use crate::random::{Purpose, Stream, name_hash};
use crate::scenario::{self, Rival, Scenario};

use super::calendar_effects::{CalendarEffects, Months, Stretch};
use super::competitors::Competitors;
use super::kernel::{Effect, Kernel};
use super::pay::pay_ratio;

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
    /// Whether it is a rival that opens: what it adds to the hazard leads to itself.
    is_rival: bool,
}

impl Shock {
    /// The numbers of the shock of an index under a draw, beside those who are behind its channels.
    pub fn new(scenario: &Scenario, index: usize, competitors: &Competitors, draw: &[f64]) -> Self {
        let (shock, clock) = (&scenario.shocks[index], scenario.clock);
        let ratio = shock.rival.map_or_else(|| shock.ratio.value(draw), |rival| opening(scenario, shock, rival, competitors, draw));
        Self {
            index,
            name: name_hash(&shock.name),
            earliest: clock.years(shock.date.earliest),
            days: shock.date.days(),
            probability: shock.probability.value(draw),
            effect: Effect { log_ratio: math::ln(ratio), delay: 0.0, kernel: Kernel::new(shock.decay, draw) },
            channels: shock.channels.clone(),
            is_rival: shock.rival.is_some(),
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

    /// Of the exits through a channel at a time the part that goes to others than this rival: all but what it adds. A rival opens on a day for
    /// certain, and for good.
    pub fn left_by_rival(&self, channel: usize, time: f64) -> f64 {
        debug_assert!(!self.is_rival || self.certain().is_some() && self.effect.kernel == Kernel::Permanent, "a rival stays");
        if self.is_rival && self.earliest <= time && self.acts_on(channel) { math::exp(-self.effect.log_ratio).min(1.0) } else { 1.0 }
    }

    /// Whether it acts on a channel.
    pub fn acts_on(&self, channel: usize) -> bool {
        self.channels.contains(&channel)
    }
}

/// The hazard ratio of a rival that opens.
fn opening(scenario: &Scenario, shock: &scenario::Shock, rival: Rival, competitors: &Competitors, draw: &[f64]) -> f64 {
    let channel = shock.channels[0];
    let more = rival.weight.map_or_else(|| shock.ratio.value(draw) - 1.0, |weight| weight.value(draw) / competitors.weight_of_all(channel));
    let multiple = rival.pay_multiple.map_or(1.0, |own| own.value(draw) / scenario.channels[channel].pay_multiple.value(draw));
    let elasticity = scenario.pay.map_or(0.0, |pay| pay.elasticity.value(draw));
    // What takes offers away does so whatever it pays.
    1.0 + if more > 0.0 { more * pay_ratio(multiple, elasticity) } else { more }
}
