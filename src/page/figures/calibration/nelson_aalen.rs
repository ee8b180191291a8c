//! How fast exits came, as they happened and as the fitted model has them, in all and by channel: Nelson-Aalen's estimate of the cumulative
//! hazard beside the expected one.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::numbers;
use crate::calendar::{Clock, Date};
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;
use crate::report::{columns, number};

/// Most channels that are drawn.
const MOST: usize = 9;

/// A date of a curve.
#[derive(Clone, Copy, Debug)]
struct Point {
    years: f64,
    observed: f64,
    interval: [f64; 2],
    expected: f64,
    band: [f64; 2],
    /// People at risk just before it; not a number where the file does not tell.
    at_risk: f64,
}

/// The curve of a channel.
#[derive(Clone, Debug)]
struct Curve {
    name: String,
    points: Vec<Point>,
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Curves {
    from: Date,
    until: Date,
    all: Curve,
    channels: Vec<Curve>,
}

/// The figure.
pub fn figure(fit: &Value) -> Option<Figure> {
    let date = |key: &str| fit["whole"][key].as_str()?.parse().ok();
    let mut channels: Vec<Curve> = fit["nelson_aalen"].as_array()?.iter().filter_map(curve).collect();
    let all = channels.iter().position(|curve| curve.name.is_empty())?;
    let all = channels.remove(all);
    let curves = Curves { from: date("from")?, until: date("until")?, all, channels };
    let last = *curves.all.points.last()?;
    let table = table(&curves);
    let [observed, expected] = [last.observed, last.expected].map(hundredths);
    Some(Figure {
        name: "nelson-aalen".to_owned(),
        title: agreement(&curves, last),
        describes: format!(
            "Two curves that rise from 0 with time, the exits so far, each counted as one over those still at risk: as they happened, to {observed}, and as the fitted model expects them, to {expected}; below them the same for {}.",
            if curves.channels.is_empty() { "no single channel".to_owned() } else { words::list(&curves.channels.iter().map(|curve| curve.name.clone()).collect::<Vec<_>>()) }
        ),
        caption: "Exits so far, each counted as one over the people still at risk (cumulative hazard). Dark: as they happened (Nelson-Aalen), with the 95 % interval at the end; dashed: as the fitted model expects them, with 9 in 10 of its draws. The small charts share one scale.".to_owned(),
        notes: Vec::new(),
        source: Source { file: "calibration.json".to_owned(), rows: "fit.nelson_aalen; dates computed from years since the history began".to_owned() },
        draw: Box::new(move |width| draw(&curves, width)),
        table,
        specification: specification(),
    })
}

fn curve(value: &Value) -> Option<Curve> {
    let point = |point: &Value| {
        let [years, observed, low, high, expected, expected_low, expected_high, at_risk] =
            numbers(point, ["years", "observed", "observed_p025", "observed_p975", "expected", "expected_p05", "expected_p95", "at_risk"]);
        let is_known = years.is_finite() && observed.is_finite() && expected.is_finite();
        is_known.then_some(Point { years, observed, interval: [low, high], expected, band: [expected_low, expected_high], at_risk })
    };
    let points: Vec<Point> = value["points"].as_array()?.iter().filter_map(point).collect();
    (!points.is_empty()).then_some(Curve { name: columns::name(value["channel"].as_str()?, usize::MAX), points })
}

/// Whether the model's curves end within what the observed ones leave open.
fn agreement(curves: &Curves, last: Point) -> String {
    let is_off =
        |curve: &&Curve| curve.points.last().is_some_and(|last| last.expected < last.interval[0] || last.expected > last.interval[1]);
    let off: Vec<String> = curves.channels.iter().filter(is_off).map(|curve| curve.name.clone()).collect();
    match (is_off(&&curves.all), off.len()) {
        (true, _) => {
            let faster = if last.observed > last.expected { "faster" } else { "slower" };
            format!("Exits came {faster} than the fitted model expects, beyond chance")
        }
        (false, 0) if curves.channels.len() < 2 => "Exits came as fast as the fitted model expects, within chance".to_owned(),
        (false, 0) => "Exits came as fast as the fitted model expects, within chance: in all and through each channel".to_owned(),
        (false, _) => {
            format!("In all, exits came as fast as the fitted model expects, within chance, but not through {}", words::list(&off))
        }
    }
}

fn hundredths(value: f64) -> String {
    number::decimals(value, 2)
}

fn table(curves: &Curves) -> Table {
    let columns = [
        ("channel", "channel"),
        ("date", "date"),
        ("years", "years since the history began"),
        ("at_risk", "at risk"),
        ("observed", "happened"),
        ("observed_p025", "95 % from"),
        ("observed_p975", "to"),
        ("expected", "expected"),
        ("expected_p05", "5 % of draws below"),
        ("expected_p95", "95 % below"),
    ];
    let clock = Clock::new(curves.from);
    let mut rows = Vec::new();
    for curve in std::iter::once(&curves.all).chain(&curves.channels) {
        for point in &curve.points {
            let name = if curve.name.is_empty() { "all" } else { &curve.name };
            let mut cells =
                vec![Cell::Text(name.to_owned()), Cell::On(clock.date(point.years)), words::cell(point.years, &hundredths(point.years))];
            cells.push(words::cell(point.at_risk, &number::decimals(point.at_risk, 0)));
            let [low, high] = point.interval;
            let [expected_low, expected_high] = point.band;
            cells.extend(
                [point.observed, low, high, point.expected, expected_low, expected_high]
                    .map(|value| words::cell(value, &hundredths(value))),
            );
            rows.push(cells);
        }
    }
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).to_vec(), rows }
}

