//! Numerical tools of the exact answers, and the tolerance of all statistical tests.

use stayput::internals::math::GAUSS_LEGENDRE_8;

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

/// `integral of f` with jumps at known places in order and kinks anywhere: panels are halved until both halves agree with the whole to
/// 1e-11 of it.
pub fn refined(mut f: impl FnMut(f64) -> f64, from: f64, to: f64, jumps: &[f64]) -> f64 {
    fn refine(f: &mut impl FnMut(f64) -> f64, from: f64, to: f64, whole: f64, depth: u32) -> f64 {
        let middle = 0.5 * (from + to);
        let (left, right) = (panel(f, from, middle), panel(f, middle, to));
        if depth == 0 || (left + right - whole).abs() <= 1e-11 * whole.abs() {
            return left + right;
        }
        refine(f, from, middle, left, depth - 1) + refine(f, middle, to, right, depth - 1)
    }
    let mut sum = 0.0;
    let mut begin = from;
    for end in jumps.iter().copied().filter(|&jump| from < jump && jump < to).chain([to]) {
        if end > begin {
            let whole = panel(&mut f, begin, end);
            sum += refine(&mut f, begin, end, whole, 30);
            begin = end;
        }
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

/// A Markov chain in continuous time on the states that can be reached from the first.
pub struct Chain<S> {
    states: Vec<S>,
    /// From, to, and the rate at which it happens [a year].
    rates: Vec<(usize, usize, f64)>,
}

impl<S: PartialEq> Chain<S> {
    /// The chain that starts in a state, from what can happen in each and how fast.
    pub fn new(first: S, moves: impl Fn(&S) -> Vec<(S, f64)>) -> Self {
        let mut chain = Self { states: vec![first], rates: Vec::new() };
        let mut from = 0;
        while from < chain.states.len() {
            for (to, rate) in moves(&chain.states[from]).into_iter().filter(|&(_, rate)| rate > 0.0) {
                let place = chain.states.iter().position(|state| *state == to).unwrap_or_else(|| {
                    chain.states.push(to);
                    chain.states.len() - 1
                });
                chain.rates.push((from, place, rate));
            }
            from += 1;
        }
        chain
    }

    /// The probabilities of the states at the start.
    pub fn start(&self) -> Vec<f64> {
        (0..self.states.len()).map(|state| f64::from(u8::from(state == 0))).collect()
    }

    /// The probabilities after some time [years]: uniformisation, a Poisson number of steps of a chain in discrete time.
    pub fn after(&self, time: f64, start: &[f64]) -> Vec<f64> {
        let mut leaving = vec![0.0; self.states.len()];
        self.rates.iter().for_each(|&(from, _, rate)| leaving[from] += rate);
        let fastest = leaving.iter().copied().fold(0.0, f64::max);
        if fastest == 0.0 {
            return start.to_vec();
        }
        // In pieces of a mean of at most 30 steps, so that e^-mean stays far from 0.
        let pieces = (fastest * time / 30.0).ceil().max(1.0);
        let mean = fastest * time / pieces;
        let mut now = start.to_vec();
        for _ in 0..pieces as usize {
            let mut step = now;
            let mut weight = (-mean).exp();
            let mut sum: Vec<f64> = step.iter().map(|p| weight * p).collect();
            for k in 1..150 {
                let mut next: Vec<f64> = step.iter().zip(&leaving).map(|(p, rate)| p * (1.0 - rate / fastest)).collect();
                self.rates.iter().for_each(|&(from, to, rate)| next[to] += step[from] * rate / fastest);
                step = next;
                weight *= mean / f64::from(k);
                sum.iter_mut().zip(&step).for_each(|(total, p)| *total += weight * p);
            }
            now = sum;
        }
        now
    }

    /// The distribution of a number that the state says.
    pub fn distribution(&self, probabilities: &[f64], value: impl Fn(&S) -> usize) -> Vec<f64> {
        let mut pmf = vec![0.0; self.states.iter().map(&value).max().map_or(0, |most| most + 1)];
        self.states.iter().zip(probabilities).for_each(|(state, p)| pmf[value(state)] += p);
        pmf
    }
}

/// What a system of differential equations comes to, by the classical Runge-Kutta method in so many steps.
pub fn flow(begin: f64, end: f64, steps: u32, start: &[f64], slope: impl Fn(f64, &[f64]) -> Vec<f64>) -> Vec<f64> {
    let step = (end - begin) / f64::from(steps);
    let moved = |x: &[f64], by: f64, slope: &[f64]| -> Vec<f64> { x.iter().zip(slope).map(|(x, s)| x + by * s).collect() };
    let mut state = start.to_vec();
    for k in 0..steps {
        let time = begin + f64::from(k) * step;
        let first = slope(time, &state);
        let second = slope(time + 0.5 * step, &moved(&state, 0.5 * step, &first));
        let third = slope(time + 0.5 * step, &moved(&state, 0.5 * step, &second));
        let fourth = slope(time + step, &moved(&state, step, &third));
        for (i, x) in state.iter_mut().enumerate() {
            *x += step / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]);
        }
    }
    state
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
    // A chain that goes round three states at 1, 2 and 40 a year, by the exponential of its generator and by uniformisation.
    let rates = [1.0, 2.0, 40.0];
    let chain = Chain::new(0, |&state| vec![((state + 1) % 3, rates[state])]);
    let generator: Matrix = (0..3)
        .map(|i| {
            (0..3)
                .map(|j| {
                    if j == i {
                        -rates[i]
                    } else if j == (i + 1) % 3 {
                        rates[i]
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect();
    let scaled = generator.iter().map(|row| row.iter().map(|x| 2.5 * x).collect()).collect();
    for (a, b) in chain.after(2.5, &chain.start()).iter().zip(&exponential(&scaled)[0]) {
        assert!((a - b).abs() < 1e-12);
    }
    let circle = flow(0.0, 1.0, 100, &[1.0, 0.0], |t, x| vec![-2.0 * t * x[1], 2.0 * t * x[0]]);
    assert!((circle[0] - 1f64.cos()).abs() < 1e-8 && (circle[1] - 1f64.sin()).abs() < 1e-8);
}
