//! Results in place of a scenario: their folder, or the manifest in it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, shown};

/// What stands in every folder of results.
const MANIFEST: &str = "manifest.json";
/// The largest manifest that is looked at \[bytes\].
const LARGEST: u64 = 16 << 20;

/// What is read of a manifest.
#[derive(Deserialize)]
struct Manifest {
    program: String,
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    path: String,
}

/// What is said of a path that leads to results, if it does.
pub(super) fn refusal(path: &Path) -> Option<Diagnostic> {
    let is_folder = path.is_dir();
    let manifest = of(&if is_folder { path.join(MANIFEST) } else { path.to_owned() })?;
    let name = shown(&path.display().to_string());
    let what = if is_folder { "a folder of results" } else { "the manifest of results" };
    let diagnostic = Diagnostic::error(format!("`{name}` is {what}, not a scenario"));
    Some(match manifest.inputs.first() {
        Some(input) => diagnostic.help(format!("give the scenario that they are of: {}", shown(&input.path))),
        None => diagnostic,
    })
}

/// The manifest that a file is.
fn of(path: &Path) -> Option<Manifest> {
    if !path.is_file() || path.extension().is_none_or(|end| end != "json") {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok().filter(|manifest: &Manifest| manifest.program == "stayput")
}
