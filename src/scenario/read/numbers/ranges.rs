//! The numbers that a key admits.

use crate::diagnostic::quoted;

/// What a key means by its number: its range, and what would be absurd.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberRange {
    /// What it is, with its article: `a hazard ratio`.
    pub name: &'static str,
    /// The range that the mathematics admits.
    pub support: Support,
    /// More than this is a mistake in the unit.
    pub most: f64,
    /// What to say to one who gave more.
    pub advice: fn(f64) -> String,
    /// Whether files write it as a duration; it is in years then.
    pub is_time: bool,
}

/// A range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    /// Above 0.
    Positive,
    /// 0 or more.
    NotNegative,
    /// 0 to 1.
    Unit,
    /// 1 or more.
    FromOne,
}

impl Support {
    /// Whether a number is in the range.
    pub fn contains(self, value: f64) -> bool {
        match self {
            Self::Positive => value > 0.0,
            Self::NotNegative => value >= 0.0,
            Self::Unit => (0.0..=1.0).contains(&value),
            Self::FromOne => value >= 1.0,
        }
    }

    /// The range in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Positive => "above 0",
            Self::NotNegative => "0 or more",
            Self::Unit => "from 0 to 1",
            Self::FromOne => "1 or more",
        }
    }
}

/// Why a number is none of a [`NumberRange`].
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    /// What is wrong, to follow the path.
    pub message: String,
    /// What was expected.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl NumberRange {
    /// Why a number cannot stand for the key of this path, if it cannot.
    pub fn refusal(&self, path: &str, value: f64) -> Option<Refusal> {
        let path = quoted(path);
        let label = format!("expected {}, {}", self.kind(), self.support.words());
        if !value.is_finite() {
            return Some(Refusal { message: format!("{path} must be finite"), label, help: None });
        }
        if !self.support.contains(value) {
            let message = format!("{path} is {}; {} is {}", self.shown(value), self.name, self.support.words());
            let help = (self.support == Support::Unit && value > 1.0).then(|| (self.advice)(value));
            return Some(Refusal { message, label, help });
        }
        if value > self.most {
            let label = format!("expected at most {}", self.shown(self.most));
            return Some(Refusal {
                message: format!("{path} is {}, which is absurdly large", self.shown(value)),
                label,
                help: Some((self.advice)(value)),
            });
        }
        None
    }

    /// Whether it is counted a person-year.
    pub fn is_rate(&self) -> bool {
        [HAZARD, OFFERS, PULL, RETURN].iter().any(|rate| rate.name == self.name)
    }

    /// `a number` or `a duration`.
    fn kind(&self) -> &'static str {
        if self.is_time { "a duration" } else { "a number" }
    }

    /// A number as the file would write it.
    fn shown(&self, value: f64) -> String {
        if self.is_time { format!("{} years", short(value)) } else { short(value) }
    }
}

