//! Numerical tools of the exact answers, and the tolerance of all statistical tests.

use stayput::math::GAUSS_LEGENDRE_8;

/// Five standard errors: among a thousand comparisons of a right program, one in two thousand runs of them all shows one outside.
/// Seeds are fixed, so a test that passes keeps passing.
pub const SIGMAS: f64 = 5.0;

/// Fails unless `found` is within five standard errors of `exact`.
pub fn agrees(what: &str, found: f64, exact: f64, error: f64) {
    let off = (found - exact).abs();
    assert!(off <= SIGMAS * error + 1e-12, "{what}: found {found}, exact {exact}, {:.1} standard errors of {error}", off / error);
}

/// Mean, variance and fourth central moment of a distribution on 0, 1, 2...
pub fn moments(pmf: &[f64]) -> (f64, f64, f64) {
    let mean: f64 = pmf.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
    let central = |power: i32| pmf.iter().enumerate().map(|(k, p)| (k as f64 - mean).powi(power) * p).sum();
    (mean, central(2), central(4))
}

/// The distribution of the number of successes in independent trials with probabilities of their own, by convolution.
pub fn poisson_binomial(probabilities: &[f64]) -> Vec<f64> {
    let mut pmf = vec![1.0];
    for p in probabilities {
        pmf.push(0.0);
        for k in (0..pmf.len()).rev() {
            pmf[k] = pmf[k] * (1.0 - p) + if k > 0 { pmf[k - 1] * p } else { 0.0 };
        }
    }
    pmf
}

/// The same where all have one probability.
pub fn binomial(n: usize, p: f64) -> Vec<f64> {
    poisson_binomial(&vec![p; n])
}

/// The sum of distributions of one length, weighted.
pub fn mixture(parts: impl IntoIterator<Item = (f64, Vec<f64>)>) -> Vec<f64> {
    let mut sum = Vec::new();
    for (weight, part) in parts {
        sum.resize(part.len(), 0.0);
        sum.iter_mut().zip(part).for_each(|(total, p)| *total += weight * p);
    }
    sum
}

fn panel(f: &mut impl FnMut(f64) -> f64, from: f64, to: f64) -> f64 {
    (to - from) * GAUSS_LEGENDRE_8.iter().map(|&(x, w)| w * f(from + x * (to - from))).sum::<f64>()
}

/// `integral of f`, smooth but for kinks and jumps at some places: Gauss-Legendre quadrature with eight nodes on each of 40 panels
/// between them.
pub fn integral(mut f: impl FnMut(f64) -> f64, from: f64, to: f64, kinks: &[f64]) -> f64 {
    const PANELS: i32 = 40;
    let mut edges: Vec<f64> = kinks.iter().copied().filter(|&k| from < k && k < to).chain([from, to]).collect();
    edges.sort_by(f64::total_cmp);
    let mut sum = 0.0;
    for pair in edges.windows(2) {
        let width = (pair[1] - pair[0]) / f64::from(PANELS);
        sum += (0..PANELS).map(|k| pair[0] + f64::from(k) * width).map(|begin| panel(&mut f, begin, begin + width)).sum::<f64>();
    }
    sum
}

/// `E f(e)` for a standard normal `e`, by the trapezoidal rule, which converges faster than any power for what is smooth.
pub fn normal_mean(mut f: impl FnMut(f64) -> f64) -> f64 {
    const STEP: f64 = 0.02;
    let density = |e: f64| (-0.5 * e * e).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-500..=500).map(|k| f64::from(k) * STEP).map(|e| STEP * density(e) * f(e)).sum()
}

/// A square matrix by rows.
pub type Matrix = Vec<Vec<f64>>;

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    a.iter().map(|row| (0..b.len()).map(|j| row.iter().zip(b).map(|(x, other)| x * other[j]).sum()).collect()).collect()
}

/// The exponential of a matrix: Taylor's series of the matrix scaled to a small norm, squared back.
pub fn exponential(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let norm = matrix.iter().map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    let squarings = (norm / 0.25).log2().ceil().max(0.0) as i32;
    let small: Matrix = matrix.iter().map(|row| row.iter().map(|x| x / 2f64.powi(squarings)).collect()).collect();
    let identity: Matrix = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let mut sum = identity.clone();
    let mut term = identity;
    for k in 1..=18 {
        term = product(&term, &small).into_iter().map(|row| row.into_iter().map(|x| x / f64::from(k)).collect()).collect();
        sum.iter_mut().zip(&term).for_each(|(row, more)| row.iter_mut().zip(more).for_each(|(x, y)| *x += y));
    }
    (0..squarings).fold(sum, |power, _| product(&power, &power))
}

#[test]
fn the_tools_know_what_they_measure() {
    assert!((integral(f64::sin, 0.0, std::f64::consts::PI, &[]) - 2.0).abs() < 1e-13);
    assert!((integral(|x| (x - 1.0 / 3.0).max(0.0), 0.0, 1.0, &[7.0, 1.0 / 3.0]) - 2.0 / 9.0).abs() < 1e-13);
    assert!((normal_mean(|e| (0.7 * e).exp()) - (0.5f64 * 0.49).exp()).abs() < 1e-12);
    // The exponential of [[0, -a], [a, 0]] is the rotation by a.
    let rotation = exponential(&vec![vec![0.0, -2.0], vec![2.0, 0.0]]);
    assert!((rotation[0][0] - 2f64.cos()).abs() < 1e-13 && (rotation[1][0] - 2f64.sin()).abs() < 1e-13);
    let (mean, variance, fourth) = moments(&binomial(4, 0.5));
    // Fourth central moment of a binomial: 3 v^2 + v (1 - 6 p q).
    assert!((mean - 2.0).abs() < 1e-15 && (variance - 1.0).abs() < 1e-15 && (fourth - 2.5).abs() < 1e-15);
}
