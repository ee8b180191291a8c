//! Numbers with what their errors are made of, so that differences of them keep what they share.

use crate::compare::joint::Means;
use crate::estimate::Estimate;

/// A number, and what its error is made of.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub value: f64,
    pub of: Of,
}

/// What an error is made of.
#[derive(Clone, Debug)]
pub enum Of {
    /// Means over draws, each times a factor.
    Sums(Vec<(usize, f64)>),
    /// Departures of functions drawn from what a regression leaves open. Those of all regressions share the noise of the draws.
    Open(Vec<f64>),
    /// Both; they are taken for independent.
    Both(Vec<(usize, f64)>, Vec<f64>),
}

/// How errors become intervals.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Standard errors in half a 95 % interval.
    pub errors: f64,
    /// Whether draws are so few that their agreement says little.
    pub are_few: bool,
}

impl Scalar {
    /// This times a factor.
    pub fn times(&self, factor: f64) -> Self {
        let sums = |parts: &[(usize, f64)]| parts.iter().map(|&(place, part)| (place, factor * part)).collect();
        let open = |parts: &[f64]| parts.iter().map(|part| factor * part).collect();
        let of = match &self.of {
            Of::Sums(parts) => Of::Sums(sums(parts)),
            Of::Open(parts) => Of::Open(open(parts)),
            Of::Both(a, b) => Of::Both(sums(a), open(b)),
        };
        Self { value: factor * self.value, of }
    }

    /// This and another times a factor.
    pub fn plus(&self, factor: f64, other: &Self) -> Self {
        let other = other.times(factor);
        let (sums, open) = (self.sums().iter().chain(other.sums()).copied().collect::<Vec<_>>(), added(self.open(), other.open()));
        let of = match (sums.is_empty(), open.is_empty()) {
            (_, true) => Of::Sums(sums),
            (true, _) => Of::Open(open),
            _ => Of::Both(sums, open),
        };
        Self { value: self.value + other.value, of }
    }

    fn sums(&self) -> &[(usize, f64)] {
        match &self.of {
            Of::Sums(parts) | Of::Both(parts, _) => parts,
            Of::Open(_) => &[],
        }
    }

    fn open(&self) -> &[f64] {
        match &self.of {
            Of::Open(parts) | Of::Both(_, parts) => parts,
            Of::Sums(_) => &[],
        }
    }
}

fn added(a: &[f64], b: &[f64]) -> Vec<f64> {
    if a.is_empty() || b.is_empty() { [a, b].concat() } else { a.iter().zip(b).map(|(a, b)| a + b).collect() }
}

impl Scale {
    /// The number with its standard error.
    pub fn estimate(self, scalar: &Scalar, means: &Means) -> Estimate {
        let sums = means.sum(scalar.sums()).mcse;
        let open = scalar.open();
        let variance = open.iter().map(|part| part * part).sum::<f64>() / open.len().max(1) as f64;
        let mcse = (sums * sums + variance).sqrt();
        Estimate { value: scalar.value, mcse: if mcse == 0.0 && self.are_few { f64::NAN } else { mcse } }
    }

    /// The standard error of a difference.
    pub fn error_of_difference(self, one: &Scalar, other: &Scalar, means: &Means) -> f64 {
        self.estimate(&one.plus(-1.0, other), means).mcse
    }

    /// The 95 % interval of an estimate of what lies within a range.
    pub fn interval(self, estimate: Estimate, within: [f64; 2]) -> [f64; 2] {
        estimate.interval(if estimate.mcse == 0.0 { 0.0 } else { self.errors * estimate.mcse }, within)
    }
}
