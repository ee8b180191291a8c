//! How two scenarios differ: in their keys, in their people, in what was learned, and in the answer.
//!
//! What the keys say is compared in [`scenario::differences`](crate::scenario::differences). The answers are compared trial by trial on the same
//! luck, as points of a sweep are: the first scenario, the second, and the first with one change of the second at a time. What these changes do
//! alone need not add up to what they do together: the rest is their *interaction*, whose error is again that of its value trial by trial.

mod answer;
mod people;
mod posterior;

pub use self::answer::{Answer, Question};
pub use self::people::{HistoryChange, RosterChange, Whose};
pub use self::posterior::PosteriorChange;

use crate::scenario::differences::KeyChange;

/// How two scenarios differ, but for the answer.
#[derive(Debug)]
pub struct Diff {
    /// Key by key.
    pub keys: Vec<KeyChange>,
    /// In their people; `None` where they are the same.
    pub roster: Option<RosterChange>,
    /// In their histories; `None` where they are the same.
    pub history: Option<HistoryChange>,
    /// In what was learned; `None` where that is the same.
    pub posterior: Option<PosteriorChange>,
}

impl Diff {
    /// The differences of two scenarios whose keys differ so.
    pub fn new(keys: Vec<KeyChange>, one: &crate::scenario::Scenario, other: &crate::scenario::Scenario) -> Self {
        Self { keys, roster: people::roster(one, other), history: people::history(one, other), posterior: posterior::posterior(one, other) }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.roster.is_none() && self.history.is_none() && self.posterior.is_none()
    }
}
