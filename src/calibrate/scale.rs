//! The scale on which a prior's family is spread, and its variance there: the logarithm of positive numbers, the log-odds of probabilities.
//!
//! A history that shifts a hazard from 0.2 to 0.5 and knows it as well as the prior did to a factor has learned nothing of its spread; in
//! natural units the posterior would look six times as uncertain, and a hazard of nobody's leaving well known however little was seen.

use crate::math;
use crate::parameter::Distribution;

/// A scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Logarithms: log-normal, gamma and exponential priors.
    Log,
    /// Log-odds: beta priors.
    LogOdds,
    /// The number itself: all others.
    Natural,
}

impl Scale {
    /// The scale of a prior.
    pub fn of(prior: &Distribution) -> Self {
        match prior {
            Distribution::LogNormal { .. } | Distribution::Gamma { .. } | Distribution::Exponential { .. } => Self::Log,
            Distribution::Beta { .. } => Self::LogOdds,
            Distribution::Normal { .. } | Distribution::Uniform { .. } | Distribution::Values(_) => Self::Natural,
        }
    }

    /// A number on the scale.
    pub fn at(self, number: f64) -> f64 {
        let log = |x: f64| math::ln(x.max(f64::MIN_POSITIVE));
        match self {
            Self::Log => log(number),
            Self::LogOdds => log(number) - log(1.0 - number),
            Self::Natural => number,
        }
    }
}

/// The variance of a prior on its scale. With `psi'` the trigamma function it is `psi'(a)` for the logarithm of a gamma of shape `a`, and
/// `psi'(a) + psi'(b)` for the log-odds of a beta.
pub fn variance(prior: &Distribution) -> f64 {
    match *prior {
        Distribution::LogNormal { median, p95 } => {
            let sd = math::ln(p95 / median) / math::NORMAL_P95;
            sd * sd
        }
        Distribution::Gamma { mean, sd } => trigamma((mean / sd) * (mean / sd)),
        Distribution::Exponential { .. } => trigamma(1.0),
        Distribution::Beta { mean, sd } => {
            let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
            trigamma(mean * size) + trigamma((1.0 - mean) * size)
        }
        Distribution::Normal { .. } | Distribution::Uniform { .. } | Distribution::Values(_) => super::prior::variance(prior),
    }
}

/// The second derivative of ln gamma: by `psi'(x) = psi'(x + 1) + 1 / x^2` up to 20, and the asymptotic series from there, whose next term
/// is below rounding.
fn trigamma(x: f64) -> f64 {
    let mut sum = 0.0;
    let mut x = x;
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 6.0 - square * (1.0 / 30.0 - square * (1.0 / 42.0 - square * (1.0 / 30.0 - square * (5.0 / 66.0))));
    sum + (1.0 + 0.5 / x + square * series) / x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    #[test]
    fn trigamma_has_its_known_values() {
        let pi = std::f64::consts::PI;
        for (x, expected) in [(1.0, pi * pi / 6.0), (0.5, pi * pi / 2.0), (3.0, pi * pi / 6.0 - 1.25)] {
            assert!((trigamma(x) - expected).abs() < 1e-14 * expected, "{x}: {} {expected}", trigamma(x));
        }
    }

    #[test]
    fn variances_are_those_of_many_draws_on_the_scale() {
        const DRAWS: u32 = 200_000;
        for prior in [
            Distribution::LogNormal { median: 0.2, p95: 0.5 },
            Distribution::Gamma { mean: 0.3, sd: 0.2 },
            Distribution::Exponential { mean: 0.4 },
            Distribution::Beta { mean: 0.3, sd: 0.1 },
            Distribution::Normal { mean: -1.0, sd: 0.5 },
            Distribution::Uniform { low: 1.0, high: 3.0 },
        ] {
            let scale = Scale::of(&prior);
            let draw = |n: u32| scale.at(prior.sample(&mut Stream::new(5, Purpose::Parameter, 7, u64::from(n), 0)));
            let draws: Vec<f64> = (0..DRAWS).map(draw).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(DRAWS);
            let squares = || draws.iter().map(|x| (x - mean) * (x - mean));
            let found = squares().sum::<f64>() / f64::from(DRAWS);
            let spread = squares().map(|x| (x - found) * (x - found)).sum::<f64>() / f64::from(DRAWS);
            let error = math::sqrt(spread / f64::from(DRAWS));
            assert!((found - variance(&prior)).abs() < 5.0 * error, "{prior:?}: {found} {}", variance(&prior));
        }
    }
}
