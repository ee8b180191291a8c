//! Covariates in the hazard: `product of ratio^covariate`, by the sum of the logs.

use crate::math;

/// The hazard ratio of all covariates by the sum of their logs. Kept within what a number holds beside other factors: a column far from 0,
/// as a calendar year, has a large ratio and a hazard that is as small.
pub fn covariate_factor(sum: f64) -> f64 {
    math::exp(sum.clamp(-690.0, 690.0))
}

#[cfg(test)]
mod tests {
    use super::{covariate_factor, math};

    /// A calendar year as a column, as a history of 1990 to 2009 estimates it: a hazard of 7.3e-300 and a ratio of 1.409 a year.
    #[test]
    fn a_column_far_from_0_keeps_its_factor() {
        let [hazard, ratio] = [7.293e-300f64, 1.409].map(math::ln);
        for year in [1990.0, 2009.0] {
            let (found, exact) = (7.293e-300 * covariate_factor(year * ratio), math::exp(hazard + year * ratio));
            assert!((found / exact - 1.0).abs() < 1e-11, "{year}: {found} {exact}");
        }
        assert!((12.0 * covariate_factor(1e9)).is_finite() && covariate_factor(-1e9) > 0.0);
    }
}
