//! The report on the terminal: what each keeps, whether it lasts, what it costs, how well that is known, and a closing sentence.
//!
//! Every line keeps within the screen (80 columns in a pipe), says the same without colour, and holds nothing that a pipe would lose.

use std::path::Path;

use super::forest::Scale;
use super::money::{acceptability, dominated, has_no_cost, no_choices, price};
use super::{by_effect, column, equal_money, hardest, interval, money, sentence, unit, what_if};
use crate::compare::grants::Unvested;
use crate::compare::{Compared, Comparison, Difference, ExitShifts, Measure, Versus};
use crate::estimate::Estimate;
use crate::report::columns::{self, left, name, right, short, width};
use crate::report::files::manifest::Manifest;
use crate::report::grid::{self, LEAST_NAME, Names};
use crate::report::plot::effects::{self, Effects};
use crate::report::screen::Screen;
use crate::report::table::{chart, deviation, legend, paragraph, partial, precision, push, table, withheld};
use crate::report::{few, number, verdicts};
use crate::statistics::clusters::Rows;

/// Widest name of an arm on a page [columns].
const WIDEST_NAME: usize = 20;

/// Names of arms, in the first column.
const ARMS: Names = Names { count: 1, widest: WIDEST_NAME, cut: short };

/// Names and levels of arms, in the first two columns.
const LEVELS: Names = Names { count: 2, widest: 32, cut: short };

/// Widest forest on a page [columns].
const WIDEST_FOREST: usize = 36;

/// Names are cut where a forest would be narrower than this [columns].
const LEAST_FOREST: usize = 14;

/// What the split of exits rests on.
const SHARED_PATIENCE: &str = "How exits split into prevented, delayed and caused rests on a modelling choice; the number kept does not \
    depend on it. These are exits up to the first date. Delayed: there on that date, gone by the later one.";

/// The report. `verdicts` are the lines on assertions; `folder` is where the files are; `screen` says how wide it is, and whether headings
/// and the closing sentence carry styles.
pub fn render(comparison: &Comparison, verdicts: &[String], manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = if verdicts::is_partial(manifest) { partial(manifest, screen) } else { String::new() };
    let arms = by_effect(comparison);
    paragraph(&mut out, screen, &opening(comparison));
    for line in crate::report::sentence::inputs(&comparison.reference().estimates.metadata) {
        paragraph(&mut out, screen, &line);
    }
    if let Some(solved) = &comparison.solved {
        paragraph(&mut out, screen, &equal_money::solved(comparison, solved));
    }
    out.push('\n');
    if let Some(equal_money) = &comparison.equal_money {
        table(&mut out, &equal_money::levels(comparison, equal_money), LEVELS, screen);
        legend(&mut out, screen, &equal_money::legend(comparison));
        out.push('\n');
    }
    if !arms.is_empty() {
        if screen.has_charts() {
            chart(&mut out, &both_dates(comparison, &arms, screen));
        }
        for block in [forest, lasting, costs, knowledge] {
            block(&mut out, comparison, &arms, screen);
            out.push('\n');
        }
    }
    if let Some(equal_money) = &comparison.equal_money {
        for line in grid::lines_of(1, equal_money::kept(comparison, equal_money), ARMS, screen) {
            push(&mut out, &line);
        }
        legend(&mut out, screen, &equal_money::kept_legend(equal_money));
        out.push('\n');
    }
    if comparison.asks_who_is_hardest_to_lose {
        table(&mut out, &hardest::rows(comparison), ARMS, screen);
        legend(&mut out, screen, "place: from the first to the last that it may have, told at 95 % for each pair");
        out.push('\n');
        for line in hardest::capabilities(comparison).iter().chain([&what_if::rests_on(false)]) {
            paragraph(&mut out, screen, line);
        }
    }
    let asked = if comparison.asks_who_is_hardest_to_lose { Vec::new() } else { what_if::paragraphs(comparison) };
    for lines in asked {
        for line in lines.iter().filter(|line| !line.is_empty()) {
            paragraph(&mut out, screen, line);
        }
        out.push('\n');
    }
    let worth = acceptability(comparison, WIDEST_NAME, screen);
    if let Some(why) = equal_money::no_choice(comparison) {
        paragraph(&mut out, screen, &why);
    } else if !worth.is_empty() {
        for line in grid::lines(2, &worth, Names { count: 0, ..ARMS }, screen) {
            push(&mut out, &line);
        }
        out.push('\n');
    }
    for line in comparison.equal_money.iter().flat_map(|equal_money| equal_money::sentences(comparison, equal_money)) {
        paragraph(&mut out, screen, &line);
    }
    super::regret::section(&mut out, comparison, screen);
    let [above, below] = beside_notes(comparison, &arms, manifest);
    for line in above.iter().chain(&notes(comparison)).chain(&below).chain(verdicts) {
        paragraph(&mut out, screen, line);
    }
    for line in screen.wrapped(&sentence::best(comparison)) {
        push(&mut out, &screen.strong(&line));
    }
    push(&mut out, &format!("Files: {}", columns::path(folder)));
    out
}

