//! Rows that are no people: the header once more, totals, and lines of one text, as spreadsheets and reports write them between and below
//! people.

use std::collections::HashSet;

use crate::cells::numbers::{Mark, number};
use crate::cells::totals::{is_only_total, is_total};
use crate::diagnostic::{Diagnostic, Place};
use crate::scenario::file::Reader;
use crate::scenario::file::csv::sheet::{IDS, Row, Sheet};
use crate::scenario::file::numbers::time::interval;

/// Columns of words, which totals leave empty or fill with numbers.
const WORDS: [&str; 6] = ["name", "team", "role", "leads", "skills", "channel"];
/// Columns of dates, which totals leave empty or fill with counts.
const DATES: [&str; 7] = ["hired", "entry", "exit", "exit_earliest", "exit_latest", "observed_until", "last_day"];

/// Columns that usually say something of everybody.
const OF_ALL: [&str; 6] = ["name", "team", "role", "hired", "entry", "observed_until"];
/// Columns that are blank for most people: of leavers, of those who lead.
const OF_SOME: [&str; 11] = [
    "exit",
    "exit_earliest",
    "exit_latest",
    "channel",
    "destination",
    "leads",
    "skills",
    "last_day",
    "last_channel",
    "unvested",
    "vests_by",
];

/// What is said of a total, and what to do.
const TOTAL: [&str; 2] =
    ["this row is a total, not a person", "take the row out; where a person is called so, give the row a team, a role or a date of hire"];
/// What is said of a heading of a team, a count or a note among people.
const BARE: [&str; 2] = [
    "this row has nothing of a person but an id",
    "headings, totals and notes are no people: take the row out; where it is a person, give the row a team, a role or a date of hire",
];
/// What is said of a header among people.
const HEADER: [&str; 2] = ["this row is the header once more, not a person", "take the row out"];

impl Reader {
    /// Refuses the rows of a roster or history that are no people, and takes them out, so that nothing else is said of them.
    pub fn refuse_rows_of_nobody(&mut self, sheet: &mut Sheet) {
        let others = |row: &Row<'_>| !is_of_a_person(*row) && !is_total_row(*row, false);
        let is_usual = sheet.rows().filter(|row| is_of_a_person(*row)).count() > sheet.rows().filter(others).count();
        let bare = Bare::of(sheet);
        let nobody = |row: Row<'_>| match () {
            () if row.is_header() => Some(HEADER),
            () if is_total_row(row, is_usual) => Some(TOTAL),
            () => bare.is(row).then_some(BARE),
        };
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

/// How a row is told that says of a person no more than an id, though the rows of the file do.
struct Bare {
    /// Columns that say something of most, and those of them that are of people.
    usual: usize,
    of_all: usize,
    /// The names of teams and roles.
    groups: HashSet<String>,
}

impl Bare {
    fn of(sheet: &Sheet) -> Self {
        let (full, others): (Vec<Row<'_>>, Vec<Row<'_>>) = sheet.rows().partition(|row| is_of_a_person(*row));
        let is_usual = |column: &&str| 2 * full.iter().filter(|row| row.get(column).is_some()).count() > full.len();
        let headings = sheet.headings().map(|(name, _)| name).filter(|name| !IDS.contains(name) && !OF_SOME.contains(name));
        // Where most say nothing else, an id is enough.
        let usual: Vec<&str> =
            if full.len() < 2 || 2 * full.len() <= others.len() { Vec::new() } else { headings.filter(is_usual).collect() };
        let groups = full.iter().flat_map(|row| ["team", "role"].map(|column| row.get(column))).flatten();
        Self {
            usual: usual.len(),
            of_all: usual.iter().filter(|column| OF_ALL.contains(column)).count(),
            groups: groups.map(|cell| cell.text.into_owned()).collect(),
        }
    }

    fn is(&self, row: Row<'_>) -> bool {
        let Some(id) = row.get("id").filter(|_| self.usual > 0 && !is_of_a_person(row)) else { return false };
        let is_alone = row.texts().filter(|text| !text.trim().is_empty()).count() == 1;
        self.of_all >= 2 || is_alone && (self.usual >= 2 || self.groups.contains(id.text.as_ref()))
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

/// Whether a row has a date, a duration, or a word that is of no total.
fn is_of_a_person(row: Row<'_>) -> bool {
    let is_of_total = |text: &str| is_total(text, false) || [Mark::Point, Mark::Comma].iter().any(|mark| number(text, *mark).is_some());
    let has = |columns: &[&str], is_meant: &dyn Fn(&str) -> bool| {
        columns.iter().any(|column| row.get(column).is_some_and(|cell| is_meant(&cell.text)))
    };
    let is_timed = row.get("duration").is_some();
    is_timed || has(&WORDS, &|text| !is_of_total(text)) || has(&DATES, &|text| interval(text).is_some() || !is_of_total(text))
}
