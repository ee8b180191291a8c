//! Points that may set thousands apart: `90.000` in a file of a country that writes 90000 so, read as 90.

use super::Reader;
use super::amounts::IN_MONEY;
use super::domain::short;
use super::sheet::{Cell, Sheet};
use crate::diagnostic::{Diagnostic, quoted};
use crate::import::{Inference, Mark};

/// From here on a number that sets thousands apart has a mark.
const THOUSAND: f64 = 1000.0;

impl Reader {
    /// Refuses a column of amounts in which every number but 0 has three digits behind a point and one is too much to be in multiples of
    /// somebody's; warns of one in which some have, and nothing tells that the point is one of decimals.
    pub fn check_thousands(&mut self, sheet: &Sheet, column: &str, is_amount: bool) {
        let cells: Vec<Cell<'_>> = sheet.rows().filter_map(|row| row.get(column)).collect();
        let texts: Vec<Option<&str>> = cells.iter().map(|cell| Some(cell.text.as_ref())).collect();
        // Any number of digits but three behind a point makes it one of decimals.
        if !matches!(Inference::of(&texts), Inference::Sure(Mark::Comma) | Inference::Unclear(_)) {
            return;
        }
        let read = |cell: &Cell<'_>| cell.text.parse::<f64>().unwrap_or(0.0);
        let is_marked = |cell: &Cell<'_>| cell.text.contains('.') && cell.text.parse::<f64>().is_ok();
        if cells.iter().any(|cell| !is_marked(cell) && read(cell) >= THOUSAND || cell.text.starts_with("0.")) {
            return;
        }
        let Some(first) = cells.iter().find(|cell| is_marked(cell)) else { return };
        let (text, value) = (&first.text, short(read(first)));
        let whole = text.replace('.', "");
        let are_marked = cells.iter().all(|cell| is_marked(cell) || read(cell) == 0.0);
        let help = format!(
            "write {whole}, without separators of thousands; where {value} is meant, write one more digit behind the point: {text}0"
        );
        self.problems.push(if is_amount && are_marked && cells.iter().any(|cell| read(cell) > IN_MONEY) {
            let message =
                format!("the points in {} seem to set thousands apart: {} would be read as {value}", quoted(column), quoted(text));
            Diagnostic::error(message).at(&first.place).label(format!("expected {whole}")).help(help)
        } else {
            let message = format!("the points in {} may set thousands apart: {} is read as {value}", quoted(column), quoted(text));
            Diagnostic::warning(message).at(&first.place).help(help)
        });
    }
}
