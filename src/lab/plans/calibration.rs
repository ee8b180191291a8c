//! A calibration that is settled: of which history and how; its steps, and all that they found.

use std::path::PathBuf;

use super::form::{Form, finish};
use super::run::threads;
use crate::Cancellation;
use crate::calibrate::distant::{Distant, distant};
use crate::calibrate::goodness::GoodnessOfFit;
use crate::calibrate::goodness::balance::{Imbalance, imbalances};
use crate::calibrate::goodness::report::IMPUTATIONS;
use crate::calibrate::sampler::{Chain, Sampling};
use crate::calibrate::selection::ModelSelection;
use crate::calibrate::{
    AugmentedPosterior, CalibrationInputs, HistorySummary, Integration, LeftOut, Likelihood, Marginal, Maximum, NoPosterior,
    PosteriorSummary, Unknown, maximum,
};
use crate::lab::error::Error;
use crate::parameter::Quantity;
use crate::people::History;
use crate::report::NO_POLICY;
use crate::report::calibration::goodness::Fit as Goodness;
use crate::report::calibration::selection::ModelComparison;
use crate::report::calibration::spells;
use crate::report::calibration::{self, Section};
use crate::report::files::csv::Dialect;
use crate::report::files::folder::Folder;
use crate::report::files::key::key_of;
use crate::report::files::manifest::{Manifest, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary, posterior};
use crate::scenario::{Loaded, Override, Scenario};

/// Histories of more rows than this are fitted by maximum likelihood where nothing else is asked for.
pub const MOST_ROWS: usize = 2_000;
/// Draws of a chain's warm-up.
const WARMUP: usize = 300;
/// The mean acceptance that step sizes aim at.
const ACCEPTANCE: f64 = 0.8;
/// Draws of each integral of the comparison of models, where nothing else is asked for.
const COMPARE: u64 = 1_500;
/// Cases worth fewer equally likely ones than this leave the integral to chance.
const FEWEST_CASES: f64 = 20.0;
/// Profile intervals are computed for histories of at most so many rows; beyond, Wald's agree with them.
const MOST_PROFILED: usize = 5_000;
/// Whom the files of a calibration are about.
const TELLS_OF_A_HISTORY: &str = "a calibration tells of its history, person by person where dates are coarse";

/// How a calibration learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Draws from the posterior.
    Posterior,
    /// The maximum of the likelihood, with intervals.
    Mle,
}

/// How much to compute, and how.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The seed of all randomness.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
    /// Draws of each chain, where asked for.
    pub draws: Option<u64>,
    /// Draws of each integral of the comparison; 0 for none.
    pub compare: u64,
}

impl Effort {
    /// What is asked for, else what the scenario says, else what the machine has.
    pub fn new(seed: u64, asked_threads: Option<u64>, draws: Option<u64>, compare: Option<u64>) -> Self {
        Self { seed, threads: threads(asked_threads), draws, compare: compare.unwrap_or(COMPARE) }
    }

    /// How the chains are sampled.
    pub fn sampling(self) -> Sampling<'static> {
        let standard = Sampling::default();
        let draws = self.draws.and_then(|draws| usize::try_from(draws).ok()).unwrap_or(standard.draws);
        Sampling { warmup: WARMUP, draws, target_acceptance: ACCEPTANCE, seed: self.seed, threads: self.threads, ..standard }
    }
}

/// A calibration that is settled: of which history, and how.
pub struct CalibrationPlan<'l> {
    loaded: &'l Loaded,
    /// The history, laid out for a likelihood.
    pub inputs: CalibrationInputs,
    /// Which rows of it are left out.
    pub left_out: LeftOut,
    /// How much is computed.
    pub effort: Effort,
    cancellation: Cancellation,
}

/// A posterior, drawn: the sampler's chains, and what they say.
pub struct Drawn {
    density: AugmentedPosterior,
    chains: Vec<Chain>,
    /// What they say.
    pub posterior: PosteriorSummary,
}

impl<'l> CalibrationPlan<'l> {
    /// The plan for a scenario, which messages call by `file`.
    ///
    /// # Errors
    /// Where it has no history, or one from which nothing can be learned.
    pub fn new(file: &str, loaded: &'l Loaded, effort: Effort) -> Result<Self, Error> {
        let scenario = &loaded.scenario;
        let Some(inputs) = CalibrationInputs::new(scenario) else {
            return Err(Error::new(format!("{file} has no history: give [history] file")));
        };
        let unobserved = scenario.history.as_ref().map(|history| history.unobserved).unwrap_or_default();
        let left_out = LeftOut::new(&inputs.study, &inputs.hazards, unobserved);
        if left_out.are_all() {
            return Err(Error::new(format!(
                "nothing can be learned: all {} rows of the history are left out: {}\n  fill in what is missing, observe for longer, or \
                 leave out of the scenario what depends on it",
                left_out.rows,
                left_out.words()
            )));
        }
        match offers_other_pay(scenario) {
            Some(problem) => Err(Error::new(problem)),
            None => Ok(Self { loaded, inputs, left_out, effort, cancellation: Cancellation::default() }),
        }
    }

