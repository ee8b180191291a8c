//! Counts by value, in as little memory as what was seen allows.

use std::collections::BTreeMap;

/// Counts by value: a cell for each value between the smallest and the largest, or, where few of many have been seen, for each of these.
#[derive(Clone, Debug)]
pub enum ByValue<C> {
    /// The value of the first cell, and the cells.
    Window(u32, Box<[C]>),
    /// The cells by value.
    #[expect(clippy::box_collection, reason = "a column is smaller by it, and there are many more columns of windows")]
    Sparse(Box<BTreeMap<u32, C>>),
}

/// The widest window that is kept however few of its values have been seen.
const NARROW: usize = 1_024;
/// A wider window is given up where no more than one in so many of its cells is in use,
const FEW: usize = 8;
/// and made again once one in so many is.
const MANY: usize = 4;

impl<C> Default for ByValue<C> {
    fn default() -> Self {
        Self::Window(0, Box::default())
    }
}

impl<C: Copy + Default + PartialEq> ByValue<C> {
    /// From the value of the first cell and the cells.
    pub fn from_window(low: u32, cells: Vec<C>) -> Self {
        Self::Window(low, cells.into())
    }

    /// The value of the first cell, and a cell for each value up to the last.
    pub fn window(self) -> (u32, Vec<C>) {
        match self {
            Self::Window(low, cells) => (low, cells.into_vec()),
            Self::Sparse(cells) => (cells.keys().next().copied().unwrap_or(0), in_window(&cells)),
        }
    }

    /// The cell of a value.
    #[inline]
    pub fn at(&mut self, value: u32) -> &mut C {
        // What lies below the lowest wraps around to beyond the highest.
        if !matches!(self, Self::Window(low, cells) if (value.wrapping_sub(*low) as usize) < cells.len()) {
            self.make_room(value);
        }
        match self {
            Self::Window(low, cells) => &mut cells[(value - *low) as usize],
            Self::Sparse(cells) => cells.entry(value).or_default(),
        }
    }

    /// Makes room for all values of other counts at once, where values that come in order would widen the window one by one.
    pub fn cover(&mut self, other: &Self) {
        if let Some((low, high)) = other.ends() {
            self.at(low);
            self.at(high);
        }
    }

    /// Makes a cell for a value.
    #[cold]
    fn make_room(&mut self, value: u32) {
        match self {
            Self::Window(low, cells) => {
                let in_use = cells.iter().filter(|&&cell| cell != C::default()).count();
                let start = if cells.is_empty() { value } else { value.min(*low) };
                let end = (*low as usize + cells.len()).max(value as usize + 1);
                let width = end - start as usize;
                if width > NARROW && width > FEW * (in_use + 1) {
                    *self = Self::Sparse(Box::new(self.seen().collect()));
                    return;
                }
                let mut wider = vec![C::default(); width].into_boxed_slice();
                if !cells.is_empty() {
                    wider[(*low - start) as usize..][..cells.len()].copy_from_slice(cells);
                }
                (*low, *cells) = (start, wider);
            }
            Self::Sparse(cells) if !cells.contains_key(&value) => {
                cells.insert(value, C::default());
                if let (Some((&low, _)), Some((&high, _))) = (cells.first_key_value(), cells.last_key_value())
                    && (high - low) as usize <= MANY * cells.len()
                {
                    *self = Self::Window(low, in_window(cells).into());
                }
            }
            Self::Sparse(_) => {}
        }
    }

    /// The values seen, in order, with their cells.
    pub fn seen(&self) -> impl Iterator<Item = (u32, C)> + '_ {
        let (window, sparse) = match self {
            Self::Window(low, cells) => (Some((*low..).zip(cells.iter().copied())), None),
            Self::Sparse(cells) => (None, Some(cells.iter().map(|(&value, &cell)| (value, cell)))),
        };
        let is_seen = |&(_, cell): &(u32, C)| cell != C::default();
        window.into_iter().flatten().chain(sparse.into_iter().flatten()).filter(is_seen)
    }

    /// The values of the first and of the last cell.
    pub fn ends(&self) -> Option<(u32, u32)> {
        match self {
            Self::Window(low, cells) => Some((*low, *low + (cells.len() as u32).checked_sub(1)?)),
            Self::Sparse(cells) => Some((*cells.first_key_value()?.0, *cells.last_key_value()?.0)),
        }
    }
}

/// A cell for each value from the first to the last.
fn in_window<C: Copy + Default>(cells: &BTreeMap<u32, C>) -> Vec<C> {
    let (Some((&low, _)), Some((&high, _))) = (cells.first_key_value(), cells.last_key_value()) else { return Vec::new() };
    let mut window = vec![C::default(); (high - low) as usize + 1];
    for (&value, &cell) in cells {
        window[(value - low) as usize] = cell;
    }
    window
}

impl<C: Copy + Default + PartialEq> PartialEq for ByValue<C> {
    fn eq(&self, other: &Self) -> bool {
        self.seen().eq(other.seen())
    }
}

impl<C: Copy + Default + Eq> Eq for ByValue<C> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_of_many_values_and_all_of_them_are_counted_alike() {
        // A step through 5,000 values that meets all of them, far apart at first; twice.
        let values = (0..10_000u32).map(|k| 1_000 + k * 2_503 % 5_000);
        let mut counts = ByValue::<u64>::default();
        let mut was_sparse = false;
        for (done, value) in values.enumerate() {
            *counts.at(value) += 1;
            was_sparse |= matches!(counts, ByValue::Sparse(_));
            if done == 500 {
                assert!(was_sparse && counts.seen().count() == 501 && counts.ends() == Some((1_000, 4_997)));
                let (low, window) = counts.clone().window();
                assert_eq!(ByValue::from_window(low, window), counts);
            }
        }
        assert!(matches!(&counts, ByValue::Window(1_000, cells) if **cells == vec![2; 5_000]));
    }

    #[test]
    fn room_for_all_values_is_made_at_once() {
        for (width, is_window) in [(900, true), (30_000, false)] {
            let other = ByValue::from_window(7, vec![2_u64; width]);
            let mut own = ByValue::default();
            own.cover(&other);
            assert_eq!(matches!(own, ByValue::Window(..)), is_window);
            other.seen().for_each(|(value, count)| *own.at(value) += count);
            assert!(own == other && matches!(own, ByValue::Window(..)));
        }
    }
}
