//! What is odd about the rows of a history.
//!
//! Lists of people are odd in ways that are no mistakes of the scenario's: somebody left before the list began, or gave notice for a day
//! after it ends. Such rows are read as what could be observed, counted, and told of once a kind ([`Oddities`]). An exit before the hire is
//! a mistake in the data, and no oddity.

use super::entry::Entry;
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, Place, lines};
use crate::people::history::Unobserved;
use crate::scenario::file::Reader;
use crate::scenario::file::csv::sheet::Row;

/// The places of what is odd, by kind.
#[derive(Default)]
pub(in crate::scenario) struct Oddities {
    /// Entries before the hire.
    pub early: Vec<Place>,
    /// Exits before the hire.
    pub impossible: Vec<Place>,
    /// Exits that are not after an entry of their own that is later than the hire.
    pub unseen: Vec<Place>,
    /// Exits on or before the day from which everybody is observed.
    pub before: Vec<Place>,
    /// Exits after the end of observation.
    pub late: Vec<Place>,
    /// Ends of observation before its beginning.
    pub unentered: Vec<Place>,
    /// Who was hired in the time under observation by the roster alone, and what is said of the first.
    pub hired_by_roster: Vec<Place>,
    pub first_hired_by_roster: String,
    /// Who is taken to be there from the beginning on, since nothing says when they were hired, and how many have a date of hire.
    pub unhired: Vec<Place>,
    pub hired: usize,
}

/// The date of hire that the roster has of somebody.
pub(in crate::scenario) struct OnRoster {
    pub hired: DateInterval,
    /// Where the person stands.
    pub at: Option<Place>,
}

impl Oddities {
    /// The rows of which nobody was under observation.
    pub fn unobserved(&self) -> Unobserved {
        Unobserved { left_before: self.unseen.len() + self.before.len(), ended_before: self.unentered.len() }
    }

    /// Whether somebody left after the end of observation.
    pub fn has_late(&self) -> bool {
        !self.late.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        [&self.early, &self.impossible, &self.unseen, &self.before, &self.late, &self.unentered].iter().map(|places| places.len()).sum()
    }

    /// Notes from where the date of hire of a row is, as far as it decides when observation begins.
    pub fn note_hire(&mut self, row: Row<'_>, entry: &Entry, given: Date, borrowed: Option<OnRoster>, is_for_all: bool) {
        self.hired += usize::from(entry.hired.is_some());
        match borrowed {
            Some(OnRoster { hired, at }) if entry.date > given => {
                let place = row.place_of("hired");
                if self.hired_by_roster.is_empty() {
                    let whence = at.map_or(String::new(), |at| format!(" ({})", at.told_at(&place)));
                    self.first_hired_by_roster = format!("{}{whence}", words(hired));
                }
                self.hired_by_roster.push(place);
            }
            None if is_for_all && entry.hired.is_none() => self.unhired.push(row.place_of("hired")),
            _ => {}
        }
    }

    /// These rows by reason, in words; nothing where there are none.
    pub fn reasons(&self) -> String {
        self.unobserved().words()
    }
}

/// What makes a diagnostic of a message: a warning or a note.
type Level = fn(String) -> Diagnostic;

impl Reader {
    /// Warns where the history does not say when people were hired: the roster's date counts where it has one, and who has none is taken to
    /// be there since the day from which everybody is observed.
    pub fn warn_of_hires_from_elsewhere(&mut self, odd: &Oddities, from: Option<Date>) {
        if let Some(place) = odd.hired_by_roster.first() {
            let first = &odd.first_hired_by_roster;
            let message = match odd.hired_by_roster.len() {
                1 => format!("the history has no date of hire of this person, and that of the roster counts: hired {first}"),
                count => {
                    let of = lines(&odd.hired_by_roster);
                    format!(
                        "the history has no date of hire of {count} people, and that of the roster counts{of}: the first was hired {first}"
                    )
                }
            };
            let help = "nobody is at risk before the hire; write the dates into the column `hired` of the history";
            self.problems.push(Diagnostic::warning(message).at(place).help(help));
        }
        let (Some(first), Some(from), true) = (odd.unhired.first(), from, odd.hired > 0) else { return };
        let message = match odd.unhired.len() {
            1 => format!("nothing says when this person was hired: taken to be there since {from}"),
            count => format!("nothing says when {count} people were hired: they are taken to be there since {from}{}", lines(&odd.unhired)),
        };
        let help = "who came later was not at risk before: write the month or the year, where only that is known";
        self.problems.push(Diagnostic::warning(message).at(first).help(help));
    }

    /// Warns of what is odd, once a kind, with the count and the first rows.
    pub fn tell_oddities(&mut self, odd: &Oddities) {
        let (warning, note): (Level, Level) = (Diagnostic::warning, Diagnostic::note);
        let kinds = [
            (
                &odd.early,
                warning,
                "observation begins before the hire: it is taken to begin at the hire",
                "in {} rows observation begins before the hire: it is taken to begin at the hire",
                "nobody is under observation before the hire",
            ),
            (
                &odd.unseen,
                warning,
                "the exit is not after the entry, so that it could not be observed: the row is left out",
                "{} exits are not after their entries, so that they could not be observed: the rows are left out",
                "they left before observation starts, so they are not counted; nothing to do",
            ),
            (
                // `[history] from` is chosen, by an import too, so that nothing need be mended; reports say how many rows are left out.
                &odd.before,
                note,
                "the exit is on or before the day since which leavers are listed ([history] from): the row is left out",
                "{} exits are on or before the day since which leavers are listed ([history] from): the rows are left out",
                "others who left by then are not in the file, and with only some of them every exit rate would be wrong",
            ),
            (
                &odd.late,
                warning,
                "the exit is after the end of observation: the person counts as still there then",
                "{} exits are after the end of observation: these people count as still there then",
                "observe for longer ([history] until) to count the exit; an exit to come of a person on the roster is a `last_day` there",
            ),
            (
                &odd.unentered,
                warning,
                "observation ends before it begins: the row is left out",
                "in {} rows observation ends before it begins: they are left out",
                "observe for longer ([history] until, or observed_until) to count the person",
            ),
        ];
        if let Some(first) = odd.impossible.first() {
            let message = match odd.impossible.len() {
                1 => "the exit is before the hire".to_owned(),
                count => format!("{count} exits are before their hires{}", lines(&odd.impossible)),
            };
            let help = "correct the date of exit or of hire; a spell that began with a return has the date of the return";
            self.problems.push(Diagnostic::error(message).at(first).label("expected an exit after the hire").help(help));
        }
        for (places, diagnostic, one, many, help) in kinds {
            let Some(first) = places.first() else { continue };
            let message = if places.len() == 1 { one.to_owned() } else { many.replace("{}", &places.len().to_string()) + &lines(places) };
            self.problems.push(diagnostic(message).at(first).help(help));
        }
    }
}

/// A date or an interval in words.
pub(in crate::scenario) fn words(interval: DateInterval) -> String {
    interval.exact().map_or_else(|| format!("from {} to {}", interval.earliest, interval.latest), |date| format!("on {date}"))
}
