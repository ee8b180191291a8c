//! From one export of an HR system to a roster, a history and a scenario that runs.
//!
//! Nothing in the export is dropped or read in silence: [`Report`] names every column and every line, what each was taken for, and every
//! choice that was made; where only the user can tell, the import asks and writes nothing.
//!
//! The way: the `table` within the file, its columns by their `headings`, the cells of each person (`people`: `dates`,
//! `numbers`, `words`), `spells`, `since` when all leavers are listed, `leaders`, the files (`scenario`).

mod dates;
mod leaders;
mod numbers;
mod people;
mod pseudonyms;
mod report;
mod scenario;
mod since;
mod spells;
mod table;
mod words;

use std::path::Path;

pub use self::dates::Order;
pub use self::numbers::Mark;
pub use self::pseudonyms::Key;
pub use self::report::Report;
pub use self::scenario::DEFAULT_PRIOR;
pub use self::table::Fate;
pub use crate::headings::Field;

pub(crate) use self::words::is_there;

use self::dates::{Value, Written, written};
use self::people::{Gathered, entries, lines};
use self::scenario::{Facts, proposals};
use self::since::Since;
use self::spells::{End, spells};
use self::table::{Columns, Table, one};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Problems};
use crate::scenario::schema::json_schema;

/// What the user says of an export.
#[derive(Clone, Default)]
pub struct Ask {
    /// The date of the export.
    pub as_of: Option<Date>,
    /// The first day since which all leavers are listed.
    pub leavers_since: Option<Date>,
    /// The order of day and month.
    pub dates: Option<Order>,
    /// The mark before decimals.
    pub numbers: Option<Mark>,
    /// The headings that stand for fields; an empty one says that none does.
    pub columns: Vec<(Field, String)>,
    /// Further words that say that there is nothing.
    pub missing: Vec<String>,
    /// Lines to leave out.
    pub skip: Vec<usize>,
    /// The key of pseudonyms, where ids are to be replaced.
    pub key: Option<Key>,
}

/// What an export gives.
#[derive(Clone, Debug)]
pub struct Import {
    /// Names and contents of the files, the scenario last.
    pub files: Vec<(String, String)>,
    /// What was taken for what.
    pub report: Report,
}

/// Reads an export; its scenario is to be called `name`.
///
/// # Errors
/// Where something cannot be read, or only the user can tell what it means.
pub fn import(path: &Path, name: &str, ask: &Ask) -> Result<Import, Problems> {
    let table = Table::read(path, ask)?;
    let columns = Columns::of(&table, ask)?;
    let has = |field| columns.get(field).is_some();
    if !(has(Field::Id) || has(Field::Name) || has(Field::FirstName) && has(Field::LastName)) {
        let help = "say which heading it has: --column id=\"Their number\"";
        return Err(one(Diagnostic::error("no column says who each row is")
            .at(&table.head())
            .label("expected an id or a name")
            .help(help)));
    }
    let Gathered { entries, how, mut remarks, order } = entries(&table, &columns, ask)?;
    if entries.is_empty() {
        return Err(one(Diagnostic::error("nobody stands below the header").at(&table.head())));
    }
    if !has(Field::Id) {
        remarks.insert(0, "There is no column of ids: names stand for them. --pseudonyms FILE puts others in their place.".to_owned());
    }
    let (as_of, whence) = as_of(&table, &entries, order, ask)?;
    check_span(&table, &entries, as_of)?;
    let found = spells(&table, &entries, as_of)?;
    remarks.extend(found.remarks);
    let from = from(&table, &found.spells, &entries, as_of, ask, &mut remarks)?;
    let there: Vec<usize> = found.spells.iter().filter(|spell| spell.end == End::Present).map(|spell| spell.entry).collect();
    if there.is_empty() {
        let diagnostic = Diagnostic::error(format!("nobody in the export is still there on {as_of}")).at(&table.head());
        return Err(one(diagnostic.help("an export lists those there and the leavers; --as-of says when it was made")));
    }
    tell_gaps(&columns, &entries, &mut remarks);
    let lead = leaders::leaders(&entries, &there);
    remarks.extend(lead.remarks);
    let has_pay = has(Field::Pay) && is_pay_for_all(&table, &columns, &entries, &there, ask, &mut remarks);
    if has(Field::Unvested) && !has_pay {
        remarks.push("Unvested equity is left out, since without pay nothing says how much it is.".to_owned());
    }
    let facts = Facts {
        table: &table,
        columns: &columns,
        entries: &entries,
        spells: &found.spells,
        leads: &lead.leads,
        as_of,
        from,
        has_pay,
        has_unvested: has(Field::Unvested) && has_pay,
        ask,
    };
    let left = found.spells.iter().filter(|spell| matches!(spell.end, End::Left(_))).count();
    let leaving = match facts.last_days().count() {
        0 => String::new(),
        count => format!(" ({count} with a known last day)"),
    };
    let sentence = format!("{} there{leaving} and {left} exits, as of {as_of} ({whence}).", report::people(there.len()));
    remarks.push(format!("The priors are {DEFAULT_PRIOR}: wide and alike for every channel. No contagion, heat or spin-outs."));
    let report = Report {
        columns: Report::of_columns(&table, &columns, &how),
        others: table.others.clone(),
        people: table.rows.iter().map(|row| row.line).collect(),
        remarks,
        reasons: if from.is_some() { proposals(&facts) } else { Vec::new() },
        sentence,
    };
    let mut files = vec![("roster.csv".to_owned(), facts.roster())];
    files.extend(facts.history().map(|history| ("history.csv".to_owned(), history)));
    files.push(("scenario.schema.json".to_owned(), json_schema()));
    files.push((format!("{name}.toml"), facts.scenario(name)));
    Ok(Import { files, report })
}

