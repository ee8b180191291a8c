//! Rows that are no people: the header once more, and totals, as spreadsheets and reports write them between and below people.

use super::super::Reader;
use super::super::numbers::time::interval;
use super::sheet::{Row, Sheet};
use crate::diagnostic::{Diagnostic, Place};
use crate::import::{Mark, number};
use crate::totals::{is_only_total, is_total};

/// Columns of words, which totals leave empty or fill with numbers.
const WORDS: [&str; 6] = ["name", "team", "role", "leads", "skills", "channel"];
/// Columns of dates, which totals leave empty or fill with counts.
const DATES: [&str; 7] = ["hired", "entry", "exit", "exit_earliest", "exit_latest", "observed_until", "last_day"];

/// What is said of a total, and what to do.
const TOTAL: [&str; 2] =
    ["this row is a total, not a person", "take the row out; where a person is called so, give the row a team, a role or a date of hire"];
/// What is said of a header among people.
const HEADER: [&str; 2] = ["this row is the header once more, not a person", "take the row out"];

impl Reader {
    /// Refuses the rows of a roster or history that are no people, and takes them out, so that nothing else is said of them.
    pub fn refuse_rows_of_nobody(&mut self, sheet: &mut Sheet) {
        let others = |row: &Row<'_>| !is_of_a_person(*row) && !is_total_row(*row, false);
        let is_usual = sheet.rows().filter(|row| is_of_a_person(*row)).count() > sheet.rows().filter(others).count();
        let nobody = |row: Row<'_>| if row.is_header() { Some(HEADER) } else { is_total_row(row, is_usual).then_some(TOTAL) };
        let found: Vec<(Place, [&str; 2])> = sheet.rows().filter_map(|row| Some((row.place(), nobody(row)?))).collect();
        if found.is_empty() {
            return;
        }
        sheet.retain(|row| nobody(row).is_none());
        for (place, [message, help]) in &found {
            self.problems.push(Diagnostic::error(*message).at(place).label("expected a person").help(*help));
        }
    }
}

/// Whether a row is a total: its id is a word for that, or where it has none another cell is, and nothing in it is of one person.
/// Where rows usually say more of a person (`is_usual`), the word may stand beside others: `Vision Total`.
fn is_total_row(row: Row<'_>, is_usual: bool) -> bool {
    if is_of_a_person(row) {
        return false;
    }
    match row.get("id") {
        Some(id) => is_only_total(&id.text) || is_usual && is_total(&id.text, false),
        None => row.texts().any(|text| is_total(&text, false)),
    }
}

/// Whether a row has a date, or a word that is of no total.
fn is_of_a_person(row: Row<'_>) -> bool {
    let is_of_total = |text: &str| is_total(text, false) || [Mark::Point, Mark::Comma].iter().any(|mark| number(text, *mark).is_some());
    let has = |columns: &[&str], is_meant: &dyn Fn(&str) -> bool| {
        columns.iter().any(|column| row.get(column).is_some_and(|cell| is_meant(&cell.text)))
    };
    has(&WORDS, &|text| !is_of_total(text)) || has(&DATES, &|text| interval(text).is_some() || !is_of_total(text))
}
