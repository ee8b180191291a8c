//! Bands of tenure ([`TenureBand`](crate::scenario::TenureBand)): when each ends for a person. What it does to the level is
//! [`super::baseline`]'s.

use crate::calendar::{Clock, Date, Duration};
use crate::people::Hire;

/// The end of a band for one hired on a date \[years\].
pub fn band_end(clock: Clock, until: Duration, hired: Date) -> f64 {
    until.after(hired).map_or(f64::INFINITY, |end| clock.years(end))
}

/// When a band of tenure ends, for every day of hire.
///
/// Anniversaries go by the calendar and many people share a day of hire, so the ends are looked up rather than computed anew.
#[derive(Clone, Debug, PartialEq)]
pub struct BandEnds {
    clock: Clock,
    until: Duration,
    /// Ends \[years\] for hires 0, 1, 2... days before the start, as far as they lie after the start.
    ends: Vec<f64>,
}

impl BandEnds {
    /// The ends of a band that lasts until so long after hire.
    pub fn new(clock: Clock, until: Duration) -> Self {
        let mut ends = Vec::new();
        for days in 0.. {
            let hired = clock.date(-f64::from(days) / crate::calendar::DAYS_PER_YEAR);
            match until.after(hired) {
                Some(end) if end > clock.start() && days < 40_000 => ends.push(clock.years(end)),
                _ => break,
            }
        }
        Self { clock, until, ends }
    }

    /// The end of the band \[years\] for one with so many days of tenure at the start, or else hired as is known; not after the start where
    /// it had ended by then.
    #[inline]
    pub fn of(&self, tenure: Option<usize>, hired: Option<&Hire>) -> f64 {
        match (tenure, hired) {
            (Some(days), _) => self.end_of_day(days),
            (None, Some(Hire::On(date))) => self.end(*date),
            (None, _) => 0.0,
        }
    }

    /// The end of the band for one hired on a date \[years\]: not after the start where it had ended by then.
    pub fn end(&self, hired: Date) -> f64 {
        let days = crate::calendar::days_between(hired, self.clock.start());
        match usize::try_from(days) {
            Ok(days) => self.end_of_day(days),
            Err(_) => band_end(self.clock, self.until, hired),
        }
    }

    /// The end of the band for one hired so many days before the start \[years\], wherever it lies.
    pub fn end_before_start_too(&self, days: usize) -> f64 {
        let hired = self.clock.date(-(days as f64) / crate::calendar::DAYS_PER_YEAR);
        band_end(self.clock, self.until, hired)
    }

    /// The end of the band for one hired so many days before the start \[years\]; 0 where it had ended by then.
    #[inline]
    pub fn end_of_day(&self, days: usize) -> f64 {
        self.ends.get(days).copied().unwrap_or(0.0)
    }
}
