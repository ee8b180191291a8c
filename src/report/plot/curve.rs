//! A fan: those still there over time, the median as a line in the shades of the middle half and the middle 80 %.

use super::dates::Dates;
use super::people::People;
use crate::estimate::{Estimates, Summary};
use crate::report::columns::{right, width};
use crate::report::number;
use crate::report::screen::Screen;

/// What the signs mean.
const LEGEND: &str = "━ median  ▒ middle half of the trials  ░ middle 80 %";

/// The chart of a run; nothing where nothing was simulated.
pub(in crate::report) fn lines(estimates: &Estimates, screen: Screen) -> Vec<String> {
    let (points, dates) = (&estimates.retained().points, &estimates.metadata.dates);
    if dates.is_empty() || points.len() != dates.len() {
        return Vec::new();
    }
    let fans: Vec<Fan> = points.iter().map(Fan::new).collect();
    let least = fans.iter().map(|fan| fan.most_likely[0]).fold(f64::INFINITY, f64::min);
    let most = fans.iter().map(|fan| fan.most_likely[1]).fold(0.0, f64::max);
    let people = People::new(least, most);
    let labels: Vec<String> = (0..people.rows).map(|row| people.label(row)).collect();
    let beside = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    let dates = Dates::new(dates, screen.columns() - 2 - beside - 2);
    let cells = drawn(&fans, &people, &dates);
    let begins = if people.lowest == 0 { String::new() } else { format!("; the scale begins at {}", number::count(people.lowest)) };
    let roster = number::count(estimates.metadata.roster as u64);
    let mut lines = vec![screen.heading(&format!("  still there, of {roster}{begins}"))];
    for (row, label) in labels.iter().enumerate().rev() {
        let axis = if label.is_empty() { '│' } else { '┤' };
        let text: String = cells.iter().map(|column| column[row]).collect();
        lines.push(format!("  {} {axis}{text}", right(label, beside)).trim_end().to_owned());
    }
    let [axis, below] = dates.axis();
    lines.push(format!("  {} └{axis}", " ".repeat(beside)));
    lines.push(format!("  {}  {below}", " ".repeat(beside)));
    lines.extend(screen.legend(LEGEND));
    lines
}

/// What is drawn of one date.
struct Fan {
    /// The 10th percentile and the 90th.
    most_likely: [f64; 2],
    /// The quartiles.
    half: [f64; 2],
    median: f64,
}

impl Fan {
    fn new(point: &Summary) -> Self {
        let [_, p10, p25, p50, p75, p90, _] = point.quantiles.map(|quantile| quantile.value);
        Self { most_likely: [p10, p90], half: [p25, p75], median: p50 }
    }
}

/// The characters, by column from the left and row from the bottom.
fn drawn(fans: &[Fan], people: &People, dates: &Dates<'_>) -> Vec<Vec<char>> {
    let mut columns = Vec::new();
    let mut before = None;
    for fan in (0..dates.columns).map(|column| &fans[dates.shown(column)]) {
        let mut cells = vec![' '; people.rows];
        for ([low, high], shade) in [(fan.most_likely, '░'), (fan.half, '▒')] {
            cells[people.row(low)..=people.row(high)].fill(shade);
        }
        let row = people.row(fan.median);
        join(&mut cells, before.unwrap_or(row), row);
        before = Some(row);
        columns.push(cells);
    }
    columns
}

/// The line in one column, from the row in which it comes to that in which it goes on.
fn join(cells: &mut [char], from: usize, to: usize) {
    cells[from.min(to)..=from.max(to)].fill('┃');
    let [come, go] = match from.cmp(&to) {
        std::cmp::Ordering::Less => ['┛', '┏'],
        std::cmp::Ordering::Equal => ['━', '━'],
        std::cmp::Ordering::Greater => ['┓', '┗'],
    };
    cells[from] = come;
    cells[to] = go;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;

    #[test]
    fn shades_and_line_stand_in_the_rows_of_their_numbers() {
        let fans = [
            Fan { most_likely: [13.0, 13.0], half: [13.0, 13.0], median: 13.0 },
            Fan { most_likely: [3.0, 9.0], half: [5.0, 7.0], median: 6.0 },
        ];
        let dates = [Date::constant(2023, 1, 1), Date::constant(2024, 1, 1)];
        let people = People::new(3.0, 13.0);
        let columns = drawn(&fans, &people, &Dates::new(&dates, 4));
        let text: Vec<String> = columns.iter().map(|column| column.iter().collect()).collect();
        assert_eq!(text, ["             ━", "             ━", "   ░░▒┗┃┃┃┃┃┃┓", "   ░░▒━▒░░    "]);
    }

    #[test]
    fn the_line_rises_too() {
        let mut cells = [' '; 3];
        join(&mut cells, 0, 2);
        assert_eq!(cells, ['┛', '┃', '┏']);
    }
}
