//! Contagion: how an exit moves those who are left.

mod edges;
mod leader_exit;
mod ties;

pub use self::leader_exit::LeaderExit;
use self::leader_exit::{LEADER_DELAY, LEADER_HALF_LIFE, LEADER_RATIO};
use self::ties::{ACROSS, EDGES, SYMMETRIC};
pub use self::ties::{Edge, Ties};
use super::decay::Decay;
use crate::parameter::Quantity;
use crate::people::History;
use crate::scenario::file::numbers::ranges::{NumberRange, RATIO, Support};
use crate::scenario::file::{Form, Key, Keys, Reader, Section, Table};
use crate::scenario::people::roster::People;

/// How an exit moves those who are left.
#[derive(Clone, Debug, PartialEq)]
pub struct Contagion {
    /// Hazard ratio just after one exit.
    pub ratio: Quantity,
    /// How it fades.
    pub decay: Decay,
    /// Time between an exit and its effect \[years\].
    pub delay: f64,
    /// Who is moved by whom.
    pub ties: Ties,
    /// The most that all exits together may multiply a person's hazard by.
    pub cap: Option<Quantity>,
    /// The further effect of the exit of one who leads a team, on that team.
    pub leader: Option<LeaderExit>,
}

/// The largest product of ratios.
const CAP: NumberRange = NumberRange::new("a cap of a hazard ratio", Support::FromOne, 1e6, |_| "leave it out for no cap".to_owned());

/// `[contagion]`.
pub(in crate::scenario) static CONTAGION: Section = Section {
    one_of: &[&["window"], &["half_life"]],
    needs: &[("symmetric", "edges"), ("leader_delay", "leader_ratio"), ("leader_half_life", "leader_ratio")],
    not_both: Some(("edges", "across")),
    ..Section::new(
        "What an exit does to the hazards of those who are left: of the same team, or along listed edges.",
        &[
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio just after one exit; several exits multiply.")
                .required()
                .example("1.09"),
            Key::new("window", Form::Duration, "The effect is whole for so long, then gone. Either this or half_life.")
                .example("\"135 days\""),
            Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the effect halves, or \"never\". Either this or window.")
                .example("\"70 days\"")
                .hint("half_life = \"70 days\", or window = \"135 days\", or half_life = \"never\""),
            Key::new("delay", Form::Duration, "Time between an exit and its effect.").default("\"0 days\""),
            ACROSS,
            EDGES,
            SYMMETRIC,
            Key::new("cap", Form::Quantity(&CAP), "The most that all exits together multiply a hazard by; no cap if absent.")
                .example("5.0"),
            LEADER_RATIO,
            LEADER_DELAY,
            LEADER_HALF_LIFE,
        ],
    )
};

impl Reader {
    /// `[contagion]`.
    pub fn contagion(&mut self, root: &Table, people: &People, history: Option<&History>) -> Option<Contagion> {
        let keys = self.keys_at(root, "contagion", &CONTAGION)?;
        let ratio = self.quantity(keys, "ratio");
        let decay = self.contagion_decay(keys);
        Some(Contagion {
            ratio,
            decay,
            delay: self.length(keys, "delay"),
            ties: self.ties(keys, people, history),
            cap: self.optional(keys, "cap"),
            leader: self.leader_exit(keys, decay, people, history),
        })
    }

    /// Either a window or a half-life.
    fn contagion_decay(&mut self, keys: Keys<'_>) -> Decay {
        if let Some(node) = keys.get("window") {
            self.push_contradiction(keys.table, "window", "half_life", "an effect is whole for a window, or fades by a half-life");
            let window = self.positive_duration(node);
            return Decay::Window(window.map_or(1.0, |window| window.years()));
        }
        if let Some(node) = keys.get("half_life") {
            return self.half_life(node);
        }
        self.miss(keys, "half_life");
        Decay::Never
    }
}
