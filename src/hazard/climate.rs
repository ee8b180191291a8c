//! Market heat and shocks: the factors of the hazard that come from outside and are the same for everybody.
//!
//! They are constant on *stretches* of the timeline. A log-linear series takes in each month its value at the month's middle; a step
//! point and a shock act from their own day on; a shock's decay takes, in each month, the value at the middle of the part of the month
//! after the shock, counted by the shock alone. So no term's date ever changes the value of another term, and a longer horizon never
//! changes an earlier value.

use crate::calendar::{Clock, Date, Duration};
use crate::math;
use crate::random::{Purpose, Stream, name_hash};
use crate::scenario::{Decay, HeatPath, HeatSeries, Interpolation, Scenario, Shock};

/// The months of a scenario, counted from its start, backwards too where its history reaches back.
#[derive(Clone, Debug, PartialEq)]
pub struct Months {
    /// Number of the first month (0 begins at the start; negative before it).
    first: i32,
    /// Beginnings of the months [years], and the end of the last.
    edges: Vec<f64>,
}

impl Months {
    /// The months that cover everything from one date to another; always whole months.
    pub fn covering(clock: &Clock, from: Date, to: Date) -> Self {
        let first = clock.month_of(from).min(0);
        let last = clock.month_of(to);
        Self { first, edges: (first..=last + 1).map(|month| clock.years(clock.month_boundary(month))).collect() }
    }

    /// How many.
    fn count(&self) -> usize {
        self.edges.len() - 1
    }
}

/// One stretch of constant climate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: f64,
    to: f64,
    /// Index of the month it lies in.
    month: usize,
}

/// Volume and shock ratio of each channel on each stretch of the timeline, for one trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Climate {
    channels: usize,
    stretches: Vec<Stretch>,
    /// Offers a year (or 1) times heat: stretch by channel.
    volume: Vec<f64>,
    /// Product of the shocks' hazard ratios: stretch by channel.
    shock: Vec<f64>,
    /// Integral of volume times shock from the first stretch to the beginning of each, and to the end of the last: edge by channel.
    exposure: Vec<f64>,
    /// The highest shock ratio of each channel.
    worst: Vec<f64>,
}

