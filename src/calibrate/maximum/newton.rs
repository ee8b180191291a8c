//! Maxima of smooth functions with known Hessians: Newton's method, damped as Levenberg and Marquardt do where the function is not
//! concave or a step fails.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::math;

use crate::calibrate::likelihood::derivatives::Derivatives;

/// Steps before giving up.
const MOST_STEPS: usize = 300;
/// The longest first step in any coordinate; each that gains as hoped doubles it, each that fails halves it.
const LONGEST: f64 = 3.0;

/// A point that is no further beyond a ceiling is at it.
pub const BEYOND: f64 = 1e-10;

/// A gain below this, for the size of the function, is rounding.
pub const ROUNDING: f64 = 1e-13;

/// Where a climb ended.
#[derive(Clone, Debug)]
pub struct Peak {
    /// The point.
    pub at: Vec<f64>,
    /// The objective there: value, gradient and Hessian.
    pub objective: Derivatives,
    /// Whether a further Newton step would gain less than rounding.
    pub converged: bool,
    /// Steps taken.
    pub steps: usize,
    /// Where a coordinate was kept at a value, the slope of the maximum over the others in that value; else 0.
    pub slope: f64,
    /// The ceiling that the climb came to, if it ended there.
    pub hit: Option<usize>,
}

impl Peak {
    /// A climb that ended in the middle.
    pub fn new(at: Vec<f64>, objective: Derivatives, converged: bool, steps: usize) -> Self {
        Self { at, objective, converged, steps, slope: 0.0, hit: None }
    }
}

/// The points at which a sum of multiples of the coordinates has a value: a ceiling, where a climb may not go beyond it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The multiples.
    pub row: Vec<f64>,
    /// The value.
    pub value: f64,
}

impl Plane {
    /// By how much a point is beyond it.
    pub fn beyond(&self, at: &[f64]) -> f64 {
        self.row.iter().zip(at).map(|(factor, x)| factor * x).sum::<f64>() - self.value
    }
}

/// Climbs from a point, moving the coordinates that are free, each within `-far..far` of its own; the others stay where they are.
pub fn climb(function: &dyn Fn(&[f64]) -> Derivatives, start: &[f64], free: &[usize], far: &[f64]) -> Peak {
    climb_on(function, (start.to_vec(), function(start)), free, far, &[], ROUNDING)
}

/// The same from where the function is known, until a step would gain less than `enough` for its size: that is the last one. A step that
/// would pass a ceiling ends there, and the climb with it.
pub fn climb_on(
    function: &dyn Fn(&[f64]) -> Derivatives,
    (mut at, mut objective): (Vec<f64>, Derivatives),
    free: &[usize],
    far: &[f64],
    ceilings: &[Plane],
    enough: f64,
) -> Peak {
    let mut damping: f64 = 0.0;
    let mut reach = LONGEST;
    for steps in 0..MOST_STEPS {
        if free.is_empty() || !objective.value.is_finite() {
            return Peak::new(at, objective, free.is_empty(), steps);
        }
        // A coordinate at its far end that would go further stays.
        let moving: Vec<usize> = free.iter().copied().filter(|&k| at[k].abs() < far[k] || at[k] * objective.gradient[k] < 0.0).collect();
        let gradient = DVector::from_iterator(moving.len(), moving.iter().map(|&k| objective.gradient[k]));
        let small = ROUNDING * (1.0 + objective.value.abs());
        // On a plateau there is no quadratic approximation to climb by, and nothing to climb.
        if damping > 0.0 && gradient.iter().map(|slope| LONGEST * slope.abs()).sum::<f64>() < small {
            return Peak::new(at, objective, true, steps);
        }
        let Some((step, gain)) = step(&information(&objective, &moving), &gradient, damping) else {
            damping = (damping * 10.0).max(1e-3);
            if damping > 1e12 {
                return Peak::new(at, objective, false, steps);
            }
            continue;
        };
        let is_last = gain < enough * (1.0 + objective.value.abs()) && damping == 0.0;
        let mut next = at.clone();
        let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
        let scale = if longest > reach { reach / longest } else { 1.0 };
        for (&k, s) in moving.iter().zip(step.iter()) {
            next[k] = (at[k] + scale * s).clamp(-far[k], far[k]);
        }
        let hit = stop(ceilings, &at, &mut next);
        let there = function(&next);
        if there.value >= objective.value - small {
            (at, objective) = (next, there);
            if hit.is_some() {
                return Peak { hit, ..Peak::new(at, objective, false, steps) };
            }
            // The value cannot show what the last step gains, but the gradient does.
            if is_last {
                return Peak::new(at, objective, true, steps);
            }
            damping = if damping < 1e-6 { 0.0 } else { damping * 0.1 };
            reach = if scale < 1.0 { 2.0 * reach } else { reach };
        } else {
            reach = (0.5 * reach).max(LONGEST);
            damping = (damping * 10.0).max(1e-3);
            if damping > 1e12 {
                return Peak::new(at, objective, gain < 1e3 * small, steps);
            }
        }
    }
    Peak::new(at, objective, false, MOST_STEPS)
}

/// Ends a step at the first ceiling that it would pass, and says at which.
fn stop(ceilings: &[Plane], at: &[f64], next: &mut [f64]) -> Option<usize> {
    let passed = |(number, ceiling): (usize, &Plane)| {
        let (here, there) = (ceiling.beyond(at), ceiling.beyond(next));
        (there > BEYOND).then(|| (number, (here / (here - there)).clamp(0.0, 1.0)))
    };
    let (number, share) = ceilings.iter().enumerate().filter_map(passed).min_by(|a, b| a.1.total_cmp(&b.1))?;
    next.iter_mut().zip(at).for_each(|(next, at)| *next = at + share * (*next - at));
    Some(number)
}

/// Minus the Hessian in some coordinates: the observed information of a log-likelihood.
pub fn information(objective: &Derivatives, coordinates: &[usize]) -> DMatrix<f64> {
    let n = objective.gradient.len();
    DMatrix::from_fn(coordinates.len(), coordinates.len(), |row, column| -objective.hessian[coordinates[row] * n + coordinates[column]])
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
    use crate::number::{Hessian, Number};

    /// Minus Rosenbrock's function, whose narrow curved ridge leads to (1, 1).
    fn rosenbrock(at: &[f64]) -> Derivatives {
        let (x, y) = (Hessian::<2>::variable(at[0], 0), Hessian::<2>::variable(at[1], 1));
        let (short, across) = (Hessian::constant(1.0) - x, y - x * x);
        let height = ((short * short) + (across * across).scaled(100.0)).scaled(-1.0);
        Derivatives { value: height.value, gradient: height.gradient.to_vec(), hessian: height.hessian.concat() }
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
