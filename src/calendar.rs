//! Time: civil dates in files, years in the model.
//!
//! The model's clock `t` counts years of 365.25 days from the midnight of the scenario's start. A *date so much later* goes by the
//! calendar ([`Duration::after`]: the day is clipped to the month's length); a *length* of time is a number of years
//! ([`Duration::years`]: months / 12, weeks * 7 / 365.25, days / 365.25).

use std::fmt;

pub use jiff::civil::Date;
use jiff::{Span, Unit as JiffUnit};

/// Length of a year of the model's clock \[days\].
pub const DAYS_PER_YEAR: f64 = 365.25;

/// Moments closer than this \[years\], a thirtieth of a second, are one moment: sums of days / 365.25 differ by rounding.
pub const MOMENT: f64 = 1e-9;

/// Days from one midnight to another, negative where `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    // Days between two civil dates always fit a span, so that there is no other case.
    from.until((JiffUnit::Day, to)).map_or(0, |span| span.get_days())
}

/// The clock of a scenario: where its time 0 lies in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    start: Date,
}

impl Clock {
    /// A clock that reads 0 at the midnight of `start`.
    pub fn new(start: Date) -> Self {
        Self { start }
    }

    /// The date at time 0.
    pub fn start(&self) -> Date {
        self.start
    }

    /// Time of the midnight of a date \[years\].
    pub fn years(&self, date: Date) -> f64 {
        f64::from(days_between(self.start, date)) / DAYS_PER_YEAR
    }

    /// The date on which a time \[years\] falls.
    ///
    /// A midnight that went through [`Clock::years`] comes back as itself: a rounding error of a second is forgiven.
    pub fn date(&self, years: f64) -> Date {
        let days = (years * DAYS_PER_YEAR + 1.0 / 86_400.0).floor() as i32;
        shifted(self.start, Span::new().try_days(days))
    }

    /// The `month`-th month boundary counted from the start, backwards where negative: the same day of the month, clipped to the
    /// month's length.
    pub fn month_boundary(&self, month: i32) -> Date {
        shifted(self.start, Span::new().try_months(month))
    }

    /// The month that a date falls in, counted like [`Clock::month_boundary`]: `boundary(m) <= date < boundary(m + 1)`.
    pub fn month_of(&self, date: Date) -> i32 {
        let years = i32::from(date.year()) - i32::from(self.start.year());
        let mut month = years * 12 + i32::from(date.month()) - i32::from(self.start.month());
        while self.month_boundary(month) > date {
            month -= 1;
        }
        while self.month_boundary(month + 1) <= date {
            month += 1;
        }
        month
    }
}

/// A date moved by a span, or the calendar's first or last day where it would leave the calendar.
fn shifted(date: Date, span: Result<Span, jiff::Error>) -> Date {
    span.map_or(Date::MAX, |span| date.saturating_add(span))
}

/// The date so many months later, the last of the month where it is shorter.
pub fn months_after(date: Date, months: u32) -> Date {
    shifted(date, Span::new().try_months(months))
}

/// A date that may be known only to the month or the year: any day of an interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateInterval {
    /// The first day it can be.
    pub earliest: Date,
    /// The last day it can be.
    pub latest: Date,
}

impl DateInterval {
    /// A date known to the day.
    pub fn exactly(date: Date) -> Self {
        Self { earliest: date, latest: date }
    }

    /// A whole month of the calendar, or `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let earliest = Date::new(year, month, 1).ok()?;
        Some(Self { earliest, latest: earliest.last_of_month() })
    }

    /// A whole year of the calendar, or `None` where there is no such year.
    pub fn year(year: i16) -> Option<Self> {
        let earliest = Date::new(year, 1, 1).ok()?;
        Some(Self { earliest, latest: earliest.last_of_year() })
    }

    /// The date, if it is known to the day.
    pub fn exact(&self) -> Option<Date> {
        (self.earliest == self.latest).then_some(self.earliest)
    }

    /// How many days it can be.
    pub fn days(&self) -> i32 {
        days_between(self.earliest, self.latest) + 1
    }
}

/// Unit of a [`Duration`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days of 24 hours.
    Days,
    /// Seven days.
    Weeks,
    /// Months of the calendar; as a length a twelfth of a year.
    Months,
    /// Years of the calendar; as a length 365.25 days.
    Years,
}

/// A stretch of time as files give it: `"36 months"`, `"90 days"`, `"4 years"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// How many units, finite and not negative.
    pub count: f64,
    /// The unit counted.
    pub unit: Unit,
}

impl Duration {
    /// Reads `"36 months"`; the singular is understood too. `None` for anything else, a negative or infinite count included.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let count: f64 = text[..end].parse().ok()?;
        let unit = match text[end..].trim_start() {
            "day" | "days" => Unit::Days,
            "week" | "weeks" => Unit::Weeks,
            "month" | "months" => Unit::Months,
            "year" | "years" => Unit::Years,
            _ => return None,
        };
        count.is_finite().then_some(Self { count, unit })
    }

    /// The length \[years\].
    pub fn years(&self) -> f64 {
        match self.unit {
            Unit::Days => self.count / DAYS_PER_YEAR,
            Unit::Weeks => self.count * 7.0 / DAYS_PER_YEAR,
            Unit::Months => self.count / 12.0,
            Unit::Years => self.count,
        }
    }

    /// The date so much later by the calendar. `None` where the count is not whole or the calendar ends first.
    pub fn after(&self, date: Date) -> Option<Date> {
        if self.count.fract() != 0.0 || self.count > 1e7 {
            return None;
        }
        let count = self.count as i32;
        let span = match self.unit {
            Unit::Days => Span::new().try_days(count),
            Unit::Weeks => Span::new().try_weeks(count),
            Unit::Months => Span::new().try_months(count),
            Unit::Years => Span::new().try_years(count),
        };
        date.checked_add(span.ok()?).ok()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = match self.unit {
            Unit::Days => ("day", "days"),
            Unit::Weeks => ("week", "weeks"),
            Unit::Months => ("month", "months"),
            Unit::Years => ("year", "years"),
        };
        write!(f, "{} {}", self.count, if self.count == 1.0 { one } else { many })
    }
}

/// A date as ISO text in files.
pub mod iso {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Date;

    /// Writes it.
    ///
    /// # Errors
    /// Where the output cannot be written.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Where the text is no date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Dates as a list of ISO texts in files.
pub mod iso_list {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Date;

    /// Writes them.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn serialize<S: Serializer>(dates: &[Date], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(dates.iter().map(Date::to_string))
    }

    /// Reads them.
    ///
    /// # Errors
    /// Where a text is no date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
        Vec::<String>::deserialize(deserializer)?.iter().map(|date| date.parse().map_err(D::Error::custom)).collect()
    }
}
