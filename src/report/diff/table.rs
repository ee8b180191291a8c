//! The report on the terminal. Every line keeps within the screen.

use super::{Told, place, sentences};
use crate::compare::{Difference, Measure};
use crate::report::columns::{name, short};
use crate::report::comparison::column;
use crate::report::grid::{self, Names};
use crate::report::number;
use crate::report::screen::Screen;
use crate::report::table::{legend, paragraph, push};
use crate::scenario::differences::Said;

/// Widest name of a number on a page \[columns\].
const WIDEST_NAME: usize = 36;

/// Names of numbers, in the first column.
const PATHS: Names = Names { count: 1, widest: WIDEST_NAME, cut: short };

/// Numbers that both learned of which a table has rows: of more, those that are farthest apart.
const MOST_LEARNED: usize = 12;

/// The report.
pub fn render(told: &Told<'_>, screen: Screen) -> String {
    let mut out = String::new();
    for line in screen.wrapped(&told.sentence()) {
        push(&mut out, &screen.strong(&line));
    }
    keys(&mut out, told, screen);
    for sentence in sentences(told) {
        out.push('\n');
        paragraph(&mut out, screen, &sentence);
    }
    learned(&mut out, told, screen);
    if told.answer.is_some() {
        out.push('\n');
        alone(&mut out, told, screen);
    }
    if !told.notes.is_empty() && told.answer.is_none() {
        out.push('\n');
    }
    for note in told.notes {
        paragraph(&mut out, screen, note);
    }
    for line in screen.wrapped(&told.answer_sentence()).iter().filter(|line| !line.is_empty()) {
        push(&mut out, &screen.strong(line));
    }
    out
}

/// What each says, key by key.
fn keys(out: &mut String, told: &Told<'_>, screen: Screen) {
    for change in &told.diff.keys {
        out.push('\n');
        let what = if change.is_source_only {
            ": another source"
        } else if change.is_content {
            ": another content"
        } else {
            ""
        };
        hanging(out, screen, 2, &format!("{}{what}", name(&change.path, usize::MAX)));
        for (said, word, none) in [(&change.before, "was", "was not there"), (&change.after, "is", "is not there")] {
            match said {
                Some(said) => hanging(out, screen, 4, &format!("{word} {}", words(said))),
                None => hanging(out, screen, 4, none),
            }
        }
    }
}

/// `{ median = 1.09 } in lab.toml:12, source: Visier`.
fn words(said: &Said) -> String {
    let source = said.source.as_ref().map_or_else(String::new, |source| format!("; source: {}", name(source, usize::MAX)));
    format!("{} in {}{source}", name(&said.value, usize::MAX), place(said))
}

/// A text that begins so far in, and goes on further in.
fn hanging(out: &mut String, screen: Screen, indent: usize, text: &str) {
    for (index, line) in screen.wrapped_beside(indent + 2, text).iter().enumerate() {
        let indent = if index == 0 { indent } else { indent + 2 };
        push(out, &format!("{}{line}", " ".repeat(indent)));
    }
}

/// The numbers that both learned, those that are farthest apart.
fn learned(out: &mut String, told: &Told<'_>, screen: Screen) {
    let Some(posterior) = told.diff.posterior.as_ref().filter(|posterior| !posterior.learned.is_empty()) else { return };
    out.push('\n');
    let mut rows = vec![["learned", "mean, first", "sd", "mean, second", "sd"].map(str::to_owned)];
    for change in posterior.learned.iter().take(MOST_LEARNED) {
        let [[before, sd], [after, other]] = change.moments.map(|both| both.map(|number| number::significant(number, 3)));
        rows.push([name(&change.path, usize::MAX), before, sd, after, other]);
    }
    for line in grid::lines(1, &rows, PATHS, screen) {
        push(out, &line);
    }
    if let Some(more) = posterior.learned.len().checked_sub(MOST_LEARNED).filter(|more| *more > 0) {
        paragraph(out, screen, &format!("{more} more differ by less; --format json has all."));
    }
}

/// What each change does alone, and what is left.
fn alone(out: &mut String, told: &Told<'_>, screen: Screen) {
    let Some(answer) = told.answer else { return };
    let mut named: Vec<(String, &Difference, Measure)> =
        answer.alone.iter().map(|one| (name(&one.name, usize::MAX), &one.change, one.measure)).collect();
    named.push(("all together".to_owned(), &answer.together, answer.measure));
    if let Some(interaction) = &answer.interaction {
        named.push(("left as interaction".to_owned(), interaction, Measure::People));
    }
    let differences: Vec<(&Difference, Measure)> = named.iter().map(|(_, difference, measure)| (*difference, *measure)).collect();
    let mut rows = vec![["change, in the first", "more there", "95 %"].map(str::to_owned)];
    for ((name, ..), [value, interval]) in named.iter().zip(column(&differences)) {
        rows.push([name.clone(), value, interval]);
    }
    for line in grid::lines(1, &rows, PATHS, screen) {
        push(out, &line);
    }
    legend(out, screen, &format!("how many more are there on {} than in the first, on the same luck", told.horizon));
    let trials = format!("{} trials of each", number::count(answer.trials));
    let behind = if answer.draws < answer.trials {
        format!(", {} parameter draws x {}", number::count(answer.draws), number::count(answer.replications))
    } else {
        String::new()
    };
    paragraph(out, screen, &format!("Monte Carlo error: intervals are of {trials}{behind}."));
}
