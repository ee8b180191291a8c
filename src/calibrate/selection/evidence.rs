//! The probability that a model gave to a history before it happened: the marginal likelihood, or evidence, `Z`, the integral of prior
//! times likelihood over everything unknown.
//!
//! Importance sampling: unknowns are drawn from a neighbour of the posterior whose density is known, and `Z` is the mean of
//! `prior * likelihood / density of the draw`. The neighbour has its centre at the posterior's mode and its inverse covariance from minus
//! the Hessian there (Laplace's approximation, coarse dates at stand-ins). In the parameters it is a multivariate t with [`DEGREES`] degrees
//! of freedom, whose tails are heavier than the posterior's; the steps of heat's path are normal, for half of the draws those of the prior,
//! which makes the weights bounded in them. Moments of coarse exits
//! that act are drawn uniformly in their intervals, a new set for each draw, so that they are integrated out together with the parameters.
//! The weights are Pareto-smoothed ([`super::psis`]), and the shape `k` of their tail says whether to believe the result and its error.
//!
//! Where a moment is known to the day the history has a density in it [per year], where it is an interval a probability: models compare
//! on one history, never over two.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::Cancellation;
use crate::math;
use crate::random::{Purpose, Stream};

use super::model::{Model, NoModel};
use super::psis::{GOOD_K, smooth};
use crate::calibrate::likelihood::derivatives::Order;
use crate::calibrate::maximum::newton::{climb, information};
use crate::calibrate::posterior::Posterior;
use crate::parameter::transform::FAR;
use crate::threads;

/// Degrees of freedom of the distribution that parameters are drawn from.
pub const DEGREES: f64 = 5.0;
/// By how much that is wider than the posterior at its mode: it has to cover those at all dates that coarse exits can have.
const WIDER: f64 = 1.25;
/// Imputations of coarse dates at which the mode is looked for.
const STAND_INS: u64 = 1;
/// How to integrate.
#[derive(Clone, Copy, Debug)]
pub struct Integration<'c> {
    /// Draws.
    pub draws: u64,
    /// The seed of all randomness.
    pub seed: u64,
    /// Threads, which change no bit.
    pub threads: usize,
    /// What breaks it off; nothing does where there is none.
    pub cancellation: Option<&'c Cancellation>,
}

impl Integration<'_> {
    /// Goes on, where it is not to be broken off.
    ///
    /// # Errors
    /// Where it is.
    pub(super) fn go_on(&self) -> Result<(), NoModel> {
        if self.cancellation.is_some_and(Cancellation::is_cancelled) { Err(NoModel::Cancelled) } else { Ok(()) }
    }
}

/// The log of a marginal likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// `ln Z`, of the time unit years.
    pub log: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
    /// Pareto shape of the weights' tail: up to 0.7 the result and its error are to be believed. Infinite where no tail could be fitted;
    /// 0 where nothing was left to chance.
    pub shape: f64,
    /// How many equally weighted draws the draws were worth.
    pub effective: f64,
}

/// A difference of two logs, such as the log of a Bayes factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The difference.
    pub log: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
    /// The larger Pareto shape of the two.
    pub shape: f64,
}

impl Evidence {
    /// That of no history at all.
    pub const CERTAIN: Self = Self { log: 0.0, error: 0.0, shape: 0.0, effective: f64::INFINITY };
    /// That of a model under which the history could not have happened.
    pub const IMPOSSIBLE: Self = Self { log: f64::NEG_INFINITY, error: 0.0, shape: 0.0, effective: 0.0 };

    /// The log of the ratio of two evidences. Their errors count as independent.
    pub fn over(&self, other: &Self) -> Difference {
        Difference {
            log: self.log - other.log,
            error: math::sqrt(self.error * self.error + other.error * other.error),
            shape: self.shape.max(other.shape),
        }
    }
}

impl Difference {
    /// Whether the weights' tails allow to believe it.
    pub fn is_reliable(&self) -> bool {
        self.shape <= GOOD_K
    }
}

