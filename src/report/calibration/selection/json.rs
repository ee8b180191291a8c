//! The comparison in `calibration.json`, in full.

use schemars::JsonSchema;
use serde::Serialize;

use super::ModelComparison;
use super::wording::{VERDICTS, WORDS, verdict, word};
use crate::calendar::Date;
use crate::calibrate::selection::Variant;
use crate::calibrate::selection::leave_future_out;
use crate::report::json_schema::Day;

pub(super) fn document(told: &ModelComparison<'_>) -> serde_json::Value {
    let stretch = |stretch: &leave_future_out::Stretch| Stretch {
        until: told.day(stretch.until),
        exits: stretch.exits,
        log_predictive_density: stretch.log,
        error: stretch.error,
        pareto_k: stretch.shape,
    };
    let document = Document {
        models: models(told),
        leave_future_out: told.selection.comparison.leave_future_out.stretches.iter().map(stretch).collect(),
        loo_conditional: told.selection.loo.as_ref().map(|loo| Pointwise {
            people: loo.pointwise.len(),
            elpd: loo.elpd,
            se: loo.se,
            effective_parameters: loo.parameters,
            pareto_k_above_0_7: loo.doubtful().count(),
        }),
    };
    serde_json::to_value(document).unwrap_or_default()
}

/// The models, the whole one first.
fn models(told: &ModelComparison<'_>) -> Vec<Row> {
    let comparison = &told.selection.comparison;
    let ahead = (comparison.leave_future_out.stretches.len() > 1).then_some(comparison.leave_future_out.after_first);
    let whole = Row {
        without: Vec::new(),
        log_evidence: comparison.evidence.log,
        log_evidence_error: comparison.evidence.error,
        pareto_k: comparison.evidence.shape,
        log_bayes_factor: None,
        log_bayes_factor_error: None,
        ahead: ahead.map(|ahead| ahead.log),
        ahead_error: ahead.map(|ahead| ahead.error),
        ahead_pareto_k: ahead.map(|ahead| ahead.shape),
        verdict: "",
    };
    let row = |variant: &Variant| Row {
        without: variant.without.iter().map(|&term| word(term)).collect(),
        log_evidence: variant.evidence.log,
        log_evidence_error: variant.evidence.error,
        pareto_k: variant.evidence.shape,
        log_bayes_factor: Some(variant.bayes_factor.log),
        log_bayes_factor_error: Some(variant.bayes_factor.error),
        ahead: variant.leave_future_out.map(|ahead| ahead.log),
        ahead_error: variant.leave_future_out.map(|ahead| ahead.error),
        ahead_pareto_k: variant.leave_future_out.map(|ahead| ahead.shape),
        verdict: verdict(variant),
    };
    std::iter::once(whole).chain(comparison.variants.iter().map(row)).collect()
}

/// A model: the scenario's own, or one without some of its terms.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Model")]
struct Row {
    /// The terms that are switched off; none for the whole model.
    #[schemars(extend("items" = words()))]
    without: Vec<&'static str>,
    /// The log of the marginal likelihood, of the time unit years; null where the history is impossible.
    #[schemars(with = "Option<f64>")]
    log_evidence: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>")]
    log_evidence_error: f64,
    /// The Pareto shape of its importance weights; believed up to 0.7; null where it is not known.
    #[schemars(with = "Option<f64>")]
    pareto_k: f64,
    /// The log of the Bayes factor of the whole model against this; null for the whole model, and where it is infinite.
    log_bayes_factor: Option<f64>,
    /// Its Monte Carlo standard error; null for the whole model, and where it is not known.
    log_bayes_factor_error: Option<f64>,
    /// The log predictive density of what came after the first stretch: of the whole model, or by how much that predicts better than this; null
    /// where there is one stretch only.
    ahead: Option<f64>,
    /// Its Monte Carlo standard error; null where there is one stretch only.
    ahead_error: Option<f64>,
    /// The larger Pareto shape of the evidences that it is made of; null where there is one stretch only.
    ahead_pareto_k: Option<f64>,
    /// What the history says, in words; empty for the whole model.
    #[schemars(extend("enum" = VERDICTS))]
    verdict: &'static str,
}

/// The words of terms, as a schema.
fn words() -> serde_json::Value {
    serde_json::json!({ "type": "string", "enum": WORDS })
}

/// Whether each term of the model is needed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Terms")]
pub(in crate::report::calibration) struct Document {
    /// The models, the whole one first.
    models: Vec<Row>,
    /// How well the whole model predicts each stretch of time from those before (leave-future-out).
    leave_future_out: Vec<Stretch>,
    /// How odd the whole model finds each person, given all others; null where that was not computed.
    loo_conditional: Option<Pointwise>,
}

/// A stretch of time, and how well it was predicted from all that came before.
#[derive(Serialize, JsonSchema)]
struct Stretch {
    /// Its last day.
    #[serde(with = "crate::calendar::iso")]
    #[schemars(with = "Day")]
    until: Date,
    /// Exits that are known by its end and were not before.
    exits: usize,
    /// The log predictive density of what happened in it; null where that is impossible.
    #[schemars(with = "Option<f64>")]
    log_predictive_density: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>")]
    error: f64,
    /// The larger Pareto shape of the two evidences that it is the difference of; null where it is not known.
    #[schemars(with = "Option<f64>")]
    pareto_k: f64,
}

/// Leaving out one person at a time, given the exits of all others (PSIS-LOO). This is no forecast.
#[derive(Serialize, JsonSchema)]
struct Pointwise {
    /// How many people there are.
    people: usize,
    /// The sum of their expected log predictive densities; null where it is not known.
    #[schemars(with = "Option<f64>")]
    elpd: f64,
    /// The standard error of that; null where it is not known.
    #[schemars(with = "Option<f64>")]
    se: f64,
    /// As many parameters the model effectively has; null where it is not known.
    #[schemars(with = "Option<f64>")]
    effective_parameters: f64,
    /// Of how many people the Pareto shape is above 0.7, so that theirs is not computed reliably.
    pareto_k_above_0_7: usize,
}
