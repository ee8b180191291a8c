//! The share of a roster that is retained, as a function of the parameters.
//!
//! A share retained is near `exp(-cumulative hazard)`, and hazards are products and sums of parameters. So the logarithm of the cumulative
//! hazard is fitted by the columns of a [`Basis`] of its own (regression with the complementary log-log link: `McCullagh` & Nelder 1989,
//! chapter 4):
//!
//! ```text
//! share = exp(-exp(e)),   e = o + sum of b_k q_k,   variance of a draw's share = phi share (1 - share)
//! ```
//!
//! `o` is the logarithm of the cumulative hazard that is expected beforehand, from the model itself: that of people who do not move each
//! other (`crate::simulate::world::expected`). A sum of several hazards is no product of parameters, and what is bent in it the columns need not
//! learn: only how far those who do move each other depart from it. Without such knowledge `o` is constant.
//!
//! It levels off where shares do, at 0 and 1, and where hardly anybody leaves it is right in proportion: a difference of two that is small
//! is small for the right reason. A function fitted to the difference itself knows neither, and counts all draws for as certain as the
//! luckiest. Coefficients have normal priors of variance `phi / (l d_k)` (roughness `d_k`; `l` one number for lines, one for bends, one for
//! products), found by penalised iterated least squares; at each step the `l` are those of the greatest restricted likelihood (Wood 2017,
//! sections 3.4 and 6.2).

use super::basis::Basis;
use super::linear::{add, cholesky, dot, products, solve, sum};
use crate::math;

/// Groups of draws whose residuals move together.
pub const GROUPS: usize = 100;

/// Steps of the iteration, at most; priors change in the first of them alone.
const STEPS: [usize; 2] = [25, 6];

/// A step so small that it is the last.
const LAST_STEP: f64 = 1e-6;

/// Penalties that are tried: powers of ten from 10 to 10^-9, times the mean weight of a draw.
const PENALTIES: i32 = 11;

/// Between which values the logarithm of a cumulative hazard is looked for.
const WITHIN: [f64; 2] = [-14.0, 3.5];

/// The most that one step moves the logarithm of a cumulative hazard.
const MOST_STEP: f64 = 2.0;

/// A share retained, by draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What was found.
    pub found: Vec<f64>,
    /// What is expected beforehand by the parameters of the draw; all alike where nothing is.
    pub expected: Vec<f64>,
}

/// A share retained by the parameters.
#[derive(Clone, Debug)]
pub struct Retention {
    basis: Basis,
    /// By draw: the logarithm of the cumulative hazard that is expected beforehand.
    expected: Vec<f64>,
    /// The shares of the draws.
    values: Vec<f64>,
    /// By draw: what was found less that, over its standard deviation but for a constant.
    residuals: Vec<f64>,
    coefficients: Vec<f64>,
    /// By group of draws: what a standard deviation of its noise moves coefficients by.
    noise: Vec<Vec<f64>>,
    /// By column: what a standard deviation of what its prior suppresses moves coefficients by.
    suppressed: Vec<Vec<f64>>,
    /// By column of the basis and coefficient: how the share moves along the former with the latter.
    slopes: Vec<Vec<f64>>,
}

/// Normal equations of one step, of draws weighted as their variance wants it.
struct Step {
    /// `Q' W Q`, its lower triangle.
    matrix: Vec<Vec<f64>>,
    /// `Q' W z`, of working responses `z`.
    right: Vec<f64>,
    /// `z' W z`.
    square: f64,
    /// By draw: the derivative of the quasi-likelihood.
    scores: Vec<f64>,
    /// By draw: the cumulative hazard.
    hazards: Vec<f64>,
    mean_weight: f64,
}

/// Solved normal equations under a prior.
struct Solved {
    coefficients: Vec<f64>,
    triangle: Vec<Vec<f64>>,
    /// Twice the restricted likelihood, negative, but for a constant.
    criterion: f64,
    /// What is left of the working responses, with what the prior costs.
    left: f64,
}

