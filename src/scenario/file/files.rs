//! The files of a scenario: opened within limits, checked to be text, and remembered with their hash.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::Encoding;
use sha2::{Digest, Sha256};

use super::csv::encoding::{SAVE_AS_UTF_8, decoded, recoded};
use super::csv::file_kind::FileKind;
use crate::diagnostic::{Diagnostic, Place, Source, composed, nearest, shown};
use crate::hexadecimal::hexadecimal;
use crate::scenario::posterior::{Posterior, Unknown};

/// The largest file that is read \[bytes\].
const LARGEST: u64 = 64 << 20;

/// A file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is: a path relative to the scenario's folder is joined to that.
    pub path: PathBuf,
    /// Its length \[bytes\].
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The files opened so far.
pub(in crate::scenario) struct Files {
    folder: PathBuf,
    inputs: Vec<Input>,
    /// What is read only once, where the same files are read several times.
    held: Option<Arc<Held>>,
    /// What to do about a file that is not UTF-8.
    advice: &'static str,
}

/// The contents of files, by path, as they were when they were first read.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Held {
    contents: Mutex<BTreeMap<PathBuf, Arc<Vec<u8>>>>,
    /// Whether these are all files that there are: nothing is read from the disk.
    is_all: bool,
    /// What was made of the draws in a file, by its hash.
    posteriors: Mutex<Vec<(String, Posterior)>>,
}

/// Makes a posterior of columns and rows.
pub(in crate::scenario) type MakePosterior<'m> = &'m dyn Fn(Vec<Unknown>, Vec<Vec<f64>>) -> Posterior;

impl Held {
    /// All files that there are.
    pub fn all(files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let contents = files.into_iter().map(|(path, bytes)| (path, Arc::new(bytes))).collect();
        Self { contents: Mutex::new(contents), is_all: true, ..Self::default() }
    }

    /// The path of a file that is held, whose name is this in whatever Unicode form.
    fn path_of(&self, path: &Path) -> Option<PathBuf> {
        let held = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        if held.contains_key(path) {
            return Some(path.to_owned());
        }
        let name = path.to_str().filter(|name| !name.is_ascii()).map(composed)?;
        held.keys().find(|known| known.to_str().is_some_and(|known| composed(known) == name)).cloned()
    }

    /// What has been read, by path.
    pub fn contents(&self) -> BTreeMap<PathBuf, Arc<Vec<u8>>> {
        // Whoever panicked while it held the contents has left them as they were.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The posterior of some rows of a file, of which it is found once how much they bear, and one copy kept.
    fn posterior(&self, hash: &str, columns: Vec<Unknown>, rows: Vec<Vec<f64>>, make: MakePosterior<'_>) -> Posterior {
        let mut made = self.posteriors.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(file, known): &&(String, Posterior)| file == hash && known.columns == columns && *known.rows == rows;
        if let Some((_, known)) = made.iter().find(is_it) {
            return known.clone();
        }
        let posterior = make(columns, rows);
        made.push((hash.to_owned(), posterior.clone()));
        posterior
    }

    /// The content of a file, read only if nobody has.
    fn bytes_of(&self, path: &Path, written: &str) -> Result<Vec<u8>, Diagnostic> {
        let mut held = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = held.get(path) {
            return Ok(bytes.to_vec());
        }
        if self.is_all {
            let message = format!("there is no file `{}` among those that were sent", shown(written));
            return Err(Diagnostic::error(message).help("a lab goes with the files that it was read from, and no others"));
        }
        let bytes = bytes_of(path, written)?;
        held.insert(path.to_owned(), Arc::new(bytes.clone()));
        Ok(bytes)
    }
}

impl Files {
    /// No file yet; relative paths count from `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), inputs: Vec::new(), held: None, advice: SAVE_AS_UTF_8 }
    }

    /// The same for one of several readings of the same files, each of which is read from the disk once.
    pub fn holding(folder: &Path, held: &Arc<Held>) -> Self {
        Self { held: Some(Arc::clone(held)), ..Self::new(folder) }
    }

    /// The content of a file; `written` is what the user calls it.
    fn bytes(&self, path: &Path, written: &str) -> Result<Vec<u8>, Diagnostic> {
        self.held.as_ref().map_or_else(|| bytes_of(path, written), |held| held.bytes_of(path, written))
    }

    /// The text of a file that is none of a scenario's: in the encoding that its byte-order mark tells, else in the one that is asked for, else
    /// UTF-8. Where it is no text, nothing of it is shown unless it is of the kind that is wanted.
    pub fn recoded(
        path: &Path,
        asked: Option<&'static Encoding>,
        is_of_kind: impl FnOnce(&str) -> bool,
    ) -> Result<Arc<Source>, Diagnostic> {
        let written = path.display().to_string();
        let bytes = recoded(bytes_of(path, &written)?, asked)?;
        let mut files = Self { advice: "--encoding windows-1252 reads it so, or save it as UTF-8", ..Self::new(Path::new("")) };
        files.text(path, bytes, false, is_of_kind)
    }

