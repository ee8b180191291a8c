//! The integral of `e^u`, as far as one fading effect needs it, from a table.
//!
//! With `x = x0 e^(-rate t)`, what an effect has faded to,
//!
//! ```text
//! integral from 0 to t of exp(x) = t + (E(x0) - E(x)) / rate     where     E(x) = integral from 0 to x of (e^u - 1) / u du
//! ```
//!
//! `E` is the exponential integral less its logarithm: `Ei(x) - ln |x| - Euler's constant` (Abramowitz & Stegun 5.1.40). Between -8 and
//! 40 it is cut into pieces of an eighth, each with the Taylor polynomial of degree 7 about its middle, with distances counted in pieces:
//! plain additions and multiplications, the same bits on any machine, to a relative error of 1e-13, and of 2e-11 in the slope. Beyond it is
//! the asymptotic series of `Ei` (5.1.51), next to which the logarithm is nothing.

use super::LN_MOST;
use crate::math;

/// Where it can be asked for.
pub(super) const REACH: std::ops::Range<f64> = -8.0..LN_MOST;
/// Where the table ends.
const END: usize = 40;
/// Pieces for each 1.
const PIECES: usize = 8;
/// Middles of pieces, the ends included; and rows of the table: a power of 2, so that no row is ever beyond it.
const MIDDLES: usize = (END + 8) * PIECES + 1;
const ROWS: usize = MIDDLES.next_power_of_two();
/// Coefficients of a polynomial.
const TERMS: usize = 8;
/// From here on a recurrence gives them without loss of digits.
const STABLE: f64 = 16.0;
/// Terms of a series of which the last ones are far below the rounding error.
const SERIES: u32 = 160;
/// Terms of the asymptotic series.
const ASYMPTOTIC: u32 = 24;

static TABLE: [[f64; TERMS]; ROWS] = table();

/// `E(x)`, for an `x` within [`REACH`].
#[inline]
pub(super) fn exponential_integral(x: f64) -> f64 {
    if x >= END as f64 {
        return beyond(x);
    }
    let (h, terms) = piece(x);
    polynomial(h, terms)
}

/// The slope of `E` at `x`, `(e^x - 1) / x`.
#[inline]
pub(super) fn slope(x: f64) -> f64 {
    if x >= END as f64 {
        return math::exp(x) / x;
    }
    let (h, terms) = piece(x);
    slope_at(h, terms)
}

/// `E(x)` and its slope.
#[inline]
pub(super) fn with_slope(x: f64) -> (f64, f64) {
    if x >= END as f64 {
        return (beyond(x), math::exp(x) / x);
    }
    let (h, terms) = piece(x);
    (polynomial(h, terms), slope_at(h, terms))
}

/// A polynomial by Estrin's scheme: short chains, the same order of operations everywhere.
#[inline]
pub(super) fn polynomial(h: f64, &[a0, a1, a2, a3, a4, a5, a6, a7]: &[f64; TERMS]) -> f64 {
    let (h2, h4) = (h * h, (h * h) * (h * h));
    ((a0 + a1 * h) + (a2 + a3 * h) * h2) + ((a4 + a5 * h) + (a6 + a7 * h) * h2) * h4
}

/// Its slope in `x`, of which a piece is an eighth.
#[inline]
fn slope_at(h: f64, &[_, a1, a2, a3, a4, a5, a6, a7]: &[f64; TERMS]) -> f64 {
    let (h2, h4) = (h * h, (h * h) * (h * h));
    let slope = ((a1 + 2.0 * a2 * h) + (3.0 * a3 + 4.0 * a4 * h) * h2) + ((5.0 * a5 + 6.0 * a6 * h) + 7.0 * a7 * h2) * h4;
    slope * PIECES as f64
}

/// `E(x)` beyond the table: `e^x / x` times the sum of `k! / x^k`.
#[cold]
fn beyond(x: f64) -> f64 {
    let sum = (1..ASYMPTOTIC).rev().fold(1.0, |sum, k| 1.0 + sum * f64::from(k) / x);
    math::exp(x) / x * sum
}

