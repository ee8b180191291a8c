//! Prior beside posterior. No figure has more digits than its Monte Carlo error supports.

use super::Calibration;
use crate::calendar::DAYS_PER_YEAR;
use crate::calibrate::{Marginal, PosteriorSummary, Unknown};
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::parameter::Parameter;
use crate::parameter::density::quantile;
use crate::report::columns::{left, name, right, width};
use crate::report::number;
use crate::report::screen::Screen;

/// Widths of the figures' columns.
const COLUMNS: [usize; 8] = [12, 10, 10, 12, 10, 10, 8, 8];

/// The table: a line that names the parameter and its prior's source, then one of figures.
pub(super) fn lines(report: &Calibration<'_>, posterior: &PosteriorSummary, screen: Screen) -> Vec<String> {
    let head = ["prior median", "5 %", "95 %", "posterior", "5 %", "95 %", "ratio", "learned"];
    let mut lines = vec![screen.heading(&if screen.is_narrow() {
        narrow_row("", [head[0], head[1], head[2], head[6], head[7]])
    } else {
        row(&head.map(str::to_owned))
    })];
    for (parameter, marginal) in parameters(report, posterior) {
        let path = name(&parameter.path, screen.columns());
        let room = screen.columns().saturating_sub(width(&path) + 2);
        let source = parameter.source.as_deref().filter(|_| room > 8).map_or_else(String::new, |source| name(source, room));
        lines.push(if source.is_empty() { path } else { format!("{path}  {source}") });
        let [low, median, high] = priors(parameter);
        let [p05, p50, p95] = quantiles(marginal);
        let (ratio, learned) = (number::estimate(ratio(parameter, marginal)), contraction(marginal));
        if screen.is_narrow() {
            lines.push(narrow_row("prior", [&median, &low, &high, "", ""]));
            lines.push(narrow_row("posterior", [&p50, &p05, &p95, &ratio, &learned]));
        } else {
            lines.push(row(&[median, low, high, p50, p05, p95, ratio, learned]));
        }
    }
    lines.extend(screen.wrapped(
        "ratio: posterior over prior median. learned: contraction, 1 less the posterior variance over the prior variance, of the logarithm of numbers, or the log-odds of probabilities; near 0 %, the history says nothing.",
    ));
    let dates: Vec<_> = dates(report, posterior).collect();
    if !dates.is_empty() {
        lines.push(String::new());
        let widest = dates.iter().map(|date| width(&date.column)).max().unwrap_or(0);
        let names = screen.of_names(34, widest, 12 + 12 + 12 + 10);
        let date_row = |name: &str, cells: [&str; 4]| {
            let cells: String = cells.iter().zip([12, 12, 12, 10]).map(|(cell, columns)| right(cell, columns)).collect();
            format!("{}{cells}", left(name, names))
        };
        lines.push(screen.heading(&date_row("Dates drawn", ["median", "5 %", "95 %", "± days"])));
        lines.extend(dates.iter().map(|date| {
            let [low, median, high] = &date.quantiles;
            date_row(&name(&date.column, names), [median, low, high, &date.days])
        }));
    }
    lines
}

/// The table a fact a line.
pub(super) fn facts(report: &Calibration<'_>, posterior: &PosteriorSummary) -> Vec<String> {
    let fact = |(parameter, marginal): (&Parameter, &Marginal)| {
        let [low, median, high] = priors(parameter);
        let [p05, p50, p95] = quantiles(marginal);
        format!(
            "posterior {} p05 {p05} p50 {p50} p95 {p95} prior p05 {low} p50 {median} p95 {high} ratio {} contraction {}",
            name(&parameter.path, usize::MAX),
            number::estimate(ratio(parameter, marginal)),
            contraction(marginal)
        )
    };
    let dated = |Dated { column, quantiles: [low, median, high], days }: Dated| {
        format!("date {column} p05 {low} p50 {median} p95 {high} days {days}")
    };
    parameters(report, posterior).map(fact).chain(dates(report, posterior).map(dated)).collect()
}

/// The parameters that were learned.
pub(super) fn parameters<'a>(
    report: &Calibration<'a>,
    posterior: &'a PosteriorSummary,
) -> impl Iterator<Item = (&'a Parameter, &'a Marginal)> {
    let hazards = report.hazards;
    posterior.marginals.iter().filter_map(move |marginal| match marginal.unknown {
        Unknown::Parameter(parameter) => Some((&hazards.parameters[parameter], marginal)),
        Unknown::Month(_) | Unknown::Exit(_) => None,
    })
}

/// A date that was drawn.
struct Dated {
    column: String,
    /// The days of the 5 %, 50 % and 95 % quantiles.
    quantiles: [String; 3],
    /// The half-width of the 95 % Monte Carlo interval of the least certain of them \[days\].
    days: String,
}

/// The dates that were drawn, in the order of the history.
fn dates<'a>(report: &Calibration<'a>, posterior: &'a PosteriorSummary) -> impl Iterator<Item = Dated> + 'a {
    let (columns, clock) = (report.exit_columns, report.clock);
    posterior.marginals.iter().filter_map(move |marginal| {
        let Unknown::Exit(row) = marginal.unknown else { return None };
        let error = marginal.quantiles.iter().map(|years| years.mcse).fold(0.0, f64::max);
        let days = number::rounded_up(NORMAL_P975 * error * DAYS_PER_YEAR).unwrap_or_else(|| "?".to_owned());
        Some(Dated {
            column: name(&columns[row], usize::MAX),
            quantiles: marginal.quantiles.map(|years| clock.date(years.value).to_string()),
            days,
        })
    })
}

/// Posterior over prior median.
pub(super) fn ratio(parameter: &Parameter, marginal: &Marginal) -> Estimate {
    let prior = quantile(&parameter.distribution, 0.5);
    let [_, median, _] = marginal.quantiles;
    Estimate { value: median.value / prior, mcse: median.mcse / prior.abs() }
}

fn contraction(marginal: &Marginal) -> String {
    marginal.contraction.map_or_else(String::new, number::percent)
}

/// The 5 %, 50 % and 95 % quantiles of the prior.
fn priors(parameter: &Parameter) -> [String; 3] {
    let quantiles = [0.05, 0.5, 0.95].map(|probability| quantile(&parameter.distribution, probability));
    let digits = number::digits_apart(&quantiles, 2);
    quantiles.map(|value| number::significant(value, digits))
}

/// The 5 %, 50 % and 95 % quantiles of the posterior: as many digits as their errors support, and enough to tell them apart.
fn quantiles(marginal: &Marginal) -> [String; 3] {
    let digits = number::digits_apart(&marginal.quantiles.map(|quantile| quantile.value), 2);
    let shown = |quantile: Estimate| {
        if digits > number::MOST_DECIMALS { number::significant(quantile.value, digits) } else { number::estimate(quantile) }
    };
    marginal.quantiles.map(shown)
}

/// A row where there is no room for both: the prior or the posterior alone.
fn narrow_row(name: &str, cells: [&str; 5]) -> String {
    let cells: Vec<String> = cells.iter().zip([10, 10, 10, 9, 10]).map(|(cell, columns)| right(cell, columns - 1)).collect();
    format!("  {} {}", left(name, 9), cells.join(" ")).trim_end().to_owned()
}

fn row(cells: &[String; 8]) -> String {
    // A number that is longer than its column keeps its distance all the same.
    let cell = |(index, (cell, columns)): (usize, (&String, usize))| {
        if index == 0 { right(cell, columns) } else { format!(" {}", right(cell, columns - 1)) }
    };
    cells.iter().zip(COLUMNS).enumerate().map(cell).collect()
}
