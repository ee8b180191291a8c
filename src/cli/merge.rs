//! `stayput merge`: the shards of a run, or of a sweep, joined into what one would have given.

mod sweep;

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use stayput::internals::ensemble::state::{self, State, merge as add_up};
use stayput::internals::ensemble::told_again::ToldAgain;
use stayput::internals::lab::plans::form::Form;
use stayput::internals::lab::plans::run::{merged_manifest, publish};
use stayput::internals::report::files::csv::Trials;
use stayput::internals::report::files::dictionary::{CASCADES, EVENTS, PATHS, TRIALS};
use stayput::internals::report::files::events::Events;
use stayput::internals::report::files::folder::{self, Folder, Traces, Verified};
use stayput::internals::report::files::large::LargeForm;
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::{Run, number};

use super::options::{CsvOption, Format};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::results::{self, with_command_line};
use super::reading::few;

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput merge part-1 part-2 part-3 --out merged
  stayput merge part-* --out merged
 after, on one machine or on three:
  for i in 1 2 3; do stayput run lab.toml --shard $i/3 --out part-$i; done";

/// What `stayput merge` takes.
#[derive(Debug, Args)]
pub struct MergeOptions {
    /// Folders of all shards of a run, in any order
    #[arg(value_name = "DIR", required = true)]
    pub folders: Vec<PathBuf>,
    /// Where to write.
    #[command(flatten)]
    pub output: MergedOutput,
}

/// Where merged files go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct MergedOutput {
    /// Folder for the files; earlier results are replaced
    #[arg(long, value_name = "DIR", required = true)]
    pub out: PathBuf,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the CSV files are written: standard, excel, or
    /// excel-eu, for spreadsheets that write 0,5
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

/// Reads the shards, adds them up, writes, tells.
///
/// # Errors
/// Where a shard is missing, doubled, foreign, incomplete or unreadable, or results cannot be written.
pub fn merge(options: &MergeOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    for folder in &options.folders {
        if is_same(folder, &options.output.out) {
            let message = "would be replaced by what it is merged into\n  give another folder with --out";
            return Err(Failure::Plain(format!("cannot merge: the shard in {} {message}", folder.display())));
        }
    }
    if options.folders.iter().any(|folder| sweep::holds_one(folder)) {
        return sweep::merge(options, console, began);
    }
    let mut shards = options.folders.iter().map(|folder| Part::read(folder)).collect::<Result<Vec<_>, _>>()?;
    let named: Vec<(String, State)> = shards.iter().map(|part| (part.folder.display().to_string(), part.state.clone())).collect();
    let (metadata, tally) = add_up(&named).map_err(|problem| Failure::Plain(format!("cannot merge: {problem}")))?;
    drop(named);
    shards.sort_by_key(|part| part.state.shard);
    console.note(&few(metadata.roster, metadata.known_last_days.map_or(0, |known| known.people), metadata.least_group));
    let estimates = metadata.estimates(tally);
    let traces = Traces::default();
    Interrupt::leave_at_once(traces.clone(), console);
    let mut folder = Folder::open_traced(&options.output.out, options.output.force, &options.folders, traces)?;
    let dialect = options.output.csv.into();
    let origin = &shards[0].state.origin;
    let policy = origin.policy.as_str();
    let named = (origin.run.as_str(), policy);
    let large = LargeForm::Csv(dialect);
    let (trials, events) = (Trials::new(Vec::new(), named, &metadata, large), Events::new(Vec::new(), named, large));
    let failed = |error: io::Error| Failure::Plain(error.to_string());
    let headers = [
        (TRIALS.name, "--per-trial", trials.and_then(Trials::into_inner).map_err(failed)?),
        (EVENTS.name, "--events", events.and_then(Events::into_inner).map_err(failed)?),
    ];
    for (name, option, header) in headers {
        join(&shards, &mut folder, name, option, &header)?;
    }
    let told_again = ToldAgain::joined(shards.iter().map(|part| &part.state.told_again));
    let has_moved = shards.iter().any(|part| part.state.told_again.moved_exits.is_some());
    for (name, is_left_out) in [(PATHS.name, told_again.paths.is_none()), (CASCADES.name, has_moved && told_again.moved_exits.is_none())] {
        if is_left_out {
            console.note(&format!("{name} is left out: not all shards have their part of it; run those again that were interrupted"));
        }
    }
    let run = Run { key: &origin.run, policy, estimates: &estimates, assertions: &origin.assertions };
    let manifest = merged_manifest(origin, &metadata, &estimates);
    let manifest = with_command_line(Manifest { wall_time_seconds: began.elapsed().as_secs_f64(), ..manifest });
    let (manifest, place) = publish(folder, &run, &told_again, manifest, Form { dialect, ..Form::default() })?;
    results::tell(&run, &manifest, &place, (options.output.format, false), console)
}

/// The largest state that is read [bytes].
const LARGEST_STATE: u64 = 4 << 30;

/// A shard in its folder.
struct Part {
    folder: PathBuf,
    state: State,
    /// Its files, as they were written.
    files: Verified,
}

impl Part {
    /// Reads the state in a folder, and looks at what is beside it.
    fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(state::NAME);
        let unread = |error: io::Error| {
            let advice = "give folders that `stayput run --shard i/n` wrote";
            Failure::Plain(format!("cannot read {}: {error}\n  {advice}", path.display()))
        };
        let unusable = |problem: String| Failure::Plain(format!("cannot use {}: {problem}", path.display()));
        let open = || folder::open_plain(&path, LARGEST_STATE).map_err(unread);
        state::is_state(BufReader::new(open()?)).map_err(unusable)?;
        let mut text = String::new();
        open()?.take(LARGEST_STATE).read_to_string(&mut text).map_err(unread)?;
        let state = State::from_json(&text).map_err(unusable)?;
        let files = folder::verify(folder)?;
        state.check(&text).map_err(unusable)?;
        Ok(Self { folder: folder.to_owned(), state, files })
    }
}

/// Whether two paths lead to one folder.
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// One file of a name from those of all shards, one after the other, where all have one; `option` is what asks for it.
fn join(shards: &[Part], folder: &mut Folder, name: &str, option: &str, header: &[u8]) -> Result<(), Failure> {
    let with: Vec<PathBuf> = shards.iter().filter(|part| part.files.has(name)).map(|part| part.folder.join(name)).collect();
    if with.is_empty() {
        return Ok(());
    }
    if with.len() < shards.len() {
        let (have, all) = (number::count(with.len() as u64), number::count(shards.len() as u64));
        return Err(Failure::Plain(format!("cannot merge: only {have} of {all} shards have {name}; run all with {option}, or none")));
    }
    for path in &with {
        let mut first = Vec::new();
        let read = folder::open_plain(path, u64::MAX).and_then(|file| file.take(header.len() as u64).read_to_end(&mut first));
        read.map_err(|error| Failure::Plain(format!("cannot read {}: {error}", path.display())))?;
        if first != header {
            return Err(Failure::Plain(format!("cannot merge: {} was written with another --csv", path.display())));
        }
    }
    let written = folder.write(name, |out| {
        out.write_all(header)?;
        with.iter().try_for_each(|path| {
            let mut rows = BufReader::new(folder::open_plain(path, u64::MAX)?);
            rows.read_until(b'\n', &mut Vec::new())?;
            io::copy(&mut rows, out).map(drop)
        })
    });
    Ok(written?)
}
