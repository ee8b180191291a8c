//! The report on the terminal: the points, what policies keep at them, how well that is known, and closing sentences.
//!
//! Every line keeps within the screen (80 columns in a pipe), says the same without colour, and holds nothing that a pipe would lose.

use std::path::Path;

use super::heat_map::{self, Map};
use super::{arms, headings, horizon, policies, sentence};
use crate::compare::{Difference, Measure};
use crate::estimate::{Estimate, Summary};
use crate::report::columns::{self, many, name, right, short, width};
use crate::report::comparison::forest::Scale;
use crate::report::comparison::{column, price_cells};
use crate::report::files::dictionary::SWEEP;
use crate::report::files::manifest::Manifest;
use crate::report::grid::{self, Names};
use crate::report::screen::Screen;
use crate::report::table::{bar, legend, paragraph, push, withheld};
use crate::report::{few, number, verdicts};
use crate::sweep::{Arm, Change, Point, Sweep};

/// Points that a table has rows of: of more only the first.
const MOST_ROWS: usize = 60;

/// Widest value of a setting on a page [columns].
const WIDEST_VALUE: usize = 20;

/// Widest bar [columns].
const WIDEST_BAR: usize = 30;

/// Where there is less room than this, there are no bars [columns].
const LEAST_BAR: usize = 10;

