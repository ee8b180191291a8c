//! Characters that a terminal obeys or hides instead of showing them, and the form in which they are shown.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character acts on a terminal or cannot be seen: control characters, those that turn the direction of writing, separators of
/// lines, and all that Unicode calls ignorable by default (UAX 44, `Default_Ignorable_Code_Point`), such as zero-width spaces and tags.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x34f
                | 0x61c
                | 0x115f..=0x1160
                | 0x17b4..=0x17b5
                | 0x180b..=0x180f
                | 0x200b..=0x200f
                | 0x2028..=0x202e
                | 0x2060..=0x206f
                | 0x3164
                | 0xfe00..=0xfe0f
                | 0xfeff
                | 0xffa0
                | 0xfff0..=0xfffb
                | 0x1bca0..=0x1bca3
                | 0x1d173..=0x1d17a
                | 0xe0000..=0xe0fff
        )
}

/// A text in which each such character but line feeds and tabs is escaped as JSON escapes it, `\u202e`: what was JSON stays the same JSON.
pub fn escaped(text: &str) -> Cow<'_, str> {
    escaped_but_for(text, |c, _| matches!(c, '\n' | '\t'))
}

/// The same, but colours are left in: escape sequences of the form `ESC [ numbers m`.
pub fn escaped_but_for_colours(text: &str) -> Cow<'_, str> {
    escaped_but_for(text, |c, rest| matches!(c, '\n' | '\t') || c == '\u{1b}' && begins_colour(rest))
}

/// The same of the characters that turn the direction of writing alone (UAX 9): for files that others read, whose names stay what they are.
pub fn upright(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    escaped_but_for(text, |c, _| !turns(c))
}

fn escaped_but_for(text: &str, is_kept: impl Fn(char, &str) -> bool) -> Cow<'_, str> {
    let is_escaped = |at: usize, c: char| is_unseen(c) && !is_kept(c, &text[at + c.len_utf8()..]);
    let Some((first, _)) = text.char_indices().find(|&(at, c)| is_escaped(at, c)) else { return Cow::Borrowed(text) };
    let mut out = text[..first].to_owned();
    for (at, c) in text[first..].char_indices() {
        if is_escaped(first + at, c) { push_escape(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Adds the escape of a character: of each of its one or two units of UTF-16.
pub(super) fn push_escape(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Whether what follows an escape character makes it a colour.
fn begins_colour(rest: &str) -> bool {
    let numbers = rest.strip_prefix('[').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
    numbers.is_some_and(|rest| rest.starts_with('m'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_escaped_and_everything_else_is_left() {
        for (text, expected) in [
            ("lab\u{202e}moc\u{2066}", "lab\\u202emoc\\u2066"),
            ("a\u{200b}\u{ad}\u{feff}\u{61c}\u{2028}b", "a\\u200b\\u00ad\\ufeff\\u061c\\u2028b"),
            ("\u{1b}[31m\r\u{7f}\u{9b}\0", "\\u001b[31m\\u000d\\u007f\\u009b\\u0000"),
            ("\u{e0041}\u{fe0f}", "\\udb40\\udc41\\ufe0f"),
            ("Zürich 研究室\n\tÅ \u{a0}−", "Zürich 研究室\n\tÅ \u{a0}−"),
        ] {
            assert_eq!(escaped(text), expected);
            assert_eq!(escaped(expected), expected, "once is enough");
        }
    }

    #[test]
    fn colours_are_left_and_other_sequences_are_not() {
        assert_eq!(escaped_but_for_colours("\u{1b}[1;31mred\u{1b}[0m"), "\u{1b}[1;31mred\u{1b}[0m");
        assert_eq!(escaped_but_for_colours("\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}[31"), "\\u001b[2J\\u001b]0;x\\u0007\\u001b[31");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({ "name": "a\u{202e}b\u{200b}\u{e0041}" });
        let text = escaped(&value.to_string()).into_owned();
        assert!(text.is_ascii(), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
