//! Dates and durations as files write them.

use super::super::keys::Keys;
use super::super::reader::Reader;
use super::super::tree::{Node, Value};
use super::foreign_dates::date_help;
use super::units::duration_meant;
use crate::calendar::{Date, DateInterval, Duration};
use crate::diagnostic::{Diagnostic, Place, quoted};

/// Dates outside these years are slips of the keyboard.
pub(in crate::scenario) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2300;

/// The longest duration \[years\].
const LONGEST: f64 = 1000.0;

/// What a date looks like.
const TO_THE_DAY: &str = "expected a date such as 2023-06-30";
/// What a date looks like where a coarse one will do.
const OR_COARSER: &str = "expected 2023-06-30, or only 2023-06 or 2023";
/// What a duration looks like.
const A_DURATION: &str = "expected a duration such as \"6 months\"";

/// Reads `2023-06-30`, `2023-06` or `2023`. `None` for anything else, impossible days and absurd years included.
pub(in crate::scenario) fn interval(text: &str) -> Option<DateInterval> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|month| digits(month, 2));
    let day = parts.next().map(|day| digits(day, 2));
    let interval = match (month, day) {
        (None, _) => DateInterval::year(year),
        (Some(month), None) => DateInterval::month(year, i8::try_from(month?).ok()?),
        (Some(month), Some(day)) => Date::new(year, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok().map(DateInterval::exactly),
    };
    interval.filter(|_| YEARS.contains(&year))
}

/// The date before a time of day that is midnight: `2019-03-01 00:00:00`, `2019-03-01T00:00Z`.
fn before_midnight(text: &str) -> Option<&str> {
    let (date, time) = text.split_once(['T', ' '])?;
    let time = time.trim().trim_end_matches('Z');
    // The zone does not change the day that was written.
    let time = time.split(['+', '-']).next()?;
    let is_midnight = time.starts_with("00:00") && time.len() >= 5 && time.chars().all(|c| matches!(c, '0' | ':' | '.'));
    (date.len() == 10 && is_midnight).then_some(date)
}

/// A number of so many digits and nothing else.
fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

impl Reader {
    /// A date that may be known to the month or the year only, from a text at a place.
    pub fn interval_text(&mut self, what: &str, text: &str, place: &Place) -> Option<DateInterval> {
        self.interval_expected(what, text, place, OR_COARSER)
    }

    /// The same, with what to say that a date looks like. Midnight beside it says nothing, and is told of.
    fn interval_expected(&mut self, what: &str, text: &str, place: &Place, expected: &str) -> Option<DateInterval> {
        let day = interval(text);
        if day.is_some() {
            return day;
        }
        let day = before_midnight(text).and_then(interval);
        if day.is_some() {
            let message = format!("the time of day in {}, midnight, is left out: {}", quoted(what), quoted(text));
            self.problems.push(Diagnostic::warning(message).at(place));
        } else {
            self.push_no_date(what, text, place, expected);
        }
        day
    }

    /// A date known to the day, from a text at a place.
    pub fn date_text(&mut self, what: &str, text: &str, place: &Place) -> Option<Date> {
        let date = self.interval_expected(what, text, place, TO_THE_DAY)?.exact();
        if date.is_none() {
            let message = format!("{} must be known to the day", quoted(what));
            self.problems.push(Diagnostic::error(message).at(place).label(TO_THE_DAY));
        }
        date
    }

