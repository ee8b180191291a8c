//! What a climb came to: which numbers have an estimate, which are at an end of their range, which cannot be told apart.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::math;

use super::Standing;
use super::ascent::{Ascent, norm};
use super::bound::Bound;
use super::newton::{Peak, information};

/// Information about a direction that is less than this, for the size of the log-likelihood, may be none. Coordinates are such that a step
/// of 1 multiplies hazards by about e, so that one exit is worth about 1.
const VANISHING: f64 = 1e-8;
/// The same of information scaled to a unit diagonal.
const SINGULAR: f64 = 1e-8;
/// A fall of the log-likelihood that shows that a direction has an end.
const FALL: f64 = 1e-5;
/// A parameter that moves by less than this part of what moves it does not move along a direction.
const ACROSS: f64 = 1e-7;
/// A direction is followed for so many doublings of its first stretch.
const DOUBLINGS: i32 = 8;
/// How much further than the parameter the others go on their way.
const DEEPER: f64 = 4.0;
/// A parameter whose coordinate is no further from the end of its range is there.
pub const AT_END: f64 = 1e-9;
/// The first stretch.
const STRETCH: f64 = 8.0;

/// What is known of the parameters beside their values.
pub struct Settled {
    n: usize,
    /// Covariances of the unconstrained coordinates of the parameters, `row * n + column`: of what is estimated.
    pub covariance: Vec<f64>,
    /// How many combinations are estimated.
    pub rank: usize,
    /// `sqrt(s' I^-1 s)`.
    pub score: f64,
    /// The largest derivative in a direction that is estimated.
    pub gradient_norm: f64,
    /// Of the information about what is estimated, scaled to a unit diagonal; 0 where something cannot be told apart.
    pub smallest_eigenvalue: f64,
    /// Whether the log-likelihood bends upwards somewhere.
    pub is_saddle: bool,
}

impl Settled {
    /// The variance of the unconstrained coordinate of a parameter.
    pub fn variance(&self, k: usize) -> f64 {
        self.covariance[k * self.n + k]
    }
}

/// Says of each parameter what became of it, and what is known of those that are estimated.
///
/// `start` is where the climb began: how it came from there is a way along which the likelihood rises.
pub fn settle(ascent: &Ascent<'_>, peak: &Peak, start: &[f64], free: &[usize], standing: &mut [Standing]) -> Settled {
    let n = ascent.count();
    // A coordinate at the end of its range counts as a direction without information.
    let (ended, inner): (Vec<usize>, Vec<usize>) = free.iter().partition(|&&k| peak.at[k].abs() >= ascent.far(k));
    // So does leaving the end of a range that is a plane: what is known of the others is so at that end.
    let at_ceilings = ascent.at_ceilings(&peak.at, free);
    let bound = Bound::new(ascent, &inner, at_ceilings.iter().map(|ceiling| &ceiling.1));
    let objective = bound.reduced(peak.objective.clone());
    let information = information(&objective, &bound.others);
    // There is nothing to take apart where every coordinate is at the end of its range.
    let eigen = (!bound.others.is_empty()).then(|| SymmetricEigen::new(information.clone()));
    let floor = VANISHING * (1.0 + peak.objective.value.abs());
    let directions: Vec<(f64, Vec<f64>)> = eigen
        .iter()
        .flat_map(|eigen| eigen.eigenvalues.iter().zip(eigen.eigenvectors.column_iter()))
        .map(|(&value, x)| (value, bound.direction(&mut x.iter().copied())))
        .collect();
    let (sound, mut vanishing): (Vec<_>, Vec<_>) = directions.into_iter().partition(|(value, _)| *value >= floor);
    let ended = ended.into_iter().chain(at_ceilings.iter().map(|ceiling| ceiling.0));
    vanishing.extend(ended.map(|k| (0.0, (0..n).map(|j| f64::from(u8::from(j == k))).collect())));
    let mut settled = Settled {
        n,
        covariance: vec![0.0; n * n],
        rank: sound.len(),
        score: 0.0,
        gradient_norm: 0.0,
        smallest_eigenvalue: smallest(&information),
        is_saddle: vanishing.iter().any(|(value, _)| *value < -floor),
    };
    for (k, standing) in standing.iter_mut().enumerate().filter(|(_, standing)| **standing == Standing::Estimated) {
        *standing = stand(&Search { ascent, peak, start, free, vanishing: &vanishing }, k);
    }
    let mut square = 0.0;
    let mut gradient = vec![0.0; n];
    for (value, direction) in &sound {
        let slope: f64 = direction.iter().zip(&peak.objective.gradient).map(|(x, g)| x * g).sum();
        square += slope * slope / value;
        gradient.iter_mut().zip(direction).for_each(|(sum, x)| *sum += slope * x);
        let along: Vec<f64> = (0..n).map(|k| ascent.coordinate(k, direction)).collect();
        for (j, a) in along.iter().enumerate() {
            for (k, b) in along.iter().enumerate() {
                settled.covariance[j * n + k] += a * b / value;
            }
        }
    }
    for k in (0..n).filter(|&k| standing[k] != Standing::Estimated) {
        for other in 0..n {
            settled.covariance[k * n + other] = 0.0;
            settled.covariance[other * n + k] = 0.0;
        }
    }
    settled.score = math::sqrt(square);
    settled.gradient_norm = gradient.iter().fold(0.0, |most, slope| most.max(slope.abs()));
    if standing.contains(&Standing::Collinear) {
        settled.smallest_eigenvalue = 0.0;
    }
    settled
}

