//! The best use of a budget: what was found, and what it comes to on trials that the search has not used.

use super::Found;
use super::selection::Rule;
use crate::compare::Comparison;
use crate::equal_money::scaled::{LeftOut, Meaning};
use crate::equal_money::spending::Point;

/// What the arm of the best mix is called.
pub const BEST: &str = "best mix";
/// What the arm of the runner-up is called.
pub const NEXT: &str = "runner-up";

/// A mix that is told of.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldMix {
    /// The arm of the comparison that it is.
    pub arm: String,
    /// Its policies by name, each with what its level is; nothing where it is as the file says.
    pub parts: Vec<(String, Option<Meaning>)>,
    /// The amount of money that it was looked for [unit of pay].
    pub budget: f64,
    /// What it comes to; nothing for doing nothing.
    pub point: Option<Point>,
}

/// What it would mean to choose the runner-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Regret {
    /// Share of the parameter draws in which the runner-up is expected to keep more.
    pub better: f64,
    /// How many fewer it is expected to keep, on average over all draws; none in those in which it keeps more.
    pub mean: f64,
    /// What is exceeded in one draw of twenty.
    pub p95: f64,
}

/// The best use of a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// What may be spent.
    pub budget: f64,
    /// What the selection guarantees.
    pub rule: Rule,
    /// What the search found.
    pub found: Found,
    /// Whether what each mix keeps may be told of all that were looked at: two of them may differ by few people.
    pub tells_mixes: bool,
    /// How many policies of the scenario are bundles, which no mix has.
    pub bundles: usize,
    /// The names of all policies of the scenario, by index.
    pub names: Vec<String>,
    /// Policies that no mix has, each with the reason.
    pub left_out: Vec<LeftOut>,
    /// The best mix, then the runner-up, then those for parts of the budget; doing nothing where that is best.
    pub told: Vec<ToldMix>,
    /// The regret of the runner-up, where it can be told.
    pub regret: Option<Regret>,
    /// All of them, compared on trials that the search has not used.
    pub comparison: Comparison,
}
