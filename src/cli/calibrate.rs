//! `stayput calibrate`: what a scenario's history says of its uncertain numbers.

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use stayput::calibrate::distant::{Distant, distant};
use stayput::calibrate::goodness::GoodnessOfFit;
use stayput::calibrate::goodness::balance::{Imbalance, imbalances};
use stayput::calibrate::goodness::report::IMPUTATIONS;
use stayput::calibrate::sampler::{Chain, Sampling};
use stayput::calibrate::selection::ModelSelection;
use stayput::calibrate::{
    AugmentedPosterior, CalibrationInputs, HistorySummary, Integration, LeftOut, Likelihood, Maximum, PosteriorSummary, Unknown, maximum,
};
use stayput::parameter::Quantity;
use stayput::report::calibration::goodness::Fit;
use stayput::report::calibration::selection::ModelComparison;
use stayput::report::calibration::{self, Calibration, Section};
use stayput::report::csv::Dialect;
use stayput::report::folder::{Folder, Traces};
use stayput::report::manifest::{self, Manifest, Stopped};
use stayput::report::{NO_POLICY, datapackage, dictionary, number, posterior};
use stayput::scenario::{self, Loaded, Scenario};

use super::adopt::Adoption;
use super::console::{Console, Failure, print};
use super::interrupt::Interrupt;
use super::progress::{DrawsLine, WorkLine};
use super::reading::read_priors;
use super::{CalibrateOptions, FAILED, Format, Method, place, results};

/// Histories of more rows than this are fitted by maximum likelihood where nothing else is asked for.
const MOST_ROWS: usize = 2_000;
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

/// Reads, claims the folder, fits, writes, tells.
///
/// # Errors
/// Where the scenario has problems or no history, or results cannot be written.
pub fn calibrate(options: &CalibrateOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let mut loaded = read_priors(&options.file, &options.changes, console)?;
    let text = fs::read_to_string(&options.file).unwrap_or_default();
    let effort = Effort::new(options, loaded.scenario.seed);
    loaded.scenario.seed = effort.seed;
    let Some(inputs) = CalibrationInputs::new(&loaded.scenario) else {
        return Err(Failure::Plain(format!("{} has no history: give [history] file", options.file.display())));
    };
    let unobserved = loaded.scenario.history.as_ref().map(|history| history.unobserved).unwrap_or_default();
    let left_out = LeftOut::new(&inputs.study, &inputs.hazards, unobserved);
    if left_out.are_all() {
        return Err(Failure::Plain(format!(
            "nothing can be learned: all {} rows of the history are left out: {}\n  fill in what is missing, observe for longer, or leave out of the scenario what \
             depends on it",
            left_out.rows,
            left_out.words()
        )));
    }
    if let Some(problem) = offers_other_pay(&loaded.scenario) {
        return Err(Failure::Plain(problem));
    }
    let place = place::place(options.out.as_deref(), &options.file, "calibrate", console);
    let traces = Traces::default();
    Interrupt::leave_at_once(traces.clone(), console);
    let folder = Folder::open_traced(&place, options.force, &place::read_by(&loaded.inputs), traces)?;
    let method = method(options, &inputs, console)?;
    let drawn = match method {
        Method::Posterior => Some(learn(&inputs, effort, console)?),
        Method::Mle => None,
    };
    let posterior = drawn.as_ref().map(|drawn| &drawn.posterior);
    if posterior.is_some() {
        for covariate in &distant(&inputs.study, &inputs.hazards) {
            console.note(&is_distant(&inputs, covariate));
        }
    }
    let fitted = Instant::now();
    let line = WorkLine::new("searching for the maximum of the likelihood", console.shows_progress());
    let likelihood = likelihood(&inputs, posterior)?.with_threads(effort.threads);
    let centres: Vec<f64> = likelihood.learned().iter().map(|&p| inputs.hazards.parameters[p].distribution.centre()).collect();
    let has_profiles = posterior.is_none() && inputs.study.spells.len() <= MOST_PROFILED;
    let fit = maximum(&likelihood, &centres, &inputs.held(), has_profiles);
    if fit.log_likelihood == f64::NEG_INFINITY {
        return Err(Failure::Plain(
            "no maximum was found: what happened in the history cannot have happened, whatever the uncertain numbers are\n  \
             look for exits through a channel whose hazard is 0"
                .to_owned(),
        ));
    }
    if let Some(parameter) = fit.beyond().next().filter(|_| posterior.is_none()) {
        return Err(Failure::Plain(format!(
            "at the maximum of the likelihood, {} is too small or too large for a number\n  \
             its column is far from 0, hardly varies, or varies with another: give its distance from the mean in units of its spread, or \
             leave one of the two out",
            inputs.hazards.parameters[parameter].path
        )));
    }
    drop(line);
    console.detail(&format!("fitted in {:.2} s with {} threads", fitted.elapsed().as_secs_f64(), effort.threads));

    let summary = HistorySummary::new(&inputs.study, &inputs.hazards, likelihood.incomplete());
    let line = WorkLine::new("judging how well the model fits", console.shows_progress());
    let judging = Instant::now();
    let goodness = match posterior {
        Some(posterior) => GoodnessOfFit::posterior(&loaded.scenario, &inputs, posterior, effort.threads),
        None => GoodnessOfFit::maximum(&loaded.scenario, &inputs, &likelihood, &fit, effort.threads),
    };
    let goodness = goodness.map_err(|refusal| Failure::Plain(refusal.to_string()))?;
    drop(line);
    console.detail(&format!("judged the fit in {:.2} s", judging.elapsed().as_secs_f64()));
    let channels: Vec<String> = inputs.hazards.channels.iter().map(|channel| channel.name.clone()).collect();
    let fitness = Fit { channels: &channels, goodness: &goodness };
    let mut remarks = remarks(&inputs, &summary, &likelihood, &fit, posterior);
    let selection = drawn.as_ref().and_then(|drawn| weigh(&inputs, drawn, effort, &mut remarks, console));
    let comparison = selection.as_ref().map(|selection| ModelComparison { selection, clock: loaded.scenario.clock });
    let mut further: Vec<&dyn Section> = vec![&fitness];
    further.extend(comparison.iter().map(|comparison| comparison as &dyn Section));
    let report = Calibration {
        scenario: &loaded.scenario.name,
        hazards: &inputs.hazards,
        summary: &summary,
        left_out,
        remarks: &remarks,
        maximum: &fit,
        posterior,
        exit_columns: &inputs.exit_columns,
        clock: loaded.scenario.clock,
        further: &further,
    };
    let imbalances = if posterior.is_none() { imbalances(&inputs.hazards, &inputs.held(), &summary, &goodness) } else { Vec::new() };
    let manifest = manifest(&loaded, options, (method, effort), began);
    write(folder, &report, &inputs, manifest, options)?;
    let code = tell(&report, &imbalances, &place, options.format, console)?;
    if code == ExitCode::SUCCESS && posterior.is_some() {
        adopt(options, &text, &place, console)?;
    }
    Ok(code)
}

