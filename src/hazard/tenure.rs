//! Bands of tenure: what each does to the baseline, and when it ends for a person. [`super::baseline`] puts both together.

use crate::calendar::{Clock, Date, Duration};
use crate::scenario::TenureEffect;

/// The baseline and the hazard ratio of a band, of which its level is the product: a band gives a ratio, or a hazard in the place of the
/// channel's own.
pub fn parts_of_band(effect: TenureEffect, baseline: f64, draw: &[f64]) -> [f64; 2] {
    match effect {
        TenureEffect::Ratio(ratio) => [baseline, ratio.value(draw)],
        TenureEffect::Hazard(per_year) => [per_year.value(draw), 1.0],
    }
}

/// The same for a pull that is part of a channel of which only the product is known: there a band that gives a hazard counts by its ratio to the
/// channel's own (as 1 if that is 0).
pub fn parts_of_band_of_pull(effect: TenureEffect, baseline: f64, draw: &[f64]) -> [f64; 2] {
    match effect {
        TenureEffect::Ratio(ratio) => [1.0, ratio.value(draw)],
        TenureEffect::Hazard(per_year) if baseline > 0.0 => [1.0, per_year.value(draw) / baseline],
        TenureEffect::Hazard(_) => [1.0, 1.0],
    }
}

/// When a band of tenure ends, for every day of hire.
///
/// Anniversaries go by the calendar and many people share a day of hire, so the ends are looked up rather than computed anew.
#[derive(Clone, Debug, PartialEq)]
pub struct BandEnds {
    clock: Clock,
    until: Duration,
    /// Ends [years] for hires 0, 1, 2... days before the start, as far as they lie after the start.
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

    /// The end of the band for one hired on a date [years]: not after the start where it had ended by then.
    pub fn end(&self, hired: Date) -> f64 {
        let days = crate::calendar::days_between(hired, self.clock.start());
        match usize::try_from(days) {
            Ok(days) => self.end_of_day(days),
            Err(_) => self.until.after(hired).map_or(f64::INFINITY, |end| self.clock.years(end)),
        }
    }

    /// The end of the band for one hired so many days before the start [years], wherever it lies.
    pub fn end_before_start_too(&self, days: usize) -> f64 {
        let hired = self.clock.date(-(days as f64) / crate::calendar::DAYS_PER_YEAR);
        self.until.after(hired).map_or(f64::INFINITY, |end| self.clock.years(end))
    }

    /// The end of the band for one hired so many days before the start [years]; 0 where it had ended by then.
    #[inline]
    pub fn end_of_day(&self, days: usize) -> f64 {
        self.ends.get(days).copied().unwrap_or(0.0)
    }
}
