//! `stayput run`: one scenario; the table on stdout, the files in a folder.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use stayput::ensemble::{self, Plan};
use stayput::estimate::{Estimates, TrialRow};
use stayput::report::csv::{self, Trials};
use stayput::report::folder::Folder;
use stayput::report::manifest::{self, Manifest, Stopped};
use stayput::report::{NO_POLICY, Run, number, table};
use stayput::scenario::{self, Loaded, Scenario};

use super::console::{Console, Failure, print};
use super::progress::ProgressLine;
use super::{Effort, RunOptions};

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems, or results cannot be written.
pub fn run(options: &RunOptions, console: Console) -> Result<(), Failure> {
    let began = Instant::now();
    let loaded = scenario::read(&options.file, &options.changes.set)
        .map_err(|problems| Failure::Problems(problems.render(console.color_on_stderr())))?;
    let remarks = if console.verbose { &loaded.remarks } else { &loaded.remarks.without_notes() };
    console.note(&remarks.render(console.color_on_stderr()));
    for input in &loaded.inputs {
        console.detail(&format!("read {} (SHA-256 {})", input.path.display(), input.sha256));
    }

    let place = options.output.out.clone().unwrap_or_else(|| default_folder(&options.file));
    let mut folder = Folder::open(&place, options.output.force)?;
    let plan = plan(&options.effort, &loaded.scenario);
    let simulated = Instant::now();
    let estimates = simulate(&loaded.scenario, &plan, &mut folder, options.output.per_trial, console)?;
    let seconds = simulated.elapsed().as_secs_f64();

    let run = Run { scenario: &loaded.scenario, policy: NO_POLICY, estimates: &estimates };
    for (name, write) in csv::FILES {
        folder.write(name, |out| write(out, &[run]))?;
    }
    let manifest = manifest(&loaded, &plan, &estimates, &folder, began);
    folder.publish(&manifest)?;
    console.detail(&speed(&estimates, &plan, seconds));
    print(&table::render(&run, &place, console.color_on_stdout()))
}

/// `results/<scenario file's stem>`.
fn default_folder(file: &Path) -> PathBuf {
    Path::new("results").join(file.file_stem().unwrap_or(file.as_os_str()))
}

/// More threads than any machine has cores.
const MOST_THREADS: u64 = 1_024;

/// What to compute: what was typed, else what the scenario says, else what the machine has.
fn plan(effort: &Effort, scenario: &Scenario) -> Plan {
    let threads = effort.threads.map_or_else(
        || thread::available_parallelism().map_or(1, std::num::NonZero::get),
        |threads| usize::try_from(threads.min(MOST_THREADS)).unwrap_or(1),
    );
    Plan { trials: effort.trials.unwrap_or(scenario.trials), seed: effort.seed.unwrap_or(scenario.seed), threads }
}

/// Runs the trials, with the progress line and, if wanted, `trials.csv` on the way.
fn simulate(scenario: &Scenario, plan: &Plan, folder: &mut Folder, per_trial: bool, console: Console) -> Result<Estimates, Failure> {
    let line = ProgressLine::new(plan.trials, console.shows_progress());
    let mut on_progress = |progress: &ensemble::Progress| line.update(progress);
    if !per_trial {
        return ensemble::run(scenario, plan, &mut on_progress, None).map_err(|error| Failure::Plain(format!("cannot simulate: {error}")));
    }
    let output = folder.create(csv::TRIALS)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(csv::TRIALS, &error));
    let mut trials = Trials::new(output, NO_POLICY).map_err(failed)?;
    let mut on_trial = |row: &TrialRow| trials.row(row);
    let estimates = ensemble::run(scenario, plan, &mut on_progress, Some(&mut on_trial)).map_err(failed)?;
    let output = trials.into_inner().map_err(failed)?;
    folder.close(output)?;
    Ok(estimates)
}

/// What the run was made of.
fn manifest(loaded: &Loaded, plan: &Plan, estimates: &Estimates, folder: &Folder, began: Instant) -> Manifest {
    let scenario = &loaded.scenario;
    let inputs = loaded.inputs.iter();
    Manifest {
        program: manifest::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario: scenario.name.clone(),
        policies: vec![NO_POLICY.to_owned()],
        start: scenario.clock.start().to_string(),
        horizon: scenario.horizon.to_string(),
        roster: estimates.roster,
        inputs: inputs
            .map(|input| manifest::Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() })
            .collect(),
        seed: plan.seed,
        trials: estimates.trials,
        draws: estimates.draws,
        replications: if scenario.is_uncertain() { u64::from(scenario.replications) } else { 1 },
        stopped: Stopped::Trials,
        wall_time_seconds: began.elapsed().as_secs_f64(),
        threads: plan.threads,
        files: folder.files().to_vec(),
    }
}

/// How fast it was.
fn speed(estimates: &Estimates, plan: &Plan, seconds: f64) -> String {
    let rate = estimates.trials as f64 * estimates.roster as f64 / seconds.max(1e-9);
    format!(
        "{} trials in {seconds:.2} s, {} researcher-trials a second with --threads {}",
        number::count(estimates.trials),
        number::count(rate as u64),
        plan.threads
    )
}
