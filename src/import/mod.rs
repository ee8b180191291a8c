//! From one export of an HR system to a roster, a history and a scenario that runs.
//!
//! Nothing in the export is dropped or read in silence: [`Report`] names every column and every line, what each was taken for, and every
//! choice that was made; where only the user can tell, the import asks and writes nothing.
//!
//! The way: the `table` within the file with its columns, the cells of each person (`people`, by what `cells` know), the `spells` that they
//! are, as of a date, the files and the report (`output`).

mod folder;
mod output;
mod people;
mod spells;
mod table;

use std::path::Path;

pub use encoding_rs::Encoding;

pub use self::folder::{Failed, Written, to_folder, today};
pub use self::output::pseudonyms::Key;
pub use self::output::report::Report;
pub use self::table::Fate;
pub use crate::cells::dates::Order;
pub use crate::cells::headings::Field;
use crate::cells::headings::plain;
pub use crate::cells::numbers::Mark;
pub use crate::scenario::DEFAULT_PRIOR;

use self::output::report;
use self::output::scenario::{Facts, reasons};
use self::people::{Gathered, alike, entries, leaders, money, second};
use self::spells::as_of::AsOf;
use self::spells::since::{self, Since};
use self::spells::{End, spells};
use self::table::{Columns, Table, lines, lines_above, one};
use crate::calendar::Date;
use crate::cells::words::{is_employed, is_there};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::report::columns::many;
use crate::scenario::schema::json_schema;

/// What the user says of an export.
#[derive(Clone, Default)]
pub struct Ask {
    /// The date of the export.
    pub as_of: Option<Date>,
    /// The day on which this is asked: no export is made later. Where there is none, any date may be that of the export.
    pub today: Option<Date>,
    /// The first day since which all leavers are listed.
    pub leavers_since: Option<Date>,
    /// The order of day and month.
    pub dates: Option<Order>,
    /// The mark before decimals.
    pub numbers: Option<Mark>,
    /// The headings that stand for fields; an empty one says that none does.
    pub columns: Vec<(Field, String)>,
    /// The encoding of the file, where it is not UTF-8 and no byte-order mark tells.
    pub encoding: Option<&'static Encoding>,
    /// Further words that say that there is nothing.
    pub missing: Vec<String>,
    /// Words of a status, and whether those who have it are there.
    pub status: Vec<(String, bool)>,
    /// Lines to leave out.
    pub skip: Vec<usize>,
    /// Whether teams and roles that are equal but for case, blanks and the like are kept apart.
    pub as_written: bool,
    /// The key of pseudonyms, where ids are to be replaced.
    pub key: Option<Key>,
}

impl Ask {
    /// Whether the user says which column a field is, or that none is.
    fn has_column(&self, field: Field) -> bool {
        self.columns.iter().any(|(asked, _)| *asked == field)
    }

    /// Whether a status says that the person is there, as the user says or as its words are known.
    fn is_there(&self, status: &str) -> Option<bool> {
        let said = self.status.iter().find(|(word, _)| plain(word) == plain(status)).map(|(_, is_there)| *is_there);
        said.or_else(|| is_there(status))
    }

    /// Whether a text under a reason says that the person is there, as the user says or in so many words.
    fn says_there(&self, reason: &str) -> Option<bool> {
        let said = self.status.iter().find(|(word, _)| plain(word) == plain(reason)).map(|(_, is_there)| *is_there);
        said.or_else(|| is_employed(reason).then_some(true))
    }
}

/// A column by its name.
///
/// # Errors
/// In one sentence, which names there are.
pub fn field(name: &str) -> Result<Field, String> {
    Field::named(name).ok_or_else(|| format!("there is no column {name}; the columns are {}", Field::names().join(", ")))
}

