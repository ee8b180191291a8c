//! Text that keeps to its columns: widths as a terminal counts them, cut where there is no room.

use std::path::Path;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::{escaped, shown};

/// The width of everything printed \[columns\].
pub const PAGE: usize = 80;

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A name from a file, safe to print (blanks for control characters, escapes for what else cannot be seen) and cut to a width with a `…`.
pub fn name(text: &str, most: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = escaped(&text);
    if width(&text) <= most {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A name cut to a width in its middle: what tells several apart often stands at the end.
pub fn short(text: &str, most: usize) -> String {
    let text = name(text, usize::MAX);
    if width(&text) <= most {
        return text;
    }
    let tail: String = {
        let mut taken = 0;
        let fits = |c: &char| {
            taken += width(&c.to_string());
            taken <= (most - 1) / 2
        };
        text.chars().rev().take_while(fits).collect()
    };
    let head = name(&text, most - width(&tail));
    head + &tail.chars().rev().collect::<String>()
}

/// A path, safe to print, uncut: it may be copied.
pub fn path(path: &Path) -> String {
    shown(&path.display().to_string())
}

/// So many of something.
pub fn many(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Filled with blanks on the right.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Filled with blanks on the left.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Broken between words into lines of a width; a word that is longer stands alone, uncut (it may be a path to copy).
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // A percentage stays with its sign.
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(number) if word.starts_with('%') => number.extend([" ", word]),
            _ => words.push(word.to_owned()),
        }
    }
    for word in &words {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_in_their_middle() {
        assert_eq!(short("refresh", 7), "refresh");
        assert_eq!(short("retention_grant_large", 12), "retent…large");
        assert_eq!(short("研究室研究室", 7), "研究…室");
    }

    #[test]
    fn names_are_cut_by_columns_and_carry_no_control_characters() {
        assert_eq!(name("startup", 7), "startup");
        assert_eq!(name("startups", 7), "startu…");
        assert_eq!(name("研究室研究室", 7), "研究室…");
        assert_eq!(name("a\u{1b}[31mb\n", 20), "a [31mb ");
        assert_eq!(name("a\u{202e}b", 20), "a\\u202eb");
    }

    #[test]
    fn columns_are_filled() {
        assert_eq!(left("研", 4), "研  ");
        assert_eq!(right("12", 4), "  12");
        assert_eq!(right("12345", 4), "12345");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a-word-that-is-long b", 5), ["a-word-that-is-long", "b"]);
    }
}