impl Climate {
    /// How many stretches there are.
    pub fn len(&self) -> usize {
        self.stretches.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// End of a stretch [years].
    pub fn end(&self, stretch: usize) -> f64 {
        self.stretches[stretch].to
    }

    /// The stretch that a time lies in: `from <= time < to`; the last one for any later time.
    pub fn stretch_at(&self, time: f64) -> usize {
        self.stretches.partition_point(|s| s.to <= time).min(self.len() - 1)
    }

    /// Offers a year (or 1) times heat on a stretch, by channel.
    pub fn volume(&self, stretch: usize) -> &[f64] {
        &self.volume[stretch * self.channels..][..self.channels]
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
    pub fn exit(&self, channel: usize, level: f64, ceiling: f64, from: f64, to: f64, patience: f64) -> Result<f64, f64> {
        if level * self.worst[channel] <= ceiling {
            let begin = self.exposure_at(channel, from);
            let need = begin + patience / level;
            let end = self.exposure_at(channel, to);
            return if need > end { Err(patience - level * (end - begin)) } else { Ok(self.time_of(channel, need).clamp(from, to)) };
        }
        let mut left = patience;
        for stretch in self.stretch_at(from)..self.len() {
            let (begin, end) = (self.stretches[stretch].from.max(from), self.end(stretch).min(to));
            let hazard = super::hazard(self.volume(stretch)[channel], ceiling, level, self.shock(stretch)[channel]);
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

    /// Integral of volume times shock up to a time.
    fn exposure_at(&self, channel: usize, time: f64) -> f64 {
        if time == self.end(self.len() - 1) {
            return self.exposure[self.len() * self.channels + channel];
        }
        let stretch = if time == self.stretches[0].from { 0 } else { self.stretch_at(time) };
        let rate = self.volume(stretch)[channel] * self.shock(stretch)[channel];
        self.exposure[stretch * self.channels + channel] + rate * (time - self.stretches[stretch].from)
    }

    /// The time at which the integral of volume times shock reaches a value.
    fn time_of(&self, channel: usize, value: f64) -> f64 {
        let (mut low, mut high) = (0, self.len());
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if self.exposure[middle * self.channels + channel] <= value { low = middle } else { high = middle }
        }
        let rate = self.volume(low)[channel] * self.shock(low)[channel];
        self.stretches[low].from + (value - self.exposure[low * self.channels + channel]) / rate
    }

    /// Makes the integrals follow from volume and shock.
    fn integrate(&mut self) {
        self.exposure.clear();
        self.exposure.resize(self.channels, 0.0);
        self.worst.clear();
        self.worst.resize(self.channels, 0.0);
        for (index, stretch) in self.stretches.iter().enumerate() {
            for c in 0..self.channels {
                let at = index * self.channels + c;
                self.exposure.push(self.exposure[at] + self.volume[at] * self.shock[at] * (stretch.to - stretch.from));
                self.worst[c] = self.worst[c].max(self.shock[at]);
            }
        }
    }

    /// Takes over another climate without a new allocation.
    fn copy_from(&mut self, other: &Self) {
        self.channels = other.channels;
        self.stretches.clone_from(&other.stretches);
        self.volume.clone_from(&other.volume);
        self.shock.clone_from(&other.shock);
        self.exposure.clone_from(&other.exposure);
        self.worst.clone_from(&other.worst);
    }

    /// Cuts the stretch that a time lies in, so that one begins there.
    fn cut(&mut self, time: f64) {
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
        for values in [&mut self.volume, &mut self.shock] {
            let row = index * self.channels..(index + 1) * self.channels;
            if !values.is_empty() {
                let copy = values[row.clone()].to_vec();
                values.splice(row.end..row.end, copy);
            }
        }
    }
}

/// What the climate of every trial of a parameter draw shares, and what each trial draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    months: Months,
    /// Series and the shocks whose date is known and certain.
    certain: Climate,
    path: Option<Path>,
    possible: Vec<PossibleShock>,
}

/// The random path's numbers under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
struct Path {
    channels: Vec<usize>,
    volatility: f64,
    /// Correlation of ln heat from month to month: `2^(-(1/12) / half_life)`.
    correlation: f64,
}

/// A shock that a trial draws.
#[derive(Clone, Debug, PartialEq)]
struct PossibleShock {
    name: u64,
    /// First of the days it can be [years], and how many they are.
    earliest: f64,
    days: i32,
    probability: f64,
    ratio: Ratio,
    channels: Vec<usize>,
}

/// A hazard ratio that fades.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ratio {
    log: f64,
    /// Decay [a year].
    rate: f64,
}

impl Outlook {
    /// The climate of a scenario under a draw of its parameters, from one date to another.
    pub fn new(scenario: &Scenario, draw: &[f64], months: &Months, horizon: f64) -> Self {
        let clock = &scenario.clock;
        let channels = scenario.channels.len();
        let mut certain = Climate { channels, ..Climate::default() };
        for (month, edge) in months.edges.windows(2).enumerate() {
            if edge[0] < horizon {
                certain.stretches.push(Stretch { from: edge[0], to: edge[1].min(horizon), month });
            }
        }
        for point in scenario.heat.series.iter().filter(|s| s.interpolation == Interpolation::Step).flat_map(|s| &s.points) {
            certain.cut(clock.years(point.at));
        }
        certain.volume = vec![1.0; certain.len() * channels];
        certain.shock = vec![1.0; certain.len() * channels];
        for (index, stretch) in certain.stretches.iter().enumerate() {
            let row = &mut certain.volume[index * channels..][..channels];
            for (c, channel) in scenario.channels.iter().enumerate() {
                if let crate::scenario::Baseline::Offers { per_year, .. } = channel.baseline {
                    row[c] = per_year.value(draw);
                }
            }
            for series in &scenario.heat.series {
                let time = match series.interpolation {
                    Interpolation::Step => stretch.from,
                    Interpolation::Linear => 0.5 * (months.edges[stretch.month] + months.edges[stretch.month + 1]),
                };
                let value = series_value(series, clock, draw, time);
                for &c in &series.channels {
                    row[c] *= value;
                }
            }
        }
        let mut outlook = Self {
            months: months.clone(),
            certain,
            path: scenario.heat.path.as_ref().and_then(|path| Path::new(path, draw)),
            possible: Vec::new(),
        };
        for shock in &scenario.shocks {
            outlook.add_shock(shock, clock, draw);
        }
        outlook.certain.integrate();
        outlook
    }

    fn add_shock(&mut self, shock: &Shock, clock: &Clock, draw: &[f64]) {
        let rate = match shock.decay {
            Decay::HalfLife(half_life) => math::LN_2 / half_life.value(draw),
            Decay::Never | Decay::Window(_) => 0.0,
        };
        let ratio = Ratio { log: math::ln(shock.ratio.value(draw)), rate };
        let probability = shock.probability.value(draw);
        let earliest = clock.years(shock.date.earliest);
        if probability == 1.0 && shock.date.exact().is_some() {
            strike(&mut self.certain, &self.months, earliest, ratio, &shock.channels);
        } else {
            let (name, days, channels) = (name_hash(&shock.name), shock.date.days(), shock.channels.clone());
            self.possible.push(PossibleShock { name, earliest, days, probability, ratio, channels });
        }
    }

