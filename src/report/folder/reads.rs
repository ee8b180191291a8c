//! What a command reads is never in a folder that it replaces, sweeps or writes into.

use std::path::{Path, PathBuf};

use super::{Error, parent};

/// No path leads over more links than these.
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
    let mut paths = vec![path.to_path_buf()];
    let mut looked_at = 0;
    while let Some(path) = paths.get(looked_at).cloned() {
        looked_at += 1;
        for part in path.ancestors() {
            // Where the name itself is, which may be a link.
            let Some((above, name)) = real_parent(part).zip(part.file_name()) else { continue };
            let here = above.join(name);
            if here.starts_with(folder) || part.canonicalize().is_ok_and(|real| real.starts_with(folder)) {
                return true;
            }
            let next = here.read_link().map(|link| above.join(link));
            paths.extend(next.ok().filter(|next| paths.len() < MOST_LINKS && !paths.contains(next)));
        }
    }
    false
}

/// The real place of the folder that a path is in.
fn real_parent(path: &Path) -> Option<PathBuf> {
    path.parent()?;
    parent(path).canonicalize().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn every_way_through_a_folder_is_seen() {
        let dir = tempfile::TempDir::new().unwrap();
        let dir = dir.path().canonicalize().unwrap();
        for folder in ["made/below", "other"] {
            fs::create_dir_all(dir.join(folder)).unwrap();
        }
        for file in ["made/a.csv", "made/below/b.csv", "other/c.csv"] {
            fs::write(dir.join(file), "").unwrap();
        }
        for (to, link) in [
            ("../made/a.csv", "other/to-a.csv"),
            ("to-a.csv", "other/to-to-a.csv"),
            ("../other/c.csv", "made/to-c.csv"),
            ("../made/to-c.csv", "other/by-made.csv"),
            ("made", "alias"),
            ("round", "round"),
            ("round/round", "other/around"),
        ] {
            symlink(to, dir.join(link)).unwrap();
        }
        let made = dir.join("made");
        let through =
            ["made", "made/a.csv", "made/below/b.csv", "made/to-c.csv", "other/to-a.csv", "other/to-to-a.csv", "other/by-made.csv"];
        for path in through.into_iter().chain(["alias/a.csv", "made/../other/c.csv", "other/../made/a.csv"]) {
            assert!(passes_through(&dir.join(path), &made), "{path}");
        }
        for path in ["other/c.csv", "made-up.csv", "round/x", "other/around", "missing/made/a.csv"] {
            assert!(!passes_through(&dir.join(path), &made), "{path}");
        }
    }
}
