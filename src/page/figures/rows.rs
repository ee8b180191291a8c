//! Numbers with their intervals, a row each, on one scale: a forest plot.

use maud::{Markup, html};

use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::words;

/// Narrower drawings are for a telephone \[CSS pixels\].
pub const TELEPHONE: f64 = 500.0;

/// How high a line of small text is \[CSS pixels\].
const LINE: f64 = 15.0;

/// Widest name beside a scale \[CSS pixels\].
const NAME: f64 = 220.0;

/// A number as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The number.
    pub value: f64,
    /// Its 95 % interval; not numbers where it is not known.
    pub interval: [f64; 2],
    /// A wider range, such as that over all that is not known; not numbers where there is none.
    pub range: [f64; 2],
}

/// A row: a name, a number or two, and what is printed of them.
#[derive(Clone, Debug)]
pub struct Row {
    /// What stands to the left.
    pub name: String,
    /// Under it in small letters, in as many lines as it needs; may be empty.
    pub under: String,
    /// What is drawn: the first as a dot, the second as a diamond below it.
    pub marks: Vec<Mark>,
    /// What stands to the right.
    pub shown: String,
    /// The row of the figure's table that has its numbers, counted from 0.
    pub of_table: usize,
}

/// All rows.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The rows, from above.
    pub all: Vec<Row>,
    /// Above the scale: what is drawn.
    pub heading: String,
    /// Above the texts to the right.
    pub column: String,
    /// After the numbers of the axis: ` %`, or nothing.
    pub suffix: &'static str,
    /// The ends of the scale, where they are given; else it holds zero and all that is drawn.
    pub domain: Option<[f64; 2]>,
}

/// Where everything is.
struct Layout {
    /// Left end of the scale, its right end \[CSS pixels\].
    scale: Linear,
    /// The top of each row, and that of what follows.
    tops: Vec<f64>,
    /// Lines under the name of each row.
    under: Vec<Vec<String>>,
    /// Lines of the heading.
    heading: Vec<String>,
    is_narrow: bool,
    /// Whether the texts to the right stand below the names, for want of room.
    is_stacked: bool,
}

/// Draws them so many CSS pixels wide.
pub fn draw(rows: &Rows, width: f64) -> Drawing {
    let layout = Layout::new(rows, width);
    let (x, bottom) = (&layout.scale, layout.tops[rows.all.len()]);
    let room = if layout.is_narrow { width } else { x.range[0] - 8.0 };
    let names: Vec<String> = rows.all.iter().map(|row| row.name.clone()).collect();
    let shown = if layout.is_narrow && !layout.is_stacked { shown_width(rows) + 14.0 } else { 4.0 };
    let names = words::clipped_apart(&names, room - shown);
    let about = about(rows, layout.is_narrow);
    let ticks = x.labelled(about).into_iter().map(|(place, label)| (place, label + rows.suffix)).collect::<Vec<_>>();
    let marks = html! {
        @for (line, text) in layout.heading.iter().enumerate() {
            (chart::text([if layout.is_narrow { 0.0 } else { x.range[0] }, 13.0 + LINE * line as f64], Anchor::Start, "tick", text))
        }
        @if !layout.is_narrow {
            (chart::text([width, 13.0], Anchor::End, "tick", &rows.column))
            (chart::columns(x, about, [layout.tops[0] - 4.0, bottom]))
        }
        @if x.domain[0] < 0.0 && x.domain[1] > 0.0 { (chart::rule([x.at(0.0), layout.tops[0] - 4.0], [x.at(0.0), bottom], "baseline")) }
        (chart::bottom(&ticks, x.range, bottom))
        @for (place, (row, name)) in rows.all.iter().zip(&names).enumerate() { (one(row, name, &layout, place, width)) }
    };
    let hint = |place: usize| {
        let extent = [0.0, layout.tops[place], width, layout.tops[place + 1] - layout.tops[place]];
        Hint { extent, row: rows.all[place].of_table }
    };
    Drawing::new([width, bottom + 26.0], marks).with_hints((0..rows.all.len()).map(hint))
}

fn one(row: &Row, name: &str, layout: &Layout, place: usize, width: f64) -> Markup {
    let (x, top) = (&layout.scale, layout.tops[place]);
    let stacked = if layout.is_stacked { LINE + 2.0 } else { 0.0 };
    let (name_at, mark_at) = if layout.is_narrow { (top + 16.0, top + 31.0 + stacked) } else { (top + 19.0, top + 15.0) };
    let under_at = if layout.is_narrow { top + 52.0 + stacked } else { top + 35.0 };
    let apart = if row.marks.len() > 1 { 5.0 } else { 0.0 };
    html! {
        (chart::text([0.0, name_at], Anchor::Start, if layout.is_narrow { "strong" } else { "row" }, name))
        (chart::text([width, name_at + stacked], Anchor::End, "value", &row.shown))
        @for (order, mark) in row.marks.iter().enumerate() {
            (mark_of(mark, x, mark_at + apart * (2.0 * order as f64 - 1.0), order))
        }
        @for (line, text) in layout.under[place].iter().enumerate() {
            (chart::text([0.0, under_at + LINE * line as f64], Anchor::Start, "tick", text))
        }
    }
}

