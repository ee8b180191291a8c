//! Spells: those of a person follow each other, before the start, and the time under observation has come.

use std::collections::HashMap;

use super::Gathering;
use crate::calendar::{Date, days_between};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::{HistoryRow, Outcome};
use crate::scenario::file::{Reader, Table};
use crate::scenario::people::roster::People;
use crate::scenario::root::{LONGEST, RootKeys};

impl Reader {
    /// Warns of an end of observation after the start, where nothing in the history is after the start: of a time that has not come yet, all
    /// would count as staying. A history for a test on the past knows who came and left in that time, unless it is short or they are few.
    pub fn warn_of_empty_time(&mut self, table: &Table, root_keys: &RootKeys, all: &Gathering) {
        /// Without an exit in so long \[days\], people are rather not observed.
        const LONG: i32 = 366;
        /// That no exit comes where so many are expected has a chance of 1 in 20.
        const EXPECTED: f64 = 3.0;
        let (Some(until), Some(node), true) = (all.until, table.get("until"), root_keys.has_dates) else { return };
        let start = root_keys.clock.start();
        let last = |row: &HistoryRow| {
            let end = if let Outcome::Present(_) = row.outcome { row.entry } else { last_day(row) };
            row.hired.map_or(end, |hired| hired.earliest.max(end))
        };
        if until <= start || all.rows.is_empty() || all.rows.iter().any(|row| last(row) > start) || all.odd.has_late() {
            return;
        }
        let exits = all.rows.iter().filter(|row| row.exit().is_some()).count() as f64;
        let first = all.rows.iter().map(|row| row.entry).min().unwrap_or(start);
        let (before, after) = (days_between(first, start), days_between(start, until));
        if after < LONG && exits * f64::from(after) < EXPECTED * f64::from(before) {
            return;
        }
        let message = format!("observation ends on {until}, after the start, {start}, and the history knows nothing of the time between");
        let help = "everybody counts as staying until then: give the day on which the history was made; who is to leave has a `last_day` on \
                    the roster";
        self.problems.push(Diagnostic::warning(message).at(&node.place).help(help));
    }

    /// Spells of a person follow each other, and nobody on the roster has left for good before the start.
    pub fn check_spells(&mut self, root_keys: &RootKeys, people: &People, all: &Gathering) {
        let mut spells: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in all.rows.iter().enumerate() {
            spells.entry(&row.id).or_default().push(index);
        }
        for (index, row) in all.rows.iter().enumerate() {
            if root_keys.has_dates && root_keys.clock.years(row.entry) < -LONGEST {
                let message =
                    format!("observed from {}, more than {LONGEST} years before the start, {}", row.entry, root_keys.clock.start());
                self.problems.push(Diagnostic::error(message).at(&all.places[index]).label("expected a later entry"));
            }
            let Some(mut own) = spells.remove(row.id.as_str()) else { continue };
            debug_assert_eq!(own.first(), Some(&index), "the first row of a person comes first");
            own.sort_by_key(|&spell| all.rows[spell].entry);
            for pair in own.windows(2) {
                if all.rows[pair[1]].entry < last_day(&all.rows[pair[0]]) {
                    let message = format!("the spells of {} overlap", quoted(&row.id));
                    let (earlier, _) = all.places[pair[0]].line_and_column();
                    let label = format!("this spell begins before that of line {earlier} ends");
                    self.problems.push(Diagnostic::error(message).at(&all.places[pair[1]]).label(label));
                }
            }
            let is_known = people.ids.get(&row.id).is_some() && !all.lost.contains(&row.id);
            if let Some(&last) = own.last().filter(|_| root_keys.has_dates && is_known) {
                self.check_still_there(root_keys, &all.rows[last], &all.places[last]);
            }
        }
    }

    fn check_still_there(&mut self, root_keys: &RootKeys, row: &HistoryRow, place: &Place) {
        let start = root_keys.clock.start();
        if row.exit().is_some_and(|exit| exit.latest < start) {
            let message = format!("{} is on the roster and left before the start, {start}", quoted(&row.id));
            let help = "take the person off the roster, or add the spell that began with the return";
            self.problems.push(Diagnostic::error(message).at(place).label("expected a later exit, or none").help(help));
        }
    }
}

/// The last day on which a row's spell is certain not to be over: of a coarse exit the first that is possible.
fn last_day(row: &HistoryRow) -> Date {
    match row.outcome {
        Outcome::Present(until) => until,
        Outcome::Censored(date) | Outcome::Exit { date, .. } => date.earliest,
    }
}