/// The sentences below the tables but for [`notes`], in order.
pub(super) fn remarks(comparison: &Comparison, manifest: &Manifest) -> Vec<String> {
    beside_notes(comparison, &by_effect(comparison), manifest).concat()
}

/// The same: those above the notes, and those below them.
fn beside_notes(comparison: &Comparison, arms: &[&Compared], manifest: &Manifest) -> [Vec<String>; 2] {
    let refused = match &comparison.acceptability {
        Err(reason) if !comparison.options().is_empty() || comparison.arms.iter().any(has_no_cost) => format!("{}.", capitalised(reason)),
        _ => String::new(),
    };
    let shifts = if arms.iter().any(|arm| has_exit_shifts(arm)) { SHARED_PATIENCE } else { "" };
    let hidden = withheld(&comparison.withheld, comparison.reference().estimates.metadata.least_group);
    [
        vec![no_choices(comparison), dominated(comparison), refused, shifts.to_owned()],
        vec![hidden, error(comparison, arms), precision(manifest)],
    ]
    .map(|lines| lines.into_iter().filter(|line| !line.is_empty()).collect())
}

/// What is compared with what.
fn opening(comparison: &Comparison) -> String {
    let metadata = &comparison.reference().estimates.metadata;
    let there = number::estimate(comparison.without());
    let file = if comparison.arms.iter().any(|arm| arm.file > 0 && arm.happens.is_none()) {
        format!(" in {}", name(&metadata.scenario, 40))
    } else {
        String::new()
    };
    let people = if metadata.hindsight { "Replayed with hindsight: people" } else { "People" };
    if by_effect(comparison).is_empty() {
        return format!(
            "{people} still there on {} if nothing happens of what is asked about: {there} of {}; {} of them on {}.",
            metadata.horizon(),
            number::count(metadata.roster as u64),
            number::estimate(comparison.reference().later),
            comparison.later
        );
    }
    let each = comparison.equal_money.as_ref().map_or_else(String::new, |equal_money| {
        format!(". Each policy is at the level at which it is expected to spend {}", money(comparison, &number::factor(equal_money.budget)))
    });
    format!(
        "{people} still there on {}, compared with doing nothing{file} ({there} of {}; {} of them on {}){each}:",
        metadata.horizon(),
        number::count(metadata.roster as u64),
        number::estimate(comparison.reference().later),
        comparison.later
    )
}

