//! How the pull of a spin-out fades, `2^(-age / half-life)`, with derivatives in the log of the half-life.

use crate::math;

use super::super::hessian::Hessian;
use super::{Local, PULL_HALF_LIFE};
use crate::hazard::contagion::FASTEST;

/// The rate of fading [a year] by the log of a half-life [years]; faster than a second is at once, as in a simulation.
pub fn rate(ln_half_life: f64) -> f64 {
    (math::LN_2 * math::exp(-ln_half_life)).min(FASTEST)
}

/// The log of what is left at an age [years], `-rate * age`; in the log of the half-life `rate' = -rate`.
pub fn ln_fade(rate: f64, age: f64) -> Local {
    let faded = rate * age;
    Hessian::of_one(PULL_HALF_LIFE, -faded, faded, -faded)
}

/// The log of the mean of what is left over a stretch of time [years] that begins at an age.
///
/// `g(x) = ln((1 - e^-x) / x)` of `x = rate * length`, besides what has faded before.
pub fn ln_mean_fade(rate: f64, age: f64, length: f64) -> Local {
    let x = rate * length;
    // Below, the closed forms of the derivatives lose digits to cancellation; the next terms of the series are of the order x^4.
    let (value, first, second) = if x < 1e-3 {
        (-x / 2.0 + x * x / 24.0, -0.5 + x / 12.0 - x * x * x / 720.0, 1.0 / 12.0 - x * x / 240.0)
    } else {
        let gone = -libm::expm1(-x);
        let left = math::exp(-x);
        (math::ln(gone / x), left / gone - 1.0 / x, 1.0 / (x * x) - left / (gone * gone))
    };
    ln_fade(rate, age) + Hessian::of_one(PULL_HALF_LIFE, value, -x * first, x * x * second + x * first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_integral_and_its_derivatives_those_of_differences() {
        for (half_life, age, length) in [(0.5, 0.3, 1.2), (2.0, 0.0, 0.004), (1e3, 2.0, 0.5), (0.01, 0.0, 3.0)] {
            let at = |ln_half_life: f64| ln_mean_fade(rate(ln_half_life), age, length);
            let log = math::ln(half_life);
            let here = at(log);
            let steps = 200_000;
            let node = |k: i32| math::exp(-rate(log) * (age + (f64::from(k) + 0.5) * length / f64::from(steps)));
            let mean = (0..steps).map(node).sum::<f64>() / f64::from(steps);
            assert!((here.value - math::ln(mean)).abs() < 1e-7, "{half_life}: {} {}", here.value, math::ln(mean));
            let (up, down) = (at(log + 1e-4), at(log - 1e-4));
            let slope = (up.value - down.value) / 2e-4;
            let bend = (up.gradient[PULL_HALF_LIFE] - down.gradient[PULL_HALF_LIFE]) / 2e-4;
            assert!((here.gradient[PULL_HALF_LIFE] - slope).abs() < 1e-6 * (1.0 + slope.abs()), "{half_life}");
            assert!((here.hessian[PULL_HALF_LIFE][PULL_HALF_LIFE] - bend).abs() < 1e-6 * (1.0 + bend.abs()), "{half_life}");
        }
    }
}
