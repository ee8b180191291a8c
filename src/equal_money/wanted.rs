//! What is wanted of a policy, and the value of a number at which it comes about.

use crate::scenario::Override;
use crate::statistics::Estimate;

/// What is wanted of a policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// That it is expected to spend so much, grants to the last date on which they vest [unit of pay].
    Cost(f64),
    /// That it keeps so many more people at the horizon than the scenario without.
    Kept(f64),
}

/// A value that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Solved {
    /// The path of the number.
    pub path: String,
    /// Its value, and the Monte Carlo error of that.
    pub value: Estimate,
    /// Standard errors from it to either end of its 95 % interval.
    pub errors: f64,
    /// Whether the scenario gives it as a distribution, whose place the value takes.
    pub was_uncertain: bool,
    /// The policy.
    pub policy: String,
    /// What is wanted.
    pub wanted: Wanted,
}

impl Wanted {
    /// Reads `cost=2e6` or `kept=3`.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (what, value) = text.split_once('=').unwrap_or((text, ""));
        let value = value.trim().replace('_', "").parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0);
        match (what.trim(), value) {
            ("cost", Some(value)) => Ok(Self::Cost(value)),
            ("kept", Some(value)) => Ok(Self::Kept(value)),
            _ => Err("expected cost=AMOUNT or kept=PEOPLE, such as cost=2e6 or kept=3".to_owned()),
        }
    }

    /// The amount, or the number of people.
    pub fn value(self) -> f64 {
        let (Self::Cost(value) | Self::Kept(value)) = self;
        value
    }

    /// What can be wanted.
    pub const NAMES: [&str; 2] = ["cost", "kept"];

    /// What it is of: one of [`Self::NAMES`].
    pub fn name(self) -> &'static str {
        let [cost, kept] = Self::NAMES;
        if matches!(self, Self::Cost(_)) { cost } else { kept }
    }
}

impl Solved {
    /// The setting that it is.
    pub fn setting(&self) -> Override {
        Override { path: self.path.clone(), value: format!("{}", self.value.value) }
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn what_is_wanted_is_read() {
        assert_eq!(Wanted::parse("cost=2_000_000"), Ok(Wanted::Cost(2e6)));
        assert_eq!(Wanted::parse("kept = 0.5"), Ok(Wanted::Kept(0.5)));
        for wrong in ["", "cost", "cost=", "kept=0", "kept=-1", "kept=nan", "retained=3", "cost=inf"] {
            let message = "expected cost=AMOUNT or kept=PEOPLE, such as cost=2e6 or kept=3";
            assert_eq!(Wanted::parse(wrong), Err(message.to_owned()), "{wrong:?}");
        }
    }
}
