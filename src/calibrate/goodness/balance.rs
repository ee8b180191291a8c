//! At a maximum, as many exits are expected through a channel as happened, wherever one free number multiplies all of its hazard: the score of
//! that number is `observed - expected`. Computed from the compensators of [`super`], which the search does not use, this is an
//! independent check that a maximum is one.

use crate::parameter::Quantity;
use crate::scenario::{Baseline, TenureEffect};

use super::GoodnessOfFit;
use crate::calibrate::history_summary::HistorySummary;
use crate::calibrate::likelihood::hazards::Hazards;

/// Exits expected may differ from those observed by this part of them and 1.
const TOLERANCE: f64 = 1e-4;

/// A channel through which another number of exits is expected than happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Imbalance {
    /// The channel's name.
    pub channel: String,
    /// Exits that happened.
    pub observed: f64,
    /// Exits expected.
    pub expected: f64,
}

/// The channels in which a maximum is none. `held` are the parameters that were held.
pub fn imbalances(hazards: &Hazards, held: &[usize], summary: &HistorySummary, goodness: &GoodnessOfFit) -> Vec<Imbalance> {
    let is_mixed = summary.coarse_exits + summary.unknown + summary.coarse_hires > 0 || !hazards.possible.is_empty();
    let is_frail = hazards.frailty.is_some_and(|sd| sd != Quantity::Known(0.0));
    if is_mixed || is_frail || hazards.notice > 0.0 || hazards.spinouts.is_some() || !hazards.competitors.is_empty() {
        return Vec::new();
    }
    let is_free = |number: Quantity| matches!(number, Quantity::Uncertain(parameter) if !held.contains(&parameter));
    let is_whole = |channel: &crate::scenario::Channel| {
        let bands = channel.tenure.iter().all(|band| match band.effect {
            TenureEffect::Hazard(hazard) => is_free(hazard),
            TenureEffect::Ratio(_) => true,
        });
        bands && matches!(channel.baseline, Baseline::Hazard { per_year } if is_free(per_year))
    };
    let whole = hazards.channels.iter().zip(&goodness.residuals.whole.by_channel).filter(|(channel, _)| is_whole(channel));
    let found =
        whole.map(|(channel, exits)| Imbalance { channel: channel.name.clone(), observed: exits.observed, expected: exits.expected.value });
    found.filter(|found| (found.observed - found.expected).abs() > TOLERANCE * (1.0 + found.observed)).collect()
}
