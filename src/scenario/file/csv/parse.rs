//! From a CSV file to a sheet.
//!
//! RFC 4180 with a header: commas (or, as spreadsheets of many countries write them, semicolons or tabs where the header has no comma),
//! cells in double quotes where they hold these, quotes or line breaks. Our own reader of it, since a diagnostic must mark the cell in the
//! file, and a reader of values does not say where a value stood.

use std::ops::Range;
use std::sync::Arc;

use super::super::reader::Reader;
use super::file_kind::FileKind;
use super::lines::{Lines, Record};
use super::sheet::{Cell, Row, Sheet, unquoted, whole};
use crate::cells::totals::is_total;
use crate::diagnostic::{Diagnostic, Place, Source, quoted};

/// The most rows.
const MOST_ROWS: usize = 1_000_000;

impl Reader {
    /// Reads a CSV file of a kind that the scenario names at `place`.
    pub fn sheet(&mut self, path: &str, place: &Place, kind: &FileKind<'_>) -> Option<Sheet> {
        match self.files.open(path, place, kind) {
            Ok(source) => self.parse_sheet(source),
            Err(diagnostic) => {
                self.problems.push(diagnostic);
                None
            }
        }
    }

    /// A cell of a row that must not be empty.
    pub fn required_cell<'s>(&mut self, row: Row<'s>, column: &str, what: &str) -> Option<Cell<'s>> {
        let cell = row.get(column);
        if cell.is_none() {
            let message = format!("this row has no {}", quoted(column));
            self.problems.push(Diagnostic::error(message).at(&row.place_of(column)).label(format!("expected {what}")));
        }
        cell
    }

    /// Says that a column is missing.
    pub fn push_no_column(&mut self, sheet: &Sheet, name: &str) {
        let message = format!("the file has no column {}", quoted(name));
        let nearest = self
            .problems
            .nearest(name, sheet.headings().map(|(name, _)| name))
            .map(|heading| format!("is it the one with the heading {}? Call it {name}", quoted(heading)));
        let diagnostic = Diagnostic::error(message).at(&sheet.header()).label(format!("expected a heading {name}"));
        self.problems.push(match nearest {
            Some(help) => diagnostic.help(help),
            // Headings with digits are more likely the first row of data.
            None if sheet.headings().any(|(name, _)| name.contains(|c: char| c.is_ascii_digit())) => {
                diagnostic.help("the first line names the columns; this one seems to hold data")
            }
            None => diagnostic,
        });
    }

    /// Takes a text apart into a header and rows.
    fn parse_sheet(&mut self, source: Arc<Source>) -> Option<Sheet> {
        let mut lines = Lines::of(&source);
        let errors = self.problems.errors();
        let header = self.next_line(&mut lines);
        if self.problems.errors() > errors {
            return None;
        }
        let Some(mut header) = header else {
            let message = "the file is empty; it needs a header at least";
            self.problems.push(Diagnostic::error(message).at(&Place::new(&source, 0..0)));
            return None;
        };
        // Spreadsheets leave blank columns behind the table and blank rows below it.
        let is_blank = |bytes: &Range<u32>| unquoted(&source.text()[bytes.start as usize..bytes.end as usize]).trim().is_empty();
        let width = header.iter().rposition(|cell| !is_blank(cell)).map_or(header.len(), |last| last + 1);
        let is_hint = source.text().starts_with("sep=");
        let behind = if is_hint { Vec::new() } else { header.split_off(width) };
        let headings = self.headings(&source, &header)?;
        // Of two columns with one heading, which is an error, the first counts.
        let columns = headings.iter().enumerate().rev().map(|(column, heading)| (heading.name.clone(), column)).collect();
        let mut sheet = Sheet { headings, columns, source, rows: Vec::new(), is_whole: true };
        let errors = self.problems.errors();
        while let Some(mut record) = self.next_line(&mut lines) {
            let is_blank = |bytes: &Range<u32>| unquoted(&sheet.source.text()[bytes.start as usize..bytes.end as usize]).trim().is_empty();
            if record.len() > 1 && record.iter().all(is_blank) {
                continue;
            }
            if !behind.is_empty() && record.len() == width + behind.len() {
                if let Some(column) = record[width..].iter().position(|cell| !is_blank(cell)) {
                    let place = sheet.place(&behind[column]);
                    self.problems.push(Diagnostic::error("a column has no heading").at(&place).label("expected a name"));
                    sheet.is_whole = false;
                    break;
                }
                record.truncate(width);
            }
            if sheet.rows.len() == MOST_ROWS {
                let message = format!("the file has more than {MOST_ROWS} rows");
                self.problems.push(Diagnostic::error(message).at(&whole(&sheet.source, &record)));
                break;
            }
            self.tell_swallowed(&sheet.source, &record, lines.separator(), header.len());
            if record.len() == header.len() {
                sheet.rows.push(record);
            } else {
                let message = format!("this row has {}, the header {}", cells(record.len()), cells(header.len()));
                let place = whole(&sheet.source, &record);
                let first = record.first().map_or("", |cell| &sheet.source.text()[cell.start as usize..cell.end as usize]);
                let help = if first.starts_with('#') {
                    Some("CSV has no comments: take the line out")
                } else if is_total(&unquoted(first), true) {
                    Some("it seems to be a total: take the row out")
                } else if record.len() > header.len() {
                    Some("a cell that holds a comma, such as a number with a decimal comma, stands in double quotes")
                } else {
                    None
                };
                let diagnostic = Diagnostic::error(message).at(&place).label(format!("expected {}", cells(header.len())));
                self.problems.push(match help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
            }
        }
        sheet.is_whole = self.problems.errors() == errors;
        Some(sheet)
    }

    /// The next line that is not blank. After a quote that is never closed there is none.
    fn next_line(&mut self, lines: &mut Lines) -> Option<Record> {
        loop {
            match lines.next()? {
                Ok(record) if record.len() == 1 && record[0].is_empty() => {}
                Ok(record) => return Some(record),
                Err(diagnostic) => self.problems.push(*diagnostic),
            }
        }
    }
}

