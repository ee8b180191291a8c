//! Marks: lines, areas, bars, dots and texts.

use std::fmt::Write as _;

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

use super::{Anchor, coordinate};

/// A line through points. Classes: `line-1` to `line-8`, `thin`, `dashed`.
pub fn line(points: &[[f64; 2]], class: &str) -> Markup {
    html! { path class=(class) d=(path(points)) {} }
}

/// What lies between two lines that have as many points.
pub fn area(low: &[[f64; 2]], high: &[[f64; 2]], class: &str) -> Markup {
    let around: Vec<[f64; 2]> = high.iter().chain(low.iter().rev()).copied().collect();
    html! { path class=(class) d=(path(&around) + "Z") {} }
}

/// A rectangle from its corner.
pub fn bar([x, y]: [f64; 2], [width, height]: [f64; 2], class: &str) -> Markup {
    let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(coordinate);
    html! { rect class=(class) x=(x) y=(y) width=(width) height=(height) {} }
}

/// A circle.
pub fn dot([x, y]: [f64; 2], radius: f64, class: &str) -> Markup {
    html! { circle class=(class) cx=(coordinate(x)) cy=(coordinate(y)) r=(coordinate(radius)) {} }
}

/// A straight line. Classes: `grid`, `baseline`, `interval`.
pub fn rule(from: [f64; 2], to: [f64; 2], class: &str) -> Markup {
    let [[x1, y1], [x2, y2]] = [from, to].map(|point| point.map(coordinate));
    html! { line class=(class) x1=(x1) y1=(y1) x2=(x2) y2=(y2) {} }
}

/// A text. Classes: `tick` (small and grey), `row`, `label` (beside a mark), `value`, `strong`.
pub fn text([x, y]: [f64; 2], anchor: Anchor, class: &str, content: &str) -> Markup {
    html! { text class=(class) x=(coordinate(x)) y=(coordinate(y)) text-anchor=(anchor.name()) { (content) } }
}

/// About how wide a text of the charts' size is \[CSS pixels\].
pub fn text_width(content: &str) -> f64 {
    7.4 * content.width() as f64
}

/// Heights for labels that stand beside what has these heights: as near as may be, in the same order, no two nearer than `gap`, within two
/// limits.
pub fn spread(heights: &[f64], gap: f64, [top, bottom]: [f64; 2]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]));
    let mut placed = heights.to_vec();
    let mut least = top;
    for &index in &order {
        placed[index] = placed[index].max(least);
        least = placed[index] + gap;
    }
    let mut most = bottom;
    for &index in order.iter().rev() {
        placed[index] = placed[index].min(most);
        most = placed[index] - gap;
    }
    placed
}

/// Slices of a chart around places along it, each to the middle between it and its neighbours: left, top, width and height.
pub fn slices(across: &[f64], [top, bottom]: [f64; 2]) -> impl Iterator<Item = [f64; 4]> {
    let border = |place: usize| {
        let (before, after) = (across[place.saturating_sub(1)], across[place.min(across.len() - 1)]);
        0.5 * (before + after)
    };
    (0..across.len()).map(move |place| [border(place), top, border(place + 1) - border(place), bottom - top])
}

fn path(points: &[[f64; 2]]) -> String {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let [x, y] = point.map(coordinate);
        let _ = write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_order_and_their_distance() {
        assert_eq!(spread(&[10.0, 12.0, 50.0], 10.0, [0.0, 100.0]), [10.0, 20.0, 50.0]);
        assert_eq!(spread(&[95.0, 12.0, 94.0], 10.0, [0.0, 100.0]), [100.0, 12.0, 90.0]);
    }
}
