//! Numbers that are not known: parameters, their distributions, and the numbers of a scenario that may be either.

pub mod density;
mod quantile;
pub mod transform;

use std::fmt;

use crate::math;
use crate::random::Stream;

/// A number of a scenario: known, or drawn anew for each parameter draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// The number itself.
    Known(f64),
    /// An index into the scenario's parameters, and so into a draw of them.
    Uncertain(usize),
}

impl Quantity {
    /// The number, given a draw of the scenario's parameters.
    pub fn value(self, draw: &[f64]) -> f64 {
        match self {
            Self::Known(value) => value,
            Self::Uncertain(index) => draw[index],
        }
    }
}

/// A number that a scenario gives as a distribution: what calibration conditions and a simulation draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Where it stands in the scenario, which names it everywhere: `channels.lab.hazard_per_year`.
    pub path: String,
    /// What is believed of it.
    pub distribution: Distribution,
    /// Whether it is a probability or another share, from 0 to 1.
    pub is_share: bool,
    /// Where that comes from.
    pub source: Option<String>,
}

/// A distribution as scenario files give it.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Log-normal by its median and 95th percentile, both positive, `p95 > median`.
    LogNormal {
        /// Median.
        median: f64,
        /// 95th percentile.
        p95: f64,
    },
    /// Gamma by its mean and standard deviation, both positive: for a number that must be positive.
    Gamma {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Beta by its mean in (0, 1) and standard deviation, `sd^2 < mean (1 - mean)`: for a probability.
    Beta {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Normal by its mean and standard deviation: for a number of either sign.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, positive.
        sd: f64,
    },
    /// Exponential by its mean: for a time.
    Exponential {
        /// Mean, positive.
        mean: f64,
    },
    /// Uniform on `[low, high)`, `low < high`.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Each of the values equally likely; at least one.
    Values(Vec<f64>),
}

impl fmt::Display for Distribution {
    /// In words, with the numbers that the scenario gives it by.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LogNormal { median, p95 } => write!(out, "median {median}, 95 % below {p95}"),
            Self::Gamma { mean, sd } | Self::Beta { mean, sd } | Self::Normal { mean, sd } => {
                write!(out, "mean {mean}, standard deviation {sd}")
            }
            Self::Exponential { mean } => write!(out, "exponential, mean {mean}"),
            Self::Uniform { low, high } => write!(out, "anything from {low} to {high}"),
            Self::Values(values) => {
                let values: Vec<String> = values.iter().map(f64::to_string).collect();
                write!(out, "one of {}", values.join(", "))
            }
        }
    }
}

impl Distribution {
    /// A value in the middle: the median, the mean or the half of the range, whichever the distribution is given by.
    pub fn centre(&self) -> f64 {
        match *self {
            Self::LogNormal { median, .. } => median,
            Self::Gamma { mean, .. } | Self::Beta { mean, .. } | Self::Normal { mean, .. } | Self::Exponential { mean } => mean,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Values(ref values) => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// The least number that no value exceeds, but for rounding; below the end of a range, which no value reaches.
    pub fn most(&self) -> f64 {
        match *self {
            Self::LogNormal { .. } | Self::Gamma { .. } | Self::Normal { .. } | Self::Exponential { .. } => f64::INFINITY,
            Self::Beta { .. } => 1.0_f64.next_down(),
            Self::Uniform { high, .. } => high.next_down(),
            Self::Values(ref values) => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// One value; positive where the distribution is (a wide gamma is rounded up from 0). A number of words that depends on the
    /// distribution alone is taken from `random`, or as many as rejection needs.
    ///
    /// # Panics
    /// Where the numbers are outside what the variants state, which the reader of scenarios refuses.
    pub fn sample(&self, random: &mut Stream) -> f64 {
        match *self {
            Self::LogNormal { median, p95 } => {
                let sd = math::ln(p95 / median) / math::NORMAL_P95;
                median * math::exp(sd * random.normal())
            }
            Self::Gamma { mean, sd } => {
                let shape = (mean / sd) * (mean / sd);
                random.gamma(shape, mean / shape).max(f64::MIN_POSITIVE)
            }
            Self::Beta { mean, sd } => {
                let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
                random.beta(mean * size, (1.0 - mean) * size)
            }
            Self::Normal { mean, sd } => mean + sd * random.normal(),
            Self::Exponential { mean } => -mean * math::ln(random.uniform()),
            Self::Uniform { low, high } => low + (high - low) * random.uniform(),
            Self::Values(ref values) => values[(random.uniform() * values.len() as f64) as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    fn draws(distribution: &Distribution) -> Vec<f64> {
        (0..100_000).map(|draw| distribution.sample(&mut Stream::new(5, Purpose::Parameter, 1, draw, 0))).collect()
    }

    /// Mean and standard deviation within five standard errors, the fourth moment taken from the draws.
    fn has_moments(distribution: &Distribution, mean: f64, sd: f64) {
        let draws = draws(distribution);
        let n = draws.len() as f64;
        let m = draws.iter().sum::<f64>() / n;
        let v = draws.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / n;
        let v_error = (draws.iter().map(|x| ((x - m) * (x - m) - v) * ((x - m) * (x - m) - v)).sum::<f64>() / n / n).sqrt();
        assert!((m - mean).abs() < 5.0 * sd / n.sqrt(), "{distribution:?}: mean {m}");
        assert!((v - sd * sd).abs() < 5.0 * v_error, "{distribution:?}: sd {}", v.sqrt());
    }

    #[test]
    fn distributions_have_the_moments_that_they_are_named_by() {
        has_moments(&Distribution::Gamma { mean: 0.2, sd: 0.05 }, 0.2, 0.05);
        has_moments(&Distribution::Gamma { mean: 0.2, sd: 0.5 }, 0.2, 0.5);
        has_moments(&Distribution::Beta { mean: 0.3, sd: 0.1 }, 0.3, 0.1);
        has_moments(&Distribution::Normal { mean: -1.0, sd: 2.0 }, -1.0, 2.0);
        has_moments(&Distribution::Exponential { mean: 0.4 }, 0.4, 0.4);
        has_moments(&Distribution::Uniform { low: 1.0, high: 3.0 }, 2.0, (1.0f64 / 3.0).sqrt());
        has_moments(&Distribution::Values(vec![1.0, 2.0, 6.0]), 3.0, (14.0f64 / 3.0).sqrt());
    }

    #[test]
    fn a_log_normal_has_its_median_and_its_95th_percentile() {
        let draws = draws(&Distribution::LogNormal { median: 1.09, p95: 1.5 });
        let share_below = |x: f64| draws.iter().filter(|&&d| d < x).count() as f64 / draws.len() as f64;
        // Five standard errors of a share p: 5 sqrt(p (1 - p) / n).
        assert!((share_below(1.09) - 0.5).abs() < 5.0 * (0.25 / 1e5f64).sqrt());
        assert!((share_below(1.5) - 0.95).abs() < 5.0 * (0.0475 / 1e5f64).sqrt());
    }
}
