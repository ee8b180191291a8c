//! The report on the terminal: the answer first, then how it comes about and how well it is known.
//!
//! Every line keeps within the screen (80 columns in a pipe), says the same without colour, and holds nothing that a pipe would lose.

mod capabilities;
mod destinations;

use std::fmt::Write as _;
use std::path::Path;

use crate::estimate::{Estimate, Estimates, Group, Metric, Summary};
use crate::report::columns::{self, left, name, right, width};
use crate::report::files::dictionary::EVENTS;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::grid::{self, Names};
use crate::report::screen::Screen;
use crate::report::{Run, few, number, plot, sentence, verdicts};
use crate::simulate::model::published::Withheld;

/// Rows of the curve at most: beyond, the steps grow from quarters to half-years, years, two years, ...
const MOST_ROWS: usize = 16;

/// Widest bar of the curve on a page [columns].
const WIDEST_BAR: usize = 42;

/// Where there is less room than this, there are no bars [columns].
const LEAST_BAR: usize = 8;

/// Widest name of a channel on a page [columns].
const WIDEST_NAME: usize = 24;

/// Names of channels, in the first column.
const CHANNELS: Names = Names { count: 1, widest: WIDEST_NAME, cut: name };

/// What stands below a report that speaks of single researchers.
const INDIVIDUALS: &str = "Results of single researchers say what the scenario implies, not what a person will do: they are not for \
    decisions about that person.";

/// What stands below a report with an event log.
const OF_EVENTS: &str = "events.csv tells of researchers in single trials, each one of many possible futures: it says nothing about any \
    person and is not for decisions about that person.";

/// The report on one run.
///
/// `folder` is where the files are; `screen` says how wide it is, and whether the answer and the headings carry styles.
pub fn render(run: &Run<'_>, manifest: &Manifest, folder: &Path, screen: Screen) -> String {
    let mut out = if manifest.stopped == Stopped::Interrupted { partial(manifest, screen) } else { String::new() };
    for line in screen.wrapped(&sentence::answer(run)) {
        push(&mut out, &screen.strong(&line));
    }
    for line in sentence::inputs(&run.estimates.metadata) {
        paragraph(&mut out, screen, &line);
    }
    out.push('\n');
    if screen.has_charts() {
        chart(&mut out, &plot::curve::lines(run.estimates, screen));
    }
    curve(&mut out, run.estimates, screen);
    out.push('\n');
    channels(&mut out, run, screen);
    out.push('\n');
    destinations::section(&mut out, run.estimates, screen);
    capabilities::section(&mut out, run.estimates, screen);
    let [notes, cautions] = notes(run, manifest);
    for line in notes.into_iter().chain(verdicts::lines(run.estimates, run.assertions)).chain(cautions) {
        paragraph(&mut out, screen, &line);
    }
    // A path is never broken: it is there to be copied.
    push(&mut out, &format!("Files: {}", columns::path(folder)));
    out
}

/// The sentences below the tables, in order: those above the lines on assertions, and those below them.
pub(super) fn notes(run: &Run<'_>, manifest: &Manifest) -> [Vec<String>; 2] {
    let metadata = &run.estimates.metadata;
    let [bus_factor, pivotal] = capabilities::bus_factor(run.estimates);
    let notes = [
        bus_factor,
        pivotal,
        withheld(&metadata.withheld, metadata.least_group),
        headcount(run.estimates),
        cascades(run.estimates),
        cost(run),
        luck(run),
        error(run),
        few::sentences(&run.estimates.clusters, metadata.posterior),
        precision(manifest),
    ];
    let has_events = manifest.files.iter().any(|file| file.name == EVENTS.name);
    let individuals = (!run.estimates.researchers.is_empty()).then(|| INDIVIDUALS.to_owned());
    let cautions = individuals.into_iter().chain(has_events.then(|| OF_EVENTS.to_owned()));
    [notes.into_iter().filter(|line| !line.is_empty()).collect(), cautions.collect()]
}

/// What stands above the report on a run that ended before its trials were all run, an empty line included.
pub(super) fn partial(manifest: &Manifest, screen: Screen) -> String {
    let text = format!(
        "Interrupted after {} of {} trials: the results are partial, but of whole trials only.",
        number::count(manifest.trials),
        number::count(manifest.trials_asked)
    );
    screen.wrapped(&text).join("\n") + "\n\n"
}

