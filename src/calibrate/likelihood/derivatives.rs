//! A sum with its gradient and, where asked for, its Hessian, in any number of coordinates: what a likelihood adds up to.
//!
//! Most of what is added depends on a few coordinates only, as `e^eta` or `eta` with `eta` nearly linear in them; so terms come as lists
//! of coordinates and derivatives, and what is not linear as a list of second derivatives besides.

use std::ops::Range;

use crate::math;
use crate::threads;

/// The derivative of a term with respect to one coordinate. A coordinate may be listed several times; the derivatives add up.
pub type Slope = (u32, f64);

/// A second derivative of a term with respect to two coordinates; each ordered pair is listed.
pub type Curvature = (u32, u32, f64);

/// How many derivatives are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The gradient only.
    Gradient,
    /// The Hessian too.
    Hessian,
}

/// A number with its gradient and Hessian.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivatives {
    /// The number.
    pub value: f64,
    /// First derivatives, by coordinate.
    pub gradient: Vec<f64>,
    /// Second derivatives, `row * coordinates + column`; empty where not asked for.
    pub hessian: Vec<f64>,
}

impl Derivatives {
    /// Zero.
    pub fn zero(coordinates: usize, order: Order) -> Self {
        let size = match order {
            Order::Gradient => 0,
            Order::Hessian => coordinates * coordinates,
        };
        Self { value: 0.0, gradient: vec![0.0; coordinates], hessian: vec![0.0; size] }
    }

    /// Adds `factor * eta`.
    pub fn add_term(&mut self, factor: f64, eta: f64, slopes: &[Slope], curvatures: &[Curvature]) {
        self.value += factor * eta;
        for &(k, slope) in slopes {
            self.gradient[k as usize] += factor * slope;
        }
        self.add_curvatures(factor, curvatures);
    }

    /// Adds `amount`, which is proportional to `e^eta`.
    pub fn add_exponential(&mut self, amount: f64, slopes: &[Slope], curvatures: &[Curvature]) {
        self.value += amount;
        for &(k, slope) in slopes {
            self.gradient[k as usize] += amount * slope;
        }
        if !self.hessian.is_empty() {
            let n = self.gradient.len();
            for &(j, slope) in slopes {
                let row = &mut self.hessian[j as usize * n..][..n];
                for &(k, other) in slopes {
                    row[k as usize] += amount * slope * other;
                }
            }
            self.add_curvatures(amount, curvatures);
        }
    }

    fn add_curvatures(&mut self, factor: f64, curvatures: &[Curvature]) {
        if !self.hessian.is_empty() {
            let n = self.gradient.len();
            for &(j, k, curvature) in curvatures {
                self.hessian[j as usize * n + k as usize] += factor * curvature;
            }
        }
    }

    /// Adds a multiple of another number.
    pub fn add(&mut self, factor: f64, other: &Self) {
        self.value += factor * other.value;
        for (own, other) in self.gradient.iter_mut().zip(&other.gradient) {
            *own += factor * other;
        }
        for (own, other) in self.hessian.iter_mut().zip(&other.hessian) {
            *own += factor * other;
        }
    }

    /// A function of this number, given its value and first and second derivative there.
    pub fn chain(&self, value: f64, first: f64, second: f64) -> Self {
        let n = self.gradient.len();
        let mut hessian: Vec<f64> = self.hessian.iter().map(|h| first * h).collect();
        if !hessian.is_empty() {
            for (j, row) in hessian.chunks_mut(n).enumerate() {
                for (h, slope) in row.iter_mut().zip(&self.gradient) {
                    *h += second * self.gradient[j] * slope;
                }
            }
        }
        Self { value, gradient: self.gradient.iter().map(|g| first * g).collect(), hessian }
    }

    /// The natural logarithm.
    pub fn ln(&self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(math::ln(self.value), inverse, -inverse * inverse)
    }

    /// `ln(1 - e^-x)` of a positive number `x`: the log of a probability of leaving within a cumulative hazard.
    pub fn ln_probability(&self) -> Self {
        let gone = -libm::expm1(-self.value);
        let slope = math::exp(-self.value) / gone;
        self.chain(math::ln(gone), slope, -slope / gone)
    }

    /// `ln of the sum of e^x` over some numbers, not shifted by their order; minus infinity where there is none above it.
    ///
    /// With weights `w` proportional to `e^x` the gradient is the mean of the gradients, the Hessian the mean of the Hessians plus the
    /// covariance of the gradients.
    pub fn ln_sum_exp(terms: &[Self], coordinates: usize, order: Order) -> Self {
        let mut sum = Self::zero(coordinates, order);
        let most = terms.iter().map(|term| term.value).fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            sum.value = most;
            return sum;
        }
        let weights: Vec<f64> = terms.iter().map(|term| math::exp(term.value - most)).collect();
        let total: f64 = weights.iter().sum();
        for (term, weight) in terms.iter().zip(&weights) {
            if term.value > f64::NEG_INFINITY {
                sum.add(weight / total, &term.chain(0.0, 1.0, 1.0));
            }
        }
        sum = sum.chain(most + math::ln(total), 1.0, -1.0);
        sum
    }
}

/// The sum of what `add` adds for each block of the indices below `count`.
pub fn sum_in_blocks(
    count: usize,
    block: usize,
    number: usize,
    coordinates: usize,
    order: Order,
    add: impl Fn(Range<usize>, &mut Derivatives) + Sync,
) -> Derivatives {
    let parts = threads::map(count.div_ceil(block), number, |index| {
        let mut sum = Derivatives::zero(coordinates, order);
        add(index * block..((index + 1) * block).min(count), &mut sum);
        sum
    });
    let mut sum = Derivatives::zero(coordinates, order);
    for part in &parts {
        sum.add(1.0, part);
    }
    sum
}
