//! Numbers that are not known: parameters, their distributions, and the numbers of a scenario that may be either.

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