/// Whether the Monte Carlo interval is as narrow as was asked for; nothing where nothing was.
pub(super) fn precision(manifest: &Manifest) -> String {
    let Some(precision) = manifest.precision else { return String::new() };
    let half_width = number::rounded_up(precision.half_width).unwrap_or_else(|| "unknown".to_owned());
    let looks = if precision.looks == 1 { "1 look".to_owned() } else { format!("{} looks", precision.looks) };
    let found = format!("± {half_width} after {looks}, 95 % for all looks together");
    if precision.half_width < precision.asked {
        format!("Precision of ± {} asked for and reached ({found}), so no more trials were run.", precision.asked)
    } else if manifest.stopped == Stopped::Interrupted {
        format!("Precision of ± {} asked for, not reached when the run was interrupted ({found}).", precision.asked)
    } else {
        let most = if manifest.trials_asked == 1 { "1 trial".to_owned() } else { number::count(manifest.trials_asked) + " trials" };
        format!("Precision of ± {} asked for, not reached within {most} ({found}); give more with --trials.", precision.asked)
    }
}

/// The curve of the retained over time, with bars.
fn curve(out: &mut String, estimates: &Estimates, screen: Screen) {
    let points = &estimates.retained().points;
    let chosen = rows(estimates.metadata.dates.len());
    let roster = estimates.metadata.roster;
    let ranges: Vec<[Estimate; 2]> = chosen.iter().map(|&month| ends(&points[month])).collect();
    let means = number::column_beside(&chosen.iter().map(|&month| points[month].mean).collect::<Vec<_>>(), &ranges, roster);
    let cells: Vec<[String; 3]> = chosen
        .iter()
        .zip(means)
        .zip(&ranges)
        .map(|((&month, mean), &[low, high])| [estimates.metadata.dates[month].to_string(), mean, number::range(low, high, roster)])
        .collect();
    let wide = |column: usize, heading: &str| cells.iter().map(|row| width(&row[column])).chain([width(heading)]).max().unwrap_or(0);
    let (date, mean, spread) = (wide(0, "date"), wide(1, "mean"), wide(2, "80 % range"));
    let room = screen.columns().saturating_sub(2 + date + 2 + mean + 2 + spread + 2);
    let bar_width = if room < LEAST_BAR { 0 } else { room.min(screen.grown(WIDEST_BAR)) };

    let scale =
        if bar_width == 0 { String::new() } else { format!("0{}", right(&number::count(estimates.metadata.roster as u64), bar_width - 1)) };
    let heading = format!("{}  {}  {}  {scale}", left("retained", date), right("mean", mean), right("80 % range", spread));
    push(out, &screen.heading(format!("  {heading}").trim_end()));
    for (&month, row) in chosen.iter().zip(&cells) {
        let bar = bar(&points[month], estimates.metadata.roster, bar_width);
        let row = format!("  {}  {}  {}  {bar}", left(&row[0], date), right(&row[1], mean), right(&row[2], spread));
        push(out, row.trim_end());
    }
    if bar_width > 0 {
        legend(out, screen, "█ there in 90 % of the trials  ▒ in half of them  ░ in 10 %");
    }
}

/// The months that have a row: every third, or a multiple of three where that would be too many, and the last in place of one that is
/// nearer to it than half a step.
fn rows(months: usize) -> Vec<usize> {
    let Some(last) = months.checked_sub(1) else { return Vec::new() };
    let mut step = 3;
    while last / step + 1 > MOST_ROWS {
        step = if step < 12 { step * 2 } else { (step / 12) * 24 };
    }
    (0..last).step_by(step).filter(|month| *month == 0 || (last - month) * 2 >= step).chain([last]).collect()
}

/// A mean and its 80 % range.
fn mean_and_range(point: &Summary) -> String {
    let [low, high] = ends(point);
    let mean = number::column_beside(&[point.mean], &[[low, high]], usize::MAX).concat();
    format!("mean {mean}, 80 % range {}", number::range(low, high, usize::MAX))
}

/// The 10th percentile and the 90th.
fn ends(point: &Summary) -> [Estimate; 2] {
    [point.quantiles[1], point.quantiles[5]]
}

/// How many are there for nearly sure, as likely as not, and with luck: to the 10th percentile, the median, the 90th.
pub(super) fn bar(point: &Summary, roster: usize, columns: usize) -> String {
    let column = |quantile: Estimate| (quantile.value / roster.max(1) as f64 * columns as f64).round().clamp(0.0, columns as f64) as usize;
    let (low, middle, high) = (column(point.quantiles[1]), column(point.quantiles[3]), column(point.quantiles[5]));
    format!("{}{}{}", "█".repeat(low), "▒".repeat(middle.saturating_sub(low)), "░".repeat(high.saturating_sub(middle.max(low))))
}

