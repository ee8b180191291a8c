//! Lines within a quoted cell that look like rows of their own: a quote that is missing, or one too many, takes people into a note.

use std::ops::Range;
use std::sync::Arc;

use super::super::reader::Reader;
use super::lines::Record;
use crate::cells::dates::is_value;
use crate::diagnostic::{Diagnostic, Place, Source, quoted};

/// Lines that a quoted cell holds and that have as many cells as the header.
pub(crate) struct Swallowed {
    /// The first line of the cell, and those that look like rows.
    pub begins: usize,
    pub lines: Vec<usize>,
    /// Where the first of them stands.
    pub place: Range<usize>,
    /// One of them has a date or a number: no note is so.
    pub is_certain: bool,
}

/// Fewer marks are in any sentence.
const LEAST_MARKS: usize = 2;

impl Swallowed {
    /// What a row of a text holds, whose header has so many cells.
    pub fn of(text: &str, record: &Record, separator: u8, width: usize) -> Option<Self> {
        let marks = |line: &str| line.bytes().filter(|byte| *byte == separator).count();
        let mut found: Option<Self> = None;
        for (column, cell) in record.iter().enumerate() {
            let (start, end) = (cell.start as usize, cell.end as usize);
            let content = &text[start..end];
            if !content.starts_with('"') || !content.contains('\n') {
                continue;
            }
            let (mut at, last) = (start, content.matches('\n').count());
            for (k, line) in content.split('\n').enumerate() {
                // Behind the cell, its last line goes on with the cells that follow.
                let behind = if k == last { record.len() - 1 - column } else { 0 };
                let count = marks(line);
                if k > 0 && count >= LEAST_MARKS && count + behind + 1 == width {
                    let is_certain = line.split(char::from(separator)).any(|cell| is_value(cell.trim()));
                    let begins = text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1;
                    let place = at..at + line.trim_end().len();
                    let found = found.get_or_insert(Self { begins, lines: Vec::new(), place, is_certain: false });
                    found.lines.push(begins + k);
                    found.is_certain |= is_certain;
                }
                at += line.len() + 1;
            }
        }
        found
    }

    /// What is said of it, and what to do.
    pub fn message(&self) -> (String, String) {
        let begins = self.begins;
        let what = match self.lines[..] {
            [line] => format!("a quoted cell that begins in line {begins} holds line {line}, which looks like a row of its own"),
            [first, .., last] => {
                let count = self.lines.len();
                format!(
                    "a quoted cell that begins in line {begins} holds {count} lines that look like rows of their own, lines {first} to {last}"
                )
            }
            [] => String::new(),
        };
        let quote = quoted("\"");
        (
            what,
            format!(
                "a quote {quote} is missing, or one too many, in line {begins} or before; a quote within a quoted cell is written twice"
            ),
        )
    }
}

impl Reader {
    /// Refuses a row that holds others in a quoted cell, or warns of it.
    pub fn tell_swallowed(&mut self, source: &Arc<Source>, record: &Record, separator: u8, width: usize) {
        let Some(found) = Swallowed::of(source.text(), record, separator, width) else { return };
        let (message, help) = found.message();
        let place = Place::new(source, found.place.clone());
        let diagnostic = if found.is_certain { Diagnostic::error(message).label("a row?") } else { Diagnostic::warning(message) };
        self.problems.push(diagnostic.at(&place).help(help));
    }
}
