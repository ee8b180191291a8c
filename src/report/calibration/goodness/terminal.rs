//! The fit on the terminal.

use super::{Fit, half_name};
use crate::calibrate::goodness::cox_snell::Band;
use crate::calibrate::goodness::posterior_predictive::Statistic;
use crate::calibrate::goodness::residuals::{Exits, HalfYear};
use crate::calibrate::goodness::{Checks, Count};
use crate::estimate::Estimate;
use crate::report::columns::{left, many, name, right, width};
use crate::report::grid::{self, Names};
use crate::report::number;
use crate::report::screen::Screen;

/// Widest name of a row on a page \[columns\].
const WIDEST_NAME: usize = 24;
/// Beyond so many half-years they are not told.
const MOST_HALVES: usize = 12;
/// Beyond so many exits their distribution is not told number by number.
const MOST_NUMBERS: usize = 24;
/// Columns of the median, its interval and a probability where two tables stand beside each other.
const SIDE_BY_SIDE: [usize; 3] = [8, 10, 10];
/// The same of one that stands alone.
const ALONE: [usize; 3] = [10, 20, 12];
/// No number of exits is told to more than this error supports, however exact.
const FINEST: f64 = 0.05;

pub(super) fn lines(fit: &Fit<'_>, screen: Screen) -> Vec<String> {
    let mut lines = Vec::new();
    exits(fit, &mut lines, screen);
    curves(fit, &mut lines, screen);
    diagonal(fit, &mut lines, screen);
    if let Some(checks) = &fit.goodness.checks {
        statistics(fit, checks, &mut lines, screen);
        dates(checks, fit.goodness.priors.as_ref(), &mut lines, screen);
        numbers(checks, &mut lines, screen);
    }
    lines
}

/// A table whose columns of figures have fixed widths on a page, and as much as they need where it is narrow.
struct Table<'a> {
    /// The width of the names on a page.
    names: usize,
    widths: &'a [usize],
    rows: Vec<Vec<String>>,
}

impl<'a> Table<'a> {
    fn new(names: usize, widths: &'a [usize], headings: &[&str]) -> Self {
        Self { names, widths, rows: vec![headings.iter().map(|&heading| heading.to_owned()).collect()] }
    }

    fn push(&mut self, cells: &[&str]) {
        self.rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
    }

    fn draw(self, lines: &mut Vec<String>, screen: Screen) {
        if screen.is_narrow() {
            lines.extend(grid::lines_of(1, self.rows, Names { count: 1, widest: self.names, cut: name }, screen.unstyled()));
            return;
        }
        let longest = self.rows.iter().map(|row| width(&row[0])).max().unwrap_or(0);
        let names = screen.of_names(self.names, longest, 2 + self.widths.iter().sum::<usize>());
        for cells in &self.rows {
            let figures: Vec<(&str, usize)> = cells[1..].iter().map(String::as_str).zip(self.widths.iter().copied()).collect();
            row(lines, &name(&cells[0], names), names, &figures);
        }
    }
}

/// A row of cells, the first flush left.
fn row(lines: &mut Vec<String>, name: &str, width: usize, cells: &[(&str, usize)]) {
    let cells: String = cells.iter().map(|&(cell, columns)| right(cell, columns)).collect();
    lines.push(format!("  {}{cells}", left(name, width)).trim_end().to_owned());
}

/// Exits observed and expected, by half-year and channel.
fn exits(fit: &Fit<'_>, lines: &mut Vec<String>, screen: Screen) {
    let residuals = &fit.goodness.residuals;
    lines.extend(
        screen.wrapped("Fit to the history, which the model has seen: exits expected of those at risk, given all that had happened."),
    );
    let over = if residuals.whole.all.interval.is_some() { "90 % of draws" } else { "" };
    let mut table = Table::new(WIDEST_NAME, &[10, 10, 21, 11], &["exits", "observed", "expected", over, "difference"]);
    let mut of = |name: &str, exits: &Exits, difference: String| {
        let expected = number::estimate(Estimate { mcse: exits.expected.mcse.max(FINEST), ..exits.expected });
        let interval = exits.interval.map_or_else(String::new, |[low, high]| format!("{} to {}", tenths(low), tenths(high)));
        table.push(&[name, &tenths(exits.observed), &expected, &interval, &difference]);
    };
    if residuals.half_years.len() <= MOST_HALVES {
        residuals.half_years.iter().for_each(|half| of(&half_name(half), &half.all, off_of_half(half, &residuals.whole)));
    }
    for (channel, exits) in residuals.whole.by_channel.iter().enumerate() {
        of(&fit.channel(Some(channel), usize::MAX), exits, off(exits));
    }
    of("all", &residuals.whole.all, off(&residuals.whole.all));
    table.draw(lines, screen);
    if residuals.half_years.len() > MOST_HALVES {
        lines.extend(screen.wrapped("By half-year, which are too many to show: calibration.json."));
    }
    if residuals.unknown > 0 {
        let exits = many(residuals.unknown, "exit", "exits");
        lines.extend(screen.wrapped(&format!("{exits} through an unknown channel: among all, in no channel's row.")));
    }
    if residuals.left_out > 0 {
        let rows = many(residuals.left_out, "row of the history is", "rows of the history are");
        let reason =
            "left out of this and what follows: the date of hire or a covariate is not known, or the decision was before the entry.";
        lines.extend(screen.wrapped(&format!("{rows} {reason}")));
    }
    if fit.goodness.evenly > 0 {
        let exits = many(fit.goodness.evenly, "coarse date of exit is", "coarse dates of exit are");
        lines.extend(screen.wrapped(&format!("{exits} drawn evenly from what is known.")));
    }
}

