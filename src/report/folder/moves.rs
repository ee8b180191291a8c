//! Files that are moved into a folder one by one, as if at once: all of them, or none.
//!
//! Before the first is moved, the temporary folder gets a list of all of them. What has to make room is moved into the temporary folder.
//! The last name of the list comes last: where it is in place, all are; where it is not, everything is moved back, at once if a move
//! failed, or by the next run if the process was killed.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;

/// The list.
const LIST: &str = "moves";

/// The most that is read of a list [bytes].
const LARGEST: u64 = 16 << 20;

/// What is moved, relative to both folders.
#[derive(Serialize, Deserialize)]
struct Moves {
    /// What makes room, in the order in which it goes: names of the folder itself, none of a folder below.
    away: Vec<PathBuf>,
    /// What comes, in that order.
    names: Vec<PathBuf>,
}

/// Where in a temporary folder what is made is made.
pub(super) fn files(aside: &Path) -> PathBuf {
    aside.join("files")
}

/// Where in a temporary folder what has to make room goes.
fn old(aside: &Path) -> PathBuf {
    aside.join("old")
}

/// Moves `away` out of a folder and `names` from `files` of a temporary folder into it. What is there under one of the names and does not
/// go away is an error.
///
/// # Errors
/// Where something could not be moved. Then everything is as it was, or, where not even that could be done, will be after the next run.
pub(super) fn apply(aside: &Path, into: &Path, away: Vec<PathBuf>, names: Vec<PathBuf>) -> io::Result<()> {
    let moves = Moves { away, names };
    // First under another name: a list is whole, or there is none.
    let (draft, list) = (aside.join("moves-draft"), aside.join(LIST));
    disk::create_dir(&old(aside))?;
    disk::write(&draft, &serde_json::to_vec(&moves)?)?;
    disk::rename(&draft, &list)?;
    disk::sync_folder(aside);
    let moved = moves.forward(aside, into);
    if moved.is_err() {
        // What cannot be moved back now can be by the next run: the list stays.
        let _ = moves.back(aside, into).and_then(|()| disk::remove_file(&list));
        return moved;
    }
    disk::sync_folder(into);
    // What was there before is of no use now; without the list, nobody would look at it.
    let _ = disk::remove_file(&list);
    Ok(())
}

/// Moves back what a process that was killed had moved by half.
///
/// # Errors
/// Where that cannot be done.
pub(super) fn recover(aside: &Path, into: &Path) -> io::Result<()> {
    let Some(moves) = Moves::read(aside) else { return Ok(()) };
    if !moves.is_done(aside) {
        moves.back(aside, into)?;
    }
    disk::remove_file(&aside.join(LIST))
}

/// Whether something was moved by half, and could not be moved back.
pub(super) fn is_in_midst(aside: &Path) -> bool {
    Moves::read(aside).is_some_and(|moves| !moves.is_done(aside))
}

/// Removes everything that may be in a temporary folder, but for its mark.
pub(super) fn discard(aside: &Path) -> io::Result<()> {
    disk::remove_all(&files(aside))?;
    disk::remove_all(&old(aside))?;
    disk::remove_file(&aside.join(LIST))?;
    disk::remove_file(&aside.join("moves-draft"))
}

impl Moves {
    /// The list in a temporary folder, if there is one that stays in its folders.
    fn read(aside: &Path) -> Option<Self> {
        let moves: Self = serde_json::from_str(&disk::read_plain(&aside.join(LIST), LARGEST).ok()?).ok()?;
        let stays = |name: &PathBuf| name.components().all(|part| matches!(part, Component::Normal(_)));
        let all_stay = moves.away.iter().chain(&moves.names).all(stays);
        all_stay.then_some(moves)
    }

    /// Whether the last of what comes has come.
    fn is_done(&self, aside: &Path) -> bool {
        self.names.last().is_none_or(|last| !is_there(&files(aside).join(last)))
    }

