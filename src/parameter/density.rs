//! Densities of the distributions that scenarios give.

use crate::math;
use crate::parameter::Distribution;

use super::transform::Transform;
use crate::number::{Hessian, Number};

/// The log density of a distribution at a number, with its derivatives in that; `None` for a list of values, which has no density.
///
/// | distribution | log density |
/// |---|---|
/// | log-normal | `-ln x - ln s - ln sqrt(2 pi) - ((ln x - m) / s)^2 / 2`, `m = ln median`, `s = ln(p95 / median) / 1.645` |
/// | gamma | `(a - 1) ln x - b x + a ln b - ln gamma(a)`, `a = (mean / sd)^2`, `b = a / mean` |
/// | beta | `(a - 1) ln x + (b - 1) ln(1 - x) - ln beta(a, b)`, `a = mean n`, `b = (1 - mean) n`, `n = mean (1 - mean) / sd^2 - 1` |
/// | normal | `-ln sd - ln sqrt(2 pi) - ((x - mean) / sd)^2 / 2` |
/// | exponential | `-ln mean - x / mean` |
/// | uniform | `-ln(high - low)` |
pub fn log_density(distribution: &Distribution, number: Hessian<1>) -> Option<Hessian<1>> {
    let constant = Hessian::<1>::constant;
    let log = || number.ln();
    Some(match *distribution {
        Distribution::LogNormal { median, p95 } => {
            let sd = math::ln(p95 / median) / math::NORMAL_P95;
            let score = (log() - constant(math::ln(median))).scaled(1.0 / sd);
            (score * score).scaled(-0.5) - log() - constant(math::ln(sd) + math::HALF_LN_2_PI)
        }
        Distribution::Gamma { mean, sd } => {
            let shape = (mean / sd) * (mean / sd);
            let rate = shape / mean;
            log().scaled(shape - 1.0) - number.scaled(rate) + constant(shape * math::ln(rate) - libm::lgamma(shape))
        }
        Distribution::Beta { mean, sd } => {
            let size = mean * (1.0 - mean) / (sd * sd) - 1.0;
            let (a, b) = (mean * size, (1.0 - mean) * size);
            let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
            log().scaled(a - 1.0) + (constant(1.0) - number).ln().scaled(b - 1.0) - constant(ln_beta)
        }
        Distribution::Normal { mean, sd } => {
            let score = (number - constant(mean)).scaled(1.0 / sd);
            (score * score).scaled(-0.5) - constant(math::ln(sd) + math::HALF_LN_2_PI)
        }
        Distribution::Exponential { mean } => number.scaled(-1.0 / mean) - constant(math::ln(mean)),
        Distribution::Uniform { low, high } => constant(-math::ln(high - low)),
        Distribution::Values(_) => return None,
    })
}

/// The variance of a distribution, in closed form.
pub fn variance(distribution: &Distribution) -> f64 {
    match *distribution {
        Distribution::LogNormal { median, p95 } => {
            let sd = math::ln(p95 / median) / math::NORMAL_P95;
            let spread = math::exp(sd * sd);
            median * median * spread * (spread - 1.0)
        }
        Distribution::Gamma { sd, .. } | Distribution::Beta { sd, .. } | Distribution::Normal { sd, .. } => sd * sd,
        Distribution::Exponential { mean } => mean * mean,
        Distribution::Uniform { low, high } => (high - low) * (high - low) / 12.0,
        Distribution::Values(ref values) => {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n
        }
    }
}

/// The quantile of a distribution: the closed form, or where there is none by integrating the density of the unconstrained number on a
/// fine grid, to about a millionth of its spread.
pub fn quantile(distribution: &Distribution, probability: f64) -> f64 {
    let normal = if probability < 0.5 { -1.0 } else { 1.0 } * math::normal_upper_quantile(probability.min(1.0 - probability));
    match *distribution {
        Distribution::LogNormal { median, p95 } => median * math::exp(math::ln(p95 / median) / math::NORMAL_P95 * normal),
        Distribution::Normal { mean, sd } => mean + sd * normal,
        Distribution::Exponential { mean } => -mean * math::ln(1.0 - probability),
        Distribution::Uniform { low, high } => low + (high - low) * probability,
        Distribution::Values(ref values) => {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            sorted[((probability * sorted.len() as f64) as usize).min(sorted.len() - 1)]
        }
        Distribution::Gamma { .. } => by_density(distribution, Transform::Log, probability),
        Distribution::Beta { .. } => by_density(distribution, Transform::Logistic { low: 0.0, high: 1.0 }, probability),
    }
}