    fn push_no_date(&mut self, what: &str, text: &str, place: &Place, expected: &str) {
        let diagnostic = Diagnostic::error(format!("{} is not a date: {}", quoted(what), quoted(text))).at(place).label(expected);
        self.problems.push(match date_help(text) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// A date that may be known to the month or the year only.
    pub fn interval(&mut self, node: &Node) -> Option<DateInterval> {
        let text = self.date_source(node, OR_COARSER)?;
        self.interval_text(&node.path, &text, &node.place)
    }

    /// A date known to the day.
    pub fn date(&mut self, node: &Node) -> Option<Date> {
        let text = self.date_source(node, TO_THE_DAY)?;
        self.date_text(&node.path, &text, &node.place)
    }

    /// The text of a date, quoted or not.
    fn date_source(&mut self, node: &Node, expected: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Time(time) if !time.contains(':') => Some(time.clone()),
            Value::Time(_) => {
                let message = format!("{} must be a date without a time of day", quoted(&node.path));
                self.problems.push(Diagnostic::error(message).at(&node.place).label(expected));
                None
            }
            _ => {
                self.mismatch(node, "a date", expected);
                None
            }
        }
    }

    /// A duration, which may be nothing.
    pub fn duration(&mut self, node: &Node) -> Option<Duration> {
        let Value::Text(text) = &node.value else {
            self.push_no_duration(node);
            return None;
        };
        let duration = Duration::parse(text);
        if duration.is_none() {
            self.push_no_duration(node);
        }
        if duration.is_some_and(|duration| duration.years() > LONGEST) {
            let message = format!("{} is longer than a thousand years", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label(A_DURATION));
            return None;
        }
        duration
    }

    /// The length of time of a key \[years\], 0 where it is absent. One that must be there is missed.
    pub fn length(&mut self, keys: Keys<'_>, key: &str) -> f64 {
        let node = if keys.key(key).is_required { self.required(keys, key) } else { keys.get(key) };
        node.and_then(|node| self.duration(node)).map_or(0.0, |length| length.years())
    }

    /// A date, or a time from the start.
    pub fn moment(&mut self, node: &Node, start: Option<Date>) -> Option<Date> {
        let is_date = match &node.value {
            Value::Time(_) => true,
            Value::Text(text) => is_like_a_date(text),
            _ => {
                self.mismatch(node, "a date, or a time from the start", "expected 2025-06-01 or \"29 months\"");
                return None;
            }
        };
        if is_date {
            return self.date(node);
        }
        // The calendar is longer than the longest duration, so that only a missing start leaves nothing.
        self.calendar_duration(node)?.after(start?)
    }

    /// A duration that is longer than nothing.
    pub fn positive_duration(&mut self, node: &Node) -> Option<Duration> {
        let duration = self.duration(node)?;
        if duration.count == 0.0 {
            let message = format!("{} must be longer than nothing", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label(A_DURATION));
        }
        Some(duration)
    }

    /// A duration by which the calendar is counted: a whole number of its units.
    pub fn calendar_duration(&mut self, node: &Node) -> Option<Duration> {
        let duration = self.duration(node)?;
        if duration.count.fract() != 0.0 {
            let message = format!("{} must be whole: the calendar has no part of a {}", quoted(&node.path), unit_name(duration));
            let diagnostic = Diagnostic::error(message).at(&node.place).label(A_DURATION);
            self.problems.push(diagnostic.help("write \"18 months\" for a year and a half"));
            return None;
        }
        Some(duration)
    }

    fn push_no_duration(&mut self, node: &Node) {
        let diagnostic = Diagnostic::error(format!("{} must be a duration", quoted(&node.path))).at(&node.place).label(A_DURATION);
        self.problems.push(match &node.value {
            Value::Integer(_) | Value::Float(_) => diagnostic.help("a duration has a unit: days, weeks, months or years"),
            Value::Text(text) if text == "never" => diagnostic.help("only a half_life may be \"never\""),
            Value::Text(text) if duration_meant(text).is_some() => diagnostic.help(duration_meant(text).unwrap_or_default()),
            Value::Text(text) => {
                let word = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
                diagnostic.suggest(self.problems.nearest(word, ["days", "weeks", "months", "years", "never"]))
            }
            _ => diagnostic,
        });
    }
}

/// Whether a text that is a date or a duration is rather a date, right or wrong.
fn is_like_a_date(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.len() >= 4 || text.contains(['-', '/']) && !text.starts_with('-') || text.matches('.').count() == 2
}

/// The unit of a duration in the singular.
fn unit_name(duration: Duration) -> &'static str {
    use crate::calendar::Unit;
    match duration.unit {
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
        Unit::Years => "year",
    }
}

#[cfg(test)]
mod tests {
    use super::interval;
    use crate::calendar::{Date, DateInterval};

    #[test]
    fn dates_may_be_coarse() -> Result<(), jiff::Error> {
        assert_eq!(interval("2024-02-29"), Some(DateInterval::exactly(Date::new(2024, 2, 29)?)));
        assert_eq!(interval("2023-02"), Some(DateInterval { earliest: Date::new(2023, 2, 1)?, latest: Date::new(2023, 2, 28)? }));
        assert_eq!(interval("2023"), DateInterval::year(2023));
        Ok(())
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "2023-02-29", "2023-13", "23-01-01", "2023-1-1", "0023", "+023", "2023-01-01T00:00", "2023-01-01-01", "1. 2. 2023"]
        {
            assert_eq!(interval(text), None, "{text}");
        }
    }
}
