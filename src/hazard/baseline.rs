//! The personal level of the hazard: baseline, covariates and tenure.
//!
//! `level_ic = (hazard_per_year or acceptance) * pay_multiple^elasticity * product of ratio^covariate * tenure ratio`, where a band of tenure may give a hazard in
//! place of the channel's own. Frailty multiplies it from outside.

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Baseline, Channel, TenureEffect};

use super::covariates::covariate_factor;
use super::pay::pay_ratio;

/// A channel's part of the level under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelLevel {
    /// 1 where offers are accepted or not, infinite where only the product is known.
    pub acceptance_limit: f64,
    /// Acceptance or hazard a year in each band of tenure; the last entry holds after the last band.
    bands: Vec<f64>,
    /// The same as a baseline and the band's hazard ratio, of which it is the product.
    parts: Vec<[f64; 2]>,
    /// ln of the hazard ratio a unit of a covariate: index of the covariate and value.
    covariates: Vec<(usize, f64)>,
    /// The hazard ratio of what is offered beside pay at the start: `pay_multiple^elasticity`.
    pay_ratio: f64,
}

/// A product of numbers, each to a power of 1 or -1.
pub type Powers = Vec<(Quantity, f64)>;

/// The baseline and the hazard ratio in a band of tenure of a channel, of which the level there is the product; after the last band the
/// ratio is 1. A band gives a ratio, or a hazard in the place of the channel's own.
///
/// A pull that is part of a channel of which only the product is known has a rate of its own in the place of the baseline. There a band that
/// gives a hazard counts by its ratio to the channel's own (as 1 if that is 0).
pub fn parts_of_band(channel: &Channel, band: usize, is_pull: bool) -> [Powers; 2] {
    let (Baseline::Offers { acceptance: base, .. } | Baseline::Hazard { per_year: base }) = channel.baseline;
    let has_own_rate = is_pull && matches!(channel.baseline, Baseline::Hazard { .. });
    let effect = channel.tenure.get(band).map(|band| band.effect);
    let baseline = match effect {
        _ if has_own_rate => Vec::new(),
        Some(TenureEffect::Hazard(per_year)) => vec![(per_year, 1.0)],
        Some(TenureEffect::Ratio(_)) | None => vec![(base, 1.0)],
    };
    let ratio = match effect {
        Some(TenureEffect::Ratio(ratio)) => vec![(ratio, 1.0)],
        Some(TenureEffect::Hazard(per_year)) if has_own_rate && base != Quantity::Known(0.0) => vec![(per_year, 1.0), (base, -1.0)],
        Some(TenureEffect::Hazard(_)) | None => Vec::new(),
    };
    [baseline, ratio]
}

/// The value of a product under a draw of the parameters; 1 for a ratio to 0.
fn value(powers: &Powers, draw: &[f64]) -> f64 {
    let times = |product: f64, &(number, power): &(Quantity, f64)| {
        if power > 0.0 { product * number.value(draw) } else { product / number.value(draw) }
    };
    let product = powers.iter().fold(1.0, times);
    if product.is_finite() { product } else { 1.0 }
}

impl ChannelLevel {
    /// The level of a channel, or of the pull that is part of it, where hazards answer to pay with an elasticity (0: not at all).
    pub fn new(channel: &Channel, is_pull: bool, elasticity: f64, draw: &[f64]) -> Self {
        let acceptance_limit = if matches!(channel.baseline, Baseline::Offers { .. }) { 1.0 } else { f64::INFINITY };
        let parts: Vec<[f64; 2]> =
            (0..=channel.tenure.len()).map(|band| parts_of_band(channel, band, is_pull).map(|powers| value(&powers, draw))).collect();
        let covariates = channel.covariates.iter().map(|&(index, ratio)| (index, math::ln(ratio.value(draw)))).collect();
        let pay_ratio = pay_ratio(channel.pay_multiple.value(draw), elasticity);
        Self { acceptance_limit, bands: parts.iter().map(|[base, ratio]| base * ratio * pay_ratio).collect(), parts, covariates, pay_ratio }
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

    /// The baseline and the hazard ratio of a band, of which its level is the product, with what is offered beside pay.
    pub fn parts_of_band(&self, band: usize) -> [f64; 2] {
        self.parts[band]
    }

    /// The hazard ratio of what is offered beside pay at the start.
    pub fn pay_ratio(&self) -> f64 {
        self.pay_ratio
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
