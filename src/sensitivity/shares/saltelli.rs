//! Shares of a variance from a design of settings (Saltelli 2002), where numbers are independent.
//!
//! Each row has two independent points `A` and `B`, and for each number `i`, or group of them, the point `C` that is `A` with that of `B`:
//!
//! ```text
//! first order    mean of  f(B) (f(C) - f(A))         over Var(f)      (Saltelli et al. 2010, table 2 (b))
//! total          mean of  (f(A) - f(C))^2 / 2        over Var(f)      (Jansen 1999)
//! ```
//!
//! **Points** are those of a Sobol' sequence under Owen's scrambling, in several independent scramblings: each is as evenly spread as the
//! sequence, and they differ as independent samples do (Owen 1997), so that the spread of what they give is the error, with Student's t.
//!
//! **Luck.** All points of a row share their luck, trial by trial, so that most of it cancels in differences. What is left would stay in a
//! product: `f` is only known as a mean of `r` trials. So each product is of trials with different luck, over all pairs of them:
//!
//! ```text
//! f(x) f(y)   is estimated by   (sum of x * sum of y - sum of x y) / (r (r - 1))
//! ```
//!
//! which is right on average, however few the trials. (The same as taking the variance within out of that between.) What luck is left
//! then widens the intervals, and biases nothing. Values are whole numbers, and sums of them the same in any order.

use std::ops::AddAssign;

use super::{Part, Shares};
use crate::estimate::Estimate;
use crate::random::{Field, Purpose};
use crate::statistics::student;

/// Scramblings, at least.
const SCRAMBLINGS: u64 = 16;

/// The most rows that the sequence has in one scrambling.
const MOST_ROWS: u64 = 1 << 16;

/// The most numbers: the sequence has 256 dimensions, two for each.
pub const MOST_NUMBERS: usize = sobol_burley::NUM_DIMENSIONS as usize / 2;

/// Half a step of the sequence's numbers, of 23 bits: in the middle of their steps they are neither 0 nor 1.
const HALF_STEP: f64 = 1.0 / (1u64 << 24) as f64;

/// The rows of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// Rows in a scrambling.
    pub rows_each: u64,
    /// The seeds of the scramblings.
    seeds: Vec<u32>,
    numbers: usize,
}

impl Design {
    /// At least so many rows for some numbers.
    ///
    /// # Errors
    /// Where there are more numbers than the sequence has dimensions for.
    pub fn new(numbers: usize, rows: u64, seed: u64) -> Result<Self, String> {
        if numbers > MOST_NUMBERS {
            return Err(format!("shares can be told of {MOST_NUMBERS} uncertain numbers at most, and there are {numbers}"));
        }
        let rows_each = rows.div_ceil(SCRAMBLINGS).clamp(2, MOST_ROWS).next_power_of_two();
        let field = Field::new(seed, Purpose::Scrambling, 0, 0, 0);
        let seeds = (0..rows.div_ceil(rows_each).max(SCRAMBLINGS)).map(|scrambling| field.word(scrambling, 0) as u32).collect();
        Ok(Self { rows_each, seeds, numbers })
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows_each * self.seeds.len() as u64
    }

    /// How many scramblings.
    pub fn scramblings(&self) -> usize {
        self.seeds.len()
    }

    /// The scrambling of a row.
    pub fn scrambling(&self, row: u64) -> usize {
        (row / self.rows_each) as usize
    }

    /// The probabilities of the numbers at `A` and at `B`.
    pub fn points(&self, row: u64) -> [Vec<f64>; 2] {
        let seed = self.seeds[self.scrambling(row)];
        let at = |dimension: usize| f64::from(sobol_burley::sample((row % self.rows_each) as u32, dimension as u32, seed)) + HALF_STEP;
        [(0..self.numbers).map(at).collect(), (self.numbers..2 * self.numbers).map(at).collect()]
    }
}

/// Sums over the rows of a scrambling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Of the trials at `A` and `B`.
    sum: i128,
    /// Of the products at `A` with itself, and at `B`.
    squares: i128,
    /// By factor: of the products of `B` with `C - A`.
    first: Vec<i128>,
    /// By factor: of the trials at `C` less those at `A`.
    moved: Vec<i128>,
    /// By factor: of the products of `A - C` with itself.
    total: Vec<i128>,
}

impl Sums {
    /// Of nothing yet, for so many factors.
    pub fn new(factors: usize) -> Self {
        Self { first: vec![0; factors], moved: vec![0; factors], total: vec![0; factors], ..Self::default() }
    }

    /// Adds a row: the trials at both points, and at that of each factor.
    pub fn add(&mut self, a: &[i128], b: &[i128], moved: &[&[i128]]) {
        self.sum += a.iter().chain(b).sum::<i128>();
        self.squares += product(a, a) + product(b, b);
        for (factor, c) in moved.iter().enumerate() {
            let difference: Vec<i128> = c.iter().zip(a).map(|(c, a)| c - a).collect();
            self.first[factor] += product(b, &difference);
            self.moved[factor] += difference.iter().sum::<i128>();
            self.total[factor] += product(&difference, &difference);
        }
    }
}

