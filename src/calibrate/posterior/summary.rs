//! What the chains say of each unknown: its distribution on its natural scale, how well the draws know it, and which gates they miss.

use crate::math;
use crate::parameter::Parameter;
use crate::statistics::Estimate;

use super::coarse_dates::AugmentedPosterior;
use super::scale::{self, Scale};
use crate::calibrate::sampler::gates::{self, Miss};
use crate::calibrate::sampler::{Chain, Draw, Sampling};
use crate::statistics::convergence::{self, Chains};
use crate::threads;

/// What an unknown is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The parameter of this index among those of the hazards.
    Parameter(usize),
    /// The log of heat in this month of its path, from 0.
    Month(usize),
    /// The moment at which the spell of this index ended \[years\].
    Exit(usize),
}

impl Unknown {
    /// What it is called: the path of a parameter, the column of an exit's date.
    pub fn name(self, parameters: &[Parameter], exit_columns: &[String]) -> String {
        match self {
            Self::Parameter(parameter) => parameters[parameter].path.clone(),
            Self::Month(month) => format!("heat in month {} of the history", month + 1),
            Self::Exit(spell) => exit_columns[spell].clone(),
        }
    }
}

/// The distribution of one unknown, each figure with its Monte Carlo standard error.
#[derive(Clone, Debug, PartialEq)]
pub struct Marginal {
    /// What it is.
    pub unknown: Unknown,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: f64,
    /// The 5 %, 50 % and 95 % quantiles.
    pub quantiles: [Estimate; 3],
    /// 1 less the posterior variance over the prior variance, for a parameter, on the scale of the prior's family ([`Scale`]).
    pub contraction: Option<Estimate>,
    /// Rank-normalised split R-hat.
    pub rhat: f64,
    /// Effective draws in the bulk.
    pub ess_bulk: f64,
    /// Effective draws in the tails.
    pub ess_tail: f64,
}

/// A posterior, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorSummary {
    /// The unknowns, in the order of the rows.
    pub marginals: Vec<Marginal>,
    /// The draws kept: parameters on their natural scale, logs of heat by month, dates of exit \[years\].
    pub chains: Vec<Chain>,
    /// E-BFMI of each chain.
    pub e_bfmi: Vec<f64>,
    /// Draws that diverged.
    pub divergences: usize,
    /// Draws a chain that the warm-up took.
    pub warmup: usize,
    /// The gates that were missed.
    pub misses: Vec<Miss>,
}

/// The probabilities of [`Marginal::quantiles`].
pub const PROBABILITIES: [f64; 3] = [0.05, 0.5, 0.95];

impl PosteriorSummary {
    /// What chains of a posterior say. `name` names an unknown.
    pub fn new(density: &AugmentedPosterior, sampled: &[Chain], sampling: &Sampling, name: &(dyn Fn(Unknown) -> String + Sync)) -> Self {
        let posterior = density.posterior();
        let point = posterior.middle().len();
        let natural = |draw: &Draw| {
            let mut row = posterior.natural(&draw.row[..point]);
            row.extend_from_slice(&draw.row[point..]);
            Draw { row, ..draw.clone() }
        };
        let chains: Vec<Chain> =
            sampled.iter().map(|chain| Chain { draws: chain.draws.iter().map(natural).collect(), ..chain.clone() }).collect();
        let parameters = posterior.learned().iter().map(|&parameter| Unknown::Parameter(parameter));
        let months = (0..point - posterior.learned().len()).map(Unknown::Month);
        let unknowns: Vec<Unknown> = parameters.chain(months).chain(density.dated().map(Unknown::Exit)).collect();
        let marginals = threads::map(unknowns.len(), sampling.threads, |place| marginal(density, unknowns[place], &column(&chains, place)));
        let of_unknown =
            |marginal: &Marginal| gates::of_unknown(&name(marginal.unknown), marginal.rhat, marginal.ess_bulk, marginal.ess_tail);
        let mut misses: Vec<Miss> = marginals.iter().flat_map(of_unknown).collect();
        misses.extend(gates::of_chains(&chains));
        Self {
            marginals,
            e_bfmi: chains.iter().map(|chain| convergence::e_bfmi(&chain.energies())).collect(),
            divergences: chains.iter().map(Chain::divergences).sum(),
            chains,
            warmup: sampling.warmup,
            misses,
        }
    }

    /// The place of an unknown in the rows.
    pub fn place(&self, unknown: Unknown) -> Option<usize> {
        self.marginals.iter().position(|marginal| marginal.unknown == unknown)
    }

    /// What is known of a parameter, if it was learned.
    pub fn parameter(&self, parameter: usize) -> Option<&Marginal> {
        self.place(Unknown::Parameter(parameter)).map(|place| &self.marginals[place])
    }
}

fn column(chains: &[Chain], place: usize) -> Vec<Vec<f64>> {
    chains.iter().map(|chain| chain.draws.iter().map(|draw| draw.row[place]).collect()).collect()
}

/// Squares of the distances from the mean.
fn squares(draws: &Chains, mean: f64) -> Vec<Vec<f64>> {
    draws.iter().map(|chain| chain.iter().map(|x| (x - mean) * (x - mean)).collect()).collect()
}

fn marginal(density: &AugmentedPosterior, unknown: Unknown, draws: &Chains) -> Marginal {
    let mean = convergence::mean(draws);
    let contraction = |parameter: usize| {
        let parameter = &density.posterior().likelihood().hazards().parameters[parameter];
        let (scale, variance) = (Scale::of(parameter), scale::variance(parameter));
        let scaled: Vec<Vec<f64>> = draws.iter().map(|chain| chain.iter().map(|&x| scale.at(x)).collect()).collect();
        let squares = squares(&scaled, convergence::mean(&scaled));
        let left = Estimate { value: convergence::mean(&squares) / variance, mcse: convergence::mcse_mean(&squares) / variance };
        Estimate { value: 1.0 - left.value, ..left }
    };
    let quantile = |p: f64| Estimate { value: convergence::quantile(draws, p), mcse: convergence::mcse_quantile(draws, p) };
    Marginal {
        unknown,
        mean: Estimate { value: mean, mcse: convergence::mcse_mean(draws) },
        sd: math::sqrt(convergence::mean(&squares(draws, mean))),
        quantiles: PROBABILITIES.map(quantile),
        contraction: match unknown {
            Unknown::Parameter(parameter) => Some(contraction(parameter)),
            Unknown::Month(_) | Unknown::Exit(_) => None,
        },
        rhat: convergence::rhat(draws),
        ess_bulk: convergence::ess_bulk(draws),
        ess_tail: convergence::ess_tail(draws),
    }
}
