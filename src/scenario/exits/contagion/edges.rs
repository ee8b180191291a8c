//! The list of who is moved by whose exit: a CSV file `from,to,weight`. With `symmetric = true` each row stands for both directions.

use std::collections::HashSet;

use super::ties::Edge;
use crate::cells::headings::plain;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::History;
use crate::scenario::file::csv::file_kind::FileKind;
use crate::scenario::file::csv::sheet::{Cell, Row, Sheet};
use crate::scenario::file::numbers::ranges::short;
use crate::scenario::file::{Keys, Names, Node, Reader};
use crate::scenario::people::roster::People;

/// Among so many ties of people who work together some are mutual.
const MANY: usize = 10;
/// More than this is a mistake in the unit.
const HEAVIEST: f64 = 1000.0;
/// What programs for networks call the two ends of an edge, as [`plain`] has it.
const ENDS: [[&str; 2]; 6] =
    [["source", "target"], ["ego", "alter"], ["sender", "receiver"], ["src", "dst"], ["from id", "to id"], ["a", "b"]];

/// The headings under which a list seems to have the ends of its edges: known ones, or those of the only two columns beside a weight.
fn other_ends(sheet: &Sheet) -> Option<[String; 2]> {
    let headings: Vec<&str> = sheet.headings().map(|(name, _)| name).filter(|name| *name != "weight").collect();
    let under = |known: &str| headings.iter().find(|name| plain(name) == known).map(|name| (*name).to_owned());
    let known = ENDS.iter().find_map(|[from, to]| Some([under(from)?, under(to)?]));
    known.or_else(|| <[&str; 2]>::try_from(headings).ok().map(|ends| ends.map(str::to_owned)))
}

impl Reader {
    /// Reads the file of edges. Edges to people of the history who are not on the roster move nobody in a simulation.
    pub fn edges(&mut self, keys: Keys<'_>, node: &Node, people: &People, history: Option<&History>) -> Vec<Edge> {
        let is_symmetric = self.flag(keys, "symmetric");
        let kind = FileKind::new("a list of edges", &["from", "to"], &["from", "to", "weight", "source", "target"]);
        let Some(sheet) = self.text(node).and_then(|path| self.sheet(path, &node.place, &kind)) else { return Vec::new() };
        if !self.has_ends(&sheet) {
            return Vec::new();
        }
        let mut everybody = people.ids.clone();
        for row in history.iter().flat_map(|history| &history.rows) {
            everybody.insert(&row.id);
        }
        self.warn_of_other_columns(&sheet);
        self.tell_nothing(&sheet, &["weight"]);
        let mut seen = HashSet::new();
        let edges: Vec<Edge> = sheet.rows().filter_map(|row| self.edge(row, people, &everybody, is_symmetric, &mut seen)).collect();
        if !is_symmetric {
            if !keys.has("symmetric") && edges.len() >= MANY && !seen.iter().any(|&(from, to)| seen.contains(&(to, from))) {
                let message =
                    format!("none of the {} edges has one the other way: each acts from the first to the second person alone", edges.len());
                let help = "symmetric = true lets each act both ways; symmetric = false says that one way is meant";
                self.problems.push(Diagnostic::warning(message).at(&node.place).help(help));
            }
            return edges;
        }
        let back =
            |edge: &Edge| Edge { from: edge.to.clone(), to: edge.from.clone(), moved: people.ids.get(&edge.from), weight: edge.weight };
        edges.iter().flat_map(|edge| [edge.clone(), back(edge)]).collect()
    }

    /// Whether a list has columns for both ends of its edges; says what to call them where it has not.
    fn has_ends(&mut self, sheet: &Sheet) -> bool {
        let missing: Vec<&str> = ["from", "to"].into_iter().filter(|column| !sheet.has(column)).collect();
        if let ([_, _], Some([from, to])) = (&missing[..], other_ends(sheet)) {
            let help = format!(
                "call {} from, which is who leaves, and {} to, which is who is moved by that; or the other way round",
                quoted(&from),
                quoted(&to)
            );
            let diagnostic = Diagnostic::error("the file has no columns `from` and `to`").at(&sheet.header());
            self.problems.push(diagnostic.label("expected the headings from and to").help(help));
        } else {
            for column in &missing {
                self.push_no_column(sheet, column);
            }
        }
        missing.is_empty()
    }

    /// Says what is not read of a list; a column of numbers where there is no weight was probably meant for it.
    fn warn_of_other_columns(&mut self, sheet: &Sheet) {
        let others: Vec<(&str, &Place)> = sheet.headings().filter(|(name, _)| !["from", "to", "weight", ""].contains(name)).collect();
        if let Some((name, place)) = others.iter().find(|(name, _)| !sheet.has("weight") && sheet.is_numeric(name)) {
            let message = format!("the column {} is not read: without a column `weight` every edge has the weight 1", quoted(name));
            self.problems.push(Diagnostic::warning(message).at(place).help(format!("if {} is the weight, call it weight", quoted(name))));
        } else if let Some((_, place)) = others.first() {
            let names: Vec<String> = others.iter().take(8).map(|(name, _)| quoted(name)).collect();
            self.problems.push(Diagnostic::note(format!("columns are ignored: {}", names.join(", "))).at(place));
        }
    }

    fn edge(
        &mut self,
        row: Row<'_>,
        people: &People,
        everybody: &Names,
        is_symmetric: bool,
        seen: &mut HashSet<(usize, usize)>,
    ) -> Option<Edge> {
        let from = self.end_of_edge(row, "from", people, everybody);
        let to = self.end_of_edge(row, "to", people, everybody);
        let weight = if let Some(cell) = row.get("weight") {
            self.edge_weight(&cell)
        } else {
            if row.has("weight") {
                let diagnostic = Diagnostic::warning("this edge has no weight, and counts as 1").at(&row.place_of("weight"));
                self.problems.push(diagnostic.help("write 1, or 0 for an edge that moves nobody"));
            }
            Some(1.0)
        };
        let ((from_name, from), (to_name, to)) = (from?, to?);
        if from == to {
            let message = format!("an edge from {} to the same person", quoted(&from_name));
            self.problems.push(Diagnostic::error(message).at(&row.place()).label("nobody moves themselves"));
        } else if is_symmetric && seen.contains(&(to, from)) || !seen.insert((from, to)) {
            let words = if is_symmetric { ["between", "and"] } else { ["from", "to"] };
            let message = format!("a second edge {} {} {} {}", words[0], quoted(&from_name), words[1], quoted(&to_name));
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
