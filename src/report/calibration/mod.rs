//! The report on a calibration: what is on the terminal, `estimates.csv`, `calibration.json`.
//!
//! It is a list of [`Section`]s, each of which says its part on the terminal, in the plain form and in the document: a further result is
//! shown by adding one to [`Calibration::further`].

mod csv;
mod diagnostics;
pub mod goodness;
mod history;
pub mod json;
mod maximum;
mod posterior;
pub mod selection;
pub mod spells;

use std::path::Path;

use crate::calendar::Clock;
use crate::calibrate::maximum::Maximum;
use crate::calibrate::{Hazards, HistorySummary, LeftOut, PosteriorSummary};
use crate::parameter::Parameter;
use crate::report::columns::{self, name};
use crate::report::screen::Screen;

/// The file's name.
pub const JSON: &str = "calibration.json";

/// Widest name of a parameter on a page [columns].
const WIDEST_NAME: usize = 38;

/// What is reported of a calibration.
#[derive(Clone, Copy)]
pub struct Calibration<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The hazards that were fitted.
    pub hazards: &'a Hazards,
    /// What the history holds.
    pub summary: &'a HistorySummary,
    /// Which of its rows are left out.
    pub left_out: LeftOut,
    /// What is odd about it, and what the fit passes over.
    pub remarks: &'a [String],
    /// The maximum of the likelihood.
    pub maximum: &'a Maximum,
    /// What the chains say, where a posterior was drawn.
    pub posterior: Option<&'a PosteriorSummary>,
    /// The columns of `posterior.csv` in which the dates of the rows' exits stand, by row of the history.
    pub exit_columns: &'a [String],
    /// The clock of all times.
    pub clock: Clock,
    /// What else was found, in the order in which it is shown.
    pub further: &'a [&'a dyn Section],
}

/// A part of the report.
pub trait Section {
    /// Its key in `calibration.json`.
    fn key(&self) -> &'static str;

    /// What it says on the terminal: lines that keep within the screen, without an empty one before or after.
    fn lines(&self, screen: Screen) -> Vec<String>;

    /// What it says in the plain form, a fact a line.
    fn facts(&self) -> Vec<String>;

    /// What it says in `calibration.json`.
    fn json(&self) -> serde_json::Value;
}

impl<'a> Calibration<'a> {
    /// Parameters of the scenario that were not learned.
    fn not_learned(&self) -> impl Iterator<Item = &'a Parameter> {
        let (maximum, posterior) = (self.maximum, self.posterior);
        let is_learned = move |index: usize| {
            maximum.estimates.iter().any(|estimate| estimate.parameter == index)
                || posterior.is_some_and(|posterior| posterior.parameter(index).is_some())
        };
        self.hazards.parameters.iter().enumerate().filter(move |&(index, _)| !is_learned(index)).map(|(_, parameter)| parameter)
    }

    /// The report for the terminal. `folder` is where the files are.
    pub fn render(&self, folder: &Path, screen: Screen) -> String {
        let mut parts = vec![screen.wrapped(&history::sentence(self))];
        if let Some(posterior) = self.posterior {
            parts.push(posterior::lines(self, posterior, screen));
            parts.push(diagnostics::lines(self, posterior, screen));
        } else {
            parts.push(maximum::lines(self, screen));
        }
        parts.push(screen.wrapped(&maximum::quality(self)));
        let last = parts.len() - 1;
        for remark in self.remarks {
            parts[last].extend(screen.wrapped(&format!("Note: {remark}.")));
        }
        let not_learned: Vec<String> = self.not_learned().map(|parameter| name(&parameter.path, screen.grown(WIDEST_NAME))).collect();
        if !not_learned.is_empty() {
            let drawn = if self.posterior.is_some() { ": a run draws them from their priors" } else { "" };
            let sentence = format!("Not learned, since the likelihood does not contain them{drawn}: {}.", not_learned.join(", "));
            parts[last].extend(screen.wrapped(&sentence));
        }
        parts.extend(self.further.iter().map(|section| section.lines(screen)));
        let body: Vec<String> = parts.into_iter().map(|lines| lines.into_iter().map(|line| line + "\n").collect()).collect();
        format!("{}Files: {}\n", body.join("\n"), columns::path(folder))
    }

    /// The report a fact a line, without tables. `folder` is where the files are.
    pub fn plain(&self, folder: &Path) -> String {
        let mut facts = vec![format!("scenario {}", name(self.scenario, usize::MAX))];
        facts.extend(history::facts(self));
        match self.posterior {
            Some(posterior) => {
                facts.extend(posterior::facts(self, posterior));
                facts.extend(diagnostics::facts(self, posterior));
            }
            None => facts.extend(maximum::facts(self)),
        }
        facts.extend(maximum::figures(self));
        facts.extend(self.remarks.iter().map(|remark| format!("note {remark}")));
        facts.extend(self.not_learned().map(|parameter| format!("not_learned {}", name(&parameter.path, usize::MAX))));
        facts.extend(self.further.iter().flat_map(|section| section.facts()));
        facts.push(format!("folder {}", columns::path(folder)));
        facts.into_iter().map(|fact| fact + "\n").collect()
    }
}
