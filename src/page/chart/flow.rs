//! What goes from one place to another: ribbons, steps, shaded cells.

use maud::{Markup, html};

use super::coordinate;

/// A ribbon from an upright stretch at `from` to one at `to`, each at its x from its top to its bottom.
pub fn ribbon((x0, [top0, bottom0]): (f64, [f64; 2]), (x1, [top1, bottom1]): (f64, [f64; 2]), class: &str) -> Markup {
    let middle = coordinate(0.5 * (x0 + x1));
    let [x0, top0, bottom0, x1, top1, bottom1] = [x0, top0, bottom0, x1, top1, bottom1].map(coordinate);
    let path = format!(
        "M{x0} {top0}C{middle} {top0} {middle} {top1} {x1} {top1}L{x1} {bottom1}C{middle} {bottom1} {middle} {bottom0} {x0} {bottom0}Z"
    );
    html! { path class=(class) d=(path) {} }
}

/// The corners of a line that keeps each height until the next place.
pub fn steps(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let until_next = points.windows(2).flat_map(|pair| [pair[0], [pair[1][0], pair[0][1]]]);
    until_next.chain(points.last().copied()).collect()
}

/// A rectangle whose colour is as strong as a share of 1 says: at most so that ink on it stays legible.
pub fn shade([x, y]: [f64; 2], [width, height]: [f64; 2], class: &str, share: f64) -> Markup {
    const STRONGEST: f64 = 0.5;
    let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(coordinate);
    let opacity = format!("{:.3}", STRONGEST * share.clamp(0.0, 1.0));
    html! { rect class=(class) x=(x) y=(y) width=(width) height=(height) fill-opacity=(opacity) {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_keep_their_height_until_the_next_place() {
        assert_eq!(steps(&[[0.0, 5.0], [1.0, 4.0], [2.0, 4.0]]), [[0.0, 5.0], [1.0, 5.0], [1.0, 4.0], [2.0, 4.0], [2.0, 4.0]]);
        assert!(steps(&[]).is_empty());
    }
}
