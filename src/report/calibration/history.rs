//! What there was to learn from: the rows that have a part in the likelihood, and how many have none.

use super::Calibration;
use crate::report::columns::{many, name};

/// In a sentence.
pub(super) fn sentence(report: &Calibration<'_>) -> String {
    let summary = report.summary;
    let by_channel: Vec<String> = channels(report).into_iter().map(|(channel, exits)| format!("{} {exits}", name(&channel, 24))).collect();
    let left_out = match report.left_out.total() {
        0 => String::new(),
        count => format!(" Left out: {count} of {}: {}.", many(report.left_out.rows, "row", "rows"), report.left_out.words()),
    };
    let rows = if summary.spells == report.left_out.rows {
        many(summary.spells, "row", "rows")
    } else {
        format!("{} of {}", summary.spells, many(report.left_out.rows, "row", "rows"))
    };
    format!(
        "{} in {:.2} person-years of {} ({rows}, {} of them seen only from some time after the hire): {}.{left_out}",
        many(summary.exits, "exit", "exits"),
        summary.person_years,
        many(summary.people, "person", "people"),
        summary.truncated,
        by_channel.join(", ")
    )
}

/// A fact a line.
pub(super) fn facts(report: &Calibration<'_>) -> Vec<String> {
    let summary = report.summary;
    let mut facts = vec![
        format!("rows_in_all {}", report.left_out.rows),
        format!("rows {}", summary.spells),
        format!("people {}", summary.people),
        format!("person_years {:.2}", summary.person_years),
        format!("truncated {}", summary.truncated),
        format!("exits {}", summary.exits),
    ];
    let reasons = report.left_out.reasons().into_iter().filter(|&(_, count, _)| count > 0);
    facts.extend(reasons.map(|(key, count, _)| format!("rows_left_out {key} {count}")));
    facts.extend(channels(report).into_iter().map(|(channel, exits)| format!("exits channel:{} {exits}", name(&channel, usize::MAX))));
    facts
}

/// Exits by channel, those through an unknown one last.
fn channels(report: &Calibration<'_>) -> Vec<(String, usize)> {
    let summary = report.summary;
    let channels = report.hazards.channels.iter().zip(&summary.by_channel);
    let mut channels: Vec<(String, usize)> = channels.map(|(channel, &exits)| (channel.name.clone(), exits)).collect();
    if summary.unknown > 0 {
        channels.push(("unknown".to_owned(), summary.unknown));
    }
    channels
}

/// Exits a parameter that maximum likelihood estimated, if there is one.
pub(super) fn events_per_parameter(report: &Calibration<'_>) -> Option<f64> {
    (report.maximum.free > 0).then(|| report.summary.exits as f64 / report.maximum.free as f64)
}