/// The evidence of a model for its history.
///
/// # Errors
/// Where the model has no density, or none near the middle of its priors, or the integration is broken off.
pub fn evidence(model: &Model, how: Integration<'_>) -> Result<Evidence, NoModel> {
    how.go_on()?;
    let has_times = model.has_unknown_times();
    let stand_ins: Vec<Vec<f64>> = if has_times { (0..STAND_INS).map(|draw| stand_in(model, draw)).collect() } else { Vec::new() };
    let posterior = model.posterior(&stand_ins)?;
    let neighbour = Neighbour::of(&posterior)?;
    if neighbour.mode.is_empty() && !has_times {
        return Ok(Evidence {
            log: posterior.derivatives(&[], Order::Gradient).value,
            error: 0.0,
            shape: 0.0,
            effective: how.draws as f64,
        });
    }
    let weight = |draw: usize| -> Result<f64, NoModel> {
        how.go_on()?;
        let draw = draw as u64;
        let (at, log) = neighbour.draw(how.seed, draw);
        let value = if has_times {
            model.posterior(&[model.times(how.seed, draw)])?.derivatives(&at, Order::Gradient).value
        } else {
            posterior.derivatives(&at, Order::Gradient).value
        };
        Ok(if value.is_nan() { f64::NEG_INFINITY } else { value - log })
    };
    let weights: Result<Vec<f64>, NoModel> = threads::map(how.draws as usize, how.threads, weight).into_iter().collect();
    Ok(Evidence::of_weights(weights?))
}

impl Evidence {
    /// From the logs of importance weights.
    fn of_weights(mut weights: Vec<f64>) -> Self {
        let n = weights.len() as f64;
        let largest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return Self { log: largest, error: 0.0, shape: f64::INFINITY, effective: 0.0 };
        }
        // Logs from here on are less the largest.
        let shape = smooth(&mut weights, 1.0);
        let (mut sum, mut squares) = (0.0, 0.0);
        for weight in &weights {
            let weight = math::exp(*weight);
            sum += weight;
            squares += weight * weight;
        }
        let effective = sum * sum / squares;
        Self { log: largest + math::ln(sum / n), error: math::sqrt((1.0 / effective - 1.0 / n).max(0.0)), shape, effective }
    }
}

/// Moments for all ends, those of coarse exits about the middle of their intervals, spread out so that they do not tie: multiples of the
/// golden ratio.
fn stand_in(model: &Model, draw: u64) -> Vec<f64> {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let share = |number: usize| (0.5 + (number as f64 + draw as f64 * model.study.spells.len() as f64) * GOLDEN).fract();
    let moment = |(number, spell): (usize, &crate::calibrate::Spell)| {
        let when = spell.ending.when();
        when.earliest() + (when.latest() - when.earliest()) * share(number)
    };
    model.study.spells.iter().enumerate().map(moment).collect()
}

/// A distribution close to a posterior. With minus the Hessian at the mode `root root'` and `z = root' (x - mode)`, the first coordinates of
/// `z` are a multivariate t; the others, which are linear in the steps of heat's path alone, are standard normal, or else those steps are.
struct Neighbour {
    mode: Vec<f64>,
    root: DMatrix<f64>,
    /// How many coordinates are of the t.
    heavy: usize,
    /// Log density of the first coordinates at the mode.
    top: f64,
    /// Log of the determinant of the root's last block.
    ln_light: f64,
}

impl Neighbour {
    fn of(posterior: &Posterior) -> Result<Self, NoModel> {
        let start = posterior.middle();
        let heavy = posterior.learned().len();
        let everything: Vec<usize> = (0..start.len()).collect();
        let peak = climb(&|at| posterior.derivatives(at, Order::Hessian), &start, &everything, &vec![FAR; start.len()]);
        if !peak.objective.value.is_finite() {
            return Err(NoModel::Impossible);
        }
        let root = root(&information(&peak.objective, &everything)).ok_or(NoModel::Unbounded)?;
        let p = heavy as f64;
        let scale = libm::lgamma(0.5 * (DEGREES + p))
            - libm::lgamma(0.5 * DEGREES)
            - 0.5 * p * math::ln(DEGREES * WIDER * WIDER * std::f64::consts::PI);
        let ln_determinant = |from: usize, to: usize| (from..to).map(|k| math::ln(root[(k, k)])).sum::<f64>();
        let (top, ln_light) = (scale + ln_determinant(0, heavy), ln_determinant(heavy, start.len()));
        Ok(Self { mode: peak.at, root, heavy, top, ln_light })
    }

