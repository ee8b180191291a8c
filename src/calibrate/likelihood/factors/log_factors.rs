//! What exits and the fading of pulls come to on a stretch of time or at a moment, as logs with derivatives.

use crate::math;
use crate::parameter::Quantity;

use super::super::contagion::pull_decay;
use super::super::contagion::{DIRECTIONS, Local, PULL_HALF_LIFE, Sloped, State, Strength};
use super::super::derivatives::{Curvature, Order, Slope};
use super::super::exposure::PullPath;
use super::super::hessian::Hessian;
use super::Numbers;

/// A log factor: value, slopes, curvatures.
#[derive(Clone, Debug, Default)]
pub struct LogFactor {
    /// The log.
    pub value: f64,
    /// Its derivatives.
    pub slopes: Vec<Slope>,
    /// Its second derivatives.
    pub curvatures: Vec<Curvature>,
}

impl LogFactor {
    /// Adds a term of which each direction is a coordinate, or is not one.
    pub fn add<const N: usize>(&mut self, term: &Hessian<N>, coordinates: [Option<u32>; N]) {
        self.value += term.value;
        for ((j, slope), row) in coordinates.into_iter().zip(term.gradient).zip(term.hessian) {
            let Some(j) = j else { continue };
            if slope != 0.0 {
                self.slopes.push((j, slope));
            }
            let bent = coordinates.into_iter().zip(row).filter(|&(_, curvature)| curvature != 0.0);
            self.curvatures.extend(bent.filter_map(|(k, curvature)| Some((j, k?, curvature))));
        }
    }

    /// Adds a term; of what bends it only where that is wanted.
    pub fn add_to<const N: usize>(&mut self, term: &Hessian<N>, coordinates: [Option<u32>; N], order: Order) {
        if order == Order::Hessian {
            return self.add(term, coordinates);
        }
        self.value += term.value;
        let slopes = coordinates.into_iter().zip(term.gradient).filter(|&(_, slope)| slope != 0.0);
        self.slopes.extend(slopes.filter_map(|(k, slope)| Some((k?, slope))));
    }

    /// Adds a term of which only the slopes are wanted.
    pub fn add_sloped(&mut self, term: &Sloped, coordinates: Directions) {
        self.value += term.value;
        let slopes = coordinates.into_iter().zip(term.gradient).filter(|&(_, slope)| slope != 0.0);
        self.slopes.extend(slopes.filter_map(|(k, slope)| Some((k?, slope))));
    }

    /// Adds a multiple of the log of a sum of numbers: with `w` the number's part of the sum, the slope in its log is `w`, the curvature
    /// `w (1 - w)`, and `-w v` with another.
    pub fn add_ln_sum(&mut self, factor: f64, sum: &[Quantity], numbers: Numbers<'_>) {
        let values: Vec<f64> = sum.iter().map(|&number| math::exp(numbers.log(number))).collect();
        let total: f64 = values.iter().sum();
        self.value += factor * math::ln(total);
        let parts = || sum.iter().zip(&values).filter_map(|(&number, value)| Some((numbers.coordinate(number)?, value / total)));
        for (j, w) in parts() {
            self.slopes.push((j, factor * w));
            self.curvatures.push((j, j, factor * w));
            self.curvatures.extend(parts().map(|(k, v)| (j, k, -factor * w * v)));
        }
    }
}

/// The coordinates of the directions of an influence.
pub type Directions = [Option<u32>; DIRECTIONS];

/// What a contagion factor comes to.
#[derive(Clone, Debug, Default)]
pub struct EvaluatedContagion {
    /// The log of the mean of what acts within a limit of acceptance; where that varies, of the mean with the fading, less the latter's.
    pub ln_mean: LogFactor,
    /// The log of the mean of how far a pull has faded, on which no limit acts.
    pub fade: LogFactor,
    /// Where the influence varies within its stretch.
    pub varying: Option<VaryingContagion>,
}

/// An influence that varies within a stretch of time.
#[derive(Clone, Copy, Debug)]
pub struct VaryingContagion {
    /// The state at the beginning.
    pub state: State,
    /// The length [years].
    pub length: f64,
    /// The least influence.
    pub least: f64,
    /// The largest.
    pub most: f64,
    /// How fast a pull fades besides [a year], and its age at the beginning [years].
    pub fade: (f64, f64),
    /// The coordinates of the directions.
    pub directions: Directions,
}

