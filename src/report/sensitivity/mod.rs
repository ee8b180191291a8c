//! The report on what moves an answer: on the terminal, its plain and JSON forms, `sensitivity.json`, `sensitivity.csv`, `draws.csv`.

mod bars;
pub mod csv;
pub mod json;
pub mod plain;
mod records;
pub mod sentence;
mod shares;
pub mod table;
pub mod worth;

use crate::report::NO_POLICY;
use crate::report::columns::name;
use crate::report::number;
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::tornado::What;

/// The policy that an answer is about.
fn policy(found: &Sensitivity, what: What) -> &str {
    match what {
        What::Retained => NO_POLICY,
        What::Kept(arm) | What::Price(arm) => &found.policies[arm],
    }
}

/// What answers are called in files.
const METRICS: [&str; 3] = ["retained", "kept", "cost_per_person_kept"];

/// Those of them that are numbers of people.
const IN_PEOPLE: [&str; 2] = ["retained", "kept"];

/// What an answer is called in files: one of [`METRICS`].
fn metric(what: What) -> &'static str {
    match what {
        What::Retained => "retained",
        What::Kept(_) => "kept",
        What::Price(_) => "cost_per_person_kept",
    }
}

/// What an answer is called in headings.
fn heading(found: &Sensitivity, what: What) -> String {
    let of = name(policy(found, what), usize::MAX);
    match what {
        What::Retained => format!("there on {}", found.metadata.horizon()),
        What::Kept(_) => format!("kept by {of}"),
        What::Price(_) => format!("cost of one kept by {of}"),
    }
}

/// What amounts of money are called.
fn money(found: &Sensitivity) -> String {
    crate::report::unit_of_money(found.has_pay, found.currency.as_deref())
}

/// The values of a number at both ends.
pub(super) fn values([low, high]: [f64; 2]) -> String {
    let shown = |value: f64| if value.abs() < 1e-6 && value != 0.0 { "0".to_owned() } else { number::significant(value, 2) };
    if low.is_nan() { "?".to_owned() } else { format!("{} to {}", shown(low), shown(high)) }
}

/// `1`, or `2-4`.
fn rank([first, last]: [usize; 2]) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}
