//! A header and rows, with the place of each cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::lines::Record;
use crate::cells::nothing::is_nothing;
use crate::diagnostic::{Place, Source};

/// Columns of ids, of which none is a word for nothing.
pub(in crate::scenario) const IDS: [&str; 3] = ["id", "from", "to"];
/// A header and the rows that have as many cells.
pub(in crate::scenario) struct Sheet {
    pub(super) source: Arc<Source>,
    pub(super) headings: Vec<Heading>,
    /// The position of each column by what we call it.
    pub(super) columns: HashMap<String, usize>,
    pub(super) rows: Vec<Record>,
    /// No row was lost.
    pub(super) is_whole: bool,
}

/// A column's heading.
pub(in crate::scenario) struct Heading {
    /// What we call the column.
    pub name: String,
    pub place: Place,
}

/// A row.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Row<'s> {
    sheet: &'s Sheet,
    record: &'s Record,
}

/// A cell.
pub(in crate::scenario) struct Cell<'s> {
    pub text: Cow<'s, str>,
    pub place: Place,
}

impl Sheet {
    /// The names of the columns with the places of their headings.
    pub fn headings(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.headings.iter().map(|heading| (heading.name.as_str(), &heading.place))
    }

    /// Whether every row could be read.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The position of the column of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// Calls the column of a heading by our own name. Whether there is such a column.
    pub fn rename(&mut self, heading: &str, name: &str) -> bool {
        let Some(column) = self.columns.remove(heading) else { return false };
        self.columns.insert(name.to_owned(), column);
        name.clone_into(&mut self.headings[column].name);
        true
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { sheet: self, record })
    }

    /// Takes out the rows for which something does not hold.
    pub fn retain(&mut self, keep: impl Fn(Row<'_>) -> bool) {
        let rows = std::mem::take(&mut self.rows);
        let kept = rows.into_iter().filter(|record| keep(Row { sheet: self, record })).collect();
        self.rows = kept;
    }

    /// Whether every cell of a column that is not empty is a number, and at least one is.
    pub fn is_numeric(&self, name: &str) -> bool {
        let mut cells = self.rows().filter_map(|row| row.get(name)).map(|cell| cell.text.parse::<f64>().is_ok()).peekable();
        cells.peek().is_some() && cells.all(|is_number| is_number)
    }

    /// The header as a whole.
    pub fn header(&self) -> Place {
        let end = self.headings.last().map_or(0, |last| last.place.span().end);
        Place::new(&self.source, 0..end)
    }

    pub(super) fn place(&self, bytes: &Range<u32>) -> Place {
        Place::new(&self.source, bytes.start as usize..bytes.end as usize)
    }
}

impl<'s> Row<'s> {
    /// The cell of a column, if there is such a column and the cell is not empty, nor a word for nothing. An id is what it is.
    pub fn get(&self, name: &str) -> Option<Cell<'s>> {
        self.written(name).filter(|cell| IDS.contains(&name) || !is_nothing(&cell.text))
    }

    /// The cell of a column, if there is such a column and anything stands in it.
    pub fn written(&self, name: &str) -> Option<Cell<'s>> {
        let bytes = self.record.get(*self.sheet.columns.get(name)?)?;
        let text = unquoted(&self.sheet.source.text()[bytes.start as usize..bytes.end as usize]);
        let is_empty = text.trim().is_empty();
        (!is_empty).then(|| Cell { text, place: self.sheet.place(bytes) })
    }

    /// The finite number that a cell is, where it is nothing but that: most cells of a file of draws, quickly read.
    pub fn plain_number(&self, column: usize) -> Option<f64> {
        let bytes = self.record.get(column)?;
        self.sheet.source.text()[bytes.start as usize..bytes.end as usize].parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The place of the cell of a column, empty or not, or of the whole row where there is no such column.
    pub fn place_of(&self, name: &str) -> Place {
        let column = self.sheet.columns.get(name);
        column.and_then(|&column| self.record.get(column)).map_or_else(|| self.place(), |bytes| self.sheet.place(bytes))
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.sheet.has(name)
    }

    /// What stands in all cells.
    pub fn texts(&self) -> impl Iterator<Item = Cow<'s, str>> {
        self.record.iter().map(|bytes| unquoted(&self.sheet.source.text()[bytes.start as usize..bytes.end as usize]))
    }

    /// Whether the row is the header once more, as reports of several pages have it.
    pub fn is_header(&self) -> bool {
        let headings = self.sheet.headings.iter().map(|heading| unquoted(&self.sheet.source.text()[heading.place.span()]));
        self.texts().map(|text| text.trim().to_owned()).eq(headings.map(|heading| heading.trim().to_owned()))
    }

    /// The place of the whole row.
    pub fn place(&self) -> Place {
        whole(&self.sheet.source, self.record)
    }
}

/// The place of a whole line.
pub(in crate::scenario) fn whole(source: &Arc<Source>, record: &Record) -> Place {
    let start = record.first().map_or(0, |cell| cell.start as usize);
    let end = record.last().map_or(start, |cell| cell.end as usize);
    Place::new(source, start..end)
}

/// The text of a cell without its quotes.
pub(crate) fn unquoted(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"").trim().to_owned()),
        Some(inner) => Cow::Borrowed(inner.trim()),
        None => Cow::Borrowed(cell),
    }
}
