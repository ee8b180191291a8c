//! What `run`, `merge` and `compare` have in common: the files of estimates, the report on them, and how the program exits.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use stayput::internals::ensemble::state::{self, State};
use stayput::internals::estimate::verdict::Verdict;
use stayput::internals::lab::plans::form::Form;
use stayput::internals::report::files::PAGE;
use stayput::internals::report::files::folder::Folder;
use stayput::internals::report::files::manifest::{Manifest, Stopped};
use stayput::internals::report::{Run, json, number, plain, table, verdicts};
use stayput::internals::sweep;

use super::console::{Console, Failure, print};
use crate::cli::options::Format;
use crate::cli::{FAILED, INTERRUPTED, UNDECIDED};

/// Writes the state of a shard, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish_state(mut folder: Folder, state: &State, mut manifest: Manifest) -> Result<PathBuf, Failure> {
    let json = state.to_json().map_err(|error| Failure::Plain(format!("cannot write {}: {error}", state::NAME)))?;
    folder.write(state::NAME, |out| out.write_all(json.as_bytes()))?;
    manifest.files = folder.files().to_vec();
    Ok(folder.publish(&manifest)?)
}

/// Whether there is a table for a chart to stand in, where one was asked for.
///
/// # Errors
/// Where `--plot` meets a form without tables.
pub fn has_table(plot: bool, format: Format) -> Result<(), Failure> {
    let form = match format {
        Format::Json if plot => "json",
        Format::Plain if plot => "plain",
        _ => return Ok(()),
    };
    Err(Failure::Plain(format!("--plot draws into the table, and --format {form} prints none\n  leave one of them out")))
}

/// Prints the report on a run, in a form and with or without a chart, and says how to exit.
///
/// # Errors
/// Where stdout cannot be written.
pub fn tell(
    run: &Run<'_>,
    manifest: &Manifest,
    place: &Path,
    (format, plot): (Format, bool),
    console: Console,
) -> Result<ExitCode, Failure> {
    console.print(&match format {
        Format::Json => json::render(run, manifest, place),
        Format::Plain => plain::render(run, manifest, place),
        Format::Table => table::render(run, manifest, place, console.screen().with_charts(plot)),
    })?;
    Ok(exit_code(verdicts::overall(run.estimates, run.assertions), manifest))
}

/// Says how to open the page, where one was written: as the last line of a report, or else on stderr.
///
/// # Errors
/// Where stdout cannot be written.
pub fn tell_page(form: Form, place: &Path, format: Format, console: Console) -> Result<(), Failure> {
    let line = format!("Open in a browser: {}\n", place.join(PAGE).display());
    match format {
        _ if !form.page => Ok(()),
        Format::Table => print(&line),
        Format::Plain | Format::Json => {
            console.note(&line);
            Ok(())
        }
    }
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

/// What a shard tells when it is done.
///
/// # Errors
/// Where stdout cannot be written.
pub fn tell_shard(state: &State, place: &Path) -> Result<(), Failure> {
    let (shard, of) = (state.shard, state.origin.shards);
    let (has, needs) = state.trials();
    let trials = number::count(has);
    if has < needs {
        return print(&format!(
            "Shard {shard} of {of}, interrupted: {trials} of its {} trials, in {}.\nIt cannot be merged: run it again.\n",
            number::count(needs),
            place.display()
        ));
    }
    print(&format!(
        "Shard {shard} of {of}: {trials} of {} trials, in {}.\nWhen all are done: stayput merge DIR... --out DIR\n",
        number::count(state.origin.trials),
        place.display()
    ))
}

/// Writes the state of a shard of a sweep, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish_sweep_state(mut folder: Folder, state: &sweep::state::State, mut manifest: Manifest) -> Result<PathBuf, Failure> {
    let json = state.to_json().map_err(|error| Failure::Plain(format!("cannot write {}: {error}", state::NAME)))?;
    folder.write(state::NAME, |out| out.write_all(json.as_bytes()))?;
    manifest.files = folder.files().to_vec();
    Ok(folder.publish(&manifest)?)
}

/// What a shard of a sweep tells when it is done.
///
/// # Errors
/// Where stdout cannot be written.
pub fn tell_sweep_shard(state: &sweep::state::State, place: &Path) -> Result<(), Failure> {
    let (shard, of, place) = (state.shard, state.origin.shards, place.display());
    let points = |count: usize| number::count(count.saturating_sub(1) as u64);
    if !state.is_whole() {
        let (done, all) = (points(state.done), points(state.legend.points.len()));
        return print(&format!(
            "Shard {shard} of {of}, interrupted: {done} of {all} points, in {place}.\nIt cannot be merged: run it again.\n"
        ));
    }
    let (trials, all) = (number::count(state.trials()), number::count(state.origin.trials));
    print(&format!(
        "Shard {shard} of {of}: {trials} of {all} trials of each point, in {place}.\nWhen all are done: stayput merge DIR... --out DIR\n"
    ))
}

/// A manifest with what was typed.
pub fn with_command_line(manifest: Manifest) -> Manifest {
    Manifest { command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(), ..manifest }
}