/// What each keeps at the horizon, as numbers and as a forest.
fn forest(out: &mut String, comparison: &Comparison, arms: &[&Compared], screen: Screen) {
    let compared: Vec<(&Compared, &Versus)> = arms.iter().filter_map(|arm| Some((*arm, arm.versus.as_ref()?))).collect();
    let kept: Vec<(&Difference, Measure)> =
        compared.iter().filter_map(|(_, versus)| Some((versus.retained.last()?, versus.measure))).collect();
    let cells = column(&kept);
    let horizon = format!("kept on {}", comparison.reference().estimates.metadata.horizon());
    let wide =
        |heading: &str, texts: &mut dyn Iterator<Item = &String>| texts.map(|text| width(text)).chain([width(heading)]).max().unwrap_or(0);
    let [second, third] = [0, 1].map(|part| wide(["", "95 %"][part], &mut cells.iter().map(|cell| &cell[part])));
    let room = screen.columns().saturating_sub(2 + 2 + second + 2 + third + 2);
    let most = screen.grown(WIDEST_NAME).min(room.saturating_sub(LEAST_FOREST)).max(LEAST_NAME);
    let names: Vec<String> = compared.iter().map(|(arm, _)| short(&arm.name, most)).collect();
    let first = wide("", &mut names.iter()).max(width(&horizon).saturating_sub(8));
    let second = second.max(width(&horizon).saturating_sub(first + 2));
    let columns = screen.columns().saturating_sub(2 + first + 2 + second + 2 + third + 2).min(screen.grown(WIDEST_FOREST));
    // Shares stand on the scale as people of the reference's roster.
    let roster = comparison.reference().estimates.metadata.roster as f64;
    let on_scale = |(difference, measure): &(&Difference, Measure)| {
        difference.interval().map(|end| if *measure == Measure::Share { end * roster } else { end })
    };
    let scale = Scale::new(&kept.iter().map(on_scale).collect::<Vec<_>>(), columns.max(1));
    let is_drawn = columns >= LEAST_NAME;
    let scale_or_nothing = |of: String| if is_drawn { of } else { String::new() };
    let heading = format!("  {}  {}  {}", left(&horizon, first + 2 + second), right("95 %", third), scale_or_nothing(scale.heading()));
    push(out, &screen.heading(heading.trim_end()));
    for ((known, cell), kept) in names.iter().zip(&cells).zip(&kept) {
        let line = scale_or_nothing(scale.line(on_scale(kept)));
        let row = format!("  {}  {}  {}  {line}", left(known, first), right(&cell[0], second), right(&cell[1], third));
        push(out, row.trim_end());
    }
    if is_drawn {
        legend(out, screen, "█ kept at least, at 95 %  ░ perhaps");
    }
}

/// The chart of what each keeps on both dates. Shares stand on the scale as people of the reference's roster.
fn both_dates(comparison: &Comparison, arms: &[&Compared], screen: Screen) -> Vec<String> {
    let metadata = &comparison.reference().estimates.metadata;
    let of = |arm: &&Compared| {
        let versus = arm.versus.as_ref()?;
        let scale = if versus.measure == Measure::Share { metadata.roster as f64 } else { 1.0 };
        let kept = [*versus.retained.last()?, versus.later];
        let kept = kept.map(|difference| (difference.estimate.value * scale, difference.interval().map(|end| end * scale)));
        Some(Effects { name: name(&arm.name, usize::MAX), kept })
    };
    effects::lines(&arms.iter().filter_map(of).collect::<Vec<_>>(), [metadata.horizon(), comparison.later], screen)
}

/// Whether it lasts: people kept at twice the horizon, time gained, and what became of exits.
fn lasting(out: &mut String, comparison: &Comparison, arms: &[&Compared], screen: Screen) {
    let compared: Vec<(&Compared, &Versus)> = arms.iter().filter_map(|arm| Some((*arm, arm.versus.as_ref()?))).collect();
    let later = column(&compared.iter().map(|(_, versus)| (&versus.later, versus.measure)).collect::<Vec<_>>());
    let months = number::column(&compared.iter().map(|(_, versus)| versus.months.estimate).collect::<Vec<_>>());
    let exit_shifts = |pick: fn(&ExitShifts) -> Estimate| {
        let known: Vec<Estimate> = compared.iter().filter_map(|(_, versus)| versus.exit_shifts.as_ref().map(pick)).collect();
        let mut cells = number::column(&known).into_iter();
        compared
            .iter()
            .map(|(_, versus)| versus.exit_shifts.and_then(|_| cells.next()).unwrap_or_else(|| "-".to_owned()))
            .collect::<Vec<_>>()
    };
    let (prevented, postponed, induced) = (
        exit_shifts(|exit_shifts| exit_shifts.prevented),
        exit_shifts(|exit_shifts| exit_shifts.postponed),
        exit_shifts(|exit_shifts| exit_shifts.induced),
    );
    let on_later = format!("on {}", comparison.later);
    let mut rows = vec![[&on_later, "kept", "95 %"].map(str::to_owned)];
    for ((arm, _), [value, interval]) in compared.iter().zip(later) {
        rows.push([name(&arm.name, usize::MAX), value, interval]);
    }
    table(out, &rows, ARMS, screen);
    out.push('\n');
    let until = format!("up to {}", comparison.reference().estimates.metadata.horizon());
    let mut rows = vec![[&until, "prevented", "delayed", "caused", "months gained each"].map(str::to_owned)];
    for (index, (arm, _)) in compared.iter().enumerate() {
        let (prevented, postponed, induced) = (prevented[index].clone(), postponed[index].clone(), induced[index].clone());
        rows.push([name(&arm.name, usize::MAX), prevented, postponed, induced, months[index].clone()]);
    }
    table(out, &rows, ARMS, screen);
}

