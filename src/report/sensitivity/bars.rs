//! The tornado as a chart: the answer at both ends of each number, to both sides of what it is.

use super::heading;
use crate::report::columns::{left, right, short, width};
use crate::report::number;
use crate::report::screen::Screen;
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::tornado::{Answer, Bar};

/// Widest path of a number \[columns\].
const WIDEST_NAME: usize = 36;

/// Paths are cut where the scale would be narrower than this \[columns\].
const LEAST_SCALE: usize = 30;

/// The chart; nothing where there is nothing to draw.
pub fn lines(found: &Sensitivity, answer: &Answer, bars: &[&Bar], screen: Screen) -> Vec<String> {
    let rows: Vec<(&str, [f64; 2])> =
        bars.iter().map(|bar| (found.numbers[bar.number].number.path.as_str(), bar.at.map(|at| at.value))).collect();
    if rows.is_empty() || !answer.base.value.is_finite() {
        return Vec::new();
    }
    drawn(&heading(found, answer.what), answer.base.value, &rows, screen)
}

fn drawn(title: &str, base: f64, rows: &[(&str, [f64; 2])], screen: Screen) -> Vec<String> {
    let longest = rows.iter().map(|(name, _)| width(name)).chain([width(title)]).max().unwrap_or(0);
    let names = longest.min(screen.grown(WIDEST_NAME)).min(screen.columns() - 4 - LEAST_SCALE);
    let columns = screen.columns() - 4 - names;
    let ends = || rows.iter().flat_map(|(_, ends)| *ends).chain([base]).filter(|end| end.is_finite());
    let (low, high) = (ends().fold(base, f64::min), ends().fold(base, f64::max));
    let column = |value: f64| {
        // What differs by rounding alone does not.
        if high - low > 1e-9 * high.abs().max(low.abs()) {
            ((value - low) / (high - low) * (columns - 1) as f64).round() as usize
        } else {
            columns / 2
        }
    };
    let middle = column(base);
    let mut lines =
        vec![screen.heading(&format!("  {}  {}", left(&short(title, names), names), scale([low, base, high], middle, columns)))];
    for (name, ends) in rows {
        let mut cells = vec![' '; columns];
        let mut fill = |end: f64, sign: char| {
            if end.is_finite() {
                let (from, to) = (middle.min(column(end)), middle.max(column(end)));
                cells[from..=to].fill(sign);
            }
        };
        // Where both are on one side the nearer is drawn over the farther.
        let [low, high] = *ends;
        if (low - base).abs() > (high - base).abs() {
            fill(low, '░');
            fill(high, '█');
        } else {
            fill(high, '█');
            fill(low, '░');
        }
        cells[middle] = '│';
        let bar: String = cells.into_iter().collect();
        lines.push(format!("  {}  {}", left(&short(name, names), names), bar.trim_end()));
    }
    lines.extend(screen.legend("░ with the number at its 5 %  █ at its 95 %  │ all as believed"));
    lines
}

/// The ends of a scale and what stands in its midst, where there is room.
fn scale([low, base, high]: [f64; 3], middle: usize, columns: usize) -> String {
    let [low, base, high] = [low, base, high].map(|value| number::significant(value, 2));
    let mut line = String::new();
    if middle > width(&low) + width(&base) {
        line += &low;
    }
    let at = (middle + width(&base).div_ceil(2)).clamp(width(&line) + 1 + width(&base), columns);
    line += &right(&base, at.saturating_sub(width(&line)));
    if width(&line) + 1 + width(&high) <= columns {
        line += &right(&high, columns - width(&line));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_stand_to_the_sides_that_they_move_it_to() {
        let rows = [("channels.lab.hazard_per_year", [8.0, 4.0]), ("contagion.ratio", [6.5, 5.0]), ("pay.elasticity", [6.0, 6.0])];
        assert_eq!(
            drawn("there on 2027-01-01", 6.0, &rows, Screen::new(66, false)),
            [
                "  there on 2027-01-01           4.0             6.0            8.0",
                "  channels.lab.hazard_per_year  █████████████████│░░░░░░░░░░░░░░░░",
                "  contagion.ratio                       █████████│░░░░",
                "  pay.elasticity                                 │",
                "  ░ with the number at its 5 %  █ at its 95 %  │ all as believed",
            ]
        );
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let long = "policies.a-policy-with-a-long-name.a-number-of-it";
        for columns in [60, 80, 120, 160] {
            let text =
                drawn("kept by a-policy-with-a-long-name", 0.0, &[(long, [-1.0, 2.0]), ("x", [0.1, 0.2])], Screen::new(columns, false));
            assert!(text.iter().all(|line| width(line) <= columns), "{text:#?}");
        }
    }
}
