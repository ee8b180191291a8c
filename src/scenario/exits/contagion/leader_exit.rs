//! The exit of one who leads a team, and what it does to the team besides ordinary contagion.

use crate::diagnostic::Diagnostic;
use crate::parameter::Quantity;
use crate::people::History;
use crate::scenario::exits::decay::Decay;
use crate::scenario::file::numbers::ranges::RATIO;
use crate::scenario::file::{Form, Key, Keys, Reader};
use crate::scenario::people::roster::People;

/// The effect of a leader's exit on the team, besides ordinary contagion and outside its cap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeaderExit {
    /// Hazard ratio just after the exit.
    pub ratio: Quantity,
    /// Time between the exit and its effect \[years\].
    pub delay: f64,
    /// How it fades.
    pub decay: Decay,
}

pub(super) const LEADER_RATIO: Key =
    Key::new("leader_ratio", Form::Quantity(&RATIO), "A further hazard ratio on the team when one who leads it leaves.").example("2.0");
pub(super) const LEADER_DELAY: Key =
    Key::new("leader_delay", Form::Duration, "Time between the leader's exit and its effect.").default("\"0 days\"");
pub(super) const LEADER_HALF_LIFE: Key =
    Key::new("leader_half_life", Form::HalfLife, "How the leader's effect fades, or \"never\"; like the others' if absent.")
        .example("\"6 months\"");

impl Reader {
    /// What the exit of a leader adds, if a ratio for it is given.
    pub fn leader_exit(&mut self, keys: Keys<'_>, decay: Decay, people: &People, history: Option<&History>) -> Option<LeaderExit> {
        let Some(ratio) = self.optional(keys, "leader_ratio") else {
            for key in ["leader_delay", "leader_half_life"] {
                if let Some(entry) = keys.entry(key) {
                    let message = format!("`contagion.{key}` does nothing without leader_ratio");
                    self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected leader_ratio too"));
                }
            }
            return None;
        };
        let past = history.iter().flat_map(|history| &history.rows).map(|row| &row.leads[..]);
        let mut leads = people.roster.researchers.iter().map(|person| &person.leads[..]).chain(past);
        if people.is_whole
            && !people.roster.researchers.is_empty()
            && leads.all(<[usize]>::is_empty)
            && let Some(entry) = keys.entry("leader_ratio")
        {
            let message = "`contagion.leader_ratio` does nothing: nobody leads a team";
            let help = "name the team that a person leads in the column leads, of the roster or of the history";
            self.problems.push(Diagnostic::warning(message).at(&entry.key_place).help(help));
        }
        let decay = keys.get("leader_half_life").map_or(decay, |node| self.half_life(node));
        Some(LeaderExit { ratio, delay: self.length(keys, "leader_delay"), decay })
    }
}
