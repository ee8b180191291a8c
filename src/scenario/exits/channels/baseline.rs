//! The baseline of a channel: offers and how many of them are accepted, or a hazard alone.

use crate::calendar::DAYS_PER_YEAR;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{NumberRange, PROBABILITY, Support, short};
use crate::scenario::file::numbers::units::key_per_year;
use crate::scenario::file::{Form, Key, Keys, Reader};

/// The two forms of a channel's hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Baseline {
    /// Offers come and are accepted or not.
    Offers {
        /// Offers a person-year.
        per_year: Quantity,
        /// Probability that one is accepted.
        acceptance: Quantity,
    },
    /// Only the product is known.
    Hazard {
        /// Exits a person-year.
        per_year: Quantity,
    },
}

/// A hazard [exits a person-year].
pub(in crate::scenario) const HAZARD: NumberRange = NumberRange {
    is_rate: true,
    ..NumberRange::new("a hazard", Support::NotNegative, 12.0, |value| {
        let days = std::f64::consts::LN_2 / value * DAYS_PER_YEAR;
        format!(
            "hazards are per person-year: {} a year means that half are gone in {days:.0} days; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    })
};

/// Offers a person-year.
const OFFERS: NumberRange = NumberRange {
    is_rate: true,
    ..NumberRange::new("a number of offers a person-year", Support::NotNegative, 366.0, |value| {
        format!("offers are per person-year: {} a year is more than one a day", short(value))
    })
};

pub(super) const OFFERS_PER_YEAR: Key =
    Key::new("offers_per_year", Form::Quantity(&OFFERS), "Offers that reach a person [per person-year].").example("2.0");
pub(super) const ACCEPTANCE: Key =
    Key::new("acceptance", Form::Quantity(&PROBABILITY), "Probability that an offer is accepted.").example("0.05");
pub(super) const HAZARD_PER_YEAR: Key =
    Key::new("hazard_per_year", Form::Quantity(&HAZARD), "Exits [per person-year], at covariates 0 and heat 1. 0.02 a month is 0.24.")
        .example("0.12");

impl Reader {
    /// Offers with acceptance, or a hazard alone.
    pub fn baseline(&mut self, keys: Keys<'_>) -> Baseline {
        const HELP: &str = "give offers_per_year with acceptance, or hazard_per_year alone where only the product is known";
        let has = |key| keys.has(key);
        let gives_offers = has("offers_per_year") || has("acceptance");
        if has("hazard_per_year") {
            self.push_contradiction(keys.table, "hazard_per_year", "offers_per_year", HELP);
            self.push_contradiction(keys.table, "hazard_per_year", "acceptance", HELP);
        }
        if gives_offers && !has("hazard_per_year") {
            return Baseline::Offers { per_year: self.quantity(keys, "offers_per_year"), acceptance: self.quantity(keys, "acceptance") };
        }
        let is_in_another_unit = keys.table.entries.iter().any(|entry| key_per_year(entry, &keys.section.names()).is_some());
        if !has("hazard_per_year") && !self.is_broken && !is_in_another_unit {
            let message = format!("{} has no hazard", quoted(&keys.table.path));
            self.problems.push(Diagnostic::error(message).at(&keys.table.place).label("expected `hazard_per_year` in here").help(HELP));
        }
        Baseline::Hazard { per_year: self.optional(keys, "hazard_per_year").unwrap_or(Quantity::Known(0.0)) }
    }
}
