//! One fact a line, for screen readers and `grep`.

use std::fmt::Write as _;

use super::{Told, place, sentences};
use crate::compare::Measure;
use crate::report::columns::name;
use crate::report::comparison::plain::{compared, known};
use crate::scenario::differences::Said;

/// The report.
pub fn render(told: &Told<'_>) -> String {
    let mut out = String::new();
    let mut fact = |what: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{what} {value}");
    };
    fact("answer", &told.sentence());
    if told.answer.is_some() {
        fact("answer", &told.answer_sentence());
    }
    for change in &told.diff.keys {
        let path = name(&change.path, usize::MAX);
        let kind = if change.is_source_only {
            "source"
        } else if change.is_content {
            "content"
        } else {
            "key"
        };
        fact(kind, &format!("{path} first {} second {}", words(change.before.as_ref()), words(change.after.as_ref())));
    }
    for sentence in sentences(told) {
        fact("differs", &sentence);
    }
    if let Some(posterior) = &told.diff.posterior {
        for change in &posterior.learned {
            let [[before, sd], [after, other]] = change.moments;
            fact("learned", &format!("{} first mean {before} sd {sd} second mean {after} sd {other}", name(&change.path, usize::MAX)));
        }
    }
    if let Some(answer) = told.answer {
        for ((roster, retained), which) in answer.retained.iter().zip(["first", "second"]) {
            fact("retained", &format!("{} {which} of {roster} mean {}", told.horizon, known(*retained)));
        }
        let metric = |measure: Measure| if measure == Measure::Share { "change_of_share" } else { "change" };
        fact(metric(answer.measure), &format!("{} all {}", told.horizon, compared(&answer.together)));
        for one in &answer.alone {
            fact(metric(one.measure), &format!("{} {} {}", told.horizon, name(&one.name, usize::MAX), compared(&one.change)));
        }
        if let Some(interaction) = &answer.interaction {
            fact("interaction", &format!("{} {}", told.horizon, compared(interaction)));
        }
        fact("trials", &answer.trials);
        fact("draws", &answer.draws);
    }
    for note in told.notes {
        fact("note", note);
    }
    out
}

/// `1.3 at lab.toml:15 source Visier`, or `none`.
fn words(said: Option<&Said>) -> String {
    said.map_or_else(
        || "none".to_owned(),
        |said| {
            let source = said.source.as_ref().map_or_else(String::new, |source| format!(" source {}", name(source, usize::MAX)));
            format!("{} at {}{source}", name(&said.value, usize::MAX), place(said))
        },
    )
}
