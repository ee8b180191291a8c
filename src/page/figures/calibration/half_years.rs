//! Exits of each half-year beside those that the fitted model expects.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::numbers;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;
use crate::report::columns::many;
use crate::report::number;

/// No number of exits is told to more than this error supports, however exact.
const FINEST: f64 = 0.05;

/// A half-year whose difference is larger than so many of its standard deviations stands out.
const OUTSTANDING: f64 = 2.0;

/// A stretch of time: exits observed, expected, and the ends of 9 in 10 of what draws expect.
#[derive(Clone, Copy, Debug)]
struct Half {
    from: Date,
    until: Date,
    observed: f64,
    expected: f64,
    range: [f64; 2],
    /// Observed less expected, in standard deviations of a count with that expectation.
    off: f64,
}

/// The figure.
pub fn figure(fit: &Value) -> Option<Figure> {
    let halves: Vec<Half> = fit["half_years"].as_array()?.iter().filter_map(half).collect();
    let whole = half(&fit["whole"])?;
    if halves.is_empty() {
        return None;
    }
    let outstanding: Vec<Half> = halves.iter().copied().filter(|half| half.off.abs() > OUTSTANDING && half.from < whole.until).collect();
    let table = table(&halves);
    let told: Vec<String> = halves
        .iter()
        .map(|half| format!("{} observed and {} expected in the {}", tenths(half.observed), expected(half.expected), half.name()))
        .collect();
    Some(Figure {
        name: "half-years".to_owned(),
        title: finding(&whole, &outstanding),
        describes: format!("For each half-year a bar of the exits that happened and a dot, with an interval, of those that the fitted model expects: {}.", told.join("; ")),
        caption: "Bar: exits that happened. Dot and line: those that the model, fitted to them, expects of the people who were there, and 9 in 10 of what its draws expect. By chance alone exits scatter further than the line.".to_owned(),
        notes: Vec::new(),
        source: Source { file: "calibration.json".to_owned(), rows: "fit.half_years, without a channel".to_owned() },
        draw: Box::new(move |width| draw(&halves, width)),
        table,
        specification: json!({
            "encoding": { "x": { "field": "half_year", "type": "ordinal", "sort": null, "title": null } },
            "layer": [
                { "mark": { "type": "bar", "opacity": 0.4 }, "encoding": { "y": { "field": "observed", "type": "quantitative", "title": "exits" } } },
                { "mark": "rule", "encoding": { "y": { "field": "expected_p05", "type": "quantitative" }, "y2": { "field": "expected_p95" } } },
                { "mark": { "type": "point", "filled": true }, "encoding": { "y": { "field": "expected", "type": "quantitative" } } }
            ]
        }),
    })
}

/// All exits of a half-year.
fn half(value: &Value) -> Option<Half> {
    let all = value["exits"].as_array()?.iter().find(|exits| exits["channel"] == "")?;
    let [observed, expected, low, high, off] = numbers(all, ["observed", "expected", "p05", "p95", "standardised"]);
    let date = |key: &str| value[key].as_str()?.parse().ok();
    let half = Half { from: date("from")?, until: date("until")?, observed, expected, range: [low, high], off };
    (observed.is_finite() && expected.is_finite()).then_some(half)
}

impl Half {
    /// `1st half`, or less where there is no room.
    fn short(&self, room: f64) -> &'static str {
        match (self.from.month() <= 6, room > 60.0) {
            (true, true) => "1st half",
            (false, true) => "2nd half",
            (true, false) => "1st",
            (false, false) => "2nd",
        }
    }

    /// `first half of 2024`.
    fn name(&self) -> String {
        format!("{} half of {}", if self.from.month() <= 6 { "first" } else { "second" }, self.from.year())
    }
}

fn finding(whole: &Half, outstanding: &[Half]) -> String {
    let left = if (whole.observed - 1.0).abs() < 1e-9 {
        "1 exit happened".to_owned()
    } else {
        format!("{} exits happened", tenths(whole.observed))
    };
    let range =
        if whole.range[0].is_finite() { format!(" ({} to {})", expected(whole.range[0]), expected(whole.range[1])) } else { String::new() };
    let names: Vec<String> = outstanding.iter().map(Half::name).collect();
    let out = match names.len() {
        0 => "no half-year stands out".to_owned(),
        1 => format!("the {} stands out", names[0]),
        2 | 3 => format!("the {} stand out", words::list(&names)),
        count => format!("{} stand out", many(count, "half-year", "half-years")),
    };
    format!("{left} where the fitted model expects {}{range}; {out}", expected(whole.expected))
}

/// A number of exits with one decimal, if it has any.
fn tenths(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { number::count(value.round() as u64) } else { expected(value) }
}

fn expected(value: f64) -> String {
    number::estimate(Estimate { value, mcse: FINEST })
}

