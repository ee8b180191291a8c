//! Spells: from the rows of an export to who was there from when to when, and how that ended.
//!
//! Status and date of exit decide together. Several rows of one person are spells one after the other: a rehire where there is time between
//! them, a transfer where there is none, in which case observation goes on in the next team with the first date of hire.

use std::collections::HashMap;

use super::Ask;
use super::people::{Entry, lines};
use super::table::Table;
use super::words::channel;
use crate::calendar::{Date, DateInterval, days_between};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::headings::{Field, plain};

/// How a spell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Still there at the date of the export.
    Present,
    /// Left.
    Left(DateInterval),
    /// Went to another team on this day.
    Moved(Date),
}

/// A stretch of time of a person in a team.
pub(super) struct Spell {
    /// Index of the row among the entries.
    pub entry: usize,
    /// The day of the transfer that it began with, if it did.
    pub since: Option<Date>,
    pub hired: Option<DateInterval>,
    pub end: End,
    /// The last day of somebody still there, where it is known.
    pub last: Option<LastDay>,
}

/// A last day after the date of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastDay {
    pub date: Date,
    /// The channel by the reason, where that tells.
    pub channel: Option<&'static str>,
}

/// The channel of an exit to come, by its reason: nothing where that does not tell, or is of the kind for which no channel is named.
fn of_reason(reason: Option<&String>) -> Option<&'static str> {
    reason.map(|reason| channel(reason)).filter(|channel| !["other", "unknown", "censored"].contains(channel))
}

/// The spells and what is to be said of them.
pub(super) struct Spells {
    /// In the order of the rows.
    pub spells: Vec<Spell>,
    pub remarks: Vec<String>,
}

/// Lines of what is read in a way that must be said.
#[derive(Default)]
struct Told {
    ahead: Vec<usize>,
    moves: Vec<usize>,
    terms: Vec<usize>,
    coarse: Vec<usize>,
    extended: Vec<usize>,
    undated: Vec<usize>,
    earlier: Vec<usize>,
    lost_spell: Vec<usize>,
    words: Vec<(String, Vec<usize>)>,
    /// Words of a status of which nothing says whether those who have it are there.
    unclear: Vec<(String, Vec<usize>)>,
    /// There by the status, with a reason of leaving and no date.
    reasoned: Vec<usize>,
    never_there: Vec<usize>,
    coarse_joiners: Vec<usize>,
    odd_terms: Vec<usize>,
    too_late: Vec<usize>,
    rehires: Vec<usize>,
    transfers: Vec<usize>,
    joiners: Vec<usize>,
}

