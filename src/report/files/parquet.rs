//! Large files of results as Parquet: typed columns that `DuckDB`, Spark, polars and pandas read as they are.
//!
//! The columns are those of the [`dictionary`](super::dictionary), with its descriptions in the metadata of the file. Texts stand as they are:
//! nothing here is a spreadsheet that would run them. What is not known is null.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::dictionary::{Field, Kind};
use crate::calendar::{Date, days_between};

/// So many rows are handed on at once.
const ROWS: usize = 1 << 16;

/// A file being written, a cell at a time.
pub struct Rows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    /// The column of the next cell.
    at: usize,
    /// Rows that are not handed on yet.
    pending: usize,
}

/// The cells of a column that are not handed on yet; `is_there` has 1 for each that is known and 0 for each that is not.
struct Column {
    cells: Cells,
    is_there: Vec<i16>,
    may_be_empty: bool,
}

enum Cells {
    Text(Vec<ByteArray>),
    Count(Vec<i64>),
    Number(Vec<f64>),
    Date(Vec<i32>),
}

impl Cells {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::new()),
            Kind::Count => Self::Count(Vec::new()),
            Kind::Number | Kind::Share => Self::Number(Vec::new()),
            Kind::Date => Self::Date(Vec::new()),
        }
    }
}

impl<W: Write + Send> Rows<W> {
    /// Begins a file of some columns.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(out: W, fields: &[(&str, Field)]) -> io::Result<Self> {
        let described = |(name, field): &(&str, Field)| {
            let unit = field.unit.map_or_else(String::new, |unit| format!(" [{unit}]"));
            KeyValue::new(format!("description of {name}"), format!("{}{unit}", field.description))
        };
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("stayput {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(fields.iter().map(described).collect()))
            .build();
        let columns = fields.iter().map(|(_, field)| Column {
            cells: Cells::new(field.kind),
            is_there: Vec::new(),
            may_be_empty: field.may_be_empty,
        });
        let writer = SerializedFileWriter::new(out, schema(fields).map_err(failed)?, Arc::new(properties)).map_err(failed)?;
        Ok(Self { writer, columns: columns.collect(), at: 0, pending: 0 })
    }

    /// The next cell, which a text stands in.
    pub fn text(&mut self, text: &str) {
        if let Some(Cells::Text(cells)) = self.next(!text.is_empty()) {
            cells.push(ByteArray::from(text));
        }
    }

    /// The next cell, which a whole number stands in, if one is known.
    pub fn count(&mut self, count: Option<u64>) {
        let count = count.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        if let (Some(Cells::Count(cells)), Some(count)) = (self.next(count.is_some()), count) {
            cells.push(count);
        }
    }

    /// The next cell, which a number stands in; none where it is not finite. A negative zero is a zero.
    pub fn number(&mut self, number: f64) {
        if let Some(Cells::Number(cells)) = self.next(number.is_finite()) {
            cells.push(number + 0.0);
        }
    }

    /// The next cell, which a date stands in: days from 1970-01-01.
    pub fn date(&mut self, date: Date) {
        if let Some(Cells::Date(cells)) = self.next(true) {
            cells.push(days_between(Date::constant(1970, 1, 1), date));
        }
    }

    /// The cells of the next column, to put one there; nothing where there is none to put. A column that may not be empty has one always.
    fn next(&mut self, is_there: bool) -> Option<&mut Cells> {
        let column = &mut self.columns[self.at];
        self.at += 1;
        let is_there = is_there || !column.may_be_empty;
        column.is_there.push(i16::from(is_there));
        is_there.then_some(&mut column.cells)
    }

    /// Ends the row.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn end(&mut self) -> io::Result<()> {
        debug_assert_eq!(self.at, self.columns.len(), "a row has all cells");
        (self.at, self.pending) = (0, self.pending + 1);
        if self.pending < ROWS { Ok(()) } else { self.hand_on() }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        if self.pending == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let Some(mut out) = group.next_column().map_err(failed)? else { break };
            let is_there = column.may_be_empty.then_some(&column.is_there[..]);
            match &mut column.cells {
                Cells::Text(cells) => {
                    out.typed::<ByteArrayType>().write_batch(cells, is_there, None).map_err(failed)?;
                    cells.clear();
                }
                Cells::Count(cells) => {
                    out.typed::<Int64Type>().write_batch(cells, is_there, None).map_err(failed)?;
                    cells.clear();
                }
                Cells::Number(cells) => {
                    out.typed::<DoubleType>().write_batch(cells, is_there, None).map_err(failed)?;
                    cells.clear();
                }
                Cells::Date(cells) => {
                    out.typed::<Int32Type>().write_batch(cells, is_there, None).map_err(failed)?;
                    cells.clear();
                }
            }
            out.close().map_err(failed)?;
            column.is_there.clear();
        }
        group.close().map_err(failed)?;
        self.pending = 0;
        Ok(())
    }

    /// Gives the output back, everything written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn into_inner(mut self) -> io::Result<W> {
        self.hand_on()?;
        self.writer.into_inner().map_err(failed)
    }
}

/// The columns in Parquet's types.
fn schema(fields: &[(&str, Field)]) -> Result<TypePtr, ParquetError> {
    let column = |&(name, field): &(&str, Field)| {
        let (physical, logical) = match field.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Count => (Physical::INT64, None),
            Kind::Number | Kind::Share => (Physical::DOUBLE, None),
        };
        let repetition = if field.may_be_empty { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let column = Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(repetition).build()?;
        Ok(Arc::new(column))
    };
    let columns = fields.iter().map(column).collect::<Result<Vec<_>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder("row").with_fields(columns).build()?))
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        // What the disk said, so that it is told as where CSV is written.
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
