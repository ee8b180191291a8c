//! Files that are moved into a folder one by one, as if at once: all of them, or none.
//!
//! Before the first is moved, the temporary folder gets a list of all of them. What has to make room is moved into the temporary folder.
//! The last name of the list comes last: where it is in place, all are; where it is not, everything is moved back, at once if a move
//! failed, or by the next run if the process was killed.
//!
//! The list says of each what it is ([`Identity`]). Only that is ever moved back: what stands in its place since, or under a name that a
//! list of others gives, is left alone, and so is what the command reads. Nothing is moved through a link.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;
use super::identity::{Identity, Name};
use super::reads::passes_through;

/// The list.
const LIST: &str = "moves";

/// The most that is read of a list \[bytes\].
const LARGEST: u64 = 16 << 20;

/// What is moved, relative to both folders.
#[derive(Serialize, Deserialize)]
struct Moves {
    /// What makes room, in the order in which it goes: names of the folder itself, none of a folder below.
    away: Vec<Moved>,
    /// What comes, in that order.
    names: Vec<Moved>,
}

#[derive(Serialize, Deserialize)]
struct Moved {
    name: Name,
    is: Identity,
}

/// Where in a temporary folder what is made is made.
pub(super) fn files(staging: &Path) -> PathBuf {
    staging.join("files")
}

/// Where in a temporary folder what has to make room goes.
pub(super) fn old(staging: &Path) -> PathBuf {
    staging.join("old")
}

/// Moves `away` out of a folder and `names` from `files` of a temporary folder into it. What is there under one of the names and does not
/// go away is an error.
///
/// # Errors
/// Where something could not be moved. Then everything is as it was, or, where not even that could be done, will be after the next run.
pub(super) fn apply(staging: &Path, into: &Path, away: &[PathBuf], names: &[PathBuf]) -> io::Result<()> {
    disk::create_dir(&old(staging))?;
    let moves = Moves {
        away: away.iter().filter(|name| is_there(&into.join(name))).map(|name| Moved::of(into, name)).collect::<io::Result<_>>()?,
        names: names.iter().map(|name| Moved::of(&files(staging), name)).collect::<io::Result<_>>()?,
    };
    if let Some(name) = names.iter().find(|name| !leads_directly(into, name)) {
        return Err(io::Error::other(format!("{} lies behind a link", name.display())));
    }
    // First under another name: a list is whole, or there is none.
    let (draft, list) = (staging.join("moves-draft"), staging.join(LIST));
    disk::write(&draft, &serde_json::to_vec(&moves)?)?;
    disk::rename(&draft, &list)?;
    disk::sync_folder(staging);
    let moved = moves.forward(staging, into);
    if moved.is_err() {
        // What cannot be moved back now can be by the next run: the list stays.
        let _ = moves.back(staging, into, &[]).and_then(|()| disk::remove_file(&list));
        return moved;
    }
    disk::sync_folder(into);
    // What was there before is of no use now; without the list, nobody would look at it.
    let _ = disk::remove_file(&list);
    Ok(())
}

/// Moves back what a process that was killed had moved by half, but for what the command reads.
///
/// # Errors
/// Where that cannot be done, or the list is none of ours.
pub(super) fn recover(staging: &Path, into: &Path, reads: &[PathBuf]) -> io::Result<()> {
    let Some(moves) = Moves::read(staging)? else { return Ok(()) };
    if !moves.is_done(staging) {
        moves.back(staging, into, reads)?;
    }
    disk::remove_file(&staging.join(LIST))
}

/// Whether something was moved by half, and could not be moved back.
pub(super) fn is_in_midst(staging: &Path) -> bool {
    Moves::read(staging).map_or(true, |moves| moves.is_some_and(|moves| !moves.is_done(staging)))
}

/// Removes everything that may be in a temporary folder, but for its mark.
pub(super) fn discard(staging: &Path) -> io::Result<()> {
    disk::remove_all(&files(staging))?;
    disk::remove_all(&old(staging))?;
    disk::remove_file(&staging.join(LIST))?;
    disk::remove_file(&staging.join("moves-draft"))
}

impl Moved {
    fn of(folder: &Path, name: &Path) -> io::Result<Self> {
        Ok(Self { name: name.as_os_str().into(), is: Identity::of(&folder.join(name))? })
    }