/// An encoding by any of its names in the Encoding Standard.
///
/// # Errors
/// In one sentence, what was expected.
pub fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let known = Encoding::for_label(name.as_bytes());
    known.ok_or_else(|| "expected an encoding such as windows-1252, windows-1250, macintosh or shift_jis".to_owned())
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
    let mut table = Table::read(path, ask)?;
    let mut columns = Columns::of(&table, ask)?;
    let filled = second::fill(&mut table, &mut columns, ask);
    let has = |field| columns.get(field).is_some();
    let has_ids = has(Field::Id);
    if !(has_ids || has(Field::Name) || has(Field::FirstName) && has(Field::LastName)) {
        let help = "say which heading it has: --column id=\"Their number\"";
        return Err(one(Diagnostic::error("no column says who each row is")
            .at(&table.head())
            .label("expected an id or a name")
            .help(help)));
    }
    columns.check_unread_dates(&table, ask)?;
    columns.check_numbered(&table, ask)?;
    table.set_strangers_aside(&columns, ask)?;
    let short = table.check_short()?;
    lines_above::check_leavers(&table, &columns, ask)?;
    let teams = lines_above::take_teams(&mut table, &mut columns, ask);
    let (table, columns) = (table, columns);
    let Gathered { mut entries, mut how, mut remarks, order, as_of } = entries(&table, &columns, ask)?;
    check_statuses(&table, &columns, &entries, ask)?;
    remarks.extend(short);
    remarks.extend(filled);
    remarks.extend(table.told.iter().cloned());
    how.extend(teams.map(|teams| (Field::Team, teams)));
    if entries.is_empty() {
        return Err(one(Diagnostic::error("nobody stands below the header").at(&table.head())));
    }
    if !has_ids {
        remarks.insert(0, "There is no column of ids: names stand for them. --pseudonyms FILE puts others in their place.".to_owned());
    }
    let alike = alike::unite(&mut entries, ask.as_written);
    let AsOf { date: as_of, whence, is_last_exit, others } = AsOf::of(&table, &columns, &entries, as_of, order, ask)?;
    check_span(&table, &entries, as_of)?;
    remarks.extend(second::check(&table, &columns, &entries, order, as_of, ask)?);
    let found = spells(&table, &columns, &entries, as_of, ask)?;
    remarks.extend(found.remarks);
    remarks.extend(alike);
    let last = found.spells.iter().filter_map(|spell| if let End::Left(exit) = spell.end { Some(exit.earliest) } else { None }).max();
    let until = last.filter(|_| is_last_exit).map_or(as_of, |last| last.yesterday().unwrap_or(last));
    let from = from(&table, &found.spells, &entries, until, ask, &mut remarks)?;
    if !others.is_empty() {
        remarks.push(format!("Dates stand in lines of their own, and are not taken for that of the export: {others}."));
    }
    if until < as_of && from.is_some() {
        let nothing = if others.is_empty() { "Nothing" } else { "No column, and no line for sure," };
        let last = lines(&exits_from(&found.spells, &entries, until));
        remarks.push(format!(
            "{nothing} says when the export was made: it is taken to be of the day of the last exit ({last}). That exit does not count, since it chose the day; exits count until the day before. --as-of DATE says when it was made."
        ));
    }
    let there: Vec<usize> = found.spells.iter().filter(|spell| spell.end == End::Present).map(|spell| spell.entry).collect();
    if there.is_empty() {
        let diagnostic = Diagnostic::error(format!("nobody in the export is still there on {as_of}")).at(&table.head());
        return Err(one(diagnostic.help("an export lists those there and the leavers; --as-of says when it was made")));
    }
    check_bare(&table, &columns, &entries, &found.spells)?;
    tell_gaps(&columns, &entries, ask, &mut remarks);
    let lead = leaders::leaders(&entries, &there);
    remarks.extend(lead.remarks);
    let has_pay = money::make_annual(&table, &columns, &mut entries, &there, ask, &mut remarks);
    let has_unvested = money::has_unvested(&table, &columns, &entries, &there, has_pay, ask, &mut remarks);
    let facts = Facts {
        table: &table,
        columns: &columns,
        entries: &entries,
        spells: &found.spells,
        leads: &lead.leads,
        as_of,
        from,
        until,
        has_pay,
        has_unvested,
        ask,
    };
    let left = found.spells.iter().filter(|spell| matches!(spell.end, End::Left(_))).count();
    let joiners =
        found.spells.iter().filter(|spell| spell.end == End::Present && spell.hired.is_some_and(|hired| hired.earliest > as_of)).count();
    let leaving = match facts.last_days().count() {
        0 => String::new(),
        count => format!(" ({count} with a known last day)"),
    };
    let joining = if joiners == 0 { String::new() } else { format!(", {joiners} to join later") };
    let exits = many(left, "exit", "exits");
    let people = report::people(there.len() - joiners);
    let sentence = format!("{people} there{leaving}{joining} and {exits}, as of {as_of} ({whence}).");
    remarks.push(format!("The priors are {DEFAULT_PRIOR}: wide and alike for every channel. No contagion, heat or spin-outs."));
    let report = Report {
        columns: Report::of_columns(&table, &columns, &how),
        others: table.others.clone(),
        people: table.rows.iter().map(|row| row.line).collect(),
        remarks,
        reasons: if from.is_some() { reasons(&facts) } else { Vec::new() },
        sentence,
    };
    let mut files = vec![("roster.csv".to_owned(), facts.roster())];
    files.extend(facts.history().map(|history| ("history.csv".to_owned(), history)));
    files.push(("scenario.schema.json".to_owned(), json_schema()));
    files.push((format!("{name}.toml"), facts.scenario(name)));
    Ok(Import { files, report })
}

