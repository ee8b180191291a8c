//! Words of the page: dates as they are spoken, numbers in sentences, names cut to a width, the ends of intervals.

use serde_json::Value;

use super::chart::text_width;
use super::figure::Cell;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::report::{columns, number};

/// How wide a letter of a broad font is on average \[CSS pixels\].
const LETTER: f64 = 7.6;

/// A date as it is spoken: `1 June 2025`.
pub fn day(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    format!("{} {} {}", date.day(), MONTHS[usize::from(date.month().unsigned_abs()) - 1], date.year())
}

/// A date in ISO's form as it is spoken, `1 June 2025`; as it stands where it is none.
pub fn iso(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), day)
}

/// A text with each date in it as it is spoken; what is part of a longer word, such as a name, stays.
pub fn spoken(text: &str) -> String {
    let word = |word: &str| {
        let is_inside = |letter: char| letter.is_alphanumeric();
        let date = word.trim_matches(|letter| !is_inside(letter));
        if date.len() == "2025-06-01".len() && date.parse::<Date>().is_ok() { word.replacen(date, &iso(date), 1) } else { word.to_owned() }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A number with its error, `{"value": 5.4, "mcse": 0.1}`.
pub fn estimate(value: &Value) -> Option<Estimate> {
    Some(Estimate { value: value.get("value")?.as_f64()?, mcse: value.get("mcse").and_then(Value::as_f64).unwrap_or(f64::NAN) })
}

/// A sentence with its first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name cut to a width \[CSS pixels\] in its middle.
pub fn clipped(name: &str, width: f64) -> String {
    columns::short(name, fitting(width))
}

/// Names cut to a width so that they can still be told apart: in their middle, or else up to where they first differ.
pub fn clipped_apart(names: &[String], width: f64) -> Vec<String> {
    let cut: Vec<String> = names.iter().map(|name| clipped(name, width)).collect();
    let is_alone = |name: &String| cut.iter().filter(|other| *other == name).count() == 1;
    let tell = |(name, short): (&String, &String)| {
        if is_alone(short) {
            return short.clone();
        }
        let alike = names.iter().zip(&cut).filter(|(other, cut)| *cut == short && *other != name);
        let shared = alike.map(|(other, _)| name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()).min().unwrap_or(0);
        let rest: String = name.chars().skip(shared.saturating_sub(3)).collect();
        columns::name(&format!("…{rest}"), fitting(width))
    };
    names.iter().zip(&cut).map(tell).collect()
}

/// How many letters fit, of a broad font.
fn fitting(width: f64) -> usize {
    (width / LETTER + 1e-9).max(5.0) as usize
}

/// How wide the widest of some texts is, at most so much \[CSS pixels\].
pub fn widest<'t>(texts: impl Iterator<Item = &'t str>, most: f64) -> f64 {
    texts.map(|text| LETTER / text_width("m") * text_width(text)).fold(0.0, f64::max).min(most)
}

/// A number as a cell; one that is not known has none.
pub fn cell(value: f64, shown: &str) -> Cell {
    if value.is_finite() { Cell::Number(value, shown.to_owned()) } else { Cell::Unknown }
}

/// The ends of an interval, rounded outwards to the digits that an error supports.
pub fn ends(interval: [f64; 2], mcse: f64, within: [f64; 2]) -> [String; 2] {
    if interval.iter().any(|end| !end.is_finite()) {
        return [const { String::new() }; 2];
    }
    let text = number::interval(interval, mcse, within);
    let (low, high) = text.split_once(" to ").unwrap_or((&text, &text));
    [low.to_owned(), high.to_owned()]
}

/// Words in a sentence: `a, b and c`.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_lists_are_spoken() {
        assert_eq!(day(Date::constant(2025, 6, 1)), "1 June 2025");
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
    }

    #[test]
    fn dates_in_a_text_are_spoken_and_names_stay() {
        let text = "by 2025-06-01 (from 2025-07-02, on): grant-2025-06-01 of 2025-06-01-x; 2025-13-01, 12";
        let said = "by 1 June 2025 (from 2 July 2025, on): grant-2025-06-01 of 2025-06-01-x; 2025-13-01, 12";
        assert_eq!(spoken(text), said);
    }

    #[test]
    fn names_are_cut_to_their_room() {
        assert_eq!(clipped("refresh", 70.0), "refresh");
        assert!(clipped("a policy with a long name indeed", 70.0).contains('…'));
    }

    #[test]
    fn names_that_are_alike_are_cut_where_they_differ() {
        let names = ["variant-number-1-of-the-conditions", "variant-number-2-of-the-conditions", "raise"].map(str::to_owned);
        let cut = clipped_apart(&names, 110.0);
        assert!(cut[0].contains('1') && cut[1].contains('2') && cut[2] == "raise", "{cut:?}");
    }

    #[test]
    fn unknown_intervals_have_no_ends() {
        assert_eq!(ends([f64::NAN, 1.0], 0.1, [0.0, 9.0]), ["", ""]);
        assert_eq!(ends([0.512, 1.0], 0.06, [0.0, 9.0]), ["0.5", "1.0"]);
    }
}
