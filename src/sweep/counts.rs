//! What is counted at the points of a sweep: whole numbers, which add up to the same in any order.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::estimate::tally::Tally;
use crate::statistics::cluster_sums::{ClusterSums, covariance, products};
use crate::statistics::clusters::Clusters;

/// The counts of the points that are done, that of the scenario as it is first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Point by point.
    pub points: Vec<PointCounts>,
}

/// The counts of one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointCounts {
    /// By arm.
    pub arms: Vec<ArmCounts>,
}

/// The counts of one arm at one point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmCounts {
    /// What a run counts, at the start and at the horizon.
    pub tally: Tally,
    /// Less the same arm in the scenario as it is.
    pub change: Differences,
    /// Less no policy at the same point.
    pub effect: Differences,
}

/// Sums of differences at the horizon, trial by trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// Of retained, in people or millionths of the rosters.
    pub retained: ClusterSums,
    /// Of cost.
    pub cost: ClusterSums,
    /// Products of both: of draws, and within them.
    #[serde(with = "texts")]
    products: [i128; 2],
}

/// What a trial came to at the horizon: retained, and cost in units.
pub type Outcome = [i64; 2];

impl Differences {
    /// Adds a draw: the difference of each replication.
    pub fn add(&mut self, differences: impl Iterator<Item = Outcome> + Clone) {
        let of = |which: usize| differences.clone().map(move |both| i128::from(both[which]));
        self.retained.add(of(0));
        self.cost.add(of(1));
        let (_, outer, within) = products(differences.map(|both| both.map(i128::from)));
        self.products.iter_mut().zip([outer, within]).for_each(|(sum, product)| *sum = sum.saturating_add(product));
    }

    /// Mean difference of retained, which is counted in so many units.
    pub fn retained(&self, clusters: &Clusters, units: f64) -> Estimate {
        self.retained.mean(clusters, units)
    }

    /// Mean difference of cost, which is counted in units of `unit`.
    pub fn cost(&self, clusters: &Clusters, unit: f64) -> Estimate {
        self.cost.mean(clusters, 1.0 / unit)
    }

    /// The sums of products.
    pub fn products(&self) -> [i128; 2] {
        self.products
    }

    /// Covariance of these means.
    pub fn covariance(&self, clusters: &Clusters, units: f64, unit: f64) -> f64 {
        let scale = clusters.replications as f64 * clusters.replications as f64;
        let [of_draws, within] = self.products;
        let [between, luck] = covariance([&self.retained, &self.cost], of_draws, within, clusters);
        clusters.of_covariance(between, luck) / scale / units * unit
    }
}

impl AddAssign<&Self> for Differences {
    fn add_assign(&mut self, other: &Self) {
        self.retained += &other.retained;
        self.cost += &other.cost;
        self.products.iter_mut().zip(other.products).for_each(|(a, b)| *a = a.saturating_add(b));
    }
}

impl Counts {
    /// Adds the differences of another shard: what a run counts is merged elsewhere.
    pub fn add_differences(&mut self, other: &Self) {
        for (point, of_point) in self.points.iter_mut().zip(&other.points) {
            for (arm, of_arm) in point.arms.iter_mut().zip(&of_point.arms) {
                arm.change += &of_arm.change;
                arm.effect += &of_arm.effect;
            }
        }
    }
}

/// Sums as decimal text: JSON's readers agree on 64 bits at best.
mod texts {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(sums: &[i128; 2], serializer: S) -> Result<S::Ok, S::Error> {
        sums.map(|sum| sum.to_string()).serialize(serializer)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<[i128; 2], D::Error> {
        let [outer, within] = <[String; 2]>::deserialize(deserializer)?;
        let sum = |text: &str| text.parse().map_err(|_| D::Error::custom("not a sum"));
        Ok([sum(&outer)?, sum(&within)?])
    }
}
