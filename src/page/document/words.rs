//! Dates and numbers as a reader of the page says them.

use serde_json::Value;

use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::page::words::day;
use crate::report::number;

/// A date in ISO's form as it is spoken, `1 June 2025`; as it stands where it is none.
pub fn iso(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), day)
}

/// A number with its error, `{"value": 5.4, "mcse": 0.1}`.
pub fn estimate(value: &Value) -> Option<Estimate> {
    Some(Estimate { value: value.get("value")?.as_f64()?, mcse: value.get("mcse").and_then(Value::as_f64).unwrap_or(f64::NAN) })
}

/// A number with the ends of its 95 % interval, `{"value": 5.3, "low": 5.1, "high": 5.4}`: the number and the interval as printed.
pub fn within(value: &Value, limits: [f64; 2]) -> Option<(Estimate, String)> {
    let [value, low, high] = ["value", "low", "high"].map(|key| value.get(key).and_then(Value::as_f64));
    let (value, low, high) = (value?, low?, high?);
    let mcse = (high - low) / (2.0 * NORMAL_P975);
    Some((Estimate { value, mcse }, number::interval([low, high], mcse, limits)))
}

/// A sentence with its first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An amount in years' pay: `1 year's pay`.
pub fn years_pay(amount: &str) -> String {
    if amount == "1" || amount == "1.0" { format!("{amount} year's pay") } else { format!("{amount} years' pay") }
}

/// A number in a sentence: two digits, without a zero at the end of its decimals.
pub fn roughly(value: f64) -> String {
    let text = number::significant(value, 2);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
