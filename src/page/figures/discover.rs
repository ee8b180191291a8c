//! In which futures a condition holds: each region with its limits, how often the condition holds there and elsewhere, and how much of it is there.

use maud::html;
use serde_json::{Value, json};

use super::rows::{self, Mark, Row, Rows};
use super::spans::{self, Span};
use crate::page::chart::{Anchor, Drawing, text};
use crate::page::compared::number;
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::discover::chance;
use crate::report::{columns, number as printed};

/// What is told of a region, its name in files and in words.
const SHARES: [(&str, &str); 4] = [
    ("density", "holds there in"),
    ("elsewhere", "holds elsewhere in"),
    ("coverage", "of those, are there"),
    ("mass", "of all, are there"),
];

/// A figure a region; where none is told, one of what was found by chance, or of the condition alone.
pub fn of(results: &Results) -> Vec<Figure> {
    let document = &results.document;
    let regions: Vec<&Value> = document["regions"].as_array().into_iter().flatten().collect();
    if regions.is_empty() {
        return figure(document, &document["not_told"], 0).into_iter().collect();
    }
    regions.into_iter().enumerate().filter_map(|(place, region)| figure(document, region, place)).collect()
}

fn figure(document: &Value, region: &Value, place: usize) -> Option<Figure> {
    let said = words::spoken(document["sentences"][place].as_str()?.trim_end_matches('.'));
    let unit = if document["by"] == "trials" { "trials" } else { "draws" };
    let met = share(&document["met"], "holds in all in");
    let mut shares: Vec<Share> =
        SHARES.into_iter().filter(|(key, _)| region[*key].is_object()).map(|(key, name)| share(&region[key], name)).collect();
    shares.push(met);
    let limits: Vec<Limit> = region["limits"].as_array().into_iter().flatten().map(|one| limit(document, one)).collect();
    let spans: Vec<Span> = limits.iter().map(Limit::span).collect();
    let parts: Vec<String> = shares.iter().map(|share| format!("{} {}", share.name, share.shown())).collect();
    let rows = Rows {
        all: shares.iter().enumerate().map(|(place, share)| share.row(limits.len() + place)).collect(),
        heading: format!("share of {unit}"),
        column: "95 %".to_owned(),
        suffix: " %",
        domain: Some([0.0, 100.0]),
    };
    let mut notes: Vec<String> = Vec::new();
    if let Some(p) = region["p"].as_f64() {
        notes.push(format!("That chance alone gives so much: p {}.", probability(p)));
    }
    notes.extend(limits.iter().map(|limit| limit.note(number(&document["repeats"]))));
    Some(Figure {
        name: if place == 0 { "discovery".to_owned() } else { format!("discovery-{}", place + 1) },
        title: said,
        describes: format!(
            "Where {} holds. {}.",
            columns::name(document["condition"].as_str().unwrap_or_default(), usize::MAX),
            parts.join("; ")
        ),
        caption: if spans.is_empty() {
            format!("Shares of {unit} with their 95 % intervals.")
        } else {
            format!(
                "Above: each number that limits the region, from its 5 % to its 95 %; filled: inside. Below: shares of {unit} with their 95 % intervals, of draws that the search has not used."
            )
        },
        notes,
        source: Source {
            file: "discover.json".to_owned(),
            rows: if place == 0 { "regions or not_told, met".to_owned() } else { format!("regions, the one numbered {}", place + 1) },
        },
        draw: Box::new(move |width| draw(&spans, &rows, width)),
        table: table(&limits, &shares),
        specification: specification(),
    })
}

/// A share with its interval.
struct Share {
    name: String,
    value: f64,
    interval: [f64; 2],
}

/// What limits a region.
struct Limit {
    number: String,
    ends: [f64; 2],
    limits: [f64; 2],
    without: Share,
    p: f64,
    again: f64,
}

fn share(told: &Value, name: &str) -> Share {
    Share { name: name.to_owned(), value: number(&told["value"]), interval: [number(&told["low"]), number(&told["high"])] }
}

fn limit(document: &Value, told: &Value) -> Limit {
    let own =
        document["numbers"].as_array().into_iter().flatten().find(|number| number["number"] == told["number"]).unwrap_or(&Value::Null);
    let or = |end: &Value, other: f64| end.as_f64().unwrap_or(other);
    Limit {
        number: columns::name(told["number"].as_str().unwrap_or_default(), usize::MAX),
        ends: [number(&own["p05"]), number(&own["p95"])],
        limits: [or(&told["low"], f64::NEG_INFINITY), or(&told["high"], f64::INFINITY)],
        without: share(&told["without"], "without it"),
        p: number(&told["p"]),
        again: number(&told["again"]),
    }
}

/// A probability after `p`.
fn probability(p: f64) -> String {
    let printed = chance(p);
    if printed.starts_with('<') { printed } else { format!("= {printed}") }
}

