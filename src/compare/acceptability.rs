//! Acceptability: which option is best, over all that is not known, at each value of keeping a person; and what knowing would be worth.
//!
//! At value `v` a person, an option's net benefit given the parameters is `v * people kept - cost`, both against the reference, whose own
//! is 0. Its expectation given a draw's parameters is that draw's fitted value ([`super::regression`]); luck has no part in it.
//!
//! ```text
//! probability best    share of draws in which the option's fitted net benefit is the greatest
//! EVPI                mean over draws of the greatest - the greatest of the means
//! ```
//!
//! EVPI, the expected value of perfect information, bounds what better data could be worth to this decision (Raiffa & Schlaifer 1961;
//! by regression: Strong, Oakley & Brennan 2014).
//!
//! Errors are the delete-a-group jackknife's (Kott 2001): everything is computed again without each of 20 groups of draws, coefficients
//! and means alike, so that both the choice of draws and the noise of the coefficients are in them.

use super::regression::{Basis, Fit, dot};
use crate::estimate::Estimate;

/// Draws that a regression needs at least.
pub const LEAST_DRAWS: usize = 500;

/// Values of keeping a person that are looked at [mean annual pays].
const VALUES: [f64; 14] = [0.0, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0];

/// Groups of the jackknife.
const GROUPS: usize = 20;

/// What the draws gave of one option: mean differences from the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// By draw: people kept.
    pub kept: Vec<f64>,
    /// By draw: cost [unit of pay].
    pub cost: Vec<f64>,
}

/// What is best at one value of a person kept.
#[derive(Clone, Debug, PartialEq)]
pub struct AtValue {
    /// The value [unit of pay].
    pub value: f64,
    /// By option, the reference first: the probability that it is best.
    pub best: Vec<Estimate>,
    /// Expected value of perfect information [unit of pay].
    pub evpi: Estimate,
}

/// Acceptability of options beside a reference over values of a person kept, for an annual pay in the unit of money, by regression on a
/// basis of the parameters.
pub fn acceptability(basis: &Basis, options: &[Response], pay: f64) -> Vec<AtValue> {
    let draws = options.first().map_or(0, |option| option.kept.len());
    let responses: Vec<&[f64]> = options.iter().flat_map(|option| [&option.kept[..], &option.cost[..]]).collect();
    let fits: Vec<Fit> = responses.iter().map(|response| basis.fit(response)).collect();
    let whole = within(fits.iter().map(|fit| basis.fitted(fit)).collect(), &responses);
    let without: Vec<Vec<Vec<f64>>> =
        (0..GROUPS).map(|group| within(fitted_without(basis, &responses, &fits, group), &responses)).collect();
    let at = |value: f64| {
        let all = judge(&whole, value, |_| true);
        let parts: Vec<Vec<f64>> =
            without.iter().enumerate().map(|(group, fitted)| judge(fitted, value, |d| d % GROUPS != group)).collect();
        let error = |index: usize| {
            let mean = parts.iter().map(|part| part[index]).sum::<f64>() / GROUPS as f64;
            let squares: f64 = parts.iter().map(|part| (part[index] - mean) * (part[index] - mean)).sum();
            ((GROUPS as f64 - 1.0) / GROUPS as f64 * squares).sqrt()
        };
        let mut estimates: Vec<Estimate> = all.iter().enumerate().map(|(index, &value)| Estimate { value, mcse: error(index) }).collect();
        // Groups that all agree on a rare share say too little: at least the error of so many independent draws.
        let of_draws = |share: f64| (share * (1.0 - share) / draws as f64).sqrt();
        let evpi = estimates.pop().unwrap_or(Estimate { value: f64::NAN, mcse: f64::NAN });
        let best = estimates.into_iter().map(|share| Estimate { mcse: share.mcse.max(of_draws(share.value)), ..share }).collect();
        AtValue { value, best, evpi }
    };
    VALUES.iter().map(|value| at(value * pay)).collect()
}

