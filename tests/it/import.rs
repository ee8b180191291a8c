//! Exports of HR systems in many forms: what they are read as, what is asked, and that nothing in them is lost in silence.

mod exports;
mod last_days;
mod lines_above;
mod messages;
mod nothing_lost;
mod recovered;
mod second_columns;
mod told;

use std::fs;

use stayput::internals::import::{Ask, Import, import};
use stayput::internals::scenario::{Loaded, read};
use tempfile::TempDir;

/// Exports made at the beginning of 2026.
fn as_of() -> Ask {
    Ask { as_of: "2026-01-01".parse().ok(), ..Ask::default() }
}

/// Reads an export of a text.
fn imported(text: &str, ask: &Ask) -> Result<Import, String> {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let path = folder.path().join("export.csv");
    fs::write(&path, text).expect("files can be written");
    let here = format!("{}/", folder.path().display());
    import(&path, "lab", ask).map_err(|problems| problems.render(false).replace(&here, ""))
}

/// The scenario that an import wrote, and where it lies.
fn loaded(import: &Import) -> (Loaded, TempDir) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    for (name, content) in &import.files {
        fs::write(folder.path().join(name), content).expect("files can be written");
    }
    let scenario = folder.path().join("lab.toml");
    let loaded = read(&scenario, &[]).unwrap_or_else(|problems| panic!("\n{problems}"));
    (loaded, folder)
}

/// The content of a file of an import.
fn file<'i>(import: &'i Import, name: &str) -> &'i str {
    import.files.iter().find(|(known, _)| known == name).map_or("", |(_, content)| content)
}