impl Retention {
    /// Fits the shares of draws to parameters; `along` are columns along which its slopes are wanted.
    pub fn new(parameters: &[Vec<f64>], Share { found: shares, expected }: &Share, along: &[Vec<f64>]) -> Self {
        let rest: Vec<f64> = shares.iter().zip(expected).map(|(found, expected)| found - expected).collect();
        let basis = Basis::new(parameters, &[shares, &rest]);
        let columns = &basis.columns[..];
        let (size, draws) = (columns.len(), shares.len() as f64);
        let of_mean = |shares: &[f64]| ln_hazard(shares.iter().sum::<f64>() / draws);
        let mut coefficients = vec![0.0; size];
        coefficients[0] = (of_mean(shares) - of_mean(expected)) / columns[0][0];
        let expected: Vec<f64> = expected.iter().map(|&share| ln_hazard(share)).collect();
        let mut powers = [-4; 3];
        let mut priors = vec![0.0; size];
        let mut step = Step::new(columns, &coefficients, &expected, shares);
        let mut solved = step.solve(&priors);
        for count in 0..STEPS[0] {
            if count < STEPS[1] {
                (powers, priors) = step.choose(&basis, powers);
            }
            solved = step.solve(&priors);
            let moved: Vec<f64> = solved.coefficients.iter().zip(&coefficients).map(|(new, old)| new - old).collect();
            let most = sum(columns, &moved).into_iter().map(f64::abs).fold(0.0, f64::max);
            add(&mut coefficients, (MOST_STEP / most).min(1.0), &moved);
            step = Step::new(columns, &coefficients, &expected, shares);
            if most < LAST_STEP && count >= STEPS[1] {
                break;
            }
        }
        let solved_for = |right: &[f64]| solve(&solved.triangle, right);
        // The trace of what the responses are multiplied with.
        let free: f64 =
            size as f64 - (0..size).filter(|&k| priors[k] > 0.0).map(|k| priors[k] * solved_for(&unit(size, k))[k]).sum::<f64>();
        let variance = solved.left / (draws - 1.0).max(1.0);
        let left_out = draws / (draws - free).max(1.0);
        let score = |group: usize| {
            let pick = |column: &Vec<f64>| {
                left_out * column.iter().zip(&step.scores).skip(group).step_by(GROUPS).map(|(value, score)| value * score).sum::<f64>()
            };
            solved_for(&columns.iter().map(pick).collect::<Vec<f64>>())
        };
        let noise = (0..GROUPS).map(score).collect();
        let suppress = |k: usize| solved_for(&unit(size, k)).into_iter().map(|value| value * (priors[k] * variance).sqrt()).collect();
        let suppressed = (0..size).map(suppress).collect();
        let (values, slopes, residuals) = step.told(shares);
        let slopes = products(along, &slopes, Some(columns));
        Self { basis, expected, values, residuals, coefficients, noise, suppressed, slopes }
    }

    /// The shares of the draws.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// By draw: what was found less the share, over its standard deviation but for a constant.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// The entries of the columns at some draws, and of what is expected beforehand.
    pub fn columns_at(&self, draws: &[usize]) -> Vec<Vec<f64>> {
        let expected = draws.iter().map(|&draw| self.expected[draw]).collect();
        self.basis.at(draws).into_iter().chain([expected]).collect()
    }

    /// How many columns there are.
    pub fn size(&self) -> usize {
        self.coefficients.len()
    }

    /// Coefficients of a function drawn from what the fit leaves open, less those of the fit, by normal numbers: one a group of draws, and
    /// one a column.
    pub fn moved(&self, groups: &[f64], open: &[f64]) -> Vec<f64> {
        let mut moved = vec![0.0; self.size()];
        self.noise.iter().zip(groups).chain(self.suppressed.iter().zip(open)).for_each(|(part, &normal)| add(&mut moved, normal, part));
        moved
    }

    /// The shares of such a function by the values of columns.
    pub fn again(&self, columns: &[Vec<f64>], moved: &[f64]) -> Vec<f64> {
        let coefficients = self.coefficients.iter().zip(moved).map(|(value, moved)| value + moved);
        sum(columns, &coefficients.chain([1.0]).collect::<Vec<_>>()).into_iter().map(share).collect()
    }

    /// By column of the basis: how such a function differs from the fit along it, to first order.
    pub fn along(&self, moved: &[f64]) -> Vec<f64> {
        self.slopes.iter().map(|slopes| dot(slopes, moved)).collect()
    }
}

fn unit(size: usize, at: usize) -> Vec<f64> {
    (0..size).map(|k| if k == at { 1.0 } else { 0.0 }).collect()
}

