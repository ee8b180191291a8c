//! What is in a folder before results go there, and what of it is ours.
//!
//! Ours is a plain file that the manifest there lists, of a name that this program gives, that still has the length and the SHA-256 that
//! stand in the list; and the manifest itself. What was changed since is somebody's work, and so is what only a list calls ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::{PAGE, bundle, datapackage, dictionary};
use super::identity::Identity;
use super::verify::hashed;
use super::{Error, disk, staging};
use crate::ensemble::state;
use crate::report::files::manifest::{self, Listed, Mark};
use crate::report::{calibration, comparison, discover, json, optimise, sensitivity, sweep};

/// The names of the files of results that are in no dictionary of columns.
const OTHERS: [&str; 10] = [
    datapackage::NAME,
    state::NAME,
    json::NAME,
    comparison::json::NAME,
    sensitivity::json::NAME,
    calibration::JSON,
    sweep::json::NAME,
    discover::json::NAME,
    optimise::json::NAME,
    PAGE,
];

/// What is in a folder that exists.
#[derive(Debug, Default)]
pub(super) struct Existing {
    /// What is ours, as it was written, by name.
    pub(super) ours: Known,
    /// Names of what is not.
    foreign: Vec<String>,
    /// Names of what was ours until somebody changed it.
    changed: Vec<String>,
}

/// Files that were found to be as they were written. A large file is read once, not at each look.
pub(super) type Known = BTreeMap<String, Identity>;

impl Existing {
    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.ours.is_empty() && self.is_ours()
    }

    /// Whether there is nothing that is not ours.
    pub(super) fn is_ours(&self) -> bool {
        self.foreign.is_empty() && self.changed.is_empty()
    }

    /// The names of all that is not ours as it is, the first few of them.
    pub(super) fn others(&self) -> String {
        let mut names: Vec<&str> = self.foreign.iter().chain(&self.changed).map(String::as_str).collect();
        names.sort_unstable();
        listed(&names)
    }

    /// The refusal of a folder with files of others, or with results that somebody has changed.
    pub(super) fn refusal(&self, named: &Path) -> Error {
        let named = named.display();
        if !self.foreign.is_empty() {
            return Error::new(format!(
                "{named} holds what stayput did not write there ({}), so it is left alone\n  \
                 give another folder with --out, or add --force to put the results among these files",
                self.others()
            ));
        }
        Error::new(format!(
            "{named} holds results that were changed since ({}), so it is left alone\n  \
             give another folder with --out, or add --force to put the results in their place",
            self.others()
        ))
    }
}

/// Looks at a folder. Temporary folders, of a process that was killed or that lives, count as nothing. Files that are `known` to be as
/// they were written are not read again.
pub(super) fn look(named: &Path, target: &Path, known: &Known) -> Result<Existing, Error> {
    let read = |error| Error::io("look into", named, &error);
    if !fs::metadata(target).map_err(read)?.is_dir() {
        return Err(not_a_folder(named));
    }
    let mark = read_mark(target);
    let mut existing = Existing::default();
    for entry in fs::read_dir(target).map_err(read)? {
        let entry = entry.map_err(read)?;
        let is_file = entry.file_type().map_err(read)?.is_file();
        let name = entry.file_name().to_string_lossy().into_owned();
        if staging::is_one(&entry.path()) {
            continue;
        }
        let listed = mark.as_ref().and_then(|mark| mark.files.iter().find(|listed| listed.name == name && is_given(&name)));
        let is_manifest = mark.is_some() && name == manifest::NAME;
        // No link, pipe or device is ever one of our results.
        if !is_file || listed.is_none() && !is_manifest {
            existing.foreign.push(name);
            continue;
        }
        let identity = Identity::of(&entry.path()).map_err(read)?;
        let is_known = known.get(&name) == Some(&identity);
        if is_manifest || is_known || listed.is_some_and(|listed| is_as_written(&entry.path(), listed)) {
            existing.ours.insert(name, identity);
        } else {
            existing.changed.push(name);
        }
    }
    Ok(existing)
}

/// Whether this program gives a file of results such a name.
fn is_given(name: &str) -> bool {
    dictionary::file(name).is_some() || OTHERS.contains(&name) || bundle::is_copy(name)
}

/// Whether a file is still what a manifest lists: the length first, which costs nothing.
fn is_as_written(path: &Path, listed: &Listed) -> bool {
    let file = disk::open_plain(path, listed.bytes);
    file.is_ok_and(|file| {
        file.metadata().is_ok_and(|found| found.len() == listed.bytes) && hashed(file).is_ok_and(|sha256| sha256 == listed.sha256)
    })
}

/// Whether a folder holds results of 0.1.0.
pub fn holds_results_of_0_1_0(folder: &Path) -> bool {
    read_mark(folder).is_some_and(|mark| mark.is_of_0_1_0())
}

/// The scenario file, as it was typed, of which a folder holds results.
pub fn scenario_file_of(folder: &Path) -> Option<PathBuf> {
    read_mark(folder)?;
    let json = disk::read_plain(&folder.join(manifest::NAME), manifest::LARGEST).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(json.as_ref()).ok()?;
    Some(PathBuf::from(manifest["inputs"][0]["path"].as_str()?))
}

/// Whether a folder holds results of ours that are not those of an interrupted run.
pub(super) fn holds_whole_results(folder: &Path) -> bool {
    read_mark(folder).is_some_and(|mark| mark.is_whole())
}

/// The refusal of what is not a folder.
pub(super) fn not_a_folder(named: &Path) -> Error {
    Error::new(format!("{} is not a folder, so no results can go there\n  give another folder with --out", named.display()))
}

/// The first few of many names.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}

/// The manifest in a folder, if it is one of ours: a plain file, of files in that folder.
fn read_mark(target: &Path) -> Option<Mark> {
    let json = disk::read_plain(&target.join(manifest::NAME), manifest::LARGEST).ok()?;
    Mark::read(&json).filter(|mark| mark.files.iter().all(|listed| is_plain(&listed.name)))
}

/// Whether a name stays in its folder, whatever a manifest says.
pub(super) fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|plain| plain == name)
}
