//! Returns: how those who left come back.

use crate::calendar::DAYS_PER_YEAR;
use crate::parameter::Quantity;
use crate::scenario::exits::channels::HAZARD;
use crate::scenario::exits::decay::Decay;
use crate::scenario::file::numbers::ranges::{NumberRange, RATIO, short};
use crate::scenario::file::{Form, Key, Reader, Section, Table};

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

/// A rate of return [returns a person-year].
const RETURN: NumberRange = NumberRange {
    name: "a rate of return",
    advice: |value| {
        let days = std::f64::consts::LN_2 / value * DAYS_PER_YEAR;
        format!(
            "returns are per person-year: {} a year means that half are back in {days:.0} days; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    },
    ..HAZARD
};

/// `[returns]`.
pub(in crate::scenario) static RETURNS: Section = Section::new(
    "How those who left come back: to the old team, with the old date of hire.",
    &[
        Key::new("return_per_year", Form::Quantity(&RETURN), "Returns just after an exit [per person-year].").required().example("0.05"),
        Key::new("half_life", Form::HalfLife, "Time since the exit in which that halves, or \"never\".")
            .required()
            .example("\"18 months\""),
        Key::new("ratio_after_return", Form::Quantity(&RATIO), "Hazard ratio of one who has returned, in all channels.").default("1"),
    ],
);

impl Reader {
    /// `[returns]`.
    pub fn returns(&mut self, root: &Table) -> Option<Returns> {
        let keys = self.keys_at(root, "returns", &RETURNS)?;
        Some(Returns {
            per_year: self.quantity(keys, "return_per_year"),
            decay: self.decay(keys, "half_life"),
            ratio_after: self.quantity(keys, "ratio_after_return"),
        })
    }
}
