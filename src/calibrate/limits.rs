//! 95 % limits of a number: by the profile likelihood, and where nobody left, at which that has a probability of 2.5 %.
//!
//! Where a number is 0 since nobody left where it acts, the quantile of chi-squared (1.92 of log-likelihood) allows too little: of a count of
//! 0 with exposure `T` it makes a limit of `1.92 / T`, at which nobody leaves with a probability of 15 %. The limit is where the likelihood,
//! maximised over the other numbers, is 2.5 % of its maximum (3.69 of log-likelihood). Where the number acts alone that is the exact limit of
//! a Poisson count of 0, `3.69 / T`. Where it multiplies a hazard that is estimated from `n` exits elsewhere, with a share `q` of all that are
//! expected, the likelihood falls by `-n ln(1 - q)`, and 2.5 % is the probability that none of `n` exits is there, given that there were `n`:
//! the exact limit of a binomial count of 0 (Clopper & Pearson 1934).

use crate::math::{self, NORMAL_P975};

use super::ascent::{Ascent, norm};
use super::maximum::{Limits, Standing};
use super::newton::Peak;
use super::transform::Transform;

/// Exits expected at the upper limit of a Poisson count of 0: `e^-x` is 2.5 % there.
const NOBODY: f64 = 3.688_879_454_113_936;
/// A profile further from the estimate than this, in steps that multiply hazards by about e, has no end.
const NO_END: f64 = 400.0;
/// The signed root of twice the fall at the limit where nobody left.
const NOBODY_ROOT: f64 = 2.716_203_031_481_239;
/// Numbers whose logs are further from 0 are none that can be written.
pub const LARGEST: f64 = 700.0;
/// A log-likelihood whose fall is proportional to a hazard to this is that of a Poisson count of 0.
const PROPORTIONAL: f64 = 1e-6;

/// The likelihood of one number, maximised over the others.
struct Profile<'a> {
    ascent: &'a Ascent<'a>,
    peak: &'a Peak,
    free: &'a [usize],
    k: usize,
    /// Where the others were best last.
    at: Vec<f64>,
}

impl Profile<'_> {
    /// How much the log-likelihood is below its maximum where the number's coordinate is at a value.
    fn fall(&mut self, value: f64) -> f64 {
        let there = self.ascent.peak_at(&self.at, self.free, self.k, value);
        if there.jet.value.is_finite() {
            self.at.clone_from(&there.at);
        }
        (self.peak.jet.value - there.jet.value).max(0.0)
    }

    /// What the limit at a coordinate is where nobody left: exact where the fall is proportional to the number, as of a Poisson count of 0, or of
    /// a probability to the log of what is left, as of a binomial one.
    fn kind(&mut self, high: f64) -> Limits {
        let transform = self.ascent.transform(self.k);
        let whole = transform.number(high).value;
        let half = self.fall(transform.inverse(0.5 * whole));
        let ratios = [2.0, math::ln_1p(-whole.min(1.0)) / math::ln_1p(-0.5 * whole.min(1.0))];
        let is_exact = |ratio: f64| (half * ratio - NOBODY).abs() < PROPORTIONAL * NOBODY;
        let count = if matches!(transform, Transform::Logistic { .. }) { 2 } else { 1 };
        if ratios[..count].iter().copied().any(is_exact) { Limits::Exact } else { Limits::Nobody }
    }

    fn root(&mut self, value: f64) -> f64 {
        math::sqrt(2.0 * self.fall(value))
    }

    /// Where the signed root of twice the fall is `goal` on one side; nothing where it never is. It is nearly linear in the coordinate, so that
    /// the secant method finds the place in a few steps.
    fn end(&mut self, sign: f64, variance: f64, goal: f64) -> Option<f64> {
        let scale = norm(self.ascent.centred().row(self.k));
        let reach = if self.ascent.centred().is_linear(self.k) { f64::INFINITY } else { self.ascent.far(self.k) };
        let here = self.ascent.coordinate(self.k, &self.peak.at);
        let mut width = if variance > 0.0 { math::sqrt(variance).min(5.0 * scale) } else { scale };
        self.at.clone_from(&self.peak.at);
        let (mut inner, mut inner_root) = (here, 0.0);
        let mut outer = (here + sign * goal * width).clamp(-reach, reach);
        let mut outer_root = self.root(outer);
        while outer_root < goal {
            if outer.abs() >= reach || (outer - here).abs() > NO_END * scale {
                return None;
            }
            (inner, inner_root) = (outer, outer_root);
            outer = (outer + sign * width).clamp(-reach, reach);
            outer_root = self.root(outer);
            width *= 1.5;
        }
        let mut found = outer;
        for step in 0..100 {
            // Every third step halves, so that a bracket that closes from one side only closes all the same.
            let share = if step % 3 == 2 || !outer_root.is_finite() { 0.5 } else { (goal - inner_root) / (outer_root - inner_root) };
            found = inner + share * (outer - inner);
            let root = self.root(found);
            if (root - goal).abs() < 1e-8 {
                break;
            }
            if root < goal { (inner, inner_root) = (found, root) } else { (outer, outer_root) = (found, root) }
        }
        Some(found)
    }
}

/// The 95 % limits of a number, and what they are.
pub fn limits(
    ascent: &Ascent<'_>,
    peak: &Peak,
    free: &[usize],
    k: usize,
    variance: f64,
    standing: Standing,
) -> (Option<(f64, f64)>, Limits) {
    let transform = ascent.transform(k);
    let (lowest, highest) = transform.ends();
    let mut profile = Profile { ascent, peak, free, k, at: peak.at.clone() };
    let is_nobody = standing == Standing::AtLower && ascent.is_factor(k);
    let goal = if is_nobody { NOBODY_ROOT } else { NORMAL_P975 };
    let low = if standing == Standing::AtLower { None } else { profile.end(-1.0, variance, goal) };
    let high = if standing == Standing::AtUpper { None } else { profile.end(1.0, variance, goal) };
    let limits = match high {
        Some(high) if is_nobody => profile.kind(high),
        _ if is_nobody => Limits::Nobody,
        _ => Limits::Profile,
    };
    let number = |at: f64| natural(transform, at);
    (Some((low.map_or(lowest, number), high.map_or(highest, number))), limits)
}

/// The number at an unconstrained coordinate; an end of the range where it is too small or large for a number.
pub fn natural(transform: Transform, at: f64) -> f64 {
    match transform {
        Transform::Log if at.abs() > LARGEST => {
            if at > 0.0 {
                f64::INFINITY
            } else {
                0.0
            }
        }
        _ => transform.number(at).value,
    }
}
