//! What a command reads is never in a folder that it replaces, sweeps or writes into.

use std::path::{Path, PathBuf};

use super::Error;

/// More links than these in a row go in a circle.
const MOST_LINKS: usize = 40;

/// Refuses a folder, of which also the real place is given, that holds what the command reads.
pub(super) fn spare(named: &Path, target: &Path, reads: &[PathBuf]) -> Result<(), Error> {
    match reads.iter().find(|path| passes_through(path, target)) {
        None => Ok(()),
        Some(path) => Err(Error::new(format!(
            "{} holds what this command reads ({}), so no results can go there\n  give another folder with --out",
            named.display(),
            path.display()
        ))),
    }
}

/// Whether a path leads through a folder (its real place): its file, a folder above that, or a link on the way is in there.
pub(super) fn passes_through(path: &Path, folder: &Path) -> bool {
    leads_through(path, folder, MOST_LINKS)
}

fn leads_through(path: &Path, folder: &Path, links: usize) -> bool {
    path.ancestors().any(|part| {
        if part.canonicalize().is_ok_and(|real| real.starts_with(folder)) {
            return true;
        }
        let Some(name) = part.file_name() else { return false };
        let above = part.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Ok(above) = above.canonicalize() else { return false };
        let here = above.join(name);
        let next = here.read_link().ok().filter(|_| links > 0);
        here.starts_with(folder) || next.is_some_and(|next| leads_through(&above.join(next), folder, links - 1))
    })
}
