//! Market heat: what multiplies the offers of a channel (or its hazard, where only that is given), for everybody.
//!
//! It is a given course, times the random path of the market: a first-order autoregression of the logarithm, month by month
//! ([`Autoregression`]).

use crate::calendar::Clock;
use crate::math;
use crate::number::Number;
use crate::random::streams::Streams;
use crate::random::{Purpose, Stream};
use crate::scenario::{HeatPath, HeatSeries, Interpolation};

use super::calendar_effects::{Months, Stretch};

/// The value of a series at a time: linear in the logarithm or the last point's, constant beyond the ends.
pub fn series_value(series: &HeatSeries, clock: Clock, draw: &[f64], time: f64) -> f64 {
    let value = |index: usize| series.points[index].value.value(draw);
    match series_weights(series, clock, time) {
        [(index, _), (_, 0.0)] => value(index),
        [(from, one), (to, other)] => math::exp(one * math::ln(value(from)) + other * math::ln(value(to))),
    }
}

/// The two points whose logarithms, weighted, add up to that of a series at a time, and the weights; 1 and 0 where one point decides.
pub fn series_weights(series: &HeatSeries, clock: Clock, time: f64) -> [(usize, f64); 2] {
    let points = &series.points;
    let after = points.partition_point(|point| clock.years(point.at) <= time);
    if after == 0 {
        return [(0, 1.0), (0, 0.0)];
    }
    if after == points.len() || series.interpolation == Interpolation::Step {
        return [(after - 1, 1.0), (after - 1, 0.0)];
    }
    let (from, to) = (clock.years(points[after - 1].at), clock.years(points[after].at));
    let share = (time - from) / (to - from);
    [(after - 1, 1.0 - share), (after, share)]
}

/// The value that a series takes on a stretch: a log-linear one that at the middle of the month, a step its own.
pub fn series_on(series: &HeatSeries, clock: Clock, draw: &[f64], months: &Months, stretch: &Stretch) -> f64 {
    let time = match series.interpolation {
        Interpolation::Step => stretch.from,
        Interpolation::Linear => months.middle(stretch.month, f64::NEG_INFINITY),
    };
    series_value(series, clock, draw, time)
}

/// A stationary first-order autoregression of ln heat, a step a month:
/// `X(0) = mean + volatility e`, `X(m + 1) = mean + correlation (X(m) - mean) + volatility innovation e`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Autoregression<N = f64> {
    /// The standard deviation in the long run.
    pub volatility: N,
    /// The mean, `-volatility^2 / 2`, so that the mean multiplier is 1.
    pub mean: N,
    /// The correlation from month to month, `2^(-(1/12) / half_life)`.
    pub correlation: N,
    /// What is new in a month, `sqrt(1 - correlation^2)`.
    pub innovation: N,
}

impl<N: Number> Autoregression<N> {
    /// The autoregression of a volatility and of the half-life of its correlation \[years\]; infinite for a level that stays.
    pub fn new(volatility: N, half_life: N) -> Self {
        let years = half_life.value();
        let exponent = -(1.0 / 12.0) / years;
        let correlation = half_life.chain(exponent, -exponent / years, 2.0 * exponent / (years * years)).exp2();
        let rest = N::constant(1.0) - correlation * correlation;
        let root = math::sqrt(rest.value());
        let innovation = if root > 0.0 { rest.chain(root, 0.5 / root, -0.25 / (root * rest.value())) } else { N::constant(0.0) };
        Self { volatility, mean: (volatility * volatility).scaled(-0.5), correlation, innovation }
    }
}

/// The random path under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    steps: Autoregression,
    /// The first month's ln heat where it is known; otherwise it is drawn from the long run.
    pub first: Option<f64>,
}

impl Path {
    /// The path's numbers under a draw; `None` where it does not move.
    pub fn new(path: &HeatPath, draw: &[f64]) -> Option<Self> {
        let volatility = path.volatility.value(draw);
        let steps = Autoregression::new(volatility, path.half_life.value(draw));
        (volatility > 0.0).then(|| Self { channels: path.channels.clone(), steps, first: None })
    }

    /// The multipliers of the first months of a trial; `steps` has the memory for what is drawn.
    pub fn draw(&self, seed: u64, trial: u64, steps: &mut Streams, months: usize) -> Vec<f64> {
        let Autoregression { volatility, mean, correlation, innovation } = self.steps;
        let mut deviation = 0.0;
        let multiplier = |(month, mut step): (usize, Stream)| {
            let e = step.normal();
            deviation = match self.first {
                Some(first) if month == 0 => (first - mean) / volatility,
                _ if month == 0 => e,
                _ => correlation * deviation + innovation * e,
            };
            math::exp(mean + volatility * deviation)
        };
        steps.of_trial(seed, Purpose::Heat, trial, 0..months as u64).enumerate().map(multiplier).collect()
    }
}
