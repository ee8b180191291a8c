//! The temporary folder in which results are made, and the traces of processes that were killed while they made theirs.
//!
//! A temporary folder is locked (`flock` on the folder itself) for as long as its process lives, however that ends, in whatever
//! container and under whatever id. One that can be locked by somebody else is stale, and removed. Where a file system has no locks,
//! nothing is ever taken for stale.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How names of our temporary folders begin.
const PREFIX: &str = ".stayput-";

/// What a run that ends early has to remove. Clones stand for the same traces.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    left: Arc<Mutex<Left>>,
}

/// What there is on the disk now.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The temporary folder.
    pub(super) aside: Option<PathBuf>,
    /// Folders above the target that we made, innermost first.
    pub(super) made: Vec<PathBuf>,
    /// What says to others that we live.
    lock: Option<File>,
}

/// The traces are gone. As long as this is held, no file of the run can be begun or moved.
#[derive(Debug)]
pub struct Removed<'a> {
    _held: MutexGuard<'a, Left>,
}

impl Traces {
    /// Removes everything that the run has on the disk and was not published. Waits for a publication that has begun.
    pub fn remove(&self) -> Removed<'_> {
        let mut left = self.lock();
        // Nothing can be done about a failure here; a later run will sweep.
        if let Some(aside) = left.aside.take() {
            let _ = fs::remove_dir_all(aside);
        }
        for folder in std::mem::take(&mut left.made) {
            let _ = fs::remove_dir(folder);
        }
        left.lock = None;
        Removed { _held: left }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the temporary folder in `parent`, of a name that says for what and by whom.
    pub(super) fn make(&self, parent: &Path, target: &Path) -> io::Result<PathBuf> {
        let stem = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let process = std::process::id();
        for attempt in 0_u32..1000 {
            let aside = parent.join(format!("{PREFIX}{stem}-{process}-{attempt}"));
            match fs::create_dir(&aside) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            let lock = match claim(&aside) {
                Claim::Locked(folder) => Some(folder),
                Claim::NoLocks => None,
                Claim::Swept => continue,
            };
            let mut left = self.lock();
            left.aside = Some(aside.clone());
            left.lock = lock;
            return Ok(aside);
        }
        Err(io::Error::other("no name for a temporary folder is free"))
    }
}

/// What became of the attempt to lock a folder just made.
enum Claim {
    Locked(File),
    /// System or file system do not lock folders.
    NoLocks,
    /// A sweeper came between the making and the locking.
    Swept,
}

fn claim(aside: &Path) -> Claim {
    let locked = File::open(aside).map(|folder| (folder.try_lock(), folder));
    match locked {
        _ if !aside.exists() => Claim::Swept,
        Ok((Ok(()), folder)) => Claim::Locked(folder),
        Ok((Err(TryLockError::WouldBlock), _)) => Claim::Swept,
        Ok((Err(TryLockError::Error(_)), _)) | Err(_) => Claim::NoLocks,
    }
}

/// Removes the temporary folders in a folder whose process is gone.
pub(super) fn sweep(parent: &Path) {
    for stale in asides(parent) {
        // Held until it is removed, so that nobody takes it for one of the living.
        if let Ok(folder) = File::open(&stale)
            && folder.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(&stale);
        }
    }
}

/// Our temporary folders in a folder.
pub(super) fn asides(parent: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| is_ours(&entry.file_name().to_string_lossy()) && entry.file_type().is_ok_and(|kind| kind.is_dir()));
    ours.map(|entry| entry.path())
}

/// Whether a name is one that [`Traces::make`] gives: `.stayput-<stem>-<process>-<attempt>`, with `-old` where it was put by.
pub(super) fn is_ours(name: &str) -> bool {
    let is_number = |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    name.strip_prefix(PREFIX).is_some_and(|rest| {
        let mut parts = rest.strip_suffix("-old").unwrap_or(rest).rsplit('-');
        is_number(parts.next()) && is_number(parts.next()) && parts.next().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_give_are_ours() {
        for ours in [".stayput-made-123-0", ".stayput-made-123-0-old", ".stayput-a-b-1-999", ".stayput--1-0"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [".stayput-notes", ".stayput-made-123", ".stayput-made-x-0", "stayput-made-123-0", ".stayput-1-0", ".stayput-made-1-"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }
}
