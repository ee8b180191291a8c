//! Who of the opening roster is gone by which date, over the replications of a draw.

use crate::estimate::RunMetadata;
use crate::estimate::absences::Absences;
use crate::simulate::Model;

/// Replications of one draw in which each researcher is gone; of nobody unless results speak of single researchers.
#[derive(Debug)]
pub struct Absence {
    dates: usize,
    /// The row of each researcher; `None` for those who join later. Empty where nobody asks.
    row: Vec<Option<usize>>,
    /// Increments, `row * dates + date`.
    gone: Vec<u32>,
    /// Rows that have any increment.
    touched: Vec<usize>,
}

impl Absence {
    /// Nobody is gone yet.
    pub fn new(model: &Model<'_>, metadata: &RunMetadata) -> Self {
        let mut rows = 0..metadata.individuals.len();
        let row = |&joins: &f64| if joins == 0.0 { rows.next() } else { None };
        let dates = metadata.dates.len();
        let asked = if metadata.individuals.is_empty() { &[][..] } else { &model.joins };
        Self { dates, row: asked.iter().map(row).collect(), gone: vec![0; metadata.individuals.len() * dates], touched: Vec::new() }
    }

    /// Somebody is gone from a date on.
    pub fn leaves(&mut self, person: usize, date: usize) {
        let Some(&Some(row)) = self.row.get(person) else { return };
        self.touched.push(row);
        let gone = &mut self.gone[row * self.dates + date];
        *gone = gone.wrapping_add(1);
    }

    /// Somebody who was gone is there from a date on.
    pub fn returns(&mut self, person: usize, date: usize) {
        let Some(&Some(row)) = self.row.get(person) else { return };
        let gone = &mut self.gone[row * self.dates + date];
        *gone = gone.wrapping_sub(1);
    }

    /// Hands over what was counted over the replications of a draw, and forgets it.
    pub fn take_counts(&mut self, absences: &mut Absences) {
        self.touched.sort_unstable();
        self.touched.dedup();
        for row in self.touched.drain(..) {
            let gone = &mut self.gone[row * self.dates..][..self.dates];
            for date in 1..gone.len() {
                gone[date] = gone[date].wrapping_add(gone[date - 1]);
            }
            absences.add_draw(row, gone);
            gone.fill(0);
        }
    }
}
