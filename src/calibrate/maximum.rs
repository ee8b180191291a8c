//! Maximum likelihood: what the history says by itself, priors not used.
//!
//! Newton's method with exact derivatives from several starts, in unconstrained coordinates. Standard errors are from the inverse of the
//! observed information; Wald intervals are symmetric in the unconstrained coordinate (the log of a rate or ratio, the logit of a
//! probability) and so stay in range; profile intervals hold what a likelihood-ratio test at 5 % does not reject. Heat's random path is
//! held at 1.

use nalgebra::{Cholesky, DMatrix, SymmetricEigen};

use crate::math::{self, NORMAL_P975};

use super::jet::{Jet, Order};
use super::likelihood::Likelihood;
use super::newton::{Peak, climb, information};
use super::transform::{FAR, Transform};

/// A smallest eigenvalue of the information, scaled to a unit diagonal, below which some combination is not determined.
const SINGULAR: f64 = 1e-8;
/// A difference of log-likelihoods that no one could see.
const SAME: f64 = 1e-6;

/// What became of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Estimated.
    Estimated,
    /// The likelihood is largest at the lower end of the range: 0, or 1 for a cap.
    AtLower,
    /// The likelihood is largest at the upper end of the range.
    AtUpper,
    /// Only a combination with others is determined.
    Collinear,
    /// The history says nothing about it.
    Uninformed,
    /// Held at the middle of its prior, since only its product with the acceptance can be learned.
    Held,
}

/// What the likelihood says of one parameter, on its natural scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Index of the parameter among those of the hazards.
    pub parameter: usize,
    /// The estimate; the end of the range where it is there.
    pub value: f64,
    /// Standard error, where there is one.
    pub se: Option<f64>,
    /// Standard error of its logarithm.
    pub log_se: Option<f64>,
    /// 95 % Wald interval.
    pub wald: Option<(f64, f64)>,
    /// 95 % profile interval, where it was asked for; an end of the range where the likelihood excludes nothing on that side.
    pub profile: Option<(f64, f64)>,
    /// What became of it.
    pub standing: Standing,
}

/// A likelihood's maximum.
#[derive(Clone, Debug)]
pub struct Maximum {
    /// An entry a learned parameter, in their order.
    pub estimates: Vec<Estimate>,
    /// Log-likelihood at the maximum, of the time unit years.
    pub log_likelihood: f64,
    /// Covariances of the logs of the parameters, `row * parameters + column`; 0 where there is no standard error.
    pub log_covariance: Vec<f64>,
    /// Parameters estimated: those that stand [`Standing::Estimated`] or [`Standing::Collinear`].
    pub free: usize,
    /// Whether the best climb converged.
    pub converged: bool,
    /// The largest derivative of the log-likelihood in a free unconstrained coordinate.
    pub gradient_norm: f64,
    /// The smallest eigenvalue of the information, scaled to a unit diagonal: 0 where some combination is not determined.
    pub smallest_eigenvalue: f64,
    /// Climbs, and those of them that came to the best maximum.
    pub starts: (usize, usize),
}

impl Maximum {
    /// Akaike's information criterion, `2 k - 2 ln L`.
    pub fn aic(&self) -> f64 {
        2.0 * self.free as f64 - 2.0 * self.log_likelihood
    }

    /// The Bayesian information criterion, `k ln n - 2 ln L`, for `n` spells.
    pub fn bic(&self, spells: usize) -> f64 {
        self.free as f64 * math::ln(spells as f64) - 2.0 * self.log_likelihood
    }
}

/// The function that is climbed: the likelihood in unconstrained coordinates.
struct Climb<'a> {
    likelihood: &'a Likelihood,
    transforms: Vec<Transform>,
}

impl Climb<'_> {
    fn at(&self, at: &[f64]) -> Jet {
        let logs: Vec<_> = self.transforms.iter().zip(at).map(|(transform, &u)| transform.log(u)).collect();
        let mut point: Vec<f64> = logs.iter().map(|log| log.value).collect();
        // Heat's path is held at 1.
        point.resize(self.likelihood.dimension(), 0.0);
        let jet = self.likelihood.at(&point, Order::Hessian);
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
        Jet { value: if jet.value.is_nan() { f64::NEG_INFINITY } else { jet.value }, gradient, hessian }
    }

    fn peak(&self, start: &[f64], free: &[usize]) -> Peak {
        climb(&|at| self.at(at), start, free, FAR)
    }
}

