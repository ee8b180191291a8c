//! Counts of one number on one date: by value, and as power sums over draws.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::by_value::ByValue;

/// Counts of one number (how many are retained, say) on one date, over all trials.
///
/// Trials come in draws of `r` replications that share their parameters. With `S_d` the sum of the number over the replications of draw
/// `d` and `W_d = r * (sum of squares) - S_d^2` (that is `r (r - 1)` times the variance within), the power sums give every variance
/// component and the error of each. Where a draw has a single trial all of them follow from how many trials have each value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub enum Column {
    /// Of draws of one trial: the trials with each value.
    Singles(ByValue<u64>),
    /// Of draws of several.
    Draws(Box<(ByValue<Cell>, PowerSums)>),
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

/// Below it, sums and numbers of replications have products of 64 bits.
const SMALL: i64 = 1 << 12;

/// A column in a file: the value of the first cell, and a cell for each value up to the last.
#[derive(Serialize, Deserialize)]
struct Stored {
    low: u32,
    cells: Vec<Cell>,
    powers: PowerSums,
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

impl AddAssign for Cell {
    fn add_assign(&mut self, other: Self) {
        self.trials += other.trials;
        self.squares += other.squares;
        self.steps += other.steps;
    }
}

impl From<Column> for Stored {
    fn from(column: Column) -> Self {
        match column {
            Column::Singles(trials) => {
                let (low, trials) = trials.window();
                let cells = trials.into_iter().map(|trials| Cell { trials, ..Cell::default() });
                Self { low, cells: cells.collect(), powers: PowerSums::default() }
            }
            Column::Draws(draws) => {
                let (low, cells) = draws.0.window();
                Self { low, cells, powers: draws.1 }
            }
        }
    }
}

impl From<Stored> for Column {
    fn from(Stored { low, cells, powers }: Stored) -> Self {
        if powers == PowerSums::default() && cells.iter().all(|cell| (cell.squares, cell.steps) == (0, 0)) {
            return Self::Singles(ByValue::from_window(low, cells.iter().map(|cell| cell.trials).collect()));
        }
        Self::Draws(Box::new((ByValue::from_window(low, cells), powers)))
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
        let (mut count, mut sum, mut squares) = (0i64, 0i64, 0i128);
        for value in values {
            count += 1;
            sum += value;
            squares += i128::from(value) * i128::from(value);
        }
        if sum.abs().max(count) < SMALL && squares < i128::from(SMALL * SMALL) {
            return self.add_small(sum, count * squares as i64 - sum * sum);
        }
        let (count, sum) = (i128::from(count), i128::from(sum));
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

    /// Adds one draw, given `S` and `W`, whose products but for `W^2` are numbers of 64 bits.
    fn add_small(&mut self, sum: i64, within: i64) {
        let square = sum * sum;
        for (total, power) in self.s.iter_mut().zip([sum, square, square * sum, square * square]) {
            *total += i128::from(power);
        }
        for (total, product) in self.w.iter_mut().zip([within, within * sum, within * square]) {
            *total += i128::from(product);
        }
        self.ww += i128::from(within) * i128::from(within);
    }
}

impl AddAssign<&Self> for PowerSums {
    fn add_assign(&mut self, other: &Self) {
        self.s.iter_mut().zip(other.s).for_each(|(a, b)| *a += b);
        self.w.iter_mut().zip(other.w).for_each(|(a, b)| *a += b);
        self.ww += other.ww;
    }
}

impl Default for Column {
    fn default() -> Self {
        Self::Singles(ByValue::default())
    }
}

impl Column {
    /// Adds draws of a single replication.
    pub(super) fn add_singles(&mut self, values: impl Iterator<Item = u32>) {
        match self {
            Self::Singles(trials) => values.for_each(|value| *trials.at(value) += 1),
            Self::Draws(draws) => values.for_each(|value| draws.0.at(value).trials += 1),
        }
    }

    /// Adds so many draws of a single replication, all of one value.
    pub(super) fn add_many(&mut self, value: u32, draws: u64) {
        match self {
            Self::Singles(trials) => *trials.at(value) += draws,
            Self::Draws(cells) => cells.0.at(value).trials += draws,
        }
    }

