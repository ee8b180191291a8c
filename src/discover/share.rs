//! A share of trials, with as many independent ones as bear as much.
//!
//! Trials of a draw share its numbers, and so are alike. The variance of a share of the trials of `m` draws of which draw `d` has `h_d`
//! hits in `r_d` trials is that of a ratio of means, `sum (h_d - p r_d)^2 / (sum r_d)^2`; as many independent trials as would have this
//! variance, `p (1 - p)` over it, stand behind the share: the draws, where each has one trial. Where no trial or every trial is a hit,
//! they are taken to be as alike as they can be. Draws of a posterior bear less than independent ones, by the design of their clusters.

use crate::statistics::binomial;
use crate::statistics::clusters::Clusters;

/// A share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share; not a number where there are no trials.
    pub value: f64,
    /// As many independent trials bear as much.
    pub among: f64,
}

impl Share {
    /// Of hits in trials, draw by draw.
    pub fn of(draws: impl Iterator<Item = [u64; 2]> + Clone, clusters: &Clusters) -> Self {
        let counted = draws.filter(|[_, trials]| *trials > 0);
        let count = counted.clone().count() as f64;
        let [hits, trials] = counted.clone().fold([0.0, 0.0], |[hits, trials], [hit, trial]| [hits + hit as f64, trials + trial as f64]);
        if trials == 0.0 {
            return Self { value: f64::NAN, among: 0.0 };
        }
        let value = hits / trials;
        let squares: f64 = counted.map(|[hit, trial]| hit as f64 - value * trial as f64).map(|off| off * off).sum();
        let independent = if squares > 0.0 { (value * (1.0 - value) * trials * trials / squares).min(trials) } else { count };
        let design = clusters.of_draws(count as u64).design();
        Self { value, among: if design.is_nan() { 0.0 } else { independent / design.max(1.0) } }
    }

    /// Its 95 % interval.
    pub fn interval(&self) -> [f64; 2] {
        if self.value.is_nan() { [f64::NAN; 2] } else { binomial::wilson(self.value, self.among) }
    }

    /// Its standard error.
    pub fn mcse(&self) -> f64 {
        (self.value * (1.0 - self.value) / self.among).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::clusters::Rows;

    fn of(draws: &[[u64; 2]], rows: Option<Rows>) -> Share {
        Share::of(draws.iter().copied(), &Clusters::new(draws.len() as u64, 1, rows))
    }

    #[test]
    fn a_draw_of_one_trial_is_one_and_trials_that_agree_within_draws_are_one() {
        assert_eq!(of(&[[1, 1], [0, 1], [1, 1], [1, 1]], None), Share { value: 0.75, among: 4.0 });
        assert_eq!(of(&[[5, 5], [0, 5], [5, 5], [5, 5]], None), Share { value: 0.75, among: 4.0 });
        // As much apart within draws as between them: (0.5 * 0.5) * 16 * 16 / (4 * 0) is all trials.
        assert_eq!(of(&[[2, 4], [3, 4], [1, 4], [2, 4]], None), Share { value: 0.5, among: 16.0 });
        assert_eq!(of(&[[4, 4], [4, 4], [4, 4]], None), Share { value: 1.0, among: 3.0 });
        assert!(of(&[[0, 0]], None).value.is_nan());
    }

    #[test]
    fn draws_that_are_alike_bear_less() {
        let draws: Vec<[u64; 2]> = (0..100).map(|draw| [draw % 2, 1]).collect();
        let alike = of(&draws, Some(Rows { rows: 100, effective: 25 }));
        assert_eq!(alike.value, 0.5);
        assert!(alike.among > 23.0 && alike.among < 25.0, "{alike:?}");
        assert_eq!(of(&draws, Some(Rows { rows: 100, effective: 1 })).interval(), [0.0, 1.0]);
    }
}
