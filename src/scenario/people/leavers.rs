//! Leavers: people in a roster who have left.

use super::covariates::{Wanted, is_wanted};
use super::researcher::RESEARCHER;
use crate::cells::headings::{Field, is_heading_of};
use crate::cells::words::is_there;
use crate::diagnostic::{Diagnostic, Place, lines, quoted, shown};
use crate::scenario::file::Reader;
use crate::scenario::file::csv::sheet::{Cell, Sheet};
use crate::scenario::file::numbers::foreign_dates::date_help;
use crate::scenario::file::numbers::time::interval;
use crate::scenario::root::RootKeys;

/// Years from which on a date stands for never.
const NEVER: [&str; 3] = ["9999", "2999", "2099-12-31"];

/// What the roster is for, and how to get there.
const SPLIT: &str = "a roster has those who are there at the start: move these rows into a history, with their exits; from one list of all \
                     `stayput import` makes both";

impl Reader {
    /// Refuses people in a roster who have left by a date of exit or a status, and warns of dates of exit that are still to come. The
    /// columns of which that was said.
    pub fn check_leavers(&mut self, sheet: &Sheet, root_keys: &RootKeys, wanted: &[Wanted], unread: &[String]) -> Vec<String> {
        let mut told = Vec::new();
        let known = RESEARCHER.names();
        let columns: Vec<&str> = sheet.headings().map(|(name, _)| name).collect();
        let is_meant = |name: &str| is_wanted(wanted, name) || unread.iter().any(|own| own == name);
        for name in columns.into_iter().filter(|name| !known.contains(name) && !is_meant(name)) {
            let cells = || sheet.rows().filter_map(|row| row.get(name));
            if is_heading_of(name, Field::Status) {
                let left: Vec<Cell<'_>> = cells().filter(|cell| is_there(&cell.text) == Some(false)).collect();
                if self.push_leavers(name, &left, "status") {
                    told.push(name.to_owned());
                }
            } else if is_heading_of(name, Field::Exit) {
                let is_date = |cell: &Cell<'_>| {
                    (interval(&cell.text).is_some() || date_help(&cell.text).is_some())
                        && !cell.text.parse::<f64>().is_ok_and(|number| number < 1900.0)
                        && !NEVER.iter().any(|never| cell.text.contains(never))
                };
                let is_to_come = |cell: &Cell<'_>| interval(&cell.text).is_some_and(|date| date.earliest > root_keys.clock.start());
                let (to_come, left): (Vec<_>, Vec<_>) = cells().filter(is_date).partition(is_to_come);
                if root_keys.has_dates && (self.push_leavers(name, &left, "date of exit") | self.warn_of_last_days(name, &to_come)) {
                    told.push(name.to_owned());
                }
            } else if is_heading_of(name, Field::TermEnd) {
                let is_to_come = |cell: &Cell<'_>| interval(&cell.text).is_some_and(|date| date.earliest > root_keys.clock.start());
                let to_come: Vec<Cell<'_>> = cells().filter(is_to_come).collect();
                if root_keys.has_dates && self.warn_of_last_days(name, &to_come) {
                    told.push(name.to_owned());
                }
            }
        }
        told
    }

    fn push_leavers(&mut self, column: &str, left: &[Cell<'_>], what: &str) -> bool {
        let Some(first) = left.first() else { return false };
        let message = match left.len() {
            1 => format!("a row of the roster is of a person who has left, by the {what} in {}", quoted(column)),
            count => format!(
                "{count} rows of the roster are of people who have left, by the {what} in {}{}",
                quoted(column),
                lines(&places(left))
            ),
        };
        self.problems.push(Diagnostic::error(message).at(&first.place).label("expected only people who have not left").help(SPLIT));
        true
    }

    fn warn_of_last_days(&mut self, column: &str, to_come: &[Cell<'_>]) -> bool {
        let Some(first) = to_come.first() else { return false };
        let message = match to_come.len() {
            1 => format!("{} has a date after the start, which is not read", quoted(column)),
            count => format!("{} has {count} dates after the start, which are not read{}", quoted(column), lines(&places(to_come))),
        };
        let help = format!(
            "where these exits are settled, say so: [roster.columns] last_day = \"{}\"; an end of a contract may not be",
            shown(column)
        );
        self.problems.push(Diagnostic::warning(message).at(&first.place).help(help));
        true
    }
}

fn places(cells: &[Cell<'_>]) -> Vec<Place> {
    cells.iter().map(|cell| cell.place.clone()).collect()
}
