//! Covariates: the numeric columns beside the known ones, and those among them that channels use.

use super::synonyms::{FileOf, ROSTER_FILE, is_name};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::scenario::file::csv::cells::number_help;
use crate::scenario::file::csv::sheet::{Cell, Row, Sheet};
use crate::scenario::file::{Node, Reader, Table};

/// A covariate that a channel uses: everybody needs a value.
pub(in crate::scenario) struct Wanted {
    pub name: String,
    /// The key in the first channel that uses it.
    pub place: Place,
}

/// Whether a covariate is among the wanted ones.
pub(in crate::scenario) fn is_wanted(wanted: &[Wanted], name: &str) -> bool {
    wanted.iter().any(|covariate| covariate.name == name)
}

/// The names of covariates.
pub(in crate::scenario) fn names(wanted: &[Wanted]) -> impl Iterator<Item = &str> {
    wanted.iter().map(|covariate| covariate.name.as_str())
}

/// The covariates that channels use. Wrong kinds of value are left to the reader of channels.
pub(in crate::scenario) fn wanted(root: &Table) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let covariates = root.tables("channels").filter_map(|(_, channel)| channel.table("covariates"));
    for entry in covariates.flat_map(|covariates| &covariates.entries) {
        if !is_wanted(&wanted, &entry.key) {
            wanted.push(Wanted { name: entry.key.clone(), place: entry.key_place.clone() });
        }
    }
    wanted
}

/// Whether the target of a policy ranks people by a column.
fn ranks(root: &Table, column: &str) -> bool {
    let mut targets = root.tables("policies").filter_map(|(_, policy)| policy.table("target"));
    targets.any(|target| target.get("by").and_then(Node::as_text) == Some(column))
}

impl Reader {
    /// The covariates among the columns of a sheet: all that are wanted, and all others that hold numbers. Says which are not read.
    pub fn covariate_columns(&mut self, kind: FileOf, sheet: &Sheet, known: &[&str], wanted: &[Wanted], unread: &[String]) -> Vec<String> {
        let mut covariates = Vec::new();
        let mut ignored: Vec<(&str, &Place)> = Vec::new();
        let is_further = |name: &str| !name.is_empty() && !known.contains(&name) && !is_name(name) && !unread.iter().any(|own| own == name);
        for (name, place) in sheet.headings().filter(|(name, _)| is_further(name)) {
            if is_wanted(wanted, name) || sheet.is_numeric(name) {
                self.warn_of_protected_column(name, place);
                covariates.push(name.to_owned());
                let is_read = is_wanted(wanted, name) || kind.table == ROSTER_FILE.table && ranks(&self.written, name);
                if !is_read {
                    ignored.push((name, place));
                }
            } else if let Some(cell) = stray_cell(sheet, name) {
                let message = format!("the column {} is ignored, since this is not a number: {}", quoted(name), quoted(&cell.text));
                let help = number_help(&cell.text).unwrap_or_else(|| "a covariate has a number, or nothing, in each cell".to_owned());
                self.problems.push(Diagnostic::warning(message).at(&cell.place).label("expected a number").help(help));
            } else {
                ignored.push((name, place));
            }
            let missing = known.iter().copied().filter(|known| !sheet.has(known));
            if let Some(meant) = self.problems.nearest(name, missing).filter(|_| !is_wanted(wanted, name)) {
                let count = ignored.len();
                ignored.retain(|(ignored, _)| *ignored != name);
                let what = if ignored.len() == count { "a covariate" } else { "ignored" };
                let message = format!("the column {} is not known, and so {what}", quoted(name));
                self.problems.push(Diagnostic::warning(message).at(place).suggest(Some(meant)));
            }
        }
        self.tell_unread(kind, &ignored);
        let read: Vec<&str> = known.iter().copied().filter(|name| *name != "name").chain(covariates.iter().map(String::as_str)).collect();
        self.tell_nothing(sheet, &read);
        covariates
    }

    /// The values of the covariates in a row.
    pub fn covariate_cells(&mut self, row: Row<'_>, columns: &[String], wanted: &[Wanted]) -> Vec<Option<f64>> {
        columns
            .iter()
            .map(|name| {
                let value = row.get(name).map(|cell| self.number_text(name, &cell.text, &cell.place));
                if value.is_none() && is_wanted(wanted, name) {
                    self.push_no_value(name, &row.place_of(name));
                }
                value.flatten()
            })
            .collect()
    }

    /// Says that a covariate that a channel uses has no value.
    pub fn push_no_value(&mut self, name: &str, place: &Place) {
        let message = format!("the covariate {} needs a value for everybody", quoted(name));
        self.problems.push(Diagnostic::error(message).at(place).label("expected a number").help("a channel uses it"));
    }
}

/// The first cell that is no number of a column that seems to be meant for numbers: at least half of its cells are, or nearly.
fn stray_cell<'s>(sheet: &'s Sheet, name: &str) -> Option<Cell<'s>> {
    let cells = || sheet.rows().filter_map(|row| row.get(name));
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let is_nearly = |text: &str| text.contains(|c: char| c.is_ascii_digit()) && number_help(text).is_some();
    let meant = cells().filter(|cell| is_number(&cell.text) || is_nearly(&cell.text)).count();
    (2 * meant >= cells().count()).then(|| cells().find(|cell| !is_number(&cell.text)))?
}
