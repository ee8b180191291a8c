//! How many are still there, by date: the middle half and 80 % of the futures, and single futures behind them, since a band is easily
//! taken for the way of one future. Of one person the probability is drawn, since a band of a yes and a no says nothing.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use super::read;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// The statistics that are drawn, as `summary.csv` names them, and what the table calls them.
const STATS: [(&str, &str); 6] =
    [("mean", "mean"), ("p10", "10 % have at most"), ("p25", "25 %"), ("p50", "median"), ("p75", "75 %"), ("p90", "90 %")];

// Their places.
const MEAN: usize = 0;
const LOW: usize = 1;
const LOWER: usize = 2;
const MEDIAN: usize = 3;
const UPPER: usize = 4;
const HIGH: usize = 5;

/// The largest roster whose curves go in steps of whole people; of a larger one the steps are too small to see.
const MOST_IN_STEPS: usize = 100;

/// Fewest dates whose curves do: of fewer the last step would not be seen.
const FEWEST_IN_STEPS: usize = 6;

/// One date: the statistics in the order of [`STATS`].
#[derive(Clone, Copy)]
struct Point {
    date: Date,
    stats: [Estimate; STATS.len()],
}

impl Point {
    /// The median and the range of 8 of 10 futures, all with the digits of the least certain.
    fn shown(&self, roster: usize) -> (String, String) {
        let [low, median, high] = [LOW, MEDIAN, HIGH].map(|stat| self.stats[stat]);
        let mcse = low.mcse.max(median.mcse).max(high.mcse);
        (number::estimate(Estimate { mcse, ..median }), number::range(low, high, roster))
    }
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    if results.manifest.roster == 1 { of_one(results) } else { of_several(results) }
}

fn of_several(results: &Results) -> Option<Figure> {
    let points = points(results);
    let (first, last) = (*points.first()?, *points.last()?);
    let roster = results.manifest.roster;
    let all = number::count(roster as u64);
    let (median, range) = last.shown(roster);
    let date = words::day(last.date);
    let table = table(&points);
    let futures = futures(results);
    let lines = if futures.is_empty() { "" } else { " Thin lines: single futures, any of which may be the one that comes." };
    Some(Figure {
        name: "still-there".to_owned(),
        title: format!("Of {all}, about {} are still there on {date}: {range} in 8 of 10 futures", median.trim_start_matches('~')),
        describes: format!(
            "A curve that falls from {all} on {} to a median of {median} on {date}, inside a band that widens to {range}.",
            words::day(first.date)
        ),
        caption: format!(
            "Line: the median, above which half of the futures lie. Dark band: the middle half of the futures; light band and the numbers \
             below: 8 of 10.{lines}"
        ),
        notes: Vec::new(),
        source: Source { file: "summary.csv".to_owned(), rows: "metric retained, group all; thin lines: paths.csv".to_owned() },
        draw: Box::new(move |width| draw(&points, &futures, roster, width)),
        table,
        specification: json!({
            "encoding": { "x": { "field": "date", "type": "temporal", "title": null } },
            "layer": [
                { "mark": { "type": "area", "opacity": 0.2 }, "encoding": { "y": { "field": "p10", "type": "quantitative", "title": "still there" }, "y2": { "field": "p90" } } },
                { "mark": { "type": "area", "opacity": 0.3 }, "encoding": { "y": { "field": "p25", "type": "quantitative" }, "y2": { "field": "p75" } } },
                { "mark": "line", "encoding": { "y": { "field": "p50", "type": "quantitative" } } }
            ]
        }),
    })
}

fn points(results: &Results) -> Vec<Point> {
    let all = STATS.map(|(stat, _)| read::series(results, "retained", "all", stat));
    let at = |date: &Date| all.iter().map(|series| series.get(date).copied()).collect::<Option<Vec<_>>>()?.try_into().ok();
    all[MEAN].keys().filter_map(|date| Some(Point { date: *date, stats: at(date)? })).collect()
}

fn table(points: &[Point]) -> Table {
    let mut columns = vec![("date", "date".to_owned())];
    columns.extend(STATS.map(|(name, heading)| (name, heading.to_owned())));
    let cell = |estimate: Estimate| Cell::Number(estimate.value, number::estimate(estimate));
    let row = |point: &Point| [Cell::On(point.date)].into_iter().chain(point.stats.map(cell)).collect();
    Table { columns, rows: points.iter().map(row).collect() }
}

