//! How many are still there, by date: the middle half and 80 % of the futures, and single futures behind them, since a band is easily
//! taken for the way of one future.

use std::collections::BTreeMap;

use maud::html;
use serde_json::json;

use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Linear, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::report::number;

/// The statistics that are drawn, as `summary.csv` names them, and what the table calls them.
const STATS: [(&str, &str); 6] =
    [("mean", "mean"), ("p10", "10 % have at most"), ("p25", "25 %"), ("p50", "median"), ("p75", "75 %"), ("p90", "90 %")];

/// One date: the statistics in the order of [`STATS`].
#[derive(Clone, Copy)]
struct Point {
    date: Date,
    stats: [f64; STATS.len()],
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let policy = results.manifest.policies.first()?.as_str();
    let with = [("policy", policy), ("metric", "retained"), ("group", "all")];
    let mut by_date: BTreeMap<Date, ([Option<f64>; STATS.len()], f64)> = BTreeMap::new();
    for row in results.rows("summary.csv", &with) {
        let (Some(date), Some(place)) = (row.date("date"), STATS.iter().position(|(name, _)| *name == row.text("stat"))) else { continue };
        let (stats, mcse) = by_date.entry(date).or_insert(([None; STATS.len()], f64::NAN));
        stats[place] = row.number("value");
        if place == 0 {
            *mcse = row.number("mcse").unwrap_or(f64::NAN);
        }
    }
    let complete = |stats: &[Option<f64>; STATS.len()]| stats.iter().copied().collect::<Option<Vec<f64>>>()?.try_into().ok();
    let points: Vec<Point> = by_date.iter().filter_map(|(&date, (stats, _))| Some(Point { date, stats: complete(stats)? })).collect();
    let (first, last) = (*points.first()?, *points.last()?);
    let roster = results.manifest.roster;
    let mut columns = vec![("date", "date".to_owned())];
    columns.extend(STATS.map(|(name, heading)| (name, heading.to_owned())));
    let rows = points.iter().map(|point| {
        let mcse = by_date[&point.date].1;
        let mean = Cell::Number(point.stats[0], number::estimate(Estimate { value: point.stats[0], mcse }));
        let whole = point.stats[1..].iter().map(|&value| Cell::Number(value, number::decimals(value, 0)));
        [Cell::On(point.date), mean].into_iter().chain(whole).collect()
    });
    let [_, low, _, median, _, high] = last.stats.map(|value| number::decimals(value, 0));
    let title = format!("Of {roster}, about {median} are still there on {}: from {low} to {high} in 8 of 10 futures", last.date);
    let describes = format!(
        "A curve that falls from {roster} on {} to a median of {median} on {}, inside a band that widens to {low} to {high}.",
        first.date, last.date
    );
    let futures = futures(results, policy);
    let table = Table { columns, rows: rows.collect() };
    Some(Figure {
        name: "still-there".to_owned(),
        title,
        describes,
        caption: "Dark band: the middle half of the futures; light band: 8 of 10. Thin lines: single futures, any of which may be the one that comes."
            .to_owned(),
        source: Source { file: "summary.csv".to_owned(), rows: "metric retained, group all; thin lines: paths.csv".to_owned() },
        draw: Box::new(move |width| draw(&points, &futures, roster as f64, width)),
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

/// Single futures: of each the number by date.
fn futures(results: &Results, policy: &str) -> Vec<Vec<(Date, f64)>> {
    let mut futures: BTreeMap<u64, Vec<(Date, f64)>> = BTreeMap::new();
    for row in results.rows("paths.csv", &[("policy", policy)]) {
        let (Some(date), Some(retained), Ok(trial)) = (row.date("date"), row.number("retained"), row.text("trial").parse()) else {
            continue;
        };
        futures.entry(trial).or_default().push((date, retained));
    }
    futures.into_values().collect()
}

fn draw(points: &[Point], futures: &[Vec<(Date, f64)>], roster: f64, width: f64) -> Drawing {
    let (left, right, top, bottom) = (34.0, width - if width < 500.0 { 30.0 } else { 118.0 }, 12.0, 270.0);
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Drawing { width, height: bottom, marks: html! {} };
    };
    let x = Months::new(first.date, last.date, [left, right]);
    let y = Linear { domain: [0.0, roster.max(1.0)], range: [bottom, top] };
    let along = |stat: usize| points.iter().map(|point| [x.at(point.date), y.at(point.stats[stat])]).collect::<Vec<_>>();
    let ends = [("at most, 9 in 10", 5), ("median", 3), ("at least, 9 in 10", 1)].map(|(word, stat)| (word, last.stats[stat]));
    let heights = chart::spread(&ends.map(|(_, value)| y.at(value)), 16.0, [top + 4.0, bottom - 4.0]);
    let marks = html! {
        (chart::left(&y, 6, [left, right], ""))
        (chart::bottom(&x.ticks(76.0), [left, right], bottom))
        @for future in futures {
            (chart::line(&future.iter().map(|&(date, value)| [x.at(date), y.at(value)]).collect::<Vec<_>>(), "line-8 thin"))
        }
        (chart::area(&along(1), &along(5), "band fill-1"))
        (chart::area(&along(2), &along(4), "band fill-1"))
        (chart::line(&along(3), "line-1"))
        @for ((word, value), height) in ends.iter().zip(heights) {
            @let label = if width < 500.0 { number::decimals(*value, 0) } else { format!("{} {word}", number::decimals(*value, 0)) };
            (chart::text([right + 6.0, height + 4.0], Anchor::Start, if *word == "median" { "strong" } else { "label" }, &label))
        }
    };
    Drawing { width, height: bottom + 26.0, marks }
}
