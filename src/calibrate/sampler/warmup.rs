//! The warm-up of a chain: its step size and its metric, learned from what it does.
//!
//! The step size by dual averaging (Hoffman & Gelman 2014, section 3.2.1; Nesterov 2009), towards a mean acceptance. The metric is
//! diagonal: standard deviations over windows that double in length, each of which starts anew, so that what the chain did before it was
//! at home is forgotten (the schedule of Stan: an opening window, doubling ones, a closing one for the step size alone).

use crate::math;

/// What is being learned.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Warmup {
    target: f64,
    done: usize,
    /// The draws after which the metric is learned anew, in order; the first is where its first window opens.
    edges: Vec<usize>,
    scales: Vec<f64>,
    spread: Spread,
    pace: DualAveraging,
}

impl Warmup {
    /// For so many draws in so many dimensions.
    pub fn new(dimension: usize, draws: usize, target: f64) -> Self {
        Self {
            target,
            done: 0,
            edges: edges(draws),
            scales: vec![1.0; dimension],
            spread: Spread::new(dimension),
            pace: DualAveraging::new(0.1),
        }
    }

    /// The length of a step in each direction: the step size of the moment, or the final one, times the scales.
    pub fn units(&self, is_final: bool) -> Vec<f64> {
        let step = if is_final { self.pace.averaged() } else { self.pace.step() };
        self.scales.iter().map(|scale| step * scale).collect()
    }

    /// The final step size.
    pub fn step_size(&self) -> f64 {
        self.pace.averaged()
    }

    /// The standard deviations learned.
    pub fn scales(&self) -> &[f64] {
        &self.scales
    }

    /// Learns from a draw: where it is, and the mean acceptance on the way there.
    pub fn learn(&mut self, at: &[f64], acceptance: f64) {
        self.pace.learn(self.target - acceptance);
        self.done += 1;
        let (first, last) = (self.edges.first(), self.edges.last());
        if first.is_some_and(|&first| self.done > first) && last.is_some_and(|&last| self.done <= last) {
            self.spread.add(at);
        }
        if self.spread.count > 0 && self.edges.contains(&self.done) {
            self.scales = self.spread.scales();
            self.spread = Spread::new(at.len());
            self.pace = DualAveraging::new(self.pace.averaged());
        }
    }
}

/// Where the windows of the metric begin and end: 15 % opening, windows from 25 on that double, 10 % closing.
fn edges(draws: usize) -> Vec<usize> {
    let (opening, end) = (draws * 15 / 100, draws - draws / 10);
    let mut edges = vec![opening];
    let mut length = 25;
    let mut edge = opening + length;
    while edge < end {
        // A window that the next could not follow reaches to the end.
        edges.push(if edge + 2 * length > end { end } else { edge });
        length *= 2;
        edge += length;
    }
    edges
}

/// Means and variances so far (Welford 1962).
#[derive(Clone, Debug, PartialEq)]
struct Spread {
    count: usize,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Spread {
    fn new(dimension: usize) -> Self {
        Self { count: 0, mean: vec![0.0; dimension], squares: vec![0.0; dimension] }
    }

    fn add(&mut self, at: &[f64]) {
        self.count += 1;
        for (i, &x) in at.iter().enumerate() {
            let deviation = x - self.mean[i];
            self.mean[i] += deviation / self.count as f64;
            self.squares[i] += deviation * (x - self.mean[i]);
        }
    }

    /// Standard deviations, drawn a little towards a small one as if five draws had shown it.
    fn scales(&self) -> Vec<f64> {
        const PRIOR_DRAWS: f64 = 5.0;
        const PRIOR_VARIANCE: f64 = 1e-3;
        let n = self.count as f64;
        let variance = |squares: &f64| (squares / (n - 1.0).max(1.0) * n + PRIOR_VARIANCE * PRIOR_DRAWS) / (n + PRIOR_DRAWS);
        self.squares.iter().map(|squares| math::sqrt(variance(squares))).collect()
    }
}

/// Dual averaging of the log step size: `x = mu - sqrt(t) / gamma * mean error`, its average weighted by `t^-kappa`.
#[derive(Clone, Debug, PartialEq)]
struct DualAveraging {
    mu: f64,
    count: f64,
    error: f64,
    log_step: f64,
    log_averaged: f64,
}

impl DualAveraging {
    /// Shrinkage towards `mu`.
    const GAMMA: f64 = 0.05;
    /// Draws by which the first errors are damped.
    const DAMPING: f64 = 10.0;
    /// How fast the average forgets.
    const KAPPA: f64 = 0.75;

    /// From a step size, of which ten times is tried first.
    fn new(step: f64) -> Self {
        Self { mu: math::ln(10.0 * step), count: 0.0, error: 0.0, log_step: math::ln(step), log_averaged: math::ln(step) }
    }

    fn step(&self) -> f64 {
        math::exp(self.log_step)
    }

    fn averaged(&self) -> f64 {
        math::exp(self.log_averaged)
    }

    /// Learns how far the acceptance was below the target.
    fn learn(&mut self, error: f64) {
        self.count += 1.0;
        let weight = 1.0 / (self.count + Self::DAMPING);
        self.error += weight * (error - self.error);
        self.log_step = self.mu - math::sqrt(self.count) / Self::GAMMA * self.error;
        let weight = math::exp(-Self::KAPPA * math::ln(self.count));
        self.log_averaged += weight * (self.log_step - self.log_averaged);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_double_and_the_last_reaches_to_the_closing_one() {
        assert_eq!(edges(1_000), [150, 175, 225, 325, 900]);
        assert_eq!(edges(200), [30, 55, 180]);
        assert_eq!(edges(0), [0]);
    }

    #[test]
    fn the_step_size_goes_to_where_the_acceptance_is_the_target() {
        // Acceptance exp(-step): the target 0.8 is met at step ln(1 / 0.8).
        let mut pace = DualAveraging::new(0.1);
        for _ in 0..2_000 {
            pace.learn(0.8 - math::exp(-pace.step()));
        }
        assert!((pace.averaged() / math::ln(1.25) - 1.0).abs() < 0.01, "{}", pace.averaged());
    }

    #[test]
    fn scales_are_standard_deviations() {
        let mut spread = Spread::new(2);
        for at in [[1.0, 10.0], [2.0, 10.0], [3.0, 10.0]] {
            spread.add(&at);
        }
        // Variances 1 and 0, with five draws' worth of 0.001: (3 + 0.005) / 8 and 0.005 / 8.
        let scales = spread.scales();
        assert!((scales[0] - (3.005f64 / 8.0).sqrt()).abs() < 1e-15 && (scales[1] - (0.005f64 / 8.0).sqrt()).abs() < 1e-15);
    }
}
