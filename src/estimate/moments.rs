//! Sums of a number over draws, and its mean with the Monte Carlo error that follows from them.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Estimate;

/// Of a number that each draw gives: the sum and the sum of squares of the draws' sums over replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[String; 2]", into = "[String; 2]")]
pub struct Moments {
    sum: i128,
    squares: i128,
}

impl Moments {
    /// Adds a draw.
    pub fn add(&mut self, value: i128) {
        self.sum += value;
        self.squares = self.squares.saturating_add(value.saturating_mul(value));
    }

    /// The mean a trial, and its standard error clustered by draw, of a number counted in so many units.
    pub fn mean(&self, draws: u64, replications: u64, units: f64) -> Estimate {
        let scale = replications as f64 * units;
        let value = self.sum as f64 / draws as f64 / scale;
        let mcse = (covariance(self, self, self.squares, draws) / draws as f64).sqrt() / scale;
        Estimate { value, mcse }
    }
}

impl AddAssign<&Self> for Moments {
    fn add_assign(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }
}

/// Sample covariance over draws of two numbers from their sums and the sum of their products; not a number for fewer than two draws.
///
/// Sums are moved exactly to a pivot near each mean, so that nothing cancels in floating point.
pub fn covariance(one: &Moments, other: &Moments, products: i128, draws: u64) -> f64 {
    if draws < 2 {
        return f64::NAN;
    }
    let count = i128::from(draws);
    let pivots = [one.sum / count, other.sum / count];
    let moved = products - pivots[0] * other.sum - pivots[1] * one.sum + count * pivots[0] * pivots[1];
    let sums = [one.sum - count * pivots[0], other.sum - count * pivots[1]];
    (moved as f64 - sums[0] as f64 * (sums[1] as f64 / draws as f64)) / (draws as f64 - 1.0)
}

// JSON's readers agree on 64 bits at best: the sums go as decimal text.
impl From<Moments> for [String; 2] {
    fn from(moments: Moments) -> Self {
        [moments.sum, moments.squares].map(|sum| sum.to_string())
    }
}

impl TryFrom<[String; 2]> for Moments {
    type Error = String;

    fn try_from(texts: [String; 2]) -> Result<Self, String> {
        let [sum, squares] = texts.each_ref().map(|text| text.parse().map_err(|_| format!("`{text}` is not a sum")));
        Ok(Self { sum: sum?, squares: squares? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_error_of_its_draws() {
        // Draws' sums of two replications: 3, 5, 10; means 1.5, 2.5, 5, with mean 3 and sample variance 3.25.
        let mut moments = Moments::default();
        for value in [3, 5, 10] {
            moments.add(value);
        }
        let mean = moments.mean(3, 2, 1.0);
        assert!((mean.value - 3.0).abs() < 1e-15 && (mean.mcse - (3.25f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!(Moments::default().mean(1, 2, 1.0).mcse.is_nan());
    }

    #[test]
    fn large_numbers_do_not_cancel() {
        let mut moments = Moments::default();
        let base = 1i128 << 52;
        for value in [base + 1, base + 2, base + 3] {
            moments.add(value);
        }
        assert!((moments.mean(3, 1, 1.0).mcse - (1.0f64 / 3.0).sqrt()).abs() < 1e-15);
    }
}
