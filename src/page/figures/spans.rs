//! Parts of ranges, a row each: every number on a scale of its own, from its 5 % to its 95 %.

use maud::{Markup, html};

use super::rows::TELEPHONE;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::words;

/// Room on both sides of a range for what lies outside of it \[CSS pixels\].
const OUTSIDE: f64 = 18.0;

/// A number and what is marked on its range.
#[derive(Clone, Debug)]
pub struct Span {
    /// The number.
    pub name: String,
    /// Under it in small letters; may be empty.
    pub under: String,
    /// Its 5 % and its 95 %, and how they are printed.
    pub ends: [(f64, String); 2],
    /// The part that is marked; an end that is not finite is that of the range.
    pub part: Option<[f64; 2]>,
    /// A place that is marked, and its 95 % interval.
    pub at: Option<(f64, [f64; 2])>,
    /// What stands above the range: to the left of the place and to the right of it, or only the first over all.
    pub above: [String; 2],
}

/// Draws them so many CSS pixels wide. `heading` says what is marked.
pub fn draw(spans: &[Span], heading: &str, width: f64) -> Drawing {
    let is_narrow = width < TELEPHONE;
    // What stands under a name has a line of its own on a telephone.
    let lines = if is_narrow && spans.iter().any(|span| !span.under.is_empty()) { 18.0 } else { 0.0 };
    let (top, height) = (22.0, lines + if is_narrow { 76.0 } else { 52.0 });
    let name =
        if is_narrow { 0.0 } else { words::widest(spans.iter().flat_map(|span| [span.name.as_str(), span.under.as_str()]), 260.0) + 14.0 };
    let names: Vec<String> = spans.iter().map(|span| span.name.clone()).collect();
    // The same name may stand in several rows.
    let names: Vec<String> = names.iter().map(|own| words::clipped(own, if is_narrow { width } else { name - 10.0 })).collect();
    let marks = html! {
        (chart::text([name, 13.0], Anchor::Start, "tick", heading))
        @for (place, (span, shown)) in spans.iter().zip(&names).enumerate() {
            @let y = top + height * place as f64;
            @let line = y + lines + if is_narrow { 46.0 } else { 26.0 };
            @let (at, below) = if is_narrow { (y + 16.0, y + 32.0) } else if span.under.is_empty() { (line + 4.0, line + 18.0) } else { (line - 3.0, line + 13.0) };
            (chart::text([0.0, at], Anchor::Start, if is_narrow { "strong" } else { "row" }, shown))
            (chart::named([0.0, below], Anchor::Start, "tick", &span.under, if is_narrow { width } else { name - 10.0 }))
            (one(span, [name, width], line))
        }
    };
    let hint = |row: usize| Hint { extent: [0.0, top + height * row as f64, width, height], row };
    Drawing::new([width, top + height * spans.len() as f64 + 6.0], marks).with_hints((0..spans.len()).map(hint))
}

fn one(span: &Span, [left, right]: [f64; 2], y: f64) -> Markup {
    let [from, to] = [left + OUTSIDE, right - OUTSIDE];
    let scale = Linear { domain: [span.ends[0].0, span.ends[1].0], range: [from, to] };
    let place = |value: f64| scale.at(value).clamp(left + 2.0, right - 2.0);
    let part = span.part.map(|[low, high]| {
        [if low.is_finite() { place(low) } else { left + 2.0 }, if high.is_finite() { place(high) } else { right - 2.0 }]
    });
    let middle = span.at.map_or(0.5 * (left + right), |(at, _)| place(at));
    // Where what stands to the left has no room before the place, it begins at the left end, and the other after it.
    let first = 1.05 * chart::text_width(&span.above[0]);
    let is_before = middle - 8.0 - first >= left;
    let second = if is_before { middle + 8.0 } else { (left + first + 16.0).max(middle + 8.0) };
    html! {
        (chart::rule([from, y], [to, y], "baseline"))
        @for end in [from, to] { (chart::rule([end, y - 4.0], [end, y + 4.0], "baseline")) }
        @if let Some([low, high]) = part { (chart::bar([low, y - 5.0], [high - low, 10.0], "fill-1")) }
        @if let Some((_, interval)) = span.at {
            @if interval.iter().all(|end| end.is_finite()) { (chart::lying(interval.map(place), y, "line-1 range")) }
            (chart::diamond([middle, y], 6.0, "fill-1"))
            @if is_before { (chart::text([middle - 8.0, y - 11.0], Anchor::End, "label", &span.above[0])) }
            @else { (chart::named([left, y - 11.0], Anchor::Start, "label", &span.above[0], 0.6 * (right - left))) }
            (chart::named([second, y - 11.0], Anchor::Start, "label", &span.above[1], (right - second).max(0.0)))
        } @else {
            (chart::named([left, y - 11.0], Anchor::Start, "label", &span.above[0], right - left))
        }
        (chart::text([from, y + 18.0], Anchor::Start, "tick", &span.ends[0].1))
        (chart::text([to, y + 18.0], Anchor::End, "tick", &span.ends[1].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_of_a_range_stays_within_the_drawing() {
        let ends = [(0.0, "0".to_owned()), (1.0, "1".to_owned())];
        let span = Span {
            name: "a".to_owned(),
            under: String::new(),
            ends,
            part: None,
            at: Some((9.0, [-3.0, 12.0])),
            above: ["x", "y"].map(str::to_owned),
        };
        let text = draw(&[span], "", 350.0).marks.into_string();
        assert!(text.contains("x2=\"348\""), "{text}");
    }
}
