//! The integral of `exp(influence)` in closed form, and its inverse, where all that fades does so at one rate.

use super::exponential_integral::{REACH, exponential_integral, slope, with_slope};
use super::inverse_exponential_integral::{REACH as REACHED, ln_argument};
use super::{LN_MOST, SOURCES};
use crate::math;

/// Where all that fades does so at one rate: `exp(constant + x e^(-rate t))` has an integral in closed form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fading {
    constant: f64,
    pub x: f64,
    /// Not 0 [a year].
    pub rate: f64,
}

/// By how much of its log an effect has to fade for the closed form, below which it loses digits; quadrature is exact there.
pub(super) const LEAST_FADING: f64 = 1e-3;

/// Down to here, an inverse may be in its table.
pub(super) const LEAST_OF_TABLE: f64 = 1e-3;
/// From here on an integral is nearly all at its beginning.
const STEEP: f64 = 16.0;
/// Where the power series of an exponential loses no more than a digit, and takes few terms.
const SERIES: std::ops::Range<f64> = -1.0..4.0;
/// The most terms, of which the last is below the rounding error.
const TERMS: u32 = 40;

impl Fading {
    /// Of sources by their amplitudes and rates; `None` where they fade at several rates, or not at all, or beyond the table.
    #[inline]
    pub fn of(amplitude: [f64; SOURCES], rate: [f64; SOURCES]) -> Option<Self> {
        let mut own = Self { constant: 0.0, x: 0.0, rate: 0.0 };
        for (amplitude, rate) in amplitude.into_iter().zip(rate) {
            if amplitude == 0.0 {
            } else if rate == 0.0 {
                own.constant += amplitude;
            } else if own.rate == 0.0 || own.rate == rate {
                (own.x, own.rate) = (own.x + amplitude, rate);
            } else {
                return None;
            }
        }
        (own.rate > 0.0 && own.is_within_reach() && own.x.max(0.0) + own.constant < LN_MOST).then_some(own)
    }

    /// Of one source, fading or not there yet; `None` where it does not fade, or beyond the table.
    #[inline]
    pub fn sole(x: f64, rate: f64) -> Option<Self> {
        let own = Self { constant: 0.0, x, rate };
        (rate > 0.0 && own.is_within_reach()).then_some(own)
    }

    /// Whether the table reaches what fades.
    #[inline]
    pub fn is_within_reach(self) -> bool {
        REACH.contains(&self.x)
    }

    /// `integral from 0 to length of exp(constant + x e^(-rate t))`.
    #[inline]
    pub fn integral(self, length: f64) -> f64 {
        let faded = self.x * math::exp(-self.rate * length);
        self.between(length, [exponential_integral(self.x), exponential_integral(faded)])
    }

    /// The same of what is multiplied by `e^(-fade t)`; `None` where closed forms lose digits.
    #[inline]
    pub fn faded_integral(self, length: f64, fade: f64) -> Option<f64> {
        if fade == 0.0 {
            return (self.rate * length > LEAST_FADING).then(|| self.integral(length));
        }
        (fade * length > LEAST_FADING && SERIES.contains(&self.x)).then(|| self.series(length, fade))
    }

    /// The same by the power series of the exponential: the sum of `x^k / k! * (1 - e^(-(fade + k rate) length)) / (fade + k rate)`.
    fn series(self, length: f64, fade: f64) -> f64 {
        let factor = math::exp(-self.rate * length);
        let (mut power, mut left, mut decay, mut sum) = (1.0, math::exp(-fade * length), fade, 0.0);
        for k in 1..TERMS {
            sum += power * (1.0 - left) / decay;
            power *= self.x / f64::from(k);
            left *= factor;
            decay += self.rate;
            // What is left of the series is less than this times a number of the order of 1.
            if power.abs() < 1e-17 {
                break;
            }
        }
        if self.constant == 0.0 { sum } else { sum * math::exp(self.constant) }
    }

