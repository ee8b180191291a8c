//! On which date an exit counts, by the upper half of a random word: its *head*.
//!
//! A word is a uniform number, and a uniform number a patience: the greater the word, the earlier the exit. So each date has a bound, and
//! an exit counts on the first date whose bound the word reaches. Next to a bound rounding errors may decide, and heads are *unsure*.

use crate::math;

/// How far from a bound rounding errors could ever decide, in heads: 2^-31 of the range of uniform numbers, where those of a time come to
/// some 1e-12 at most.
const MARGIN: u64 = 2;

/// Cumulative hazard between two dates beyond which times would have to be more exact than they are.
const STEEPEST: f64 = 20.0;

/// Cells of heads in a table, about: few heads are then in a cell that has no one date.
const CELLS: u64 = 4_096;

/// What stands for a cell of heads whose exits do not all count on the same date, or not surely.
const MIXED: u8 = u8::MAX;

/// Of one way to leave of one person, on which date an exit counts.
#[derive(Clone, Debug)]
pub(super) struct DateTable {
    /// By date: heads that reach it, less or more the margin, belong to exits that count by then.
    bounds: Vec<u64>,
    /// No head below it leaves before the last date.
    lowest: u32,
    /// How many bits of a head tell heads of a cell apart.
    shift: u32,
    /// The date of each cell, from the lowest head on.
    cells: Vec<u8>,
}

impl DateTable {
    /// The table of a cumulative hazard by date; nothing where it grows too steeply, or dates are too many.
    pub fn new(hazards: &[f64]) -> Option<Self> {
        let is_steep = |pair: &[f64]| pair[1] - pair[0] > STEEPEST;
        if hazards.len() >= usize::from(MIXED) || hazards.iter().any(|hazard| !hazard.is_finite()) || hazards.windows(2).any(is_steep) {
            return None;
        }
        let heads = (1u64 << 32) as f64;
        let bounds: Vec<u64> = hazards.iter().map(|&hazard| (math::exp(-hazard) * heads) as u64).collect();
        let lowest = bounds.last()?.saturating_sub(MARGIN);
        let range = (1 << 32) - lowest;
        let shift = u64::BITS - ((range - 1) / CELLS).leading_zeros();
        let mut table = Self { bounds, lowest: lowest as u32, shift, cells: Vec::new() };
        let date_of_cell = |cell: u64| {
            let first = lowest + (cell << shift);
            let last = (first + (1 << shift) - 1).min(u64::from(u32::MAX));
            let date = table.search(first as u32);
            date.filter(|_| date == table.search(last as u32)).map_or(MIXED, |date| date as u8)
        };
        table.cells = (0..=(range - 1) >> shift).map(date_of_cell).collect();
        Some(table)
    }

    /// The lowest head of an exit that may count on any date.
    pub fn lowest(&self) -> u32 {
        self.lowest
    }

    /// What gives the date on which an exit of a head counts that is not below the lowest: the number of dates where on none, nothing where
    /// that is unsure. It has the numbers of the table at hand.
    #[inline]
    pub fn date(&self) -> impl Fn(u32) -> Option<usize> + '_ {
        let (cells, lowest, shift) = (&self.cells[..], self.lowest, self.shift);
        move |head| {
            let date = cells[((head - lowest) >> shift) as usize];
            if date == MIXED { self.search(head) } else { Some(usize::from(date)) }
        }
    }

    /// The same of any head, without the cells.
    #[cold]
    #[inline(never)]
    fn search(&self, head: u32) -> Option<usize> {
        let head = u64::from(head);
        let date = self.bounds.partition_point(|&bound| head < bound + MARGIN);
        let before = if date == 0 { 1 << 32 } else { self.bounds[date - 1] };
        (head + MARGIN < before).then_some(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_the_date_of_its_patience_or_is_unsure() {
        for hazards in [vec![0.0, 0.1, 0.1, 0.3, 4.0, 4.0], vec![0.0, 1e-7, 1e-3], vec![0.0, 0.0, 19.0, 38.0], vec![0.0, 0.0]] {
            let table = DateTable::new(&hazards).unwrap();
            let mut unsure = 0;
            let near = table.bounds.iter().flat_map(|&bound| bound.saturating_sub(5)..bound + 5);
            let heads = near.chain((0..1 << 32).step_by(99_991)).filter(|&head| head < 1 << 32).map(|head| head as u32);
            for head in heads.filter(|&head| head >= table.lowest()) {
                let patience = |word: u64| -math::ln(crate::random::open_uniform(word));
                let word = u64::from(head) << 32;
                let dates = [word, word | 0xFFFF_FFFF].map(|word| hazards.partition_point(|&hazard| hazard < patience(word)));
                match table.date()(head) {
                    Some(date) => assert_eq!(dates, [date; 2], "{head} in {hazards:?}"),
                    None => unsure += 1,
                }
            }
            assert!(unsure <= 4 * hazards.len(), "{unsure} in {hazards:?}");
        }
        assert!(DateTable::new(&[0.0, 21.0]).is_none());
    }

    #[test]
    fn nobody_below_the_lowest_head_leaves() {
        let table = DateTable::new(&[0.0, 0.2, 0.5]).unwrap();
        assert_eq!(table.search(table.lowest() - 1), Some(3));
        assert_eq!(table.date()(table.lowest()), None);
    }
}
