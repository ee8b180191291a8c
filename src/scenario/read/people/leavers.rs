//! Leavers: people in a roster who have left, and histories in which nothing says who has.

use super::super::Reader;
use super::super::csv::sheet::{Cell, Sheet};
use super::super::csv::synonyms::HISTORY;
use super::super::history::durations::times_and_events;
use super::super::history::observation::lines;
use super::super::numbers::foreign_dates::date_help;
use super::super::numbers::time::interval;
use super::super::root::RootKeys;
use super::covariates::{Wanted, is_wanted};
use crate::cells::headings::{Field, is_heading_of};
use crate::cells::words::is_there;
use crate::diagnostic::{Diagnostic, Place, quoted, shown};
use crate::scenario::schema;

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
        let known = schema::RESEARCHER.names();
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
                if self.has_dates && (self.push_leavers(name, &left, "date of exit") | self.warn_of_last_days(name, &to_come)) {
                    told.push(name.to_owned());
                }
            } else if is_heading_of(name, Field::TermEnd) {
                let is_to_come = |cell: &Cell<'_>| interval(&cell.text).is_some_and(|date| date.earliest > root_keys.clock.start());
                let to_come: Vec<Cell<'_>> = cells().filter(is_to_come).collect();
                if self.has_dates && self.warn_of_last_days(name, &to_come) {
                    told.push(name.to_owned());
                }
            }
        }
        told
    }

    fn push_leavers(&mut self, column: &str, left: &[Cell<'_>], what: &str) -> bool {
        let Some(first) = left.first() else { return false };
        let message = match left.len() {
            1 => format!("a row of the roster is of somebody who has left, by the {what} in {}", quoted(column)),
            count => format!(
                "{count} rows of the roster are of people who have left, by the {what} in {}{}",
                quoted(column),
                lines(&places(left))
            ),
        };
        self.problems.push(Diagnostic::error(message).at(&first.place).label("expected nobody who has left").help(SPLIT));
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

    /// Whether a history says who left, or until when each person was observed; says so where it has no column for exits.
    pub fn has_exits(&mut self, sheet: &Sheet) -> bool {
        if ["exit", "exit_earliest", "exit_latest", "duration"].iter().any(|column| sheet.has(column)) {
            return true;
        }
        if sheet.has("observed_until") {
            let message = "the file has no column `exit`: everybody counts as still there when observation ended";
            self.problems.push(Diagnostic::warning(message).at(&sheet.header()).help("where nobody left, give the column, empty"));
            return true;
        }
        let help = match times_and_events(sheet) {
            Some(columns) => format!(
                "durations and events do as well; where that is what these columns are: [history.columns] {columns}, and [history] \
                 duration_unit = \"days\" (or weeks, months, years)"
            ),
            None => match HISTORY.unclear_exit(sheet) {
                Some(heading) => format!(
                    "where {} is the day on which each left, [history.columns] exit = \"{}\"; where it is the end of observation, observed_until = \"{}\"",
                    quoted(heading),
                    shown(heading),
                    shown(heading)
                ),
                None => "without it everybody counts as still there; where nobody left, give the column, empty".to_owned(),
            },
        };
        let diagnostic = Diagnostic::error("the file has no column `exit`").at(&sheet.header());
        self.problems.push(diagnostic.label("expected a heading exit").help(help));
        false
    }
}

fn places(cells: &[Cell<'_>]) -> Vec<Place> {
    cells.iter().map(|cell| cell.place.clone()).collect()
}
