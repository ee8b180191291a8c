//! Numbers of two settings: a row for each value of the one, a column for each of the other, in each cell the number and a shade.
//!
//! The number says it all; the shade only leads the eye.

use maud::{Markup, html};

use crate::page::chart::{self, Anchor, Drawing, Hint};
use crate::page::words;

/// How high a row is \[CSS pixels\].
const HEIGHT: f64 = 30.0;

/// Widest column \[CSS pixels\].
const WIDEST: f64 = 110.0;

/// A cell: a number as it is printed, and the row of the figure's table that has it.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The number.
    pub value: f64,
    /// As printed.
    pub shown: String,
    /// The row of the table, counted from 0.
    pub row: usize,
}

/// The whole.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// What the rows are, and what the columns are.
    pub headings: [String; 2],
    /// The values of both.
    pub names: [Vec<String>; 2],
    /// By row and column; `None` where there is no number.
    pub cells: Vec<Vec<Option<Cell>>>,
}

/// Draws it so many CSS pixels wide: columns without room stand below, in parts of their own.
pub fn draw(matrix: &Matrix, width: f64) -> Drawing {
    let columns = matrix.names[1].len();
    let rows = matrix.names[0].iter().map(String::as_str).chain([matrix.headings[0].as_str()]);
    let left = words::widest(rows, 0.34 * width) + 10.0;
    let cells = || matrix.cells.iter().flatten().flatten();
    let widest = cells().map(|cell| cell.shown.as_str()).chain(matrix.names[1].iter().map(String::as_str));
    let least = words::widest(widest, 0.3 * width) + 8.0;
    let at_once = (((width - left) / least).floor() as usize).clamp(1, columns.max(1));
    let parts = columns.div_ceil(at_once).max(1);
    // As many in each part, so that the last is no rest.
    let at_once = columns.div_ceil(parts).max(1);
    let pitch = ((width - left) / at_once as f64).min(WIDEST);
    let part = 44.0 + HEIGHT * matrix.names[0].len() as f64 + 12.0;
    let (low, high) = cells().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), cell| (low.min(cell.value), high.max(cell.value)));
    let place = |column: usize, row: usize| {
        [left + pitch * (column % at_once) as f64, part * (column / at_once) as f64 + 44.0 + HEIGHT * row as f64]
    };
    let marks = html! {
        @for index in 0..parts {
            @let top = part * index as f64;
            (chart::named([left, top + 13.0], Anchor::Start, "tick", &format!("{} →", matrix.headings[1]), width - left))
            (chart::named([0.0, top + 35.0], Anchor::Start, "tick", &format!("{} ↓", matrix.headings[0]), left - 4.0))
            @for (row, name) in matrix.names[0].iter().enumerate() {
                (chart::named([0.0, top + 44.0 + HEIGHT * row as f64 + 19.0], Anchor::Start, "row", name, left - 6.0))
            }
        }
        @for (column, name) in matrix.names[1].iter().enumerate() {
            @let [x, y] = place(column, 0);
            (chart::named([x + 0.5 * pitch, y - 9.0], Anchor::Middle, "label", name, pitch - 4.0))
        }
        @for (row, cells) in matrix.cells.iter().enumerate() {
            @for (column, cell) in cells.iter().enumerate() { (one(cell.as_ref(), [low, high], place(column, row), pitch)) }
        }
    };
    let hints = matrix.cells.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().filter_map(move |(column, cell)| {
            let [x, y] = place(column, row);
            Some(Hint { extent: [x, y, pitch, HEIGHT], row: cell.as_ref()?.row })
        })
    });
    Drawing::new([width, part * parts as f64 - 4.0], marks).with_hints(hints)
}

fn one(cell: Option<&Cell>, [low, high]: [f64; 2], [x, y]: [f64; 2], width: f64) -> Markup {
    let share = cell.map_or(0.0, |cell| if high > low { (cell.value - low) / (high - low) } else { 0.0 });
    html! {
        (chart::shade([x + 1.0, y + 1.0], [width - 2.0, HEIGHT - 2.0], "fill-1", share))
        (chart::text([x + 0.5 * width, y + 0.5 * HEIGHT + 4.0], Anchor::Middle, "small", cell.map_or("-", |cell| cell.shown.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(columns: usize) -> Matrix {
        let cell = |column: usize| Some(Cell { value: column as f64, shown: format!("{column}.00"), row: column });
        Matrix {
            headings: ["ratio", "window"].map(str::to_owned),
            names: [vec!["1".to_owned()], (0..columns).map(|month| format!("{month} months")).collect()],
            cells: vec![(0..columns).map(cell).collect()],
        }
    }

    #[test]
    fn columns_without_room_stand_below() {
        let [few, many] = [3, 24].map(|columns| draw(&matrix(columns), 350.0));
        assert!(many.height > 4.0 * few.height, "{} {}", few.height, many.height);
        assert_eq!(many.marks.into_string().matches("fill-opacity").count(), 24);
    }

    #[test]
    fn the_largest_has_the_strongest_shade() {
        let text = draw(&matrix(3), 720.0).marks.into_string();
        let shades: Vec<&str> = text.split("fill-opacity=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(shades, ["0.000", "0.250", "0.500"]);
    }
}
