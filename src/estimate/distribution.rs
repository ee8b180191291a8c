//! The quantiles of a count over trials, with errors clustered by parameter draw.

use super::column::Column;
use super::{Estimate, QUANTILES};
use crate::statistics::clusters::Clusters;

/// How much probability each tail of the interval of a quantile misses.
pub const TAIL: f64 = 0.005;

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

/// The quantiles at [`QUANTILES`], the smallest count whose cumulative probability reaches each, and their 99 % intervals.
///
/// The error of a quantile is half the distance of the counts whose cumulative probability is one standard error from the level
/// (Woodruff 1952): 0 where the count is certain, not a number where there are fewer than two draws.
///
/// Its interval holds the counts at which a test of the level does not reject it: whose share `F` is within so many standard errors
/// `sqrt(p (1 - p) deff / n)` of the level `p`, as for the interval of Wilson (1927). The design effect `deff` of clusters, that of `F`, is at
/// least 1; where no trial or every trial is at or below a count, it is the largest there is, the replications of a draw. So what few
/// trials have not seen is not taken for impossible: an end beyond all of them is 0, or infinite.
///
/// `errors` are those of [`Clusters::errors`] at [`TAIL`], the same for all columns and dear to find.
pub fn quantiles(column: &Column, clusters: &Clusters, errors: f64) -> ([Estimate; 7], [[f64; 2]; 7]) {
    let (d, r) = (clusters.draws as f64, clusters.replications as f64);
    let (mut trials, mut steps) = (0, 0);
    let cumulative: Vec<(f64, f64, f64)> = column
        .seen()
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
    let estimate = |level: f64| {
        let half = 0.5 * (first(level, -1.0) - first(level, 1.0));
        Estimate { value: first(level, 0.0), mcse: if clusters.draws < 2 { f64::NAN } else { half } }
    };
    (QUANTILES.map(estimate), QUANTILES.map(|level| tested(&cumulative, clusters, errors, level)))
}

/// The interval of so many standard errors of the quantile at a level, from each count with its cumulative share and the standard error of that.
fn tested(cumulative: &[(f64, f64, f64)], clusters: &Clusters, errors: f64, level: f64) -> [f64; 2] {
    if clusters.draws < 2 {
        return [f64::NAN; 2];
    }
    let trials = clusters.draws as f64 * clusters.replications as f64;
    let most = clusters.replications as f64 * clusters.design();
    let margin = |share: f64, error: f64| {
        let variance = share * (1.0 - share) / trials;
        let design = if variance > 0.0 { (error * error / variance).clamp(1.0, most.max(1.0)) } else { most };
        errors * (level * (1.0 - level) * design / trials).sqrt()
    };
    // A share that reaches the level up to rounding reaches it. Below the least that was seen the share is 0.
    let first = |sign: f64| {
        let found = cumulative.iter().find(|&&(_, share, error)| share + sign * margin(share, error) >= level - 1e-12);
        found.map_or(f64::INFINITY, |&(value, ..)| value)
    };
    [if level <= margin(0.0, 0.0) { 0.0 } else { first(1.0) }, first(-1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::tally::Tally;
    use crate::random::{Field, Purpose};

    /// The intervals of the quantiles of some values, so many of a draw.
    fn intervals(values: &[u32], replications: usize) -> [[f64; 2]; 7] {
        let mut tally = Tally::new(1, 0);
        tally.add_draws(values, replications);
        let clusters = Clusters::new((values.len() / replications) as u64, replications as u64, None);
        quantiles(&tally.columns[0], &clusters, clusters.errors(TAIL)).1
    }

    #[test]
    fn what_few_trials_have_not_seen_is_not_impossible() {
        assert!(intervals(&[6, 7, 7, 8], 2).iter().all(|interval| *interval == [0.0, f64::INFINITY]));
        assert!(intervals(&[6, 7, 7, 8], 4).iter().flatten().all(|end| end.is_nan()));
        // Of 400 that agree a median is what they say; below a twentieth there may be others.
        let agree = intervals(&[7; 400], 1);
        assert_eq!((agree[3], agree[0][1], agree[6][0]), ([7.0; 2], 7.0, 7.0));
    }

    #[test]
    fn intervals_of_quantiles_hold_them() {
        // The number of heads of ten coins of a bias of their own in each draw of four: uniform from 0 to 10.
        let (times, mut missed) = (4_000u64, [0u64; 7]);
        let truth = [0.0, 1.0, 2.0, 5.0, 8.0, 9.0, 10.0];
        for time in 0..times {
            let word = |draw: u64, coin: u64| Field::new(time, Purpose::PosteriorRow, 0, 0, 0).word(draw, coin) as f64 / u64::MAX as f64;
            let value = |draw: u64, k: u64| (1..=10).filter(|coin| word(draw, 10 * k + coin) < word(draw, 0)).count() as u32;
            let values: Vec<u32> = (0..25).flat_map(|draw| (0..4).map(move |k| (draw, k))).map(|(draw, k)| value(draw, k)).collect();
            for ((interval, truth), missed) in intervals(&values, 4).iter().zip(truth).zip(&mut missed) {
                *missed += u64::from(!(interval[0]..=interval[1]).contains(&truth));
            }
        }
        // 1 % and five standard errors of that; counts are coarse, so that most hold more often.
        let most = 0.01 * times as f64 + 5.0 * (0.01 * 0.99 * times as f64).sqrt();
        assert!(missed.iter().all(|&missed| (missed as f64) < most), "{missed:?} of {times}");
    }
}
