//! Kinds of CSV files that a scenario names, told by their headings. A path may lead to any file: nothing is shown of one that is none of
//! these.

use super::covariates::Wanted;
use super::encoding::is_no_text;
use super::tree::{Table, Value};
use crate::diagnostic::{Diagnostic, quoted};

/// Where a header is looked for: a file's first so many bytes.
const BEGINNING: usize = 1 << 16;

/// A kind of file.
pub(super) struct FileKind<'a> {
    /// What it is.
    what: &'static str,
    /// Headings that it must have.
    needed: &'a [&'a str],
    /// Headings that it may have; one of them makes a file one of this kind.
    headings: Vec<&'a str>,
}

impl<'a> FileKind<'a> {
    pub fn new(what: &'static str, needed: &'a [&'a str], headings: &[&'a str]) -> Self {
        // A list of names may be about anything.
        let headings = headings.iter().copied().filter(|&heading| heading != "name").collect();
        Self { what, needed, headings }
    }

    /// With the headings that the table `columns` within a table says.
    pub fn with_headings_in(mut self, table: &'a Table) -> Self {
        if let Some(Value::Table(columns)) = table.get("columns").map(|node| &node.value) {
            self.headings.extend(columns.entries.iter().filter_map(|entry| match &entry.node.value {
                Value::Text(heading) => Some(heading.as_str()),
                _ => None,
            }));
        }
        self
    }

    /// With the columns that channels weigh.
    pub fn with_covariates(mut self, wanted: &'a [Wanted]) -> Self {
        self.headings.extend(wanted.iter().map(|covariate| covariate.name.as_str()));
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
        let mut cells = header.split([',', ';', '\t', '|', '\r']).map(|cell| cell.trim().trim_matches('"').trim());
        is_no_text(&bytes) || cells.any(|cell| self.headings.iter().any(|heading| heading.trim().eq_ignore_ascii_case(cell)))
    }

    /// What is said of a file of another kind.
    pub fn refusal(&self, path: &str) -> Diagnostic {
        let needed: Vec<String> = self.needed.iter().map(|heading| quoted(heading)).collect();
        let (needed, s) = (needed.join(" and "), if self.needed.len() == 1 { "" } else { "s" });
        Diagnostic::error(format!("{} has no heading of {}", quoted(path), self.what))
            .help(format!("its first line has to name its columns, with the heading{s} {needed}; nothing of the file is shown here, since it may be another"))
    }
}
