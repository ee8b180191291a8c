//! What an effect has faded to when the integral of `e^u` reaches a value, from a table.
//!
//! With `x = x0 e^(-rate t)`, `rate t = ln x0 - ln x`, so that
//!
//! ```text
//! rate * integral from 0 to t of exp(x) = F(x0) - F(x)     where     F(x) = E(x) + ln x
//! ```
//!
//! for an `x0` above 0: `F` is the exponential integral `Ei` less Euler's constant. So `ln x`, and with it the time, is a function of
//! `v = F(x)` alone. Above -7 it is cut into pieces, 64 for each doubling of `v + 8`, each with the Taylor polynomial of degree 7 about its
//! middle: plain additions and multiplications, the same bits on any machine, to 1e-14. They follow from `d ln x / dv = e^-x`.

use super::exponential_integral::{polynomial, value};

/// The range of `v`.
pub(super) const REACH: std::ops::Range<f64> = 1.0 - OFFSET..(1 << DOUBLINGS) as f64 - OFFSET;
/// What makes every `v` at least 1.
const OFFSET: f64 = 8.0;
/// So often what it makes of it doubles.
const DOUBLINGS: usize = 9;
/// Bits that tell pieces of a doubling apart.
const PIECE_BITS: u32 = 6;
const ROWS: usize = DOUBLINGS << PIECE_BITS;
/// The bits of a float below those that tell pieces apart.
const WITHIN: u32 = f64::MANTISSA_DIGITS - 1 - PIECE_BITS;
/// The piece of 1.
const FIRST: usize = (1.0f64.to_bits() >> WITHIN) as usize;
/// Coefficients of a polynomial.
const TERMS: usize = 8;
/// Coefficients of the series that lead from the middle of one piece to that of the next.
const STEP_TERMS: usize = 20;

static TABLES: [[[f64; TERMS]; ROWS]; 2] = tables();

/// `ln x` where `F(x) = v`, for a `v` within [`REACH`].
#[inline]
pub(super) fn ln_argument(v: f64) -> f64 {
    let (h, row) = piece(v);
    polynomial(h, &TABLES[0][row])
}

/// `ln x` and `x` where `F(x) = v`, for a `v` within [`REACH`].
#[inline]
pub(super) fn argument(v: f64) -> (f64, f64) {
    let (h, row) = piece(v);
    (polynomial(h, &TABLES[0][row]), polynomial(h, &TABLES[1][row]))
}

/// The distance from the middle of the piece that `v` lies in, and the piece.
#[inline]
fn piece(v: f64) -> (f64, usize) {
    let shifted = v + OFFSET;
    let piece = shifted.to_bits() >> WITHIN;
    (shifted - middle_of(piece), (piece as usize).wrapping_sub(FIRST).min(ROWS - 1))
}

/// The middle of a piece, in `v + 8`, by the bits that its numbers begin with.
#[inline]
const fn middle_of(piece: u64) -> f64 {
    f64::from_bits(piece << WITHIN | 1 << (WITHIN - 1))
}

/// The middle of a row's piece.
const fn middle(row: usize) -> f64 {
    middle_of((FIRST + row) as u64)
}

/// Taylor series in `v` of `ln x`, of `x` and of `e^-x`.
#[derive(Clone, Copy)]
struct Series {
    ln_x: [f64; STEP_TERMS],
    x: [f64; STEP_TERMS],
    e: [f64; STEP_TERMS],
}

impl Series {
    /// From their values at one `v`: `(ln x)' = e^-x`, `x' = x e^-x` and `(e^-x)' = -x' e^-x`.
    const fn from(ln_x: f64, x: f64, e: f64) -> Self {
        let mut series = Self { ln_x: [0.0; STEP_TERMS], x: [0.0; STEP_TERMS], e: [0.0; STEP_TERMS] };
        (series.ln_x[0], series.x[0], series.e[0]) = (ln_x, x, e);
        let mut k = 0;
        while k + 1 < STEP_TERMS {
            let order = (k + 1) as f64;
            series.ln_x[k + 1] = series.e[k] / order;
            let (mut x, mut e, mut j) = (0.0, 0.0, 0);
            while j <= k {
                x += series.x[j] * series.e[k - j];
                j += 1;
            }
            series.x[k + 1] = x / order;
            j = 0;
            while j <= k {
                e -= (j + 1) as f64 * series.x[j + 1] * series.e[k - j];
                j += 1;
            }
            series.e[k + 1] = e / order;
            k += 1;
        }
        series
    }

    /// The series about what is so far from here.
    const fn at(&self, h: f64) -> Self {
        Self::from(sum(&self.ln_x, h), sum(&self.x, h), sum(&self.e, h))
    }
}

/// A power series at `h`.
const fn sum(series: &[f64; STEP_TERMS], h: f64) -> f64 {
    let (mut sum, mut k) = (0.0, STEP_TERMS);
    while k > 0 {
        k -= 1;
        sum = sum * h + series[k];
    }
    sum
}

/// For each piece the Taylor coefficients of `ln x` about its middle, and those of `x`.
#[expect(clippy::large_stack_arrays, reason = "they are computed when the program is compiled")]
const fn tables() -> [[[f64; TERMS]; ROWS]; 2] {
    let mut tables = [[[0.0; TERMS]; ROWS]; 2];
    // From `x = 1` on, up and down.
    let one = value(1.0).0 + OFFSET;
    let start = (one.to_bits() >> WITHIN) as usize - FIRST;
    let first = Series::from(0.0, 1.0, 1.0 / std::f64::consts::E).at(middle(start) - one);
    let mut up = true;
    loop {
        let (mut row, mut series) = (start, first);
        loop {
            let mut k = 0;
            while k < TERMS {
                (tables[0][row][k], tables[1][row][k]) = (series.ln_x[k], series.x[k]);
                k += 1;
            }
            if if up { row + 1 == ROWS } else { row == 0 } {
                break;
            }
            let next = if up { row + 1 } else { row - 1 };
            series = series.at(middle(next) - middle(row));
            row = next;
        }
        if !up {
            return tables;
        }
        up = false;
    }
}

#[cfg(test)]
mod tests {
    use super::super::exponential_integral::exponential_integral;
    use super::*;
    use crate::math;

    #[test]
    fn it_is_the_inverse_everywhere_in_the_table() {
        let mut worst = 0.0f64;
        for k in 0..40_000 {
            let x = 9.2e-4 * math::exp(f64::from(k) * 2.272e-4);
            let v = exponential_integral(x) + math::ln(x);
            assert!(REACH.contains(&v), "{x}");
            // The table of `E` is exact to 1e-13, and `v` moves `ln x` by `e^-x`.
            let most = 2e-14 + 1e-13 * exponential_integral(x) * math::exp(-x);
            let off = (ln_argument(v) - math::ln(x)).abs();
            worst = worst.max(off / most);
            assert!(off < most, "{x}: {}", ln_argument(v) - math::ln(x));
            let (ln_argument, argument) = argument(v);
            assert_eq!(ln_argument, super::ln_argument(v));
            assert!((argument / x - 1.0).abs() < 2e-15 + most, "{x}: {argument}");
        }
        assert!(worst > 0.01, "{worst}");
    }

    #[test]
    fn the_ends_of_the_table_are_known() {
        assert!(ln_argument(value(1.0).0).abs() < 1e-15);
        let [low, high] = [REACH.start, REACH.end.next_down()].map(|v| math::exp(ln_argument(v)));
        assert!((low / 9.11e-4 - 1.0).abs() < 1e-3 && (high / 8.1605 - 1.0).abs() < 1e-4, "{low} {high}");
    }
}
