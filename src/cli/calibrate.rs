//! `stayput calibrate`: what a scenario's history says of its uncertain numbers.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use stayput::calibrate::{Likelihood, Maximum, Setting, Summary, maximum};
use stayput::report::calibration::{self, Calibration};
use stayput::report::folder::Folder;
use stayput::report::manifest::{self, Manifest, Stopped};
use stayput::report::{NO_POLICY, datapackage, dictionary, number};
use stayput::scenario::{self, Loaded};

use super::console::{Console, Failure, print};
use super::{CalibrateOptions, FAILED};

/// Imputations of the moments of coarse exits, where exits act.
const IMPUTATIONS: u64 = 100;
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
    let loaded = scenario::read_priors(&options.file, &options.changes.set)
        .map_err(|problems| Failure::Problems(problems.render(console.color_on_stderr())))?;
    let remarks = if console.verbose { &loaded.remarks } else { &loaded.remarks.without_notes() };
    console.note(&remarks.render(console.color_on_stderr()));
    let Some(setting) = Setting::new(&loaded.scenario) else {
        return Err(Failure::Plain(format!("{} has no history: give [history] file", options.file.display())));
    };
    let place = options.out.clone().unwrap_or_else(|| Path::new("results").join(options.file.file_stem().unwrap_or_default()));
    let mut folder = Folder::open(&place, options.force)?;
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = options.threads.and_then(|threads| usize::try_from(threads.min(1_024)).ok()).unwrap_or(threads);
    let likelihood = Likelihood::imputed(&setting.study, &setting.hazards, &setting.imputations(IMPUTATIONS))
        .map_err(|refusal| Failure::Plain(refusal.to_string()))?
        .with_threads(threads);
    console.detail(&format!("laid out in {:.2} s", began.elapsed().as_secs_f64()));
    let centres: Vec<f64> = likelihood.learned().iter().map(|&p| setting.hazards.parameters[p].distribution.centre()).collect();
    let fitted = Instant::now();
    let fit = maximum(&likelihood, &centres, &setting.held(), setting.study.spells.len() <= MOST_PROFILED);
    console.detail(&format!("fitted in {:.2} s with {} threads", fitted.elapsed().as_secs_f64(), number::count(threads as u64)));

    let summary = Summary::new(&setting.study, &setting.hazards, likelihood.incomplete());
    let remarks = remarks_on(&setting, &summary, &likelihood, &fit);
    let report =
        Calibration { scenario: &loaded.scenario.name, hazards: &setting.hazards, summary: &summary, remarks: &remarks, maximum: &fit };
    let dialect = options.csv.into();
    folder.write(dictionary::ESTIMATES.name, |out| report.csv(out, dialect))?;
    folder.write(calibration::JSON, |out| report.json(out))?;
    let listed = folder.files().to_vec();
    folder.write(datapackage::NAME, |out| datapackage::write(out, &loaded.scenario.name, &[], &listed, dialect))?;
    let mut manifest = manifest(&loaded, threads, began);
    manifest.files = folder.files().to_vec();
    folder.publish(&manifest)?;
    print(&report.render(&place))?;
    // A fit that did not converge has missed its gate.
    Ok(if fit.converged { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// What the reader of the estimates has to know.
fn remarks_on(setting: &Setting, summary: &Summary, likelihood: &Likelihood, fit: &Maximum) -> Vec<String> {
    let mut remarks = summary.oddities(&setting.hazards);
    if setting.path.is_some() {
        remarks.push("heat's random path is held at 1; the posterior learns it".to_owned());
    }
    let coarse = summary.coarse_exits;
    if coarse > 0 && likelihood.cases() > 1 {
        let at: Vec<f64> = fit.estimates.iter().map(|estimate| libm::log(estimate.value).clamp(-30.0, 30.0)).collect();
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

/// What the calibration was made of: no trial was run.
fn manifest(loaded: &Loaded, threads: usize, began: Instant) -> Manifest {
    let scenario = &loaded.scenario;
    let input = |input: &scenario::Input| manifest::Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
    Manifest {
        program: manifest::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario: scenario.name.clone(),
        policies: vec![NO_POLICY.to_owned()],
        start: scenario.clock.start().to_string(),
        horizon: scenario.horizon.to_string(),
        roster: scenario.roster.researchers.len(),
        inputs: loaded.inputs.iter().map(input).collect(),
        seed: scenario.seed,
        trials_asked: 0,
        trials: 0,
        draws: 0,
        replications: 1,
        stopped: Stopped::Calibrated,
        precision: None,
        shards: None,
        fitted_to: Some(loaded.fingerprint.clone()),
        wall_time_seconds: began.elapsed().as_secs_f64(),
        threads,
        files: Vec::new(),
    }
}
