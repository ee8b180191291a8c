//! The report on the terminal.

use std::path::Path;

use super::{arm, sentence, words};
use crate::optimise::results::Optimum;
use crate::report::columns::{self, short};
use crate::report::comparison::{money, shown_as, unit};
use crate::report::files::manifest::Manifest;
use crate::report::grid::Names;
use crate::report::screen::Screen;
use crate::report::table::{legend, paragraph, push, table, withheld};
use crate::report::{few, number};

/// Mixes, in the first column.
const MIXES: Names = Names { count: 1, widest: 48, cut: short };

/// The report; `folder` is where the files are.
pub fn render(optimum: &Optimum, manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = String::new();
    let _ = manifest;
    paragraph(&mut out, screen, &opening(optimum));
    for line in crate::report::sentence::inputs(&optimum.comparison.reference().estimates.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    let horizon = optimum.comparison.reference().estimates.metadata.horizon();
    let mut rows = vec![["for", "spends", "keeps", "95 %", "mix"].map(str::to_owned)];
    for mix in &optimum.told {
        let spends = mix.point.map_or_else(|| "0".to_owned(), |point| number::estimate(point.spent));
        let [kept, interval] =
            arm(optimum, mix).map_or_else(|| ["0".to_owned(), String::new()], |(_, kept)| shown_as(&kept, crate::compare::Measure::People));
        rows.push([number::factor(mix.budget), spends, kept, interval, words(mix)]);
    }
    // The mix goes below its numbers where it finds no room beside them.
    table(
        &mut out,
        &rows.iter().map(|[budget, spends, kept, interval, _]| [budget, spends, kept, interval].map(Clone::clone)).collect::<Vec<_>>(),
        MIXES,
        screen,
    );
    legend(&mut out, screen, &format!("money in {}, expected; people more than without a policy on {horizon}", unit(&optimum.comparison)));
    out.push('\n');
    for (mix, row) in optimum.told.iter().zip(&rows[1..]) {
        let which = if mix.arm == crate::optimise::results::NEXT { " (runner-up)" } else { "" };
        paragraph(&mut out, screen, &format!("{}{which}: {}.", money(&optimum.comparison, &row[0]), row[4]));
    }
    out.push('\n');
    let hidden = withheld(&optimum.comparison.withheld, optimum.comparison.reference().estimates.metadata.least_group);
    let rows = optimum.comparison.reference().estimates.metadata.posterior;
    let few = few::sentences(&optimum.comparison.clusters, rows);
    let lines = [sentence::method(optimum), sentence::guarantee(optimum), sentence::runner_up(optimum)];
    for line in lines.into_iter().chain(sentence::left_out(optimum)).chain([few, hidden, sentence::error(optimum)]) {
        if !line.is_empty() {
            paragraph(&mut out, screen, &line);
        }
    }
    for line in screen.wrapped(&sentence::answer(optimum)) {
        push(&mut out, &screen.strong(&line));
    }
    push(&mut out, &format!("Files: {}", columns::path(folder)));
    out
}

/// What is asked.
fn opening(optimum: &Optimum) -> String {
    let comparison = &optimum.comparison;
    let metadata = &comparison.reference().estimates.metadata;
    let people = if metadata.hindsight { "Replayed with hindsight: of" } else { "Of" };
    format!(
        "{people} {}, {} are expected to be still there on {} without a policy. What keeps most for {}, and for less:",
        number::count(metadata.roster as u64),
        number::estimate(comparison.without()),
        metadata.horizon(),
        money(comparison, &number::factor(optimum.budget))
    )
}