    /// Adds one draw of several: the value of each replication. The values are put in order.
    pub(super) fn add_draw(&mut self, values: &mut [u32]) {
        let (cells, powers) = self.draws();
        values.sort_unstable();
        let mut done: u64 = 0;
        for run in values.chunk_by(|a, b| a == b) {
            let count = run.len() as u64;
            *cells.at(run[0]) += Cell { trials: count, squares: count * count, steps: (done + count) * (done + count) - done * done };
            done += count;
        }
        powers.add(values.iter().map(|&value| i64::from(value)));
    }

    /// The counts as those of draws of several.
    fn draws(&mut self) -> &mut (ByValue<Cell>, PowerSums) {
        if let Self::Singles(trials) = self {
            let mut cells = ByValue::<Cell>::default();
            trials.seen().for_each(|(value, trials)| cells.at(value).trials = trials);
            *self = Self::Draws(Box::new((cells, PowerSums::default())));
        }
        match self {
            Self::Draws(draws) => draws,
            Self::Singles(_) => unreachable!("they have just become draws"),
        }
    }

    /// The values seen, in order, with their counts.
    pub fn seen(&self) -> impl Iterator<Item = (u32, Cell)> + '_ {
        let (singles, draws) = match self {
            Self::Singles(trials) => (Some(trials), None),
            Self::Draws(draws) => (None, Some(&draws.0)),
        };
        let of_singles = singles.into_iter().flat_map(ByValue::seen);
        let of_singles = of_singles.map(|(value, trials)| (value, Cell { trials, squares: trials, steps: trials }));
        of_singles.chain(draws.into_iter().flat_map(ByValue::seen))
    }

    /// The smallest and the largest value seen.
    pub fn ends(&self) -> Option<(u32, u32)> {
        match self {
            Self::Singles(trials) => trials.ends(),
            Self::Draws(draws) => draws.0.ends(),
        }
    }

    /// The power sums over draws.
    pub fn powers(&self) -> PowerSums {
        let trials = match self {
            Self::Singles(trials) => trials,
            Self::Draws(draws) => return draws.1,
        };
        let mut powers = PowerSums::default();
        for (value, trials) in trials.seen() {
            let mut power = i128::from(trials);
            for sum in &mut powers.s {
                power *= i128::from(value);
                *sum += power;
            }
        }
        powers
    }
}

impl AddAssign<&Column> for Column {
    fn add_assign(&mut self, other: &Column) {
        match (&mut *self, other) {
            (Self::Singles(own), Self::Singles(trials)) => {
                own.cover(trials);
                trials.seen().for_each(|(value, trials)| *own.at(value) += trials);
            }
            (_, Self::Singles(trials)) => {
                let cells = &mut self.draws().0;
                trials.seen().for_each(|(value, trials)| cells.at(value).trials += trials);
            }
            (_, Self::Draws(draws)) => {
                let (cells, powers) = self.draws();
                cells.cover(&draws.0);
                draws.0.seen().for_each(|(value, cell)| *cells.at(value) += cell);
                *powers += &draws.1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_sums_of_small_and_large_numbers_are_the_same_sums() {
        let small = SMALL;
        for values in [
            vec![],
            vec![0],
            vec![3, 0, 7, 7],
            vec![small - 1],
            vec![small],
            vec![-small + 1, small - 1, -3],
            vec![small - 2, 1],
            vec![1; small as usize - 1],
            vec![1; small as usize],
            vec![1 << 20; 9],
        ] {
            let mut found = PowerSums::default();
            found.add(values.iter().copied());
            found.add(values.iter().copied());
            let [n, s, q] = [0, 1, 2].map(|power| values.iter().map(|&value| i128::from(value).pow(power)).sum::<i128>());
            let w = n * q - s * s;
            let once = PowerSums { s: [s, s.pow(2), s.pow(3), s.pow(4)], w: [w, w * s, w * s * s], ww: w * w };
            let mut twice = once;
            twice += &once;
            assert_eq!(found, twice, "{:?} of {}", values.first(), values.len());
        }
    }
}
