//! The posterior: the priors of a scenario, conditioned on its history, on unconstrained space.
//!
//! Each learned parameter is `number(u)` ([`Transform`]), with the density of its prior times the Jacobian. Heat's path in its months is
//! made of the standard normal steps `e` of its [`Autoregression`], so that the sampler's space has no funnel.

pub mod coarse_dates;
mod recast;
pub mod scale;
pub mod summary;

use std::fmt;

use crate::hazard::heat::Autoregression;
use crate::math;
use crate::parameter::{Distribution, Parameter, Quantity};
use crate::scenario::HeatPath;

use crate::calibrate::likelihood::Likelihood;
use crate::calibrate::likelihood::derivatives::{Derivatives, Order};
use crate::calibrate::sampler::density::LogDensity;
use crate::number::{Hessian, Number};
use crate::parameter::density::log_density;
use crate::parameter::transform::Transform;

/// A posterior density. Its points have an unconstrained number for each learned parameter, then a standard normal step for each month.
#[derive(Clone, Debug)]
pub struct Posterior {
    likelihood: Likelihood,
    learned: Vec<usize>,
    transforms: Vec<Transform>,
    priors: Vec<Distribution>,
    path: Option<Path>,
}

/// What heat's path is made of.
#[derive(Clone, Debug)]
struct Path {
    volatility: Quantity,
    half_life: Quantity,
    /// Indices among the unconstrained numbers, where they are learned.
    places: [Option<usize>; 2],
    months: usize,
}

/// Directions of the derivatives of heat's path: its volatility and half-life, on unconstrained space.
const VOLATILITY: usize = 0;
const HALF_LIFE: usize = 1;

/// The log of heat in one month.
#[derive(Clone, Debug)]
struct Month {
    log: Hessian<2>,
    /// Its derivatives in the steps so far, themselves with derivatives.
    by_step: Vec<Hessian<2>>,
}

/// A prior that cannot be conditioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDensity {
    /// The parameter's path.
    pub path: String,
}

impl fmt::Display for NoDensity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is one of a list of values, which cannot be conditioned on a history: give median and p95, or low and high",
            self.path
        )
    }
}

impl std::error::Error for NoDensity {}

impl Posterior {
    /// The posterior of a likelihood under the priors of its hazards' parameters. `path` says what heat's path is like where the likelihood
    /// has its months; its numbers must be known, or parameters of the hazards.
    ///
    /// # Errors
    /// Where a prior is a list of values.
    pub fn new(likelihood: Likelihood, path: Option<&HeatPath>) -> Result<Self, NoDensity> {
        let parameters = &likelihood.hazards().parameters;
        let mut learned = likelihood.learned().to_vec();
        let months = likelihood.dimension() - learned.len();
        let path = path.filter(|_| months > 0).map(|path| {
            let numbers = [path.volatility, path.half_life];
            let places = numbers.map(|number| match number {
                Quantity::Known(_) => None,
                Quantity::Uncertain(parameter) => Some(learned.iter().position(|&p| p == parameter).unwrap_or_else(|| {
                    learned.push(parameter);
                    learned.len() - 1
                })),
            });
            Path { volatility: path.volatility, half_life: path.half_life, places, months }
        });
        let mut transforms = Vec::new();
        let mut priors = Vec::new();
        for &parameter in &learned {
            let Parameter { path, distribution, .. } = &parameters[parameter];
            if matches!(distribution, Distribution::Values(_)) {
                return Err(NoDensity { path: path.clone() });
            }
            transforms.push(Transform::of_prior(distribution, likelihood.hazards().range(parameter)));
            priors.push(distribution.clone());
        }
        Ok(Self { likelihood, learned, transforms, priors, path })
    }

    /// The likelihood.
    pub fn likelihood(&self) -> &Likelihood {
        &self.likelihood
    }

    /// Indices, among the hazards' parameters, of those that a point begins with: the likelihood's, then what only heat's path contains.
    pub fn learned(&self) -> &[usize] {
        &self.learned
    }

