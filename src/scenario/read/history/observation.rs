//! How a row of the history was observed: from when, until when, and how that ended.
//!
//! Lists of people are odd in ways that are no mistakes of the scenario's: somebody left before the list began, or gave notice for a day
//! after it ends. Such rows are read as what could be observed, counted, and told of once a kind ([`Oddities`]). An exit before the hire is
//! a mistake in the data, and no oddity.

use super::super::Reader;
use super::super::csv::sheet::{Cell, Row};
use super::channel_words::{ChannelWords, Meaning};
use super::durations::Event;
use super::entry::Entry;
use crate::calendar::{Date, DateInterval, Unit};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::Outcome;
use crate::people::history::Unobserved;

/// From when everybody is observed whose row does not say otherwise, and until when everybody at most.
#[derive(Clone, Copy)]
pub(in crate::scenario::read) struct Window {
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// The unit of durations.
    pub unit: Option<Unit>,
    /// Whether a column says with what the time under observation ended.
    pub has_events: bool,
}

/// How a row was observed.
pub(in crate::scenario::read) struct Observation {
    /// Under observation after this day; of one who enters by the hire, from its beginning on.
    pub entry: Date,
    /// The date of hire, if given; not after the entry, unless that is the mean of a coarse one.
    pub hired: Option<DateInterval>,
    /// How it ended.
    pub outcome: Outcome,
    /// Where that is said.
    pub place: Place,
    /// Whether nothing is said of an exit, not even of one after the end of observation.
    pub is_open: bool,
}

/// What a row says of its end.
struct End<'s> {
    /// When somebody left and where that is said, if somebody did.
    exit: Option<(DateInterval, Place)>,
    /// The channel.
    channel: Option<Cell<'s>>,
    /// The last day of observation, if known.
    until: Option<Date>,
}

/// The places of what is odd, by kind.
#[derive(Default)]
pub(in crate::scenario::read) struct Oddities {
    /// Entries before the hire.
    early: Vec<Place>,
    /// Exits before the hire.
    impossible: Vec<Place>,
    /// Exits that are not after an entry of their own that is later than the hire.
    unseen: Vec<Place>,
    /// Exits on or before the day from which everybody is observed.
    before: Vec<Place>,
    /// Exits after the end of observation.
    late: Vec<Place>,
    /// Ends of observation before its beginning.
    unentered: Vec<Place>,
    /// Who was hired in the time under observation by the roster alone, and what is said of the first.
    hired_by_roster: Vec<Place>,
    first_hired_by_roster: String,
    /// Who is taken to be there from the beginning on, since nothing says when they were hired, and how many have a date of hire.
    unhired: Vec<Place>,
    hired: usize,
}

