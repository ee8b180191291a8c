//! Selection of the best of several options by simulation, with a guarantee.
//!
//! The fully sequential procedure of Kim & Nelson (2001, *ACM TOMACS* 11, 251-273) on paired differences: all options that stand are observed on
//! the same luck; after each observation one falls that is behind another by more than
//!
//! ```text
//! W      max(0, d / 2r * (h^2 S^2 / d^2 - r))     after r observations; S^2 is the variance of the difference, from the first n
//! h^2    2 e (n - 1)
//! e      ((2 a / (k - 1))^(-2 / (n - 1)) - 1) / 2
//! ```
//!
//! With `k` options whose observations are normal, that which stands last is with probability `1 - a` the best, where that is better than
//! every other by the indifference zone `d`. Dependence between options is allowed, as the same luck makes it. Of options that are alike the
//! first is taken.

use std::ops::{ControlFlow, Range};

use crate::math;

/// What is guaranteed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The indifference zone: a difference that does not matter.
    pub indifference: f64,
    /// The probability that the guarantee fails.
    pub error: f64,
    /// How many observations variances are taken from.
    pub first: u64,
}

/// What was selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The best.
    pub best: usize,
    /// The next best: of those that stand longest the one with the greatest mean.
    pub next: Option<usize>,
    /// How many observations each option had until it fell; of those that stand all of them.
    pub observed: Vec<u64>,
    /// Whether each has fallen.
    pub has_fallen: Vec<bool>,
    /// The mean of the observations of each.
    pub means: Vec<f64>,
    /// Whether the guarantee holds; not where observations ended too soon.
    pub is_sure: bool,
}

/// Gives the observations of a range, each with a number for every option that stands, in their order; or breaks.
pub type Observe<'a> = dyn FnMut(&[usize], Range<u64>) -> ControlFlow<(), Vec<Vec<f64>>> + 'a;

/// Selects the best of so many options, by at most so many observations. `observe` gives those of a range, each with a number for every
/// option that stands (in their order). `design` is by how much more the variance of a mean is than that of independent observations. Breaks
/// where `observe` did.
///
/// # Panics
/// Where there is no option, or fewer than two first observations.
pub fn select(options: usize, rule: Rule, most: u64, design: f64, observe: &mut Observe<'_>) -> ControlFlow<(), Selected> {
    assert!(options > 0 && rule.first > 1, "something is observed");
    let all: Vec<usize> = (0..options).collect();
    let first = observe(&all, 0..rule.first)?;
    let mut sums = vec![0.0; options];
    for observation in &first {
        for (sum, value) in sums.iter_mut().zip(observation) {
            *sum += value;
        }
    }
    let n = rule.first as f64;
    let variance = |a: usize, b: usize| {
        let mean = (sums[a] - sums[b]) / n;
        let squares: f64 =
            first.iter().map(|observation| (observation[a] - observation[b] - mean) * (observation[a] - observation[b] - mean)).sum();
        design * squares / (n - 1.0)
    };
    let variances: Vec<Vec<f64>> = (0..options).map(|a| (0..options).map(|b| variance(a, b)).collect()).collect();
    let others = (options.max(2) - 1) as f64;
    let half = 0.5 * (math::exp(-2.0 / (n - 1.0) * math::ln(2.0 * rule.error / others)) - 1.0);
    let h2 = 2.0 * half * (n - 1.0);
    let d = rule.indifference;
    let mut standing = all;
    let mut found = Selected {
        best: 0,
        next: None,
        observed: vec![rule.first; options],
        has_fallen: vec![false; options],
        means: Vec::new(),
        is_sure: false,
    };
    let mut done = rule.first;
    loop {
        let r = done as f64;
        let margin = |a: usize, b: usize| (d / (2.0 * r) * (h2 * variances[a][b] / (d * d) - r)).max(0.0);
        let falls = |a: usize| standing.iter().any(|&b| b != a && sums[a] / r < sums[b] / r - margin(a, b));
        let (fallen, still): (Vec<usize>, Vec<usize>) = standing.iter().partition(|&&option| falls(option));
        for option in fallen {
            found.has_fallen[option] = true;
        }
        standing = still;
        let is_settled = standing.iter().all(|&a| standing.iter().all(|&b| a == b || margin(a, b) == 0.0));
        if standing.len() == 1 || is_settled || done >= most {
            found.is_sure = standing.len() == 1 || is_settled;
            break;
        }
        let more = observe(&standing, done..done + 1)?;
        for (&option, value) in standing.iter().zip(&more[0]) {
            sums[option] += value;
            found.observed[option] += 1;
        }
        done += 1;
    }
    found.means = sums.iter().zip(&found.observed).map(|(sum, count)| sum / *count as f64).collect();
    let order = |a: &usize, b: &usize| found.observed[*a].cmp(&found.observed[*b]).then(found.means[*a].total_cmp(&found.means[*b]));
    let by_means = |a: &usize, b: &usize| found.means[*a].total_cmp(&found.means[*b]);
    found.best = standing.iter().rev().copied().max_by(by_means).unwrap_or(0);
    found.next = (0..options).rev().filter(|&option| option != found.best).max_by(order);
    ControlFlow::Continue(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    const RULE: Rule = Rule { indifference: 0.1, error: 0.05, first: 20 };

    /// Selects among options of some means, whose observations share half of their variance of 1.
    fn of(means: &[f64], seed: u64, most: u64) -> Selected {
        let mut observe = |standing: &[usize], observations: Range<u64>| {
            let one = |observation: u64| {
                let normal = |key: u64| Stream::new(seed, Purpose::Surrogate, key, observation, 0).normal();
                let shared = normal(1000);
                standing.iter().map(|&option| means[option] + (shared + normal(option as u64)) * 0.5f64.sqrt()).collect::<Vec<f64>>()
            };
            ControlFlow::Continue(observations.map(one).collect())
        };
        select(means.len(), RULE, most, 1.0, &mut observe).continue_value().expect("nobody breaks")
    }

    #[test]
    fn the_best_is_selected_as_often_as_is_guaranteed() {
        // Nine others, all worse by just what matters: the hardest case.
        let mut means = [0.0; 10];
        means[6] = 0.1;
        let all: Vec<Selected> = (0..200).map(|seed| of(&means, seed, u64::MAX)).collect();
        let right = all.iter().filter(|found| found.best == 6).count();
        assert!(all.iter().all(|found| found.is_sure));
        // 0.95, and five standard errors of a share over 200 seeds.
        assert!(right as f64 / 200.0 > 0.95 - 5.0 * (0.95f64 * 0.05 / 200.0).sqrt(), "{right} of 200");
        // What is far behind falls early.
        means[2] = -1.0;
        let found = of(&means, 1, u64::MAX);
        assert!(found.observed[2] < 100 && found.observed[found.best] > 500, "{:?}", found.observed);
    }

    #[test]
    fn what_ends_too_soon_is_not_sure() {
        let found = of(&[0.0, 0.02, 0.01], 3, 30);
        assert!(!found.is_sure && found.observed.iter().all(|count| *count <= 30));
    }

    #[test]
    fn options_that_are_the_same_end_at_once() {
        let mut observe =
            |standing: &[usize], observations: Range<u64>| ControlFlow::Continue(observations.map(|_| vec![1.0; standing.len()]).collect());
        let found = select(3, RULE, 1000, 1.0, &mut observe).continue_value().expect("nobody breaks");
        assert!(found.is_sure && found.observed == [20, 20, 20] && found.next.is_some_and(|next| next != found.best));
    }
}
