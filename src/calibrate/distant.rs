//! Covariates that are far from 0 for what is believed of their ratios.
//!
//! A channel's hazard is that of somebody whose covariates are 0, and a ratio acts as often as its covariate counts. Of a calendar year the
//! hazard is that of the year 0, and a prior that allows a ratio of 1.01 allows a hazard 440 million times as large in 2000. Maximum
//! likelihood centres its covariates; priors are about the numbers of the file, and a posterior under such ones is that of no belief.

use crate::math;
use crate::parameter::Quantity;

use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::SurvivalData;
use crate::parameter::density::quantile;

/// A mean of more standard deviations is far from 0, if a ratio at the 95 % quantile of its prior multiplies hazards by more than e^3 there.
const DEVIATIONS: f64 = 5.0;
const MOST: f64 = 3.0;

/// A covariate far from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distant {
    /// The ratio's parameter, as an index into those of the hazards.
    pub ratio: usize,
    /// Its least value in the history.
    pub least: f64,
    /// Its largest value.
    pub most: f64,
    /// A round number near its mean.
    pub centre: f64,
}

/// The covariates of a study that are far from 0.
pub fn distant(study: &SurvivalData, hazards: &Hazards) -> Vec<Distant> {
    let uncertain = hazards.channels.iter().flat_map(|channel| &channel.covariates).filter_map(|&(index, ratio)| match ratio {
        Quantity::Uncertain(parameter) => Some((index, parameter)),
        Quantity::Known(_) => None,
    });
    uncertain.filter_map(|(index, ratio)| of(study, hazards, index, ratio)).collect()
}

fn of(study: &SurvivalData, hazards: &Hazards, index: usize, ratio: usize) -> Option<Distant> {
    let values: Vec<f64> = study.spells.iter().map(|spell| spell.covariates[index]).filter(|x| x.is_finite()).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = math::sqrt(values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count);
    let prior = &hazards.parameters[ratio].distribution;
    let [low, high] = [0.05, 0.95].map(|probability| math::ln(quantile(prior, probability).max(f64::MIN_POSITIVE)));
    let moves = (0.5 * (high - low) * mean).abs();
    let is_far = mean.abs() > DEVIATIONS * sd && moves > MOST;
    // To a round unit below the standard deviation, or the mean itself where all are alike.
    let unit = if sd > 0.0 { math::exp(math::LN_10 * (math::ln(sd) / math::LN_10).floor()) } else { 0.0 };
    let centre = if unit > 0.0 { (mean / unit).round() * unit } else { mean };
    let least = values.iter().copied().fold(f64::INFINITY, math::least);
    let most = -values.iter().map(|x| -x).fold(f64::INFINITY, math::least);
    is_far.then_some(Distant { ratio, least, most, centre })
}
