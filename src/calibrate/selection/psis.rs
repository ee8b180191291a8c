//! Leave-one-out cross-validation from one posterior, by Pareto-smoothed importance sampling.
//!
//! The posterior without point `i` is reached from the full one by weights `1 / p(y_i | draw)`, whose largest are replaced by quantiles of
//! a generalised Pareto fitted to them: Vehtari, Simpson, Gelman, Yao & Gabry 2024, *Pareto smoothed importance sampling*; Vehtari, Gelman
//! & Gabry 2017 for `elpd_loo`. The fit is the empirical Bayes estimate of Zhang & Stephens 2009, with a shape drawn a little towards 1/2.
//! The shape `k` says whether to believe it: up to 0.7, yes; beyond, the point weighs too much for the draws at hand.

use crate::math;

/// Largest Pareto shape at which an estimate is believed.
pub const GOOD_K: f64 = 0.7;

/// Expected log predictive density of new data like the old, point by point.
#[derive(Clone, Debug, PartialEq)]
pub struct Loo {
    /// `elpd_loo`, the sum over points.
    pub elpd: f64,
    /// Its standard error over points.
    pub se: f64,
    /// `p_loo`, the effective number of parameters: by how much the points flatter themselves.
    pub parameters: f64,
    /// Each point's part of `elpd`.
    pub pointwise: Vec<f64>,
    /// Each point's Pareto shape; infinite where the tail was too short to fit.
    pub shapes: Vec<f64>,
}

impl Loo {
    /// From log likelihoods, a list of draws for each point, and the share of the draws that is effective (1 for independent ones).
    pub fn new(log_likelihoods: &[Vec<f64>], efficiency: f64) -> Self {
        let points = log_likelihoods.iter().map(|draws| {
            let mut weights: Vec<f64> = draws.iter().map(|l| -l).collect();
            let shape = smooth(&mut weights, efficiency);
            let weighted: Vec<f64> = weights.iter().zip(draws).map(|(w, l)| w + l).collect();
            (log_sum_exp(&weighted) - log_sum_exp(&weights), shape)
        });
        let (pointwise, shapes): (Vec<f64>, Vec<f64>) = points.unzip();
        let elpd: f64 = pointwise.iter().sum();
        let in_sample: f64 = log_likelihoods.iter().map(|draws| log_sum_exp(draws) - math::ln(draws.len() as f64)).sum();
        let n = pointwise.len() as f64;
        let spread: f64 = pointwise.iter().map(|x| (x - elpd / n) * (x - elpd / n)).sum();
        Self { elpd, se: math::sqrt(spread), parameters: in_sample - elpd, pointwise, shapes }
    }

    /// The points whose shape is beyond [`GOOD_K`].
    pub fn doubtful(&self) -> impl Iterator<Item = usize> {
        self.shapes.iter().enumerate().filter(|&(_, &shape)| shape > GOOD_K).map(|(point, _)| point)
    }
}

/// Smooths log importance weights, up to a constant, and returns the Pareto shape of their tail: of the largest fifth, or of
/// `3 sqrt(n / efficiency)`, whichever is fewer. Infinite, and nothing smoothed, where fewer than five weights are in the tail.
pub fn smooth(log_weights: &mut [f64], efficiency: f64) -> f64 {
    const FEWEST: usize = 5;
    let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for weight in log_weights.iter_mut() {
        *weight -= largest;
    }
    let n = log_weights.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| log_weights[a].total_cmp(&log_weights[b]));
    let wanted = (n as f64 / 5.0).min(3.0 * math::sqrt(n as f64 / efficiency)).ceil() as usize;
    let Some(cut) = n.checked_sub(wanted + 1) else { return f64::INFINITY };
    // Weights beyond the smallest normal number have no exponential.
    let cutoff = log_weights[order[cut]].max(math::ln(f64::MIN_POSITIVE));
    let tail = &order[order.partition_point(|&i| log_weights[i] <= cutoff)..];
    if tail.len() < FEWEST {
        return f64::INFINITY;
    }
    let base = math::exp(cutoff);
    let excesses: Vec<f64> = tail.iter().map(|&i| math::exp(log_weights[i]) - base).collect();
    let Some(fit) = Pareto::fit(&excesses) else { return f64::INFINITY };
    for (place, &i) in tail.iter().enumerate() {
        let probability = (place as f64 + 0.5) / tail.len() as f64;
        // No weight beyond the largest that was drawn.
        log_weights[i] = math::ln(fit.quantile(probability) + base).min(0.0);
    }
    fit.shape
}

/// A generalised Pareto distribution on the positive numbers: `P(X > x) = (1 + shape x / scale)^(-1 / shape)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto {
    /// Shape; positive is heavy-tailed.
    pub shape: f64,
    /// Scale.
    pub scale: f64,
}

impl Pareto {
    /// Fits sorted positive numbers: with `b = -shape / scale`, whose profile likelihood is `n (ln(-b / k(b)) - k(b) - 1)` for
    /// `k(b) = mean ln(1 - b x)`, the posterior mean of `b` on a grid under the prior of Zhang & Stephens; then the shape as if ten more
    /// numbers had shown 1/2. `None` where the numbers allow no fit.
    pub fn fit(sorted: &[f64]) -> Option<Self> {
        const PRIOR_NUMBERS: f64 = 10.0;
        const PRIOR_SHAPE: f64 = 0.5;
        let n = sorted.len() as f64;
        let grid = 30 + math::sqrt(n) as usize;
        let quartile = sorted.get(((n / 4.0 + 0.5) as usize).checked_sub(1)?)?;
        let shape = |b: f64| sorted.iter().map(|x| math::ln_1p(-b * x)).sum::<f64>() / n;
        let place = |j: usize| {
            let wide = 1.0 - math::sqrt(grid as f64 / (j as f64 + 0.5));
            1.0 / sorted[sorted.len() - 1] + wide / (3.0 * quartile)
        };
        let candidates: Vec<(f64, f64)> = (0..grid)
            .map(|j| {
                let b = place(j);
                let k = shape(b);
                (b, n * (math::ln(-b / k) - k - 1.0))
            })
            .collect();
        let most = candidates.iter().map(|&(_, l)| l).fold(f64::NEG_INFINITY, f64::max);
        let weights = candidates.iter().map(|&(b, l)| (b, math::exp(l - most)));
        let (sum, total) = weights.fold((0.0, 0.0), |(sum, total), (b, weight)| (sum + b * weight, total + weight));
        let b = sum / total;
        let k = shape(b);
        let fit = Self { shape: (n * k + PRIOR_NUMBERS * PRIOR_SHAPE) / (n + PRIOR_NUMBERS), scale: -k / b };
        (fit.shape.is_finite() && fit.scale.is_finite() && fit.scale > 0.0).then_some(fit)
    }

    /// The number that is exceeded with probability `1 - probability`.
    pub fn quantile(&self, probability: f64) -> f64 {
        let survival = -math::ln_1p(-probability);
        if self.shape.abs() < f64::EPSILON {
            return self.scale * survival;
        }
        self.scale * math::exp_m1(self.shape * survival) / self.shape
    }
}

/// `ln sum exp`, without overflow.
fn log_sum_exp(logs: &[f64]) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + math::ln(logs.iter().map(|l| math::exp(l - largest)).sum())
}
