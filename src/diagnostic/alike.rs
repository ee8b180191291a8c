//! The same problem in many rows of a table is one message: with the first row, how many more there are, and their lines.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Diagnostic, Place, quoted};

/// Lines that are listed of further rows.
const LISTED: usize = 5;

/// Further rows with the problem of a diagnostic.
#[derive(Clone, Debug, Default)]
pub(super) struct Also {
    first: Vec<Place>,
    last: Option<Place>,
    count: usize,
}

impl Also {
    /// One more.
    pub fn add(&mut self, place: Place) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(place);
        } else {
            self.last = Some(place);
        }
    }

    /// ` (and 7 more: lines 3, 4, 5, 6, 7, ..., 9)`.
    pub fn words(&self) -> String {
        let mut lines: Vec<usize> = self.first.iter().map(|place| place.line_and_column().0).collect();
        lines.dedup();
        let mut text =
            format!(" (and {} more: line{} ", self.count, if lines.len() + usize::from(self.last.is_some()) > 1 { "s" } else { "" });
        for (number, line) in lines.iter().enumerate() {
            let _ = write!(text, "{}{line}", if number > 0 { ", " } else { "" });
        }
        if let Some(last) = &self.last {
            let gap = if self.count > LISTED + 1 { ", ..." } else { "" };
            let _ = write!(text, "{gap}, {}", last.line_and_column().0);
        }
        text + ")"
    }
}

/// What two diagnostics of one problem have in common: all that they say but for the texts of their rows' cells, and numbers. Nothing where
/// the place is in no table.
pub(super) fn key(diagnostic: &Diagnostic, has_help: bool) -> Option<String> {
    let place = diagnostic.place.as_ref().filter(|place| place.source().is_table())?;
    let (line, _) = place.first_line();
    let cells: Vec<&str> = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"')).collect();
    let source: *const _ = Arc::as_ptr(place.source());
    let [label, help] = [&diagnostic.label, &diagnostic.help].map(|text| text.as_deref().filter(|_| has_help).unwrap_or_default());
    let marked = &place.source().text()[place.span()];
    let bare = |text: &str| without(text, marked, &cells);
    Some(format!("{has_help} {source:?} {:?} {}\n{}\n{}", diagnostic.severity, bare(&diagnostic.message), bare(label), bare(help)))
}

/// A text without the numbers in it and what it quotes of a row.
fn without(text: &str, marked: &str, cells: &[&str]) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, part) in text.split('`').enumerate() {
        if number % 2 == 0 {
            let mut was_digit = false;
            for c in part.chars() {
                if !c.is_ascii_digit() {
                    out.push(c);
                } else if !was_digit {
                    out.push('#');
                }
                was_digit = c.is_ascii_digit();
            }
        } else if part.ends_with('…') || cells.contains(&part) || quoted(marked.trim_matches('"')).trim_matches('`') == part {
            out.push_str("``");
        } else {
            out.push_str(part);
        }
    }
    out
}
