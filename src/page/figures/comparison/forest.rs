//! What each policy keeps at the horizon, how well that is known, and what it costs.

use std::fmt::Write as _;

use maud::{Markup, html};
use serde_json::json;

use crate::compare::Measure;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::compared::{Arm, Compared};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;

/// A policy as it is drawn: numbers on one scale, texts as they are printed.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    kept: f64,
    interval: [f64; 2],
    expected: [f64; 2],
    /// What is kept, and its interval.
    shown: [String; 2],
    cost: String,
    each: String,
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Forest {
    rows: Vec<Row>,
    heading: String,
    /// The unit of costs; none where nothing costs anything.
    unit: Option<String>,
}

/// The figure.
pub fn figure(compared: &Compared) -> Option<Figure> {
    let first = compared.arms.first()?;
    // The comparison's own sentence says already at which money it holds.
    let with = compared.budget.as_ref().filter(|_| first.kept.is_told()).map_or_else(String::new, |budget| format!("With {budget}: "));
    let title = with + &finding(compared, first);
    let forest = Forest {
        rows: rows(compared),
        heading: format!("more people there on {}", words::day(compared.horizon)),
        unit: compared.has_costs().then(|| compared.unit().to_owned()),
    };
    let named: Vec<String> = forest.rows.iter().map(|row| format!("{} {}", row.name, row.shown.join(", "))).collect();
    let describes = format!(
        "A row for each policy, with a dot and its interval against a line at zero, which is doing nothing. People kept on {}: {}.",
        words::day(compared.horizon),
        named.join("; ")
    );
    let wider = compared.arms.iter().any(|arm| arm.expected[0].is_finite());
    Some(Figure {
        name: "forest".to_owned(),
        title,
        describes,
        caption: caption(compared, wider),
        notes: Vec::new(),
        source: Source {
            file: "comparison.json".to_owned(),
            rows: "arms, versus: retained at the horizon, expected, cost, cost_per_person_kept".to_owned(),
        },
        draw: Box::new(move |width| if width < 500.0 { narrow(&forest, width) } else { wide(&forest, width) }),
        table: table(compared),
        specification: specification(),
    })
}

/// What was found, in a sentence that is true to the error.
fn finding(compared: &Compared, first: &Arm) -> String {
    let kept = &first.kept;
    if kept.estimate.value == 0.0 && kept.estimate.mcse == 0.0 {
        return format!("{} keeps as many as doing nothing in every trial", first.known());
    }
    if !kept.is_told() {
        return compared.sentence.clone();
    }
    let (name, amount, horizon) = (first.known(), first.amount(kept, compared.roster), words::day(compared.horizon));
    if kept.estimate.value < 0.0 {
        return match compared.arms.len() {
            1 => format!("{name} keeps {amount} of {} on {horizon} than doing nothing", compared.roster),
            _ => format!(
                "No policy keeps more than doing nothing: the best of them, {name}, keeps {amount} of {} on {horizon}",
                compared.roster
            ),
        };
    }
    let of = match first.measure {
        Measure::People => compared.roster.to_string(),
        Measure::Share => "its own roster".to_owned(),
    };
    let price = first.each().map_or_else(|_| String::new(), |[each, ..]| format!(", at {} each", compared.money(&each)));
    let rivals = compared.rivals().map_or_else(String::new, |rivals| format!("; {rivals}"));
    format!("{name} keeps {amount} of {of} on {horizon}{price}{rivals}")
}

fn caption(compared: &Compared, wider: bool) -> String {
    let mut caption = "Dot: people kept on average, compared with doing nothing; thick line, where the dot does not hide it: its 95 % interval, which more trials make narrower.".to_owned();
    if wider {
        caption += " Thin line: the 95 % range over all that is not known, such as how strongly people react.";
    }
    if compared.arms.iter().any(|arm| arm.measure == Measure::Share) {
        let _ = write!(caption, " Percentages are shares of a roster of its own, drawn as people of {}.", compared.roster);
    }
    caption
}

fn rows(compared: &Compared) -> Vec<Row> {
    let (kept, costs) = (compared.shown(|arm| &arm.kept), compared.costs());
    let row = |((arm, [value, low, high]), cost): ((&Arm, [String; 3]), String)| Row {
        name: arm.known(),
        kept: arm.on_scale(arm.kept.estimate.value, compared.roster),
        interval: arm.kept.interval.map(|end| arm.on_scale(end, compared.roster)),
        expected: arm.expected.map(|end| arm.on_scale(end, compared.roster)),
        shown: [value, if low.is_empty() { "error unknown".to_owned() } else { format!("{low} to {high}") }],
        cost,
        each: arm.each().map_or_else(str::to_owned, |[each, ..]| each),
    };
    compared.arms.iter().zip(kept).zip(costs).map(row).collect()
}

