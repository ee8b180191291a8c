//! The report on a comparison: what is on the terminal, its plain and JSON forms, `comparison.json`,
//! `comparison.csv`, `costs.csv`, `acceptability.csv`.

pub mod csv;
pub mod equal_money;
pub(super) mod forest;
pub mod hardest;
pub mod json;
pub mod money;
pub mod plain;
pub mod regret;
pub mod sentence;
pub mod table;
pub mod what_if;

pub(in crate::report) use self::money::price_cells;
use crate::compare::{Compared, Comparison, Difference, Measure};
use crate::estimate::Estimate;
use crate::report::number;

/// Differences of retained and their 95 % intervals as they stand in one column: people with the digits of the least certain, shares as
/// percentages.
pub(in crate::report) fn column(arms: &[(&Difference, Measure)]) -> Vec<[String; 2]> {
    let people = arms.iter().filter(|(_, measure)| *measure == Measure::People);
    let mcse = people.map(|(difference, _)| difference.estimate.mcse).fold(0.0, f64::max);
    let cell = |&(difference, measure): &(&Difference, Measure)| match measure {
        Measure::People => shown(difference, mcse),
        Measure::Share => in_percent(difference),
    };
    arms.iter().map(cell).collect()
}

/// A difference and its interval, with the digits of an error that is not smaller than its own.
fn shown(difference: &Difference, mcse: f64) -> [String; 2] {
    let mcse = if difference.estimate.mcse.is_nan() { f64::NAN } else { mcse.max(difference.estimate.mcse) };
    [number::estimate(Estimate { mcse, ..difference.estimate }), interval(difference, mcse)]
}

/// The interval alone; nothing where it is not known.
fn interval(difference: &Difference, mcse: f64) -> String {
    if mcse.is_nan() { String::new() } else { number::interval(difference.interval(), mcse, difference.within) }
}

/// A difference of shares and its interval.
fn in_percent(difference: &Difference) -> [String; 2] {
    let Estimate { value, mcse } = difference.estimate;
    let hundredfold = Difference {
        estimate: Estimate { value: 100.0 * value, mcse: 100.0 * mcse },
        within: difference.within.map(|end| 100.0 * end),
        ..*difference
    };
    shown(&hundredfold, hundredfold.estimate.mcse).map(|text| if text.is_empty() { text } else { format!("{text} %") })
}

/// A difference and its interval, in people or as a percentage of the roster.
pub(in crate::report) fn shown_as(difference: &Difference, measure: Measure) -> [String; 2] {
    match measure {
        Measure::People => shown(difference, difference.estimate.mcse),
        Measure::Share => in_percent(difference),
    }
}

/// Amounts of money: `0.8 years' pay`, or `1,200 EUR` where pay is money; `1,200` where nobody says of which currency.
pub(in crate::report) fn money(comparison: &Comparison, amount: &str) -> String {
    crate::report::amount_of_money(comparison.has_pay, comparison.currency.as_deref(), amount)
}

/// What amounts of money are called.
pub(in crate::report) fn unit(comparison: &Comparison) -> String {
    crate::report::unit_of_money(comparison.has_pay, comparison.currency.as_deref())
}

/// The arms that are compared with the reference, those that keep most first.
fn by_effect(comparison: &Comparison) -> Vec<&Compared> {
    comparison.by_effect().into_iter().map(|index| &comparison.arms[index]).collect()
}
