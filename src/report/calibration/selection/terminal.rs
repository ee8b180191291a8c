//! The comparison on the terminal.

use super::ModelComparison;
use super::wording::{conclusion, label, measured, pointwise, verdict};
use crate::calibrate::selection::psis::GOOD_K;
use crate::calibrate::selection::{Difference, Term};
use crate::report::columns::{left, right};
use crate::report::screen::Screen;

/// Said of an integral that a few draws carry.
const DOUBTFUL: &str = "  not to be believed (Pareto k above 0.7)";
/// The same where there is little room.
const DOUBTFUL_IN_SHORT: &str = "  not to be believed";
/// Widths of the columns: terms, evidence, Bayes factor, prediction \[columns\].
const WIDTHS: [usize; 4] = [20, 14, 13, 13];

pub(super) fn lines(told: &ModelComparison<'_>, screen: Screen) -> Vec<String> {
    let comparison = &told.selection.comparison;
    let mut parts = Vec::new();
    if comparison.leave_future_out.stretches.len() > 1 {
        parts.push(ahead(told, screen));
    }
    if !comparison.variants.is_empty() {
        parts.push(variants(told, screen));
    }
    parts.extend(told.selection.loo.as_ref().map(|loo| screen.wrapped(&pointwise(loo))));
    parts.join(&String::new())
}

/// Prediction, stretch by stretch.
fn ahead(told: &ModelComparison<'_>, screen: Screen) -> Vec<String> {
    let ahead = &told.selection.comparison.leave_future_out;
    let doubtful = if screen.is_narrow() { DOUBTFUL_IN_SHORT } else { DOUBTFUL };
    let mut lines = screen.wrapped("What came next, each stretch predicted from all that had happened before it:");
    lines.push(format!("{}{}{}", left("up to", 14), right("exits", 7), right("log density", 18)));
    for (number, stretch) in ahead.stretches.iter().enumerate() {
        let note = match number {
            _ if stretch.shape > GOOD_K => doubtful,
            0 if screen.is_narrow() => "  from priors alone",
            0 => "  from the priors alone",
            _ => "",
        };
        let (day, exits) = (told.day(stretch.until).to_string(), stretch.exits.to_string());
        let log = measured(stretch.log, stretch.error);
        lines.push(format!("{}{}{}{note}", left(&day, 14), right(&exits, 7), right(&log, 18)));
    }
    let sum = measured(ahead.after_first.log, ahead.after_first.error);
    let note = if ahead.after_first.is_reliable() { "" } else { doubtful };
    lines.push(format!("{}{}{note}", left("after the first", 21), right(&sum, 18)));
    lines
}

/// The model without its terms.
fn variants(told: &ModelComparison<'_>, screen: Screen) -> Vec<String> {
    let [terms, evidence, factor, ahead] = WIDTHS;
    let comparison = &told.selection.comparison;
    let line = |cells: [&str; 5]| {
        let [first, second, third] =
            [(1, evidence), (2, factor), (3, ahead)].map(|(cell, columns)| right(&format!(" {}", cells[cell]), columns));
        let numbers = format!("{}{first}{second}{third}", left(cells[0], terms));
        // Where there is no room beside the numbers, what the history says stands below them.
        let next = if screen.is_narrow() && !cells[4].is_empty() { "\n    " } else { "  " };
        format!("{numbers}{next}{}", cells[4]).split('\n').map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    let mut lines = line(["Switched off", "ln evidence", "ln Bayes", "ahead", "the history speaks"]);
    lines.extend(line(["nothing", &measured(comparison.evidence.log, comparison.evidence.error), "", "", ""]));
    for variant in &comparison.variants {
        let difference = |difference: Difference| measured(difference.log, difference.error);
        let told_ahead = |ahead: Difference| if ahead.is_reliable() && !ahead.log.is_nan() { difference(ahead) } else { "?".to_owned() };
        lines.extend(line([
            &label(variant, comparison),
            &measured(variant.evidence.log, variant.evidence.error),
            &difference(variant.bayes_factor),
            &variant.leave_future_out.map_or_else(String::new, told_ahead),
            verdict(variant),
        ]));
    }
    lines.extend(screen.wrapped(
        "\"ln Bayes\" is the log of the Bayes factor for what is switched off, with the priors that it has; \"ahead\", by how much it helps to predict what came after the first stretch. ± is the error of the computation, not of the history; ? is not computed well enough to be told.",
    ));
    if comparison.variants.iter().any(|variant| variant.without == [Term::Spinouts]) {
        let unused = "Where those who left went is not used here, founders excepted, since a model without pull says nothing of it.";
        lines.extend(screen.wrapped(unused));
    }
    lines.extend(screen.wrapped(&conclusion(comparison)));
    lines
}
