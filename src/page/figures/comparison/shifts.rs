//! Whether it lasts: which exits a policy prevents, which it only puts off, which it causes, and what remains at twice the horizon.

use maud::{Markup, html};
use serde_json::json;

use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::compared::{Arm, Compared};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;
use crate::report::number;

/// What is drawn of a policy, and how what is kept on both dates is printed.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    /// Prevented, delayed, caused.
    shifts: [f64; 3],
    kept: [f64; 2],
    shown: [String; 2],
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Bars {
    rows: Vec<Row>,
    dates: [String; 2],
}

/// The figure; none where no exits can be split.
pub fn figure(compared: &Compared) -> Option<Figure> {
    let split: Vec<usize> = (0..compared.arms.len()).filter(|&place| is_split(&compared.arms[place])).collect();
    let first = &compared.arms[*split.first()?];
    let (kept, later) = (compared.shown(|arm| &arm.kept), compared.shown(|arm| &arm.later));
    let row = |&place: &usize| {
        let arm = &compared.arms[place];
        Row {
            name: arm.known(),
            shifts: arm.shifts.map_or([f64::NAN; 3], |shifts| shifts.map(|shift| shift.value)),
            kept: [arm.kept.estimate.value, arm.later.estimate.value],
            shown: [kept[place][0].clone(), later[place][0].clone()],
        }
    };
    let bars = Bars { rows: split.iter().map(row).collect(), dates: [compared.horizon, compared.later].map(words::day) };
    let title = finding(first, &bars);
    let [horizon, after] = &bars.dates;
    let told: Vec<String> = bars.rows.iter().map(|row| format!("{} {} and {}", row.name, row.shown[0], row.shown[1])).collect();
    let describes = format!(
        "Two bars for each policy: exits up to {horizon} that it prevents, delays and causes, and below it how many are still kept on {after}. Kept on both dates: {}.",
        told.join("; ")
    );
    Some(Figure {
        name: "shifts".to_owned(),
        title,
        describes,
        caption: format!(
            "Upper bar: exits up to {horizon} that do not come by {after} either (prevented), come by then (delayed), or would not be there without the policy (caused, to the left); prevented and delayed less caused are the people kept. Lower bar: people kept on {after}, later exits included. How exits split rests on a modelling choice; the number kept does not."
        ),
        notes: Vec::new(),
        source: Source {
            file: "comparison.json".to_owned(),
            rows: "arms, versus: under_shared_patience, and retained on both dates; in comparison.csv the metrics prevented, postponed, induced, retained".to_owned(),
        },
        draw: Box::new(move |width| draw(&bars, width)),
        table: table(compared, &split),
        specification: specification(),
    })
}

fn is_split(arm: &Arm) -> bool {
    arm.shifts.is_some_and(|shifts| shifts.iter().all(|shift| shift.value.is_finite())) && arm.later.estimate.value.is_finite()
}

/// Whether what the first keeps lasts.
fn finding(first: &Arm, bars: &Bars) -> String {
    let [horizon, after] = &bars.dates;
    let name = first.known();
    let [kept, later] = bars.rows.first().map(|row| row.shown.clone()).unwrap_or_default();
    if !first.kept.is_told() {
        return format!("{name} changes too little to tell whether it lasts");
    }
    if first.kept.estimate.value < 0.0 {
        return format!("{name} keeps {} fewer on {horizon}, and on {after} {}", kept.trim_start_matches('-'), signed(&later));
    }
    if !first.later.is_told() {
        return format!("Of the {kept} whom {name} keeps on {horizon}, nothing is left on {after} that could be told from 0");
    }
    let split = first.shifts.filter(|[prevented, delayed, _]| {
        let error = (prevented.mcse * prevented.mcse + delayed.mcse * delayed.mcse).sqrt();
        (prevented.value - delayed.value).abs() > 2.0 * error
    });
    let how = match split {
        Some([prevented, delayed, _]) if delayed.value > prevented.value => "; up to the first date it delays more exits than it prevents",
        Some(_) => "; up to the first date it prevents more exits than it delays",
        None => "",
    };
    format!("{name} keeps {kept} more on {horizon}, and {} on {after}{how}", signed(&later))
}

/// `2.65 more`, `0.3 fewer`.
fn signed(shown: &str) -> String {
    shown.strip_prefix('-').map_or_else(|| format!("{shown} more"), |size| format!("{size} fewer"))
}

