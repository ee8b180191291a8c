//! Folders that change places, and changes that outlast a power cut.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Puts `new` in the place of `old`, which exists; then `new` holds what `old` held, or is gone.
///
/// At once where system and file system can do that (Linux, macOS). Elsewhere there is no `old` between two renames; it is never half
/// of one.
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    match at_once(new, old) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => by_turns(new, old),
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn at_once(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn by_turns(new: &Path, old: &Path) -> io::Result<()> {
    let mut by = new.to_path_buf().into_os_string();
    by.push("-old");
    fs::rename(old, &by)?;
    if let Err(error) = fs::rename(new, old) {
        // As it was before.
        fs::rename(&by, old)?;
        return Err(error);
    }
    // What cannot be removed now will be swept by a later run.
    let _ = fs::remove_dir_all(&by);
    Ok(())
}

/// Waits until the names in a folder are on the disk, where a system can promise that.
pub(super) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_change_places_at_once_or_by_turns() {
        for change in [exchange, by_turns] {
            let dir = tempfile::TempDir::new().unwrap();
            let (new, old) = (dir.path().join("new"), dir.path().join("old"));
            for folder in [&new, &old] {
                fs::create_dir(folder).unwrap();
                fs::write(folder.join(folder.file_name().unwrap()), "").unwrap();
            }
            change(&new, &old).unwrap();
            assert!(old.join("new").exists());
            assert!(!old.join("old").exists());
            assert!(!new.join("new").exists());
            assert!(!dir.path().join("new-old").exists());
        }
    }
}
