//! Coordinates in which covariates are centred, scaled and at right angles, so that a search sees a calendar year as it sees any other.
//!
//! The log of a level is `b + x1 r1 + x2 r2 + ...` in the logs of a hazard (or of an acceptance of offers) and of its ratios. Where every `x1` is about 2000, `b` and `r1`
//! can hardly be told apart, and `b` is the hazard of someone whose `x1` is 0, whom nobody has met. So `v = M u` takes the place of these
//! logs `u`: each covariate less its mean among those with the same hazard, less its projections on the covariates before it
//! (Gram-Schmidt, twice), over its root mean square; and the hazard is that of the average person. `M` is triangular with nothing lost:
//! `u = T v` undoes it, and every level is the same.

use crate::parameter::Quantity;
use crate::scenario::{Baseline, TenureEffect};

use super::derivatives::Slope;
use super::exposure::Levels;
use super::hazards::Hazards;

/// A covariate that varies about its mean by less than this, for its size, is a constant.
const CONSTANT: f64 = 1e-12;
/// A covariate of which less than this is left beside the others, for how it varies, is a combination of them.
const COMBINATION: f64 = 1e-9;

/// The change of coordinates.
#[derive(Clone, Debug)]
pub struct Centred {
    n: usize,
    /// `v = forward u`, by row.
    forward: Vec<f64>,
    /// `u = back v`, by row.
    back: Vec<f64>,
    /// The coordinates of the hazards whose covariates are centred.
    own: Vec<usize>,
    /// The coordinates of the covariates' ratios, in their order.
    covariates: Vec<usize>,
    /// The coordinates of the other factors of levels: ratios of bands.
    ratios: Vec<usize>,
    /// Those covariates that are constant or a combination of others, though not always 0.
    dependent: Vec<usize>,
}

impl Centred {
    /// The coordinates for levels, whose coordinates are those of the learned parameters. Those that are `held` stay as they are.
    pub fn new(hazards: &Hazards, learned: &[usize], held: &[usize], levels: &Levels) -> Self {
        let n = learned.len();
        let [own, covariates, ratios] = kinds(hazards, learned, held);
        let identity: Vec<f64> = (0..n * n).map(|index| f64::from(u8::from(index / n == index % n))).collect();
        let mut centred = Self { n, forward: identity.clone(), back: identity, own, covariates, ratios, dependent: Vec::new() };
        centred.orthogonalise(levels);
        centred.invert();
        centred
    }

    /// How many coordinates there are.
    pub fn count(&self) -> usize {
        self.n
    }

    /// The row of `u = T v` for the log of a parameter.
    pub fn row(&self, k: usize) -> &[f64] {
        &self.back[k * self.n..][..self.n]
    }

    /// The log of a parameter, or whatever its coordinate is.
    pub fn coordinate(&self, k: usize, at: &[f64]) -> f64 {
        self.row(k).iter().zip(at).map(|(factor, v)| factor * v).sum()
    }

    /// The coordinate of the search in which the logs of the parameters are these.
    pub fn centred(&self, k: usize, logs: &[f64]) -> f64 {
        self.forward[k * self.n..][..self.n].iter().zip(logs).map(|(factor, u)| factor * u).sum()
    }

    /// The coordinates of the covariates' ratios.
    pub fn covariates(&self) -> &[usize] {
        &self.covariates
    }

    /// How much a ratio's own coordinate moves with its log.
    pub fn scale(&self, k: usize) -> f64 {
        self.forward[k * self.n + k]
    }

    /// The coordinates on which nothing depends, since the covariate is constant or a combination of others.
    pub fn dependent(&self) -> &[usize] {
        &self.dependent
    }

    /// Whether the coordinate is the log of a factor of levels, which has no end.
    pub fn is_linear(&self, k: usize) -> bool {
        [&self.own, &self.covariates, &self.ratios].into_iter().any(|kind| kind.contains(&k))
    }

    /// The same levels in these coordinates.
    pub fn recast(&self, levels: &Levels) -> Levels {
        let mut recast = Levels::default();
        for (level, &constant) in levels.constants.iter().enumerate() {
            let slopes = levels.slopes(level as u32);
            let found = match self.group(slopes) {
                Some(group) => self.in_group(slopes, group),
                None => self.outside(slopes),
            };
            recast.push(constant, &found);
        }
        recast
    }

    /// The hazard that a level has, if it is of one whose covariates are centred.
    fn group(&self, slopes: &[Slope]) -> Option<usize> {
        let mut own = slopes.iter().filter(|(k, power)| *power != 0.0 && self.own.contains(&(*k as usize)));
        match (own.next(), own.next()) {
            (Some(&(k, 1.0)), None) => Some(k as usize),
            _ => None,
        }
    }