    /// A draw and its log density.
    fn draw(&self, seed: u64, draw: u64) -> (Vec<f64>, f64) {
        let mut random = Stream::new(seed, Purpose::Importance, 0, draw, 0);
        let z: Vec<f64> = (0..self.mode.len()).map(|_| random.normal()).collect();
        let mut z = DVector::from_vec(z);
        // Chi-squared.
        let chi = random.gamma(0.5 * DEGREES, 2.0);
        z.rows_mut(0, self.heavy).scale_mut(WIDER * math::sqrt(DEGREES / chi));
        let steps = self.mode.len() - self.heavy;
        if draw % 2 == 1 {
            let apart = DVector::from_fn(steps, |k, _| z[self.heavy + k] - self.mode[self.heavy + k]);
            let block = self.root.view((self.heavy, self.heavy), (steps, steps));
            z.rows_mut(self.heavy, steps).copy_from(&block.tr_mul(&apart));
        }
        let y = self.root.tr_solve_lower_triangular(&z).unwrap_or_else(|| z.clone());
        let at: Vec<f64> = self.mode.iter().zip(y.iter()).map(|(mode, y)| mode + y).collect();
        let squares = |z: &[f64]| z.iter().map(|z| z * z).sum::<f64>();
        let (heavy, light) = z.as_slice().split_at(self.heavy);
        let of_parameters = self.top - 0.5 * (DEGREES + self.heavy as f64) * math::ln_1p(squares(heavy) / (DEGREES * WIDER * WIDER));
        // The mean of the two densities of the steps.
        let (near, prior) = (self.ln_light - 0.5 * squares(light), -0.5 * squares(&at[self.heavy..]));
        let most = near.max(prior);
        let of_steps = most + math::ln(0.5 * (math::exp(near - most) + math::exp(prior - most))) - steps as f64 * math::HALF_LN_2_PI;
        (at, of_parameters + of_steps)
    }
}

