//! Contagion: how an exit moves those who are left, and what the exit of a leader adds.

use super::super::Reader;
use super::super::file::tree::{Node, Table, Value};
use super::super::numbers::ranges::{CAP, RATIO, SHARE, TIME};
use super::super::people::roster::People;
use crate::diagnostic::Diagnostic;
use crate::parameter::Quantity;
use crate::people::History;
use crate::scenario::{Contagion, Decay, LeaderExit, Ties, schema};

impl Reader {
    /// `[contagion]`.
    pub fn contagion(&mut self, root: &Table, people: &People, history: Option<&History>) -> Option<Contagion> {
        let table = self.table_at(root, "contagion")?;
        self.keys_of(table, &schema::CONTAGION);
        let ratio = self.required_quantity(table, "ratio", &RATIO, "ratio = 1.09");
        let decay = self.contagion_decay(table);
        Some(Contagion {
            ratio,
            decay,
            delay: self.length(table, "delay"),
            ties: self.ties(table, people, history),
            cap: self.optional_quantity(table, "cap", &CAP),
            leader: self.leader_exit(table, decay, people, history),
        })
    }

    /// Either a window or a half-life.
    fn contagion_decay(&mut self, table: &Table) -> Decay {
        if let Some(node) = table.get("window") {
            self.push_contradiction(table, "window", "half_life", "an effect is whole for a window, or fades by a half-life");
            let window = self.positive_duration(node);
            return Decay::Window(window.map_or(1.0, |window| window.years()));
        }
        if let Some(node) = table.get("half_life") {
            return self.half_life(node);
        }
        self.push_missing(table, "half_life", "half_life = \"70 days\", or window = \"135 days\", or half_life = \"never\"");
        Decay::Never
    }

    /// `"never"`, a duration, or a distribution of durations.
    pub fn half_life(&mut self, node: &Node) -> Decay {
        match &node.value {
            Value::Text(text) if text == "never" => Decay::Never,
            _ => Decay::HalfLife(self.quantity(node, &TIME)),
        }
    }

    /// A list of pairs, or the teams.
    fn ties(&mut self, table: &Table, people: &People, history: Option<&History>) -> Ties {
        if let Some(node) = table.get("edges") {
            self.push_contradiction(table, "edges", "across", "edges stand in place of teams");
            return Ties::Edges(self.edges(table, node, people, history));
        }
        if let Some(entry) = table.entry("symmetric").filter(|entry| !matches!(entry.node.value, Value::Flag(false))) {
            let message = "`contagion.symmetric` does nothing without edges";
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected edges too"));
        }
        Ties::Teams { across: self.optional_quantity(table, "across", &SHARE).unwrap_or(Quantity::Known(0.0)) }
    }

    /// What the exit of a leader adds, if a ratio for it is given.
    fn leader_exit(&mut self, table: &Table, decay: Decay, people: &People, history: Option<&History>) -> Option<LeaderExit> {
        let Some(ratio) = self.optional_quantity(table, "leader_ratio", &RATIO) else {
            for key in ["leader_delay", "leader_half_life"] {
                if let Some(entry) = table.entry(key) {
                    let message = format!("`contagion.{key}` does nothing without leader_ratio");
                    self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected leader_ratio too"));
                }
            }
            return None;
        };
        let past = history.iter().flat_map(|history| &history.rows).map(|row| &row.leads);
        let mut leads = people.roster.researchers.iter().map(|person| &person.leads).chain(past);
        if people.is_whole
            && !people.roster.researchers.is_empty()
            && leads.all(Vec::is_empty)
            && let Some(entry) = table.entry("leader_ratio")
        {
            let message = "`contagion.leader_ratio` does nothing: nobody leads a team";
            let help = "name the team that somebody leads in the column leads, of the roster or of the history";
            self.problems.push(Diagnostic::warning(message).at(&entry.key_place).help(help));
        }
        let decay = table.get("leader_half_life").map_or(decay, |node| self.half_life(node));
        Some(LeaderExit { ratio, delay: self.length(table, "leader_delay"), decay })
    }
}