impl AddAssign<&Self> for Sums {
    fn add_assign(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        for (mine, others) in [(&mut self.first, &other.first), (&mut self.moved, &other.moved), (&mut self.total, &other.total)] {
            mine.iter_mut().zip(others).for_each(|(a, b)| *a += b);
        }
    }
}

/// The sum of the products of trials with different luck.
fn product(x: &[i128], y: &[i128]) -> i128 {
    let same: i128 = x.iter().zip(y).map(|(x, y)| x * y).sum();
    x.iter().sum::<i128>() * y.iter().sum::<i128>() - same
}

/// The variance of the expectation, and the shares of each factor, from the sums of each scrambling of so many rows of `r` trials.
///
/// # Errors
/// Where the variance is not told from 0.
pub fn indices(scramblings: &[Sums], rows: u64, r: u64) -> Result<(Estimate, Vec<Shares>), String> {
    let (count, trials) = (scramblings.len() as f64, (rows * r) as f64);
    let pairs = trials * (r as f64 - 1.0);
    let means: Vec<f64> = scramblings.iter().map(|sums| sums.sum as f64 / (2.0 * trials)).collect();
    let mean = means.iter().sum::<f64>() / count;
    // What does not depend on where values are counted from varies least where that is their mean.
    let of_mean = means.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / (count - 1.0) / count;
    let variances: Vec<f64> = scramblings
        .iter()
        .zip(&means)
        .map(|(sums, one)| sums.squares as f64 / (2.0 * pairs) - 2.0 * mean * one + mean * mean - of_mean)
        .collect();
    let errors = student::upper_quantile(0.025, count - 1.0);
    let variance = estimate(&variances);
    if variance.value.is_nan() || variance.value <= errors * variance.mcse {
        return Err(
            "what is expected hardly varies with the numbers, or too little to be told from luck; give more with --trials".to_owned()
        );
    }
    let part = |parts: Vec<f64>| {
        let share = parts.iter().sum::<f64>() / count / variance.value;
        let influence: Vec<f64> = parts.iter().zip(&variances).map(|(part, variance)| part - share * variance).collect();
        Part::new(share, estimate(&influence).mcse / variance.value, errors)
    };
    let of = |factor: usize| Shares {
        first: part(scramblings.iter().map(|sums| sums.first[factor] as f64 / pairs - mean * sums.moved[factor] as f64 / trials).collect()),
        total: Some(part(scramblings.iter().map(|sums| sums.total[factor] as f64 / (2.0 * pairs)).collect())),
    };
    let factors = scramblings.first().map_or(0, |sums| sums.first.len());
    Ok((variance, (0..factors).map(of).collect()))
}