/// Single futures: of each the number by date.
fn futures(results: &Results) -> Vec<Vec<(Date, f64)>> {
    let Some(policy) = read::policy(results) else { return Vec::new() };
    let mut futures: BTreeMap<u64, Vec<(Date, f64)>> = BTreeMap::new();
    for row in results.rows("paths.csv", &[("policy", policy)]) {
        let (Some(date), Some(retained), Ok(trial)) = (row.date("date"), row.number("retained"), row.text("trial").parse()) else {
            continue;
        };
        futures.entry(trial).or_default().push((date, retained));
    }
    futures.into_values().collect()
}

/// What stands beside the last point: of a page in words where they say something, of a telephone the numbers alone.
fn ends(last: &Point, roster: usize, is_narrow: bool) -> [(String, &'static str, f64); 3] {
    let word = |stat: usize, after: &str| {
        let number = number::estimate(last.stats[stat]);
        let is_empty = (stat == LOW && last.stats[stat].value == 0.0) || (stat == HIGH && last.stats[stat].value == roster as f64);
        if is_narrow || is_empty { number } else { number + after }
    };
    [(HIGH, " or fewer: 9 in 10", "label"), (MEDIAN, ": the median", "strong"), (LOW, " or more: 9 in 10", "label")]
        .map(|(stat, after, class)| (word(stat, after), class, last.stats[stat].value))
}

fn draw(points: &[Point], futures: &[Vec<(Date, f64)>], roster: usize, width: f64) -> Drawing {
    let (top, bottom) = (12.0, 270.0);
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Drawing::new([width, bottom], html! {});
    };
    let ends = ends(last, roster, width < 500.0);
    let beside = ends.iter().map(|(label, ..)| chart::text_width(label)).fold(0.0, f64::max);
    let [left, right] = [56.0, width - 1.12 * beside - 10.0];
    let x = Months::new(first.date, last.date, [left, right]);
    let y = Linear { domain: [0.0, roster.max(1) as f64], range: [bottom, top] };
    let along = |stat: usize| {
        let along: Vec<[f64; 2]> = points.iter().map(|point| [x.at(point.date), y.at(point.stats[stat].value)]).collect();
        if roster <= MOST_IN_STEPS && points.len() >= FEWEST_IN_STEPS { chart::steps(&along) } else { along }
    };
    let heights = chart::spread(&ends.each_ref().map(|(.., value)| y.at(*value)), 16.0, [top + 4.0, bottom - 4.0]);
    let marks = html! {
        (chart::left(&y, roster.clamp(1, 6), [left, right], ""))
        @for future in futures {
            (chart::line(&chart::steps(&future.iter().map(|&(date, value)| [x.at(date), y.at(value)]).collect::<Vec<_>>()), "line-8 thin"))
        }
        (chart::area(&along(LOW), &along(HIGH), "band fill-1"))
        (chart::area(&along(LOWER), &along(UPPER), "band fill-1"))
        (chart::line(&along(MEDIAN), "line-1"))
        @for ((label, class, _), height) in ends.iter().zip(heights) {
            (chart::text([right + 6.0, height + 4.0], Anchor::Start, class, label))
        }
        (numbers(points, roster, &x, [left, right], bottom))
    };
    let across: Vec<f64> = points.iter().map(|point| x.at(point.date)).collect();
    Drawing::new([width, bottom + 62.0], marks)
        .with_hints(chart::slices(&across, [top, bottom]).zip(0..).map(|(extent, row)| Hint { extent, row }))
}

/// The axis of dates, and under each tick the median and the range of 8 of 10 futures.
fn numbers(points: &[Point], roster: usize, x: &Months, ends: [f64; 2], y: f64) -> Markup {
    let rows = rows(points, roster);
    let widest = rows.iter().map(|(_, _, range)| chart::text_width(range)).fold(62.0, f64::max);
    let each = 1.4 * widest + 4.0;
    let ticks: Vec<_> = x.dates(each, each).into_iter().map(|(date, name)| (x.at(date), date, name)).collect();
    let under = |shown: fn(&(Date, String, String)) -> &String| -> Vec<(f64, String)> {
        let at = |date: Date| rows.iter().find(|row| row.0 == date).map(shown).cloned();
        ticks.iter().filter_map(|&(place, date, _)| Some((place, at(date)?))).collect()
    };
    let named: Vec<_> = ticks.iter().map(|(place, _, name)| (*place, name.clone())).collect();
    html! {
        (chart::bottom(&named, ends, y))
        (chart::text([ends[0] - 8.0, y + 38.0], Anchor::End, "tick", "median"))
        (chart::text([ends[0] - 8.0, y + 55.0], Anchor::End, "tick", "8 in 10"))
        (chart::below(&under(|row| &row.1), ends, y + 38.0, "strong"))
        (chart::below(&under(|row| &row.2), ends, y + 55.0, "small"))
    }
}

