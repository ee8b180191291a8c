//! Scales: from numbers and months to pixels, and the ticks between.

use super::text_width;
use crate::calendar::{Clock, Date};
use crate::estimate::Estimate;
use crate::report::number;

/// Numbers on a line.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    /// The least and the largest number.
    pub domain: [f64; 2],
    /// Where they stand \[CSS pixels\].
    pub range: [f64; 2],
}

impl Linear {
    /// Where a number stands.
    pub fn at(&self, value: f64) -> f64 {
        let ([low, high], [from, to]) = (self.domain, self.range);
        if high == low { 0.5 * (from + to) } else { from + (value - low) / (high - low) * (to - from) }
    }

    /// About so many round numbers within the domain, in steps of 1, 2 or 5 times a power of ten.
    pub fn ticks(&self, about: usize) -> Vec<f64> {
        let [low, high] = self.domain;
        let span = high - low;
        if !span.is_finite() || span <= 0.0 {
            return vec![low];
        }
        let rough = span / about.max(1) as f64;
        let mut step = power_of_ten(rough);
        step *= [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * step >= rough * (1.0 - 1e-9)).unwrap_or(10.0);
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        (first..=last).map(|count| count as f64 * step).collect()
    }

    /// About so many ticks with their labels, all with as many decimals.
    pub fn labelled(&self, about: usize) -> Vec<(f64, String)> {
        let ticks = self.ticks(about);
        let places = if let [first, second, ..] = ticks[..] { decimals(second - first) } else { 0 };
        let label = |tick| if places == 0 { number::estimate(Estimate { value: tick, mcse: 0.0 }) } else { number::decimals(tick, places) };
        let mut labelled: Vec<(f64, String)> = ticks.into_iter().map(|tick| (self.at(tick), label(tick))).collect();
        let widest = labelled.iter().map(|(_, label)| text_width(label)).fold(0.0, f64::max) + 8.0;
        let apart = if let [(first, _), (second, _), ..] = labelled[..] { (second - first).abs() } else { widest };
        let every = (widest / apart.max(1.0)).ceil().max(1.0) as usize;
        // Of every so many; zero is among them where there is one.
        let zero = labelled.iter().position(|(place, _)| (place - self.at(0.0)).abs() < 0.5).unwrap_or(0);
        let mut place = 0;
        labelled.retain(|_| {
            place += 1;
            (place - 1 + every - zero % every).is_multiple_of(every)
        });
        labelled
    }

    /// The same domain up to its next tick, so that nothing ends beyond the last label.
    pub fn widened(self, about: usize) -> Self {
        let ticks = self.ticks(about);
        let step = if let [first, second, ..] = ticks[..] { second - first } else { return self };
        let [low, high] = self.domain;
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Self { domain: [low, high], ..self }
    }
}

/// The largest power of ten that is no more than a positive number.
fn power_of_ten(value: f64) -> f64 {
    let mut power: f64 = 1.0;
    while power > value {
        power /= 10.0;
    }
    while power * 10.0 <= value * (1.0 + 1e-12) {
        power *= 10.0;
    }
    power
}

/// The months of a scenario on a line.
#[derive(Clone, Copy, Debug)]
pub struct Months {
    start: Date,
    scale: Linear,
}

impl Months {
    /// From a date, so many months (the last may be a part of one), between two places.
    pub fn new(start: Date, end: Date, range: [f64; 2]) -> Self {
        let clock = Clock::new(start);
        Self { start, scale: Linear { domain: [0.0, clock.years(end).max(1e-9)], range } }
    }

    /// Where a date stands.
    pub fn at(&self, date: Date) -> f64 {
        self.scale.at(Clock::new(self.start).years(date))
    }

    /// Round dates from the start to the end and what they are called, no more than fit at so many pixels each: years, or else quarters or
    /// months.
    /// Years alone need less.
    pub fn ticks(&self, each: f64) -> Vec<(f64, String)> {
        const YEAR: f64 = 56.0;
        self.dates(each, each.min(YEAR)).into_iter().map(|(date, name)| (self.at(date), name)).collect()
    }

    /// The dates of such ticks, no more than fit at so many pixels each, or at so many where they are years.
    pub fn dates(&self, each: f64, each_year: f64) -> Vec<(Date, String)> {
        let [from, to] = self.scale.range;
        let months = (self.scale.domain[1] * 12.0).round().max(1.0);
        let most = |step: i32| ((to - from) / if step < 12 { each } else { each_year }).floor().max(1.0);
        let step = [1, 3, 6, 12, 24, 60, 120, 240].into_iter().find(|&step| months / f64::from(step) <= most(step)).unwrap_or(240);
        let mut ticks = Vec::new();
        for month in 0..=months as i32 {
            let date = Clock::new(self.start).month_boundary(month);
            let is_round = match step {
                1 => true,
                3 | 6 => (i32::from(date.month()) - 1) % step == 0,
                _ => date.month() == 1 && i32::from(date.year()) % (step / 12) == 0,
            };
            if is_round && self.at(date) <= to + 0.5 {
                ticks.push((date, called(date, step)));
            }
        }
        if ticks.is_empty() {
            ticks.push((self.start, called(self.start, 1)));
        }
        ticks
    }
}

/// A date as a tick calls it.
fn called(date: Date, step: i32) -> String {
    if step >= 12 { date.year().to_string() } else { format!("{} {}", month(date), date.year()) }
}

/// The month of a date in short: `Jun`.
pub fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::from(date.month().unsigned_abs()) - 1]
}

/// A step in decimals: `0.01` has two.
pub fn decimals(step: f64) -> usize {
    let mut decimals = 0;
    let mut scaled = step.abs();
    while decimals < 9 && (scaled - scaled.round()).abs() > 1e-6 * scaled {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}
