//! One run at a time looks at a folder or changes it: a lock on the folder above, held for the moment that this takes.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::parent;

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(5);

/// Attempts: ten seconds. Whoever holds it for longer is not one of us.
const ATTEMPTS: u32 = 2_000;

/// Waits for the lock of a folder, which is held as long as what is returned. `None` where there are no locks: there nobody waits.
pub(super) fn lock_folder(target: &Path) -> Option<File> {
    let folder = File::open(parent(target)).or_else(|_| File::open(target)).ok()?;
    for _ in 0..ATTEMPTS {
        match folder.try_lock() {
            Ok(()) => return Some(folder),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}
