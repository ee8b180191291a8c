//! The probability of each count over trials.

use super::Estimate;
use super::column::{Cell, Column};
use super::distribution::clustered_error;
use crate::statistics::clusters::Clusters;

/// The probability of each count from 0 to the most that there can be. Below and above those that were seen it is 0, and takes no memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Probabilities {
    /// The smallest count seen.
    low: usize,
    /// From there to the largest.
    window: Vec<Estimate>,
    /// How many counts there can be.
    len: usize,
}

/// What was never seen.
const NEVER: Estimate = Estimate { value: 0.0, mcse: 0.0 };

impl Probabilities {
    /// Of a column, for counts up to `most`.
    pub fn of(column: &Column, clusters: &Clusters, most: usize) -> Self {
        let trials_in_all = clusters.draws as f64 * clusters.replications as f64;
        let (low, high) = column.ends().map_or((0, 0), |(low, high)| (low as usize, high as usize + 1));
        let mut window = vec![NEVER; high - low];
        for (value, Cell { trials, squares, .. }) in column.seen() {
            let share = trials as f64 / trials_in_all;
            window[value as usize - low] = Estimate { value: share, mcse: clustered_error(share, squares, clusters) };
        }
        Self { low, window, len: most + 1 }
    }

    /// How many counts there can be.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no count can be.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The probability of a count.
    pub fn of_count(&self, count: usize) -> Estimate {
        count.checked_sub(self.low).and_then(|place| self.window.get(place)).copied().unwrap_or(NEVER)
    }

    /// Of every count, from 0.
    pub fn iter(&self) -> impl Iterator<Item = Estimate> + '_ {
        (0..self.len).map(|count| self.of_count(count))
    }

    /// The counts that were seen, with their probabilities.
    pub fn seen(&self) -> impl Iterator<Item = (usize, Estimate)> + '_ {
        (self.low..).zip(self.window.iter().copied()).filter(|(_, probability)| probability.value > 0.0)
    }

    /// The same, each to be changed; also those between them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Estimate> {
        self.window.iter_mut()
    }
}

impl FromIterator<Estimate> for Probabilities {
    fn from_iter<I: IntoIterator<Item = Estimate>>(probabilities: I) -> Self {
        let window: Vec<Estimate> = probabilities.into_iter().collect();
        Self { low: 0, len: window.len(), window }
    }
}
