//! 95 % limits of a number: by the profile likelihood, and where nobody left, of a Poisson count of 0.

use crate::math::{self, NORMAL_P975};

use super::ascent::{Ascent, norm};
use super::maximum::{Limits, Standing};
use super::newton::Peak;
use super::transform::Transform;

/// Exits expected at the upper limit of a Poisson count of 0: `e^-x` is 2.5 % there.
pub const NOBODY: f64 = 3.688_879_454_113_936;
/// A profile further from the estimate than this, in steps that multiply hazards by about e, has no end.
const NO_END: f64 = 400.0;
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

    fn root(&mut self, value: f64) -> f64 {
        math::sqrt(2.0 * self.fall(value))
    }

    /// Where the fall is `1.96^2 / 2` on one side; nothing where it never is. The signed root of twice the fall is nearly linear in the
    /// coordinate, so that the secant method finds where it is 1.96 in a few steps.
    fn end(&mut self, sign: f64, variance: f64) -> Option<f64> {
        let scale = norm(self.ascent.centred().row(self.k));
        let reach = if self.ascent.centred().is_linear(self.k) { f64::INFINITY } else { self.ascent.far(self.k) };
        let here = self.ascent.coordinate(self.k, &self.peak.at);
        let mut width = if variance > 0.0 { math::sqrt(variance).min(5.0 * scale) } else { scale };
        self.at.clone_from(&self.peak.at);
        let (mut inner, mut inner_root) = (here, 0.0);
        let mut outer = (here + sign * NORMAL_P975 * width).clamp(-reach, reach);
        let mut outer_root = self.root(outer);
        while outer_root < NORMAL_P975 {
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
            let share = if step % 3 == 2 || !outer_root.is_finite() { 0.5 } else { (NORMAL_P975 - inner_root) / (outer_root - inner_root) };
            found = inner + share * (outer - inner);
            let root = self.root(found);
            if (root - NORMAL_P975).abs() < 1e-8 {
                break;
            }
            if root < NORMAL_P975 { (inner, inner_root) = (found, root) } else { (outer, outer_root) = (found, root) }
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
    let number = |at: f64| transform.number(at).value;
    let mut end = |sign: f64| profile.end(sign, variance);
    let low = if standing == Standing::AtLower { lowest } else { end(-1.0).map_or(lowest, number) };
    let above = if standing == Standing::AtUpper { None } else { end(1.0) };
    if let Some(above) = above.filter(|_| standing == Standing::AtLower && transform == Transform::Log)
        && let Some(exact) = exact(&mut profile, above)
    {
        return (Some((low, exact)), Limits::Exact);
    }
    (Some((low, above.map_or(highest, number))), Limits::Profile)
}

/// The upper limit of a hazard of 0 of which the profile likelihood is that of a Poisson count of 0: where the fall is proportional to the
/// hazard, whatever else there is has no part in it.
fn exact(profile: &mut Profile<'_>, above: f64) -> Option<f64> {
    let [one, two] = [above, above + math::LN_2].map(|at| profile.fall(at));
    ((two - 2.0 * one).abs() < PROPORTIONAL * one).then(|| math::exp(above) * NOBODY / one)
}
