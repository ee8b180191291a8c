//! `stayput check`: every problem of the files at once, nothing run.

use std::path::{Path, PathBuf};

use clap::Args;
use stayput::internals::report::columns::width;
use stayput::internals::report::number;
use stayput::internals::scenario::{self, Scenario};

use super::options::Changes;
use super::output::console::{Console, Failure, hanging, print};
use super::output::width::of_stdout;
use super::reading::{of_history, of_privacy};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput check scenarios/llama.toml
  stayput check scenarios/*.toml && echo all fine";

/// What `stayput check` takes.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Scenario files (TOML)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
}

/// Reads every file, says what is wrong with it or what it holds.
///
/// # Errors
/// Where any file has a problem, or stdout is closed to us.
pub fn check(options: &CheckOptions, console: Console) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for file in &options.files {
        match scenario::read(file, &options.changes.set) {
            Ok(loaded) => {
                console.remarks(&loaded.remarks);
                console.note(&of_privacy(&loaded.scenario));
                console.note(&of_history(&loaded.scenario));
                for input in &loaded.inputs {
                    console.detail(&format!("read {} (SHA-256 {})", input.path.display(), input.sha256));
                }
                print(&result(file, &loaded.scenario, of_stdout()))?;
            }
            Err(found) => problems.push(console.told(&found).trim_end().to_owned()),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Problems(problems.join("\n\n"))) }
}

/// That a file is fine and what it holds: in a line, or in two or three where there are too few columns.
fn result(file: &Path, scenario: &Scenario, columns: usize) -> String {
    let [holds, dates] = contents(scenario);
    let fine = format!("{}: fine.", file.display());
    let line = format!("{fine} {holds}; {dates}");
    let below = format!("  {holds}; {dates}");
    if width(&line) <= columns {
        line + "\n"
    } else if width(&below) <= columns {
        format!("{fine}\n{below}\n")
    } else {
        hanging(&format!("{fine}\n  {holds};\n  {dates}\n"), columns)
    }
}

/// What a scenario holds, and its dates.
fn contents(scenario: &Scenario) -> [String; 2] {
    let leaving = scenario.roster.researchers.iter().filter(|researcher| researcher.last_day.is_some()).count();
    let leaving = if leaving == 0 { String::new() } else { format!(" ({} with a known last day)", number::count(leaving as u64)) };
    let (all, opening) = (scenario.roster.researchers.len(), scenario.opening().count());
    let at_start = if all == opening { String::new() } else { format!(" ({} at the start)", number::count(opening as u64)) };
    let holds = format!(
        "{}{at_start}{leaving}, {}, {}",
        counted(all, "researcher"),
        counted(scenario.channels.len(), "channel"),
        counted(scenario.parameters.len(), "uncertain number")
    );
    [holds, format!("{} to {}", scenario.clock.start(), scenario.horizon)]
}

/// `1 channel`, `5 channels`.
fn counted(count: usize, of: &str) -> String {
    format!("{} {of}{}", number::count(count as u64), if count == 1 { "" } else { "s" })
}