/// The spells of all rows, as of a date.
pub(super) fn spells(table: &Table, entries: &[Entry], as_of: Date, ask: &Ask) -> Result<Spells, Problems> {
    let (mut problems, mut told) = (Problems::default(), Told::default());
    let mut groups: HashMap<&str, Vec<Spell>> = HashMap::new();
    let mut rows_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        rows_of.entry(&entry.id).or_default().push(index);
    }
    let mut contradictory = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        // The status is that of the person: where a later row goes on, it says nothing of this one.
        let goes_on = |exit: Date| {
            let others = rows_of[entry.id.as_str()].iter().filter(|&&other| other != index).map(|&other| &entries[other]);
            others
                .into_iter()
                .any(|other| other.hired.is_some_and(|hired| hired.latest >= exit) || other.exit.is_none_or(|end| end.earliest > exit))
        };
        let found = groups.entry(&entry.id).or_default();
        let mut hired = entry.hired;
        let mut exit = entry.exit;
        if let Some(again) = entry.rehired.filter(|again| hired.is_none_or(|hired| again.earliest > hired.latest)) {
            match exit.filter(|exit| exit.latest <= again.earliest) {
                Some(earlier) => {
                    found.push(Spell { entry: index, since: None, hired, end: End::Left(earlier), last: None });
                    told.rehires.push(entry.line);
                    exit = None;
                }
                None => told.lost_spell.push(entry.line),
            }
            hired = Some(again);
        }
        let (joins, is_back) = (hired.is_some_and(|hired| hired.earliest > as_of), hired != entry.hired);
        if let (Some(status), None) = (&entry.status, entry.is_there) {
            let says_nothing = entry.exit.is_none() && !entry.exit_is_lost && entry.reason.is_none() && !joins;
            let words = if says_nothing { &mut told.unclear } else { &mut told.words };
            match words.iter_mut().find(|(word, _)| word == status) {
                Some((_, of)) => of.push(entry.line),
                None => words.push((status.clone(), vec![entry.line])),
            }
        }
        if let Some(hired) = hired.filter(|_| joins) {
            let is_told_gone = exit.is_none() && !is_back && entry.is_there == Some(false);
            let of = if is_told_gone || exit.is_some_and(|exit| exit.latest <= hired.latest) {
                &mut told.never_there
            } else if hired.earliest > horizon(as_of) {
                &mut told.too_late
            } else {
                &mut told.joiners
            };
            of.push(entry.line);
            if told.joiners.last() != Some(&entry.line) {
                continue;
            }
            if hired.exact().is_none() {
                told.coarse_joiners.push(entry.line);
            }
        }
        if exit.zip(hired).is_some_and(|(exit, hired)| exit.latest < hired.earliest) {
            if entry.is_there == Some(false) || entry.status.is_none() {
                let place = table.place(&table.rows[entry.row], 0);
                let message = format!("line {}: the exit is before the hire", entry.line);
                let help = format!("correct the export, or leave the row out: --skip {}", entry.line);
                problems.push(Diagnostic::error(message).at(&place).help(help));
                continue;
            }
            told.earlier.push(entry.line);
            exit = None;
        }
        let mut last = None;
        let end = match (exit, entry.is_there) {
            (Some(exit), _) if exit.earliest > as_of => {
                last = told.last_day(entry, exit);
                End::Present
            }
            (Some(exit), Some(true)) if !goes_on(exit.earliest) => {
                contradictory.push(index);
                End::Left(exit)
            }
            (Some(exit), _) => End::Left(exit),
            // Whoever comes back after the export has left by it.
            (None, Some(false)) if !(joins && is_back) => {
                told.undated.push(entry.line);
                continue;
            }
            (None, None) if entry.exit_is_lost || entry.exit.is_none() && entry.reason.is_some() => {
                told.undated.push(entry.line);
                continue;
            }
            (None, there) => {
                if there == Some(true) && entry.exit.is_none() && entry.rehired.is_none() && entry.reason.is_some() {
                    told.reasoned.push(entry.line);
                }
                End::Present
            }
        };
        if let (End::Present, None, Some(term_end)) = (end, exit, entry.term_end) {
            last = told.term(entry, term_end, hired, as_of);
        }
        found.push(Spell { entry: index, since: None, hired, end, last });
    }
    for (word, of) in &told.unclear {
        let Some(entry) = entries.iter().find(|entry| entry.line == of[0]) else { continue };
        let message = format!("the status {} is not known, and no exit says whether they are there ({})", quoted(word), lines(of));
        let word = crate::diagnostic::shown(word);
        let help = format!("say it: --status \"{word}=there\" or --status \"{word}=left\"; --column status= lets the dates decide for all");
        problems.push(Diagnostic::error(message).at(&table.whole(&table.rows[entry.row])).label("there or not?").help(help));
    }
    check_names(table, entries, &rows_of, ask, &mut problems);
    if let Some(&first) = contradictory.first() {
        let entry = &entries[first];
        let of: Vec<usize> = contradictory.iter().map(|&index| entries[index].line).collect();
        let status = quoted(entry.status.as_deref().unwrap_or_default());
        let message = format!("the status is {status} and the exit before the date of the export, {as_of} ({})", lines(&of));
        let help = format!("--column status= lets the dates decide, --column exit= the status; --skip {} leaves the row out", of[0]);
        problems.push(Diagnostic::error(message).at(&table.whole(&table.rows[entry.row])).label("there or not?").help(help));
    }
    let mut all = Vec::with_capacity(entries.len());
    let mut ids: Vec<&str> = groups.keys().copied().collect();
    ids.sort_unstable_by_key(|id| rows_of[id][0]);
    for id in ids {
        let Some(mut own) = groups.remove(id) else { continue };
        own.sort_by_key(|spell| (spell.hired.map(|hired| hired.earliest), ended(spell)));
        for k in 1..own.len() {
            let (before, after) = own.split_at_mut(k);
            if !follow(&mut before[k - 1], &mut after[0], entries, &mut told) {
                problems.push(overlap(table, entries, &before[k - 1], &after[0]));
            }
        }
        all.extend(own);
    }
    all.sort_by_key(|spell| spell.entry);
    if problems.is_empty() { Ok(Spells { spells: all, remarks: told.remarks(as_of) }) } else { Err(problems) }
}

/// The end of the forecast that the scenario is written with.
fn horizon(as_of: Date) -> Date {
    as_of.saturating_add(jiff::Span::new().months(super::scenario::HORIZON_MONTHS))
}

