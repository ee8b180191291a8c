//! Frailty: what differs between people that no column knows.

use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::SPREAD;
use crate::scenario::file::{Form, Key, Reader, Section, Table};

/// `[frailty]`.
pub(in crate::scenario) static FRAILTY: Section = Section::new(
    "What differs between people that no column knows: a personal hazard ratio, log-normal with mean 1.",
    &[Key::new("sd", Form::Quantity(&SPREAD), "Standard deviation of the logarithm of the personal hazard ratio.")
        .required()
        .example("0.5")],
);

impl Reader {
    /// `[frailty]`: how much people differ unseen.
    pub fn frailty(&mut self, root: &Table) -> Option<Quantity> {
        let keys = self.keys_at(root, "frailty", &FRAILTY)?;
        Some(self.quantity(keys, "sd"))
    }
}
