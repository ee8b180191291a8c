//! Result folders as they are read back: the manifest, the document with all that stands alone, and the CSV files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::calendar::Date;
use crate::hexadecimal::hexadecimal;
use crate::report::files::csv::begins_formula;
use crate::report::files::manifest::{self, Manifest};
use crate::report::{discover, optimise, sensitivity, sweep};

/// What a folder holds results of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Of `stayput run`.
    Run,
    /// Of `stayput compare`.
    Comparison,
    /// Of `stayput calibrate`.
    Calibration,
    /// Of `stayput sensitivity`.
    Sensitivity,
    /// Of `stayput sweep`.
    Sweep,
    /// Of `stayput discover`.
    Discovery,
    /// Of `stayput optimise`.
    Optimum,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Run, Self::Comparison, Self::Calibration, Self::Sensitivity, Self::Sweep, Self::Discovery, Self::Optimum];

    /// The document of a folder of this kind.
    pub fn document(self) -> &'static str {
        match self {
            Self::Run => "run.json",
            Self::Comparison => "comparison.json",
            Self::Calibration => "calibration.json",
            Self::Sensitivity => sensitivity::json::NAME,
            Self::Sweep => sweep::json::NAME,
            Self::Discovery => discover::json::NAME,
            Self::Optimum => optimise::json::NAME,
        }
    }

    /// The command that writes it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Comparison => "compare",
            Self::Calibration => "calibrate",
            Self::Sensitivity => "sensitivity",
            Self::Sweep => "sweep",
            Self::Discovery => "discover",
            Self::Optimum => "optimise",
        }
    }
}

/// The results of one folder.
#[derive(Clone, Debug)]
pub struct Results {
    /// Where they are.
    pub folder: PathBuf,
    /// Of which command.
    pub kind: Kind,
    /// What they were made of.
    pub manifest: Manifest,
    /// All that stands alone: sentences, single numbers, notes.
    pub document: Value,
    sheets: BTreeMap<String, Sheet>,
}

/// A CSV file.
#[derive(Clone, Debug)]
pub struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// What separates decimals.
    decimal: char,
}

/// One row of it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'s> {
    sheet: &'s Sheet,
    cells: &'s [String],
}

/// Why a folder cannot be shown: what, where and what to do.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Results {
    /// Reads a folder.
    ///
    /// # Errors
    /// Where it holds no results, or a file of them cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Unreadable> {
        if !folder.join(manifest::NAME).is_file() {
            return Err(Unreadable(format!(
                "{} holds no results: it has no {}\n  give a folder that a command wrote (run, compare, calibrate, sensitivity, sweep, discover, optimise), or a scenario file",
                folder.display(),
                manifest::NAME
            )));
        }
        let text = |name: &str| fs::read_to_string(folder.join(name));
        let manifest = text(manifest::NAME).map_err(|error| unreadable(folder, manifest::NAME, &error))?;
        let manifest = serde_json::from_str(&manifest).map_err(|error| unreadable(folder, manifest::NAME, &error))?;
        Self::of(folder, manifest, text)
    }

    /// The results that a manifest lists; `text` gives a file's.
    ///
    /// # Errors
    /// Where they are not whole, or a file of them cannot be read.
    pub fn of(folder: &Path, manifest: Manifest, text: impl Fn(&str) -> io::Result<String>) -> Result<Self, Unreadable> {
        let is_listed = |kind: &Kind| manifest.files.iter().any(|file| file.name == kind.document());
        let Some(kind) = Kind::ALL.into_iter().find(is_listed) else {
            return Err(Unreadable(format!(
                "{} cannot be shown: it has no {}\n  shards are shown once they are merged; results of an earlier version are written anew",
                folder.display(),
                Kind::ALL.map(Kind::document).join(", no ")
            )));
        };
        let read = |name: &str| {
            let text = text(name).map_err(|error| unreadable(folder, name, &error))?;
            let is_same = manifest.files.iter().any(|file| file.name == name && file.sha256 == hexadecimal(&Sha256::digest(&text)));
            if is_same { Ok(text) } else { Err(unreadable(folder, name, &"it was changed after it was written")) }
        };
        let document = serde_json::from_str(&read(kind.document())?).map_err(|error| unreadable(folder, kind.document(), &error))?;
        let mut sheets = BTreeMap::new();
        for file in manifest.files.iter().filter(|file| is_shown(&file.name)) {
            let sheet = Sheet::parse(&read(&file.name)?).map_err(|error| unreadable(folder, &file.name, &error))?;
            sheets.insert(file.name.clone(), sheet);
        }
        Ok(Self { folder: folder.to_owned(), kind, manifest, document, sheets })
    }

    /// Whether they were made to speak of single people.
    pub fn speaks_of_individuals(&self) -> bool {
        ["researchers.csv", "spells.csv"].iter().any(|name| self.sheets.contains_key(*name))
            || self.manifest.command_line.iter().any(|word| word == "--individuals")
    }

    /// A CSV file, where the folder has it.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.get(name)
    }

    /// The rows of a CSV file that have these texts in these columns; none where the folder has no such file.
    pub fn rows<'s>(&'s self, name: &str, with: &'s [(&'s str, &'s str)]) -> impl Iterator<Item = Row<'s>> {
        let rows = self.sheets.get(name).map(Sheet::rows).into_iter().flatten();
        rows.filter(move |row| with.iter().all(|(column, text)| row.text(column) == *text))
    }
}

fn unreadable(folder: &Path, name: &str, why: &dyn fmt::Display) -> Unreadable {
    Unreadable(format!("cannot read {}: {why}\n  the command that wrote the folder writes it anew", folder.join(name).display()))
}

/// Whether the page shows numbers of a file: not of those with a row for each trial, event, draw or step of a search, which may be large.
fn is_shown(name: &str) -> bool {
    const LARGE: [&str; 5] = ["trials.csv", "events.csv", "posterior.csv", "draws.csv", "trajectory.csv"];
    Path::new(name).extension().is_some_and(|ending| ending == "csv") && !LARGE.contains(&name)
}

impl Sheet {
    /// Reads it in any of the forms in which results are written.
    fn parse(text: &str) -> Result<Self, csv::Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let is_european = text.lines().next().is_some_and(|header| header.contains(';'));
        let mut reader = csv::ReaderBuilder::new().delimiter(if is_european { b';' } else { b',' }).from_reader(text.as_bytes());
        // A text that begins like a formula was written with a single quote before it.
        let as_meant = |cell: &str| match cell.strip_prefix('\'') {
            Some(rest) if begins_formula(rest) => rest.to_owned(),
            _ => cell.to_owned(),
        };
        let owned = |record: &csv::StringRecord| record.iter().map(as_meant).collect();
        let columns = owned(reader.headers()?);
        let rows = reader.records().map(|record| record.map(|record| owned(&record))).collect::<Result<_, _>>()?;
        Ok(Self { columns, rows, decimal: if is_european { ',' } else { '.' } })
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { sheet: self, cells })
    }
}

impl<'s> Row<'s> {
    /// The text in a column; empty where there is none.
    pub fn text(&self, column: &str) -> &'s str {
        let place = self.sheet.columns.iter().position(|name| name == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// The number in a column, where there is one.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).replace(self.sheet.decimal, ".").parse().ok()
    }

    /// The date in a column, where there is one.
    pub fn date(&self, column: &str) -> Option<Date> {
        self.text(column).parse().ok()
    }
}
