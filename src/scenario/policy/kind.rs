//! What a kind of policy is to those who read scenarios: its name, its keys, and what they come to.

use super::keys::PolicyKeys;
use super::measure::Measure;
use crate::scenario::file::Section;

/// A kind of policy. All that files, editors and messages know of it follows from here.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The name by which files call it.
    pub name: &'static str,
    /// The keys of its own.
    pub section: Section,
    /// Which of the keys that are the same for every kind it takes besides.
    pub terms: Terms,
    /// The measures that a policy's keys come to.
    pub read: fn(&mut PolicyKeys<'_>) -> Vec<Measure>,
}

/// Which of the keys that are the same for every kind a kind takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    /// All: dates, target, condition, prices, budgets.
    All,
    /// All but `until`: what it does at its beginning is not undone.
    Begins,
    /// None: its parts have their own.
    OfParts,
}

impl Terms {
    /// Whether a policy may have the key.
    pub fn admit(self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Begins => key != "until",
            Self::OfParts => false,
        }
    }
}
