//! `calibration.json`, and what `--format json` prints: they are the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value};

use super::maximum::{LIMITS, STANDINGS, has_value, kind, standing, told};
use super::{Calibration, diagnostics, goodness, history, posterior, selection};
use crate::calibrate::maximum::Estimate;
use crate::calibrate::{LeftOut, Marginal, PosteriorSummary};
use crate::diagnostic::escaped;
use crate::parameter::density::quantile;
use crate::report::json_number::rows_by_reason;
use crate::report::json_schema::Form;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-calibrate/1";

impl Calibration<'_> {
    /// `calibration.json`: everything that was found, in full.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let channels = self.hazards.channels.iter().zip(&self.summary.by_channel);
        let [posterior, mle] = METHODS;
        let document = Document {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            scenario: self.scenario,
            method: if self.posterior.is_some() { posterior } else { mle },
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

/// What a history says of the uncertain numbers of a scenario.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Name and version of the form of this document. Keys may be added to it; where one changes or goes, the number grows.
    format: &'static str,
    /// The version of the program.
    version: &'static str,
    /// The name of the scenario.
    scenario: &'a str,
    /// How it was fitted: by draws from the posterior, or by maximum likelihood without the priors.
    #[schemars(extend("enum" = METHODS))]
    method: &'static str,
    /// How many rows the history has.
    rows: usize,
    /// How many of them have a part in the likelihood: spells.
    spells: usize,
    /// Rows that have no part in the likelihood, by reason; empty where there are none.
    #[schemars(with = "RowsLeftOut")]
    rows_left_out: BTreeMap<&'static str, usize>,
    /// How many different people the spells are of.
    people: usize,
    /// The time under observation [person-years]; coarse ends count at their middle.
    person_years: f64,
    /// How many exits there are, through whatever channel.
    exits: usize,
    /// How many of them are through each channel that is known.
    exits_by_channel: Vec<ByChannel<'a>>,
    /// How many of them are through an unknown channel.
    exits_unknown: usize,
    /// How many spells began before they were under observation, so that those who left before are missing (left truncation).
    truncated: usize,
    /// The log-likelihood at its maximum, of the time unit years.
    log_likelihood: f64,
    /// Akaike's information criterion at the maximum.
    aic: f64,
    /// The Bayesian information criterion at the maximum; null without spells.
    #[schemars(with = "Option<f64>")]
    bic: f64,
    /// Exits a parameter that maximum likelihood estimated; null where it estimated none.
    events_per_parameter: Option<f64>,
    /// Whether the search for the maximum came to one.
    converged: bool,
    /// How far the score is from 0 at the end of the search [standard errors]; null where it is not known.
    #[schemars(with = "Option<f64>")]
    scaled_score: f64,
    /// The norm of the gradient there, in unconstrained coordinates; null where it is not known.
    #[schemars(with = "Option<f64>")]
    gradient_norm: f64,
    /// The smallest eigenvalue of the information there, in unconstrained coordinates; null where there is none.
    #[schemars(with = "Option<f64>")]
    smallest_eigenvalue: f64,
    /// By how much the log-likelihood is higher at another point that was found: then this is no maximum. Left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    higher_by: Option<f64>,
    /// How many starts the search had.
    starts: usize,
    /// How many of them came to the maximum.
    starts_at_the_maximum: usize,
    /// What maximum likelihood says of each number that the likelihood contains, priors not used.
    estimates: Vec<Told<'a>>,
    /// The posterior, where one was drawn; left out with `--method mle`.
    #[serde(skip_serializing_if = "Option::is_none")]
    posterior: Option<Drawn>,
    /// The paths of the uncertain numbers that were not learned, since the likelihood does not contain them.
    not_learned: Vec<&'a str>,
    /// What is odd about the history, and what the fit passes over.
    remarks: &'a [String],
    #[serde(flatten)]
    #[schemars(with = "Further")]
    further: Map<String, Value>,
}

/// What `stayput schema --output` knows of it.
pub const FORM: Form = Form::new::<Document<'_>>(
    "calibrate",
    "What `stayput calibrate --format json` prints, and `calibration.json` in the folder of a calibration.",
    Some(FORMAT),
);

/// Ways to fit.
const METHODS: [&str; 2] = ["posterior", "mle"];

/// Rows of a history by the reason why they have no part in the likelihood: keys of [`LeftOut`].
enum RowsLeftOut {}

impl JsonSchema for RowsLeftOut {
    fn schema_name() -> Cow<'static, str> {
        "RowsLeftOut".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        rows_by_reason(generator, &LeftOut::default().reasons())
    }
}

