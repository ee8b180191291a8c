//! What is said of many trials: curves with their spread, their luck and ignorance, and the Monte Carlo error of each number.

pub mod distribution;
pub mod tally;
pub mod variance;

use crate::calendar::Date;

use tally::{Column, Tally};
use variance::Components;

/// A number and its Monte Carlo standard error, clustered by parameter draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its Monte Carlo standard error: what more trials would shrink.
    pub mcse: f64,
}

/// What a curve counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// Share of the variance that is luck; the rest is ignorance. `None` where the count does not vary.
    pub luck_share: Option<Estimate>,
}

/// A metric over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What is counted.
    pub metric: Metric,
    /// Index of the channel in the scenario's list where only its exits are counted; `None` for all.
    pub channel: Option<usize>,
    /// One summary a date of [`Estimates::dates`].
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
    /// The start, each month boundary after it, and the horizon last.
    pub dates: Vec<Date>,
    /// Size of the opening roster.
    pub roster: usize,
    /// Trials counted.
    pub trials: u64,
    /// Parameter draws behind them; as many as trials where nothing is uncertain.
    pub draws: u64,
    /// Retained, headcount, exits, then exits by channel in the scenario's order.
    pub curves: Vec<Curve>,
    /// For each date, the probability that just so many (0 to [`Estimates::roster`]) are retained.
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
        self.curves.iter().find(|c| c.metric == metric && c.channel.is_none()).expect("every run holds the curves of everybody")
    }
}

/// The shape of a run: what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The dates of the curves.
    pub dates: Vec<Date>,
    /// Size of the opening roster.
    pub roster: usize,
    /// How many channels there are.
    pub channels: usize,
    /// Whether somebody joins later, so that exits are more than the opening roster's.
    pub joiners: bool,
    /// Trials that share a parameter draw.
    pub replications: u64,
}

impl Shape {
    /// Retained, headcount, exits, exits by channel, and first exits of the opening roster by channel where those differ.
    pub fn curves(&self) -> usize {
        3 + self.channels * if self.joiners { 2 } else { 1 }
    }

    /// Columns of a tally: curves by dates.
    pub fn columns(&self) -> usize {
        self.curves() * self.dates.len()
    }

    /// What is said of a tally of this shape.
    pub fn estimates(&self, tally: &Tally) -> Estimates {
        let (draws, r, dates) = (tally.draws, self.replications, self.dates.len());
        let tally = tally.complete(r);
        let curve = |index: usize| &tally.columns[index * dates..][..dates];
        let points = |index: usize| curve(index).iter().map(|column| summary(column, draws, r)).collect();
        let metric = |index: usize| match index {
            0 => (Metric::Retained, None),
            1 => (Metric::Headcount, None),
            2 => (Metric::Exits, None),
            _ => (Metric::Exits, Some(index - 3)),
        };
        let first_exits = if self.joiners { 3 + self.channels } else { 3 };
        let share = |column: &Column| {
            let mean = Components::new(column.powers(), draws, r).mean();
            Estimate { value: mean.value / self.roster as f64, mcse: mean.mcse / self.roster as f64 }
        };
        Estimates {
            dates: self.dates.clone(),
            roster: self.roster,
            trials: draws * r,
            draws,
            curves: (0..3 + self.channels)
                .map(|index| {
                    let (metric, channel) = metric(index);
                    Curve { metric, channel, points: points(index) }
                })
                .collect(),
            distribution: curve(0).iter().map(|column| distribution::probabilities(column, draws, r, self.roster)).collect(),
            destinations: (0..self.channels).map(|c| curve(first_exits + c).iter().map(share).collect()).collect(),
            split: Components::new(curve(0)[dates - 1].powers(), draws, r).split(),
        }
    }
}

fn summary(column: &Column, draws: u64, replications: u64) -> Summary {
    let components = Components::new(column.powers(), draws, replications);
    Summary {
        mean: components.mean(),
        sd: components.sd(),
        quantiles: distribution::quantiles(column, draws, replications),
        luck_share: components.luck_share(),
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
