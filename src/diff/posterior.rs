//! In what was learned two scenarios differ.

use std::collections::BTreeMap;

use crate::scenario::{Scenario, Unknown};

/// How what was learned differs.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorChange {
    /// How many draws each has, and as many independent ones these are worth; `None` without a posterior.
    pub draws: [Option<[u64; 2]>; 2],
    /// The numbers that both learned and of which the draws differ, the farthest apart first.
    pub learned: Vec<LearnedChange>,
    /// Numbers that only one of them learned.
    pub only: [Vec<String>; 2],
}

/// A number that both learned.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedChange {
    /// Its path.
    pub path: String,
    /// Mean and standard deviation of the draws of each.
    pub moments: [[f64; 2]; 2],
}

/// How what was learned differs; `None` where it is the same.
pub(super) fn posterior(one: &Scenario, other: &Scenario) -> Option<PosteriorChange> {
    let [ours, theirs] = [one, other].map(columns);
    let draws =
        [one, other].map(|scenario| scenario.posterior.as_ref().map(|posterior| [posterior.rows.len() as u64, posterior.effective]));
    let only = |here: &BTreeMap<String, Vec<f64>>, there: &BTreeMap<String, Vec<f64>>| {
        here.keys().filter(|path| !there.contains_key(*path)).cloned().collect::<Vec<String>>()
    };
    let moved = ours.iter().filter_map(|(path, values)| {
        let others = theirs.get(path).filter(|others| *others != values)?;
        Some(LearnedChange { path: path.clone(), moments: [moments(values), moments(others)] })
    });
    let mut learned: Vec<LearnedChange> = moved.collect();
    learned.sort_by(|a, b| b.distance().total_cmp(&a.distance()));
    let only = [only(&ours, &theirs), only(&theirs, &ours)];
    let is_same = learned.is_empty() && only.iter().all(Vec::is_empty) && draws[0] == draws[1];
    (!is_same).then_some(PosteriorChange { draws, learned, only })
}

impl LearnedChange {
    /// The distance of the means in standard deviations of the first.
    fn distance(&self) -> f64 {
        let [[before, sd], [after, _]] = self.moments;
        (after - before).abs() / sd.max(f64::MIN_POSITIVE)
    }
}

/// The draws of each number of the scenario that was learned. What is of single people is left out.
fn columns(scenario: &Scenario) -> BTreeMap<String, Vec<f64>> {
    let Some(posterior) = &scenario.posterior else { return BTreeMap::new() };
    let name = |unknown: &Unknown| match unknown {
        Unknown::Parameter(index) => Some(scenario.parameters[*index].path.clone()),
        Unknown::PathAtStart => Some("heat.path_at_start".to_owned()),
        Unknown::Exit(_) => None,
    };
    let of = |(column, unknown): (usize, &Unknown)| Some((name(unknown)?, posterior.rows.iter().map(|row| row[column]).collect()));
    posterior.columns.iter().enumerate().filter_map(of).collect()
}

/// Mean and standard deviation.
fn moments(values: &[f64]) -> [f64; 2] {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    [mean, (squares / (count - 1.0).max(1.0)).sqrt()]
}
