//! What to find out first: what it is worth to know each number before a policy is chosen.

use serde_json::{Value, json};

use super::{items, text};
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::page::compared::{estimate, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::rows::{self, Mark, Row, Rows};
use crate::page::money::Money;
use crate::page::words;
use crate::report::sensitivity::worth::{SHOWN, is_told};
use crate::report::{NO_POLICY, number as printed};

/// Numbers that are drawn where none is told to be worth anything.
const LEAST: usize = 5;

/// A number or a group of them, and what it is worth to know it by what keeping one person is worth.
struct Worth {
    name: String,
    by_value: Vec<Estimate>,
}

/// The figure; none where no policy is asked about, or where it cannot be told.
pub fn figure(document: &Value, money: &Money) -> Option<Figure> {
    let told = &document["worth"];
    let values: Vec<f64> = items(told, "values_per_person").map(number).collect();
    let all: Vec<Worth> = items(told, "evppi")
        .map(|one| Worth { name: text(one, "number"), by_value: items(one, "by_value").map(estimate).collect() })
        .filter(|one| one.by_value.len() == values.len())
        .collect();
    let place = place(&values, &all)?;
    let mut drawn: Vec<(usize, &Worth)> = all.iter().enumerate().filter(|(_, one)| is_told(&one.by_value[place])).collect();
    let is_any = !drawn.is_empty();
    if !is_any {
        drawn = all.iter().enumerate().collect();
    }
    drawn.sort_by(|a, b| b.1.by_value[place].value.total_cmp(&a.1.by_value[place].value));
    drawn.truncate(if is_any { usize::MAX } else { LEAST });
    let title = told["sentence"].as_str().map_or_else(
        || "No number is told to be worth finding out before choosing a policy, at any value of a person kept".to_owned(),
        |sentence| sentence.trim_end_matches('.').to_owned(),
    );
    // The table has a row for each number at each value that is shown.
    let shown: Vec<usize> = SHOWN.into_iter().filter(|&place| place < values.len()).collect();
    let column = shown.iter().position(|&other| other == place)?;
    let at = money.amount(&printed::factor(values[place]));
    let rows: Vec<Row> = drawn.iter().map(|(number, one)| row(&one.name, one.by_value[place], number * shown.len() + column)).collect();
    let parts: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.shown)).collect();
    let rest = all.len() - drawn.len();
    let rows = Rows { all: rows, heading: format!("worth at most, {}", money.unit()), column: "95 %".to_owned(), suffix: "", domain: None };
    Some(Figure {
        name: "find-out-first".to_owned(),
        title,
        describes: format!(
            "A row for each number or group, with what it is worth at most to know it, in {}: {}.",
            money.unit(),
            parts.join("; ")
        ),
        caption: format!(
            "The most to pay to know a number, or a group of them together, before a policy is chosen, if keeping one person is worth {at}. Thick lines: 95 % intervals. Other values of a person are in the table."
        ),
        notes: {
            let others = (is_any && rest > 0).then(|| format!("Not told to be worth anything at that value: {rest} others."));
            others.into_iter().chain(records(told, place, money)).collect()
        },
        source: Source { file: "sensitivity.csv".to_owned(), rows: "metric net_benefit, stat evppi".to_owned() },
        draw: Box::new(move |width| rows::draw(&rows, width)),
        table: table(&values, &all, money),
        specification: specification(money),
    })
}

/// What it is worth to watch some months of exits first, at the value of a person of that place.
fn records(told: &Value, place: usize, money: &Money) -> Vec<String> {
    let of = |one: &Value| {
        let worth = items(one, "by_value").map(estimate).nth(place)?;
        let under = match text(one, "policy").as_str() {
            NO_POLICY => "without a policy".to_owned(),
            policy => format!("with {policy}"),
        };
        let months = number(&one["months"]);
        let half = NORMAL_P975 * worth.mcse;
        let [low, high] = words::ends([(worth.value - half).max(0.0), worth.value + half], worth.mcse, [0.0, f64::INFINITY]);
        Some(if is_told(&worth) {
            format!(
                "To watch {months} months of exits first, {under}, is worth {} ({low} to {high}).",
                money.amount(&printed::estimate(worth))
            )
        } else {
            format!("To watch {months} months of exits first, {under}, is not told to be worth anything: at most {}.", money.amount(&high))
        })
    };
    items(told, "evsi").filter_map(of).collect()
}

/// The value of a person, of those that the command shows, at which knowing a number is worth most as a share of it; of several that are told
/// the one that the sentence is about.
fn place(values: &[f64], all: &[Worth]) -> Option<usize> {
    let shown = SHOWN.into_iter().filter(|&place| place < values.len());
    let most = |place: usize| {
        let of = all.iter().map(|one| one.by_value[place]).filter(is_told);
        of.map(|worth| worth.value / values[place]).fold(0.0, f64::max)
    };
    let last = shown.clone().next_back().filter(|_| !all.is_empty())?;
    Some(shown.filter(|&place| most(place) > 0.0).max_by(|&a, &b| most(a).total_cmp(&most(b))).unwrap_or(last))
}

fn row(name: &str, worth: Estimate, row: usize) -> Row {
    let half = NORMAL_P975 * worth.mcse;
    let interval = [(worth.value - half).max(0.0), worth.value + half];
    let [low, high] = words::ends(interval, worth.mcse, [0.0, f64::INFINITY]);
    let value = printed::estimate(worth);
    let shown = if low.is_empty() || low == high { value } else { format!("{value}, {low} to {high}") };
    Row {
        name: name.to_owned(),
        under: String::new(),
        marks: vec![Mark { value: worth.value, interval, range: [f64::NAN; 2] }],
        shown,
        of_table: row,
    }
}

fn table(values: &[f64], all: &[Worth], money: &Money) -> Table {
    let columns = [
        ("number", "number or group".to_owned()),
        ("value", format!("a person kept is worth [{}]", money.unit())),
        ("worth", format!("worth at most [{}]", money.unit())),
        ("mcse", "standard error".to_owned()),
    ];
    let row = |one: &Worth, place: usize| {
        let worth = one.by_value[place];
        vec![
            Cell::Text(one.name.clone()),
            words::cell(values[place], &printed::factor(values[place])),
            words::cell(worth.value, &printed::estimate(worth)),
            words::cell(worth.mcse, &printed::significant(worth.mcse, 2)),
        ]
    };
    let rows = all.iter().flat_map(|one| SHOWN.into_iter().filter(|&place| place < values.len()).map(move |place| row(one, place)));
    Table { columns: columns.to_vec(), rows: rows.collect() }
}

fn specification(money: &Money) -> Value {
    json!({
        "mark": { "type": "line", "point": true },
        "encoding": {
            "x": { "field": "value", "type": "quantitative", "title": "what keeping one person is worth" },
            "y": { "field": "worth", "type": "quantitative", "title": format!("worth at most, {}", money.unit()) },
            "color": { "field": "number", "type": "nominal", "sort": null }
        }
    })
}
