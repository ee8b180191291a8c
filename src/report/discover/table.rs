//! The report on the terminal: how often the condition holds, a table a region, and what they say in sentences.

use std::path::Path;

use super::wording::{clause, path, range};
use super::{chance, interval, percent, sentence, unit};
use crate::discover::By;
use crate::discover::judge::REPEATS;
use crate::discover::results::{Discovery, Ended, Found};
use crate::report::columns::{self, many, short};
use crate::report::files::manifest::Manifest;
use crate::report::grid::{self, Names};
use crate::report::screen::Screen;
use crate::report::table::{paragraph, partial, push, withheld};
use crate::report::{few, number, verdicts};

/// Paths of numbers, in the first column.
const NUMBERS: Names = Names { count: 1, widest: 40, cut: short };

/// The report; `folder` is where the files are.
pub fn render(found: &Discovery, manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = if verdicts::is_partial(manifest) { partial(manifest, screen) } else { String::new() };
    paragraph(&mut out, screen, &opening(found));
    for line in crate::report::sentence::inputs(&found.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    for (place, region) in found.regions().enumerate() {
        table(&mut out, found, place, region, screen);
        out.push('\n');
    }
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

/// What is asked, and how often it is so.
pub(super) fn opening(found: &Discovery) -> String {
    if found.draws == 0 {
        return format!("When is it so that {}?", clause(found));
    }
    let replayed = if found.metadata.hindsight { "Replayed with hindsight: in" } else { "In" };
    format!("{replayed} {} of all {}s ({}, 95 %) {}. When?", percent(found.met), unit(found), interval(found.met), clause(found))
}

/// One region: its limits, and what each of them adds.
fn table(out: &mut String, found: &Discovery, place: usize, region: &Found, screen: Screen) {
    let mut rows = vec![[
        format!("region {}", place + 1),
        "limits".to_owned(),
        "of 5 to 95 %".to_owned(),
        "without it".to_owned(),
        "p".to_owned(),
        "again".to_owned(),
    ]];
    rows.extend(region.limits.iter().map(|limit| {
        [
            path(found, limit),
            range(limit.limits),
            crate::report::sensitivity::values(found.numbers[limit.number].ends),
            percent(limit.without),
            chance(limit.p),
            format!("{} of {REPEATS}", limit.again),
        ]
    }));
    for line in grid::lines(1, &rows, NUMBERS, screen) {
        push(out, &line);
    }
    let judged = &region.judged;
    let facts = [
        ("it is so there in", judged.density),
        (if place == 0 { "elsewhere in" } else { "elsewhere, in no region before, in" }, judged.elsewhere),
        ("of all where it is so, there are", judged.coverage),
        ("of everything, there are", judged.mass),
    ];
    let rows: Vec<[String; 3]> = facts.iter().map(|(name, share)| [(*name).to_owned(), percent(*share), interval(*share)]).collect();
    for line in grid::lines(0, &rows, Names { count: 1, widest: 40, cut: short }, screen) {
        push(out, &line);
    }
}

/// The sentences below the tables.
pub(super) fn remarks(found: &Discovery) -> Vec<String> {
    let mut lines = Vec::new();
    let trials = number::count(found.draws * found.replications);
    let half = number::count(found.draws.div_ceil(2));
    lines.push(format!(
        "After {trials} trials, {} parameter draws x {}: {half} were searched, and the others, which the search has not seen, gave the shares.",
        number::count(found.draws),
        found.replications
    ));
    if found.regions().next().is_some() {
        lines.push(format!(
            "Without it: how often it would be so in the region without the limits of that number; p: how likely so much more is by chance. Again: \
             in how many of {REPEATS} random halves of the draws searched the number was limited on that side too."
        ));
    }
    lines.push(luck(found));
    lines.push(match found.ended {
        Ended::Chance if found.regions().next().is_some() => "No further region is told from chance.".to_owned(),
        Ended::NotDense if found.regions().next().is_some() => "In no further region is it so that often.".to_owned(),
        _ => String::new(),
    });
    if found.left_out > 0 {
        let of = many(found.left_out, "uncertain number of policies is", "uncertain numbers of policies are");
        lines.push(format!("{of} left out, since no trial has them in force; ask about a policy: --when \"... with NAME\"."));
    }
    lines.push(withheld(&found.metadata.withheld, found.metadata.least_group));
    lines.push(few::sentences(&found.clusters, found.metadata.posterior));
    lines.retain(|line| !line.is_empty());
    lines
}

/// How well draws are known, where they are what is asked about.
fn luck(found: &Discovery) -> String {
    if found.settings.by == By::Trials || found.draws == 0 {
        return String::new();
    }
    if found.replications < 2 {
        return "A draw is judged by one trial, luck and all; more --replications tell its expectation.".to_owned();
    }
    let width = number::rounded_up(crate::math::NORMAL_P975 * found.luck).unwrap_or_else(|| "?".to_owned());
    let wrong = number::rounded_up(100.0 * found.doubtful).unwrap_or_else(|| "?".to_owned());
    format!(
        "The mean over the {} trials of a draw is known to about ± {width} (95 %), so that up to {wrong} % of the draws stand on the wrong side; \
         more --replications make it fewer.",
        found.replications
    )
}
