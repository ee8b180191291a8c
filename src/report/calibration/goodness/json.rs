//! The fit in `calibration.json`, in full. A channel without a name is all of them.

use serde::Serialize;

use super::Fit;
use crate::calendar::Date;
use crate::calibrate::goodness::curves::{Curve, Point};
use crate::calibrate::goodness::residuals::{Exits, HalfYear};
use crate::calibrate::goodness::{Check, Checks, Count};
use crate::statistics::nelson_aalen;

/// Steps of the residuals' curve that are told at most.
const MOST_STEPS: usize = 1_000;

pub(super) fn document(fit: &Fit<'_>) -> serde_json::Value {
    let names = fit.channels;
    let residuals = &fit.goodness.residuals;
    let plot = &residuals.cox_snell;
    let document = Document {
        draws: residuals.draws,
        left_out: residuals.left_out,
        exits_unknown: residuals.unknown,
        exits_dated_evenly: fit.goodness.evenly,
        half_years: residuals.half_years.iter().map(|half| told_half(half, names)).collect(),
        whole: told_half(&residuals.whole, names),
        nelson_aalen: residuals.by_time.iter().map(|curve| told_curve(curve, names)).collect(),
        nelson_aalen_by_tenure: residuals.by_tenure.iter().map(|curve| told_curve(curve, names)).collect(),
        cox_snell: ToldDiagonal {
            curve: thinned(&plot.steps),
            farthest_at: plot.farthest.map(|farthest| farthest.0),
            farthest_by: plot.farthest.map(|farthest| farthest.1),
            band_critical_value: plot.band.map(|band| band.critical),
            exits_outside_band: plot.band.map(|band| band.outside),
        },
        replications: fit.goodness.checks.as_ref().map(|checks| {
            let note = "the model has seen this history: the data are used twice, and this is no forecast";
            told_checks(fit, checks, note)
        }),
        replications_of_priors: fit
            .goodness
            .priors
            .as_ref()
            .map(|checks| told_checks(fit, checks, "the priors have not seen this history")),
    };
    serde_json::to_value(document).unwrap_or_default()
}

/// Steps of the residuals' curve at equal distances, the last among them.
fn thinned(steps: &[nelson_aalen::Step]) -> Vec<Step> {
    let apart = steps.len().div_ceil(MOST_STEPS).max(1);
    let told = steps.iter().rev().step_by(apart).map(|step| Step { residual: step.time, cumulative_hazard: step.hazard });
    let mut told: Vec<Step> = told.collect();
    told.reverse();
    told
}

fn told_checks(fit: &Fit<'_>, checks: &Checks, note: &'static str) -> ToldChecks {
    ToldChecks {
        note,
        draws: checks.trials.0,
        histories_a_draw: checks.trials.1,
        coarse_exits: checks.coarse,
        statistics: checks.statistics.iter().map(|check| told_check(fit, check)).collect(),
        exits_by_date: checks.counts.iter().map(told_count).collect(),
    }
}

fn told_check(fit: &Fit<'_>, check: &Check) -> ToldCheck {
    let number = |value: f64| Some(value).filter(|value| value.is_finite());
    ToldCheck {
        statistic: fit.statistic(check.statistic, usize::MAX),
        observed: check.observed,
        p05: number(check.interval[0].value),
        median: number(check.median.value),
        p95: number(check.interval[1].value),
        tail_share: check.tail.map(|tail| tail.value),
        tail_share_mcse: check.tail.and_then(|tail| number(tail.mcse)),
    }
}

fn told_half(half: &HalfYear, names: &[String]) -> ToldHalf {
    let told = |channel: &str, exits: &Exits| ToldExits {
        channel: channel.to_owned(),
        observed: exits.observed,
        expected: exits.expected.value,
        p05: exits.interval.map(|interval| interval[0]),
        p95: exits.interval.map(|interval| interval[1]),
        standardised: Some(exits.standardised()).filter(|off| off.is_finite()),
    };
    let by_channel = names.iter().zip(&half.by_channel).map(|(name, exits)| told(name, exits));
    ToldHalf { from: half.from, until: half.until, exits: by_channel.chain([told("", &half.all)]).collect() }
}

