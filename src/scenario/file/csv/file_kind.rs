//! Kinds of CSV files that a scenario names, told by their headings. A path may lead to any file: nothing is shown of one that is none of
//! these.

use super::super::tree::Table;
use super::encoding::is_no_text;
use super::renaming::heading_of;
use crate::cells::headings::{Field, field_of};
use crate::diagnostic::{Diagnostic, quoted};

/// Where a header is looked for: a file's first so many bytes.
const BEGINNING: usize = 1 << 16;
/// A header below other lines is looked for in so many lines.
const SEARCHED: usize = 60;

/// A kind of file.
pub(in crate::scenario) struct FileKind<'a> {
    /// What it is.
    what: &'static str,
    /// Headings that it must have.
    needed: &'a [&'a str],
    /// Headings that it may have; one of them makes a file one of this kind.
    headings: Vec<&'a str>,
    /// What of an export its columns may be.
    fields: &'static [(Field, &'static str)],
    /// Headings of the column that tells the rows apart, the first of those that it must have.
    ids: Vec<&'a str>,
}

/// The cells of a line, whatever separates them.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';', '\t', '|', '\r']).map(|cell| cell.trim().trim_matches('"').trim())
}

impl<'a> FileKind<'a> {
    pub fn new(what: &'static str, needed: &'a [&'a str], headings: &[&'a str]) -> Self {
        // A list of names may be about anything.
        let headings = headings.iter().copied().filter(|&heading| heading != "name").collect();
        Self { what, needed, headings, fields: &[], ids: needed.iter().copied().take(1).collect() }
    }

    /// With the headings that the table `columns` within a table says.
    pub fn with_headings_in(mut self, table: &'a Table) -> Self {
        self.ids.extend(self.needed.first().and_then(|column| heading_of(table, column)));
        let columns = table.table("columns").into_iter().flat_map(|columns| &columns.entries);
        self.headings.extend(columns.filter_map(|entry| entry.node.as_text()));
        self
    }

    /// With the headings that exports give to its columns.
    pub fn with_fields(mut self, fields: &'static [(Field, &'static str)]) -> Self {
        self.fields = fields;
        self
    }

    /// With further columns.
    pub fn with_columns(mut self, names: impl Iterator<Item = &'a str>) -> Self {
        self.headings.extend(names);
        self
    }

    /// Whether a file is of this kind, whatever separates its cells and however it is encoded, or holds nothing that could be shown.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        let bytes: Vec<u8> = bytes.iter().take(BEGINNING).copied().filter(|&byte| byte != 0).collect();
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.trim_start_matches(['\u{feff}', '\u{fffd}']).lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(mut header) = lines.next() else { return true };
        if header.starts_with("sep=") {
            header = lines.next().unwrap_or_default();
        }
        is_no_text(&bytes) || cells(header).any(|cell| self.knows(cell))
    }

    /// The line of the header, from 1, where other lines stand above it: it has two headings that are known, one of them that of the ids,
    /// and the first line has not.
    pub fn header_below(&self, bytes: &[u8]) -> Option<usize> {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(BEGINNING)]).into_owned();
        let is_header = |line: &str| {
            let known = cells(line).filter(|cell| self.knows(cell)).count();
            known >= 2 && cells(line).any(|cell| self.is_id(cell))
        };
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, first) = lines.next()?;
        if is_header(first) || cells(first).any(|cell| self.is_id(cell)) || first.starts_with("sep=") {
            return None;
        }
        lines.take(SEARCHED).find(|(_, line)| is_header(line)).map(|(at, _)| at + 1)
    }

    fn knows(&self, cell: &str) -> bool {
        self.headings.iter().any(|heading| heading.trim().eq_ignore_ascii_case(cell)) || self.is_field(cell, |column| column != "name")
    }

    fn is_id(&self, cell: &str) -> bool {
        self.ids.iter().any(|id| id.trim().eq_ignore_ascii_case(cell)) || self.is_field(cell, |column| column == "id")
    }

    /// Whether exports call a column so for which something holds.
    fn is_field(&self, cell: &str, holds: impl Fn(&str) -> bool) -> bool {
        field_of(cell).is_some_and(|(field, _)| self.fields.iter().any(|(of, column)| *of == field && holds(column)))
    }

    /// What is said of a file whose header stands below other lines.
    pub fn banner(path: &str, line: usize) -> Diagnostic {
        Diagnostic::error(format!("the header of {} is line {line}, not the first", quoted(path)))
            .help("take out the lines above it: a title, a date or blanks; `stayput import` leaves them out by itself")
    }

    /// What is said of a file of another kind.
    pub fn refusal(&self, path: &str) -> Diagnostic {
        let needed: Vec<String> = self.needed.iter().map(|heading| quoted(heading)).collect();
        let (needed, s) = (needed.join(" and "), if self.needed.len() == 1 { "" } else { "s" });
        Diagnostic::error(format!("{} has no heading of {}", quoted(path), self.what))
            .help(format!("its first line has to name its columns, with the heading{s} {needed}; nothing of the file is shown here, since it may be another"))
    }
}
