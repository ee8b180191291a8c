//! Folders that change places.

use std::io;
use std::path::Path;

use super::{disk, moves};

/// Puts a folder `files/<name>` of a temporary folder in the place of its neighbour `<name>`, which exists.
///
/// At once where system and file system can do that (Linux, macOS); then the temporary folder holds what was there. Elsewhere there is
/// nothing for the moment between two moves.
pub(super) fn exchange(aside: &Path, parent: &Path, name: &Path) -> io::Result<()> {
    match at_once(&moves::files(aside).join(name), &parent.join(name)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => by_turns(aside, parent, name),
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn at_once(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    disk::change()?;
    Ok(renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn by_turns(aside: &Path, parent: &Path, name: &Path) -> io::Result<()> {
    moves::apply(aside, parent, &[name.to_path_buf()], &[name.to_path_buf()])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_change_places_at_once_or_by_turns() {
        for change in [exchange, by_turns] {
            let dir = tempfile::TempDir::new().unwrap();
            let (new, old) = (dir.path().join("aside/files/made"), dir.path().join("made"));
            for (folder, file) in [(&new, "new"), (&old, "old")] {
                fs::create_dir_all(folder).unwrap();
                fs::write(folder.join(file), "").unwrap();
            }
            change(&dir.path().join("aside"), dir.path(), Path::new("made")).unwrap();
            assert!(old.join("new").exists());
            assert!(!old.join("old").exists());
            assert!(!new.join("new").exists());
        }
    }
}
