//! The report on the terminal: how often the condition holds, a table a region, and what they say in sentences.

use std::path::Path;

use super::wording::{clause, path, range};
use super::{chance, interval, percent, sentence, unit};
use crate::discover::By;
use crate::discover::judge::REPEATS;
use crate::discover::results::{Discovery, Ended, Found};
use crate::report::columns::{self, PAGE, many, short};
use crate::report::files::manifest::Manifest;
use crate::report::grid::{self, Names};
use crate::report::screen::Screen;
use crate::report::table::{paragraph, partial, push};
use crate::report::{few, number, verdicts};

/// Paths of numbers, in the first column.
const NUMBERS: Names = Names { count: 1, widest: 40, cut: short };

/// The share of what meets the condition from which on it is what is usual.
const MOSTLY: f64 = 0.75;

/// The column of a number's values at both ends.
const ENDS: usize = 2;

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

/// One region: its limits with what each of them adds, and what is in it.
fn table(out: &mut String, found: &Discovery, place: usize, region: &Found, screen: Screen) {
    let of = format!("region {}", place + 1);
    let headings = [&of, "limits", "from its 5 % to its 95 %", "without it", "p", "again"];
    let mut rows = vec![headings.map(str::to_owned).to_vec()];
    rows.extend(region.limits.iter().map(|limit| {
        vec![
            path(found, limit),
            range(limit.limits),
            crate::report::sensitivity::values(found.numbers[limit.number].ends),
            percent(limit.without),
            chance(limit.p),
            format!("{}/{REPEATS}", limit.again),
        ]
    }));
    if screen.columns() <= PAGE {
        // A page has no room for it beside the paths; the files have it.
        for row in &mut rows {
            row.remove(ENDS);
        }
    }
    for line in grid::lines_of(1, rows, NUMBERS, screen) {
        push(out, &line);
    }
    out.push('\n');
    let judged = &region.judged;
    let (unit, elsewhere) = (unit(found), if place == 0 { "elsewhere" } else { "elsewhere, in no region before" });
    let shares = [
        (format!("meeting it, of {unit}s in {of}"), judged.density),
        (format!("the same {elsewhere}"), judged.elsewhere),
        (format!("in {of}, of all that meet it"), judged.coverage),
        (format!("in {of}, of all {unit}s"), judged.mass),
    ];
    let mut rows = vec![["share".to_owned(), String::new(), "95 %".to_owned()]];
    rows.extend(shares.map(|(name, share)| [name, percent(share), format!("{} %", interval(share))]));
    for line in grid::lines(1, &rows, Names { widest: usize::MAX, ..NUMBERS }, screen) {
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
    let has_regions = found.regions().next().is_some();
    if has_regions {
        lines.push(format!(
            "Without it: how often it would be so in the region without the limits of that number. p: how likely it is that the limits only seem to add as \
             much, by chance. Again: in how many of {REPEATS} random halves of the draws searched the number was limited on the same side. Ranges are \
             95 % intervals."
        ));
    }
    if has_regions && found.met.interval()[0] > MOSTLY && found.settings.density.is_none() {
        lines.push("It is so in most cases; what is rare is told more sharply: ask when it is not so.".to_owned());
    }
    lines.push(luck(found));
    lines.push(match found.ended {
        Ended::Chance if has_regions => "No further region is told from chance.".to_owned(),
        Ended::Sparse if has_regions => "In no further region is it so more often than everywhere.".to_owned(),
        Ended::NotDense if has_regions => "In no further region is it so as often as was asked for.".to_owned(),
        _ => String::new(),
    });
    if found.left_out.of_policies > 0 {
        let of = many(found.left_out.of_policies, "uncertain number of policies is", "uncertain numbers of policies are");
        lines.push(format!("{of} left out, since no trial has them in force; ask about a policy: --when \"... with NAME\"."));
    }
    if found.left_out.of_what_ifs > 0 {
        let of = many(found.left_out.of_what_ifs, "uncertain number of what-ifs is", "uncertain numbers of what-ifs are");
        lines.push(format!("{of} left out, since nothing of them happens here; stayput compare asks about them."));
    }
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
