//! The hazards that a likelihood is of: channels, what acts on everybody from outside, contagion, frailty; in years, without a file.
//!
//! The formula is that of `hazard`. The terms from outside come as [`Period`]s, in each of which a term is constant.

use crate::parameter::transform::Range;
use crate::parameter::{Parameter, Quantity};
use crate::scenario::{Baseline, Channel, Contagion, Decay, Pull, Spinouts, TenureEffect, Ties};

use super::contagion;
pub use crate::history::Competitor;

/// What every hazard of a study is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hazards {
    /// The numbers that are not known; [`Quantity::Uncertain`] counts in this list.
    pub parameters: Vec<Parameter>,
    /// The kinds of exit that compete.
    pub channels: Vec<Channel>,
    /// What is sure to have acted on everybody.
    pub periods: Vec<Period>,
    /// Shocks that may have happened.
    pub possible: Vec<Possible>,
    /// The random path of heat, where its steps are to be learned.
    pub path: Option<PathSteps>,
    /// What exits do to others. Ties that are listed stand in the study.
    pub contagion: Option<Contagion>,
    /// Standard deviation of the log of the personal hazard ratio.
    pub frailty: Option<Quantity>,
    /// Time from a decision to leave to the exit \[years\]. Others are moved by the decision, and under notice nothing acts.
    pub notice: f64,
    /// The competitors listed behind the channels.
    pub competitors: Vec<Competitor>,
    /// What follows from an exit through a channel of the kind `found`.
    pub spinouts: Option<Spinouts>,
}

/// A stretch of time in which a factor of the hazard is constant: `number^(weight * 2^(-age / half_life))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Acts after this time \[years\]; minus infinity for always.
    pub from: f64,
    /// Acts until this time \[years\], included.
    pub until: f64,
    /// The number.
    pub number: Quantity,
    /// Its power.
    pub weight: f64,
    /// How far it has faded: half-life \[years\] and age \[years\].
    pub fading: Option<(Quantity, f64)>,
    /// What it multiplies.
    pub on: Side,
}

/// What a factor multiplies where there is a limit of acceptance: `offers * min(1, acceptance)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The offers, outside the limit: heat.
    Offers,
    /// The acceptance, inside the limit: shocks.
    Acceptance,
}

/// A shock that may have happened, on one of several days.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// Probability that it happened.
    pub probability: Quantity,
    /// What acts if it did, for each of the days, each as likely as the others.
    pub days: Vec<Vec<Period>>,
}

/// The months of heat's random path. The log of heat in each is a coordinate of the likelihood, after those of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct PathSteps {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Beginnings of the months, and the end of the last \[years\]; before and after them heat is 1.
    pub edges: Vec<f64>,
}

impl Period {
    /// A hazard ratio, or a multiplier of offers, that holds between two times.
    pub fn step(channels: Vec<usize>, number: Quantity, from: f64, until: f64) -> Self {
        Self { channels, from, until, number, weight: 1.0, fading: None, on: Side::Offers }
    }
}

