//! Who would be hardest to lose: how many of the others follow if all of a role leave, or one person.

use serde_json::{Value, json};

use crate::page::compared::{Difference, difference, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::rows::{self, Mark, Row, Rows};
use crate::page::words;
use crate::report::columns::{self, many};
use crate::report::number as printed;

/// Most that are drawn: a lab's people may be many.
const MOST: usize = 20;

/// One that would be lost.
struct Lost {
    name: String,
    leaving: u64,
    follow: Difference,
    places: [u64; 2],
}

/// The figure; none where that is not asked.
pub fn figure(document: &Value) -> Option<Figure> {
    let all: Vec<Lost> = document["hardest_to_lose"].as_array()?.iter().map(lost).collect();
    if all.is_empty() {
        return None;
    }
    let [start, horizon] = ["start", "horizon"].map(|key| words::iso(document[key].as_str().unwrap_or_default()));
    let rows: Vec<Row> = all.iter().take(MOST).enumerate().map(row).collect();
    let said: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.shown)).collect();
    let rows = Rows {
        all: rows,
        heading: format!("others who follow by {horizon}"),
        column: "others who follow, 95 %".to_owned(),
        suffix: "",
        domain: None,
    };
    let rests_on = document["what_ifs"].as_array().into_iter().flatten().find_map(|one| one["rests_on"].as_str());
    let mut notes: Vec<String> = rests_on.map(str::to_owned).into_iter().collect();
    if all.len() > MOST {
        notes.push(format!("Others are in the table alone: {}.", all.len() - MOST));
    }
    Some(Figure {
        name: "hardest-to-lose".to_owned(),
        title: words::spoken(document["sentence"].as_str()?.trim_end_matches('.')),
        describes: format!("A row for each that would be lost, with how many of the others follow: {}.", said.join("; ")),
        caption: format!(
            "If all of them left on {start}, one row at a time: how many of the others leave by {horizon} who would not have left; thick lines: 95 % intervals. Place: from the first to the last that it may have, told at 95 % for each pair."
        ),
        notes,
        source: Source { file: "comparison.json".to_owned(), rows: "hardest_to_lose".to_owned() },
        draw: Box::new(move |width| rows::draw(&rows, width)),
        table: table(&all),
        specification: json!({
            "layer": [
                { "mark": { "type": "rule", "size": 4 }, "encoding": { "y": { "field": "name", "type": "nominal", "sort": null, "title": null },
                    "x": { "field": "low", "type": "quantitative", "title": "others who follow" }, "x2": { "field": "high" } } },
                { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "y": { "field": "name", "type": "nominal", "sort": null },
                    "x": { "field": "more_leave", "type": "quantitative" } } }
            ]
        }),
    })
}

fn lost(told: &Value) -> Lost {
    let follow = json!({ "value": told["more_leave"], "mcse": told["mcse"], "low": told["low"], "high": told["high"] });
    Lost {
        name: columns::name(told["name"].as_str().unwrap_or_default(), usize::MAX),
        leaving: told["leaving"].as_u64().unwrap_or_default(),
        follow: difference(&follow),
        places: [0, 1].map(|end| told["places"][end].as_u64().unwrap_or_default()),
    }
}

fn ends(follow: &Difference) -> [String; 2] {
    words::ends(follow.interval, follow.estimate.mcse, [f64::NEG_INFINITY, f64::INFINITY])
}

/// `1`, or `2-4`.
fn place([first, last]: [u64; 2]) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn row((row, lost): (usize, &Lost)) -> Row {
    let (value, [low, high]) = (printed::estimate(lost.follow.estimate), ends(&lost.follow));
    Row {
        name: lost.name.clone(),
        under: format!("{}; place {}", many(usize::try_from(lost.leaving).unwrap_or(usize::MAX), "person", "people"), place(lost.places)),
        marks: vec![Mark { value: lost.follow.estimate.value, interval: lost.follow.interval, range: [f64::NAN; 2] }],
        shown: if low.is_empty() { format!("{value}, error unknown") } else { format!("{value}, {low} to {high}") },
        of_table: row,
    }
}

fn table(all: &[Lost]) -> Table {
    let columns = [
        ("name", "if all left"),
        ("people", "people"),
        ("more_leave", "others who follow"),
        ("low", "95 % from"),
        ("high", "to"),
        ("place", "place"),
    ];
    let row = |lost: &Lost| {
        let ends = ends(&lost.follow);
        vec![
            Cell::Text(lost.name.clone()),
            words::cell(number(&lost.leaving.into()), &printed::count(lost.leaving)),
            words::cell(lost.follow.estimate.value, &printed::estimate(lost.follow.estimate)),
            words::cell(lost.follow.interval[0], &ends[0]),
            words::cell(lost.follow.interval[1], &ends[1]),
            Cell::Text(place(lost.places)),
        ]
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows: all.iter().map(row).collect() }
}