/// Fitted values, none beyond what was seen in any draw: an expectation lies within the range of its variable, a polynomial need not. What
/// costs something in every draw is not fitted to cost less than nothing.
fn within(mut fitted: Vec<Vec<f64>>, responses: &[&[f64]]) -> Vec<Vec<f64>> {
    for (values, response) in fitted.iter_mut().zip(responses) {
        let least = response.iter().copied().fold(f64::INFINITY, f64::min);
        let most = response.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for value in values.iter_mut() {
            *value = value.max(least).min(most);
        }
    }
    fitted
}

/// Of some draws by fitted people kept and cost of each option: how often each is best, the reference first, and the EVPI last.
fn judge(fitted: &[Vec<f64>], value: f64, counts: impl Fn(usize) -> bool) -> Vec<f64> {
    let options = fitted.len() / 2;
    let draws = fitted.first().map_or(0, Vec::len);
    let mut best = vec![0u32; options + 1];
    let mut sums = vec![0.0; options + 1];
    let (mut greatest, mut count) = (0.0, 0u32);
    for draw in (0..draws).filter(|&draw| counts(draw)) {
        let mut top = (0, 0.0);
        for option in 0..options {
            let benefit = value * fitted[2 * option][draw] - fitted[2 * option + 1][draw];
            sums[option + 1] += benefit;
            // Of those that are alike the first: what costs nothing and does nothing is the reference.
            if benefit > top.1 {
                top = (option + 1, benefit);
            }
        }
        best[top.0] += 1;
        greatest += top.1;
        count += 1;
    }
    let of_all = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let count = f64::from(count);
    let shares = best.into_iter().map(|wins| f64::from(wins) / count);
    shares.chain([((greatest - of_all) / count).max(0.0)]).collect()
}

/// Fitted values from coefficients fitted without a group of draws; those of the group are of no use.
///
/// In the basis `Q` the others' normal equations are `(I - Q_g' Q_g) c = Q' y - Q_g' y_g`, and near the identity.
fn fitted_without(basis: &Basis, responses: &[&[f64]], fits: &[Fit], group: usize) -> Vec<Vec<f64>> {
    let pick = |values: &[f64]| values.iter().copied().skip(group).step_by(GROUPS).collect::<Vec<f64>>();
    let most = fits.iter().map(|fit| fit.coefficients.len()).max().unwrap_or(0);
    let columns: Vec<Vec<f64>> = basis.columns()[..most].iter().map(|column| pick(column)).collect();
    let gram: Vec<Vec<f64>> =
        (0..most).map(|i| (0..=i).map(|j| f64::from(u8::from(i == j)) - dot(&columns[i], &columns[j])).collect()).collect();
    let factor = cholesky(gram);
    let refitted = |(response, fit): (&&[f64], &Fit)| {
        let of_group = pick(response);
        let size = fit.coefficients.len();
        let right: Vec<f64> = (0..size).map(|i| fit.coefficients[i] - dot(&columns[i], &of_group)).collect();
        basis.fitted(&Fit { coefficients: solved(&factor, right) })
    };
    responses.iter().zip(fits).map(refitted).collect()
}

/// The lower triangle `L` of a positive definite matrix `L L'`, given by its lower triangle. Its first rows are those of the matrix'
/// first rows and columns.
fn cholesky(mut rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for i in 0..rows.len() {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| rows[i][k] * rows[j][k]).sum();
            let left = rows[i][j] - known;
            // A group without which a column vanishes takes its coefficient with it.
            rows[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / rows[j][j] };
        }
    }
    rows
}

/// The solution of `L L' x = right`, for as many unknowns as `right` has.
fn solved(factor: &[Vec<f64>], mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for i in 0..size {
        let known: f64 = (0..i).map(|k| factor[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / factor[i][i];
    }
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|k| factor[k][i] * right[k]).sum();
        right[i] = (right[i] - known) / factor[i][i];
    }
    right
}
