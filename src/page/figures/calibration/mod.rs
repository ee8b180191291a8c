//! The figures of a calibration: what the history taught, and how well the fitted model agrees with it.

mod half_years;
mod learned;
mod nelson_aalen;
mod predictive;
mod spells;

use crate::page::figure::Figure;
use crate::page::results::Results;

/// The figures, in the order of the page; of the history itself only where single people may be shown.
pub fn of(results: &Results, individuals: bool) -> Vec<Option<Figure>> {
    vec![
        individuals.then(|| spells::figure(results)).flatten(),
        learned::figure(results),
        half_years::figure(&results.document["fit"]),
        nelson_aalen::figure(&results.document["fit"]),
        predictive::figure(&results.document["fit"]),
    ]
}

/// A number of a document; not a number where it is not known.
fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The numbers under some keys.
fn numbers<const KEYS: usize>(value: &serde_json::Value, keys: [&str; KEYS]) -> [f64; KEYS] {
    keys.map(|key| number(&value[key]))
}
