//! Regression of what draws gave on their parameters: what is left when luck is averaged out.
//!
//! The expectation of a number given the parameters is approximated by a function of them, fitted over draws (Strong, Oakley & Brennan
//! 2014). Where the number is a difference of shares retained, the function begins with that of the shares' own fits
//! (`retention.rs`); where it is a cost, with what the model expects of people who do not move each other
//! (`crate::simulate::world::expected`); and what is told here is of the rest. Candidates are that rest being 0, the mean alone, polynomials (lines,
//! squares, products of two; least squares) and smoothing splines of one parameter each, or of several, at a grid of penalties
//! ([`basis`]). With orthonormal columns `q_k` of roughness `d_k`, penalty `l`:
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
//! of a smoothing spline: Wahba 1983). Shares move likewise, and what they move along the columns is taken from the rest, to first order.
//! All responses move together, as their residuals do.

pub mod basis;
mod linear;
mod retention;

use crate::math;
use crate::random::{Purpose, Stream};
use basis::Basis;
use linear::{add, cholesky, dot, sum};
pub use retention::Share;
use retention::{GROUPS, Retention};

/// Penalties: tenths and their square roots from 10 to 10^-7, and none.
const PENALTIES: usize = 18;

/// The candidate that keeps no column.
const NOTHING: usize = 0;

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

/// What is known of a response beforehand; the regression is of the rest.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// It is a difference of shares retained.
    Shares(OfShares),
    /// What the model expects, by draw.
    Expected(Vec<f64>),
}

/// A share retained less another, times a number of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfShares {
    /// Which share less which.
    pub of: [usize; 2],
    /// How many people a share of 1 is.
    pub people: f64,
}

/// Fitted functions of the parameters, one a response.
#[derive(Clone, Debug)]
pub struct Surrogate {
    basis: Basis,
    /// By candidate and column: what is left of a coefficient.
    candidates: Vec<Vec<f64>>,
    fits: Vec<Fit>,
    /// By response and draw: what is found less what is fitted without the draw.
    left_out: Vec<Vec<f64>>,
    /// A triangle of the residuals' covariance.
    noise: Vec<Vec<f64>>,
    retentions: Vec<Retention>,
    /// A triangle of the correlation of their residuals.
    together: Vec<Vec<f64>>,
    /// By response.
    known: Vec<Known>,
}

/// Values of columns at some draws: those of the responses, and of each share.
#[derive(Clone, Debug)]
pub struct Columns {
    draws: Vec<usize>,
    own: Vec<Vec<f64>>,
    of_shares: Vec<Vec<Vec<f64>>>,
}

impl Surrogate {
    /// Fits responses, each with a value a draw, to parameters, each with a value a draw.
    pub fn new(parameters: &[Vec<f64>], responses: &[&[f64]]) -> Self {
        Self::with_known(parameters, responses, &[], vec![Known::Nothing; responses.len()])
    }

    /// The same where something is known of responses beforehand.
    pub fn with_known(parameters: &[Vec<f64>], responses: &[&[f64]], shares: &[Share], known: Vec<Known>) -> Self {
        let basis = Basis::new(parameters, responses);
        let retentions: Vec<Retention> = shares.iter().map(|share| Retention::new(parameters, share, &basis.columns)).collect();
        let retained: Vec<&[f64]> = retentions.iter().map(Retention::values).collect();
        let all: Vec<usize> = (0..basis.columns[0].len()).collect();
        let candidates = candidates(&basis);
        let leverages: Vec<Vec<f64>> = candidates.iter().map(|kept| leverage(&basis, kept)).collect();
        let mut residuals = Vec::new();
        let fits = responses
            .iter()
            .zip(&known)
            .map(|(response, known)| {
                let mut rest = response.to_vec();
                known.add(&mut rest, -1.0, &retained, &all);
                let (fit, left) = fit(&basis, &candidates, &leverages, response, &rest, *known != Known::Nothing);
                residuals.push(left);
                fit
            })
            .collect();
        let draws = basis.columns[0].len() as f64;
        let noise = (0..residuals.len()).map(|i| (0..=i).map(|j| dot(&residuals[i], &residuals[j]) / draws).collect()).collect();
        let together = cholesky(correlation(&retentions));
        Self { noise: cholesky(noise), together, candidates, fits, left_out: residuals, retentions, known, basis }
    }

