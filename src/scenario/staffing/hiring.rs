//! Hiring: how seats are filled again.

use super::MOST_NEEDED;
use crate::parameter::{Distribution, Quantity};
use crate::scenario::file::numbers::ranges::{PROBABILITY, TIME};
use crate::scenario::file::{Form, Key, Reader, Section, Table};
use crate::scenario::root::RootKeys;
use crate::scenario::what_if::Freeze;

/// How seats are filled again.
#[derive(Clone, Debug, PartialEq)]
pub struct Hiring {
    /// Probability that an exit opens a seat.
    pub refill: Quantity,
    /// Time from the opening of a seat, once somebody looks for a newcomer, to the hire \[years\]: luck, drawn for each.
    pub time_to_fill: Distribution,
    /// Time in which a newcomer's productivity grows from 0 to 1, linearly \[years\].
    pub ramp: f64,
    /// How many seats can be looked after at once; further ones wait in the order of their opening. `None` without a limit.
    pub open_at_once: Option<u32>,
    /// When nobody is looked for; only a what-if brings that about.
    pub freeze: Option<Freeze>,
}

/// `[hiring]`.
pub(in crate::scenario) static HIRING: Section = Section::new(
    "How seats are filled again, by newcomers with the seat's team, role and skills.",
    &[
        Key::new("refill", Form::Quantity(&PROBABILITY), "Probability that an exit opens a seat.").default("1"),
        Key::new(
            "time_to_fill",
            Form::Luck(&TIME),
            "Time from when a seat is looked after to the hire, drawn for each seat; { mean = \"5 months\" } is exponential.",
        )
        .required()
        .example("\"5 months\"")
        .hint("time_to_fill = { median = \"5 months\", p95 = \"12 months\" }"),
        Key::new("ramp", Form::Duration, "Time in which a newcomer's productivity grows from 0 to 1, linearly.").default("\"0 days\""),
        Key::new(
            "open_at_once",
            Form::Whole(1, MOST_NEEDED),
            "How many seats are looked after at once; further ones wait in their order. No limit if absent.",
        )
        .example("10"),
    ],
);

impl Reader {
    /// `[hiring]`.
    pub fn hiring(&mut self, root: &Table, root_keys: &RootKeys) -> Option<Hiring> {
        let keys = self.keys_at(root, "hiring", &HIRING)?;
        let time_to_fill = self.luck(keys, "time_to_fill");
        if let Some(time_to_fill) = &time_to_fill {
            self.warn_of_length(keys, "time_to_fill", time_to_fill.centre(), root_keys, "hardly any seat is filled");
        }
        let ramp = self.length(keys, "ramp");
        self.warn_of_length(keys, "ramp", ramp, root_keys, "no newcomer is fully productive");
        Some(Hiring {
            refill: self.quantity(keys, "refill"),
            time_to_fill: time_to_fill.unwrap_or(Distribution::Values(vec![1.0])),
            ramp,
            open_at_once: self.whole(keys, "open_at_once").map(|seats| seats as u32),
            freeze: None,
        })
    }
}