fn table(compared: &Compared) -> Table {
    let columns = [
        ("policy", "policy"),
        ("kept", "kept"),
        ("kept_low", "95 % from"),
        ("kept_high", "to"),
        ("expected_low", "over all not known, from"),
        ("expected_high", "to"),
        ("cost", "cost"),
        ("each", "per person kept"),
        ("each_low", "95 % from"),
        ("each_high", "to"),
        ("price", "price"),
    ];
    let columns = columns.map(|(name, heading)| {
        let unit = if ["cost", "each"].contains(&name) { format!(" [{}]", compared.unit()) } else { String::new() };
        (name, format!("{heading}{unit}"))
    });
    let (kept, costs) = (compared.shown(|arm| &arm.kept), compared.costs());
    let row = |((arm, kept), cost): ((&Arm, [String; 3]), String)| {
        let expected = compared.beside(arm, arm.expected);
        let mut cells = vec![Cell::Text(arm.known()), words::cell(arm.kept.estimate.value, &kept[0])];
        cells.extend([0, 1].map(|end| words::cell(arm.kept.interval[end], &kept[1 + end])));
        cells.extend([0, 1].map(|end| words::cell(arm.expected[end], &expected[end])));
        cells.push(if arm.has_price() { words::cell(arm.cost.estimate.value, &cost) } else { Cell::Unknown });
        match (arm.each, arm.each()) {
            (Some(each), Ok([value, low, high])) => cells.extend([
                words::cell(each.estimate.value, &value),
                words::cell(each.interval[0], &low),
                words::cell(each.interval[1], &high),
            ]),
            _ => cells.extend([Cell::Unknown, Cell::Unknown, Cell::Unknown]),
        }
        cells.push(if arm.each.is_some() { Cell::Unknown } else { Cell::Text(arm.price.clone()) });
        cells
    };
    Table { columns: columns.to_vec(), rows: compared.arms.iter().zip(kept).zip(costs).map(row).collect() }
}

/// A scale that holds zero, all intervals and all ranges.
fn scale(rows: &[Row], range: [f64; 2], about: usize) -> Linear {
    let ends = || rows.iter().flat_map(|row| [row.kept].into_iter().chain(row.interval).chain(row.expected)).filter(|end| end.is_finite());
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let domain = if low == high { [-1.0, 1.0] } else { [low, high] };
    Linear { domain, range }.widened(about)
}

/// The marks of a row at a height.
fn marks(row: &Row, x: &Linear, y: f64) -> Markup {
    let is_known = |interval: [f64; 2]| interval.iter().all(|end| end.is_finite());
    html! {
        @if is_known(row.expected) { (chart::lying(row.expected.map(|end| x.at(end)), y, "line-8 range")) }
        @if is_known(row.interval) { (chart::rule([x.at(row.interval[0]), y], [x.at(row.interval[1]), y], "line-1 thick")) }
        @if row.kept.is_finite() {
            @if is_known(row.interval) { (chart::dot([x.at(row.kept), y], 4.0, "fill-1")) }
            @else { (chart::ring([x.at(row.kept), y], 4.0, "line-1")) }
        }
    }
}

fn wide(forest: &Forest, width: f64) -> Drawing {
    let (top, height) = (44.0, 30.0);
    let rows = &forest.rows;
    let bottom = top + height * rows.len() as f64;
    let each = words::widest(rows.iter().map(|row| row.each.as_str()).chain(["per person"]), 110.0);
    let cost = words::widest(rows.iter().map(|row| row.cost.as_str()).chain(["cost"]), 80.0);
    let shown: Vec<String> = rows.iter().map(|row| row.shown.join(", ")).collect();
    let known = words::widest(shown.iter().map(String::as_str), 165.0);
    let right_of = if forest.unit.is_some() { [width - each - cost - 28.0, width - each - 14.0, width] } else { [width, width, width] };
    let name = words::widest(rows.iter().map(|row| row.name.as_str()), 170.0) + 12.0;
    let names = words::clipped_apart(&rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), name - 4.0);
    let x = scale(rows, [name + 8.0, right_of[0] - known - 18.0], 5);
    let marks = html! {
        (chart::text([x.range[0], 14.0], Anchor::Start, "tick", &forest.heading))
        (chart::text([right_of[0], 14.0], Anchor::End, "tick", "kept, 95 %"))
        @if let Some(unit) = &forest.unit {
            (chart::text([right_of[1], 14.0], Anchor::End, "tick", "cost"))
            (chart::text([right_of[2], 14.0], Anchor::End, "tick", "per person"))
            (chart::text([right_of[2], 30.0], Anchor::End, "tick", &format!("in {unit}")))
        }
        (chart::columns(&x, 5, [top - 4.0, bottom]))
        (chart::rule([x.at(0.0), top - 8.0], [x.at(0.0), bottom], "baseline"))
        (chart::bottom(&x.labelled(5), x.range, bottom))
        @for (place, ((row, shown), name)) in rows.iter().zip(&shown).zip(&names).enumerate() {
            @let y = top + height * (place as f64 + 0.5);
            (chart::text([0.0, y + 4.0], Anchor::Start, "row", name))
            (marks(row, &x, y))
            (chart::text([right_of[0], y + 4.0], Anchor::End, "value", shown))
            @if forest.unit.is_some() {
                (chart::text([right_of[1], y + 4.0], Anchor::End, "value", &row.cost))
                (chart::text([right_of[2], y + 4.0], Anchor::End, "value", &row.each))
            }
        }
    };
    Drawing::new([width, bottom + 26.0], marks)
        .with_hints((0..rows.len()).map(|row| Hint { extent: [0.0, top + height * row as f64, width, height], row }))
}

