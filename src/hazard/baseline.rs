//! The personal level of the hazard: baseline, covariates and tenure.
//!
//! `level_ic = (hazard_per_year or acceptance) * pay_multiple^elasticity * product of ratio^covariate * tenure ratio`, where a band of tenure may give a hazard in
//! place of the channel's own. Frailty multiplies it from outside.

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Baseline, Channel, TenureEffect};

use super::covariates::covariate_factor;
use super::pay::pay_ratio;
use super::tenure;

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

impl ChannelLevel {
    /// The level of a channel, where hazards answer to pay with an elasticity (0: not at all).
    pub fn new(channel: &Channel, elasticity: f64, draw: &[f64]) -> Self {
        let (base, acceptance_limit) = match channel.baseline {
            Baseline::Offers { acceptance, .. } => (acceptance.value(draw), 1.0),
            Baseline::Hazard { per_year } => (per_year.value(draw), f64::INFINITY),
        };
        let band = |effect: TenureEffect| tenure::parts_of_band(effect, base, draw);
        let log = |&(index, ratio): &(usize, Quantity)| (index, math::ln(ratio.value(draw)));
        let covariates = channel.covariates.iter().map(log).collect();
        let pay_ratio = pay_ratio(channel.pay_multiple.value(draw), elasticity);
        Self::of_parts(
            acceptance_limit,
            channel.tenure.iter().map(|b| band(b.effect)).chain([[base, 1.0]]).collect(),
            covariates,
            pay_ratio,
        )
    }

    fn of_parts(acceptance_limit: f64, parts: Vec<[f64; 2]>, covariates: Vec<(usize, f64)>, pay_ratio: f64) -> Self {
        Self { acceptance_limit, bands: parts.iter().map(|[base, ratio]| base * ratio * pay_ratio).collect(), parts, covariates, pay_ratio }
    }

    /// The level of the pull that is part of a channel: acceptance in the place of a hazard, or 1 where only the product is known.
    /// There a band that gives a hazard counts by its ratio to the channel's own (as 1 if that is 0).
    pub fn of_pull(channel: &Channel, elasticity: f64, draw: &[f64]) -> Self {
        let own = Self::new(channel, elasticity, draw);
        let Baseline::Hazard { per_year } = channel.baseline else { return own };
        let base = per_year.value(draw);
        let band = |effect: TenureEffect| tenure::parts_of_band_of_pull(effect, base, draw);
        Self::of_parts(
            own.acceptance_limit,
            channel.tenure.iter().map(|b| band(b.effect)).chain([[1.0, 1.0]]).collect(),
            own.covariates,
            own.pay_ratio,
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