    /// The parameters on their natural scale at a point, then the logs of heat by month.
    pub fn natural(&self, at: &[f64]) -> Vec<f64> {
        let numbers = self.transforms.iter().zip(at).map(|(transform, &u)| transform.number(u).value);
        let mut natural: Vec<f64> = numbers.collect();
        natural.extend(self.heat(at).into_iter().map(|month| month.log.value));
        natural
    }

    /// The place at which the likelihood is taken for a point: the logs of its learned parameters, then of heat by month.
    pub fn place(&self, at: &[f64]) -> Vec<f64> {
        let n = self.likelihood.learned().len();
        let logs = self.transforms[..n].iter().zip(at).map(|(transform, &u)| transform.log(u).value);
        logs.chain(self.heat(at).iter().map(|month| month.log.value)).collect()
    }

    /// The slopes of the logs of the likelihood's learned parameters in their coordinates, at a point.
    pub fn slopes_of_logs(&self, at: &[f64]) -> Vec<f64> {
        let n = self.likelihood.learned().len();
        self.transforms[..n].iter().zip(at).map(|(transform, &u)| transform.log(u).gradient[0]).collect()
    }

    /// Puts another likelihood of the same hazards in the place of the present one.
    pub fn put(&mut self, likelihood: Likelihood) {
        self.likelihood = likelihood;
    }

    /// A point in the middle of the priors, with heat at its long-run middle.
    pub fn middle(&self) -> Vec<f64> {
        let mut middle: Vec<f64> = self.transforms.iter().zip(&self.priors).map(|(t, prior)| t.inverse(prior.centre())).collect();
        middle.resize(self.dimension(), 0.0);
        middle
    }

    /// The log density with everything that a point's neighbourhood says: the log of prior times likelihood, neither up to a constant.
    pub fn derivatives(&self, at: &[f64], order: Order) -> Derivatives {
        let n = self.likelihood.learned().len();
        let logs: Vec<_> = self.transforms.iter().zip(at).map(|(transform, &u)| transform.log(u)).collect();
        let heat = self.heat(at);
        let point: Vec<f64> = logs[..n].iter().map(|log| log.value).chain(heat.iter().map(|month| month.log.value)).collect();
        let likelihood = self.likelihood.at(&point, order);
        let mut density = Derivatives::zero(at.len(), order);
        density.value = likelihood.value;
        // The derivatives of each inner coordinate: one of a parameter, or those of a month of heat.
        let mut inner: Vec<Vec<(usize, f64)>> = (0..n).map(|k| vec![(k, logs[k].gradient[0])]).collect();
        inner.extend(heat.iter().map(|month| self.slopes(month)));
        for (j, slopes) in inner.iter().enumerate() {
            for &(a, slope) in slopes {
                density.gradient[a] += likelihood.gradient[j] * slope;
            }
        }
        if order == Order::Hessian {
            add_linear(&mut density.hessian, &likelihood, &inner, at.len());
            for (k, log) in logs.iter().take(n).enumerate() {
                density.hessian[k * at.len() + k] += likelihood.gradient[k] * log.hessian[0][0];
            }
            self.add_curvatures(&mut density.hessian, &heat, &likelihood.gradient[n..]);
        }
        for (k, (transform, prior)) in self.transforms.iter().zip(&self.priors).enumerate() {
            if let Some(ln_prior) = log_density(prior, transform.number(at[k])) {
                let term = ln_prior + transform.log_jacobian(at[k]);
                let k = k as u32;
                density.add_term(1.0, term.value, &[(k, term.gradient[0])], &[(k, k, term.hessian[0][0])]);
            }
        }
        for (k, &step) in at.iter().enumerate().skip(self.transforms.len()) {
            density.value -= 0.5 * step * step + math::HALF_LN_2_PI;
            density.gradient[k] -= step;
            if order == Order::Hessian {
                density.hessian[k * at.len() + k] -= 1.0;
            }
        }
        density
    }

