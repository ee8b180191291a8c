//! Clusters: the parameter draws behind a number, and how much they bear.
//!
//! Trials that share a draw share its parameters, so that a mean of `D` draws is as uncertain as the means of its draws are spread. Draws
//! from distributions are independent. Rows of a posterior are not: neighbours in a chain are alike, and `N` rows say no more than `E`
//! independent ones (their effective sample size, [`Rows`]). A run takes `D <= N` rows, each once, in an order that has nothing to do
//! with that of the chain. So any two of its draws have the same expected correlation, the mean over all pairs of rows, and with `s^2` the
//! sample variance of the draws' expectations
//!
//! ```text
//! correlation     c = (N / E - 1) / (N - 1)          the variance of the mean of all N rows is 1 + (N - 1) c = N / E times that of
//!                                                    as many independent ones
//! Var(mean)       sigma^2 (1 + (D - 1) c) / D        of any D of them
//! E[s^2]          sigma^2 (1 - c)
//! design effect   (1 + (D - 1) c) / (1 - c)          what s^2 / D is to be multiplied with (Kish 1965, *Survey Sampling*, 5.4)
//! ```
//!
//! The sums over draws that this is applied to are `cluster_sums`, the split of a variance into luck and ignorance is
//! [`variance_components`](crate::estimate::variance_components).
//!
//! Luck is independent from trial to trial whatever the rows are: only what is left of the variance between draws without it is
//! multiplied ([`Clusters::of_mean`]). Where a tally cannot tell the two apart, as of a standard deviation, all of it is: an error may
//! then be too large, never too small.
//!
//! A standard error from few draws is itself uncertain, so that intervals use Student's t with one degree of freedom less than the number
//! of independent draws that these are worth, `D / (1 + (D - 1) c)`. Luck adds none: the error is taken from the spread of the draws'
//! means, luck included, and so is as uncertain as that spread, however many trials are in each mean.

use serde::{Deserialize, Serialize};

use super::Estimate;
use super::student;

/// Fewest independent draws of whose spread results speak without a warning. Of 30, a standard error is itself uncertain by 13 %
/// (`1 / sqrt(2 * 29)`), and Student's interval is 4 % wider than the normal one; of 4 it is 41 %, and 62 %.
pub const ENOUGH: f64 = 30.0;

/// How much the rows of a posterior bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How many there are.
    pub rows: u64,
    /// As many independent ones would tell a mean as well, of the column of which they tell it worst: at most all.
    pub effective: u64,
}

/// The parameter draws behind a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clusters {
    /// How many there are.
    pub draws: u64,
    /// Trials in each.
    pub replications: u64,
    /// Correlation of any two of them.
    correlation: f64,
}

impl Clusters {
    /// So many draws of so many trials, independent, or of the rows of a posterior.
    pub fn new(draws: u64, replications: u64, rows: Option<Rows>) -> Self {
        let correlation = |Rows { rows, effective }: Rows| {
            let (n, e) = (rows as f64, effective as f64);
            if rows > effective { (n / e - 1.0) / (n - 1.0) } else { 0.0 }
        };
        Self { draws, replications, correlation: rows.map_or(0.0, correlation) }
    }