/// Maximises a likelihood.
///
/// `centres` are where the learned parameters start, in their order, and where those that are `held` stay; `profiles` says whether to
/// compute profile intervals, which takes some ten times as long for each parameter.
pub fn maximum(likelihood: &Likelihood, centres: &[f64], held: &[usize], profiles: bool) -> Maximum {
    let learned = likelihood.learned();
    let transforms: Vec<_> = learned.iter().map(|&p| Transform::of_range(likelihood.hazards().range(p))).collect();
    let climb = Climb { likelihood, transforms };
    let centre: Vec<f64> = climb.transforms.iter().zip(centres).map(|(transform, &x)| transform.inverse(x)).collect();
    let mut standing = vec![Standing::Estimated; learned.len()];
    for (k, standing) in standing.iter_mut().enumerate() {
        if held.contains(&learned[k]) {
            *standing = Standing::Held;
        }
    }
    mark_uninformed(&climb, &centre, &mut standing);
    let starts = starts(&centre, &estimated(&standing));
    let peaks: Vec<Peak> = starts.iter().map(|start| climb.peak(start, &estimated(&standing))).collect();
    let best = peaks.iter().filter(|peak| peak.jet.value.is_finite()).max_by(|a, b| a.jet.value.total_cmp(&b.jet.value));
    let mut peak = best.unwrap_or(&peaks[0]).clone();
    let agreeing = peaks.iter().filter(|other| other.jet.value >= peak.jet.value - SAME).count();
    send_to_bounds(&climb, &mut peak, &mut standing);
    let free = estimated(&standing);
    let (covariance, smallest_eigenvalue) = covariance(&peak.jet, &free, &mut standing);
    let mut estimates = Vec::with_capacity(learned.len());
    for (k, &parameter) in learned.iter().enumerate() {
        estimates.push(estimate(&climb, &peak, &covariance, k, parameter, standing[k]));
    }
    if profiles {
        for k in 0..learned.len() {
            if matches!(standing[k], Standing::Estimated | Standing::AtLower | Standing::AtUpper) {
                estimates[k].profile = Some(profile(&climb, &peak, &free, k, covariance[(k, k)]));
            }
        }
    }
    let slopes: Vec<f64> = (0..learned.len()).map(|k| climb.transforms[k].log(peak.at[k]).gradient[0]).collect();
    let log_covariance = (0..learned.len() * learned.len()).map(|index| {
        let (j, k) = (index / learned.len(), index % learned.len());
        covariance[(j, k)] * slopes[j] * slopes[k]
    });
    Maximum {
        log_covariance: log_covariance.collect(),
        estimates,
        log_likelihood: peak.jet.value,
        free: free.len(),
        converged: peak.converged,
        gradient_norm: free.iter().map(|&k| peak.jet.gradient[k].abs()).fold(0.0, f64::max),
        smallest_eigenvalue,
        starts: (peaks.len(), agreeing),
    }
}

/// Those that are climbed in.
fn estimated(standing: &[Standing]) -> Vec<usize> {
    (0..standing.len()).filter(|&k| standing[k] == Standing::Estimated).collect()
}

/// The middle, and points about it on a low-discrepancy sequence (multiples of powers of the generalised golden ratio; Roberts 2018).
fn starts(centre: &[f64], free: &[usize]) -> Vec<Vec<f64>> {
    const OTHERS: u32 = 4;
    let n = free.len() as f64;
    let mut ratio: f64 = 2.0;
    for _ in 0..60 {
        ratio = math::exp(math::ln(1.0 + ratio) / (n + 1.0));
    }
    let shifted = |start: u32| {
        let mut power = 1.0;
        let mut point = centre.to_vec();
        for &k in free {
            power /= ratio;
            point[k] += 2.0 * ((0.5 + f64::from(start) * power).fract() - 0.5);
        }
        point
    };
    (0..=OTHERS).map(shifted).collect()
}

/// Finds the parameters on which the likelihood does not depend at all.
fn mark_uninformed(climb: &Climb<'_>, centre: &[f64], standing: &mut [Standing]) {
    let shifted: Vec<f64> = centre.iter().map(|u| u + 0.37).collect();
    let jets = [climb.at(centre), climb.at(&shifted)];
    for (k, standing) in standing.iter_mut().enumerate() {
        let says_nothing = |jet: &Jet| jet.gradient[k] == 0.0 && jet.hessian[k * centre.len() + k] == 0.0;
        if *standing == Standing::Estimated && jets.iter().all(|jet| jet.value.is_finite() && says_nothing(jet)) {
            *standing = Standing::Uninformed;
        }
    }
}

/// Sends each parameter to an end of its range where the likelihood is no smaller there, and climbs again with the others.
fn send_to_bounds(climb: &Climb<'_>, peak: &mut Peak, standing: &mut [Standing]) {
    for k in 0..standing.len() {
        if standing[k] != Standing::Estimated {
            continue;
        }
        for (end, bound) in [(-FAR, Standing::AtLower), (FAR, Standing::AtUpper)] {
            let mut there = peak.at.clone();
            there[k] = end;
            let others: Vec<usize> = estimated(standing).into_iter().filter(|&other| other != k).collect();
            if climb.at(&there).value < peak.jet.value - 1.0 {
                continue;
            }
            let candidate = climb.peak(&there, &others);
            if candidate.jet.value >= peak.jet.value - SAME {
                (*peak, standing[k]) = (candidate, bound);
                break;
            }
        }
    }
}

