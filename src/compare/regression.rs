//! Regression of what draws gave on their parameters: what is left when luck is averaged out.
//!
//! The expectation of a number given the parameters is approximated by a function of them, fitted over draws (Strong, Oakley & Brennan
//! 2014). Candidates are the mean alone, polynomials (lines, squares, products of two; least squares) and smoothing splines of one
//! parameter each, or of several, at a grid of penalties ([`super::basis`]). With orthonormal columns `q_k` of roughness `d_k`, penalty
//! `l`:
//!
//! ```text
//! fitted = sum of s_k (q_k' y) q_k        s_k = 1 / (1 + l d_k)
//! left-out error of draw d                (y_d - fitted_d) / (1 - h_d),        h_d = sum of s_k q_dk^2
//! ```
//!
//! For each response the candidate of the least mean square left-out error (leave-one-out cross-validation) is taken.
//!
//! **What the fit does not know** is told by functions drawn from what it leaves open ([`Surrogate::again`]): a candidate by its
//! cross-validated weight `(mean square)^(-D / 2)` (pseudo-Bayesian model averaging: Geisser & Eddy 1979; Yao et al. 2018); coefficients
//! moved by the noise of the draws, whatever its variance depends on (the residuals of 100 groups of draws, each times a normal number:
//! Kline & Santos 2012); and, for what the penalty suppresses, by normal numbers of variance `s_k (1 - s_k)` times the noise (the posterior
//! of a smoothing spline: Wahba 1983). All responses move together, as their residuals do.

use super::basis::Basis;
use super::linear::{add, cholesky, dot};
use crate::math;
use crate::random::{Purpose, Stream};

/// Groups of draws whose residuals move together.
const GROUPS: usize = 100;

/// Penalties: tenths and their square roots from 10 to 10^-7, and none.
const PENALTIES: usize = 18;

/// A response, as far as parameters explain it.
#[derive(Clone, Debug)]
struct Fit {
    /// By column: `q_k' y`.
    coefficients: Vec<f64>,
    /// Which candidate has the least left-out error.
    best: usize,
    /// Probability of the candidates up to each.
    cumulative: Vec<f64>,
    /// The least and the greatest value of any draw.
    range: [f64; 2],
    /// By group and column: the sum of the column times the left-out residual.
    scores: Vec<Vec<f64>>,
}

/// Fitted functions of the parameters, one a response.
#[derive(Clone, Debug)]
pub struct Surrogate {
    basis: Basis,
    /// By candidate and column: what is left of a coefficient.
    candidates: Vec<Vec<f64>>,
    fits: Vec<Fit>,
    /// A triangle of the residuals' covariance.
    noise: Vec<Vec<f64>>,
}

impl Surrogate {
    /// Fits responses, each with a value a draw, to parameters, each with a value a draw.
    pub fn new(parameters: &[Vec<f64>], responses: &[&[f64]]) -> Self {
        let basis = Basis::new(parameters, responses);
        let candidates = candidates(&basis);
        let leverages: Vec<Vec<f64>> = candidates.iter().map(|kept| leverage(&basis, kept)).collect();
        let mut residuals = Vec::new();
        let fits = responses
            .iter()
            .map(|response| {
                let (fit, left) = fit(&basis, &candidates, &leverages, response);
                residuals.push(left);
                fit
            })
            .collect();
        let draws = basis.columns[0].len() as f64;
        let noise = (0..residuals.len()).map(|i| (0..=i).map(|j| dot(&residuals[i], &residuals[j]) / draws).collect()).collect();
        Self { basis, candidates, fits, noise: cholesky(noise) }
    }

    /// The fitted values of a response.
    pub fn fitted(&self, response: usize) -> Vec<f64> {
        let fit = &self.fits[response];
        let coefficients: Vec<f64> = self.candidates[fit.best].iter().zip(&fit.coefficients).map(|(kept, c)| kept * c).collect();
        fit.values(&self.basis.columns, &coefficients)
    }

    /// The number of responses.
    pub fn responses(&self) -> usize {
        self.fits.len()
    }

