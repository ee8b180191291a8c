//! A folder of results, published atomically.
//!
//! Files are staged in a temporary folder next to the target (or in it, where it exists and has to stay), and moved into place when all of
//! them are complete and on the disk, `manifest.json` last. A run that fails, a process that is killed or a power cut leaves the target
//! as it was; the staging folder of a killed process is swept by the next run that writes there.
//!
//! # What may be replaced
//! - Nothing there, or an empty folder: created or filled.
//! - A folder that holds our manifest and, besides it, only files that it lists, which have names that we give and are still what was
//!   written (length and SHA-256): replaced as a whole.
//! - Any other folder: refused; with `force`, our files are put among the others, which stay, and earlier results of ours are removed.
//!   Results that somebody has changed count as files of others; with `force` one is replaced by a new one of the same name, or stays.
//! - Something that is not a folder: refused, forced or not.
//!
//! # Two at once
//! Each run stages its files and waits for a lock to move them, so the folder holds those of the run that ended last, whole. (In a
//! folder that stays, on a file system without locks, two runs that end in the same moment may mix.)
//!
//! # A folder that stays
//! A forced one, an empty one, a mount, the one we stand in, or one with attributes that cannot be copied cannot be replaced as a whole:
//! files are moved into it one by one, one run after the other, the old manifest going first and the new one coming last. Where a move
//! fails, all are moved back; killed in the midst of it, a run leaves a list by which the next run moves them back.
//!
//! # Results of an interrupted run
//! They never replace whole ones, unless forced: they go beside, into `<target>-partial`, and replace what is partial there.
//!
//! # What the command reads
//! No folder that holds any of it is replaced, swept or written into, forced or not, and none within a folder that is read.
//!
//! # In memory
//! [`Folder::in_memory`] is no folder at all: its files are kept for whoever wants them without a disk.

mod attributes;
mod disk;
mod existing;
mod identity;
mod lock;
mod moves;
mod output;
mod reads;
mod staging;
mod swap;
pub(crate) mod together;
mod verify;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

pub use self::disk::open_plain;
pub use self::existing::{holds_results_of_0_1_0, scenario_file_of};
pub use self::output::Output;
pub use self::reads::real_place;
pub use self::staging::{Removed, Traces};
pub use self::verify::{Verified, manifest_of, verify};

use self::attributes::{alike, as_closed_as};
use self::disk::sync_folder;
use self::existing::{Existing, Known, look};
use self::lock::lock_folder;
use self::swap::swap;
use crate::diagnostic::escaped;
use crate::report::files::manifest::{self, Listed, Manifest, Stopped};

/// A folder being made. Dropped without [`Folder::publish`], it leaves no trace.
#[derive(Debug)]
pub struct Folder {
    /// As it was typed, for messages.
    named: PathBuf,
    /// Where it really is.
    target: PathBuf,
    /// The temporary folder.
    staging: PathBuf,
    /// Where in it the files are until all are complete.
    content: PathBuf,
    /// What the command reads.
    reads: Vec<PathBuf>,
    /// Earlier results in the target that were found to be as they were written.
    known: Known,
    /// Whether files of others may stand in the target.
    force: bool,
    /// Whether the target stays and receives the files one by one, or is replaced as a whole.
    in_place: bool,
    traces: Traces,
    files: Vec<Listed>,
    /// Where the files are kept instead, if not on the disk.
    memory: Option<Kept>,
}

/// Files in memory, by name, in the order in which they were ended. Clones stand for the same files.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Contents>>);

/// Names and contents.
type Contents = Vec<(String, Vec<u8>)>;

impl Kept {
    fn push(&self, name: &str, bytes: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((name.to_owned(), bytes));
    }

