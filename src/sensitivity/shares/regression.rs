//! Shares of a variance from the draws themselves, where numbers were learned together.
//!
//! With `y` the mean of a draw, `w` the variance of its trials, `r` of them, and `e` what is left of `y` when a function of the number is
//! fitted to the other draws ([`crate::compare::regression`]):
//!
//! ```text
//! explained      mean of (y - mean)^2 - e^2        Var(E[f | number]): the noise of luck is in both and cancels
//! variance       mean of (y - mean)^2 - w / r      Var(f)
//! ```
//!
//! The error of their ratio is that of a mean over draws of its influence values; that the function was fitted adds none to first order
//! (Williamson et al. 2021). Where nothing is explained these vanish, and what is left is the chance of the fit itself, a chi-square
//! variable of as many degrees of freedom as the function has: its variance is added. Draws that bear less than independent ones
//! multiply all of it.

use super::{OfAnswer, Part, Shares};
use crate::compare::regression::Surrogate;
use crate::estimate::Estimate;
use crate::sensitivity::Study;
use crate::sensitivity::conditional::inflation;
use crate::sensitivity::tornado::What;
use crate::sensitivity::workers::{Counts, Row};
use crate::threads::map;

/// The shares of one answer.
///
/// # Errors
/// Where the variance is not told from 0.
pub fn shares(study: &Study<'_>, counts: &Counts, what: What, threads: usize) -> Result<OfAnswer, String> {
    let (arm, outcome) = match what {
        What::Retained => (0, 0),
        What::Kept(arm) | What::Price(arm) => (arm, 2 * arm - 1),
    };
    let (rows, r) = (&counts.rows, study.replications() as f64);
    let clusters = study.clusters(rows.len() as u64);
    let spread = Spread::new(rows, outcome, r, inflation(rows, outcome, &clusters));
    let errors = clusters.errors(0.025);
    let variance = spread.variance();
    if variance.value.is_nan() || variance.mcse.is_nan() || variance.value <= errors * variance.mcse {
        return Err(
            "what is expected hardly varies with the numbers, or too little to be told from luck; give more with --trials".to_owned()
        );
    }
    let factors: Vec<Vec<usize>> =
        (0..study.numbers.len()).map(|number| vec![number]).chain(study.groups.iter().map(|group| group.numbers.clone())).collect();
    let acts = |number: usize| study.numbers[number].acts[arm] || study.numbers[number].acts[0];
    let of = |factor: usize| {
        let numbers: Vec<usize> = factors[factor].iter().copied().filter(|&number| acts(number)).collect();
        let parameters: Vec<usize> = numbers.iter().map(|&number| study.numbers[number].parameter).collect();
        Shares { first: spread.share(rows, &parameters, errors), total: None }
    };
    let mut numbers: Vec<Shares> = map(factors.len(), threads, of);
    let groups = numbers.split_off(study.numbers.len());
    Ok(OfAnswer { what, variance, numbers, groups })
}

/// How an outcome is spread over draws.
struct Spread {
    values: Vec<f64>,
    /// By draw: the squared distance from the mean, and that less what is luck.
    squares: Vec<f64>,
    without_luck: Vec<f64>,
    /// By what variances of means are more than those of independent draws.
    inflation: f64,
}

