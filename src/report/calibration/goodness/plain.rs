//! The fit a fact a line.

use super::{Fit, half_name, terminal};
use crate::calibrate::goodness::Checks;
use crate::calibrate::goodness::residuals::Exits;
use crate::estimate::Estimate;
use crate::report::number;

/// No number of exits is told to more than this error supports, however exact.
const FINEST: f64 = 0.05;

pub(super) fn facts(fit: &Fit<'_>) -> Vec<String> {
    let goodness = fit.goodness;
    let residuals = &goodness.residuals;
    let mut facts = Vec::new();
    let mut of = |name: &str, exits: &Exits, off: String| {
        let expected = number::estimate(Estimate { mcse: exits.expected.mcse.max(FINEST), ..exits.expected });
        let interval = exits.interval.map_or_else(String::new, |[low, high]| format!(" p05 {low:.1} p95 {high:.1}"));
        facts.push(format!("fit {name} exits {:.0} expected {expected}{interval} off {off}", exits.observed));
    };
    residuals.half_years.iter().for_each(|half| of(&half_name(half), &half.all, terminal::off_of_half(half, &residuals.whole)));
    for (channel, exits) in residuals.whole.by_channel.iter().enumerate() {
        of(&fit.channel(Some(channel), usize::MAX), exits, terminal::off(exits));
    }
    of("all", &residuals.whole.all, terminal::off(&residuals.whole.all));
    for (curves, clock) in [(&residuals.by_time, "time"), (&residuals.by_tenure, "tenure")] {
        for (curve, point) in curves.iter().filter_map(|curve| Some((curve, curve.points.last()?))) {
            let channel = fit.channel(curve.channel, usize::MAX);
            facts.push(format!("cumulative_hazard {channel} by {clock} nelson_aalen {:.2} expected {:.2}", point.observed, point.expected));
        }
    }
    if let Some((residual, off)) = residuals.cox_snell.farthest {
        let band = residuals.cox_snell.band.map_or_else(String::new, |band| format!(" outside_band {} of {}", band.outside, band.steps));
        facts.push(format!("cox_snell farthest {off:+.2} at {residual:.2}{band}"));
    }
    if let Some(checks) = &goodness.checks {
        facts.extend(statistics(fit, checks));
        facts.extend(counts("predictive", checks));
    }
    if let Some(priors) = &goodness.priors {
        facts.extend(counts("prior_predictive", priors));
    }
    facts
}

fn statistics(fit: &Fit<'_>, checks: &Checks) -> Vec<String> {
    let fact = |check: &crate::calibrate::goodness::Check| {
        let shown = |value: f64| if value.is_finite() { number::significant(value, 3) } else { "none".to_owned() };
        let observed = check.observed.map_or_else(|| "none".to_owned(), shown);
        let [low, high] = check.interval.map(|end| shown(end.value));
        let tail = check.tail.map_or_else(String::new, |tail| format!(" in_tail {}", number::percent(tail)));
        let name = fit.statistic(check.statistic, usize::MAX);
        format!("check {name} observed {observed} median {} p05 {low} p95 {high}{tail}", shown(check.median.value))
    };
    checks.statistics.iter().map(fact).collect()
}

fn counts(key: &str, checks: &Checks) -> Vec<String> {
    let fact = |count: &crate::calibrate::goodness::Count| {
        let [low, high] = count.interval.map(|end| number::significant(end.value, 3));
        let (median, many) = (number::significant(count.median.value, 3), number::percent(count.at_least_observed));
        format!("{key} exits by {} happened {} median {median} p05 {low} p95 {high} as_many {many}", count.date, count.observed)
    };
    checks.counts.iter().map(fact).collect()
}