impl Share {
    /// The error that its interval stands for, by which digits are printed \[%\].
    fn mcse(&self) -> f64 {
        100.0 * (self.interval[1] - self.interval[0]) / (2.0 * crate::math::NORMAL_P975)
    }

    fn value(&self) -> String {
        format!("{} %", printed::estimate(crate::estimate::Estimate { value: 100.0 * self.value, mcse: self.mcse() }))
    }

    fn ends(&self) -> [String; 2] {
        words::ends(self.interval.map(|end| 100.0 * end), self.mcse(), [0.0, 100.0])
            .map(|end| if end.is_empty() { end } else { end + " %" })
    }

    fn shown(&self) -> String {
        let [low, high] = self.ends();
        if low.is_empty() || low == high { self.value() } else { format!("{}, {} to {high}", self.value(), low.trim_end_matches(" %")) }
    }

    fn row(&self, row: usize) -> Row {
        let mark = Mark { value: 100.0 * self.value, interval: self.interval.map(|end| 100.0 * end), range: [f64::NAN; 2] };
        Row { name: self.name.clone(), under: String::new(), marks: vec![mark], shown: self.shown(), of_table: row }
    }

    fn cells(&self) -> [Cell; 3] {
        let [low, high] = self.ends();
        [words::cell(self.value, &self.value()), words::cell(self.interval[0], &low), words::cell(self.interval[1], &high)]
    }
}

impl Limit {
    /// `above 1.4`, `below 0.2`, `from 0.2 to 0.5`.
    fn range(&self) -> String {
        let [low, high] = self.limits.map(|end| printed::significant(end, 2));
        match self.limits.map(f64::is_finite) {
            [true, true] => format!("from {low} to {high}"),
            [true, false] => format!("above {low}"),
            [false, true] => format!("below {high}"),
            [false, false] => "anything".to_owned(),
        }
    }

    fn span(&self) -> Span {
        let own = |end: usize| (self.ends[end], printed::significant(self.ends[end], 2));
        Span {
            name: self.number.clone(),
            under: String::new(),
            ends: [own(0), own(1)],
            part: Some(self.limits),
            at: None,
            above: [self.range(), String::new()],
        }
    }

    fn note(&self, repeats: f64) -> String {
        format!(
            "Without the limit of {} it holds in {} (p {}); the search found it again in {} of {} repeats.",
            self.number,
            self.without.shown(),
            probability(self.p),
            printed::factor(self.again),
            printed::factor(repeats)
        )
    }
}

fn draw(spans: &[Span], rows: &Rows, width: f64) -> Drawing {
    let below = rows::draw(rows, width);
    if spans.is_empty() {
        return below;
    }
    let above = spans::draw(spans, "", width);
    let top = above.height + 20.0;
    let marks = html! {
        (text([0.0, 13.0], Anchor::Start, "tick", "the region"))
        (above.marks)
        g transform=(format!("translate(0 {top})")) { (below.marks) }
    };
    Drawing::new([width, top + below.height], marks)
}

fn table(limits: &[Limit], shares: &[Share]) -> Table {
    let columns = [
        ("number", "number"),
        ("p05", "its 5 %"),
        ("p95", "its 95 %"),
        ("from", "inside from"),
        ("to", "to"),
        ("what", "what"),
        ("value", "share"),
        ("low", "95 % from"),
        ("high", "to"),
        ("p", "p"),
    ];
    let plain = |value: f64| words::cell(value, &printed::significant(value, 2));
    let of_limit = |limit: &Limit| {
        let mut row = vec![
            Cell::Text(limit.number.clone()),
            plain(limit.ends[0]),
            plain(limit.ends[1]),
            plain(limit.limits[0]),
            plain(limit.limits[1]),
        ];
        row.push(Cell::Text("holds without its limit in".to_owned()));
        row.extend(limit.without.cells());
        row.push(words::cell(limit.p, &chance(limit.p)));
        row
    };
    let of_share = |share: &Share| {
        let mut row = vec![Cell::Text(String::new()), Cell::Unknown, Cell::Unknown, Cell::Unknown, Cell::Unknown];
        row.push(Cell::Text(share.name.clone()));
        row.extend(share.cells());
        row.push(Cell::Unknown);
        row
    };
    Table {
        columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(),
        rows: limits.iter().map(of_limit).chain(shares.iter().map(of_share)).collect(),
    }
}

fn specification() -> Value {
    let y = json!({ "field": "what", "type": "nominal", "sort": null, "title": null });
    json!({
        "transform": [{ "filter": "datum.number === ''" }],
        "layer": [
            { "mark": { "type": "rule", "size": 4 }, "encoding": { "y": y, "x": { "field": "low", "type": "quantitative", "title": "share" }, "x2": { "field": "high" } } },
            { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "y": y, "x": { "field": "value", "type": "quantitative" } } }
        ]
    })
}
