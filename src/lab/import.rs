//! An export of an HR system, made a lab.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::calendar::Date;
use crate::import::{self, Ask, Failed, Mark, Order, Written};

/// An import of an export of an HR system (CSV), to be configured and run: [`import_export`].
///
/// # Example
/// ```
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let export = folder.path().join("export.csv");
/// # let rows: String = (1..=9).map(|n| format!("{n},Eng,2020-01-0{n},\n")).collect();
/// # std::fs::write(&export, format!("Employee ID,Dept,Hire Date,Termination Date\n{rows}10,Eng,2021-01-01,2024-05-06\n")).expect("a file");
/// let imported = stayput::import_export(&export, folder.path().join("lab")).column("team", "Dept").as_of("2025-01-01".parse().expect("a date")).run()?;
/// println!("{}", imported.report());
/// let lab = stayput::read(imported.scenario())?;
/// assert_eq!(lab.people(), 9);
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct ImportExport {
    export: PathBuf,
    folder: PathBuf,
    pseudonyms: Option<PathBuf>,
    /// What was said of it, or the first that makes no sense.
    ask: Result<Ask, Error>,
}

/// Reads an export of an HR system, and writes a roster, a history and a scenario that runs into a folder, which is made where it is absent;
/// as `stayput import` does.
pub fn import_export(export: impl AsRef<Path>, folder: impl AsRef<Path>) -> ImportExport {
    let ask = Ask { today: import::today(), ..Ask::default() };
    ImportExport { export: export.as_ref().to_owned(), folder: folder.as_ref().to_owned(), pseudonyms: None, ask: Ok(ask) }
}

impl ImportExport {
    fn with(mut self, say: impl FnOnce(&mut Ask) -> Result<(), String>) -> Self {
        self.ask = self.ask.and_then(|mut ask| say(&mut ask).map(|()| ask).map_err(Error::new));
        self
    }

    /// The date of the export; what a line above or below its table says, else the latest date in it, where nothing is said here.
    pub fn as_of(self, date: Date) -> Self {
        self.with(|ask| {
            ask.as_of = Some(date);
            Ok(())
        })
    }

    /// The first day from which on all leavers are listed; the day after the first exit, unless unclear, where nothing is said here.
    pub fn leavers_since(self, date: Date) -> Self {
        self.with(|ask| {
            ask.leavers_since = Some(date);
            Ok(())
        })
    }

    /// The order of day, month and year: `dmy`, `mdy` or `ymd`; what the columns tell where nothing is said here.
    pub fn dates(self, order: &str) -> Self {
        self.with(|ask| {
            ask.dates = Some(match order {
                "dmy" => Order::Dmy,
                "mdy" => Order::Mdy,
                "ymd" => Order::Ymd,
                _ => return Err(format!("there is no order of dates {order}: dmy, mdy or ymd")),
            });
            Ok(())
        })
    }

    /// The mark before decimals: `point` or `comma`; what each column tells where nothing is said here.
    pub fn numbers(self, mark: &str) -> Self {
        self.with(|ask| {
            ask.numbers = Some(match mark {
                "point" => Mark::Point,
                "comma" => Mark::Comma,
                _ => return Err(format!("there is no mark before decimals {mark}: point or comma")),
            });
            Ok(())
        })
    }

    /// Takes a heading for a column such as `team`; an empty heading says that there is none.
    pub fn column(self, column: &str, heading: &str) -> Self {
        self.with(|ask| {
            ask.columns.push((import::field(column)?, heading.trim().to_owned()));
            Ok(())
        })
    }

    /// The encoding of the file, such as `windows-1252`, where it is not UTF-8 nor UTF-16.
    pub fn encoding(self, name: &str) -> Self {
        self.with(|ask| {
            ask.encoding = Some(import::encoding(name)?);
            Ok(())
        })
    }

    /// A further word that says that there is nothing.
    pub fn missing(self, word: &str) -> Self {
        self.with(|ask| {
            ask.missing.push(word.to_owned());
            Ok(())
        })
    }

    /// Whether those with a status are there.
    pub fn status(self, status: &str, is_there: bool) -> Self {
        self.with(|ask| {
            ask.status.push((status.trim().to_owned(), is_there));
            Ok(())
        })
    }

    /// Leaves out the row that begins in a line, from 1.
    pub fn skip(self, line: usize) -> Self {
        self.with(|ask| {
            ask.skip.push(line);
            Ok(())
        })
    }

    /// Keeps teams and roles apart that are equal but for case, blanks and the like.
    pub fn as_written(self) -> Self {
        self.with(|ask| {
            ask.as_written = true;
            Ok(())
        })
    }

    /// Puts pseudonyms in place of ids, by the key in a file outside of the folder; made where it is absent.
    pub fn pseudonyms(mut self, key: impl AsRef<Path>) -> Self {
        self.pseudonyms = Some(key.as_ref().to_owned());
        self
    }

    /// Reads, and writes all files or none.
    ///
    /// # Errors
    /// Where the export cannot be read or only you can tell what it means, or where the files cannot be written.
    pub fn run(self) -> Result<Imported, Error> {
        let written = import::to_folder(&self.export, &self.folder, self.ask?, self.pseudonyms.as_deref());
        written.map(Imported).map_err(|failed| match failed {
            Failed::Problems(problems) => problems.into(),
            Failed::Folder(message) => Error::new(message),
        })
    }
}

/// What an import wrote: [`ImportExport::run`], whose example shows it.
#[derive(Clone, Debug)]
pub struct Imported(Written);

impl Imported {
    /// The scenario, to be read.
    pub fn scenario(&self) -> &Path {
        &self.0.scenario
    }

    /// All files that were written.
    pub fn files(&self) -> &[PathBuf] {
        &self.0.files
    }

    /// What each column and row was taken for, and every choice that was made.
    pub fn report(&self) -> String {
        self.0.report.text()
    }
}
