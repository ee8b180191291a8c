//! Writing a page and charts: whole or not at all, and never over a file of somebody else.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::output::console::Failure;

/// What our own pages, drawings and specifications say of themselves.
const MARKS: [&str; 3] =
    ["<meta name=\"generator\" content=\"stayput ", "<metadata>drawn by stayput</metadata>", "\"program\": \"stayput\""];

/// Writes files; each appears whole.
///
/// # Errors
/// Where one would replace a file that is not ours, or cannot be written; nothing is written in the first case.
pub fn all(files: &[(PathBuf, String)], force: bool) -> Result<(), Failure> {
    if !force && let Some((path, _)) = files.iter().find(|(path, _)| path.exists() && !is_ours(path)) {
        return Err(Failure::Plain(format!(
            "{} is not a file that stayput wrote: it is left alone\n  give another name, or --force to replace it",
            path.display()
        )));
    }
    for (path, content) in files {
        one(path, content).map_err(|error| Failure::Plain(format!("cannot write {}: {error}", path.display())))?;
    }
    Ok(())
}

/// Whether a file is one that this command wrote.
fn is_ours(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| MARKS.iter().any(|mark| text.contains(mark)))
}

/// Writes beside the place, then moves there.
fn one(path: &Path, content: &str) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = parent.join(name);
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(content.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
