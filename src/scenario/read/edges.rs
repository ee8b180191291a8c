//! The list of who is moved by whose exit: a CSV file `from,to,weight`.

use std::collections::HashSet;

use super::Reader;
use super::domain::short;
use super::file_kind::FileKind;
use super::names::Names;
use super::roster::People;
use super::sheet::{Cell, Row};
use super::tree::Node;
use crate::diagnostic::{Diagnostic, quoted};
use crate::people::History;
use crate::scenario::Edge;

/// More than this is a mistake in the unit.
const HEAVIEST: f64 = 1000.0;

impl Reader {
    /// Reads the file of edges. Edges to people of the history who are not on the roster move nobody in a simulation.
    pub fn edges(&mut self, node: &Node, people: &People, history: Option<&History>) -> Vec<Edge> {
        let kind = FileKind::new("a list of edges", &["from", "to"], &["from", "to", "weight"]);
        let Some(sheet) = self.text(node).and_then(|path| self.sheet(path, &node.place, &kind)) else { return Vec::new() };
        let mut is_complete = true;
        for column in ["from", "to"] {
            if !sheet.has(column) {
                self.push_no_column(&sheet, column);
                is_complete = false;
            }
        }
        if !is_complete {
            return Vec::new();
        }
        let mut everybody = people.ids.clone();
        for row in history.iter().flat_map(|history| &history.rows) {
            everybody.insert(&row.id);
        }
        let mut seen = HashSet::new();
        sheet.rows().filter_map(|row| self.edge(row, people, &everybody, &mut seen)).collect()
    }

    fn edge(&mut self, row: Row<'_>, people: &People, everybody: &Names, seen: &mut HashSet<(usize, usize)>) -> Option<Edge> {
        let from = self.end_of_edge(row, "from", people, everybody);
        let to = self.end_of_edge(row, "to", people, everybody);
        let weight = match row.get("weight") {
            Some(cell) => self.edge_weight(&cell),
            None => Some(1.0),
        };
        let ((from_name, from), (to_name, to)) = (from?, to?);
        if from == to {
            let message = format!("an edge from {} to the same person", quoted(&from_name));
            self.problems.push(Diagnostic::error(message).at(&row.place()).label("nobody moves themselves"));
        } else if !seen.insert((from, to)) {
            let message = format!("a second edge from {} to {}", quoted(&from_name), quoted(&to_name));
            self.problems.push(Diagnostic::error(message).at(&row.place()).label("expected one edge a pair"));
        }
        Some(Edge { from: from_name, moved: people.ids.get(&to_name), to: to_name, weight: weight? })
    }

    /// The id at one end of an edge and its number among everybody.
    fn end_of_edge(&mut self, row: Row<'_>, column: &str, people: &People, everybody: &Names) -> Option<(String, usize)> {
        let Some(cell) = row.get(column) else {
            self.problems
                .push(Diagnostic::error(format!("this edge has no {}", quoted(column))).at(&row.place_of(column)).label("expected an id"));
            return None;
        };
        let number = everybody.get(&cell.text);
        // Where part of the roster is lost, nobody can be called unknown.
        if number.is_none() && people.is_whole {
            self.push_unknown("researcher", &cell.text, &cell.place, everybody);
        }
        Some((cell.text.into_owned(), number?))
    }

    fn edge_weight(&mut self, cell: &Cell<'_>) -> Option<f64> {
        let weight = self.number_text("weight", &cell.text, &cell.place)?;
        if (0.0..=HEAVIEST).contains(&weight) {
            return Some(weight);
        }
        let message = format!("the weight of an edge is {}", short(weight));
        self.problems.push(Diagnostic::error(message).at(&cell.place).label(format!("expected 0 to {HEAVIEST}")));
        None
    }
}
