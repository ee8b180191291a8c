//! Functions of the parameters in which an expectation is sought: polynomials, and smoothing splines of one, two and three of them.
//!
//! Parameters that are positive enter as logarithms, standardised. First come the terms of a quadratic: all parameters, their squares, and
//! products of two. Then cubic splines of those parameters that matter (knots at quantiles), and products of lines, squares and such
//! functions (smoothing spline analysis of variance: Gu 2013). Only parameters whose line and square explain more of a response than chance does are squared,
//! multiplied and bent.
//!
//! Each column has a *roughness*: a function of order `k` (1 a line, 2 a square, then splines from coarse to fine) has `k^4`, a product
//! those of its factors times 4 for each factor beyond the first. The penalty of a smooth fit is the sum of roughness times coefficient
//! squared, so that fine waves and interactions need more evidence than a line does.
//!
//! Columns are made orthonormal over the draws by Gram and Schmidt's procedure, done twice (Giraud, Langou & Rozložník 2005), in sums of a
//! fixed order, so that files have the same bytes on every machine.

use super::linear::{add, dot, eigen, norm};
use crate::math;

/// Draws a term, at least; what the penalty and the choice by left-out draws are for is to leave out those that follow the noise.
const DRAWS_A_TERM: usize = 8;

/// The most terms.
const MOST_TERMS: usize = 120;

/// The most parameters that are multiplied with each other, and that are multiplied as splines.
const MOST_MULTIPLIED: [usize; 2] = [8, 4];

/// The largest product of orders of functions that are multiplied.
const MOST_ORDER: usize = 6;

/// The smallest part of a column that must be left when what earlier ones explain is taken away; less is rounding.
const NEW: f64 = 1e-8;

/// Probabilities of the knots: those of normal scores from -2.4 to 2.4 in steps of 0.6.
const KNOTS: [f64; 9] = [0.0082, 0.0359, 0.1151, 0.2743, 0.5, 0.7257, 0.8849, 0.9641, 0.9918];

/// In which order the knots' functions enter: from coarse to fine. The last two knots end all of them.
const COARSE_TO_FINE: [usize; 7] = [4, 2, 6, 3, 5, 1, 0];

/// Orthonormal columns that span functions of the parameters.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Columns, each with an entry a draw; the first is constant.
    pub columns: Vec<Vec<f64>>,
    /// Of each column, its roughness; 0 of the constant.
    pub roughness: Vec<f64>,
    /// Of each column, whether it is a function of several parameters.
    pub is_joint: Vec<bool>,
    /// How many columns the nested polynomials have: the constant, lines, squares, products.
    pub sizes: Vec<usize>,
}

/// One parameter.
struct Input {
    /// Its functions by order from 1, each of mean 0 and mean square 1, orthogonal to each other.
    functions: Vec<Vec<f64>>,
    /// The greatest share of a response that its line and square explain.
    share: f64,
}

impl Basis {
    /// The basis for some responses to some parameters, each given by its values over the draws. Parameters that do not vary are left out.
    pub fn new(parameters: &[Vec<f64>], responses: &[&[f64]]) -> Self {
        let draws = responses.first().map_or(0, |response| response.len());
        let most = (draws / DRAWS_A_TERM).clamp(1, MOST_TERMS);
        let mut inputs: Vec<Input> = parameters.iter().filter_map(|values| Input::new(values, responses)).collect();
        inputs.sort_by(|a, b| b.share.total_cmp(&a.share));
        // Two degrees of freedom, of which many are tried: far beyond what chance explains.
        let by_chance = 2.0 * math::ln(draws.max(2) as f64) / draws as f64;
        let matter = inputs.iter().filter(|input| input.share > by_chance).count();
        let mut basis = Self::constant(draws);
        // Of more parameters than there are terms for, those that matter most.
        let lines = inputs.len().min((most - 1).max(1));
        basis.extend((0..lines).map(|i| vec![(i, 1)]), &inputs, most);
        let mut bent: Vec<usize> = (0..matter.min(MOST_MULTIPLIED[1])).collect();
        if matter > 2 {
            let along = directions(&basis.columns[1..], matter.min(lines), responses);
            bent = (inputs.len()..inputs.len() + along.len()).collect();
            inputs.extend(along.iter().filter_map(|values| Input::new(values, responses)));
            bent.retain(|&input| input < inputs.len());
        }
        basis.extend((0..matter).map(|i| vec![(i, 2)]), &inputs, most);
        let multiplied = matter.min(MOST_MULTIPLIED[0]);
        basis.extend((0..multiplied).flat_map(|i| (0..i).map(move |j| vec![(j, 1), (i, 1)])), &inputs, most);
        for term in rough(matter, &bent) {
            if basis.columns.len() < most {
                basis.push_term(&term, &inputs);
            }
        }
        basis
    }

