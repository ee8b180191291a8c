//! A climb where sums of multiples of the coordinates stay at values, and others may not pass theirs.
//!
//! Coordinates are centred, and an acceptance of 1 is a plane in them: `ln a = v - m ln r <= 0`, with `v` the log of the average person's
//! acceptance and `m` the mean of the covariate. A climb that comes to such a plane goes on in it, and leaves it where the likelihood
//! rises inwards: the method of active sets (Nocedal & Wright, *Numerical Optimization*, 2006, section 16.5).

use nalgebra::{DMatrix, DVector, Dyn, LU};

use super::ascent::{Ascent, norm};
use super::newton::{BEYOND, Peak, Plane, climb_on};
use crate::calibrate::likelihood::derivatives::Derivatives;

/// Planes may be come to and left so many times.
const TURNS: usize = 60;
/// A slope that is no further below 0 does not lead inwards.
const INWARDS: f64 = 1e-8;
/// A part of a row that is less than this is rounding.
const NOTHING: f64 = 1e-9;
/// A point that is beyond planes is moved to them so many times.
const MOVES: usize = 100;

/// A likelihood where planes are kept.
pub struct Bound<'b, 'a> {
    ascent: &'b Ascent<'a>,
    rows: DMatrix<f64>,
    values: DVector<f64>,
    /// A coordinate a plane, which follows from the others.
    pivots: Vec<usize>,
    /// The coordinates that are free still.
    pub others: Vec<usize>,
    solver: LU<f64, Dyn, Dyn>,
    /// How each pivot moves with each coordinate.
    along: DMatrix<f64>,
}

impl<'b, 'a> Bound<'b, 'a> {
    /// The coordinates that move each plane most follow from the others. A plane that follows from those before it is left out.
    pub fn new<'p>(ascent: &'b Ascent<'a>, free: &[usize], planes: impl IntoIterator<Item = &'p Plane>) -> Self {
        let mut kept: Vec<&Plane> = Vec::new();
        let mut reduced: Vec<Vec<f64>> = Vec::new();
        let mut pivots: Vec<usize> = Vec::new();
        for plane in planes {
            let mut row = plane.row.clone();
            for (other, &pivot) in reduced.iter().zip(&pivots) {
                let factor = row[pivot] / other[pivot];
                row.iter_mut().zip(other).for_each(|(x, y)| *x -= factor * y);
            }
            let left = free.iter().copied().filter(|k| !pivots.contains(k));
            let Some(pivot) = left.max_by(|&a, &b| row[a].abs().total_cmp(&row[b].abs())) else { continue };
            if row[pivot].abs() > NOTHING * norm(&plane.row) {
                kept.push(plane);
                reduced.push(row);
                pivots.push(pivot);
            }
        }
        let n = ascent.count();
        let rows = DMatrix::from_fn(kept.len(), n, |row, column| kept[row].row[column]);
        let solver = DMatrix::from_fn(kept.len(), kept.len(), |row, column| rows[(row, pivots[column])]).lu();
        let along = if kept.is_empty() { rows.clone() } else { -solver.solve(&rows).unwrap_or_else(|| DMatrix::zeros(kept.len(), n)) };
        let others = free.iter().copied().filter(|k| !pivots.contains(k)).collect();
        Self {
            ascent,
            values: DVector::from_iterator(kept.len(), kept.iter().map(|plane| plane.value)),
            rows,
            pivots,
            others,
            solver,
            along,
        }
    }

    /// The point in the planes whose other coordinates these are.
    pub fn point(&self, at: &[f64]) -> Vec<f64> {
        let mut at = at.to_vec();
        if self.pivots.is_empty() {
            return at;
        }
        let others = |row: usize| -> f64 { (0..at.len()).filter(|j| !self.pivots.contains(j)).map(|j| self.rows[(row, j)] * at[j]).sum() };
        let left = DVector::from_fn(self.pivots.len(), |row, _| self.values[row] - others(row));
        if let Some(found) = self.solver.solve(&left) {
            self.pivots.iter().zip(found.iter()).for_each(|(&pivot, &x)| at[pivot] = x);
        }
        at
    }

    /// How a point moves with the other coordinates.
    pub fn direction(&self, others: &mut dyn Iterator<Item = f64>) -> Vec<f64> {
        let mut whole = vec![0.0; self.ascent.count()];
        self.others.iter().zip(others).for_each(|(&k, x)| whole[k] = x);
        for (p, &pivot) in self.pivots.iter().enumerate() {
            whole[pivot] = self.others.iter().map(|&k| self.along[(p, k)] * whole[k]).sum();
        }
        whole
    }

    /// Derivatives by the others, pivots following; those by the pivots stay what they are.
    pub fn reduced(&self, mut objective: Derivatives) -> Derivatives {
        let n = objective.gradient.len();
        let pivots = || self.pivots.iter().enumerate();
        let slopes: Vec<f64> = self.pivots.iter().map(|&pivot| objective.gradient[pivot]).collect();
        let bends: Vec<Vec<f64>> = self.pivots.iter().map(|&pivot| objective.hessian[pivot * n..][..n].to_vec()).collect();
        for &j in &self.others {
            objective.gradient[j] += pivots().map(|(p, _)| self.along[(p, j)] * slopes[p]).sum::<f64>();
            for &l in &self.others {
                let crossed = pivots().map(|(p, _)| self.along[(p, j)] * bends[p][l] + self.along[(p, l)] * bends[p][j]).sum::<f64>();
                let both = pivots().flat_map(|(p, _)| pivots().map(move |(q, &pivot)| (p, q, pivot)));
                let bent: f64 = both.map(|(p, q, pivot)| self.along[(p, j)] * self.along[(q, l)] * bends[p][pivot]).sum();
                objective.hessian[j * n + l] += crossed + bent;
            }
        }
        objective
    }

    /// The log-likelihood by the others.
    fn at(&self, at: &[f64]) -> Derivatives {
        self.reduced(self.ascent.at(&self.point(at)))
    }

    /// The slope of the maximum in the value of each plane.
    fn slopes(&self, objective: &Derivatives) -> Vec<f64> {
        if self.pivots.is_empty() {
            return Vec::new();
        }
        let by_pivot = DVector::from_iterator(self.pivots.len(), self.pivots.iter().map(|&pivot| objective.gradient[pivot]));
        let square = DMatrix::from_fn(self.pivots.len(), self.pivots.len(), |row, column| self.rows[(column, self.pivots[row])]);
        square.lu().solve(&by_pivot).map_or_else(Vec::new, |slopes| slopes.iter().copied().collect())
    }

    /// A plane by the others; nothing where it is the same everywhere.
    fn seen(&self, plane: &Plane) -> Option<Plane> {
        let followed = self.point(&vec![0.0; plane.row.len()]);
        let mut row = vec![0.0; plane.row.len()];
        for &k in &self.others {
            row[k] = plane.row[k] + self.pivots.iter().enumerate().map(|(p, &pivot)| self.along[(p, k)] * plane.row[pivot]).sum::<f64>();
        }
        let constant: f64 = self.pivots.iter().map(|&pivot| plane.row[pivot] * followed[pivot]).sum();
        (norm(&row) > NOTHING * norm(&plane.row)).then_some(Plane { row, value: plane.value - constant })
    }
}

