//! What may happen: how many more leave if somebody does, how many fewer are there if something else happens, and what policies keep then.

use serde_json::{Value, json};

use super::{first_sentence, hardest};
use crate::page::compared::{Difference, difference, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::rows::{self, Mark, Row, Rows};
use crate::page::words;
use crate::report::{columns, number as printed};

/// A number under what may happen.
struct Line {
    name: String,
    /// What happens, in words.
    under: String,
    told: Difference,
    /// The range over all that is not known.
    expected: [f64; 2],
}

/// The figures: further exits, people there, what policies keep; each where there is any.
pub fn figures(document: &Value) -> Vec<Figure> {
    let skipped = hardest(document);
    let asked = || {
        document["what_ifs"].as_array().into_iter().flatten().filter(|one| one["name"].as_str().is_none_or(|name| !skipped.contains(&name)))
    };
    let horizon = words::iso(document["horizon"].as_str().unwrap_or_default());
    let lets_leave = |one: &&Value| one["more_leave"].is_object();
    let further: Vec<(&Value, Line)> = asked().filter(lets_leave).map(|one| (one, line(one, "more_leave"))).collect();
    let there: Vec<(&Value, Line)> =
        asked().filter(|one| !lets_leave(one) && one["retained"].is_object()).map(|one| (one, line(one, "retained"))).collect();
    let mut figures = Vec::new();
    figures.extend(figure(
        "what-if-exits",
        further,
        [format!("more leave by {horizon}, of those it does not take"), "more_leave".to_owned()],
    ));
    figures.extend(figure("what-if-there", there, [format!("more people there on {horizon} than without it"), "retained".to_owned()]));
    figures.extend(policies(asked().collect(), &horizon));
    figures
}

fn text(of: &Value, key: &str) -> String {
    words::spoken(of[key].as_str().unwrap_or_default())
}

fn line(one: &Value, key: &str) -> Line {
    let told = difference(&one[key]);
    Line {
        name: columns::name(one["name"].as_str().unwrap_or_default(), usize::MAX),
        under: text(one, "description"),
        told,
        expected: [number(&one["expected"][0]), number(&one["expected"][1])],
    }
}

fn figure(name: &str, mut told: Vec<(&Value, Line)>, [heading, key]: [String; 2]) -> Option<Figure> {
    told.sort_by(|a, b| b.1.told.estimate.value.abs().total_cmp(&a.1.told.estimate.value.abs()));
    let first = told.first()?.0;
    let title = first_sentence(&text(first, "sentence")).to_owned();
    let mut notes: Vec<String> = told.iter().map(|(one, _)| text(one, "sentence")).collect();
    // The first is the title already.
    notes[0] = notes[0].strip_prefix(&title).map_or_else(String::new, |rest| rest.trim_start_matches('.').trim_start().to_owned());
    notes.extend(told.iter().find_map(|(one, _)| one["rests_on"].as_str().map(str::to_owned)));
    notes.retain(|note| !note.is_empty());
    let lines: Vec<Line> = told.into_iter().map(|(_, line)| line).collect();
    Some(of(name, title, &lines, heading, notes, &key))
}

/// What each policy keeps under each of what may happen.
fn policies(asked: Vec<&Value>, horizon: &str) -> Option<Figure> {
    let mut lines: Vec<Line> = Vec::new();
    let mut sentences: Vec<String> = Vec::new();
    for one in asked {
        for then in one["policies"].as_array().into_iter().flatten().filter(|then| then["kept"].is_object()) {
            let [policy, event] = [&then["policy"], &one["name"]].map(|name| columns::name(name.as_str().unwrap_or_default(), usize::MAX));
            lines.push(Line {
                name: format!("{policy}, if {event}"),
                under: String::new(),
                told: difference(&then["kept"]),
                expected: [f64::NAN; 2],
            });
            sentences.push(format!("If {event}: {}", text(then, "sentence").trim_end_matches('.').trim_start_matches("Then ")));
        }
    }
    let most = (0..lines.len()).max_by(|&a, &b| lines[a].told.estimate.value.total_cmp(&lines[b].told.estimate.value))?;
    let title = format!("{}, the most of all that is compared", sentences[most]);
    let heading = format!("more people there on {horizon} than without a policy, if it happens");
    Some(of("what-if-policies", title, &lines, heading, Vec::new(), "policies"))
}

fn of(name: &str, title: String, lines: &[Line], heading: String, notes: Vec<String>, key: &str) -> Figure {
    let rows: Vec<Row> = lines.iter().enumerate().map(row).collect();
    let said: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.shown)).collect();
    let has_range = lines.iter().any(|line| line.expected[0].is_finite());
    let range = if has_range { " Thin line: the 95 % range over all that is not known." } else { "" };
    let describes = format!("A row for each, with a dot and its interval: {}: {}.", heading, said.join("; "));
    let table = table(lines, &heading);
    let rows = Rows { all: rows, heading, column: "95 %".to_owned(), suffix: "", domain: None };
    Figure {
        name: name.to_owned(),
        title,
        describes,
        caption: format!("Dot: on average, in the same futures; thick line: its 95 % interval.{range}"),
        notes,
        source: Source { file: "comparison.json".to_owned(), rows: format!("what_ifs: {key}") },
        draw: Box::new(move |width| rows::draw(&rows, width)),
        table,
        specification: specification(),
    }
}

