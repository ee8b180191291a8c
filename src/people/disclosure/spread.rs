//! A quick proof that nobody is too much of any combination of sums: the combination of the others that stands for a person with the least
//! squares of factors.
//!
//! Within an orthonormal basis `q` of the sums, it gives person `j` the factor `q_j . q_i / (1 - q_i . q_i)`; `q_i . q_i` is the leverage of
//! `i`, as in regression (Belsley, Kuh & Welsch 1980, *Regression Diagnostics*, 2.1). By Cauchy and Schwarz no factor is above
//! `h / (1 - h)`, with `h` the largest leverage: leverages of at most `1 / least` prove the rule for everybody.

/// What is left of a sum beside the others, of its length, below which it is one of their combinations.
const DEPENDENT: f64 = 1e-9;

/// An orthonormal basis of some sums over kinds of people, by kind.
#[derive(Debug)]
pub struct Basis {
    /// For each kind, its weight in each vector of the basis.
    weights: Vec<Vec<f64>>,
    /// The leverage of one person of each kind.
    leverage: Vec<f64>,
    most: f64,
}

impl Basis {
    /// The basis of some sums, by weight of one person of each kind; `sizes` are the people of each.
    pub fn new(sums: &[Vec<f64>], sizes: &[f64]) -> Self {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).zip(sizes).map(|((a, b), size)| a * b * size).sum::<f64>();
        let mut vectors: Vec<Vec<f64>> = Vec::new();
        for sum in sums {
            let length = product(sum, sum).sqrt();
            let mut left = sum.clone();
            // Twice is enough against rounding (Giraud et al. 2005).
            for _ in 0..2 {
                for vector in &vectors {
                    let share = product(&left, vector);
                    left.iter_mut().zip(vector).for_each(|(left, value)| *left -= share * value);
                }
            }
            let rest = product(&left, &left).sqrt();
            if rest > DEPENDENT * length {
                for value in &mut left {
                    *value /= rest;
                }
                vectors.push(left);
            }
        }
        let weights: Vec<Vec<f64>> = (0..sizes.len()).map(|kind| vectors.iter().map(|vector| vector[kind]).collect()).collect();
        let leverage: Vec<f64> = weights.iter().map(|weights| weights.iter().map(|weight| weight * weight).sum()).collect();
        let has_people = |(leverage, &size): (&f64, &f64)| if size > 0.0 { *leverage } else { 0.0 };
        let most = leverage.iter().zip(sizes).map(has_people).fold(0.0, f64::max);
        Self { weights, leverage, most }
    }

    /// Whether the leverages alone prove that a person of a kind is a combination of others in which no factor is above `bound`.
    pub fn is_low(&self, kind: usize, bound: f64) -> bool {
        (self.leverage[kind] * self.most).sqrt() <= bound * (1.0 - self.leverage[kind])
    }

    /// Whether a person of a kind surely is a combination of others in which no factor is above `bound`.
    pub fn is_spread(&self, kind: usize, sizes: &[f64], bound: f64) -> bool {
        if self.is_low(kind, bound) {
            return true;
        }
        let rest = 1.0 - self.leverage[kind];
        let factor = |other: &[f64]| self.weights[kind].iter().zip(other).map(|(a, b)| a * b).sum::<f64>().abs();
        let of_others = |other: usize| sizes[other] > if other == kind { 1.5 } else { 0.5 };
        rest > DEPENDENT && (0..sizes.len()).filter(|&other| of_others(other)).all(|other| factor(&self.weights[other]) <= bound * rest)
    }
}
