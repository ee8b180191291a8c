//! `[budget]`: what may be spent, where policies are compared at equal money.

use super::file::numbers::ranges::{MONEY, NumberRange, Support};
use super::file::{Form, Key, Reader, Section, Table};

/// `[budget]`.
pub(super) static BUDGET: Section = Section::new(
    "What may be spent: a comparison brings every policy to the level at which it is expected to spend that. It is no limit of a policy, as its own budget is.",
    &[Key::new(
        "total",
        Form::Number(Some(Support::Positive)),
        "What each policy is expected to spend: up to the horizon, and on grants to the last date on which they vest [unit of pay].",
    )
    .required()
    .example("2000000")
    .hint("total = 2_000_000")],
);

/// What may be spent.
const TOTAL: NumberRange = NumberRange { name: "a budget", support: Support::Positive, ..MONEY };

impl Reader {
    /// `[budget]`.
    pub fn budget(&mut self, root: &Table) -> Option<f64> {
        let keys = self.keys_at(root, "budget", &BUDGET)?;
        let node = self.required(keys, "total")?;
        self.given_number(node).and_then(|_| self.plain_number(node, &TOTAL))
    }
}
