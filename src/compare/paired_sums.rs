//! Sums over draws, from which all that is said of arms and of their differences follows. Whole numbers, so that the order in which
//! threads add them up changes nothing.

use std::ops::AddAssign;

use super::paired_outcomes::{Measure, PairedOutcomes, SHARE_UNITS, gone};
use crate::estimate::Estimate;
use crate::estimate::column::PowerSums;
use crate::estimate::costs::coarse;
use crate::statistics::cluster_sums::{ClusterSums, covariance, products};
use crate::statistics::clusters::Clusters;

/// Sums of an arm alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArmSums {
    /// Retained at twice the horizon.
    pub later: PowerSums,
    /// What each item costs.
    pub items: Vec<ClusterSums>,
    /// What they cost together.
    pub cost: ClusterSums,
    /// The same for each trial, in units of [`crate::estimate::costs::COARSE`].
    pub spread: PowerSums,
    /// Months a person is there up to the horizon.
    pub months: ClusterSums,
    /// Trials in which a policy that waits has begun, and in which a budget's money was spent.
    pub turns: [ClusterSums; 2],
}

impl ArmSums {
    /// Adds a draw.
    pub fn add(&mut self, outcomes: &PairedOutcomes) {
        self.later.add(outcomes.retained.iter().map(|curve| curve.last().map_or(0, |&later| i64::from(later))));
        let items = outcomes.costs.first().map_or(0, Vec::len);
        self.items.resize(items, ClusterSums::default());
        for (item, moments) in self.items.iter_mut().enumerate() {
            moments.add(outcomes.costs.iter().map(|costs| i128::from(costs[item])));
        }
        self.cost.add(costs(outcomes));
        self.spread.add(outcomes.costs.iter().map(|costs| coarse(costs.iter().sum())));
        let replications = outcomes.months.len();
        let turned = |count: u32| (0..replications).map(move |k| i128::from(k < count as usize));
        self.turns.iter_mut().zip([outcomes.begun, outcomes.spent]).for_each(|(turn, count)| turn.add(turned(count)));
        self.months.add(outcomes.months.iter().copied().map(i128::from));
    }
}

impl AddAssign<&Self> for ArmSums {
    fn add_assign(&mut self, other: &Self) {
        self.later += &other.later;
        self.items.resize(self.items.len().max(other.items.len()), ClusterSums::default());
        self.items.iter_mut().zip(&other.items).for_each(|(a, b)| *a += b);
        self.cost += &other.cost;
        self.spread += &other.spread;
        self.months += &other.months;
        self.turns.iter_mut().zip(&other.turns).for_each(|(a, b)| *a += b);
    }
}

/// What each replication of a draw costs, over all items [units of money].
fn costs(outcomes: &PairedOutcomes) -> impl Iterator<Item = i128> + '_ {
    outcomes.costs.iter().map(|items| items.iter().copied().map(i128::from).sum())
}

/// Sums of the difference of an arm and the reference in the same trials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairSums {
    measure: Measure,
    /// Sizes of the opening rosters, the arm's first.
    rosters: [u32; 2],
    /// The places of those whom a what-if lets leave in the arm, and not in the reference.
    removed: Vec<usize>,
    /// Of the others, how many more are there at the horizon.
    pub others: ClusterSums,
    /// How many left as the what-if sets it.
    pub as_set: ClusterSums,
    /// The difference of retained on each date, and at twice the horizon last.
    pub retained: Vec<PowerSums>,
    /// Of months a person.
    pub months: ClusterSums,
    /// Of cost.
    pub cost: ClusterSums,
    /// Of retained at the horizon.
    kept: ClusterSums,
    /// Products of the differences of retained at the horizon and of cost: of draws, and within them.
    products: [i128; 2],
    /// Exits of the reference that are prevented, that are postponed, and those that are induced.
    pub exit_shifts: [ClusterSums; 3],
}

impl PairSums {
    /// Sums of nothing, over so many dates. `removed` has the places of those whom a what-if lets leave in the arm alone.
    pub fn new(measure: Measure, removed: Vec<usize>, rosters: [u32; 2], dates: usize) -> Self {
        Self {
            measure,
            rosters,
            removed,
            others: ClusterSums::default(),
            as_set: ClusterSums::default(),
            retained: vec![PowerSums::default(); dates + 1],
            months: ClusterSums::default(),
            cost: ClusterSums::default(),
            kept: ClusterSums::default(),
            products: [0; 2],
            exit_shifts: [ClusterSums::default(); 3],
        }
    }

