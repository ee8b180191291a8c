//! The report on the terminal: what moves each answer, and a closing sentence.

use std::path::Path;

use super::{bars, heading, money, rank, sentence, shares, values, worth};
use crate::estimate::Estimate;
use crate::report::columns::{self, PAGE, many, short};
use crate::report::files::manifest::Manifest;
use crate::report::grid::{self, Names};
use crate::report::screen::Screen;
use crate::report::table::{chart, paragraph, partial, push, withheld};
use crate::report::{few, number, verdicts};
use crate::sensitivity::numbers::Way;
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::tornado::{Answer, Bar, What};

/// Paths of numbers, in the first column.
pub(super) const NUMBERS: Names = Names { count: 1, widest: 36, cut: short };

/// The column of the answer at both ends.
const GOES: usize = 2;

/// Numbers that stand in a table whether or not they are told to move the answer.
const LEAST: usize = 5;

/// The report; `folder` is where the files are.
pub fn render(found: &Sensitivity, manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = if verdicts::is_partial(manifest) { partial(manifest, screen) } else { String::new() };
    paragraph(&mut out, screen, &opening(found));
    for line in crate::report::sentence::inputs(&found.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    for answer in &found.answers {
        if screen.has_charts() {
            chart(&mut out, &bars::lines(found, answer, &shown(answer), screen));
        }
        tornado(&mut out, found, answer, screen);
        out.push('\n');
    }
    shares::tables(&mut out, found, screen);
    worth::section(&mut out, found, screen);
    for line in remarks(found) {
        paragraph(&mut out, screen, &line);
    }
    for line in sentence::answers(found) {
        for line in screen.wrapped(&line) {
            push(&mut out, &screen.strong(&line));
        }
    }
    push(&mut out, &format!("Files: {}", columns::path(folder)));
    out
}

/// What is asked.
fn opening(found: &Sensitivity) -> String {
    let there = found.answers.first().map_or_else(|| "?".to_owned(), |answer| number::estimate(answer.base));
    let replayed = if found.metadata.hindsight { "Replayed with hindsight: of" } else { "Of" };
    format!(
        "{replayed} {}, {there} are expected to be still there on {}. What moves that: each uncertain number from its 5 % to its 95 %, all \
         others as they are then believed.",
        number::count(found.metadata.roster as u64),
        found.metadata.horizon(),
    )
}

/// The bars that a table shows: up to the last that is told, or the first few.
fn shown(answer: &Answer) -> Vec<&Bar> {
    let last = answer.bars.iter().rposition(Bar::is_told).map_or(0, |place| place + 1);
    answer.bars.iter().take(last.max(LEAST)).collect()
}

/// What moves one answer.
fn tornado(out: &mut String, found: &Sensitivity, answer: &Answer, screen: Screen) {
    let bars = shown(answer);
    let all: Vec<Estimate> = bars.iter().flat_map(|bar| bar.at).collect();
    let at = number::column(&all);
    let effects = number::column(&bars.iter().map(|bar| bar.effect).collect::<Vec<_>>());
    let mcse = bars.iter().map(|bar| bar.effect.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
    let is_wide = screen.columns() > PAGE;
    // Broken here, so that the paths keep their room.
    let above = ["", "from its 5 %", "then it goes", "moved", "", ""];
    let below = [&heading(found, answer.what), "to its 95 %", "from to", "by", "95 %", "place"];
    let mut rows = vec![above.map(str::to_owned).to_vec(), below.map(str::to_owned).to_vec()];
    for (index, bar) in bars.iter().enumerate() {
        let asked = &found.numbers[bar.number];
        let interval = if bar.effect.mcse.is_finite() { number::interval(bar.interval, mcse, answer.within) } else { "?".to_owned() };
        let row = [
            columns::name(&asked.number.path, usize::MAX),
            values(asked.ends),
            format!("{} to {}", at[2 * index], at[2 * index + 1]),
            effects[index].clone(),
            interval,
            rank(bar.rank),
        ];
        rows.push(row.to_vec());
    }
    if !is_wide {
        // A page has no room for it beside the paths; the files and the bars have it.
        for row in &mut rows {
            row.remove(GOES);
        }
    }
    for line in grid::lines_of(2, rows, NUMBERS, screen) {
        push(out, &line);
    }
    if let What::Price(_) = answer.what
        && (!found.has_pay || found.currency.is_some())
    {
        paragraph(out, screen, &format!("  Costs are in {}.", money(found)));
    }
    for line in left_out(found, answer, bars.len()) {
        paragraph(out, screen, &line);
    }
}

/// What a table leaves out.
fn left_out(found: &Sensitivity, answer: &Answer, shown: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let rest = &answer.bars[shown..];
    if !rest.is_empty() {
        let ends = || rest.iter().flat_map(|bar| bar.interval).map(f64::abs);
        let most = if ends().all(f64::is_finite) { ends().fold(0.0, f64::max) } else { f64::NAN };
        let by =
            number::rounded_up(most).map_or_else(|| "by how much is not known".to_owned(), |most| format!("each by {most} at most (95 %)"));
        lines.push(format!("{} more, none told to move it: {by}.", many(rest.len(), "number", "numbers")));
    }
    if !answer.undefined.is_empty() {
        let names: Vec<String> =
            answer.undefined.iter().map(|&number| columns::name(&found.numbers[number].number.path, usize::MAX)).collect();
        lines.push(format!("At an end of {} no price is finite: the policy may keep nobody there.", names.join(" and of ")));
    }
    lines
}

/// The sentences below the tables.
pub(super) fn remarks(found: &Sensitivity) -> Vec<String> {
    let learned = found.numbers.iter().filter(|asked| asked.number.way == Way::Learned).count();
    let draws = if found.draws == 1 { "1 parameter draw".to_owned() } else { format!("{} parameter draws", number::count(found.draws)) };
    let trials = number::count(found.trials);
    let mut lines = vec![format!(
        "Places: from the first to the last that a number may have, told at 95 % for each pair. After {trials} trials of each setting, {draws} x {}, on the same luck.",
        found.replications
    )];
    if learned > 0 {
        lines.push(format!(
            "{} learned together from the history: {} moved with all that was learned with it, by regression over the draws, not alone.",
            if learned == 1 { "One number was".to_owned() } else { format!("{learned} numbers were") },
            if learned == 1 { "it is" } else { "each is" },
        ));
    }
    if found.left_out.of_policies > 0 {
        let of = many(found.left_out.of_policies, "uncertain number of policies is", "uncertain numbers of policies are");
        lines.push(format!("{of} left out, since no trial has them in force; ask about a policy by --policy NAME."));
    }
    if found.has_budget && found.policies.len() > 1 {
        lines.push("Policies are as the scenario has them, not at the level of its [budget].".to_owned());
    }
    if found.left_out.of_what_ifs > 0 {
        let of = many(found.left_out.of_what_ifs, "uncertain number of what-ifs is", "uncertain numbers of what-ifs are");
        lines.push(format!("{of} left out, since nothing of them happens here; stayput compare asks about them."));
    }
    lines.push(withheld(&found.withheld, found.metadata.least_group));
    lines.push(few::sentences(&found.clusters, found.metadata.posterior));
    lines.retain(|line| !line.is_empty());
    lines
}