/// The largest number of curves that must be seen; of an interval as much as is not too far beyond the curves.
fn most<'c>(curves: impl Iterator<Item = &'c Curve>) -> f64 {
    let top = |curve: &Curve| {
        let seen = curve
            .points
            .iter()
            .flat_map(|point| [point.observed, point.expected, point.band[1]])
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max);
        let end = curve.points.last().map_or(f64::NAN, |last| last.interval[1]);
        if end.is_finite() { seen.max(end.min(1.6 * seen)) } else { seen }
    };
    curves.map(top).fold(0.0, f64::max).max(1e-3)
}

fn draw(curves: &Curves, width: f64) -> Drawing {
    let is_narrow = width < 500.0;
    let (left, right, top, bottom) = (40.0, width - if is_narrow { 8.0 } else { 130.0 }, 16.0, if is_narrow { 200.0 } else { 240.0 });
    let x = Months::new(curves.from, curves.until, [left, right]);
    let y = Linear { domain: [0.0, most(std::iter::once(&curves.all))], range: [bottom, top] }.widened(5);
    let has_risk = curves.all.points.iter().all(|point| point.at_risk.is_finite());
    let below = bottom + if has_risk { 62.0 } else { 30.0 };
    let (each, height) = if is_narrow { (2, 116.0) } else { (3, 132.0) };
    let drawn = &curves.channels[..curves.channels.len().min(MOST)];
    let shared = most(drawn.iter());
    let wide = (width + 14.0) / f64::from(each) - 14.0;
    let rows = drawn.len().div_ceil(each as usize);
    let marks = html! {
        (chart::left(&y, 5, [left, right], ""))
        (chart::bottom(&x.ticks(84.0), [left, right], bottom))
        (both(&curves.all, curves.from, &x, &y))
        @if is_narrow { (key(left + 8.0, top)) } @else { (names(&curves.all, right, &y)) }
        @if has_risk { (at_risk(curves, &x, [left, right], bottom)) }
        @for (place, curve) in drawn.iter().enumerate() {
            @let corner = [(place % each as usize) as f64 * (wide + 14.0), below + 12.0 + height * (place / each as usize) as f64];
            (small(curve, curves, corner, [wide, height], shared))
        }
    };
    let clock = Clock::new(curves.from);
    let across: Vec<f64> = curves.all.points.iter().map(|point| x.at(clock.date(point.years))).collect();
    let hints = chart::slices(&across, [top, bottom]).zip(0..).map(|(extent, row)| Hint { extent, row });
    Drawing::new([width, below + height * rows as f64 + 6.0], marks).with_hints(hints)
}

/// The observed steps and the model's curve with its band.
fn both(curve: &Curve, from: Date, x: &Months, y: &Linear) -> Markup {
    let clock = Clock::new(from);
    let at = |point: &Point| x.at(clock.date(point.years));
    let start = [x.at(from), y.at(0.0)];
    let along = |pick: fn(&Point) -> f64| -> Vec<[f64; 2]> {
        std::iter::once(start).chain(curve.points.iter().map(|point| [at(point), y.at(pick(point))])).collect()
    };
    let last = curve.points.last();
    html! {
        @if curve.points.iter().all(|point| point.band[0].is_finite()) {
            (chart::area(&along(|point| point.band[0]), &along(|point| point.band[1]), "band fill-1"))
        }
        (chart::line(&along(|point| point.expected), "line-1 dashed"))
        (chart::line(&along(|point| point.observed), "observed"))
        @if let Some(last) = last && last.interval[0].is_finite() {
            (chart::standing(at(last), [y.at(last.interval[0]), y.at(last.interval[1].min(y.domain[1]))], "interval"))
        }
    }
}