    /// The same plan, which this breaks off: drawing and comparing in their midst.
    pub fn with_cancellation(self, cancellation: &Cancellation) -> Self {
        Self { cancellation: cancellation.clone(), ..self }
    }

    /// Draws from the posterior; `on_draw` hears of each draw.
    ///
    /// # Errors
    /// Where there is no posterior to draw from, or the plan was cancelled.
    pub fn draw(&self, on_draw: &(dyn Fn() + Sync)) -> Result<Drawn, Error> {
        let inputs = &self.inputs;
        let sampling = Sampling { cancellation: Some(&self.cancellation), ..self.effort.sampling() };
        let refused = |unable: NoPosterior| Error::new(unable.to_string());
        let density = AugmentedPosterior::of(inputs).map_err(refused)?;
        let chains = density.draw(inputs.names(), &sampling, on_draw).map_err(refused)?;
        let name = |unknown: Unknown| unknown.name(&inputs.hazards.parameters, &inputs.exit_columns);
        let posterior = PosteriorSummary::new(&density, &chains, &sampling, &name);
        Ok(Drawn { density, chains, posterior })
    }

    /// Covariates so far from 0 that priors mean something else than they seem to.
    pub fn distant(&self) -> Vec<Distant> {
        distant(&self.inputs.study, &self.inputs.hazards)
    }

    /// The likelihood and its maximum.
    ///
    /// # Errors
    /// Where it has none.
    pub fn maximise(&self, posterior: Option<&PosteriorSummary>) -> Result<(Likelihood, Maximum), Error> {
        let inputs = &self.inputs;
        let likelihood = likelihood(inputs, posterior)?.with_threads(self.effort.threads);
        let centres: Vec<f64> = likelihood.learned().iter().map(|&p| inputs.hazards.parameters[p].distribution.centre()).collect();
        let has_profiles = posterior.is_none() && inputs.study.spells.len() <= MOST_PROFILED;
        let fit = maximum(&likelihood, &centres, &inputs.held(), has_profiles);
        if fit.log_likelihood == f64::NEG_INFINITY {
            return Err(Error::new(
                "no maximum was found: what happened in the history cannot have happened, whatever the uncertain numbers are\n  \
                 look for exits through a channel whose hazard is 0",
            ));
        }
        if let Some(parameter) = fit.beyond().next().filter(|_| posterior.is_none()) {
            return Err(Error::new(format!(
                "at the maximum of the likelihood, {} is too small or too large for a number\n  \
                 its column is far from 0, hardly varies, or varies with another: give its distance from the mean in units of its spread, or \
                 leave one of the two out",
                inputs.hazards.parameters[parameter].path
            )));
        }
        Ok((likelihood, fit))
    }

    /// How well the model fits the history.
    ///
    /// # Errors
    /// Where that cannot be judged.
    pub fn judge(
        &self,
        posterior: Option<&PosteriorSummary>,
        (likelihood, maximum): (&Likelihood, &Maximum),
    ) -> Result<GoodnessOfFit, Error> {
        let scenario = &self.loaded.scenario;
        let goodness = match posterior {
            Some(posterior) => GoodnessOfFit::posterior(scenario, &self.inputs, posterior, self.effort.threads),
            None => GoodnessOfFit::maximum(scenario, &self.inputs, likelihood, maximum, self.effort.threads),
        };
        goodness.map_err(|refusal| Error::new(refusal.to_string()))
    }

    /// Compares the model with itself without its terms. Where it cannot be, why.
    ///
    /// # Errors
    /// A remark for the report.
    pub fn weigh(&self, drawn: &Drawn) -> Result<ModelSelection, String> {
        let Effort { compare: draws, seed, threads, .. } = self.effort;
        let how = Integration { draws, seed, threads, cancellation: Some(&self.cancellation) };
        ModelSelection::new(&self.inputs, &drawn.density, &drawn.chains, &drawn.posterior, how)
            .map_err(|reason| format!("the model could not be compared with itself without its terms: {reason}"))
    }

