//! The function that maximum likelihood climbs: the likelihood in unconstrained coordinates whose covariates are centred.

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::ranges::SPREAD;

use super::Standing;
use super::bound::climb;
use super::newton::{Peak, Plane, ROUNDING};
use super::unbounded::AT_END;
use crate::calibrate::likelihood::Likelihood;
use crate::calibrate::likelihood::centred::Centred;
use crate::calibrate::likelihood::derivatives::{Derivatives, Order};
use crate::calibrate::likelihood::hazards::Hazards;
use crate::parameter::transform::Range;
use crate::parameter::transform::{FAR, Transform};

/// The logs of factors of levels have no end; this keeps them from overflowing.
const FARTHEST: f64 = 1e6;
/// The logs of other factors of hazards may go so far: a fading one may need a large number to do much.
const FAR_FACTOR: f64 = 10.0 * FAR;

/// A climb within a profile ends where it would gain no more than this, for the size of the log-likelihood: its last step gains it.
const ENOUGH: f64 = 1e-9;
/// A guess from which a climb takes no more steps than this was on the way.
const ON_THE_WAY: usize = 3;
/// A guess that is below the point from which it was made by more than this of log-likelihood is none.
const FAR_BELOW: f64 = 10.0;

/// A likelihood in the coordinates in which it is climbed.
pub struct Ascent<'a> {
    original: &'a Likelihood,
    likelihood: Likelihood,
    centred: Centred,
    transforms: Vec<Transform>,
    /// How far each coordinate may go.
    far: Vec<f64>,
    /// The ends of ranges that are planes in the coordinates, each with the coordinate of its parameter.
    ceilings: Vec<(usize, Plane)>,
}

impl<'a> Ascent<'a> {
    /// A likelihood of which some parameters are held.
    pub fn new(original: &'a Likelihood, held: &[usize]) -> Self {
        let (centred, likelihood) = original.centred(held);
        let transforms: Vec<Transform> = original.learned().iter().map(|&p| transform(original.hazards(), p, held)).collect();
        let far = |k: usize| match original.hazards().range(original.learned()[k]) {
            _ if centred.is_linear(k) => FARTHEST,
            Range::Positive if original.hazards().is_factor(original.learned()[k]) => FAR_FACTOR,
            _ => FAR,
        };
        let far = (0..centred.count()).map(far).collect();
        let ceiling = |(k, transform): (usize, &Transform)| match *transform {
            Transform::UpTo { high } => Some((k, Plane { row: centred.row(k).to_vec(), value: math::ln(high) })),
            _ => None,
        };
        let ceilings = transforms.iter().enumerate().filter_map(ceiling).collect();
        Self { original, likelihood, centred, transforms, far, ceilings }
    }

    /// How many coordinates there are.
    pub fn count(&self) -> usize {
        self.centred.count()
    }

    /// The parameter of a coordinate, as an index into those of the hazards.
    pub fn parameter(&self, k: usize) -> usize {
        self.original.learned()[k]
    }

    /// How a parameter follows from its unconstrained coordinate.
    pub fn transform(&self, k: usize) -> Transform {
        self.transforms[k]
    }

    /// The change of coordinates.
    pub fn centred(&self) -> &Centred {
        &self.centred
    }

    /// The unconstrained coordinate of a parameter at a point.
    pub fn coordinate(&self, k: usize, at: &[f64]) -> f64 {
        self.centred.coordinate(k, at)
    }

    /// How far a coordinate may go from 0.
    pub fn far(&self, k: usize) -> f64 {
        self.far[k]
    }

    /// How far the unconstrained coordinate of a parameter may go to one side of 0.
    pub fn reach(&self, k: usize, sign: f64) -> f64 {
        match self.transforms[k] {
            Transform::UpTo { high } if sign > 0.0 => math::ln(high),
            _ if self.centred.is_linear(k) => f64::INFINITY,
            _ => self.far[k],
        }
    }

    /// Whether what happened where a number acts, or where it does not, is that nobody left (or nobody stayed), so that it is at an end of
    /// its range. A number that multiplies hazards or is the probability of an exit can be 0 only where nobody left; a ratio can be infinite
    /// only where nobody left without it, and the part of team-mates that found too can be 1 only where nobody stayed.
    pub fn is_of_nobody(&self, k: usize, standing: Standing) -> bool {
        let (hazards, parameter) = (self.original.hazards(), self.parameter(k));
        let (is_lower, is_upper) = (standing == Standing::AtLower, standing == Standing::AtUpper);
        match hazards.range(parameter) {
            Range::Positive => (is_lower || is_upper) && hazards.is_factor(parameter),
            Range::Unit if hazards.is_share_of_founders(parameter) => is_lower || is_upper,
            Range::Unit => is_lower && hazards.is_acceptance(parameter),
            Range::FromOne => false,
        }
    }

    /// The point from which to climb for centres of the parameters. A hazard starts as that of the average person, and a ratio where it
    /// moves nobody far.
    pub fn start(&self, centres: &[f64]) -> Vec<f64> {
        let start = |(k, &x): (usize, &f64)| {
            let at = self.transforms[k].inverse(x);
            if self.centred.covariates().contains(&k) { (self.centred.scale(k) * at).clamp(-1.0, 1.0) } else { at }
        };
        centres.iter().enumerate().map(start).collect()
    }

