//! What a sweep says: of each point what a run says at the horizon, how it differs from the scenario as it is, and what policies change there.

use std::sync::Arc;

use super::axis::Axis;
use super::counts::{ArmCounts, Counts, Differences};
use super::grid::Grid;
use super::legend::Legend;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::{Difference, Measure, SHARE_UNITS};
use crate::estimate::{Estimate, Estimates, Metric, RunMetadata, costs};
use crate::simulate::model::published::Withheld;
use crate::statistics::clusters::Clusters;

/// What is not known.
const UNKNOWN: Estimate = Estimate { value: f64::NAN, mcse: f64::NAN };

/// All that a sweep says.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The settings.
    pub axes: Vec<Axis>,
    /// The policies in force, by arm; that of the first arm is none.
    pub policies: Vec<String>,
    /// Whether pay stands for money.
    pub has_pay: bool,
    /// What the unit of pay is called, where the scenario says so.
    pub currency: Option<String>,
    /// Trials of each arm at each point.
    pub trials: u64,
    /// Parameter draws behind them.
    pub draws: u64,
    /// Trials that share a draw.
    pub replications: u64,
    /// How much the draws bear, for a number that rests on the scenario as it is and on all points.
    pub clusters: Clusters,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
    /// How many points the grid has: more than are here where somebody broke it off.
    pub asked: usize,
    /// The scenario as it is.
    pub as_it_is: Point,
    /// The points, in the order of the grid: values of the last setting change fastest.
    pub points: Vec<Point>,
}

/// A point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// By setting, which of its values; nothing for the scenario as it is.
    pub place: Vec<usize>,
    /// By policy.
    pub arms: Vec<Arm>,
}

/// One policy, or none, at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// What a run says, at the start and at the horizon.
    pub estimates: Estimates,
    /// How that differs from the scenario as it is, under the same policy; `None` for the scenario as it is.
    pub change: Option<Change>,
    /// How it differs from no policy at the same point; `None` without a policy.
    pub effect: Option<Change>,
}

/// A difference at the horizon, on the same luck.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Whether retained is compared in people, or in shares of the opening rosters.
    pub measure: Measure,
    /// Of retained.
    pub retained: Difference,
    /// Of cost up to the horizon [unit of pay]; `None` where none is told, or nothing has a price.
    pub cost: Option<Difference>,
    /// What keeping one more person costs; of a policy only, where its cost is told.
    pub price: Option<CostPerPersonKept>,
}

impl Sweep {
    /// The number of a value of a point: `1.3`, as it was given.
    pub fn value(&self, point: &Point, axis: usize) -> &str {
        point.place.get(axis).map_or("", |&at| &self.axes[axis].values[at])
    }

    /// What a point is called: `contagion.ratio = 1.3, contagion.window = 6 months`.
    pub fn name(&self, point: &Point) -> String {
        let named = self.axes.iter().enumerate().map(|(index, axis)| format!("{} = {}", axis.path, self.value(point, index)));
        named.collect::<Vec<_>>().join(", ")
    }

    /// The scenario as it is and all points, in this order.
    pub fn all(&self) -> impl Iterator<Item = &Point> {
        std::iter::once(&self.as_it_is).chain(&self.points)
    }

    /// The points of which a number is lowest and highest, with the number; nothing where it is known of none.
    pub fn ends(&self, of: impl Fn(&Point) -> Option<Estimate>) -> Option<[(&Point, Estimate); 2]> {
        let known = || self.points.iter().filter_map(|point| Some((point, of(point)?))).filter(|(_, number)| number.value.is_finite());
        let by_value = |a: &(&Point, Estimate), b: &(&Point, Estimate)| a.1.value.total_cmp(&b.1.value);
        Some([known().min_by(by_value)?, known().max_by(|a, b| by_value(a, b).then(std::cmp::Ordering::Greater))?])
    }
}

impl Arm {
    /// Mean retained at the horizon.
    pub fn retained(&self) -> Estimate {
        self.estimates.retained().points.last().map_or(UNKNOWN, |point| point.mean)
    }
}

