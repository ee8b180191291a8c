//! Counts of one number on one date: by value, and as power sums over draws.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// Counts of one number (how many are retained, say) on one date, over all trials.
///
/// Trials come in draws of `r` replications that share their parameters. With `S_d` the sum of the number over the replications of draw
/// `d` and `W_d = r * (sum of squares) - S_d^2` (that is `r (r - 1)` times the variance within), the power sums give every variance
/// component and the error of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The value of the first cell.
    low: u32,
    cells: Vec<Cell>,
    powers: PowerSums,
}

/// Counts of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u64; 3]", into = "[u64; 3]")]
pub struct Cell {
    /// Trials with this value.
    pub trials: u64,
    /// Sum over draws of the squared number of replications with this value.
    pub squares: u64,
    /// Increment at this value of: sum over draws of the squared number of replications with this value or less.
    pub steps: u64,
}

/// Power sums over draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct PowerSums {
    /// Sums of `S^1` to `S^4`.
    pub s: [i128; 4],
    /// Sums of `W S^0` to `W S^2`.
    pub w: [i128; 3],
    /// Sum of `W^2`.
    pub ww: i128,
}

impl From<[u64; 3]> for Cell {
    fn from([trials, squares, steps]: [u64; 3]) -> Self {
        Self { trials, squares, steps }
    }
}

impl From<Cell> for [u64; 3] {
    fn from(cell: Cell) -> Self {
        [cell.trials, cell.squares, cell.steps]
    }
}

// JSON's readers agree on 64 bits at best: the sums go as decimal text.
impl From<PowerSums> for Vec<String> {
    fn from(powers: PowerSums) -> Self {
        powers.s.iter().chain(&powers.w).chain([&powers.ww]).map(i128::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for PowerSums {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let numbers: Vec<i128> =
            texts.iter().map(|text| text.parse().map_err(|_| format!("`{text}` is not a sum"))).collect::<Result<_, _>>()?;
        match numbers[..] {
            [s1, s2, s3, s4, w0, w1, w2, ww] => Ok(Self { s: [s1, s2, s3, s4], w: [w0, w1, w2], ww }),
            _ => Err(format!("{} sums where 8 are expected", numbers.len())),
        }
    }
}

impl PowerSums {
    /// Adds one draw: the value of each replication.
    pub fn add(&mut self, values: impl Iterator<Item = i64>) {
        let (mut count, mut sum, mut squares) = (0, 0, 0);
        for value in values.map(i128::from) {
            count += 1;
            sum += value;
            squares += value * value;
        }
        let within = count * squares - sum * sum;
        let mut power = 1;
        for k in 0..4 {
            if k < 3 {
                self.w[k] += within * power;
            }
            power *= sum;
            self.s[k] += power;
        }
        self.ww += within * within;
    }
}

impl AddAssign<&Self> for PowerSums {
    fn add_assign(&mut self, other: &Self) {
        self.s.iter_mut().zip(other.s).for_each(|(a, b)| *a += b);
        self.w.iter_mut().zip(other.w).for_each(|(a, b)| *a += b);
        self.ww += other.ww;
    }
}

impl Column {
    /// Adds a draw of a single replication. Only its cell is counted; [`Column::complete`] does the rest once.
    pub(super) fn add_single(&mut self, value: u32) {
        self.cell(value).trials += 1;
    }

    /// Adds so many draws of a single replication, all of one value.
    pub(super) fn add_singles(&mut self, value: u32, draws: u64) {
        self.cell(value).trials += draws;
    }

    /// The column with everything that estimates ask of it: for draws of single replications squares, steps and power sums follow from
    /// the counts.
    pub fn complete(&self, replications: u64) -> Self {
        let mut column = self.clone();
        if replications > 1 {
            return column;
        }
        for (value, cell) in (self.low..).zip(&mut column.cells) {
            (cell.squares, cell.steps) = (cell.trials, cell.trials);
            let mut power = i128::from(cell.trials);
            for sum in &mut column.powers.s {
                power *= i128::from(value);
                *sum += power;
            }
        }
        column
    }

    /// Adds one draw: the value of each replication. The values are put in order.
    pub(super) fn add(&mut self, values: &mut [u32]) {
        values.sort_unstable();
        let mut done: u64 = 0;
        for run in values.chunk_by(|a, b| a == b) {
            let count = run.len() as u64;
            let cell = self.cell(run[0]);
            cell.trials += count;
            cell.squares += count * count;
            cell.steps += (done + count) * (done + count) - done * done;
            done += count;
        }
        self.powers.add(values.iter().map(|&value| i64::from(value)));
    }

    /// The cell of a value; the window of cells grows to hold it.
    #[inline]
    fn cell(&mut self, value: u32) -> &mut Cell {
        // What lies below the lowest wraps around to beyond the highest.
        if value.wrapping_sub(self.low) as usize >= self.cells.len() {
            self.grow(value);
        }
        &mut self.cells[(value - self.low) as usize]
    }

    /// Makes the window of cells hold a value.
    #[cold]
    fn grow(&mut self, value: u32) {
        if self.cells.is_empty() {
            self.low = value;
        }
        let gap = self.low.saturating_sub(value);
        self.cells.splice(0..0, std::iter::repeat_n(Cell::default(), gap as usize));
        self.low -= gap;
        let needed = (value - self.low) as usize + 1;
        self.cells.resize(needed.max(self.cells.len()), Cell::default());
    }

    /// The values seen, in order, with their counts; between the smallest and the largest also those never seen.
    pub fn cells(&self) -> impl Iterator<Item = (u32, Cell)> + '_ {
        (self.low..).zip(self.cells.iter().copied())
    }

    /// The power sums over draws.
    pub fn powers(&self) -> &PowerSums {
        &self.powers
    }
}

impl AddAssign<&Column> for Column {
    fn add_assign(&mut self, other: &Column) {
        for (value, cell) in other.cells() {
            let own = self.cell(value);
            own.trials += cell.trials;
            own.squares += cell.squares;
            own.steps += cell.steps;
        }
        self.powers += &other.powers;
    }
}
