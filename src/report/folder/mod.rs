//! A folder of results, whole or not at all.
//!
//! Files are written aside, in a temporary folder next to the target (or in it, where it exists and has to stay), and moved into place
//! when all of them are complete and on the disk, `manifest.json` last. A run that fails, a process that is killed or a power cut leaves
//! the target as it was; what a killed process leaves aside is swept by the next run that writes there.
//!
//! # What may be replaced
//! - Nothing there, or an empty folder: created or filled.
//! - A folder that holds our manifest and, besides it, only files that the manifest lists: replaced as a whole.
//! - Any other folder: refused; with `force`, our files are put among the others, which stay, and earlier results of ours are removed.
//! - Something that is not a folder: refused, forced or not.
//!
//! # Two at once
//! Each run makes its files aside and waits for its turn to move them, so the folder holds those of the run that ended last, whole. (In
//! a folder that stays, on a file system without locks, two runs that end in the same moment may mix.)
//!
//! # A folder that stays
//! A forced one, an empty one, a mount, or the one we stand in cannot be replaced as a whole: files are moved into it one by one, one
//! run after the other, the old manifest going first and the new one coming last. A manifest says that the files are whole; killed in
//! the midst of that, a run leaves files without one, which the next run knows for ours by what is still aside.

mod aside;
mod exchange;
mod found;
mod output;
mod turn;
mod verify;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use self::aside::{Removed, Traces};
pub use self::output::Output;
pub use self::verify::verify;

use self::exchange::{exchange, sync_folder};
use self::found::{Found, foreign, listed, look};
use self::turn::turn;
use super::manifest::{self, Listed, Manifest};

/// A folder being made. Dropped without [`Folder::publish`], it leaves no trace.
#[derive(Debug)]
pub struct Folder {
    /// As it was typed, for messages.
    named: PathBuf,
    /// Where it really is.
    target: PathBuf,
    /// Where the files are until all are complete.
    aside: PathBuf,
    /// Whether files of others may stand in the target.
    force: bool,
    /// Whether the target stays and receives the files one by one, or is replaced as a whole.
    in_place: bool,
    traces: Traces,
    files: Vec<Listed>,
}

/// Why a folder cannot be used: what, where, and what to do.
#[derive(Debug)]
pub struct Error {
    message: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot {doing} {}: {error}\n  give another folder with --out", path.display()))
    }
}

impl Folder {
    /// Claims a folder before anything is computed: looks at what is there and makes the temporary folder.
    ///
    /// # Errors
    /// Where the target must not be replaced, or nothing can be written there.
    pub fn open(named: &Path, force: bool) -> Result<Self, Error> {
        let exists = named.exists();
        // `new/..` is nowhere as long as there is no `new`.
        if !exists && (named.is_symlink() || named.file_name().is_none()) {
            return Err(found::not_a_folder(named));
        }
        // A link to a folder stands for the folder, and `.` has no name of its own.
        let target = if exists { named.canonicalize().map_err(|error| Error::io("look at", named, &error))? } else { named.to_path_buf() };
        // Until we have a temporary folder that others see.
        let _turn = exists.then(|| turn(&target));
        let replaceable = if exists {
            match look(named, &target)? {
                Found::Ours => can_be_moved(&target),
                Found::Foreign(names) if !force => return Err(foreign(named, &names)),
                Found::Empty | Found::Foreign(_) => false,
            }
        } else {
            true
        };
        let (named, traces) = (named.to_path_buf(), Traces::default());
        let mut folder = Self { named, target, aside: PathBuf::new(), force, in_place: !replaceable, traces, files: Vec::new() };
        if replaceable {
            match folder.make_beside() {
                Ok(()) => return Ok(folder),
                // The parent may be closed to us while the folder itself is open.
                Err(_) if exists => folder.in_place = true,
                Err(error) => return Err(error),
            }
        }
        let made = folder.traces.make(&folder.target, &folder.target);
        folder.aside = made.map_err(|error| Error::io("write into", &folder.named, &error))?;
        Ok(folder)
    }

    /// What a run that ends early has to remove.
    pub fn traces(&self) -> Traces {
        self.traces.clone()
    }