/// What is said of counts; `None` where not even the scenario as it is was counted.
pub fn results(legend: &Legend, counts: Counts) -> Option<Sweep> {
    let draws = counts.points.first()?.arms.first()?.tally.draws;
    let mut sums: Vec<Vec<Sums>> = Vec::new();
    let mut estimates: Vec<Vec<Estimates>> = Vec::new();
    for (of_point, counts) in legend.points.iter().zip(counts.points) {
        let split = |(metadata, ArmCounts { tally, change, effect }): (&RunMetadata, ArmCounts)| {
            (Sums { change, effect }, metadata.estimates(Arc::new(tally)))
        };
        let (of_sums, of_estimates) = of_point.arms.iter().zip(counts.arms).map(split).unzip();
        sums.push(of_sums);
        estimates.push(of_estimates);
    }
    let arm = |point: usize, arm: usize| {
        let (ours, Sums { change, effect }) = (&estimates[point][arm], &sums[point][arm]);
        let of_point = &legend.points[point];
        let change = (point > 0).then(|| compared(legend, of_point.is_share, change, [ours, &estimates[0][arm]], false));
        let effect = (arm > 0).then(|| compared(legend, false, effect, [ours, &estimates[point][0]], true));
        Arm { estimates: ours.clone(), change, effect }
    };
    let grid = Grid { axes: legend.axes.clone() };
    let point = |index: usize| Point {
        place: index.checked_sub(1).map_or_else(Vec::new, |index| grid.place(index)),
        arms: (0..legend.policies.len()).map(|policy| arm(index, policy)).collect(),
    };
    let clusters = estimates.iter().flatten().map(|estimates| estimates.clusters).reduce(Clusters::and)?;
    Some(Sweep {
        axes: legend.axes.clone(),
        policies: legend.policies.clone(),
        has_pay: legend.has_pay,
        currency: legend.currency.clone(),
        trials: draws * legend.replications,
        draws,
        replications: legend.replications,
        clusters,
        withheld: legend.withheld.clone(),
        asked: legend.points.len() - 1,
        as_it_is: point(0),
        points: (1..estimates.len()).map(point).collect(),
    })
}

/// The sums of an arm's differences.
struct Sums {
    change: Differences,
    effect: Differences,
}

/// The difference of two of which the estimates are given, as its sums have it. What a policy changes at a point is an effect.
fn compared(legend: &Legend, is_share: bool, sums: &Differences, [ours, theirs]: [&Estimates; 2], is_effect: bool) -> Change {
    let (clusters, unit) = (ours.clusters.and(theirs.clusters), costs::unit(legend.money));
    let errors = clusters.errors(0.025);
    let rosters = [ours, theirs].map(|estimates| estimates.metadata.roster as f64);
    let (measure, units) = if is_share { (Measure::Share, SHARE_UNITS as f64) } else { (Measure::People, 1.0) };
    let alone = |of: [Estimate; 2], scales: [f64; 2]| {
        let [a, b] = [of[0].mcse / scales[0], of[1].mcse / scales[1]];
        a * a + b * b
    };
    let difference = |estimate: Estimate, alone: f64, within: [f64; 2]| {
        let gain = alone / (estimate.mcse * estimate.mcse);
        Difference { estimate, pairing_gain: if gain.is_finite() && gain > 0.0 { gain } else { f64::NAN }, errors, within }
    };
    let most = if is_share { 1.0 } else { rosters[0] };
    let means = [ours, theirs].map(|estimates| estimates.retained().points.last().map_or(UNKNOWN, |point| point.mean));
    let kept = clusters.of_few(sums.retained(&clusters, units));
    let retained = difference(kept, alone(means, if is_share { rosters } else { [1.0; 2] }), [-most, most]);
    let of_cost = [ours, theirs].map(|estimates| estimates.figure(Metric::Cost));
    // Without a policy nothing costs anything.
    let least = if is_effect { 0.0 } else { f64::NEG_INFINITY };
    let of_cost = match of_cost {
        [Some(ours), Some(theirs)] => Some([ours, theirs]),
        [Some(ours), None] if is_effect => Some([ours, Estimate { value: 0.0, mcse: 0.0 }]),
        _ => None,
    };
    let cost = of_cost.map(|both| difference(sums.cost(&clusters, unit), alone(both, [1.0; 2]), [least, f64::INFINITY]));
    let price = cost.filter(|_| is_effect).map(|cost| {
        let covariance = sums.covariance(&clusters, units, unit);
        CostPerPersonKept::new(cost.estimate, retained.estimate, covariance, errors).at_least(least)
    });
    Change { measure, retained, cost, price }
}