/// Refuses a status that is asked for and that nobody has; where somebody has none, a reason may stand for it.
fn check_statuses(table: &Table, columns: &Columns, entries: &[people::Entry], ask: &Ask) -> Result<(), Problems> {
    let said = |entry: &people::Entry| entry.status.clone().or_else(|| entry.reason.clone());
    let words: Vec<String> = entries.iter().filter_map(said).collect();
    let Some((word, _)) = ask.status.iter().find(|(word, _)| !words.iter().any(|known| plain(known) == plain(word))) else { return Ok(()) };
    let message = format!("nobody has the status {}", quoted(word));
    let read = [Field::Status, Field::Reason, Field::ExitType].into_iter().find_map(|field| columns.get(field));
    let whence = read.map_or_else(|| "no column has any".to_owned(), |column| format!("read from {}", quoted(&table.headings[column])));
    let diagnostic = Diagnostic::error(message).at(&table.head()).label(whence);
    Err(one(diagnostic.suggest(crate::diagnostic::nearest(word, words.iter().map(String::as_str)))))
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

/// The lines of those who left after a day.
fn exits_from(spells: &[spells::Spell], entries: &[people::Entry], after: Date) -> Vec<usize> {
    let left = spells.iter().filter(|spell| matches!(spell.end, End::Left(exit) if exit.earliest > after));
    left.map(|spell| entries[spell.entry].line).collect()
}

/// The day after which all leavers are listed; nothing where there is none and nobody says since when there was none.
fn from(
    table: &Table,
    spells: &[spells::Spell],
    entries: &[people::Entry],
    until: Date,
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> Result<Option<Date>, Problems> {
    let first_of = |date: Date| {
        let left = spells.iter().filter(|spell| matches!(spell.end, End::Left(exit) if exit.earliest <= date && date <= exit.latest));
        lines(&left.map(|spell| entries[spell.entry].line).collect::<Vec<_>>())
    };
    let next = |date: Date| date.tomorrow().unwrap_or(date);
    if let Some(date) = ask.leavers_since {
        if date.year() <= 1900 {
            return Err(one(Diagnostic::error(format!("--leavers-since {date} is before 1901"))));
        }
        if date >= until {
            return Err(one(Diagnostic::error(format!("--leavers-since {date} is not before the last day on which exits count, {until}"))));
        }
        let earlier = spells.iter().filter(|spell| matches!(spell.end, End::Left(exit) if exit.latest < date));
        let earlier: Vec<usize> = earlier.map(|spell| entries[spell.entry].line).collect();
        let not_counted = if earlier.is_empty() { String::new() } else { format!(" Left before, and not counted: {}.", lines(&earlier)) };
        remarks.push(format!("All leavers since {date} are listed, as asked for, those of that day too.{not_counted}"));
        return Ok(Some(date.yesterday().unwrap_or(date)));
    }
    match since::since(spells, until) {
        Since::Nobody => {
            let text = "Nobody in the export left, so that there is no history to learn from. If nobody did, --leavers-since DATE says since when.";
            remarks.push(text.to_owned());
            Ok(None)
        }
        Since::Day(date) if date >= until => {
            let message = format!("nothing tells for how long exits were listed: all are of {date} ({})", first_of(date));
            let help =
                "say when the export was made: --as-of 2026-09-30; and since when all leavers are listed: --leavers-since 2020-01-01";
            Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
        }
        Since::Day(date) if since::are_all_on(spells, date) => {
            let message = format!("nobody left after {date} ({}), the day of the first exit, so that no exit would count", first_of(date));
            let help = "since when are all leavers listed? --leavers-since 2020-01-01";
            Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
        }
        Since::Day(date) => {
            let of = first_of(date);
            let is_exact = |spell: &spells::Spell| !matches!(spell.end, End::Left(exit) if exit.earliest < date && date <= exit.latest);
            let first = if spells.iter().all(is_exact) {
                format!("the day of the first exit ({of}). Who left on that day is not counted, since the day was chosen by that exit.")
            } else {
                format!(
                    "the last day on which the first exit can have been, since only its month or year is known ({of}). Who left by that day is not counted, since the day was chosen by that exit."
                )
            };
            let none = if exits_from(spells, entries, date).is_empty() { " No other exit is left to learn from." } else { "" };
            remarks.push(format!(
                "Exits count after {date}, {first}{none} Is the list of leavers complete from another day on? --leavers-since DATE says so."
            ));
            Ok(Some(date))
        }
        Since::Gap(first, last, after) => {
            let message = format!(
                "no exit is listed between {last} ({}) and {after} ({}): so long a time is no chance, if as many leave at all times",
                first_of(last),
                first_of(after)
            );
            let help = format!(
                "since when are all leavers listed? --leavers-since {} if the export has only later ones in full, --leavers-since {} if really nobody left in between (the exit of the day before chose the day, and does not count)",
                next(after),
                next(first)
            );
            Err(one(Diagnostic::error(message).at(&table.head()).help(help)))
        }
    }
}

/// Refuses people of whom nothing is known but an id and a status, where others have two or more of team, role and hire: the files would have
/// rows of an id alone, as of the heading of a team.
fn check_bare(table: &Table, columns: &Columns, entries: &[people::Entry], spells: &[spells::Spell]) -> Result<(), Problems> {
    let known =
        [Field::Team, Field::Role, Field::Hired].iter().filter(|field| columns.get(**field).is_some_and(|column| !table.is_blank(column)));
    let is_bare = |spell: &&spells::Spell| {
        let entry = &entries[spell.entry];
        spell.end == End::Present && spell.last.is_none() && spell.hired.is_none() && entry.team.is_none() && entry.role.is_none()
    };
    let bare: Vec<&people::Entry> = spells.iter().filter(is_bare).map(|spell| &entries[spell.entry]).collect();
    let Some(first) = bare.first().filter(|_| known.count() >= 2) else { return Ok(()) };
    let of: Vec<usize> = bare.iter().map(|entry| entry.line).collect();
    let message = format!("nothing is known of this person but an id and a status ({})", lines(&of));
    let help = format!("fill the team, the role or the date of hire, or leave the row out: --skip {}", first.line);
    Err(one(Diagnostic::error(message).at(&table.whole(&table.rows[first.row])).label("a person?").help(help)))
}

/// Tells who has no date of hire and who no team, where the export has such columns.
fn tell_gaps(columns: &Columns, entries: &[people::Entry], ask: &Ask, remarks: &mut Vec<String>) {
    let without = |is_lacking: fn(&people::Entry) -> bool| {
        entries.iter().filter(|entry| is_lacking(entry)).map(|entry| entry.line).collect::<Vec<_>>()
    };
    let unhired = without(|entry| entry.hired.is_none() && entry.rehired.is_none());
    if !unhired.is_empty() {
        remarks.push(format!("No date of hire, so that they are taken to be there from the first day on: {}.", lines(&unhired)));
    }
    let is_lacking = |field: &Field| columns.get(*field).is_none() && !ask.has_column(*field);
    let has_reason = columns.get(Field::ExitType).is_some() || entries.iter().all(|entry| entry.exit.is_none());
    let lacking = [Field::Team, Field::Role, Field::Manager, Field::Pay, Field::Reason].into_iter();
    let lacking: Vec<&str> =
        lacking.filter(|field| is_lacking(field) && !(*field == Field::Reason && has_reason)).map(Field::name).collect();
    if let [others @ .., last] = &lacking[..] {
        let all = if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
        remarks.push(format!("No column is taken for {all}: --column {}=\"Their heading\" says which it is.", lacking[0]));
    }
    let teamless = without(|entry| entry.team.is_none());
    if columns.get(Field::Team).is_some() && !teamless.is_empty() {
        remarks.push(format!("No team, so that theirs is called all: {}.", lines(&teamless)));
    }
}