    /// Where it is in a folder.
    fn within(&self, folder: &Path) -> PathBuf {
        folder.join(self.name.path())
    }
}

impl Moves {
    /// The list in a temporary folder, if there is one; one that leads out of its folders, or that is none, is an error.
    fn read(staging: &Path) -> io::Result<Option<Self>> {
        let json = match disk::read_plain(&staging.join(LIST), LARGEST) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            json => json?,
        };
        let moves: Self = serde_json::from_str(&json)?;
        let stays = |name: &Path| name.components().all(|part| matches!(part, Component::Normal(_))) && name.file_name().is_some();
        let is_single = |name: &Path| name.components().count() == 1;
        let away = moves.away.iter().map(|moved| moved.name.path()).all(|name| stays(&name) && is_single(&name));
        if away && moves.names.iter().all(|moved| stays(&moved.name.path())) {
            return Ok(Some(moves));
        }
        Err(io::Error::other("the list of moves leads out of its folder"))
    }

    /// Whether the last of what comes has come.
    fn is_done(&self, staging: &Path) -> bool {
        self.names.last().is_none_or(|last| !is_there(&last.within(&files(staging))))
    }

    fn forward(&self, staging: &Path, into: &Path) -> io::Result<()> {
        for moved in self.away.iter().filter(|moved| is_there(&moved.within(into))) {
            disk::rename(&moved.within(into), &moved.within(&old(staging)))?;
        }
        for moved in &self.names {
            let place = moved.within(into);
            if is_there(&place) {
                return Err(is_there_already(&moved.name.path()));
            }
            disk::rename(&moved.within(&files(staging)), &place)?;
        }
        Ok(())
    }

    /// Whatever was moved goes back; what was not, and what is another by now, is left alone, so that this can be broken off and begun
    /// again.
    fn back(&self, staging: &Path, into: &Path, reads: &[PathBuf]) -> io::Result<()> {
        for moved in self.names.iter().rev() {
            let (name, made, place) = (moved.name.path(), moved.within(&files(staging)), moved.within(into));
            let is_ours = || leads_directly(into, &name) && leads_directly(&files(staging), &name) && moved.is.is_at(&place);
            let is_read = || place.canonicalize().is_ok_and(|place| reads.iter().any(|path| passes_through(path, &place)));
            if !is_there(&made) && is_ours() && !is_read() {
                disk::rename(&place, &made)?;
            }
        }
        // The first to go, the manifest, is the last to be there again.
        for moved in self.away.iter().rev() {
            let (gone, place) = (moved.within(&old(staging)), moved.within(into));
            if !moved.is.is_number_at(&gone) {
                continue;
            }
            if is_there(&place) {
                return Err(is_there_already(&moved.name.path()));
            }
            disk::rename(&gone, &place)?;
        }
        disk::sync_folder(into);
        Ok(())
    }
}

/// Whether every folder on the way from a folder to what has a name in it is a folder, and no link to one, as far as there is any.
fn leads_directly(folder: &Path, name: &Path) -> bool {
    let mut above = name.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()).map(|above| folder.join(above));
    above.all(|above| above.symlink_metadata().map_or(true, |found| found.is_dir()))
}

