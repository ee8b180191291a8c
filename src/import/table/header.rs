//! The header of an export, wherever it stands.

use std::sync::Arc;

use super::Row;
use crate::cells::dates::is_value;
use crate::cells::headings::field_of;
use crate::diagnostic::{Diagnostic, Place, Source, quoted};
use crate::import::Ask;

/// The header is looked for in so many lines.
const SEARCHED: usize = 60;

/// Whether a heading is meant by an option: as it is, or as a help shows it, with a break of a line as `\n`.
pub(super) fn is_called(heading: &str, asked: &str) -> bool {
    heading == asked || crate::diagnostic::shown(heading) == asked
}

/// The header: of the first rows the one with the most headings that are known, at least two. A row with two numbers or dates is none, though
/// some of its words may be headings, too (`Manager`, `End of contract`).
pub(super) fn header(rows: &[Row], ask: &Ask) -> Option<usize> {
    let known = |row: &Row| {
        let is_known = |cell: &&String| field_of(cell).is_some() || ask.columns.iter().any(|(_, heading)| is_called(cell, heading));
        row.cells.iter().filter(|cell| !cell.is_empty()).filter(is_known).count()
    };
    let may_be = |row: &Row| row.cells.iter().filter(|cell| is_value(cell)).count() < 2;
    let counts = rows.iter().take(SEARCHED).map(|row| if may_be(row) { known(row) } else { 0 }).enumerate();
    counts.filter(|(_, known)| *known >= 2).max_by_key(|&(at, known)| (known, std::cmp::Reverse(at))).map(|(at, _)| at)
}

pub(super) fn no_header(source: &Arc<Source>, is_empty: bool) -> Diagnostic {
    if is_empty {
        return Diagnostic::error("the file is empty; it needs a header at least").at(&Place::new(source, 0..0));
    }
    let (name, id, hired) = (quoted(source.name()), quoted("Employee ID"), quoted("Hire Date"));
    let message = format!("{name} has no row with two headings that are known, such as {id} and {hired}");
    let help = "say which headings stand for what: --column id=\"Their number\" --column hired=\"Their start\"; nothing of the file is shown here, since it may be another";
    Diagnostic::error(message).help(help)
}
