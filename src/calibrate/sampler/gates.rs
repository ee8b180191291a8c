//! The gates of a calibration: what the chains must show before their draws are believed.
//!
//! Thresholds as recommended by Vehtari et al. 2021 (R-hat, effective sample sizes) and Betancourt 2016 (E-BFMI).

use std::fmt;

use super::Chain;
use crate::statistics::convergence;

/// The largest R-hat.
pub const RHAT: f64 = 1.01;
/// The fewest effective draws, in the bulk and in the tails.
pub const ESS: f64 = 400.0;
/// The smallest E-BFMI of a chain.
pub const E_BFMI: f64 = 0.3;

/// A gate that was missed, with its figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// Chains disagree about a parameter.
    Rhat {
        /// The parameter's path.
        parameter: String,
        /// Its R-hat; not a number where the draws do not vary or are too few.
        value: f64,
    },
    /// Too few effective draws of a parameter's bulk.
    EssBulk {
        /// The parameter's path.
        parameter: String,
        /// Effective draws.
        value: f64,
    },
    /// Too few effective draws of a parameter's tails.
    EssTail {
        /// The parameter's path.
        parameter: String,
        /// Effective draws.
        value: f64,
    },
    /// Trajectories left the surface of constant energy.
    Divergences {
        /// How many.
        count: usize,
        /// Of how many draws.
        draws: usize,
    },
    /// A chain's energy moves too little.
    Energy {
        /// The chain, from 0.
        chain: usize,
        /// Its E-BFMI.
        value: f64,
    },
}

/// Every gate that the chains miss: of each parameter, named in the order of the draws' rows, then of the chains.
pub fn missed(parameters: &[String], sampled: &[Chain]) -> Vec<Miss> {
    let mut misses = Vec::new();
    for (place, parameter) in parameters.iter().enumerate() {
        let draws: Vec<Vec<f64>> = sampled.iter().map(|chain| chain.draws.iter().map(|draw| draw.row[place]).collect()).collect();
        misses.extend(of_unknown(parameter, convergence::rhat(&draws), convergence::ess_bulk(&draws), convergence::ess_tail(&draws)));
    }
    misses.extend(of_chains(sampled));
    misses
}

/// The gates that one unknown misses: by its R-hat and its effective draws in the bulk and in the tails.
pub fn of_unknown(name: &str, rhat: f64, bulk: f64, tail: f64) -> Vec<Miss> {
    let mut misses = Vec::new();
    let named = || name.to_owned();
    // What is not a number passes no gate.
    if rhat.is_nan() || rhat > RHAT {
        misses.push(Miss::Rhat { parameter: named(), value: rhat });
    }
    if bulk.is_nan() || bulk < ESS {
        misses.push(Miss::EssBulk { parameter: named(), value: bulk });
    }
    if tail.is_nan() || tail < ESS {
        misses.push(Miss::EssTail { parameter: named(), value: tail });
    }
    misses
}

/// The gates that the chains miss as they are, whatever they say.
pub fn of_chains(sampled: &[Chain]) -> Vec<Miss> {
    let mut misses = Vec::new();
    let count = sampled.iter().map(Chain::divergences).sum();
    if count > 0 {
        misses.push(Miss::Divergences { count, draws: sampled.iter().map(|chain| chain.draws.len()).sum() });
    }
    for (chain, sampled) in sampled.iter().enumerate() {
        let value = convergence::e_bfmi(&sampled.energies());
        if value.is_nan() || value < E_BFMI {
            misses.push(Miss::Energy { chain, value });
        }
    }
    misses
}

impl Miss {
    /// How far it is from passing, against other misses of its kind: what is not a number is the worst.
    pub fn severity(&self) -> f64 {
        let severity = match *self {
            Self::Rhat { value, .. } => value,
            Self::EssBulk { value, .. } | Self::EssTail { value, .. } | Self::Energy { value, .. } => -value,
            Self::Divergences { count, .. } => count as f64,
        };
        if severity.is_nan() { f64::INFINITY } else { severity }
    }
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rhat { parameter, value } => {
                write!(f, "R-hat of {parameter} is {value:.3}, above {RHAT}: the chains do not agree")
            }
            Self::EssBulk { parameter, value } => {
                write!(f, "the bulk of {parameter} has {value:.0} effective draws, fewer than {ESS}")
            }
            Self::EssTail { parameter, value } => {
                write!(f, "the tails of {parameter} have {value:.0} effective draws, fewer than {ESS}")
            }
            Self::Divergences { count, draws } => {
                write!(f, "{count} of {draws} draws diverged: part of the posterior may be missed")
            }
            Self::Energy { chain, value } => {
                write!(f, "E-BFMI of chain {chain} is {value:.2}, below {E_BFMI}: the tails may be missed")
            }
        }
    }
}
