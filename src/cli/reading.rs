//! Reading a scenario for a command that computes with it.

use std::path::Path;

use stayput::diagnostic::Problems;
use stayput::scenario::{self, Loaded};

use super::Changes;
use super::console::{Console, Failure};

/// Reads a scenario and the files that it names; what is to be said of them goes to stderr.
///
/// # Errors
/// Where they have problems: all of them, ready to print.
pub fn read(file: &Path, changes: &Changes, console: Console) -> Result<Loaded, Failure> {
    told(scenario::read(file, &changes.set), console)
}

/// The same but for the posterior that the scenario names.
///
/// # Errors
/// As [`read`].
pub fn read_priors(file: &Path, changes: &Changes, console: Console) -> Result<Loaded, Failure> {
    told(scenario::read_priors(file, &changes.set), console)
}

fn told(loaded: Result<Loaded, Problems>, console: Console) -> Result<Loaded, Failure> {
    let loaded = loaded.map_err(|problems| Failure::Problems(problems.render(console.color_on_stderr())))?;
    let remarks = if console.verbose { &loaded.remarks } else { &loaded.remarks.without_notes() };
    console.note(&remarks.render(console.color_on_stderr()));
    for input in &loaded.inputs {
        console.detail(&format!("read {} (SHA-256 {})", input.path.display(), input.sha256));
    }
    Ok(loaded)
}
