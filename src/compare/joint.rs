//! People kept and cost of all arms together: what can be told of the difference of any two of them, or of a mixture.

use std::ops::AddAssign;

use crate::estimate::Estimate;
use crate::statistics::cluster_sums::{ClusterSums, covariance, products};
use crate::statistics::clusters::Clusters;

/// Sums of several numbers, and of the products of any two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joint {
    moments: Vec<ClusterSums>,
    /// Of each number with itself and those before it: products of draws, and within them.
    products: Vec<[i128; 2]>,
}

impl Joint {
    /// Sums of nothing, of so many numbers.
    pub fn new(numbers: usize) -> Self {
        Self { moments: vec![ClusterSums::default(); numbers], products: vec![[0; 2]; numbers * (numbers + 1) / 2] }
    }

    /// Adds a draw: of each number the values of all replications.
    pub fn add(&mut self, values: &[Vec<i128>]) {
        self.moments.iter_mut().zip(values).for_each(|(moments, values)| moments.add(values.iter().copied()));
        let pairs = values.iter().enumerate().flat_map(|(i, one)| values[..=i].iter().map(move |other| (one, other)));
        for (sums, (one, other)) in self.products.iter_mut().zip(pairs) {
            let (_, outer, within) = products(one.iter().zip(other).map(|(&one, &other)| [one, other]));
            sums.iter_mut().zip([outer, within]).for_each(|(sum, product)| *sum = sum.saturating_add(product));
        }
    }

    /// The means a trial of numbers that are counted in so many units each.
    pub fn means(&self, clusters: &Clusters, units: &[f64]) -> Means {
        let scale = |i: usize| clusters.replications as f64 * units[i];
        let mut products = self.products.iter();
        let mut row = |i: usize| -> Vec<f64> {
            let of = |(j, &[outer, within]): (usize, &[i128; 2])| {
                let [between, luck] = covariance([&self.moments[i], &self.moments[j]], outer, within, clusters);
                clusters.of_covariance(between, luck) / scale(i) / scale(j)
            };
            products.by_ref().take(i + 1).enumerate().map(of).collect()
        };
        Means {
            values: self.moments.iter().zip(units).map(|(moments, &units)| moments.mean(clusters, units).value).collect(),
            covariance: (0..self.moments.len()).map(&mut row).collect(),
            errors: clusters.errors(0.025),
        }
    }
}

impl AddAssign<&Self> for Joint {
    fn add_assign(&mut self, other: &Self) {
        self.moments.iter_mut().zip(&other.moments).for_each(|(a, b)| *a += b);
        for (sums, more) in self.products.iter_mut().zip(&other.products) {
            sums.iter_mut().zip(more).for_each(|(sum, product)| *sum = sum.saturating_add(*product));
        }
    }
}

/// Means with the covariance of their errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// The means.
    pub values: Vec<f64>,
    /// By mean, its covariance with those up to itself.
    pub covariance: Vec<Vec<f64>>,
    /// Standard errors in half a 95 % interval.
    pub errors: f64,
}

/// What can be told of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is less than 0.
    Negative,
    /// It is 0 in every trial.
    Zero,
    /// It is more than 0.
    Positive,
    /// Its 95 % interval holds 0.
    Nothing,
}

impl Means {
    /// The sum of some means, each times a factor.
    pub fn sum(&self, parts: &[(usize, f64)]) -> Estimate {
        let value = parts.iter().map(|&(i, factor)| factor * self.values[i]).sum();
        let each = |&(i, one): &(usize, f64)| parts.iter().map(move |&(j, other)| one * other * self.covariance[i.max(j)][i.min(j)]);
        let variance: f64 = parts.iter().flat_map(each).sum();
        // Rounding alone may make it negative; one that is not known stays so.
        Estimate { value, mcse: if variance < 0.0 { 0.0 } else { variance.sqrt() } }
    }

    /// What can be told of such a sum.
    pub fn told(&self, parts: &[(usize, f64)]) -> Told {
        let Estimate { value, mcse } = self.sum(parts);
        match (value, mcse) {
            (0.0, 0.0) => Told::Zero,
            _ if value > 0.0 && (mcse == 0.0 || value > self.errors * mcse) => Told::Positive,
            _ if value < 0.0 && (mcse == 0.0 || -value > self.errors * mcse) => Told::Negative,
            _ => Told::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_the_error_of_its_draws() {
        // Differences of three draws of two replications: sums 1, 3, 8; sample variance of the means of two 3.25 as of the numbers themselves.
        let mut joint = Joint::new(2);
        for (one, other) in [([4, 1], [2, 2]), ([5, 7], [3, 6]), ([9, 0], [0, 1])] {
            joint.add(&[one.to_vec(), other.to_vec()]);
        }
        let means = joint.means(&Clusters::new(3, 2, None), &[1.0, 1.0]);
        let found = means.sum(&[(0, 1.0), (1, -1.0)]);
        assert!((found.value - 2.0).abs() < 1e-15 && (found.mcse - (3.25f64 / 3.0).sqrt()).abs() < 1e-14, "{found:?}");
        assert_eq!(means.told(&[(0, 1.0), (1, -1.0)]), Told::Nothing);
        assert_eq!(means.told(&[(0, 1.0), (0, -1.0)]), Told::Zero);
    }
}
