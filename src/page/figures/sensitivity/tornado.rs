//! A tornado: an answer with each number at its 5 % and at its 95 %, the number that moves it most first.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{heading, items, named, text};
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::compared::{Difference, difference, estimate, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::rows::TELEPHONE;
use crate::page::money::Money;
use crate::page::words;
use crate::report::number as printed;

/// Bars that are drawn whether or not they are told to move the answer.
const LEAST: usize = 5;

/// What one number does to an answer.
#[derive(Clone, Debug)]
struct Bar {
    number: String,
    /// Its own 5 % and 95 %.
    ends: [f64; 2],
    /// The answer there.
    at: [Difference; 2],
    effect: Difference,
    /// By how much it is moved, as printed.
    shown: String,
    /// From the first place to the last that it may have.
    place: [u64; 2],
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Tornado {
    base: f64,
    bars: Vec<Bar>,
    heading: String,
}

/// A figure an answer, that of the people still there first.
pub fn figures(document: &Value, money: &Money) -> Vec<Figure> {
    items(document, "answers").enumerate().filter_map(|(place, answer)| figure(document, answer, place, money)).collect()
}

fn figure(document: &Value, answer: &Value, place: usize, money: &Money) -> Option<Figure> {
    let bars = bars(document, answer);
    let mean = difference(&answer["mean"]);
    if bars.is_empty() || !mean.estimate.value.is_finite() {
        return None;
    }
    let about = heading(document, answer);
    let unit = if answer["metric"] == "cost_per_person_kept" { money.unit() } else { "people" };
    let said = document["sentences"][place].as_str().unwrap_or_default();
    let drawn: Vec<Bar> = bars[..shown(&bars)].to_vec();
    let parts: Vec<String> = drawn.iter().map(|bar| format!("{} by {}", bar.number, bar.shown)).collect();
    let mut notes = Vec::new();
    if drawn.len() < bars.len() {
        notes.push(format!("Numbers that are not told to move it are in the table alone: {}.", bars.len() - drawn.len()));
    }
    let undefined: Vec<String> = items(answer, "no_finite_price").filter_map(Value::as_str).map(str::to_owned).collect();
    if !undefined.is_empty() {
        notes.push(format!("At an end of {} no price is finite: the policy may keep nobody there.", undefined.join(" and of ")));
    }
    let tornado = Tornado { base: mean.estimate.value, bars: drawn, heading: format!("{about}, {unit}") };
    Some(Figure {
        name: named("tornado", answer),
        title: words::spoken(said.trim_end_matches('.')),
        describes: format!(
            "A bar for each number, from {about} with the number at its 5 % to that at its 95 %, around {} with all as believed. Moved, in {unit}: {}.",
            printed::estimate(mean.estimate),
            parts.join("; ")
        ),
        caption: format!(
            "Each number goes from its 5 % to its 95 %, which stand under it, and all others are as they are then believed. To the right: by how much that moves it, in {unit}, and the 95 % interval of it."
        ),
        notes,
        source: Source {
            file: "sensitivity.csv".to_owned(),
            rows: format!(
                "policy {}, metric {}: at_p05, at_p95, effect, rank_first, rank_last",
                text(answer, "policy"),
                text(answer, "metric")
            ),
        },
        draw: Box::new(move |width| draw(&tornado, width)),
        table: table(&bars, &mean, unit),
        specification: specification(&about),
    })
}

fn bars(document: &Value, answer: &Value) -> Vec<Bar> {
    let effects: Vec<&Value> = items(answer, "effects").collect();
    let moved: Vec<Difference> = effects.iter().map(|one| difference(&one["effect"])).collect();
    let texts = printed::column(&moved.iter().map(|one| one.estimate).collect::<Vec<_>>());
    let mcse = moved.iter().map(|one| one.estimate.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
    let bar = |((one, effect), text): ((&Value, Difference), String)| {
        let path = one["number"].as_str().unwrap_or_default();
        let own = items(document, "numbers").find(|number| number["number"] == path).unwrap_or(&Value::Null);
        let of = |key: &str| Difference { estimate: estimate(&one[key]), interval: [f64::NAN; 2] };
        let [low, high] = words::ends(effect.interval, mcse, [f64::NEG_INFINITY, f64::INFINITY]);
        let within = if low.is_empty() {
            "error unknown".to_owned()
        } else if low == high {
            low
        } else {
            format!("{low} to {high}")
        };
        Bar {
            number: super::text(one, "number"),
            ends: [number(&own["p05"]), number(&own["p95"])],
            at: [of("at_p05"), of("at_p95")],
            effect,
            shown: if within == text { text } else { format!("{text}, {within}") },
            place: [0, 1].map(|end| one["ranks"][end].as_u64().unwrap_or_default()),
        }
    };
    effects.into_iter().zip(moved).zip(texts).map(bar).collect()
}

/// How many bars are drawn: up to the last that is told to move the answer, or the first few.
fn shown(bars: &[Bar]) -> usize {
    let last = bars.iter().rposition(|bar| bar.effect.is_told()).map_or(0, |place| place + 1);
    last.max(LEAST).min(bars.len())
}

/// The ends of a number, as printed.
fn ends(ends: [f64; 2]) -> [String; 2] {
    let digits = printed::digits_apart(&ends, 2);
    ends.map(|end| if end.abs() < 1e-6 && end != 0.0 { "0".to_owned() } else { printed::significant(end, digits) })
}

fn table(bars: &[Bar], mean: &Difference, unit: &str) -> Table {
    let columns = [
        ("number", "number".to_owned()),
        ("p05", "its 5 %".to_owned()),
        ("p95", "its 95 %".to_owned()),
        ("at_p05", format!("at its 5 % [{unit}]")),
        ("at_p95", format!("at its 95 % [{unit}]")),
        ("effect", format!("moved by [{unit}]")),
        ("low", "95 % from".to_owned()),
        ("high", "to".to_owned()),
        ("place", "place".to_owned()),
        ("base", format!("all as believed [{unit}]")),
    ];
    let at = printed::column(&bars.iter().flat_map(|bar| bar.at.map(|at| at.estimate)).collect::<Vec<_>>());
    let effects = printed::column(&bars.iter().map(|bar| bar.effect.estimate).collect::<Vec<_>>());
    let mcse = bars.iter().map(|bar| bar.effect.estimate.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
    let row = |(place, bar): (usize, &Bar)| {
        let own = ends(bar.ends);
        let interval = words::ends(bar.effect.interval, mcse, [f64::NEG_INFINITY, f64::INFINITY]);
        let mut cells = vec![Cell::Text(bar.number.clone())];
        cells.extend([0, 1].map(|end| words::cell(bar.ends[end], &own[end])));
        cells.extend([0, 1].map(|end| words::cell(bar.at[end].estimate.value, &at[2 * place + end])));
        cells.push(words::cell(bar.effect.estimate.value, &effects[place]));
        cells.extend([0, 1].map(|end| words::cell(bar.effect.interval[end], &interval[end])));
        let [first, last] = bar.place;
        cells.push(Cell::Text(if first == last { first.to_string() } else { format!("{first}-{last}") }));
        cells.push(words::cell(mean.estimate.value, &printed::estimate(mean.estimate)));
        cells
    };
    Table { columns: columns.to_vec(), rows: bars.iter().enumerate().map(row).collect() }
}

fn draw(tornado: &Tornado, width: f64) -> Drawing {
    let is_narrow = width < TELEPHONE;
    let (top, height) = (if is_narrow { 62.0 } else { 46.0 }, if is_narrow { 62.0 } else { 40.0 });
    let bars = &tornado.bars;
    let bottom = top + height * bars.len() as f64;
    let shown = words::widest(bars.iter().map(|bar| bar.shown.as_str()), 230.0);
    let name = words::widest(bars.iter().map(|bar| bar.number.as_str()), 230.0) + 16.0;
    let range = if is_narrow { [8.0, width - 14.0] } else { [name, width - shown - 20.0] };
    let x = scale(tornado, range, if is_narrow { 4 } else { 5 });
    let names: Vec<String> = bars.iter().map(|bar| bar.number.clone()).collect();
    let names = words::clipped_apart(&names, if is_narrow { width } else { name - 12.0 });
    let base = x.at(tornado.base);
    let marks = html! {
        (chart::named([range[0], 13.0], Anchor::Start, "tick", &tornado.heading, width - range[0]))
        (key(if is_narrow { 8.0 } else { range[0] }, 30.0, is_narrow))
        @if !is_narrow { (chart::columns(&x, 5, [top - 4.0, bottom])) }
        (chart::bottom(&x.labelled(if is_narrow { 4 } else { 5 }), x.range, bottom))
        @for (place, (bar, shown_name)) in bars.iter().zip(&names).enumerate() {
            @let y = top + height * place as f64;
            @let [from, to] = ends(bar.ends);
            @if is_narrow {
                (chart::text([0.0, y + 16.0], Anchor::Start, "strong", shown_name))
                (both(bar, &x, base, y + 22.0))
                (chart::text([0.0, y + 50.0], Anchor::Start, "tick", &format!("{from} to {to}")))
                (chart::text([width, y + 50.0], Anchor::End, "value", &bar.shown))
            } @else {
                (chart::text([0.0, y + 16.0], Anchor::Start, "row", shown_name))
                (chart::text([0.0, y + 31.0], Anchor::Start, "tick", &format!("{from} to {to}")))
                (both(bar, &x, base, y + 8.0))
                (chart::text([width, y + 20.0], Anchor::End, "value", &bar.shown))
            }
        }
        (chart::rule([base, top - 6.0], [base, bottom], "interval"))
    };
    Drawing::new([width, bottom + 26.0], marks)
        .with_hints((0..bars.len()).map(|row| Hint { extent: [0.0, top + height * row as f64, width, height], row }))
}

/// The bars to both ends; where both are on one side, the nearer is drawn over the farther.
fn both(bar: &Bar, x: &Linear, base: f64, y: f64) -> Markup {
    const HEIGHT: f64 = 14.0;
    let place = bar.at.map(|at| x.at(at.estimate.value));
    let one = |end: usize, class: &str| {
        let (from, to) = (place[end].min(base), place[end].max(base));
        html! { @if place[end].is_finite() { (chart::bar([from, y], [to - from, HEIGHT], class)) } }
    };
    let is_low_farther = (place[0] - base).abs() > (place[1] - base).abs();
    html! {
        @if is_low_farther { (one(0, "line-1 outlined")) (one(1, "fill-1")) } @else { (one(1, "fill-1")) (one(0, "line-1 outlined")) }
    }
}

/// What the two kinds of bars and the line are.
fn key(left: f64, y: f64, is_narrow: bool) -> Markup {
    let first = "with the number at its 5 %";
    let second = left + if is_narrow { 0.0 } else { 18.0 + chart::text_width(first) + 6.0 };
    let second_y = if is_narrow { y + 17.0 } else { y };
    let third = second + 18.0 + chart::text_width("at its 95 %") + 8.0;
    html! {
        (chart::bar([left, y - 9.0], [12.0, 9.0], "line-1 outlined"))
        (chart::text([left + 18.0, y], Anchor::Start, "tick", first))
        (chart::bar([second, second_y - 9.0], [12.0, 9.0], "fill-1"))
        (chart::text([second + 18.0, second_y], Anchor::Start, "tick", "at its 95 %"))
        (chart::rule([third + 4.0, second_y - 10.0], [third + 4.0, second_y + 2.0], "interval"))
        (chart::text([third + 11.0, second_y], Anchor::Start, "tick", "all as believed"))
    }
}

/// A scale that holds the answer at all ends.
fn scale(tornado: &Tornado, range: [f64; 2], about: usize) -> Linear {
    let ends = || tornado.bars.iter().flat_map(|bar| bar.at.map(|at| at.estimate.value)).filter(|end| end.is_finite());
    let (low, high) = (ends().fold(tornado.base, f64::min), ends().fold(tornado.base, f64::max));
    // What differs by rounding alone does not.
    let is_apart = high - low > 1e-9 * high.abs().max(low.abs());
    let domain = if is_apart { [low, high] } else { [tornado.base - 1.0, tornado.base + 1.0] };
    Linear { domain, range }.widened(about)
}

fn specification(about: &str) -> Value {
    let y = json!({ "field": "number", "type": "nominal", "sort": null, "title": null });
    let bar = |field: &str, opacity: f64| {
        json!({ "mark": { "type": "bar", "opacity": opacity }, "encoding": { "y": y,
            "x": { "field": "base", "type": "quantitative", "title": about, "scale": { "zero": false } }, "x2": { "field": field } } })
    };
    json!({
        "layer": [
            bar("at_p05", 0.4),
            bar("at_p95", 1.0),
            { "mark": "rule", "encoding": { "x": { "field": "base", "type": "quantitative", "aggregate": "mean" } } }
        ]
    })
}