/// Refuses one id of people whose names have no word in common: they are no rehire.
fn check_names(table: &Table, entries: &[Entry], rows_of: &HashMap<&str, Vec<usize>>, ask: &Ask, problems: &mut Problems) {
    if ask.columns.iter().any(|(field, heading)| *field == Field::Name && heading.is_empty()) {
        return;
    }
    let words = |name: &str| plain(name).split(' ').map(str::to_owned).collect::<Vec<String>>();
    let mut pairs = Vec::new();
    for rows in rows_of.values() {
        let mut named = rows.iter().map(|&index| &entries[index]).filter_map(|entry| Some((entry, words(entry.name.as_deref()?))));
        let Some((first, name)) = named.next() else { continue };
        pairs.extend(named.find(|(_, other)| !other.iter().any(|word| name.contains(word))).map(|(other, _)| (first, other)));
    }
    pairs.sort_by_key(|(first, _)| first.line);
    for (first, other) in pairs {
        let [one, two] = [first, other].map(|entry| quoted(entry.name.as_deref().unwrap_or_default()));
        let message = format!("lines {} and {} have one id, {}, and two names, {one} and {two}", first.line, other.line, quoted(&first.id));
        let help = format!("give each person an id; where it is one person: --column name=; --skip {} leaves a row out", other.line);
        problems.push(Diagnostic::error(message).at(&table.whole(&table.rows[other.row])).label("another person?").help(help));
    }
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

fn overlap(table: &Table, entries: &[Entry], one: &Spell, next: &Spell) -> Diagnostic {
    let [first, second] = [one, next].map(|spell| &entries[spell.entry]);
    let (a, b) = (first.line.min(second.line), first.line.max(second.line));
    let row = if first.line > second.line { first.row } else { second.row };
    let message = format!("lines {a} and {b} are both of {} and overlap", quoted(&first.id));
    let help = format!("one person is there once at a time: --skip {a} or --skip {b} leaves one of them out");
    Diagnostic::error(message).at(&table.whole(&table.rows[row])).label(format!("overlaps line {a}")).help(help)
}

impl Told {
    /// The last day that an exit after the export is; nothing for one that is a transfer, or not known to the day.
    fn last_day(&mut self, entry: &Entry, exit: DateInterval) -> Option<LastDay> {
        if entry.reason.as_deref().is_some_and(|reason| channel(reason) == "censored") {
            self.moves.push(entry.line);
            return None;
        }
        let day = exit.exact();
        if day.is_some() { &mut self.ahead } else { &mut self.coarse }.push(entry.line);
        day.map(|date| LastDay { date, channel: of_reason(entry.reason.as_ref()) })
    }

    /// The same of the end of a fixed term of somebody still there.
    fn term(&mut self, entry: &Entry, end: DateInterval, hired: Option<DateInterval>, as_of: Date) -> Option<LastDay> {
        if hired.is_some_and(|hired| hired.latest > as_of && end.earliest <= hired.latest) {
            self.odd_terms.push(entry.line);
            return None;
        }
        if end.earliest <= as_of {
            self.extended.push(entry.line);
            return None;
        }
        let day = end.exact();
        if day.is_some() { &mut self.terms } else { &mut self.coarse }.push(entry.line);
        day.map(|date| LastDay { date, channel: None })
    }

    fn remarks(self, as_of: Date) -> Vec<String> {
        let mut remarks = Vec::new();
        let mut tell = |of: &[usize], text: &str| {
            if !of.is_empty() {
                remarks.push(format!("{text}: {}.", lines(of)));
            }
        };
        tell(&self.transfers, "Transferred, one person before and after");
        tell(&self.rehires, "Came back, a spell of its own each time");
        tell(&self.lost_spell, "Came back, and the export does not say when the first spell ended, so that it is left out");
        tell(&self.earlier, "There by the status, and the exit before the hire is that of an earlier spell, which is left out");
        tell(&self.ahead, &format!("The last day is known, after {as_of}: there until then, and gone on it in every trial"));
        tell(
            &self.terms,
            &format!(
                "A fixed term ends after {as_of}: there until then, and gone on that day in every trial; with --column term-end= they may leave before, or stay"
            ),
        );
        tell(&self.coarse, "The last day or the end of the term is not known to the day, and not used");
        tell(&self.odd_terms, "A fixed term ends before the hire, and is not used");
        tell(&self.extended, &format!("A fixed term ended by {as_of}, and they are still there: taken as extended, without a last day"));
        tell(&self.moves, &format!("To be transferred after {as_of}: there, and the transfer is not used"));
        tell(&self.joiners, &format!("Hired after {as_of}: on the roster, joins then"));
        tell(&self.coarse_joiners, "Of these only the month or the year is known: they join on its first day");
        tell(&self.never_there, &format!("To be hired after {as_of}, and gone by then: never there, in neither file"));
        tell(&self.too_late, &format!("Hired after the end of the forecast, {}: in neither file", horizon(as_of)));
        tell(&self.reasoned, "There by the status, though a reason of leaving stands there without a date: taken as there");
        tell(
            &self.undated,
            "Left on a day that nobody knows, so that neither file has them, and every hazard is too low by them; give the month or the year of the exit where it is known",
        );
        for (word, of) in &self.words {
            tell(of, &format!("The status {} is not known: the date of exit decides", quoted(word)));
        }
        remarks
    }
}