impl Hazards {
    /// All numbers, each with its range.
    pub fn numbers(&self) -> Vec<(Quantity, Range)> {
        let mut numbers: Vec<_> = self.frailty.iter().map(|&sd| (sd, Range::Positive)).collect();
        for channel in &self.channels {
            match channel.baseline {
                Baseline::Offers { per_year, acceptance } => numbers.extend([(per_year, Range::Positive), (acceptance, Range::Unit)]),
                Baseline::Hazard { per_year } => numbers.push((per_year, Range::Positive)),
            }
            numbers.extend(channel.tenure.iter().map(|band| match band.effect {
                TenureEffect::Ratio(number) | TenureEffect::Hazard(number) => (number, Range::Positive),
            }));
            numbers.extend(channel.covariates.iter().map(|covariate| (covariate.1, Range::Positive)));
        }
        let possible = self.possible.iter().flat_map(|shock| shock.days.iter().flatten());
        for period in self.periods.iter().chain(possible) {
            numbers.push((period.number, Range::Positive));
            numbers.extend(period.fading.map(|fading| (fading.0, Range::Positive)));
        }
        numbers.extend(self.possible.iter().map(|shock| (shock.probability, Range::Unit)));
        if let Some(contagion) = &self.contagion {
            let across = match contagion.ties {
                Ties::Teams { across } => Some(across),
                Ties::Edges(_) => None,
            };
            for number in contagion::quantities(contagion).into_iter().flatten() {
                let range = match number {
                    number if Some(number) == across => Range::Unit,
                    number if Some(number) == contagion.cap => Range::FromOne,
                    _ => Range::Positive,
                };
                numbers.push((number, range));
            }
        }
        for competitor in &self.competitors {
            numbers.push((competitor.weight, Range::Positive));
            numbers.push((self.channels[competitor.channel].unnamed_weight, Range::Positive));
            numbers.extend(competitor.pull.iter().flat_map(numbers_of_pull));
        }
        if let Some(spinouts) = &self.spinouts {
            numbers.push((spinouts.cofound, Range::Unit));
            numbers.extend(spinouts.open.then(|| numbers_of_pull(&spinouts.pull)).into_iter().flatten());
        }
        numbers
    }

    /// The parameters among them, as indices, in their order.
    pub fn learned(&self) -> Vec<usize> {
        let numbers = self.numbers();
        let is_learned = |&parameter: &usize| numbers.iter().any(|&(number, _)| number == Quantity::Uncertain(parameter));
        (0..self.parameters.len()).filter(is_learned).collect()
    }

    /// Whether a parameter multiplies hazards: all do but the spread of frailty and the half-lives.
    pub fn is_factor(&self, parameter: usize) -> bool {
        let half_life = |decay: Decay| match decay {
            Decay::HalfLife(half_life) => Some(half_life),
            _ => None,
        };
        let possible = self.possible.iter().flat_map(|shock| shock.days.iter().flatten());
        let fading = self.periods.iter().chain(possible).filter_map(|period| period.fading.map(|fading| fading.0));
        let contagion = self.contagion.iter().filter_map(|contagion| half_life(contagion.decay));
        let pulls = self.competitors.iter().filter_map(|competitor| competitor.pull.and_then(|pull| half_life(pull.decay)));
        let spinouts = self.spinouts.iter().filter_map(|spinouts| half_life(spinouts.pull.decay));
        let mut others = self.frailty.iter().copied().chain(fading).chain(contagion).chain(pulls).chain(spinouts);
        !others.any(|number| number == Quantity::Uncertain(parameter))
    }

    /// Whether a parameter is the part of offers that are accepted.
    pub fn is_acceptance(&self, parameter: usize) -> bool {
        let accepted = |channel: &Channel| match channel.baseline {
            Baseline::Offers { acceptance, .. } => acceptance == Quantity::Uncertain(parameter),
            Baseline::Hazard { .. } => false,
        };
        self.channels.iter().any(accepted)
    }

    /// Whether a parameter is the part of team-mates that found too.
    pub fn is_share_of_founders(&self, parameter: usize) -> bool {
        self.spinouts.is_some_and(|spinouts| spinouts.cofound == Quantity::Uncertain(parameter))
    }

    /// The range of a parameter that they contain.
    pub fn range(&self, parameter: usize) -> Range {
        let of_parameter = |&(number, _): &(Quantity, Range)| number == Quantity::Uncertain(parameter);
        self.numbers().into_iter().find(of_parameter).map_or(Range::Positive, |(_, range)| range)
    }
}

/// The numbers of a pull, each with its range.
fn numbers_of_pull(pull: &Pull) -> Vec<(Quantity, Range)> {
    let mut numbers = vec![(pull.per_year, Range::Positive), (pull.across, Range::Unit)];
    if let Decay::HalfLife(half_life) = pull.decay {
        numbers.push((half_life, Range::Positive));
    }
    numbers
}
