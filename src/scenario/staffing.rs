//! Staffing: what happens to a seat after a decision to leave, and what the lab needs its people for.

use super::{Decay, Quantity};
use crate::parameter::Distribution;

/// Who came back, or may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Returns {
    /// Returns a person-year just after an exit.
    pub per_year: Quantity,
    /// How that fades with time since the exit: [`Decay::Never`] or [`Decay::HalfLife`].
    pub decay: Decay,
    /// Hazard ratio, in all channels, of one who has returned.
    pub ratio_after: Quantity,
}

/// How seats are filled again.
#[derive(Clone, Debug, PartialEq)]
pub struct Hiring {
    /// Probability that an exit opens a seat.
    pub refill: Quantity,
    /// Time from the opening of a seat, once somebody looks for a newcomer, to the hire [years]: luck, drawn for each.
    pub time_to_fill: Distribution,
    /// Time in which a newcomer's productivity grows from 0 to 1, linearly [years].
    pub ramp: f64,
    /// How many seats can be looked after at once; further ones wait in the order of their opening. `None` without a limit.
    pub open_at_once: Option<u32>,
}

/// Something that the lab can do while enough of those who know how are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Capability {
    /// The name, unique.
    pub name: String,
    /// How many it needs, at least 1.
    pub needs: u32,
    /// Who knows how.
    pub holders: Holders,
}

/// Who knows how to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holders {
    /// Everybody with one of these skills; newcomers too, once they are productive, since they are hired for the skills of the seat.
    Skills(Vec<String>),
    /// These researchers: indices into the roster.
    Researchers(Vec<usize>),
}