/// The date of the export and where it is from: given, else the latest that a note above or below the table names, else the latest of
/// the people's.
fn as_of(table: &Table, entries: &[people::Entry], order: Option<Order>, ask: &Ask) -> Result<(Date, String), Problems> {
    if let Some(date) = ask.as_of {
        return Ok((date, "as asked for".to_owned()));
    }
    let noted = table.notes.iter().flat_map(|(line, text)| dates_in(text, order).into_iter().map(move |date| (date, *line)));
    if let Some((date, line)) = noted.max_by_key(|(date, line)| (*date, std::cmp::Reverse(*line))) {
        return Ok((date, format!("line {line} says so")));
    }
    let exits = entries.iter().filter(|entry| entry.is_there != Some(true)).filter_map(|entry| Some((entry.exit?, entry.line)));
    let hires = entries.iter().flat_map(|entry| [entry.hired, entry.rehired].map(|date| Some((date?, entry.line)))).flatten();
    let latest = exits.chain(hires).map(|(date, line)| (date.latest, line)).max_by_key(|(date, line)| (*date, std::cmp::Reverse(*line)));
    latest.map(|(date, line)| (date, format!("the latest date, line {line}; --as-of if it was later"))).ok_or_else(|| {
        let help =
            "say when the export was made: --as-of 2026-09-30; and which heading the date of hire has: --column hired=\"Their start\"";
        one(Diagnostic::error("the file has no date").at(&table.head()).help(help))
    })
}

/// Refuses dates so far apart that one of them is none.
fn check_span(table: &Table, entries: &[people::Entry], as_of: Date) -> Result<(), Problems> {
    const LONGEST: i16 = 100;
    let dates = entries.iter().flat_map(|entry| [entry.hired, entry.rehired, entry.exit].map(|date| Some((date?.earliest, entry))));
    let Some((earliest, entry)) = dates.flatten().min_by_key(|(date, _)| *date) else { return Ok(()) };
    if as_of.year() - earliest.year() < LONGEST {
        return Ok(());
    }
    let message = format!("the dates are from {earliest} (line {}) to {as_of}, the date of the export", entry.line);
    let help = format!("--as-of says when it was made; --skip {} leaves the row out", entry.line);
    let diagnostic = Diagnostic::error(message).at(&table.whole(&table.rows[entry.row])).label(format!("{LONGEST} years before or more"));
    Err(one(diagnostic.help(help)))
}

/// The dates to the day within a note.
fn dates_in(text: &str, order: Option<Order>) -> Vec<Date> {
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
            let value = match written(text) {
                Written::Sure(value) => Some(value),
                Written::Numbers(numbers) => order.and_then(|order| order.date(numbers)),
                Written::Strange => None,
            };
            if let Some(Value::On(date)) = value {
                found.extend(date.exact());
            }
        }
    }
    found
}

