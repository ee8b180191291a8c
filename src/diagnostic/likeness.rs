//! Names that were probably meant to be one: equal but for what programs and people change without a thought.
//!
//! A spreadsheet makes 7 of 0007, a statistics package 7.0 of 7; people write `Vision ` and `vision`; the same letter with its accent may be
//! one character or two (Unicode Standard Annex 15).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text without something.
type Without = fn(&str) -> String;

/// What may be different without making another name: in words, and the text without it.
const CHANGES: [(&str, Without); 5] = [
    ("leading zeros", without_zeros),
    ("case", in_one_case),
    ("spaces", without_spaces),
    ("a final .0", without_point_zero),
    ("Unicode form", in_one_form),
];

/// A text in Unicode's composed form, NFC: what was read is the same whoever wrote it.
pub fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// A text without all that may be different between names that were meant to be one.
pub(crate) fn likeness(name: &str) -> String {
    without_zeros(&without_point_zero(&without_spaces(&in_one_case(&in_one_form(name)))))
}

/// In what two names of one likeness differ.
pub(crate) fn difference(one: &str, other: &str) -> &'static str {
    let change = CHANGES.iter().find(|(_, change)| change(one) == change(other));
    change.map_or("case, spaces, zeros or Unicode form", |(what, _)| what)
}

fn in_one_form(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfkc().collect() }
}

/// Through capitals, so that also `ß` and `ss` are one.
fn in_one_case(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

fn without_spaces(name: &str) -> String {
    name.chars().filter(|&c| !c.is_whitespace() && !super::is_unseen(c)).collect()
}

fn without_point_zero(name: &str) -> String {
    let bare = name.trim_end_matches('0').strip_suffix('.').filter(|bare| !bare.is_empty() && name.ends_with('0'));
    bare.filter(|bare| bare.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(name).to_owned()
}

fn without_zeros(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        let bare = digits.trim_start_matches('0');
        out.push_str(before);
        out.push_str(if bare.is_empty() { "0" } else { bare });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::{composed, difference, likeness};

    #[test]
    fn names_that_were_meant_to_be_one_are_alike() {
        for (one, other, what) in [
            ("7", "0007", "leading zeros"),
            ("p-1", "p-01", "leading zeros"),
            ("0", "000", "leading zeros"),
            ("Vision", "vision", "case"),
            ("Straße", "STRASSE", "case"),
            ("machine learning", "machine  learning", "spaces"),
            ("a b", "ab", "spaces"),
            ("7", "7.0", "a final .0"),
            ("120", "120.00", "a final .0"),
            ("Zu\u{308}rich", "Zürich", "Unicode form"),
            ("ABC", "\u{ff21}\u{ff22}\u{ff23}", "Unicode form"),
            ("7.0", "007", "case, spaces, zeros or Unicode form"),
        ] {
            assert_eq!(likeness(one), likeness(other), "{one}, {other}");
            assert_eq!(difference(one, other), what, "{one}, {other}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (one, other) in [("7", "70"), ("10", "1"), ("a1", "a11"), ("7.5", "7"), ("v1.0", "v1"), ("a.0", "a"), ("a-b", "ab"), ("é", "e")]
        {
            assert_ne!(likeness(one), likeness(other), "{one}, {other}");
        }
    }

    #[test]
    fn what_is_composed_stays() {
        assert_eq!(composed("Zu\u{308}rich"), "Zürich");
        for text in ["", "a", "Zürich", "研究"] {
            assert!(matches!(composed(text), std::borrow::Cow::Borrowed(same) if same == text));
        }
    }
}