/// The covariance of the unconstrained coordinates, zero for those not free, and the smallest eigenvalue of the scaled information. Marks
/// those that share an undetermined combination.
fn covariance(jet: &Jet, free: &[usize], standing: &mut [Standing]) -> (DMatrix<f64>, f64) {
    let mut covariance = DMatrix::zeros(standing.len(), standing.len());
    if free.is_empty() {
        return (covariance, 0.0);
    }
    let information = information(jet, free);
    let scale: Vec<f64> = (0..free.len()).map(|k| math::sqrt(information[(k, k)].abs().max(f64::MIN_POSITIVE))).collect();
    let scaled = DMatrix::from_fn(free.len(), free.len(), |j, k| information[(j, k)] / (scale[j] * scale[k]));
    let eigen = SymmetricEigen::new(scaled.clone());
    let smallest = eigen.eigenvalues.min();
    for (value, vector) in eigen.eigenvalues.iter().zip(eigen.eigenvectors.column_iter()) {
        if *value < SINGULAR {
            for (&k, loading) in free.iter().zip(vector.iter()) {
                if loading.abs() > 0.1 {
                    standing[k] = Standing::Collinear;
                }
            }
        }
    }
    // What is determined keeps its covariance, given the others where they stand.
    let sound: Vec<usize> = (0..free.len()).filter(|&k| standing[free[k]] == Standing::Estimated).collect();
    let kept = DMatrix::from_fn(sound.len(), sound.len(), |j, k| scaled[(sound[j], sound[k])]);
    if let Some(cholesky) = Cholesky::new(kept) {
        let inverse = cholesky.inverse();
        for (j, &a) in sound.iter().enumerate() {
            for (k, &b) in sound.iter().enumerate() {
                covariance[(free[a], free[b])] = inverse[(j, k)] / (scale[a] * scale[b]);
            }
        }
    }
    (covariance, smallest)
}

/// The estimate of one parameter.
fn estimate(climb: &Climb<'_>, peak: &Peak, covariance: &DMatrix<f64>, k: usize, parameter: usize, standing: Standing) -> Estimate {
    let transform = climb.transforms[k];
    let number = transform.number(peak.at[k]);
    let value = natural(transform, peak.at[k]);
    let mut estimate = Estimate { parameter, value, se: None, log_se: None, wald: None, profile: None, standing };
    let variance = covariance[(k, k)];
    if standing == Standing::Estimated && variance > 0.0 {
        let se = math::sqrt(variance);
        estimate.se = Some(se * number.gradient[0]);
        estimate.log_se = Some(se * transform.log(peak.at[k]).gradient[0]);
        estimate.wald = Some((natural(transform, peak.at[k] - NORMAL_P975 * se), natural(transform, peak.at[k] + NORMAL_P975 * se)));
    }
    estimate
}

/// The number at an unconstrained one; the end of its range from [`FAR`] on.
fn natural(transform: Transform, at: f64) -> f64 {
    let (low, high) = match transform {
        Transform::Log => (0.0, f64::INFINITY),
        Transform::Logistic { low, high } => (low, high),
        Transform::AboveOne => (1.0, f64::INFINITY),
    };
    if at <= -FAR {
        low
    } else if at >= FAR {
        high
    } else {
        transform.number(at).value
    }
}

/// The 95 % profile interval: where the likelihood, maximised over the others, is `1.96^2 / 2` below its maximum. The signed root of twice
/// the drop is nearly linear in the coordinate, so that the secant method finds where it is 1.96 in a few steps.
fn profile(climb: &Climb<'_>, peak: &Peak, free: &[usize], k: usize, variance: f64) -> (f64, f64) {
    let others: Vec<usize> = free.iter().copied().filter(|&other| other != k).collect();
    let mut ends = [0.0; 2];
    for (end, direction) in ends.iter_mut().zip([-1.0, 1.0]) {
        let width = if variance > 0.0 { math::sqrt(variance).min(5.0) } else { 1.0 };
        let mut at = peak.at.clone();
        let mut root = |u: f64| {
            at[k] = u;
            let there = climb.peak(&at, &others);
            at.clone_from(&there.at);
            math::sqrt((2.0 * (peak.jet.value - there.jet.value)).max(0.0))
        };
        let goal = (peak.at[k] + direction * NORMAL_P975 * width).clamp(-FAR, FAR);
        let (mut inner, mut inner_root) = (peak.at[k], 0.0);
        let (mut outer, mut outer_root) = (goal, root(goal));
        while outer_root < NORMAL_P975 && outer.abs() < FAR {
            (inner, inner_root) = (outer, outer_root);
            outer = (outer + direction * width).clamp(-FAR, FAR);
            outer_root = root(outer);
        }
        *end = outer;
        if outer_root >= NORMAL_P975 {
            for step in 0..60 {
                // Every third step halves, so that a bracket that closes from one side only closes all the same.
                let share = if step % 3 == 2 { 0.5 } else { (NORMAL_P975 - inner_root) / (outer_root - inner_root) };
                let next = inner + share * (outer - inner);
                let found = root(next);
                *end = next;
                if (found - NORMAL_P975).abs() < 1e-8 {
                    break;
                }
                if found < NORMAL_P975 { (inner, inner_root) = (next, found) } else { (outer, outer_root) = (next, found) }
            }
        }
    }
    (natural(climb.transforms[k], ends[0]), natural(climb.transforms[k], ends[1]))
}
