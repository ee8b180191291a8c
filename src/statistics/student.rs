//! Student's t (1908): how many standard errors an interval needs whose standard error rests on few values.
//!
//! With `nu` degrees of freedom, `P(|T| > t) = I_x(nu / 2, 1 / 2)` at `x = nu / (nu + t^2)`, the regularised incomplete beta function
//! (Abramowitz & Stegun 26.7.1; [`incomplete`]). From `MANY` degrees on, the expansion of the quantile around the normal one (26.7.5) is
//! exact to some 10 digits.

use super::incomplete;
use crate::math;

/// Degrees of freedom from which the expansion around the normal quantile serves.
const MANY: f64 = 1_000.0;

/// The value that a variable of Student's distribution exceeds with a probability up to one half; degrees of freedom need not be whole.
/// Infinite where there are none.
pub fn upper_quantile(probability: f64, degrees: f64) -> f64 {
    if degrees.is_nan() || degrees <= 0.0 {
        return f64::INFINITY;
    }
    if degrees >= MANY {
        return around_normal(math::normal_upper_quantile(probability), degrees);
    }
    let (mut low, mut high) = (0.0, 1.0);
    while exceeded(high, degrees) > probability && high < f64::MAX {
        high *= 2.0;
    }
    loop {
        let middle = 0.5 * low + 0.5 * high;
        if middle <= low || middle >= high {
            return middle;
        }
        if exceeded(middle, degrees) > probability { low = middle } else { high = middle }
    }
}

/// The probability that a value is exceeded.
fn exceeded(t: f64, degrees: f64) -> f64 {
    let (a, b) = (0.5 * degrees, 0.5);
    // Both x and 1 - x without loss of digits, and without overflow where t is huge.
    let ratio = t / degrees * t;
    let (x, rest) = (1.0 / (1.0 + ratio), ratio / (1.0 + ratio));
    if rest == 0.0 {
        return 0.5;
    }
    0.5 * incomplete::beta(a, b, x, rest)
}

/// The quantile by its expansion in `1 / nu` around the normal one.
fn around_normal(z: f64, degrees: f64) -> f64 {
    let s = z * z;
    let terms = [
        (s + 1.0) / 4.0,
        ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        ((((79.0 * s + 776.0) * s + 1_482.0) * s - 1_920.0) * s - 945.0) / 92_160.0,
    ];
    z + z * terms.iter().rev().fold(0.0, |sum, term| (sum + term) / degrees)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // Closed forms of one and two degrees of freedom; mpmath 1.3 at 30 digits of the others.
        let one = 1.0 / f64::tan(std::f64::consts::PI * 0.025);
        let two = 2.0 * 0.475 * (2.0f64 / (1.0 - 4.0 * 0.475 * 0.475)).sqrt();
        let cases = [
            (0.025, 1.0, one),
            (0.025, 2.0, two),
            (0.025, 0.5, 164.557_673_480_488_53),
            (0.025, 3.0, 3.182_446_305_283_709_6),
            (0.005, 3.0, 5.840_909_309_733_357),
            (0.025, 9.5, 2.244_137_461_492_296_5),
            (0.025, 100.0, 1.983_971_518_523_552_3),
            (0.025, 999.0, 1.962_341_461_133_45),
        ];
        for (probability, degrees, expected) in cases {
            let found = upper_quantile(probability, degrees);
            assert!((found / expected - 1.0).abs() < 1e-12, "{probability} {degrees}: {found} for {expected}");
        }
    }

    #[test]
    fn both_ways_agree_where_they_meet() {
        for probability in [0.25, 0.025, 0.005, 1e-4] {
            let z = math::normal_upper_quantile(probability);
            let (few, many) = (upper_quantile(probability, 999.999), around_normal(z, 999.999));
            assert!((few / many - 1.0).abs() < 1e-10, "{probability}: {few} {many}");
        }
        assert!((upper_quantile(0.025, 1e12) - math::NORMAL_P975).abs() < 1e-11);
    }

    #[test]
    fn without_degrees_of_freedom_nothing_is_enough() {
        assert!(upper_quantile(0.025, 0.0).is_infinite() && upper_quantile(0.025, f64::NAN).is_infinite());
    }
}
