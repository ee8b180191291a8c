//! The frontier of equal money: what each policy keeps for what it spends, and the budget.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Labels, Linear};
use crate::page::compared::number;
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::money::Money;
use crate::page::results::{Results, Row};
use crate::page::words;
use crate::report::{columns, number as printed};

/// Most policies with a colour of their own.
const COLOURS: usize = 5;

/// How their lines are drawn, and their bands; those of further policies are thin and grey.
const LINES: [[&str; 2]; COLOURS] = [
    ["line-1", "band fill-1"],
    ["line-2 dashed", "band fill-2"],
    ["line-3 dash-dot", "band fill-3"],
    ["line-4 dotted", "band fill-4"],
    ["line-5 dashed", "band fill-5"],
];

/// A policy at a level.
#[derive(Clone, Debug)]
struct Point {
    policy: String,
    /// Which level, in the words of `budget.csv`.
    at: String,
    level: f64,
    /// What the level is, in words; empty but at the budget.
    means: String,
    spent: Estimate,
    cost: Estimate,
    kept: Estimate,
    interval: [f64; 2],
    /// The row of the table, counted from 0.
    row: usize,
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Frontier {
    /// The levels of each policy that is scaled, that which keeps most for the budget first.
    lines: Vec<Vec<Point>>,
    /// Policies that are not.
    alone: Vec<Point>,
    budget: f64,
    /// The budget in words.
    amount: String,
    across: String,
}

/// The figure; none where policies are not compared at equal money.
pub fn figure(results: &Results) -> Option<Figure> {
    let document = &results.document;
    let told = document.get("equal_money").filter(|told| told.is_object())?;
    let money = Money::of(document);
    let budget = number(&told["budget"]);
    let points: Vec<Point> = results.rows("budget.csv", &[]).enumerate().filter_map(|(place, row)| point(&row, told, place)).collect();
    if points.is_empty() {
        return None;
    }
    let amount = money.amount(&printed::factor(budget));
    let frontier = Frontier {
        across: format!("spent, {}; grants to the last date on which they vest", money.unit()),
        amount: amount.clone(),
        ..frontier(&points, budget)
    };
    let mut sentences = told["sentences"].as_array().into_iter().flatten().filter_map(Value::as_str).map(words::spoken);
    let title = sentences.next()?;
    let at_budget = |line: &Vec<Point>| {
        line.iter().find(|point| point.at == "budget").map(|point| format!("{} keeps {}", point.policy, printed::estimate(point.kept)))
    };
    let named: Vec<String> = frontier.lines.iter().filter_map(at_budget).collect();
    Some(Figure {
        name: "equal-money".to_owned(),
        title: title.trim_end_matches('.').to_owned(),
        describes: format!("A line for each policy, money spent across, people kept up. For {amount}: {}.", words::list(&named)),
        caption: "Right is more money as it is expected to be spent, up is more people kept, compared with doing nothing. Each line is a policy at levels of it, which were simulated where the dots are; bands: 95 % intervals. Diamonds: what cannot be scaled, as it is. The upright line is the budget.".to_owned(),
        notes: sentences.collect(),
        source: Source { file: "budget.csv".to_owned(), rows: "levels in words: comparison.json, equal_money".to_owned() },
        draw: Box::new(move |width| draw(&frontier, width)),
        table: table(&points, &money),
        specification: specification(&money, budget),
    })
}

fn point(row: &Row<'_>, told: &Value, place: usize) -> Option<Point> {
    let of = |value: &str, mcse: &str| Some(Estimate { value: row.number(value)?, mcse: row.number(mcse).unwrap_or(f64::NAN) });
    let (policy, at) = (row.text("policy"), row.text("at"));
    let own = told["policies"].as_array().into_iter().flatten().find(|one| one["name"] == policy);
    let means = own.filter(|_| at == "budget").and_then(|one| one["means"].as_str()).unwrap_or_default();
    Some(Point {
        policy: columns::name(policy, usize::MAX),
        at: at.to_owned(),
        level: row.number("level")?,
        means: words::spoken(means),
        spent: of("spent", "spent_mcse")?,
        cost: of("cost", "cost_mcse")?,
        kept: of("kept", "kept_mcse")?,
        interval: ["kept_low", "kept_high"].map(|end| row.number(end).unwrap_or(f64::NAN)),
        row: place,
    })
}

fn frontier(points: &[Point], budget: f64) -> Frontier {
    let (mut lines, mut alone): (Vec<Vec<Point>>, Vec<Point>) = (Vec::new(), Vec::new());
    for point in points {
        if !["budget", "other"].contains(&point.at.as_str()) {
            alone.push(point.clone());
        } else if let Some(line) = lines.iter_mut().find(|line| line[0].policy == point.policy) {
            line.push(point.clone());
        } else {
            lines.push(vec![point.clone()]);
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.spent.value.total_cmp(&b.spent.value));
    }
    let kept = |line: &Vec<Point>| line.iter().find(|point| point.at == "budget").map_or(f64::NEG_INFINITY, |point| point.kept.value);
    lines.sort_by(|a, b| kept(b).total_cmp(&kept(a)));
    Frontier { lines, alone, budget, amount: String::new(), across: String::new() }
}

fn table(points: &[Point], money: &Money) -> Table {
    let unit = money.unit();
    let columns = [
        ("policy", "policy".to_owned()),
        ("at", "at".to_owned()),
        ("level", "times as written".to_owned()),
        ("means", "level".to_owned()),
        ("spent", format!("spent [{unit}]")),
        ("cost", format!("by the horizon [{unit}]")),
        ("kept", "kept".to_owned()),
        ("kept_low", "95 % from".to_owned()),
        ("kept_high", "to".to_owned()),
    ];
    let at = |point: &Point| match point.at.as_str() {
        "budget" => "the budget",
        "other" => "another level",
        "most" => "the most of it",
        "least" => "the least of it",
        _ => "as it is",
    };
    let row = |point: &Point| {
        let ends = words::ends(point.interval, point.kept.mcse, [f64::NEG_INFINITY, f64::INFINITY]);
        vec![
            Cell::Text(point.policy.clone()),
            Cell::Text(at(point).to_owned()),
            words::cell(point.level, &printed::significant(point.level, 3)),
            Cell::Text(point.means.clone()),
            words::cell(point.spent.value, &printed::estimate(point.spent)),
            words::cell(point.cost.value, &printed::estimate(point.cost)),
            words::cell(point.kept.value, &printed::estimate(point.kept)),
            words::cell(point.interval[0], &ends[0]),
            words::cell(point.interval[1], &ends[1]),
        ]
    };
    Table { columns: columns.to_vec(), rows: points.iter().map(row).collect() }
}

fn draw(frontier: &Frontier, width: f64) -> Drawing {
    let is_narrow = width < 500.0;
    let (left, right, top, bottom) = (40.0, width - 14.0, 48.0, if is_narrow { 300.0 } else { 340.0 });
    let all = || frontier.lines.iter().flatten().chain(&frontier.alone);
    let most = all().map(|point| point.spent.value).fold(frontier.budget, f64::max);
    let x = Linear { domain: [0.0, most], range: [left, right] };
    let ends = || all().flat_map(|point| [point.kept.value].into_iter().chain(point.interval)).filter(|end| end.is_finite());
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let y = Linear { domain: if low == high { [-1.0, 1.0] } else { [low, high] }, range: [bottom, top] }.widened(5);
    let at = |point: &Point, value: f64| [x.at(point.spent.value), y.at(value)];
    let mut labels = Labels::new([left + 2.0, top - 8.0, width, bottom - 2.0]);
    for point in all() {
        labels.keep_off(at(point, point.kept.value), 5.0);
    }
    let mut names: Vec<Markup> = Vec::new();
    let name = |labels: &mut Labels, point: &Point, names: &mut Vec<Markup>| {
        let name = words::clipped(&point.policy, 150.0);
        let placed = labels.place(at(point, point.kept.value), 9.0, &name);
        names.extend(placed.map(|(place, anchor)| chart::text(place, anchor, "strong halo", &name)));
    };
    for line in frontier.lines.iter().take(COLOURS) {
        if let Some(last) = line.last() {
            name(&mut labels, last, &mut names);
        }
    }
    for point in &frontier.alone {
        name(&mut labels, point, &mut names);
    }
    let budget = x.at(frontier.budget);
    let class = |place: usize| LINES.get(place).copied().unwrap_or(["line-8 range", "band fill-8"]);
    let marks = html! {
        (chart::text([0.0, 13.0], Anchor::Start, "tick", "people kept, more than doing nothing"))
        (chart::left(&y, 5, [left, right], ""))
        (chart::bottom(&x.labelled(if is_narrow { 3 } else { 5 }), [left, right], bottom))
        (chart::named([right, bottom + 36.0], Anchor::End, "tick", &frontier.across, right))
        (chart::rule([budget, top - 8.0], [budget, bottom], "observed"))
        (chart::text([budget, top - 14.0], Anchor::End, "tick", &format!("the budget, {}", frontier.amount)))
        @if y.domain[0] < 0.0 { (chart::rule([left, y.at(0.0)], [right, y.at(0.0)], "baseline")) }
        @for (place, line) in frontier.lines.iter().enumerate().take(COLOURS) {
            @let band = |end: usize| line.iter().map(|point| at(point, point.interval[end])).collect::<Vec<_>>();
            @if line.iter().all(|point| point.interval[0].is_finite()) { (chart::area(&band(0), &band(1), class(place)[1])) }
        }
        @for (place, line) in frontier.lines.iter().enumerate() {
            (chart::line(&line.iter().map(|point| at(point, point.kept.value)).collect::<Vec<_>>(), class(place)[0]))
            @for point in line { (chart::dot(at(point, point.kept.value), 3.5, "ink")) }
        }
        @for point in &frontier.alone {
            @if point.interval[0].is_finite() {
                (chart::standing(x.at(point.spent.value), point.interval.map(|end| y.at(end)), "line-8 range"))
            }
            (chart::diamond(at(point, point.kept.value), 5.0, "ink"))
        }
        @for name in &names { (name) }
    };
    let hint = |point: &Point| {
        let [x, y] = at(point, point.kept.value);
        Hint { extent: [x - 9.0, y - 9.0, 18.0, 18.0], row: point.row }
    };
    let hints: Vec<Hint> = all().map(hint).collect();
    Drawing::new([width, bottom + 44.0], marks).with_hints(hints.into_iter())
}

fn specification(money: &Money, budget: f64) -> Value {
    let x = json!({ "field": "spent", "type": "quantitative", "title": format!("spent, {}", money.unit()) });
    let color = json!({ "field": "policy", "type": "nominal", "sort": null });
    json!({
        "layer": [
            { "mark": { "type": "area", "opacity": 0.2 }, "encoding": { "x": x, "color": color,
                "y": { "field": "kept_low", "type": "quantitative", "title": "people kept" }, "y2": { "field": "kept_high" } } },
            { "mark": { "type": "line", "point": true }, "encoding": { "x": x, "color": color, "y": { "field": "kept", "type": "quantitative" } } },
            { "mark": "rule", "encoding": { "x": { "datum": budget } } }
        ]
    })
}
