//! A posterior: joint draws of what a calibration learned, a row a draw of its chains.

pub(super) mod default_priors;
pub(super) mod fingerprint;
pub(super) mod reading;

use std::sync::Arc;

use crate::random::{Field, Purpose};
use crate::statistics::clusters::Rows;
use crate::statistics::convergence::{NormalScores, ess_bulk_by};

/// What a column of a posterior is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The parameter of this index in [`super::Scenario::parameters`].
    Parameter(usize),
    /// When the history's row of this index ended by an exit [years from the scenario's start]: `history.<id>.exit`.
    Exit(usize),
    /// The logarithm of heat's random path in the month of the start: `heat.path_at_start`.
    PathAtStart,
}

/// Joint draws: each parameter draw of a run takes a whole row, so that what was learned together stays together.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// What each column is about, each unknown once.
    pub columns: Vec<Unknown>,
    /// The rows, in the order of the file; at least one, each with a value a column.
    pub rows: Arc<Vec<Vec<f64>>>,
    /// As many independent rows would tell the mean of each column at least as well as these; at least 1, at most all.
    pub effective: u64,
}

impl Posterior {
    /// Rows of the draws of some chains: `places` has of each row its chain and its number in the chain's order.
    ///
    /// How much they bear follows from the chains ([`Rows`]): the effective sample size of the bulk of the worst column, since what
    /// simulation makes of the parameters is not known before it is run. It is a mean over draws of a function of them; of one that hangs
    /// on a column that mixes better, the error is then larger than it need be, never smaller.
    pub fn new(columns: Vec<Unknown>, rows: Vec<Vec<f64>>, places: &[(usize, u64)]) -> Self {
        let effective = effective(columns.len(), &rows, places);
        Self { columns, rows: Arc::new(rows), effective }
    }

    /// How much its rows bear.
    pub fn worth(&self) -> Rows {
        Rows { rows: self.rows.len() as u64, effective: self.effective }
    }

    /// The row of a parameter draw: the draws up to the number of rows use each row once, in an order of the seed's own; the next as many
    /// draws use them again in another.
    pub fn row(&self, seed: u64, draw: u64) -> &[f64] {
        let rows = self.rows.len() as u64;
        &self.rows[permuted(seed, draw / rows, draw % rows, rows) as usize]
    }

    /// The column of an unknown, if there is one.
    pub fn column(&self, unknown: Unknown) -> Option<usize> {
        self.columns.iter().position(|&column| column == unknown)
    }

    /// The value of an unknown in a parameter draw, if there is a column of it.
    pub fn value(&self, unknown: Unknown, seed: u64, draw: u64) -> Option<f64> {
        self.column(unknown).map(|column| self.row(seed, draw)[column])
    }

    /// The median of an unknown over the rows, if there is a column of it.
    pub fn median(&self, unknown: Unknown) -> Option<f64> {
        let column = self.column(unknown)?;
        let mut values: Vec<f64> = self.rows.iter().map(|row| row[column]).collect();
        values.sort_unstable_by(f64::total_cmp);
        Some(f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2]))
    }
}

/// The least effective sample size of the columns, rounded down. Rows of chains that are too short for one are taken for independent.
///
/// The measure asks for chains of one length: of chains of several lengths, it is taken of as many first rows of as many chains as have
/// most rows together, and the others are as good.
fn effective(columns: usize, rows: &[Vec<f64>], places: &[(usize, u64)]) -> u64 {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Rows that share a number stay in the order of the file.
    order.sort_by_key(|&row| places[row]);
    let chains: Vec<&[usize]> = order.chunk_by(|&a, &b| places[a].0 == places[b].0).collect();
    let longer = |length: usize| chains.iter().filter(move |chain| chain.len() >= length);
    let length = chains.iter().map(|chain| chain.len()).max_by_key(|&length| (length * longer(length).count(), length)).unwrap_or(0);
    let used = length * longer(length).count();
    let mut scores = None;
    let share = |column: usize| {
        let of_column: Vec<Vec<f64>> = longer(length).map(|chain| chain[..length].iter().map(|&row| rows[row][column]).collect()).collect();
        ess_bulk_by(scores.get_or_insert_with(|| NormalScores::of(&of_column)), &of_column) / used as f64
    };
    let least = (0..columns).map(share).fold(1.0, f64::min);
    ((rows.len() as f64 * least).floor() as u64).clamp(1, rows.len().max(1) as u64)
}

/// Where a keyed permutation of `0..count` sends a number; each round has its own. A pure function: no list of the order is kept.
///
/// A Feistel network whose round function is Philox (Luby & Rackoff 1988) permutes the numbers of an even count of bits, and walks on
/// from those that are not below `count` (cycle walking: Black & Rogaway 2002).
fn permuted(seed: u64, round: u64, number: u64, count: u64) -> u64 {
    const LAYERS: u32 = 8;
    let half = (64 - count.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1u64 << half) - 1;
    let mut number = number;
    loop {
        let (mut left, mut right) = (number >> half, number & mask);
        for layer in 0..LAYERS {
            let mixed = Field::new(seed, Purpose::PosteriorRow, 0, 0, layer).word(round, right) & mask;
            (left, right) = (right, left ^ mixed);
        }
        number = left << half | right;
        if number < count {
            return number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seed: u64, round: u64, count: u64) -> Vec<u64> {
        (0..count).map(|number| permuted(seed, round, number, count)).collect()
    }

    #[test]
    fn every_row_comes_once_a_round_in_an_order_of_its_own() {
        for count in [1, 2, 3, 4, 5, 16, 17, 1_000, 4_097] {
            let mut all = order(7, 0, count);
            all.sort_unstable();
            assert!(all.into_iter().eq(0..count), "{count}");
        }
        assert_ne!(order(7, 0, 1_000), order(7, 1, 1_000));
        assert_ne!(order(7, 0, 1_000), order(8, 0, 1_000));
    }

    #[test]
    fn every_row_is_as_likely_in_every_place() {
        // Where the first of five rows comes, over 10 000 seeds: each place within five standard errors of a fifth.
        let mut places = [0u32; 5];
        for seed in 0..10_000 {
            places[permuted(seed, 0, 0, 5) as usize] += 1;
        }
        let error = (10_000.0f64 * 0.2 * 0.8).sqrt();
        assert!(places.iter().all(|&count| (f64::from(count) - 2_000.0).abs() < 5.0 * error), "{places:?}");
    }

    #[test]
    fn a_draw_takes_a_whole_row() {
        let rows: Vec<Vec<f64>> = (0..10).map(|row| vec![f64::from(row), f64::from(10 * row)]).collect();
        let posterior = Posterior { columns: vec![Unknown::PathAtStart, Unknown::Parameter(3)], rows: Arc::new(rows), effective: 10 };
        for draw in 0..25 {
            let path = posterior.value(Unknown::PathAtStart, 1, draw).unwrap();
            assert_eq!(posterior.value(Unknown::Parameter(3), 1, draw), Some(10.0 * path));
            assert_eq!(posterior.value(Unknown::Parameter(0), 1, draw), None);
        }
        assert_eq!(posterior.median(Unknown::Parameter(3)), Some(45.0));
        assert_eq!(posterior.median(Unknown::Parameter(0)), None);
    }
}
