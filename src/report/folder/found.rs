//! What is in a folder before results go there, and what of it is ours.

use std::fs;
use std::path::Path;

use super::super::manifest::{self, Mark};
use super::{Error, aside, disk};

/// What is in a folder that exists.
pub(super) enum Found {
    /// Nothing.
    Empty,
    /// Results of ours and nothing else.
    Ours,
    /// Names of what is not ours, or all names where no manifest of ours is there.
    Foreign(Vec<String>),
}

/// Looks at a folder. Temporary folders of ours, left by a process that was killed, count as nothing.
pub(super) fn look(named: &Path, target: &Path) -> Result<Found, Error> {
    let read = |error| Error::io("look into", named, &error);
    if !fs::metadata(target).map_err(read)?.is_dir() {
        return Err(not_a_folder(named));
    }
    let ours = ours(target);
    let (mut any, mut foreign) = (false, Vec::new());
    for entry in fs::read_dir(target).map_err(read)? {
        let entry = entry.map_err(read)?;
        let is_folder = entry.file_type().map_err(read)?.is_dir();
        let is_file = entry.file_type().map_err(read)?.is_file();
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_folder && aside::is_ours(&entry.path()) {
            continue;
        }
        any = true;
        // No link, pipe or device is ever one of our results.
        if !is_file || !ours.contains(&name) {
            foreign.push(name);
        }
    }
    foreign.sort_unstable();
    Ok(match (any, foreign.is_empty()) {
        (false, _) => Found::Empty,
        (true, true) => Found::Ours,
        (true, false) => Found::Foreign(foreign),
    })
}

/// The names of the files in a folder that are ours, by its manifest, which comes first.
pub(super) fn ours(target: &Path) -> Vec<String> {
    let Some(mark) = read_mark(target) else { return Vec::new() };
    std::iter::once(manifest::NAME).chain(mark.names()).map(str::to_owned).collect()
}

/// Whether a folder holds results of ours, whole or partial.
pub fn holds_results(folder: &Path) -> bool {
    read_mark(folder).is_some()
}

/// Whether a folder holds results of ours that are not those of an interrupted run.
pub(super) fn holds_whole_results(folder: &Path) -> bool {
    read_mark(folder).is_some_and(|mark| mark.is_whole())
}

/// The refusal of what is not a folder, or a link to nothing.
pub(super) fn not_a_folder(named: &Path) -> Error {
    Error::new(format!("{} is not a folder, so no results can go there\n  give another folder with --out", named.display()))
}

/// The refusal of a folder with files of others.
pub(super) fn foreign(target: &Path, names: &[String]) -> Error {
    Error::new(format!(
        "{} holds what stayput did not write there ({}), so it is left alone\n  \
         give another folder with --out, or add --force to put the results among these files",
        target.display(),
        listed(names)
    ))
}

/// The first few of many names.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}

/// The manifest in a folder, if it is one of ours: a plain file, of files in that folder.
fn read_mark(target: &Path) -> Option<Mark> {
    let json = disk::read_plain(&target.join(manifest::NAME), manifest::LARGEST).ok()?;
    Mark::read(&json).filter(|mark| mark.names().all(is_plain))
}

/// Whether a name stays in its folder, whatever a manifest says.
pub(super) fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|plain| plain == name)
}