/// The mean of what scramblings give, and its error.
fn estimate(values: &[f64]) -> Estimate {
    let count = values.len() as f64;
    let value = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|one| (one - value) * (one - value)).sum::<f64>() / (count - 1.0);
    Estimate { value, mcse: (variance / count).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;
    use crate::parameter::Distribution;
    use crate::random::Stream;

    /// Units in which the values of functions are counted.
    const UNITS: f64 = 1e6;

    /// The shares of a function of probabilities, with luck of a standard deviation in each of `r` trials that all points of a row share
    /// but for as much again of their own.
    fn found(numbers: usize, rows: u64, seed: u64, luck: f64, f: impl Fn(&[f64]) -> f64) -> (Estimate, Vec<Shares>) {
        const R: u64 = 4;
        let design = Design::new(numbers, rows, seed).unwrap();
        let mut sums = vec![Sums::new(numbers); design.scramblings()];
        for row in 0..design.rows() {
            let [a, b] = design.points(row);
            let trials = |place: u64, at: &[f64]| -> Vec<i128> {
                let value = f(at);
                let trial = |trial: u64| {
                    let mut shared = Stream::new(seed, Purpose::Surrogate, 1, row * R + trial, 0);
                    let mut own = Stream::new(seed, Purpose::Surrogate, 2 + place, row * R + trial, 0);
                    ((value + luck * (shared.normal() + own.normal() * value.abs().min(1.0))) * UNITS).round() as i128
                };
                (0..R).map(trial).collect()
            };
            let [at_a, at_b] = [trials(0, &a), trials(1, &b)];
            let moved: Vec<Vec<i128>> = (0..numbers)
                .map(|number| {
                    let mut c = a.clone();
                    c[number] = b[number];
                    trials(2 + number as u64, &c)
                })
                .collect();
            sums[design.scrambling(row)].add(&at_a, &at_b, &moved.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        indices(&sums, design.rows_each, R).unwrap()
    }

    fn is_near(part: Part, exact: f64, within: f64) {
        let Estimate { value, mcse } = part.estimate;
        assert!((value - exact).abs() < 5.0 * mcse + 1e-9 && mcse < within, "{value} ± {mcse} for {exact}");
    }

    /// Ishigami & Homma (1990), with a = 7 and b = 0.1.
    #[test]
    fn shares_of_the_ishigami_function_are_those_of_its_closed_form() {
        let f = |u: &[f64]| {
            let x: Vec<f64> = u.iter().map(|u| std::f64::consts::PI * (2.0 * u - 1.0)).collect();
            libm::sin(x[0]) + 7.0 * libm::sin(x[1]) * libm::sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * libm::sin(x[0])
        };
        for luck in [0.0, 1.0] {
            let (variance, shares) = found(3, 4_096, 1, luck, f);
            assert!((variance.value / (UNITS * UNITS) - 13.844_6).abs() < 5.0 * variance.mcse / (UNITS * UNITS));
            for (shares, exact) in shares.iter().zip([[0.3139, 0.5576], [0.4424, 0.4424], [0.0, 0.2437]]) {
                is_near(shares.first, exact[0], 0.03);
                is_near(shares.total.unwrap(), exact[1], 0.03);
            }
        }
    }

    /// Sobol's g-function: with `V_i = 1 / (3 (1 + a_i)^2)` the variance is the product of all `1 + V_i`, less 1.
    #[test]
    fn shares_of_the_g_function_are_those_of_its_closed_form() {
        let a = [0.0, 1.0, 4.5, 9.0];
        let part = a.map(|a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let all: f64 = part.iter().map(|part| 1.0 + part).product();
        let (_, shares) = found(4, 4_096, 2, 0.2, |u| u.iter().zip(&a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product());
        for (shares, part) in shares.iter().zip(part) {
            is_near(shares.first, part / (all - 1.0), 0.03);
            is_near(shares.total.unwrap(), part * all / (1.0 + part) / (all - 1.0), 0.03);
        }
    }

    /// Over 200 seeds, 95 % intervals hold the exact share as often as five standard errors of a share of 200 leave; also where a hazard is so
    /// uncertain that its 95th percentile is six times its median, on few rows.
    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        let wide = Distribution::LogNormal { median: 0.2, p95: 1.2 };
        let of_wide = |u: f64| wide.quantile(u);
        // Two independent hazards over two years: both shares by symmetry, from one-dimensional integrals.
        let there =
            |factor: f64| (0..20_000).map(|k| math::exp(-factor * of_wide((f64::from(k) + 0.5) / 20_000.0))).sum::<f64>() / 20_000.0;
        let (m1, m2) = (there(2.0), there(4.0));
        let variance = m2 * m2 - m1 * m1 * m1 * m1;
        let first = (m2 - m1 * m1) * m1 * m1 / variance;
        let (mut hits, mut all) = ([0u32; 2], 0u32);
        for seed in 0..200 {
            let (_, shares) = found(2, 256, 1_000 + seed, 0.1, |u| math::exp(-2.0 * (of_wide(u[0]) + of_wide(u[1]))));
            let exact = [first, 1.0 - first];
            for (part, (exact, hits)) in [shares[0].first, shares[0].total.unwrap()].iter().zip(exact.iter().zip(&mut hits)) {
                *hits += u32::from(part.interval[0] <= *exact && *exact <= part.interval[1]);
            }
            all += 1;
        }
        for hits in hits {
            let share = f64::from(hits) / f64::from(all);
            assert!((share - 0.95).abs() < 5.0 * (0.95 * 0.05 / f64::from(all)).sqrt(), "{share}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_shares_and_too_many_numbers_are_refused() {
        let mut sums = vec![Sums::new(1); 16];
        for sums in &mut sums {
            sums.add(&[5, 5], &[5, 5], &[&[5, 5]]);
        }
        assert!(indices(&sums, 1, 2).is_err());
        assert_eq!(Design::new(200, 10, 1).unwrap_err(), "shares can be told of 128 uncertain numbers at most, and there are 200");
        let design = Design::new(2, 4_000, 1).unwrap();
        assert_eq!((design.rows(), design.rows_each, design.scrambling(4_095)), (4_096, 256, 15));
        let points: Vec<f64> = (0..256).map(|row| design.points(row)[0][0]).collect();
        // Each of 256 equal cells has one.
        let mut cells: Vec<usize> = points.iter().map(|u| (u * 256.0) as usize).collect();
        cells.sort_unstable();
        assert_eq!(cells, (0..256).collect::<Vec<_>>());
    }

    #[test]
    fn a_share_stays_within_its_range() {
        let part = Part::new(-0.02, 0.01, 2.0);
        assert_eq!((part.estimate.value, part.interval), (0.0, [0.0, 0.02]));
        assert_eq!(Part::new(1.01, 0.01, 2.0).interval, [0.98, 1.0]);
    }
}
