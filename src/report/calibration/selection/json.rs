//! The comparison in `calibration.json`, in full.

use serde::Serialize;

use super::ModelComparison;
use super::wording::{verdict, word};
use crate::calendar::Date;
use crate::calibrate::selection::Variant;
use crate::calibrate::selection::leave_future_out;

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

/// A model.
#[derive(Serialize)]
struct Row {
    /// The terms that are switched off; none for the whole model.
    without: Vec<&'static str>,
    /// Log of the marginal likelihood, of the time unit years.
    log_evidence: f64,
    /// Its Monte Carlo standard error.
    log_evidence_error: f64,
    /// Pareto shape of its importance weights; believed up to 0.7.
    pareto_k: f64,
    /// Log of the Bayes factor of the whole model against this.
    log_bayes_factor: Option<f64>,
    /// Its Monte Carlo standard error.
    log_bayes_factor_error: Option<f64>,
    /// Log predictive density of what came after the first stretch: of the whole model, or by how much it predicts better than this.
    ahead: Option<f64>,
    /// Its Monte Carlo standard error.
    ahead_error: Option<f64>,
    /// The larger Pareto shape of the evidences that it is made of.
    ahead_pareto_k: Option<f64>,
    /// What the history says, in words; empty for the whole model.
    verdict: &'static str,
}

#[derive(Serialize)]
struct Document {
    models: Vec<Row>,
    leave_future_out: Vec<Stretch>,
    loo_conditional: Option<Pointwise>,
}

#[derive(Serialize)]
struct Stretch {
    #[serde(with = "crate::calendar::iso")]
    until: Date,
    exits: usize,
    log_predictive_density: f64,
    error: f64,
    pareto_k: f64,
}

#[derive(Serialize)]
struct Pointwise {
    people: usize,
    elpd: f64,
    se: f64,
    effective_parameters: f64,
    pareto_k_above_0_7: usize,
}
