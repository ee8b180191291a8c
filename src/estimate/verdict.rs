//! What the results say of an assertion: that it holds, that it does not, or that there are too few trials to tell.
//!
//! The number's 99 % Monte Carlo interval decides: estimate and 2.576 standard errors on either side (more of few draws: Student's t, see
//! [`crate::statistics::clusters`]), or for a quantile the counts at which a test does not reject it (`distribution`). An assertion that holds over the whole interval passes, one that holds nowhere in it fails.
//!
//! Where no trial differed from another the standard error is 0, but an event of probability `p` may have been missed in all `n` draws:
//! up to `p = ln(1 / 0.01) / n` that happens with a chance of 1 % or more (for 5 %, the rule of three: Hanley & Lippman-Hand 1983). It
//! moves a mean by up to `p` times the range of what is counted, and no interval after the start is taken for narrower.

use super::{Estimate, Estimates, Metric};
use crate::math;
use crate::scenario::{Assertion, Comparison, Statistic};
use crate::statistics::clusters::Clusters;

/// What is said of an assertion.
///
/// # Example
/// ```
/// let run = stayput::read_str("four.toml", r#"
///     name = "Four friends"
///     start = 2027-01-01
///     horizon = "24 months"
///     [roster.generate]
///     teams = 1
///     team_size = 4
///     [channels.lab]
///     hazard_per_year = 0.01
///     [[assert]]
///     metric = "retained"
///     stat = "p50"
///     op = ">="
///     value = 3
/// "#)?.simulate().trials(2_000).run()?;
/// assert_eq!(run.verdict(), Some(stayput::Verdict::Pass));
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// The Monte Carlo error leaves both possible: more trials would tell.
    Inconclusive,
}

/// A verdict and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The number that the assertion is about; `None` where it is not defined, as the share of luck where nothing varies.
    pub estimate: Option<Estimate>,
    /// Its 99 % Monte Carlo interval.
    pub interval: [f64; 2],
}

/// Judges an assertion by the estimates of a run.
pub fn judge(estimates: &Estimates, assertion: &Assertion) -> Judgement {
    let unknown = Judgement { verdict: Verdict::Inconclusive, estimate: None, interval: [f64::NAN; 2] };
    if assertion.metric == Metric::Cost {
        return of_cost(estimates, assertion).unwrap_or(unknown);
    }
    let date = estimates.metadata.dates.iter().position(|&date| date == assertion.at);
    let curve = estimates.find(assertion.metric, assertion.group);
    let Some(point) = date.zip(curve).and_then(|(date, curve)| curve.points.get(date)) else { return unknown };
    let missed = if date == Some(0) { 0.0 } else { missed(range(assertion.metric, estimates), &estimates.clusters) };
    let about = |estimate: Estimate, most: f64| (Some(estimate), interval(estimate, missed, &estimates.clusters, [0.0, most]));
    let (estimate, interval) = match assertion.stat {
        Statistic::Mean => about(point.mean, most(assertion.metric, estimates)),
        // What lies in a range has a standard deviation of at most half of it.
        Statistic::Sd => about(point.sd, (0.5 * most(assertion.metric, estimates)).max(point.sd.value)),
        Statistic::Quantile(index) => {
            let ends = point.quantile_intervals[index];
            (Some(point.quantiles[index]), ends.map(|end| if end.is_nan() { end } else { end.min(most(assertion.metric, estimates)) }))
        }
        Statistic::LuckShare => point.luck_share.map_or((None, [f64::NAN; 2]), |share| about(share, 1.0)),
    };
    Judgement { verdict: verdict(assertion.comparison, assertion.value, interval), estimate, interval }
}

/// Judges an assertion about what a policy costs up to the horizon; `None` where none is in force.
fn of_cost(estimates: &Estimates, assertion: &Assertion) -> Option<Judgement> {
    let figure = estimates.figures.iter().find(|figure| figure.metric == Metric::Cost)?;
    let estimate = if assertion.stat == Statistic::Sd { figure.sd? } else { figure.estimate };
    Some(of_estimate(estimate, 0.0, &estimates.clusters, [0.0, f64::INFINITY], assertion))
}

/// Judges an assertion by an estimate of what lies `within` a range, and that may be off by `missed` even where no trial differed from
/// another.
pub fn of_estimate(estimate: Estimate, missed: f64, clusters: &Clusters, within: [f64; 2], assertion: &Assertion) -> Judgement {
    let interval = interval(estimate, missed, clusters, within);
    Judgement { verdict: verdict(assertion.comparison, assertion.value, interval), estimate: Some(estimate), interval }
}

/// By how much a mean may be off, at 99 %, of what is counted over a range, where no draw differed from another.
pub fn missed(range: f64, clusters: &Clusters) -> f64 {
    range * math::ln(1.0 / 0.01) / clusters.effective()
}

/// The 99 % Monte Carlo interval of an estimate.
fn interval(estimate: Estimate, missed: f64, clusters: &Clusters, within: [f64; 2]) -> [f64; 2] {
    // An error that is not known stays so: nothing is certain of one draw.
    let half = if estimate.mcse == 0.0 { missed } else { clusters.errors(0.005) * estimate.mcse };
    estimate.interval(half, within)
}

/// The most that the mean of a metric can be. Exits have no bound where people come back, nor headcount where others come.
fn most(metric: Metric, estimates: &Estimates) -> f64 {
    match metric {
        Metric::Retained | Metric::RetainedVoluntary | Metric::BusFactor => estimates.metadata.roster as f64,
        Metric::TenureKept | Metric::Capability | Metric::CapabilityLost | Metric::Pivotal | Metric::CascadeShare => 1.0,
        _ => f64::INFINITY,
    }
}

/// The range of what a metric counts in one trial; of exits, which have no bound where people come back, that of everybody leaving once.
fn range(metric: Metric, estimates: &Estimates) -> f64 {
    match metric {
        Metric::TenureKept | Metric::Capability | Metric::CapabilityLost | Metric::Pivotal | Metric::CascadeShare => 1.0,
        _ => estimates.metadata.roster as f64,
    }
}

/// What an interval says of an assertion.
pub fn verdict(comparison: Comparison, value: f64, [low, high]: [f64; 2]) -> Verdict {
    let (holds, fails) = match comparison {
        Comparison::Below => (high < value, low >= value),
        Comparison::AtMost => (high <= value, low > value),
        Comparison::Above => (low > value, high <= value),
        Comparison::AtLeast => (low >= value, high < value),
    };
    match (holds, fails) {
        (true, _) => Verdict::Pass,
        (_, true) => Verdict::Fail,
        _ => Verdict::Inconclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_decides() {
        use Comparison::{Above, AtLeast, AtMost, Below};
        use Verdict::{Fail, Inconclusive, Pass};
        let cases = [
            (Below, [1.0, 2.0], [Fail, Fail, Inconclusive, Inconclusive, Pass]),
            (AtMost, [1.0, 2.0], [Fail, Inconclusive, Inconclusive, Pass, Pass]),
            (Above, [1.0, 2.0], [Pass, Inconclusive, Inconclusive, Fail, Fail]),
            (AtLeast, [1.0, 2.0], [Pass, Pass, Inconclusive, Inconclusive, Fail]),
            (AtLeast, [f64::NAN; 2], [Inconclusive; 5]),
        ];
        for (comparison, interval, expected) in cases {
            let found = [0.5, 1.0, 1.5, 2.0, 2.5].map(|value| verdict(comparison, value, interval));
            assert_eq!(found, expected, "{comparison:?}");
        }
    }
}