/// What further sections of the report add, each under its key.
enum Further {}

impl JsonSchema for Further {
    fn schema_name() -> Cow<'static, str> {
        "Further".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "object", "properties": {}, "required": [goodness::KEY] });
        let sections = [
            (goodness::KEY, generator.subschema_for::<goodness::Document>(), "How well the model fits the history."),
            (
                selection::KEY,
                generator.subschema_for::<selection::Document>(),
                "Whether the history needs each term of the model; left out without a posterior, and with `--compare 0`.",
            ),
        ];
        for (key, mut section, about) in sections {
            section.insert("description".to_owned(), about.into());
            if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert(key.to_owned(), section.to_value());
            }
        }
        schema
    }
}

/// Exits through a channel.
#[derive(Serialize, JsonSchema)]
struct ByChannel<'a> {
    /// The name of the channel.
    channel: &'a str,
    /// How many exits there are through it.
    exits: usize,
}

/// What maximum likelihood says of a number, in its own unit.
#[derive(Serialize, JsonSchema)]
struct Told<'a> {
    /// Where the number stands in the scenario: `contagion.ratio`.
    parameter: &'a str,
    /// What became of it.
    #[schemars(extend("enum" = STANDINGS))]
    standing: &'static str,
    /// The estimate; null where there is none, or an infinite one.
    estimate: Option<f64>,
    /// Its standard error; null where there is none.
    se: Option<f64>,
    /// The lower and the upper end of its 95 % Wald interval; null where there is none.
    wald: Option<[f64; 2]>,
    /// What the limits of `profile` are, or that there are those of `wald` only; null where there are neither.
    #[schemars(extend("enum" = LIMITS))]
    limits: Option<&'static str>,
    /// The lower and the upper end of its 95 % profile interval, the upper null where there is no upper limit; null where there is none.
    profile: Option<[Option<f64>; 2]>,
}

/// The posterior; a number that is not known is null.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Posterior")]
struct Drawn {
    /// How many chains were drawn.
    chains: usize,
    /// How many draws of each chain were kept.
    draws: usize,
    /// How many draws each chain had before for its warm-up.
    warmup: usize,
    /// How many draws diverged.
    divergences: usize,
    /// The E-BFMI of each chain: below 0.3, energies are explored badly.
    #[schemars(with = "Vec<Option<f64>>")]
    e_bfmi: Vec<f64>,
    /// Whether the chains passed all gates, and can be relied on.
    gates_passed: bool,
    /// The gates that they missed, in words.
    gates_missed: Vec<String>,
    /// What was believed of each number beforehand.
    priors: Vec<Prior>,
    /// What the draws say of each unknown.
    unknowns: Vec<Unknown>,
}

/// What was believed of a number beforehand.
#[derive(Serialize, JsonSchema)]
struct Prior {
    /// Where the number stands in the scenario.
    parameter: String,
    /// Its quantiles at 5 %, 50 % and 95 %, in its own unit.
    quantiles: [f64; 3],
    /// The median of the posterior over that of the prior; null where that is 0.
    #[schemars(with = "Option<f64>")]
    ratio_of_medians: f64,
    /// Where the prior comes from; null where the scenario does not say.
    source: Option<String>,
}

/// What the draws say of an unknown: a number of the scenario, in its own unit; the log of heat in a month; or a date of exit \[years\].
#[derive(Serialize, JsonSchema)]
struct Unknown {
    /// Its name: the path of a number, the month of heat, or the column of an exit's date.
    name: String,
    /// The mean of the draws.
    #[schemars(with = "Option<f64>")]
    mean: f64,
    /// The Monte Carlo standard error of that.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mean_mcse: f64,
    /// The standard deviation of the draws.
    #[schemars(with = "Option<f64>")]
    sd: f64,
    /// The quantiles at 5 %, 50 % and 95 %.
    #[schemars(with = "[Option<f64>; 3]")]
    quantiles: [f64; 3],
    /// The Monte Carlo standard errors of those.
    #[schemars(with = "[Option<f64>; 3]")]
    quantiles_mcse: [f64; 3],
    /// 1 less the variance of the posterior over that of the prior: how much was learned; null of what is no number of the scenario.
    contraction: Option<f64>,
    /// The rank-normalised split R-hat: near 1 where the chains agree.
    #[schemars(with = "Option<f64>")]
    rhat: f64,
    /// As many independent draws would tell as much of the middle.
    #[schemars(with = "Option<f64>")]
    ess_bulk: f64,
    /// As many independent draws would tell as much of the tails.
    #[schemars(with = "Option<f64>")]
    ess_tail: f64,
}