impl Spread {
    fn new(rows: &[Row], outcome: usize, r: f64, inflation: f64) -> Self {
        let count = rows.len() as f64;
        let values: Vec<f64> = rows.iter().map(|row| row.outcomes[outcome][0]).collect();
        let mean = values.iter().sum::<f64>() / count;
        let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean) * count / (count - 1.0)).collect();
        let without_luck = squares.iter().zip(rows).map(|(square, row)| square - row.outcomes[outcome][1] / r).collect();
        Self { values, squares, without_luck, inflation }
    }

    fn variance(&self) -> Estimate {
        let Estimate { value, mcse } = mean(&self.without_luck);
        Estimate { value, mcse: mcse * self.inflation.sqrt() }
    }

    /// The share of some parameters.
    fn share(&self, rows: &[Row], parameters: &[usize], errors: f64) -> Part {
        if parameters.is_empty() {
            return Part::new(0.0, 0.0, errors);
        }
        let values: Vec<Vec<f64>> =
            parameters.iter().map(|&parameter| rows.iter().map(|row| row.parameters[parameter]).collect()).collect();
        let surrogate = Surrogate::new(&values, &[&self.values]);
        let left = surrogate.left_out(0);
        let explained: Vec<f64> = self.squares.iter().zip(left).map(|(square, left)| square - left * left).collect();
        let variance = mean(&self.without_luck).value;
        let share = mean(&explained).value / variance;
        let influence: Vec<f64> = explained.iter().zip(&self.without_luck).map(|(part, whole)| part - share * whole).collect();
        let count = rows.len() as f64;
        let noise = left.iter().map(|left| left * left).sum::<f64>() / count;
        let by_chance = noise / count * (2.0 * (surrogate.freedom(0) - 1.0).max(1.0)).sqrt();
        let by_draws = mean(&influence).mcse;
        let error = ((by_draws * by_draws + by_chance * by_chance) * self.inflation).sqrt() / variance;
        Part::new(share, error, errors)
    }
}

/// The mean over draws and its error, were they independent.
fn mean(values: &[f64]) -> Estimate {
    let count = values.len() as f64;
    let value = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|one| (one - value) * (one - value)).sum::<f64>() / (count - 1.0);
    Estimate { value, mcse: (variance / count).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    /// Draws of two normal parameters of correlation `rho`, of `f = 2 a + b`, with luck of variance 4 in each of four trials.
    fn rows(seed: u64, count: u64, rho: f64) -> Vec<Row> {
        let row = |draw: u64| {
            let mut stream = Stream::new(seed, Purpose::Surrogate, 7, draw, 0);
            let a = stream.normal();
            let b = rho * a + (1.0 - rho * rho).sqrt() * stream.normal();
            let trials: Vec<f64> = (0..4).map(|_| 2.0 * a + b + 2.0 * stream.normal()).collect();
            let mean = trials.iter().sum::<f64>() / 4.0;
            let within = trials.iter().map(|trial| (trial - mean) * (trial - mean)).sum::<f64>() / 3.0;
            Row { draw, parameters: vec![a, b, stream.normal()], outcomes: vec![[mean, within]], records: Vec::new() }
        };
        (0..count).map(row).collect()
    }

    /// With `f = 2 a + b`: Var(f) = 5 + 4 rho; E[f | a] = (2 + rho) a; E[f | b] = (2 rho + 1) b.
    #[test]
    fn intervals_hold_the_shares_of_a_linear_function_as_often_as_they_say() {
        let rho = 0.5;
        let exact = [(2.0 + rho) * (2.0 + rho) / (5.0 + 4.0 * rho), (2.0 * rho + 1.0) * (2.0 * rho + 1.0) / (5.0 + 4.0 * rho), 0.0];
        let (mut hits, seeds) = ([0u32; 3], 200);
        for seed in 0..seeds {
            let rows = rows(seed, 600, rho);
            let spread = Spread::new(&rows, 0, 4.0, 1.0);
            for (parameter, hits) in hits.iter_mut().enumerate() {
                let part = spread.share(&rows, &[parameter], crate::math::NORMAL_P975);
                *hits += u32::from(part.interval[0] <= exact[parameter] && exact[parameter] <= part.interval[1]);
            }
        }
        for hits in hits {
            let share = f64::from(hits) / seeds as f64;
            assert!(share > 0.95 - 5.0 * (0.95 * 0.05 / seeds as f64).sqrt(), "{share}");
        }
    }

    #[test]
    fn a_group_has_what_its_numbers_have_together() {
        let rows = rows(3, 4_000, 0.5);
        let spread = Spread::new(&rows, 0, 4.0, 1.0);
        let part = spread.share(&rows, &[0, 1], crate::math::NORMAL_P975);
        assert!(part.interval[1] == 1.0 && part.interval[0] > 0.95, "{part:?}");
        let variance = spread.variance();
        assert!((variance.value - 7.0).abs() < 5.0 * variance.mcse);
    }
}
