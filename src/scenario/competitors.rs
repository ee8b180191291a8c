//! Competitors: the organisations behind a channel, those that researchers found themselves among them.

use super::{Decay, Quantity};
use crate::calendar::Date;

/// A named organisation behind a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitor {
    /// The name, unique; results carry it.
    pub name: String,
    /// Index of the channel that leads to it.
    pub channel: usize,
    /// Hires from this date on; always where `None`.
    pub opened: Option<Date>,
    /// Hires until this date, excluded; for ever where `None`.
    pub closed: Option<Date>,
    /// Share of the channel's hazard, in proportion to the other competitors' weights and [`super::Channel::unnamed_weight`].
    pub weight: Quantity,
    /// How many of us it can take; `None` without a limit.
    pub seats: Option<u32>,
    /// Whether its share is divided among the others while it is closed or full; otherwise it is lost.
    pub redistribute: bool,
    /// What it offers, as a multiple of pay at the start; the channel's where `None`. Only where the channel gives a hazard, no offers.
    pub pay_multiple: Option<Quantity>,
    /// Who founded it: ids of the history. Not empty where it pulls.
    pub founders: Vec<String>,
    /// How it pulls the team-mates of its founders, if it has any.
    pub pull: Option<Pull>,
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

/// What follows from an exit through a channel of the kind `found`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spinouts {
    /// Whether such exits, the history's too, open a spin-out; otherwise only listed competitors pull.
    pub open: bool,
    /// Index of the channel that pull is part of.
    pub channel: usize,
    /// Time from the exit to the opening [years].
    pub delay: f64,
    /// Probability that a present team-mate founds with the founder, leaving at once.
    pub cofound: Quantity,
    /// How a spin-out pulls.
    pub pull: Pull,
}
