//! The answer by the value of a number that was learned together with others: a smooth regression over draws.
//!
//! Such a number cannot be moved alone: draws in which it is high are those in which others are low. What can be said is the expectation of
//! the answer given its value, all others as they then are: the regression of what draws gave on that number alone
//! ([`crate::compare::regression`]). It uses all draws, where a mean over the lowest tenth of them would use a tenth, of which half lies
//! beyond the 5 %.
//!
//! What the fit leaves open is told by functions drawn from it. Draws of a posterior bear less than as many independent ones, which
//! multiplies the part of the error that is not luck.

use super::Row;
use super::numbers::ENDS;
use crate::compare::regression::Surrogate;
use crate::compare::value_of_information::TIMES;
use crate::statistics::clusters::Clusters;

/// What a regression on one number says.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// The value of the number in a draw at its 5 % and at its 95 %.
    pub ends: [f64; 2],
    /// By outcome of a [`Row`]: the expectation at both.
    pub at: Vec<[f64; 2]>,
    /// By outcome and end: how functions drawn from what the fit leaves open differ from their mean there.
    pub open: Vec<[Vec<f64>; 2]>,
}

/// The outcomes of all draws by the value of a parameter.
pub fn conditional(rows: &[Row], parameter: usize, clusters: &Clusters) -> Conditional {
    let values: Vec<f64> = rows.iter().map(|row| row.parameters[parameter]).collect();
    let responses = responses(rows);
    let surrogate = Surrogate::new(std::slice::from_ref(&values), &responses.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let places = places(&values);
    let columns = surrogate.columns_at(places.to_vec());
    let drawn: Vec<Vec<Vec<f64>>> = (0..TIMES).map(|time| surrogate.again(time, &columns)).collect();
    let of = |outcome: usize| {
        let fitted = surrogate.fitted(outcome);
        let scale = inflation(rows, outcome, clusters).sqrt();
        let open = [0, 1].map(|end| {
            let mean = drawn.iter().map(|drawn| drawn[outcome][end]).sum::<f64>() / TIMES as f64;
            drawn.iter().map(|drawn| scale * (drawn[outcome][end] - mean)).collect()
        });
        (places.map(|place| fitted[place]), open)
    };
    let (at, open) = (0..responses.len()).map(of).unzip();
    Conditional { ends: places.map(|place| values[place]), at, open }
}

/// What draws gave: by outcome, a value a draw.
pub fn responses(rows: &[Row]) -> Vec<Vec<f64>> {
    let outcomes = rows.first().map_or(0, |row| row.outcomes.len());
    (0..outcomes).map(|outcome| rows.iter().map(|row| row.outcomes[outcome][0]).collect()).collect()
}

/// By what the variance of a mean over the draws is more than that of as many independent ones; luck is independent whatever draws are.
pub fn inflation(rows: &[Row], outcome: usize, clusters: &Clusters) -> f64 {
    let draws = rows.len() as f64;
    let mean = rows.iter().map(|row| row.outcomes[outcome][0]).sum::<f64>() / draws;
    let between = rows.iter().map(|row| (row.outcomes[outcome][0] - mean) * (row.outcomes[outcome][0] - mean)).sum::<f64>() / (draws - 1.0);
    let luck = rows.iter().map(|row| row.outcomes[outcome][1]).sum::<f64>() / draws;
    if between > 0.0 { clusters.of_draws(rows.len() as u64).of_mean(between, luck) * draws / between } else { 1.0 }
}

/// The draws in which the values are at both ends.
fn places(values: &[f64]) -> [usize; 2] {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    ENDS.map(|end| order[((end * values.len() as f64) as usize).min(values.len() - 1)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Field, Purpose, name_hash};

    /// Two parameters of which the second follows the first, an outcome that is their sum, and luck: given the first at `x` the expectation is
    /// `1.5 x + 0.1` where the second is half of it and noise.
    fn rows(seed: u64, draws: u64) -> Vec<Row> {
        let field = |name: &str| Field::new(seed, Purpose::Parameter, name_hash(name), 0, 0);
        let (a, b, luck) = (field("a"), field("b"), field("luck"));
        let row = |draw: u64| {
            let first = a.uniform(draw, 0);
            let second = 0.5 * first + 0.2 * b.uniform(draw, 0);
            Row {
                draw,
                parameters: vec![first, second],
                outcomes: vec![[first + second + luck.uniform(draw, 0) - 0.5, 1.0 / 12.0]],
                records: Vec::new(),
            }
        };
        (0..draws).map(row).collect()
    }

    #[test]
    fn what_comes_with_a_number_counts_as_its_own() {
        let found = conditional(&rows(11, 4_000), 0, &Clusters::new(4_000, 2, None));
        let exact = found.ends.map(|end| 1.5 * end + 0.1);
        for end in [0, 1] {
            let error = (found.open[0][end].iter().map(|x| x * x).sum::<f64>() / TIMES as f64).sqrt();
            assert!((found.at[0][end] - exact[end]).abs() < 5.0 * error && error < 0.03, "{} {} {error}", found.at[0][end], exact[end]);
        }
        assert!((found.ends[0] - 0.05).abs() < 0.02 && (found.ends[1] - 0.95).abs() < 0.02);
    }

    /// Over 200 seeds, of the difference of both ends.
    #[test]
    fn intervals_of_an_effect_hold_the_truth_as_often_as_they_say() {
        let (mut hits, seeds) = (0u32, 200);
        for seed in 0..seeds {
            let found = conditional(&rows(seed, 600), 0, &Clusters::new(600, 2, None));
            let exact = 1.5 * (found.ends[1] - found.ends[0]);
            let [low, high] = &found.open[0];
            let variance = low.iter().zip(high).map(|(low, high)| (high - low) * (high - low)).sum::<f64>() / TIMES as f64;
            hits += u32::from((found.at[0][1] - found.at[0][0] - exact).abs() <= crate::math::NORMAL_P975 * variance.sqrt());
        }
        let share = f64::from(hits) / seeds as f64;
        assert!(share > 0.95 - 5.0 * (0.95 * 0.05 / seeds as f64).sqrt(), "{share}");
    }
}
