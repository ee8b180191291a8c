//! What a scenario's results are held to.

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::estimate::{Group, Metric};

/// A statement about the results that a run checks: `[[assert]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// What is counted.
    pub metric: Metric,
    /// Among whom: [`Group::All`] or a capability.
    pub group: Group,
    /// The number that is said of it.
    pub stat: Statistic,
    /// The date it is said of: the start, a month boundary, or the horizon.
    #[serde(with = "crate::calendar::iso")]
    pub at: Date,
    /// How it must compare.
    pub comparison: Comparison,
    /// With what.
    pub value: f64,
}

/// The statistics of a count that results report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statistic {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// The quantile at this index of [`crate::estimate::QUANTILES`].
    Quantile(usize),
    /// Share of the variance that is luck.
    LuckShare,
}

/// How a number of an assertion must compare with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}