/// The point nearest to a point, or near it, that is beyond no ceiling.
fn below(ceilings: &[Plane], at: &[f64]) -> Vec<f64> {
    let mut at = at.to_vec();
    for _ in 0..MOVES {
        let most = ceilings.iter().map(|ceiling| (ceiling.beyond(&at), ceiling)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((by, ceiling)) = most.filter(|(by, _)| *by > BEYOND) else { break };
        let square: f64 = ceiling.row.iter().map(|x| x * x).sum();
        at.iter_mut().zip(&ceiling.row).for_each(|(x, row)| *x -= by * row / square);
    }
    at
}

/// Climbs where some planes are kept and ceilings are not passed, until a step would gain less than `enough`; not at all from a point
/// below a floor.
pub fn climb(ascent: &Ascent<'_>, start: &[f64], free: &[usize], kept: &[Plane], enough: f64, floor: Option<f64>) -> Peak {
    let ceilings = ascent.ceilings(free);
    let mut active: Vec<usize> = Vec::new();
    let mut at = start.to_vec();
    let mut steps = 0;
    for turn in 0..=TURNS {
        let bound = Bound::new(ascent, free, kept.iter().chain(active.iter().map(|&c| &ceilings[c])));
        let seen = (0..ceilings.len()).filter(|c| !active.contains(c)).filter_map(|c| Some((c, bound.seen(&ceilings[c])?)));
        let (numbers, open): (Vec<usize>, Vec<Plane>) = seen.unzip();
        if turn == 0 {
            at = below(&open, &at);
        }
        let objective = bound.at(&at);
        if floor.is_some_and(|floor| objective.value < floor) {
            return Peak::new(bound.point(&at), objective, false, 0);
        }
        let peak = climb_on(&|at| bound.at(at), (at, objective), &bound.others, ascent.fars(), &open, enough);
        at = bound.point(&peak.at);
        steps += peak.steps;
        let slopes = bound.slopes(&peak.objective);
        // The kept planes come first.
        let inwards = slopes.iter().skip(kept.len()).enumerate().min_by(|a, b| a.1.total_cmp(b.1)).filter(|slope| *slope.1 < -INWARDS);
        match (peak.hit, inwards) {
            (Some(hit), _) if turn < TURNS => active.push(numbers[hit]),
            (None, Some((inwards, _))) if turn < TURNS => drop(active.remove(inwards)),
            (hit, inwards) => {
                let slope = slopes.first().copied().filter(|_| !kept.is_empty()).unwrap_or(0.0);
                return Peak { at, slope, steps, hit: None, converged: peak.converged && hit.is_none() && inwards.is_none(), ..peak };
            }
        }
    }
    unreachable!("the last turn returns")
}