fn narrow(forest: &Forest, width: f64) -> Drawing {
    let (top, height) = (22.0, if forest.unit.is_some() { 64.0 } else { 46.0 });
    let rows = &forest.rows;
    let bottom = top + height * rows.len() as f64;
    let x = scale(rows, [8.0, width - 8.0], 4);
    let below = |row: &Row| match &forest.unit {
        Some(unit) if row.cost != "-" && row.each.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-') => {
            format!("cost {} {unit}, {} per person", row.cost, row.each)
        }
        Some(unit) if row.cost != "-" => format!("cost {} {unit}; {}", row.cost, row.each),
        _ => row.each.clone(),
    };
    let shown = words::widest(rows.iter().map(|row| row.shown.join(", ")).collect::<Vec<_>>().iter().map(String::as_str), 200.0);
    let room = 0.9 * (width - shown - 16.0);
    let names = words::clipped_apart(&rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), room);
    let marks = html! {
        (chart::text([0.0, 12.0], Anchor::Start, "tick", &forest.heading))
        (chart::bottom(&x.labelled(4), x.range, bottom))
        @for (place, (row, name)) in rows.iter().zip(&names).enumerate() {
            @let y = top + height * place as f64;
            @let shown = row.shown.join(", ");
            (chart::text([0.0, y + 16.0], Anchor::Start, "strong", name))
            (chart::text([width, y + 16.0], Anchor::End, "value", &shown))
            (chart::rule([x.at(0.0), y + 22.0], [x.at(0.0), y + 38.0], "baseline"))
            (marks(row, &x, y + 30.0))
            @if forest.unit.is_some() { (chart::text([0.0, y + 50.0], Anchor::Start, "tick", &below(row))) }
        }
    };
    Drawing::new([width, bottom + 26.0], marks)
}

fn specification() -> serde_json::Value {
    let y = json!({ "field": "policy", "type": "nominal", "sort": null, "title": null });
    json!({
        "layer": [
            { "mark": { "type": "rule", "color": "#7a7a7a" }, "encoding": { "y": y, "x": { "field": "expected_low", "type": "quantitative", "title": "people kept" }, "x2": { "field": "expected_high" } } },
            { "mark": { "type": "rule", "size": 4 }, "encoding": { "y": y, "x": { "field": "kept_low", "type": "quantitative" }, "x2": { "field": "kept_high" } } },
            { "mark": { "type": "point", "filled": true, "size": 70 }, "encoding": { "y": y, "x": { "field": "kept", "type": "quantitative" } } },
            { "mark": "rule", "encoding": { "x": { "datum": 0 } } }
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::compared::tests::document;

    fn of(policies: &[(&str, f64, f64, f64)]) -> Figure {
        figure(&Compared::of(&document(policies)).unwrap()).unwrap()
    }

    #[test]
    fn the_title_is_true_to_the_error() {
        assert_eq!(of(&[("a", 2.0, 0.1, 4.0)]).title, "a keeps 2.0 more of 20 on 1 January 2026, at 2.0 years' pay each");
        assert_eq!(of(&[("a", 0.1, 0.5, 4.0)]).title, "Told");
        assert_eq!(
            of(&[("a", -2.0, 0.1, 4.0), ("b", -3.0, 0.1, 4.0)]).title,
            "No policy keeps more than doing nothing: the best of them, a, keeps 2.0 fewer of 20 on 1 January 2026"
        );
    }

    #[test]
    fn others_that_may_keep_as_many_are_told() {
        let mut document = document(&[("a", 2.0, 0.1, 4.0), ("b", 1.95, 0.1, 4.0)]);
        document["rivals"] = serde_json::json!(["b"]);
        assert!(figure(&Compared::of(&document).unwrap()).unwrap().title.ends_with(" each; b may keep as many"));
    }

    #[test]
    fn twelve_policies_and_long_names_keep_within_the_drawing() {
        let many: Vec<(&str, f64, f64, f64)> =
            (0..12).map(|place| ("a policy whose name goes on and on for long", f64::from(place), 0.1, 4.0)).collect();
        let figure = of(&many);
        assert!((figure.draw)(350.0).height > 12.0 * 60.0);
        assert!((figure.draw)(720.0).marks.into_string().contains('…'));
        assert_eq!(figure.table.rows.len(), 12);
    }
}