    /// The entries of the columns at some draws.
    pub fn at(&self, draws: &[usize]) -> Vec<Vec<f64>> {
        self.columns.iter().map(|column| draws.iter().map(|&draw| column[draw]).collect()).collect()
    }

    fn constant(draws: usize) -> Self {
        let mut basis = Self { columns: Vec::new(), roughness: Vec::new(), is_joint: Vec::new(), sizes: Vec::new() };
        basis.push(vec![1.0; draws], 0.0, false);
        basis.sizes.push(1);
        basis
    }

    /// Adds the terms that make the next larger polynomial, where there are draws enough for it.
    fn extend(&mut self, terms: impl Iterator<Item = Term> + Clone, inputs: &[Input], most: usize) {
        if self.columns.len() + terms.clone().count() <= most {
            terms.for_each(|term| self.push_term(&term, inputs));
        }
        self.sizes.push(self.columns.len());
    }

    fn push_term(&mut self, term: &[(usize, usize)], inputs: &[Input]) {
        let mut factors = term.iter().filter_map(|&(input, order)| inputs[input].functions.get(order - 1));
        if let Some(first) = factors.next()
            && factors.clone().count() + 1 == term.len()
        {
            let mut column = first.clone();
            factors.for_each(|factor| column.iter_mut().zip(factor).for_each(|(value, factor)| *value *= factor));
            self.push(column, roughness(term), term.len() > 1);
        }
    }

    /// Adds what is new in a column.
    fn push(&mut self, mut column: Vec<f64>, roughness: f64, is_joint: bool) {
        let before = norm(&column);
        for _ in 0..2 {
            for earlier in &self.columns {
                let part = dot(earlier, &column);
                add(&mut column, -part, earlier);
            }
        }
        let left = norm(&column);
        if left > NEW * before {
            for value in &mut column {
                *value /= left;
            }
            self.columns.push(column);
            self.roughness.push(roughness);
            self.is_joint.push(is_joint);
        }
    }
}

/// A product of functions of parameters: which parameter, and the order of its function.
type Term = Vec<(usize, usize)>;

fn roughness(term: &[(usize, usize)]) -> f64 {
    let order: usize = term.iter().map(|&(_, order)| order).product();
    (order as f64 * order as f64) * (order as f64 * order as f64) * f64::from(1u32 << (2 * (term.len() - 1)))
}

/// The terms beyond a quadratic, the smoothest first: splines of the first inputs and of those that are `bent`, products of the latter, and
/// cubic products of the former.
fn rough(matter: usize, bent: &[usize]) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let finest = 2 + COARSE_TO_FINE.len();
    for i in (0..matter).chain(bent.iter().copied().filter(|&i| i >= matter)) {
        terms.extend((2..=finest).map(|order| vec![(i, order)]));
    }
    let orders = || (1..=MOST_ORDER).flat_map(|a| (1..=MOST_ORDER / a).map(move |b| (a, b)));
    for (n, &i) in bent.iter().enumerate() {
        for (m, &j) in bent[..n].iter().enumerate() {
            terms.extend(orders().map(|(a, b)| vec![(j, a), (i, b)]));
            for &k in &bent[..m] {
                for [a, b, c] in [[1, 1, 1], [2, 1, 1], [1, 2, 1], [1, 1, 2]] {
                    terms.push(vec![(k, a), (j, b), (i, c)]);
                }
            }
        }
    }
    for i in (0..matter.min(MOST_MULTIPLIED[0])).filter(|i| !bent.contains(i)) {
        for j in 0..i {
            terms.extend([[1, 2], [2, 1]].map(|[a, b]| vec![(j, a), (i, b)]));
            terms.extend((0..j).map(|k| vec![(k, 1), (j, 1), (i, 1)]));
        }
    }
    terms.sort_by(|a, b| roughness(a).total_cmp(&roughness(b)));
    terms
}

