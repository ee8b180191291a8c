//! The fit in `calibration.json`, in full. A channel without a name is all of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::Fit;
use crate::calendar::Date;
use crate::calibrate::goodness::curves::{Curve, Point};
use crate::calibrate::goodness::residuals::{Exits, HalfYear};
use crate::calibrate::goodness::{Check, Checks, Count};
use crate::report::json_schema::Day;
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

/// How well the model fits the history. A channel without a name is all of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fit")]
pub(in crate::report::calibration) struct Document {
    /// By how many draws it is judged; 1 or the imputations of coarse dates at a maximum.
    draws: usize,
    /// How many spells the likelihood leaves out, and so all of this.
    left_out: usize,
    /// Exits through unknown channels, which are in the sums of all channels only.
    exits_unknown: usize,
    /// Coarse exits whose dates are drawn evenly from what is known of them, since the posterior has none.
    exits_dated_evenly: usize,
    /// Exits observed and expected in each half-year of the calendar.
    half_years: Vec<ToldHalf>,
    /// The same of the whole history.
    whole: ToldHalf,
    /// The cumulative hazard of each channel by the time since the history began: Nelson-Aalen estimate and model.
    nelson_aalen: Vec<ToldCurve>,
    /// The same by tenure; left out where no hazard depends on tenure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nelson_aalen_by_tenure: Vec<ToldCurve>,
    /// The Cox-Snell residuals, whose cumulative hazard is the residual itself where the model is right.
    cox_snell: ToldDiagonal,
    /// The history beside what the same people would have done if everything had started again; null of a long history.
    replications: Option<ToldChecks>,
    /// The same under the priors; null where no posterior was drawn.
    replications_of_priors: Option<ToldChecks>,
}

/// Exits of a stretch of the calendar.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HalfYear")]
struct ToldHalf {
    /// The first day.
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    #[schemars(with = "Day")]
    from: Date,
    /// The day after the last.
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    #[schemars(with = "Day")]
    until: Date,
    /// Exits by channel, all of them last.
    exits: Vec<ToldExits>,
}

/// Exits observed and expected.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Exits")]
struct ToldExits {
    /// The channel; empty for all of them.
    channel: String,
    /// How many happened: the mean over draws, which differ where dates are coarse.
    observed: f64,
    /// How many the model expects of those at risk: the mean over draws.
    expected: f64,
    /// The 5 % quantile of that over draws; null where there are too few.
    p05: Option<f64>,
    /// The 95 % quantile of that over draws; null where there are too few.
    p95: Option<f64>,
    /// Observed less expected, over the square root of expected; null where that is infinite.
    standardised: Option<f64>,
}

/// The cumulative hazard of a channel.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CumulativeHazard")]
struct ToldCurve {
    /// The channel; empty for all of them.
    channel: String,
    /// Its points, in order of time.
    points: Vec<ToldPoint>,
}

/// A point of a cumulative hazard.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CumulativeHazardPoint")]
struct ToldPoint {
    /// The time since the history began, or the tenure \[years\].
    years: f64,
    /// How many people are at risk just before it: the mean over draws.
    at_risk: f64,
    /// The Nelson-Aalen estimate: the mean over draws.
    observed: f64,
    /// The lower end of its 95 % interval; null before the first exit.
    observed_p025: Option<f64>,
    /// The upper end of its 95 % interval; null before the first exit.
    observed_p975: Option<f64>,
    /// What the model expects of it: the median over draws.
    expected: f64,
    /// The 5 % quantile of that over draws; null where there are too few.
    expected_p05: Option<f64>,
    /// The 95 % quantile of that over draws; null where there are too few.
    expected_p95: Option<f64>,
}

/// Cox-Snell residuals against the diagonal.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoxSnell")]
struct ToldDiagonal {
    /// The cumulative hazard of the residuals, a thousand steps at most.
    curve: Vec<Step>,
    /// The residual at which the curve is farthest from the diagonal; null where it has no step.
    farthest_at: Option<f64>,
    /// The curve less the residual there; null where it has no step.
    farthest_by: Option<f64>,
    /// The critical value of the 95 % band about the curve; null where there is no band.
    band_critical_value: Option<f64>,
    /// How many exits there are at which the diagonal is outside the band; null where there is no band.
    exits_outside_band: Option<usize>,
}

/// The history beside its replications.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Replications")]
struct ToldChecks {
    /// What is to be kept in mind of them.
    note: &'static str,
    /// How many draws there are.
    draws: usize,
    /// How many replications there are of each.
    histories_a_draw: usize,
    /// Observed exits whose dates are coarse.
    coarse_exits: usize,
    /// Statistics of the history.
    statistics: Vec<ToldCheck>,
    /// How many exits there are by the end of each calendar year, and by that of observation.
    exits_by_date: Vec<ToldCount>,
}

/// A statistic of the history, and what it is in the replications.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatisticOfReplications")]
struct ToldCheck {
    /// What it is, in words, with its unit: `longest gap [days]`.
    statistic: String,
    /// As it happened: the median over draws where it depends on coarse dates; null where there is none.
    observed: Option<f64>,
    /// Its 5 % quantile in the replications; null where there is none.
    p05: Option<f64>,
    /// Its median in the replications; null where there is none.
    median: Option<f64>,
    /// Its 95 % quantile in the replications; null where there is none.
    p95: Option<f64>,
    /// The share of replications that are as far out as what happened, on both sides; null where there is none.
    tail_share: Option<f64>,
    /// The Monte Carlo standard error of that; null where it is not known.
    tail_share_mcse: Option<f64>,
}

/// How many exits there are up to the end of a day.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExitsByDate")]
struct ToldCount {
    /// The day.
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    #[schemars(with = "Day")]
    date: Date,
    /// As many as happened.
    observed: usize,
    /// The probability of each number in the replications; those of probability 0 are left out.
    probabilities: Vec<Mass>,
    /// The median of the replications.
    median: f64,
    /// The 5 % quantile of the replications.
    p05: f64,
    /// The 95 % quantile of the replications.
    p95: f64,
    /// The probability of as many as happened, or more.
    #[schemars(range(min = 0, max = 1))]
    at_least_observed: f64,
    /// The Monte Carlo standard error of that; null where it is not known.
    at_least_observed_mcse: Option<f64>,
}

/// The probability of a number of exits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProbabilityOfExits")]
struct Mass {
    /// How many exits.
    exits: usize,
    /// The probability of just as many.
    #[schemars(range(min = 0, max = 1))]
    probability: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    mcse: Option<f64>,
}

/// A step of the cumulative hazard of residuals.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ResidualStep")]
struct Step {
    /// The residual: the total cumulative hazard of a spell.
    residual: f64,
    /// The Nelson-Aalen estimate of the residuals' cumulative hazard there.
    cumulative_hazard: f64,
}
