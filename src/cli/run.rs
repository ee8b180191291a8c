//! `stayput run`: one scenario; the table on stdout, the files in a folder.

use std::env;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use stayput::ensemble::{self, Plan};
use stayput::estimate::{Estimates, TrialRow};
use stayput::report::csv::{self, Trials};
use stayput::report::folder::Folder;
use stayput::report::manifest::{self, Manifest, Stopped};
use stayput::report::{NO_POLICY, Run, datapackage, json, number, plain, table};
use stayput::scenario::{self, Loaded, Scenario};

use super::console::{Console, Failure, print};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::{Effort, Format, INTERRUPTED, OutputOptions, RunOptions};

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems, or results cannot be written.
pub fn run(options: &RunOptions, console: Console) -> Result<ExitCode, Failure> {
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
    let interrupt = Interrupt::watch(folder.traces(), console);
    let plan = plan(&options.effort, &loaded.scenario);
    let simulated = Instant::now();
    let estimates = simulate(&loaded.scenario, &plan, &mut folder, &options.output, console, &interrupt)?;
    let seconds = simulated.elapsed().as_secs_f64();

    let run = Run { scenario: &loaded.scenario, policy: NO_POLICY, estimates: &estimates };
    let dialect = options.output.csv.into();
    for (name, write) in csv::FILES {
        folder.write(name, |out| write(out, &[run], dialect))?;
    }
    let listed = folder.files().to_vec();
    folder.write(datapackage::NAME, |out| datapackage::write(out, &loaded.scenario.name, &listed, dialect))?;
    let manifest = manifest(&loaded, &plan, &estimates, &folder, began);
    folder.publish(&manifest)?;
    console.detail(&speed(&estimates, &plan, seconds));
    print(&match options.output.format {
        Format::Json => json::render(&run, &manifest, &place),
        Format::Plain => plain::render(&run, &manifest, &place),
        Format::Table => {
            let note = if manifest.stopped == Stopped::Interrupted { table::partial(estimates.trials, plan.trials) } else { String::new() };
            note + &table::render(&run, &place, console.color_on_stdout())
        }
    })?;
    // Also where nothing was left to interrupt: whoever pressed Ctrl-C does not want what comes after this run either.
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS })
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
fn simulate(
    scenario: &Scenario,
    plan: &Plan,
    folder: &mut Folder,
    output: &OutputOptions,
    console: Console,
    interrupt: &Interrupt,
) -> Result<Estimates, Failure> {
    let line = ProgressLine::new(plan.trials, console.shows_progress());
    let mut on_progress = |progress: &ensemble::Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    if !output.per_trial {
        return ensemble::run(scenario, plan, &mut on_progress, None).map_err(|error| Failure::Plain(format!("cannot simulate: {error}")));
    }
    let file = folder.create(csv::TRIALS)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(csv::TRIALS, &error));
    let mut trials = Trials::new(file, NO_POLICY, output.csv.into()).map_err(failed)?;
    let mut on_trial = |row: &TrialRow| trials.row(row);
    let estimates = ensemble::run(scenario, plan, &mut on_progress, Some(&mut on_trial)).map_err(failed)?;
    let file = trials.into_inner().map_err(failed)?;
    folder.close(file)?;
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
        trials_asked: plan.trials,
        trials: estimates.trials,
        draws: estimates.draws,
        replications: if scenario.is_uncertain() { u64::from(scenario.replications) } else { 1 },
        stopped: if estimates.trials < plan.trials { Stopped::Interrupted } else { Stopped::Trials },
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
