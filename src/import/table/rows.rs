//! The rows of an export, by whatever mark its cells stand apart.

use std::ops::Range;
use std::sync::Arc;

use crate::cells::dates::is_value;
use crate::cells::headings::{Field, field_of};
use crate::cells::nothing::is_nothing;
use crate::diagnostic::{Problems, Source};
use crate::import::Ask;
use crate::scenario::file::csv::lines;
use crate::scenario::file::csv::sheet::unquoted;

/// The marks that may stand between cells.
pub(super) const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A row.
pub(in crate::import) struct Row {
    /// Its line in the file, from 1.
    pub line: usize,
    pub cells: Vec<String>,
    pub places: Vec<Range<u32>>,
}

impl Row {
    /// The text of a cell, unless it says that there is nothing.
    pub fn get(&self, column: usize, ask: &Ask) -> Option<&str> {
        let cell = self.cells.get(column)?;
        let is_missing = |word: &str| word.eq_ignore_ascii_case(cell);
        let is_nothing = cell.is_empty() || is_nothing(cell) || is_missing("#n/a") || ask.missing.iter().any(|word| is_missing(word));
        (!is_nothing).then_some(cell.as_str())
    }

    /// Writes a cell.
    pub fn fill(&mut self, column: usize, text: &str) {
        self.cells.resize(self.cells.len().max(column + 1), String::new());
        text.clone_into(&mut self.cells[column]);
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    pub fn first(&self) -> &str {
        self.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)
    }

    /// Whether it is a header as far as its cells tell: two or more headings that are known, one of them that of an id or a name, not many
    /// others, and neither a number nor a date.
    pub fn is_header(&self) -> bool {
        let known: Vec<Field> = self.cells.iter().filter_map(|cell| field_of(cell)).map(|(field, _)| field).collect();
        let says_who = known.iter().any(|field| matches!(field, Field::Id | Field::Name | Field::FirstName | Field::LastName));
        known.len() >= 2 && says_who && 2 * known.len() >= self.filled() && !self.cells.iter().any(|cell| is_value(cell))
    }
}

/// All rows that can be told apart, their cells apart by the mark that gives the most rows the same number of cells; and what is wrong.
pub(super) fn rows(source: &Arc<Source>) -> (Vec<Row>, Problems, u8) {
    let by_each = SEPARATORS.map(|separator| {
        let (found, problems) = rows_by(source, separator);
        let mut counts: Vec<usize> = found.iter().map(|row| row.cells.len()).filter(|count| *count > 1).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|one, other| one == other).map(|run| (run.len(), run[0]));
        let (rows, cells) = runs.max().unwrap_or_default();
        // A mark by which rows are broken counts only where they are by all.
        ((problems.is_empty() && rows > 0, rows, cells), (found, problems, separator))
    });
    let best = by_each.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(|| (Vec::new(), Problems::default(), b','), |(_, found)| found)
}

pub(super) fn rows_by(source: &Arc<Source>, separator: u8) -> (Vec<Row>, Problems) {
    let text = source.text();
    let mut lines = lines::Lines::separated_by(source, separator);
    let (mut rows, mut problems) = (Vec::new(), Problems::default());
    let (mut line, mut counted) = (1, 0);
    while let Some(record) = lines.next() {
        match record {
            Ok(places) => {
                let start = places.first().map_or(counted, |cell| cell.start as usize);
                line += text[counted..start].bytes().filter(|byte| *byte == b'\n').count();
                counted = start;
                let cells = places.iter().map(|cell| content(&text[cell.start as usize..cell.end as usize])).collect();
                rows.push(Row { line, cells, places });
            }
            Err(diagnostic) => problems.push(*diagnostic),
        }
    }
    (rows, problems)
}

/// The text of a cell: without its quotes, and without the sign by which exports keep a number from being read as one (`="007"`).
fn content(cell: &str) -> String {
    let text = unquoted(cell);
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(&text);
    // Byte-order marks are left within a file that was put together of several; marks of the direction of writing cannot be seen.
    let is_unseen = |c: char| matches!(c, '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(is_unseen, "").trim().to_owned()
}
