//! Whether the amounts of an export can be compared: everybody's in one currency, and for one time.

use super::Ask;
use super::numbers::currency;
use super::people::{Entry, lines};
use super::table::{Columns, Table};
use crate::diagnostic::quoted;
use crate::headings::{Field, plain};

/// What pay is given for, and how many of them are a year.
const PERIODS: [(&[&str], f64); 6] = [
    (
        &[
            "annual",
            "annually",
            "annum",
            "per annum",
            "year",
            "yearly",
            "per year",
            "a",
            "y",
            "jahrlich",
            "pro jahr",
            "jahr",
            "annuel",
            "an",
            "anual",
            "ano",
        ],
        1.0,
    ),
    (&["month", "monthly", "per month", "m", "monatlich", "monat", "mensuel", "mensuelle", "mois", "mensual", "mes", "شهري"], 12.0),
    (&["semi monthly", "semimonthly", "twice a month"], 24.0),
    (&["bi weekly", "biweekly", "fortnightly", "every two weeks"], 26.0),
    (&["week", "weekly", "per week", "w", "wochentlich", "hebdomadaire", "semanal"], 52.0),
    (&["quarterly", "quarter", "per quarter"], 4.0),
];

/// Whether a heading says that pay is a year's.
fn is_annual(heading: &str) -> bool {
    plain(heading).split(' ').any(|word| {
        ["annual", "annualized", "annualised", "yearly", "annuel", "anual", "سنوي"].contains(&word) || word.starts_with("jahres")
    })
}

/// The time that a heading says pay is for, of those that take a word of more than a letter, and how many of them are a year.
fn period_in(heading: &str) -> Option<(&'static str, f64)> {
    let heading = plain(heading);
    let known = |words: &'static [&str]| words.iter().find(|known| known.len() > 2 && heading.split(' ').any(|word| word == **known));
    if is_annual(&heading) {
        return None;
    }
    PERIODS.iter().find_map(|(words, times)| known(words).map(|word| (*word, *times)))
}

/// The cells of a field of those there.
fn cells<'t>(table: &'t Table, columns: &Columns, entries: &'t [Entry], there: &'t [usize], ask: &'t Ask, field: Field) -> Vec<&'t str> {
    let column = columns.get(field);
    there.iter().filter_map(|&index| table.rows[entries[index].row].get(column?, ask)).collect()
}

/// Different texts, in order.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// What pay has to be multiplied by to be annual, where everybody there has one in one currency and for one time; says why it is left out
/// where not.
pub(super) fn annual(
    table: &Table,
    columns: &Columns,
    entries: &[Entry],
    there: &[usize],
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> Option<f64> {
    columns.get(Field::Pay)?;
    let without: Vec<usize> =
        there.iter().filter(|&&index| entries[index].pay.is_none_or(|pay| pay <= 0.0)).map(|&index| entries[index].line).collect();
    if !without.is_empty() {
        remarks.push(format!("Pay is left out, since some have none and nobody's pay is made up: {}.", lines(&without)));
        return None;
    }
    let cells = |field| cells(table, columns, entries, there, ask, field);
    let mut currencies = distinct(cells(Field::Currency).into_iter().map(str::to_owned));
    if currencies.is_empty() {
        currencies = distinct(cells(Field::Pay).into_iter().filter_map(currency).map(str::to_owned));
    }
    if currencies.len() > 1 {
        remarks.push(format!("Pay is left out, since it is in several currencies: {}.", currencies.join(", ")));
        return None;
    }
    let periods = distinct(cells(Field::PayPeriod).into_iter().map(str::to_owned));
    if let (Some((words, times)), []) = (columns.get(Field::Pay).and_then(|column| period_in(&table.headings[column])), &periods[..]) {
        if times > 1.0 {
            remarks.push(format!("Pay is {} by its heading, and is written as annual: {times} times as much.", quoted(words)));
        }
        return Some(times);
    }
    let times: Vec<Option<f64>> = periods
        .iter()
        .map(|period| PERIODS.iter().find(|(words, _)| words.contains(&plain(period).as_str())).map(|(_, times)| *times))
        .collect();
    match times[..] {
        [] => Some(1.0),
        [Some(first), ref others @ ..] if others.iter().all(|times| *times == Some(first)) => {
            let heading = columns.get(Field::Pay).map_or("", |column| table.headings[column].as_str());
            if first > 1.0 && is_annual(heading) {
                let (heading, period) = (quoted(heading), quoted(&periods[0]));
                remarks.push(format!("Pay is annual by its heading, {heading}; {period} is how often it is paid."));
                return Some(1.0);
            }
            if first > 1.0 {
                remarks.push(format!("Pay is {}, and is written as annual: {first} times as much.", quoted(&periods[0])));
            }
            Some(first)
        }
        [None] => {
            remarks.push(format!("Pay is left out, since nothing tells how much of {} is a year's.", quoted(&periods[0])));
            None
        }
        _ => {
            remarks.push(format!("Pay is left out, since it is for several times: {}.", periods.join(", ")));
            None
        }
    }
}

/// Whether unvested equity can be used: beside pay, and all in the currency of pay; says why it is left out where not.
pub(super) fn has_unvested(
    table: &Table,
    columns: &Columns,
    entries: &[Entry],
    there: &[usize],
    has_pay: bool,
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> bool {
    if columns.get(Field::Unvested).is_none() {
        return false;
    }
    if !has_pay {
        remarks.push("Unvested equity is left out, since without pay nothing says how much it is.".to_owned());
        return false;
    }
    let signs =
        |field| cells(table, columns, entries, there, ask, field).into_iter().filter_map(currency).map(str::to_owned).collect::<Vec<_>>();
    let unvested = distinct(signs(Field::Unvested).into_iter());
    if unvested.is_empty() {
        return true;
    }
    let all = distinct(signs(Field::Pay).into_iter().chain(unvested));
    if all.len() > 1 {
        remarks.push(format!("Unvested equity is left out, since it and pay are in several currencies: {}.", all.join(", ")));
    }
    all.len() == 1
}
