//! A scenario that is read several times with other settings, and its files from the disk once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Edits, Knowledge, Loaded, read_file, read_text};
use crate::diagnostic::Problems;
use crate::scenario::differences::Patch;
use crate::scenario::file::files::{Files, Held};
use crate::scenario::file::overrides::Settings;

/// A scenario to be read with one setting after another. Files that change on the disk meanwhile are as they were at the first reading.
#[derive(Debug)]
pub struct Template {
    origin: Origin,
    held: Arc<Held>,
}

#[derive(Debug)]
enum Origin {
    File(PathBuf),
    Text { name: String, text: String, folder: PathBuf },
}

impl Template {
    /// Of a scenario file.
    pub fn of_file(path: &Path) -> Self {
        Self { origin: Origin::File(path.to_owned()), held: Arc::default() }
    }

    /// Of a text that messages call `name`; relative paths in it count from `folder`.
    pub fn of_text(name: &str, text: &str, folder: &Path) -> Self {
        let origin = Origin::Text { name: name.to_owned(), text: text.to_owned(), folder: folder.to_owned() };
        Self { origin, held: Arc::default() }
    }

    /// The scenario with some settings.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub fn read(&self, settings: Settings<'_>) -> Result<Loaded, Problems> {
        self.edited(Edits::settings(settings))
    }

    /// The scenario with what another file says at some keys.
    ///
    /// # Errors
    /// All problems of all files at once.
    pub(in crate::scenario) fn patched(&self, patches: &[Patch]) -> Result<Loaded, Problems> {
        self.edited(Edits { patches, ..Edits::default() })
    }

    fn edited(&self, edits: Edits<'_>) -> Result<Loaded, Problems> {
        match &self.origin {
            Origin::File(path) => read_file(path, |folder| Files::holding(folder, &self.held), edits, Knowledge::Posterior),
            Origin::Text { name, text, folder } => read_text(name, text, Files::holding(folder, &self.held), edits, Knowledge::Posterior),
        }
    }
}
