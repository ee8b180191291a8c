//! The scale on which a number is spread, and the variance of its prior there: the logarithm of positive numbers, the log-odds of
//! probabilities.
//!
//! A history that shifts a hazard from 0.2 to 0.5 and knows it as well as the prior did to a factor has learned nothing of its spread; in
//! natural units the posterior would look six times as uncertain, and a hazard of nobody's leaving well known however little was seen.

use crate::math;
use crate::parameter::{Distribution, Parameter};

/// A scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Logarithms: of numbers from 0 on.
    Log,
    /// Log-odds: of shares.
    LogOdds,
    /// The number itself: where it may be of either sign.
    Natural,
}

impl Scale {
    /// The scale of a parameter.
    pub fn of(parameter: &Parameter) -> Self {
        match parameter.distribution {
            Distribution::LogNormal { .. } | Distribution::Gamma { .. } | Distribution::Exponential { .. } => Self::Log,
            Distribution::Beta { .. } => Self::LogOdds,
            Distribution::Uniform { .. } | Distribution::Values(_) if parameter.is_share => Self::LogOdds,
            Distribution::Uniform { low, .. } if low >= 0.0 => Self::Log,
            Distribution::Values(ref values) if values.iter().all(|&value| value >= 0.0) => Self::Log,
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

/// The variance of a parameter's prior on its scale. With `psi'` the trigamma function it is `psi'(a)` for the logarithm of a gamma of shape
/// `a`, and `psi'(a) + psi'(b)` for the log-odds of a beta; of a uniform number it is integrated.
pub fn variance(parameter: &Parameter) -> f64 {
    let scale = Scale::of(parameter);
    match parameter.distribution {
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
        Distribution::Uniform { low, high } => of_uniform(scale, low, high),
        Distribution::Values(ref values) => {
            crate::parameter::density::variance(&Distribution::Values(values.iter().map(|&x| scale.at(x)).collect()))
        }
        Distribution::Normal { sd, .. } => sd * sd,
    }
}

/// The variance of a number that is uniform on `[low, high)`, on a scale. Of its logarithm `y` the density is `exp(y)`, of its log-odds that of
/// the logistic distribution, `exp(-y) / (1 + exp(-y))^2`, both over `high - low`: integrated by Simpson's rule over what is not below
/// `exp(-40)` of it.
fn of_uniform(scale: Scale, low: f64, high: f64) -> f64 {
    const STEPS: u32 = 4_000;
    const FARTHEST: f64 = 40.0;
    let density = |y: f64| match scale {
        Scale::Log => math::exp(y),
        Scale::LogOdds => math::exp(-y.abs()) / ((1.0 + math::exp(-y.abs())) * (1.0 + math::exp(-y.abs()))),
        Scale::Natural => 1.0,
    };
    let (first, last) = match scale {
        Scale::Log => (scale.at(low).max(scale.at(high) - FARTHEST), scale.at(high)),
        Scale::LogOdds => (scale.at(low).max(-FARTHEST), scale.at(high).min(FARTHEST)),
        Scale::Natural => (low, high),
    };
    let step = (last - first) / f64::from(STEPS);
    let moments = (0..=STEPS).fold([0.0; 3], |[mass, mean, square], k| {
        let y = first + step * f64::from(k);
        let weight = density(y) * if k == 0 || k == STEPS { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
        // From one end, so that a narrow interval loses no digits.
        let z = y - last;
        [mass + weight, mean + weight * z, square + weight * z * z]
    });
    let [mass, mean, square] = moments;
    square / mass - (mean / mass) * (mean / mass)
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
    use crate::calibrate::tests::parameter;
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
        for prior in [
            Distribution::LogNormal { median: 0.2, p95: 0.5 },
            Distribution::Gamma { mean: 0.3, sd: 0.2 },
            Distribution::Exponential { mean: 0.4 },
            Distribution::Beta { mean: 0.3, sd: 0.1 },
            Distribution::Normal { mean: -1.0, sd: 0.5 },
            Distribution::Uniform { low: 1.0, high: 3.0 },
            Distribution::Uniform { low: 0.0, high: 2.0 },
            Distribution::Uniform { low: -1.0, high: 2.0 },
            Distribution::Values(vec![0.1, 0.4, 0.9]),
        ] {
            of_many_draws(&parameter("channels.lab.hazard_per_year", prior));
        }
        for prior in [
            Distribution::Uniform { low: 0.0, high: 1.0 },
            Distribution::Uniform { low: 0.3, high: 0.4 },
            Distribution::Values(vec![0.1, 0.4, 0.9]),
        ] {
            of_many_draws(&Parameter { is_share: true, ..parameter("spinouts.cofound", prior) });
        }
        // The logarithm of a uniform number is an exponential one, its log-odds a logistic one.
        let uniform = |is_share| Parameter { is_share, ..parameter("p", Distribution::Uniform { low: 0.0, high: 1.0 }) };
        let pi = std::f64::consts::PI;
        assert!((variance(&uniform(false)) - 1.0).abs() < 1e-9 && (variance(&uniform(true)) - pi * pi / 3.0).abs() < 1e-9);
    }

    fn of_many_draws(parameter: &Parameter) {
        const DRAWS: u32 = 200_000;
        let scale = Scale::of(parameter);
        let draw = |n: u32| scale.at(parameter.distribution.sample(&mut Stream::new(5, Purpose::Parameter, 7, u64::from(n), 0)));
        let draws: Vec<f64> = (0..DRAWS).map(draw).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(DRAWS);
        let squares = || draws.iter().map(|x| (x - mean) * (x - mean));
        let found = squares().sum::<f64>() / f64::from(DRAWS);
        let spread = squares().map(|x| (x - found) * (x - found)).sum::<f64>() / f64::from(DRAWS);
        let error = math::sqrt(spread / f64::from(DRAWS));
        assert!((found - variance(parameter)).abs() < 5.0 * error, "{parameter:?}: {found} {}", variance(parameter));
    }
}
