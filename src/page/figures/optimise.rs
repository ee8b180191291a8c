//! The best mix for a budget, and for parts of it.

use serde_json::{Value, json};

use super::rows::{self, Mark, Row, Rows};
use crate::estimate::Estimate;
use crate::optimise::results::NEXT;
use crate::page::compared::{Difference, difference, estimate, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::money::Money;
use crate::page::results::Results;
use crate::page::words;
use crate::report::number as printed;

/// A mix that is told of, for an amount of money.
struct Mix {
    is_next: bool,
    money: f64,
    words: String,
    spent: Option<Estimate>,
    cost: Option<Estimate>,
    /// None where it is doing nothing.
    kept: Option<Difference>,
}

/// The figure.
pub fn figure(results: &Results) -> Option<Figure> {
    let document = &results.document;
    let money = Money::of(document);
    let mut mixes: Vec<Mix> = document["mixes"].as_array()?.iter().map(mix).collect();
    mixes.sort_by(|a, b| b.money.total_cmp(&a.money).then(a.is_next.cmp(&b.is_next)));
    let horizon = words::iso(document["horizon"].as_str().unwrap_or_default());
    let called = |mix: &Mix| {
        let amount = money.amount(&printed::factor(mix.money));
        if mix.is_next { format!("{amount}, runner-up") } else { amount }
    };
    let rows: Vec<Row> = mixes.iter().enumerate().map(|(place, mix)| row(mix, called(mix), place)).collect();
    let said: Vec<String> = mixes.iter().map(|mix| format!("{}: {}, {}", called(mix), mix.words, shown(mix))).collect();
    let rows = Rows {
        all: rows,
        heading: format!("more people there on {horizon}, compared with doing nothing"),
        column: "kept, 95 %".to_owned(),
        suffix: "",
        domain: None,
    };
    let remarks = document["remarks"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let guarantee = document["guarantee"]["sentence"].as_str();
    Some(Figure {
        name: "best-mix".to_owned(),
        title: words::spoken(document["sentence"].as_str()?.trim_end_matches('.')),
        describes: format!("A row for each amount of money, with the best mix of policies for it and what that keeps: {}.", said.join("; ")),
        caption: "Each row is the best mix of those that were looked at for so much money; dot: people kept on average; thick line: 95 % interval. The numbers are of trials that the search has not used.".to_owned(),
        notes: guarantee.into_iter().chain(remarks).map(words::spoken).collect(),
        source: Source { file: "optimise.json".to_owned(), rows: "mixes; all that were looked at: mixes.csv".to_owned() },
        draw: Box::new(move |width| rows::draw(&rows, width)),
        table: table(&mixes, &money),
        specification: specification(&money),
    })
}

fn mix(told: &Value) -> Mix {
    let of = |key: &str| Some(&told[key]).filter(|one| one.is_object()).map(estimate);
    Mix {
        is_next: told["which"] == NEXT,
        money: number(&told["budget"]),
        words: words::spoken(told["words"].as_str().unwrap_or_default()),
        spent: of("spent"),
        cost: of("cost"),
        kept: Some(&told["kept"]).filter(|kept| kept.is_object()).map(difference),
    }
}

/// `1.4, 1.2 to 1.5`.
fn shown(mix: &Mix) -> String {
    let Some(kept) = &mix.kept else { return "0".to_owned() };
    let [low, high] = words::ends(kept.interval, kept.estimate.mcse, [f64::NEG_INFINITY, f64::INFINITY]);
    let value = printed::estimate(kept.estimate);
    if low.is_empty() { format!("{value}, error unknown") } else { format!("{value}, {low} to {high}") }
}

fn row(mix: &Mix, name: String, row: usize) -> Row {
    let marks = mix.kept.map(|kept| Mark { value: kept.estimate.value, interval: kept.interval, range: [f64::NAN; 2] });
    Row { name, under: mix.words.clone(), marks: marks.into_iter().collect(), shown: shown(mix), of_table: row }
}

fn table(mixes: &[Mix], money: &Money) -> Table {
    let unit = money.unit();
    let columns = [
        ("money", format!("for [{unit}]")),
        ("which", "which".to_owned()),
        ("mix", "mix".to_owned()),
        ("spent", format!("spends [{unit}]")),
        ("cost", format!("by the horizon [{unit}]")),
        ("kept", "keeps".to_owned()),
        ("kept_low", "95 % from".to_owned()),
        ("kept_high", "to".to_owned()),
    ];
    let amount = |amount: Option<Estimate>| amount.map_or(Cell::Unknown, |one| words::cell(one.value, &printed::estimate(one)));
    let row = |mix: &Mix| {
        let mut row = vec![
            words::cell(mix.money, &printed::factor(mix.money)),
            Cell::Text(if mix.is_next { "runner-up" } else { "best" }.to_owned()),
            Cell::Text(mix.words.clone()),
            amount(mix.spent),
            amount(mix.cost),
        ];
        match mix.kept {
            Some(kept) => {
                let ends = words::ends(kept.interval, kept.estimate.mcse, [f64::NEG_INFINITY, f64::INFINITY]);
                row.push(words::cell(kept.estimate.value, &printed::estimate(kept.estimate)));
                row.extend([0, 1].map(|end| words::cell(kept.interval[end], &ends[end])));
            }
            None => row.extend([Cell::Unknown, Cell::Unknown, Cell::Unknown]),
        }
        row
    };
    Table { columns: columns.to_vec(), rows: mixes.iter().map(row).collect() }
}

fn specification(money: &Money) -> Value {
    let x = json!({ "field": "money", "type": "quantitative", "title": format!("money, {}", money.unit()) });
    let color = json!({ "field": "which", "type": "nominal", "sort": null });
    json!({
        "layer": [
            { "mark": "rule", "encoding": { "x": x, "color": color, "y": { "field": "kept_low", "type": "quantitative", "title": "people kept" }, "y2": { "field": "kept_high" } } },
            { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "x": x, "color": color, "y": { "field": "kept", "type": "quantitative" } } }
        ]
    })
}
