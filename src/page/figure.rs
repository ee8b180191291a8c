//! A figure: what was found, a drawing of it, and every number that is drawn.

use serde_json::Value;

use super::chart::Drawing;
use crate::calendar::Date;

/// One figure of the page.
pub struct Figure {
    /// Its name: of its files, and the anchor on the page. Lower-case words with hyphens.
    pub name: String,
    /// The finding in one sentence.
    pub title: String,
    /// What is drawn and what it shows, for those who do not see it.
    pub describes: String,
    /// How to read it, where that is not plain; under the drawing.
    pub caption: String,
    /// What the command says besides, a sentence each; a list under the caption.
    pub notes: Vec<String>,
    /// The file of the folder that holds its numbers, and which of its rows.
    pub source: Source,
    /// Draws it so many CSS pixels wide: once for a page, once for a telephone.
    pub draw: Box<dyn Fn(f64) -> Drawing>,
    /// Every number that is drawn.
    pub table: Table,
    /// Its Vega-Lite specification without the data: marks and encodings over the columns of the table.
    pub specification: Value,
}

/// Where the numbers of a figure are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub file: String,
    /// Which rows, in words; empty where all are.
    pub rows: String,
}

/// The numbers of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The name of each column in data, and its heading.
    pub columns: Vec<(&'static str, String)>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A date.
    On(Date),
    /// A number, and how it is printed.
    Number(f64, String),
    /// Not known.
    Unknown,
}

impl Cell {
    /// As the page prints it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(_, text) => text.clone(),
            Self::On(date) => date.to_string(),
            Self::Unknown => String::new(),
        }
    }

    /// In full, as data.
    pub fn value(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::On(date) => date.to_string().into(),
            Self::Number(value, _) => (*value).into(),
            Self::Unknown => Value::Null,
        }
    }
}

impl Figure {
    /// The drawing so many CSS pixels wide; where that is wide enough for a pointer, it tells its numbers under it.
    pub fn drawn(&self, width: f64) -> Drawing {
        const TELEPHONE: f64 = 500.0;
        let drawing = (self.draw)(width);
        if width < TELEPHONE { drawing } else { drawing.told(|row| self.table.told(row)) }
    }
}

impl Table {
    /// A row in words, a line a column: `date: 2025-06-01`.
    fn told(&self, row: usize) -> String {
        let cells = self.rows.get(row).into_iter().flatten();
        let line = |((_, heading), cell): (&(&str, String), &Cell)| {
            Some(cell.shown()).filter(|shown| !shown.is_empty()).map(|shown| format!("{heading}: {shown}"))
        };
        self.columns.iter().zip(cells).filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// Its rows as records.
    pub fn records(&self) -> Vec<Value> {
        let record = |row: &Vec<Cell>| self.columns.iter().zip(row).map(|((name, _), cell)| ((*name).to_owned(), cell.value())).collect();
        self.rows.iter().map(record).collect()
    }
}
