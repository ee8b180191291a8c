//! Regression of what draws gave on their parameters: what is left when luck is averaged out.
//!
//! The expectation of a number given the parameters is approximated by a polynomial of them, fitted by least squares over draws (Strong,
//! Oakley & Brennan 2014, who use smooth functions in place of polynomials). Parameters that are positive enter as logarithms,
//! standardised. Three bases nest: linear; with squares; with pairwise products. For each response the one with the least AIC, `D ln(RSS
//! / D) + 2 terms`, is taken, or the mean alone.
//!
//! With `X = Q R` (`Q` of orthonormal columns), fitted values are `Q g` for `g = Q' y`, and a smaller basis is a shorter `g`. The
//! decomposition is Gram and Schmidt's, done twice (Giraud, Langou & Rozložník 2005), in sums of a fixed order, so that files have the
//! same bytes on every machine.

use crate::math;

/// Draws a term, at least: of fewer, a fit follows the noise.
const DRAWS_A_TERM: usize = 20;

/// The smallest part of a column that must be left when what earlier ones explain is taken away; less is rounding.
const NEW: f64 = 1e-8;

/// Orthonormal columns that span polynomials of the parameters.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Columns `Q`, each with an entry a draw; the first is constant.
    columns: Vec<Vec<f64>>,
    /// How many columns the nested bases have, from the constant alone on.
    sizes: Vec<usize>,
}

/// A response, as far as parameters explain it.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Coefficients of the basis' first columns.
    pub coefficients: Vec<f64>,
}

impl Basis {
    /// The basis of some parameters, each given by its values over the draws. Those that do not vary are left out.
    pub fn new(parameters: &[Vec<f64>], draws: usize) -> Self {
        let mut basis = Self { columns: Vec::new(), sizes: Vec::new() };
        basis.push(vec![1.0; draws]);
        basis.sizes.push(basis.columns.len());
        let standard: Vec<Vec<f64>> = parameters.iter().filter_map(|values| standardised(values)).collect();
        let most = draws / DRAWS_A_TERM;
        let products = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
        let squares = || standard.iter().map(|column| products(column, column));
        let pairs = || (0..standard.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        basis.extend(standard.iter().cloned(), most);
        basis.extend(squares(), most);
        basis.extend(pairs().map(|(i, j)| products(&standard[i], &standard[j])), most);
        basis
    }

    /// Adds the columns that make the next larger basis, where there are draws enough for it.
    fn extend(&mut self, columns: impl Iterator<Item = Vec<f64>> + Clone, most: usize) {
        let (has, adds) = (self.columns.len(), columns.clone().count());
        if adds == 0 || has + adds > most || self.sizes.last() != Some(&has) {
            // A larger one must hold this one.
            self.sizes.push(has);
            return;
        }
        columns.for_each(|column| self.push(column));
        self.sizes.push(self.columns.len());
    }

    /// Adds what is new in a column.
    fn push(&mut self, mut column: Vec<f64>) {
        let before = norm(&column);
        for _ in 0..2 {
            for earlier in &self.columns {
                let part = dot(earlier, &column);
                column.iter_mut().zip(earlier).for_each(|(value, earlier)| *value -= part * earlier);
            }
        }
        let left = norm(&column);
        if left > NEW * before {
            for value in &mut column {
                *value /= left;
            }
            self.columns.push(column);
        }
    }

    /// The orthonormal columns.
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Fits a response by the nested basis of least AIC.
    pub fn fit(&self, response: &[f64]) -> Fit {
        let draws = response.len() as f64;
        let coefficients: Vec<f64> = self.columns.iter().map(|column| dot(column, response)).collect();
        let total = dot(response, response);
        let criterion = |size: usize| {
            let explained: f64 = coefficients[..size].iter().map(|c| c * c).sum();
            // What rounding leaves of a response that is explained to the last bit.
            let rest = (total - explained).max(total * 1e-15).max(f64::MIN_POSITIVE);
            draws * math::ln(rest / draws) + 2.0 * size as f64
        };
        let best = self.sizes.iter().copied().min_by(|&a, &b| criterion(a).total_cmp(&criterion(b))).unwrap_or(1);
        Fit { coefficients: coefficients[..best].to_vec() }
    }

    /// The fitted values of a response.
    pub fn fitted(&self, fit: &Fit) -> Vec<f64> {
        let mut values = vec![0.0; self.columns.first().map_or(0, Vec::len)];
        for (column, coefficient) in self.columns.iter().zip(&fit.coefficients) {
            values.iter_mut().zip(column).for_each(|(value, column)| *value += coefficient * column);
        }
        values
    }
}

/// Values, as logarithms where all are positive, less their mean and over their standard deviation; `None` where they do not vary.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let is_positive = values.iter().all(|&value| value > 0.0);
    let values: Vec<f64> = values.iter().map(|&value| if is_positive { math::ln(value) } else { value }).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt();
    (sd > 1e-12 * mean.abs() && sd.is_finite() && sd > 0.0).then(|| values.iter().map(|value| (value - mean) / sd).collect())
}

fn norm(column: &[f64]) -> f64 {
    dot(column, column).sqrt()
}

/// A sum of products in eight lanes: a fixed order that processors need not wait for.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (blocks, others) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = blocks.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in blocks.zip(others) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    rest + ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Field, Purpose, name_hash};

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
        let basis = Basis::new(&[a, b], 600);
        assert_eq!(basis.sizes, [1, 3, 5, 6]);
        let fitted = basis.fitted(&basis.fit(&response));
        assert!(fitted.iter().zip(&response).all(|(found, exact)| (found - exact).abs() < 1e-10));
    }

    #[test]
    fn columns_are_orthonormal_and_repeat_nothing() {
        let a = uniforms("a", 1_000);
        let twice: Vec<f64> = a.iter().map(|value| 2.0 * value).collect();
        let basis = Basis::new(&[a, twice, vec![5.0; 1_000]], 1_000);
        assert_eq!(basis.sizes, [1, 2, 3, 3]);
        for (i, p) in basis.columns.iter().enumerate() {
            for (j, q) in basis.columns.iter().enumerate() {
                assert!((dot(p, q) - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn noise_is_fitted_by_its_mean() {
        let basis = Basis::new(&[uniforms("a", 2_000), uniforms("b", 2_000)], 2_000);
        assert_eq!(basis.fit(&uniforms("noise", 2_000)).coefficients.len(), 1);
    }

    #[test]
    fn few_draws_get_few_terms() {
        let parameters: Vec<Vec<f64>> = (0..10).map(|k| uniforms(&format!("p{k}"), 500)).collect();
        // 1 + 10 + 10 are not more than 500 / 20; 45 products would be.
        assert_eq!(Basis::new(&parameters, 500).sizes, [1, 11, 21, 21]);
    }
}
