//! What the syntax of TOML forbids, in as few words as possible.

use std::sync::Arc;

use super::numbers::ranges::hundredth;
use crate::diagnostic::{Diagnostic, Place, Problems, Source};

/// Whether an error is one of a value whose key is known nevertheless.
pub(in crate::scenario) fn keeps_key(error: &toml::de::Error) -> bool {
    ["invalid", "string values", "duplicate key"].iter().any(|start| error.message().starts_with(start))
}

/// Pushes one diagnostic a line at most, and none for what only seems wrong behind a bracket that is never closed. The text that was
/// parsed begins at `offset` of the source. What stands before the place that comes back can be trusted.
pub(in crate::scenario) fn push_errors(source: &Arc<Source>, offset: usize, errors: &[toml::de::Error], problems: &mut Problems) -> usize {
    let mut errors: Vec<_> = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    errors.sort_by_key(|(span, _)| span.start);
    let is_unclosed = errors.iter().any(|(_, message)| message.starts_with("unclosed"));
    let unclosed = if is_unclosed { unclosed_bracket(&source.text()[offset..]) } else { None };
    let mut last: Option<Place> = None;
    for (span, message) in errors.into_iter().filter(|(span, _)| unclosed.is_none_or(|at| span.start < at)) {
        let place = Place::new(source, offset + span.start..offset + span.end);
        if !last.as_ref().is_some_and(|last| last.shares_line_with(&place)) {
            problems.push(diagnostic(message, &place));
        }
        last = Some(place);
    }
    if let Some(at) = unclosed {
        let place = Place::new(source, offset + at..offset + at + 1);
        problems.push(Diagnostic::error("this bracket is never closed").at(&place).label("expected its other half further on"));
    }
    unclosed.map_or(usize::MAX, |at| offset + at)
}

/// An error of the parser in our form: what is wrong, and at the mark what was expected.
fn diagnostic(message: &str, place: &Place) -> Diagnostic {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let diagnostic = Diagnostic::error(format!("this is not TOML: {what}")).at(place);
    if let Some(number) = decimal_comma(place) {
        return diagnostic.label("expected the end of the line").help(format!("write decimals with a point: {number}"));
    }
    if let Some((written, help)) = percentage(place) {
        let message = format!("this is not TOML: {written} is no number");
        return Diagnostic::error(message).at(place).label("expected a number without %").help(help);
    }
    match expected {
        "" if what == "duplicate key" => diagnostic.label("this key has a value already"),
        "" => diagnostic,
        "literal string" => diagnostic.label("expected a number, true, false, or a text in quotes"),
        _ => diagnostic.label(format!("expected {expected}")),
    }
}

/// The number with a point of which a place is the decimal comma, outside any list.
fn decimal_comma(place: &Place) -> Option<String> {
    let (before, after) = place.source().text().split_at(place.span().start);
    let is_digit = |c: char| c.is_ascii_digit();
    let whole = &before[before.trim_end_matches(is_digit).len()..];
    let after = after.strip_prefix(',')?;
    let fraction = &after[..after.len() - after.trim_start_matches(is_digit).len()];
    (!whole.is_empty() && !fraction.is_empty()).then(|| format!("{whole}.{fraction}"))
}

/// The percentage that stands at a place, or around it, and what to write for it: `10%`.
fn percentage(place: &Place) -> Option<(String, String)> {
    let text = place.source().text();
    let is_part = |c: char| c.is_ascii_digit() || "+-.%".contains(c);
    let start = place.span().start;
    let (before, after) = text.split_at(start);
    let from = before.trim_end_matches(is_part).len();
    let to = start + after.len() - after.trim_start_matches(is_part).len();
    let number = text[from..to].strip_suffix('%')?;
    let percentage: f64 = number.parse().ok()?;
    let (share, more) = (hundredth(percentage), hundredth(100.0 + percentage));
    let help = format!("write a share of {number} % as {share}; a ratio multiplies, so that {number} % more is {more}");
    Some((text[from..to].to_owned(), help))
}

/// Where the first bracket opens that is never closed. Brackets in texts and comments do not count.
fn unclosed_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'[' | b'{' => open.push(at),
            b']' | b'}' => {
                open.pop();
            }
            b'#' => at = end_of(text, at, "\n"),
            b'"' | b'\'' => at = end_of_text(text, at),
            _ => {}
        }
        at += 1;
    }
    open.first().copied()
}

/// The last byte of the quoted text that opens at `start`.
fn end_of_text(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let quote = bytes[start];
    for triple in ["\"\"\"", "'''"] {
        if text[start..].starts_with(triple) {
            return end_of(text, start + 3, triple) + 2;
        }
    }
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\n' => return at,
            _ if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Where a mark next begins, or the end of the text.
fn end_of(text: &str, from: usize, mark: &str) -> usize {
    text.get(from..).and_then(|rest| rest.find(mark)).map_or(text.len(), |found| from + found)
}

#[cfg(test)]
mod tests {
    use super::unclosed_bracket;

    #[test]
    fn the_outermost_open_bracket_is_found() {
        assert_eq!(unclosed_bracket("a = [ { b = 1 }\n[c]\nd = 1\n"), Some(4));
        assert_eq!(unclosed_bracket("a = [ 1 ]\n[c]\nd = { x = [ 1 }\n"), Some(18));
        assert_eq!(unclosed_bracket("a = [ 1 ] # [\nb = \"[\\\"[\"\nc = '[\\'\nd = \"\"\"\n[\"[\n\"\"\"\n"), None);
        assert_eq!(unclosed_bracket("a = \"\"\"é["), None);
        assert_eq!(unclosed_bracket("a = \"é\\é\" [\"é"), Some(12));
    }
}
