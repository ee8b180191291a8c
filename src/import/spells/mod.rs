//! Spells: from the rows of an export to who was there from when to when, and how that ended.
//!
//! Status and date of exit decide together. Several rows of one person are spells one after the other: a rehire where there is time between
//! them, a transfer where there is none, in which case observation goes on in the next team with the first date of hire.

pub(super) mod as_of;
pub(super) mod since;
mod told;

use std::collections::HashMap;

use self::told::Told;
use crate::calendar::{Date, DateInterval, days_between};
use crate::cells::dates::{Value, Written, written};
use crate::cells::headings::{Field, plain};
use crate::cells::words::{channel, is_under_notice};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::import::Ask;
use crate::import::people::Entry;
use crate::import::table::{Columns, Table, lines};

/// The horizon of the scenario \[months\].
pub(in crate::import) const HORIZON_MONTHS: i32 = 24;

/// How a spell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum End {
    /// Still there at the date of the export.
    Present,
    /// Left.
    Left(DateInterval),
    /// Went to another team on this day.
    Moved(Date),
}

/// A stretch of time of a person in a team.
pub(in crate::import) struct Spell {
    /// Index of the row among the entries.
    pub entry: usize,
    /// The day of the transfer that it began with, if it did.
    pub since: Option<Date>,
    pub hired: Option<DateInterval>,
    pub end: End,
    /// The last day of somebody still there, where it is known.
    pub last: Option<LastDay>,
    /// The person came back after it.
    pub comes_back: bool,
}

/// A last day after the date of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct LastDay {
    pub date: Date,
    /// The channel by the reason, where that tells.
    pub channel: Option<&'static str>,
}

/// The spells and what is to be said of them.
pub(in crate::import) struct Spells {
    /// In the order of the rows.
    pub spells: Vec<Spell>,
    pub remarks: Vec<String>,
}

/// The spells of all rows, as of a date.
pub(in crate::import) fn spells(table: &Table, columns: &Columns, entries: &[Entry], as_of: Date, ask: &Ask) -> Result<Spells, Problems> {
    let mut of_person: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        of_person.entry(&entry.id).or_default().push(index);
    }
    let (problems, told) = (Problems::default(), Told::default());
    let mut rows =
        Rows { table, entries, as_of, of_person, contradictory: Vec::new(), ahead: Vec::new(), unsaid: Vec::new(), told, problems };
    let mut groups: HashMap<&str, Vec<Spell>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        groups.entry(&entry.id).or_default().extend(rows.spells_of(index));
    }
    rows.refuse_unclear();
    rows.refuse_unsaid(columns);
    rows.refuse_two_names(ask);
    rows.refuse_contradictory(ask);
    rows.refuse_ahead(ask);
    let all = rows.joined(groups, columns, ask);
    if rows.problems.is_empty() {
        Ok(Spells { spells: all, remarks: rows.told.remarks(as_of, horizon(as_of)) })
    } else {
        Err(rows.problems)
    }
}

/// The rows as they are read, with what was found on the way.
struct Rows<'a> {
    table: &'a Table,
    entries: &'a [Entry],
    as_of: Date,
    of_person: HashMap<&'a str, Vec<usize>>,
    /// Rows with the status of somebody there and an exit by the date of the export.
    contradictory: Vec<usize>,
    /// Rows with the status of somebody who left and an exit after the date of the export.
    ahead: Vec<usize>,
    /// Rows with a reason and neither a date of exit nor a status.
    unsaid: Vec<usize>,
    told: Told,
    problems: Problems,
}

