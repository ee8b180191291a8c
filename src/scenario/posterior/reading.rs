//! The posterior of `[parameters]`: a CSV file `run,chain,draw` (without `run` too), then a column a parameter, named by its path and in the model's units (times
//! in years); also `history.<id>.exit` [years from the start], `history.<id>@<entry>.exit` where a person has several exits of a coarse date, and
//! `heat.path_at_start` \[logarithm\].

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::fingerprint::fingerprint;
use super::{Posterior, Unknown};
use crate::calendar::Clock;
use crate::diagnostic::{Diagnostic, Place, quoted, upright};
use crate::people::History;
use crate::scenario::exits::heat::HeatPath;
use crate::scenario::file::csv::file_kind::FileKind;
use crate::scenario::file::csv::sheet::Sheet;
use crate::scenario::file::{Node, Reader, Table, Value};

/// The column of the path's first value.
const PATH_AT_START: &str = "heat.path_at_start";

/// What a posterior's columns may be about, besides the parameters.
pub(in crate::scenario) struct Learnable<'a> {
    pub clock: Clock,
    pub history: Option<&'a History>,
    pub path: Option<&'a HeatPath>,
}

/// What the reader needs of the manifest beside a posterior.
#[derive(Deserialize)]
struct Manifest {
    fitted_to: Option<String>,
    files: Vec<Listed>,
}

/// A file that a manifest lists.
#[derive(Deserialize)]
struct Listed {
    name: String,
    sha256: String,
}

impl Reader {
    /// The posterior that `[parameters]` names, read last: its columns are the numbers that are uncertain.
    pub fn posterior(&mut self, root: &Table, learnable: &Learnable<'_>) -> Option<Posterior> {
        let node = root.table("parameters")?.get("posterior")?;
        // Where a number could not be read, no column can be told to name none.
        let is_sound = self.problems.errors() == 0;
        let path = self.text(node)?;
        let sheet = self.sheet(path, &node.place, &FileKind::new("a posterior", &["chain", "draw"], &["chain", "draw"]))?;
        let mut is_whole = is_sound && sheet.is_whole();
        for column in ["chain", "draw"] {
            if !sheet.has(column) {
                self.push_no_column(&sheet, column);
                is_whole = false;
            }
        }
        if !is_whole {
            return None;
        }
        if sheet.rows().next().is_none() {
            let message = "the posterior has a header and no row";
            self.problems.push(Diagnostic::error(message).at(&sheet.header()).label("expected rows below"));
        }
        let (mut columns, mut rows) = (Vec::new(), vec![Vec::new(); sheet.rows().count()]);
        for (name, place) in sheet.headings().filter(|(name, _)| !["run", "chain", "draw"].contains(name)) {
            if let Some(unknown) = self.unknown(root, learnable, name, place) {
                columns.push(unknown);
                self.posterior_column(&sheet, name, unknown, learnable, &mut rows);
            }
        }
        if self.problems.errors() > 0 {
            return None;
        }
        let posterior = self.files.posterior(path, columns, rows, &|columns, rows| Posterior::new(columns, rows, &places(&sheet)));
        self.tell_origin(path, node);
        if self.problems.errors() > 0 {
            return None;
        }
        self.tell_not_learned(node, &posterior);
        (!posterior.columns.is_empty()).then_some(posterior)
    }

    /// What a column is about; nothing where it is not used.
    fn unknown(&mut self, root: &Table, learnable: &Learnable<'_>, name: &str, place: &Place) -> Option<Unknown> {
        let is_set = |path: &str| path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        if let Some((_, option)) = self.set.iter().find(|(path, _)| is_set(path)) {
            let message = format!("{} is what {option} says, not what the posterior learned", quoted(name));
            self.problems.push(Diagnostic::warning(message).at(place).label("this column is not used"));
            return None;
        }
        if name == PATH_AT_START {
            return self.path_at_start(learnable, place);
        }
        if let Some(id) = name.strip_prefix("history.").and_then(|rest| rest.strip_suffix(".exit")) {
            return self.coarse_exit(learnable, id, place);
        }
        // Files hold no characters that turn the direction of writing.
        let is_it = |path: &str| path == name || upright(path) == name;
        if let Some(index) = self.parameters.iter().position(|parameter| is_it(&parameter.path)) {
            return Some(Unknown::Parameter(index));
        }
        let diagnostic = if is_number(root, name) {
            Diagnostic::error(format!("{} is given plainly, so that no posterior can replace it", quoted(name)))
                .help("give it as a distribution, the prior of the calibration, or take the column out")
        } else {
            let paths = self.parameters.iter().map(|parameter| parameter.path.as_str());
            let nearest = self.problems.nearest(name, paths).map(str::to_owned);
            Diagnostic::error(format!("the scenario has no number {}", quoted(name))).suggest(nearest.as_deref())
        };
        self.problems.push(diagnostic.at(place).label("expected the path of an uncertain number"));
        None
    }

