//! Numbers that carry their first and second derivatives: forward-mode differentiation in a fixed number of directions.
//!
//! `f(x + d) = value + gradient . d + d' hessian d / 2 + ...`; sums, products and the chain rule
//! `(f o g)'' = f'' g' g'^T + f' g''` keep that exact.

use std::ops::{Add, Mul, Sub};

use super::Number;
use crate::math;

/// A number with its gradient and Hessian in `N` directions.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::struct_field_names, reason = "the matrix of second derivatives has no other name")]
pub struct Hessian<const N: usize> {
    /// The number.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives, symmetric.
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Number for Hessian<N> {
    const IS_BENT: bool = true;

    fn constant(value: f64) -> Self {
        Self { value, gradient: [0.0; N], hessian: [[0.0; N]; N] }
    }

    fn of_one(direction: usize, value: f64, first: f64, second: f64) -> Self {
        let mut number = Self::constant(value);
        number.gradient[direction] = first;
        number.hessian[direction][direction] = second;
        number
    }

    fn value(&self) -> f64 {
        self.value
    }

    fn is_zero(&self) -> bool {
        self.value == 0.0 && self.gradient == [0.0; N] && self.hessian == [[0.0; N]; N]
    }

    fn magnitude(&self) -> f64 {
        let derivatives = self.gradient.iter().chain(self.hessian.iter().flatten());
        derivatives.fold(self.value.abs(), |most, slope| most.max(slope.abs()))
    }

    fn chain(&self, value: f64, first: f64, second: f64) -> Self {
        let mut number = Self::constant(value);
        for a in 0..N {
            number.gradient[a] = first * self.gradient[a];
            for b in 0..N {
                number.hessian[a][b] = first * self.hessian[a][b] + second * self.gradient[a] * self.gradient[b];
            }
        }
        number
    }

    fn scaled(&self, factor: f64) -> Self {
        self.chain(factor * self.value, factor, 0.0)
    }

    fn exp(&self) -> Self {
        let value = math::exp(self.value);
        self.chain(value, value, value)
    }

    fn add_exp(&mut self, exponent: &Self, factor: f64) {
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

    fn add_kink(&mut self, height: f64, gap: &Self, slope: f64) {
        for a in 0..N {
            for b in 0..N {
                self.hessian[a][b] -= height * gap.gradient[a] * gap.gradient[b] / slope.abs();
            }
        }
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
