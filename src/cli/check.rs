//! `stayput check`: every problem of the files at once, nothing run.

use stayput::internals::report::number;
use stayput::internals::scenario::{self, Scenario};

use super::CheckOptions;
use super::console::{Console, Failure, print};
use super::reading::{of_history, of_privacy};

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
                print(&format!("{}: fine. {}\n", file.display(), contents(&loaded.scenario)))?;
            }
            Err(found) => problems.push(found.render(console.color_on_stderr()).trim_end().to_owned()),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Problems(problems.join("\n\n"))) }
}

/// What a scenario holds, in a line.
fn contents(scenario: &Scenario) -> String {
    let leaving = scenario.roster.researchers.iter().filter(|researcher| researcher.last_day.is_some()).count();
    let leaving = if leaving == 0 { String::new() } else { format!(" ({} with a known last day)", number::count(leaving as u64)) };
    let (all, opening) = (scenario.roster.researchers.len(), scenario.opening().count());
    let at_start = if all == opening { String::new() } else { format!(" ({} at the start)", number::count(opening as u64)) };
    format!(
        "{}{at_start}{leaving}, {}, {}; {} to {}",
        counted(all, "researcher"),
        counted(scenario.channels.len(), "channel"),
        counted(scenario.parameters.len(), "uncertain number"),
        scenario.clock.start(),
        scenario.horizon
    )
}

/// `1 channel`, `5 channels`.
fn counted(count: usize, of: &str) -> String {
    format!("{} {of}{}", number::count(count as u64), if count == 1 { "" } else { "s" })
}
