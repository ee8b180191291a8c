//! The report on the terminal.

use std::path::Path;

use super::{arm, sentence, words};
use crate::optimise::results::{NEXT, Optimum, ToldMix};
use crate::report::columns::{self, short};
use crate::report::comparison::{money, shown_as, unit};
use crate::report::grid::Names;
use crate::report::screen::Screen;
use crate::report::table::{legend, paragraph, push, table, withheld};
use crate::report::{few, number};

/// Mixes, in the first column.
const MIXES: Names = Names { count: 1, widest: 24, cut: short };

/// The report; `folder` is where the files are.
pub fn render(optimum: &Optimum, folder: &Path, screen: Screen) -> String {
    let mut out = String::new();
    paragraph(&mut out, screen, &opening(optimum));
    for line in crate::report::sentence::inputs(&optimum.comparison.reference().estimates.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    let horizon = optimum.comparison.reference().estimates.metadata.horizon();
    let mut rows = vec![["money", "spends", "keeps", "95 %"].map(str::to_owned)];
    let order = by_money(optimum);
    for mix in &order {
        let spends = mix.point.map_or_else(|| "0".to_owned(), |point| number::estimate(point.spent));
        let [kept, interval] =
            arm(optimum, mix).map_or_else(|| ["0".to_owned(), String::new()], |(_, kept)| shown_as(&kept, crate::compare::Measure::People));
        rows.push([of_money(optimum, mix), spends, kept, interval]);
    }
    table(&mut out, &rows, MIXES, screen);
    legend(&mut out, screen, &format!("in {}, as expected; people more on {horizon} than without a policy", unit(&optimum.comparison)));
    out.push('\n');
    for mix in &order {
        paragraph(&mut out, screen, &format!("{}: {}.", of_money(optimum, mix), words(mix)));
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

/// The amount of money that a mix is for.
fn of_money(optimum: &Optimum, mix: &ToldMix) -> String {
    let budget = number::factor(mix.budget);
    if mix.arm == NEXT { format!("{budget}, runner-up") } else { money(&optimum.comparison, &budget) }
}

/// The mixes, the most money first.
fn by_money(optimum: &Optimum) -> Vec<&ToldMix> {
    let mut order: Vec<&ToldMix> = optimum.told.iter().collect();
    order.sort_by(|a, b| b.budget.total_cmp(&a.budget));
    order
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