/// A hazard [exits a person-year].
pub(crate) const HAZARD: NumberRange = NumberRange {
    name: "a hazard",
    support: Support::NotNegative,
    most: 12.0,
    advice: |value| {
        let days = std::f64::consts::LN_2 / value * crate::calendar::DAYS_PER_YEAR;
        format!(
            "hazards are per person-year: {} a year means that half are gone in {days:.0} days; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    },
    is_time: false,
};

/// Offers a person-year.
pub(crate) const OFFERS: NumberRange = NumberRange {
    name: "a number of offers a person-year",
    support: Support::NotNegative,
    most: 366.0,
    advice: |value| format!("offers are per person-year: {} a year is more than one a day", short(value)),
    is_time: false,
};

/// The pull of a spin-out [exits a person-year, or offers where its channel gives offers].
pub(crate) const PULL: NumberRange = NumberRange {
    name: "a pull",
    advice: |value| {
        format!(
            "pull is per year and team-mate of the founders: {} a year is more than one a month; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    },
    ..HAZARD
};

/// A rate of return [returns a person-year].
pub(crate) const RETURN: NumberRange = NumberRange {
    name: "a rate of return",
    advice: |value| {
        let days = std::f64::consts::LN_2 / value * crate::calendar::DAYS_PER_YEAR;
        format!(
            "returns are per person-year: {} a year means that half are back in {days:.0} days; a rate a month is 12 times as much a year, so 0.02 a month is 0.24",
            short(value)
        )
    },
    ..HAZARD
};

/// A weight among the organisations behind a channel.
pub(crate) const WEIGHT: NumberRange = NumberRange {
    name: "a weight",
    support: Support::NotNegative,
    most: 1e6,
    advice: |_| "weights count beside each other: 1 and 2 say as much as 1000 and 2000".to_owned(),
    is_time: false,
};

/// A probability.
pub(crate) const PROBABILITY: NumberRange = NumberRange {
    name: "a probability",
    support: Support::Unit,
    most: 1.0,
    advice: |value| format!("if {} is a percentage, write {}", short(value), short(hundredth(value))),
    is_time: false,
};

/// A weight between teams, a share of that within.
pub(crate) const SHARE: NumberRange = NumberRange {
    name: "a share",
    support: Support::Unit,
    most: 1.0,
    advice: |value| {
        format!(
            "it is a share of the weight within a team, not a count; if {} is a percentage, write {}",
            short(value),
            short(hundredth(value))
        )
    },
    is_time: false,
};

/// A hazard ratio.
pub(crate) const RATIO: NumberRange = NumberRange {
    name: "a hazard ratio",
    support: Support::Positive,
    most: 1000.0,
    advice: |value| format!("a ratio multiplies: 1.09 means 9 % more; {0} would mean {0} times as many", short(value)),
    is_time: false,
};

/// A multiplier of the market.
pub(crate) const HEAT: NumberRange = NumberRange {
    name: "a multiplier of the market",
    advice: |value| format!("heat multiplies: 1 is the usual market; {0} would mean {0} times as many offers", short(value)),
    ..RATIO
};

/// The largest product of ratios.
pub(crate) const CAP: NumberRange = NumberRange {
    name: "a cap of a hazard ratio",
    support: Support::FromOne,
    most: 1e6,
    advice: |_| "leave it out for no cap".to_owned(),
    is_time: false,
};

/// A standard deviation on the logarithmic scale.
pub(crate) const SPREAD: NumberRange = NumberRange {
    name: "a standard deviation",
    support: Support::NotNegative,
    most: 5.0,
    advice: |value| format!("it is that of a logarithm: {0} means that one in six is more than e^{0} times the median", short(value)),
    is_time: false,
};

/// A length of time [years].
pub(crate) const TIME: NumberRange = NumberRange {
    name: "a length of time",
    support: Support::Positive,
    most: 1000.0,
    advice: |_| "write \"never\" for an effect that lasts".to_owned(),
    is_time: true,
};

/// A factor that is no hazard ratio: of offers, of returns, of a time.
pub(crate) const MULTIPLIER: NumberRange = NumberRange {
    name: "a multiplier",
    advice: |value| format!("it multiplies: 1.2 means 20 % more; {0} would mean {0} times as much", short(value)),
    ..RATIO
};

/// Offered pay as a multiple of pay at the start.
pub(crate) const PAY_MULTIPLE: NumberRange = NumberRange {
    name: "a multiple of pay",
    most: 20.0,
    advice: |value| format!("it multiplies pay at the start: 1.5 is half as much again; {0} would be {0} times the pay", short(value)),
    ..RATIO
};

/// A raise [share of pay].
pub(crate) const RAISE: NumberRange = NumberRange {
    name: "a raise",
    support: Support::NotNegative,
    most: 10.0,
    advice: |value| {
        format!("a raise is a share of pay: 0.2 is 20 %; if {} is a percentage, write {}", short(value), short(hundredth(value)))
    },
    is_time: false,
};

/// Equity granted [annual pays].
pub(crate) const GRANT: NumberRange = NumberRange {
    name: "a grant",
    support: Support::NotNegative,
    most: 100.0,
    advice: |_| "a grant is in annual pays: 1.0 is a year's pay, whatever the unit of pay".to_owned(),
    is_time: false,
};

/// Money, in the unit of pay.
pub(crate) const MONEY: NumberRange = NumberRange {
    name: "an amount of money",
    support: Support::NotNegative,
    most: 1e12,
    advice: |_| "money is in the unit of the roster's pay: in annual pays where the roster gives none".to_owned(),
    is_time: false,
};

/// How strongly a hazard answers to pay or to unvested equity [log hazard ratio a unit].
pub(crate) const ELASTICITY: NumberRange = NumberRange {
    name: "an elasticity",
    support: Support::NotNegative,
    most: 20.0,
    advice: |value| format!("it is an exponent: with {0}, pay 10 % higher divides hazards by 1.1 to the power of {0}", short(value)),
    is_time: false,
};

/// By how much money is worth less a year later [share].
pub(crate) const DISCOUNT: NumberRange = NumberRange { name: "a discount rate", ..PROBABILITY };

/// A number without the hundreds of digits that the largest and smallest have.
pub(in crate::scenario::read) fn short(value: f64) -> String {
    let is_far = value != 0.0 && !(1e-9..1e15).contains(&value.abs());
    if is_far { format!("{value:e}") } else { value.to_string() }
}

/// A percentage as a share, without the digits that only binary arithmetic sees: 1.3 is 0.013.
pub(in crate::scenario::read) fn hundredth(percentage: f64) -> f64 {
    let shown = format!("{:.12}", percentage / 100.0);
    shown.parse().unwrap_or(percentage / 100.0)
}