impl VaryingContagion {
    /// The log of the mean below the limit of acceptance, given everything else within it.
    pub fn ln_mean_limited(&self, strength: &Strength, base: f64) -> Local {
        let (rate, age) = self.fade;
        strength.ln_mean_limited(&self.state, self.length, base, rate) + pull_decay::ln_fade(rate, age)
    }
}

impl EvaluatedContagion {
    /// Of a value at a moment, or throughout.
    pub fn constant(value: &Local, directions: Directions) -> Self {
        let mut influence = Self::default();
        influence.ln_mean.add(value, directions);
        influence
    }

    /// Of a number whose slopes are known, which no limit of acceptance needs to follow in time.
    pub fn sloped(value: &Sloped, directions: Directions) -> Self {
        let mut influence = Self::default();
        influence.ln_mean.add_sloped(value, directions);
        influence
    }

    /// Over a stretch of time that begins at a state.
    pub fn over(strength: &Strength, state: &State, length: f64, directions: Directions) -> Self {
        let mut influence = Self::constant(&strength.ln_mean(state, length, 0.0), directions);
        influence.varying = varying(strength, state, length, (0.0, 0.0), directions);
        influence
    }
}

fn varying(strength: &Strength, state: &State, length: f64, fade: (f64, f64), directions: Directions) -> Option<VaryingContagion> {
    strength.varies(state).then(|| {
        let (least, most) = strength.bounds(state, length);
        VaryingContagion { state: *state, length, least, most, fade, directions }
    })
}

/// The pull of a spin-out on a group.
#[derive(Clone, Debug)]
pub struct PullFactor<'a> {
    /// Where it is needed.
    pub path: &'a PullPath,
    rate: f64,
    directions: Directions,
}

impl<'a> PullFactor<'a> {
    /// A pull under numbers.
    pub fn new(path: &'a PullPath, mut directions: Directions, numbers: Numbers<'_>) -> Self {
        directions[PULL_HALF_LIFE] = path.half_life.and_then(|half_life| numbers.coordinate(half_life));
        Self { path, rate: path.half_life.map_or(0.0, |half_life| pull_decay::rate(numbers.log(half_life))), directions }
    }

    /// Over a stretch of time that begins at a state, where only the slopes are wanted and there is no limit of acceptance.
    pub fn sloped_over(&self, strength: &Strength, state: &State, time: f64, length: f64) -> EvaluatedContagion {
        let age = time - self.path.opens;
        let fade = pull_decay::ln_mean_fade(self.rate, age, length);
        let value = if strength.varies(state) {
            let mut value = strength.sloped_ln_mean(state, length, self.rate);
            value.value += -self.rate * age - fade.value;
            value.gradient[PULL_HALF_LIFE] += self.rate * age - fade.gradient[PULL_HALF_LIFE];
            value
        } else {
            strength.sloped_at(state)
        };
        let mut influence = EvaluatedContagion::sloped(&value, self.directions);
        influence.fade.add(&fade, self.directions);
        influence
    }

    /// At a moment with a state.
    pub fn at(&self, strength: &Strength, state: &State, time: f64) -> EvaluatedContagion {
        let mut influence = EvaluatedContagion::constant(&strength.at(state), self.directions);
        influence.fade.add(&pull_decay::ln_fade(self.rate, time - self.path.opens), self.directions);
        influence
    }

    /// Over a stretch of time that begins at a state.
    pub fn over(&self, strength: &Strength, state: &State, time: f64, length: f64) -> EvaluatedContagion {
        let age = time - self.path.opens;
        let fade = pull_decay::ln_mean_fade(self.rate, age, length);
        let value = if strength.varies(state) {
            strength.ln_mean(state, length, self.rate) + pull_decay::ln_fade(self.rate, age) - fade
        } else {
            strength.at(state)
        };
        let mut influence = EvaluatedContagion::constant(&value, self.directions);
        influence.fade.add(&fade, self.directions);
        influence.varying = varying(strength, state, length, (self.rate, age), self.directions);
        influence
    }
}
