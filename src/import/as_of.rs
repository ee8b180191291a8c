//! The date of an export: as asked for, else as a note or a column of the file says, else the latest date of its people.
//!
//! Where that latest date is an exit, it is the last exit that chose the end of observation. To count it would bias every hazard upward,
//! just as the first exit does that chooses its beginning: the exits strictly between the two are those of a Poisson process, and are alone
//! unbiased (the exits before the first and after the last are then the only ones that are missing, and none is there).
//!
//! A date after today is that of a hire or exit to come, or mistyped. Where it is not known which day is today, or the latest date is long
//! after all others, the date of the export is asked for.

use std::cmp::Reverse;

use super::Ask;
use super::dates::{Order, Value, Written, written};
use super::people::{Entry, lines};
use super::table::{Columns, Table, one};
use crate::calendar::{Date, days_between};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::headings::{Field, plain};

/// The date of an export and where it is from.
pub(super) struct AsOf {
    pub date: Date,
    pub whence: String,
    /// It is that of the last exit, since nothing else says it.
    pub is_last_exit: bool,
}

impl AsOf {
    /// The date of the export.
    pub fn of(
        table: &Table,
        columns: &Columns,
        entries: &[Entry],
        column: Option<Date>,
        order: Option<Order>,
        ask: &Ask,
    ) -> Result<Self, Problems> {
        let said = |date, whence| Self { date, whence, is_last_exit: false };
        if let Some(date) = ask.as_of {
            return Ok(said(date, "as asked for".to_owned()));
        }
        if let Some(date) = column {
            let heading = columns.get(Field::AsOf).map_or("", |column| table.headings[column].as_str());
            return plausible(table, entries, said(date, format!("by the column {}", quoted(heading))), None);
        }
        let notes = notes(table);
        let noted = notes.iter().filter_map(|note| Some((note.date(order)?, note.line, note.is_of_export)));
        if let Some((date, line, is_of_export)) = noted.max_by_key(|(date, line, _)| (*date, Reverse(*line))) {
            if is_of_export.is_none() {
                refuse_before_exits(table, entries, date, line)?;
            }
            return plausible(table, entries, said(date, format!("line {line} says so")), Some(line));
        }
        if let Some(Note { line, text, .. }) = notes.iter().find(|note| note.is_unclear(order)) {
            let message = format!("nothing tells which number of {} is the day, in line {line}", quoted(text));
            let help = "it may be the date of the export; say which comes first: --dates dmy or --dates mdy; or say it: --as-of 2026-09-30";
            return Err(one(Diagnostic::error(message).at(&table.head()).help(help)));
        }
        let exits = entries.iter().filter(|entry| entry.is_there != Some(true)).filter_map(|entry| Some((entry.exit?, entry.line, true)));
        let hires = entries.iter().flat_map(|entry| [entry.hired, entry.rehired].map(|date| Some((date?, entry.line, false)))).flatten();
        let dates = exits.chain(hires).map(|(date, line, is_exit)| (date.latest, line, is_exit));
        // What is later than today is to come.
        let mut dates: Vec<_> = dates.filter(|(date, ..)| ask.today.is_none_or(|today| *date <= today)).collect();
        dates.sort_unstable_by_key(|(date, line, is_exit)| (*date, *is_exit, Reverse(*line)));
        refuse_stray(table, &dates.iter().map(|(date, line, _)| (*date, *line)).collect::<Vec<_>>())?;
        let latest = dates.last().copied();
        let found = latest.map(|(date, line, is_last_exit)| Self {
            date,
            whence: format!("the latest date, line {line}; --as-of if it was another day"),
            is_last_exit,
        });
        found.ok_or_else(|| {
            if entries.iter().any(|entry| entry.hired.or(entry.exit).is_some()) {
                let diagnostic = Diagnostic::error("every hire and exit is later than today").at(&table.head());
                return one(diagnostic.help("say when the export was made: --as-of 2026-09-30"));
            }
            let help =
                "say when the export was made: --as-of 2026-09-30; and which heading the date of hire has: --column hired=\"Their start\"";
            one(Diagnostic::error("no column is known as one of dates").at(&table.head()).help(help))
        })
    }
}

/// Refuses to take the last of the dates, in order, for that of the export where it is too long after the one before: it is mistyped or to come.
///
/// Were the dates spread evenly, the last of `n` gaps would be a share `r` of all the time or longer with the probability `(1 - r)^(n - 1)`. Hires
/// come in other times than exits, so that it is too long only if it is, too, half of the time before, or more.
fn refuse_stray(table: &Table, dates: &[(Date, usize)]) -> Result<(), Problems> {
    /// Below this probability it is no chance.
    const UNLIKELY: f64 = 0.001;
    let mut days = dates.to_vec();
    days.dedup_by_key(|(day, _)| *day);
    let [(first, _), .., (earlier, before), (latest, last)] = days[..] else { return Ok(()) };
    let (gap, before_it) = (days_between(earlier, latest), days_between(first, earlier));
    let gaps = (days.len() - 1) as f64;
    let left = f64::from(before_it) / f64::from(before_it + gap);
    if 2 * gap < before_it || crate::math::exp((gaps - 1.0) * crate::math::ln(left)) >= UNLIKELY {
        return Ok(());
    }
    let message = format!("the latest date, {latest} (line {last}), is long after the one before, {earlier} (line {before})");
    let help = format!("say when the export was made: --as-of 2026-09-30; --skip {last} leaves the row out");
    Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
}

