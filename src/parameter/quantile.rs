//! Quantiles of the distributions that scenarios give.

use super::Distribution;
use crate::math;
use crate::statistics::incomplete;

/// Steps towards a quantile, at most: halvings alone would be as many as a number has bits, for each power of two.
const MOST_STEPS: u32 = 200;

/// A step so small, as a share of where it ends, that it is the last.
const LAST_STEP: f64 = 1e-14;

impl Distribution {
    /// The number below which a value lies with a probability inside (0, 1). Of a list, the first value, in order of size, up to which so
    /// much lies; positive where the distribution is.
    ///
    /// Closed forms, but for gamma and beta: there by Newton's steps on the distribution function, halved where they leave the bracket.
    pub fn quantile(&self, probability: f64) -> f64 {
        match *self {
            Self::LogNormal { median, p95 } => {
                let sd = math::ln(p95 / median) / math::NORMAL_P95;
                median * math::exp(sd * normal(probability))
            }
            Self::Gamma { mean, sd } => {
                let shape = (mean / sd) * (mean / sd);
                let below = |x: f64| incomplete::gamma(shape, x);
                let log_density = |x: f64| (shape - 1.0) * math::ln(x) - x - libm::lgamma(shape);
                let mut most = shape.max(1.0);
                while below(most) < probability {
                    most *= 2.0;
                }
                (inverse(probability, [0.0, most], below, log_density) * (mean / shape)).max(f64::MIN_POSITIVE)
            }
            Self::Beta { mean, sd } => {
                let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
                let (a, b) = (mean * size, (1.0 - mean) * size);
                let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
                let below = |x: f64| incomplete::beta(a, b, x, 1.0 - x);
                let log_density = |x: f64| (a - 1.0) * math::ln(x) + (b - 1.0) * math::ln_1p(-x) - ln_beta;
                inverse(probability, [0.0, 1.0], below, log_density)
            }
            Self::Normal { mean, sd } => mean + sd * normal(probability),
            Self::Exponential { mean } => -mean * math::ln_1p(-probability),
            Self::Uniform { low, high } => low + (high - low) * probability,
            Self::Values(ref values) => {
                let mut values = values.clone();
                values.sort_unstable_by(f64::total_cmp);
                let place = (probability * values.len() as f64).ceil() as usize;
                values[place.clamp(1, values.len()) - 1]
            }
        }
    }
}

/// The quantile of the standard normal distribution.
fn normal(probability: f64) -> f64 {
    if probability > 0.5 { math::normal_upper_quantile(1.0 - probability) } else { -math::normal_upper_quantile(probability) }
}

/// Where a distribution function within a bracket reaches a probability; its logarithmic density gives the steps.
fn inverse(probability: f64, [mut low, mut high]: [f64; 2], below: impl Fn(f64) -> f64, log_density: impl Fn(f64) -> f64) -> f64 {
    let mut x = f64::midpoint(low, high);
    for _ in 0..MOST_STEPS {
        let over = below(x) - probability;
        if over > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let step = x - over * math::exp(-log_density(x));
        // Near 0 a density may have no bound: the bracket is then halved in proportion.
        let middle = if low > 0.0 {
            low.sqrt() * high.sqrt()
        } else if high > 1e-300 {
            1e-3 * high
        } else {
            0.5 * high
        };
        let next = if low < step && step < high { step } else { middle };
        if (next - x).abs() <= LAST_STEP * next.abs() || high - low <= LAST_STEP * high {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    const PROBABILITIES: [f64; 5] = [0.01, 0.05, 0.5, 0.95, 0.99];

    #[test]
    fn as_many_draws_are_below_a_quantile_as_it_says() {
        let all = [
            Distribution::LogNormal { median: 0.1, p95: 0.6 },
            Distribution::Gamma { mean: 0.2, sd: 0.05 },
            Distribution::Gamma { mean: 0.2, sd: 0.5 },
            Distribution::Beta { mean: 0.35, sd: 0.15 },
            Distribution::Beta { mean: 0.02, sd: 0.015 },
            Distribution::Normal { mean: -1.0, sd: 2.0 },
            Distribution::Exponential { mean: 0.4 },
            Distribution::Uniform { low: 1.0, high: 3.0 },
        ];
        for distribution in all {
            let draws: Vec<f64> =
                (0..50_000).map(|draw| distribution.sample(&mut Stream::new(6, Purpose::Parameter, 2, draw, 0))).collect();
            for p in PROBABILITIES {
                let quantile = distribution.quantile(p);
                let share = draws.iter().filter(|&&draw| draw < quantile).count() as f64 / draws.len() as f64;
                let error = (p * (1.0 - p) / draws.len() as f64).sqrt();
                assert!((share - p).abs() < 5.0 * error, "{distribution}, {p}: {share}");
            }
        }
    }

    #[test]
    fn gamma_and_beta_are_inverted_to_their_last_digits() {
        for (mean, sd) in [(0.2, 0.05), (0.2, 0.5), (3.0, 0.1), (1e-4, 1e-3)] {
            let shape: f64 = (mean / sd) * (mean / sd);
            for p in [1e-6, 0.01, 0.3, 0.5, 0.95, 0.999_999] {
                let x = Distribution::Gamma { mean, sd }.quantile(p);
                if x > 1e-290 {
                    assert!((incomplete::gamma(shape, x * shape / mean) - p).abs() < 1e-11 * p.max(0.01), "{mean} {sd} {p}: {x}");
                }
            }
        }
        for (mean, sd) in [(0.35, 0.15), (0.02, 0.015), (0.5, 0.49), (0.97, 0.05)] {
            let size: f64 = mean * (1.0 - mean) / (sd * sd) - 1.0;
            for p in [1e-6, 0.01, 0.3, 0.5, 0.95, 0.999] {
                let x = Distribution::Beta { mean, sd }.quantile(p);
                let found = incomplete::beta(mean * size, (1.0 - mean) * size, x, 1.0 - x);
                assert!(x == 0.0 || 1.0 - x < 1e-9 || (found - p).abs() < 1e-10, "{mean} {sd} {p}: {x} {found}");
            }
        }
    }

    #[test]
    fn a_list_has_the_values_that_it_lists() {
        let list = Distribution::Values(vec![3.0, 1.0, 2.0, 10.0]);
        assert_eq!([0.01, 0.25, 0.26, 0.75, 0.95].map(|p| list.quantile(p)), [1.0, 1.0, 2.0, 3.0, 10.0]);
    }
}
