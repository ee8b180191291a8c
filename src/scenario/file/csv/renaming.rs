//! The table `columns` within the table of a file: which headings of the file stand for our columns.

use super::super::reader::Reader;
use super::super::tree::Table;
use super::sheet::Sheet;
use crate::diagnostic::{Diagnostic, quoted};

impl Reader {
    /// Calls the columns of a sheet as the table `columns` within `table` says; `known` has the names that there are.
    pub fn rename_columns(&mut self, table: &Table, sheet: &mut Sheet, known: &[&str]) {
        let Some(columns) = self.table_at(table, "columns") else { return };
        self.known_keys(columns, known, &[]);
        for entry in columns.entries.iter().filter(|entry| known.contains(&entry.key.as_str())) {
            let Some(heading) = self.text(&entry.node) else { continue };
            if heading != entry.key && sheet.has(heading) && sheet.has(&entry.key) {
                let message = format!("the file has a column {} already", quoted(&entry.key));
                self.problems.push(Diagnostic::error(message).at(&entry.node.place).label("expected no second heading"));
            } else if !sheet.rename(heading, &entry.key) {
                let diagnostic = Diagnostic::error(format!("the file has no column {}", quoted(heading)));
                let nearest = self.problems.nearest(heading, sheet.headings().map(|(name, _)| name)).map(str::to_owned);
                self.problems.push(diagnostic.at(&entry.node.place).label("expected a heading of the file").suggest(nearest.as_deref()));
            }
        }
    }
}

/// The heading that `[TABLE.columns]` gives for a column of ours.
pub(in crate::scenario) fn heading_of<'t>(table: &'t Table, column: &str) -> Option<&'t str> {
    table.table("columns")?.get(column)?.as_text()
}
