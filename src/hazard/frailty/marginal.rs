//! Frailty integrated out: the likelihood of a person whose log hazard ratio `z ~ Normal(-sd^2 / 2, sd)` nobody sees.
//!
//! Where hazards are products, a person with `D` exits and the cumulative hazard `H` (without frailty) contributes, besides the hazards
//! at the exits,
//!
//! ```text
//! ln of the integral over z of normal(z) e^(D z - H e^z)
//! ```
//!
//! a function of `H` and `sd` alone. With `z = -sd^2 / 2 + sd e`, `e` standard normal, it is smooth down to `sd = 0`, where it is `-H`.
//!
//! The integral is a trapezoidal sum about the mode: for integrands that are analytic on the line and fade fast on both sides it
//! converges geometrically (Trefethen & Weideman, *The exponentially convergent trapezoidal rule*, 2014). The step is a share of the
//! integrand's own width and the sum ends where terms are below rounding, so that it adapts as adaptive Gauss-Hermite quadrature does.
//! Away from the mode the integrand has a second width: where `e^(-H e^z)` falls from 1 to 0 it does so within a few `1 / sd`, which is the
//! narrower one where the spread is large and the hazard at the mode small. `e^(-H e^z)` is analytic and bounded to `pi / (2 sd)` on both
//! sides of the line, so that a step `h` has an error of about `e^(-pi^2 / (sd h))`: of 0.3 / sd, 5e-15.

use crate::math;

use crate::number::Hessian;

/// The direction of the cumulative hazard in the derivatives of [`log_marginal`].
pub const HAZARD: usize = 0;
/// The direction of the standard deviation.
pub const SD: usize = 1;

/// Step of the sums, in widths of the integrand about its mode.
const STEP: f64 = 0.25;
/// The same, in parts of `1 / sd`, the width in which survival falls.
const STEP_OF_SURVIVAL: f64 = 0.3;
/// Terms this far below the largest, in logarithms, are below its rounding error.
const NEGLIGIBLE: f64 = 40.0;

/// A standard normal variable about which an integrand is summed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    /// The mode of the integrand.
    pub mode: f64,
    /// Distance of the nodes.
    pub step: f64,
}

impl Centre {
    /// Mode and width of `e^(-e^2 / 2 + D z - H e^z)`: Newton's method on a concave function, kept from overshooting where `e^z` is steep.
    /// Each step changes `z` by 1 at most, so that a mode where `z` is beyond 200 or so is found otherwise.
    pub fn of(exits: f64, cumulative: f64, sd: f64) -> Self {
        let mut e = 0.0;
        for _ in 0..200 {
            let steep = cumulative * math::exp(-0.5 * sd * sd + sd * e);
            let slope = -e + sd * (exits - steep);
            let curvature = 1.0 + sd * sd * steep;
            let change = (slope / curvature).clamp(-1.0 / sd.max(0.1), 1.0 / sd.max(0.1));
            e += change;
            if change.abs() < 1e-10 {
                let steep = cumulative * math::exp(-0.5 * sd * sd + sd * e);
                return Self::unknown(e, sd * sd * steep, sd);
            }
        }
        Self::far(exits, cumulative, sd)
    }

    /// The same where `z` is far from 0. At the mode `w = sd^2 H e^z` solves `ln w + w = ln(sd^2 H) + sd^2 (D - 1/2)`, and it is at
    /// `D sd - w / sd`. Newton's method in `ln w`, on a convex function and from above, falls to the solution.
    fn far(exits: f64, cumulative: f64, sd: f64) -> Self {
        let goal = math::ln(cumulative) + 2.0 * math::ln(sd) + sd * sd * (exits - 0.5);
        let mut ln_w = if goal > 1.0 { math::ln(goal) } else { goal };
        // Of less than e^-40, w is the exponential of the goal but for rounding.
        for _ in 0..if goal > -40.0 { 50 } else { 0 } {
            let w = math::exp(ln_w);
            let change = (ln_w + w - goal) / (1.0 + w);
            ln_w -= change;
            if change.abs() < 1e-14 * (1.0 + ln_w.abs()) {
                break;
            }
        }
        let w = math::exp(ln_w);
        Self::unknown(exits * sd - w / sd, w, sd)
    }

