//! The large files of results, a row a trial, a draw or an event: as CSV, or as Parquet.

use std::io::{self, Write};

use super::csv::{Dialect, Table};
use super::dictionary::{Field, File};
#[cfg(feature = "parquet")]
use super::parquet::Rows;
use crate::calendar::Date;

/// How a large file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LargeForm {
    /// As text.
    Csv(Dialect),
    /// As typed columns.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl LargeForm {
    /// What a file of the dictionary is called in this form: `trials.csv`, `trials.parquet`.
    pub fn name_of(self, file: &File) -> String {
        match self {
            Self::Csv(_) => file.name.to_owned(),
            #[cfg(feature = "parquet")]
            Self::Parquet => file.name.replace(".csv", PARQUET),
        }
    }
}

/// How the names of Parquet files end.
pub const PARQUET: &str = ".parquet";

/// A large file being written, a cell at a time.
pub(in crate::report) enum Large<W: Write + Send> {
    Csv(Table<W>),
    #[cfg(feature = "parquet")]
    Parquet(Box<Rows<W>>),
}

impl<W: Write + Send> Large<W> {
    /// Begins a file of the dictionary, with further columns: each a name and what it is.
    pub fn new(out: W, file: &File, further: &[(&str, Field)], form: LargeForm) -> io::Result<Self> {
        match form {
            LargeForm::Csv(dialect) => Ok(Self::Csv(Table::with_names(out, file, further.iter().map(|(name, _)| *name), dialect)?)),
            #[cfg(feature = "parquet")]
            LargeForm::Parquet => {
                let own = file.fields.iter().map(|field| (field.name, *field));
                Ok(Self::Parquet(Box::new(Rows::new(out, &own.chain(further.iter().copied()).collect::<Vec<_>>())?)))
            }
        }
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        match self {
            Self::Csv(table) => drop(table.text(text)),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.text(text),
        }
        self
    }

    /// A whole number, or nothing where it is not told.
    pub fn count(&mut self, count: Option<u64>) -> &mut Self {
        match (&mut *self, count) {
            (Self::Csv(table), Some(count)) => drop(table.value(count)),
            (Self::Csv(table), None) => drop(table.text("")),
            #[cfg(feature = "parquet")]
            (Self::Parquet(rows), count) => rows.count(count),
        }
        self
    }

    /// A number; nothing where it is not known.
    pub fn number(&mut self, number: f64) -> &mut Self {
        match self {
            Self::Csv(table) => drop(table.number(number)),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.number(number),
        }
        self
    }

    pub fn date(&mut self, date: Date) -> &mut Self {
        match self {
            Self::Csv(table) => drop(table.value(date)),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.date(date),
        }
        self
    }

    /// Ends the row.
    pub fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(table) => table.end(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.end(),
        }
    }

    /// Gives the output back, everything written.
    pub fn into_inner(self) -> io::Result<W> {
        match self {
            Self::Csv(table) => table.into_inner(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.into_inner(),
        }
    }
}
