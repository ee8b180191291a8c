//! Numbers that carry their first and second derivatives: forward-mode differentiation in a fixed number of directions.
//!
//! `f(x + d) = value + gradient . d + d' hessian d / 2 + ...`; sums, products and the chain rule
//! `(f o g)'' = f'' g' g'^T + f' g''` keep that exact.

use std::ops::{Add, Mul, Sub};

use crate::math;

/// A number with its gradient and Hessian in `N` directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hessian<const N: usize> {
    /// The number.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives, symmetric.
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Hessian<N> {
    /// A number that does not depend on any direction.
    pub fn constant(value: f64) -> Self {
        Self { value, gradient: [0.0; N], hessian: [[0.0; N]; N] }
    }

    /// The variable of a direction.
    pub fn variable(value: f64, direction: usize) -> Self {
        let mut number = Self::constant(value);
        number.gradient[direction] = 1.0;
        number
    }

    /// A function of one variable, given its value and first and second derivative there.
    pub fn of_one(direction: usize, value: f64, first: f64, second: f64) -> Self {
        let mut number = Self::constant(value);
        number.gradient[direction] = first;
        number.hessian[direction][direction] = second;
        number
    }

    /// A function of this number, given its value and first and second derivative.
    pub fn chain(&self, value: f64, first: f64, second: f64) -> Self {
        let mut number = Self::constant(value);
        for a in 0..N {
            number.gradient[a] = first * self.gradient[a];
            for b in 0..N {
                number.hessian[a][b] = first * self.hessian[a][b] + second * self.gradient[a] * self.gradient[b];
            }
        }
        number
    }

    /// The exponential function.
    pub fn exp(&self) -> Self {
        let value = math::exp(self.value);
        self.chain(value, value, value)
    }

    /// Adds `factor * e^exponent`.
    pub fn add_exp(&mut self, exponent: &Self, factor: f64) {
        let value = math::exp(exponent.value);
        self.value += factor * value;
        for a in 0..N {
            let slope = value * exponent.gradient[a];
            self.gradient[a] += factor * slope;
            for b in 0..N {
                self.hessian[a][b] += factor * (value * exponent.hessian[a][b] + slope * exponent.gradient[b]);
            }
        }
    }

    /// Sets the second derivative in two directions.
    pub fn bend(&mut self, a: usize, b: usize, second: f64) {
        self.hessian[a][b] = second;
        self.hessian[b][a] = second;
    }

    /// The natural logarithm.
    pub fn ln(&self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(math::ln(self.value), inverse, -inverse * inverse)
    }

    /// This number times a factor that does not depend on any direction.
    pub fn scaled(&self, factor: f64) -> Self {
        self.chain(factor * self.value, factor, 0.0)
    }
}

impl<const N: usize> Add for Hessian<N> {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.value += other.value;
        for a in 0..N {
            self.gradient[a] += other.gradient[a];
            for b in 0..N {
                self.hessian[a][b] += other.hessian[a][b];
            }
        }
        self
    }
}

impl<const N: usize> Sub for Hessian<N> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + other.scaled(-1.0)
    }
}

impl<const N: usize> Mul for Hessian<N> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let mut product = Self::constant(self.value * other.value);
        for a in 0..N {
            product.gradient[a] = self.gradient[a] * other.value + self.value * other.gradient[a];
            for b in 0..N {
                product.hessian[a][b] = self.hessian[a][b] * other.value
                    + self.value * other.hessian[a][b]
                    + self.gradient[a] * other.gradient[b]
                    + self.gradient[b] * other.gradient[a];
            }
        }
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::many_single_char_names, reason = "a formula")]
    fn derivatives_of_a_formula_are_those_of_its_closed_form() {
        // f(x, y) = ln(x y + e^x) at (0.7, 2): derivatives by hand.
        let (x, y) = (0.7, 2.0);
        let f = (Hessian::<2>::variable(x, 0) * Hessian::variable(y, 1) + Hessian::variable(x, 0).exp()).ln();
        let e = math::exp(x);
        let u = x * y + e;
        assert!((f.value - math::ln(u)).abs() < 1e-15);
        assert!((f.gradient[0] - (y + e) / u).abs() < 1e-15);
        assert!((f.gradient[1] - x / u).abs() < 1e-15);
        assert!((f.hessian[0][0] - (e / u - (y + e) * (y + e) / (u * u))).abs() < 1e-15);
        assert!((f.hessian[0][1] - (1.0 / u - x * (y + e) / (u * u))).abs() < 1e-15);
        assert!((f.hessian[1][1] + x * x / (u * u)).abs() < 1e-15);
        assert_eq!(f.hessian[0][1], f.hessian[1][0]);
    }
}
