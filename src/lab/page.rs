//! Results as one page, to be shown.

use std::path::Path;

use super::error::Error;
use crate::page::document::{self, Options};
use crate::page::results::Results;

/// The page of results that were written into folders, of one scenario or of several: HTML that loads nothing, as `stayput report` writes it.
///
/// # Errors
/// Where a folder holds no results, or a file of them cannot be read.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let folder = tempfile::tempdir().expect("a folder");
/// let run = lab.simulate().trials(1_000).run()?.write(folder.path().join("run"))?;
/// let page = stayput::report(&[run])?;
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), stayput::Error>(())
/// ```
pub fn report<P: AsRef<Path>>(folders: &[P]) -> Result<String, Error> {
    let read = |folder: &P| Results::read(folder.as_ref()).map_err(|error| Error::new(error.to_string()));
    let all = folders.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(document::render(&all, Options::default()))
}