/// The Cholesky factor of an information matrix, its diagonal raised until it has one.
fn root(information: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let mut raised = 0.0;
    for _ in 0..40 {
        let mut candidate = information.clone();
        for k in 0..candidate.nrows() {
            candidate[(k, k)] += raised * (1.0 + candidate[(k, k)].abs());
        }
        if let Some(cholesky) = Cholesky::<f64, Dyn>::new(candidate) {
            return Some(cholesky.l());
        }
        raised = (2.0 * raised).max(1e-6);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::tests::{hazards, parameter, team_window};
    use crate::calibrate::{Ending, Hazards, PathSteps, Spell, SurvivalData, When};
    use crate::parameter::{Distribution, Quantity};
    use crate::scenario::HeatPath;

    /// Estimates of many seeds against what is exact: unbiased, and as far away as they say.
    fn is_honest(model: &Model, exact: f64, draws: u64) {
        const SEEDS: u64 = 200;
        let runs: Vec<Evidence> =
            (0..SEEDS).map(|seed| evidence(model, Integration { draws, seed, threads: 1, cancellation: None }).unwrap()).collect();
        let n = SEEDS as f64;
        let squares = runs.iter().map(|run| (run.log - exact) * (run.log - exact)).sum::<f64>() / n;
        let told = runs.iter().map(|run| run.error * run.error).sum::<f64>() / n;
        let bias = runs.iter().map(|run| run.log - exact).sum::<f64>() / n;
        assert!(bias.abs() < 5.0 * math::sqrt(told / n) + told, "bias {bias}, error {}", math::sqrt(told));
        // The mean square of so many normal numbers is within 5 deviations of sqrt(2 / n).
        assert!((squares / told - 1.0).abs() < 5.0 * math::sqrt(2.0 / n), "{squares} {told}");
        assert!(runs.iter().all(|run| run.error < 0.05 && run.shape < GOOD_K), "{:?}", runs[0]);
    }

    #[test]
    fn the_evidence_of_a_rate_is_that_of_the_gamma_poisson() {
        let spells = [(0.0, 1.3, true), (0.2, 2.0, false), (0.5, 0.9, true), (0.0, 2.0, false), (0.7, 1.9, true)];
        let (mean, sd) = (0.4, 0.3);
        let model = Model {
            study: SurvivalData::new(
                spells
                    .iter()
                    .enumerate()
                    .map(|(person, &(entry, end, left))| {
                        Spell::new(person, entry, if left { Ending::Exit(When::At(end), Some(0)) } else { Ending::Censored(When::At(end)) })
                    })
                    .collect(),
            ),
            hazards: hazards(vec![parameter("rate", Distribution::Gamma { mean, sd })], Quantity::Uncertain(0)),
            path: None,
            names: Vec::new(),
        };
        let (shape, exits) = ((mean / sd) * (mean / sd), 3.0);
        let (rate, years) = (shape / mean, 1.3 + 1.8 + 0.4 + 2.0 + 1.2);
        let exact = shape * math::ln(rate) - libm::lgamma(shape) + libm::lgamma(shape + exits) - (shape + exits) * math::ln(rate + years);
        is_honest(&model, exact, 1_000);
        let one = evidence(&model, Integration { draws: 3_000, seed: 7, threads: 1, cancellation: None }).unwrap();
        assert_eq!(one, evidence(&model, Integration { draws: 3_000, seed: 7, threads: 3, cancellation: None }).unwrap());
    }

    #[test]
    fn numbers_that_are_known_leave_nothing_to_chance() {
        let study = SurvivalData::new(vec![Spell::new(0, 0.0, Ending::Exit(When::At(2.0), Some(0)))]);
        let model = Model { study, hazards: hazards(Vec::new(), Quantity::Known(0.5)), path: None, names: Vec::new() };
        let how = Integration { draws: 10, seed: 1, threads: 1, cancellation: None };
        let cancelled = Cancellation::default();
        cancelled.cancel();
        assert_eq!(evidence(&model, Integration { cancellation: Some(&cancelled), ..how }), Err(NoModel::Cancelled));
        let found = evidence(&model, how).unwrap();
        assert!((found.log - (math::ln(0.5) - 1.0)).abs() < 1e-15 && found.error == 0.0 && found.shape == 0.0);
    }

    #[test]
    fn a_coarse_date_that_acts_is_integrated_out() {
        // The first leaves between 0 and 1, which multiplies the hazard of the second by the ratio for half a year; the second leaves at 1.2.
        let ending = Ending::Exit(When::At(1.2), Some(0));
        let study = SurvivalData::new(vec![Spell::new(0, 0.0, Ending::Exit(When::Within(0.0, 1.0), Some(0))), Spell::new(1, 0.0, ending)]);
        let (median, p95) = (2.0, 5.0);
        let ratio = parameter("ratio", Distribution::LogNormal { median, p95 });
        let hazard = 0.5;
        let contagion = Some(team_window(Quantity::Uncertain(0), 0.5));
        let model =
            Model { study, hazards: Hazards { contagion, ..hazards(vec![ratio], Quantity::Known(hazard)) }, path: None, names: Vec::new() };
        let (mean, sd) = (math::ln(median), math::ln(p95 / median) / math::NORMAL_P95);
        let mut exact = 0.0;
        let (times, logs) = (1_000, 800);
        for t in 0..times {
            let t = (f64::from(t) + 0.5) / f64::from(times);
            let raised = (t + 0.5).min(1.2) - t;
            for u in 0..logs {
                let z = 16.0 * ((f64::from(u) + 0.5) / f64::from(logs) - 0.5);
                let ratio = math::exp(mean + sd * z);
                let at_exit = if t + 0.5 >= 1.2 { hazard * ratio } else { hazard };
                let log = math::ln(hazard * at_exit) - hazard * (t + 1.2 + (ratio - 1.0) * raised);
                exact += math::exp(log - 0.5 * z * z - math::HALF_LN_2_PI) * 16.0 / f64::from(logs) / f64::from(times);
            }
        }
        is_honest(&model, math::ln(exact), 1_000);
    }

    #[test]
    fn heat_s_path_is_integrated_out() {
        let spells = [(0, 0.05), (1, 0.11), (2, 0.16)].map(|(person, end)| Spell::new(person, 0.0, Ending::Exit(When::At(end), Some(0))));
        let months = [0.0, 1.0 / 12.0, 2.0 / 12.0];
        let (hazard, volatility, half_life) = (3.0, 0.8, 0.5);
        let path = HeatPath { channels: vec![0], volatility: Quantity::Known(volatility), half_life: Quantity::Known(half_life) };
        let model = Model {
            study: SurvivalData::new(spells.to_vec()),
            hazards: hazards(Vec::new(), Quantity::Known(hazard)),
            path: Some((path, PathSteps { channels: vec![0], edges: months.to_vec() })),
            names: Vec::new(),
        };
        let mean = -0.5 * volatility * volatility;
        let rho = math::exp(-math::LN_2 / 12.0 / half_life);
        let nodes = 600;
        let node = |k: i32| 16.0 * ((f64::from(k) + 0.5) / f64::from(nodes) - 0.5);
        let mut exact = 0.0;
        for first in (0..nodes).map(node) {
            for second in (0..nodes).map(node) {
                let x = mean + volatility * first;
                let y = mean + rho * (x - mean) + volatility * math::sqrt(1.0 - rho * rho) * second;
                let exposure = (0.05 + 2.0 / 12.0) * math::exp(x) + (0.11 + 0.16 - 2.0 / 12.0) * math::exp(y);
                let log = 3.0 * math::ln(hazard) + x + 2.0 * y - hazard * exposure;
                let normal = -0.5 * (first * first + second * second) - 2.0 * math::HALF_LN_2_PI;
                exact += math::exp(log + normal) * (16.0 / f64::from(nodes)) * (16.0 / f64::from(nodes));
            }
        }
        is_honest(&model, math::ln(exact), 2_000);
    }
}