/// The date of hire that the roster has of somebody.
pub(in crate::scenario::read) struct OnRoster {
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
    fn note_hire(&mut self, row: Row<'_>, entry: &Entry, given: Date, borrowed: Option<OnRoster>, is_for_all: bool) {
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

impl Reader {
    /// How a row was observed; nothing where it was not, or where it cannot be read.
    pub fn observation(
        &mut self,
        row: Row<'_>,
        window: Window,
        on_roster: Option<OnRoster>,
        words: &mut ChannelWords,
        odd: &mut Oddities,
    ) -> Option<Observation> {
        let (given, is_own) = match (row.get("entry"), window.from) {
            (Some(cell), _) => (self.date_text("entry", &cell.text, &cell.place), Some(cell.place)),
            (None, Some(from)) => (Some(from), None),
            (None, None) => (self.required_cell(row, "entry", "a date").and(None), None),
        };
        let observed_until = self.optional_date(row, "observed_until");
        // Nothing that comes after the end of the window is seen of anybody, whatever the row says.
        let until = observed_until.into_iter().chain(window.until).min();
        let given = given?;
        let hired = row.get("hired").map(|cell| self.interval_text("hired", &cell.text, &cell.place));
        let since = hired.flatten().unwrap_or(DateInterval::exactly(given));
        let timed = self.end_of_duration(row, since, window.unit)?;
        let end = match &timed {
            Some((_, place)) if row.get("exit").or_else(|| row.get("exit_earliest")).is_some() => {
                let message = "both a duration and an exit are given";
                self.problems.push(Diagnostic::error(message).at(place).label("expected one of them"));
                return None;
            }
            Some(end) => Some(end.clone()),
            None => self.exit(row)?,
        };
        let event = self.event(row, window.has_events, |word| words.has(word))?;
        let End { exit, channel, until } = self.end_of_row(row, end, event, until, words)?;
        // Of a hire that cannot be read nothing else is said.
        let hired = hired.map_or(Some(None), |hired| hired.map(Some))?;
        // A date of hire on the roster is that of a spell which does not end before it; durations have a beginning of their own.
        let is_of_spell = |on_roster: &OnRoster| {
            let first = on_roster.hired.earliest;
            exit.as_ref().is_none_or(|(exit, _)| exit.latest >= first) && observed_until.is_none_or(|until| until >= first)
        };
        let borrowed = on_roster.filter(|on_roster| hired.is_none() && timed.is_none() && is_of_spell(on_roster));
        let hired = hired.or(borrowed.as_ref().map(|on_roster| on_roster.hired));
        if let (Some(hired), Some((exit, place))) = (hired, &exit)
            && exit.latest < hired.earliest
        {
            odd.impossible.push(place.clone());
            return None;
        }
        if hired.is_some_and(|hired| hired.earliest > given) {
            // Where one date is given for all, it is no oddity that some came later.
            odd.early.extend(is_own.clone().filter(|_| borrowed.is_none()));
        }
        let exit_days = exit.as_ref().map(|(days, _)| *days).filter(|days| until.is_none_or(|until| days.earliest <= until));
        // The days of an exit after a duration go with those of the hire, and say nothing of them.
        let entry = Entry::new(given, is_own.is_some(), hired, exit_days.filter(|_| timed.is_none()), until);
        let is_open = exit.is_none();
        let (outcome, place) = self.outcome(row, &entry, (exit, channel), until, words, odd)?;
        // What depends on tenure is learned from dates of the history alone: the roster has those of who stayed, and of no leaver.
        let hired = entry.hired.filter(|_| borrowed.is_none());
        odd.note_hire(row, &entry, given, borrowed, is_own.is_none() && timed.is_none());
        Some(Observation { entry: entry.date, hired, outcome, place, is_open })
    }

    fn optional_date(&mut self, row: Row<'_>, column: &str) -> Option<Date> {
        row.get(column).and_then(|cell| self.date_text(column, &cell.text, &cell.place))
    }

    /// What a row says of its end, from when it ended, with what, and until when it was observed at most.
    fn end_of_row<'s>(
        &mut self,
        row: Row<'s>,
        end: Option<(DateInterval, Place)>,
        event: Event<'s>,
        until: Option<Date>,
        words: &ChannelWords,
    ) -> Option<End<'s>> {
        // A word for nothing may be one of a channel.
        let said = row.written("channel").filter(|cell| words.has(&cell.text)).or_else(|| row.get("channel"));
        Some(match event {
            Event::None => {
                // The time ended with observation.
                let until = end.map(|(end, _)| end.earliest).into_iter().chain(until).min();
                End { exit: None, channel: said, until }
            }
            Event::Some(cell) | Event::Of(cell) if end.is_none() => {
                let message = "the event says that the person left, and nothing says when";
                self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected an exit or a duration too"));
                return None;
            }
            Event::Of(cell) if said.is_some() => {
                let message = format!("the event is {}, and a channel is given too", quoted(&cell.text));
                self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected 1 or 0"));
                return None;
            }
            Event::Unsaid | Event::Some(_) => End { exit: end, channel: said, until },
            Event::Of(cell) => End { exit: end, channel: Some(cell), until },
        })
    }