    /// Where the file of a name is, which a scenario has in composed form.
    fn there(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = self.folder.join(path);
        let held = self.held.as_ref();
        held.and_then(|held| held.path_of(&path)).unwrap_or_else(|| if held.is_some_and(|held| held.is_all) { path } else { there(&path) })
    }

    /// Whether nothing is read from the disk.
    pub fn are_all_held(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.is_all)
    }

    /// What has been read.
    pub fn into_inputs(self) -> Vec<Input> {
        self.inputs
    }

    /// The posterior of some rows of a file; where the same files are read several times, made once.
    pub fn posterior(&self, path: &str, columns: Vec<Unknown>, rows: Vec<Vec<f64>>, make: MakePosterior<'_>) -> Posterior {
        match self.held.as_ref().zip(self.hash_of(path)) {
            Some((held, hash)) => held.posterior(hash, columns, rows, make),
            None => make(columns, rows),
        }
    }

    /// The hash of a file that has been opened, by what the scenario calls it.
    pub fn hash_of(&self, path: &str) -> Option<&str> {
        let path = self.there(path);
        self.inputs.iter().find(|input| input.path == path).map(|input| input.sha256.as_str())
    }

    /// The text of a file that need not be there, and is none of the scenario's own.
    pub fn glance(&self, path: &Path) -> Option<String> {
        self.bytes(&self.there(path), "").ok().and_then(|bytes| String::from_utf8(bytes).ok())
    }

    /// Opens a file of a kind that a scenario names at `place`. Nothing is told of what stands in one of another kind.
    pub fn open(&mut self, path: &str, place: &Place, kind: &FileKind<'_>) -> Result<Arc<Source>, Diagnostic> {
        let whole = self.there(path);
        let opened = self.bytes(&whole, path).and_then(|bytes| match kind.header_below(&bytes) {
            Some(line) => Err(FileKind::banner(path, line)),
            None if kind.is_of(&bytes) => self.text(&whole, bytes, true, |_| true),
            None => Err(kind.refusal(path)),
        });
        opened.map_err(|diagnostic| match diagnostic.place() {
            Some(_) => diagnostic,
            None => diagnostic.at(place).label("relative to the folder of this file"),
        })
    }

    /// Reads a file as text; `written` is what the user calls it. Where it is no text, nothing of it is shown unless it is of the kind
    /// that is wanted.
    pub fn read(&mut self, path: &Path, written: &str, is_of_kind: impl FnOnce(&str) -> bool) -> Result<Arc<Source>, Diagnostic> {
        self.text(path, self.bytes(path, written)?, false, is_of_kind)
    }

    /// The text of a file that has been read.
    fn text(
        &mut self,
        path: &Path,
        bytes: Vec<u8>,
        is_table: bool,
        is_of_kind: impl FnOnce(&str) -> bool,
    ) -> Result<Arc<Source>, Diagnostic> {
        self.inputs.push(Input { path: path.to_owned(), bytes: bytes.len() as u64, sha256: hexadecimal(&Sha256::digest(&bytes)) });
        // Files are in order as they are opened; the text of a command line's settings comes after them.
        decoded(self.inputs.len(), &shown(&path.display().to_string()), bytes, is_table, self.advice, is_of_kind)
    }
}

/// The path of a file whose name is this in whatever Unicode form: a scenario is read in composed form, disks keep names as they were made.
fn there(path: &Path) -> PathBuf {
    let (Some(folder), Some(name), false) = (path.parent(), path.file_name().and_then(OsStr::to_str), path.exists()) else {
        return path.to_owned();
    };
    if name.is_ascii() && folder.to_str().is_none_or(str::is_ascii) {
        return path.to_owned();
    }
    let folder = there(folder);
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let names = fs::read_dir(listed).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let same = names.filter(|other| composed(other) == composed(name)).min();
    folder.join(same.as_deref().unwrap_or(name))
}

/// The content of a file.
fn bytes_of(path: &Path, written: &str) -> Result<Vec<u8>, Diagnostic> {
    let name = format!("`{}`", shown(written));
    let not_opened = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => not_found(path, written),
        _ => Diagnostic::error(format!("{name} cannot be read: {error}")),
    };
    let too_large =
        || Diagnostic::error(format!("{name} is larger than 64 MiB")).help("no file of a scenario needs to be; is it the right one?");
    let metadata = fs::metadata(path).map_err(not_opened)?;
    if metadata.is_dir() {
        return Err(Diagnostic::error(format!("{name} is a folder, not a file")));
    }
    if !metadata.is_file() {
        return Err(Diagnostic::error(format!("{name} is not a plain file")));
    }
    if metadata.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(not_opened)?;
    if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
}

/// Says that there is no such file, and what there is.
fn not_found(path: &Path, written: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("there is no file `{}`", shown(written)));
    match neighbour(path) {
        Some(name) => diagnostic.help(format!("did you mean `{}`?", shown(&Path::new(written).with_file_name(name).display().to_string()))),
        None => diagnostic,
    }
}

/// The name in the same folder that is most like that of a file that is not there.
fn neighbour(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = fs::read_dir(folder).ok()?.take(1000).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str)).map(str::to_owned)
}
