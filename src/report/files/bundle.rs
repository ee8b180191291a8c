//! A bundle: results with copies of the files that were read, so that the same can be run again where these are not.
//!
//! A copy is known by its SHA-256: the manifest has that of every file that was read, and that of every file in the folder.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};

use super::folder::{Error, Folder};
use super::manifest::{Input, Listed, Manifest};
use crate::hexadecimal::hexadecimal;

/// What a copy of a file is called: the first of three is `input-1-lab.toml`.
fn name_of(place: usize, input: &Input) -> String {
    let name = Path::new(&input.path).file_name().unwrap_or_default().to_string_lossy();
    format!("input-{}-{name}", place + 1)
}

/// Whether a copy may have such a name.
pub(super) fn is_copy(name: &str) -> bool {
    let number = name.strip_prefix("input-").and_then(|rest| rest.split_once('-'));
    number.is_some_and(|(number, rest)| !rest.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The SHA-256 of bytes, hexadecimal.
fn hash_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The bytes of a file: of a pipe or device, which a manifest may name too, nothing is read.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    fs::read(path)
}

/// Copies the files that were read into a folder of results.
///
/// # Errors
/// Where one cannot be read or is another by now, or the copy cannot be written.
pub fn copy(folder: &mut Folder, inputs: &[Input]) -> Result<(), Error> {
    for (place, input) in inputs.iter().enumerate() {
        let name = name_of(place, input);
        let bytes = read(Path::new(&input.path)).map_err(|error| folder.cannot_write(&name, &error))?;
        if hash_of(&bytes) != input.sha256 {
            let changed = io::Error::other(format!("{} has changed since it was read", input.path));
            return Err(folder.cannot_write(&name, &changed));
        }
        folder.write(&name, |out| out.write_all(&bytes))?;
    }
    Ok(())
}

/// The copy of a file in a folder of results, if it has one.
pub fn copy_of<'m>(manifest: &'m Manifest, input: &Input) -> Option<&'m Listed> {
    manifest.files.iter().find(|file| file.sha256 == input.sha256 && is_copy(&file.name))
}

/// Puts the copies of a bundle where they were when it was made, below another folder: then what was typed does the same there.
///
/// # Errors
/// In one sentence, where a file was outside of the folder in which that was typed, or a copy is not what was read.
pub fn unpack(results: &Path, manifest: &Manifest, into: &Path) -> Result<(), String> {
    for input in &manifest.inputs {
        let Some(copy) = copy_of(manifest, input) else { return Err(format!("there is no copy of {}", input.path)) };
        let path = PathBuf::from(&input.path);
        if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(format!("{} was not below the folder in which the command was typed, and cannot be put there", input.path));
        }
        let from = results.join(&copy.name);
        let bytes = read(&from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
        if hash_of(&bytes) != input.sha256 {
            return Err(format!("{} is not what was read", from.display()));
        }
        let place = into.join(&path);
        let folder = place.parent().unwrap_or(into);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&place, &bytes))
            .map_err(|error| format!("cannot write {}: {error}", place.display()))?;
    }
    Ok(())
}

/// Of the files that were read, those that are not where they were, or are others by now, each with what is wrong.
pub fn changed(manifest: &Manifest) -> Vec<String> {
    let of = |input: &Input| match read(Path::new(&input.path)) {
        Ok(bytes) if hash_of(&bytes) == input.sha256 => None,
        Ok(_) => Some(format!("{} is another file by now (its SHA-256 differs)", input.path)),
        Err(error) => Some(format!("cannot read {}: {error}", input.path)),
    };
    manifest.inputs.iter().filter_map(of).collect()
}