    /// How a row ends, and where that is said.
    fn outcome(
        &mut self,
        row: Row<'_>,
        entry: &Entry,
        (exit, channel): (Option<(DateInterval, Place)>, Option<Cell<'_>>),
        until: Option<Date>,
        words: &mut ChannelWords,
        odd: &mut Oddities,
    ) -> Option<(Outcome, Place)> {
        let Some((date, place)) = exit else {
            if let Some(cell) = channel {
                let message = format!("the channel {} is given without an exit", quoted(&cell.text));
                self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected an exit too, or nothing"));
                return None;
            }
            return self.present(row, entry.date, until, odd);
        };
        let Some(meaning) = channel.map_or(words.default.map(Some), |cell| Some(words.meaning(&cell))) else {
            let help = "write unknown where it is, and censored for one who left observation for another cause; one channel for all is \
                        [history] channel = \"other\"";
            let diagnostic = Diagnostic::error("an exit is given without a channel").at(&row.place_of("channel"));
            self.problems.push(diagnostic.label("expected a channel").help(help));
            return None;
        };
        let meaning = meaning?;
        if date.latest < entry.first_at_risk() {
            if row.get("entry").is_some() { &mut odd.unseen } else { &mut odd.before }.push(place);
            return None;
        }
        if until.is_some_and(|until| date.earliest > until) {
            odd.late.push(place);
            return self.present(row, entry.date, until, odd);
        }
        if until.is_some_and(|until| until < entry.date) {
            odd.unentered.push(row.place_of("observed_until"));
            return None;
        }
        // What a coarse date would allow beyond the time under observation is cut off.
        let latest = until.map_or(date.latest, |until| date.latest.min(until));
        let date = DateInterval { earliest: date.earliest.max(entry.first_at_risk()), latest };
        let outcome = match meaning {
            Meaning::Censored => Outcome::Censored(date),
            Meaning::Unknown => Outcome::Exit { date, channel: None },
            Meaning::Channel(channel) => Outcome::Exit { date, channel: Some(channel) },
        };
        Some((outcome, place))
    }

    /// One who is still there at the end of observation.
    fn present(&mut self, row: Row<'_>, entry: Date, until: Option<Date>, odd: &mut Oddities) -> Option<(Outcome, Place)> {
        let place = row.place_of("observed_until");
        let Some(until) = until else {
            let message = "nothing says until when this person was observed";
            let help = "fill exit or observed_until, or give [history] until for everybody";
            self.problems.push(Diagnostic::error(message).at(&place).label("expected a date").help(help));
            return None;
        };
        if until < entry {
            odd.unentered.push(place);
            return None;
        }
        Some((Outcome::Present(until), place))
    }

    /// The interval of an exit and where it is said; `Some(None)` where there is none, `None` where it could not be read.
    #[expect(clippy::option_option, reason = "no exit and an exit that cannot be read differ")]
    fn exit(&mut self, row: Row<'_>) -> Option<Option<(DateInterval, Place)>> {
        let (earliest, latest) = (row.get("exit_earliest"), row.get("exit_latest"));
        if let (None, None) = (&earliest, &latest) {
            let Some(cell) = row.get("exit") else { return Some(None) };
            return Some(Some((self.interval_text("exit", &cell.text, &cell.place)?, cell.place)));
        }
        let (Some(first), Some(last)) = (earliest, latest) else {
            let message = "exit_earliest and exit_latest must be given together";
            let empty = if row.get("exit_earliest").is_some() { "exit_latest" } else { "exit_earliest" };
            self.problems.push(Diagnostic::error(message).at(&row.place_of(empty)).label("expected a date"));
            return None;
        };
        let earliest = self.date_text("exit_earliest", &first.text, &first.place);
        let latest = self.date_text("exit_latest", &last.text, &last.place);
        let interval = DateInterval { earliest: earliest?, latest: latest? };
        if interval.earliest > interval.latest {
            let message = "exit_latest is before exit_earliest";
            self.problems.push(Diagnostic::error(message).at(&last.place).label("expected a later date"));
            return None;
        }
        Some(Some((interval, first.place)))
    }

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
        let kinds = [
            (
                &odd.early,
                "observation begins before the hire: it is taken to begin at the hire",
                "in {} rows observation begins before the hire: it is taken to begin at the hire",
                "nobody is under observation before the hire",
            ),
            (
                &odd.unseen,
                "the exit is not after the entry, so that it could not be observed: the row is left out",
                "{} exits are not after their entries, so that they could not be observed: the rows are left out",
                "they left before observation starts, so they are not counted; nothing to do",
            ),
            (
                &odd.before,
                "the exit is on or before the day since which leavers are listed ([history] from): the row is left out",
                "{} exits are on or before the day since which leavers are listed ([history] from): the rows are left out",
                "others who left by then are missing: to count some of them would bias every hazard",
            ),
            (
                &odd.late,
                "the exit is after the end of observation: the person counts as still there then",
                "{} exits are after the end of observation: these people count as still there then",
                "observe for longer ([history] until) to count the exit; one to come of somebody on the roster is a `last_day` there",
            ),
            (
                &odd.unentered,
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
        for (places, one, many, help) in kinds {
            let Some(first) = places.first() else { continue };
            let message = if places.len() == 1 { one.to_owned() } else { many.replace("{}", &places.len().to_string()) + &lines(places) };
            self.problems.push(Diagnostic::warning(message).at(first).help(help));
        }
    }
}

/// A date or an interval in words.
pub(in crate::scenario::read) fn words(interval: DateInterval) -> String {
    interval.exact().map_or_else(|| format!("from {} to {}", interval.earliest, interval.latest), |date| format!("on {date}"))
}

/// The first lines that places are in, in words.
pub(in crate::scenario::read) fn lines(places: &[Place]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = places.iter().take(SHOWN).map(|place| place.line_and_column().0.to_string()).collect();
    match shown.split_last() {
        Some((last, before)) if places.len() <= SHOWN => format!(" (lines {} and {last})", before.join(", ")),
        _ => format!(" (lines {}, ...)", shown.join(", ")),
    }
}