    /// A mode at which the log of the survival bends by so much.
    fn unknown(mode: f64, bend: f64, sd: f64) -> Self {
        let step = STEP / math::sqrt(1.0 + bend);
        Self { mode, step: if sd * step > STEP_OF_SURVIVAL { STEP_OF_SURVIVAL / sd } else { step } }
    }

    /// The range outside of which an integrand is negligible whose log is at least as steep on both sides as that of a normal density.
    pub fn reach(self) -> (f64, f64) {
        (self.mode.min(0.0) - 10.0, self.mode.max(0.0) + 10.0)
    }

    /// Nodes and logs of weights where the integrand has kinks at known places: Gauss-Legendre quadrature between them.
    pub fn panels(self, kinks: &[f64]) -> Vec<(f64, f64)> {
        let (first, last) = self.reach();
        let width = self.step / STEP;
        let mut nodes = Vec::new();
        let mut from = first;
        for &to in kinks.iter().chain([&last]) {
            let count = ((to - from) / width).ceil().max(1.0);
            let part = (to - from) / count;
            for k in 0..count as u32 {
                let begin = from + f64::from(k) * part;
                for (node, weight) in math::GAUSS_LEGENDRE_8 {
                    let e = begin + node * part;
                    nodes.push((e, -0.5 * e * e + math::ln(weight * part) - math::HALF_LN_2_PI));
                }
            }
            from = to;
        }
        nodes
    }

    /// Calls `log_term` (the log of the integrand, without the density of `e`) from the mode outwards on both sides until terms are
    /// negligible. It is given the node and the log of its weight, which makes the sum the mean over a standard normal `e`.
    pub fn nodes(self, mut log_term: impl FnMut(f64, f64) -> f64) {
        let ln_step = math::ln(self.step);
        let ln_weight = |e: f64| -0.5 * e * e + ln_step - math::HALF_LN_2_PI;
        let mut most = f64::NEG_INFINITY;
        for direction in [1.0, -1.0] {
            for k in 0..1_000 {
                if k == 0 && direction < 0.0 {
                    continue;
                }
                let e = self.mode + direction * f64::from(k) * self.step;
                let weight = ln_weight(e);
                let term = weight + log_term(e, weight);
                most = most.max(term);
                if term < most - NEGLIGIBLE {
                    break;
                }
            }
        }
    }
}

/// `ln E[e^(exits z - cumulative e^z)]` over `z ~ Normal(-sd^2 / 2, sd)`, with derivatives in `cumulative` ([`HAZARD`]) and `sd` ([`SD`]).
pub fn log_marginal(exits: f64, cumulative: f64, sd: f64) -> Hessian<2> {
    let mut nodes: Vec<(f64, f64, f64)> = Vec::with_capacity(64);
    Centre::of(exits, cumulative, sd).nodes(|e, ln_weight| {
        let z = -0.5 * sd * sd + sd * e;
        let ratio = math::exp(z);
        let value = exits * z - cumulative * ratio;
        nodes.push((e, ln_weight + value, ratio));
        value
    });
    let most = nodes.iter().map(|node| node.1).fold(f64::NEG_INFINITY, f64::max);
    // The mean of each derivative of the exponent, and of their products, over the integrand.
    let (mut total, mut first, mut second) = (0.0, [0.0; 2], [[0.0; 2]; 2]);
    for (e, value, ratio) in nodes {
        let weight = math::exp(value - most);
        let surplus = exits - cumulative * ratio;
        let slope = [-ratio, surplus * (e - sd)];
        let mixed = -ratio * (e - sd);
        let bend = [[0.0, mixed], [mixed, -cumulative * ratio * (e - sd) * (e - sd) - surplus]];
        total += weight;
        for a in 0..2 {
            first[a] += weight * slope[a];
            for b in 0..2 {
                second[a][b] += weight * (bend[a][b] + slope[a] * slope[b]);
            }
        }
    }
    let gradient = first.map(|x| x / total);
    let mut hessian = second.map(|row| row.map(|x| x / total));
    for a in 0..2 {
        for b in 0..2 {
            hessian[a][b] -= gradient[a] * gradient[b];
        }
    }
    Hessian { value: most + math::ln(total), gradient, hessian }
}

