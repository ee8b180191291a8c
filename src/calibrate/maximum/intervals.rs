//! 95 % limits of a number: by the profile likelihood, and where nobody left, at which that has a probability of 2.5 %.
//!
//! Where a number is 0 since nobody left where it acts, the quantile of chi-squared (1.92 of log-likelihood) allows too little: of a count of
//! 0 with exposure `T` it makes a limit of `1.92 / T`, at which nobody leaves with a probability of 15 %. The limit is where the likelihood,
//! maximised over the other numbers, is 2.5 % of its maximum (3.69 of log-likelihood). Where the number acts alone that is the exact limit of
//! a Poisson count of 0, `3.69 / T`. Where it multiplies a hazard that is estimated from `n` exits elsewhere, with a share `q` of all that are
//! expected, the likelihood falls by `-n ln(1 - q)`, and 2.5 % is the probability that none of `n` exits is there, given that there were `n`:
//! the exact limit of a binomial count of 0 (Clopper & Pearson 1934).
//!
//! The other end is the same cell seen from the other side: a ratio is infinite where nobody left without it, and its lower limit is the
//! inverse of the upper one of the covariate `1 - x`; all of `n` team-mates founded too, which has a probability of `p^n`.
//!
//! A limit is one of a maximum. A search that comes to a point where the log-likelihood is higher says so ([`Higher`]): what was taken for
//! the maximum is none, and [`super::maximum()`] climbs again from there.

use nalgebra::{Cholesky, DVector};

use crate::math::{self, NORMAL_P975};

use super::ascent::{Ascent, norm};
use super::newton::{Peak, information};
use super::{Limits, Standing};
use crate::parameter::transform::Transform;

/// Exits expected at the upper limit of a Poisson count of 0: `e^-x` is 2.5 % there.
const NOBODY: f64 = 3.688_879_454_113_936;
/// A profile further from the estimate than this, in steps that multiply hazards by about e, has no end.
const NO_END: f64 = 400.0;
/// The signed root of twice the fall at the limit where nobody left.
const NOBODY_ROOT: f64 = 2.716_203_031_481_239;
/// Numbers whose logs are further from 0 are none that can be written.
pub const LARGEST: f64 = 700.0;
/// A log-likelihood this much higher than another is higher, whatever rounding did to both.
const HIGHER: f64 = 1e-6;
/// A log-likelihood whose fall is proportional to a hazard to this is that of a Poisson count of 0.
const PROPORTIONAL: f64 = 1e-6;

/// A climb that found no maximum begins again so many times from where it ended.
const AGAIN: usize = 3;
/// Limits are sought until the signed root is so close to its goal; a last step without a look makes them closer.
const CLOSE: f64 = 1e-6;

/// A point at which the log-likelihood is higher than at what was taken for the maximum.
#[derive(Clone, Debug)]
pub struct Higher {
    /// The point.
    pub at: Vec<f64>,
    /// By how much it is higher.
    pub by: f64,
}

/// The limits of a number, and what they are; or, as soon as one is met, a higher point than the maximum.
pub type Sought = Result<(Option<(f64, f64)>, Limits), Higher>;

/// Why a search for a limit ended.
#[derive(Clone, Debug)]
enum Stop {
    /// It came to a higher point than the maximum.
    Higher(Higher),
    /// The others found no maximum where the number was held.
    Lost,
}

/// The likelihood of one number, maximised over the others.
struct Profile<'a> {
    ascent: &'a Ascent<'a>,
    peak: &'a Peak,
    free: &'a [usize],
    k: usize,
    /// How the others move with the number at the maximum.
    tangent: Vec<f64>,
    /// Where the others were best, by the number's coordinate, and the log-likelihood there.
    trail: Vec<(f64, Vec<f64>, f64)>,
}

/// A place on a profile: the signed root of twice the fall, and its slope.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: f64,
    root: f64,
    slope: f64,
}

impl Place {
    /// Where the root would be at its goal, were its slope the same.
    fn reaches(self, goal: f64) -> f64 {
        self.at + (goal - self.root) / self.slope
    }
}