    /// Whether every trial of this draw has the same climate.
    pub fn is_certain(&self) -> bool {
        self.path.is_none() && self.possible.is_empty()
    }

    /// The climate without what a trial draws: the path at its mean multiplier 1, no possible shock.
    pub fn certain(&self) -> &Climate {
        &self.certain
    }

    /// The climate of one trial, written over an earlier one.
    pub fn draw(&self, seed: u64, trial: u64, climate: &mut Climate) {
        climate.copy_from(&self.certain);
        for shock in &self.possible {
            let mut stream = Stream::new(seed, Purpose::Shock, shock.name, trial, 0);
            let happens = stream.uniform() < shock.probability;
            let day = (stream.uniform() * f64::from(shock.days)).floor();
            if happens {
                let time = shock.earliest + day / crate::calendar::DAYS_PER_YEAR;
                strike(climate, &self.months, time, shock.ratio, &shock.channels);
            }
        }
        if let Some(path) = &self.path {
            let heat = path.draw(seed, trial, self.months.count() as i32 + self.months.first);
            for (stretch, row) in climate.stretches.iter().zip(climate.volume.chunks_mut(climate.channels)) {
                // Before the start the path is not known; it stands at its mean, 1.
                let month = stretch.month as i32 + self.months.first;
                if let Some(&value) = usize::try_from(month).ok().and_then(|month| heat.get(month)) {
                    for &c in &path.channels {
                        row[c] *= value;
                    }
                }
            }
        }
        climate.integrate();
    }
}

/// Lets a shock act on a climate from its day on.
fn strike(climate: &mut Climate, months: &Months, time: f64, ratio: Ratio, channels: &[usize]) {
    climate.cut(time);
    for (stretch, row) in climate.stretches.iter().zip(climate.shock.chunks_mut(climate.channels)) {
        if stretch.from < time {
            continue;
        }
        let middle = 0.5 * (months.edges[stretch.month].max(time) + months.edges[stretch.month + 1]);
        let value = math::exp(ratio.log * math::exp(-ratio.rate * (middle - time)));
        for &c in channels {
            row[c] *= value;
        }
    }
}

/// The value of a series at a time: linear in the logarithm or the last point's, constant beyond the ends.
fn series_value(series: &HeatSeries, clock: &Clock, draw: &[f64], time: f64) -> f64 {
    let points = &series.points;
    let after = points.partition_point(|point| clock.years(point.at) <= time);
    let value = |index: usize| points[index].value.value(draw);
    if after == 0 {
        return value(0);
    }
    if after == points.len() || series.interpolation == Interpolation::Step {
        return value(after - 1);
    }
    let (from, to) = (clock.years(points[after - 1].at), clock.years(points[after].at));
    let share = (time - from) / (to - from);
    math::exp((1.0 - share) * math::ln(value(after - 1)) + share * math::ln(value(after)))
}

impl Path {
    /// The path's numbers under a draw; `None` where it does not move.
    fn new(path: &HeatPath, draw: &[f64]) -> Option<Self> {
        let volatility = path.volatility.value(draw);
        let half_life = path.half_life.value(draw);
        let month = Duration { count: 1.0, unit: crate::calendar::Unit::Months }.years();
        (volatility > 0.0).then(|| Self { channels: path.channels.clone(), volatility, correlation: math::exp2(-month / half_life) })
    }

    /// The multipliers of the first months of a trial: a stationary first-order autoregression of their logarithm,
    /// `X(m + 1) = mu + rho (X(m) - mu) + volatility sqrt(1 - rho^2) e`, `mu = -volatility^2 / 2`, so that each has mean 1.
    fn draw(&self, seed: u64, trial: u64, months: i32) -> Vec<f64> {
        let mean = -0.5 * self.volatility * self.volatility;
        let step = math::sqrt(1.0 - self.correlation * self.correlation);
        let mut deviation = 0.0;
        (0..u64::from(months.max(0).unsigned_abs()))
            .map(|month| {
                let e: f64 =
                    rand_distr::Distribution::sample(&rand_distr::StandardNormal, &mut Stream::new(seed, Purpose::Heat, 0, trial, month));
                deviation = if month == 0 { e } else { self.correlation * deviation + step * e };
                math::exp(mean + self.volatility * deviation)
            })
            .collect()
    }
}