    /// All that was found, put together.
    pub fn conclude(
        self,
        drawn: Option<Drawn>,
        (likelihood, maximum): (&Likelihood, Maximum),
        goodness: GoodnessOfFit,
        selection: Option<Result<ModelSelection, String>>,
    ) -> Fitted {
        let summary = HistorySummary::new(&self.inputs.study, &self.inputs.hazards, likelihood.incomplete());
        let posterior = drawn.map(|drawn| drawn.posterior);
        let mut remarks = remarks(&self.inputs, &summary, likelihood, &maximum, posterior.as_ref());
        let selection = selection.and_then(|selection| selection.map_err(|remark| remarks.push(remark)).ok());
        let imbalances =
            if posterior.is_none() { imbalances(&self.inputs.hazards, &self.inputs.held(), &summary, &goodness) } else { Vec::new() };
        let scenario = &self.loaded.scenario;
        let history = scenario.history.clone().filter(|_| scenario.individuals);
        Fitted {
            history,
            scenario: scenario.name.clone(),
            clock: scenario.clock,
            inputs: self.inputs,
            left_out: self.left_out,
            summary,
            remarks,
            maximum,
            posterior,
            goodness,
            selection,
            imbalances,
        }
    }

    /// What the calibration was made of: no trial was run.
    pub fn manifest(&self, method: Method, settings: &[Override]) -> Manifest {
        let mut asked = vec![
            format!("method {method:?}"),
            format!("draws {}", self.effort.sampling().draws),
            format!("compare {}", self.effort.compare),
            format!("seed {}", self.effort.seed),
        ];
        if self.loaded.scenario.individuals {
            asked.push("individuals".to_owned());
        }
        let key = key_of("calibrate", &self.loaded.inputs, settings, asked);
        // No run has the fingerprint where numbers were changed for the fit.
        let changed: Vec<String> = settings.iter().map(|setting| format!(" --set {}={}", setting.path, setting.value)).collect();
        Manifest {
            seed: self.effort.seed,
            stopped: Stopped::Calibrated,
            fitted_to: Some(self.loaded.fingerprint.clone() + &changed.concat()),
            privacy: Privacy { min_group: 1, reason: Some(TELLS_OF_A_HISTORY.to_owned()), withheld: Vec::new() },
            threads: self.effort.threads,
            ..Manifest::new(&self.loaded.scenario, &self.loaded.inputs, key, vec![NO_POLICY.to_owned()]).with_settings(settings)
        }
    }
}

/// All that a calibration found.
pub struct Fitted {
    scenario: String,
    /// The history as it was read, where single people may be told of.
    history: Option<History>,
    clock: crate::calendar::Clock,
    /// The history, laid out for a likelihood.
    pub inputs: CalibrationInputs,
    left_out: LeftOut,
    summary: HistorySummary,
    remarks: Vec<String>,
    /// The maximum of the likelihood.
    pub maximum: Maximum,
    /// What the chains say, where a posterior was drawn.
    pub posterior: Option<PosteriorSummary>,
    goodness: GoodnessOfFit,
    selection: Option<ModelSelection>,
    /// Channels through which other exits are expected than happened, where no posterior was drawn.
    pub imbalances: Vec<Imbalance>,
}

impl Fitted {
    /// Shows the report to somebody.
    pub fn report<T>(&self, show: impl FnOnce(&calibration::Calibration<'_>) -> T) -> T {
        let channels: Vec<String> = self.inputs.hazards.channels.iter().map(|channel| channel.name.clone()).collect();
        let fit = Goodness { channels: &channels, goodness: &self.goodness };
        let comparison = self.selection.as_ref().map(|selection| ModelComparison { selection, clock: self.clock });
        let mut further: Vec<&dyn Section> = vec![&fit];
        further.extend(comparison.iter().map(|comparison| comparison as &dyn Section));
        show(&calibration::Calibration {
            scenario: &self.scenario,
            hazards: &self.inputs.hazards,
            summary: &self.summary,
            left_out: self.left_out,
            remarks: &self.remarks,
            maximum: &self.maximum,
            posterior: self.posterior.as_ref(),
            exit_columns: &self.inputs.exit_columns,
            clock: self.clock,
            further: &further,
        })
    }

    /// Writes the files, and makes the folder appear; says where.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn publish(&self, mut folder: Folder, manifest: Manifest, form: Form) -> Result<PathBuf, crate::report::files::folder::Error> {
        let dialect = form.dialect;
        folder.write(dictionary::ESTIMATES.name, |out| self.report(|report| report.csv(out, &manifest.run, dialect)))?;
        let columns = self.posterior.as_ref().map_or_else(Vec::new, |posterior| columns(&self.inputs, posterior));
        if let Some(posterior) = &self.posterior {
            folder.write(posterior::NAME, |out| posterior::write(out, &manifest.run, &columns, &posterior.chains, Dialect::Standard))?;
        }
        folder.write(calibration::JSON, |out| self.report(|report| report.json(out)))?;
        if let Some(history) = &self.history {
            let channels: Vec<String> = self.inputs.hazards.channels.iter().map(|channel| channel.name.clone()).collect();
            folder.write(dictionary::SPELLS.name, |out| spells::write(out, &manifest.run, (history, &channels), dialect))?;
        }
        let listed = folder.files().to_vec();
        let unknowns: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
        folder.write(datapackage::NAME, |out| datapackage::write_calibration(out, &self.scenario, &unknowns, &listed, dialect))?;
        Ok(finish(folder, manifest, form, self.history.is_some())?.1)
    }
}