/// Exits by channel up to the horizon: all of them, and for how many of the opening roster the first was there.
fn channels(out: &mut String, run: &Run<'_>, screen: Screen) {
    let (channels, first_exits) = (&run.estimates.metadata.channels, &run.estimates.first_exits);
    let exits = run.estimates.curves.iter().filter(|curve| curve.metric == Metric::Exits);
    let (labels, points): (Vec<Group>, Vec<&Summary>) = exits.filter_map(|curve| Some((curve.group, curve.points.last()?))).unzip();
    let ranges: Vec<[Estimate; 2]> = points.iter().map(|point| ends(point)).collect();
    let means = number::column_beside(&points.iter().map(|point| point.mean).collect::<Vec<_>>(), &ranges, usize::MAX);
    let shares = first_exits.iter().filter_map(|shares| shares.last().copied()).filter(|share| share.value.is_finite());
    let shares = number::percents(&shares.collect::<Vec<_>>());
    if !run.estimates.metadata.flows {
        let mut rows = vec![["first exits", "share of roster"].map(str::to_owned)];
        rows.extend(channels.iter().zip(shares).map(|(channel, share)| [name(channel, usize::MAX), share]));
        table(out, &rows, CHANNELS, screen);
        legend(out, screen, "first exits: of those there at the start, the first exit of each");
        return;
    }
    let mut rows = vec![["exits", "mean", "80 % range", "share of roster"].map(str::to_owned)];
    for ((label, [low, high]), mean) in labels.into_iter().zip(ranges).zip(means) {
        let (label, share) = match label {
            Group::Channel(index) => (
                channels.get(index).map_or_else(String::new, |channel| name(channel, usize::MAX)),
                shares.get(index).cloned().unwrap_or_default(),
            ),
            _ => ("all".to_owned(), String::new()),
        };
        rows.push([label, mean, number::range(low, high, usize::MAX), share]);
    }
    table(out, &rows, CHANNELS, screen);
}

/// Rows under a heading.
pub(super) fn table<const COLUMNS: usize>(out: &mut String, rows: &[[String; COLUMNS]], names: Names, screen: Screen) {
    for line in grid::lines(1, rows, names, screen) {
        push(out, &line);
    }
}

/// How many are there with those who joined later, and how many that is in work; nothing where nobody does.
fn headcount(estimates: &Estimates) -> String {
    let Some(headcount) = estimates.find(Metric::Headcount, Group::All).map(|curve| &curve.points) else { return String::new() };
    let retained = &estimates.retained().points;
    let (Some(point), Some(date)) = (headcount.last(), estimates.metadata.dates.last()) else { return String::new() };
    if headcount.iter().zip(retained).all(|(h, r)| h.mean.value == r.mean.value) {
        return String::new();
    }
    let productive = estimates.find(Metric::ProductiveHeadcount, Group::All).and_then(|curve| curve.points.last());
    let productive = productive
        .map_or_else(String::new, |point| format!(" With newcomers weighted by what they can do so far: {}.", mean_and_range(point)));
    format!("Headcount, newcomers included, on {date}: {}.{productive}", mean_and_range(point))
}

/// What is withheld and why; nothing where nothing is.
pub(super) fn withheld(withheld: &[Withheld], least: usize) -> String {
    if withheld.is_empty() {
        return String::new();
    }
    // The sentence itself says that a number may be too small alone, or less other numbers.
    let is_said = |why: &str| why.starts_with("alone or less other numbers");
    let one = |one: &Withheld| {
        let why = one.why.replace("less the retained they count", "those who join later are");
        if is_said(&why) { name(&one.what, 48) } else { format!("{} ({why})", name(&one.what, 48)) }
    };
    let list: Vec<String> = withheld.iter().map(one).collect();
    format!(
        "Hidden for privacy: {}. These results could describe fewer than {least} people (privacy.min_group), alone or together with other \
         numbers. To see them, for your own use only: --individuals.",
        list.join("; ")
    )
}

/// What exits bring.
fn cascades(estimates: &Estimates) -> String {
    let (Some(share), Some(further)) = (estimates.figure(Metric::CascadeShare), estimates.figure(Metric::FurtherExits)) else {
        return String::new();
    };
    let margin = number::margin_percent(share, &estimates.clusters).map_or_else(String::new, |margin| format!(" ({margin})"));
    let hundred = Estimate { value: 100.0 * further.value, mcse: 100.0 * further.mcse };
    let (share, further) = (number::percent(share), number::estimate(hundred));
    format!("Share of exits due to cascades: {share}{margin}; 100 independent departures trigger about {further} more.")
}

