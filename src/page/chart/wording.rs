//! Texts that may be too long for their place.

use maud::{Markup, html};
use unicode_width::UnicodeWidthChar;

use super::{Anchor, coordinate, text_width};

/// A text cut to a width \[CSS pixels\], with an ellipsis where something is left out.
pub fn clipped(content: &str, width: f64) -> String {
    if text_width(content) <= width {
        return content.to_owned();
    }
    let most = (width / text_width("x")).floor() as usize;
    let mut used = 1;
    let fits = |letter: &char| {
        used += letter.width().unwrap_or(0);
        used <= most
    };
    content.chars().take_while(fits).collect::<String>().trim_end().to_owned() + "…"
}

/// A text in lines of whole words, each within a width \[CSS pixels\] where no word is wider.
pub fn wrapped(content: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in content.split_whitespace() {
        match lines.last_mut() {
            Some(line) if text_width(line) + text_width(word) + text_width(" ") <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text cut to a width \[CSS pixels\]: the whole of it shows under the pointer.
pub fn named(place: [f64; 2], anchor: Anchor, class: &str, content: &str, width: f64) -> Markup {
    written(place, 0.0, anchor, class, content, width)
}

/// The same, turned by some degrees around its place: names above narrow columns.
pub fn slanted(place: [f64; 2], degrees: f64, class: &str, content: &str, width: f64) -> Markup {
    written(place, degrees, Anchor::Start, class, content, width)
}

/// A name and its number to the right of a place: the name is cut where both do not fit a width \[CSS pixels\].
pub fn labelled([x, y]: [f64; 2], name: &str, number: &str, width: f64) -> Markup {
    let shown = clipped(name, width - 1.1 * text_width(number) - 6.0);
    html! {
        text class="label halo" x=(coordinate(x)) y=(coordinate(y)) {
            @if shown != name { title { (name) } }
            (shown) " " tspan class="strong" { (number) }
        }
    }
}

fn written([x, y]: [f64; 2], degrees: f64, anchor: Anchor, class: &str, content: &str, width: f64) -> Markup {
    let shown = clipped(content, width);
    let [x, y] = [x, y].map(coordinate);
    let turn = (degrees != 0.0).then(|| format!("rotate({} {x} {y})", coordinate(degrees)));
    html! {
        text class=(class) x=(x) y=(y) text-anchor=(anchor.name()) transform=[turn] {
            @if shown != content { title { (content) } }
            (shown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("research engineer", 80.0), ["research", "engineer"]);
        assert_eq!(wrapped("head of the lab", 80.0), ["head of", "the lab"]);
        assert_eq!(wrapped("interpretability", 20.0), ["interpretability"]);
    }

    #[test]
    fn a_text_is_cut_where_it_does_not_fit() {
        assert_eq!(clipped("research engineer", 200.0), "research engineer");
        assert_eq!(clipped("research engineer", 70.0), "research…");
        assert_eq!(clipped("研究工程师", 50.0), "研究…");
        assert_eq!(clipped("ab", 0.0), "…");
    }
}
