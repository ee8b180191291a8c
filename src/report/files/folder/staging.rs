//! The temporary folder in which results are made, and the traces of processes that were killed while they made theirs.
//!
//! It holds [`OWNER`], by which it is known for ours, `files`, what is being made, and while that is moved into place the list of the
//! moves and what was there before ([`super::moves`]). It is locked (`flock` on the folder itself) for as long as its process lives,
//! however that ends, in whatever container and under whatever id. One that can be locked by somebody else is stale: what it had moved is
//! moved back, and it is removed. Where a file system has no locks, nothing is ever taken for stale.
//!
//! Only a folder that a process of the same user made where it stands is ever touched: its owner is ours, nobody else may write into it
//! who could not write beside it, and its mark holds the number that the folder has in its file system, which one that came from
//! elsewhere, in an archive, a repository or a copy, does not have.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::identity::number;
use super::reads::passes_through;
use super::{disk, moves};

/// How names of our temporary folders begin.
const PREFIX: &str = ".stayput-";

/// The file that says that a temporary folder is ours: the first that is made in it, and the last that is removed.
const OWNER: &str = "stayput-owner";

/// So much of the target's name is in that of its temporary folder \[characters\]: a name may be as long as names can be.
const LONGEST_STEM: usize = 40;

/// What that file begins with.
const MARK: &str = "a temporary folder of stayput\n";

/// What a run that ends early has to remove. Clones stand for the same traces.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    left: Arc<Mutex<Left>>,
}

