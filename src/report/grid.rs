//! Tables: rows under headings, the first column to the left and the others to the right.
//!
//! Where a screen is too narrow, headings are broken in two first, then names are cut, and what then finds no room is left out and named.

use super::columns::{left, right, width};
use super::screen::Screen;

/// The least that is left of a name where other columns need the room \[columns\].
pub(super) const LEAST_NAME: usize = 8;

/// The columns of a table that hold names: the first ones.
#[derive(Clone, Copy)]
pub(super) struct Names {
    /// How many they are.
    pub count: usize,
    /// How wide each may be on a page \[columns\].
    pub widest: usize,
    /// How one is cut.
    pub cut: fn(&str, usize) -> String,
}

/// A table whose names are cut as these are. So many of the rows are headings.
pub(super) fn lines<const COLUMNS: usize>(headings: usize, rows: &[[String; COLUMNS]], names: Names, screen: Screen) -> Vec<String> {
    lines_of(headings, rows.iter().map(|row| row.to_vec()).collect(), names, screen)
}

/// The same of rows that are all as long as the first.
pub(super) fn lines_of(mut headings: usize, mut rows: Vec<Vec<String>>, names: Names, screen: Screen) -> Vec<String> {
    let widest = if screen.is_wide() { usize::MAX } else { names.widest };
    let wide = |rows: &[Vec<String>], column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    // What the names are wide, the least they can be, and what is left to them.
    let wanted = |rows: &[Vec<String>], headings: usize, column: usize| {
        wide(&rows[headings.min(rows.len())..], column).min(widest).max(wide(&rows[..headings.min(rows.len())], column))
    };
    let least = |rows: &[Vec<String>], headings: usize, column: usize| {
        wanted(rows, headings, column).min(wide(&rows[..headings.min(rows.len())], column).max(LEAST_NAME))
    };
    let room = |rows: &[Vec<String>]| {
        let columns = rows.first().map_or(0, Vec::len);
        let others: usize = (names.count..columns).map(|column| 2 + wide(rows, column)).sum();
        screen.columns().checked_sub(others + 2 * names.count)
    };
    let fits = |rows: &[Vec<String>], headings: usize, is_wanted: bool| {
        let needed = |column| if is_wanted { wanted(rows, headings, column) } else { least(rows, headings, column) };
        room(rows).is_some_and(|room| (0..names.count).map(needed).sum::<usize>() <= room)
    };
    if headings == 1 && !fits(&rows, headings, screen.is_narrow()) {
        let (above, below): (Vec<String>, Vec<String>) = rows[0].iter().map(|heading| broken(heading)).unzip();
        rows.splice(..1, [above, below]);
        headings = 2;
    }
    let mut left_out = Vec::new();
    while !fits(&rows, headings, false) && rows.first().is_some_and(|row| row.len() > names.count.max(1) + 1) {
        let gone: Vec<String> = rows.iter_mut().filter_map(Vec::pop).collect();
        left_out.push(gone[..headings].join(" ").trim().to_owned());
    }
    // Headings of one word each stand in the lower line.
    if headings == 2 && rows[0].iter().all(String::is_empty) {
        rows.remove(0);
        headings = 1;
    }
    let mut room = room(&rows).unwrap_or(0);
    for column in 0..names.count {
        // Those after it keep their least, and each gets its even share at most unless others leave some.
        let after: usize = (column + 1..names.count).map(|other| wanted(&rows, headings, other)).sum();
        let even = room / (names.count - column);
        let most = wanted(&rows, headings, column).min(room.saturating_sub(after).max(even)).max(1);
        for row in rows.iter_mut().skip(headings) {
            row[column] = (names.cut)(&row[column], most);
        }
        room = room.saturating_sub(most);
    }
    let mut lines = drawn(headings, &rows, screen);
    if !left_out.is_empty() {
        left_out.reverse();
        lines.extend(screen.legend(&format!("no room here for: {}", left_out.join("; "))));
    }
    lines
}

/// The rows as lines.
fn drawn(headings: usize, rows: &[Vec<String>], screen: Screen) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let wide: Vec<usize> = (0..columns).map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0)).collect();
    let line = |(index, row): (usize, &Vec<String>)| {
        let mut line = format!("  {}", left(&row[0], wide[0]));
        for (cell, &wide) in row.iter().zip(&wide).skip(1) {
            line += "  ";
            line += &right(cell, wide);
        }
        if index < headings { screen.heading(line.trim_end()) } else { line.trim_end().to_owned() }
    };
    rows.iter().enumerate().map(line).collect()
}

/// A heading in two lines, as narrow as can be; one word stands in the lower.
pub(super) fn broken(heading: &str) -> (String, String) {
    let parts = heading.match_indices(' ').map(|(at, _)| (&heading[..at], &heading[at + 1..]));
    let best = parts.min_by_key(|(above, below)| width(above).max(width(below)));
    best.map_or_else(|| (String::new(), heading.to_owned()), |(above, below)| (above.to_owned(), below.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::columns::name;
    use super::*;

    const NAMES: Names = Names { count: 1, widest: 24, cut: name };

    fn rows() -> Vec<[String; 4]> {
        vec![
            ["exits", "mean", "80 % range of exits", "share of roster"].map(str::to_owned),
            ["a-channel-with-a-long-name-indeed", "12.3", "1,000 to 2,000", "12.3 %"].map(str::to_owned),
        ]
    }

    #[test]
    fn headings_break_before_names_are_cut() {
        let text = |columns| lines(1, &rows(), NAMES, Screen::new(columns, false));
        assert_eq!(
            text(60),
            [
                "                                      80 % range  share of",
                "  exits                     mean        of exits    roster",
                "  a-channel-with-a-long-n…  12.3  1,000 to 2,000    12.3 %",
            ]
        );
        assert!(text(80)[1].starts_with("  a-channel-with-a-long-n…  12.3"));
        assert!(text(100)[1].starts_with("  a-channel-with-a-long-name-indeed  12.3"));
    }

    #[test]
    fn what_finds_no_room_is_left_out_and_named() {
        let wide = "9".repeat(45);
        let rows = [["a", "b", "the last"].map(str::to_owned), ["name", "1", &wide].map(str::to_owned)];
        let narrow = lines(1, &rows, Names { widest: 100, ..NAMES }, Screen::new(60, false));
        assert_eq!(narrow.len(), 2, "it fits: {narrow:?}");
        let rows = [["a", "b", "the last"].map(str::to_owned), ["name", "1", &wide.repeat(2)].map(str::to_owned)];
        assert_eq!(lines(1, &rows, NAMES, Screen::new(60, false)), ["  a     b", "  name  1", "  no room here for: the last"]);
    }

    #[test]
    fn two_columns_of_names_share_the_room() {
        let names = |a: usize, b: usize| ["a".repeat(a), "b".repeat(b), "100 %".to_owned()];
        let rows = [["first exit to", "through", "share of roster"].map(str::to_owned), names(60, 60), names(3, 40)];
        for columns in [60, 80, 100, 160] {
            let text = lines(1, &rows, Names { count: 2, ..NAMES }, Screen::new(columns, false));
            assert!(text.iter().all(|line| width(line) <= columns), "{text:#?}");
        }
        let wide = lines(1, &rows, Names { count: 2, ..NAMES }, Screen::new(160, false));
        assert!(wide[1].contains(&"a".repeat(60)) && wide[1].contains(&"b".repeat(60)), "{wide:#?}");
    }
}
