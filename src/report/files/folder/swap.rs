//! Folders that change places.

use std::io;
use std::path::Path;

use super::{disk, moves};

/// Puts a folder `files/<name>` of a temporary folder in the place of its neighbour `<name>`, which exists.
///
/// At once where system and file system can do that (Linux, macOS); then the temporary folder holds what was there. Elsewhere there is
/// nothing for the moment between two moves.
pub(super) fn swap(staging: &Path, parent: &Path, name: &Path) -> io::Result<()> {
    match atomically(&moves::files(staging).join(name), &parent.join(name)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            move_by_move(staging, parent, name)
        }
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn atomically(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    disk::change()?;
    Ok(renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn atomically(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn move_by_move(staging: &Path, parent: &Path, name: &Path) -> io::Result<()> {
    moves::apply(staging, parent, &[name.to_path_buf()], &[name.to_path_buf()])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_change_places_at_once_or_by_turns() {
        for change in [swap, move_by_move] {
            let dir = tempfile::TempDir::new().unwrap();
            let (new, old) = (dir.path().join("staging/files/made"), dir.path().join("made"));
            for (folder, file) in [(&new, "new"), (&old, "old")] {
                fs::create_dir_all(folder).unwrap();
                fs::write(folder.join(file), "").unwrap();
            }
            change(&dir.path().join("staging"), dir.path(), Path::new("made")).unwrap();
            assert!(old.join("new").exists());
            assert!(!old.join("old").exists());
            assert!(!new.join("new").exists());
        }
    }
}
