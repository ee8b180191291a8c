//! What `run`, `merge` and `compare` have in common: the files of estimates, the report on them, and how the program exits.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use stayput::estimate::verdict::Verdict;
use stayput::report::csv::{self, Dialect};
use stayput::report::folder::Folder;
use stayput::report::key::key;
use stayput::report::manifest::{Manifest, Stopped};
use stayput::report::{Run, datapackage, dictionary, json, plain, table, verdicts};
use stayput::scenario::Input;

use super::console::{Console, Failure};
use super::{Changes, FAILED, Format, INTERRUPTED, UNDECIDED};

/// The key of a run: of `asked`, all that its results depend on beside the files that were read.
pub fn key_of(command: &str, inputs: &[Input], changes: &Changes, mut asked: Vec<String>) -> String {
    asked.extend(changes.set.iter().map(|setting| format!("set {}={}", setting.path, setting.value)));
    key(command, inputs.iter().map(|input| input.sha256.as_str()), &asked)
}

/// Writes the CSV files of a run and what describes them, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(mut folder: Folder, run: &Run<'_>, mut manifest: Manifest, dialect: Dialect) -> Result<(Manifest, PathBuf), Failure> {
    let of_individuals = (!run.estimates.metadata.individuals.is_empty()).then_some(csv::RESEARCHERS);
    for (name, write) in csv::FILES.into_iter().chain(of_individuals) {
        folder.write(name, |out| write(out, &[*run], dialect))?;
    }
    let listed = folder.files().to_vec();
    let metadata = &run.estimates.metadata;
    folder
        .write(datapackage::NAME, |out| datapackage::write(out, &metadata.scenario, &dictionary::of_trials(metadata), &listed, dialect))?;
    manifest.files = folder.files().to_vec();
    let place = folder.publish(&manifest)?;
    Ok((manifest, place))
}

/// Writes the state of a shard, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish_state(mut folder: Folder, name: &str, json: &str, mut manifest: Manifest) -> Result<PathBuf, Failure> {
    folder.write(name, |out| out.write_all(json.as_bytes()))?;
    manifest.files = folder.files().to_vec();
    Ok(folder.publish(&manifest)?)
}

/// Prints the report on a run, and says how to exit.
///
/// # Errors
/// Where stdout cannot be written.
pub fn tell(run: &Run<'_>, manifest: &Manifest, place: &Path, format: Format, console: Console) -> Result<ExitCode, Failure> {
    console.print(&match format {
        Format::Json => json::render(run, manifest, place),
        Format::Plain => plain::render(run, manifest, place),
        Format::Table => table::render(run, manifest, place, console.color_on_stdout()),
    })?;
    Ok(exit_code(verdicts::overall(run.estimates, run.assertions), manifest))
}

/// How to exit: an interruption weighs more than a failed assertion, that more than doubt.
pub fn exit_code(verdict: Option<Verdict>, manifest: &Manifest) -> ExitCode {
    match verdict {
        _ if manifest.stopped == Stopped::Interrupted => ExitCode::from(INTERRUPTED),
        Some(Verdict::Fail) => ExitCode::from(FAILED),
        Some(Verdict::Inconclusive) => ExitCode::from(UNDECIDED),
        Some(Verdict::Pass) | None => ExitCode::SUCCESS,
    }
}