/// What each costs.
fn costs(out: &mut String, comparison: &Comparison, arms: &[&Compared], screen: Screen) {
    let compared: Vec<(&Compared, &Versus)> = arms.iter().filter_map(|arm| Some((*arm, arm.versus.as_ref()?))).collect();
    let cost = number::column(&compared.iter().map(|(_, versus)| versus.cost.estimate).collect::<Vec<_>>());
    let unit = if comparison.has_pay && comparison.currency.is_none() { unit(comparison) } else { format!("in {}", unit(comparison)) };
    let mut rows = vec![[&unit, "cost", "per person kept", "95 %"].map(str::to_owned)];
    for ((arm, _), cost) in compared.iter().zip(cost) {
        let [price, interval] = price(arm);
        rows.push([name(&arm.name, usize::MAX), cost, price, interval]);
    }
    table(out, &rows, ARMS, screen);
    if comparison.equal_money.is_some() {
        let horizon = comparison.reference().estimates.metadata.horizon();
        legend(out, screen, &format!("paid by {horizon}; what vests later is in what is spent alone"));
    }
}

/// How well differences are known, and by what.
fn knowledge(out: &mut String, comparison: &Comparison, arms: &[&Compared], screen: Screen) {
    let mut rows = vec![["people kept", "sd by luck", "sd by ignorance", "expected, 95 %", "pairing gain"].map(str::to_owned)];
    for (arm, versus) in arms.iter().filter_map(|arm| Some((*arm, arm.versus.as_ref()?))) {
        let gain = versus.retained.last().map_or(f64::NAN, |kept| kept.pairing_gain);
        let gain = if gain.is_finite() { number::significant(gain, 2) } else { "-".to_owned() };
        let scale = if versus.measure == Measure::Share { comparison.reference().estimates.metadata.roster as f64 } else { 1.0 };
        let sd = |variance: Estimate| {
            let sd = deviation(variance);
            number::estimate(Estimate { value: sd.value * scale, mcse: sd.mcse * scale })
        };
        let mcse = arm.kept().map_or(f64::NAN, |kept| kept.estimate.mcse * scale);
        let within = versus.later.within.map(|end| end * scale);
        let expected = versus.expected.map_or_else(|| "-".to_owned(), |range| number::interval(range.map(|end| end * scale), mcse, within));
        rows.push([name(&arm.name, usize::MAX), sd(versus.split.luck), sd(versus.split.ignorance), expected, gain]);
    }
    if arms.iter().any(|arm| arm.versus.as_ref().is_some_and(|versus| versus.expected.is_some())) {
        table(out, &rows, ARMS, screen);
        legend(out, screen, "expected: over all that is not known, luck averaged out by regression");
    } else {
        // Too few parameter draws to know it of any.
        table(out, &rows.into_iter().map(|[arm, luck, ignorance, _, gain]| [arm, luck, ignorance, gain]).collect::<Vec<_>>(), ARMS, screen);
    }
}

/// A sentence that begins with a capital letter.
fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn has_exit_shifts(arm: &Compared) -> bool {
    arm.versus.as_ref().is_some_and(|versus| versus.exit_shifts.is_some())
}

/// What has to be kept in mind of some arms.
pub(super) fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    let others: Vec<String> = comparison
        .arms
        .iter()
        .filter(|arm| arm.versus.as_ref().is_some_and(|versus| versus.measure == Measure::Share))
        .map(|arm| name(&arm.name, usize::MAX))
        .collect();
    if !others.is_empty() {
        notes.push(format!(
            "Note: the opening roster of {} is not that of {}, so that shares of the rosters are compared, without prices and without what \
             becomes of exits.",
            others.join(", "),
            name(&comparison.reference().estimates.metadata.scenario, usize::MAX)
        ));
    }
    for arm in &comparison.arms {
        let turns = [
            (arm.begun, "what it waits for has come by the horizon"),
            (arm.spent, "its budget was too small to pay for everything by the horizon"),
        ];
        for (share, what) in turns {
            // What never happened is no note.
            if let Some(share) = share.filter(|share| share.value > 0.0) {
                notes.push(format!("{}: {what} in {} of the trials.", name(&arm.name, usize::MAX), number::percent(share)));
            }
        }
    }
    notes.extend(vesting(comparison));
    notes.extend(Some(few::sentences(&comparison.clusters, posterior(comparison))).filter(|few| !few.is_empty()));
    notes
}

