//! Marks of estimates: intervals that lie or stand, and marks of other shapes than a disc, so that nothing is told apart by colour alone.

use maud::{Markup, html};

use super::marks::{area, rule};
use super::{Linear, coordinate};

/// How far the ends of an interval stand out \[CSS pixels\].
const CAP: f64 = 3.5;

/// An interval that lies at a height, with ends that stand out. Classes: `line-1` to `line-8`, `range`, `thick`, `interval`.
pub fn lying([low, high]: [f64; 2], y: f64, class: &str) -> Markup {
    html! {
        (rule([low, y], [high, y], class))
        @for end in [low, high] { (rule([end, y - CAP], [end, y + CAP], class)) }
    }
}

/// An interval that stands at a place, with ends that stand out.
pub fn standing(x: f64, [low, high]: [f64; 2], class: &str) -> Markup {
    html! {
        (rule([x, low], [x, high], class))
        @for end in [low, high] { (rule([x - CAP, end], [x + CAP, end], class)) }
    }
}

/// A square on its tip. With `hollow` after a `line-` class, its outline.
pub fn diamond([x, y]: [f64; 2], radius: f64, class: &str) -> Markup {
    area(&[[x - radius, y], [x, y - radius]], &[[x, y + radius], [x + radius, y]], class)
}

/// A circle's outline, paper within. Classes: `line-1` to `line-8`.
pub fn ring([x, y]: [f64; 2], radius: f64, class: &str) -> Markup {
    html! { circle class=(format!("{class} hollow")) cx=(coordinate(x)) cy=(coordinate(y)) r=(coordinate(radius)) {} }
}

/// Lines down through a chart at the ticks of the axis below.
pub fn columns(scale: &Linear, about: usize, [top, bottom]: [f64; 2]) -> Markup {
    html! {
        g class="axis" aria-hidden="true" {
            @for tick in scale.ticks(about) { (rule([scale.at(tick), top], [scale.at(tick), bottom], "grid")) }
        }
    }
}