    fn forward(&self, aside: &Path, into: &Path) -> io::Result<()> {
        for name in self.away.iter().filter(|name| is_there(&into.join(name))) {
            disk::rename(&into.join(name), &old(aside).join(name))?;
        }
        for name in &self.names {
            if is_there(&into.join(name)) {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} is there already", name.display())));
            }
            disk::rename(&files(aside).join(name), &into.join(name))?;
        }
        Ok(())
    }

    /// Whatever was moved goes back; what was not is left alone, so that this can be broken off and begun again.
    fn back(&self, aside: &Path, into: &Path) -> io::Result<()> {
        for name in self.names.iter().rev() {
            let (made, moved) = (files(aside).join(name), into.join(name));
            if !is_there(&made) && is_there(&moved) {
                disk::rename(&moved, &made)?;
            }
        }
        // The first to go, the manifest, is the last to be there again.
        for name in self.away.iter().rev().filter(|name| is_there(&old(aside).join(name))) {
            disk::rename(&old(aside).join(name), &into.join(name))?;
        }
        disk::sync_folder(into);
        Ok(())
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;

    /// A folder with old files and, in a temporary folder, new ones.
    fn place() -> tempfile::TempDir {
        let dir = tempfile::TempDir::new().unwrap();
        fs::create_dir_all(dir.path().join("aside/files")).unwrap();
        for (path, content) in [("a", "old"), ("gone", "old"), ("last", "old"), ("notes", "mine")] {
            fs::write(dir.path().join(path), content).unwrap();
        }
        for path in ["a", "b", "last"] {
            fs::write(dir.path().join("aside/files").join(path), "new").unwrap();
        }
        dir
    }

    fn files(folder: &Path) -> BTreeMap<String, String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        entries.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())).collect()
    }

    fn moves() -> [Vec<PathBuf>; 2] {
        [["last", "a", "gone"], ["a", "b", "last"]].map(|names| names.map(PathBuf::from).to_vec())
    }

    #[test]
    fn all_files_are_moved_or_none() {
        let dir = place();
        let (into, aside) = (dir.path(), dir.path().join("aside"));
        let old = files(into);
        let [away, names] = moves();
        // The last cannot be moved: it is not there.
        fs::rename(aside.join("files/last"), aside.join("files/other")).unwrap();
        assert!(apply(&aside, into, away.clone(), names.clone()).is_err());
        assert_eq!(files(into), old);
        fs::rename(aside.join("files/other"), aside.join("files/last")).unwrap();
        fs::remove_dir(aside.join("old")).unwrap();
        apply(&aside, into, away, names).unwrap();
        assert_eq!(
            files(into),
            BTreeMap::from([("a", "new"), ("b", "new"), ("last", "new"), ("notes", "mine")].map(|(a, b)| (a.to_owned(), b.to_owned())))
        );
    }

    #[test]
    fn what_is_there_and_does_not_go_away_is_not_overwritten() {
        let dir = place();
        let old = files(dir.path());
        let names = ["b", "notes"].map(PathBuf::from).to_vec();
        fs::rename(dir.path().join("aside/files/a"), dir.path().join("aside/files/notes")).unwrap();
        let error = apply(&dir.path().join("aside"), dir.path(), Vec::new(), names).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::AlreadyExists, "notes is there already"));
        assert_eq!(files(dir.path()), old);
    }

    #[test]
    fn moves_broken_off_anywhere_are_moved_back() {
        for done in 0..6 {
            let dir = place();
            let (into, aside) = (dir.path(), dir.path().join("aside"));
            let before = files(into);
            let [away, names] = moves();
            fs::create_dir(old(&aside)).unwrap();
            fs::write(aside.join(LIST), serde_json::to_vec(&Moves { away: away.clone(), names: names.clone() }).unwrap()).unwrap();
            let away = away.iter().map(|name| (into.join(name), old(&aside).join(name)));
            let coming = names.iter().map(|name| (super::files(&aside).join(name), into.join(name)));
            for (from, to) in away.chain(coming).take(done) {
                fs::rename(from, to).unwrap();
            }
            assert!(is_in_midst(&aside));
            recover(&aside, into).unwrap();
            assert_eq!(files(into), before, "{done} moves");
            assert!(!aside.join(LIST).exists());
        }
    }

    #[test]
    fn a_list_that_leads_elsewhere_is_none() {
        let dir = place();
        for name in ["../x", "/etc/passwd", "a/../../x", "."] {
            fs::write(dir.path().join("aside").join(LIST), format!(r#"{{"away":[],"names":["{name}"]}}"#)).unwrap();
            assert!(Moves::read(&dir.path().join("aside")).is_none(), "{name}");
        }
    }
}
