//! Luck and ignorance: the variance of a number within and between parameter draws, and the Monte Carlo error of everything said of it.
//!
//! With `D` draws of `r` replications, `a_d` the mean of draw `d` and `w_d` its unbiased variance within:
//!
//! ```text
//! luck        E[Var(Y | parameters)]    mean of w_d
//! between                                sample variance of a_d
//! ignorance   Var(E[Y | parameters])    between - luck / r
//! total       Var(Y)                    luck + ignorance = between + (1 - 1/r) luck
//! ```
//!
//! (one-way analysis of variance, balanced). The error of each is that of a mean over draws of its influence values: `a_d` for the mean,
//! `w_d` for luck, `(a_d - mean)^2` for between. Where draws are rows of a posterior they are not independent ([`crate::statistics::clusters`]).

use super::column::PowerSums;
use super::{Estimate, Split};
use crate::statistics::clusters::Clusters;

/// The moments over draws that all estimates are made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceComponents {
    clusters: Clusters,
    replications: f64,
    /// Mean.
    mean: f64,
    /// Sample variance of the draws' means.
    between: f64,
    /// Mean of the variances within.
    luck: f64,
    /// Central moments over draws: of `w` with itself, of `w` with `(a - mean)^2`, and of the latter with itself.
    var_w: f64,
    cov_wb: f64,
    var_b: f64,
}

impl VarianceComponents {
    /// From power sums over draws.
    pub fn new(powers: &PowerSums, clusters: &Clusters) -> Self {
        let (draws, replications) = (clusters.draws, clusters.replications);
        let (d, r) = (draws as f64, replications as f64);
        // Integer sums are moved exactly to a pivot near the mean, so that nothing cancels in floating point.
        let count = i128::from(draws);
        let pivot = if count == 0 { 0 } else { (powers.s[0] + count / 2) / count };
        let [s1, s2, s3, s4] = powers.s;
        let [w0, w1, w2] = powers.w;
        let t1 = s1 - count * pivot;
        let t2 = s2 - 2 * pivot * s1 + count * pivot * pivot;
        let t3 = s3 - 3 * pivot * s2 + 3 * pivot * pivot * s1 - count * pivot * pivot * pivot;
        let t4 = s4 - 4 * pivot * s3 + 6 * pivot * pivot * s2 - 4 * pivot * pivot * pivot * s1 + count * pivot * pivot * pivot * pivot;
        let u1 = w1 - pivot * w0;
        let u2 = w2 - 2 * pivot * w1 + pivot * pivot * w0;
        let per_draw = |sum: i128| sum as f64 / d;
        let (m1, m2, m3, m4) = (per_draw(t1), per_draw(t2), per_draw(t3), per_draw(t4));
        // Central moments of S.
        let c2 = m2 - m1 * m1;
        let c4 = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
        // W = r (r - 1) w, S = r a.
        let scale = if replications > 1 { r * (r - 1.0) } else { 1.0 };
        let luck = per_draw(w0) / scale;
        let w_square = per_draw(powers.ww) / (scale * scale);
        let w_c2 = (per_draw(u2) - 2.0 * m1 * per_draw(u1) + m1 * m1 * per_draw(w0)) / (scale * r * r);
        // A single draw says nothing of the spread of draws: it makes every error unknown.
        let bessel = if draws > 1 { d / (d - 1.0) } else { f64::NAN };
        let known = |moment: f64| if draws > 1 { moment } else { f64::NAN };
        Self {
            clusters: *clusters,
            replications: r,
            mean: (pivot as f64 + m1) / r,
            between: c2 / (r * r) * bessel,
            luck,
            var_w: known((w_square - luck * luck).max(0.0)),
            cov_wb: known(w_c2 - luck * c2 / (r * r)),
            var_b: known(((c4 - c2 * c2) / (r * r * r * r)).max(0.0)),
        }
    }

    /// Mean.
    pub fn mean(&self) -> Estimate {
        Estimate { value: self.mean, mcse: self.clusters.of_mean(self.between, self.luck).sqrt() }
    }

    /// Standard deviation of the number from trial to trial; not a number where there is only one draw to tell it from.
    pub fn sd(&self) -> Estimate {
        let total = self.total();
        let sd = nonnegative(total).sqrt();
        let error = self.estimate(0.0, self.variance_of(1.0 - 1.0 / self.replications, 1.0)).mcse;
        Estimate { value: sd, mcse: if sd == 0.0 { 0.0 } else { error / (2.0 * sd) } }
    }

    /// Luck and ignorance. One replication a draw means that nothing is uncertain: all is luck.
    pub fn split(&self) -> Split {
        if self.replications == 1.0 {
            return Split { luck: self.estimate(self.between, self.var_b), ignorance: Estimate { value: 0.0, mcse: 0.0 } };
        }
        let share = 1.0 / self.replications;
        Split {
            luck: self.estimate(self.luck, self.var_w),
            ignorance: self.estimate(nonnegative(self.between - share * self.luck), self.variance_of(-share, 1.0)),
        }
    }

    /// Luck's share of the variance; `None` where the number does not vary.
    pub fn luck_share(&self) -> Option<Estimate> {
        let total = self.total();
        if total.is_nan() || total <= 0.0 {
            return None;
        }
        if self.replications == 1.0 {
            return Some(Estimate { value: 1.0, mcse: 0.0 });
        }
        let share = self.luck / total;
        // Delta method for a ratio of two means over draws: influence (w - share * total's) / total.
        let of_total = 1.0 - 1.0 / self.replications;
        let error = self.estimate(0.0, self.variance_of(1.0 - share * of_total, -share)).mcse / total;
        Some(Estimate { value: share.min(1.0), mcse: error })
    }

    fn total(&self) -> f64 {
        if self.replications == 1.0 { self.between } else { self.between + (1.0 - 1.0 / self.replications) * self.luck }
    }

    /// Variance over draws of `w_part * w + b_part * (a - mean)^2`.
    fn variance_of(&self, w_part: f64, b_part: f64) -> f64 {
        nonnegative(w_part * w_part * self.var_w + 2.0 * w_part * b_part * self.cov_wb + b_part * b_part * self.var_b)
    }

    /// A mean over draws with the variance of what it is a mean of.
    fn estimate(&self, value: f64, variance: f64) -> Estimate {
        Estimate { value, mcse: self.clusters.of_whole(variance).sqrt() }
    }
}

/// An estimate of a variance is not negative; one that is not known stays so.
fn nonnegative(variance: f64) -> f64 {
    if variance < 0.0 { 0.0 } else { variance }
}