/// The share retained by the logarithm of a cumulative hazard.
fn share(ln_hazard: f64) -> f64 {
    math::exp(-math::exp(ln_hazard.clamp(WITHIN[0], WITHIN[1])))
}

/// The logarithm of the cumulative hazard by a share retained.
fn ln_hazard(share: f64) -> f64 {
    math::ln(-math::ln(share.clamp(f64::MIN_POSITIVE, 1.0))).clamp(WITHIN[0], WITHIN[1])
}

impl Step {
    fn new(columns: &[Vec<f64>], coefficients: &[f64], expected: &[f64], shares: &[f64]) -> Self {
        let draws = shares.len();
        let [mut weights, mut scores, mut hazards, mut working] = [0; 4].map(|_| vec![0.0; draws]);
        let mut square = 0.0;
        let departures = sum(columns, coefficients);
        for (draw, ((&departs, &expected), &found)) in departures.iter().zip(expected).zip(shares).enumerate() {
            let e = (expected + departs).clamp(WITHIN[0], WITHIN[1]);
            let departs = e - expected;
            let hazard = math::exp(e);
            let (stay, leave) = (math::exp(-hazard), -math::exp_m1(-hazard));
            hazards[draw] = hazard;
            weights[draw] = stay * hazard * hazard / leave;
            scores[draw] = (stay - found) * hazard / leave;
            working[draw] = weights[draw] * departs + scores[draw];
            square += weights[draw] * departs * departs + 2.0 * departs * scores[draw] + (found - stay) * (found - stay) / (stay * leave);
        }
        let matrix = products(columns, &weights, None);
        let right = columns.iter().map(|column| dot(column, &working)).collect();
        let mean_weight = weights.iter().sum::<f64>() / draws as f64;
        Self { matrix, right, square, scores, hazards, mean_weight }
    }

    /// By draw: the share, its slope with the logarithm of the cumulative hazard, and its residual.
    fn told(&self, shares: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let of = |(&hazard, &found): (&f64, &f64)| {
            let (stay, leave) = (math::exp(-hazard), -math::exp_m1(-hazard));
            (stay, -hazard * stay, (found - stay) / (stay * leave).sqrt())
        };
        let mut told = (Vec::new(), Vec::new(), Vec::new());
        for (value, slope, residual) in self.hazards.iter().zip(shares).map(of) {
            told.0.push(value);
            told.1.push(slope);
            told.2.push(residual);
        }
        told
    }

    fn solve(&self, priors: &[f64]) -> Solved {
        let mut matrix = self.matrix.clone();
        for (k, prior) in priors.iter().enumerate() {
            matrix[k][k] += prior;
        }
        let triangle = cholesky(matrix);
        let coefficients = solve(&triangle, &self.right);
        let left = (self.square - dot(&coefficients, &self.right)).max(1e-12 * self.square).max(f64::MIN_POSITIVE);
        let determinant: f64 = (0..priors.len()).filter(|&k| triangle[k][k] > 0.0).map(|k| 2.0 * math::ln(triangle[k][k])).sum();
        let of_priors: f64 = priors.iter().filter(|prior| **prior > 0.0).map(|prior| math::ln(*prior)).sum();
        let criterion = (self.scores.len() as f64 - 1.0) * math::ln(left) + determinant - of_priors;
        Solved { coefficients, triangle, criterion, left }
    }

    /// The priors of the greatest restricted likelihood: powers of ten of the penalties of lines, bends and products.
    fn choose(&self, basis: &Basis, mut powers: [i32; 3]) -> ([i32; 3], Vec<f64>) {
        let priors = |powers: [i32; 3]| -> Vec<f64> {
            let of = |k: usize| {
                let kind = if basis.is_joint[k] { 2 } else { usize::from(basis.roughness[k] > 1.0) };
                self.mean_weight * basis.roughness[k] * math::exp(math::LN_10 * f64::from(powers[kind]))
            };
            (0..self.right.len()).map(of).collect()
        };
        for kind in [0, 1, 2, 0, 1, 2] {
            let at = |power: i32| {
                let mut tried = powers;
                tried[kind] = power;
                (power, self.solve(&priors(tried)).criterion)
            };
            let best = (0..PENALTIES).map(|power| at(1 - power)).min_by(|a, b| a.1.total_cmp(&b.1));
            powers[kind] = best.map_or(powers[kind], |best| best.0);
        }
        (powers, priors(powers))
    }
}
