//! The scale of dates: which of the dates of a curve a column shows, and what stands below.

use crate::calendar::{Date, days_between};
use crate::report::columns::left;

/// Columns of a date and the least distance to the next.
const LABEL: usize = "2027-01-01".len() + 2;

/// Columns over time.
pub(super) struct Dates<'a> {
    dates: &'a [Date],
    pub columns: usize,
}

impl<'a> Dates<'a> {
    /// A scale from the first date to the last.
    pub fn new(dates: &'a [Date], columns: usize) -> Self {
        Self { dates, columns }
    }

    /// The date that is nearest to a column, by its index.
    pub fn shown(&self, column: usize) -> usize {
        let at = column as f64 / self.columns.saturating_sub(1).max(1) as f64 * self.days(self.dates.len().saturating_sub(1));
        let after = (0..self.dates.len()).position(|index| self.days(index) >= at).unwrap_or(self.dates.len().saturating_sub(1));
        match after.checked_sub(1) {
            Some(before) if at - self.days(before) < self.days(after) - at => before,
            _ => after,
        }
    }

    /// The column of a date.
    fn column(&self, index: usize) -> usize {
        let all = self.days(self.dates.len().saturating_sub(1)).max(1.0);
        (self.days(index) / all * self.columns.saturating_sub(1) as f64).round() as usize
    }

    fn days(&self, index: usize) -> f64 {
        self.dates.get(index).map_or(0.0, |&date| f64::from(days_between(self.dates[0], date)))
    }

    /// The axis and the dates below it: the first, the last, and as many between them as find room, in steps of whole months or years.
    pub fn axis(&self) -> [String; 2] {
        let last = self.dates.len().saturating_sub(1);
        let room = (self.columns / LABEL).max(1);
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].into_iter().find(|step| last / step < room).unwrap_or(last.max(1));
        let ends = self.columns.saturating_sub(LABEL + LABEL / 2);
        let between = (0..last).step_by(step).filter(|&index| index == 0 || self.column(index) <= ends);
        let mut ticks = vec!['─'; self.columns];
        let mut labels = String::new();
        for index in between.chain([last]) {
            let column = self.column(index);
            ticks[column] = '┬';
            // The first begins at its tick, the last ends there, the others stand in the middle.
            let begin = match index {
                0 => 0,
                _ if index == last => self.columns.saturating_sub(LABEL - 2),
                _ => column.saturating_sub(LABEL / 2 - 1),
            };
            if index == 0 || begin >= labels.len() + 2 {
                labels = left(&labels, begin) + &self.dates[index].to_string();
            }
        }
        [ticks.into_iter().collect(), labels]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Clock;

    fn months(count: i32) -> Vec<Date> {
        let clock = Clock::new(Date::constant(2023, 1, 1));
        (0..=count).map(|month| clock.month_boundary(month)).collect()
    }

    #[test]
    fn a_column_shows_the_nearest_date() {
        let dates = months(12);
        let scale = Dates::new(&dates, 366);
        assert_eq!([0, 15, 16, 31, 365].map(|column| scale.shown(column)), [0, 0, 1, 1, 12]);
        assert_eq!([0, 1, 12].map(|index| scale.column(index)), [0, 31, 365]);
        assert_eq!(Dates::new(&dates[..1], 40).shown(39), 0);
    }

    #[test]
    fn dates_stand_below_their_ticks() {
        let dates = months(24);
        let [ticks, labels] = Dates::new(&dates, 49).axis();
        assert_eq!(ticks, "┬───────────────────────┬───────────────────────┬");
        assert_eq!(labels, "2023-01-01         2024-01-01          2025-01-01");
    }

    #[test]
    fn they_never_touch_nor_leave_the_chart() {
        for count in 0..400 {
            let dates = months(count);
            for columns in [40, 50, 77, 150] {
                let [ticks, labels] = Dates::new(&dates, columns).axis();
                assert_eq!(ticks.chars().count(), columns);
                assert!(labels.len() <= columns, "{count} {columns} {labels:?}");
                assert!(labels.split("  ").all(|label| label.trim().len() <= 10), "{labels:?}");
                assert!(labels.starts_with("2023-01-01") && labels.ends_with(&dates[count as usize].to_string()), "{labels:?}");
            }
        }
    }
}