/// What the policy costs; nothing where none is in force.
fn cost(run: &Run<'_>) -> String {
    let Some(figure) = run.estimates.figures.iter().find(|figure| figure.metric == Metric::Cost) else { return String::new() };
    let horizon = run.estimates.metadata.horizon();
    let margin = number::margin(figure.estimate, &run.estimates.clusters, [0.0, f64::INFINITY]);
    let margin = margin.map_or_else(String::new, |margin| format!(" ({margin})"));
    let sd = figure.sd.filter(|sd| sd.value.is_finite()).map_or_else(String::new, |sd| format!(", sd {}", number::estimate(sd)));
    format!("Cost up to {horizon}, in the unit of pay: {}{margin}{sd}.", number::estimate(figure.estimate))
}

/// What share of the spread is luck, and what better data could remove.
fn luck(run: &Run<'_>) -> String {
    let estimates = run.estimates;
    let summary = estimates.retained().points.last();
    if !run.estimates.metadata.uncertain {
        return summary.map_or_else(String::new, |point| {
            format!(
                "Luck alone spreads the number by {} (standard deviation, sd). The scenario gives no number as a distribution, so nothing is \
                 ignorance.",
                number::estimate(point.sd)
            )
        });
    }
    let (luck, ignorance) = (deviation(estimates.split.luck), deviation(estimates.split.ignorance));
    let mut text = format!(
        "Luck alone spreads the number by {} (standard deviation, sd), not knowing the scenario's numbers (ignorance) by {}.",
        number::estimate(luck),
        number::estimate(ignorance)
    );
    if let Some(share) = summary.and_then(|point| point.luck_share).map(|share| estimates.clusters.of_few(share)) {
        let margin = number::margin_percent(share, &estimates.clusters).map_or_else(String::new, |margin| format!(" ({margin})"));
        let _ = write!(text, " Of the variance {}{margin} is luck; better data could remove at most the rest.", number::percent(share));
    }
    text
}

/// The standard deviation of a variance, its error by the delta method.
pub(super) fn deviation(variance: Estimate) -> Estimate {
    let value = if variance.value < 0.0 { 0.0 } else { variance.value.sqrt() };
    // Near 0 the linear step fails: the root of the error bounds it there.
    let root = variance.mcse.sqrt();
    let mcse = if value > 0.0 && root.is_finite() { (variance.mcse / (2.0 * value)).min(root) } else { root };
    Estimate { value, mcse }
}

/// How well the mean is known, and by what.
fn error(run: &Run<'_>) -> String {
    let estimates = run.estimates;
    let trials = format!("{} trial{}", number::count(estimates.trials), if estimates.trials == 1 { "" } else { "s" });
    let behind = if run.estimates.metadata.uncertain && estimates.draws < estimates.trials {
        format!(
            ", {} parameter draw{} x {}",
            number::count(estimates.draws),
            if estimates.draws == 1 { "" } else { "s" },
            number::count(estimates.metadata.replications)
        )
    } else {
        String::new()
    };
    let Some(mean) = estimates.retained().points.last().map(|point| point.mean) else { return String::new() };
    match number::margin(mean, &estimates.clusters, [0.0, estimates.metadata.roster as f64]) {
        // The rule of three: what is seen in none of n draws has at 95 % a probability below 3 / n.
        _ if mean.mcse == 0.0 && estimates.clusters.effective() >= 3.0 => {
            let seldom = number::count((estimates.clusters.effective() / 3.0) as u64);
            format!("Monte Carlo error: {trials}{behind} agree; they may miss what happens less often than once in {seldom}.")
        }
        Some(margin) => {
            let how = if margin.starts_with('±') { "known to" } else { "within" };
            format!("Monte Carlo error: the mean {} is {how} {margin} (95 %) after {trials}{behind}.", number::estimate(mean))
        }
        None => format!("Monte Carlo error: unknown after {trials}{behind}; give more with --trials."),
    }
}

/// A sentence or two, broken into lines; nothing where there is nothing to say.
pub(super) fn paragraph(out: &mut String, screen: Screen, text: &str) {
    if text.is_empty() {
        return;
    }
    for line in screen.wrapped(text) {
        push(out, &line);
    }
}

/// A chart and the empty line below it.
pub(super) fn chart(out: &mut String, lines: &[String]) {
    for line in lines {
        push(out, line);
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

/// What explains the signs of a table, below it.
pub(super) fn legend(out: &mut String, screen: Screen, text: &str) {
    for line in screen.legend(text) {
        push(out, &line);
    }
}

pub(super) fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}