/// The value of [`log_marginal`] and its slopes in `cumulative` and `sd`, where second derivatives are not wanted.
pub fn log_marginal_slopes(exits: f64, cumulative: f64, sd: f64) -> (f64, [f64; 2]) {
    let Centre { mode, step } = Centre::of(exits, cumulative, sd);
    let log = |e: f64, ratio: f64| exits * (sd * e - 0.5 * sd * sd) - cumulative * ratio - 0.5 * e * e;
    let at_mode = math::exp(sd * mode - 0.5 * sd * sd);
    let top = log(mode, at_mode);
    let (mut total, mut slopes) = (0.0, [0.0; 2]);
    for direction in [1.0, -1.0] {
        // From node to node, the hazard ratio grows by the same factor.
        let factor = math::exp(direction * sd * step);
        let mut ratio = at_mode;
        for k in 0..1_000 {
            let e = mode + direction * f64::from(k) * step;
            let term = log(e, ratio) - top;
            if term < -NEGLIGIBLE {
                break;
            }
            // The mode counts once.
            if k > 0 || direction > 0.0 {
                let weight = math::exp(term);
                total += weight;
                slopes[HAZARD] -= weight * ratio;
                slopes[SD] += weight * (exits - cumulative * ratio) * (e - sd);
            }
            ratio *= factor;
        }
    }
    (top + math::ln(total * step) - math::HALF_LN_2_PI, slopes.map(|slope| slope / total))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by a fine trapezoidal sum over a fixed wide range.
    fn by_brute_force(exits: f64, cumulative: f64, sd: f64) -> f64 {
        unknown(0.0, exits, cumulative, sd)
    }

    /// The same over a range about a middle.
    fn unknown(middle: f64, exits: f64, cumulative: f64, sd: f64) -> f64 {
        let term = |k: i32| {
            let e = middle + f64::from(k) * 1e-4;
            let z = -0.5 * sd * sd + sd * e;
            -0.5 * e * e + exits * z - cumulative * math::exp(z)
        };
        let most = (-300_000..300_000).map(term).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = (-300_000..300_000).map(|k| math::exp(term(k) - most)).sum();
        most + math::ln(sum * 1e-4 / math::sqrt(2.0 * std::f64::consts::PI))
    }

    #[test]
    fn the_marginal_is_the_integral() {
        for (exits, cumulative, sd) in
            [(0.0, 0.1, 0.5), (1.0, 0.1, 0.5), (1.0, 3.0, 1.5), (0.0, 50.0, 1.0), (3.0, 0.01, 2.5), (0.0, 1e4, 3.0)]
        {
            let (value, expected) = (log_marginal(exits, cumulative, sd).value, by_brute_force(exits, cumulative, sd));
            assert!((value - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{exits} {cumulative} {sd}: {value} {expected}");
            let (with_hessian, (value, slopes)) = (log_marginal(exits, cumulative, sd), log_marginal_slopes(exits, cumulative, sd));
            let numbers = [(value, expected), (slopes[0], with_hessian.gradient[0]), (slopes[1], with_hessian.gradient[1])];
            for (number, expected) in numbers {
                assert!((number - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{exits} {cumulative} {sd}: {number} {expected}");
            }
        }
    }

    /// The same by Gauss-Legendre quadrature between many places.
    fn by_panels(exits: f64, cumulative: f64, sd: f64) -> f64 {
        const PANELS: u32 = 1_000;
        let (from, part) = (-30.0, 60.0 / f64::from(PANELS));
        let terms = (0..PANELS).flat_map(|panel| math::GAUSS_LEGENDRE_8.map(|(node, weight)| (f64::from(panel), node, weight)));
        let term = |(panel, node, weight): (f64, f64, f64)| {
            let e = from + (panel + node) * part;
            let z = -0.5 * sd * sd + sd * e;
            (-0.5 * e * e + exits * z - cumulative * math::exp(z), weight * part)
        };
        let most = terms.clone().map(|node| term(node).0).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = terms.map(term).map(|(log, weight)| weight * math::exp(log - most)).sum();
        most + math::ln(sum) - math::HALF_LN_2_PI
    }

    #[test]
    fn a_large_spread_loses_no_accuracy() {
        for sd in [0.5, 1.4, 2.0, 4.0, 5.0] {
            for exits in [0.0, 1.0, 3.0] {
                for ln_cumulative in [-12.0, -6.0, -2.5, -0.7, 0.0, 1.3, 4.0, 7.0, 11.0, 15.0] {
                    let cumulative = math::exp(ln_cumulative);
                    let expected = by_panels(exits, cumulative, sd);
                    let (whole, (value, slopes)) = (log_marginal(exits, cumulative, sd), log_marginal_slopes(exits, cumulative, sd));
                    // The relative error of the integral is the absolute one of its logarithm.
                    for found in [whole.value, value] {
                        assert!(
                            (found - expected).abs() < 1e-11 * (1.0 + expected.abs()),
                            "{sd} {exits} {ln_cumulative}: {found} {expected}"
                        );
                    }
                    let moved = |by: f64| by_panels(exits, cumulative, sd + by);
                    let slope = (8.0 * (moved(1e-3) - moved(-1e-3)) - (moved(2e-3) - moved(-2e-3))) / 12e-3;
                    for found in [whole.gradient[SD], slopes[SD]] {
                        assert!((found - slope).abs() < 1e-8 * (1.0 + slope.abs()), "{sd} {exits} {ln_cumulative}: {found} {slope}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_mode_far_away_is_found() {
        // The middle is where the mode is, to a few units: Newton's steps came 400 far at a spread of 0.5, and 7 far at one of 30.
        for (middle, exits, ln_cumulative, sd) in [
            (-446.0, 0.0, 230.0, 0.5),
            (-785.0, 2.0, 400.0, 0.5),
            (-74.0, 1.0, 230.0, 3.0),
            (-36.0, 1.0, 600.0, 14.0),
            (15.0, 1.0, 0.0, 30.0),
            (25.0, 2.0, -300.0, 30.0),
        ] {
            let cumulative = math::exp(ln_cumulative);
            let expected = unknown(middle, exits, cumulative, sd);
            let (whole, (value, slopes)) = (log_marginal(exits, cumulative, sd), log_marginal_slopes(exits, cumulative, sd));
            for (number, expected) in [(whole.value, expected), (value, expected), (slopes[SD], whole.gradient[SD])] {
                assert!((number - expected).abs() < 1e-10 * (1.0 + expected.abs()), "{exits} {ln_cumulative} {sd}: {number} {expected}");
            }
            assert!((slopes[HAZARD] / whole.gradient[HAZARD] - 1.0).abs() < 1e-9);
        }
        // Where Newton's steps find the mode, both ways find the same.
        for (exits, cumulative, sd) in [(0.0, 1e4, 3.0), (1.0, 3.0, 1.5), (3.0, 0.01, 2.5), (1.0, 1e-30, 0.5)] {
            let (near, far) = (Centre::of(exits, cumulative, sd), Centre::far(exits, cumulative, sd));
            assert!((near.mode - far.mode).abs() < 1e-9 && (near.step - far.step).abs() < 1e-9, "{near:?} {far:?}");
        }
    }

    #[test]
    fn without_spread_it_is_the_survival() {
        for exits in [0.0, 2.0] {
            let marginal = log_marginal(exits, 0.7, 0.0);
            assert!((marginal.value + 0.7).abs() < 1e-12 && (marginal.gradient[HAZARD] + 1.0).abs() < 1e-12);
            assert!(marginal.gradient[SD].abs() < 1e-12);
            // d^2/dsd^2 at 0 is the second derivative in z of e^(D z - H e^z), less the shift of the mean: (D - H)^2 - H - (D - H).
            let expected = (exits - 0.7) * (exits - 0.7) - exits;
            assert!((marginal.hessian[SD][SD] - expected).abs() < 1e-10, "{}", marginal.hessian[SD][SD]);
        }
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let h = 1e-5;
        for (exits, cumulative, sd) in [(0.0, 0.4, 0.6), (1.0, 2.0, 1.1), (2.0, 0.3, 0.2)] {
            let at = log_marginal(exits, cumulative, sd);
            let step = [[cumulative + h, sd], [cumulative - h, sd], [cumulative, sd + h], [cumulative, sd - h]];
            let [up, down, wide, narrow] = step.map(|[cumulative, sd]| log_marginal(exits, cumulative, sd));
            for (direction, plus, minus) in [(HAZARD, up, down), (SD, wide, narrow)] {
                assert!((at.gradient[direction] - (plus.value - minus.value) / (2.0 * h)).abs() < 1e-8);
                for other in 0..2 {
                    let slope = (plus.gradient[other] - minus.gradient[other]) / (2.0 * h);
                    assert!((at.hessian[direction][other] - slope).abs() < 1e-8);
                }
            }
        }
    }
}
