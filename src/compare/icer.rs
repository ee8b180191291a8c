//! What keeping one more person costs: a ratio of means, with Fieller's interval.
//!
//! With `C` and `R` the mean differences of cost and of people kept, `v_C`, `v_R` their variances and `c` their covariance, the 95 %
//! interval holds every price `p` at which `C - p R` is within `z` standard errors of 0 (Fieller 1954; `z` is Student's of the draws):
//!
//! ```text
//! (C - p R)^2 <= z^2 (v_C - 2 p c + p^2 v_R)
//! ```
//!
//! It is bounded where the interval of `R` leaves out 0. Where it does not, every price however high is possible: there is no finite
//! price. (In health economics `C / R` is the incremental cost-effectiveness ratio.)

use crate::estimate::Estimate;

/// What keeping one more person costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CostPerPersonKept {
    /// Nothing that it does costs anything.
    Unpriced,
    /// Whether it keeps anybody cannot be told.
    NotFinite,
    /// It keeps fewer.
    KeepsFewer,
    /// The cost is of too few people to be told.
    Withheld,
    /// So much, in the unit of pay.
    Of {
        /// Cost over people kept.
        value: f64,
        /// The ends of its 95 % interval.
        interval: [f64; 2],
    },
}

impl CostPerPersonKept {
    /// The price of people kept at a cost, from the means, their covariance, and the standard errors in half a 95 % interval.
    pub fn new(cost: Estimate, kept: Estimate, covariance: f64, errors: f64) -> Self {
        let half = if kept.mcse == 0.0 { 0.0 } else { errors * kept.mcse };
        if cost.value == 0.0 && cost.mcse == 0.0 {
            return Self::Unpriced;
        }
        // An unknown error leaves everything possible.
        if half.is_nan() || kept.value.abs() <= half {
            return Self::NotFinite;
        }
        if kept.value < 0.0 {
            return Self::KeepsFewer;
        }
        let z2 = errors * errors;
        let a = kept.value * kept.value - half * half;
        let b = cost.value * kept.value - z2 * covariance;
        let c = cost.value * cost.value - z2 * cost.mcse * cost.mcse;
        // Not negative but for rounding: a price of C / R always satisfies the inequality.
        let root = (b * b - a * c).max(0.0).sqrt();
        Self::Of { value: cost.value / kept.value, interval: [(b - root) / a, (b + root) / a] }
    }

    /// The same price where none can be below `least`.
    #[must_use]
    pub fn at_least(self, least: f64) -> Self {
        match self {
            Self::Of { value, interval: [low, high] } => Self::Of { value, interval: [low.max(least), high] },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::NORMAL_P975;

    fn estimate(value: f64, mcse: f64) -> Estimate {
        Estimate { value, mcse }
    }

    #[test]
    fn the_ends_are_where_the_inequality_is_an_equality() {
        let (cost, kept, covariance) = (estimate(3.0, 0.2), estimate(1.5, 0.3), 0.02);
        let CostPerPersonKept::Of { value, interval } = CostPerPersonKept::new(cost, kept, covariance, NORMAL_P975) else {
            panic!("finite")
        };
        assert_eq!(value, 2.0);
        for p in interval {
            let off = cost.value - p * kept.value;
            let variance = cost.mcse * cost.mcse - 2.0 * p * covariance + p * p * kept.mcse * kept.mcse;
            assert!((off * off - NORMAL_P975 * NORMAL_P975 * variance).abs() < 1e-12);
        }
        assert!(interval[0] < 2.0 && interval[1] > 2.0);
    }

    #[test]
    fn a_known_number_of_people_gives_the_interval_of_the_cost() {
        let CostPerPersonKept::Of { interval, .. } = CostPerPersonKept::new(estimate(3.0, 0.2), estimate(1.5, 0.0), 0.0, NORMAL_P975)
        else {
            panic!("finite")
        };
        let half = NORMAL_P975 * 0.2 / 1.5;
        assert!((interval[0] - (2.0 - half)).abs() < 1e-14 && (interval[1] - (2.0 + half)).abs() < 1e-14);
    }

    #[test]
    fn no_price_is_finite_where_nobody_may_be_kept() {
        assert_eq!(CostPerPersonKept::new(estimate(3.0, 0.2), estimate(0.5, 0.3), 0.0, NORMAL_P975), CostPerPersonKept::NotFinite);
        assert_eq!(CostPerPersonKept::new(estimate(3.0, 0.2), estimate(0.5, f64::NAN), 0.0, NORMAL_P975), CostPerPersonKept::NotFinite);
        assert_eq!(CostPerPersonKept::new(estimate(3.0, 0.2), estimate(0.0, 0.0), 0.0, NORMAL_P975), CostPerPersonKept::NotFinite);
        assert_eq!(CostPerPersonKept::new(estimate(3.0, 0.2), estimate(-1.5, 0.3), 0.0, NORMAL_P975), CostPerPersonKept::KeepsFewer);
        assert_eq!(CostPerPersonKept::new(estimate(0.0, 0.0), estimate(1.5, 0.3), 0.0, NORMAL_P975), CostPerPersonKept::Unpriced);
    }
}