impl<'a> Profile<'a> {
    fn new(ascent: &'a Ascent<'a>, peak: &'a Peak, free: &'a [usize], k: usize) -> Self {
        let row = DVector::from_iterator(free.len(), free.iter().map(|&j| ascent.centred().row(k)[j]));
        let mut tangent = vec![0.0; ascent.count()];
        if let Some(inverse) = Cholesky::new(information(&peak.objective, free)) {
            let moved = inverse.solve(&row);
            let pace = moved.dot(&row);
            free.iter().zip(moved.iter()).for_each(|(&j, moved)| tangent[j] = moved / pace);
        }
        Self { ascent, peak, free, k, tangent, trail: Vec::new() }
    }

    fn here(&self) -> f64 {
        self.ascent.coordinate(self.k, &self.peak.at)
    }

    /// Where the others should be best: on a line through the two nearest places where that is known, unless these are too close to each
    /// other to tell.
    fn guess(&self, value: f64) -> Vec<f64> {
        let (at, near, _) = &self.trail[0];
        let tells = |(other, ..): &&(f64, Vec<f64>, f64)| (other - at).abs() > 0.1 * (value - at).abs();
        let slopes: Vec<f64> = match self.trail[1..].iter().find(tells) {
            Some((other, far, _)) => near.iter().zip(far).map(|(x, y)| (y - x) / (other - at)).collect(),
            None if *at == self.here() => self.tangent.clone(),
            None => vec![0.0; near.len()],
        };
        near.iter().zip(slopes).map(|(x, slope)| x + (value - at) * slope).collect()
    }

    /// How much the log-likelihood is below its maximum where the number's coordinate is at a value, and the slope of that; the others are
    /// sought from two points where `both` says so.
    fn fall(&mut self, value: f64, both: bool) -> Result<(f64, f64), Stop> {
        self.trail.sort_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()));
        let (_, nearest, height) = &self.trail[0];
        let mut there = self.ascent.profile_at(&self.guess(value), (nearest, *height), self.free, self.k, value, both);
        for _ in 0..AGAIN {
            if there.converged {
                break;
            }
            there = self.ascent.peak_at(&there.at, self.free, self.k, value);
        }
        let by = there.objective.value - self.peak.objective.value;
        if by > HIGHER {
            return Err(Stop::Higher(Higher { at: there.at, by }));
        }
        // From a point on the way up the likelihood seems to have fallen further than it has.
        if !there.converged {
            return Err(Stop::Lost);
        }
        let found = ((-by).max(0.0), -there.slope);
        if there.objective.value.is_finite() && self.trail.iter().all(|(at, ..)| *at != value) {
            self.trail.push((value, there.at, there.objective.value));
        }
        Ok(found)
    }

    /// What the limit at a coordinate is where nobody left: exact where the fall is proportional to the number, as of a Poisson count of 0, or of
    /// a probability to the log of what is left, as of a binomial one; from the other end to the inverse, or the log of the probability.
    fn kind(&mut self, limit: f64, standing: Standing) -> Result<Limits, Stop> {
        let transform = self.ascent.transform(self.k);
        let whole = transform.number(limit).value;
        let is_upper = standing == Standing::AtUpper;
        // Where the fall is half of that at the limit, by a Poisson count and by a binomial one.
        let halves = match transform {
            Transform::Logistic { .. } if is_upper => vec![transform.inverse(math::sqrt(whole))],
            Transform::Logistic { .. } => vec![transform.inverse(0.5 * whole), transform.inverse(1.0 - math::sqrt(1.0 - whole))],
            _ => vec![limit + if is_upper { math::LN_2 } else { -math::LN_2 }],
        };
        for half in halves {
            if (2.0 * self.fall(half, false)?.0 - NOBODY).abs() < PROPORTIONAL * NOBODY {
                return Ok(Limits::Exact);
            }
        }
        Ok(Limits::Nobody)
    }

    fn place(&mut self, at: f64, both: bool) -> Result<Place, Stop> {
        let (fall, slope) = self.fall(at, both)?;
        let root = math::sqrt(2.0 * fall);
        Ok(Place { at, root, slope: slope / root })
    }

    /// Where the signed root of twice the fall is `goal` on one side; nothing where it never is. It is nearly linear in the coordinate, and
    /// its slope is known (that of the likelihood at the maximum over the others), so that Newton's method finds the place in a few steps.
    fn end(&mut self, sign: f64, variance: f64, goal: f64) -> Result<Option<f64>, Stop> {
        let scale = norm(self.ascent.centred().row(self.k));
        let reach = self.ascent.reach(self.k, sign);
        let within = |at: f64| sign * math::least(sign * at, reach);
        let here = self.here();
        let mut width = if variance > 0.0 { math::sqrt(variance).min(5.0 * scale) } else { scale };
        self.trail = vec![(here, self.peak.at.clone(), self.peak.objective.value)];
        let mut inner = Place { at: here, root: 0.0, slope: f64::NAN };
        let mut outer = self.place(within(here + sign * goal * width), true)?;
        while outer.root < goal {
            if sign * outer.at >= reach || (outer.at - here).abs() > NO_END * scale {
                return Ok(None);
            }
            // A little further than where it should be, to have it in between.
            let step = 1.05 * sign * (outer.reaches(goal) - outer.at);
            let step = if step > 0.0 { step.clamp(0.1 * width, 2.0 * width) } else { width };
            inner = outer;
            outer = self.place(within(inner.at + sign * step), true)?;
            width *= 1.5;
        }
        for step in 0..100 {
            let (low, high) = (inner.at.min(outer.at), inner.at.max(outer.at));
            let is_between = |at: &f64| low < *at && *at < high;
            let nearest = if goal - inner.root < outer.root - goal { inner } else { outer };
            let line = inner.at + (goal - inner.root) / (outer.root - inner.root) * (outer.at - inner.at);
            // Every fourth step halves, so that a bracket that closes from one side only closes all the same.
            let half = 0.5 * (inner.at + outer.at);
            let candidates = if step % 4 == 3 { [half; 2] } else { [nearest.reaches(goal), line] };
            let place = self.place(candidates.into_iter().find(is_between).unwrap_or(half), false)?;
            if (place.root - goal).abs() < CLOSE {
                return Ok(Some(Some(place.reaches(goal)).filter(is_between).unwrap_or(place.at)));
            }
            if place.root < goal { inner = place } else { outer = place }
        }
        Ok(Some(outer.at))
    }
}