/// What is wrong with a scenario of which somebody offers other pay, if anybody does: a likelihood has the hazards of channels alone.
fn offers_other_pay(scenario: &Scenario) -> Option<String> {
    scenario.pay?;
    let is_other = |multiple: &Quantity| *multiple != Quantity::Known(1.0);
    let channel = scenario.channels.iter().find(|channel| is_other(&channel.pay_multiple)).map(|channel| ("channels", &channel.name));
    let competitor = scenario.competitors.iter().find(|competitor| competitor.pay_multiple.as_ref().is_some_and(is_other));
    let (table, name) = channel.or_else(|| competitor.map(|competitor| ("competitors", &competitor.name)))?;
    Some(format!(
        "calibration does not know `{table}.{name}.pay_multiple`, which changes hazards beside [pay]\n  leave pay_multiple out: \
         what a history says of a channel's hazard contains what is offered there; raises act all the same"
    ))
}

/// The likelihood that is maximised, heat's path at 1. Coarse exits that act stand at the medians of their posterior where there is one;
/// else they are integrated over.
fn likelihood(inputs: &CalibrationInputs, posterior: Option<&PosteriorSummary>) -> Result<Likelihood, Error> {
    let imputations = match posterior {
        None => inputs.imputations(IMPUTATIONS),
        Some(posterior) => {
            let mut dates: Vec<f64> = inputs.study.spells.iter().map(|spell| spell.ending.when().latest()).collect();
            for marginal in &posterior.marginals {
                if let Unknown::Exit(spell) = marginal.unknown {
                    dates[spell] = marginal.quantiles[1].value;
                }
            }
            vec![dates]
        }
    };
    Likelihood::imputed(&inputs.study, &inputs.hazards, &imputations).map_err(|refusal| Error::new(refusal.to_string()))
}

/// What `posterior.csv` has: the unknowns that a run can use, and their places in the draws' rows.
pub(in crate::lab) fn columns(inputs: &CalibrationInputs, posterior: &PosteriorSummary) -> Vec<(String, usize)> {
    let column = |(place, marginal): (usize, &Marginal)| {
        let name = match marginal.unknown {
            Unknown::Month(month) if inputs.path_at_start == Some(month) => posterior::PATH_AT_START.to_owned(),
            Unknown::Month(_) => return None,
            unknown => unknown.name(&inputs.hazards.parameters, &inputs.exit_columns),
        };
        Some((name, place))
    };
    posterior.marginals.iter().enumerate().filter_map(column).collect()
}

/// What the reader of the estimates has to know.
fn remarks(
    inputs: &CalibrationInputs,
    summary: &HistorySummary,
    likelihood: &Likelihood,
    fit: &Maximum,
    posterior: Option<&PosteriorSummary>,
) -> Vec<String> {
    let mut remarks = summary.oddities(&inputs.hazards);
    let coarse = summary.coarse_exits;
    if let Some(posterior) = posterior {
        let is_dated = posterior.marginals.iter().any(|marginal| matches!(marginal.unknown, Unknown::Exit(_)));
        match (inputs.path.is_some(), is_dated) {
            (false, false) => {}
            (true, false) => remarks.push("at the maximum, heat's random path is held at 1".to_owned()),
            (false, true) => remarks.push("at the maximum, coarse exits stand at their posterior medians".to_owned()),
            (true, true) => {
                remarks
                    .push("at the maximum, heat's random path is held at 1 and coarse exits stand at their posterior medians".to_owned());
            }
        }
        return remarks;
    }
    if inputs.path.is_some() {
        remarks.push("heat's random path is held at 1; the posterior learns it".to_owned());
    }
    if coarse > 0 && likelihood.cases() > 1 {
        let at: Vec<f64> = fit.estimates.iter().map(|estimate| crate::math::ln(estimate.stand_in)).collect();
        let squares: f64 = likelihood.case_weights(&at).iter().map(|weight| weight * weight).sum();
        let worth = 1.0 / squares;
        let trust = if worth < FEWEST_CASES { ": too few to trust the estimates, which fit these cases" } else { "" };
        remarks.push(format!(
            "exits act on others, so the moments of {coarse} coarse exits are integrated over by {} cases, worth {worth:.0} equally likely ones{trust}",
            likelihood.cases()
        ));
    }
    remarks
}
