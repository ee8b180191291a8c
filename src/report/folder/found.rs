//! What is in a folder before results go there, and what of it is ours.

use std::fs;
use std::path::Path;

use super::super::manifest::{self, Mark};
use super::{Error, aside};

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
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_folder && aside::is_ours(&name) {
            continue;
        }
        any = true;
        if is_folder || !ours.contains(&name) {
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

/// The names of the files in a folder that are ours, its manifest first: those that the manifest lists, and those that a process had
/// moved there when it was killed, which its temporary folder lists and no longer holds.
pub(super) fn ours(target: &Path) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(mark) = read_mark(target) {
        names.push(manifest::NAME.to_owned());
        names.extend(mark.names().map(str::to_owned));
    }
    for aside in aside::asides(target) {
        if let Some(mark) = read_mark(&aside) {
            names.extend(mark.names().filter(|name| !aside.join(name).exists()).map(str::to_owned));
        }
    }
    names.retain(|name| is_plain(name));
    names
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

/// The manifest in a folder, if it is one of ours.
fn read_mark(target: &Path) -> Option<Mark> {
    fs::read_to_string(target.join(manifest::NAME)).ok().and_then(|json| Mark::read(&json))
}

/// Whether a name stays in its folder, whatever a manifest says.
fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|plain| plain == name)
}