/// From when on all leavers are listed; nothing where there is none and nobody says since when there was none.
fn from(
    table: &Table,
    spells: &[spells::Spell],
    entries: &[people::Entry],
    as_of: Date,
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> Result<Option<Date>, Problems> {
    let first_of = |date: Date| {
        let left = spells.iter().filter(|spell| matches!(spell.end, End::Left(exit) if exit.earliest == date));
        lines(&left.map(|spell| entries[spell.entry].line).collect::<Vec<_>>())
    };
    if let Some(date) = ask.leavers_since {
        if date >= as_of {
            return Err(one(Diagnostic::error(format!("--leavers-since {date} is not before the date of the export, {as_of}"))));
        }
        let earlier = spells.iter().filter(|spell| matches!(spell.end, End::Left(exit) if exit.latest <= date));
        let earlier: Vec<usize> = earlier.map(|spell| entries[spell.entry].line).collect();
        let not_counted = if earlier.is_empty() { String::new() } else { format!(" Left by then, and not counted: {}.", lines(&earlier)) };
        remarks.push(format!("All leavers since {date} are listed, as asked for.{not_counted}"));
        return Ok(Some(date));
    }
    match since::since(spells, as_of) {
        Since::Nobody => {
            let text = "Nobody in the export left, so that there is no history to learn from. If nobody did, --leavers-since DATE says since when.";
            remarks.push(text.to_owned());
            Ok(None)
        }
        Since::Day(date) => {
            let of = first_of(date);
            remarks.push(format!(
                "All leavers since {date} are taken to be listed, the day of the first exit ({of}). Who left on that day is not counted, since the day was chosen by that exit. If they are listed since another day, --leavers-since DATE says so."
            ));
            Ok(Some(date))
        }
        Since::Gap(first, last, next) => {
            let message =
                format!("nobody left between {last} ({}) and {next} ({}), longer than chance allows", first_of(last), first_of(next));
            let help = format!(
                "since when are all leavers listed? --leavers-since {next} if the export has only later ones in full, --leavers-since {first} if really nobody left in between"
            );
            Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
        }
    }
}

/// Tells who has no date of hire and who no team, where the export has such columns.
fn tell_gaps(columns: &Columns, entries: &[people::Entry], remarks: &mut Vec<String>) {
    let without = |is_lacking: fn(&people::Entry) -> bool| {
        entries.iter().filter(|entry| is_lacking(entry)).map(|entry| entry.line).collect::<Vec<_>>()
    };
    let unhired = without(|entry| entry.hired.is_none() && entry.rehired.is_none());
    if !unhired.is_empty() {
        remarks.push(format!("No date of hire, so that they are taken to be there from the first day on: {}.", lines(&unhired)));
    }
    let teamless = without(|entry| entry.team.is_none());
    if columns.get(Field::Team).is_some() && !teamless.is_empty() {
        remarks.push(format!("No team, so that theirs is called all: {}.", lines(&teamless)));
    }
}

/// Whether everybody there has a pay, all in one currency; says why it is left out where not.
fn is_pay_for_all(
    table: &Table,
    columns: &Columns,
    entries: &[people::Entry],
    there: &[usize],
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> bool {
    let without: Vec<usize> =
        there.iter().filter(|&&index| entries[index].pay.is_none_or(|pay| pay <= 0.0)).map(|&index| entries[index].line).collect();
    if !without.is_empty() {
        remarks.push(format!("Pay is left out, since some have none and nobody's pay is made up: {}.", lines(&without)));
        return false;
    }
    let cells = |field| {
        let column = columns.get(field);
        there.iter().filter_map(move |&index| table.rows[entries[index].row].get(column?, ask))
    };
    let is_sign = |c: &char| c.is_alphabetic() || "$€£¥₹₩₪".contains(*c);
    let mut currencies: Vec<String> = cells(Field::Currency).map(str::to_owned).collect();
    if currencies.is_empty() {
        let signs = cells(Field::Pay).map(|pay| pay.chars().filter(is_sign).collect::<String>());
        currencies = signs.filter(|sign| !sign.is_empty()).collect();
    }
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.len() > 1 {
        remarks.push(format!("Pay is left out, since it is in several currencies: {}.", currencies.join(", ")));
    }
    currencies.len() <= 1
}
