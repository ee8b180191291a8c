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

    /// Adds one draw: for each replication the values of all columns, one replication after another.
    pub fn add_draw(&mut self, values: &[u32], replications: usize, scratch: &mut Vec<u32>) {
        self.draws += 1;
        let columns = self.columns.len();
        if replications == 1 {
            self.columns.iter_mut().zip(values).for_each(|(column, &value)| column.add_single(value));
            return;
        }
        for (index, column) in self.columns.iter_mut().enumerate() {
            scratch.clear();
            scratch.extend((0..replications).map(|k| values[k * columns + index]));
            column.add(scratch);
        }
    }

    /// Adds one column of so many draws of a single replication, all of one value; the draws are to be counted besides.
    pub fn add_singles(&mut self, column: usize, value: u32, draws: u64) {
        self.columns[column].add_singles(value, draws);
    }

    /// The columns with everything that estimates ask of them.
    pub fn complete(&self, replications: u64) -> Vec<Column> {
        self.columns.iter().map(|column| column.complete(replications)).collect()
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
