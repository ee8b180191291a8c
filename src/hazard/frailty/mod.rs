//! Frailty: what makes one researcher leave sooner than another and no column shows.
//!
//! The log hazard ratio of a person is `z ~ Normal(-sd^2 / 2, sd)`, so that the mean ratio is 1 at entry into observation. One who was
//! observed before the start and stayed through a cumulative hazard `H` (without frailty) has the density proportional to
//! `normal(z) * exp(-e^z H)`: those who stayed long tend to small `z`. Where a limit of acceptance can bind, what somebody went through is
//! not in proportion to `e^z`, and an [`Envelope`] draws.

mod envelope;

pub use self::envelope::Envelope;

use crate::math;
use crate::random::Stream;

/// Draws the hazard ratio `e^z` of one who stayed through the cumulative hazard `survived`, 0 for one not observed before.
///
/// Exact rejection: the density is log-concave; a normal of the same `sd` about its mode covers it, and a proposal `d` from the mode is
/// accepted with probability `exp(-survived e^mode (e^d - 1 - d))`.
pub fn draw(sd: f64, survived: f64, stream: &mut Stream) -> f64 {
    let centre = mode(sd, survived);
    let steepness = survived * math::exp(centre);
    loop {
        let e = stream.normal();
        let d = sd * e;
        if steepness == 0.0 || stream.uniform() < math::exp(-steepness * (math::exp(d) - 1.0 - d)) {
            return math::exp(centre + d);
        }
    }
}

/// The mode of the density: the root of `z + sd^2 / 2 + sd^2 survived e^z`, by Newton's method on a convex, increasing function.
fn mode(sd: f64, survived: f64) -> f64 {
    let variance = sd * sd;
    let mut z = -0.5 * variance;
    if survived == 0.0 {
        return z;
    }
    for _ in 0..200 {
        let pull = variance * survived * math::exp(z);
        let step = (z + 0.5 * variance + pull) / (1.0 + pull);
        z -= step;
        if step.abs() < 1e-13 {
            break;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    /// Mean of e^z under the conditional density, by the trapezoidal rule.
    fn mean_ratio(sd: f64, survived: f64) -> f64 {
        let weight = |z: f64| math::exp(-0.5 * ((z + 0.5 * sd * sd) / sd) * ((z + 0.5 * sd * sd) / sd) - survived * math::exp(z));
        let grid = (-4000..4000).map(|k| f64::from(k) * 0.002);
        let (top, bottom) = grid.fold((0.0, 0.0), |(t, b), z| (t + math::exp(z) * weight(z), b + weight(z)));
        top / bottom
    }

    #[test]
    fn the_mean_hazard_ratio_follows_from_what_was_survived() {
        for (sd, survived) in [(0.5, 0.0), (0.5, 1.0), (1.2, 0.3), (0.8, 20.0)] {
            let n = 100_000;
            let draws: Vec<f64> = (0..n).map(|trial| draw(sd, survived, &mut Stream::new(3, Purpose::Frailty, 0, trial, 9))).collect();
            let mean = draws.iter().sum::<f64>() / n as f64;
            let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64;
            let error = (variance / n as f64).sqrt();
            assert!((mean - mean_ratio(sd, survived)).abs() < 5.0 * error, "{sd} {survived}: {mean} {}", mean_ratio(sd, survived));
        }
        assert!((mean_ratio(0.5, 0.0) - 1.0).abs() < 1e-9);
    }
}
