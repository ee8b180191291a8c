//! Conditions: what has to happen before a policy begins.

use crate::scenario::file::section::words;
use crate::scenario::file::{Form, Key, Keys, Reader, Section};
use crate::scenario::staffing::MOST_NEEDED;

/// A condition: so many exits within some time.
///
/// Exits of the history before the start count too. The condition is met at the exit that makes the number full, and once met it stays
/// so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// How many exits, at least 1.
    pub exits: u32,
    /// Within this long \[years\].
    pub within: f64,
    /// Among whom.
    pub scope: Scope,
}

/// Among whom the exits of a condition are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In one team, where the policy then begins.
    Team,
    /// In the whole lab, where the policy then begins for the whole target.
    Lab,
}

/// Among whom a condition counts exits.
const SCOPES: [(&str, &str, Scope); 2] = [
    ("team", "in one team, where the policy then begins", Scope::Team),
    ("lab", "in the whole lab, where it then begins for the whole target", Scope::Lab),
];

/// A policy's `when`.
pub(super) static CONDITION: Section = Section::new(
    "What has to happen before a policy begins: a number of exits within a period, those before the start included.",
    &[
        Key::new("exits", Form::Whole(1, MOST_NEEDED), "How many exits.").required().example("2"),
        Key::new("within", Form::Duration, "Within how long.").required().example("\"90 days\""),
        Key::new("of", Form::Choice(&words(&SCOPES)), "Among whom they are counted.").default("\"team\""),
    ],
);

impl Reader {
    /// A policy's `when`.
    pub fn condition(&mut self, keys: Keys<'_>) -> Condition {
        let exits = self.whole(keys, "exits");
        let within = self.required(keys, "within").and_then(|node| self.positive_duration(node));
        let scope = keys.get("of").and_then(|node| self.one_of(node, "scope", &SCOPES));
        Condition {
            exits: exits.unwrap_or(1) as u32,
            within: within.map_or(1.0, |within| within.years()),
            scope: scope.unwrap_or(Scope::Team),
        }
    }
}
