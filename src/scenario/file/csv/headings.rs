//! The header of a CSV file: which columns there are, or why it is none.

use std::sync::Arc;

use super::super::reader::Reader;
use super::lines::Record;
use super::sheet::{Heading, unquoted, whole};
use crate::diagnostic::{Diagnostic, Place, Source};

/// The most columns.
const MOST_COLUMNS: usize = 1000;

impl Reader {
    /// The headings, each once.
    pub fn headings(&mut self, source: &Arc<Source>, header: &Record) -> Option<Vec<Heading>> {
        let line = whole(source, header);
        if source.text()[line.span()].contains('\r') && !source.text().contains('\n') {
            let help = "save the file with the line ends of Unix or Windows";
            let diagnostic = Diagnostic::error("the lines end with carriage returns alone").at(&line);
            self.problems.push(diagnostic.label("expected line feeds").help(help));
            return None;
        }
        if let Some((message, expected, help)) = no_header(&source.text()[line.span()], header.len()) {
            self.problems.push(Diagnostic::error(message).at(&line).label(expected).help(help));
            return None;
        }
        if header.len() > MOST_COLUMNS {
            self.problems.push(Diagnostic::error(format!("the file has more than {MOST_COLUMNS} columns")).at(&line));
            return None;
        }
        let mut headings: Vec<Heading> = Vec::with_capacity(header.len());
        for cell in header {
            let place = Place::new(source, cell.start as usize..cell.end as usize);
            let name = unquoted(&source.text()[place.span()]).into_owned();
            let twice = headings.iter().any(|heading| heading.name == name);
            if name.is_empty() {
                self.problems.push(Diagnostic::error("a column has no heading").at(&place).label("expected a name"));
            } else if twice {
                self.problems.push(Diagnostic::error("two columns have this heading").at(&place).label("expected another name"));
            }
            headings.push(Heading { name, place });
        }
        Some(headings)
    }
}

/// What is wrong with a first line that is no header of so many cells: the message, what was expected, what to do.
fn no_header(text: &str, cells: usize) -> Option<(&'static str, &'static str, &'static str)> {
    if text.starts_with("sep=") {
        let message = "the first line is a hint for a spreadsheet, not the header";
        return Some((message, "expected the headings", "take it out"));
    }
    (cells == 1 && text.contains('|')).then_some((
        "the cells are separated by vertical bars",
        "expected commas",
        "save the file as CSV with commas and decimal points",
    ))
}