    /// The coordinates on which the likelihood does not depend at all.
    pub fn still(&self, start: &[f64]) -> Vec<usize> {
        let shifted: Vec<f64> = start.iter().map(|u| u + 0.37).collect();
        let values = [start, &shifted].map(|at| self.whole(at));
        let is_still =
            |&k: &usize| values.iter().all(|it| it.value.is_finite() && it.gradient[k] == 0.0 && it.hessian[k * start.len() + k] == 0.0);
        (0..start.len()).filter(is_still).collect()
    }

    /// The log-likelihood at a point.
    pub fn whole(&self, at: &[f64]) -> Derivatives {
        self.derivatives(at, |likelihood, point| likelihood.at(point, Order::Hessian))
    }

    /// The same without what hardly bends it.
    pub fn at(&self, at: &[f64]) -> Derivatives {
        self.derivatives(at, Likelihood::leading)
    }

    fn derivatives(&self, at: &[f64], of: impl Fn(&Likelihood, &[f64]) -> Derivatives) -> Derivatives {
        let logs: Vec<_> = self.transforms.iter().zip(at).map(|(transform, &u)| transform.log(u)).collect();
        let mut point: Vec<f64> = logs.iter().map(|log| log.value).collect();
        // Heat's path is held at 1.
        point.resize(self.likelihood.dimension(), 0.0);
        let objective = of(&self.likelihood, &point);
        let (n, inner) = (at.len(), point.len());
        let mut gradient = vec![0.0; n];
        let mut hessian = vec![0.0; n * n];
        for j in 0..n {
            gradient[j] = objective.gradient[j] * logs[j].gradient[0];
            for k in 0..n {
                hessian[j * n + k] = objective.hessian[j * inner + k] * logs[j].gradient[0] * logs[k].gradient[0];
            }
            hessian[j * n + j] += objective.gradient[j] * logs[j].hessian[0][0];
        }
        let is_sound = !objective.value.is_nan() && gradient.iter().chain(&hessian).all(|slope| slope.is_finite());
        Derivatives { value: if is_sound { objective.value } else { f64::NEG_INFINITY }, gradient, hessian }
    }

    /// How far each coordinate may go from 0.
    pub fn fars(&self) -> &[f64] {
        &self.far
    }

    /// The ends of ranges that are planes in the coordinates, but for those that coordinates which are not free could move.
    pub fn ceilings(&self, free: &[usize]) -> Vec<Plane> {
        let is_free = |plane: &&Plane| plane.row.iter().enumerate().all(|(k, x)| *x == 0.0 || free.contains(&k));
        self.ceilings.iter().map(|ceiling| &ceiling.1).filter(is_free).cloned().collect()
    }

    /// The parameters at such an end at a point, by their coordinates, with the plane of each.
    pub fn at_ceilings(&self, at: &[f64], free: &[usize]) -> Vec<(usize, Plane)> {
        let open = self.ceilings(free);
        let is_there = |(_, plane): &&(usize, Plane)| open.contains(plane) && plane.beyond(at) > -AT_END;
        self.ceilings.iter().filter(is_there).cloned().collect()
    }

    /// Climbs from a point.
    pub fn peak(&self, start: &[f64], free: &[usize]) -> Peak {
        climb(self, start, free, &[], ROUNDING, None)
    }

    /// Climbs from a point where the unconstrained coordinate of a parameter stays at a value. The coordinate that moves it most follows
    /// from the others.
    pub fn peak_at(&self, start: &[f64], free: &[usize], k: usize, value: f64) -> Peak {
        climb(self, start, free, &[self.plane(k, value)], ROUNDING, None)
    }

    /// The same as closely as a profile needs it: from where the way there is thought to lead, unless that is far below the height of the
    /// point from which it was thought. From that point too where the way turned out to be another and `both` may be tried: the higher of
    /// two summits.
    pub fn profile_at(&self, guess: &[f64], from: (&[f64], f64), free: &[usize], k: usize, value: f64, both: bool) -> Peak {
        let kept = [self.plane(k, value)];
        let guessed: Vec<f64> = guess.iter().zip(&self.far).map(|(x, far)| x.clamp(-far, *far)).collect();
        let guessed = climb(self, &guessed, free, &kept, ENOUGH, Some(from.1 - FAR_BELOW));
        if guessed.converged && (guessed.steps <= ON_THE_WAY || !both) {
            return guessed;
        }
        let further = climb(self, from.0, free, &kept, ENOUGH, None);
        if guessed.objective.value >= further.objective.value { guessed } else { further }
    }

    fn plane(&self, k: usize, value: f64) -> Plane {
        Plane { row: self.centred.row(k).to_vec(), value }
    }
}

/// How a parameter follows from its coordinate. Of an acceptance that is its log, in which covariates are centred; the spread of frailty
/// ends where that of a file does.
fn transform(hazards: &Hazards, parameter: usize, held: &[usize]) -> Transform {
    match hazards.range(parameter) {
        _ if hazards.is_acceptance(parameter) && !held.contains(&parameter) => Transform::UpTo { high: 1.0 },
        Range::Positive if hazards.frailty == Some(Quantity::Uncertain(parameter)) => Transform::UpTo { high: SPREAD.most },
        range => Transform::of_range(range),
    }
}

/// The length of a vector.
pub fn norm(x: &[f64]) -> f64 {
    math::sqrt(x.iter().map(|x| x * x).sum())
}
