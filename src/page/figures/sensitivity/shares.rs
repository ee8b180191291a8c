//! Shares of what is not known: how much of it each number is, by itself and together with others.

use serde_json::{Value, json};

use super::{heading, items, named, text};
use crate::page::compared::{Difference, difference};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::rows::{self, Mark, Row, Rows};
use crate::page::words;
use crate::report::number as printed;

/// Numbers that are drawn whether or not their shares are told from 0.
const LEAST: usize = 3;

/// The shares of one number or group.
struct Share {
    name: String,
    /// By itself, and where there is one, with others: shares of 1.
    parts: Vec<Difference>,
}

/// A figure an answer whose shares are told.
pub fn figures(document: &Value) -> Vec<Figure> {
    items(document, "shares").filter_map(|of| figure(document, of)).collect()
}

fn figure(document: &Value, of: &Value) -> Option<Figure> {
    let shares: Vec<Share> = items(of, "of").map(share).collect();
    let is_told = |share: &Share| share.parts.iter().any(|part| part.interval[0] > 0.0);
    let drawn: Vec<(usize, &Share)> = shares.iter().enumerate().filter(|(place, share)| *place < LEAST || is_told(share)).collect();
    let first = shares.first()?;
    let about = heading(document, of);
    let has_totals = shares.iter().any(|share| share.parts.len() > 1);
    let largest = drawn.iter().map(|(_, share)| format!("{} {}", share.name, shown(share))).collect::<Vec<_>>();
    let mut caption = "Dot: the share of what is not known (the variance over parameter draws) that would be gone, on average, were the number known by itself.".to_owned();
    if has_totals {
        caption += " Diamond: what would be left, on average, were all others known.";
    }
    caption += " Thick lines: 95 % intervals.";
    let rest = shares.len() - drawn.len();
    let notes = if rest == 0 { Vec::new() } else { vec![format!("Those not told from 0 are in the table alone: {rest}.")] };
    let rows = Rows {
        all: drawn.into_iter().map(row).collect(),
        heading: format!("of ignorance, {about}"),
        column: if has_totals { "by itself; with others".to_owned() } else { "by itself, 95 %".to_owned() },
        suffix: " %",
        domain: Some([0.0, 100.0]),
    };
    Some(Figure {
        name: named("shares", of),
        title: finding(first, &about, is_told(first)),
        describes: format!("A row for each number or group of numbers, with its share of ignorance: {}.", largest.join("; ")),
        caption,
        notes,
        source: Source {
            file: "sensitivity.json".to_owned(),
            rows: format!("shares, policy {}, metric {}", text(of, "policy"), text(of, "metric")),
        },
        draw: Box::new(move |width| rows::draw(&rows, width)),
        table: table(&shares),
        specification: specification(),
    })
}

fn share(of: &Value) -> Share {
    let parts = ["first_order", "total"].into_iter().filter(|key| of[key].is_object());
    Share { name: text(of, "number"), parts: parts.map(|key| difference(&of[key])).collect() }
}

fn finding(first: &Share, about: &str, is_told: bool) -> String {
    if !is_told {
        return format!("No number is told to be a part of what is not known of {about}");
    }
    let Some(own) = first.parts.first() else { return first.name.clone() };
    format!("{} is {} of what is not known of {about}", first.name, printed::percent(own.estimate))
}

/// `72 % (62 to 81)`, and the same of the second part.
fn shown(share: &Share) -> String {
    let one = |part: &Difference| {
        let [low, high] = ends(part);
        let value = printed::percent(part.estimate);
        if low.is_empty() {
            value
        } else if low == high {
            format!("{value} ({low})")
        } else {
            format!("{value} ({low} to {high})")
        }
    };
    share.parts.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The ends of the interval of a share, in percent.
fn ends(part: &Difference) -> [String; 2] {
    words::ends(part.interval.map(|end| 100.0 * end), 100.0 * part.estimate.mcse, [0.0, 100.0])
}

fn row((place, share): (usize, &Share)) -> Row {
    let mark = |part: &Difference| Mark {
        value: 100.0 * part.estimate.value,
        interval: part.interval.map(|end| 100.0 * end),
        range: [f64::NAN; 2],
    };
    Row {
        name: share.name.clone(),
        under: String::new(),
        marks: share.parts.iter().map(mark).collect(),
        shown: shown(share),
        of_table: place,
    }
}

fn table(shares: &[Share]) -> Table {
    let columns = [
        ("number", "number or group"),
        ("first_order", "by itself"),
        ("first_order_low", "95 % from"),
        ("first_order_high", "to"),
        ("total", "with others"),
        ("total_low", "95 % from"),
        ("total_high", "to"),
    ];
    let cells = |part: Option<&Difference>| {
        let Some(part) = part else { return vec![Cell::Unknown, Cell::Unknown, Cell::Unknown] };
        let ends = ends(part).map(|end| format!("{end} %"));
        let of = |end: usize| words::cell(part.interval[end], &ends[end]);
        vec![words::cell(part.estimate.value, &printed::percent(part.estimate)), of(0), of(1)]
    };
    let row = |share: &Share| {
        let mut row = vec![Cell::Text(share.name.clone())];
        row.extend([0, 1].into_iter().flat_map(|place| cells(share.parts.get(place))));
        row
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows: shares.iter().map(row).collect() }
}

fn specification() -> Value {
    let y = json!({ "field": "number", "type": "nominal", "sort": null, "title": null });
    let x =
        |field: &str| json!({ "field": field, "type": "quantitative", "title": "share of what is not known", "axis": { "format": "%" } });
    json!({
        "layer": [
            { "mark": { "type": "rule", "size": 4 }, "encoding": { "y": y, "x": x("first_order_low"), "x2": { "field": "first_order_high" } } },
            { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "y": y, "x": x("first_order") } },
            { "mark": { "type": "point", "shape": "diamond", "size": 70 }, "encoding": { "y": y, "x": x("total") } }
        ]
    })
}
