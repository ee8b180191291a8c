//! A heat map of two settings: a row for each value of the first, a column for each of the second, in each cell the number and a shade.
//!
//! The number says it all; the shade only leads the eye, and is of blocks that need no colour.

use crate::estimate::Estimate;
use crate::report::columns::{left, right, short, width};
use crate::report::number;
use crate::report::screen::Screen;

/// From the lowest fifth of the range to the highest.
const SHADES: [&str; 5] = ["  ", "░░", "▒▒", "▓▓", "██"];

/// Widest value of a setting \[columns\].
const WIDEST_VALUE: usize = 14;

/// A map: what it shows, the settings' headings, and their values.
pub(super) struct Map<'a> {
    pub title: String,
    pub headings: [&'a str; 2],
    pub values: [&'a [String]; 2],
    /// By row and column; `None` where the point is not done.
    pub cells: Vec<Vec<Option<Estimate>>>,
}

/// The lines of a map; nothing where no point is done.
pub(super) fn lines(map: &Map<'_>, screen: Screen) -> Vec<String> {
    let known: Vec<Estimate> = map.cells.iter().flatten().flatten().copied().filter(|cell| cell.value.is_finite()).collect();
    let texts = number::column(&known);
    let (low, high) =
        known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), cell| (low.min(cell.value), high.max(cell.value)));
    if known.is_empty() {
        return Vec::new();
    }
    let shade = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.0 };
        SHADES[((share * SHADES.len() as f64) as usize).min(SHADES.len() - 1)]
    };
    let mut next = texts.iter();
    let cell = |cell: &Option<Estimate>| match cell {
        Some(one) if one.value.is_finite() => format!("{} {}", shade(one.value), next.next().map_or("", String::as_str)),
        _ => "-".to_owned(),
    };
    // In the order in which the texts were made.
    let cells: Vec<String> = map.cells.iter().flatten().map(cell).collect();
    let columns = map.values[1].len();
    let [rows, headings] = map.values.map(|values| values.iter().map(|value| short(value, WIDEST_VALUE)).collect::<Vec<_>>());
    let first = rows.iter().map(|row| width(row)).chain([width(map.headings[0])]).max().unwrap_or(0);
    let each = cells.iter().chain(&headings).map(|text| width(text)).max().unwrap_or(0);
    let room = screen.columns().saturating_sub(2 + first + 2);
    let at_once = ((room + 2) / (each + 2)).max(1);
    let title = format!("{}; across: {}, down: {}", map.title, map.headings[1], map.headings[0]);
    let mut lines: Vec<String> = screen.wrapped_beside(2, &title).iter().map(|line| format!("  {line}")).collect();
    for begin in (0..columns).step_by(at_once) {
        let end = (begin + at_once).min(columns);
        let row = |first_cell: &str, texts: &[String]| {
            let cells: Vec<String> = texts.iter().map(|text| right(text, each)).collect();
            format!("  {}  {}", left(first_cell, first), cells.join("  ")).trim_end().to_owned()
        };
        lines.push(screen.heading(&row(map.headings[0], &headings[begin..end])));
        for (place, name) in rows.iter().enumerate() {
            lines.push(row(name, &cells[place * columns + begin..place * columns + end]));
        }
    }
    if high > low {
        lines.extend(screen.legend("from the lowest fifth of the range, without a shade, by ░░ ▒▒ ▓▓ to the highest ██"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: [&[String]; 2]) -> Map<'_> {
        let cell = |row: usize, column: usize| Some(Estimate { value: (row * values[1].len() + column) as f64, mcse: 0.3 });
        let cells = (0..values[0].len()).map(|row| (0..values[1].len()).map(|column| cell(row, column)).collect()).collect();
        Map { title: "still there".to_owned(), headings: ["ratio", "window"], values, cells }
    }

    #[test]
    fn every_cell_has_its_number_and_a_shade_that_grows_with_it() {
        let (ratios, windows) = (["1", "1.5"].map(str::to_owned), ["3 months", "6 months", "1 year"].map(str::to_owned));
        let text = lines(&map([&ratios, &windows]), Screen::PIPE);
        assert_eq!(
            text,
            [
                "  still there; across: window, down: ratio",
                "  ratio  3 months  6 months    1 year",
                "  1           0.0    ░░ 1.0    ▒▒ 2.0",
                "  1.5      ▓▓ 3.0    ██ 4.0    ██ 5.0",
                "  from the lowest fifth of the range, without a shade, by ░░ ▒▒ ▓▓ to the",
                "  highest ██",
            ]
        );
    }

    #[test]
    fn more_columns_than_there_is_room_for_stand_below() {
        let (ratios, windows) = (["1", "2"].map(str::to_owned), (0..20).map(|month| format!("{month} months")).collect::<Vec<_>>());
        let mut unknown = map([&ratios, &windows]);
        unknown.cells[1][19] = None;
        let text = lines(&unknown, Screen::new(60, false));
        assert!(text.iter().all(|line| width(line) <= 60), "{text:#?}");
        assert_eq!(text.iter().filter(|line| line.starts_with("  ratio")).count(), 5);
        assert!(text.iter().any(|line| line.ends_with(" -")), "{text:#?}");
    }

    #[test]
    fn nothing_that_differs_has_no_shade() {
        let one = ["1".to_owned()];
        assert_eq!(
            lines(&map([&one, &one]), Screen::PIPE),
            ["  still there; across: window, down: ratio", "  ratio       1", "  1         0.0"]
        );
    }
}
