//! Pay: how hazards answer to it and to unvested equity, what others offer, and what money is worth later.

use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{NumberRange, PROBABILITY, RATIO, Support, short};
use crate::scenario::file::{Form, Key, Keys, Reader, Section, Table};

/// `[pay]`: how hazards answer to pay and to unvested equity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pay {
    /// Log hazard ratio for a unit of `ln(offered pay / own pay)`.
    pub elasticity: Quantity,
    /// Log hazard ratio, taken away, for each year's pay of unvested equity.
    pub equity_elasticity: Quantity,
    /// What a date on which equity vests does to the hazard, if anything.
    pub vest_spike: Option<VestSpike>,
}

/// The hazard ratio for some time after a date on which equity vests; spikes that overlap count once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestSpike {
    /// The ratio.
    pub ratio: Quantity,
    /// For how long, by the calendar.
    pub length: Duration,
}

/// How strongly a hazard answers to pay or to unvested equity [log hazard ratio a unit].
const ELASTICITY: NumberRange = NumberRange::new("an elasticity", Support::NotNegative, 20.0, |value| {
    format!("it is an exponent: with {0}, pay 10 % higher divides hazards by 1.1 to the power of {0}", short(value))
});

/// Offered pay as a multiple of pay at the start.
pub(in crate::scenario) const PAY_MULTIPLE: NumberRange = NumberRange {
    name: "a multiple of pay",
    most: 20.0,
    advice: |value| format!("it multiplies pay at the start: 1.5 is half as much again; {0} would be {0} times the pay", short(value)),
    ..RATIO
};

/// By how much money is worth less a year later \[share\].
const DISCOUNT: NumberRange = NumberRange { name: "a discount rate", ..PROBABILITY };

/// `[pay]`.
pub(in crate::scenario) static PAY: Section = Section::new(
    "How hazards answer to pay and to unvested equity.",
    &[
        Key::new(
            "elasticity",
            Form::Quantity(&ELASTICITY),
            "Log hazard ratio for a unit of ln(offered pay / own pay): with 1.2, a raise of 10 % takes 11 % of the hazard away.",
        )
        .required()
        .example("1.2"),
        Key::new(
            "equity_elasticity",
            Form::Quantity(&ELASTICITY),
            "Log hazard ratio, taken away, for each year's pay of unvested equity: with 0.5, one year's pay takes 39 % of the hazard away.",
        )
        .default("0"),
        Key::new("currency", Form::Text, "What the unit of pay is called in results; it changes no number.").example("\"EUR\""),
        Key::new("vest_spike", Form::Table(&VEST_SPIKE), "What a date on which equity vests does to the hazard; nothing if absent."),
    ],
);

/// `[pay] vest_spike`.
static VEST_SPIKE: Section = Section::new(
    "A hazard ratio for some time after each date on which equity vests.",
    &[
        Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio after the date; spikes that overlap count once.").required().example("1.3"),
        Key::new("length", Form::CalendarDuration, "For how long.").required().example("\"1 month\""),
    ],
);

/// `discount_rate`.
pub(in crate::scenario) const DISCOUNT_RATE: Key = Key::new(
    "discount_rate",
    Form::Number(Some(Support::Unit)),
    "By how much money is worth less a year later [share]: costs at t years count by (1 + discount_rate)^-t.",
)
.default("0");

impl Reader {
    /// `[pay]`.
    pub fn pay(&mut self, root: &Table) -> Option<Pay> {
        let keys = self.keys_at(root, "pay", &PAY)?;
        Some(Pay {
            elasticity: self.quantity(keys, "elasticity"),
            equity_elasticity: self.quantity(keys, "equity_elasticity"),
            vest_spike: self.keys_at(keys.table, "vest_spike", &VEST_SPIKE).and_then(|keys| self.vest_spike(keys)),
        })
    }

    /// What the unit of pay is called; `is_paid` where somebody's pay is given.
    pub fn currency(&mut self, root: &Table, is_paid: bool) -> Option<String> {
        let node = root.table("pay")?.get("currency")?;
        let currency = self.text(node)?;
        if !is_paid && !self.is_broken {
            let message = format!("{} says nothing: nobody's pay is given, so that money is in years' pay", quoted(&node.path));
            let diagnostic = Diagnostic::warning(message).at(&node.place);
            self.problems.push(diagnostic.help("give everybody a pay (the roster's column pay), or leave it out"));
            return None;
        }
        Some(currency.to_owned())
    }

    /// What a date of vesting does.
    fn vest_spike(&mut self, keys: Keys<'_>) -> Option<VestSpike> {
        let ratio = self.quantity(keys, "ratio");
        let node = self.required(keys, "length")?;
        self.calendar_duration(node)?;
        Some(VestSpike { ratio, length: self.positive_duration(node)? })
    }

    /// `discount_rate`.
    pub fn discount_rate(&mut self, root: &Table) -> f64 {
        let Some(node) = root.get("discount_rate") else { return 0.0 };
        let rate = self.given_number(node).and_then(|_| self.plain_number(node, &DISCOUNT));
        rate.unwrap_or(0.0)
    }

    /// What a channel or a competitor offers, where it says so.
    pub fn pay_multiple(&mut self, root: &Table, keys: Keys<'_>) -> Option<Quantity> {
        let node = keys.get("pay_multiple")?;
        if root.get("pay").is_none() && !self.is_broken {
            let message = format!("{} does nothing without [pay]", quoted(&node.path));
            let diagnostic = Diagnostic::error(message).at(&node.place);
            self.problems.push(diagnostic.help("say how hazards answer to pay: [pay] elasticity = 1.2"));
        }
        self.optional(keys, "pay_multiple")
    }
}
