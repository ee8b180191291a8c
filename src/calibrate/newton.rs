//! Maxima of smooth functions with known Hessians: Newton's method, damped as Levenberg and Marquardt do where the function is not
//! concave or a step fails.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::math;

use super::jet::Jet;

/// Steps before giving up.
const MOST_STEPS: usize = 300;
/// The longest first step in any coordinate; each that gains as hoped doubles it, each that fails halves it.
const LONGEST: f64 = 3.0;

/// A gain below this, for the size of the function, is rounding.
const ROUNDING: f64 = 1e-13;

/// Where a climb ended.
#[derive(Clone, Debug)]
pub struct Peak {
    /// The point.
    pub at: Vec<f64>,
    /// The function there.
    pub jet: Jet,
    /// Whether a further Newton step would gain less than rounding.
    pub converged: bool,
    /// Steps taken.
    pub steps: usize,
    /// Where a coordinate was kept at a value, the slope of the maximum over the others in that value; else 0.
    pub slope: f64,
}

/// Climbs from a point, moving the coordinates that are free, each within `-far..far` of its own; the others stay where they are.
pub fn climb(function: &dyn Fn(&[f64]) -> Jet, start: &[f64], free: &[usize], far: &[f64]) -> Peak {
    climb_on(function, start.to_vec(), function(start), free, far, ROUNDING)
}

/// The same from where the function is known, until a step would gain less than `enough` for its size: that is the last one.
pub fn climb_on(function: &dyn Fn(&[f64]) -> Jet, mut at: Vec<f64>, mut jet: Jet, free: &[usize], far: &[f64], enough: f64) -> Peak {
    let mut damping: f64 = 0.0;
    let mut reach = LONGEST;
    for steps in 0..MOST_STEPS {
        if free.is_empty() || !jet.value.is_finite() {
            return Peak { at, converged: free.is_empty(), jet, steps, slope: 0.0 };
        }
        // A coordinate at its far end that would go further stays.
        let moving: Vec<usize> = free.iter().copied().filter(|&k| at[k].abs() < far[k] || at[k] * jet.gradient[k] < 0.0).collect();
        let gradient = DVector::from_iterator(moving.len(), moving.iter().map(|&k| jet.gradient[k]));
        let Some((step, gain)) = step(&information(&jet, &moving), &gradient, damping) else {
            damping = (damping * 10.0).max(1e-3);
            if damping > 1e12 {
                return Peak { at, jet, converged: false, steps, slope: 0.0 };
            }
            continue;
        };
        let small = ROUNDING * (1.0 + jet.value.abs());
        let is_last = gain < enough * (1.0 + jet.value.abs()) && damping == 0.0;
        let mut next = at.clone();
        let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
        let scale = if longest > reach { reach / longest } else { 1.0 };
        for (&k, s) in moving.iter().zip(step.iter()) {
            next[k] = (at[k] + scale * s).clamp(-far[k], far[k]);
        }
        let there = function(&next);
        if there.value >= jet.value - small {
            (at, jet) = (next, there);
            // The value cannot show what the last step gains, but the gradient does.
            if is_last {
                return Peak { at, jet, converged: true, steps, slope: 0.0 };
            }
            damping = if damping < 1e-6 { 0.0 } else { damping * 0.1 };
            reach = if scale < 1.0 { 2.0 * reach } else { reach };
        } else {
            reach = (0.5 * reach).max(LONGEST);
            damping = (damping * 10.0).max(1e-3);
            if damping > 1e12 {
                return Peak { converged: gain < 1e3 * small, at, jet, steps, slope: 0.0 };
            }
        }
    }
    Peak { at, jet, converged: false, steps: MOST_STEPS, slope: 0.0 }
}

/// Minus the Hessian in some coordinates: the observed information of a log-likelihood.
pub fn information(jet: &Jet, coordinates: &[usize]) -> DMatrix<f64> {
    let n = jet.gradient.len();
    DMatrix::from_fn(coordinates.len(), coordinates.len(), |row, column| -jet.hessian[coordinates[row] * n + coordinates[column]])
}

/// The step that maximises the quadratic approximation, damped, and what it would gain; `None` where that has no maximum.
///
/// Coordinates are scaled by their own curvature, so that damping treats all alike.
fn step(information: &DMatrix<f64>, gradient: &DVector<f64>, damping: f64) -> Option<(DVector<f64>, f64)> {
    let scale: Vec<f64> = (0..gradient.len()).map(|k| math::sqrt(information[(k, k)].abs().max(1e-12))).collect();
    let scaled = DMatrix::from_fn(gradient.len(), gradient.len(), |row, column| {
        information[(row, column)] / (scale[row] * scale[column]) + if row == column { damping } else { 0.0 }
    });
    let slope = DVector::from_fn(gradient.len(), |k, _| gradient[k] / scale[k]);
    let step = Cholesky::new(scaled)?.solve(&slope);
    let gain = 0.5 * step.dot(&slope);
    Some((DVector::from_fn(gradient.len(), |k, _| step[k] / scale[k]), gain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::dual::Dual;

    /// Minus Rosenbrock's function, whose narrow curved ridge leads to (1, 1).
    fn rosenbrock(at: &[f64]) -> Jet {
        let (x, y) = (Dual::<2>::variable(at[0], 0), Dual::<2>::variable(at[1], 1));
        let (short, across) = (Dual::constant(1.0) - x, y - x * x);
        let height = ((short * short) + (across * across).scaled(100.0)).scaled(-1.0);
        Jet { value: height.value, gradient: height.gradient.to_vec(), hessian: height.hessian.concat() }
    }

    #[test]
    fn a_curved_ridge_is_followed_to_its_peak() {
        for start in [[-1.2, 1.0], [2.0, -3.0], [0.0, 5.0]] {
            let peak = climb(&rosenbrock, &start, &[0, 1], &[30.0; 2]);
            assert!(peak.converged && (peak.at[0] - 1.0).abs() < 1e-9 && (peak.at[1] - 1.0).abs() < 1e-9, "{peak:?}");
        }
    }

    #[test]
    fn coordinates_that_are_not_free_stay() {
        let peak = climb(&rosenbrock, &[0.5, 3.0], &[1], &[30.0; 2]);
        assert!(peak.converged && peak.at[0] == 0.5 && (peak.at[1] - 0.25).abs() < 1e-12);
    }
}