    /// Begins a file of the folder.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(&self, name: &str) -> Result<Output, Error> {
        let _held = self.traces.lock();
        Output::create(&self.aside, name).map_err(|error| self.cannot_write(name, &error))
    }

    /// Ends a file, and lists it in the manifest to come.
    ///
    /// # Errors
    /// Where the last of it cannot be written.
    pub fn close(&mut self, output: Output) -> Result<(), Error> {
        let name = output.name.clone();
        let listed = output.finish().map_err(|error| self.cannot_write(&name, &error))?;
        self.files.push(listed);
        Ok(())
    }

    /// Removes a file that was begun.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn discard(&mut self, output: Output) -> Result<(), Error> {
        let _held = self.traces.lock();
        let name = output.name.clone();
        drop(output);
        fs::remove_file(self.aside.join(&name)).map_err(|error| self.cannot_write(&name, &error))
    }

    /// A whole file at once.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&mut self, name: &str, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        let mut output = self.create(name)?;
        content(&mut output).map_err(|error| self.cannot_write(name, &error))?;
        self.close(output)
    }

    /// The files closed so far, for the manifest.
    pub fn files(&self) -> &[Listed] {
        &self.files
    }

    /// Writes the manifest and puts everything in its place.
    ///
    /// # Errors
    /// Where a file cannot be written or moved, or files of others have come into the target since it was opened.
    pub fn publish(self, manifest: &Manifest) -> Result<(), Error> {
        let json = serde_json::to_string_pretty(manifest).map_err(|error| self.cannot_write(manifest::NAME, &error.into()))?;
        let mut output = self.create(manifest::NAME)?;
        let written = output.write_all((json + "\n").as_bytes()).and_then(|()| output.finish());
        written.map_err(|error| self.cannot_write(manifest::NAME, &error))?;
        sync_folder(&self.aside);
        let _turn = turn(&self.target);
        let mut left = self.traces.lock();
        if self.in_place { self.move_files() } else { self.move_folder() }?;
        left.aside = None;
        left.made.clear();
        Ok(())
    }

    /// Replaces the target as a whole.
    fn move_folder(&self) -> Result<(), Error> {
        let failed = |error| Error::io("put the results into", &self.named, &error);
        // More than once only where others make or replace the same folder in the same moment.
        for _ in 0..100 {
            if self.target.exists() {
                // Somebody works in it, or was killed there: it has to stay for once.
                if aside::asides(&self.target).next().is_some() {
                    return self.move_files();
                }
                match look(&self.named, &self.target)? {
                    Found::Foreign(names) => return Err(self.gave_way(&names)),
                    Found::Ours | Found::Empty => match exchange(&self.aside, &self.target) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        done => done.map_err(failed)?,
                    },
                }
                // The earlier results; what cannot be removed now will be swept by a later run.
                let _ = fs::remove_dir_all(&self.aside);
            } else {
                match fs::rename(&self.aside, &self.target) {
                    Err(_) if self.target.exists() => continue,
                    done => done.map_err(failed)?,
                }
            }
            sync_folder(parent(&self.target));
            return Ok(());
        }
        Err(failed(io::ErrorKind::ResourceBusy.into()))
    }

    /// Moves the files one by one into a folder that stays; results of ours that would be left over go first, the manifest comes last.
    fn move_files(&self) -> Result<(), Error> {
        if let (Found::Foreign(names), false) = (look(&self.named, &self.target)?, self.force) {
            return Err(self.gave_way(&names));
        }
        for name in found::ours(&self.target) {
            let _ = fs::remove_file(self.target.join(name));
        }
        let names = self.files.iter().map(|file| file.name.as_str()).chain([manifest::NAME]);
        for name in names {
            let moved = fs::rename(self.aside.join(name), self.target.join(name));
            moved.map_err(|error| Error::io("put the results into", &self.named, &error))?;
        }
        let _ = fs::remove_dir(&self.aside);
        aside::sweep(&self.target);
        aside::sweep(parent(&self.target));
        sync_folder(&self.target);
        Ok(())
    }

    /// Puts the results beside a target that others have begun to use meanwhile: hours of computing are not to be lost for that.
    fn gave_way(&self, names: &[String]) -> Error {
        let beside = (2..1000).map(|n| {
            let mut beside = self.target.clone().into_os_string();
            beside.push(format!("-{n}"));
            PathBuf::from(beside)
        });
        let beside = beside.into_iter().find(|beside| !beside.exists() && fs::rename(&self.aside, beside).is_ok());
        Error::new(format!(
            "{} received what stayput did not write there ({}) while the trials ran, so it is left alone\n  {}",
            self.named.display(),
            listed(names),
            beside.map_or_else(|| "give another folder with --out".to_owned(), |beside| format!("the results are in {}", beside.display()))
        ))
    }

    /// Makes the temporary folder beside the target, and sweeps there.
    fn make_beside(&mut self) -> Result<(), Error> {
        let parent = parent(&self.target).to_path_buf();
        // Another run that gives up may take a folder away again that we relied on.
        let mut attempts = 100;
        let made = |path: &Path| self.traces.make(path, &self.target).map_err(|error| (self.named.clone(), error));
        loop {
            match self.make_parents(&parent).and_then(|()| made(&parent)) {
                Err((_, error)) if error.kind() == io::ErrorKind::NotFound && attempts > 1 => attempts -= 1,
                Err((path, error)) => return Err(Error::io("make the folder", &path, &error)),
                Ok(aside) => {
                    self.aside = aside;
                    aside::sweep(&parent);
                    return Ok(());
                }
            }
        }
    }

    /// Makes the folders above the target that are missing, remembering which.
    fn make_parents(&self, parent: &Path) -> Result<(), (PathBuf, io::Error)> {
        let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => self.traces.lock().made.insert(0, folder),
                // Another run was quicker.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err((folder, error)),
            }
        }
        Ok(())
    }

    /// The error of a file of this folder that cannot be written.
    pub fn cannot_write(&self, name: &str, error: &io::Error) -> Error {
        Error::io("write", &self.named.join(name), error)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.traces.remove());
    }
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether a folder can be moved away: not where it is a mount, the root, or what we stand in.
fn can_be_moved(target: &Path) -> bool {
    let stand_in_it = std::env::current_dir().is_ok_and(|here| here.starts_with(target));
    target.parent().is_some_and(|parent| !stand_in_it && same_device(target, parent))
}

#[cfg(unix)]
fn same_device(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::metadata(a), fs::metadata(b)), (Ok(a), Ok(b)) if a.dev() == b.dev())
}

#[cfg(not(unix))]
fn same_device(_: &Path, _: &Path) -> bool {
    true
}
