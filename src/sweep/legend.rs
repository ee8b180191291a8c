//! What the counts of a sweep are about: all that a report needs to know of the grid and of the scenarios at its points.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use crate::estimate::RunMetadata;
use crate::simulate::model::published::Withheld;

/// What is counted of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Legend {
    /// The settings.
    pub axes: Vec<Axis>,
    /// The policies in force, by arm; that of the first arm is none.
    pub policies: Vec<String>,
    /// The unit in which differences of cost are counted, as a power of two of the unit of pay.
    pub money: i32,
    /// Whether pay stands for money: false where all of it is 1, so that costs are in years' pay.
    pub has_pay: bool,
    /// What the unit of pay is called, where the scenario says so.
    #[serde(default)]
    pub currency: Option<String>,
    /// Trials that share a parameter draw, at all points.
    pub replications: u64,
    /// The scenario as it is, then the points of the grid in their order.
    pub points: Vec<PointLegend>,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
}

/// What is counted at one point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointLegend {
    /// Whether its opening roster is not that of the scenario as it is, so that shares of the rosters are compared.
    pub is_share: bool,
    /// What the counts are about, by arm.
    pub arms: Vec<RunMetadata>,
}
