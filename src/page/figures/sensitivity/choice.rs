//! Where the best choice changes along a number.

use serde_json::{Value, json};

use super::{items, text};
use crate::page::compared::number;
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::spans::{self, Span};
use crate::page::money::Money;
use crate::page::words;
use crate::report::NO_POLICY;
use crate::report::number as printed;
use crate::report::sensitivity::worth::{MOST_CHANGES, SHOWN};

/// One change.
struct Change {
    number: String,
    ends: [f64; 2],
    value: f64,
    best: [String; 2],
    at: f64,
    interval: [f64; 2],
    sentence: String,
}

/// The figure; none where the best choice changes nowhere.
pub fn figure(document: &Value, money: &Money) -> Option<Figure> {
    let told = &document["worth"];
    let values: Vec<f64> = items(told, "values_per_person").map(number).collect();
    let is_shown = |change: &Change| SHOWN.iter().any(|&place| values.get(place) == Some(&change.value));
    let mut changes: Vec<Change> = items(told, "best_choice_changes").map(|one| change(document, one)).collect();
    changes.sort_by(|a, b| is_shown(b).cmp(&is_shown(a)).then(a.value.total_cmp(&b.value)));
    let drawn = changes.iter().filter(|change| is_shown(change)).count().min(MOST_CHANGES);
    let first = changes.first().filter(|_| drawn > 0)?;
    let spans: Vec<Span> = changes[..drawn].iter().map(|change| span(change, money)).collect();
    let mut notes: Vec<String> = changes[..drawn].iter().map(|change| change.sentence.clone()).collect();
    if changes.len() > drawn {
        notes.push(format!("At these and other values of a person it changes {} times more: see the table.", changes.len() - drawn));
    }
    let mut numbers: Vec<String> = Vec::new();
    for change in &changes[..drawn] {
        if !numbers.contains(&change.number) {
            numbers.push(change.number.clone());
        }
    }
    Some(Figure {
        name: "best-choice-changes".to_owned(),
        title: format!("Which choice is best changes with {}", words::list(&numbers)),
        describes: format!("A line for each number from its 5 % to its 95 %, with a mark where the best choice changes. First: {}", first.sentence),
        caption: "Each line goes from the 5 % of a number to its 95 %. Diamond: where the best choice changes, with its 95 % interval; to the left of it the one is best, to the right the other, if keeping one person is worth as much as stands with the number.".to_owned(),
        notes,
        source: Source { file: "sensitivity.csv".to_owned(), rows: "metric net_benefit, stat best_below and best_from".to_owned() },
        draw: Box::new(move |width| spans::draw(&spans, "best below | best from there on", width)),
        table: table(&changes, money),
        specification: specification(),
    })
}

fn change(document: &Value, one: &Value) -> Change {
    let own = items(document, "numbers").find(|number| number["number"] == one["number"]).unwrap_or(&Value::Null);
    let option = |key: &str| if one[key] == NO_POLICY { "doing nothing".to_owned() } else { text(one, key) };
    Change {
        number: text(one, "number"),
        ends: [number(&own["p05"]), number(&own["p95"])],
        value: number(&one["value_per_person"]),
        best: [option("best_below"), option("best_from")],
        at: number(&one["at"]),
        interval: [number(&one["low"]), number(&one["high"])],
        sentence: text(one, "sentence"),
    }
}

fn span(change: &Change, money: &Money) -> Span {
    let worth = printed::factor(change.value);
    let worth = format!("at {} a person", money.amount(&worth));
    let own = |end: usize| (change.ends[end], printed::significant(change.ends[end], 2));
    Span {
        name: change.number.clone(),
        under: worth,
        ends: [own(0), own(1)],
        part: None,
        at: Some((change.at, change.interval)),
        above: change.best.clone(),
    }
}

fn table(changes: &[Change], money: &Money) -> Table {
    let columns = [
        ("number", "number".to_owned()),
        ("p05", "its 5 %".to_owned()),
        ("p95", "its 95 %".to_owned()),
        ("value", format!("a person kept is worth [{}]", money.unit())),
        ("below", "best below".to_owned()),
        ("from", "best from there on".to_owned()),
        ("at", "changes at".to_owned()),
        ("low", "95 % from".to_owned()),
        ("high", "to".to_owned()),
    ];
    let number = |value: f64| words::cell(value, &printed::significant(value, 2));
    let row = |change: &Change| {
        vec![
            Cell::Text(change.number.clone()),
            number(change.ends[0]),
            number(change.ends[1]),
            words::cell(change.value, &printed::factor(change.value)),
            Cell::Text(change.best[0].clone()),
            Cell::Text(change.best[1].clone()),
            number(change.at),
            number(change.interval[0]),
            number(change.interval[1]),
        ]
    };
    Table { columns: columns.to_vec(), rows: changes.iter().map(row).collect() }
}

fn specification() -> Value {
    let y = json!({ "field": "number", "type": "nominal", "sort": null, "title": null });
    json!({
        "layer": [
            { "mark": "rule", "encoding": { "y": y, "x": { "field": "low", "type": "quantitative", "title": "where the best choice changes" }, "x2": { "field": "high" } } },
            { "mark": { "type": "point", "filled": true, "shape": "diamond", "size": 70 }, "encoding": { "y": y, "x": { "field": "at", "type": "quantitative" },
                "color": { "field": "value", "type": "ordinal", "title": "a person is worth" } } }
        ]
    })
}
