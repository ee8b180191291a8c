//! The regularised incomplete beta and gamma functions: the probabilities below a number of the beta and the gamma distribution.
//!
//! Beta by its continued fraction (Abramowitz & Stegun 26.5.8) with Lentz's method; gamma by its series (6.5.29) below `a + 1` and its
//! continued fraction (6.5.31) above (Press et al. 2007, *Numerical Recipes*, sections 6.2 and 6.4).

use crate::math;

/// Steps of a series or a fraction, at most.
const MOST_STEPS: i32 = 10_000;

/// What a fraction may not come nearer to 0 than.
const TINY: f64 = 1e-300;

/// Where the last term of a series, or the last factor of a fraction, changes nothing.
const SETTLED: f64 = 1e-15;

/// `I_x(a, b)`: the probability that a beta variable is below `x`; `rest` is `1 - x`, without loss of digits.
pub fn beta(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let front = math::exp(libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * math::ln(x) + b * math::ln(rest));
    // The fraction converges fast on this side of the mean; the other side is its complement.
    if x < (a + 1.0) / (a + b + 2.0) { front * beta_fraction(a, b, x) / a } else { 1.0 - front * beta_fraction(b, a, rest) / b }
}

/// `P(a, x)`: the probability that a gamma variable of shape `a` and scale 1 is below `x`.
#[expect(clippy::many_single_char_names, reason = "the formula's own")]
pub fn gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = math::exp(a * math::ln(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for step in 1..MOST_STEPS {
            term *= x / (a + f64::from(step));
            sum += term;
            if term < SETTLED * sum {
                break;
            }
        }
        return (front * sum).min(1.0);
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut value = d;
    for step in 1..MOST_STEPS {
        let n = f64::from(step);
        let part = -n * (n - a);
        b += 2.0;
        d = 1.0 / apart(part * d + b);
        c = apart(b + part / c);
        value *= c * d;
        if (c * d - 1.0).abs() < SETTLED {
            break;
        }
    }
    (1.0 - front * value).max(0.0)
}

fn apart(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The continued fraction of the incomplete beta function.
#[expect(clippy::many_single_char_names, reason = "the formula's own")]
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (mut c, mut d) = (1.0, 1.0 / apart(1.0 - (a + b) * x / (a + 1.0)));
    let mut value = d;
    for step in 1..MOST_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / apart(1.0 + term * d);
            c = apart(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0f64).abs() < SETTLED {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_what_other_packages_say() {
        let betas = [(0.5, 0.5, 0.1), (2.0, 3.0, 0.4), (30.0, 70.0, 0.35), (0.05, 4.0, 1e-9), (200.0, 5.0, 0.99)];
        for (a, b, x) in betas {
            let expected = statrs::function::beta::beta_reg(a, b, x);
            assert!((beta(a, b, x, 1.0 - x) / expected - 1.0).abs() < 1e-10, "{a} {b} {x}");
        }
        for (a, x) in [(0.16, 0.001), (0.5, 2.0), (1.0, 0.7), (16.0, 12.0), (16.0, 30.0), (1e4, 1.01e4)] {
            let expected = statrs::function::gamma::gamma_lr(a, x);
            assert!((gamma(a, x) / expected - 1.0).abs() < 1e-9, "{a} {x}: {} {expected}", gamma(a, x));
        }
        assert_eq!(gamma(2.0, 0.0), 0.0);
    }
}