    /// The values at every `stride`-th draw of all responses' functions, drawn from what the fit leaves open; `time` tells drawings apart.
    pub fn again(&self, time: u64, stride: usize, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
        debug_assert_eq!(columns.first().map(Vec::len), Some(self.basis.columns[0].len().div_ceil(stride)));
        let mut stream = Stream::new(0, Purpose::Surrogate, 0, time, 0);
        let which = stream.uniform();
        let mut normals = |count: usize| (0..count).map(|_| stream.normal()).collect::<Vec<f64>>();
        let groups = normals(GROUPS);
        let open: Vec<Vec<f64>> = (0..self.fits.len()).map(|_| normals(self.basis.columns.len())).collect();
        let drawn = |(response, fit): (usize, &Fit)| {
            let candidate = fit.cumulative.iter().position(|&up_to| which < up_to).unwrap_or(fit.best);
            let mut moved = fit.coefficients.clone();
            groups.iter().zip(&fit.scores).for_each(|(&normal, score)| add(&mut moved, normal, score));
            for (k, (value, &kept)) in moved.iter_mut().zip(&self.candidates[candidate]).enumerate() {
                let suppressed = (kept * (1.0 - kept)).sqrt();
                let unknown: f64 = self.noise[response].iter().zip(&open).map(|(part, normals)| part * normals[k]).sum();
                *value = kept * *value + suppressed * unknown;
            }
            fit.values(columns, &moved)
        };
        self.fits.iter().enumerate().map(drawn).collect()
    }

    /// Every `stride`-th entry of the columns.
    pub fn columns(&self, stride: usize) -> Vec<Vec<f64>> {
        self.basis.columns.iter().map(|column| column.iter().copied().step_by(stride).collect()).collect()
    }
}

impl Fit {
    /// A function by its coefficients, none beyond what was seen in any draw: an expectation lies within the range of its variable, a
    /// polynomial need not. What costs something in every draw is not fitted to cost less than nothing.
    fn values(&self, columns: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; columns[0].len()];
        let used = |(_, coefficient): &(_, &f64)| **coefficient != 0.0;
        columns.iter().zip(coefficients).filter(used).for_each(|(column, &coefficient)| add(&mut values, coefficient, column));
        let [least, most] = self.range;
        for value in &mut values {
            *value = value.max(least).min(most);
        }
        values
    }
}

/// What each candidate keeps of the columns' coefficients.
fn candidates(basis: &Basis) -> Vec<Vec<f64>> {
    let all = basis.columns.len();
    let mut sizes = basis.sizes.clone();
    sizes.dedup();
    let plain = sizes.iter().map(|&size| (0..all).map(|k| if k < size { 1.0 } else { 0.0 }).collect());
    let penalty = |step: usize| if step + 1 == PENALTIES { 0.0 } else { math::exp(math::LN_10 * (1.0 - 0.5 * step as f64)) };
    let smooth = |joint: bool| {
        (0..PENALTIES).map(penalty).map(move |penalty| {
            let kept = |k: usize| if basis.is_joint[k] && !joint { 0.0 } else { 1.0 / (1.0 + penalty * basis.roughness[k]) };
            (0..all).map(kept).collect()
        })
    };
    let all: Vec<Vec<f64>> = plain.chain(smooth(false)).chain(smooth(true)).collect();
    // Without parameters the mean is all there is.
    if basis.columns.len() == 1 { all[..1].to_vec() } else { all }
}

fn leverage(basis: &Basis, kept: &[f64]) -> Vec<f64> {
    let mut leverage = vec![0.0; basis.columns[0].len()];
    for (column, &kept) in basis.columns.iter().zip(kept).filter(|(_, kept)| **kept != 0.0) {
        leverage.iter_mut().zip(column).for_each(|(sum, value)| *sum += kept * value * value);
    }
    leverage
}

