//! The numbers that a key admits, and ranges that many keys have. A range that one part of a scenario has alone stands with that part.

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
    /// Whether it is counted a person-year.
    pub is_rate: bool,
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
    pub const fn new(name: &'static str, support: Support, most: f64, advice: fn(f64) -> String) -> Self {
        Self { name, support, most, advice, is_time: false, is_rate: false }
    }

    /// Why a number cannot stand for the key of this path, if it cannot.
    pub fn refusal(&self, path: &str, value: f64) -> Option<Refusal> {
        if value.is_finite() && self.support.contains(value) && value <= self.most {
            return None;
        }
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
        Some(Refusal {
            message: format!("{path} is {}, which is absurdly large", self.shown(value)),
            label: format!("expected at most {}", self.shown(self.most)),
            help: Some((self.advice)(value)),
        })
    }

    /// Whether it multiplies something, so that 1 changes nothing.
    pub fn multiplies(&self) -> bool {
        self.name == RATIO.name
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

/// A probability.
pub(crate) const PROBABILITY: NumberRange = NumberRange::new("a probability", Support::Unit, 1.0, |value| {
    format!("if {} is a percentage, write {}", short(value), short(hundredth(value)))
});

/// A weight between teams, a share of that within.
pub(crate) const SHARE: NumberRange = NumberRange::new("a share", Support::Unit, 1.0, |value| {
    format!(
        "it is a share of the weight within a team, not a count; if {} is a percentage, write {}",
        short(value),
        short(hundredth(value))
    )
});

/// A hazard ratio.
pub(crate) const RATIO: NumberRange = NumberRange::new("a hazard ratio", Support::Positive, 1000.0, |value| {
    format!("a ratio multiplies: 1.09 means 9 % more; {0} would mean {0} times as many", short(value))
});

/// A standard deviation on the logarithmic scale.
pub(crate) const SPREAD: NumberRange = NumberRange::new("a standard deviation", Support::NotNegative, 5.0, |value| {
    format!("it is that of a logarithm: {0} means that one in six is more than e^{0} times the median", short(value))
});

/// A length of time \[years\].
pub(crate) const TIME: NumberRange = NumberRange {
    is_time: true,
    ..NumberRange::new("a length of time", Support::Positive, 1000.0, |_| "write \"never\" for an effect that lasts".to_owned())
};

/// A factor that is no hazard ratio: of offers, of returns, of a time.
pub(crate) const MULTIPLIER: NumberRange = NumberRange {
    name: "a multiplier",
    advice: |value| format!("it multiplies: 1.2 means 20 % more; {0} would mean {0} times as much", short(value)),
    ..RATIO
};

/// Money, in the unit of pay.
pub(crate) const MONEY: NumberRange = NumberRange::new("an amount of money", Support::NotNegative, 1e12, |_| {
    "money is in the unit of the roster's pay: in years' pay where the roster gives none".to_owned()
});

/// A number without the hundreds of digits that the largest and smallest have.
pub(in crate::scenario) fn short(value: f64) -> String {
    let is_far = value != 0.0 && !(1e-9..1e15).contains(&value.abs());
    if is_far { format!("{value:e}") } else { value.to_string() }
}

/// A percentage as a share, without the digits that only binary arithmetic sees: 1.3 is 0.013.
pub(in crate::scenario) fn hundredth(percentage: f64) -> f64 {
    let shown = format!("{:.12}", percentage / 100.0);
    shown.parse().unwrap_or(percentage / 100.0)
}
