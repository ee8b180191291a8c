//! `calibration.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::maximum::{has_value, kind, standing, told};
use super::{Calibration, diagnostics, history, posterior};
use crate::calibrate::maximum::Estimate;
use crate::calibrate::{Marginal, PosteriorSummary};
use crate::diagnostic::escaped;
use crate::parameter::density::quantile;

impl Calibration<'_> {
    /// `calibration.json`: everything that was found, in full.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let channels = self.hazards.channels.iter().zip(&self.summary.by_channel);
        let document = Document {
            scenario: self.scenario,
            method: if self.posterior.is_some() { "posterior" } else { "mle" },
            rows: self.left_out.rows,
            spells: self.summary.spells,
            rows_left_out: self
                .left_out
                .reasons()
                .into_iter()
                .filter(|&(_, count, _)| count > 0)
                .map(|(key, count, _)| (key, count))
                .collect(),
            people: self.summary.people,
            person_years: self.summary.person_years,
            exits: self.summary.exits,
            exits_by_channel: channels.map(|(channel, &exits)| ByChannel { channel: &channel.name, exits }).collect(),
            exits_unknown: self.summary.unknown,
            truncated: self.summary.truncated,
            log_likelihood: self.maximum.log_likelihood,
            aic: self.maximum.aic(),
            bic: self.maximum.bic(self.summary.spells),
            events_per_parameter: history::events_per_parameter(self),
            converged: self.maximum.converged,
            scaled_score: self.maximum.score,
            gradient_norm: self.maximum.gradient_norm,
            smallest_eigenvalue: self.maximum.smallest_eigenvalue,
            higher_by: Some(self.maximum.higher).filter(|&by| by > 0.0),
            starts: self.maximum.starts.0,
            starts_at_the_maximum: self.maximum.starts.1,
            estimates: self.maximum.estimates.iter().map(|estimate| self.told(estimate)).collect(),
            posterior: self.posterior.map(|posterior| self.drawn(posterior)),
            not_learned: self.not_learned().map(|parameter| &parameter.path[..]).collect(),
            remarks: self.remarks,
            further: self.further.iter().map(|section| (section.key().to_owned(), section.json())).collect(),
        };
        let json = serde_json::to_string_pretty(&document)?;
        out.write_all((escaped(&json).into_owned() + "\n").as_bytes())
    }

    fn told(&self, estimate: &Estimate) -> Told<'_> {
        Told {
            parameter: &self.hazards.parameters[estimate.parameter].path,
            standing: standing(estimate.standing),
            estimate: has_value(estimate.standing).then_some(estimate.value).filter(|value| value.is_finite()),
            se: estimate.se,
            wald: estimate.wald.map(<[f64; 2]>::from),
            limits: told(estimate).map(kind),
            profile: estimate.profile.map(|(low, high)| [Some(low), Some(high).filter(|high| high.is_finite())]),
        }
    }

    fn drawn(&self, posterior: &PosteriorSummary) -> Drawn {
        let unknown = |marginal: &Marginal| {
            let [p05, p50, p95] = marginal.quantiles;
            Unknown {
                name: diagnostics::unknown(self, marginal.unknown),
                mean: marginal.mean.value,
                mean_mcse: marginal.mean.mcse,
                sd: marginal.sd,
                quantiles: [p05.value, p50.value, p95.value],
                quantiles_mcse: [p05.mcse, p50.mcse, p95.mcse],
                contraction: marginal.contraction.map(|contraction| contraction.value),
                rhat: marginal.rhat,
                ess_bulk: marginal.ess_bulk,
                ess_tail: marginal.ess_tail,
            }
        };
        let prior = |(parameter, marginal): (&crate::parameter::Parameter, &Marginal)| Prior {
            parameter: parameter.path.clone(),
            quantiles: [0.05, 0.5, 0.95].map(|probability| quantile(&parameter.distribution, probability)),
            ratio_of_medians: posterior::ratio(parameter, marginal).value,
            source: parameter.source.clone(),
        };
        Drawn {
            chains: posterior.chains.len(),
            draws: posterior.chains.first().map_or(0, |chain| chain.draws.len()),
            warmup: posterior.warmup,
            divergences: posterior.divergences,
            e_bfmi: posterior.e_bfmi.clone(),
            gates_passed: posterior.misses.is_empty(),
            gates_missed: posterior.misses.iter().map(ToString::to_string).collect(),
            priors: posterior::parameters(self, posterior).map(prior).collect(),
            unknowns: posterior.marginals.iter().map(unknown).collect(),
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    scenario: &'a str,
    method: &'static str,
    rows: usize,
    spells: usize,
    rows_left_out: std::collections::BTreeMap<&'static str, usize>,
    people: usize,
    person_years: f64,
    exits: usize,
    exits_by_channel: Vec<ByChannel<'a>>,
    exits_unknown: usize,
    truncated: usize,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    events_per_parameter: Option<f64>,
    converged: bool,
    scaled_score: f64,
    gradient_norm: f64,
    smallest_eigenvalue: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    higher_by: Option<f64>,
    starts: usize,
    starts_at_the_maximum: usize,
    estimates: Vec<Told<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    posterior: Option<Drawn>,
    not_learned: Vec<&'a str>,
    remarks: &'a [String],
    #[serde(flatten)]
    further: Map<String, Value>,
}

#[derive(Serialize)]
struct ByChannel<'a> {
    channel: &'a str,
    exits: usize,
}

#[derive(Serialize)]
struct Told<'a> {
    parameter: &'a str,
    standing: &'static str,
    estimate: Option<f64>,
    se: Option<f64>,
    wald: Option<[f64; 2]>,
    limits: Option<&'static str>,
    profile: Option<[Option<f64>; 2]>,
}

/// The posterior; a figure that is not known is null.
#[derive(Serialize)]
struct Drawn {
    chains: usize,
    draws: usize,
    warmup: usize,
    divergences: usize,
    e_bfmi: Vec<f64>,
    gates_passed: bool,
    gates_missed: Vec<String>,
    priors: Vec<Prior>,
    unknowns: Vec<Unknown>,
}

#[derive(Serialize)]
struct Prior {
    parameter: String,
    quantiles: [f64; 3],
    ratio_of_medians: f64,
    source: Option<String>,
}

#[derive(Serialize)]
struct Unknown {
    name: String,
    mean: f64,
    mean_mcse: f64,
    sd: f64,
    quantiles: [f64; 3],
    quantiles_mcse: [f64; 3],
    contraction: Option<f64>,
    rhat: f64,
    ess_bulk: f64,
    ess_tail: f64,
}
