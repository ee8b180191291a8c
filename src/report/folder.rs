//! A folder of results, whole or not at all.
//!
//! Files are written aside, in a temporary folder next to the target (or in it, where it exists and has to stay), and moved into place
//! when all of them are complete, `manifest.json` last. A run that fails, or a process that is killed, leaves the target as it was.
//!
//! # What may be replaced
//! - Nothing there, or an empty folder: created or filled.
//! - A folder that holds our manifest and, besides it, only files that the manifest lists: replaced as a whole.
//! - Any other folder: refused; with `force`, our files are put among the others, which stay, and earlier results of ours are removed.
//! - Something that is not a folder: refused, forced or not.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{self, Listed, Manifest, Mark};

/// How names of our temporary folders begin.
const ASIDE: &str = ".stayput-";

/// A folder being made. Dropped without [`Folder::publish`], it leaves no trace.
#[derive(Debug)]
pub struct Folder {
    /// As it was typed, for messages.
    named: PathBuf,
    /// Where it really is.
    target: PathBuf,
    /// Where the files are until all are complete.
    aside: PathBuf,
    /// Whether the target stays and receives the files one by one, or is replaced as a whole.
    in_place: bool,
    /// Folders above the target that we made, innermost first.
    made: Vec<PathBuf>,
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
        let (target, replaceable) = if exists {
            // A link to a folder stands for the folder, and `.` has no name of its own.
            let target = named.canonicalize().map_err(|error| Error::io("look at", named, &error))?;
            let replaceable = match look(named, &target)? {
                Found::Ours => can_be_moved(&target),
                Found::Foreign(names) if !force => return Err(foreign(named, &names)),
                Found::Empty | Found::Foreign(_) => false,
            };
            (target, replaceable)
        } else {
            (named.to_path_buf(), true)
        };
        let parent = parent(&target).to_path_buf();
        let mut folder =
            Self { named: named.to_path_buf(), aside: PathBuf::new(), in_place: !replaceable, made: Vec::new(), files: Vec::new(), target };
        folder.make_parents(&parent)?;
        if replaceable {
            match make_aside(&parent, &folder.target) {
                Ok(aside) => folder.aside = aside,
                // The parent may be closed to us while the folder itself is open.
                Err(_) if exists => folder.in_place = true,
                Err(error) => return Err(Error::io("make the folder", named, &error)),
            }
        }
        if folder.in_place {
            folder.aside = make_aside(&folder.target, &folder.target).map_err(|error| Error::io("write into", named, &error))?;
        }
        Ok(folder)
    }

    /// Begins a file of the folder.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(&self, name: &str) -> Result<Output, Error> {
        let path = self.aside.join(name);
        let file = File::create_new(&path).map_err(|error| self.cannot_write(name, &error))?;
        Ok(Output { name: name.to_owned(), file: BufWriter::with_capacity(1 << 16, file), hash: Sha256::new(), bytes: 0 })
    }

    /// Ends a file, and lists it in the manifest to come.
    ///
    /// # Errors
    /// Where the last of it cannot be written.
    pub fn close(&mut self, mut output: Output) -> Result<(), Error> {
        output.flush().map_err(|error| self.cannot_write(&output.name, &error))?;
        self.files.push(Listed { name: output.name, sha256: hexadecimal(&output.hash.finalize()), bytes: output.bytes });
        Ok(())
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
    /// Where a file cannot be written or moved.
    pub fn publish(mut self, manifest: &Manifest) -> Result<(), Error> {
        let json = serde_json::to_string_pretty(manifest).map_err(|error| self.cannot_write(manifest::NAME, &error.into()))?;
        fs::write(self.aside.join(manifest::NAME), json + "\n").map_err(|error| self.cannot_write(manifest::NAME, &error))?;
        let moved = if self.in_place { self.move_files() } else { self.move_folder() };
        moved.map_err(|error| Error::io("put the results into", &self.named, &error))?;
        self.made.clear();
        Ok(())
    }

    /// Replaces the target as a whole. Between the two moves there is no target; it is never half of one.
    fn move_folder(&self) -> io::Result<()> {
        if !self.target.exists() {
            return fs::rename(&self.aside, &self.target);
        }
        let mut old = self.aside.clone().into_os_string();
        old.push("-old");
        fs::rename(&self.target, &old)?;
        if let Err(error) = fs::rename(&self.aside, &self.target) {
            // As it was before.
            fs::rename(&old, &self.target)?;
            return Err(error);
        }
        fs::remove_dir_all(&old)
    }

    /// Moves the files one by one into a folder that stays; results of ours that would be left over go first, the manifest comes last.
    fn move_files(&self) -> io::Result<()> {
        if let Some(old) = read_mark(&self.target) {
            fs::remove_file(self.target.join(manifest::NAME))?;
            for name in old.names().filter(|name| is_plain(name)) {
                let _ = fs::remove_file(self.target.join(name));
            }
        }
        let names = self.files.iter().map(|file| file.name.as_str()).chain([manifest::NAME]);
        for name in names {
            fs::rename(self.aside.join(name), self.target.join(name))?;
        }
        fs::remove_dir(&self.aside)
    }

    /// Makes the folders above the target that are missing, remembering which.
    fn make_parents(&mut self, parent: &Path) -> Result<(), Error> {
        let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
        for folder in missing.iter().rev() {
            fs::create_dir(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
            self.made.insert(0, folder.clone());
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
        // Gone already after a success; nothing can be done about a failure here.
        if !self.aside.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.aside);
        }
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A file being written: buffered, hashed and counted on the way.
#[derive(Debug)]
pub struct Output {
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What is in a folder that exists.
enum Found {
    Empty,
    Ours,
    /// Names of what is not ours, or all names where no manifest of ours is there.
    Foreign(Vec<String>),
}

/// Looks at a folder. Temporary folders of ours, left by a process that was killed, count as nothing.
fn look(named: &Path, target: &Path) -> Result<Found, Error> {
    let read = |error: io::Error| Error::io("look into", named, &error);
    if !fs::metadata(target).map_err(read)?.is_dir() {
        return Err(not_a_folder(named));
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(target).map_err(read)? {
        let entry = entry.map_err(read)?;
        let is_folder = entry.file_type().map_err(read)?.is_dir();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !(is_folder && name.starts_with(ASIDE)) {
            entries.push((name, is_folder));
        }
    }
    if entries.is_empty() {
        return Ok(Found::Empty);
    }
    if let Some(mark) = read_mark(target) {
        entries.retain(|(name, is_folder)| *is_folder || !(name == manifest::NAME || mark.lists(name)));
        if entries.is_empty() {
            return Ok(Found::Ours);
        }
    }
    let mut names: Vec<String> = entries.into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    Ok(Found::Foreign(names))
}

/// The manifest in a folder, if it is one of ours.
fn read_mark(target: &Path) -> Option<Mark> {
    fs::read_to_string(target.join(manifest::NAME)).ok().and_then(|json| Mark::read(&json))
}

/// Whether a name stays in its folder, whatever a manifest says.
fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|plain| plain == name)
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new temporary folder in `parent`, of a name that says for what and by whom.
fn make_aside(parent: &Path, target: &Path) -> io::Result<PathBuf> {
    let stem = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let process = std::process::id();
    for attempt in 0_u32..1000 {
        let aside = parent.join(format!("{ASIDE}{stem}-{process}-{attempt}"));
        match fs::create_dir(&aside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| aside),
        }
    }
    Err(io::Error::other("no name for a temporary folder is free"))
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

fn not_a_folder(target: &Path) -> Error {
    Error::new(format!("{} is not a folder, so no results can go there\n  give another folder with --out", target.display()))
}

fn foreign(target: &Path, names: &[String]) -> Error {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    Error::new(format!(
        "{} holds what stayput did not write there ({shown}{more}), so it is left alone\n  \
         give another folder with --out, or add --force to put the results among these files",
        target.display()
    ))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
