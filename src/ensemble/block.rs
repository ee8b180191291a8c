//! What was counted in a block of draws, as threads hand it over.

use crate::estimate::RunMetadata;
use crate::estimate::column::Column;
use crate::estimate::tally::Tally;

/// Trials of which the values are kept as they are: a value takes four bytes, but a column that has counted one a hundred and more.
const KEPT: usize = 16;

/// The counts of some draws. The values of few trials are kept as they are; of more trials they are added to the columns in turns.
#[derive(Clone, Debug)]
pub struct Block {
    /// What is counted; without columns as long as none has counted anything.
    tally: Tally,
    columns: usize,
    replications: usize,
    /// Of the trials that no column has counted yet: the values of all columns, one trial after another.
    values: Vec<u32>,
}

impl Block {
    /// No draws of what this is the metadata of.
    pub fn new(metadata: &RunMetadata) -> Self {
        let tally = Tally::new(0, metadata.absences());
        Self { tally, columns: metadata.columns(), replications: metadata.replications as usize, values: Vec::new() }
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Adds one draw: for each replication the values of all columns, one replication after another.
    pub fn add_draw(&mut self, values: &[u32]) {
        self.tally.draws += 1;
        self.values.extend_from_slice(values);
        if self.values.len() >= KEPT * self.columns {
            self.count();
        }
    }

    /// All that is counted, to count in columns too.
    pub fn whole(&mut self) -> &mut Tally {
        self.tally.columns.resize(self.columns, Column::default());
        &mut self.tally
    }

    /// What is counted besides columns.
    pub fn besides(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Adds what was counted in later draws.
    pub fn join(&mut self, mut later: Self) {
        if self.tally.columns.is_empty() {
            std::mem::swap(&mut self.tally.columns, &mut later.tally.columns);
        }
        self.tally += &later.tally;
        self.values.append(&mut later.values);
        if self.values.len() >= KEPT * self.columns {
            self.count();
        }
    }

    /// Adds to the columns what they have not counted yet; all that was counted.
    pub fn count(&mut self) -> &Tally {
        self.tally.columns.resize(self.columns, Column::default());
        self.tally.add_draws(&self.values, self.replications);
        self.values.clear();
        &self.tally
    }

    /// All that was counted.
    pub fn into_tally(mut self) -> Tally {
        self.count();
        self.tally
    }
}
