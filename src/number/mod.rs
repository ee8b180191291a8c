//! Numbers that mathematics is written over once: plain ones, ones that carry their first derivatives, and ones that carry their second
//! derivatives too.
//!
//! A simulation computes with `f64`; a likelihood needs the derivatives of the same formulas in the parameters. The trait is closed: these
//! three kinds, no others.

mod gradient;
mod hessian;

use std::ops::{Add, Mul, Sub};

use crate::math::{self, Rule};

pub use gradient::Gradient;
pub use hessian::Hessian;

/// A number, plain or with derivatives.
pub trait Number: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// Whether the number carries second derivatives: where `min(f, g)` changes sides, an integral of it then has a term of its own
    /// ([`Number::add_kink`]).
    const IS_BENT: bool;
    /// Whether the number carries no derivatives.
    const IS_PLAIN: bool = false;

    /// A number that depends on nothing.
    fn constant(value: f64) -> Self;

    /// A function of the variable of one direction, given its value and its first and second derivative there.
    fn of_one(direction: usize, value: f64, first: f64, second: f64) -> Self;

    /// The variable of a direction.
    fn variable(value: f64, direction: usize) -> Self {
        Self::of_one(direction, value, 1.0, 0.0)
    }

    /// The number without derivatives.
    fn value(&self) -> f64;

    /// Whether the number is 0 and so are its derivatives.
    fn is_zero(&self) -> bool;

    /// How large the number and its derivatives are: the largest of their absolute values.
    fn magnitude(&self) -> f64;

    /// A function of the number, given the function's value and its first and second derivative there.
    fn chain(&self, value: f64, first: f64, second: f64) -> Self;

    /// The number times a factor that depends on nothing.
    fn scaled(&self, factor: f64) -> Self;

    /// The exponential function.
    fn exp(&self) -> Self;

    /// 2 to the power of the number.
    fn exp2(&self) -> Self {
        self.scaled(math::LN_2).exp()
    }

    /// The natural logarithm.
    fn ln(&self) -> Self {
        let inverse = 1.0 / self.value();
        self.chain(math::ln(self.value()), inverse, -inverse * inverse)
    }

    /// Adds `factor * e^exponent`.
    fn add_exp(&mut self, exponent: &Self, factor: f64);

    /// The sum of `weight * e^exponent` over the nodes of a rule.
    #[inline]
    fn sum_exp<const K: usize>(exponents: &[Self; K], rule: &Rule<K>) -> Self {
        let mut sum = Self::constant(0.0);
        for (exponent, (_, weight)) in exponents.iter().zip(rule) {
            sum.add_exp(exponent, *weight);
        }
        sum
    }

    /// Adds what the integral of the smaller of two functions gains in second derivatives where the smaller one changes: with `gap` their
    /// difference and `slope` its derivative in time there, `-height grad(gap) grad(gap)' / |slope|`.
    fn add_kink(&mut self, height: f64, gap: &Self, slope: f64);
}

impl Number for f64 {
    const IS_BENT: bool = false;
    const IS_PLAIN: bool = true;

    #[inline]
    fn constant(value: f64) -> Self {
        value
    }

    fn of_one(_: usize, value: f64, _: f64, _: f64) -> Self {
        value
    }

    #[inline]
    fn value(&self) -> f64 {
        *self
    }

    #[inline]
    fn is_zero(&self) -> bool {
        *self == 0.0
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        self.abs()
    }

    #[inline]
    fn chain(&self, value: f64, _: f64, _: f64) -> Self {
        value
    }

    #[inline]
    fn scaled(&self, factor: f64) -> Self {
        self * factor
    }

    #[inline]
    fn exp(&self) -> Self {
        math::exp(*self)
    }

    fn exp2(&self) -> Self {
        math::exp2(*self)
    }

    #[inline]
    fn add_exp(&mut self, exponent: &Self, factor: f64) {
        *self += factor * math::exp(*exponent);
    }

    #[inline]
    fn sum_exp<const K: usize>(exponents: &[Self; K], rule: &Rule<K>) -> Self {
        // All exponentials first: the compiler makes vectors of them, though not of the sum, whose order stays.
        let mut terms = [0.0; K];
        for k in 0..K {
            terms[k] = rule[k].1 * math::exp(exponents[k]);
        }
        let mut sum = 0.0;
        for term in terms {
            sum += term;
        }
        sum
    }

    fn add_kink(&mut self, _: f64, _: &Self, _: f64) {}
}
