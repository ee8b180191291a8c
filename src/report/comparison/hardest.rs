//! Who would be hardest to lose: how many of the others follow if all of a role leave, or one person, ranked as far as the error tells.

use schemars::JsonSchema;
use serde::Serialize;

use super::what_if::{self, Asked};
use super::{interval, shown};
use crate::compare::{Comparison, Others};
use crate::report::columns::name;
use crate::report::number;

/// One that would be lost.
pub struct Lost<'c> {
    /// What was asked.
    asked: Asked<'c>,
    /// What becomes of the others.
    others: Others,
    /// From the first to the last place that it may have, told at 95 % for each pair.
    places: [usize; 2],
}

/// What becomes of the others if all of a role, or one person, leave at the start.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HardestToLose")]
pub struct Document<'c> {
    /// Who leaves: a role; with `--individuals` a person's id.
    name: &'c str,
    /// How many those are.
    leaving: usize,
    /// How many more of the others leave by the horizon \[researchers\].
    #[schemars(with = "Option<f64>")]
    more_leave: f64,
    /// Its Monte Carlo standard error \[researchers\]; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
    /// The lower end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    high: f64,
    /// The first and the last place that it may have, from 1 for the hardest to lose, as far as the error tells.
    places: [usize; 2],
}

/// All of them, the hardest to lose first; nothing where that is not asked.
pub fn all(comparison: &Comparison) -> Vec<Lost<'_>> {
    if !comparison.asks_who_is_hardest_to_lose {
        return Vec::new();
    }
    let asked = what_if::all(comparison).into_iter().filter_map(|asked| Some((*asked.others()?, asked)));
    let mut all: Vec<(Others, Asked<'_>)> = asked.collect();
    all.sort_by(|a, b| b.0.leave.estimate.value.total_cmp(&a.0.leave.estimate.value));
    let is_more = |one: &Others, other: &Others| {
        let apart = one.leave.estimate.value - other.leave.estimate.value;
        apart > one.leave.errors * one.leave.estimate.mcse.hypot(other.leave.estimate.mcse)
    };
    let places: Vec<[usize; 2]> = all
        .iter()
        .map(|(own, _)| {
            let [above, below] =
                [all.iter().filter(|(other, _)| is_more(other, own)).count(), all.iter().filter(|(other, _)| is_more(own, other)).count()];
            [1 + above, all.len() - below]
        })
        .collect();
    all.into_iter().zip(places).map(|((others, asked), places)| Lost { asked, others, places }).collect()
}

/// Rows under a heading.
pub fn rows(comparison: &Comparison) -> Vec<[String; 5]> {
    let metadata = &comparison.reference().estimates.metadata;
    let heading = format!("if all left on {}", metadata.start());
    let mut rows = vec![[heading.as_str(), "people", "others who follow", "95 %", "place"].map(str::to_owned)];
    for one in all(comparison) {
        let leave = &one.others.leave;
        let mcse = leave.estimate.mcse;
        let [size, _] = shown(leave, mcse);
        let [from, to] = one.places;
        let place = if from == to { from.to_string() } else { format!("{from}-{to}") };
        rows.push([name(one.asked.name, usize::MAX), number::count(one.others.removed as u64), size, interval(leave, mcse), place]);
    }
    rows
}

/// What else is lost: coverage of capabilities, where it changes.
pub fn capabilities(comparison: &Comparison) -> Vec<String> {
    let of = |one: &Lost<'_>| {
        let lost = one.asked.capabilities(comparison);
        (!lost.is_empty()).then(|| format!("{}: {}.", name(one.asked.name, usize::MAX), lost.trim_start_matches(", and ")))
    };
    all(comparison).iter().filter_map(of).collect()
}

/// The answer.
pub fn sentence(comparison: &Comparison) -> String {
    let all = all(comparison);
    let first: Vec<String> = all.iter().filter(|one| one.places[0] == 1).map(|one| name(one.asked.name, usize::MAX)).collect();
    let metadata = &comparison.reference().estimates.metadata;
    // An arm of a what-if is called by what happens in it.
    let hides = comparison.withheld.iter().any(|one| one.what.starts_with("if "));
    let of = if hides { "Of those that are not hidden, hardest" } else { "Hardest" };
    match (&first[..], all.first()) {
        ([one], Some(lost)) => {
            let [size, interval] = shown(&lost.others.leave, lost.others.leave.estimate.mcse);
            format!("{of} to lose: {one}. {size} of the others would follow by {} ({interval}).", metadata.horizon())
        }
        ([_, ..], _) if first.len() == all.len() => "Who would be hardest to lose cannot be told.".to_owned(),
        ([one, ..], _) => {
            format!("{of} to lose: {one} by the point estimate; {} cannot be told from it.", first[1..].join(", "))
        }
        _ => "Nobody was asked about.".to_owned(),
    }
}

/// For programs.
pub fn documents(comparison: &Comparison) -> Vec<Document<'_>> {
    all(comparison).iter().map(document).collect()
}

fn document<'c>(one: &Lost<'c>) -> Document<'c> {
    let leave = one.others.leave;
    let [low, high] = leave.interval();
    Document {
        name: one.asked.name,
        leaving: one.others.removed,
        more_leave: leave.estimate.value,
        mcse: leave.estimate.mcse,
        low,
        high,
        places: one.places,
    }
}