/// What there is on the disk now.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The temporary folder.
    pub(super) staging: Option<PathBuf>,
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
        if let Some(staging) = left.staging.take() {
            discard(&staging);
        }
        for folder in std::mem::take(&mut left.made) {
            let _ = disk::remove_dir(&folder);
        }
        left.lock = None;
        Removed { _held: left }
    }

    /// Keeps the folders that were made above the target.
    pub(crate) fn keep_made(&self) {
        self.lock().made.clear();
    }

    /// Makes the folders of a path that are missing, remembering which; says which could not be made.
    pub(crate) fn make_parents(&self, parent: &Path) -> Result<(), (PathBuf, io::Error)> {
        let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
        for folder in missing.into_iter().rev() {
            // Held while it is made, so that nobody removes what was made before and misses this.
            let mut left = self.lock();
            match disk::create_dir(&folder) {
                Ok(()) => left.made.insert(0, folder),
                // Another run was quicker.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err((folder, error)),
            }
        }
        Ok(())
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the temporary folder in `parent`, of a name that says for what and by whom.
    pub(crate) fn make(&self, parent: &Path, target: &Path) -> io::Result<PathBuf> {
        let stem: String = target.file_name().unwrap_or_default().to_string_lossy().chars().take(LONGEST_STEM).collect();
        let process = std::process::id();
        for attempt in 0_u32..1000 {
            let staging = parent.join(format!("{PREFIX}{stem}-{process}-{attempt}"));
            let mut left = self.lock();
            match disk::create_own_dir(&staging) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            let lock = match claim(&staging) {
                Claim::Locked(folder) => Some(folder),
                Claim::NoLocks => None,
                Claim::Swept => continue,
            };
            left.staging = Some(staging.clone());
            left.lock = lock;
            let version = env!("CARGO_PKG_VERSION");
            let owner = number_of(&staging).map(|number| format!("{MARK}version {version}\nprocess {process}\nfor {stem:?}\n{number}\n"));
            let filled = owner.and_then(|owner| disk::write(&staging.join(OWNER), owner.as_bytes()));
            let filled = filled.and_then(|()| disk::create_dir(&moves::files(&staging)));
            if let Err(error) = filled {
                left.staging = None;
                left.lock = None;
                let _ = disk::remove_file(&staging.join(OWNER)).and_then(|()| disk::remove_dir(&staging));
                return Err(error);
            }
            return Ok(staging);
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

fn claim(staging: &Path) -> Claim {
    let locked = File::open(staging).map(|folder| (folder.try_lock(), folder));
    match locked {
        _ if !staging.exists() => Claim::Swept,
        Ok((Ok(()), folder)) => Claim::Locked(folder),
        Ok((Err(TryLockError::WouldBlock), _)) => Claim::Swept,
        Ok((Err(TryLockError::Error(_)), _)) | Err(_) => Claim::NoLocks,
    }
}

/// Removes the temporary folders in a folder whose process is gone, after what they had moved by half has been moved back; none that
/// holds what the command reads.
pub(crate) fn sweep(parent: &Path, reads: &[PathBuf]) {
    for stale in staging_folders(parent).filter(|staging| is_ours(staging)) {
        let is_read = stale.canonicalize().is_ok_and(|stale| reads.iter().any(|path| passes_through(path, &stale)));
        // Locked until it is removed, so that nobody takes it for one of the living.
        if !is_read
            && let Ok(folder) = File::open(&stale)
            && folder.try_lock().is_ok()
            && moves::recover(&stale, parent, reads).is_ok()
        {
            discard(&stale);
        }
    }
}

/// Removes a temporary folder of ours, its mark last; one from which something could be neither moved in nor back stays, for a later
/// run to put that right.
pub(super) fn discard(staging: &Path) {
    if !moves::is_in_midst(staging) {
        let _ = moves::discard(staging).and_then(|()| disk::remove_file(&staging.join(OWNER))).and_then(|()| disk::remove_dir(staging));
    }
}

/// The temporary folders in a folder, of whatever user.
pub(super) fn staging_folders(parent: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| is_one(path))
}

/// Whether a folder seems to be one that [`Traces::make`] made, whoever ran it: by its name and its mark, or because nothing is in it yet
/// and it has the mode of such a one. That is no leave to change it.
pub(super) fn is_one(staging: &Path) -> bool {
    let is_folder = || fs::symlink_metadata(staging).is_ok_and(|found| found.is_dir());
    staging.file_name().is_some_and(|name| is_named_so(&name.to_string_lossy())) && is_folder() && !matches!(mark(staging), Mark::None)
}

/// Whether a folder is one that [`Traces::make`] made for our user at that very place, and so may be moved back from and removed.
fn is_ours(staging: &Path) -> bool {
    let is_folder =
        |part: PathBuf| part.symlink_metadata().map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |found| found.is_dir());
    let is_made_here = match mark(staging) {
        Mark::None => false,
        Mark::Coming => true,
        // Once: a mark is no list of guesses.
        Mark::Whole(mark) => number_of(staging).is_ok_and(|number| mark.lines().filter(|line| line.starts_with("folder ")).eq([number])),
    };
    is_one(staging) && is_made_here && disk::is_only_ours(staging) && is_folder(moves::files(staging)) && is_folder(moves::old(staging))
}

/// The mark of a temporary folder.
enum Mark {
    Whole(String),
    /// None yet, in a folder that has just been made: there is nothing to lose.
    Coming,
    None,
}

fn mark(staging: &Path) -> Mark {
    let holds = |count| fs::read_dir(staging).is_ok_and(|entries| entries.take(2).count() == count);
    let is_coming = match disk::read_plain(&staging.join(OWNER), 1 << 12) {
        Ok(mark) if mark.starts_with(MARK) => return Mark::Whole(mark),
        Ok(mark) => mark.is_empty() && holds(1),
        Err(error) => error.kind() == io::ErrorKind::NotFound && holds(0),
    };
    if is_coming && disk::is_own_dir(staging) { Mark::Coming } else { Mark::None }
}

/// The line of the mark that says which folder is marked.
fn number_of(staging: &Path) -> io::Result<String> {
    Ok(format!("folder {}", number(&fs::symlink_metadata(staging)?)))
}

/// Whether a name is one that [`Traces::make`] gives: `.stayput-<stem>-<process>-<attempt>`.
fn is_named_so(name: &str) -> bool {
    let is_number = |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    name.strip_prefix(PREFIX).is_some_and(|rest| {
        let mut parts = rest.rsplit('-');
        is_number(parts.next()) && is_number(parts.next()) && parts.next().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_give_are_ours() {
        for ours in [".stayput-made-123-0", ".stayput-a-b-1-999", ".stayput--1-0"] {
            assert!(is_named_so(ours), "{ours}");
        }
        for other in [".stayput-notes", ".stayput-made-123", ".stayput-made-x-0", "stayput-made-123-0", ".stayput-1-0", ".stayput-made-1-"]
        {
            assert!(!is_named_so(other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_what_carries_the_mark_of_its_place_is_ours() {
        let dir = tempfile::TempDir::new().unwrap();
        let staging = dir.path().join(".stayput-made-123-0");
        disk::create_own_dir(&staging).unwrap();
        assert!(is_ours(&staging), "just made");
        fs::write(staging.join(OWNER), "").unwrap();
        assert!(is_ours(&staging), "being marked");
        fs::write(staging.join("notes.txt"), "mine").unwrap();
        assert!(!is_one(&staging));
        fs::write(staging.join(OWNER), "mine").unwrap();
        assert!(!is_one(&staging));
        fs::write(staging.join(OWNER), format!("{MARK}process 123\n")).unwrap();
        assert!(is_one(&staging) && !is_ours(&staging), "of whatever place");
        let number = number_of(&staging).unwrap();
        fs::write(staging.join(OWNER), format!("{MARK}process 123\nfolder 1\n{number}\n")).unwrap();
        assert!(is_one(&staging) && !is_ours(&staging), "a guess");
        fs::write(staging.join(OWNER), format!("{MARK}process 123\n{number}\n")).unwrap();
        assert!(is_ours(&staging));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_may_write_into_or_with_links_is_not_ours() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let set = |folder: &Path, mode| fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        for (above, own, is_safe) in [
            (0o700, 0o1700, true),
            (0o2770, 0o3755, true),
            (0o2770, 0o3775, true),
            (0o2750, 0o3770, false),
            (0o777, 0o777, true),
            (0o775, 0o777, false),
            (0o1777, 0o1755, true),
            (0o1777, 0o1777, false),
        ] {
            let dir = tempfile::TempDir::new().unwrap();
            let staging = Traces::default().make(dir.path(), Path::new("made")).unwrap();
            set(dir.path(), above);
            set(&staging, own);
            assert_eq!(is_ours(&staging), is_safe, "{above:o} {own:o}");
            assert!(is_one(&staging));
        }
        for part in ["files", "old", OWNER] {
            let dir = tempfile::TempDir::new().unwrap();
            let staging = Traces::default().make(dir.path(), Path::new("made")).unwrap();
            let elsewhere = dir.path().join("elsewhere");
            if part == OWNER {
                fs::rename(staging.join(part), &elsewhere).unwrap();
            } else {
                fs::create_dir(&elsewhere).unwrap();
                let _ = fs::remove_dir(staging.join(part));
            }
            symlink(&elsewhere, staging.join(part)).unwrap();
            assert!(!is_ours(&staging), "{part}");
        }
    }

    #[test]
    fn an_empty_folder_of_such_a_name_is_not_ours() {
        let dir = tempfile::TempDir::new().unwrap();
        let staging = dir.path().join(".stayput-empty-1-1");
        fs::create_dir(&staging).unwrap();
        assert!(!is_one(&staging));
    }
}