/// Warns of a covariate under which priors mean something else than they seem to.
fn is_distant(inputs: &CalibrationInputs, covariate: &Distant) -> String {
    let path = &inputs.hazards.parameters[covariate.ratio].path;
    let column = path.rsplit('.').next().unwrap_or(path);
    let Distant { least, most, centre, .. } = covariate;
    format!(
        "warning: {column} is {least} to {most} in the history, far from 0: the priors are about somebody whose {column} is 0, so \
         {path} moves every hazard with it, and what is \"learned\" is mostly where {column} is; put {column} - {centre} in its place, \
         in the roster too"
    )
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

/// How much to compute, and how.
#[derive(Clone, Copy, Debug)]
struct Effort {
    seed: u64,
    threads: usize,
    draws: Option<u64>,
    /// Draws of each integral of the comparison.
    compare: u64,
}

impl Effort {
    /// What was typed, else what the scenario says, else what the machine has.
    fn new(options: &CalibrateOptions, seed: u64) -> Self {
        let available = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = options.threads.and_then(|threads| usize::try_from(threads.min(1_024)).ok()).unwrap_or_else(available);
        Self { seed: options.seed.unwrap_or(seed), threads, draws: options.draws, compare: options.compare.unwrap_or(COMPARE) }
    }

    fn sampling(self) -> Sampling {
        let standard = Sampling::default();
        let draws = self.draws.and_then(|draws| usize::try_from(draws).ok()).unwrap_or(standard.draws);
        Sampling { warmup: WARMUP, draws, target_acceptance: ACCEPTANCE, seed: self.seed, threads: self.threads, ..standard }
    }
}

/// The method asked for, else by the length of the history.
fn method(options: &CalibrateOptions, inputs: &CalibrationInputs, console: Console) -> Result<Method, Failure> {
    let rows = inputs.study.spells.len();
    let method = options.method.unwrap_or_else(|| {
        if rows <= MOST_ROWS {
            return Method::Posterior;
        }
        let (rows, most) = (number::count(rows as u64), number::count(MOST_ROWS as u64));
        console.note(&format!(
            "note: the history has {rows} rows, more than {most}: maximum likelihood; --method posterior draws all the same"
        ));
        Method::Mle
    });
    if options.write && method == Method::Mle {
        return Err(Failure::Plain(
            "--write writes the line that names a posterior, and maximum likelihood draws none\n  leave --write out, or add --method posterior"
                .to_owned(),
        ));
    }
    Ok(method)
}

/// A posterior, drawn: the sampler's chains, and what they say.
struct Drawn {
    density: AugmentedPosterior,
    chains: Vec<Chain>,
    posterior: PosteriorSummary,
}

/// Draws from the posterior.
fn learn(inputs: &CalibrationInputs, effort: Effort, console: Console) -> Result<Drawn, Failure> {
    let began = Instant::now();
    let sampling = effort.sampling();
    let refused = |unable: stayput::calibrate::NoPosterior| Failure::Plain(unable.to_string());
    let density = AugmentedPosterior::of(inputs).map_err(refused)?;
    let line = DrawsLine::new((sampling.chains * (sampling.warmup + sampling.draws)) as u64, console.shows_progress());
    let chains = density.draw(inputs.names(), &sampling, &|| line.draw()).map_err(refused)?;
    drop(line);
    let drawn = began.elapsed().as_secs_f64();
    let posterior =
        PosteriorSummary::new(&density, &chains, &sampling, &|unknown| unknown.name(&inputs.hazards.parameters, &inputs.exit_columns));
    console.detail(&format!(
        "drew in {drawn:.2} s with {} threads, judged in {:.2} s",
        effort.threads,
        began.elapsed().as_secs_f64() - drawn
    ));
    Ok(Drawn { density, chains, posterior })
}

/// Compares the model with itself without its terms, where that is asked for. Where it cannot be, that is remarked.
fn weigh(inputs: &CalibrationInputs, drawn: &Drawn, effort: Effort, remarks: &mut Vec<String>, console: Console) -> Option<ModelSelection> {
    if effort.compare == 0 {
        return None;
    }
    let began = Instant::now();
    let line = WorkLine::new("comparing the model with itself without its terms", console.shows_progress());
    let how = Integration { draws: effort.compare, seed: effort.seed, threads: effort.threads };
    let selection = ModelSelection::new(inputs, &drawn.density, &drawn.chains, &drawn.posterior, how);
    drop(line);
    console.detail(&format!("compared models in {:.2} s", began.elapsed().as_secs_f64()));
    selection.map_err(|reason| remarks.push(format!("the model could not be compared with itself without its terms: {reason}"))).ok()
}

/// The likelihood that is maximised, heat's path at 1. Coarse exits that act stand at the medians of their posterior where there is one;
/// else they are integrated over.
fn likelihood(inputs: &CalibrationInputs, posterior: Option<&PosteriorSummary>) -> Result<Likelihood, Failure> {
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
    Likelihood::imputed(&inputs.study, &inputs.hazards, &imputations).map_err(|refusal| Failure::Plain(refusal.to_string()))
}

/// Writes the files, and makes the folder appear.
fn write(
    mut folder: Folder,
    report: &Calibration<'_>,
    inputs: &CalibrationInputs,
    mut manifest: Manifest,
    options: &CalibrateOptions,
) -> Result<(), Failure> {
    let dialect = options.csv.into();
    folder.write(dictionary::ESTIMATES.name, |out| report.csv(out, &manifest.run, dialect))?;
    let columns = report.posterior.map_or_else(Vec::new, |posterior| columns(inputs, posterior));
    if let Some(posterior) = report.posterior {
        folder.write(posterior::NAME, |out| posterior::write(out, &manifest.run, &columns, &posterior.chains, Dialect::Standard))?;
    }
    folder.write(calibration::JSON, |out| report.json(out))?;
    let listed = folder.files().to_vec();
    let unknowns: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
    folder.write(datapackage::NAME, |out| datapackage::write_calibration(out, report.scenario, &unknowns, &listed, dialect))?;
    manifest.files = folder.files().to_vec();
    folder.publish(&manifest)?;
    Ok(())
}

/// What `posterior.csv` has: the unknowns that a run can use, and their places in the draws' rows.
fn columns(inputs: &CalibrationInputs, posterior: &PosteriorSummary) -> Vec<(String, usize)> {
    let column = |(place, marginal): (usize, &stayput::calibrate::Marginal)| {
        let name = match marginal.unknown {
            Unknown::Month(month) if inputs.path_at_start == Some(month) => posterior::PATH_AT_START.to_owned(),
            Unknown::Month(_) => return None,
            unknown => unknown.name(&inputs.hazards.parameters, &inputs.exit_columns),
        };
        Some((name, place))
    };
    posterior.marginals.iter().enumerate().filter_map(column).collect()
}

/// Prints the report, and says how to exit: where a gate was missed, loudly.
fn tell(report: &Calibration<'_>, imbalances: &[Imbalance], place: &Path, format: Format, console: Console) -> Result<ExitCode, Failure> {
    let text = match format {
        Format::Table => report.render(place, console.color_on_stdout()),
        Format::Plain => report.plain(place),
        Format::Json => {
            let mut json = Vec::new();
            report.json(&mut json).map_err(|error| Failure::Plain(format!("cannot write {}: {error}", calibration::JSON)))?;
            String::from_utf8_lossy(&json).into_owned()
        }
    };
    console.print(&text)?;
    let missed = report.posterior.map_or(0, |posterior| posterior.misses.len());
    if missed > 0 {
        let gates = if missed == 1 { "1 gate was missed" } else { &format!("{missed} gates were missed") };
        console.failed(&Failure::Plain(format!("{gates}: the draws cannot be relied on; try --draws with a larger number")));
        return Ok(ExitCode::from(FAILED));
    }
    if report.posterior.is_none() && report.maximum.higher > 0.0 {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: at another point the log-likelihood is {:.2e} higher\n  \
             the likelihood has several maxima, and from each that was tried a search for limits came to a higher point: leave fewer numbers uncertain",
            report.maximum.higher
        )));
        return Ok(ExitCode::from(FAILED));
    }
    if report.posterior.is_none() && !report.maximum.converged {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: at the best point of {} starts the log-likelihood still rises\n  \
             the scaled score is {:.1e}, so many standard errors from where it would be 0",
            report.maximum.starts.0, report.maximum.score
        )));
        return Ok(ExitCode::from(FAILED));
    }
    if let [Imbalance { channel, observed, expected }, ..] = imbalances {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: through {channel} {expected:.4} exits are expected where {observed:.4} happened, and at a maximum they agree"
        )));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// Says how the scenario draws from what was learned, or writes it there.