impl Rows<'_> {
    /// The spells of one row: two where it holds a rehire, none where nobody can know or was never there.
    fn spells_of(&mut self, index: usize) -> Vec<Spell> {
        let entry = &self.entries[index];
        let (mut found, mut hired, mut exit) = (Vec::new(), entry.hired, entry.exit);
        if let Some(again) = entry.rehired.filter(|again| hired.is_none_or(|hired| again.earliest > hired.latest)) {
            match exit.filter(|exit| exit.latest <= again.earliest) {
                Some(earlier) => {
                    found.push(Spell { entry: index, since: None, hired, end: End::Left(earlier), last: None, comes_back: false });
                    self.told.rehires.push(entry.line);
                    exit = None;
                }
                // Another row may be that of the first spell.
                None if self.ends_by(index, again) => {}
                None => self.told.lost_spell.push(entry.line),
            }
            hired = Some(again);
        }
        if hired.is_some_and(|hired| hired.earliest <= self.as_of && self.as_of < hired.latest) {
            self.told.hired_about_export.push(entry.line);
        }
        let (joins, is_back) = (hired.is_some_and(|hired| hired.earliest > self.as_of), hired != entry.hired);
        self.read_status(entry, joins);
        if let Some(hired) = hired.filter(|_| joins)
            && !self.will_join(entry, hired, exit, is_back)
        {
            return found;
        }
        if exit.zip(hired).is_some_and(|(exit, hired)| exit.latest < hired.earliest) {
            if entry.is_there == Some(false) || entry.status.is_none() {
                let place = self.table.place(&self.table.rows[entry.row], 0);
                let message = format!("line {}: the exit is before the hire", entry.line);
                let help = format!("correct the export, or leave the row out: --skip {}", entry.line);
                self.problems.push(Diagnostic::error(message).at(&place).help(help));
                return found;
            }
            // The first hire tells when the earlier spell began.
            let began = entry.original_hire.zip(exit).filter(|(began, exit)| began.latest < exit.earliest);
            if let Some((began, exit)) = began {
                found.push(Spell { entry: index, since: None, hired: Some(began), end: End::Left(exit), last: None, comes_back: false });
                self.told.rehires.push(entry.line);
            } else {
                self.told.earlier.push(entry.line);
            }
            exit = None;
        }
        // Whoever comes back after the export has left by it.
        if let Some((end, last)) = self.end(index, hired, exit, joins && is_back) {
            found.push(Spell { entry: index, since: None, hired, end, last, comes_back: false });
        }
        found
    }

    /// Notes a status that is not known.
    fn read_status(&mut self, entry: &Entry, joins: bool) {
        let (Some(status), None) = (&entry.status, entry.is_there) else { return };
        let says_nothing = entry.exit.is_none() && !entry.exit_is_lost && entry.reason.is_none() && !joins;
        let words = if says_nothing { &mut self.told.unclear } else { &mut self.told.words };
        match words.iter_mut().find(|(word, _)| word == status) {
            Some((_, of)) => of.push(entry.line),
            None => words.push((status.clone(), vec![entry.line])),
        }
    }

    /// Whether somebody hired after the export joins within the forecast.
    fn will_join(&mut self, entry: &Entry, hired: DateInterval, exit: Option<DateInterval>, is_back: bool) -> bool {
        let is_told_gone = exit.is_none() && !is_back && entry.is_there == Some(false);
        if is_told_gone || exit.is_some_and(|exit| exit.latest <= hired.latest) {
            self.told.never_there.push(entry.line);
            return false;
        }
        if hired.earliest > horizon(self.as_of) {
            self.told.too_late.push(entry.line);
            return false;
        }
        self.told.joiners.push(entry.line);
        if hired.exact().is_none() {
            self.told.coarse_joiners.push(entry.line);
        }
        true
    }

    /// How the last spell of a row ended, and a last day to come; nothing where they left on a day that nobody knows.
    fn end(
        &mut self,
        index: usize,
        hired: Option<DateInterval>,
        exit: Option<DateInterval>,
        comes_back: bool,
    ) -> Option<(End, Option<LastDay>)> {
        let entry = &self.entries[index];
        if let Some(exit) = exit {
            if exit.earliest > self.as_of {
                if entry.is_there == Some(false) {
                    self.ahead.push(index);
                }
                return Some((End::Present, self.told.last_day(entry, exit)));
            }
            if entry.is_there == Some(true) && !self.goes_on(index, exit.earliest) {
                self.contradictory.push(index);
            }
            return Some((End::Left(exit), None));
        }
        let has_reason = entry.exit.is_none() && entry.reason.is_some();
        let is_gone = match entry.is_there.or(entry.reason_says.filter(|_| has_reason)) {
            Some(is_there) => !is_there && !comes_back,
            None => entry.exit_is_lost,
        };
        if has_reason && entry.status.is_none() && !entry.exit_is_lost && entry.rehired.is_none() {
            match entry.reason_says {
                Some(true) => self.told.says_there.push(entry.line),
                Some(false) => {}
                None => self.unsaid.push(index),
            }
        }
        if is_gone {
            self.told.undated.push(entry.line);
            return None;
        }
        if entry.is_there == Some(true) && has_reason && entry.rehired.is_none() {
            self.told.reasoned.push(entry.line);
        }
        let last = entry.term_end.is_some();
        if !last && entry.is_there == Some(true) && entry.status.as_deref().is_some_and(is_under_notice) {
            self.told.under_notice.push(entry.line);
        }
        Some((End::Present, entry.term_end.and_then(|term_end| self.told.term(entry, term_end, hired, self.as_of))))
    }

    /// Whether another row of the same person ends by a day, as its exit says.
    fn ends_by(&self, index: usize, day: DateInterval) -> bool {
        let own = &self.of_person[self.entries[index].id.as_str()];
        own.iter().any(|&other| other != index && self.entries[other].exit.is_some_and(|exit| exit.earliest <= day.latest))
    }

    /// Whether another row of the same person goes on after an exit: the status is that of the person, and says nothing of this row then.
    fn goes_on(&self, index: usize, exit: Date) -> bool {
        let mut others =
            self.of_person[self.entries[index].id.as_str()].iter().filter(|&&other| other != index).map(|&other| &self.entries[other]);
        others.any(|other| other.hired.is_some_and(|hired| hired.latest >= exit) || other.exit.is_none_or(|end| end.earliest > exit))
    }

    /// Refuses words of a status of which nothing says whether those who have it are there.
    fn refuse_unclear(&mut self) {
        for (word, of) in &self.told.unclear {
            let Some(entry) = self.entries.iter().find(|entry| entry.line == of[0]) else { continue };
            let message = format!("the status {} is not known, and no exit says whether they are there ({})", quoted(word), lines(of));
            let word = crate::diagnostic::shown(word);
            let help =
                format!("say it: --status \"{word}=there\" or --status \"{word}=left\"; --column status= lets the dates decide for all");
            let place = self.table.whole(&self.table.rows[entry.row]);
            self.problems.push(Diagnostic::error(message).at(&place).label("there or not?").help(help));
        }
    }

    /// Refuses a reason without a date of exit where no status says whether the person left: it may be one of staying, of a raise, of a leave.
    fn refuse_unsaid(&mut self, columns: &Columns) {
        const SHOWN: usize = 4;
        let Some(&first) = self.unsaid.first() else { return };
        let of: Vec<usize> = self.unsaid.iter().map(|&index| self.entries[index].line).collect();
        let mut words: Vec<&str> = Vec::new();
        for word in self.unsaid.iter().filter_map(|&index| self.entries[index].reason.as_deref()) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let column = columns.get(Field::Reason).or(columns.get(Field::ExitType));
        let heading = column.map_or_else(String::new, |column| quoted(&self.table.headings[column]));
        let names: Vec<String> = words.iter().take(SHOWN).map(|word| quoted(word)).collect();
        let more = if words.len() > SHOWN { format!(" and {} more", words.len() - SHOWN) } else { String::new() };
        let message =
            format!("{heading} says {}{more}, and neither a date of exit nor a status says who left ({})", names.join(", "), lines(&of));
        let word = crate::diagnostic::shown(words[0]);
        let help = format!(
            "say it, word by word: --status \"{word}=there\" or --status \"{word}=left\"; where the column is no reason of leaving: --column {}=",
            if columns.get(Field::Reason).is_some() { "reason" } else { "exit-type" }
        );
        let place = self.table.whole(&self.table.rows[self.entries[first].row]);
        self.problems.push(Diagnostic::error(message).at(&place).label("there or not?").help(help));
    }

    /// Refuses one id of people whose names have no word in common: they are no rehire.
    fn refuse_two_names(&mut self, ask: &Ask) {
        if ask.columns.iter().any(|(field, heading)| *field == Field::Name && heading.is_empty()) {
            return;
        }
        let words = |name: &str| plain(name).split(' ').map(str::to_owned).collect::<Vec<String>>();
        let mut pairs = Vec::new();
        for rows in self.of_person.values() {
            let mut named = rows.iter().map(|&index| &self.entries[index]).filter_map(|entry| Some((entry, words(entry.name.as_deref()?))));
            let Some((first, name)) = named.next() else { continue };
            pairs.extend(named.find(|(_, other)| !other.iter().any(|word| name.contains(word))).map(|(other, _)| (first, other)));
        }
        pairs.sort_by_key(|(first, _)| first.line);
        for (first, other) in pairs {
            let [one, two] = [first, other].map(|entry| quoted(entry.name.as_deref().unwrap_or_default()));
            let message =
                format!("lines {} and {} have one id, {}, and two names, {one} and {two}", first.line, other.line, quoted(&first.id));
            let help = format!("give each person an id; where it is one person: --column name=; --skip {} leaves a row out", other.line);
            let place = self.table.whole(&self.table.rows[other.row]);
            self.problems.push(Diagnostic::error(message).at(&place).label("another person?").help(help));
        }
    }

    /// Refuses those who are gone by the status and there by the date, where nobody said which date that of the export is.
    fn refuse_ahead(&mut self, ask: &Ask) {
        let Some(&first) = self.ahead.first().filter(|_| ask.as_of.is_none()) else { return };
        let entry = &self.entries[first];
        let of: Vec<usize> = self.ahead.iter().map(|&index| self.entries[index].line).collect();
        let status = quoted(entry.status.as_deref().unwrap_or_default());
        let message = format!("the status is {status} and the exit after the date of the export, {} ({})", self.as_of, lines(&of));
        let help = format!(
            "say when the export was made: --as-of 2026-09-30; --column status= lets the dates decide; --skip {} leaves the row out",
            of[0]
        );
        let place = self.table.whole(&self.table.rows[entry.row]);
        self.problems.push(Diagnostic::error(message).at(&place).label("there or not?").help(help));
    }

    /// Refuses those who are there by the status and gone by the date.
    fn refuse_contradictory(&mut self, ask: &Ask) {
        let Some(&first) = self.contradictory.first() else { return };
        let entry = &self.entries[first];
        let of: Vec<usize> = self.contradictory.iter().map(|&index| self.entries[index].line).collect();
        let status = quoted(entry.status.as_deref().unwrap_or_default());
        let message = format!("the status is {status} and the exit not after the date of the export, {} ({})", self.as_of, lines(&of));
        let when = if ask.as_of.is_none() { "--as-of says when the export was made; " } else { "" };
        let help = format!("{when}--column status= lets the dates decide, --column exit= the status; --skip {} leaves the row out", of[0]);
        let place = self.table.whole(&self.table.rows[entry.row]);
        self.problems.push(Diagnostic::error(message).at(&place).label("there or not?").help(help));
    }

    /// The spells of each person one after the other, in the order of the rows; refuses those that overlap.
    fn joined(&mut self, mut groups: HashMap<&str, Vec<Spell>>, columns: &Columns, ask: &Ask) -> Vec<Spell> {
        let mut all = Vec::with_capacity(self.entries.len());
        let mut ids: Vec<&str> = groups.keys().copied().collect();
        ids.sort_unstable_by_key(|id| self.of_person[id][0]);
        for id in ids {
            let Some(mut own) = groups.remove(id) else { continue };
            own.sort_by_key(|spell| (spell.hired.map(|hired| hired.earliest), ended(spell)));
            for k in 1..own.len() {
                let (before, after) = own.split_at_mut(k);
                if !follow(&mut before[k - 1], &mut after[0], self.entries, &mut self.told) {
                    self.problems.push(self.overlap(&before[k - 1], &after[0], columns, ask));
                }
                before[k - 1].comes_back = matches!(before[k - 1].end, End::Left(_));
            }
            all.extend(own);
        }
        all.sort_by_key(|spell| spell.entry);
        all
    }

    /// Says that two spells of a person overlap, and what may be done.
    fn overlap(&self, one: &Spell, next: &Spell, columns: &Columns, ask: &Ask) -> Diagnostic {
        let [first, second] = [one, next].map(|spell| &self.entries[spell.entry]);
        let (a, b) = (first.line.min(second.line), first.line.max(second.line));
        let row = if first.line > second.line { first.row } else { second.row };
        let message = format!("lines {a} and {b} are both of {} and overlap", quoted(&first.id));
        // A date by which the earlier spell had not begun is none of its end.
        let ends = |column: usize| {
            let cell = self.table.rows[first.row].get(column, ask).or_else(|| self.table.rows[second.row].get(column, ask));
            let date = cell.and_then(|cell| if let Written::Sure(Value::On(date)) = written(cell) { Some(date) } else { None });
            date.is_none_or(|date| first.hired.is_none_or(|hired| date.earliest > hired.latest))
        };
        let other = columns.unread_dates(self.table, ask).into_iter().find(|&column| ends(column));
        let other = other.map(|column| crate::diagnostic::shown(&self.table.headings[column]));
        let other = other
            .map_or_else(String::new, |heading| format!("where {} says when each ended: --column exit=\"{heading}\"; ", quoted(&heading)));
        let help = format!("one person is there once at a time: {other}--skip {a} or --skip {b} leaves one of them out");
        Diagnostic::error(message).at(&self.table.whole(&self.table.rows[row])).label(format!("overlaps line {a}")).help(help)
    }
}