fn table(halves: &[Half]) -> Table {
    let columns = [
        ("half_year", "half-year"),
        ("from", "from"),
        ("until", "until"),
        ("observed", "exits"),
        ("expected", "expected"),
        ("expected_p05", "5 % of draws below"),
        ("expected_p95", "95 % below"),
        ("off", "difference [sd]"),
    ];
    let row = |half: &Half| {
        let [low, high] = half.range;
        vec![
            Cell::Text(half.name()),
            Cell::On(half.from),
            Cell::On(half.until),
            words::cell(half.observed, &tenths(half.observed)),
            words::cell(half.expected, &expected(half.expected)),
            words::cell(low, &expected(low)),
            words::cell(high, &expected(high)),
            words::cell(half.off, &number::decimals(half.off, 1)),
        ]
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).to_vec(), rows: halves.iter().map(row).collect() }
}

fn draw(halves: &[Half], width: f64) -> Drawing {
    let (left, right, top, bottom) = (34.0, width - 4.0, 34.0, 240.0);
    let most =
        halves.iter().flat_map(|half| [half.observed, half.expected, half.range[1]]).filter(|value| value.is_finite()).fold(1.0, f64::max);
    let y = Linear { domain: [0.0, most], range: [bottom, top] }.widened(5);
    let each = (right - left) / halves.len() as f64;
    let bar = (0.6 * each).min(46.0);
    let middle = |place: usize| left + each * (place as f64 + 0.5);
    let marks = html! {
        (key(if width < 500.0 { 0.0 } else { left }))
        (chart::left(&y, 5, [left, right], ""))
        @for (place, half) in halves.iter().enumerate() {
            (chart::bar([middle(place) - 0.5 * bar, y.at(half.observed)], [bar, bottom - y.at(half.observed)], "line-8 soft"))
        }
        @for (place, half) in halves.iter().enumerate() { (mark(half, middle(place), &y)) }
        (chart::rule([left, bottom], [right, bottom], "baseline"))
        (below(halves, each, left, bottom))
    };
    Drawing::new([width, bottom + 42.0], marks)
        .with_hints((0..halves.len()).map(|row| Hint { extent: [left + each * row as f64, top, each, bottom - top], row }))
}

/// What is expected.
fn mark(half: &Half, x: f64, y: &Linear) -> Markup {
    html! {
        @if half.range[0].is_finite() {
            (chart::standing(x, half.range.map(|end| y.at(end)), "line-1 range"))
        }
        (chart::dot([x, y.at(half.expected)], 4.5, "fill-1"))
    }
}

fn key(left: f64) -> Markup {
    html! {
        (chart::bar([left, 4.0], [12.0, 12.0], "line-8 soft"))
        (chart::text([left + 17.0, 14.0], Anchor::Start, "tick", "exits that happened"))
        (chart::rule([left + 152.0, 3.0], [left + 152.0, 17.0], "line-1 range"))
        (chart::dot([left + 152.0, 10.0], 4.5, "fill-1"))
        (chart::text([left + 162.0, 14.0], Anchor::Start, "tick", "expected by the model"))
    }
}

/// Halves under their bars where there is room, years under their first.
fn below(halves: &[Half], each: f64, left: f64, bottom: f64) -> Markup {
    let years: Vec<(usize, i16)> = halves
        .iter()
        .enumerate()
        .filter(|&(place, half)| place == 0 || halves[place - 1].from.year() != half.from.year())
        .map(|(place, half)| (place, half.from.year()))
        .collect();
    let every = (40.0 / (2.0 * each)).ceil().max(1.0) as usize;
    html! {
        @if each >= 24.0 {
            @for (place, half) in halves.iter().enumerate() {
                (chart::text([left + each * (place as f64 + 0.5), bottom + 16.0], Anchor::Middle, "tick", half.short(each)))
            }
        }
        @for &(place, year) in years.iter().step_by(every) {
            (chart::text([left + each * place as f64 + 2.0, bottom + if each >= 24.0 { 34.0 } else { 18.0 }], Anchor::Start, "tick", &year.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(observed: f64, expected: f64, standardised: f64) -> Value {
        let half = json!({ "from": "2024-01-01", "until": "2024-07-01", "exits": [{ "channel": "", "observed": observed, "expected": expected, "p05": null, "p95": null, "standardised": standardised }] });
        json!({ "half_years": [half], "whole": half })
    }

    #[test]
    fn the_title_says_what_stands_out() {
        assert_eq!(
            figure(&told(11.0, 9.36, 0.5)).unwrap().title,
            "11 exits happened where the fitted model expects 9.4; no half-year stands out"
        );
        assert!(figure(&told(2.0, 0.2, 4.0)).unwrap().title.ends_with("; the first half of 2024 stands out"));
        assert!(figure(&Value::Null).is_none());
    }
}