/// What the curves are called, beside their ends.
fn names(curve: &Curve, right: f64, y: &Linear) -> Markup {
    let Some(last) = curve.points.last() else { return html! {} };
    let heights = chart::spread(&[y.at(last.observed), y.at(last.expected)], 17.0, [y.range[1] + 6.0, y.range[0] - 6.0]);
    html! {
        (chart::text([right + 10.0, heights[0] + 4.0], Anchor::Start, "strong", &format!("{} happened", hundredths(last.observed))))
        (chart::text([right + 10.0, heights[1] + 4.0], Anchor::Start, "label", &format!("{} expected", hundredths(last.expected))))
    }
}

fn key(left: f64, top: f64) -> Markup {
    html! {
        (chart::line(&[[left, top + 8.0], [left + 26.0, top + 8.0]], "observed"))
        (chart::text([left + 32.0, top + 12.0], Anchor::Start, "label", "happened"))
        (chart::line(&[[left, top + 26.0], [left + 26.0, top + 26.0]], "line-1 dashed"))
        (chart::text([left + 32.0, top + 30.0], Anchor::Start, "label", "expected"))
    }
}

/// How many are at risk, below the axis.
fn at_risk(curves: &Curves, x: &Months, [left, right]: [f64; 2], bottom: f64) -> Markup {
    let clock = Clock::new(curves.from);
    let mut free = left - 1.0;
    let mut told = Vec::new();
    for point in &curves.all.points {
        let (place, text) = (x.at(clock.date(point.years)), number::decimals(point.at_risk, 0));
        let half = 0.5 * chart::text_width(&text) + 6.0;
        if place - half >= free && place <= right + 1.0 {
            free = place + half;
            told.push((place, text));
        }
    }
    html! {
        (chart::text([left, bottom + 38.0], Anchor::Start, "tick", "at risk"))
        @for (place, text) in &told { (chart::text([*place, bottom + 54.0], Anchor::Middle, "tick", text)) }
    }
}

/// A small chart of a channel.
fn small(curve: &Curve, curves: &Curves, [left, top]: [f64; 2], [width, height]: [f64; 2], most: f64) -> Markup {
    let (start, end, above, bottom) = (left + 30.0, left + width - 6.0, top + 20.0, top + height - 22.0);
    let x = Months::new(curves.from, curves.until, [start, end]);
    let y = Linear { domain: [0.0, most], range: [bottom, above] }.widened(2);
    html! {
        (chart::text([start, top + 10.0], Anchor::Start, "strong", &words::clipped(&curve.name, width - 36.0)))
        (chart::left(&y, 2, [start, end], ""))
        (chart::rule([start, bottom], [end, bottom], "baseline"))
        (both(curve, curves.from, &x, &y))
    }
}

fn specification() -> Value {
    let x = json!({ "field": "date", "type": "temporal", "title": null });
    json!({
        "facet": { "field": "channel", "type": "nominal", "columns": 3, "sort": null, "title": null },
        "spec": {
            "width": 180,
            "height": 120,
            "layer": [
                { "mark": { "type": "area", "opacity": 0.2 }, "encoding": { "x": x, "y": { "field": "expected_p05", "type": "quantitative", "title": "exits for each person" }, "y2": { "field": "expected_p95" } } },
                { "mark": { "type": "line", "strokeDash": [6, 4] }, "encoding": { "x": x, "y": { "field": "expected", "type": "quantitative" } } },
                { "mark": { "type": "line", "color": "black" }, "encoding": { "x": x, "y": { "field": "observed", "type": "quantitative" } } }
            ]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: f64, at_risk: Option<f64>) -> Value {
        let points = json!([
            { "years": 0.5, "observed": 0.1, "observed_p025": 0.02, "observed_p975": 0.4, "expected": 0.5 * expected, "expected_p05": null, "expected_p95": null, "at_risk": at_risk },
            { "years": 1.0, "observed": 0.3, "observed_p025": 0.1, "observed_p975": 0.6, "expected": expected, "expected_p05": null, "expected_p95": null, "at_risk": at_risk }
        ]);
        json!({ "whole": { "from": "2024-01-01", "until": "2025-01-01" }, "nelson_aalen": [{ "channel": "lab", "points": points }, { "channel": "", "points": points }] })
    }

    #[test]
    fn the_title_says_whether_chance_would_do() {
        assert_eq!(figure(&told(0.35, None)).unwrap().title, "Exits came as fast as the fitted model expects, within chance");
        assert!(figure(&told(0.9, None)).unwrap().title == "Exits came slower than the fitted model expects, beyond chance");
        assert!(figure(&json!({})).is_none());
    }

    #[test]
    fn those_at_risk_stand_below_where_they_are_told() {
        let drawn = |at_risk| (figure(&told(0.35, at_risk)).unwrap().draw)(350.0).marks.into_string();
        assert!(drawn(Some(12.0)).contains("at risk") && drawn(Some(12.0)).contains(">12<"));
        assert!(!drawn(None).contains("at risk"));
    }
}