/// Of each date the median and the range as they stand under the axis.
fn rows(points: &[Point], roster: usize) -> Vec<(Date, String, String)> {
    let row = |point: &Point| {
        let (median, range) = point.shown(roster);
        (point.date, median, range.replace(" to ", "–"))
    };
    points.iter().map(row).collect()
}

/// Of one person: the probability of being there, by date.
fn of_one(results: &Results) -> Option<Figure> {
    let means = read::series(results, "retained", "all", "mean");
    let ((&first, _), (&last, &at_last)) = (means.first_key_value()?, means.last_key_value()?);
    let share = number::percent(at_last);
    let shown = number::percents(&means.values().copied().collect::<Vec<_>>());
    let row = |((&date, mean), shown): ((&Date, &Estimate), &String)| vec![Cell::On(date), Cell::Number(mean.value, shown.clone())];
    let table = Table {
        columns: vec![("date", "date".to_owned()), ("mean", "still there".to_owned())],
        rows: means.iter().zip(&shown).map(row).collect(),
    };
    Some(Figure {
        name: "still-there".to_owned(),
        title: format!("The one researcher is still there on {} in {share} of futures", words::day(last)),
        describes: format!(
            "A curve of the share of futures in which the researcher is there, from {} to {share} on {}.",
            shown[0],
            words::day(last)
        ),
        caption: "The share of futures in which the researcher is there, by date.".to_owned(),
        notes: Vec::new(),
        source: Source { file: "summary.csv".to_owned(), rows: "metric retained, group all, stat mean".to_owned() },
        draw: Box::new(move |width| draw_one(&means, [first, last], &share, width)),
        table,
        specification: json!({
            "mark": "line",
            "encoding": {
                "x": { "field": "date", "type": "temporal", "title": null },
                "y": { "field": "mean", "type": "quantitative", "title": "still there", "scale": { "domain": [0, 1] }, "axis": { "format": "%" } }
            }
        }),
    })
}

fn draw_one(means: &read::Series, [first, last]: [Date; 2], share: &str, width: f64) -> Drawing {
    let (left, right, top, bottom) = (52.0, width - 1.2 * chart::text_width(share) - 10.0, 12.0, 230.0);
    let x = Months::new(first, last, [left, right]);
    let y = Linear { domain: [0.0, 100.0], range: [bottom, top] };
    let curve: Vec<[f64; 2]> = means.iter().map(|(&date, mean)| [x.at(date), y.at(100.0 * mean.value)]).collect();
    let end = curve.last().map_or(top, |point| point[1]);
    let marks = html! {
        (chart::left(&y, 4, [left, right], " %"))
        (chart::bottom(&x.ticks(90.0), [left, right], bottom))
        (chart::line(&curve, "line-1"))
        (chart::text([right + 6.0, end + 4.0], Anchor::Start, "strong", share))
    };
    let across: Vec<f64> = curve.iter().map(|point| point[0]).collect();
    Drawing::new([width, bottom + 26.0], marks)
        .with_hints(chart::slices(&across, [top, bottom]).zip(0..).map(|(extent, row)| Hint { extent, row }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(date: &str, stats: [(f64, f64); 6]) -> Point {
        Point { date: date.parse().unwrap(), stats: stats.map(|(value, mcse)| Estimate { value, mcse }) }
    }

    #[test]
    fn the_row_of_numbers_has_the_digits_of_its_least_certain_end() {
        let small = point("2025-06-01", [(5.4, 0.03), (1.0, 0.0), (3.0, 0.5), (5.0, 0.0), (8.0, 0.0), (9.0, 0.5)]);
        let large = point("2025-07-01", [(1344.2, 3.0), (1248.0, 14.0), (1300.0, 4.0), (1352.0, 4.0), (1400.0, 4.0), (1440.0, 6.0)]);
        let shown = |point, roster| rows(&[point], roster).remove(0);
        assert_eq!((shown(small, 14).1, shown(small, 14).2), ("5".to_owned(), "1–9".to_owned()));
        assert_eq!((shown(large, 2000).1, shown(large, 2000).2), ("1,350".to_owned(), "1,240–1,440".to_owned()));
    }

    #[test]
    fn what_stands_beside_the_end_is_a_number_on_a_telephone() {
        let last = point("2025-06-01", [(5.4, 0.03), (1.0, 0.0), (3.0, 0.5), (5.0, 0.0), (8.0, 0.0), (9.0, 0.5)]);
        assert_eq!(ends(&last, 14, true).map(|(label, ..)| label), ["9", "5", "1"]);
        assert_eq!([&ends(&last, 14, false)[0].0, &ends(&last, 9, false)[0].0], ["9 or fewer: 9 in 10", "9"]);
    }
}
