//! What a policy costs in the trials of a run: whole units of money, so that sums are the same in whatever order.
//!
//! A unit is a power of two: some billionth of what the dearest of the first trials costs. For the mean that is fine enough to be exact;
//! the spread from trial to trial is counted in coarser units, whose fourth powers must add up.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::column::PowerSums;
use super::variance_components::VarianceComponents;
use crate::statistics::Estimate;
use crate::statistics::cluster_sums::ClusterSums;
use crate::statistics::clusters::Clusters;

/// How many units of money make one of those in which the spread of cost is counted.
pub const COARSE: i64 = 1 << 20;

/// The most coarse units that a trial counts for.
const MOST_COARSE: i64 = 1 << 16;

/// The most units that a trial counts for: squares of draws must add up.
const MOST_UNITS: f64 = (1u64 << 50) as f64;

/// Units that the dearest of the first trials costs, as a power of two.
const FINENESS: i32 = 30;

/// A cost in coarse units.
pub fn coarse(units: i64) -> i64 {
    (units / COARSE).clamp(-MOST_COARSE, MOST_COARSE)
}

/// Sums over draws of what trials cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    /// In units.
    sums: ClusterSums,
    /// In coarse units.
    spread: PowerSums,
}

impl Costs {
    /// Adds a draw: the cost of each replication \[units\].
    pub fn add_draw(&mut self, costs: &[i64]) {
        self.sums.add(costs.iter().copied().map(i128::from));
        self.spread.add(costs.iter().copied().map(coarse));
    }

    /// Mean and standard deviation from trial to trial, of costs counted in units of `unit`.
    pub fn estimates(&self, clusters: &Clusters, unit: f64) -> [Estimate; 2] {
        let sd = VarianceComponents::new(&self.spread, clusters).sd();
        let coarse = unit * COARSE as f64;
        [self.sums.mean(clusters, 1.0 / unit), Estimate { value: sd.value * coarse, mcse: sd.mcse * coarse }]
    }
}

impl AddAssign<&Self> for Costs {
    fn add_assign(&mut self, other: &Self) {
        self.sums += &other.sums;
        self.spread += &other.spread;
    }
}

/// A cost in units, rounded to the nearest.
pub fn in_units(cost: f64, unit: f64) -> i64 {
    (cost / unit).clamp(-MOST_UNITS, MOST_UNITS).round() as i64
}

/// The power of two that is the unit of money where trials cost about so much: `2^exponent` is the unit.
pub fn exponent(most: f64) -> i32 {
    let (mut power, mut exponent) = (1.0, 0);
    while power < most && exponent < 900 {
        (power, exponent) = (power * 2.0, exponent + 1);
    }
    while power * 0.5 >= most && most > 0.0 && exponent > -900 {
        (power, exponent) = (power * 0.5, exponent - 1);
    }
    exponent - FINENESS
}

/// `2^exponent`, exactly.
pub fn unit(exponent: i32) -> f64 {
    let factor = if exponent < 0 { 0.5 } else { 2.0 };
    (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_powers_of_two() {
        assert_eq!([exponent(0.0), exponent(1.0), exponent(5.0), exponent(0.3)], [-30, -30, -27, -31]);
        assert_eq!([unit(-2), unit(0), unit(3)], [0.25, 1.0, 8.0]);
        assert_eq!([in_units(2.4, 0.25), in_units(-2.4, 0.25)], [10, -10]);
    }

    #[test]
    fn mean_and_spread_are_in_money() {
        let mut costs = Costs::default();
        let unit = unit(exponent(4.0));
        for cost in [1.0, 2.0, 3.0, 4.0] {
            costs.add_draw(&[in_units(cost, unit)]);
        }
        let [mean, sd] = costs.estimates(&Clusters::new(4, 1, None), unit);
        // The sample variance of 1 to 4 is 5/3.
        assert_eq!(mean.value, 2.5);
        assert!((mean.mcse - (5.0f64 / 12.0).sqrt()).abs() < 1e-12 && (sd.value - (5.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(costs, serde_json::from_str(&serde_json::to_string(&costs).unwrap()).unwrap());
    }
}
