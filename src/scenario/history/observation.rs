//! How a row of the history was observed: from when, until when, and how that ended.

use super::channel_words::{ChannelWords, Meaning};
use super::durations::Event;
use super::entry::Entry;
use super::oddities::{Oddities, OnRoster};
use crate::calendar::{Date, DateInterval, Unit};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::Outcome;
use crate::scenario::file::Reader;
use crate::scenario::file::csv::sheet::{Cell, Row};

/// From when everybody is observed whose row does not say otherwise, and until when everybody at most.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Window {
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// The unit of durations.
    pub unit: Option<Unit>,
    /// Whether a column says with what the time under observation ended.
    pub has_events: bool,
}

/// How a row was observed.
pub(in crate::scenario) struct Observation {
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
}