    fn in_group(&self, slopes: &[Slope], group: usize) -> Vec<Slope> {
        let mut found: Vec<Slope> = slopes.iter().copied().filter(|(k, _)| !self.covariates.contains(&(*k as usize))).collect();
        let mut shares: Vec<f64> = Vec::with_capacity(self.covariates.len());
        for (number, &j) in self.covariates.iter().enumerate() {
            let mut x = value(slopes, j) - self.forward[group * self.n + j];
            for (&i, share) in self.covariates[..number].iter().zip(&shares) {
                x -= self.forward[i * self.n + j] * share;
            }
            let has_own = self.forward[j * self.n + j] != 0.0 && !self.is_nothing(j);
            shares.push(if has_own { x / self.forward[j * self.n + j] } else { 0.0 });
        }
        found.extend(self.covariates.iter().zip(&shares).filter(|(_, share)| **share != 0.0).map(|(&j, &share)| (j as u32, share)));
        found
    }

    fn outside(&self, slopes: &[Slope]) -> Vec<Slope> {
        let along = |v: usize| slopes.iter().map(|&(k, power)| power * self.back[k as usize * self.n + v]).sum::<f64>();
        (0..self.n).map(|v| (v as u32, along(v))).filter(|slope| slope.1 != 0.0).collect()
    }

    fn is_nothing(&self, j: usize) -> bool {
        self.dependent.contains(&j)
    }

    fn orthogonalise(&mut self, levels: &Levels) {
        let n = self.n;
        let rows: Vec<&[Slope]> = (0..levels.constants.len()).map(|level| levels.slopes(level as u32)).collect();
        let groups: Vec<Option<usize>> = rows.iter().map(|slopes| self.group(slopes)).collect();
        let mut done: Vec<(usize, Vec<f64>)> = Vec::new();
        for j in self.covariates.clone() {
            let mut x: Vec<f64> = rows.iter().map(|slopes| value(slopes, j)).collect();
            let size = norm(&x);
            for &group in &self.own {
                let members = || groups.iter().zip(&x).filter(|(of, _)| **of == Some(group)).map(|(_, x)| *x);
                let mean = members().sum::<f64>() / (members().count().max(1)) as f64;
                self.forward[group * n + j] = mean;
                x.iter_mut().zip(&groups).filter(|(_, of)| **of == Some(group)).for_each(|(x, _)| *x -= mean);
            }
            let varies = norm(&x);
            for _ in 0..2 {
                for (i, other) in &done {
                    let share = dot(other, &x) / dot(other, other);
                    self.forward[i * n + j] += share;
                    x.iter_mut().zip(other).for_each(|(x, other)| *x -= share * other);
                }
            }
            let left = norm(&x);
            if size > 0.0 && varies > CONSTANT * size && left > COMBINATION * varies {
                let count = rows.iter().filter(|slopes| value(slopes, j) != 0.0).count();
                let scale = left / crate::math::sqrt(count as f64);
                self.forward[j * n + j] = scale;
                done.push((j, x.into_iter().map(|x| x / scale).collect()));
            } else if size > 0.0 {
                self.dependent.push(j);
            }
        }
    }

    fn invert(&mut self) {
        let n = self.n;
        for v in 0..n {
            let mut u: Vec<f64> = (0..n).map(|k| f64::from(u8::from(k == v))).collect();
            for (number, &j) in self.covariates.iter().enumerate().rev() {
                let later: f64 = self.covariates[number + 1..].iter().map(|&k| self.forward[j * n + k] * u[k]).sum();
                u[j] = (u[j] - later) / self.forward[j * n + j];
            }
            for &group in &self.own {
                u[group] -= self.covariates.iter().map(|&j| self.forward[group * n + j] * u[j]).sum::<f64>();
            }
            (0..n).for_each(|k| self.back[k * n + v] = u[k]);
        }
    }
}

/// The coordinates of the hazards (or acceptances) of channels and of the hazards of their bands, of covariates' ratios, and of bands'
/// ratios. What also multiplies elsewhere, is held or is no log of a positive number is none of them.
fn kinds(hazards: &Hazards, learned: &[usize], held: &[usize]) -> [Vec<usize>; 3] {
    let numbers = hazards.numbers();
    let mut kinds: [Vec<Quantity>; 3] = Default::default();
    for channel in &hazards.channels {
        let (Baseline::Hazard { per_year: level } | Baseline::Offers { acceptance: level, .. }) = channel.baseline;
        kinds[0].push(level);
        kinds[1].extend(channel.covariates.iter().map(|covariate| covariate.1));
        for band in &channel.tenure {
            match band.effect {
                TenureEffect::Hazard(hazard) => kinds[0].push(hazard),
                TenureEffect::Ratio(ratio) => kinds[2].push(ratio),
            }
        }
    }
    kinds.map(|listed| {
        let of_kind = |&k: &usize| {
            let number = Quantity::Uncertain(learned[k]);
            let count = listed.iter().filter(|other| **other == number).count();
            count > 0 && count == numbers.iter().filter(|other| other.0 == number).count() && !held.contains(&learned[k])
        };
        (0..learned.len()).filter(of_kind).collect()
    })
}

fn value(slopes: &[Slope], k: usize) -> f64 {
    slopes.iter().filter(|(other, _)| *other as usize == k).map(|slope| slope.1).sum()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(x: &[f64]) -> f64 {
    crate::math::sqrt(dot(x, x))
}