/// Combinations of the first parameters, given by orthonormal lines, along which responses vary most: the leading eigenvectors of the
/// outer products of gradients (an active subspace: Constantine 2015), the gradients by the moments of a response with lines (Brillinger
/// 1982) and with products of two (principal Hessian directions: Li 1992).
fn directions(lines: &[Vec<f64>], count: usize, responses: &[&[f64]]) -> Vec<Vec<f64>> {
    let lines = &lines[..count.min(lines.len())];
    let (size, draws) = (lines.len(), lines.first().map_or(0, Vec::len));
    let mut outer = vec![vec![0.0; size]; size];
    for response in responses {
        let mean = response.iter().sum::<f64>() / draws as f64;
        let mut rest: Vec<f64> = response.iter().map(|value| value - mean).collect();
        let total = dot(&rest, &rest);
        if total <= 1e-12 * mean * mean * draws as f64 {
            continue;
        }
        let slopes: Vec<f64> = lines.iter().map(|line| dot(line, &rest)).collect();
        lines.iter().zip(&slopes).for_each(|(line, &slope)| add(&mut rest, -slope, line));
        let mut bends = vec![vec![0.0; size]; size];
        for i in 0..size {
            let product: Vec<f64> = lines[i].iter().zip(&rest).map(|(line, rest)| line * rest).collect();
            for j in 0..=i {
                bends[i][j] = dot(&product, &lines[j]) * (draws as f64).sqrt();
                bends[j][i] = bends[i][j];
            }
        }
        for i in 0..size {
            for j in 0..size {
                outer[i][j] += (slopes[i] * slopes[j] + dot(&bends[i], &bends[j])) / total;
            }
        }
    }
    let (values, vectors) = eigen(outer);
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let along = |k: usize| {
        let mut sum = vec![0.0; draws];
        lines.iter().enumerate().for_each(|(i, line)| add(&mut sum, vectors[i][k], line));
        sum
    };
    order.into_iter().take(MOST_MULTIPLIED[1]).map(along).collect()
}

impl Input {
    /// A parameter by its values, as logarithms where all are positive, standardised; `None` where they do not vary.
    fn new(values: &[f64], responses: &[&[f64]]) -> Option<Self> {
        let x = standardised(values)?;
        let draws = x.len();
        let mut alone = Basis::constant(draws);
        let mut sorted = x.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let knots = KNOTS.map(|probability| sorted[((draws as f64 * probability) as usize).min(draws - 1)]);
        let square = x.iter().map(|x| x * x).collect();
        for column in [x.clone(), square].into_iter().chain(COARSE_TO_FINE.iter().map(|&knot| spline(&x, &knots, knot))) {
            alone.push(column, 0.0, false);
        }
        let explained = |response: &&[f64]| {
            let mean = dot(&alone.columns[0], response);
            let total = dot(response, response) - mean * mean;
            let parts = alone.columns.iter().skip(1).take(2).map(|column| dot(column, response));
            if total > 1e-12 * mean * mean { parts.map(|part| part * part).sum::<f64>() / total } else { 0.0 }
        };
        let share = responses.iter().map(explained).fold(0.0, f64::max);
        let scale = (draws as f64).sqrt();
        let scaled = |column: Vec<f64>| column.into_iter().map(|value| value * scale).collect();
        Some(Self { functions: alone.columns.into_iter().skip(1).map(scaled).collect(), share })
    }
}

/// The function of a knot of natural cubic splines: a line beyond the last knot (Hastie, Tibshirani & Friedman 2009, section 5.2.1).
fn spline(x: &[f64], knots: &[f64; 9], knot: usize) -> Vec<f64> {
    let cube = |x: f64, knot: f64| if x > knot { (x - knot) * (x - knot) * (x - knot) } else { 0.0 };
    let [.., before, last] = *knots;
    // Knots that fall together have no function of their own.
    let over = |from: f64| if last > from { 1.0 / (last - from) } else { 0.0 };
    let part = |x: f64, from: f64| (cube(x, from) - cube(x, last)) * over(from);
    x.iter().map(|&x| part(x, knots[knot]) - part(x, before)).collect()
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
