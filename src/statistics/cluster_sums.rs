//! Sums of a number over draws, and its mean with the Monte Carlo error that follows from them.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Estimate;
use super::clusters::Clusters;

/// Of a number that each trial gives, with `S` its sum over the `r` replications of a draw: the sum of `S` and of `S^2` over draws, and of
/// `W = r * (sum of squares) - S^2`, which is `r (r - 1)` times the variance within.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[String; 3]", into = "[String; 3]")]
pub struct ClusterSums {
    sum: i128,
    squares: i128,
    within: i128,
}

impl ClusterSums {
    /// Adds a draw: the value of each replication.
    pub fn add(&mut self, values: impl Iterator<Item = i128>) {
        *self += &Self::of(values);
    }

    /// Adds so many draws of a single replication, all of one value.
    pub fn add_singles(&mut self, value: i128, draws: u64) {
        self.sum += value * i128::from(draws);
        self.squares = self.squares.saturating_add(value.saturating_mul(value).saturating_mul(i128::from(draws)));
    }

    /// Of one draw: the value of each replication.
    pub fn of(values: impl Iterator<Item = i128>) -> Self {
        let ([sum, _], squares, within) = products(values.map(|value| [value; 2]));
        Self { sum, squares, within }
    }

    /// The mean a trial, and its standard error clustered by draw, of a number counted in so many units.
    pub fn mean(&self, clusters: &Clusters, units: f64) -> Estimate {
        let scale = clusters.replications as f64 * units;
        let value = self.sum as f64 / clusters.draws as f64 / scale;
        let [between, luck] = covariance([self, self], self.squares, self.within, clusters);
        // Where luck happens to be more than all, nothing of a variance is left to multiply.
        let mcse = clusters.of_covariance(between, luck.min(between)).sqrt() / scale;
        Estimate { value, mcse }
    }
}

/// Of two numbers that each replication of a draw gives: their sums, the product of these, and `r` times the sum of products less that.
pub fn products(values: impl Iterator<Item = [i128; 2]>) -> ([i128; 2], i128, i128) {
    let (mut count, mut sums, mut inner) = (0, [0, 0], 0i128);
    for [one, other] in values {
        count += 1;
        sums = [sums[0] + one, sums[1] + other];
        inner = inner.saturating_add(one.saturating_mul(other));
    }
    let outer = sums[0].saturating_mul(sums[1]);
    (sums, outer, inner.saturating_mul(count).saturating_sub(outer))
}

impl AddAssign<&Self> for ClusterSums {
    fn add_assign(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.within = self.within.saturating_add(other.within);
    }
}

/// Sample covariance over draws of two numbers' sums, and the part of it that is luck, from the sum over draws of the products of the sums
/// and that of the products within; not a number for fewer than two draws.
///
/// Sums are moved exactly to a pivot near each mean, so that nothing cancels in floating point.
pub fn covariance([one, other]: [&ClusterSums; 2], products: i128, within: i128, clusters: &Clusters) -> [f64; 2] {
    let (draws, r) = (clusters.draws, clusters.replications as f64);
    if draws < 2 {
        return [f64::NAN; 2];
    }
    let count = i128::from(draws);
    let pivots = [one.sum / count, other.sum / count];
    let moved = products - pivots[0] * other.sum - pivots[1] * one.sum + count * pivots[0] * pivots[1];
    let sums = [one.sum - count * pivots[0], other.sum - count * pivots[1]];
    let between = (moved as f64 - sums[0] as f64 * (sums[1] as f64 / draws as f64)) / (draws as f64 - 1.0);
    // Of sums of r replications the variance within counts r times: W is r (r - 1) of it.
    let luck = if clusters.replications > 1 { within as f64 / draws as f64 / (r - 1.0) } else { 0.0 };
    [between, luck]
}

// JSON's readers agree on 64 bits at best: the sums go as decimal text.
impl From<ClusterSums> for [String; 3] {
    fn from(moments: ClusterSums) -> Self {
        [moments.sum, moments.squares, moments.within].map(|sum| sum.to_string())
    }
}

impl TryFrom<[String; 3]> for ClusterSums {
    type Error = String;

    fn try_from(texts: [String; 3]) -> Result<Self, String> {
        let [sum, squares, within] = texts.each_ref().map(|text| text.parse().map_err(|_| format!("`{text}` is not a sum")));
        Ok(Self { sum: sum?, squares: squares?, within: within? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::clusters::Rows;

    #[test]
    fn a_mean_has_the_error_of_its_draws() {
        // Draws' sums of two replications: 3, 5, 10; means 1.5, 2.5, 5, with mean 3 and sample variance 3.25.
        let mut moments = ClusterSums::default();
        for values in [[1, 2], [5, 0], [5, 5]] {
            moments.add(values.into_iter());
        }
        let mean = moments.mean(&Clusters::new(3, 2, None), 1.0);
        assert!((mean.value - 3.0).abs() < 1e-15 && (mean.mcse - (3.25f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!(ClusterSums::default().mean(&Clusters::new(1, 2, None), 1.0).mcse.is_nan());
        // Variances within are 1/2, 25/2 and 0: luck is 13/3, half of it in each mean of two.
        let rows = Clusters::new(3, 2, Some(Rows { rows: 3, effective: 2 }));
        let expected = (3.25 + (rows.design() - 1.0) * (3.25 - 13.0 / 6.0)) / 3.0;
        assert!(rows.design() == 2.0 && (moments.mean(&rows, 1.0).mcse - f64::sqrt(expected)).abs() < 1e-15);
    }

    #[test]
    fn large_numbers_do_not_cancel() {
        let mut moments = ClusterSums::default();
        let base = 1i128 << 52;
        for value in [base + 1, base + 2, base + 3] {
            moments.add(std::iter::once(value));
        }
        assert!((moments.mean(&Clusters::new(3, 1, None), 1.0).mcse - (1.0f64 / 3.0).sqrt()).abs() < 1e-15);
    }
}