    /// Heat by month.
    fn heat(&self, at: &[f64]) -> Vec<Month> {
        let Some(path) = &self.path else { return Vec::new() };
        let number = |number: Quantity, direction: usize| match (number, path.places[direction]) {
            (Quantity::Uncertain(_), Some(place)) => {
                let own = self.transforms[place].number(at[place]);
                Hessian::<2>::of_one(direction, own.value, own.gradient[0], own.hessian[0][0])
            }
            (Quantity::Known(value), _) => Hessian::constant(value),
            (Quantity::Uncertain(_), None) => Hessian::constant(f64::NAN),
        };
        let volatility = number(path.volatility, VOLATILITY);
        let half_life = number(path.half_life, HALF_LIFE);
        let Autoregression { mean, correlation, innovation, .. } = Autoregression::new(volatility, half_life);
        let steps = &at[self.transforms.len()..];
        // The deviation from the mean; and its derivatives in the steps.
        let mut deviation = Hessian::<2>::constant(0.0);
        let mut by_step: Vec<Hessian<2>> = Vec::with_capacity(path.months);
        (0..path.months)
            .map(|month| {
                for slope in &mut by_step {
                    *slope = correlation * *slope;
                }
                let own = if month == 0 { volatility } else { volatility * innovation };
                by_step.push(own);
                deviation = correlation * deviation + own.scaled(steps[month]);
                Month { log: mean + deviation, by_step: by_step.clone() }
            })
            .collect()
    }

    /// The derivatives of the log of heat in a month in the point's coordinates.
    fn slopes(&self, month: &Month) -> Vec<(usize, f64)> {
        let places = self.path.iter().flat_map(|path| path.places.into_iter().zip(month.log.gradient));
        let own = places.filter_map(|(place, slope)| Some((place?, slope)));
        own.chain(month.by_step.iter().enumerate().map(|(step, slope)| (self.transforms.len() + step, slope.value))).collect()
    }

    /// Adds the second derivatives of the logs of heat, times the slopes of the likelihood in them.
    fn add_curvatures(&self, hessian: &mut [f64], heat: &[Month], slopes: &[f64]) {
        let Some(path) = &self.path else { return };
        let n = self.dimension();
        for (month, likelihood) in heat.iter().zip(slopes) {
            for (a, row) in path.places.into_iter().zip(month.log.hessian) {
                let Some(a) = a else { continue };
                for (b, curvature) in path.places.into_iter().zip(row) {
                    let Some(b) = b else { continue };
                    hessian[a * n + b] += likelihood * curvature;
                }
            }
            for (step, slope) in month.by_step.iter().enumerate() {
                let step = self.transforms.len() + step;
                for (place, mixed) in path.places.into_iter().zip(slope.gradient) {
                    let Some(place) = place else { continue };
                    hessian[place * n + step] += likelihood * mixed;
                    hessian[step * n + place] += likelihood * mixed;
                }
            }
        }
    }
}

/// Adds the Hessian of a function of inner coordinates as far as those are linear in the point's `n`: `sum of h(j, k) s(j, a) s(k, b)`,
/// for the slopes `s` of each.
fn add_linear(hessian: &mut [f64], inner: &Derivatives, slopes: &[Vec<(usize, f64)>], n: usize) {
    let mut row = vec![0.0; n];
    for (j, outer) in slopes.iter().enumerate() {
        row.fill(0.0);
        for (k, slopes) in slopes.iter().enumerate() {
            let curvature = inner.hessian[j * inner.gradient.len() + k];
            if curvature != 0.0 {
                for &(b, slope) in slopes {
                    row[b] += curvature * slope;
                }
            }
        }
        for &(a, slope) in outer {
            for (entry, part) in hessian[a * n..][..n].iter_mut().zip(&row) {
                *entry += slope * part;
            }
        }
    }
}

impl LogDensity for Posterior {
    fn dimension(&self) -> usize {
        self.transforms.len() + self.path.as_ref().map_or(0, |path| path.months)
    }

    fn log_density(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        let density = self.derivatives(at, Order::Gradient);
        gradient.copy_from_slice(&density.gradient);
        if density.value.is_finite() && gradient.iter().all(|slope| slope.is_finite()) { density.value } else { f64::NEG_INFINITY }
    }
}