fn by_density(distribution: &Distribution, transform: Transform, probability: f64) -> f64 {
    const NODES: i32 = 200_000;
    let at = |k: i32| 2.0 * super::transform::FAR * (f64::from(k) / f64::from(NODES) - 0.5);
    let density = |k: i32| {
        let log = log_density(distribution, transform.number(at(k))).map_or(f64::NEG_INFINITY, |term| term.value);
        math::exp(log + transform.log_jacobian(at(k)).value)
    };
    let densities: Vec<f64> = (0..=NODES).map(density).map(|d| if d.is_finite() { d } else { 0.0 }).collect();
    let goal = probability * densities.iter().sum::<f64>();
    let mut sum = 0.0;
    for (k, density) in (0..=NODES).zip(densities) {
        // A node stands for the half steps on its two sides.
        if sum + density >= goal {
            let share = (goal - sum) / density - 0.5;
            return transform.number(at(k) + share * (at(1) - at(0))).value;
        }
        sum += density;
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The integral of the density, its mean and its standard deviation, by the midpoint rule.
    fn moments(distribution: &Distribution, low: f64, high: f64) -> [f64; 3] {
        let n = 400_000;
        let width = (high - low) / f64::from(n);
        let mut sums = [0.0; 3];
        for k in 0..n {
            let x = low + (f64::from(k) + 0.5) * width;
            let density = math::exp(log_density(distribution, Hessian::constant(x)).unwrap().value);
            for (power, sum) in [1.0, x, x * x].into_iter().zip(&mut sums) {
                *sum += power * density * width;
            }
        }
        let mean = sums[1] / sums[0];
        [sums[0], mean, math::sqrt(sums[2] / sums[0] - mean * mean)]
    }

    #[test]
    fn densities_integrate_to_one_and_have_their_moments() {
        for (distribution, low, high, mean, sd) in [
            (Distribution::Gamma { mean: 0.2, sd: 0.05 }, 0.0, 1.0, 0.2, 0.05),
            (Distribution::Beta { mean: 0.3, sd: 0.1 }, 0.0, 1.0, 0.3, 0.1),
            (Distribution::Normal { mean: -1.0, sd: 0.5 }, -7.0, 5.0, -1.0, 0.5),
            (Distribution::Exponential { mean: 0.4 }, 0.0, 20.0, 0.4, 0.4),
            (Distribution::Uniform { low: 1.0, high: 3.0 }, 1.0, 3.0, 2.0, 1.0 / 3.0f64.sqrt()),
        ] {
            let found = moments(&distribution, low, high);
            for (found, expected) in found.into_iter().zip([1.0, mean, sd]) {
                assert!((found - expected).abs() < 1e-7, "{distribution:?}: {found} {expected}");
            }
            assert!((variance(&distribution) - sd * sd).abs() < 1e-15, "{distribution:?}");
        }
        // A log-normal has mean median e^(s^2 / 2) and variance mean^2 (e^(s^2) - 1).
        let s = math::ln(1.5 / 1.09) / math::NORMAL_P95;
        let mean = 1.09 * math::exp(0.5 * s * s);
        let found = moments(&Distribution::LogNormal { median: 1.09, p95: 1.5 }, 1e-9, 6.0);
        let sd = mean * math::sqrt(math::exp(s * s) - 1.0);
        assert!((variance(&Distribution::LogNormal { median: 1.09, p95: 1.5 }) - sd * sd).abs() < 1e-15);
        assert_eq!(variance(&Distribution::Values(vec![1.0, 3.0])), 1.0);
        assert!((found[0] - 1.0).abs() < 1e-8 && (found[1] - mean).abs() < 1e-8 && (found[2] - sd).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn the_density_up_to_a_quantile_is_its_probability() {
        for (distribution, probability) in [
            (Distribution::Gamma { mean: 0.2, sd: 0.05 }, 0.05),
            (Distribution::Gamma { mean: 0.2, sd: 0.05 }, 0.95),
            (Distribution::Beta { mean: 0.3, sd: 0.1 }, 0.05),
            (Distribution::Beta { mean: 0.3, sd: 0.1 }, 0.5),
            (Distribution::Exponential { mean: 0.4 }, 0.95),
            (Distribution::Uniform { low: 1.0, high: 3.0 }, 0.25),
        ] {
            let low = if matches!(distribution, Distribution::Uniform { .. }) { 1.0 } else { 0.0 };
            let [below, ..] = moments(&distribution, low, quantile(&distribution, probability));
            assert!((below - probability).abs() < 1e-6, "{distribution:?} {probability}: {below}");
        }
        let log_normal = Distribution::LogNormal { median: 1.09, p95: 1.5 };
        assert!((quantile(&log_normal, 0.95) - 1.5).abs() < 1e-12 && (quantile(&log_normal, 0.5) - 1.09).abs() < 1e-12);
        assert_eq!(quantile(&Distribution::Values(vec![3.0, 1.0, 2.0]), 0.5), 2.0);
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let h = 1e-6;
        for distribution in [
            Distribution::LogNormal { median: 0.4, p95: 0.9 },
            Distribution::Gamma { mean: 0.2, sd: 0.3 },
            Distribution::Beta { mean: 0.3, sd: 0.1 },
            Distribution::Normal { mean: -1.0, sd: 0.5 },
            Distribution::Exponential { mean: 0.4 },
        ] {
            let [below, here, above] = [0.3 - h, 0.3, 0.3 + h].map(|x| log_density(&distribution, Hessian::variable(x, 0)).unwrap());
            assert!(((above.value - below.value) / (2.0 * h) - here.gradient[0]).abs() < 1e-7);
            assert!(((above.gradient[0] - below.gradient[0]) / (2.0 * h) - here.hessian[0][0]).abs() < 1e-6);
        }
        assert_eq!(log_density(&Distribution::Values(vec![1.0]), Hessian::constant(1.0)), None);
    }
}
