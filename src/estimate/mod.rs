//! What is said of many trials: curves with their spread, their luck and ignorance, and the Monte Carlo error of each number.

pub mod distribution;
pub mod legend;
pub mod nelson_aalen;
pub mod tally;
pub mod variance;
pub mod verdict;

use serde::{Deserialize, Serialize};

pub use legend::Legend;

/// A number and its Monte Carlo standard error, clustered by parameter draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its Monte Carlo standard error: what more trials would shrink.
    pub mcse: f64,
}

/// What a curve counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Metric {
    /// Of the opening roster, how many are there.
    Retained,
    /// How many are there, those who joined later included.
    Headcount,
    /// Exits up to the date.
    Exits,
}

/// The probabilities of the quantiles that a [`Summary`] holds, in order.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// The distribution of one count on one date, in a few numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation from trial to trial, luck and ignorance together.
    pub sd: Estimate,
    /// Quantiles at [`QUANTILES`]: the smallest count whose cumulative probability reaches it.
    pub quantiles: [Estimate; 7],
    /// Their 99 % Monte Carlo intervals, both ends included.
    pub quantile_intervals: [[f64; 2]; 7],
    /// Share of the variance that is luck; the rest is ignorance. `None` where the count does not vary.
    pub luck_share: Option<Estimate>,
}

/// Whom or what a curve is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everybody.
    All,
    /// Exits through the channel of this index in [`Legend::channels`].
    Channel(usize),
    /// The part of the opening roster of this index in [`Legend::parts`].
    Part(usize),
}

/// A metric over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What is counted.
    pub metric: Metric,
    /// Among whom.
    pub group: Group,
    /// One summary a date of [`Legend::dates`].
    pub points: Vec<Summary>,
}

/// The split of the variance of the number retained at the horizon, with the standard errors of its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Variance within parameter draws: what a trial draws [researchers squared].
    pub luck: Estimate,
    /// Variance between the expectations of parameter draws [researchers squared]; 0 where nothing is uncertain.
    pub ignorance: Estimate,
}

/// Everything that a run says.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimates {
    /// What the numbers are about.
    pub legend: Legend,
    /// Trials counted.
    pub trials: u64,
    /// Parameter draws behind them; as many as trials where nothing is uncertain.
    pub draws: u64,
    /// Retained, headcount, exits, exits by channel, and retained by part, in the order of the legend.
    pub curves: Vec<Curve>,
    /// For each date, the probability that just so many (0 to [`Legend::roster`]) are retained.
    pub distribution: Vec<Vec<Estimate>>,
    /// For each channel, by date: the share of the opening roster whose first exit by then was there.
    pub destinations: Vec<Vec<Estimate>>,
    /// Luck and ignorance at the horizon.
    pub split: Split,
}

impl Estimates {
    /// The curve of a metric over everybody.
    ///
    /// # Panics
    /// Never for the three metrics of everybody, which a run always holds.
    pub fn curve(&self, metric: Metric) -> &Curve {
        self.curves.iter().find(|c| c.metric == metric && c.group == Group::All).expect("every run holds the curves of everybody")
    }
}

/// One trial in numbers, for `trials.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialRow {
    /// The trial, from 0.
    pub trial: u64,
    /// The parameter draw that it used.
    pub draw: u64,
    /// Of the opening roster, how many are there at the horizon.
    pub retained: u32,
    /// Exits up to the horizon.
    pub exits: u32,
}