/// `1 cell`, `2 cells`.
fn cells(count: usize) -> String {
    format!("{count} cell{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Reader, Sheet};
    use crate::diagnostic::Source;
    use crate::scenario::file::files::Files;

    fn sheet(text: &str) -> (Option<Sheet>, Vec<String>) {
        let mut reader = Reader::new(Files::new(Path::new("")));
        let sheet = reader.parse_sheet(Source::file(0, "a.csv", text));
        (sheet, reader.problems.lines())
    }

    #[test]
    fn cells_are_read_with_their_quotes_and_breaks_and_know_their_places() {
        let (sheet, problems) = sheet("id, note ,x\r\na,\"one, \"\"two\"\"\r\nthree\", 1.5 \r\n\r\nb,,\r\n");
        assert_eq!(problems, [] as [&str; 0]);
        let sheet = sheet.expect("the text has a header");
        let rows: Vec<_> = sheet.rows().collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get("note").expect("is not empty").text, "one, \"two\"\r\nthree");
        let x = rows[0].get("x").expect("is not empty");
        assert_eq!((x.text.as_ref(), x.place.line_and_column()), ("1.5", (3, 9)));
        assert!(rows[1].get("x").is_none());
        assert_eq!(rows[1].place_of("x").line_and_column(), (5, 4));
        assert!(rows[0].get("y").is_none());
    }

    #[test]
    fn what_is_no_csv_is_said() {
        assert_eq!(sheet("id|team\na|b\n").1, ["a.csv:1:1: error: the cells are separated by vertical bars"]);
        assert_eq!(sheet("").1, ["a.csv:1:1: error: the file is empty; it needs a header at least"]);
        assert_eq!(sheet("id,\"x\na,b\n").1, ["a.csv:1:4: error: this quote is never closed"]);
        assert_eq!(
            sheet("id,x\na\nb,1,2\n\"c\"d,1\ne,2").1,
            [
                "a.csv:2:1: error: this row has 1 cell, the header 2 cells",
                "a.csv:3:1: error: this row has 3 cells, the header 2 cells",
                "a.csv:4:4: error: a text follows the closing quote of a cell",
            ]
        );
        assert_eq!(sheet("id,,id\n").1, ["a.csv:1:4: error: a column has no heading", "a.csv:1:5: error: two columns have this heading"]);
    }
}