    fn text(&self, name: &str) -> io::Result<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let content = kept.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.clone());
        String::from_utf8(content.ok_or(io::ErrorKind::NotFound)?).map_err(io::Error::other)
    }

    /// Takes the files out.
    pub fn take(&self) -> Contents {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
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
    /// Claims a folder before anything is computed: looks at what is there and makes the temporary folder. `reads` is what the command
    /// reads: a folder that holds any of it is left alone, forced or not.
    ///
    /// # Errors
    /// Where the target must not be replaced, or nothing can be written there.
    pub fn open(named: &Path, force: bool, reads: &[PathBuf]) -> Result<Self, Error> {
        Self::open_traced(named, force, reads, Traces::default())
    }

    /// The same where somebody may already be ready to remove what it leaves: the temporary folder is known to `traces` from when it is made.
    ///
    /// # Errors
    /// As [`Folder::open`].
    pub fn open_traced(named: &Path, force: bool, reads: &[PathBuf], traces: Traces) -> Result<Self, Error> {
        // A link to a folder stands for the folder, and `.` has no name of its own.
        let real = || if named.exists() { named.canonicalize() } else { Ok(named.to_path_buf()) };
        let target = real().map_err(|error| Error::io("look at", named, &error))?;
        // Until we have a temporary folder that others see.
        let _lock = lock_folder(&target);
        reads::spare(named, &real_place(named), reads)?;
        staging::sweep(parent(&target), reads);
        let exists = named.exists();
        let existing = if exists {
            staging::sweep(&target, reads);
            look(named, &target, &Known::new())?
        } else {
            can_be_made(named)?;
            Existing::default()
        };
        if !existing.is_ours() && !force {
            return Err(existing.refusal(named));
        }
        let replaceable = !exists || existing.is_ours() && !existing.is_empty() && can_be_moved(&target);
        if exists {
            attributes::writable(&target).map_err(|error| Error::io("write into", named, &error))?;
        }
        let mut folder = Self {
            named: named.to_path_buf(),
            target,
            staging: PathBuf::new(),
            content: PathBuf::new(),
            reads: reads.to_vec(),
            known: existing.ours,
            force,
            in_place: !replaceable,
            traces,
            files: Vec::new(),
            memory: None,
        };
        if replaceable {
            match folder.make_beside() {
                Ok(()) if !exists || alike(&folder.content, &folder.target, true) => return Ok(folder),
                Ok(()) => {}
                // The parent may be closed to us while the folder itself is open.
                Err(_) if exists => {}
                Err(error) => return Err(error),
            }
            drop(folder.traces.remove());
            folder.in_place = true;
        }
        let made = folder.traces.make(&folder.target, &folder.target);
        folder.staging = made.map_err(|error| Error::io("write into", &folder.named, &error))?;
        folder.content = moves::files(&folder.staging);
        Ok(folder)
    }

    /// Files that are kept in memory, and nowhere else: nothing of the disk is looked at, and nothing written there.
    pub fn in_memory() -> (Self, Kept) {
        let kept = Kept::default();
        let folder = Self {
            named: PathBuf::new(),
            target: PathBuf::new(),
            staging: PathBuf::new(),
            content: PathBuf::new(),
            reads: Vec::new(),
            known: Known::new(),
            force: false,
            in_place: false,
            traces: Traces::default(),
            files: Vec::new(),
            memory: Some(kept.clone()),
        };
        (folder, kept)
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
        if self.memory.is_some() {
            return Ok(Output::in_memory(name));
        }
        let _held = self.traces.lock();
        Output::create(&self.content, name).map_err(|error| self.cannot_write(name, &error))
    }

    /// Ends a file, and lists it in the manifest to come.
    ///
    /// # Errors
    /// Where the last of it cannot be written.
    pub fn close(&mut self, output: Output) -> Result<(), Error> {
        let listed = self.end(output)?;
        self.files.push(listed);
        Ok(())
    }

    fn end(&self, output: Output) -> Result<Listed, Error> {
        let name = output.name.clone();
        let (listed, kept) = output.finish().map_err(|error| self.cannot_write(&name, &error))?;
        if let (Some(memory), Some(bytes)) = (&self.memory, kept) {
            memory.push(&name, bytes);
        }
        Ok(listed)
    }

    /// Removes a file that was begun.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn discard(&mut self, output: Output) -> Result<(), Error> {
        if self.memory.is_some() {
            return Ok(());
        }
        let _held = self.traces.lock();
        let name = output.name.clone();
        drop(output);
        disk::remove_file(&self.content.join(&name)).map_err(|error| self.cannot_write(&name, &error))
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

    /// The folder as it was named.
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// The text of a file closed so far.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn text(&self, name: &str) -> io::Result<String> {
        if let Some(memory) = &self.memory {
            return memory.text(name);
        }
        std::fs::read_to_string(self.content.join(name))
    }

    /// The files closed so far, for the manifest.
    pub fn files(&self) -> &[Listed] {
        &self.files
    }

    /// Writes the manifest and puts everything in its place; says where that is: beside the target where partial results would replace
    /// whole ones.
    ///
    /// # Errors
    /// Where a file cannot be written or moved, or files of others have come into the target since it was opened.
    pub fn publish(self, manifest: &Manifest) -> Result<PathBuf, Error> {
        let is_on_disk = self.memory.is_none();
        if is_on_disk && manifest.stopped == Stopped::Interrupted && !self.force && existing::holds_whole_results(&self.target) {
            return self.publish_beside(manifest);
        }
        let json = serde_json::to_string_pretty(manifest).map_err(|error| self.cannot_write(manifest::NAME, &error.into()))?;
        let mut output = self.create(manifest::NAME)?;
        let written = output.write_all((escaped(&json).into_owned() + "\n").as_bytes());
        written.map_err(|error| self.cannot_write(manifest::NAME, &error))?;
        self.end(output)?;
        if !is_on_disk {
            return Ok(self.named.clone());
        }
        sync_folder(&self.content);
        let _lock = lock_folder(&self.target);
        let mut left = self.traces.lock();
        if self.in_place { self.move_files(&self.staging, &self.content) } else { self.move_folder() }?;
        // What cannot be removed now will be swept by a later run.
        staging::discard(&self.staging);
        if self.in_place {
            staging::sweep(&self.target, &self.reads);
        }
        left.staging = None;
        left.made.clear();
        Ok(self.named.clone())
    }

    /// Puts partial results into the first folder `<target>-partial`, `<target>-partial.2`... that is free or holds partial ones.
    fn publish_beside(mut self, manifest: &Manifest) -> Result<PathBuf, Error> {
        // Whoever wants to leave at once waits until they are there.
        let traces = self.traces.clone();
        let _held = traces.lock();
        let named = if self.named.file_name().is_some() { &self.named } else { &self.target };
        let beside = |number: usize| with_ending(named, &if number == 1 { "-partial".to_owned() } else { format!("-partial.{number}") });
        let free =
            |number| Self::open(&beside(number), false, &self.reads).ok().filter(|other| !existing::holds_whole_results(&other.target));
        let Some(mut other) = (1..100).find_map(free) else {
            return Err(Error::new(format!(
                "{} holds whole results, which partial ones do not replace, and none can be put into {}\n  \
                 run again with another --out, or with --force",
                self.named.display(),
                beside(1).display()
            )));
        };
        if !other.target.exists() {
            as_closed_as(&other.content, &self.target);
        }
        for file in &self.files {
            let (from, to) = (self.content.join(&file.name), other.content.join(&file.name));
            let moved = disk::rename(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop));
            moved.map_err(|error| other.cannot_write(&file.name, &error))?;
        }
        other.files = std::mem::take(&mut self.files);
        other.publish(manifest)
    }

    /// Replaces the target as a whole.
    fn move_folder(&self) -> Result<(), Error> {
        let failed = |error| Error::io("put the results into", &self.named, &error);
        let (parent, name) = (parent(&self.target), self.target.file_name().unwrap_or_default());
        // More than once only where others make or replace the same folder in the same moment.
        for _ in 0..100 {
            if self.target.exists() {
                // Somebody works in it, or it cannot be imitated: it has to stay for once.
                if staging::staging_folders(&self.target).next().is_some() || !alike(&self.content, &self.target, false) {
                    return self.stay();
                }
                let existing = look(&self.named, &self.target, &self.known)?;
                if !existing.is_ours() {
                    return Err(self.gave_way(&existing, &self.content));
                }
                match swap(&self.staging, parent, Path::new(name)) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    done => done.map_err(failed)?,
                }
            } else {
                match disk::rename(&self.content, &self.target) {
                    Err(_) if self.target.exists() => continue,
                    done => done.map_err(failed)?,
                }
            }
            sync_folder(parent);
            return Ok(());
        }
        Err(failed(io::ErrorKind::ResourceBusy.into()))
    }

    /// Moves the files one by one after all, by way of a temporary folder in the target.
    fn stay(&self) -> Result<(), Error> {
        let failed = |error| Error::io("put the results into", &self.named, &error);
        let traces = Traces::default();
        let staging = traces.make(&self.target, &self.target).map_err(failed)?;
        let content = moves::files(&staging);
        let moved = disk::remove_dir(&content).and_then(|()| disk::rename(&self.content, &content)).map_err(failed);
        let moved = moved.and_then(|()| self.move_files(&staging, &content));
        drop(traces.remove());
        moved
    }

    /// Moves the files one by one into a folder that stays; results of ours go first, the manifest comes last.
    fn move_files(&self, staging: &Path, content: &Path) -> Result<(), Error> {
        let existing = look(&self.named, &self.target, &self.known)?;
        if !existing.is_ours() && !self.force {
            return Err(self.gave_way(&existing, content));
        }
        let names: Vec<PathBuf> = self.files.iter().map(|file| file.name.as_str()).chain([manifest::NAME]).map(PathBuf::from).collect();
        // Also files of others that have a name of ours: forced results are put in their place.
        let mut away = vec![PathBuf::from(manifest::NAME)];
        away.extend(existing.ours.into_keys().filter(|name| name != manifest::NAME).map(PathBuf::from).chain(names.iter().cloned()));
        away.retain(|name| self.target.join(name).symlink_metadata().is_ok_and(|found| !found.is_dir()));
        moves::apply(staging, &self.target, &away, &names).map_err(|error| Error::io("put the results into", &self.named, &error))
    }

    /// Puts the results beside a target that others have begun to use meanwhile: hours of computing are not to be lost for that.
    fn gave_way(&self, existing: &Existing, content: &Path) -> Error {
        // A point is in no name of a policy's folder: the results meet those of none.
        let mut beside = (2..1000).map(|number| with_ending(&self.target, &format!(".{number}")));
        as_closed_as(content, &self.target);
        let beside = beside.find(|beside| !beside.exists() && disk::rename(content, beside).is_ok());
        Error::new(format!(
            "{} received what stayput did not write there ({}) while the trials ran, so it is left alone\n  {}",
            self.named.display(),
            existing.others(),
            beside.map_or_else(|| "give another folder with --out".to_owned(), |beside| format!("the results are in {}", beside.display()))
        ))
    }

    /// Makes the temporary folder beside the target.
    fn make_beside(&mut self) -> Result<(), Error> {
        let parent = parent(&self.target).to_path_buf();
        let name = self.target.file_name().unwrap_or_default().to_owned();
        // Another run that gives up may take a folder away again that we relied on.
        let mut attempts = 100;
        let made = |path: &Path| self.traces.make(path, &self.target).map_err(|error| (self.named.clone(), error));
        loop {
            match self.traces.make_parents(&parent).and_then(|()| made(&parent)) {
                Err((_, error)) if error.kind() == io::ErrorKind::NotFound && attempts > 1 => attempts -= 1,
                Err((path, error)) => return Err(Error::io("make the folder", &path, &error)),
                Ok(staging) => {
                    self.content = moves::files(&staging).join(name);
                    self.staging = staging;
                    return disk::create_dir(&self.content).map_err(|error| Error::io("make the folder", &self.named, &error));
                }
            }
        }
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

/// A path whose name has more at its end.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(ending);
    path.with_file_name(name)
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Refuses a path at which nothing is and no folder can be made.
fn can_be_made(named: &Path) -> Result<(), Error> {
    let refusal = |what: String| Error::new(format!("{what}, so no results can go there\n  give another folder with --out"));
    if named.is_symlink() {
        return Err(refusal(format!("{} is a link that leads nowhere", named.display())));
    }
    // `new/..` is nowhere as long as there is no `new`.
    match (named.file_name(), named.parent()) {
        (None, Some(missing)) => Err(refusal(format!("{} leads through {}, which is not there", named.display(), missing.display()))),
        (None, None) => Err(existing::not_a_folder(named)),
        _ => Ok(()),
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