/// The posterior whose rows bear least, of those that arms draw from.
fn posterior(comparison: &Comparison) -> Option<Rows> {
    let share = |rows: &Rows| rows.effective as f64 / rows.rows as f64;
    comparison.arms.iter().filter_map(|arm| arm.estimates.metadata.posterior).min_by(|a, b| share(a).total_cmp(&share(b)))
}

/// Warnings of grants that still vest at the horizon, each with the arms that it is part of.
fn vesting(comparison: &Comparison) -> Vec<String> {
    let mut grants: Vec<(usize, &Unvested, Vec<String>)> = Vec::new();
    // Under a what-if it is the same grant.
    for arm in comparison.arms.iter().filter(|arm| arm.happens.is_none()) {
        for grant in &arm.unvested {
            let known = name(&arm.name, usize::MAX);
            match grants.iter_mut().find(|(file, other, _)| (*file, *other) == (arm.file, grant)) {
                Some((.., arms)) => arms.push(known),
                None => grants.push((arm.file, grant, vec![known])),
            }
        }
    }
    let warning = |(_, grant, arms): (usize, &Unvested, Vec<String>)| {
        let last = if grant.waits { format!("{} or later", grant.last) } else { grant.last.to_string() };
        let advice = if grant.last > comparison.later {
            "then, and on the second date too: give a later horizon."
        } else {
            "then. Trust the second date more than the first."
        };
        format!(
            "Warning: the grant {} vests until {last}, after the horizon, which flatters {}: whoever stays for the last part is still waiting \
             {advice}",
            name(&grant.policy, usize::MAX),
            arms.join(" and ")
        )
    };
    grants.into_iter().map(warning).collect()
}

/// How well the differences are known, and by what.
fn error(comparison: &Comparison, arms: &[&Compared]) -> String {
    let trials = format!("{} trial{} of each", number::count(comparison.trials), if comparison.trials == 1 { "" } else { "s" });
    let behind = if comparison.draws < comparison.trials {
        let draws = if comparison.draws == 1 { "draw" } else { "draws" };
        format!(", {} parameter {draws} x {}", number::count(comparison.draws), number::count(comparison.replications))
    } else {
        String::new()
    };
    let roster = comparison.reference().estimates.metadata.roster as f64;
    let width = |arm: &&Compared| {
        let (versus, kept) = (arm.versus.as_ref()?, arm.kept()?);
        Some(kept.estimate.mcse * if versus.measure == Measure::Share { roster } else { 1.0 })
    };
    let horizon = comparison.reference().estimates.metadata.horizon();
    // Where no policy is compared, it is about the what-ifs.
    let asked: Vec<&Compared> = comparison.arms.iter().skip(1).collect();
    let asks_policies = !arms.is_empty();
    let arms = if asks_policies { arms } else { &asked };
    let widest = arms.iter().filter_map(width).fold(0.0, |a: f64, b| if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) });
    let half = comparison.clusters.half_width(Estimate { value: 0.0, mcse: widest });
    // Whoever is kept is of the roster. That a few draws agree says little.
    let known = if widest == 0.0 { f64::NAN } else { half };
    match number::rounded_up(if known > roster { roster } else { known }) {
        _ if widest == 0.0 && comparison.clusters.effective() >= 3.0 => {
            let seldom = number::count((comparison.clusters.effective() / 3.0) as u64);
            format!("Monte Carlo error: {trials}{behind} agree; they may miss what happens less often than once in {seldom}.")
        }
        Some(width) => {
            let who = if asks_policies { "people kept" } else { "people still there" };
            format!(
                "Monte Carlo error: {who} on {horizon} are known to ± {width} or better (95 %) after {trials}{behind}, on the same luck."
            )
        }
        None => format!("Monte Carlo error: unknown after {trials}{behind}; give more with --trials."),
    }
}

/// The 95 % interval of a difference, for the plain form.
pub(super) fn plain_interval(difference: &Difference) -> String {
    interval(difference, difference.estimate.mcse)
}