/// Refuses a date that a note only mentions where exits are after it: they may have happened, or be known ahead.
fn refuse_before_exits(table: &Table, entries: &[Entry], date: Date, line: usize) -> Result<(), Problems> {
    let later = entries.iter().filter(|entry| entry.is_there.is_none() && entry.exit.is_some_and(|exit| exit.earliest > date));
    let later: Vec<usize> = later.map(|entry| entry.line).collect();
    if later.is_empty() {
        return Ok(());
    }
    let message = format!("exits are after {date}, which line {line} may say to be the date of the export ({})", lines(&later));
    let help = format!("say when the export was made: --as-of 2026-09-30; --skip {line} leaves the line out");
    Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
}

/// Refuses a date before most of the hires or exits: it is another one.
fn plausible(table: &Table, entries: &[Entry], as_of: AsOf, line: Option<usize>) -> Result<AsOf, Problems> {
    let dates = || entries.iter().flat_map(|entry| [entry.hired, entry.exit]).flatten();
    let later = dates().filter(|date| date.earliest > as_of.date).count();
    if 2 * later <= dates().count() {
        return Ok(as_of);
    }
    let message = format!("most hires and exits are after {}, the date of the export ({})", as_of.date, as_of.whence);
    let skip = line.map_or_else(String::new, |line| format!("; --skip {line} leaves the row out"));
    let help = format!("say when the export was made: --as-of 2026-09-30{skip}");
    Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
}

/// What may be a date within a note.
struct Note {
    line: usize,
    text: String,
    written: Written,
    /// The words before it say whether it is that of the export; nothing where they do not.
    is_of_export: Option<bool>,
}

/// The dates within notes: those that are said to be that of the export, or else those that are not said to be another one.
fn notes(table: &Table) -> Vec<Note> {
    // A cell of its own, or a date that the mark between cells has cut in two.
    let texts = table.notes.iter().flat_map(|(line, cells)| {
        let both = if cells.len() == 2 { Some(cells.join(", ")) } else { None };
        cells.iter().cloned().chain(both).map(move |text| (*line, text))
    });
    let found: Vec<Note> = texts.flat_map(|(line, text)| notes_in(line, &text)).filter(|note| note.is_of_export != Some(false)).collect();
    let is_said = found.iter().any(|note| note.is_of_export == Some(true));
    found.into_iter().filter(|note| !is_said || note.is_of_export == Some(true)).collect()
}

/// What may be dates within a text, each with what the words nearest before it, or right behind it, say of it.
fn notes_in(line: usize, text: &str) -> Vec<Note> {
    /// Words before the date of the export.
    const EXPORT: [&str; 20] = [
        "as of",
        "as at",
        "export",
        "exported",
        "extract",
        "snapshot",
        "report date",
        "run date",
        "run",
        "printed",
        "generated",
        "created",
        "downloaded",
        "stand",
        "stichtag",
        "erstellt",
        "situation au",
        "a fecha",
        "date of export",
        "effective date",
    ];
    /// Words before another date.
    const OTHER: [&str; 19] = [
        "since",
        "leaver",
        "leavers",
        "leaving",
        "exits",
        "left",
        "termination",
        "terminations",
        "terminated",
        "hired",
        "hires",
        "joined",
        "updated",
        "version",
        "policy",
        "period",
        "review",
        "round",
        "valid",
    ];
    /// Words right before another date.
    const UP_TO_IT: [&str; 13] =
        ["from", "after", "before", "between", "until", "seit", "ab", "vor", "nach", "depuis", "desde", "avant", "bis"];
    /// Words behind another date.
    const BEHIND: [&str; 2] = ["onwards", "onward"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for length in [3, 1] {
        for (at, run) in words.windows(length).enumerate() {
            let run = run.join(" ");
            let date = run.trim_matches(|c: char| !c.is_alphanumeric());
            // A number alone is rather a count of people than a day.
            if date.bytes().all(|byte| byte.is_ascii_digit()) && date.len() != 8 {
                continue;
            }
            let written = written(date);
            if written == Written::Strange {
                continue;
            }
            let before = format!(" {} ", plain(&words[..at].join(" ")));
            let last = |known: &[&str]| known.iter().filter_map(|word| before.rfind(&format!(" {word} "))).max();
            let is_behind = words.get(at + length).is_some_and(|word| BEHIND.contains(&plain(word).as_str()));
            let is_of_export = match (last(&EXPORT), last(&OTHER)) {
                _ if is_behind || UP_TO_IT.iter().any(|word| before.ends_with(&format!(" {word} "))) => Some(false),
                (None, None) => None,
                (export, other) => Some(export > other),
            };
            found.push(Note { line, text: date.to_owned(), written, is_of_export });
        }
    }
    found
}

impl Note {
    /// The day that it is; nothing where it is none to the day, or no order of its numbers is known.
    fn date(&self, order: Option<Order>) -> Option<Date> {
        match self.written {
            Written::Sure(Value::On(date)) => date.exact(),
            Written::Numbers(numbers) => {
                let exact = |order: Order| if let Some(Value::On(date)) = order.date(numbers) { date.exact() } else { None };
                match order {
                    Some(order) => exact(order),
                    // Only one of the two is possible, or both are one day.
                    None => match (exact(Order::Dmy), exact(Order::Mdy)) {
                        (Some(one), Some(other)) if one != other => None,
                        (one, other) => one.or(other),
                    },
                }
            }
            _ => None,
        }
    }

    /// Whether nothing tells its day.
    fn is_unclear(&self, order: Option<Order>) -> bool {
        match self.written {
            Written::Numbers(numbers) => order.is_none() && Order::Dmy.date(numbers).is_some() && Order::Mdy.date(numbers).is_some(),
            _ => false,
        }
    }
}
