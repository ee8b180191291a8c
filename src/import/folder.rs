//! The files of an import in a folder, all or none; and the key of pseudonyms outside of it.

use std::fs;
use std::io::{self, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Ask, Key, Report, import};
use crate::calendar::Date;
use crate::diagnostic::Problems;
use crate::example;
use crate::report::files::folder::real_place;

/// More than any key takes \[bytes\].
const LARGEST_KEY: u64 = 1 << 10;

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// All files.
    pub files: Vec<PathBuf>,
    /// The scenario among them.
    pub scenario: PathBuf,
    /// Whether a history is among them, to calibrate to.
    pub has_history: bool,
    /// What was taken for what.
    pub report: Report,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Failed {
    /// What is wrong with the export, or only the user can tell.
    Problems(Problems),
    /// What is wrong with a folder or the key, and what to do.
    Folder(String),
}

/// Reads an export and writes what it gives into a folder, which is made where it is absent. `pseudonyms` is the file of the key by which
/// ids are replaced; made where it is absent.
///
/// # Errors
/// Where the export cannot be read or only the user can tell what it means, or where the files cannot be written.
pub fn to_folder(export: &Path, folder: &Path, ask: Ask, pseudonyms: Option<&Path>) -> Result<Written, Failed> {
    let key = pseudonyms.map(|file| key(file, folder)).transpose().map_err(Failed::Folder)?;
    let ask = Ask { key: key.as_ref().map(|(key, _)| key.clone()), ..ask };
    let name = folder.file_name().or(export.file_stem()).and_then(|name| name.to_str()).unwrap_or("lab");
    let imported = import(export, name, &ask).map_err(Failed::Problems)?;
    let new_key = key.filter(|(_, is_new)| *is_new).map(|(key, _)| key).zip(pseudonyms);
    if let Some((key, file)) = &new_key {
        keep(key, file).map_err(Failed::Folder)?;
    }
    let reads: Vec<PathBuf> = iter::once(export).chain(pseudonyms).map(Path::to_owned).collect();
    let files = example::write(&imported.files, folder, &reads).map_err(|error| {
        if let Some((_, file)) = &new_key {
            // Without the files it is the key of nothing.
            let _ = fs::remove_file(file);
        }
        Failed::Folder(error.to_string())
    })?;
    let has_history = imported.files.iter().any(|(file, _)| file == "history.csv");
    Ok(Written { files, scenario: folder.join(format!("{name}.toml")), has_history, report: imported.report })
}

/// The date of today in UTC, and a day more: it is tomorrow already in the east.
pub fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let days = i64::try_from(since.as_secs() / 86_400).ok()? + 1;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The key that a file holds, or a new one where there is no such file; and whether it is new.
fn key(file: &Path, folder: &Path) -> Result<(Key, bool), String> {
    if real_place(file).starts_with(real_place(folder)) {
        return Err(format!(
            "the key would lie in {}, beside what it protects\n  give --pseudonyms a file in another folder",
            folder.display()
        ));
    }
    let is_small = |found: &fs::Metadata| found.is_file() && found.len() <= LARGEST_KEY;
    match fs::metadata(file).and_then(|found| if is_small(&found) { fs::read_to_string(file) } else { Ok(String::new()) }) {
        Ok(text) => match Key::parse(&text) {
            Some(key) => Ok((key, false)),
            None => Err(format!(
                "{} holds no key of pseudonyms: 64 hexadecimal digits\n  give the file of an earlier import, or one that is not there yet",
                file.display()
            )),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Key::new(), true)),
        Err(error) => Err(format!("cannot read {}: {error}", file.display())),
    }
}

/// Writes a new key, for nobody else to read.
fn keep(key: &Key, file: &Path) -> Result<(), String> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut out| out.write_all(key.text().as_bytes()).and_then(|()| out.sync_all()));
    written.map_err(|error| format!("cannot write {}: {error}\n  nothing was written", file.display()))
}
