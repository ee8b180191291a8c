//! The function that maximum likelihood climbs: the likelihood in unconstrained coordinates whose covariates are centred.

use crate::math;

use super::centred::Centred;
use super::hazards::Range;
use super::jet::{Jet, Order};
use super::likelihood::Likelihood;
use super::newton::{Peak, climb, climb_on};
use super::transform::{FAR, Transform};

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
}

impl<'a> Ascent<'a> {
    /// A likelihood of which some parameters are held.
    pub fn new(original: &'a Likelihood, held: &[usize]) -> Self {
        let (centred, likelihood) = original.centred(held);
        let transforms = original.learned().iter().map(|&p| Transform::of_range(original.hazards().range(p))).collect();
        let far = |k: usize| match original.hazards().range(original.learned()[k]) {
            _ if centred.is_linear(k) => FARTHEST,
            Range::Positive if original.hazards().is_factor(original.learned()[k]) => FAR_FACTOR,
            _ => FAR,
        };
        let far = (0..centred.count()).map(far).collect();
        Self { original, likelihood, centred, transforms, far }
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

    /// Whether a number multiplies hazards or is the probability of an exit, so that it can be 0 only where nobody left.
    pub fn is_factor(&self, k: usize) -> bool {
        let (hazards, parameter) = (self.original.hazards(), self.parameter(k));
        match hazards.range(parameter) {
            Range::Positive => hazards.is_factor(parameter),
            Range::Unit => hazards.is_share_of_exits(parameter),
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
        let jets = [start, &shifted].map(|at| self.whole(at));
        let is_still =
            |&k: &usize| jets.iter().all(|jet| jet.value.is_finite() && jet.gradient[k] == 0.0 && jet.hessian[k * start.len() + k] == 0.0);
        (0..start.len()).filter(is_still).collect()
    }

    /// The log-likelihood at a point.
    pub fn whole(&self, at: &[f64]) -> Jet {
        self.jet(at, |likelihood, point| likelihood.at(point, Order::Hessian))
    }

    /// The same without what hardly bends it.
    pub fn at(&self, at: &[f64]) -> Jet {
        self.jet(at, Likelihood::leading)
    }

    fn jet(&self, at: &[f64], of: impl Fn(&Likelihood, &[f64]) -> Jet) -> Jet {
        let logs: Vec<_> = self.transforms.iter().zip(at).map(|(transform, &u)| transform.log(u)).collect();
        let mut point: Vec<f64> = logs.iter().map(|log| log.value).collect();
        // Heat's path is held at 1.
        point.resize(self.likelihood.dimension(), 0.0);
        let jet = of(&self.likelihood, &point);
        let (n, inner) = (at.len(), point.len());
        let mut gradient = vec![0.0; n];
        let mut hessian = vec![0.0; n * n];
        for j in 0..n {
            gradient[j] = jet.gradient[j] * logs[j].gradient[0];
            for k in 0..n {
                hessian[j * n + k] = jet.hessian[j * inner + k] * logs[j].gradient[0] * logs[k].gradient[0];
            }
            hessian[j * n + j] += jet.gradient[j] * logs[j].hessian[0][0];
        }
        let is_sound = !jet.value.is_nan() && gradient.iter().chain(&hessian).all(|slope| slope.is_finite());
        Jet { value: if is_sound { jet.value } else { f64::NEG_INFINITY }, gradient, hessian }
    }

    /// Climbs from a point.
    pub fn peak(&self, start: &[f64], free: &[usize]) -> Peak {
        climb(&|at| self.at(at), start, free, &self.far)
    }

    /// Climbs from a point where the unconstrained coordinate of a parameter stays at a value. The coordinate that moves it most follows
    /// from the others.
    pub fn peak_at(&self, start: &[f64], free: &[usize], k: usize, value: f64) -> Peak {
        let bound = self.bound(free, k, value);
        bound.complete(climb(&|at| bound.at(at), start, &bound.others, &self.far))
    }

    /// The same as closely as a profile needs it: from where the way there is thought to lead, unless that is far below the height of the
    /// point from which it was thought. From that point too where the way turned out to be another and `both` may be tried: the higher of
    /// two summits.
    pub fn profile_at(&self, guess: &[f64], from: (&[f64], f64), free: &[usize], k: usize, value: f64, both: bool) -> Peak {
        let bound = self.bound(free, k, value);
        let function = |at: &[f64]| bound.at(at);
        let climb = |start: &[f64], jet: Jet| climb_on(&function, start.to_vec(), jet, &bound.others, &self.far, ENOUGH);
        let guessed: Vec<f64> = guess.iter().zip(&self.far).map(|(x, far)| x.clamp(-far, *far)).collect();
        let jet = function(&guessed);
        let guessed = (jet.value >= from.1 - FAR_BELOW).then(|| climb(&guessed, jet));
        let best = match guessed {
            Some(peak) if peak.steps <= ON_THE_WAY || !both => peak,
            other => {
                let further = climb(from.0, function(from.0));
                other.filter(|peak| peak.jet.value >= further.jet.value).unwrap_or(further)
            }
        };
        bound.complete(best)
    }

    fn bound(&self, free: &[usize], k: usize, value: f64) -> Bound<'_, 'a> {
        let row = self.centred.row(k);
        let pivot = free.iter().copied().max_by(|&a, &b| row[a].abs().total_cmp(&row[b].abs())).unwrap_or(k);
        let others = free.iter().copied().filter(|&j| j != pivot).collect();
        Bound { ascent: self, row, pivot, others, value }
    }
}

/// A likelihood where one parameter stays at a value.
struct Bound<'b, 'a> {
    ascent: &'b Ascent<'a>,
    row: &'b [f64],
    pivot: usize,
    others: Vec<usize>,
    value: f64,
}

impl Bound<'_, '_> {
    fn point(&self, at: &[f64]) -> Vec<f64> {
        let mut at = at.to_vec();
        let others: f64 = self.row.iter().zip(&at).enumerate().filter(|(j, _)| *j != self.pivot).map(|(_, (row, x))| row * x).sum();
        at[self.pivot] = (self.value - others) / self.row[self.pivot];
        at
    }

    /// The log-likelihood by the others; the derivative by the pivot stays what it is.
    fn at(&self, at: &[f64]) -> Jet {
        let (n, pivot) = (self.row.len(), self.pivot);
        let along: Vec<f64> = self.row.iter().map(|row| -row / self.row[pivot]).collect();
        let mut jet = self.ascent.at(&self.point(at));
        let (slope, bend) = (jet.gradient[pivot], jet.hessian[pivot * n..][..n].to_vec());
        for &j in &self.others {
            jet.gradient[j] += along[j] * slope;
            for &l in &self.others {
                jet.hessian[j * n + l] += along[j] * bend[l] + along[l] * bend[j] + along[j] * along[l] * bend[pivot];
            }
        }
        jet
    }

    fn complete(&self, peak: Peak) -> Peak {
        Peak { at: self.point(&peak.at), slope: peak.jet.gradient[self.pivot] / self.row[self.pivot], ..peak }
    }
}

/// The length of a vector.
pub fn norm(x: &[f64]) -> f64 {
    math::sqrt(x.iter().map(|x| x * x).sum())
}
