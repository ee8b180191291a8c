//! Problems as text for a terminal.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::unseen::{escaped, escaped_but_for_colours, is_unseen, push_escape};
use super::{Diagnostic, Place, Problems, Severity};

/// Width of the text in a pipe or a file \[columns\].
pub(super) const PAGE: usize = 80;
/// Diagnostics shown of one run; the rest are counted.
const MOST_SHOWN: usize = 50;
/// A line longer than this is cut to the neighbourhood of its mark \[characters\].
const LONGEST_LINE: usize = 300;
/// A mark longer than this is cut in such a line, so that there is room for its label \[bytes\].
const LONGEST_MARK: usize = 20;
/// What is left on either side of the start of the mark in a line that is cut \[characters\].
const NEIGHBOURHOOD: usize = 60;

/// All problems, and how many there are, in so many columns.
pub(super) fn problems(problems: &Problems, columns: usize, color: bool) -> String {
    let renderer = if color { styled() } else { Renderer::plain() }.term_width(columns);
    let mut text = String::new();
    for (number, diagnostic) in problems.iter().take(MOST_SHOWN).enumerate() {
        text += if number > 0 { "\n" } else { "" };
        let rendered = renderer.render(&[group(diagnostic, columns)]);
        text += &if color { escaped_but_for_colours(rendered.trim_end()) } else { escaped(rendered.trim_end()) };
        text += "\n";
    }
    text + &closing(problems)
}

/// Colours that can be read on light backgrounds as on dark ones: no yellow, nothing bright; all else is bold or as the terminal has it.
fn styled() -> Renderer {
    let bold = Style::new().bold();
    let red = AnsiColor::Red.on_default().bold();
    let magenta = AnsiColor::Magenta.on_default().bold();
    Renderer::styled()
        .error(red)
        .warning(magenta)
        .note(bold)
        .help(bold)
        .info(bold)
        .line_num(Style::new())
        .emphasis(bold)
        .none(Style::new())
        .context(bold)
        .addition(Style::new())
        .removal(Style::new())
}

/// `6 problems in 2 files; nothing was run`, or nothing where nothing forbids to run.
fn closing(problems: &Problems) -> String {
    let errors = problems.errors();
    if errors == 0 {
        return String::new();
    }
    let files: BTreeSet<&str> = problems
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .filter_map(|d| d.place().map(Place::source))
        .filter(|source| source.is_file())
        .map(|source| source.name())
        .collect();
    let shown = problems.iter().take(MOST_SHOWN).filter(|d| d.severity() == Severity::Error).count();
    let first = if shown < errors { format!(", of which {shown} are shown") } else { String::new() };
    let place = if files.is_empty() { String::new() } else { format!(" in {}", counted(files.len(), "file")) };
    format!("\n{}{place}{first}; nothing was run\n", counted(errors, "problem"))
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// One diagnostic in the terms of the renderer.
fn group(diagnostic: &Diagnostic, columns: usize) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(wrapped(&escaped(&diagnostic.text()), columns - 10)));
    if let Some(place) = &diagnostic.place {
        group = group.elements(snippet(place, diagnostic.label.as_deref()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(wrapped(&escaped(help), columns - 15)));
    }
    group
}

/// The first line of a place with its mark.
fn snippet<'a>(place: &'a Place, label: Option<&'a str>) -> Vec<Element<'a>> {
    let (line, line_start) = place.first_line();
    let span = place.span();
    let mark = (span.start - line_start).min(line.len())..(span.end - line_start).min(line.len());
    let (number, column) = place.line_and_column();
    let name = place.source().name();
    let annotated = |text: &'a str, mark: Range<usize>| {
        let (text, mark) = seen(text, mark);
        Snippet::source(text).line_start(number).fold(false).annotation(AnnotationKind::Primary.span(mark).label(label))
    };
    if line.len() <= LONGEST_LINE {
        return vec![annotated(line, mark).path(name).into()];
    }
    let kept = neighbourhood(line, mark.start);
    let shown_end = mark.end.min(line[..kept.end].floor_char_boundary(mark.start + LONGEST_MARK));
    let mark = mark.start - kept.start..shown_end - kept.start;
    vec![Origin::path(name).line(number).char_column(column).into(), annotated(&line[kept], mark).into()]
}

/// A line and a mark in it with what cannot be seen escaped; for control characters of ASCII the renderer has signs of its own.
fn seen(line: &str, mark: Range<usize>) -> (String, Range<usize>) {
    let (mut text, mut shown) = (String::with_capacity(line.len()), mark.clone());
    for (at, c) in line.char_indices() {
        let length = text.len();
        if is_unseen(c) && !c.is_ascii() {
            push_escape(c, &mut text);
        } else {
            text.push(c);
        }
        let further = text.len() - length - c.len_utf8();
        shown.start += if at < mark.start { further } else { 0 };
        shown.end += if at < mark.end { further } else { 0 };
    }
    (text, shown)
}

/// The bytes of a line within [`NEIGHBOURHOOD`] characters of an offset.
fn neighbourhood(line: &str, offset: usize) -> Range<usize> {
    let start = line[..offset].char_indices().rev().nth(NEIGHBOURHOOD - 1).map_or(0, |(index, _)| index);
    let end = line[offset..].char_indices().nth(NEIGHBOURHOOD).map_or(line.len(), |(index, _)| offset + index);
    start..end
}

/// The text with line breaks at spaces, so that no line is longer than `width` characters unless one word is.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 {
            let breaks = column + 1 + length > width;
            lines.push(if breaks { '\n' } else { ' ' });
            column = if breaks { 0 } else { column + 1 };
        }
        lines += word;
        column += length;
    }
    lines
}