    /// Adds a draw; gives the sums over its replications of the differences of retained at the horizon and of cost, and the former's
    /// moments.
    pub fn add(&mut self, arm: &PairedOutcomes, reference: &PairedOutcomes) -> ([i128; 2], ClusterSums) {
        let (measure, rosters) = (self.measure, self.rosters);
        let differences = |date: usize| {
            let pairs = arm.retained.iter().zip(&reference.retained);
            pairs.map(move |(arm, reference)| difference(measure, [arm[date], reference[date]], rosters))
        };
        let dates = self.retained.len();
        for (date, powers) in self.retained.iter_mut().enumerate() {
            powers.add(differences(date));
        }
        let kept = || differences(dates - 2).map(i128::from);
        let spent = || costs(arm).zip(costs(reference)).map(|(arm, reference)| arm - reference);
        let (sums, outer, within) = products(kept().zip(spent()).map(|(kept, spent)| [kept, spent]));
        let of_kept = ClusterSums::of(kept());
        self.months.add(arm.months.iter().zip(&reference.months).map(|(arm, reference)| i128::from(arm - reference)));
        self.kept += &of_kept;
        self.cost.add(spent());
        self.products.iter_mut().zip([outer, within]).for_each(|(sum, product)| *sum = sum.saturating_add(product));
        let counted = |(with, without): (&Vec<u8>, &Vec<u8>)| {
            let mut exit_shifts = [0; 3];
            with.iter().zip(without).filter_map(|(&with, &without)| fate(with, without)).for_each(|fate| exit_shifts[fate as usize] += 1);
            exit_shifts
        };
        let exit_shifts: Vec<[i128; 3]> = arm.gone.iter().zip(&reference.gone).map(counted).collect();
        self.exit_shifts.iter_mut().enumerate().for_each(|(fate, moments)| moments.add(exit_shifts.iter().map(|counts| counts[fate])));
        if !self.removed.is_empty() {
            self.others += &ClusterSums::of(self.others(arm, reference).into_iter());
            self.as_set.add(arm.as_set.iter().copied().map(i128::from));
        }
        (sums, of_kept)
    }

    /// Of a draw, by replication: how many more of those are there at the horizon whom no what-if lets leave.
    pub fn others(&self, arm: &PairedOutcomes, reference: &PairedOutcomes) -> Vec<i128> {
        let is_gone = |gone: &[u8], place: usize| i128::from(gone[place] & gone::AT_HORIZON);
        let of_trial = |(with, without): (&Vec<u8>, &Vec<u8>)| {
            let more = |place: usize| is_gone(without, place) - is_gone(with, place);
            (0..with.len()).filter(|place| !self.removed.contains(place)).map(more).sum()
        };
        arm.gone.iter().zip(&reference.gone).map(of_trial).collect()
    }

    /// How many a what-if lets leave in the arm, and not in the reference.
    pub fn removed(&self) -> usize {
        self.removed.len()
    }

    /// Of a draw, by replication: the differences of retained at the horizon and of cost.
    pub fn horizon(&self, arm: &PairedOutcomes, reference: &PairedOutcomes) -> [Vec<i128>; 2] {
        let date = self.retained.len() - 2;
        let retained = arm.retained.iter().zip(&reference.retained);
        let kept = retained.map(|(arm, reference)| difference(self.measure, [arm[date], reference[date]], self.rosters)).map(i128::from);
        [kept.collect(), costs(arm).zip(costs(reference)).map(|(arm, reference)| arm - reference).collect()]
    }

    /// In how many units a person or a share is counted.
    pub fn units(&self) -> f64 {
        match self.measure {
            Measure::People => 1.0,
            Measure::Share => SHARE_UNITS as f64,
        }
    }

    /// In what retained is compared.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// Mean difference of retained at the horizon over the draws so far.
    pub fn kept(&self, clusters: &Clusters) -> Estimate {
        self.kept.mean(clusters, self.units())
    }

    /// Covariance of the mean differences of retained at the horizon and of cost, of money counted in units of `unit`.
    pub fn covariance(&self, clusters: &Clusters, unit: f64) -> f64 {
        let scale = clusters.replications as f64 * clusters.replications as f64;
        let [of_draws, within] = self.products;
        let [between, luck] = covariance([&self.kept, &self.cost], of_draws, within, clusters);
        clusters.of_covariance(between, luck) / scale / self.units() * unit
    }
}

impl AddAssign<&Self> for PairSums {
    fn add_assign(&mut self, other: &Self) {
        self.retained.iter_mut().zip(&other.retained).for_each(|(a, b)| *a += b);
        self.months += &other.months;
        self.cost += &other.cost;
        self.kept += &other.kept;
        self.products.iter_mut().zip(other.products).for_each(|(a, b)| *a = a.saturating_add(b));
        self.exit_shifts.iter_mut().zip(&other.exit_shifts).for_each(|(a, b)| *a += b);
        self.others += &other.others;
        self.as_set += &other.as_set;
    }
}

/// What becomes of somebody's stay by the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Fate {
    /// Gone at the horizon in the reference; there with the arm, and at twice the horizon too.
    Prevented,
    /// Gone at the horizon in the reference; there with the arm, gone at twice the horizon.
    Postponed,
    /// There at the horizon in the reference; gone with the arm.
    Induced,
}

/// The fate of somebody by where they are gone with the arm and without. At the horizon those kept more are the prevented and the
/// postponed less the induced.
fn fate(with: u8, without: u8) -> Option<Fate> {
    match (without & gone::AT_HORIZON != 0, with & gone::AT_HORIZON != 0) {
        (true, false) if with & gone::LATER == 0 => Some(Fate::Prevented),
        (true, false) => Some(Fate::Postponed),
        (false, true) => Some(Fate::Induced),
        _ => None,
    }
}

/// The difference of the numbers retained of two rosters, in people or units of a share.
fn difference(measure: Measure, [arm, reference]: [u32; 2], [of_arm, of_reference]: [u32; 2]) -> i64 {
    match measure {
        Measure::People => i64::from(arm) - i64::from(reference),
        Measure::Share => share(arm, of_arm) - share(reference, of_reference),
    }
}

/// A share in [`SHARE_UNITS`], rounded to the nearest.
fn share(count: u32, of: u32) -> i64 {
    let of = i64::from(of.max(1));
    (2 * SHARE_UNITS * i64::from(count) + of) / (2 * of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_the_nearest_millionth() {
        assert_eq!([share(1, 3), share(2, 3), share(3, 3), share(0, 0)], [333_333, 666_667, 1_000_000, 0]);
    }
}
