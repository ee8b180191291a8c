//! A quick proof that nobody is too much of any combination of sums: the combination of the others that stands for a person with the least
//! squares of factors.
//!
//! Within an orthonormal basis `q` of the sums, it gives person `j` the factor `q_j . q_i / (1 - q_i . q_i)`; `q_i . q_i` is the leverage of
//! `i`, as in regression (Belsley, Kuh & Welsch 1980, *Regression Diagnostics*, 2.1). By Cauchy and Schwarz no factor is above
//! `h / (1 - h)`, with `h` the largest leverage: leverages of at most `1 / least` prove the rule for everybody.

use std::sync::Arc;

/// What is left of a sum beside the others, of its length, below which it is one of their combinations.
const DEPENDENT: f64 = 1e-9;

/// Most people times sums of a basis.
const MOST_SQUARES: usize = 5_000_000;

/// Most pairs of people times sums whose factors are looked at for one sum.
const MOST_PAIRS: usize = 20_000_000;

/// An orthonormal basis of what is told, by person; it grows with that.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    /// How many of the told sums it is of.
    sums: usize,
    vectors: Vec<Arc<Vec<f64>>>,
    /// The leverage of each person.
    leverage: Vec<f64>,
}

impl Basis {
    /// Whether a basis of so many sums of so many people is small enough to be kept.
    pub fn is_kept(people: usize, sums: usize) -> bool {
        people * sums <= MOST_SQUARES
    }

    /// How many sums it is of.
    pub fn sums(&self) -> usize {
        self.sums
    }

    /// Adds a sum.
    pub fn add(&mut self, weights: &[f64]) {
        self.sums += 1;
        self.leverage.resize(weights.len(), 0.0);
        if let Some(vector) = self.rest(weights) {
            self.leverage.iter_mut().zip(&vector).for_each(|(leverage, value)| *leverage += value * value);
            self.vectors.push(Arc::new(vector));
        }
    }

    /// Of some people, those who are not proved to be a combination of others in which no factor is above `bound`, with one more sum.
    pub fn in_doubt(&self, weights: &[f64], people: Vec<usize>, bound: f64) -> Vec<usize> {
        let Some(vector) = self.rest(weights) else { return Vec::new() };
        let leverage = |person: usize| self.leverage.get(person).unwrap_or(&0.0) + vector[person] * vector[person];
        let most = (0..weights.len()).map(leverage).fold(0.0, f64::max);
        let is_low = |person: &usize| (leverage(*person) * most).sqrt() <= bound * (1.0 - leverage(*person));
        let mut people = people;
        people.retain(|person| !is_low(person));
        if people.len().saturating_mul(weights.len()).saturating_mul(self.vectors.len() + 1) > MOST_PAIRS {
            return people;
        }
        people.retain(|&person| {
            let rest = 1.0 - leverage(person);
            let mut factors: Vec<f64> = vector.iter().map(|value| value * vector[person]).collect();
            for vector in &self.vectors {
                factors.iter_mut().zip(&**vector).for_each(|(factor, value)| *factor += value * vector[person]);
            }
            let is_small = |(other, factor): (usize, &f64)| other == person || factor.abs() <= bound * rest;
            rest <= DEPENDENT || !factors.iter().enumerate().all(is_small)
        });
        people
    }

    /// What a sum has beside the others, of length 1; `None` where it is one of their combinations.
    fn rest(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let length = product(weights, weights).sqrt();
        let mut rest = weights.to_vec();
        // Twice is enough against rounding (Giraud et al. 2005).
        for _ in 0..2 {
            for vector in &self.vectors {
                let share = product(&rest, vector);
                rest.iter_mut().zip(&**vector).for_each(|(rest, value)| *rest -= share * value);
            }
        }
        let left = product(&rest, &rest).sqrt();
        (left > DEPENDENT * length).then(|| rest.into_iter().map(|value| value / left).collect())
    }
}
