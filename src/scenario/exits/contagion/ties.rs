//! Ties: who is moved by whose exit, by teams or by a list of pairs.

use crate::diagnostic::Diagnostic;
use crate::parameter::Quantity;
use crate::people::History;
use crate::scenario::file::numbers::ranges::SHARE;
use crate::scenario::file::{Form, Key, Keys, Reader, Value};
use crate::scenario::people::roster::People;

/// Who is moved by whose exit.
#[derive(Clone, Debug, PartialEq)]
pub enum Ties {
    /// Weight 1 in the team, `across` between teams.
    Teams {
        /// Weight between teams, 0 to 1.
        across: Quantity,
    },
    /// Listed pairs only.
    Edges(Vec<Edge>),
}

impl Ties {
    /// Whether listed pairs say who is moved by whom, not teams.
    pub fn are_listed(&self) -> bool {
        matches!(self, Self::Edges(_))
    }

    /// Whether somebody is not moved by the same exits as the rest of the team, and so stands alone: where pairs are listed, or for one who
    /// has left before, since the own exit moves the others only. The one rule of a simulation and of a likelihood.
    pub fn is_moved_alone(ties: Option<&Self>, has_left: bool) -> bool {
        has_left || ties.is_some_and(Self::are_listed)
    }
}

/// The exit of `from` moves `to` by `weight`.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Id of the one who leaves: of the roster, or of the history.
    pub from: String,
    /// Id of the one who is moved: of the roster, or of the history.
    pub to: String,
    /// Index of that one in the roster; `None` for one of the history who is not there, whom no simulation moves.
    pub moved: Option<usize>,
    /// Weight, not negative.
    pub weight: f64,
}

pub(super) const ACROSS: Key =
    Key::new("across", Form::Quantity(&SHARE), "Weight of an exit of another team, as a share of one of the same team.").default("0");
pub(super) const EDGES: Key =
    Key::new("edges", Form::Text, "A CSV file, relative to this one: from,to,weight. It stands in place of teams.").example("\"ties.csv\"");
pub(super) const SYMMETRIC: Key =
    Key::new("symmetric", Form::Flag, "Whether each edge acts both ways: the list has each pair once.").default("false");

impl Reader {
    /// A list of pairs, or the teams.
    pub fn ties(&mut self, keys: Keys<'_>, people: &People, history: Option<&History>) -> Ties {
        if let Some(node) = keys.get("edges") {
            self.push_contradiction(keys.table, "edges", "across", "edges stand in place of teams");
            return Ties::Edges(self.edges(keys, node, people, history));
        }
        if let Some(entry) = keys.entry("symmetric").filter(|entry| !matches!(entry.node.value, Value::Flag(false))) {
            let message = "`contagion.symmetric` does nothing without edges";
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected edges too"));
        }
        Ties::Teams { across: self.quantity(keys, "across") }
    }
}
