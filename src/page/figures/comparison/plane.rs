//! People kept against what it costs: which policies keep them cheaply, and which nobody should buy.

use maud::{Markup, html};
use serde_json::json;

use crate::page::chart::{self, Anchor, Drawing, Hint, Labels, Linear};
use crate::page::compared::{Arm, Compared, Difference};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;
use crate::report::number;

/// A policy as it is drawn: people kept and cost, each with its interval.
#[derive(Clone, Debug)]
struct Point {
    name: String,
    kept: [f64; 3],
    cost: [f64; 3],
    dominated: bool,
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Plane {
    points: Vec<Point>,
    across: String,
    up: String,
}

/// The figure; none where nothing costs anything.
pub fn figure(compared: &Compared) -> Option<Figure> {
    let priced: Vec<&Arm> = compared.arms.iter().filter(|arm| arm.has_price() && arm.kept.estimate.value.is_finite()).collect();
    if priced.is_empty() || !compared.has_costs() {
        return None;
    }
    let of = |difference: Difference| [difference.estimate.value, difference.interval[0], difference.interval[1]];
    let point = |arm: &&Arm| Point { name: arm.known(), kept: of(arm.kept), cost: of(arm.cost), dominated: !arm.dominated_by.is_empty() };
    let plane = Plane {
        points: priced.iter().map(point).collect(),
        across: format!("more people there on {}", words::day(compared.horizon)),
        up: format!("cost, {}", compared.unit()),
    };
    let named: Vec<String> =
        priced.iter().zip(prints(compared)).map(|(arm, [kept, cost])| format!("{} {kept} for {cost}", arm.known())).collect();
    let dominated: Vec<String> = priced.iter().filter(|arm| !arm.dominated_by.is_empty()).map(|arm| arm.known()).collect();
    let worse = if dominated.is_empty() { "No policy is dominated".to_owned() } else { format!("Dominated: {}", words::list(&dominated)) };
    Some(Figure {
        name: "plane".to_owned(),
        title: finding(compared, &priced),
        describes: format!("A dot for each policy, people kept across, cost in {} up: {}. {worse}.", compared.unit(), named.join("; ")),
        caption: caption(compared, &dominated),
        notes: Vec::new(),
        source: Source {
            file: "comparison.json".to_owned(),
            rows: "arms, versus: retained at the horizon, cost, cost_per_person_kept; dominated_by".to_owned(),
        },
        draw: Box::new(move |width| draw(&plane, width)),
        table: table(compared, &priced),
        specification: specification(compared),
    })
}

/// People kept and cost of those that have a price, as they are printed.
fn prints(compared: &Compared) -> Vec<[String; 2]> {
    let (kept, costs) = (compared.shown(|arm| &arm.kept), compared.costs());
    let all = compared.arms.iter().zip(kept).zip(costs);
    let told = all.filter(|((arm, _), _)| arm.has_price() && arm.kept.estimate.value.is_finite());
    told.map(|((_, [kept, ..]), cost)| [kept, cost]).collect()
}

/// Which is the cheapest for each person kept, as far as the error lets it be told.
fn finding(compared: &Compared, priced: &[&Arm]) -> String {
    let mut buys: Vec<(&Arm, f64, [f64; 2], String)> = priced
        .iter()
        .filter(|arm| arm.kept.interval[0] > 0.0)
        .filter_map(|arm| Some((*arm, arm.each?.estimate.value, arm.each?.interval, arm.each().ok()?[0].clone())))
        .collect();
    buys.sort_by(|a, b| a.1.total_cmp(&b.1));
    let [cheapest, others @ ..] = buys.as_slice() else {
        let subject = match priced {
            [one] => format!("{} costs something and is not", one.known()),
            _ => "The policies cost something and none is".to_owned(),
        };
        return format!("{subject} told to keep more than doing nothing");
    };
    let (name, each) = (cheapest.0.known(), compared.money(&cheapest.3));
    let free: Vec<String> = compared.free().into_iter().map(Arm::known).collect();
    if !free.is_empty() {
        return format!("{} keeps people at no cost", words::list(&free));
    }
    if priced.len() == 1 {
        return format!("Each person whom {name} keeps costs {each}");
    }
    let near: Vec<String> = others.iter().filter(|other| other.2[0] <= cheapest.2[1]).map(|other| other.0.known()).collect();
    if !near.is_empty() {
        let names: Vec<String> = std::iter::once(name).chain(near).collect();
        return format!(
            "Which of {} keeps people most cheaply cannot be told; the cheapest by the point estimate costs {each} each",
            words::list(&names)
        );
    }
    match compared.arms.first() {
        Some(first) if first.name == cheapest.0.name => format!("{name} keeps people most cheaply, at {each} each"),
        Some(first) if compared.rivals.is_empty() && first.kept.interval[0] > 0.0 && first.each().is_ok() => {
            let price = first.each().map_or_else(|_| String::new(), |[each, ..]| each);
            format!("{name} keeps people most cheaply, at {each} each; {} keeps most, at {price} each", first.known())
        }
        _ => format!("{name} keeps people most cheaply, at {each} each"),
    }
}

fn caption(compared: &Compared, dominated: &[String]) -> String {
    let unit = if compared.is_in_pay() { ", in years' pay" } else { "" };
    let mut caption = format!(
        "Right is more people kept, up is more cost. Each dot has its 95 % intervals; along a faint line each person kept costs as much as it says{unit}."
    );
    if !dominated.is_empty() {
        caption += " Hollow: another policy, or two of them in turns, cost no more and keep no fewer (dominated).";
    }
    if compared.arms.len() > 8 {
        caption += " Names without room are in the table.";
    }
    if compared.arms.len() > compared.arms.iter().filter(|arm| arm.has_price()).count() {
        caption += " Policies without a price that can be told are left out.";
    }
    caption
}

fn table(compared: &Compared, priced: &[&Arm]) -> Table {
    let unit = compared.unit();
    let columns = [
        ("policy", "policy".to_owned()),
        ("kept", "kept".to_owned()),
        ("kept_low", "95 % from".to_owned()),
        ("kept_high", "to".to_owned()),
        ("cost", format!("cost [{unit}]")),
        ("cost_low", "95 % from".to_owned()),
        ("cost_high", "to".to_owned()),
        ("each", format!("per person kept [{unit}]")),
        ("dominated_by", "dominated by".to_owned()),
    ];
    let costs = compared.arms.iter().map(|arm| arm.cost.estimate.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
    let row = |(arm, [kept, cost]): (&&Arm, [String; 2])| {
        let people = compared.beside(arm, arm.kept.interval);
        let money = words::ends(arm.cost.interval, costs, [f64::NEG_INFINITY, f64::INFINITY]);
        let mut cells = vec![Cell::Text(arm.known()), words::cell(arm.kept.estimate.value, &kept)];
        cells.extend([0, 1].map(|end| words::cell(arm.kept.interval[end], &people[end])));
        cells.push(words::cell(arm.cost.estimate.value, &cost));
        cells.extend([0, 1].map(|end| words::cell(arm.cost.interval[end], &money[end])));
        cells.push(match (arm.each, arm.each()) {
            (Some(each), Ok([shown, ..])) => words::cell(each.estimate.value, &shown),
            _ => Cell::Unknown,
        });
        cells.push(Cell::Text(arm.dominated_by.join(" or ")));
        cells
    };
    Table { columns: columns.to_vec(), rows: priced.iter().zip(prints(compared)).map(row).collect() }
}

/// A scale that holds zero and all of some numbers.
fn scale(numbers: impl Iterator<Item = f64>, range: [f64; 2], about: usize) -> Linear {
    let [low, high] =
        numbers.filter(|number| number.is_finite()).fold([0.0_f64; 2], |[low, high], number| [low.min(number), high.max(number)]);
    Linear { domain: if low == high { [-1.0, 1.0] } else { [low, high] }, range }.widened(about)
}

fn draw(plane: &Plane, width: f64) -> Drawing {
    let (right, top, bottom) = (width - 14.0, 46.0, if width < 500.0 { 330.0 } else { 380.0 });
    let about = if width < 500.0 { 4 } else { 6 };
    let y = scale(plane.points.iter().flat_map(|point| point.cost), [bottom, top], 6);
    let left = chart::left_room(&y, 6).max(46.0);
    let x = scale(plane.points.iter().flat_map(|point| point.kept), [left, right], about);
    let mut labels = Labels::new([left + 3.0, top - 14.0, width, bottom - 2.0]);
    let nothing = [x.at(0.0), y.at(0.0)];
    labels.keep_off(nothing, 5.0);
    for point in &plane.points {
        labels.keep_off([x.at(point.kept[0]), y.at(point.cost[0])], 6.0);
    }
    let rays = rays(&x, &y);
    for ray in &rays {
        labels.keep_off([ray.end[0], ray.end[1]], 12.0);
    }
    let is_crowded = plane.points.len() > 8;
    let most = if width < 500.0 || is_crowded { 130.0 } else { 200.0 };
    let known = words::clipped_apart(&plane.points.iter().map(|point| point.name.clone()).collect::<Vec<_>>(), most);
    let mut names = Vec::new();
    for (point, name) in plane.points.iter().zip(known) {
        let name = name + if point.dominated && !is_crowded { ", dominated" } else { "" };
        let reach = x.at(point.kept[2]) - x.at(point.kept[0]);
        let reach = if reach.is_finite() { reach.max(5.0) + 4.0 } else { 9.0 };
        let placed = labels.place([x.at(point.kept[0]), y.at(point.cost[0])], reach, &name);
        names.extend(placed.map(|(place, anchor)| chart::text(place, anchor, "label", &name)));
    }
    let marks = html! {
        (chart::text([0.0, 12.0], Anchor::Start, "tick", &plane.up))
        (key(width, plane.points.iter().any(|point| point.dominated)))
        (chart::left(&y, 6, [left, right], ""))
        (chart::bottom(&x.labelled(about), [left, right], bottom))
        (chart::text([right, bottom + 36.0], Anchor::End, "tick", &plane.across))
        @for ray in &rays {
            (chart::rule(nothing, ray.end, "ray"))
            (chart::text(ray.label, ray.anchor, "tick", &ray.words))
        }
        @if x.domain[0] < 0.0 { (chart::rule([nothing[0], top], [nothing[0], bottom], "baseline")) }
        @if y.domain[0] < 0.0 { (chart::rule([left, nothing[1]], [right, nothing[1]], "baseline")) }
        (chart::diamond(nothing, 6.0, "ink"))
        @for point in &plane.points { (cross(point, &x, &y)) }
        @for name in &names { (name) }
    };
    let hint = |(row, point): (usize, &Point)| Hint { extent: [x.at(point.kept[0]) - 9.0, y.at(point.cost[0]) - 9.0, 18.0, 18.0], row };
    Drawing::new([width, bottom + 44.0], marks).with_hints(plane.points.iter().enumerate().map(hint))
}

/// What marks that are not dots mean.
fn key(right: f64, has_dominated: bool) -> Markup {
    let nothing = right - 88.0 - if has_dominated { 92.0 } else { 0.0 };
    html! {
        (chart::diamond([nothing - 10.0, 8.0], 5.0, "ink"))
        (chart::text([nothing, 12.0], Anchor::Start, "tick", "doing nothing"))
        @if has_dominated {
            (chart::ring([right - 74.0, 8.0], 4.0, "line-1"))
            (chart::text([right, 12.0], Anchor::End, "tick", "dominated"))
        }
    }
}

fn cross(point: &Point, x: &Linear, y: &Linear) -> Markup {
    let ([kept, kept_low, kept_high], [cost, cost_low, cost_high]) = (point.kept, point.cost);
    html! {
        @if kept_low.is_finite() { (chart::rule([x.at(kept_low), y.at(cost)], [x.at(kept_high), y.at(cost)], "line-1 range")) }
        @if cost_low.is_finite() { (chart::rule([x.at(kept), y.at(cost_low)], [x.at(kept), y.at(cost_high)], "line-1 range")) }
        @if point.dominated { (chart::ring([x.at(kept), y.at(cost)], 4.5, "line-1")) }
        @else { (chart::dot([x.at(kept), y.at(cost)], 5.0, "fill-1")) }
    }
}

/// A line of equal cost per person kept.
struct Ray {
    end: [f64; 2],
    label: [f64; 2],
    anchor: Anchor,
    words: String,
}

/// Lines of equal cost for round amounts, no more than can be told apart.
fn rays(x: &Linear, y: &Linear) -> Vec<Ray> {
    let (most, dearest) = (x.domain[1], y.domain[1]);
    if most <= 0.0 || dearest <= 0.0 {
        return Vec::new();
    }
    let mut rays: Vec<Ray> = Vec::new();
    for each in ladder(dearest / most) {
        let at_top = each * most > dearest;
        let end = if at_top { [x.at(dearest / each), y.range[1]] } else { [x.range[1], y.at(each * most)] };
        let is_apart = |other: &Ray| (end[0] - other.end[0]).abs() > 54.0 || (end[1] - other.end[1]).abs() > 54.0;
        if rays.iter().all(is_apart) && (at_top && end[0] > x.at(0.0) + 24.0 || !at_top && end[1] < y.at(0.0) - 24.0) {
            let (label, anchor) = if at_top { ([end[0], end[1] - 6.0], Anchor::Middle) } else { ([end[0], end[1] - 6.0], Anchor::End) };
            let label = if at_top && end[0] > x.range[1] - 30.0 { [x.range[1], end[1] - 6.0] } else { label };
            let anchor = if label[0] == x.range[1] { Anchor::End } else { anchor };
            rays.push(Ray { end, label, anchor, words: format!("{} each", number::factor(each)) });
        }
    }
    rays
}

/// Round amounts around one, those nearest to it first.
fn ladder(about: f64) -> Vec<f64> {
    let mut power = 1.0;
    while power > about {
        power /= 10.0;
    }
    while power * 10.0 <= about {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 0.5, 10.0, 0.2, 20.0, 0.1, 50.0, 0.05].into_iter().map(|step| step * power).collect()
}

fn specification(compared: &Compared) -> serde_json::Value {
    let (x, y) = (
        json!({ "field": "kept", "type": "quantitative", "title": "people kept" }),
        json!({ "field": "cost", "type": "quantitative", "title": format!("cost, {}", compared.unit()) }),
    );
    json!({
        "layer": [
            { "mark": "rule", "encoding": { "x": { "field": "kept_low", "type": "quantitative" }, "x2": { "field": "kept_high" }, "y": y } },
            { "mark": "rule", "encoding": { "x": x, "y": { "field": "cost_low", "type": "quantitative" }, "y2": { "field": "cost_high" } } },
            { "mark": { "type": "point", "size": 70, "filled": true }, "encoding": { "x": x, "y": y,
                "fillOpacity": { "condition": { "test": "datum.dominated_by === ''", "value": 1 }, "value": 0 } } },
            { "mark": { "type": "text", "align": "left", "dx": 8 }, "encoding": { "x": x, "y": y, "text": { "field": "policy" } } }
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::compared::tests::document;

    fn of(policies: &[(&str, f64, f64, f64)]) -> Option<Figure> {
        figure(&Compared::of(&document(policies)).unwrap())
    }

    #[test]
    fn what_costs_nothing_has_no_plane() {
        assert!(of(&[("a", 2.0, 0.1, 0.0)]).is_none());
    }

    #[test]
    fn the_cheapest_is_told_only_beyond_the_error() {
        let title = |policies: &[(&str, f64, f64, f64)]| of(policies).unwrap().title;
        assert_eq!(
            title(&[("a", 2.0, 0.1, 8.0), ("b", 1.0, 0.1, 1.0)]),
            "b keeps people most cheaply, at 1.0 years' pay each; a keeps most, at 4.0 each"
        );
        assert!(
            title(&[("a", 2.0, 0.5, 2.2), ("b", 1.0, 0.5, 1.0)]).starts_with("Which of b and a keeps people most cheaply cannot be told")
        );
        assert_eq!(title(&[("a", 2.0, 0.1, 8.0)]), "Each person whom a keeps costs 4.0 years' pay");
        assert_eq!(
            title(&[("a", 0.0, 0.1, 8.0), ("b", 0.0, 0.1, 1.0)]),
            "The policies cost something and none is told to keep more than doing nothing"
        );
        assert_eq!(title(&[("a", 0.0, 0.1, 8.0)]), "a costs something and is not told to keep more than doing nothing");
    }

    #[test]
    fn lines_of_equal_cost_are_round_and_apart() {
        let (x, y) = (Linear { domain: [0.0, 4.0], range: [50.0, 700.0] }, Linear { domain: [0.0, 20.0], range: [380.0, 40.0] });
        let rays = rays(&x, &y);
        assert!((3..8).contains(&rays.len()));
        assert!(rays.iter().all(|ray| ray.end[0] <= 700.0 && ray.end[1] >= 40.0 - 1e-9));
    }
}
