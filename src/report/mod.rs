//! From estimates to eyes: the table on the terminal, its plain and JSON forms, the CSV files with their dictionary, the manifest, and
//! the folder that holds them.
//!
//! Nothing is estimated here; numbers are only chosen, rounded ([`number`]) and laid out.

pub mod calibration;
pub mod comparison;
pub mod diff;
pub mod discover;
pub mod explanation;
mod few;
pub mod files;
pub mod json;
mod json_number;
pub mod json_schema;
pub mod names;
pub mod number;
pub mod optimise;
pub mod plain;
pub mod sensitivity;
pub mod sentence;
pub mod story;
pub mod sweep;
pub mod table;
pub mod verdicts;

pub mod columns;
mod grid;
mod plot;
pub mod schemas;
pub mod screen;

use crate::estimate::Estimates;
use crate::scenario::Assertion;
pub use crate::scenario::policy::NO_POLICY;

/// What is reported of one policy of one scenario; a report is made of one or several.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Its [`key`](files::key::key), in every row of its files.
    pub key: &'a str,
    /// Name of the policy in force, or [`NO_POLICY`].
    pub policy: &'a str,
    /// What came of it.
    pub estimates: &'a Estimates,
    /// What the results are held to.
    pub assertions: &'a [Assertion],
}

/// An amount of money: `0.8 years' pay`, or `1,200 EUR` where pay is money; `1,200` where nobody says of which currency.
pub(crate) fn amount_of_money(has_pay: bool, currency: Option<&str>, amount: &str) -> String {
    match currency {
        _ if !has_pay && amount == "1" => "1 year's pay".to_owned(),
        _ if !has_pay => format!("{amount} years' pay"),
        Some(currency) => format!("{amount} {}", columns::name(currency, usize::MAX)),
        None => amount.to_owned(),
    }
}

/// What amounts of money are called: the currency where it is known, `money as in pay`, or `years' pay` where nobody's pay is given.
pub(crate) fn unit_of_money(has_pay: bool, currency: Option<&str>) -> String {
    match currency {
        _ if !has_pay => "years' pay".to_owned(),
        Some(currency) => columns::name(currency, usize::MAX),
        None => "money as in pay".to_owned(),
    }
}
