//! Charts in SVG: scales, axes and marks, from which figures are put together.
//!
//! A drawing is made for a width in CSS pixels, so that letters have the same size at any width. Colours are classes (`fill-1`, `line-1`) that
//! the page's style sheet gives for light and dark; numbers of colours are those of Okabe and Ito's palette, which readers with any
//! colour vision tell apart. Nothing is told by colour alone: marks are labelled where they stand.

mod axis;
mod flow;
mod forest;
mod labels;
mod marks;
mod scale;
mod wording;

use maud::{Markup, PreEscaped, html};

pub use axis::{below, bottom, left, left_room};
pub use flow::{ribbon, shade, steps};
pub use forest::{columns, diamond, lying, ring, standing};
pub use labels::Labels;
pub use marks::{area, bar, dot, line, rule, slices, spread, text, text_width};
pub use scale::{Linear, Months, month};
pub use wording::{labelled, named, slanted, wrapped};

/// What the metadata of a chart in a file says, by which it is known as ours.
pub const MARK: &str = "drawn by stayput";

/// A drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// \[CSS pixels\].
    pub width: f64,
    /// \[CSS pixels\].
    pub height: f64,
    /// What is in it.
    pub marks: Markup,
    /// What the pointer is told where it rests.
    hints: Vec<Hint>,
}

/// A place of a drawing, and the row of the figure's table that it shows.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// Left, top, width and height \[CSS pixels\].
    pub extent: [f64; 4],
    /// The row, counted from 0.
    pub row: usize,
}

/// Where the letters of a text stand to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    Start,
    /// Around it.
    Middle,
    /// To the left of it.
    End,
}

impl Anchor {
    /// As SVG calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

impl Drawing {
    /// A drawing of a width and a height \[CSS pixels\].
    pub fn new([width, height]: [f64; 2], marks: Markup) -> Self {
        Self { width, height, marks, hints: Vec::new() }
    }

    /// The same, which tells the numbers of a row where the pointer rests.
    pub fn with_hints(self, hints: impl Iterator<Item = Hint>) -> Self {
        Self { hints: hints.collect(), ..self }
    }

    /// The same with its hints in words: nothing is drawn of them until the pointer rests there. `told` has the words of a row.
    pub fn told(mut self, told: impl Fn(usize) -> String) -> Self {
        let hints = std::mem::take(&mut self.hints);
        let hint = |hint: &Hint| {
            let [x, y, width, height] = hint.extent.map(coordinate);
            html! { rect class="hint" x=(x) y=(y) width=(width) height=(height) { title { (told(hint.row)) } } }
        };
        self.marks = html! { (self.marks) @for one in &hints { (hint(one)) } };
        self
    }

    /// The drawing as an SVG element, with a title and a description for those who do not see it. `id` tells it apart on its page.
    pub fn svg(&self, id: &str, title: &str, describes: &str, class: &str) -> Markup {
        let [width, height] = [self.width, self.height].map(coordinate);
        html! {
            svg xmlns="http://www.w3.org/2000/svg" class=(class) viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height)
                role="img" aria-labelledby=(format!("{id}-title {id}-describes")) {
                title id=(format!("{id}-title")) { (title) }
                desc id=(format!("{id}-describes")) { (describes) }
                (self.marks)
            }
        }
    }

    /// The drawing as a file of its own, with its own style sheet and background.
    pub fn file(&self, title: &str, describes: &str) -> String {
        let [width, height] = [self.width, self.height].map(coordinate);
        let style = concat!("<style>", include_str!("chart.css"), "</style>");
        let whole = Self {
            marks: html! { metadata { (MARK) } (PreEscaped(style)) rect class="paper" width=(width) height=(height) {} (self.marks) },
            hints: Vec::new(),
            ..*self
        };
        whole.svg("chart", title, describes, "chart").into_string() + "\n"
    }
}

/// A coordinate with a tenth of a pixel.
fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
