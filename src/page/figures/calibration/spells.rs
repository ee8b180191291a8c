//! The history itself, a line a person: under observation from when to when, and how that ended. Only where single people may be shown.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use crate::calendar::Date;
use crate::page::chart::{self, Anchor, Drawing, Hint, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::{Results, Row};
use crate::page::words;
use crate::report::{columns, number};

/// The file that it is drawn from.
const FILE: &str = "spells.csv";
/// Most people that are drawn: those whose observation ended first.
const MOST: usize = 80;

/// One spell under observation.
#[derive(Clone, Debug, PartialEq)]
struct Spell {
    id: String,
    team: String,
    entry: Date,
    /// The first and the last day on which observation can have ended.
    end: [Date; 2],
    ended: Ended,
}

/// How observation ended.
#[derive(Clone, Debug, PartialEq)]
enum Ended {
    Present,
    Censored,
    Exit(String),
}

/// The spells of one person, in order.
type Lane = Vec<Spell>;

/// The figure of a calibration.
pub fn figure(results: &Results) -> Option<Figure> {
    let spells: Vec<Spell> = results.rows(FILE, &[]).filter_map(|row| spell(&row)).collect();
    let from = spells.iter().map(|spell| spell.entry).min()?;
    let until = spells.iter().map(|spell| spell.end[1]).max()?;
    let mut lanes = lanes(spells);
    let people = lanes.len();
    let left: Vec<&Spell> = lanes.iter().flatten().filter(|spell| matches!(spell.ended, Ended::Exit(_))).collect();
    let between = match (left.iter().map(|spell| spell.end[0]).min(), left.iter().map(|spell| spell.end[1]).max()) {
        (Some(first), Some(last)) if first < last => format!(", between {} and {}", words::day(first), words::day(last)),
        (Some(first), _) => format!(", on {}", words::day(first)),
        _ => String::new(),
    };
    let title = format!(
        "{} {} and {} {} in the history{between}",
        number::count(people as u64),
        if people == 1 { "person" } else { "people" },
        number::count(left.len() as u64),
        if left.len() == 1 { "exit" } else { "exits" }
    );
    lanes.truncate(MOST);
    let not_drawn =
        if people > MOST { format!(" The {MOST} whose observation ended first are drawn; the file has all.") } else { String::new() };
    Some(Figure {
        name: "history".to_owned(),
        describes: format!(
            "A line for each of {} people, from when they were first observed to when they left or were last known to be there, by the \
             date on which it ends.",
            lanes.len()
        ),
        title,
        caption: format!(
            "A line is one person under observation; a dot is an exit. Dashed: they left on some day in it, and the dot is the last day \
             possible. It is about single people: show it only to those who may know.{not_drawn}"
        ),
        notes: Vec::new(),
        source: Source { file: FILE.to_owned(), rows: String::new() },
        table: table(lanes.iter().flatten()),
        draw: Box::new(move |width| draw(&lanes, [from, until], width)),
        specification: json!({
            "encoding": { "y": { "field": "id", "type": "nominal", "sort": null, "title": null } },
            "layer": [
                { "mark": "rule", "encoding": { "x": { "field": "entry", "type": "temporal", "title": null }, "x2": { "field": "end_latest" } } },
                { "transform": [{ "filter": "datum.ended == 'exit'" }], "mark": { "type": "point", "filled": true },
                  "encoding": { "x": { "field": "end_latest", "type": "temporal" }, "color": { "field": "channel", "type": "nominal" } } }
            ]
        }),
    })
}

fn spell(row: &Row<'_>) -> Option<Spell> {
    let ended = match row.text("ended") {
        "exit" => Ended::Exit(columns::name(row.text("channel"), usize::MAX)),
        "censored" => Ended::Censored,
        _ => Ended::Present,
    };
    let [id, team] = ["id", "team"].map(|column| columns::name(row.text(column), usize::MAX));
    Some(Spell { id, team, entry: row.date("entry")?, end: [row.date("end_earliest")?, row.date("end_latest")?], ended })
}

/// The spells by person; those whose observation ended first come first.
fn lanes(spells: Vec<Spell>) -> Vec<Lane> {
    let mut by_person: BTreeMap<String, Lane> = BTreeMap::new();
    for spell in spells {
        by_person.entry(spell.id.clone()).or_default().push(spell);
    }
    let mut lanes: Vec<Lane> = by_person.into_values().collect();
    for lane in &mut lanes {
        lane.sort_by_key(|spell| spell.entry);
    }
    lanes.sort_by_key(|lane| lane.last().map(|spell| (spell.end[1], spell.end[0])));
    lanes
}

fn table<'s>(spells: impl Iterator<Item = &'s Spell>) -> Table {
    let columns = [
        ("id", "person"),
        ("team", "team"),
        ("entry", "observed from"),
        ("ended", "ended"),
        ("end_earliest", "first day possible"),
        ("end_latest", "last day possible"),
        ("channel", "how"),
    ];
    let row = |spell: &Spell| {
        let (ended, channel) = match &spell.ended {
            Ended::Present => ("present", ""),
            Ended::Censored => ("censored", ""),
            Ended::Exit(channel) => ("exit", channel.as_str()),
        };
        let text = |text: &str| Cell::Text(text.to_owned());
        let [first, last] = spell.end.map(Cell::On);
        vec![text(&spell.id), text(&spell.team), Cell::On(spell.entry), text(ended), first, last, text(channel)]
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).to_vec(), rows: spells.map(row).collect() }
}

