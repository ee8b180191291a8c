//! Every change of the disk that results are made with, one function each, so that tests can make any of them fail.
//!
//! In builds with debug assertions, which no release has, the variable `STAYPUT_FAULT` makes the k-th change fail (`fail 7`), it and all
//! that come after it (`fail from 7`), or ends the process before it (`kill 7`).

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Makes a folder.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    change()?;
    fs::create_dir(path)
}

/// Makes a folder that is known for ours before there is anything in it: nobody else gives an empty folder such a mode.
pub(super) fn create_own_dir(path: &Path) -> io::Result<()> {
    change()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
        fs::DirBuilder::new().mode(OWN).create(path)?;
        // Not every system gives a new folder the sticky bit; where it cannot have one, nothing hangs on it.
        let mode = fs::symlink_metadata(path)?.mode() & 0o7777;
        if mode & STICKY == 0 {
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode | STICKY));
        }
        Ok(())
    }
    #[cfg(not(unix))]
    fs::create_dir(path)
}

/// The mode of our temporary folders, before the umask: others may look into them.
#[cfg(unix)]
const OWN: u32 = STICKY | 0o755;
#[cfg(unix)]
const STICKY: u32 = 0o1000;

/// Whether a folder has the mode that [`create_own_dir`] gives, and our user is its owner.
#[cfg(unix)]
pub(super) fn is_own_dir(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() && found.mode() & STICKY != 0) && is_only_ours(path)
}

#[cfg(not(unix))]
pub(super) fn is_own_dir(_: &Path) -> bool {
    false
}

/// Whether we own a folder, and nobody else may write into it who could not take everything beside it away: some file systems let
/// everybody do everything.
#[cfg(unix)]
pub(super) fn is_only_ours(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(above)) = (fs::symlink_metadata(folder), fs::metadata(super::parent(folder))) else { return false };
    let open_above = if above.mode() & STICKY == 0 { above.mode() } else { 0 };
    user() == Some(own.uid()) && own.mode() & !open_above & 0o022 == 0
}

#[cfg(not(unix))]
pub(super) fn is_only_ours(_: &Path) -> bool {
    true
}

/// As whom we run.
#[expect(clippy::unnecessary_wraps, reason = "other systems have no answer")]
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn user() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
fn user() -> Option<u32> {
    None
}

/// Begins a file that was not there.
pub(super) fn create(path: &Path) -> io::Result<File> {
    change()?;
    File::create_new(path)
}

/// A whole small file that was not there, on the disk when this returns.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    change()?;
    io::Write::write_all(&mut file, content)?;
    sync(&file)
}

/// Waits until a file is on the disk; file systems that cannot promise that are taken at their word.
pub(super) fn sync(file: &File) -> io::Result<()> {
    change()?;
    match file.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Waits until the names in a folder are on the disk, where a system can promise that.
pub(super) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Moves a file or a folder.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    change()?;
    fs::rename(from, to)
}

/// Removes a file; one that is not there is as good.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    change()?;
    absent_is_fine(fs::remove_file(path))
}

/// Removes an empty folder; one that is not there is as good.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    change()?;
    absent_is_fine(fs::remove_dir(path))
}

/// Removes a folder with all that is in it; one that is not there is as good.
pub(super) fn remove_all(path: &Path) -> io::Result<()> {
    change()?;
    absent_is_fine(fs::remove_dir_all(path))
}

fn absent_is_fine(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// The text of a plain file of at most so many bytes: no link, pipe or device is opened, and nothing is read of a larger one.
pub(super) fn read_plain(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    open_plain(path, most)?.take(most).read_to_string(&mut text)?;
    Ok(text)
}

/// Opens a plain file of at most so many bytes: no link, pipe or device, and no file that is all hole.
///
/// # Errors
/// Where it is another thing, or larger, or cannot be opened.
pub fn open_plain(path: &Path, most: u64) -> io::Result<File> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    if found.len() > most {
        return Err(io::Error::other(format!("it is larger than {} MiB", most >> 20)));
    }
    if is_hollow(&found) {
        return Err(io::Error::other("hardly anything of it is on the disk"));
    }
    File::open(path)
}

/// Whether a large file is a hole, more or less: such a file costs nobody anything but its reader. Compression saves less.
#[cfg(unix)]
fn is_hollow(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    /// Files up to this length may stand in their folder's own blocks [bytes].
    const SMALL: u64 = 16 << 20;
    file.len() > SMALL && file.blocks().saturating_mul(512) < file.len() / 100
}

#[cfg(not(unix))]
fn is_hollow(_: &fs::Metadata) -> bool {
    false
}

/// One change more.
#[cfg(not(debug_assertions))]
pub(super) fn change() -> io::Result<()> {
    Ok(())
}

/// One change more, unless it is the one that a test wants to fail.
#[cfg(debug_assertions)]
pub(super) fn change() -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static WANTED: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let wanted = WANTED.get_or_init(|| {
        let (how, which) = std::env::var("STAYPUT_FAULT").ok()?.rsplit_once(' ').map(|(how, which)| (how.to_owned(), which.to_owned()))?;
        Some((how, which.parse().ok()?))
    });
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    match wanted {
        Some((how, which)) if how == "kill" && count == *which => std::process::abort(),
        Some((how, which)) if how == "fail" && count == *which || how == "fail from" && count >= *which => {
            Err(io::Error::other("a fault that a test asked for"))
        }
        _ => Ok(()),
    }
}