    /// The fitted values of a response.
    pub fn fitted(&self, response: usize) -> Vec<f64> {
        let fit = &self.fits[response];
        let coefficients: Vec<f64> = self.candidates[fit.best].iter().zip(&fit.coefficients).map(|(kept, c)| kept * c).collect();
        let mut values = sum(&self.basis.columns, &coefficients);
        let all: Vec<usize> = (0..values.len()).collect();
        self.known[response].add(&mut values, 1.0, &self.retentions.iter().map(Retention::values).collect::<Vec<_>>(), &all);
        fit.within(values)
    }

    /// The values at every `stride`-th draw of all responses' functions, drawn from what the fit leaves open; `time` tells drawings apart.
    pub fn again(&self, time: u64, columns: &Columns) -> Vec<Vec<f64>> {
        let mut stream = Stream::new(0, Purpose::Surrogate, 0, time, 0);
        let which = stream.uniform();
        let mut normals = |count: usize| (0..count).map(|_| stream.normal()).collect::<Vec<f64>>();
        let groups = normals(GROUPS);
        let open: Vec<Vec<f64>> = (0..self.fits.len()).map(|_| normals(self.basis.columns.len())).collect();
        let (retained, along) = self.shares_again(&groups, &mut normals, &columns.of_shares);
        let [retained, along] = [&retained, &along].map(|all| all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let drawn = |(response, fit): (usize, &Fit)| {
            let candidate = fit.cumulative.iter().position(|&up_to| which < up_to).unwrap_or(fit.best);
            let mut moved = fit.coefficients.clone();
            if let Known::Shares(difference) = &self.known[response] {
                difference.add(&mut moved, -1.0, &along);
            }
            groups.iter().zip(&fit.scores).for_each(|(&normal, score)| add(&mut moved, normal, score));
            for (k, (value, &kept)) in moved.iter_mut().zip(&self.candidates[candidate]).enumerate() {
                let suppressed = (kept * (1.0 - kept)).sqrt();
                let unknown: f64 = self.noise[response].iter().zip(&open).map(|(part, normals)| part * normals[k]).sum();
                *value = kept * *value + suppressed * unknown;
            }
            let mut values = sum(&columns.own, &moved);
            self.known[response].add(&mut values, 1.0, &retained, &columns.draws);
            fit.within(values)
        };
        self.fits.iter().enumerate().map(drawn).collect()
    }

    /// Of functions of the shares drawn from what their fits leave open: the values at some draws, and by column of the responses how they
    /// differ from the fits along it.
    fn shares_again(
        &self,
        groups: &[f64],
        normals: &mut impl FnMut(usize) -> Vec<f64>,
        columns: &[Vec<Vec<f64>>],
    ) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let most = self.retentions.iter().map(Retention::size).max().unwrap_or(0);
        let open: Vec<Vec<f64>> = self.retentions.iter().map(|_| normals(most)).collect();
        let moved = |(retention, parts): (&Retention, &Vec<f64>)| {
            let mut own = vec![0.0; retention.size()];
            parts.iter().zip(&open).for_each(|(&part, normals)| add(&mut own, part, &normals[..retention.size()]));
            retention.moved(groups, &own)
        };
        let moved: Vec<Vec<f64>> = self.retentions.iter().zip(&self.together).map(moved).collect();
        let values = self.retentions.iter().zip(columns).zip(&moved).map(|((retention, columns), moved)| retention.again(columns, moved));
        let along = self.retentions.iter().zip(&moved).map(|(retention, moved)| retention.along(moved));
        (values.collect(), along.collect())
    }

    /// The columns at every `stride`-th draw.
    pub fn columns(&self, stride: usize) -> Columns {
        self.columns_at((0..self.basis.columns[0].len()).step_by(stride).collect())
    }

    /// The columns at some draws.
    pub fn columns_at(&self, draws: Vec<usize>) -> Columns {
        let of_shares = self.retentions.iter().map(|retention| retention.columns_at(&draws)).collect();
        Columns { own: self.basis.at(&draws), draws, of_shares }
    }

