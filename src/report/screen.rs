//! Where a report is shown: how wide it is, and whether it has styles.
//!
//! The styles are bold and underlined, in whatever colours the terminal has: nothing that a light or a dark background would swallow, and
//! nothing that a report needs to be understood.

use anstyle::Style;

use super::columns::{PAGE, name, width, wrapped};

/// The narrowest report \[columns\]; a narrower terminal breaks its lines.
pub const NARROWEST: usize = 60;

/// The widest report \[columns\]; beyond, lines are too long to be read.
pub const WIDEST: usize = 160;

/// What a report is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    columns: usize,
    is_styled: bool,
    has_charts: bool,
}

impl Screen {
    /// A pipe or a file.
    pub const PIPE: Self = Self { columns: PAGE, is_styled: false, has_charts: false };

    /// So many columns, but not fewer than [`NARROWEST`] nor more than [`WIDEST`]; styled or not.
    pub fn new(columns: usize, is_styled: bool) -> Self {
        Self { columns: columns.clamp(NARROWEST, WIDEST), is_styled, has_charts: false }
    }

    /// With charts too, or without.
    pub fn with_charts(self, has_charts: bool) -> Self {
        Self { has_charts, ..self }
    }

    /// Whether charts are drawn.
    pub(super) fn has_charts(self) -> bool {
        self.has_charts
    }

    /// How wide it is \[columns\].
    pub fn columns(self) -> usize {
        self.columns
    }

    /// Whether it is narrower than a page.
    pub(super) fn is_narrow(self) -> bool {
        self.columns < PAGE
    }

    /// Whether it is wider than a page.
    pub(super) fn is_wide(self) -> bool {
        self.columns > PAGE
    }

    /// What is so wide on a page, with all that a wider screen has more.
    pub(super) fn grown(self, on_page: usize) -> usize {
        on_page + self.columns.saturating_sub(PAGE)
    }

    /// The width of a column of names that need so much, beside others: as on a page; wider only on a screen that is wider, narrower only
    /// where there is no room.
    pub(super) fn of_names(self, on_page: usize, needed: usize, others: usize) -> usize {
        let room = self.columns.saturating_sub(others);
        let wanted = if self.columns > PAGE { needed.max(on_page) } else { on_page };
        wanted.min(room)
    }

    /// The same without styles.
    pub(super) fn unstyled(self) -> Self {
        Self { is_styled: false, ..self }
    }

    /// The answer.
    pub(super) fn strong(self, text: &str) -> String {
        self.painted(Style::new().bold(), text)
    }

    /// What stands above a table.
    pub(super) fn heading(self, text: &str) -> String {
        let indent = text.len() - text.trim_start().len();
        format!("{}{}", &text[..indent], self.painted(Style::new().underline(), text.trim_start()))
    }

    fn painted(self, style: Style, text: &str) -> String {
        if self.is_styled { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Sentences, broken into lines.
    pub(super) fn wrapped(self, text: &str) -> Vec<String> {
        self.wrapped_beside(0, text)
    }

    /// The same beside something that takes so many columns. Where it is narrow, names that are longer than a line are cut; paths never are:
    /// they are there to be copied.
    pub(super) fn wrapped_beside(self, taken: usize, text: &str) -> Vec<String> {
        let room = self.columns.saturating_sub(taken);
        let mut lines = wrapped(text, room);
        if self.is_narrow() {
            for line in lines.iter_mut().filter(|line| width(line) > room && !line.contains(['/', '\\'])) {
                *line = name(line, room);
            }
        }
        lines
    }

    /// What explains the signs of a table, below it: entries with two blanks between them, broken there if at all.
    pub(super) fn legend(self, text: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for entry in text.split("  ") {
            match lines.last_mut() {
                Some(line) if width(line) + 2 + width(entry) <= self.columns => line.extend(["  ", entry]),
                _ => lines.extend(self.wrapped_beside(2, entry).iter().map(|line| format!("  {line}"))),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_neither_too_narrow_nor_too_wide() {
        assert_eq!([20, 60, 100, 400].map(|columns| Screen::new(columns, false).columns()), [60, 60, 100, 160]);
        assert_eq!(Screen::new(80, false), Screen::PIPE);
    }

    #[test]
    fn names_get_what_there_is() {
        let names = |columns, needed| Screen::new(columns, false).of_names(24, needed, 50);
        assert_eq!([names(80, 10), names(80, 90)], [24, 24]);
        assert_eq!([names(60, 10), names(60, 90)], [10, 10]);
        assert_eq!([names(100, 10), names(100, 40), names(100, 90)], [24, 40, 50]);
    }

    #[test]
    fn a_name_longer_than_a_line_is_cut_and_a_path_is_not() {
        let long = "a".repeat(70);
        let narrow = Screen::new(60, false);
        assert_eq!(narrow.wrapped(&format!("Under {long}: 3")), ["Under".to_owned(), "a".repeat(59) + "…", "3".to_owned()]);
        assert_eq!(narrow.wrapped(&format!("results/{long}")), [format!("results/{long}")]);
        assert_eq!(Screen::PIPE.wrapped(&"a".repeat(90)), ["a".repeat(90)]);
    }

    #[test]
    fn a_legend_is_broken_between_its_entries() {
        let narrow = Screen::new(60, false);
        let legend = "█ there in 90 % of the trials  ▒ in half of them  ░ in 10 %";
        assert_eq!(Screen::PIPE.legend(legend), [format!("  {legend}")]);
        assert_eq!(narrow.legend(legend), ["  █ there in 90 % of the trials  ▒ in half of them", "  ░ in 10 %"]);
    }

    #[test]
    fn styles_change_nothing_else() {
        let [styled, plain] = [true, false].map(|is_styled| Screen::new(80, is_styled));
        assert_eq!((styled.strong("x").as_str(), plain.strong("x").as_str()), ("\u{1b}[1mx\u{1b}[0m", "x"));
        assert_eq!((styled.heading("  x").as_str(), plain.heading("  x").as_str()), ("  \u{1b}[4mx\u{1b}[0m", "  x"));
    }
}