/// The polynomial of the piece that `x` lies in, and the distance from its middle \[pieces\].
#[inline]
fn piece(x: f64) -> (f64, &'static [f64; TERMS]) {
    /// Adding 1.5 * 2^52 rounds to the nearest integer and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let place = (x - REACH.start) * PIECES as f64;
    let rounded = place + ROUND;
    (place - (rounded - ROUND), &TABLE[rounded.to_bits() as usize % ROWS])
}

/// For each piece the Taylor coefficients of `E` about its middle.
#[expect(clippy::large_stack_arrays, reason = "it is computed when the program is compiled")]
const fn table() -> [[f64; TERMS]; ROWS] {
    let mut table = [[0.0; TERMS]; ROWS];
    let mut row = 0;
    while row < MIDDLES {
        let middle = row as f64 / PIECES as f64 + REACH.start;
        let (value, exp) = value(middle);
        table[row][0] = value;
        let (mut k, mut factorial, mut last, mut scale) = (0, 1.0, 0.0, 1.0);
        while k + 1 < TERMS {
            // The slope g has (middle + h) g = e^(middle + h) - 1. Its k-th derivative is the integral from 0 to 1 of s^k e^(x s).
            let of_exp = if k == 0 { exp - 1.0 } else { exp / factorial };
            last = if middle > STABLE { (of_exp - last) / middle } else { moment(middle, k as f64) / factorial };
            scale /= PIECES as f64;
            table[row][k + 1] = last / (k + 1) as f64 * scale;
            k += 1;
            factorial *= k as f64;
        }
        row += 1;
    }
    table
}

/// `E(x)` and `e^x` by series of positive terms: the sum of `x^n / (n n!)`, or below 0 of `-e^x |x|^n / n! * (1 + 1/2 + ... + 1/n)`.
pub(super) const fn value(x: f64) -> (f64, f64) {
    let a = x.abs();
    let (mut n, mut power, mut exp, mut harmonic, mut sum) = (1, 1.0, 1.0, 0.0, 0.0);
    while n < SERIES {
        power *= a / n as f64;
        exp += power;
        harmonic += 1.0 / n as f64;
        sum += if x < 0.0 { power * harmonic } else { power / n as f64 };
        n += 1;
    }
    if x < 0.0 { (-sum / exp, 1.0 / exp) } else { (sum, exp) }
}

/// `integral from 0 to 1 of s^k e^(x s)` by series of positive terms: the sum of `x^n / n! / (k + n + 1)`, or below 0 of
/// `e^x |x|^n / ((k + 1) ... (k + 1 + n))`.
const fn moment(x: f64, k: f64) -> f64 {
    let a = x.abs();
    let (mut n, mut power, mut exp, mut rising, mut sum) = (1, 1.0, 1.0, 1.0 / (k + 1.0), 1.0 / (k + 1.0));
    while n < SERIES {
        power *= a / n as f64;
        exp += power;
        rising *= a / (k + 1.0 + n as f64);
        sum += if x < 0.0 { rising } else { power / (k + n as f64 + 1.0) };
        n += 1;
    }
    if x < 0.0 { sum / exp } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    #[test]
    fn known_values() {
        // Ei(1) and Ei(-1) of Abramowitz & Stegun, table 5.1; Ei(10) of table 5.2.
        let euler = 0.577_215_664_901_532_9;
        for (x, ei) in [(1.0f64, 1.895_117_816_355_936_8), (-1.0, -0.219_383_934_395_520_27), (10.0, 2_492.228_976_241_877_8)] {
            let expected = ei - math::ln(x.abs()) - euler;
            assert!((exponential_integral(x) / expected - 1.0).abs() < 1e-13, "{x}: {}", exponential_integral(x));
        }
        let (integral, slope) = (exponential_integral(0.0), slope(0.0));
        assert!(integral.abs() < 1e-14 && (slope - 1.0).abs() < 1e-12, "{integral} {slope}");
    }

    #[test]
    fn values_and_slopes_are_right_everywhere_in_the_table() {
        for k in 1..56_000 {
            let x = REACH.start + f64::from(k) * 1e-3 + 3e-5;
            let (integral, slope) = (exponential_integral(x), slope(x));
            let (value, _) = value(x);
            assert!((integral - value).abs() < 1e-13 * value.abs().max(1e-2), "{x}: {integral} {value}");
            assert!((slope * x / math::exp_m1(x) - 1.0).abs() < 2e-11, "{x}: {slope}");
        }
    }
}
