//! Points that may set thousands apart: `90.000` in a file of a country that writes 90000 so, read as 90.

use super::super::numbers::ranges::short;
use super::super::reader::Reader;
use super::sheet::{Cell, Sheet};
use crate::cells::numbers::{Inference, Mark};
use crate::diagnostic::{Diagnostic, quoted};

/// From here on a number that sets thousands apart has a mark.
const THOUSAND: f64 = 1000.0;

impl Reader {
    /// Refuses a column of amounts in which every number but 0 has three digits behind a point and one is above `in_money`, too much to be
    /// in multiples of another; warns of one in which some have, and nothing tells that the point is one of decimals.
    pub fn check_thousands(&mut self, sheet: &Sheet, column: &str, in_money: Option<f64>) {
        let cells: Vec<Cell<'_>> = sheet.rows().filter_map(|row| row.get(column)).collect();
        let texts: Vec<Option<&str>> = cells.iter().map(|cell| Some(cell.text.as_ref())).collect();
        let read = |cell: &Cell<'_>| cell.text.parse::<f64>().unwrap_or(0.0);
        if in_money.is_some()
            && let Some(cell) = beside_whole_amounts(&cells)
        {
            let (text, value) = (&cell.text, short(read(cell)));
            let whole = text.replace('.', "");
            let message = format!(
                "the point in {} seems to set thousands apart, beside amounts such as {}: it would be read as {value}",
                quoted(text),
                cells.iter().find(|cell| !has_thousandths(cell) && read(cell) >= THOUSAND).map_or("", |cell| cell.text.as_ref())
            );
            self.problems
                .push(Diagnostic::error(message).at(&cell.place).label(format!("expected {whole}")).help("write it without the point"));
            return;
        }
        // Any number of digits but three behind a point makes it one of decimals.
        if !matches!(Inference::of(&texts), Inference::Sure(Mark::Comma) | Inference::Unclear(_)) {
            return;
        }
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
        self.problems.push(if are_marked && in_money.is_some_and(|least| cells.iter().any(|cell| read(cell) > least)) {
            let message =
                format!("the points in {} seem to set thousands apart: {} would be read as {value}", quoted(column), quoted(text));
            Diagnostic::error(message).at(&first.place).label(format!("expected {whole}")).help(help)
        } else {
            let message = format!("the points in {} may set thousands apart: {} is read as {value}", quoted(column), quoted(text));
            Diagnostic::warning(message).at(&first.place).help(help)
        });
    }
}

/// The first amount with a mark that is like the amounts without one only if the mark sets thousands apart.
fn beside_whole_amounts<'c, 's>(cells: &'c [Cell<'s>]) -> Option<&'c Cell<'s>> {
    /// So many times as much, or less, is like it.
    const LIKE: f64 = 10.0;
    let read = |cell: &Cell<'_>| cell.text.parse::<f64>().unwrap_or(0.0);
    let mut whole: Vec<f64> = cells.iter().filter(|cell| !has_thousandths(cell)).map(read).filter(|amount| *amount >= THOUSAND).collect();
    whole.sort_unstable_by(f64::total_cmp);
    let median = *whole.get(whole.len() / 2)?;
    let is_like = |amount: f64| (median / LIKE..=median * LIKE).contains(&amount);
    cells.iter().find(|cell| has_thousandths(cell) && !is_like(read(cell)) && is_like(read(cell) * THOUSAND))
}

/// Whether a number has three digits behind its point.
fn has_thousandths(cell: &Cell<'_>) -> bool {
    cell.text.parse::<f64>().is_ok() && cell.text.split_once('.').is_some_and(|(_, digits)| digits.len() == 3)
}
