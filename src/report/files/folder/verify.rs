//! Whether the files of a folder are still those that were written, as its manifest knows them.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::existing::is_plain;
use super::{Error, disk};
use crate::hexadecimal::hexadecimal;
use crate::report::files::manifest::{self, Manifest};

/// The most files that a manifest can list.
const MOST_FILES: usize = 1_000;

/// The names of the files of a folder that are as its manifest knows them.
#[derive(Clone, Debug)]
pub struct Verified(Vec<String>);

impl Verified {
    /// Whether there is a file of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|listed| listed == name)
    }
}

/// The manifest of a folder of results: a plain file.
///
/// # Errors
/// Where it is not there, or is no manifest.
pub fn manifest_of(folder: &Path) -> Result<Manifest, Error> {
    let path = folder.join(manifest::NAME);
    let json = disk::read_plain(&path, manifest::LARGEST).map_err(|error| unread(&path, &error))?;
    let manifest: Manifest = serde_json::from_str(&json).map_err(|error| unread(&path, &place_of(&error)))?;
    if manifest.files.len() > MOST_FILES {
        return Err(unread(&path, &format!("it lists more than {MOST_FILES} files")));
    }
    if !manifest.files.iter().all(|listed| is_plain(&listed.name)) {
        return Err(unread(&path, &"it lists a file outside of its folder"));
    }
    Ok(manifest)
}

/// Compares each file that the manifest of a folder lists with its SHA-256 there: a copy from another machine may have broken off. Nothing
/// is opened but plain files in this folder of the length that is listed.
///
/// # Errors
/// Where the manifest or a file is not there, or a file is another.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let manifest = manifest_of(folder)?;
    for listed in &manifest.files {
        let path = folder.join(&listed.name);
        let file = disk::open_plain(&path, u64::MAX).map_err(|error| unread(&path, &error))?;
        let length = file.metadata().map_err(|error| unread(&path, &error))?.len();
        if length != listed.bytes || hashed(file.take(length)).map_err(|error| unread(&path, &error))? != listed.sha256 {
            return Err(Error::new(format!(
                "{} is not as it was written: its SHA-256 is not the one in {}\n  copy the folder again, whole, or run again",
                path.display(),
                manifest::NAME
            )));
        }
    }
    Ok(Verified(manifest.files.into_iter().map(|listed| listed.name).collect()))
}

fn unread(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(format!("cannot read {}: {error}\n  copy the folder again, whole, or run again", path.display()))
}

/// Where JSON is not what was expected: what stands there is not told.
fn place_of(error: &serde_json::Error) -> String {
    format!("it is not the manifest of results (line {}, column {})", error.line(), error.column())
}

/// The SHA-256 of a file, hexadecimal.
pub(super) fn hashed(file: impl Read) -> io::Result<String> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut hash = Sha256::new();
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hexadecimal(&hash.finalize()));
        }
        hash.update(bytes);
        let count = bytes.len();
        file.consume(count);
    }
}
