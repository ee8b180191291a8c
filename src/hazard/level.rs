//! The personal level of the hazard: baseline, covariates and tenure.
//!
//! `level_ic = (hazard_per_year or acceptance) * pay_multiple^elasticity * product of ratio^covariate * tenure ratio`, where a band of tenure may give a hazard in
//! place of the channel's own. Frailty multiplies it from outside.

use crate::calendar::{Clock, Date, Duration};
use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Baseline, Channel, TenureEffect};

/// A channel's part of the level under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// 1 where offers are accepted or not, infinite where only the product is known.
    pub ceiling: f64,
    /// Acceptance or hazard a year in each band of tenure; the last entry holds after the last band.
    bands: Vec<f64>,
    /// The same as a baseline and the band's hazard ratio, of which it is the product.
    parts: Vec<[f64; 2]>,
    /// ln of the hazard ratio a unit of a covariate: index of the covariate and value.
    covariates: Vec<(usize, f64)>,
    /// The hazard ratio of what is offered beside pay at the start: `pay_multiple^elasticity`.
    offered: f64,
}

impl Profile {
    /// The profile of a channel, where hazards answer to pay with an elasticity (0: not at all).
    pub fn new(channel: &Channel, elasticity: f64, draw: &[f64]) -> Self {
        let (base, ceiling) = match channel.baseline {
            Baseline::Offers { acceptance, .. } => (acceptance.value(draw), 1.0),
            Baseline::Hazard { per_year } => (per_year.value(draw), f64::INFINITY),
        };
        let band = |effect: TenureEffect| match effect {
            TenureEffect::Ratio(ratio) => [base, ratio.value(draw)],
            TenureEffect::Hazard(per_year) => [per_year.value(draw), 1.0],
        };
        let log = |&(index, ratio): &(usize, Quantity)| (index, math::ln(ratio.value(draw)));
        let covariates = channel.covariates.iter().map(log).collect();
        let offered = offered(channel.pay_multiple.value(draw), elasticity);
        Self::of_parts(ceiling, channel.tenure.iter().map(|b| band(b.effect)).chain([[base, 1.0]]).collect(), covariates, offered)
    }

    fn of_parts(ceiling: f64, parts: Vec<[f64; 2]>, covariates: Vec<(usize, f64)>, offered: f64) -> Self {
        Self { ceiling, bands: parts.iter().map(|[base, ratio]| base * ratio * offered).collect(), parts, covariates, offered }
    }

    /// The profile of the pull that is part of a channel: acceptance in the place of a hazard, or 1 where only the product is known.
    /// There a band that gives a hazard counts by its ratio to the channel's own (as 1 if that is 0).
    pub fn of_pull(channel: &Channel, elasticity: f64, draw: &[f64]) -> Self {
        let own = Self::new(channel, elasticity, draw);
        let Baseline::Hazard { per_year } = channel.baseline else { return own };
        let base = per_year.value(draw);
        let band = |effect: TenureEffect| match effect {
            TenureEffect::Ratio(ratio) => [1.0, ratio.value(draw)],
            TenureEffect::Hazard(per_year) if base > 0.0 => [1.0, per_year.value(draw) / base],
            TenureEffect::Hazard(_) => [1.0, 1.0],
        };
        Self::of_parts(
            own.ceiling,
            channel.tenure.iter().map(|b| band(b.effect)).chain([[1.0, 1.0]]).collect(),
            own.covariates,
            own.offered,
        )
    }

    /// How many bands of tenure there are, the open one after the last not counted.
    pub fn bands(&self) -> usize {
        self.bands.len() - 1
    }

    /// The level in a band for a covariate factor of 1.
    #[inline]
    pub fn in_band(&self, band: usize) -> f64 {
        self.bands[band]
    }

    /// The baseline and the hazard ratio of a band, of which its level is the product, with what is offered.
    pub fn parts_of_band(&self, band: usize) -> [f64; 2] {
        self.parts[band]
    }

    /// The hazard ratio of what is offered beside pay at the start.
    pub fn offered(&self) -> f64 {
        self.offered
    }

    /// The log hazard ratio of each covariate for one person; a missing value counts as 0.
    pub fn covariate_terms(&self, values: &[Option<f64>]) -> impl Iterator<Item = (usize, f64)> {
        self.covariates.iter().map(|&(index, log)| (index, log * values[index].unwrap_or(0.0)))
    }

    /// `product of ratio^covariate` for one person.
    pub fn covariate_factor(&self, values: &[Option<f64>]) -> f64 {
        if self.covariates.is_empty() {
            return 1.0;
        }
        covariate_factor(self.covariate_terms(values).map(|(_, log)| log).sum())
    }
}

/// The hazard ratio of an offer of a multiple of own pay.
pub fn offered(multiple: f64, elasticity: f64) -> f64 {
    if multiple == 1.0 || elasticity == 0.0 { 1.0 } else { math::exp(elasticity * math::ln(multiple)) }
}

/// The hazard ratio of all covariates by the sum of their logs. Kept within what a number holds beside other factors: a column far from 0,
/// as a calendar year, has a large ratio and a hazard that is as small.
pub fn covariate_factor(sum: f64) -> f64 {
    math::exp(sum.clamp(-690.0, 690.0))
}

/// When a band of tenure ends, for every day of hire.
///
/// Anniversaries go by the calendar and many people share a day of hire, so the ends are looked up rather than computed anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Anniversary {
    clock: Clock,
    until: Duration,
    /// Ends [years] for hires 0, 1, 2... days before the start, as far as they lie after the start.
    ends: Vec<f64>,
}

impl Anniversary {
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

#[cfg(test)]
mod tests {
    use super::{covariate_factor, math};

    /// A calendar year as a column, as a history of 1990 to 2009 estimates it: a hazard of 7.3e-300 and a ratio of 1.409 a year.
    #[test]
    fn a_column_far_from_0_keeps_its_factor() {
        let [hazard, ratio] = [7.293e-300f64, 1.409].map(math::ln);
        for year in [1990.0, 2009.0] {
            let (found, exact) = (7.293e-300 * covariate_factor(year * ratio), math::exp(hazard + year * ratio));
            assert!((found / exact - 1.0).abs() < 1e-11, "{year}: {found} {exact}");
        }
        assert!((12.0 * covariate_factor(1e9)).is_finite() && covariate_factor(-1e9) > 0.0);
    }
}
