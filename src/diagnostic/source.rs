//! Texts that diagnostics point into, and places in them.

use std::ops::Range;
use std::sync::Arc;

/// A text that was read: a file, or a setting of the command line.
#[derive(Debug)]
pub struct Source {
    order: usize,
    name: String,
    text: String,
    is_file: bool,
    is_table: bool,
}

impl Source {
    /// The text of a file. Diagnostics of a file of lower `order` come first.
    pub fn file(order: usize, name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { order, name: name.into(), text: text.into(), is_file: true, is_table: false })
    }

    /// The text of a file of rows and cells, of which many may have the same problem.
    pub fn table(order: usize, name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { order, name: name.into(), text: text.into(), is_file: true, is_table: true })
    }

    /// The text of a setting, `path=value`, that an option of the command line gives; its diagnostics come after those of the files.
    pub fn setting(option: &str, number: usize, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { order: usize::MAX / 2 + number, name: option.to_owned(), text: text.into(), is_file: false, is_table: false })
    }

    /// What messages call it: the path of a file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        self.is_file
    }

    /// Whether it is a file of rows and cells.
    pub fn is_table(&self) -> bool {
        self.is_table
    }
}

/// A stretch of a [`Source`].
#[derive(Clone, Debug)]
pub struct Place {
    source: Arc<Source>,
    start: usize,
    end: usize,
}

impl Place {
    /// The bytes of `span`, brought to the nearest characters inside the text.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        let start = boundary(source.text(), span.start);
        let end = boundary(source.text(), span.end).max(start);
        Self { source: Arc::clone(source), start, end }
    }

    /// The text that it is in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes that it covers.
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Line and column of its first character, both from 1; the column counts characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = &self.source.text()[..self.start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = 1 + before.bytes().filter(|&byte| byte == b'\n').count();
        (line, 1 + before[line_start..].chars().count())
    }

    /// The line of its first character, without the end of line, and where that line starts in the text.
    pub(super) fn first_line(&self) -> (&str, usize) {
        let text = self.source.text();
        let start = text[..self.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[self.start..].find('\n').map_or(text.len(), |newline| self.start + newline);
        (text[start..end].trim_end_matches('\r'), start)
    }

    /// `first in line 3`, to be said at another place; with the file where that is another.
    pub(crate) fn seen_from(&self, other: &Self) -> String {
        format!("first in {}", self.told_at(other))
    }

    /// `line 3`, to be said at another place; with the file where that is another.
    pub(crate) fn told_at(&self, other: &Self) -> String {
        let (line, _) = self.line_and_column();
        if Arc::ptr_eq(&self.source, &other.source) { format!("line {line}") } else { format!("line {line} of {}", self.source.name()) }
    }

    /// What places are ordered by.
    pub(super) fn order(&self) -> (usize, usize, usize) {
        (self.source.order, self.start, self.end)
    }

    /// Whether it begins after the beginning of another place of the same text.
    pub(crate) fn is_behind(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.start > other.start
    }

    /// Whether both begin on the same line of the same text.
    pub(crate) fn shares_line_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.first_line().1 == other.first_line().1
    }
}

/// The nearest character boundary at or before a byte offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The first lines that places are in, in words.
pub(crate) fn lines(places: &[Place]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = places.iter().take(SHOWN).map(|place| place.line_and_column().0.to_string()).collect();
    match shown.split_last() {
        Some((last, before)) if places.len() <= SHOWN => format!(" (lines {} and {last})", before.join(", ")),
        _ => format!(" (lines {}, ...)", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Source};

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let source = Source::file(0, "a", "é = 1\nb = 2");
        assert_eq!(Place::new(&source, 0..1).line_and_column(), (1, 1));
        assert_eq!(Place::new(&source, 5..6).line_and_column(), (1, 5));
        assert_eq!(Place::new(&source, 11..12).line_and_column(), (2, 5));
        assert_eq!(Place::new(&source, 500..900).line_and_column(), (2, 6));
    }

    #[test]
    fn a_span_within_a_character_is_widened_to_its_start() {
        let source = Source::file(0, "a", "é");
        assert_eq!(Place::new(&source, 1..1).span(), 0..0);
    }
}
