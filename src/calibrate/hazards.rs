//! The hazards that a likelihood is of: channels, what acts on everybody from outside, contagion, frailty; in years, without a file.
//!
//! The formula is that of [`crate::hazard`]. The terms from outside come as [`Period`]s, in each of which a term is constant.

use crate::parameter::{Parameter, Quantity};
use crate::scenario::{Channel, Contagion};

/// What every hazard of a study is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hazards {
    /// The numbers that are not known; [`Quantity::Uncertain`] counts in this list.
    pub parameters: Vec<Parameter>,
    /// The kinds of exit that compete.
    pub channels: Vec<Channel>,
    /// What is sure to have acted on everybody.
    pub periods: Vec<Period>,
    /// Shocks that may have happened.
    pub possible: Vec<Possible>,
    /// The random path of heat, where its steps are to be learned.
    pub path: Option<PathSteps>,
    /// What exits do to others. Ties that are listed stand in the study.
    pub contagion: Option<Contagion>,
    /// Standard deviation of the log of the personal hazard ratio.
    pub frailty: Option<Quantity>,
}

/// A stretch of time in which a factor of the hazard is constant: `number^(weight * 2^(-age / half_life))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Acts after this time [years]; minus infinity for always.
    pub from: f64,
    /// Acts until this time [years], included.
    pub until: f64,
    /// The number.
    pub number: Quantity,
    /// Its power.
    pub weight: f64,
    /// How far it has faded: half-life [years] and age [years].
    pub fading: Option<(Quantity, f64)>,
    /// What it multiplies.
    pub on: Side,
}

/// What a factor multiplies where there is a limit of acceptance: `offers * min(1, acceptance)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The offers, outside the limit: heat.
    Offers,
    /// The acceptance, inside the limit: shocks.
    Acceptance,
}

/// A shock that may have happened, on one of several days.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// Probability that it happened.
    pub probability: Quantity,
    /// What acts if it did, for each of the days, each as likely as the others.
    pub days: Vec<Vec<Period>>,
}

/// The months of heat's random path. The log of heat in each is a coordinate of the likelihood, after those of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct PathSteps {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Beginnings of the months, and the end of the last [years]; before and after them heat is 1.
    pub edges: Vec<f64>,
}

impl Period {
    /// A hazard ratio, or a multiplier of offers, that holds between two times.
    pub fn step(channels: Vec<usize>, number: Quantity, from: f64, until: f64) -> Self {
        Self { channels, from, until, number, weight: 1.0, fading: None, on: Side::Offers }
    }
}
