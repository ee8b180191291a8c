//! The date of an export: as asked for, else as a note or a column of the file says, else the latest date of its people.
//!
//! Where that latest date is an exit, it is the last exit that chose the end of observation. Counting it would make every hazard too large,
//! just as the first exit does that chooses its beginning: the exits strictly between the two are those of a Poisson process, and are alone
//! unbiased (the exits before the first and after the last are then the only ones that are missing, and none is there).
//!
//! A date after today is that of a hire or exit to come, or mistyped. Where it is not known which day is today, or the latest date is long
//! after all others, the date of the export is asked for.

use std::cmp::Reverse;

use crate::calendar::{Date, DateInterval, days_between};
use crate::cells::dates::{Order, Value, Written, written};
use crate::cells::headings::{Field, plain};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::import::Ask;
use crate::import::people::Entry;
use crate::import::table::{Columns, Table, lines, one};

/// The date of an export and where it is from.
pub(in crate::import) struct AsOf {
    pub date: Date,
    pub whence: String,
    /// It is that of the last exit, since nothing else says it.
    pub is_last_exit: bool,
    /// Dates of lines that are not taken for it, in words; nothing where there are none.
    pub others: String,
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
        let said = |date, whence| Self { date, whence, is_last_exit: false, others: String::new() };
        if let Some(date) = ask.as_of {
            return Ok(said(date, "as asked for".to_owned()));
        }
        if let Some(date) = column {
            let heading = columns.get(Field::AsOf).map_or("", |column| table.headings[column].as_str());
            return plausible(table, entries, said(date, format!("by the column {}", quoted(heading))), None);
        }
        let notes = notes(table);
        let noted = notes.iter().filter(|note| note.is_meant()).filter_map(|note| Some((note.day(order)?, note.line, note.says)));
        if let Some((date, line, says)) = noted.max_by_key(|(date, line, _)| (*date, Reverse(*line))) {
            if says == Says::Nothing {
                refuse_before_exits(table, entries, date, line, ask)?;
            }
            return plausible(table, entries, said(date, format!("line {line} says so")), Some(line));
        }
        if let Some(Note { line, text, .. }) = notes.iter().find(|note| note.is_meant() && note.is_unclear(order)) {
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
        if let Some((latest, ..)) = latest {
            refuse_between(table, entries, &notes, order, latest)?;
        }
        let others = in_words(&notes, order);
        let found = latest.map(|(date, line, is_last_exit)| Self {
            date,
            whence: format!("the latest date, line {line}; --as-of if it was another day"),
            is_last_exit,
            others,
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

/// Refuses a date that a note only mentions where exits or hires are after it: they may have happened, or be known ahead.
fn refuse_before_exits(table: &Table, entries: &[Entry], date: Date, line: usize, ask: &Ask) -> Result<(), Problems> {
    let is_later = |day: Option<DateInterval>| day.is_some_and(|day| day.earliest > date);
    let is_past = |day: Option<DateInterval>| is_later(day) && ask.today.is_some_and(|today| day.is_some_and(|day| day.latest <= today));
    let lines_of =
        |is_meant: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| is_meant(entry)).map(|entry| entry.line).collect::<Vec<_>>();
    let exits = lines_of(&|entry| entry.is_there.is_none() && is_later(entry.exit));
    // Who is hired after today will be.
    let hires = lines_of(&|entry| entry.is_there.is_none() && is_past(entry.hired));
    let (what, later) = if exits.is_empty() { ("hires", hires) } else { ("exits", exits) };
    if later.is_empty() {
        return Ok(());
    }
    let message = format!("{what} are after {date}, which line {line} may say to be the date of the export ({})", lines(&later));
    let help = format!("say when the export was made: --as-of {date}, or a later day; --skip {line} leaves the line out");
    Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
}

/// Refuses to take the latest date of people for that of the export, where a line has an earlier one, and exits are between the two.
fn refuse_between(table: &Table, entries: &[Entry], notes: &[Note], order: Option<Order>, latest: Date) -> Result<(), Problems> {
    for note in notes.iter().filter(|note| note.says != Says::Since) {
        let Some(date) = note.interval(order).filter(|date| date.latest < latest) else { continue };
        let between = entries.iter().filter(|entry| entry.is_there.is_none() && entry.exit.is_some_and(|exit| exit.earliest > date.latest));
        let between: Vec<usize> = between.map(|entry| entry.line).collect();
        if !between.is_empty() {
            let (text, line) = (quoted(&note.text), note.line);
            let message =
                format!("exits are after {text}, in line {line}, and nothing says when the export was made ({})", lines(&between));
            let help = format!(
                "say it: --as-of {} if it was then, --as-of {latest} if all have left; --skip {line} leaves the line out",
                date.latest
            );
            return Err(one(Diagnostic::error(message).at(&table.head()).help(help)));
        }
    }
    Ok(())
}

/// The dates of notes in words: `line 1 has 2026-09-01, which is not said to be that day`.
fn in_words(notes: &[Note], order: Option<Order>) -> String {
    let mut found: Vec<String> = Vec::new();
    for note in notes.iter().filter(|note| note.interval(order).is_some() || note.is_unclear(order)) {
        let word = format!("{} in line {}", quoted(&note.text), note.line);
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found.join(", ")
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

/// What the words about a date say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// That of the export.
    Export,
    /// Nothing, or that the file is of it.
    Nothing,
    /// That of something else, which may be as old as the export.
    Other,
    /// The beginning of something: of the time for which leavers are listed, of a plan.
    Since,
}

/// What may be a date within a note.
struct Note {
    line: usize,
    text: String,
    written: Written,
    says: Says,
}

/// The dates within notes, those of the export alone where any is said to be that.
fn notes(table: &Table) -> Vec<Note> {
    // A cell of its own, or with the one before it: a label, or a date that the mark between cells has cut in two.
    let texts = table.notes.iter().flat_map(|(line, cells)| {
        let pairs = cells.windows(2).map(|pair| pair.join(", "));
        cells.iter().cloned().chain(pairs).map(move |text| (*line, text))
    });
    let found: Vec<Note> = texts.flat_map(|(line, text)| notes_in(line, &text)).collect();
    let is_said = found.iter().any(|note| note.says == Says::Export);
    // A cell alone says less of a date than the cell with its label.
    let is_explained = |note: &Note| {
        note.says == Says::Nothing
            && found.iter().any(|other| other.line == note.line && other.written == note.written && other.says != Says::Nothing)
    };
    let kept: Vec<bool> = found.iter().map(|note| if is_said { note.says == Says::Export } else { !is_explained(note) }).collect();
    found.into_iter().zip(kept).filter(|(_, is_kept)| *is_kept).map(|(note, _)| note).collect()
}

/// What may be dates within a text, each with what the words nearest before it, or right behind it, say of it.
fn notes_in(line: usize, text: &str) -> Vec<Note> {
    /// Words before the date of the export.
    const EXPORT: [&str; 32] = [
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
        "extracted",
        "extraction",
        "corte",
        "datos a",
        "data at",
        "situacion a",
        "situation a",
        "arrete au",
        "edite le",
        "date d edition",
        "abzug",
        "auswertung",
    ];
    /// Words before another date.
    const OTHER: [&str; 18] = [
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
        "version",
        "policy",
        "period",
        "review",
        "round",
        "valid",
    ];
    /// Words right before another date.
    const UP_TO_IT: [&str; 11] = ["from", "after", "before", "between", "seit", "ab", "vor", "nach", "depuis", "desde", "avant"];
    /// Words right before the end of a time, which may be that of the export.
    const UNTIL: [&str; 5] = ["until", "to", "bis", "hasta", "jusqu au"];
    /// Words behind another date.
    const BEHIND: [&str; 2] = ["onwards", "onward"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    let mut used = vec![false; words.len()];
    for length in [5, 3, 2, 1] {
        for (at, run_words) in words.windows(length).enumerate() {
            let run = run_words.join(" ");
            let date = run.trim_matches(|c: char| !c.is_alphanumeric());
            // A number alone is rather a count of people than a day.
            if used[at..at + length].contains(&true) || date.bytes().all(|byte| byte.is_ascii_digit()) && date.len() != 8 {
                continue;
            }
            let written = written(date);
            // `1 de septiembre de 2026`; a month with a year, and not with a day of it.
            let is_of_form = match *run_words {
                [_, "de", _, "de", _] | [_] => true,
                [month, "de", year] | [month, year] => is_month(month) && year.len() >= 4,
                // `of June 30` is no June of 2030.
                [_, _, _] => !matches!(written, Written::Sure(Value::On(date)) if date.exact().is_none()),
                _ => false,
            };
            if !matches!(written, Written::Sure(Value::On(_)) | Written::Numbers(_)) || !is_of_form {
                continue;
            }
            used[at..at + length].fill(true);
            let before = format!(" {} ", plain(&words[..at].join(" ")));
            let last = |known: &[&str]| known.iter().filter_map(|word| before.rfind(&format!(" {word} "))).max();
            let is_behind = words.get(at + length).is_some_and(|word| BEHIND.contains(&plain(word).as_str()));
            let is_right_behind = |known: &[&str]| known.iter().any(|word| before.ends_with(&format!(" {word} ")));
            // Of two dates with a mark between them, the first is the beginning.
            let is_first_of_two =
                words.get(at + length).is_some_and(|word| ["-", "\u{2013}", "to", "bis", "a", "au", "until"].contains(word));
            let says = match (last(&EXPORT), last(&OTHER)) {
                _ if is_behind || is_first_of_two || is_right_behind(&UP_TO_IT) => Says::Since,
                _ if is_right_behind(&UNTIL) => Says::Other,
                (None, None) => Says::Nothing,
                (export, other) if export > other => Says::Export,
                (_, other) if is_since(&before, other) => Says::Since,
                _ => Says::Other,
            };
            found.push(Note { line, text: date.to_owned(), written, says });
        }
    }
    found
}

/// Whether a word is the name of a month, or the beginning of one.
fn is_month(word: &str) -> bool {
    const NAMES: &str = "january february march april may june july august september october november december januar februar marz mai juni \
                         juli oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero \
                         marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";
    let word = plain(word);
    word.len() >= 3 && NAMES.split(' ').any(|name| name.starts_with(&word))
}

/// Whether the last word before a date that speaks of another one says that something begins: `Leavers since`.
fn is_since(before: &str, at: Option<usize>) -> bool {
    at.is_some_and(|at| before[at..].starts_with(" since "))
}

impl Note {
    /// Whether it may be the date of the export as far as words say.
    fn is_meant(&self) -> bool {
        matches!(self.says, Says::Export | Says::Nothing)
    }

    /// The day that it is; nothing where it is none to the day, or no order of its numbers is known.
    fn day(&self, order: Option<Order>) -> Option<Date> {
        self.interval(order)?.exact()
    }

    /// The days that it can be; nothing where no order of its numbers is known.
    fn interval(&self, order: Option<Order>) -> Option<DateInterval> {
        match self.written {
            Written::Sure(Value::On(date)) => Some(date),
            Written::Numbers(numbers) => {
                let on = |order: Order| if let Some(Value::On(date)) = order.date(numbers) { Some(date) } else { None };
                match order {
                    Some(order) => on(order),
                    // Only one of the two is possible, or both are one day.
                    None => match (on(Order::Dmy), on(Order::Mdy)) {
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
