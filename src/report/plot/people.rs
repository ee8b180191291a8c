//! The scale of people: which of the rows of a chart a number stands in.

use crate::report::number;

/// Most rows.
const MOST_ROWS: u64 = 16;

/// Rows of few people: so many for all of them, at least.
const FEW: u64 = 12;

/// A row for so many people, or some rows for one, from the lowest upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct People {
    /// What the lowest row stands for.
    pub lowest: u64,
    /// From one row to the next.
    step: u64,
    /// Rows for one person, where there are few people; otherwise 1.
    each: u64,
    /// How many rows there are.
    pub rows: usize,
}

impl People {
    /// A scale for numbers from the least to the most. It begins at 0 unless all are in the upper half.
    pub fn new(least: f64, most: f64) -> Self {
        let most = most.max(1.0).ceil() as u64;
        let least = least.max(0.0).floor() as u64;
        let least = if 2 * least < most { 0 } else { least };
        let step = steps().find(|step| (most - least / step * step).div_ceil(*step) < MOST_ROWS).unwrap_or(most);
        let lowest = least / step * step;
        let steps = (most - lowest).div_ceil(step).max(1);
        let each = if step == 1 { (FEW / steps).max(1) } else { 1 };
        Self { lowest, step, each, rows: (steps * each) as usize + 1 }
    }

    /// The row of a number, from 0 at the bottom.
    pub fn row(&self, people: f64) -> usize {
        let row = (people - self.lowest as f64) * self.each as f64 / self.step as f64;
        row.round().clamp(0.0, (self.rows - 1) as f64) as usize
    }

    /// What stands beside a row; nothing between two people.
    pub fn label(&self, row: usize) -> String {
        let row = row as u64;
        if row.is_multiple_of(self.each) { number::count(self.lowest + row / self.each * self.step) } else { String::new() }
    }
}

/// 1, 2, 5, 10, 20, 50, ...
fn steps() -> impl Iterator<Item = u64> {
    (0..18).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_team_has_a_row_a_person() {
        let people = People::new(4.0, 14.0);
        assert_eq!((people.rows, people.lowest), (15, 0));
        assert_eq!([0.0, 7.0, 14.0].map(|number| people.row(number)), [0, 7, 14]);
        assert_eq!([0, 7, 14].map(|row| people.label(row)), ["0", "7", "14"]);
    }

    #[test]
    fn few_people_have_several_rows_each() {
        let people = People::new(0.0, 4.0);
        assert_eq!((people.rows, people.row(2.0)), (13, 6));
        assert_eq!([5, 6, 7].map(|row| people.label(row)), ["", "2", ""]);
        assert_eq!((People::new(0.0, 1.0).rows, People::new(0.0, 0.0).rows), (13, 13));
    }

    #[test]
    fn many_people_share_a_row() {
        let people = People::new(530.0, 2000.0);
        assert_eq!((people.rows, people.row(593.0), people.label(people.row(593.0))), (11, 3, "600".to_owned()));
    }

    #[test]
    fn a_curve_that_hardly_falls_is_seen_from_near() {
        let people = People::new(470.0, 500.0);
        assert_eq!((people.lowest, people.rows, people.row(485.0)), (470, 16, 8));
        assert_eq!(people.label(15), "500");
    }

    #[test]
    fn no_scale_is_higher_than_sixteen_rows() {
        for most in (0..3000_u32).chain([99_999, 1_000_000, 12_345_678]) {
            for least in [0, most / 3, most / 2, 9 * most / 10, most] {
                let people = People::new(f64::from(least), f64::from(most));
                assert!((2..=16).contains(&people.rows), "{least} to {most}: {people:?}");
                assert!(people.label(people.rows - 1).replace(',', "").parse::<u64>().unwrap() >= u64::from(most));
            }
        }
    }
}
