//! What is counted: integers that add up to the same whatever the order, so that any number of threads or shards gives the same bytes.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::absences::Absences;
use super::cascades::Cascades;
use super::column::Column;
use super::costs::Costs;

/// All that a run counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Parameter draws counted.
    pub draws: u64,
    /// As the [`Layout`](super::layout::Layout) says.
    pub columns: Vec<Column>,
    /// Exits with and without cascades, in the trials that are run twice.
    pub cascades: Cascades,
    /// What trials cost, where a policy is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Costs>,
    /// Who is gone, where results speak of single researchers.
    pub absences: Absences,
}

impl Tally {
    /// An empty tally of so many columns and numbers of absence.
    pub fn new(columns: usize, absences: usize) -> Self {
        Self { columns: vec![Column::default(); columns], absences: Absences::new(absences), ..Self::default() }
    }

    /// Adds draws to the columns: of one trial after another the values of all columns.
    pub fn add_draws(&mut self, values: &[u32], replications: usize) {
        let columns = self.columns.len();
        let trials = values.len() / columns.max(1);
        let mut draw = vec![0; replications];
        for (index, column) in self.columns.iter_mut().enumerate() {
            let value = |trial: usize| values[trial * columns + index];
            if replications == 1 {
                column.add_singles((0..trials).map(value));
                continue;
            }
            for first in (0..trials).step_by(replications) {
                draw.iter_mut().zip(first..).for_each(|(place, trial)| *place = value(trial));
                column.add_draw(&mut draw);
            }
        }
    }

    /// Adds one column of so many draws of a single replication, all of one value; the draws are to be counted besides.
    pub fn add_many(&mut self, column: usize, value: u32, draws: u64) {
        self.columns[column].add_many(value, draws);
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        self.draws += other.draws;
        self.columns.iter_mut().zip(&other.columns).for_each(|(a, b)| *a += b);
        self.cascades += &other.cascades;
        if let Some(costs) = &other.costs {
            *self.costs.get_or_insert_default() += costs;
        }
        self.absences += &other.absences;
    }
}
