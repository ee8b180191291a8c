//! Results in memory: the files that are written, and their page.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::page::charts;
use crate::page::document::{self, Options};
use crate::page::results::Results;
use crate::report::files::folder::Folder;
use crate::report::files::manifest;

/// The files of results, by name, in memory: [`Run::files`](super::Run::files) and its like.
///
/// # Example
/// ```
/// let run = stayput::read("scenarios/new-lab.toml")?.simulate().trials(400).run()?;
/// let files = run.files()?;
/// let summary = files.get("summary.csv").expect("every run has one");
/// assert!(summary.starts_with(b"run,scenario,"));
/// assert!(files.page()?.starts_with("<!DOCTYPE html>"));
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// What is put into a folder.
    pub(super) fn of(put: impl FnOnce(Folder) -> Result<PathBuf, Error>) -> Result<Self, Error> {
        let (folder, kept) = Folder::in_memory();
        put(folder)?;
        Ok(Self(kept.take()))
    }

    /// Names and contents.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The content of a file, if there is one of this name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes)
    }

    /// One page (HTML) of them, to be shown, as `stayput report` writes it.
    ///
    /// # Errors
    /// Where they are those of an interrupted calibration or another part that has no page.
    pub fn page(&self) -> Result<String, Error> {
        Ok(document::render(&[self.results()?], Options::default()))
    }

    /// The figures of the page as files of their own, names and contents, as `stayput report --charts` writes them: of each one in SVG, and a
    /// Vega-Lite specification with its data.
    ///
    /// # Errors
    /// As of [`Files::page`].
    pub fn charts(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(charts::files(&[self.results()?], false))
    }

    fn results(&self) -> Result<Results, Error> {
        let text = |name: &str| self.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let missing = |name: &str| std::io::Error::new(std::io::ErrorKind::NotFound, format!("there is no {name}"));
        let manifest = text(manifest::NAME).ok_or_else(|| missing(manifest::NAME).to_string());
        let manifest = manifest.and_then(|json| serde_json::from_str(&json).map_err(|error| error.to_string())).map_err(Error::new)?;
        let results = Results::of(Path::new(""), manifest, |name| text(name).ok_or_else(|| missing(name)));
        results.map_err(|error| Error::new(error.to_string()))
    }
}
