//! The shards of a sweep, joined into what one sweep would have given.

use std::io::{BufReader, Read};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use stayput::internals::ensemble::state;
use stayput::internals::lab::plans::form::Form;
use stayput::internals::lab::plans::sweep::{merged_manifest, publish};
use stayput::internals::report::files::folder::{self, Folder, Traces};
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::sweep::{json, plain, table};
use stayput::internals::sweep::results;
use stayput::internals::sweep::state::{State, is_format, merge as add_up};

use super::{LARGEST_STATE, MergeOptions};
use crate::cli::options::Format;
use crate::cli::output::console::{Console, Failure};
use crate::cli::output::interrupt::Interrupt;
use crate::cli::output::results::with_command_line;
use crate::cli::reading::few;

/// Whether a folder holds a shard of a sweep.
pub fn holds_one(folder: &Path) -> bool {
    let file = folder::open_plain(&folder.join(state::NAME), LARGEST_STATE);
    file.ok().and_then(|file| state::format_of(BufReader::new(file))).is_some_and(|format| is_format(&format))
}

/// Reads the shards, adds them up, writes, tells.
///
/// # Errors
/// Where a shard is missing, doubled, foreign, incomplete or unreadable, or results cannot be written.
pub fn merge(options: &MergeOptions, console: Console, began: Instant) -> Result<ExitCode, Failure> {
    let shards = options.folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    let cannot = |problem: String| Failure::Plain(format!("cannot merge: {problem}"));
    let (legend, counts) = add_up(&shards).map_err(cannot)?;
    let origin = &shards[0].1.origin;
    let nothing = || cannot("nothing was counted".to_owned());
    let manifest = merged_manifest(origin, &legend, &counts).ok_or_else(nothing)?;
    let sweep = results(&legend, counts).ok_or_else(nothing)?;
    let metadata = &sweep.as_it_is.arms[0].estimates.metadata;
    console.note(&few(metadata.roster, metadata.known_last_days.map_or(0, |known| known.people), metadata.least_group));
    let traces = Traces::default();
    Interrupt::leave_at_once(traces.clone(), console);
    let folder = Folder::open_traced(&options.output.out, options.output.force, &options.folders, traces)?;
    let manifest = with_command_line(Manifest { wall_time_seconds: began.elapsed().as_secs_f64(), ..manifest });
    let (manifest, place) = publish(folder, &sweep, manifest, Form { dialect: options.output.csv.into(), ..Form::default() })?;
    console.print(&match options.output.format {
        Format::Json => json::render(&sweep, &manifest, &place),
        Format::Plain => plain::render(&sweep, &manifest, &place),
        Format::Table => table::render(&sweep, &manifest, &place, console.screen()),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The state in a folder, with the name of the folder.
fn read(folder: &Path) -> Result<(String, State), Failure> {
    let path = folder.join(state::NAME);
    let unread = |error: std::io::Error| {
        let advice = "give folders that `stayput sweep --shard i/n` wrote";
        Failure::Plain(format!("cannot read {}: {error}\n  {advice}", path.display()))
    };
    let unusable = |problem: String| Failure::Plain(format!("cannot use {}: {problem}", path.display()));
    let open = || folder::open_plain(&path, LARGEST_STATE).map_err(unread);
    match state::format_of(BufReader::new(open()?)) {
        Some(format) if is_format(&format) => {}
        Some(format) if format.starts_with("stayput-state/") => {
            return Err(unusable("it is of a run, and others are of a sweep\n  merge them apart".to_owned()));
        }
        _ => return Err(unusable("it is not the state of a shard of a sweep".to_owned())),
    }
    let mut text = String::new();
    open()?.take(LARGEST_STATE).read_to_string(&mut text).map_err(unread)?;
    let state = State::from_json(&text).map_err(unusable)?;
    folder::verify(folder)?;
    Ok((folder.display().to_string(), state))
}
