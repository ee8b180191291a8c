//! `state.json` of a shard of a sweep: the counts of a share of the trials of every point.
//!
//! What is counted at one arm of one point is the state of a shard of a run ([`ensemble::state`](crate::ensemble::state)): it is checked as
//! such, and merged as such.

use serde::{Deserialize, Serialize};

use super::counts::{Counts, Differences};
use super::grid::Grid;
use super::legend::Legend;
use crate::diagnostic::escaped;
use crate::ensemble::shard::Shard;
use crate::ensemble::state::{self, Origin};
use crate::ensemble::told_again::ToldAgain;
use crate::statistics::cluster_sums::ClusterSums;

/// The layout of the file.
const FORMAT: &str = "stayput-sweep-state/1";

/// What it says of itself.
const ABOUT: &str = "The counts of one shard of a sweep, for `stayput merge`. They are exact, and with the scenario may tell of single people: \
    pass them on only to those who may know.";

/// More powers of two than any unit of money has.
const MOST_MONEY: u32 = 1_000;

/// What one shard has counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    format: String,
    about: String,
    /// Which sweep it belongs to.
    pub origin: Origin,
    /// Which shard it is, from 1.
    pub shard: u64,
    /// Points that are done, the scenario as it is among them.
    pub done: usize,
    /// What the counts are about.
    pub legend: Legend,
    /// The counts.
    pub counts: Counts,
}

impl State {
    /// The state of a shard.
    pub fn new(origin: Origin, shard: Shard, legend: Legend, counts: Counts) -> Self {
        let (format, about, done) = (FORMAT.to_owned(), ABOUT.to_owned(), counts.points.len());
        Self { format, about, origin, shard: shard.index(), done, legend, counts }
    }

    /// Whether all points are done.
    pub fn is_whole(&self) -> bool {
        self.counts.points.len() == self.legend.points.len()
    }

    /// The trials of each point that it has.
    pub fn trials(&self) -> u64 {
        let draws = self.counts.points.first().and_then(|point| point.arms.first()).map_or(0, |arm| arm.tally.draws);
        draws.saturating_mul(self.legend.replications)
    }

    /// As JSON of characters that can be seen.
    ///
    /// # Errors
    /// Never for a state of numbers and text, as this is.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(|json| escaped(&json).into_owned())
    }

    /// From JSON.
    ///
    /// # Errors
    /// In one sentence, why it is not the state of a shard of a sweep that is complete, and can have been counted.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let state: Self = serde_json::from_str(json)
            .map_err(|error| format!("it is not the state of a shard (line {}, column {})", error.line(), error.column()))?;
        let legend = &state.legend;
        let grid = Grid::new(legend.axes.clone(), &[]).map_err(|_| NOT_PLAUSIBLE.to_owned())?;
        let arms = |point: &super::PointLegend| point.arms.len() == legend.policies.len();
        if grid.points() + 1 != legend.points.len() || legend.policies.is_empty() || !legend.points.iter().all(arms) {
            return Err(NOT_PLAUSIBLE.to_owned());
        }
        let Some(shard) = Shard::new(state.shard, state.origin.shards) else {
            return Err(format!("there is no shard {} of {}", state.shard, state.origin.shards));
        };
        if !state.is_whole() {
            let (done, all) = (state.counts.points.len().saturating_sub(1), grid.points());
            return Err(format!("it has {done} of its {all} points, because it was interrupted; run shard {shard} again"));
        }
        if legend.money.unsigned_abs() > MOST_MONEY
            || !state.counts.points.iter().zip(&legend.points).all(|(counts, point)| counts.arms.len() == point.arms.len())
        {
            return Err(NOT_PLAUSIBLE.to_owned());
        }
        for (point, counts) in legend.points.iter().zip(&state.counts.points) {
            for (metadata, arm) in point.arms.iter().zip(&counts.arms) {
                if metadata.replications != legend.replications
                    || ![&arm.change, &arm.effect].into_iter().all(|sums| are_small(sums, state.origin.shards))
                {
                    return Err(NOT_PLAUSIBLE.to_owned());
                }
            }
        }
        for of_arm in state.of_runs() {
            let json = of_arm.to_json().map_err(|_| NOT_PLAUSIBLE.to_owned())?;
            state::State::from_json(&json)?.check(&json)?;
        }
        Ok(state)
    }

    /// The states of the runs that it is made of: arm by arm, point by point.
    fn of_runs(&self) -> impl Iterator<Item = state::State> + '_ {
        let shard = Shard::new(self.shard, self.origin.shards).unwrap_or(Shard::WHOLE);
        let points = self.legend.points.iter().zip(&self.counts.points);
        points.flat_map(|(point, counts)| point.arms.iter().zip(&counts.arms)).map(move |(metadata, arm)| {
            state::State::new(self.origin.clone(), shard, metadata.clone(), arm.tally.clone(), ToldAgain::default())
        })
    }
}

/// What is said of a file that no sweep can have written.
const NOT_PLAUSIBLE: &str = "its counts cannot be those of a shard";

/// Whether a file's format is that of a shard of a sweep.
pub fn is_format(format: &str) -> bool {
    format == FORMAT
}

/// Whether sums are small enough for as many shards to be added up.
fn are_small(sums: &Differences, shards: u64) -> bool {
    let most = i128::MAX.unsigned_abs() / 4 / u128::from(shards.max(1));
    let is_small = |sum: &str| sum.parse::<i128>().is_ok_and(|sum| sum.unsigned_abs() <= most);
    let of = |sums: ClusterSums| <[String; 3]>::from(sums).iter().all(|sum| is_small(sum));
    of(sums.retained) && of(sums.cost) && sums.products().iter().all(|sum| sum.unsigned_abs() <= most)
}

/// Adds up the shards of a sweep, each with the name of where it was found.
///
/// # Errors
/// In one sentence, which shard is missing, doubled or foreign.
pub fn merge(states: &[(String, State)]) -> Result<(Legend, Counts), String> {
    let Some((first_place, first)) = states.first() else { return Err("there is no shard to merge".to_owned()) };
    for (place, state) in states {
        if state.legend.axes != first.legend.axes {
            return Err(format!("{place} belongs to another run than {first_place}: another grid"));
        }
        if state.legend.policies != first.legend.policies {
            return Err(format!("{place} belongs to another run than {first_place}: other policies"));
        }
    }
    let parts: Vec<Vec<state::State>> = states.iter().map(|(_, state)| state.of_runs().collect()).collect();
    let mut counts = first.counts.clone();
    let arms = counts.points.iter_mut().flat_map(|point| &mut point.arms);
    for (index, arm) in arms.enumerate() {
        let named: Vec<(String, state::State)> =
            states.iter().zip(&parts).map(|((place, _), parts)| (place.clone(), parts[index].clone())).collect();
        (_, arm.tally) = state::merge(&named)?;
    }
    for (place, state) in states {
        if state.legend != first.legend {
            return Err(format!("{place} belongs to another run than {first_place}: the scenario or a file that it names is another"));
        }
    }
    for (_, state) in &states[1..] {
        counts.add_differences(&state.counts);
    }
    Ok((first.legend.clone(), counts))
}
