//! Absences: in how many trials each researcher is gone, by date. Counted only where results speak of single researchers.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::distribution::clustered_error;
use crate::statistics::Estimate;
use crate::statistics::clusters::Clusters;

/// Counts of absence, `person * dates + date`. Two numbers each, so that ten thousand people on sixty dates take ten megabytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absences {
    /// Trials in which the person is gone, and the sum over draws of the squared number of replications in which they are.
    cells: Vec<[u64; 2]>,
}

impl Absences {
    /// Nobody is gone, on people by dates.
    pub fn new(cells: usize) -> Self {
        Self { cells: vec![[0; 2]; cells] }
    }

    /// How many numbers there are: people by dates.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Adds of one draw the replications in which the person of a row is gone, by date.
    pub fn add_draw(&mut self, row: usize, gone: &[u32]) {
        for (cell, &gone) in self.cells[row * gone.len()..][..gone.len()].iter_mut().zip(gone) {
            cell[0] += u64::from(gone);
            cell[1] += u64::from(gone) * u64::from(gone);
        }
    }

    /// The probability of being there, by date, for each person in order.
    pub fn presence(&self, dates: usize, clusters: &Clusters) -> Vec<Vec<Estimate>> {
        let trials = clusters.draws as f64 * clusters.replications as f64;
        let presence = |&[gone, squares]: &[u64; 2]| {
            let share = gone as f64 / trials;
            Estimate { value: 1.0 - share, mcse: clustered_error(share, squares, clusters) }
        };
        self.cells.chunks(dates.max(1)).map(|person| person.iter().map(presence).collect()).collect()
    }
}

impl AddAssign<&Self> for Absences {
    fn add_assign(&mut self, other: &Self) {
        for (a, b) in self.cells.iter_mut().zip(&other.cells) {
            a[0] += b[0];
            a[1] += b[1];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_is_a_share_with_an_error_clustered_by_draw() {
        // One person on one date, four draws of two replications: gone in 2, 1, 0 and 1 of them.
        let mut absences = Absences::new(2);
        for gone in [2, 1, 0, 1] {
            absences.add_draw(1, &[gone]);
        }
        let presence = absences.presence(1, &Clusters::new(4, 2, None));
        assert_eq!(presence[0], [Estimate { value: 1.0, mcse: 0.0 }]);
        // The draws' means are 1, 1/2, 0, 1/2: variance 1/6, over 4 draws 1/24.
        assert!((presence[1][0].value - 0.5).abs() < 1e-15 && (presence[1][0].mcse - (1.0f64 / 24.0).sqrt()).abs() < 1e-15);
    }
}