fn adopt(options: &CalibrateOptions, text: &str, results: &Path, console: Console) -> Result<(), Failure> {
    let adoption = Adoption::new(&options.file, results);
    let said = if options.write { adoption.write(text)? } else { adoption.next(text) };
    match options.format {
        Format::Table => print(&said),
        Format::Plain | Format::Json => {
            console.note(if options.write { said.trim_start() } else { "" });
            Ok(())
        }
    }
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
        let at: Vec<f64> = fit.estimates.iter().map(|estimate| libm::log(estimate.stand_in)).collect();
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

/// Whom the files of a calibration are about.
const TELLS_OF_A_HISTORY: &str = "a calibration tells of its history, person by person where dates are coarse";

/// What a posterior beside the manifest was fitted to: the scenario's fingerprint, which no run has where numbers were changed for the fit.
fn fitted_to(loaded: &Loaded, options: &CalibrateOptions) -> String {
    let settings = options.changes.set.iter().map(|setting| format!(" --set {}={}", setting.path, setting.value));
    loaded.fingerprint.clone() + &settings.collect::<String>()
}

/// What the calibration was made of: no trial was run.
fn manifest(loaded: &Loaded, options: &CalibrateOptions, (method, effort): (Method, Effort), began: Instant) -> Manifest {
    let scenario = &loaded.scenario;
    let asked = vec![
        format!("method {method:?}"),
        format!("draws {}", effort.sampling().draws),
        format!("compare {}", effort.compare),
        format!("seed {}", effort.seed),
    ];
    let input = |input: &scenario::Input| manifest::Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
    Manifest {
        program: manifest::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario: scenario.name.clone(),
        run: results::key_of("calibrate", &loaded.inputs, &options.changes, asked),
        policies: vec![NO_POLICY.to_owned()],
        start: scenario.clock.start().to_string(),
        horizon: scenario.horizon.to_string(),
        roster: scenario.roster.researchers.len(),
        inputs: loaded.inputs.iter().map(input).collect(),
        seed: effort.seed,
        trials_asked: 0,
        trials: 0,
        draws: 0,
        replications: 1,
        stopped: Stopped::Calibrated,
        precision: None,
        shards: None,
        fitted_to: Some(fitted_to(loaded, options)),
        privacy: manifest::Privacy { min_group: 1, reason: Some(TELLS_OF_A_HISTORY.to_owned()), withheld: Vec::new() },
        wall_time_seconds: began.elapsed().as_secs_f64(),
        threads: effort.threads,
        files: Vec::new(),
    }
}
