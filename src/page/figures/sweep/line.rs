//! A line over one setting, with a band.

use maud::html;

use super::points::{Points, text};
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};

/// Draws it so many CSS pixels wide: numbers where they stand on a line, texts side by side.
pub fn draw(points: &Points, width: f64) -> Drawing {
    let (left, right, top, bottom) = (50.0, width - 16.0, 30.0, if width < 500.0 { 250.0 } else { 290.0 });
    let numbers: Option<Vec<f64>> = points.all.iter().map(|point| point.at[0].as_f64()).collect();
    let is_number = numbers.is_some();
    let across = numbers.unwrap_or_else(|| (0..points.all.len()).map(|place| place as f64).collect());
    let (low, high) = ends(across.iter().copied());
    let margin = if is_number { 0.0 } else { 0.5 };
    let x = Linear { domain: [low - margin, high + margin], range: [left, right] };
    let drawn = points.all.iter().flat_map(|point| [point.value].into_iter().chain(point.band));
    let (low, high) = ends(drawn.chain([0.0]));
    let y = Linear { domain: if low == high { [low, low + 1.0] } else { [low, high] }, range: [bottom, top] }.widened(5);
    // A grid need not be given in its order.
    let mut order: Vec<usize> = (0..across.len()).collect();
    order.sort_by(|&a, &b| across[a].total_cmp(&across[b]));
    let along = |of: &dyn Fn(usize) -> f64| order.iter().map(|&place| [x.at(across[place]), y.at(of(place))]).collect::<Vec<_>>();
    let middle = along(&|place| points.all[place].value);
    let has_band = points.all.iter().all(|point| point.band.iter().all(|end| end.is_finite()));
    let about = if width < 500.0 { 4 } else { 6 };
    let ticks = if is_number {
        x.labelled(about)
    } else {
        order.iter().map(|&place| (x.at(across[place]), chart_text(points, place, (right - left) / across.len() as f64))).collect()
    };
    let marks = html! {
        (chart::named([0.0, 13.0], Anchor::Start, "tick", &points.what, width))
        (chart::left(&y, 5, [left, right], ""))
        (chart::bottom(&ticks, [left, right], bottom))
        (chart::named([right, bottom + 36.0], Anchor::End, "tick", &points.settings[0], right))
        @if has_band { (chart::area(&along(&|place| points.all[place].band[0]), &along(&|place| points.all[place].band[1]), "band fill-1")) }
        (chart::line(&middle, "line-1"))
        @for place in &middle { (chart::dot(*place, 4.0, "fill-1")) }
        @if y.domain[0] < 0.0 { (chart::rule([left, y.at(0.0)], [right, y.at(0.0)], "baseline")) }
    };
    let places: Vec<f64> = middle.iter().map(|[x, _]| *x).collect();
    let hint = |(extent, row): ([f64; 4], usize)| Hint { extent, row };
    let hints: Vec<Hint> = chart::slices(&places, [top, bottom]).zip(order.iter().copied()).map(hint).collect();
    Drawing::new([width, bottom + 44.0], marks).with_hints(hints.into_iter())
}

/// A value that is a text, cut to its room.
fn chart_text(points: &Points, place: usize, room: f64) -> String {
    crate::page::words::clipped(&text(&points.all[place].at[0]), room - 6.0)
}

fn ends(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = numbers.filter(|number| number.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)))
}