    /// [`Fading::integral`], given `E` at the beginning and at the end.
    #[inline]
    pub fn between(self, length: f64, [begin, end]: [f64; 2]) -> f64 {
        let integral = length + (begin - end) / self.rate;
        if self.constant == 0.0 { integral } else { integral * math::exp(self.constant) }
    }

    /// About the length at which the integral of what begins very high reaches a target: `x e^(-rate t)` goes down as a line at first.
    fn first_of_steep(self, target: f64) -> f64 {
        let fall = self.rate * self.x;
        -math::ln_1p(-(target * fall * math::exp(-self.x)).min(0.99)) / fall
    }

    /// The length at which the integral reaches a target, which it does before `most`, given `E` at both ends and what `x` is at the end.
    ///
    /// From the table of [`ln_argument`], where it reaches.
    pub fn inverse(self, target: f64, most: f64, [begin, end]: [f64; 2], last: f64) -> f64 {
        let target = if self.constant == 0.0 { target } else { target * math::exp(-self.constant) };
        if self.x > LEAST_OF_TABLE {
            let ln_x = math::ln_of_normal(self.x);
            let value = begin + ln_x;
            let reached = value - self.rate * target;
            if reached >= REACHED.start && value < REACHED.end {
                return math::least((ln_x - ln_argument(reached)) / self.rate, most).max(0.0);
            }
        }
        self.inverse_by_steps(target, most, [begin, end], last)
    }

    /// The same of a target that the constant was taken from, without that table: Halley's method inside a bracket, from Hermite's cubic
    /// through both ends.
    #[cold]
    fn inverse_by_steps(self, target: f64, most: f64, [begin, end]: [f64; 2], last: f64) -> f64 {
        let whole = most + (begin - end) / self.rate;
        let u = target / whole;
        let at = |x: f64| whole / (most * (1.0 + x * slope(x)));
        let (slow, fast) = (at(self.x), at(last));
        let cubic = u * (slow + u * (3.0 - 2.0 * slow - fast + u * (slow + fast - 2.0)));
        let mut length = most * cubic.clamp(0.0, 1.0);
        if self.x > STEEP {
            length = self.first_of_steep(target).min(most);
            // Then the exponent is a line, and the difference of two integrals from infinity on would have no digits.
            if self.x * (self.rate * length) * (self.rate * length) < 1e-14 {
                return length;
            }
        }
        let [mut low, mut high] = [0.0, most];
        for _ in 0..100 {
            let faded = self.x * math::exp(-self.rate * length);
            let (integral, slope) = with_slope(faded);
            let short = target - (length + (begin - integral) / self.rate);
            if short > 0.0 {
                low = length;
            } else {
                high = length;
            }
            let newton = short / (1.0 + faded * slope);
            let halley = newton / (1.0 - 0.5 * newton * self.rate * faded);
            let next = length + halley;
            // The error left is of the order of the cube.
            if halley.abs() * self.rate * (1.0 + faded.abs()) < 1e-5 {
                return next.clamp(low, high);
            }
            length = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::GAUSS_LEGENDRE_8;

    #[test]
    fn the_series_is_the_integral() {
        for x in [-0.99, -0.3, 0.01, 0.7, 3.99] {
            for (rate, fade, length, constant) in
                [(1.4, 0.7, 0.08, 0.0), (4.2, 0.7, 3.0, 0.3), (0.2, 9.0, 0.01, -0.2), (8.3, 0.02, 0.06, 0.0)]
            {
                let fading = Fading { constant, x, rate };
                let at = |t: f64| math::exp(constant + x * math::exp(-rate * t) - fade * t);
                let width = length / 64.0;
                let panel = |k: i32| GAUSS_LEGENDRE_8.iter().map(|(node, weight)| weight * at((f64::from(k) + node) * width)).sum::<f64>();
                let reference = width * (0..64).map(panel).sum::<f64>();
                let integral = fading.faded_integral(length, fade).unwrap();
                assert!((integral / reference - 1.0).abs() < 1e-12, "{x} {rate} {fade} {length}: {integral} {reference}");
            }
        }
    }
}