/// The 95 % limits of a number, and what they are.
pub fn limits(ascent: &Ascent<'_>, peak: &Peak, free: &[usize], k: usize, variance: f64, standing: Standing) -> Sought {
    let transform = ascent.transform(k);
    let (lowest, highest) = transform.ends();
    let mut profile = Profile::new(ascent, peak, free, k);
    let is_nobody = ascent.is_of_nobody(k, standing);
    let goal = if is_nobody { NOBODY_ROOT } else { NORMAL_P975 };
    let mut is_lost = false;
    let mut end = |sign: f64, there: Standing| match if standing == there { Ok(None) } else { profile.end(sign, variance, goal) } {
        Ok(end) => Ok(end),
        Err(Stop::Higher(higher)) => Err(higher),
        Err(Stop::Lost) => {
            is_lost = true;
            Ok(Some(f64::NAN))
        }
    };
    let low = end(-1.0, Standing::AtLower)?;
    let high = end(1.0, Standing::AtUpper)?;
    let limits = match low.or(high) {
        _ if is_lost => Limits::Lost,
        Some(limit) if is_nobody => match profile.kind(limit, standing) {
            Ok(limits) => limits,
            Err(Stop::Higher(higher)) => return Err(higher),
            Err(Stop::Lost) => Limits::Nobody,
        },
        _ if is_nobody => Limits::Nobody,
        _ => Limits::Profile,
    };
    let number = |at: f64| natural(transform, at);
    Ok((Some((low.map_or(lowest, number), high.map_or(highest, number))), limits))
}

/// The number at an unconstrained coordinate; an end of the range where it is too small or large for a number.
pub fn natural(transform: Transform, at: f64) -> f64 {
    match transform {
        _ if at.is_nan() => at,
        Transform::Log if at > LARGEST => f64::INFINITY,
        Transform::Log | Transform::UpTo { .. } | Transform::Logistic { low: 0.0, .. } if at < -LARGEST => 0.0,
        _ => transform.number(at).value,
    }
}
