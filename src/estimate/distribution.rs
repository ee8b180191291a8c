//! The distribution of a count over trials: probabilities and quantiles, with errors clustered by parameter draw.

use super::clusters::Clusters;
use super::tally::{Cell, Column};
use super::{Estimate, QUANTILES};

/// Standard error of a share, from the sum over draws of the squared number of hits.
pub(super) fn clustered_error(share: f64, squares: u64, clusters: &Clusters) -> f64 {
    let (draws, replications) = (clusters.draws as f64, clusters.replications as f64);
    if clusters.draws < 2 {
        return f64::NAN;
    }
    let second = squares as f64 / (replications * replications * draws);
    let of_mean = (second - share * share).max(0.0) / (draws - 1.0);
    // Of 0 and 1 the variance within a draw is its share times the rest, without bias `r / (r - 1)` times that; luck is an r-th of it.
    let luck = if clusters.replications > 1 { (share - second).max(0.0) / (replications - 1.0) } else { 0.0 };
    (of_mean + clusters.further(of_mean, (luck / draws).min(of_mean))).sqrt()
}

/// Probability of each count from 0 to `most`.
pub fn probabilities(column: &Column, clusters: &Clusters, most: usize) -> Vec<Estimate> {
    let (d, r) = (clusters.draws as f64, clusters.replications as f64);
    let mut probabilities = vec![Estimate { value: 0.0, mcse: 0.0 }; most + 1];
    for (value, Cell { trials, squares, .. }) in column.cells() {
        let share = trials as f64 / (d * r);
        probabilities[value as usize] = Estimate { value: share, mcse: clustered_error(share, squares, clusters) };
    }
    probabilities
}

/// The quantiles at [`QUANTILES`], the smallest count whose cumulative probability reaches each, and their 99 % intervals.
///
/// The interval of a quantile runs over the counts whose cumulative probability is within so many standard errors of the level
/// (Woodruff 1952); its error is half the interval of one standard error: 0 where the count is certain, not a number where there are
/// fewer than two draws.
pub fn quantiles(column: &Column, clusters: &Clusters) -> ([Estimate; 7], [[f64; 2]; 7]) {
    let (d, r) = (clusters.draws as f64, clusters.replications as f64);
    let (mut trials, mut steps) = (0, 0);
    let cumulative: Vec<(f64, f64, f64)> = column
        .cells()
        .map(|(value, cell)| {
            trials += cell.trials;
            steps += cell.steps;
            let share = trials as f64 / (d * r);
            (f64::from(value), share, clustered_error(share, steps, clusters))
        })
        .collect();
    // A share that reaches the level up to rounding reaches it: 2,000 of 20,000 is a tenth.
    let first = |level: f64, errors: f64| {
        let bound = |share: f64, error: f64| if errors == 0.0 { share } else { share + errors * error };
        let reached = cumulative.iter().find(|&&(_, share, error)| bound(share, error) >= level - 1e-12);
        reached.or(cumulative.last()).map_or(f64::NAN, |&(value, ..)| value)
    };
    let interval = |level: f64, errors: f64| if clusters.draws < 2 { [f64::NAN; 2] } else { [first(level, errors), first(level, -errors)] };
    let estimate = |level: f64| {
        let [low, high] = interval(level, 1.0);
        Estimate { value: first(level, 0.0), mcse: 0.5 * (high - low) }
    };
    let errors = clusters.errors(0.005);
    (QUANTILES.map(estimate), QUANTILES.map(|level| interval(level, errors)))
}
