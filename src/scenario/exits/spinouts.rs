//! Spin-outs: what follows when somebody leaves to found a startup.

use super::channels::{Channel, HAZARD, Kind};
use super::decay::Decay;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{NumberRange, PROBABILITY, SHARE, short};
use crate::scenario::file::{Form, Key, Keys, Names, Reader, Section, Table};
use crate::scenario::root::RootKeys;

/// What follows from an exit through a channel of the kind `found`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spinouts {
    /// Whether such exits, the history's too, open a spin-out; otherwise only listed competitors pull.
    pub open: bool,
    /// Index of the channel that pull is part of.
    pub channel: usize,
    /// Time from the exit to the opening \[years\].
    pub delay: f64,
    /// Probability that a present team-mate founds with the founder, leaving at once.
    pub cofound: Quantity,
    /// How a spin-out pulls.
    pub pull: Pull,
}

/// How an organisation pulls those who shared a team with one of its founders who is out:
/// `per_year * tie * 2^(-(t - opening) / half_life) * exp(eta)`, times acceptance with its limit where the channel gives offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Exits (or offers) a person-year at the opening and a tie of 1.
    pub per_year: Quantity,
    /// How it fades: [`Decay::Never`] or [`Decay::HalfLife`].
    pub decay: Decay,
    /// Hires that end it; `None` without a limit.
    pub seats: Option<u32>,
    /// The tie of those who shared no team with a founder, 0 to 1.
    pub across: Quantity,
}

/// The pull of a spin-out [exits a person-year, or offers where its channel gives offers].
pub(super) const PULL: NumberRange = NumberRange {
    name: "a pull",
    advice: |value| {
        format!(
            "pull is per year and team-mate of the founders: {} a year is more than one a month; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    },
    ..HAZARD
};

/// More seats than this are no limit.
pub(super) const MOST_SEATS: u64 = 1_000_000;

/// `[spinouts]`.
pub(in crate::scenario) static SPINOUTS: Section = Section::new(
    "What follows when a person leaves to found a startup: who comes along at once, who is pulled after, and how.",
    &[
        Key::new(
            "open",
            Form::Flag,
            "Whether found exits open a spin-out that pulls, the history's too; otherwise only listed competitors with founders pull.",
        )
        .default("true"),
        Key::new("channel", Form::Text, "The channel that pull is part of; the only one of the kind startup if absent.")
            .example("\"startup\""),
        Key::new("delay", Form::Duration, "Time between the founder's exit and the opening.").default("\"0 days\""),
        Key::new("cofound", Form::Quantity(&PROBABILITY), "Probability that a present team-mate leaves with the founder, at once.")
            .default("0"),
        Key::new(
            "pull_per_year",
            Form::Quantity(&PULL),
            "Pull at the opening [exits, or offers where the channel gives offers, a year and team-mate of the founders].",
        )
        .required()
        .example("1.0"),
        Key::new("half_life", Form::HalfLife, "Time in which the pull halves, or \"never\".").required().example("\"12 months\""),
        Key::new("seats", Form::Whole(1, MOST_SEATS), "How many a spin-out hires, founders not counted; no limit if absent.").example("8"),
        Key::new("across", Form::Quantity(&SHARE), "Pull on those who shared no team with a founder, as a share of that on those who did.")
            .default("0"),
    ],
);

impl Reader {
    /// `[spinouts]`.
    pub fn spinouts(&mut self, root: &Table, root_keys: &RootKeys, channels: &[Channel], has_kinds: bool) -> Option<Spinouts> {
        let keys = self.keys_at(root, "spinouts", &SPINOUTS)?;
        if has_kinds {
            self.warn_of_no_founders(root, keys.table, channels);
        }
        let delay = self.length(keys, "delay");
        self.warn_of_length(keys, "delay", delay, root_keys, "no spin-out of the simulation opens");
        Some(Spinouts {
            open: self.flag(keys, "open"),
            channel: self.channel_of_pull(keys.table, channels, has_kinds),
            delay,
            cofound: self.quantity(keys, "cofound"),
            pull: Pull {
                per_year: self.quantity(keys, "pull_per_year"),
                decay: self.decay(keys, "half_life"),
                seats: self.seats(keys),
                across: self.quantity(keys, "across"),
            },
        })
    }

    /// How many an organisation can take, if it says so.
    pub fn seats(&mut self, keys: Keys<'_>) -> Option<u32> {
        self.whole(keys, "seats").map(|seats| seats as u32)
    }

    /// The channel that pull is part of: the one named, or the only one of the kind startup.
    fn channel_of_pull(&mut self, table: &Table, channels: &[Channel], has_kinds: bool) -> usize {
        let startups: Vec<usize> = (0..channels.len()).filter(|&c| channels[c].kind == Kind::Startup).collect();
        let Some(node) = table.get("channel") else {
            if let Some(diagnostic) = no_single_startup(&startups, channels).filter(|_| has_kinds) {
                self.problems.push(diagnostic.at(&table.place).label("expected `channel` in here"));
            }
            return startups.first().copied().unwrap_or(0);
        };
        let known: Names = channels.iter().map(|channel| channel.name.as_str()).collect();
        let Some(channel) = self.text(node).and_then(|name| self.known_channel(name, &node.place, &known)) else { return 0 };
        if has_kinds && !startups.contains(&channel) {
            let message = format!("the channel {} is not of the kind `startup`", quoted(&channels[channel].name));
            let help = "who is pulled joins a startup, the founder's";
            let diagnostic = Diagnostic::error(message).at(&node.place).label("expected another channel");
            self.problems.push(match startups.first() {
                Some(&startup) => diagnostic.suggest(Some(&channels[startup].name)),
                None => diagnostic.help(help),
            });
        }
        channel
    }

    /// Warns where nobody founds anything, now or before.
    fn warn_of_no_founders(&mut self, root: &Table, table: &Table, channels: &[Channel]) {
        let is_listed = root.tables("competitors").any(|(_, competitor)| competitor.get("founders").is_some());
        if !is_listed && channels.iter().all(|channel| channel.kind != Kind::Found) {
            let message = "nobody founds anything: no channel is of the kind `found`, and no competitor has founders";
            let help = "add [channels.found] with its hazard, or take this table out";
            self.problems.push(Diagnostic::warning(message).at(&table.place).help(help));
        }
    }
}

/// What is wrong where none or several channels can be meant.
fn no_single_startup(startups: &[usize], channels: &[Channel]) -> Option<Diagnostic> {
    let name = |index: usize| quoted(&channels[index].name);
    match *startups {
        [] => {
            let message = "no channel is of the kind `startup`, and so there is none that pull could be part of";
            Some(Diagnostic::error(message).help("add [channels.startup] with its hazard: who is pulled leaves through it"))
        }
        [_] => None,
        [first, second, ..] => {
            let message = format!("several channels are of the kind `startup`: {} and {}", name(first), name(second));
            let more = startups.len() - 2;
            let message = if more > 0 { format!("{message} and {more} more") } else { message };
            Some(Diagnostic::error(message).help(format!("say which one pull is part of: channel = \"{}\"", channels[first].name)))
        }
    }
}