fn table(compared: &Compared, split: &[usize]) -> Table {
    let [horizon, after] = [compared.horizon, compared.later].map(words::day);
    let columns = [
        ("policy", "policy".to_owned()),
        ("prevented", format!("prevented up to {horizon}")),
        ("delayed", "delayed".to_owned()),
        ("caused", "caused".to_owned()),
        ("kept", format!("kept on {horizon}")),
        ("later", format!("kept on {after}")),
        ("later_low", "95 % from".to_owned()),
        ("later_high", "to".to_owned()),
    ];
    let (kept, later) = (compared.shown(|arm| &arm.kept), compared.shown(|arm| &arm.later));
    let column = |shift: usize| -> Vec<(Estimate, String)> {
        let estimates: Vec<Estimate> = split.iter().filter_map(|&place| Some(compared.arms[place].shifts?[shift])).collect();
        let texts = number::column(&estimates);
        estimates.into_iter().zip(texts).collect()
    };
    let shifts = [0, 1, 2].map(column);
    let row = |(index, &place): (usize, &usize)| {
        let arm = &compared.arms[place];
        let mut cells = vec![Cell::Text(arm.known())];
        cells.extend(shifts.iter().map(|column| words::cell(column[index].0.value, &column[index].1)));
        cells.push(words::cell(arm.kept.estimate.value, &kept[place][0]));
        cells.push(words::cell(arm.later.estimate.value, &later[place][0]));
        cells.extend([0, 1].map(|end| words::cell(arm.later.interval[end], &later[place][1 + end])));
        cells
    };
    Table { columns: columns.to_vec(), rows: split.iter().enumerate().map(row).collect() }
}

fn draw(bars: &Bars, width: f64) -> Drawing {
    let is_narrow = width < 500.0;
    let (top, height) = (if is_narrow { 44.0 } else { 30.0 }, if is_narrow { 62.0 } else { 44.0 });
    let bottom = top + height * bars.rows.len() as f64;
    let name = if is_narrow { 0.0 } else { words::widest(bars.rows.iter().map(|row| row.name.as_str()), 150.0) + 12.0 };
    let room = if is_narrow { 0.9 * width } else { name - 4.0 };
    let names = words::clipped_apart(&bars.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), room);
    let value = words::widest(bars.rows.iter().flat_map(|row| row.shown.iter().map(String::as_str)), 60.0) + 12.0;
    let x = scale(&bars.rows, [name + 8.0, width - value - if is_narrow { 4.0 } else { 136.0 }], if is_narrow { 4 } else { 6 });
    let marks = html! {
        (key(&bars.rows, &x, is_narrow, &format!("kept on {}", bars.dates[1])))
        (chart::columns(&x, if is_narrow { 4 } else { 6 }, [top, bottom]))
        (chart::bottom(&x.labelled(if is_narrow { 4 } else { 6 }), x.range, bottom))
        @for (place, (row, name)) in bars.rows.iter().zip(&names).enumerate() {
            @let y = top + height * place as f64;
            @let first = y + if is_narrow { 24.0 } else { 6.0 };
            @if is_narrow { (chart::text([0.0, y + 16.0], Anchor::Start, "strong", name)) }
            @else { (chart::text([0.0, first + 19.0], Anchor::Start, "row", name)) }
            (stacked(row, &x, first))
            @let ends = [row.kept[1].min(0.0), row.kept[1].max(0.0)].map(|end| x.at(end));
            (chart::bar([ends[0], first + 19.0], [ends[1] - ends[0], 10.0], "ink"))
            @let values = [row.shifts[0] + row.shifts[1], row.kept[1]].map(|end| x.at(end.max(0.0)) + 8.0);
            @let dates = [0, 1].map(|date| if is_narrow || place > 0 { row.shown[date].clone() } else { format!("{} on {}", row.shown[date], bars.dates[date]) });
            (chart::text([values[0], first + 12.0], Anchor::Start, "value", &dates[0]))
            (chart::text([values[1], first + 29.0], Anchor::Start, "value", &dates[1]))
            (chart::rule([x.at(0.0), first - 4.0], [x.at(0.0), first + 33.0], "baseline"))
        }
    };
    Drawing::new([width, bottom + 26.0], marks)
        .with_hints((0..bars.rows.len()).map(|row| Hint { extent: [0.0, top + height * row as f64, width, height], row }))
}

