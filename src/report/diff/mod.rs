//! The report on how two scenarios differ: a table, one fact a line, and JSON.

pub mod json;
pub mod plain;
pub mod table;

use std::fmt::Write as _;
use std::path::Path;

use crate::calendar::Date;
use crate::diff::{Answer, Diff, Whose};
use crate::report::columns::{many, name};
use crate::report::comparison::shown_as;
use crate::report::number;
use crate::scenario::differences::Said;

/// All that is told of two scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Their paths.
    pub paths: [&'a Path; 2],
    /// How they differ.
    pub diff: &'a Diff,
    /// What that does to the answer, where it was asked.
    pub answer: Option<&'a Answer>,
    /// The date that the answer is of.
    pub horizon: Date,
    /// What there is to say of it.
    pub notes: &'a [String],
    /// Whether single people are told of.
    pub individuals: bool,
}

impl Told<'_> {
    /// The two files, safe to print.
    fn files(&self) -> [String; 2] {
        self.paths.map(|path| name(&path.display().to_string(), usize::MAX))
    }

    /// In what they differ, in a sentence.
    pub fn sentence(&self) -> String {
        let [a, b] = self.files();
        let diff = self.diff;
        if diff.is_empty() {
            return format!("{a} and {b} say the same.");
        }
        let keys = (!diff.keys.is_empty()).then(|| many(diff.keys.len(), "key", "keys"));
        let parts = [
            (diff.roster.is_some(), "the roster"),
            (diff.history.is_some(), "the history"),
            (diff.posterior.is_some(), "what was learned"),
        ];
        let mut all: Vec<String> = keys.into_iter().collect();
        all.extend(parts.into_iter().filter(|(differs, _)| *differs).map(|(_, part)| part.to_owned()));
        let list = match &all[..] {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            _ => all.concat(),
        };
        format!("{a} and {b} differ in {list}.")
    }

    /// What that does to the answer, in a sentence; nothing where it was not asked.
    pub fn answer_sentence(&self) -> String {
        let Some(answer) = self.answer else { return String::new() };
        let [a, b] = self.files();
        let [(of_a, in_a), (of_b, in_b)] = answer.retained;
        let [amount, interval] = shown_as(&answer.together, answer.measure);
        let means = number::column(&[in_a, in_b]);
        let rosters =
            if of_a == of_b { [String::new(), String::new()] } else { [of_a, of_b].map(|of| format!(" of {}", number::count(of as u64))) };
        let there = format!("On {} {}{} are still there in {a}, {}{} in {b}", self.horizon, means[0], rosters[0], means[1], rosters[1]);
        let whole = if of_a == of_b { format!(", of {}", number::count(of_a as u64)) } else { String::new() };
        if answer.together.estimate.value == 0.0 && answer.together.estimate.mcse == 0.0 {
            return format!("{there}{whole}: as many, in every trial on the same luck.");
        }
        let of = if answer.measure == crate::compare::Measure::Share { " of the roster" } else { "" };
        let within = if interval.is_empty() { String::new() } else { format!(" ({interval})") };
        format!("{there}{whole}: a difference of {amount}{of}{within}, on the same luck.")
    }
}

/// `lab.toml:12`, with the source.
fn place(said: &Said) -> String {
    format!("{}:{}", name(&said.file, usize::MAX), said.line)
}

/// So many people, and who they are where that may be told.
fn people(whose: &Whose, individuals: bool) -> String {
    let count = number::count(whose.ids.len() as u64);
    if individuals && !whose.ids.is_empty() {
        let ids: Vec<String> = whose.ids.iter().map(|id| name(id, usize::MAX)).collect();
        format!("{count} ({})", ids.join(", "))
    } else {
        count
    }
}

/// The sentences on people and on what was learned.
fn sentences(told: &Told<'_>) -> Vec<String> {
    let ([a, b], diff) = (told.files(), told.diff);
    let mut all = Vec::new();
    if let Some(roster) = &diff.roster {
        let [ours, theirs] = roster.people.map(|people| number::count(people as u64));
        let columns: Vec<String> =
            roster.columns.iter().map(|(column, count)| format!("{column} of {}", number::count(*count as u64))).collect();
        let columns = if columns.is_empty() { String::new() } else { format!(": {}", columns.join(", ")) };
        all.push(format!(
            "Roster: {ours} in {a}, {theirs} in {b}. On the second alone {}; on the first alone {}; said to be otherwise {}{columns}.",
            people(&roster.joined, told.individuals),
            people(&roster.left, told.individuals),
            people(&roster.changed, told.individuals)
        ));
    }
    if let Some(history) = &diff.history {
        let [ours, theirs] = history.rows.map(|rows| many(rows, "row", "rows"));
        let until = history.until.each_ref().map(|until| until.as_deref().map_or_else(String::new, |until| format!(" up to {until}")));
        all.push(format!(
            "History: {ours}{} in {a}, {theirs}{} in {b}. In the second alone {}; in the first alone {}; said to be otherwise {}.",
            until[0],
            until[1],
            people(&history.added, told.individuals),
            people(&history.removed, told.individuals),
            people(&history.changed, told.individuals)
        ));
    }
    if let Some(posterior) = &diff.posterior {
        let draws = posterior.draws.map(|draws| match draws {
            Some([rows, effective]) => format!("{} draws, worth {} independent ones,", number::count(rows), number::count(effective)),
            None => "nothing".to_owned(),
        });
        let mut text = format!("Learned: {} in {a}, {} in {b}.", draws[0], draws[1]);
        for (only, which) in posterior.only.iter().zip(["first", "second"]) {
            if !only.is_empty() {
                let _ = write!(text, " Learned in the {which} alone: {}.", name(&only.join(", "), usize::MAX));
            }
        }
        all.push(text);
    }
    all
}