/// The end of the forecast that the scenario is written with.
fn horizon(as_of: Date) -> Date {
    as_of.saturating_add(jiff::Span::new().months(HORIZON_MONTHS))
}

/// When a spell ended, for ordering; the last possible day where it goes on.
fn ended(spell: &Spell) -> Date {
    match spell.end {
        End::Present => Date::MAX,
        End::Left(exit) => exit.earliest,
        End::Moved(date) => date,
    }
}

/// Joins a spell to the one before; whether it can follow it.
fn follow(one: &mut Spell, next: &mut Spell, entries: &[Entry], told: &mut Told) -> bool {
    let End::Left(exit) = one.end else { return false };
    let same_row = one.entry == next.entry;
    let says_transfer = !same_row && entries[one.entry].reason.as_deref().is_some_and(|reason| channel(reason) == "censored");
    let (Some(began), line) = (next.hired, entries[next.entry].line) else { return false };
    // Positions of one hire: the date of hire stands in each of them.
    let same_hire = one.hired == next.hired && !same_row && ended(next) > exit.earliest;
    let gap = days_between(exit.latest, began.earliest);
    if same_hire || gap >= 0 && (says_transfer || !same_row && gap <= 1) {
        one.end = End::Moved(exit.latest);
        next.since = Some(exit.latest.max(if same_hire { exit.latest } else { began.earliest }));
        next.hired = one.hired;
        told.transfers.push(line);
        return true;
    }
    if gap >= 0 && !same_row {
        told.rehires.push(line);
    }
    gap >= 0 || began.latest >= exit.earliest
}
