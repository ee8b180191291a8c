//! Frailty: what makes one researcher leave sooner than another and no column shows.
//!
//! The log hazard ratio of a person is `z ~ Normal(-sd^2 / 2, sd)`, so that the mean ratio is 1 at entry into observation. One who was
//! observed before the start and stayed through a cumulative hazard `H` (without frailty) has the density proportional to
//! `normal(z) * exp(-e^z H)`: those who stayed long tend to small `z`. Where a limit of acceptance can bind, what somebody went through is
//! not in proportion to `e^z`, and an [`Envelope`] draws. A likelihood integrates `z` out ([`marginal`]).

mod envelope;
pub mod marginal;

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

/// Hazard ratios with weights that add up to 1, as a distribution of few values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nodes([(f64, f64); 7]);

/// Nodes and weights of a standard normal distribution (Gauss and Hermite's; Abramowitz & Stegun 1972, table 25.10), of one side.
const HERMITE: [(f64, f64); 4] = [
    (0.0, 0.457_142_857_142_857_1),
    (1.154_405_394_739_968_2, 0.240_123_178_605_012_7),
    (2.366_759_410_734_541, 0.030_757_123_967_586_5),
    (3.750_439_717_725_742_3, 0.000_548_268_855_972_2),
];

/// The distribution of the hazard ratio of one who stayed through the cumulative hazard `survived`: nodes about its mode, as far apart as
/// its curvature there says (adaptive quadrature: Pinheiro & Bates 1995). Means are right to 0.2 % up to a standard deviation of 1.2: enough for
/// what a regression begins with, and too little for a likelihood.
pub fn nodes(sd: f64, survived: f64) -> Nodes {
    if sd == 0.0 {
        return Nodes([(1.0, 1.0 / 7.0); 7]);
    }
    let centre = mode(sd, survived);
    let steepness = survived * math::exp(centre);
    let spread = 1.0 / (1.0 / (sd * sd) + steepness).sqrt();
    let mut nodes = [(0.0, 0.0); 7];
    for (place, node) in nodes.iter_mut().enumerate() {
        let (x, weight) = HERMITE[place.abs_diff(3)];
        let d = if place < 3 { -spread * x } else { spread * x };
        let density = 0.5 * (x * x - d * d / (sd * sd)) - steepness * (math::exp(d) - 1.0 - d);
        *node = (math::exp(centre + d), weight * math::exp(density));
    }
    let total: f64 = nodes.iter().map(|(_, weight)| weight).sum();
    Nodes(nodes.map(|(ratio, weight)| (ratio, weight / total)))
}

impl Nodes {
    /// The mean of a function of the hazard ratio.
    pub fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        // Without frailty they are all the same.
        if self.0[0].0 == self.0[6].0 {
            return of(self.0[0].0);
        }
        self.0.iter().map(|&(ratio, weight)| weight * of(ratio)).sum()
    }
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

    #[test]
    fn few_nodes_have_the_same_means() {
        for (sd, survived) in [(0.0, 0.4), (0.5, 0.0), (0.5, 1.0), (1.2, 0.3), (0.8, 20.0)] {
            let exact = if sd == 0.0 { 1.0 } else { mean_ratio(sd, survived) };
            let found = nodes(sd, survived).mean(|ratio| ratio);
            assert!((found / exact - 1.0).abs() < 2e-3, "{sd} {survived}: {found} {exact}");
            assert!((nodes(sd, survived).mean(|_| 1.0) - 1.0).abs() < 1e-12);
        }
    }
}