    /// The path's first value counts where the history ends at the start: then it says how the market stood.
    fn path_at_start(&mut self, learnable: &Learnable<'_>, place: &Place) -> Option<Unknown> {
        let end = learnable.history.and_then(History::last_day);
        let diagnostic = match (learnable.path, end) {
            (None, _) => Diagnostic::error("the scenario has no random path of heat").label("expected no such column"),
            (Some(_), Some(end)) if end == learnable.clock.start() => return Some(Unknown::PathAtStart),
            (Some(_), Some(end)) => {
                let message =
                    format!("the path is known for {end}, where the history ends, not for the start, {}", learnable.clock.start());
                Diagnostic::warning(message).label("this column is not used")
            }
            (Some(_), None) => {
                Diagnostic::warning("the path is known for the end of a history, and there is none").label("this column is not used")
            }
        };
        self.problems.push(diagnostic.at(place));
        None
    }

    /// The row of the history whose coarse exit a column dates.
    fn coarse_exit(&mut self, learnable: &Learnable<'_>, id: &str, place: &Place) -> Option<Unknown> {
        // An id may hold an `@` itself.
        let of_id = |id: &'_ str| {
            learnable
                .history
                .iter()
                .flat_map(|h| h.rows.iter().enumerate())
                .filter(|(_, row)| row.id == id || upright(&row.id) == id)
                .collect::<Vec<_>>()
        };
        let rows = || of_id(id).into_iter();
        if rows().next().is_none()
            && let Some((of, entry)) = id.rsplit_once('@')
            && let Some((index, _)) = of_id(of).into_iter().find(|(_, row)| row.entry.to_string() == entry && row.has_coarse_exit())
        {
            return Some(Unknown::Exit(index));
        }
        let mut coarse = rows().filter(|(_, row)| row.has_coarse_exit());
        let (message, label) = match (coarse.next(), coarse.next()) {
            (Some((index, _)), None) => return Some(Unknown::Exit(index)),
            (Some((_, row)), Some(_)) => (
                format!(
                    "{} has several exits whose day is not known, such as {}",
                    quoted(id),
                    quoted(&format!("history.{id}@{}.exit", row.entry))
                ),
                "expected which exit",
            ),
            (None, _) if rows().next().is_some() => {
                (format!("{} has no exit whose day is not known", quoted(id)), "expected a coarse date of exit")
            }
            (None, _) => (format!("the history has no {}", quoted(id)), "expected an id of the history"),
        };
        self.problems.push(Diagnostic::error(message).at(place).label(label));
        None
    }

    /// Adds a column to the rows. Of what is wrong with it, the first is said.
    fn posterior_column(&mut self, sheet: &Sheet, name: &str, unknown: Unknown, learnable: &Learnable<'_>, rows: &mut [Vec<f64>]) {
        let column = sheet.position(name).unwrap_or(usize::MAX);
        for (row, values) in sheet.rows().zip(rows) {
            if let Some(value) = row.plain_number(column)
                && self.refusal(name, unknown, value, learnable).is_none()
            {
                values.push(value);
                continue;
            }
            let Some(cell) = row.get(name) else {
                let message = format!("this row has no {}", quoted(name));
                self.problems.push(Diagnostic::error(message).at(&row.place_of(name)).label("expected a number"));
                return;
            };
            let Some(value) = self.number_text(name, &cell.text, &cell.place) else { return };
            if let Some((message, label)) = self.refusal(name, unknown, value, learnable) {
                self.problems.push(Diagnostic::error(message).at(&cell.place).label(label));
                return;
            }
            values.push(value);
        }
    }

    /// Why a value cannot be one of the unknown, if it cannot, and what was expected.
    fn refusal(&self, name: &str, unknown: Unknown, value: f64, learnable: &Learnable<'_>) -> Option<(String, String)> {
        /// No market is e^20 times the usual one.
        const FARTHEST_PATH: f64 = 20.0;
        match unknown {
            Unknown::Parameter(index) => self.ranges.get(index)?.refusal(name, value).map(|refusal| (refusal.message, refusal.label)),
            Unknown::PathAtStart => (value.abs() > FARTHEST_PATH).then(|| {
                (format!("{} is {value}, which is absurdly large", quoted(name)), "expected the logarithm of a multiplier".to_owned())
            }),
            Unknown::Exit(row) => {
                let exit = learnable.history?.rows[row].exit()?;
                let from = learnable.clock.years(exit.earliest);
                let to = from + f64::from(exit.days()) / crate::calendar::DAYS_PER_YEAR;
                (!(from..=to).contains(&value)).then(|| {
                    let message =
                        format!("{} is {value} years from the start, not within {} to {}", quoted(name), exit.earliest, exit.latest);
                    (message, format!("expected {from:.4} to {to:.4}"))
                })
            }
        }
    }

    /// Warns where the posterior was fitted to another scenario, as far as its manifest says, and refuses one that has changed since.
    fn tell_origin(&mut self, path: &str, node: &Node) {
        let Some(posterior) = self.files.hash_of(path).map(str::to_owned) else { return };
        let path = Path::new(path);
        let manifest = self.files.glance(&path.with_file_name("manifest.json"));
        let manifest: Option<Manifest> = manifest.and_then(|text| serde_json::from_str(&text).ok());
        let ours = manifest.as_ref().filter(|manifest| manifest.files.iter().any(|file| file.sha256 == posterior));
        let is_listed = |manifest: &Manifest| manifest.files.iter().any(|file| path.file_name().is_some_and(|name| name == &*file.name));
        if ours.is_none() && manifest.as_ref().is_some_and(is_listed) {
            let message = "the posterior is not the file that the manifest.json beside it lists: it was cut short, or changed";
            let help = "calibrate again; a posterior that is changed on purpose goes into a folder of its own";
            self.problems.push(Diagnostic::error(message).at(&node.place).help(help));
            return;
        }
        let diagnostic = match ours.and_then(|manifest| manifest.fitted_to.as_ref()) {
            Some(hash) if *hash == fingerprint(&self.written, &self.files) => return,
            Some(_) => Diagnostic::warning("the posterior was fitted to another scenario than this")
                .help("what calibration reads has changed since: channels, priors, history or the like; calibrate again"),
            None => Diagnostic::warning("no manifest.json beside the posterior says which scenario it was fitted to"),
        };
        self.problems.push(diagnostic.at(&node.place));
    }

    /// Lists what the posterior has no column of.
    fn tell_not_learned(&mut self, node: &Node, posterior: &Posterior) {
        let is_set = |path: &str| self.set.iter().any(|(set, _)| set.starts_with(path));
        let not_learned: Vec<String> = (0..self.parameters.len())
            .filter(|&index| !posterior.columns.contains(&Unknown::Parameter(index)) && !is_set(&self.parameters[index].path))
            .map(|index| quoted(&self.parameters[index].path))
            .collect();
        if !not_learned.is_empty() {
            let message = format!("not learned, so drawn from the prior: {}", not_learned.join(", "));
            self.problems.push(Diagnostic::note(message).at(&node.place).label("it has no column of these"));
        }
    }
}