/// The report. `folder` is where the files are; `screen` says how wide it is, and whether headings and the closing sentences carry styles.
pub fn render(sweep: &Sweep, manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = if verdicts::is_partial(manifest) { partial(sweep, screen) } else { String::new() };
    paragraph(&mut out, screen, &opening(sweep));
    for line in crate::report::sentence::inputs(&sweep.as_it_is.arms[0].estimates.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    let is_mapped = sweep.axes.len() == 2 && (screen.has_charts() || screen.is_wide());
    if is_mapped {
        map(&mut out, sweep, 0, "still there".to_owned(), |arm| Some(arm.retained()), screen);
    }
    points(&mut out, sweep, screen);
    for (arm, policy) in policies(sweep) {
        let policy = name(policy, usize::MAX);
        if is_mapped {
            let kept =
                |arm: &Arm| arm.effect.as_ref().filter(|effect| effect.measure == Measure::People).map(|effect| effect.retained.estimate);
            map(&mut out, sweep, arm, format!("kept by {policy}"), kept, screen);
        }
        effects(&mut out, sweep, arm, &policy, screen);
    }
    for line in notes(sweep) {
        paragraph(&mut out, screen, &line);
    }
    for sentence in sentence::all(sweep) {
        for line in screen.wrapped(&sentence) {
            push(&mut out, &screen.strong(&line));
        }
    }
    push(&mut out, &format!("Files: {}", columns::path(folder)));
    out
}

/// What stands above the report on a sweep that ended before all of its points were done, an empty line included.
fn partial(sweep: &Sweep, screen: Screen) -> String {
    let (done, asked) = (number::count(sweep.points.len() as u64), number::count(sweep.asked as u64));
    let text = format!("Interrupted after {done} of {asked} points: the results are partial, but of whole points only.");
    screen.wrapped(&text).join("\n") + "\n\n"
}

/// What is shown.
fn opening(sweep: &Sweep) -> String {
    let metadata = &sweep.as_it_is.arms[0].estimates.metadata;
    let people = if metadata.hindsight { "Replayed with hindsight: people" } else { "People" };
    let paths: Vec<String> = sweep.axes.iter().map(|axis| name(&axis.path, usize::MAX)).collect();
    let over = match &sweep.axes[..] {
        [axis] => format!("for {} of {}", many(axis.values.len(), "value", "values"), paths[0]),
        _ => format!("at {} of {}", many(sweep.asked, "point", "points"), paths.join(" x ")),
    };
    format!(
        "{people} still there on {}, {over}, on the same luck ({} of {} in the scenario as it is):",
        horizon(sweep),
        number::estimate(sweep.as_it_is.arms[0].retained()),
        number::count(metadata.roster as u64)
    )
}

/// The points without a policy: how many are there, and how many more than in the scenario as it is.
fn points(out: &mut String, sweep: &Sweep, screen: Screen) {
    let shown: Vec<(&Point, &Arm)> = arms(sweep, 0).skip(1).take(MOST_ROWS).collect();
    let summaries: Vec<&Summary> = shown.iter().filter_map(|(_, arm)| arm.estimates.retained().points.last()).collect();
    let changes: Vec<(&Difference, Measure)> =
        shown.iter().filter_map(|(_, arm)| arm.change.as_ref()).map(|change| (&change.retained, change.measure)).collect();
    let roster = shown.iter().map(|(_, arm)| arm.estimates.metadata.roster).max().unwrap_or(0);
    let ranges: Vec<[Estimate; 2]> = summaries.iter().map(|summary| [summary.quantiles[1], summary.quantiles[5]]).collect();
    let means = number::column_beside(&summaries.iter().map(|summary| summary.mean).collect::<Vec<_>>(), &ranges, roster);
    let mut rows = vec![with_settings(sweep, None, ["mean", "80 % range", "change", "95 %"].map(str::to_owned))];
    for ((((point, _), mean), &[low, high]), [change, interval]) in shown.iter().zip(means).zip(&ranges).zip(column(&changes)) {
        rows.push(with_settings(sweep, Some(point), [mean, number::range(low, high, roster), change, interval]));
    }
    let bars = (sweep.axes.len() == 1).then_some(|columns: usize| {
        let scale = format!("0{}", right(&number::count(roster as u64), columns - 1));
        (scale, summaries.iter().map(|summary| bar(summary, roster, columns)).collect())
    });
    let has_bars = lay_out(out, sweep, &rows, bars, screen);
    legend(out, screen, "change: how many more are there than in the scenario as it is");
    if has_bars {
        legend(out, screen, "█ there in 90 % of the trials  ▒ in half of them  ░ in 10 %");
    }
    left_out(out, sweep, screen);
    out.push('\n');
}

/// What a policy keeps at the points, and at what price.
fn effects(out: &mut String, sweep: &Sweep, arm: usize, policy: &str, screen: Screen) {
    let shown: Vec<(&Point, &Arm, &Change)> =
        arms(sweep, arm).skip(1).take(MOST_ROWS).filter_map(|(point, arm)| Some((point, arm, arm.effect.as_ref()?))).collect();
    let kept: Vec<(&Difference, Measure)> = shown.iter().map(|(.., effect)| (&effect.retained, effect.measure)).collect();
    let means = number::column(&shown.iter().map(|(_, arm, _)| arm.retained()).collect::<Vec<_>>());
    let unknown = Estimate { value: f64::NAN, mcse: f64::NAN };
    let is_priced = shown.iter().any(|(.., effect)| effect.cost.is_some_and(|cost| cost.estimate.value != 0.0));
    let costs = number::column(&shown.iter().map(|(.., effect)| effect.cost.map_or(unknown, |cost| cost.estimate)).collect::<Vec<_>>());
    let unit = match &sweep.currency {
        _ if !sweep.has_pay => "cost, years' pay".to_owned(),
        Some(currency) => format!("cost, {}", short(currency, WIDEST_VALUE)),
        None => "cost, as pay".to_owned(),
    };
    let mut headings = vec!["with it".to_owned(), format!("kept by {}", short(policy, WIDEST_VALUE)), "95 %".to_owned()];
    if is_priced {
        headings.extend([unit.as_str(), "each kept", "95 %"].map(str::to_owned));
    }
    let mut rows = vec![with_settings(sweep, None, headings)];
    for ((((point, _, effect), mean), [kept, interval]), cost) in shown.iter().zip(means).zip(column(&kept)).zip(costs) {
        let mut cells = vec![mean, kept, interval];
        if is_priced {
            let [price, within] = effect.price.map_or_else(|| ["-".to_owned(), String::new()], |price| price_cells(&price));
            cells.extend([if cost == "?" { "-".to_owned() } else { cost }, price, within]);
        }
        rows.push(with_settings(sweep, Some(point), cells));
    }
    let intervals: Vec<[f64; 2]> = shown.iter().map(|(.., effect)| effect.retained.interval()).collect();
    let bars = (sweep.axes.len() == 1).then_some(|columns: usize| {
        let scale = Scale::new(&intervals, columns);
        (scale.heading(), intervals.iter().map(|&interval| scale.line(interval)).collect())
    });
    if lay_out(out, sweep, &rows, bars, screen) {
        legend(out, screen, "█ kept at least, at 95 %  ░ perhaps");
    }
    left_out(out, sweep, screen);
    out.push('\n');
}

/// A row that begins with the settings of a point, or with their headings.
fn with_settings(sweep: &Sweep, point: Option<&Point>, cells: impl IntoIterator<Item = String>) -> Vec<String> {
    let most = if sweep.axes.len() > 2 { WIDEST_VALUE / 2 + 2 } else { WIDEST_VALUE };
    let settings = (0..sweep.axes.len()).map(|axis| point.map_or_else(|| headings(sweep)[axis], |point| sweep.value(point, axis)));
    settings.map(|text| short(text, most)).chain(cells).collect()
}

/// Rows under a heading, with bars where there are any and there is room; whether there are.
fn lay_out(
    out: &mut String,
    sweep: &Sweep,
    rows: &[Vec<String>],
    bars: Option<impl FnOnce(usize) -> (String, Vec<String>)>,
    screen: Screen,
) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let taken: usize = (0..columns).map(|column| 2 + rows.iter().map(|row| width(&row[column])).max().unwrap_or(0)).sum();
    let room = screen.columns().saturating_sub(taken + 2).min(WIDEST_BAR);
    let names = Names { count: sweep.axes.len(), widest: WIDEST_VALUE, cut: short };
    let lines = grid::lines_of(1, rows.to_vec(), names, screen.unstyled());
    let Some(bars) = bars.filter(|_| room >= LEAST_BAR && lines.len() == rows.len()) else {
        for line in grid::lines_of(1, rows.to_vec(), names, screen) {
            push(out, &line);
        }
        return false;
    };
    let (scale, bars) = bars(room);
    push(out, &screen.heading(format!("{}  {scale}", columns::left(&lines[0], taken)).trim_end()));
    for (line, bar) in lines[1..].iter().zip(bars) {
        push(out, format!("{}  {bar}", columns::left(line, taken)).trim_end());
    }
    true
}

