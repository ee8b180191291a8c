//! What exits and the fading of pulls come to on a stretch of time or at a moment, as logs with derivatives.

use crate::hazard::kernel::decay_rate_by_log;
use crate::math;
use crate::number::{Gradient, Hessian, Number};
use crate::parameter::Quantity;

use super::super::contagion::{ContagionTerm, DIRECTIONS, Local, PULL_HALF_LIFE, State, ln_mean_fade};
use super::super::derivatives::{Curvature, Order, Slope};
use super::super::exposure::PullPath;
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

/// A number that a log factor can take in, with the derivatives that it carries.
pub trait Term: Number {
    /// Adds the number to a log factor; each direction is a coordinate, or is not one.
    fn add_to(&self, factor: &mut LogFactor, coordinates: Directions);
}

impl Term for Hessian<DIRECTIONS> {
    fn add_to(&self, factor: &mut LogFactor, coordinates: Directions) {
        factor.add(self, coordinates);
    }
}

impl Term for Gradient<DIRECTIONS> {
    fn add_to(&self, factor: &mut LogFactor, coordinates: Directions) {
        factor.value += self.value;
        let slopes = coordinates.into_iter().zip(self.gradient).filter(|&(_, slope)| slope != 0.0);
        factor.slopes.extend(slopes.filter_map(|(k, slope)| Some((k?, slope))));
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
    /// The length \[years\].
    pub length: f64,
    /// The least influence.
    pub least: f64,
    /// The largest.
    pub most: f64,
    /// How fast a pull fades besides [a year], and its age at the beginning \[years\].
    pub fade: (f64, f64),
    /// The coordinates of the directions.
    pub directions: Directions,
}

impl VaryingContagion {
    /// The log of the mean below the limit of acceptance, given everything else within it.
    pub fn ln_mean_limited(&self, term: &ContagionTerm<Local>, base: f64) -> Local {
        let (rate, age) = self.fade;
        let fade = Local::of_one(PULL_HALF_LIFE, rate, -rate, rate);
        term.ln_mean_limited(&self.state, self.length, base, fade) + fade.scaled(-age)
    }
}

impl EvaluatedContagion {
    /// Of a value at a moment, or throughout.
    pub fn constant(value: &impl Term, directions: Directions) -> Self {
        let mut influence = Self::default();
        value.add_to(&mut influence.ln_mean, directions);
        influence
    }

    /// Over a stretch of time that begins at a state; how it varies is told where a limit of acceptance may need it.
    pub fn over<N: Term>(term: &ContagionTerm<N>, state: &State, length: f64, directions: Directions, has_limits: bool) -> Self {
        let mut influence = Self::constant(&term.ln_mean(state, length, N::constant(0.0)), directions);
        influence.varying = varying(term, state, length, (0.0, 0.0), directions).filter(|_| has_limits);
        influence
    }
}

fn varying<N: Number>(
    term: &ContagionTerm<N>,
    state: &State,
    length: f64,
    fade: (f64, f64),
    directions: Directions,
) -> Option<VaryingContagion> {
    term.varies(state).then(|| {
        let [least, most] = term.bounds(state, length);
        VaryingContagion { state: *state, length, least, most, fade, directions }
    })
}

/// The pull of a spin-out on a group.
#[derive(Clone, Debug)]
pub struct PullFactor<'a, N> {
    /// Where it is needed.
    pub path: &'a PullPath,
    /// How fast it fades [a year].
    fade: N,
    directions: Directions,
}

impl<'a, N: Term> PullFactor<'a, N> {
    /// A pull under numbers.
    pub fn new(path: &'a PullPath, mut directions: Directions, numbers: Numbers<'_>) -> Self {
        directions[PULL_HALF_LIFE] = path.half_life.and_then(|half_life| numbers.coordinate(half_life));
        let fade =
            path.half_life.map_or(N::constant(0.0), |half_life| decay_rate_by_log(N::variable(numbers.log(half_life), PULL_HALF_LIFE)));
        Self { path, fade, directions }
    }

    /// At a moment with a state.
    pub fn at(&self, term: &ContagionTerm<N>, state: &State, time: f64) -> EvaluatedContagion {
        let mut influence = EvaluatedContagion::constant(&term.at(state), self.directions);
        self.fade.scaled(self.path.opens - time).add_to(&mut influence.fade, self.directions);
        influence
    }

    /// Over a stretch of time that begins at a state; how it varies is told where a limit of acceptance may need it.
    pub fn over(&self, term: &ContagionTerm<N>, state: &State, time: f64, length: f64, has_limits: bool) -> EvaluatedContagion {
        let age = time - self.path.opens;
        let fade = ln_mean_fade(self.fade, age, length);
        let value =
            if term.varies(state) { term.ln_mean(state, length, self.fade) + self.fade.scaled(-age) - fade } else { term.at(state) };
        let mut influence = EvaluatedContagion::constant(&value, self.directions);
        fade.add_to(&mut influence.fade, self.directions);
        influence.varying = varying(term, state, length, (self.fade.value(), age), self.directions).filter(|_| has_limits);
        influence
    }
}
