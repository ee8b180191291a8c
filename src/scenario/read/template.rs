//! A scenario that is read several times with other settings, and its files from the disk once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Edits, Knowledge, Loaded, read_file, read_text};
use crate::diagnostic::Problems;
use crate::scenario::differences::Patch;
use crate::scenario::file::files::{Files, Held};
use crate::scenario::file::overrides::Settings;

/// A scenario to be read with one setting after another. Files that change on the disk meanwhile are as they were at the first reading.
#[derive(Clone, Debug)]
pub struct Template {
    origin: Origin,
    held: Arc<Held>,
}

/// Where a scenario stands.
#[derive(Clone, Debug)]
pub enum Origin {
    /// In a file.
    File(PathBuf),
    /// In a text that messages call `name`; relative paths in it count from the current folder.
    Text {
        /// What messages call it.
        name: String,
        /// The text.
        text: String,
    },
}

impl Template {
    /// Of a scenario file.
    pub fn of_file(path: &Path) -> Self {
        Self { origin: Origin::File(path.to_owned()), held: Arc::default() }
    }

    /// Of a text that messages call `name`; relative paths in it count from the current folder.
    pub fn of_text(name: &str, text: &str) -> Self {
        Self { origin: Origin::Text { name: name.to_owned(), text: text.to_owned() }, held: Arc::default() }
    }

    /// Of a scenario and all files that it names, none of which need be on this machine.
    pub fn of_files(origin: Origin, files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        Self { origin, held: Arc::new(Held::all(files)) }
    }

    /// Where the scenario stands.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The contents of all files that have been read so far, by path.
    pub fn files(&self) -> BTreeMap<PathBuf, Arc<Vec<u8>>> {
        self.held.contents()
    }

    /// The scenario with some settings.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub fn read(&self, settings: Settings<'_>) -> Result<Loaded, Problems> {
        self.edited(Edits::settings(settings), Knowledge::Posterior)
    }

    /// The same but for the posterior that it names: for the calibration that makes it.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub fn read_priors(&self, settings: Settings<'_>) -> Result<Loaded, Problems> {
        self.edited(Edits::settings(settings), Knowledge::Priors)
    }

    /// The scenario with what another file says at some keys.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub(in crate::scenario) fn patched(&self, patches: &[Patch]) -> Result<Loaded, Problems> {
        self.edited(Edits { patches, ..Edits::default() }, Knowledge::Posterior)
    }

    fn edited(&self, edits: Edits<'_>, knowledge: Knowledge) -> Result<Loaded, Problems> {
        match &self.origin {
            Origin::File(path) => read_file(path, |folder| Files::holding(folder, &self.held), edits, knowledge),
            Origin::Text { name, text } => read_text(name, text, Files::holding(Path::new("."), &self.held), edits, knowledge),
        }
    }
}
