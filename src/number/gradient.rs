//! Numbers that carry their first derivatives: a tenth of the work of second ones.

use std::ops::{Add, Mul, Sub};

use super::Number;
use crate::math;

/// A number with its gradient in `N` directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient<const N: usize> {
    /// The number.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
}

impl<const N: usize> Number for Gradient<N> {
    const IS_BENT: bool = false;

    #[inline]
    fn constant(value: f64) -> Self {
        Self { value, gradient: [0.0; N] }
    }

    fn of_one(direction: usize, value: f64, first: f64, _: f64) -> Self {
        let mut number = Self::constant(value);
        number.gradient[direction] = first;
        number
    }

    #[inline]
    fn value(&self) -> f64 {
        self.value
    }

    #[inline]
    fn is_zero(&self) -> bool {
        self.value == 0.0 && self.gradient == [0.0; N]
    }

    fn magnitude(&self) -> f64 {
        self.gradient.iter().fold(self.value.abs(), |most, slope| most.max(slope.abs()))
    }

    #[inline]
    fn chain(&self, value: f64, first: f64, _: f64) -> Self {
        Self { value, gradient: self.gradient.map(|slope| first * slope) }
    }

    #[inline]
    fn scaled(&self, factor: f64) -> Self {
        self.chain(factor * self.value, factor, 0.0)
    }

    #[inline]
    fn exp(&self) -> Self {
        let value = math::exp(self.value);
        self.chain(value, value, value)
    }

    #[inline]
    fn add_exp(&mut self, exponent: &Self, factor: f64) {
        let mass = factor * math::exp(exponent.value);
        self.value += mass;
        for (sum, slope) in self.gradient.iter_mut().zip(exponent.gradient) {
            *sum += mass * slope;
        }
    }

    fn add_kink(&mut self, _: f64, _: &Self, _: f64) {}
}

impl<const N: usize> Add for Gradient<N> {
    type Output = Self;

    #[inline]
    fn add(mut self, other: Self) -> Self {
        self.value += other.value;
        for (sum, slope) in self.gradient.iter_mut().zip(other.gradient) {
            *sum += slope;
        }
        self
    }
}

impl<const N: usize> Sub for Gradient<N> {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        self + other.scaled(-1.0)
    }
}

impl<const N: usize> Mul for Gradient<N> {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        let mut product = Self::constant(self.value * other.value);
        for (a, slope) in product.gradient.iter_mut().enumerate() {
            *slope = self.gradient[a] * other.value + self.value * other.gradient[a];
        }
        product
    }
}
