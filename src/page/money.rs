//! What money is called on the page.

use serde_json::Value;

/// What it is called where nobody says of which currency.
pub const NO_CURRENCY: &str = "money as in pay";

/// What it is called where pay is the unit.
const PAY: &str = "years' pay";

/// The unit in which a document counts money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    is_in_pay: bool,
    name: String,
}

impl Money {
    /// That of a document; one without a unit is of an earlier version, and in years' pay where a year's pay is 1.
    pub fn of(document: &Value) -> Self {
        let named = document["money"].as_str();
        let is_pay_one = document["annual_pay"].as_f64().is_none_or(|annual_pay| annual_pay == 1.0);
        Self { is_in_pay: named.map_or(is_pay_one, |name| name == PAY), name: named.unwrap_or(NO_CURRENCY).to_owned() }
    }

    /// Whether it is counted in years' pay.
    pub fn is_in_pay(&self) -> bool {
        self.is_in_pay
    }

    /// Under a heading or at an axis.
    pub fn unit(&self) -> &str {
        if self.is_in_pay { PAY } else { &self.name }
    }

    /// An amount in a sentence: `5.3 years' pay`, `265 (money as in pay)`.
    pub fn amount(&self, amount: &str) -> String {
        match (self.is_in_pay, amount) {
            (true, "1") => "1 year's pay".to_owned(),
            (true, _) => format!("{amount} {PAY}"),
            (false, _) if self.name == NO_CURRENCY => format!("{amount} ({NO_CURRENCY})"),
            (false, _) => format!("{amount} {}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_have_their_unit() {
        let of = |document: Value| [Money::of(&document).amount("1"), Money::of(&document).amount("2.5")];
        assert_eq!(of(json!({ "money": "years' pay" })), ["1 year's pay", "2.5 years' pay"]);
        assert_eq!(of(json!({ "money": "USD" })), ["1 USD", "2.5 USD"]);
        assert_eq!(of(json!({ "money": "money as in pay" })), ["1 (money as in pay)", "2.5 (money as in pay)"]);
        assert_eq!(of(json!({})), ["1 year's pay", "2.5 years' pay"]);
        assert_eq!(of(json!({ "annual_pay": 50.0 })), ["1 (money as in pay)", "2.5 (money as in pay)"]);
    }
}