/// A scale that holds all bars.
fn scale(rows: &[Row], range: [f64; 2], about: usize) -> Linear {
    let high = rows.iter().map(|row| (row.shifts[0] + row.shifts[1]).max(row.kept[1])).fold(0.0, f64::max);
    let low = rows.iter().map(|row| (-row.shifts[2]).min(row.kept[1])).fold(0.0, f64::min);
    // What would not be seen at all takes no room to the left.
    let low = if low > -0.02 * high { 0.0 } else { 1.2 * low };
    if low == high {
        return Linear { domain: [-1.0, 1.0], range };
    }
    Linear { domain: [low, Linear { domain: [0.0, high], range }.widened(about).domain[1]], range }
}

/// Prevented and delayed from zero to the right, caused to the left.
fn stacked(row: &Row, x: &Linear, y: f64) -> Markup {
    let [prevented, delayed, caused] = row.shifts;
    let [start, middle, end, left] = [0.0, prevented, prevented + delayed, -caused].map(|value| x.at(value));
    html! {
        (chart::bar([start, y], [middle - start, 16.0], "fill-1"))
        (chart::bar([middle, y], [end - middle, 16.0], "line-1 outlined"))
        @if x.domain[0] < 0.0 { (chart::bar([left, y], [start - left, 16.0], "fill-2")) }
    }
}

/// What each kind of bar is called, above the first.
fn key(rows: &[Row], x: &Linear, is_narrow: bool, later: &str) -> Markup {
    let has_caused = x.domain[0] < 0.0 && rows.iter().any(|row| row.shifts[2] > 0.0);
    let mut entries = vec![("fill-1", "prevented"), ("line-1 outlined", "delayed")];
    if has_caused {
        entries.push(("fill-2", "caused"));
    }
    entries.push(("ink", later));
    let mut left = if is_narrow { 0.0 } else { x.range[0] };
    let mut places = Vec::new();
    for (_, word) in &entries {
        let is_below = is_narrow && *word == later;
        places.push(if is_below { [0.0, 24.0] } else { [left, 4.0] });
        left += 24.0 + chart::text_width(word);
    }
    html! {
        @for ((class, word), place) in entries.iter().zip(places) {
            (chart::bar(place, [12.0, 12.0], class))
            (chart::text([place[0] + 17.0, place[1] + 10.0], Anchor::Start, "tick", word))
        }
    }
}

fn specification() -> serde_json::Value {
    let y = json!({ "field": "policy", "type": "nominal", "sort": null, "title": null });
    json!({
        "layer": [
            { "transform": [{ "fold": ["prevented", "delayed"], "as": ["exits", "number"] }], "mark": "bar",
              "encoding": { "y": y, "x": { "field": "number", "type": "quantitative", "title": "people" }, "color": { "field": "exits", "type": "nominal" } } },
            { "transform": [{ "calculate": "-datum.caused", "as": "less" }], "mark": { "type": "bar", "color": "#d55e00" },
              "encoding": { "y": y, "x": { "field": "less", "type": "quantitative" } } },
            { "mark": { "type": "tick", "thickness": 3, "color": "black" }, "encoding": { "y": y, "x": { "field": "later", "type": "quantitative" } } }
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::compared::tests::document;

    #[test]
    fn what_lasts_is_told_beyond_the_error() {
        let title = |kept: f64, half: f64| figure(&Compared::of(&document(&[("a", kept, half, 1.0)])).unwrap()).unwrap().title;
        assert_eq!(title(2.0, 0.1), "a keeps 2.0 more on 1 January 2026, and 1.0 more on 1 January 2028");
        assert_eq!(title(0.01, 0.1), "a changes too little to tell whether it lasts");
        assert_eq!(
            title(0.15, 0.1),
            "Of the 0.1 whom a keeps on 1 January 2026, nothing is left on 1 January 2028 that could be told from 0"
        );
    }

    #[test]
    fn shares_have_no_exits_to_split() {
        let mut document = document(&[("a", 0.1, 0.02, 1.0)]);
        document["arms"][1]["versus"]["under_shared_patience"] = serde_json::Value::Null;
        assert!(figure(&Compared::of(&document).unwrap()).is_none());
    }
}