/// A number: the wider range thin, the interval thick, the number itself a dot, or as the second of a row a diamond; hollow where its error is
/// not known.
fn mark_of(mark: &Mark, x: &Linear, y: f64, order: usize) -> Markup {
    let is_known = |[low, high]: [f64; 2]| low.is_finite() && high.is_finite();
    let within = |value: f64| x.at(value.clamp(x.domain[0], x.domain[1]));
    let (line, fill) = if order == 0 { ("line-1", "fill-1") } else { ("line-2", "fill-2") };
    html! {
        @if is_known(mark.range) { (chart::lying(mark.range.map(within), y, "line-8 range")) }
        @if is_known(mark.interval) { (chart::rule([within(mark.interval[0]), y], [within(mark.interval[1]), y], &format!("{line} thick"))) }
        @if mark.value.is_finite() {
            @if !is_known(mark.interval) { (chart::ring([within(mark.value), y], 4.0, line)) }
            @else if order == 0 { (chart::dot([within(mark.value), y], 4.0, fill)) }
            @else { (chart::diamond([within(mark.value), y], 5.0, fill)) }
        }
    }
}

impl Layout {
    fn new(rows: &Rows, width: f64) -> Self {
        let is_narrow = width < TELEPHONE;
        let under: Vec<Vec<String>> = rows.all.iter().map(|row| chart::wrapped(&row.under, width - 8.0)).collect();
        let name = words::widest(rows.all.iter().map(|row| row.name.as_str()), width);
        let is_stacked = is_narrow && name + shown_width(rows) + 14.0 > width;
        let column = if is_narrow { 0.0 } else { chart::text_width(&rows.column) + 14.0 };
        let left = if is_narrow { 0.0 } else { name.min(NAME) + 16.0 };
        let heading = chart::wrapped(&rows.heading, width - left - column);
        let mut tops = vec![if is_narrow { 5.0 } else { 9.0 } + LINE * heading.len().max(1) as f64];
        for lines in &under {
            let lines = LINE * lines.len() as f64;
            let own = if is_narrow {
                44.0 + lines + if is_stacked { LINE + 2.0 } else { 0.0 }
            } else {
                30.0 + lines + if lines > 0.0 { 4.0 } else { 0.0 }
            };
            tops.push(tops[tops.len() - 1] + own);
        }
        let range = if is_narrow { [8.0, width - 12.0] } else { [left, width - shown_width(rows).max(column - 14.0) - 18.0] };
        let about = about(rows, is_narrow);
        Self { scale: scale(rows, range, about), tops, under, heading, is_narrow, is_stacked }
    }
}

/// About how many ticks the axis has: labels with a unit need more room.
fn about(rows: &Rows, is_narrow: bool) -> usize {
    match (rows.suffix.is_empty(), is_narrow) {
        (false, _) => 2,
        (true, true) => 4,
        (true, false) => 5,
    }
}

/// How wide the texts to the right are.
fn shown_width(rows: &Rows) -> f64 {
    words::widest(rows.all.iter().map(|row| row.shown.as_str()), 250.0)
}

/// A scale that holds zero and all that is drawn.
fn scale(rows: &Rows, range: [f64; 2], about: usize) -> Linear {
    if let Some(domain) = rows.domain {
        return Linear { domain, range };
    }
    let of = |mark: &Mark| [mark.value].into_iter().chain(mark.interval).chain(mark.range);
    let ends = || rows.all.iter().flat_map(|row| row.marks.iter().flat_map(of)).filter(|end| end.is_finite());
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    Linear { domain: if low == high { [-1.0, 1.0] } else { [low, high] }, range }.widened(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, under: &str) -> Row {
        let mark = Mark { value: 1.0, interval: [0.5, 1.5], range: [-1.0, 3.0] };
        Row { name: name.to_owned(), under: under.to_owned(), marks: vec![mark], shown: "1.0, 0.5 to 1.5".to_owned(), of_table: 0 }
    }

    fn rows(rows: Vec<Row>) -> Rows {
        Rows { all: rows, heading: "people".to_owned(), column: "95 %".to_owned(), suffix: "", domain: None }
    }

    #[test]
    fn the_scale_holds_zero_and_the_widest_range() {
        let domain = scale(&rows(vec![row("a", "")]), [0.0, 100.0], 5).domain;
        assert!(domain[0] <= -1.0 && domain[1] >= 3.0, "{domain:?}");
    }

    #[test]
    fn long_texts_under_a_name_take_lines_of_their_own() {
        let short = draw(&rows(vec![row("a", "")]), 350.0).height;
        let long = draw(&rows(vec![row("a", &"word ".repeat(40))]), 350.0).height;
        assert!(long > short + 3.0 * LINE, "{short} {long}");
    }
}