/// Says how many points have no row.
fn left_out(out: &mut String, sweep: &Sweep, screen: Screen) {
    if let Some(more) = sweep.points.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        paragraph(out, screen, &format!("The other {} are in {}.", many(more, "point", "points"), SWEEP.name));
    }
}

/// A heat map of one number of an arm.
fn map(out: &mut String, sweep: &Sweep, arm: usize, title: String, of: impl Fn(&Arm) -> Option<Estimate>, screen: Screen) {
    let [down, across] = &sweep.axes[..] else { return };
    let mut cells = vec![vec![None; across.values.len()]; down.values.len()];
    for point in &sweep.points {
        if let [row, column] = point.place[..] {
            cells[row][column] = of(&point.arms[arm]);
        }
    }
    let names = headings(sweep);
    let map = Map { title, headings: [names[0], names[1]], values: [&down.values, &across.values], cells };
    for line in heat_map::lines(&map, screen) {
        push(out, &line);
    }
    out.push('\n');
}

/// The sentences below the tables, in order.
pub(super) fn notes(sweep: &Sweep) -> Vec<String> {
    let metadata = &sweep.as_it_is.arms[0].estimates.metadata;
    let hidden = withheld(&sweep.withheld, metadata.least_group);
    let few = few::sentences(&sweep.clusters, metadata.posterior);
    [drawn(sweep), rosters(sweep), hidden, error(sweep), few].into_iter().filter(|line| !line.is_empty()).collect()
}

/// Which of the settings are distributions in the scenario as it is.
fn drawn(sweep: &Sweep) -> String {
    let metadata = &sweep.as_it_is.arms[0].estimates.metadata;
    let is_swept = |path: &String| sweep.axes.iter().any(|axis| axis.path == *path);
    let drawn = metadata.assumptions.iter().filter(|assumption| is_swept(&assumption.parameter));
    let said: Vec<String> = drawn
        .map(|assumption| {
            let learned = if assumption.learned { "as learned; before that " } else { "" };
            format!("{} ({learned}{})", name(&assumption.parameter, usize::MAX), name(&assumption.given, usize::MAX))
        })
        .collect();
    if said.is_empty() { String::new() } else { format!("In the scenario as it is, drawn from a distribution: {}.", said.join("; ")) }
}

/// That shares are compared where rosters differ.
fn rosters(sweep: &Sweep) -> String {
    let differs = |point: &Point| point.arms[0].change.as_ref().is_some_and(|change| change.measure == Measure::Share);
    if !sweep.points.iter().any(differs) {
        return String::new();
    }
    "Note: where the opening roster is not that of the scenario as it is, the change is one of shares of the rosters.".to_owned()
}

/// How well means and differences are known, and by what.
fn error(sweep: &Sweep) -> String {
    let trials = format!("{} trial{} of each point", number::count(sweep.trials), if sweep.trials == 1 { "" } else { "s" });
    let behind = if sweep.draws < sweep.trials {
        format!(", {} parameter draws x {}", number::count(sweep.draws), number::count(sweep.replications))
    } else {
        String::new()
    };
    let widest = |numbers: &mut dyn Iterator<Item = (f64, f64)>| {
        number::rounded_up(
            numbers
                .map(|(errors, mcse)| if mcse == 0.0 { 0.0 } else { errors * mcse })
                .fold(0.0, |widest: f64, half| if widest.is_nan() || half.is_nan() { f64::NAN } else { widest.max(half) }),
        )
    };
    let arms = || sweep.all().flat_map(|point| &point.arms);
    let means = widest(&mut arms().map(|arm| (arm.estimates.clusters.errors(0.025), arm.retained().mcse)));
    let people = |change: &&Change| change.measure == Measure::People;
    let differences = || arms().flat_map(|arm| arm.change.iter().chain(&arm.effect)).filter(people);
    let known = widest(&mut differences().map(|change| (change.retained.errors, change.retained.estimate.mcse)));
    match (means, known) {
        (Some(means), Some(known)) => {
            format!("Monte Carlo error: means are known to ± {means} or better, differences to ± {known} (95 %) after {trials}{behind}.")
        }
        _ => format!("Monte Carlo error: unknown after {trials}{behind}; give more with --trials."),
    }
}
