//! The figures of what moves an answer: each answer at both ends of each number, shares of what is not known, what to find out first, where the
//! best choice changes.

mod choice;
mod shares;
mod tornado;
mod worth;

use serde_json::Value;

use crate::page::figure::Figure;
use crate::page::money::Money;
use crate::page::results::Results;
use crate::page::words;
use crate::report::columns;

/// The figures, in the order of the page: what to find out first stands right after what moves who is still there.
pub fn of(results: &Results) -> Vec<Figure> {
    let document = &results.document;
    let money = Money::of(document);
    let mut figures = tornado::figures(document, &money);
    let worth = [worth::figure(document, &money), choice::figure(document, &money)];
    let rest = figures.split_off(figures.len().min(1));
    figures.into_iter().chain(worth.into_iter().flatten()).chain(rest).chain(shares::figures(document)).collect()
}

/// The items of a list in a document; none where it has no such list.
fn items<'d>(of: &'d Value, key: &str) -> impl Iterator<Item = &'d Value> {
    of[key].as_array().into_iter().flatten()
}

/// A text of a document, as it is safe to print; empty where there is none.
fn text(of: &Value, key: &str) -> String {
    columns::name(of[key].as_str().unwrap_or_default(), usize::MAX)
}

/// What an answer is about, in words: `there on 1 June 2025`, `kept by raise`.
fn heading(document: &Value, answer: &Value) -> String {
    let policy = text(answer, "policy");
    match answer["metric"].as_str() {
        Some("kept") => format!("kept by {policy}"),
        Some("cost_per_person_kept") => format!("cost of one kept by {policy}"),
        _ => format!("there on {}", words::iso(document["horizon"].as_str().unwrap_or_default())),
    }
}

/// The name of an answer's figures: a word, and that of its policy where it has one.
fn named(what: &str, answer: &Value) -> String {
    let letters = answer["policy"].as_str().unwrap_or_default().chars();
    let policy: String = letters.map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }).collect();
    match answer["metric"].as_str() {
        Some("kept") => format!("{what}-kept-{policy}"),
        Some("cost_per_person_kept") => format!("{what}-price-{policy}"),
        _ => what.to_owned(),
    }
}
