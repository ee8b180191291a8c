//! Histories as packages for survival analysis have them: how long somebody was there, and whether that ended by an event.

use crate::calendar::{DAYS_PER_YEAR, Date, DateInterval, Duration, Unit};
use crate::cells::headings::plain;
use crate::diagnostic::{Diagnostic, Place, quoted, shown};
use crate::scenario::file::csv::sheet::{Cell, Row, Sheet};
use crate::scenario::file::{Reader, Table, Value};

/// The units of durations.
pub(super) const DURATION_UNITS: [(&str, &str, Unit); 4] = [
    ("days", "Days.", Unit::Days),
    ("weeks", "Weeks of seven days.", Unit::Weeks),
    ("months", "Months of the calendar.", Unit::Months),
    ("years", "Years of the calendar.", Unit::Years),
];
/// Words of an event that did not happen: the end of the time is that of observation.
const NO_EVENT: [&str; 6] = ["0", "0.0", "false", "f", "no", "n"];
/// Words of an event that happened, of which the kind is said elsewhere.
const AN_EVENT: [&str; 6] = ["1", "1.0", "true", "t", "yes", "y"];

/// What packages for survival analysis call the time that somebody was there, as [`plain`] has it.
const TIMES: [&str; 9] = ["time", "t", "futime", "durations", "survival time", "surv time", "survtime", "time to event", "follow up time"];
/// What they call whether that ended by an event.
const EVENTS: [&str; 8] = ["status", "e", "fustat", "events", "observed", "event observed", "event occurred", "delta"];

/// The columns of durations and events that a history seems to have under the headings of such packages, as `[history.columns]` names them;
/// nothing where it lacks either, or has both under our own.
pub(in crate::scenario) fn times_and_events(sheet: &Sheet) -> Option<String> {
    let under = |known: &[&str]| sheet.headings().find(|(name, _)| known.contains(&plain(name).as_str())).map(|(name, _)| shown(name));
    let mut columns = Vec::new();
    for (ours, known) in [("duration", &TIMES[..]), ("event", &EVENTS[..])] {
        if !sheet.has(ours) {
            columns.push(format!("{ours} = \"{}\"", under(known)?));
        }
    }
    (!columns.is_empty()).then(|| columns.join(", "))
}

/// What a row's cell says in the column `event`.
pub(in crate::scenario) enum Event<'s> {
    /// There is no such column.
    Unsaid,
    /// Nothing happened.
    None,
    /// Somebody left.
    Some(Cell<'s>),
    /// Somebody left in the way that the word tells.
    Of(Cell<'s>),
}

impl Reader {
    /// `[history] duration_unit`, which a column of durations needs, as does what they end with.
    pub fn duration_unit(&mut self, table: &Table, sheet: &Sheet) -> Option<Unit> {
        let node = table.get("duration_unit");
        let unit = node.and_then(|node| self.text(node)).and_then(|word| DURATION_UNITS.iter().find(|(name, ..)| *name == word));
        let unit = unit.map(|&(.., unit)| unit);
        if let (Some(node), None) = (node, unit)
            && let Value::Text(word) = &node.value
        {
            let message = format!("{} is {}", quoted(&node.path), quoted(word));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected days, weeks, months or years"));
        }
        if sheet.has("duration") && node.is_none() {
            let help = "say it: [history] duration_unit = \"days\" (or weeks, months, years)";
            self.problems.push(Diagnostic::error("nothing says in which unit the durations are").at(&sheet.header()).help(help));
        }
        if sheet.has("duration") && !sheet.has("event") {
            let meaning = "it says with what the time ended: 1 where the person left, 0 where observation ended";
            let help = times_and_events(sheet).map_or(meaning.to_owned(), |columns| format!("{meaning}: [history.columns] {columns}"));
            self.problems.push(Diagnostic::error("durations need a column `event`").at(&sheet.header()).help(help));
        }
        if sheet.has("duration") && sheet.has("hired") && sheet.has("entry") {
            let help = "take the column `hired` out where they are counted from the entry";
            self.problems
                .push(Diagnostic::warning("durations are counted from the hire, not from the entry").at(&sheet.header()).help(help));
        }
        unit
    }

    /// Warns where events are 1 and 2, which some packages write for the end of observation and an exit.
    pub fn warn_of_ones(&mut self, sheet: &Sheet, is_word: impl Fn(&str) -> bool) {
        let events = || sheet.rows().filter_map(|row| row.get("event"));
        let has_none = events().any(|cell| NO_EVENT.iter().any(|word| word.eq_ignore_ascii_case(&cell.text)));
        let Some(first) = events().find(|cell| cell.text == "1") else { return };
        if !has_none && !is_word("1") && events().any(|cell| cell.text == "2") {
            let message = "the events are 1 and 2, and none is 0: 1 is read as an exit";
            let help = "where 1 is the end of observation and 2 an exit: [history.channels] \"1\" = \"censored\"";
            self.problems.push(Diagnostic::warning(message).at(&first.place).help(help));
        }
    }

    /// What a row says in the column `event`; nothing where its cell is empty. A word of the history's channels is that.
    pub fn event<'s>(&mut self, row: Row<'s>, has_column: bool, is_word: impl Fn(&str) -> bool) -> Option<Event<'s>> {
        if !has_column {
            return Some(Event::Unsaid);
        }
        let cell = self.required_cell(row, "event", "1 where the person left, 0 where observation ended")?;
        let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(&cell.text));
        Some(match () {
            () if is_word(&cell.text) => Event::Of(cell),
            () if is(&NO_EVENT) => Event::None,
            () if is(&AN_EVENT) => Event::Some(cell),
            () => Event::Of(cell),
        })
    }

    /// When a row's duration ends, and where it stands; `Some(None)` where there is none, nothing where it cannot be read.
    #[expect(clippy::option_option, reason = "no duration and one that cannot be read differ")]
    pub fn end_of_duration(&mut self, row: Row<'_>, since: DateInterval, unit: Option<Unit>) -> Option<Option<(DateInterval, Place)>> {
        let Some(cell) = row.get("duration") else { return Some(None) };
        let count = self.number_text("duration", &cell.text, &cell.place)?;
        let count = self.at_least("duration", count, false, &cell.place)?;
        let unit = unit?;
        let (Some(earliest), Some(latest)) = (after(since.earliest, count, unit), after(since.latest, count, unit)) else {
            let message = format!("a duration of {}", Duration { count, unit });
            self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected a shorter one; is the unit the right one?"));
            return None;
        };
        Some(Some((DateInterval { earliest, latest }, cell.place)))
    }
}

/// The day so much later, by the calendar where the count is whole, else the nearest one.
fn after(date: Date, count: f64, unit: Unit) -> Option<Date> {
    let days_each = match unit {
        Unit::Days => 1.0,
        Unit::Weeks => 7.0,
        Unit::Months => DAYS_PER_YEAR / 12.0,
        Unit::Years => DAYS_PER_YEAR,
    };
    let whole =
        if count.fract() == 0.0 { Duration { count, unit } } else { Duration { count: (count * days_each).round(), unit: Unit::Days } };
    // Longer than anybody lives.
    (whole.years() <= 100.0).then(|| whole.after(date))?
}