fn is_there_already(name: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, format!("{} is there already", name.display()))
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
        fs::create_dir_all(dir.path().join("staging/files")).unwrap();
        for (path, content) in [("a", "old"), ("gone", "old"), ("last", "old"), ("notes", "mine")] {
            fs::write(dir.path().join(path), content).unwrap();
        }
        for path in ["a", "b", "last"] {
            fs::write(dir.path().join("staging/files").join(path), "new").unwrap();
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
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        let old = files(into);
        let [away, names] = moves();
        // The last cannot be moved: it is not there.
        fs::rename(staging.join("files/last"), staging.join("files/other")).unwrap();
        assert!(apply(&staging, into, &away, &names).is_err());
        assert_eq!(files(into), old);
        fs::rename(staging.join("files/other"), staging.join("files/last")).unwrap();
        fs::remove_dir(staging.join("old")).unwrap();
        apply(&staging, into, &away, &names).unwrap();
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
        fs::rename(dir.path().join("staging/files/a"), dir.path().join("staging/files/notes")).unwrap();
        let error = apply(&dir.path().join("staging"), dir.path(), &[], &names).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::AlreadyExists, "notes is there already"));
        assert_eq!(files(dir.path()), old);
    }

    /// A place in which so many of the moves were made when the process was killed.
    fn broken_off(done: usize) -> (tempfile::TempDir, BTreeMap<String, String>) {
        let dir = place();
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        let before = files(into);
        let [away, names] = moves();
        let of = |folder: &Path, names: &[PathBuf]| names.iter().map(|name| Moved::of(folder, name).unwrap()).collect();
        fs::create_dir(old(&staging)).unwrap();
        let list = Moves { away: of(into, &away), names: of(&super::files(&staging), &names) };
        fs::write(staging.join(LIST), serde_json::to_vec(&list).unwrap()).unwrap();
        let away = away.iter().map(|name| (into.join(name), old(&staging).join(name)));
        let coming = names.iter().map(|name| (super::files(&staging).join(name), into.join(name)));
        for (from, to) in away.chain(coming).take(done) {
            fs::rename(from, to).unwrap();
        }
        (dir, before)
    }

    #[test]
    fn moves_broken_off_anywhere_are_moved_back() {
        for done in 0..6 {
            let (dir, before) = broken_off(done);
            let (into, staging) = (dir.path(), dir.path().join("staging"));
            assert!(is_in_midst(&staging));
            recover(&staging, into, &[]).unwrap();
            assert_eq!(files(into), before, "{done} moves");
            assert!(!staging.join(LIST).exists());
        }
    }

    #[test]
    fn what_is_another_by_now_or_read_is_not_moved_back() {
        // All that goes has gone, `a` and `b` have come.
        let (dir, _) = broken_off(5);
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        fs::write(into.join("b"), "mine").unwrap();
        recover(&staging, into, &[]).unwrap();
        assert_eq!(
            files(into).into_iter().map(|(name, content)| format!("{name} {content}")).collect::<Vec<_>>(),
            ["a old", "b mine", "gone old", "last old", "notes mine"]
        );
        let (dir, _) = broken_off(5);
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        recover(&staging, into, &[into.join("b")]).unwrap();
        assert!(files(into).contains_key("b"));
        // What stands in the way of an old file is not overwritten by it, and the old one stays where it is.
        let (dir, _) = broken_off(5);
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        fs::write(into.join("last"), "mine").unwrap();
        assert_eq!(recover(&staging, into, &[]).unwrap_err().to_string(), "last is there already");
        assert_eq!(
            (fs::read_to_string(into.join("last")).unwrap(), fs::read_to_string(old(&staging).join("last")).unwrap()),
            ("mine".into(), "old".into())
        );
        assert!(is_in_midst(&staging));
    }

    #[test]
    fn a_list_that_leads_elsewhere_or_is_none_moves_nothing() {
        let dir = place();
        let staging = dir.path().join("staging");
        let before = files(dir.path());
        let is = r#"{"file":{"number":1,"bytes":1,"written":1}}"#;
        for list in
            ["../x", "/etc/passwd", "a/../../x", ".", ""].map(|name| format!(r#"{{"away":[],"names":[{{"name":"{name}","is":{is}}}]}}"#))
        {
            fs::write(staging.join(LIST), &list).unwrap();
            assert!(recover(&staging, dir.path(), &[]).is_err() && is_in_midst(&staging), "{list}");
        }
        for list in [r#"{"away":[],"names":["notes"]}"#, "", "notes"] {
            fs::write(staging.join(LIST), list).unwrap();
            assert!(recover(&staging, dir.path(), &[]).is_err() && is_in_midst(&staging), "{list}");
        }
        assert_eq!(files(dir.path()), before);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_moved_through_a_link() {
        let dir = place();
        let (into, staging) = (dir.path(), dir.path().join("staging"));
        fs::create_dir_all(staging.join("files/link")).unwrap();
        fs::create_dir(into.join("elsewhere")).unwrap();
        fs::rename(staging.join("files/a"), staging.join("files/link/a")).unwrap();
        std::os::unix::fs::symlink("elsewhere", into.join("link")).unwrap();
        assert_eq!(apply(&staging, into, &[], &["link/a".into()]).unwrap_err().to_string(), "link/a lies behind a link");
        assert!(staging.join("files/link/a").exists());
    }
}
