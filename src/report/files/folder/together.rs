//! Small files written together into a folder in which others may be: all of them, or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::lock_folder;
use super::staging::{self, Traces};
use super::{disk, moves, parent};

/// Moves back what commands that were killed had moved into a folder by half, and removes what they left. To be done before anybody looks at
/// what is there.
pub(crate) fn sweep(folder: &Path, reads: &[PathBuf]) {
    let _lock = lock_folder(folder);
    staging::sweep(parent(folder), reads);
    staging::sweep(folder, reads);
}

/// Writes files, paths within a folder and contents, into the folder, which is made where it is absent. None of them may be there.
///
/// # Errors
/// Where one cannot be written: which, and why. Then nothing was written, or what was is taken back by the next command that writes there.
pub(crate) fn write(files: &[(String, String)], folder: &Path) -> Result<(), (PathBuf, io::Error)> {
    let _lock = lock_folder(folder);
    let traces = Traces::default();
    let written = write_with(&traces, files, folder);
    if written.is_ok() {
        traces.keep_made();
    }
    drop(traces.remove());
    written
}

fn write_with(traces: &Traces, files: &[(String, String)], folder: &Path) -> Result<(), (PathBuf, io::Error)> {
    let of_folder = |error| (folder.to_owned(), error);
    // A new folder appears with all that is in it.
    let is_new = !folder.exists();
    let into = if is_new { parent(folder) } else { folder };
    traces.make_parents(into)?;
    let staging = traces.make(into, folder).map_err(of_folder)?;
    let name = folder.file_name().filter(|_| is_new).unwrap_or_default();
    let within: Vec<PathBuf> = files.iter().map(|(path, _)| Path::new(name).join(path)).collect();
    for (path, (file, content)) in within.iter().zip(files) {
        if let Some(file) = path.ancestors().skip(1).map(|above| into.join(above)).find(|above| above.exists() && !above.is_dir()) {
            return Err((into.join(path), io::Error::new(io::ErrorKind::NotADirectory, format!("{} is not a folder", file.display()))));
        }
        let made = moves::files(&staging).join(path);
        let written = make_folders(parent(&made)).and_then(|()| disk::write(&made, content.as_bytes()));
        written.map_err(|error| (folder.join(file), error))?;
    }
    let mut names: Vec<PathBuf> = Vec::new();
    for name in within.iter().map(|path| first_missing(into, path)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    moves::apply(&staging, into, &[], &names).map_err(of_folder)
}

fn make_folders(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    missing.into_iter().rev().try_for_each(disk::create_dir)
}

/// The shortest beginning of a path that is not in a folder: a folder that is missing comes with all that is in it.
fn first_missing(into: &Path, path: &Path) -> PathBuf {
    let is_missing = |part: &&Path| !part.as_os_str().is_empty() && fs::symlink_metadata(into.join(part)).is_err();
    path.ancestors().take_while(is_missing).last().unwrap_or(path).to_owned()
}
