//! What a command reads is never in a folder that it replaces, sweeps or writes into.

use std::path::{Component, Path, PathBuf};

use super::{Error, parent};

/// No path leads over more links than these.
const MOST_LINKS: usize = 40;

/// Refuses a folder, of which also the real place is given, that holds what the command reads, or that is in a folder which it reads.
pub(super) fn spare(named: &Path, target: &Path, reads: &[PathBuf]) -> Result<(), Error> {
    let named = named.display();
    if let Some(path) = reads.iter().find(|path| passes_through(path, target)) {
        return Err(Error::new(format!(
            "{named} holds what this command reads ({}), so no results can go there\n  give another folder with --out",
            path.display()
        )));
    }
    let is_around = |path: &&PathBuf| path.is_dir() && path.canonicalize().is_ok_and(|path| target.starts_with(path));
    match reads.iter().find(is_around) {
        None => Ok(()),
        Some(path) => Err(Error::new(format!(
            "{named} is in {}, which this command reads, so no results can go there\n  give another folder with --out",
            path.display()
        ))),
    }
}

/// Where a path leads, also where its end is not there yet: what is not there is no link.
pub fn real_place(path: &Path) -> PathBuf {
    let mut place = Path::new(".").canonicalize().unwrap_or_default();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(place.pop()),
            _ => {
                place.push(part);
                place = place.canonicalize().unwrap_or(place);
            }
        }
    }
    place
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
        for (path, place) in [
            ("alias/below", "made/below"),
            ("alias/new/../x", "made/x"),
            ("alias/../new", "new"),
            ("new/../other/.", "other"),
            ("other/to-to-a.csv", "made/a.csv"),
        ] {
            assert_eq!(real_place(&dir.join(path)), dir.join(place), "{path}");
        }
        for path in ["other/c.csv", "made-up.csv", "round/x", "other/around", "missing/made/a.csv"] {
            assert!(!passes_through(&dir.join(path), &made), "{path}");
        }
    }
}
