//! The results of a scenario file: those that are there and of this very file, and those that are missing, which are computed.

use std::path::{Path, PathBuf};

use stayput::internals::lab::plans::calibration::MOST_ROWS;
use stayput::internals::lab::plans::comparison::ComparisonPlan;
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::page::results::{Kind, Results};
use stayput::internals::report::files::manifest::{Manifest, Stopped};
use stayput::internals::scenario::{Loaded, Scenario};

use crate::cli::options::Changes;
use crate::cli::output::console::{Console, Failure};
use crate::cli::output::place;
use crate::cli::output::progress::{ProgressLine, WorkLine};
use crate::cli::reading::read;

/// The folders of a scenario's run, of its comparison where it has policies, and of its calibration where it has a history.
///
/// # Errors
/// Where the scenario has problems, or results cannot be written.
pub fn results_of(file: &Path, console: Console) -> Result<Vec<PathBuf>, Failure> {
    let loaded = read(file, &Changes::default(), console)?;
    let mut folders = Vec::new();
    for (kind, compute) in wanted(&loaded.scenario) {
        if kind == Kind::Comparison
            && let Err(reason) = ComparisonPlan::new(&[(&file.display().to_string(), &loaded.scenario)], &[], Amount::default())
        {
            console.note(&format!("note: the page has no comparison: {reason}\n"));
            continue;
        }
        let folder = place::place(None, file, kind.command(), console);
        if !is_there(&folder, kind, &loaded) {
            console.detail(&format!("computing {}", folder.display()));
            compute(file, &folder, console)?;
        }
        folders.push(folder);
    }
    Ok(folders)
}

/// Computes results of a scenario file as the command of their own does, and writes them into a folder.
type Compute = fn(&Path, &Path, Console) -> Result<PathBuf, Failure>;

/// What a scenario has results of that a page needs. What else may be on it takes long, and is computed by a command of its own alone.
fn wanted(scenario: &Scenario) -> Vec<(Kind, Compute)> {
    let mut wanted: Vec<(Kind, Compute)> = vec![(Kind::Run, run)];
    if !scenario.policies.is_empty() {
        wanted.push((Kind::Comparison, compare));
    }
    if scenario.history.is_some() && !scenario.parameters.is_empty() {
        wanted.push((Kind::Calibration, calibrate));
    }
    wanted
}

/// Whether a folder holds whole results of this kind, of these very files and of nothing that was typed beside them.
fn is_there(folder: &Path, kind: Kind, loaded: &Loaded) -> bool {
    let Ok(results) = Results::read(folder) else { return false };
    let Manifest { inputs, stopped, command_line, settings, .. } = &results.manifest;
    let read = |sha256: &String| inputs.iter().any(|input| input.sha256 == *sha256);
    // A calibration does not read the posterior that the scenario names.
    let posterior = |path: &Path| kind == Kind::Calibration && path.file_name().is_some_and(|name| name == "posterior.csv");
    results.kind == kind
        && *stopped != Stopped::Interrupted
        && !results.speaks_of_individuals()
        && settings.is_empty()
        && !command_line.iter().any(|word| word == "--set" || word.starts_with("--set="))
        && loaded.inputs.iter().all(|input| read(&input.sha256) || posterior(&input.path))
}

fn run(file: &Path, folder: &Path, console: Console) -> Result<PathBuf, Failure> {
    let line = ProgressLine::new(0, console.shows_progress());
    Ok(stayput::read(file)?.simulate().on_progress(|progress| line.update(progress)).run()?.write(folder)?)
}

fn compare(file: &Path, folder: &Path, console: Console) -> Result<PathBuf, Failure> {
    let line = ProgressLine::new(0, console.shows_progress());
    Ok(stayput::read(file)?.compare().on_progress(|progress| line.update(progress)).run()?.write(folder)?)
}

fn calibrate(file: &Path, folder: &Path, console: Console) -> Result<PathBuf, Failure> {
    let lab = stayput::read(file)?;
    let _line = WorkLine::new("learning from the history", console.shows_progress());
    let rows = read(file, &Changes::default(), Console { quiet: true, ..console })?;
    let has_many = rows.scenario.history.as_ref().is_some_and(|history| history.rows.len() > MOST_ROWS);
    Ok(if has_many { lab.calibrate().maximise()?.write(folder)? } else { lab.calibrate().run()?.write(folder)? })
}
