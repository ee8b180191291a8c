//! Whether the files of a folder are still those that were written, as its manifest knows them.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::super::manifest::{self, Manifest};
use super::Error;
use super::output::hexadecimal;

/// Compares each file that the manifest of a folder lists with its SHA-256 there: a copy from another machine may have broken off.
///
/// # Errors
/// Where the manifest or a file is not there, or a file is another.
pub fn verify(folder: &Path) -> Result<(), Error> {
    let path = folder.join(manifest::NAME);
    let unread = |path: &Path, error: &dyn std::fmt::Display| {
        Error::new(format!("cannot read {}: {error}\n  copy the folder again, whole, or run again", path.display()))
    };
    let json = fs::read_to_string(&path).map_err(|error| unread(&path, &error))?;
    let manifest: Manifest = serde_json::from_str(&json).map_err(|error| unread(&path, &error))?;
    for listed in &manifest.files {
        let path = folder.join(&listed.name);
        if hashed(&path).map_err(|error| unread(&path, &error))? != listed.sha256 {
            return Err(Error::new(format!(
                "{} is not as it was written: its SHA-256 is not the one in {}\n  copy the folder again, whole, or run again",
                path.display(),
                manifest::NAME
            )));
        }
    }
    Ok(())
}

/// The SHA-256 of a file, hexadecimal.
fn hashed(path: &Path) -> io::Result<String> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
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
