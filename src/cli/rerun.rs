//! `stayput rerun`: the command behind a folder of results once more, on the same files, and whether it gives the same bytes.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::{env, fs, process};

use clap::{Args, Parser};
use stayput::internals::report::columns::many;
use stayput::internals::report::files::folder::{self, Traces};
use stayput::internals::report::files::manifest::{self, Manifest, Stopped};
use stayput::internals::report::files::{PAGE, bundle};

use super::output::console::{Console, Failure, print};
use super::output::interrupt::Interrupt;
use super::{Cli, Command, FAILED, INTERRUPTED, MISUSE, UNDECIDED};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput rerun results/llama/run
  stayput run lab.toml --bundle --out lab-2027 && stayput rerun lab-2027";

/// What `stayput rerun` takes.
#[derive(Debug, Args)]
pub struct RerunOptions {
    /// Folder of results, or the manifest.json in it
    #[arg(value_name = "RESULTS")]
    pub results: PathBuf,
    /// Folder for the new results
    /// [default: none; they are compared and removed]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
}

/// A folder that is removed in the end, and is nobody else's to read: a bundle may hold a roster.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Self, Failure> {
        let path = env::temp_dir().join(format!("stayput-rerun-{}", process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let failed = |error| Failure::Plain(format!("cannot make {}: {error}\n  TMPDIR names another place", path.display()));
        builder.create(&path).map_err(failed)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Checks that the files are as they were, runs the command again, and compares what it wrote.
///
/// # Errors
/// Where there is no manifest or no command in it, a file is not as it was, or the command fails.
pub fn rerun(options: &RerunOptions, console: Console) -> Result<ExitCode, Failure> {
    let results = match options.results.file_name() {
        Some(name) if name == manifest::NAME => {
            options.results.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
        }
        _ => &options.results,
    };
    let before = folder::manifest_of(results)?;
    let words = command(&before).map_err(|why| Failure::Plain(format!("cannot run {} again: {why}", results.display())))?;
    let temporary = Temporary::new()?;
    let place = match &options.out {
        Some(out) => std::path::absolute(out).map_err(|error| Failure::Plain(format!("cannot use {}: {error}", out.display())))?,
        None => temporary.0.join("results"),
    };
    let stand = stand(results, &before, &temporary.0)?;
    let read = many(before.inputs.len(), "file that was read is", "files that were read are");
    console.note(&format!("{read} as before; running again: stayput {}", words.join(" ")));
    // A signal goes to the program that is run, too, which ends by it; then nothing of ours is left behind.
    let _interrupt = Interrupt::watch(Traces::default(), Console { quiet: true, ..console });
    let program = env::current_exe().map_err(|error| Failure::Plain(format!("cannot find this program: {error}")))?;
    let mut again = process::Command::new(program);
    again.args(&words).arg("--out").arg(&place).current_dir(&stand).stdin(Stdio::null()).stdout(Stdio::null());
    if console.quiet {
        again.arg("--quiet");
    }
    let status = again.status().map_err(|error| Failure::Plain(format!("cannot run it again: {error}")))?;
    match status.code() {
        // Whether assertions hold is part of the results.
        Some(0) => {}
        Some(code) if [FAILED, UNDECIDED].map(i32::from).contains(&code) => {}
        Some(code) if code == i32::from(INTERRUPTED) => return Ok(ExitCode::from(INTERRUPTED)),
        Some(code) if code == i32::from(MISUSE) => return Err(Failure::Plain("it cannot be run again: see above".to_owned())),
        _ => return Err(Failure::Plain(format!("it cannot be run again: it ended with {status}"))),
    }
    let after = folder::manifest_of(&place)?;
    let difference = difference(&before, &after);
    let kept = if options.out.is_some() { format!("New results: {}\n", place.display()) } else { String::new() };
    let Some(difference) = difference else {
        let has_page = before.files.iter().any(|file| file.name == PAGE);
        let page = if has_page { format!(" {PAGE} tells what was typed, and is not compared.") } else { String::new() };
        let count = before.files.len() - usize::from(has_page);
        print(&format!("The same: {}, to the byte.{page}\n{kept}", many(count, "file", "files")))?;
        return Ok(ExitCode::SUCCESS);
    };
    print(&format!("{difference}{kept}"))?;
    Ok(ExitCode::from(FAILED))
}

/// The folder in which the command finds its files as they were: the one in which we are, or one into which the copies of a bundle are put.
fn stand(results: &Path, before: &Manifest, temporary: &Path) -> Result<PathBuf, Failure> {
    let changed = bundle::changed(before);
    if changed.is_empty() {
        return Ok(PathBuf::from("."));
    }
    if before.inputs.iter().all(|input| bundle::copy_of(before, input).is_some()) {
        let files = temporary.join("files");
        bundle::unpack(results, before, &files).map_err(Failure::Plain)?;
        return Ok(files);
    }
    Err(Failure::Plain(format!(
        "cannot run {} again, since not all files are as they were:\n  {}\n  stand in the folder in which it was run, or make results with --bundle",
        results.display(),
        changed.join("\n  ")
    )))
}

/// What was typed, without the name of the program and without what says where to write.
fn command(manifest: &Manifest) -> Result<Vec<String>, String> {
    let typed = &manifest.command_line;
    if typed.len() < 2 {
        return Err("no command made it, but a program by the library".to_owned());
    }
    if manifest.stopped == Stopped::Interrupted {
        return Err("it was interrupted, and holds but a part of its trials".to_owned());
    }
    let parsed = Cli::try_parse_from(typed).map_err(|_| format!("this version has no such command: {}", typed[1..].join(" ")))?;
    let writes_results = matches!(
        parsed.command,
        Command::Run(_)
            | Command::Compare(_)
            | Command::Sweep(_)
            | Command::Optimise(_)
            | Command::Sensitivity(_)
            | Command::Discover(_)
            | Command::Calibrate(_)
            | Command::Merge(_)
    );
    if !writes_results {
        return Err(format!("{} writes no results", typed[1]));
    }
    let mut words = Vec::new();
    let mut all = typed[1..].iter();
    while let Some(word) = all.next() {
        match &word[..] {
            "--out" => drop(all.next()),
            // Which part it was: the environment that said so may be another by now.
            "--shard" => {
                let typed = all.next().cloned().unwrap_or_default();
                words.extend(["--shard".to_owned(), manifest.shards.clone().unwrap_or(typed)]);
            }
            "--force" | "--write" | "--quiet" | "-q" => {}
            word if word.starts_with("--out=") => {}
            word if word.starts_with("--shard=") => {
                words.extend(manifest.shards.as_ref().map(|shards| format!("--shard={shards}")).or(Some(word.to_owned())));
            }
            word => words.push(word.to_owned()),
        }
    }
    Ok(words)
}

/// How new results differ from earlier ones; nothing where no byte does.
fn difference(before: &Manifest, after: &Manifest) -> Option<String> {
    let of = |manifest: &Manifest, name: &str| manifest.files.iter().find(|file| file.name == name).map(|file| file.sha256.clone());
    let mut names: Vec<&str> = before.files.iter().chain(&after.files).map(|file| &file.name[..]).filter(|name| *name != PAGE).collect();
    names.sort_unstable();
    names.dedup();
    let differ: Vec<&str> = names.iter().copied().filter(|name| of(before, name) != of(after, name)).collect();
    if differ.is_empty() {
        return None;
    }
    let mut lines = vec![format!("Not the same: {} of {}:", differ.len(), many(names.len(), "file", "files"))];
    lines.extend(differ.into_iter().map(|name| match (of(before, name), of(after, name)) {
        (Some(_), None) => format!("  {name} is not written now"),
        (None, Some(_)) => format!("  {name} was not written before"),
        _ => format!("  {name} differs"),
    }));
    if before.version != after.version {
        lines.push(format!("The earlier results are of version {}, the new ones of {}.", before.version, after.version));
    }
    Some(lines.join("\n") + "\n")
}