/// Fits a response; also its left-out residuals.
fn fit(basis: &Basis, candidates: &[Vec<f64>], leverages: &[Vec<f64>], response: &[f64]) -> (Fit, Vec<f64>) {
    let draws = response.len() as f64;
    let coefficients: Vec<f64> = basis.columns.iter().map(|column| dot(column, response)).collect();
    let left_out = |(kept, leverage): (&Vec<f64>, &Vec<f64>)| {
        let mut left = response.to_vec();
        for ((column, kept), coefficient) in basis.columns.iter().zip(kept).zip(&coefficients).filter(|((_, kept), _)| **kept != 0.0) {
            add(&mut left, -kept * coefficient, column);
        }
        left.iter_mut().zip(leverage).for_each(|(left, leverage)| *left /= (1.0 - leverage).max(1e-6));
        left
    };
    // What rounding leaves of a response that is explained to the last bit.
    let rounding = (dot(response, response) / draws * 1e-15).max(f64::MIN_POSITIVE);
    let errors: Vec<f64> = candidates
        .iter()
        .zip(leverages)
        .map(|candidate| {
            let left = left_out(candidate);
            (dot(&left, &left) / draws).max(rounding)
        })
        .collect();
    let best = (0..errors.len()).min_by(|&a, &b| errors[a].total_cmp(&errors[b])).unwrap_or(0);
    let weights: Vec<f64> = errors.iter().map(|error| math::exp(-0.5 * draws * math::ln(error / errors[best]))).collect();
    let total: f64 = weights.iter().sum();
    let mut so_far = 0.0;
    let cumulative = weights
        .iter()
        .map(|weight| {
            so_far += weight / total;
            so_far
        })
        .collect();
    let residuals = left_out((&candidates[best], &leverages[best]));
    let range = [response.iter().copied().fold(f64::INFINITY, f64::min), response.iter().copied().fold(f64::NEG_INFINITY, f64::max)];
    let score = |group: usize| {
        let pick =
            |column: &Vec<f64>| column.iter().zip(&residuals).skip(group).step_by(GROUPS).map(|(value, residual)| value * residual).sum();
        basis.columns.iter().map(pick).collect()
    };
    let scores = (0..GROUPS).map(score).collect();
    (Fit { coefficients, best, cumulative, range, scores }, residuals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Field, name_hash};

    fn uniforms(name: &str, draws: usize) -> Vec<f64> {
        let field = Field::new(3, Purpose::Parameter, name_hash(name), 0, 0);
        (0..draws as u64).map(|draw| field.uniform(draw, 0)).collect()
    }

    #[test]
    fn a_polynomial_of_the_parameters_is_found_to_rounding() {
        let (a, b) = (uniforms("a", 600), uniforms("b", 600));
        // Positive parameters enter as logarithms.
        let response: Vec<f64> =
            a.iter().zip(&b).map(|(a, b)| 2.0 - math::ln(*a) + 0.5 * math::ln(*a) * math::ln(*b) + math::ln(*b) * math::ln(*b)).collect();
        let surrogate = Surrogate::new(&[a, b], &[&response]);
        assert_eq!(surrogate.basis.sizes, [1, 3, 5, 6]);
        assert!(surrogate.fitted(0).iter().zip(&response).all(|(found, exact)| (found - exact).abs() < 1e-10));
    }

    #[test]
    fn columns_are_orthonormal_and_repeat_nothing() {
        let a = uniforms("a", 1_000);
        let twice: Vec<f64> = a.iter().map(|value| 2.0 * value).collect();
        let basis = Basis::new(&[a.clone(), twice, vec![5.0; 1_000]], &[&a]);
        assert_eq!(basis.sizes, [1, 2, 3, 3]);
        for (i, p) in basis.columns.iter().enumerate() {
            for (j, q) in basis.columns.iter().enumerate() {
                assert!((dot(p, q) - f64::from(u8::from(i == j))).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn noise_is_fitted_by_its_mean() {
        let noise = uniforms("noise", 2_000);
        let surrogate = Surrogate::new(&[uniforms("a", 2_000), uniforms("b", 2_000)], &[&noise]);
        let fitted = surrogate.fitted(0);
        let spread = fitted.iter().copied().fold(0.0, f64::max) - fitted.iter().copied().fold(1.0, f64::min);
        assert!(spread < 0.02, "{spread}");
    }

    #[test]
    fn few_draws_get_few_terms() {
        let parameters: Vec<Vec<f64>> = (0..100).map(|k| uniforms(&format!("p{k}"), 500)).collect();
        // No more than 500 / 8.
        assert_eq!(Basis::new(&parameters, &[&parameters[0]]).columns.len(), 62);
    }
}
