//! Axes: ticks, their labels, and the grid behind the marks.

use maud::{Markup, html};

use super::scale::{Linear, decimals};
use super::{Anchor, text, text_width};
use crate::report::number;

/// The axis below: a tick and a label at each place, from `left` to `right` \[CSS pixels\], at height `y`.
pub fn bottom(ticks: &[(f64, String)], [left, right]: [f64; 2], y: f64) -> Markup {
    html! {
        g class="axis" aria-hidden="true" {
            (super::rule([left, y], [right, y], "baseline"))
            @for (place, label) in ticks {
                (super::rule([*place, y], [*place, y + 4.0], "baseline"))
                (text([*place, y + 18.0], anchor_within(*place, label, [left, right]), "tick", label))
            }
        }
    }
}

/// Texts under the labels of [`bottom`], each at its place, the first line at height `y`.
pub fn below(texts: &[(f64, String)], ends: [f64; 2], y: f64, class: &str) -> Markup {
    html! { @for (place, content) in texts { (text([*place, y], anchor_within(*place, content, ends), class, content)) } }
}

/// The axis to the left: lines across the chart at about so many round numbers, with their labels.
pub fn left(scale: &Linear, about: usize, [left, right]: [f64; 2], suffix: &str) -> Markup {
    let ticks = scale.ticks(about);
    let places = if let [first, second, ..] = ticks[..] { decimals(second - first) } else { 0 };
    html! {
        g class="axis" aria-hidden="true" {
            @for tick in &ticks {
                (super::rule([left, scale.at(*tick)], [right, scale.at(*tick)], "grid"))
                (text([left - 6.0, scale.at(*tick) + 4.0], Anchor::End, "tick", &(called(*tick, places) + suffix)))
            }
        }
    }
}

/// How far the labels of [`left`] reach to the left of it \[CSS pixels\].
pub fn left_room(scale: &Linear, about: usize) -> f64 {
    let ticks = scale.ticks(about);
    let places = if let [first, second, ..] = ticks[..] { decimals(second - first) } else { 0 };
    ticks.iter().map(|tick| text_width(&called(*tick, places))).fold(0.0, f64::max) + 8.0
}

/// A number of an axis: thousands are separated as everywhere else.
fn called(tick: f64, places: usize) -> String {
    if places == 0 && tick >= 0.0 { number::count(tick.round() as u64) } else { number::decimals(tick, places) }
}

/// A label that would stand out beyond an end of an axis stays beside the chart.
fn anchor_within(place: f64, content: &str, [left, right]: [f64; 2]) -> Anchor {
    const BEYOND: f64 = 4.0;
    let half = 0.5 * text_width(content);
    if place - half < left - BEYOND {
        Anchor::Start
    } else if place + half > right + BEYOND {
        Anchor::End
    } else {
        Anchor::Middle
    }
}