    /// The same draws, as strongly correlated as these or those: of a number that rests on both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { correlation: self.correlation.max(other.correlation), ..self }
    }

    /// So many of the same draws.
    #[must_use]
    pub fn of_draws(self, draws: u64) -> Self {
        Self { draws, ..self }
    }

    /// By what the variance between the draws' expectations is to be multiplied; not a number where the rows are worth a single one.
    pub fn design(&self) -> f64 {
        if self.correlation >= 1.0 { f64::NAN } else { self.crowding() / (1.0 - self.correlation) }
    }

    /// As many independent draws would bear as much.
    pub fn effective(&self) -> f64 {
        self.draws as f64 / self.crowding()
    }

    fn crowding(&self) -> f64 {
        1.0 + (self.draws as f64 - 1.0).max(0.0) * self.correlation
    }

    /// The standard errors from the middle to either end of an interval that both tails miss with so much probability each.
    pub fn errors(&self, tail: f64) -> f64 {
        student::upper_quantile(tail, self.effective() - 1.0)
    }

    /// The same estimate, its error unknown where a few draws agree: that says little.
    pub fn of_few(&self, estimate: Estimate) -> Estimate {
        if estimate.mcse == 0.0 && self.are_few() { Estimate { mcse: f64::NAN, ..estimate } } else { estimate }
    }

    /// Half the width of the 95 % interval of an estimate.
    pub fn half_width(&self, estimate: Estimate) -> f64 {
        // An unknown error stays unknown.
        if estimate.mcse == 0.0 { 0.0 } else { self.errors(0.025) * estimate.mcse }
    }

    /// Variance of the mean over draws, from the sample variance of the draws' means and from the variance within them.
    pub fn of_mean(&self, between: f64, within: f64) -> f64 {
        // Where luck happens to be more than all, nothing is left to multiply.
        self.of_covariance(between, (within / self.replications as f64).min(between))
    }

    /// Covariance of the means over draws of two numbers, from their sample covariance and that part of it which is luck.
    pub fn of_covariance(&self, between: f64, luck: f64) -> f64 {
        (between + self.further(between, luck)) / self.draws as f64
    }

    /// What the correlation of draws adds to their sample variance or covariance, of which so much is luck.
    pub fn further(&self, between: f64, luck: f64) -> f64 {
        if self.correlation == 0.0 { 0.0 } else { (self.design() - 1.0) * (between - luck) }
    }

    /// Variance of the mean over draws of what has the sample variance `between`, where it is not known how much of it is luck.
    pub fn of_whole(&self, between: f64) -> f64 {
        if self.correlation == 0.0 { between / self.draws as f64 } else { self.design() * between / self.draws as f64 }
    }

    /// Whether so few independent draws bear little.
    pub fn are_few(&self) -> bool {
        self.effective() < ENOUGH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_draws_are_worth_themselves() {
        for rows in [None, Some(Rows { rows: 50, effective: 50 })] {
            let clusters = Clusters::new(20, 4, rows);
            assert!(clusters.design() == 1.0 && clusters.effective() == 20.0 && clusters.of_mean(3.0, 8.0) == 0.15);
            assert!((clusters.errors(0.025) - 2.093_024_054_408_263).abs() < 1e-9);
        }
    }

    #[test]
    fn all_rows_are_worth_the_effective_ones_and_few_of_them_nearly_themselves() {
        let of = |draws| Clusters::new(draws, 20, Some(Rows { rows: 1_000, effective: 378 }));
        // Of all rows the variance of the mean is s^2 / (E - 1) * (N - 1) / N.
        assert!((of(1_000).design() / (999.0 / 377.0) - 1.0).abs() < 1e-12);
        assert!((of(1_000).effective() - 378.0).abs() < 1e-9);
        assert!(of(10).design() < 1.02 && of(10).effective() > 9.8);
        // Between 5, of which 3 / 20 is luck: the rest is multiplied.
        let expected = (0.15 + (5.0 - 0.15) * of(1_000).design()) / 1_000.0;
        assert!((of(1_000).of_mean(5.0, 3.0) / expected - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_variance_of_a_mean_of_some_rows_is_that_of_the_formula() {
        // 40 rows of which each four are one: E is 10. All subsets of three, their mean's variance over which rows and which values.
        let (rows, same) = (40_u32, 4_u32);
        let (mut pairs, mut alike) = (0, 0);
        for a in 0..rows {
            for b in (0..rows).filter(|&b| b != a) {
                pairs += 1;
                alike += u32::from(a / same == b / same);
            }
        }
        let correlation = f64::from(alike) / f64::from(pairs);
        let clusters = Clusters::new(3, 2, Some(Rows { rows: 40, effective: 10 }));
        assert!((clusters.correlation - correlation).abs() < 1e-15);
        assert!((clusters.effective() - 3.0 / (1.0 + 2.0 * correlation)).abs() < 1e-12);
    }

    #[test]
    fn rows_worth_a_single_one_tell_no_error() {
        let clusters = Clusters::new(5, 2, Some(Rows { rows: 10, effective: 1 }));
        assert!(clusters.of_mean(1.0, 0.1).is_nan() && clusters.errors(0.025).is_infinite());
    }
}