/// The last point of each channel's cumulative hazard, by both clocks.
fn curves(fit: &Fit<'_>, lines: &mut Vec<String>, screen: Screen) {
    let residuals = &fit.goodness.residuals;
    for (curves, heading) in [(&residuals.by_time, "cumulative hazard, end"), (&residuals.by_tenure, "by tenure, at the end")] {
        let Some(first) = curves.first().and_then(|curve| curve.points.last()) else { continue };
        lines.push(String::new());
        let over = if first.band.is_some() { "90 % of draws" } else { "" };
        let mut table = Table::new(WIDEST_NAME, &[14, 14, 8, 16], &[heading, "Nelson-Aalen", "95 %", "model", over]);
        for curve in curves {
            if let Some(point) = curve.points.last() {
                let range = |range: Option<[f64; 2]>| range.map_or_else(String::new, |[low, high]| format!("{low:.2} to {high:.2}"));
                let [observed, expected] = [point.observed, point.expected].map(|hazard| format!("{hazard:.2}"));
                let name = fit.channel(curve.channel, usize::MAX);
                table.push(&[&name, &observed, &range(point.interval), &expected, &range(point.band)]);
            }
        }
        table.draw(lines, screen);
    }
}

/// The Cox-Snell residuals.
fn diagonal(fit: &Fit<'_>, lines: &mut Vec<String>, screen: Screen) {
    let plot = &fit.goodness.residuals.cox_snell;
    let Some((residual, off)) = plot.farthest else { return };
    let band = match plot.band {
        None => "; there are too few exits for a band".to_owned(),
        Some(Band { outside: 0, .. }) => ", and the 95 % band holds it throughout".to_owned(),
        Some(Band { outside, steps, .. }) => format!(", and it leaves the 95 % band at {outside} of {steps} exits"),
    };
    lines.push(String::new());
    let sentence = format!(
        "Cox-Snell residuals: their cumulative hazard should be the diagonal; it is farthest from it at {residual:.2}, by {off:+.2}{band}."
    );
    lines.extend(screen.wrapped(&sentence));
}

/// The statistics of the history beside those of its replications.
fn statistics(fit: &Fit<'_>, checks: &Checks, lines: &mut Vec<String>, screen: Screen) {
    let (draws, size) = checks.trials;
    lines.push(String::new());
    let of = if draws == 1 { "1 draw".to_owned() } else { format!("{} draws", number::count(draws as u64)) };
    let sentence = format!(
        "The same people simulated again from the beginning, {} histories of each of {of}, with new luck and a new path of the market. This uses the data twice: it is no forecast, and only a small share in the tail speaks, against the model.",
        number::count(size as u64)
    );
    lines.extend(screen.wrapped(&sentence));
    let mut table = Table::new(WIDEST_NAME + 6, &[10, 10, 16, 10], &["statistic", "observed", "median", "90 %", "in tail"]);
    for check in &checks.statistics {
        let shown = |estimate: Estimate| match check.statistic {
            Statistic::Share(_) => number::percent(Estimate { mcse: estimate.mcse.max(0.01), ..estimate }),
            _ => whole(estimate),
        };
        let observed = check.observed.map_or_else(|| "none".to_owned(), |value| shown(Estimate { value, mcse: 0.01 }));
        let [low, high] = check.interval.map(shown);
        let range = format!("{} to {high}", low.trim_end_matches(" %"));
        let tail = check.tail.map_or_else(String::new, number::percent);
        // A share of no exits is none: no history begun anew may have any.
        let [median, range] =
            if check.median.value.is_finite() { [shown(check.median), range] } else { ["none".to_owned(), String::new()] };
        table.push(&[&fit.statistic(check.statistic, usize::MAX), &observed, &median, &range, &tail]);
    }
    table.draw(lines, screen);
    if checks.coarse > 0 {
        let coarse = many(checks.coarse, "exit has a coarse date", "exits have coarse dates");
        let counted = "counted by their last day, in distances between exits by the dates of each draw (observed: their median).";
        lines.extend(screen.wrapped(&format!("{coarse}: {counted}")));
    }
}

