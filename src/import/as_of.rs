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
use super::people::Entry;
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
        let noted = notes.iter().flat_map(|(line, text)| dates_in(text, order).into_iter().map(move |date| (date, *line)));
        if let Some((date, line)) = noted.max_by_key(|(date, line)| (*date, Reverse(*line))) {
            return plausible(table, entries, said(date, format!("line {line} says so")), Some(line));
        }
        if let Some((line, text)) = notes.iter().find_map(|(line, text)| Some((line, unclear_in(text, order)?))) {
            let message = format!("nothing tells which number of {} is the day, in line {line}", quoted(&text));
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

/// The notes that may say the date of the export: those that say so, or else those that do not speak of another date.
fn notes(table: &Table) -> Vec<(usize, String)> {
    /// What says that a date is that of the export.
    const SAYS_SO: [&str; 17] = [
        "as of",
        "as at",
        "export",
        "extract",
        "snapshot",
        "report date",
        "run date",
        "run on",
        "printed",
        "generated",
        "created",
        "downloaded",
        "stand",
        "stichtag",
        "erstellt",
        "situation au",
        "a fecha",
    ];
    /// What says that it is another one.
    const SAYS_ANOTHER: [&str; 24] = [
        "since",
        "from",
        "after",
        "before",
        "between",
        "leaver",
        "leavers",
        "termination",
        "terminations",
        "terminated",
        "hired",
        "hires",
        "joined",
        "updated",
        "version",
        "policy",
        "effective",
        "seit",
        "ab",
        "vor",
        "nach",
        "depuis",
        "desde",
        "avant",
    ];
    // A cell of its own, or a date that the mark between cells has cut in two.
    let texts = table.notes.iter().flat_map(|(line, cells)| {
        let both = if cells.len() == 2 { Some(cells.join(", ")) } else { None };
        cells.iter().cloned().chain(both).map(move |text| (*line, text))
    });
    let words = |text: &str| format!(" {} ", plain(text));
    let holds = |text: &str, known: &[&str]| known.iter().any(|known| words(text).contains(&format!(" {known}")));
    let is_word = |text: &str, known: &[&str]| known.iter().any(|known| words(text).contains(&format!(" {known} ")));
    let (said, others): (Vec<_>, Vec<_>) = texts.partition(|(_, text)| holds(text, &SAYS_SO));
    let has_date = |(_, text): &(usize, String)| written_in(text).iter().any(|(_, written)| !matches!(written, Written::Strange));
    if said.iter().any(has_date) { said } else { others.into_iter().filter(|(_, text)| !is_word(text, &SAYS_ANOTHER)).collect() }
}

/// What may be dates within a note.
fn written_in(text: &str) -> Vec<(String, Written)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for length in [3, 1] {
        for words in words.windows(length) {
            let text = words.join(" ");
            let text = text.trim_matches(|c: char| !c.is_alphanumeric());
            // A number alone is rather a count of people than a day.
            if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != 8 {
                continue;
            }
            found.push((text.to_owned(), written(text)));
        }
    }
    found
}

/// The dates to the day within a note.
fn dates_in(text: &str, order: Option<Order>) -> Vec<Date> {
    let date = |written: Written| match written {
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
    };
    written_in(text).into_iter().filter_map(|(_, written)| date(written)).collect()
}

/// A date within a note of which nothing tells the day.
fn unclear_in(text: &str, order: Option<Order>) -> Option<String> {
    let is_unclear = |written: &Written| match written {
        Written::Numbers(numbers) => order.is_none() && Order::Dmy.date(*numbers).is_some() && Order::Mdy.date(*numbers).is_some(),
        _ => false,
    };
    written_in(text).into_iter().find(|(_, written)| is_unclear(written)).map(|(text, _)| text)
}
