//! The shipped scenarios, embedded: what `stayput new` writes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::report::files::folder::together;
use crate::scenario::schema::json_schema;

/// The name of the JSON Schema beside a scenario, as its first line has it.
const SCHEMA: &str = "scenario.schema.json";

/// A scenario with its data.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its name, which is that of its file without `.toml`.
    pub name: &'static str,
    /// What it shows, in a line.
    pub about: &'static str,
    /// The scenario file.
    toml: &'static str,
    /// Paths and contents of its data.
    data: &'static [(&'static str, &'static str)],
}

/// All of them, the one to begin from first.
pub const ALL: [Example; 5] = [
    Example {
        name: "new-lab",
        about: "Forty invented researchers in five teams: most of what a scenario can say.",
        toml: include_str!("../scenarios/new-lab.toml"),
        data: &[("new-lab/roster.csv", include_str!("../scenarios/new-lab/roster.csv"))],
    },
    Example {
        name: "llama",
        about: "The fourteen authors of the LLaMA paper from 1 January 2023, under pseudonyms.",
        toml: include_str!("../scenarios/llama.toml"),
        data: &[
            ("llama/README.md", include_str!("../scenarios/llama/README.md")),
            ("llama/history.csv", include_str!("../scenarios/llama/history.csv")),
            ("llama/manifest.json", include_str!("../scenarios/llama/manifest.json")),
            ("llama/posterior.csv", include_str!("../scenarios/llama/posterior.csv")),
            ("llama/roster.csv", include_str!("../scenarios/llama/roster.csv")),
            ("llama/timeline.csv", include_str!("../scenarios/llama/timeline.csv")),
        ],
    },
    Example {
        name: "llama-foresight",
        about: "The same fourteen, knowing only what was known on that day.",
        toml: include_str!("../scenarios/llama-foresight.toml"),
        data: &[("llama/roster.csv", include_str!("../scenarios/llama/roster.csv"))],
    },
    Example {
        name: "llama-stayers",
        about: "The three of them who were still there in May 2025, for three years more.",
        toml: include_str!("../scenarios/llama-stayers.toml"),
        data: &[
            ("llama/README.md", include_str!("../scenarios/llama/README.md")),
            ("llama/history.csv", include_str!("../scenarios/llama/history.csv")),
            ("llama-stayers/manifest.json", include_str!("../scenarios/llama-stayers/manifest.json")),
            ("llama-stayers/posterior.csv", include_str!("../scenarios/llama-stayers/posterior.csv")),
        ],
    },
    Example {
        name: "large-org",
        about: "Ten thousand generated researchers: a first guess where there is no roster yet.",
        toml: include_str!("../scenarios/large-org.toml"),
        data: &[],
    },
];

/// Why an example was not written: what, where, and what to do.
#[derive(Debug)]
pub struct Error {
    message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Example {
    /// The name of the scenario file.
    pub fn scenario(&self) -> String {
        format!("{}.toml", self.name)
    }

    /// Paths within the folder, and contents. The scenario is the last, so that it is never there without its data.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = self.data.iter().map(|&(path, content)| (path.to_owned(), content.to_owned())).collect();
        files.push((SCHEMA.to_owned(), json_schema()));
        // Its comments say how to run it from the repository.
        files.push((self.scenario(), self.toml.replace(" scenarios/", " ")));
        files
    }

    /// Writes it into a folder, which is made where it is absent: all files or, where one cannot be written, none. Gives the paths
    /// of the files.
    ///
    /// # Errors
    /// Where a file is there already, or the disk refuses.
    pub fn write(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        write(&self.files(), folder, &[])
    }
}

/// Writes files, paths within a folder and contents, into the folder, which is made where it is absent: all or, where one cannot be
/// written, none. Gives their paths. `reads` is what the command reads, which is left alone.
///
/// # Errors
/// Where a file is there already, or the disk refuses.
pub fn write(files: &[(String, String)], folder: &Path, reads: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    together::sweep(folder, reads);
    let mut files = files.to_vec();
    // Two examples in one folder share the schema.
    files.retain(|(path, content)| !(path == SCHEMA && fs::read_to_string(folder.join(path)).is_ok_and(|there| there == *content)));
    if folder.exists() && !folder.is_dir() {
        return Err(Error { message: format!("{} is not a folder, so no scenario can go there\n  give another folder", folder.display()) });
    }
    let is_there = |path: &&str| fs::symlink_metadata(folder.join(path)).is_ok();
    let there: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).filter(is_there).collect();
    if !there.is_empty() {
        let message = format!(
            "{} holds {} already, so nothing was written\n  give another folder, or move what is there",
            folder.display(),
            there.join(", ")
        );
        return Err(Error { message });
    }
    together::write(&files, folder).map_err(|(path, error)| Error {
        message: format!("cannot write {}: {error}\n  nothing was written; give another folder", path.display()),
    })?;
    Ok(files.iter().map(|(path, _)| folder.join(path)).collect())
}