fn ends(interval: [f64; 2], mcse: f64) -> [String; 2] {
    words::ends(interval, mcse, [f64::NEG_INFINITY, f64::INFINITY])
}

fn row((row, line): (usize, &Line)) -> Row {
    let (value, [low, high]) = (printed::estimate(line.told.estimate), ends(line.told.interval, line.told.estimate.mcse));
    Row {
        name: line.name.clone(),
        under: line.under.clone(),
        marks: vec![Mark { value: line.told.estimate.value, interval: line.told.interval, range: line.expected }],
        shown: if low.is_empty() { format!("{value}, error unknown") } else { format!("{value}, {low} to {high}") },
        of_table: row,
    }
}

fn table(lines: &[Line], heading: &str) -> Table {
    let columns = [
        ("name", "if".to_owned()),
        ("value", heading.to_owned()),
        ("low", "95 % from".to_owned()),
        ("high", "to".to_owned()),
        ("expected_low", "over all not known, from".to_owned()),
        ("expected_high", "to".to_owned()),
    ];
    let row = |line: &Line| {
        let mcse = line.told.estimate.mcse;
        let (interval, expected) = (ends(line.told.interval, mcse), ends(line.expected, mcse));
        let mut row = vec![Cell::Text(line.name.clone()), words::cell(line.told.estimate.value, &printed::estimate(line.told.estimate))];
        row.extend([0, 1].map(|end| words::cell(line.told.interval[end], &interval[end])));
        row.extend([0, 1].map(|end| words::cell(line.expected[end], &expected[end])));
        row
    };
    Table { columns: columns.to_vec(), rows: lines.iter().map(row).collect() }
}

fn specification() -> Value {
    let y = json!({ "field": "name", "type": "nominal", "sort": null, "title": null });
    json!({
        "layer": [
            { "mark": { "type": "rule", "color": "#7a7a7a" }, "encoding": { "y": y, "x": { "field": "expected_low", "type": "quantitative", "title": "people" }, "x2": { "field": "expected_high" } } },
            { "mark": { "type": "rule", "size": 4 }, "encoding": { "y": y, "x": { "field": "low", "type": "quantitative" }, "x2": { "field": "high" } } },
            { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "y": y, "x": { "field": "value", "type": "quantitative" } } },
            { "mark": "rule", "encoding": { "x": { "datum": 0 } } }
        ]
    })
}