/// What is needed to follow directions without information.
struct Search<'a> {
    ascent: &'a Ascent<'a>,
    peak: &'a Peak,
    start: &'a [f64],
    free: &'a [usize],
    vanishing: &'a [(f64, Vec<f64>)],
}

/// What became of one parameter: where it moves along directions without information, they are followed both ways.
fn stand(search: &Search<'_>, k: usize) -> Standing {
    let centred = search.ascent.centred();
    let row = centred.row(k);
    let is_moved = |by: f64| by.abs() > ACROSS * norm(row);
    if centred.dependent().iter().any(|&j| is_moved(row[j])) {
        return Standing::Collinear;
    }
    let along = search.along(row);
    if !is_moved(norm(&along)) {
        return Standing::Estimated;
    }
    match [-1.0, 1.0].map(|sign| search.has_no_end(k, &along, sign)) {
        [true, true] => Standing::Collinear,
        [true, false] => Standing::AtLower,
        [false, true] => Standing::AtUpper,
        [false, false] => Standing::Estimated,
    }
}

impl Search<'_> {
    /// What of a vector is along directions without information.
    fn along(&self, vector: &[f64]) -> Vec<f64> {
        let mut along = vec![0.0; vector.len()];
        for (_, direction) in self.vanishing {
            let share: f64 = direction.iter().zip(vector).map(|(x, y)| x * y).sum();
            along.iter_mut().zip(direction).for_each(|(sum, x)| *sum += share * x);
        }
        along
    }

    /// Whether the log-likelihood, maximised over the other coordinates, does not fall as a parameter goes further and further. The others
    /// start where they are, or further on the way that the climb took.
    fn has_no_end(&self, k: usize, along: &[f64], sign: f64) -> bool {
        let Self { ascent, peak, free, .. } = *self;
        let here = ascent.coordinate(k, &peak.at);
        let far = ascent.reach(k, sign);
        if sign * here >= far - AT_END {
            return true;
        }
        let length = norm(along);
        let speed = ascent.coordinate(k, along) / length;
        let way: Vec<f64> = along.iter().map(|x| sign * x / length).collect();
        let climbed: Vec<f64> = peak.at.iter().zip(self.start).map(|(at, start)| at - start).collect();
        let climbed = self.along(&climbed);
        let share = ascent.coordinate(k, &climbed) / speed;
        let others: Vec<f64> = climbed.iter().zip(along).map(|(x, along)| x - share * along / length).collect();
        let pace = norm(&others);
        let mut at = peak.at.clone();
        let mut passed = 0.0;
        for doubling in 0..=DOUBLINGS {
            let distance = (STRETCH * math::exp2(f64::from(doubling))).min((far - sign * here) / speed);
            let goal = here + sign * speed * distance;
            let from = |further: f64| -> Vec<f64> {
                let moved = at.iter().zip(&way).zip(&others);
                let moved = moved.map(|((at, x), y)| at + (distance - passed) * (x + if pace > 1.0 { further * y / pace } else { 0.0 }));
                // Nobody else goes beyond the end of a range, where there is no likelihood.
                moved.zip(ascent.fars()).map(|(x, far)| x.clamp(-far, *far)).collect()
            };
            let starts = [0.0, DEEPER].map(from);
            let peaks = starts.iter().map(|start| ascent.peak_at(start, free, k, goal));
            let Some(there) = peaks.into_iter().find(|there| there.objective.value >= peak.objective.value - FALL) else { return false };
            (at, passed) = (there.at, distance);
            if goal == sign * far {
                break;
            }
        }
        true
    }
}

/// The smallest eigenvalue of the information scaled to a unit diagonal, of those that are not 0.
fn smallest(information: &DMatrix<f64>) -> f64 {
    let n = information.nrows();
    if n == 0 {
        return 1.0;
    }
    let scale: Vec<f64> = (0..n).map(|k| math::sqrt(information[(k, k)].abs().max(f64::MIN_POSITIVE))).collect();
    let scaled = DMatrix::from_fn(n, n, |j, k| information[(j, k)] / (scale[j] * scale[k]));
    let values = SymmetricEigen::new(scaled).eigenvalues;
    values.iter().copied().filter(|&value| value >= SINGULAR).fold(f64::INFINITY, f64::min).min(1.0)
}