    /// By draw: what a response differs from the value fitted to it without the draw itself (leave-one-out cross-validation).
    pub fn left_out(&self, response: usize) -> &[f64] {
        &self.left_out[response]
    }

    /// What a fit may bend with: the trace of what the response is multiplied with.
    pub fn freedom(&self, response: usize) -> f64 {
        self.candidates[self.fits[response].best].iter().sum()
    }
}

impl Fit {
    /// Values of a function, none beyond what was seen in any draw: an expectation lies within the range of its variable, a polynomial
    /// need not. What costs something in every draw is not fitted to cost less than nothing.
    fn within(&self, mut values: Vec<f64>) -> Vec<f64> {
        let [least, most] = self.range;
        for value in &mut values {
            *value = value.max(least).min(most);
        }
        values
    }
}

impl Known {
    /// Adds what is known, times a factor, to the values of a response at some draws; by the shares at those draws.
    fn add(&self, to: &mut [f64], factor: f64, shares: &[&[f64]], draws: &[usize]) {
        match self {
            Self::Nothing => {}
            Self::Shares(difference) => difference.add(to, factor, shares),
            Self::Expected(values) => to.iter_mut().zip(draws).for_each(|(to, &draw)| *to += factor * values[draw]),
        }
    }
}

impl OfShares {
    /// Adds what it is, times a factor, by values or coefficients of the shares.
    fn add(&self, to: &mut [f64], factor: f64, shares: &[&[f64]]) {
        let [share, less] = self.of.map(|place| shares[place]);
        for (value, (share, less)) in to.iter_mut().zip(share.iter().zip(less)) {
            *value += factor * self.people * (share - less);
        }
    }
}

/// The correlation of the residuals of shares, its lower triangle.
fn correlation(retentions: &[Retention]) -> Vec<Vec<f64>> {
    let residuals: Vec<&[f64]> = retentions.iter().map(Retention::residuals).collect();
    let squares: Vec<f64> = residuals.iter().map(|residuals| dot(residuals, residuals).max(f64::MIN_POSITIVE)).collect();
    let of = |i: usize, j: usize| dot(residuals[i], residuals[j]) / (squares[i] * squares[j]).sqrt();
    (0..residuals.len()).map(|i| (0..=i).map(|j| if i == j { 1.0 } else { of(i, j) }).collect()).collect()
}

/// What each candidate keeps of the columns' coefficients.
fn candidates(basis: &Basis) -> Vec<Vec<f64>> {
    let all = basis.columns.len();
    let mut sizes: Vec<usize> = std::iter::once(NOTHING).chain(basis.sizes.iter().copied()).collect();
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
    if basis.columns.len() == 1 { all[..2].to_vec() } else { all }
}

fn leverage(basis: &Basis, kept: &[f64]) -> Vec<f64> {
    let mut leverage = vec![0.0; basis.columns[0].len()];
    for (column, &kept) in basis.columns.iter().zip(kept).filter(|(_, kept)| **kept != 0.0) {
        leverage.iter_mut().zip(column).for_each(|(sum, value)| *sum += kept * value * value);
    }
    leverage
}

/// Fits what is left of a response beyond what is known of it, which may be nothing; also its left-out residuals.
fn fit(basis: &Basis, candidates: &[Vec<f64>], leverages: &[Vec<f64>], whole: &[f64], response: &[f64], is_known: bool) -> (Fit, Vec<f64>) {
    let draws = whole.len() as f64;
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
    let rounding = (dot(whole, whole) / draws * 1e-15).max(f64::MIN_POSITIVE);
    let error = |(place, candidate): (usize, (&Vec<f64>, &Vec<f64>))| {
        // Of a whole response nothing says that it is 0.
        if place == NOTHING && !is_known {
            return f64::INFINITY;
        }
        let left = left_out(candidate);
        (dot(&left, &left) / draws).max(rounding)
    };
    let errors: Vec<f64> = candidates.iter().zip(leverages).enumerate().map(error).collect();
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
    let range = [whole.iter().copied().fold(f64::INFINITY, f64::min), whole.iter().copied().fold(f64::NEG_INFINITY, f64::max)];
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
