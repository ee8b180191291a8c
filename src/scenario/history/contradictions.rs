//! What roster and history say of the same people, where it does not agree.
//!
//! The roster is who is there at the start, the history what happened before (and, in a test on the past, after). Each may be right, so that
//! these are warnings, each of a kind once.

use std::collections::{HashMap, HashSet};

use super::Gathering;
use super::oddities::{OnRoster, words};
use crate::calendar::{Date, DateInterval, days_between};
use crate::diagnostic::likeness::likeness;
use crate::diagnostic::{Diagnostic, Place, lines, quoted};
use crate::people::{Hire, HistoryRow, Outcome};
use crate::scenario::file::{Reader, Table};
use crate::scenario::people::names::ID;
use crate::scenario::people::roster::{NO_TEAM, People};
use crate::scenario::root::RootKeys;

/// Who is seen this shortly before the start \[days\] is there at the start.
const SHORTLY: i32 = 31;

/// So many people of another lab are not in one history by design.
const MANY: usize = 10;

/// One kind of contradiction: where it is, and what is said of the first.
#[derive(Default)]
struct Found {
    places: Vec<Place>,
    first: String,
}

impl Found {
    fn push(&mut self, place: &Place, what: impl FnOnce() -> String) {
        if self.places.is_empty() {
            self.first = what();
        }
        self.places.push(place.clone());
    }

    /// The warning: of one in its own words, else how many `of_what` there are and the words of the first.
    fn told(&self, of_what: &str, help: &str) -> Option<Diagnostic> {
        let place = self.places.first()?;
        let message = match self.places.len() {
            1 => self.first.clone(),
            count => format!("{count} {of_what}{}: {}", lines(&self.places), self.first),
        };
        Some(Diagnostic::warning(message).at(place).help(help))
    }
}

impl Reader {
    /// The date of hire that the roster has of somebody, and where.
    pub fn hire_on_roster(&self, root_keys: &RootKeys, people: &People, id: &str) -> Option<OnRoster> {
        let own = &people.roster.researchers[people.ids.get(id).filter(|_| root_keys.has_dates)?];
        // One that could not be read is an error elsewhere.
        let hired = own.hired.as_ref().and_then(interval).filter(|hired| hired.earliest > Date::MIN)?;
        Some(OnRoster { hired, at: self.spellings.first(ID, id).cloned() })
    }

    /// Warns where the roster lacks somebody who is there by the history, or knows another team or date of hire, or somebody who leaves on
    /// the start itself.
    pub fn warn_of_contradictions(&mut self, root: &Table, root_keys: &RootKeys, people: &People, all: &Gathering) {
        if !root_keys.has_dates || !people.is_whole {
            return;
        }
        let start = root_keys.clock.start();
        let is_generated = root.table("roster").is_some_and(|roster| roster.get("generate").is_some());
        // An id in another form is told of elsewhere.
        let like: HashSet<String> = people.ids.iter().map(likeness).collect();
        // A history of other people tells of rates alone; but so many are rather the same under other ids.
        let is_of_others = !all.rows.iter().any(|row| people.ids.get(&row.id).is_some());
        let (mut absent, mut teams, mut hires, mut on_start) = <(Found, Found, Found, Found)>::default();
        let mut teamless = Found::default();
        let has_teams = people.roster.teams.iter().any(|team| team != NO_TEAM);
        for index in last_before(&all.rows, |row| row.entry <= start) {
            let (row, place) = (&all.rows[index], &all.places[index]);
            if all.lost.contains(&row.id) {
                continue;
            }
            let id = quoted(&row.id);
            let Some(number) = people.ids.get(&row.id) else {
                let is_there = match row.outcome {
                    Outcome::Present(until) => all.is_open[index] && days_between(until, start) <= SHORTLY,
                    Outcome::Censored(_) => false,
                    Outcome::Exit { date, .. } => date.earliest > start,
                };
                if is_there && !is_generated && !like.contains(&likeness(&row.id)) {
                    absent.push(place, || format!("{id} is there at the start by the history, and not on the roster"));
                }
                continue;
            };
            let own = &people.roster.researchers[number];
            // To find a line counts the lines before it: only where it is said.
            let on_roster = || self.spellings.first(ID, &row.id).map_or(String::new(), |at| format!(" ({})", at.told_at(place)));
            let (here, there) = (all.teams.name(row.team), people.roster.teams[own.team].as_str());
            if here != there && here != NO_TEAM && there != NO_TEAM {
                teams.push(place, || {
                    format!("{id} is in team {} in the history, in {} on the roster{}", quoted(here), quoted(there), on_roster())
                });
            }
            if here != there && here != NO_TEAM && there == NO_TEAM && has_teams {
                teamless
                    .push(place, || format!("{id} is in team {} in the history, and in none on the roster{}", quoted(here), on_roster()));
            }
            if here != there && here == NO_TEAM && all.has_teams {
                teamless
                    .push(place, || format!("{id} is in no team in the history, and in {} on the roster{}", quoted(there), on_roster()));
            }
            if let (Some(here), Some(there)) = (row.hired, own.hired.as_ref().and_then(interval))
                && (here.latest < there.earliest || there.latest < here.earliest)
            {
                let (here, there) = (words(here), words(there));
                hires.push(place, || format!("{id} was hired {here} by the history, {there} by the roster{}", on_roster()));
            }
            if row.exit().is_some_and(|exit| exit.latest == start) {
                on_start.push(place, || {
                    format!("{id} leaves on the start itself, {start}, and is on the roster: the forecast keeps {id} at the start")
                });
            }
        }
        let unknown = absent.places.len();
        if is_of_others {
            absent = Found::default();
        }
        if let (true, true, Some(at)) = (is_of_others, unknown >= MANY, all.places.first()) {
            let message = format!("nobody of the history is on the roster, though {unknown} people are there at the start by the history");
            let help = "a person has one id in all files: then the roster knows what each has stayed through";
            self.problems.push(Diagnostic::warning(message).at(at).help(help));
        }
        let told = [
            absent.told(
                "people are there at the start by the history, and not on the roster",
                "the forecast is without them: add them to the roster, or give the history their exits",
            ),
            teams.told(
                "people are in another team in the history than on the roster",
                "before the start the history counts, afterwards the roster; a transfer ends a spell and begins another",
            ),
            teamless.told(
                "people have a team in one of the history and the roster, and none in the other",
                "who has no team is in one that is called all: fill the team in both files",
            ),
            hires.told(
                "people have another date of hire in the history than on the roster",
                "before the start the history counts, afterwards the roster: correct the one that is wrong",
            ),
            on_start.told(
                "people on the roster leave on the start itself",
                "who is gone on that day is not on the roster; to forecast with them, let the scenario start a day earlier",
            ),
        ];
        for diagnostic in told.into_iter().flatten() {
            self.problems.push(diagnostic);
        }
    }
}

/// Of each person the last of the rows that are meant, in the order of first appearance.
fn last_before(rows: &[HistoryRow], is_meant: impl Fn(&HistoryRow) -> bool) -> Vec<usize> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut last: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| is_meant(row)) {
        let number = *numbers.entry(&row.id).or_insert(last.len());
        match last.get_mut(number) {
            Some(known) if rows[*known].entry > row.entry => {}
            Some(known) => *known = index,
            None => last.push(index),
        }
    }
    last
}

/// What is known of a date of hire.
fn interval(hired: &Hire) -> Option<DateInterval> {
    match hired {
        Hire::On(date) => Some(DateInterval::exactly(*date)),
        Hire::Within(interval) => Some(*interval),
        Hire::Before(_) => None,
    }
}
