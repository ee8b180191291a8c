//! Whether a history says who left: by a column of exits, of ends of observation, or of durations and events.

use super::durations::times_and_events;
use crate::diagnostic::{Diagnostic, quoted, shown};
use crate::scenario::file::Reader;
use crate::scenario::file::csv::sheet::Sheet;
use crate::scenario::people::synonyms::HISTORY_FILE;

impl Reader {
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
            None => match HISTORY_FILE.unclear_exit(sheet) {
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
