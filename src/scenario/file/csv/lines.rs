//! A CSV text taken apart into lines and cells, as places.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Source};

/// The bytes of each cell of a line, quotes included, outer spaces not.
pub(crate) type Record = Vec<Range<u32>>;

/// What stands between the cells of a text: a comma, or where its first line has none, a semicolon or a tab, as spreadsheets write them.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|separator| header.as_bytes().contains(separator)).unwrap_or(b',')
}

/// The lines of a text, a line break within quotes not being the end of one.
pub(crate) struct Lines {
    text: Arc<Source>,
    at: usize,
    separator: u8,
}

impl Lines {
    /// The lines of a source from its beginning.
    pub fn of(source: &Arc<Source>) -> Self {
        Self { text: Arc::clone(source), at: 0, separator: separator(source.text()) }
    }

    /// The lines of a source whose cells stand between marks of one kind.
    pub fn separated_by(source: &Arc<Source>, separator: u8) -> Self {
        Self { text: Arc::clone(source), at: 0, separator }
    }

    /// The mark between cells.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The next line, blank or not.
    pub fn next(&mut self) -> Option<Result<Record, Box<Diagnostic>>> {
        if self.at >= self.text.text().len() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            match self.cell() {
                Ok((cell, ends_line)) => {
                    record.push(cell);
                    if ends_line {
                        return Some(Ok(record));
                    }
                }
                Err(diagnostic) => return Some(Err(diagnostic)),
            }
        }
    }

    /// The next cell, and whether it is the last of its line.
    fn cell(&mut self) -> Result<(Range<u32>, bool), Box<Diagnostic>> {
        let bytes = self.text.text().as_bytes();
        let mut start = self.at;
        while matches!(bytes.get(start), Some(byte @ (b' ' | b'\t')) if *byte != self.separator) {
            start += 1;
        }
        let content = if bytes.get(start) == Some(&b'"') { self.closing_quote(start)? } else { start };
        let bytes = self.text.text().as_bytes();
        let separator = bytes[content..].iter().position(|byte| *byte == self.separator || *byte == b'\n');
        let separator = separator.map_or(bytes.len(), |found| content + found);
        let mut end = separator;
        while end > start && bytes[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        let ends_line = bytes.get(separator) != Some(&self.separator);
        self.at = separator + 1;
        if content > start && end > content {
            let place = Place::new(&self.text, content..end);
            self.skip_line(separator);
            return Err(Box::new(
                Diagnostic::error("a text follows the closing quote of a cell")
                    .at(&place)
                    .label(format!("expected {} or the end of the line", self.separator_name()))
                    .help("a quote within a quoted cell is written twice"),
            ));
        }
        Ok((start as u32..end as u32, ends_line))
    }

    /// What stands between cells, in words.
    fn separator_name(&self) -> &'static str {
        match self.separator {
            b';' => "a semicolon",
            b'\t' => "a tab",
            _ => "a comma",
        }
    }

    /// The end of a cell that opens with a quote at `start`.
    fn closing_quote(&mut self, start: usize) -> Result<usize, Box<Diagnostic>> {
        let bytes = self.text.text().as_bytes();
        let mut at = start + 1;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            if byte != b'"' {
                continue;
            }
            if bytes.get(at) == Some(&b'"') {
                at += 1;
            } else {
                return Ok(at);
            }
        }
        let place = Place::new(&self.text, start..start + 1);
        self.at = bytes.len();
        Err(Box::new(Diagnostic::error("this quote is never closed").at(&place).label("expected a closing quote further on")))
    }

    /// Goes to the line after the one that `from` is in.
    fn skip_line(&mut self, from: usize) {
        let text = self.text.text();
        self.at =
            text.as_bytes()[from.min(text.len())..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |found| from + found + 1);
    }
}