fn told_curve(curve: &Curve, names: &[String]) -> ToldCurve {
    let told = |point: &Point| ToldPoint {
        years: point.time,
        at_risk: point.at_risk,
        observed: point.observed,
        observed_p025: point.interval.map(|interval| interval[0]),
        observed_p975: point.interval.map(|interval| interval[1]),
        expected: point.expected,
        expected_p05: point.band.map(|band| band[0]),
        expected_p95: point.band.map(|band| band[1]),
    };
    ToldCurve {
        channel: curve.channel.map_or_else(String::new, |channel| names[channel].clone()),
        points: curve.points.iter().map(told).collect(),
    }
}

fn told_count(count: &Count) -> ToldCount {
    let probabilities = count.probabilities.iter().enumerate().filter(|(_, probability)| probability.value > 0.0);
    ToldCount {
        date: count.date,
        observed: count.observed,
        probabilities: probabilities
            .map(|(exits, probability)| Mass {
                exits,
                probability: probability.value,
                mcse: Some(probability.mcse).filter(|mcse| mcse.is_finite()),
            })
            .collect(),
        median: count.median.value,
        p05: count.interval[0].value,
        p95: count.interval[1].value,
        at_least_observed: count.at_least_observed.value,
        at_least_observed_mcse: Some(count.at_least_observed.mcse).filter(|mcse| mcse.is_finite()),
    }
}

#[derive(Serialize)]
struct Document {
    draws: usize,
    left_out: usize,
    exits_unknown: usize,
    exits_dated_evenly: usize,
    half_years: Vec<ToldHalf>,
    whole: ToldHalf,
    nelson_aalen: Vec<ToldCurve>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nelson_aalen_by_tenure: Vec<ToldCurve>,
    cox_snell: ToldDiagonal,
    replications: Option<ToldChecks>,
    replications_of_priors: Option<ToldChecks>,
}

#[derive(Serialize)]
struct ToldHalf {
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    from: Date,
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    until: Date,
    exits: Vec<ToldExits>,
}

#[derive(Serialize)]
struct ToldExits {
    channel: String,
    observed: f64,
    expected: f64,
    p05: Option<f64>,
    p95: Option<f64>,
    standardised: Option<f64>,
}

#[derive(Serialize)]
struct ToldCurve {
    channel: String,
    points: Vec<ToldPoint>,
}

#[derive(Serialize)]
struct ToldPoint {
    years: f64,
    at_risk: f64,
    observed: f64,
    observed_p025: Option<f64>,
    observed_p975: Option<f64>,
    expected: f64,
    expected_p05: Option<f64>,
    expected_p95: Option<f64>,
}

#[derive(Serialize)]
struct ToldDiagonal {
    curve: Vec<Step>,
    farthest_at: Option<f64>,
    farthest_by: Option<f64>,
    band_critical_value: Option<f64>,
    exits_outside_band: Option<usize>,
}

#[derive(Serialize)]
struct ToldChecks {
    note: &'static str,
    draws: usize,
    histories_a_draw: usize,
    coarse_exits: usize,
    statistics: Vec<ToldCheck>,
    exits_by_date: Vec<ToldCount>,
}

#[derive(Serialize)]
struct ToldCheck {
    statistic: String,
    observed: Option<f64>,
    p05: Option<f64>,
    median: Option<f64>,
    p95: Option<f64>,
    tail_share: Option<f64>,
    tail_share_mcse: Option<f64>,
}

#[derive(Serialize)]
struct ToldCount {
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    date: Date,
    observed: usize,
    probabilities: Vec<Mass>,
    median: f64,
    p05: f64,
    p95: f64,
    at_least_observed: f64,
    at_least_observed_mcse: Option<f64>,
}

#[derive(Serialize)]
struct Mass {
    exits: usize,
    probability: f64,
    mcse: Option<f64>,
}

#[derive(Serialize)]
struct Step {
    residual: f64,
    cumulative_hazard: f64,
}