fn draw(lanes: &[Lane], [from, until]: [Date; 2], width: f64) -> Drawing {
    const HEIGHT: f64 = 20.0;
    let is_narrow = width < 500.0;
    let name = words::widest(lanes.iter().map(|lane| lane[0].id.as_str()), if is_narrow { 80.0 } else { 150.0 }) + 10.0;
    let names = words::clipped_apart(&lanes.iter().map(|lane| lane[0].id.clone()).collect::<Vec<_>>(), name - 6.0);
    let beside = words::widest(lanes.iter().flatten().map(said), if is_narrow { 80.0 } else { 140.0 }) + 14.0;
    let (top, bottom) = (8.0, 8.0 + HEIGHT * lanes.len() as f64);
    let ends = [name, width - beside];
    let x = Months::new(from, until, ends);
    let middle = |lane: usize| top + HEIGHT * (lane as f64 + 0.5);
    let marks = html! {
        @for (place, _) in x.ticks(84.0) { (chart::rule([place, top], [place, bottom], "grid")) }
        (chart::bottom(&x.ticks(84.0), ends, bottom))
        @for (place, (lane, name)) in lanes.iter().zip(&names).enumerate() {
            (chart::text([0.0, middle(place) + 4.0], Anchor::Start, "row", name))
            @for (number, spell) in lane.iter().enumerate() {
                (line(spell, &x, middle(place)))
                @if number + 1 == lane.len() {
                    (chart::named([x.at(spell.end[1]) + 9.0, middle(place) + 4.0], Anchor::Start, "tick", said(spell), width - x.at(spell.end[1]) - 9.0))
                }
            }
        }
    };
    let places = lanes.iter().enumerate().flat_map(|(place, lane)| lane.iter().map(move |spell| (place, spell)));
    let hints = places.zip(0..).map(|((place, spell), row)| {
        let [left, right] = [spell.entry, spell.end[1]].map(|date| x.at(date));
        Hint { extent: [left, middle(place) - 0.5 * HEIGHT, right - left + 6.0, HEIGHT], row }
    });
    Drawing::new([width, bottom + 26.0], marks).with_hints(hints)
}

/// What stands beside the end of a line.
fn said(spell: &Spell) -> &str {
    match &spell.ended {
        Ended::Present => "still there",
        Ended::Censored => "no longer observed",
        Ended::Exit(channel) if channel == "unknown" => "left, not known how",
        Ended::Exit(channel) => channel,
    }
}

fn line(spell: &Spell, x: &Months, y: f64) -> Markup {
    let [entry, first, last] = [spell.entry, spell.end[0], spell.end[1]].map(|date| x.at(date));
    html! {
        (chart::line(&[[entry, y], [first.max(entry), y]], "line-1"))
        @if last > first { (chart::line(&[[first.max(entry), y], [last, y]], "line-1 dashed")) }
        @match spell.ended {
            Ended::Exit(_) => (chart::dot([last, y], 4.5, "fill-2")),
            Ended::Censored => (chart::ring([last, y], 4.0, "line-8")),
            Ended::Present => {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell_of(id: &str, entry: i16, end: i16, ended: Ended) -> Spell {
        let date = |year| Date::constant(year, 1, 1);
        Spell { id: id.to_owned(), team: "a".to_owned(), entry: date(entry), end: [date(end); 2], ended }
    }

    #[test]
    fn a_person_who_came_back_has_one_line_by_the_end_of_the_last_spell() {
        let back = [spell_of("a", 2024, 2026, Ended::Present), spell_of("a", 2020, 2022, Ended::Exit("lab".to_owned()))];
        let lanes = lanes([back.to_vec(), vec![spell_of("b", 2020, 2025, Ended::Exit("lab".to_owned()))]].concat());
        assert_eq!(lanes.iter().map(|lane| (lane[0].id.as_str(), lane.len())).collect::<Vec<_>>(), [("b", 1), ("a", 2)]);
        assert_eq!(lanes[1].last().map(|spell| &spell.ended), Some(&Ended::Present));
    }
}