/// How many exits there were by some dates, as the model has it and as the priors have it: beside each other where there is room.
fn dates(checks: &Checks, priors: Option<&Checks>, lines: &mut Vec<String>, screen: Screen) {
    let columns = |count: &Count| {
        let [low, high] = count.interval.map(whole);
        [whole(count.median), format!("{low} to {high}"), number::percent(count.at_least_observed)]
    };
    let told = |checks: &Checks| checks.counts.iter().map(columns).collect::<Vec<_>>();
    let (model, priors) = (told(checks), priors.map(told));
    let has_room = |cells: &[String; 3]| cells.iter().zip(SIDE_BY_SIDE).all(|(cell, columns)| width(cell) < columns);
    lines.push(String::new());
    let table = |lines: &mut Vec<String>, parts: &[(&str, &Vec<[String; 3]>)], widths: [usize; 3]| {
        let headings = parts.iter().flat_map(|(name, _)| [*name, "90 %", "as many"]);
        let headings: Vec<&str> = ["exits by", "happened"].into_iter().chain(headings).collect();
        let widths: Vec<usize> = [10].into_iter().chain(parts.iter().flat_map(|_| widths)).collect();
        let mut table = Table::new(10, &widths, &headings);
        for (index, count) in checks.counts.iter().enumerate() {
            let observed = number::count(count.observed as u64);
            let cells = parts.iter().flat_map(|(_, told)| told[index].iter().map(String::as_str));
            table.push(&[&*count.date.to_string(), &*observed].into_iter().chain(cells).collect::<Vec<_>>());
        }
        table.draw(lines, screen);
    };
    match &priors {
        None => table(lines, &[("model", &model)], ALONE),
        Some(priors) if !screen.is_narrow() && model.iter().chain(priors).all(has_room) => {
            table(lines, &[("model", &model), ("priors", priors)], SIDE_BY_SIDE);
        }
        Some(priors) => {
            table(lines, &[("model", &model)], ALONE);
            table(lines, &[("priors", priors)], ALONE);
        }
    }
    lines.extend(screen.wrapped("model, priors: the median. as many: the probability of as many as happened, or more."));
}

/// The distributions of the number of exits by the last dates, as many as happened marked.
fn numbers(checks: &Checks, lines: &mut Vec<String>, screen: Screen) {
    const HAPPENED: &str = "   (* happened)";
    let dates = (screen.columns() - 2 - 8 - HAPPENED.len()) / 13;
    let shown: Vec<&Count> = checks.counts.iter().rev().take(dates).rev().collect();
    let most = shown.iter().map(|count| count.probabilities.len()).max().unwrap_or(0);
    if most > MOST_NUMBERS + 1 {
        return;
    }
    lines.push(String::new());
    let heading: String = shown.iter().map(|count| right(&count.date.to_string(), 13)).collect();
    lines.push(format!("  {}{heading}{HAPPENED}", left("model", 8)));
    let columns: Vec<Vec<String>> = shown.iter().map(|count| number::percents(&count.probabilities)).collect();
    for k in 0..most {
        let cell = |(count, column): (&&Count, &Vec<String>)| {
            let mark = if count.observed == k { " *" } else { "  " };
            let is_told = count.probabilities.get(k).is_some_and(|probability| probability.value > 0.0 || count.observed == k);
            format!("{}{mark}", if is_told { column[k].as_str() } else { "" })
        };
        let cells: Vec<String> = shown.iter().zip(&columns).map(cell).collect();
        row(lines, &k.to_string(), 8, &cells.iter().map(|cell| (cell.as_str(), 13)).collect::<Vec<_>>());
    }
}

/// How many standard deviations were observed beyond what was expected, to a tenth; no minus before a zero, and no figures beyond 99.
pub(super) fn off(exits: &Exits) -> String {
    match exits.standardised() {
        off if off > 99.0 => "> +99 sd".to_owned(),
        off if off < -99.0 => "< -99 sd".to_owned(),
        off => format!("{:+.1} sd", 0.1 * (10.0 * off).round() + 0.0),
    }
}

/// The same of a half-year: of one whose first midnight ends the whole observation nothing could be expected, which is no fault.
pub(super) fn off_of_half(half: &HalfYear, whole: &HalfYear) -> String {
    if half.from >= whole.until { "-".to_owned() } else { off(&half.all) }
}

/// A number of exits with one decimal, if it has any.
fn tenths(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 {
        return number::count(value.round() as u64);
    }
    number::estimate(Estimate { value, mcse: FINEST })
}

/// A quantile of whole numbers, to no more than those.
fn whole(estimate: Estimate) -> String {
    number::estimate(Estimate { mcse: estimate.mcse.max(1.0), ..estimate })
}
