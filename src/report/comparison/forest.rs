//! A forest: a line a policy, with what it keeps against a line of zero.

use crate::report::columns::{right, width};
use crate::report::number;

/// A scale in columns that holds zero and all intervals.
pub struct Scale {
    low: f64,
    high: f64,
    columns: usize,
}

impl Scale {
    /// A scale for some intervals; those that are not known are left out.
    pub fn new(intervals: &[[f64; 2]], columns: usize) -> Self {
        let ends = || intervals.iter().flatten().copied().filter(|end| end.is_finite());
        Self { low: ends().fold(0.0, f64::min), high: ends().fold(0.0, f64::max), columns }
    }

    /// The column of a value, from 0.
    fn column(&self, value: f64) -> usize {
        let last = self.columns - 1;
        if self.high <= self.low {
            return last / 2;
        }
        ((value - self.low) / (self.high - self.low) * last as f64).round().clamp(0.0, last as f64) as usize
    }

    /// What stands above the lines: the ends, and where zero is.
    pub fn heading(&self) -> String {
        let zero = self.column(0.0);
        let (low, high) = (number::significant(self.low, 2), number::significant(self.high, 2));
        let mut line = String::new();
        if self.low < 0.0 && width(&low) < zero {
            line += &low;
        }
        line += &right("0", zero + 1 - width(&line));
        if self.high > 0.0 && width(&line) + 1 + width(&high) <= self.columns {
            line += &right(&high, self.columns - width(&line));
        }
        line
    }

    /// The line of an interval: from zero what is kept for nearly sure, then what is perhaps.
    pub fn line(&self, [low, high]: [f64; 2]) -> String {
        let zero = self.column(0.0);
        let mut cells = vec![' '; self.columns];
        if low.is_finite() && high.is_finite() {
            let (first, last) = (self.column(low), self.column(high));
            if low > 0.0 {
                (zero..first).for_each(|column| cells[column] = '█');
            } else if high < 0.0 {
                (last + 1..=zero).for_each(|column| cells[column] = '█');
            }
            (first..=last).for_each(|column| cells[column] = '░');
        }
        cells[zero] = '│';
        cells.into_iter().collect::<String>().trim_end().to_owned()
    }

    /// The same with a sign for the number itself: `├──●──┤`.
    pub fn interval(&self, value: f64, [low, high]: [f64; 2]) -> String {
        let zero = self.column(0.0);
        let mut cells = vec![' '; self.columns];
        cells[zero] = '│';
        if value.is_finite() && low.is_finite() && high.is_finite() {
            let (first, last) = (self.column(low), self.column(high));
            cells[first..=last].fill('─');
            cells[first] = '├';
            cells[last] = '┤';
            if first < zero && zero < last {
                cells[zero] = '┼';
            }
            cells[self.column(value)] = '●';
        }
        cells.into_iter().collect::<String>().trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_stands_where_it_is() {
        let scale = Scale::new(&[[1.0, 2.0], [-1.0, 0.5], [-1.0, -0.5]], 31);
        assert_eq!(scale.heading(), "-1.0      0                 2.0");
        assert_eq!(scale.line([1.0, 2.0]), "          │█████████░░░░░░░░░░░");
        assert_eq!(scale.line([-1.0, 0.5]), "░░░░░░░░░░│░░░░░");
        assert_eq!(scale.line([-1.0, -0.5]), "░░░░░░████│");
        assert_eq!(scale.line([f64::NAN; 2]), "          │");
    }

    #[test]
    fn nothing_kept_is_a_line_of_zeros() {
        let scale = Scale::new(&[[0.0, 0.0]], 11);
        assert_eq!((scale.heading().as_str(), scale.line([0.0, 0.0]).as_str()), ("     0", "     │"));
    }
}