/// Of each row its chain and its place in it. Chains are told apart by what the column `chain` says; in a chain rows go by `draw` where
/// that is a whole number in each row, otherwise as they stand.
fn places(sheet: &Sheet) -> Vec<(usize, u64)> {
    let mut chains: BTreeMap<String, usize> = BTreeMap::new();
    let mut places = Vec::new();
    let mut is_numbered = true;
    for row in sheet.rows() {
        let text = |name| row.get(name).map_or_else(String::new, |cell| cell.text.trim().to_owned());
        let (chain, draw) = (text("chain"), text("draw").parse());
        is_numbered &= draw.is_ok();
        let next = chains.len();
        let chain = *chains.entry(chain).or_insert(next);
        places.push((chain, draw.unwrap_or(0)));
    }
    if is_numbered { places } else { places.into_iter().map(|(chain, _)| (chain, 0)).collect() }
}

/// Whether there is a number given plainly at a path.
fn is_number(table: &Table, path: &str) -> bool {
    table.entries.iter().any(|entry| is_number_in(&entry.node, path))
}

fn is_number_in(node: &Node, path: &str) -> bool {
    match &node.value {
        Value::Integer(_) | Value::Float(_) | Value::Text(_) => node.path == path,
        // A name may hold a dot, so that paths are compared, not taken apart.
        Value::Table(table) => path.starts_with(&node.path) && is_number(table, path),
        Value::List(items) => path.starts_with(&node.path) && items.iter().any(|item| is_number_in(item, path)),
        Value::Flag(_) | Value::Time(_) => false,
    }
}
