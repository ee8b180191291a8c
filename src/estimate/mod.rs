//! What is said of many trials: curves with their spread, their luck and ignorance, and the Monte Carlo error of each number.

pub mod absences;
mod by_value;
pub mod cascades;
pub mod column;
pub mod costs;
pub mod distribution;
pub mod layout;
pub mod moved_exits;
pub mod points;
pub mod probabilities;
pub mod run_metadata;
pub mod tally;
pub mod variance_components;
pub mod verdict;

use serde::{Deserialize, Serialize};

pub use crate::statistics::Estimate;
use crate::statistics::clusters::Clusters;
pub use points::Points;
pub use probabilities::Probabilities;
pub use run_metadata::RunMetadata;

/// What a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Metric {
    /// Of the opening roster, how many are there, still or again.
    Retained,
    /// How many are there, those who joined later included.
    Headcount,
    /// Exits up to the date, of anybody, repeated ones too.
    Exits,
    /// Of the opening roster, all but those who are gone by an exit of their own choice: whose latest was no dismissal.
    RetainedVoluntary,
    /// Headcount with each newcomer weighted by the ramp, from 0 at the hire to 1.
    ProductiveHeadcount,
    /// Years of tenure at the start of those of the opening roster who are there, as a share of all such years.
    TenureKept,
    /// Whether a capability is covered, 0 or 1: its mean is the probability.
    Capability,
    /// Whether a capability has been lost at some time up to the date, 0 or 1: its mean is the distribution of the time to the first loss.
    CapabilityLost,
    /// The smallest number of exits that loses a capability; 0 where one is lost.
    BusFactor,
    /// The share of all exits up to the horizon that there would not be if no exit moved anybody.
    CascadeShare,
    /// How many further exits follow, up to the horizon, from one that no other exit caused.
    FurtherExits,
    /// The probability at the horizon that a capability is covered and would not be without one of its holders: the holder is pivotal.
    Pivotal,
    /// What the policy costs up to the horizon, in the unit of pay; where a policy is in force.
    Cost,
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

/// Whom or what a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    /// Everybody.
    All,
    /// Exits through the channel of this index in [`RunMetadata::channels`].
    Channel(usize),
    /// The part of the opening roster of this index in [`RunMetadata::parts`].
    Part(usize),
    /// The capability of this index in [`RunMetadata::capabilities`].
    Capability(usize),
    /// Those who hold a capability, of this index in [`RunMetadata::holders`].
    Holders(usize),
}

/// A metric over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What is counted.
    pub metric: Metric,
    /// Among whom.
    pub group: Group,
    /// One summary a date of [`RunMetadata::dates`].
    pub points: Points,
}

/// A number of its own, at the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub metric: Metric,
    /// About whom.
    pub group: Group,
    /// How much: the mean.
    pub estimate: Estimate,
    /// Standard deviation from trial to trial, where that is told.
    pub sd: Option<Estimate>,
}

/// How many of the opening roster went somewhere first.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Index of the channel in [`RunMetadata::channels`].
    pub channel: usize,
    /// Name of the organisation; empty for all that have none.
    pub competitor: String,
    /// By date, the share of the opening roster whose first exit by then was there.
    pub shares: Vec<Estimate>,
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
    pub metadata: RunMetadata,
    /// Trials counted.
    pub trials: u64,
    /// Parameter draws behind them; as many as trials where nothing is uncertain.
    pub draws: u64,
    /// How much these draws bear.
    pub clusters: Clusters,
    /// What is followed over time, in the order of [`RunMetadata::published`].
    pub curves: Vec<Curve>,
    /// What is said of the horizon only.
    pub figures: Vec<Figure>,
    /// For each date, the probability that just so many (0 to [`RunMetadata::roster`]) are retained.
    pub distribution: Vec<Probabilities>,
    /// For each channel, by date: the share of the opening roster whose first exit by then was there.
    pub first_exits: Vec<Vec<Estimate>>,
    /// The same by channel and organisation.
    pub destinations: Vec<Destination>,
    /// For each researcher of [`RunMetadata::individuals`], by date: the probability of being there.
    pub researchers: Vec<Vec<Estimate>>,
    /// Luck and ignorance at the horizon.
    pub split: Split,
}

impl Estimates {
    /// The number of the opening roster who are there, by date.
    ///
    /// # Panics
    /// Never: every run tells it.
    pub fn retained(&self) -> &Curve {
        self.find(Metric::Retained, Group::All).expect("every run tells how many of the opening roster are there")
    }

    /// The curve of a metric over a group, where the run has it.
    pub fn find(&self, metric: Metric, group: Group) -> Option<&Curve> {
        self.curves.iter().find(|curve| curve.metric == metric && curve.group == group)
    }

    /// The number of a metric at the horizon, where the run has it.
    pub fn figure(&self, metric: Metric) -> Option<Estimate> {
        self.figures.iter().find(|figure| figure.metric == metric).map(|figure| figure.estimate)
    }
}

/// One trial in numbers, for `trials.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialRow {
    /// The trial, from 0.
    pub trial: u64,
    /// The parameter draw that it used.
    pub draw: u64,
    /// Of the opening roster, how many are there at the horizon.
    pub retained: u32,
    /// Exits up to the horizon; `None` where they are not told.
    pub exits: Option<u32>,
    /// The metrics of [`RunMetadata::of_trials`] at the horizon.
    pub further: Vec<f64>,
}
