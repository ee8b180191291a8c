//! Acceptability: which option is best, over all that is not known, at each value of keeping a person; and what knowing would be worth.
//!
//! At value `v` a person, an option's net benefit given the parameters is `v * people kept - cost`, both against the reference, whose own
//! is 0. Its expectation given a draw's parameters is that draw's fitted value ([`super::regression`]); luck has no part in it.
//!
//! ```text
//! probability best    share of draws in which the option's fitted net benefit is the greatest; options that are alike share a draw
//! EVPI                mean over draws of the greatest less that of the option that is best on average
//! ```
//!
//! Which option is best on average each tenth of the draws is told by the other nine: on the very draws by which it is chosen an option
//! looks better than it is, and where two are near, knowing would seem to be worth less (cross-validation: Stone 1974).
//!
//! EVPI, the expected value of perfect information, bounds what better data could be worth to this decision (Raiffa & Schlaifer 1961;
//! by regression: Strong, Oakley & Brennan 2014).
//!
//! **Errors** have two parts. The choice of draws: the variance of a mean over so many draws, times their design effect. The fit: everything
//! is computed again for [`TIMES`] functions drawn from what the fit leaves open, and a probability or an EVPI is the mean over them: a
//! smooth fit varies less than what it is fitted to. Where two options cannot be told apart they share the probability, and its error is
//! large.
//!
//! The interval of a probability is Wilson's (1927) for as many independent draws as would have this error: it never leaves [0, 1], and is
//! not empty where every draw agrees.

use super::regression::Surrogate;
use super::regret::{self, OverDraws};
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;

/// Draws that a regression needs at least.
pub const LEAST_DRAWS: usize = 500;

/// Values of keeping a person that are looked at [mean years' pay].
pub const VALUES: [f64; 14] = [0.0, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0];

/// Functions drawn from what the fit leaves open.
pub const TIMES: u64 = 200;

/// Draws at which they are looked at, at least (all, where there are fewer than twice as many).
const LOOKED_AT: usize = 1_000;

/// In so many parts draws fall of which the others say what is best on average.
const FOLDS: usize = 10;

/// The share of what is at stake that is rounding: options nearer to each other than that are alike.
const ALIKE: f64 = 1e-9;

/// A probability with its error and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// The probability and its standard error.
    pub estimate: Estimate,
    /// Its 95 % interval, within [0, 1].
    pub interval: [f64; 2],
}

/// What is best at one value of a person kept.
#[derive(Clone, Debug, PartialEq)]
pub struct AtValue {
    /// The value [unit of pay].
    pub value: f64,
    /// By option, the reference first: the probability that it is best.
    pub best: Vec<Probability>,
    /// The options of which each may be the one that is most probably best, the most probable first: those whose probability is not told
    /// from the greatest at 95 %.
    pub leaders: Vec<usize>,
    /// Expected value of perfect information [unit of pay].
    pub evpi: Estimate,
    /// By option, the reference first: its regret over the draws; nothing where it was not asked for.
    pub regret: Vec<OverDraws>,
}

/// Fitted people kept and cost of one option, by draw.
pub(super) type Fitted = [Vec<f64>; 2];

/// Acceptability of options beside a reference over values of a person kept, for an annual pay in the unit of money. `options` says which
/// responses are people kept and cost; `design` is the variance of a mean over the draws over that of as many independent ones.
pub fn acceptability(surrogate: &Surrogate, options: &[[usize; 2]], pay: f64, design: f64) -> Vec<AtValue> {
    at_values(surrogate, options, pay, design, false)
}

/// The same with regret over the draws.
pub fn with_regret(surrogate: &Surrogate, options: &[[usize; 2]], pay: f64, design: f64) -> Vec<AtValue> {
    at_values(surrogate, options, pay, design, true)
}

fn at_values(surrogate: &Surrogate, options: &[[usize; 2]], pay: f64, design: f64, tells_regret: bool) -> Vec<AtValue> {
    let whole: Vec<Fitted> = options.iter().map(|option| option.map(|response| surrogate.fitted(response))).collect();
    let draws = whole.first().map_or(0, |option| option[0].len());
    let stride = (draws / LOOKED_AT).max(1);
    let some: Vec<Fitted> =
        whole.iter().map(|option| option.each_ref().map(|values| values.iter().copied().step_by(stride).collect())).collect();
    let columns = surrogate.columns(stride);
    let again = |time: u64| -> Vec<Fitted> {
        let drawn = surrogate.again(time, &columns);
        options.iter().map(|option| option.map(|response| drawn[response].clone())).collect()
    };
    let others: Vec<Vec<Fitted>> = (0..TIMES).map(again).collect();
    let independent = draws as f64 / design;
    let regret = |value: f64| if tells_regret { regret::over_draws(value, [&whole, &some], &others, independent) } else { Vec::new() };
    let at = |value: f64| AtValue { regret: regret(value), ..at(value, [&whole, &some], &others, independent) };
    VALUES.iter().map(|value| at(value * pay)).collect()
}

/// What is best at one value, from the fitted values at all draws and at some, functions drawn at those, and how many independent draws
/// all of them are worth.
fn at(value: f64, [whole, some]: [&[Fitted]; 2], others: &[Vec<Fitted>], independent: f64) -> AtValue {
    let (all, base) = (judge(whole, value), judge(some, value));
    let drawn: Vec<Judged> = others.iter().map(|other| judge(other, value)).collect();
    let shares: Vec<f64> = (0..all.shares.len())
        .map(|option| {
            let mean = mean(drawn.iter().map(|judged| judged.shares[option]));
            (all.shares[option] + mean - base.shares[option]).clamp(0.0, 1.0)
        })
        .collect();
    let total: f64 = shares.iter().sum();
    let shares: Vec<f64> = shares.into_iter().map(|share| share / total).collect();
    let best: Vec<Probability> = shares
        .iter()
        .enumerate()
        .map(|(option, &share)| probability(share, variance(drawn.iter().map(|judged| judged.shares[option])), independent))
        .collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
    let top = order[0];
    let is_leader = |option: &usize| {
        let ahead = shares[top] - shares[*option];
        let by_draws = (shares[top] + shares[*option] - ahead * ahead) / independent;
        let by_fit = variance(drawn.iter().map(|judged| judged.shares[top] - judged.shares[*option]));
        ahead <= NORMAL_P975 * (by_draws + by_fit).sqrt()
    };
    let leaders = order.iter().copied().filter(is_leader).collect();
    let by_fit = variance(drawn.iter().map(|judged| judged.evpi));
    let evpi = (all.evpi + mean(drawn.iter().map(|judged| judged.evpi)) - base.evpi).max(0.0);
    let evpi = Estimate { value: evpi, mcse: (all.variance / independent + by_fit).sqrt() };
    AtValue { value, best, leaders, evpi, regret: Vec::new() }
}

/// A share of so many independent draws, with a further variance.
fn probability(share: f64, further: f64, independent: f64) -> Probability {
    // Draws that all agree do not say that the next one will: Laplace's rule of succession.
    let next = (independent * share + 1.0) / (independent + 2.0);
    let variance = next * (1.0 - next) / independent + further;
    let worth = (next * (1.0 - next) / variance).max(1.0);
    let z2 = NORMAL_P975 * NORMAL_P975;
    let middle = (share + 0.5 * z2 / worth) / (1.0 + z2 / worth);
    let half = NORMAL_P975 * (share * (1.0 - share) / worth + 0.25 * z2 / (worth * worth)).sqrt() / (1.0 + z2 / worth);
    let interval = [(middle - half).max(0.0).min(share), (middle + half).min(1.0).max(share)];
    Probability { estimate: Estimate { value: share, mcse: variance.sqrt() }, interval }
}

/// What some draws say at a value.
struct Judged {
    /// By option, the reference first: how often it is best.
    shares: Vec<f64>,
    evpi: f64,
    /// Variance over draws of what the EVPI is a mean of.
    variance: f64,
}

fn judge(fitted: &[Fitted], value: f64) -> Judged {
    let draws = fitted.first().map_or(0, |option| option[0].len());
    let benefit =
        |option: usize, draw: usize| if option == 0 { 0.0 } else { value * fitted[option - 1][0][draw] - fitted[option - 1][1][draw] };
    let options = fitted.len() + 1;
    let mut wins = vec![0.0; options];
    let mut sums = vec![[0.0; FOLDS]; options];
    let mut greatest = vec![0.0f64; draws];
    let mut benefits = vec![0.0; options];
    for (draw, top) in greatest.iter_mut().enumerate() {
        let mut stake: f64 = 0.0;
        for option in 0..options {
            benefits[option] = benefit(option, draw);
            sums[option][draw * FOLDS / draws] += benefits[option];
            *top = top.max(benefits[option]);
            if option > 0 {
                stake = stake.max(value * fitted[option - 1][0][draw].abs()).max(fitted[option - 1][1][draw].abs());
            }
        }
        let is_best = |benefit: &f64| *benefit >= *top - ALIKE * stake;
        let alike = benefits.iter().filter(|benefit| is_best(benefit)).count();
        for (wins, benefit) in wins.iter_mut().zip(&benefits) {
            if is_best(benefit) {
                *wins += 1.0 / alike as f64;
            }
        }
    }
    let count = draws as f64;
    let on_others = |fold: usize| {
        let sum = |option: usize| (0..FOLDS).filter(|&other| other != fold).map(|other| sums[option][other]).sum::<f64>();
        (0..options).map(|option| (option, sum(option))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0, |best| best.0)
    };
    let chosen: [usize; FOLDS] = std::array::from_fn(on_others);
    let regret: Vec<f64> = greatest.iter().enumerate().map(|(draw, top)| top - benefit(chosen[draw * FOLDS / draws], draw)).collect();
    Judged {
        shares: wins.into_iter().map(|wins| wins / count).collect(),
        evpi: mean(regret.iter().copied()),
        variance: variance(regret.iter().copied()),
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

fn variance(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let (count, mean) = (values.len() as f64, mean(values.clone()));
    values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    /// Two options whose net benefits are normal with mean and variance 1: the greatest of them and nothing has the mean
    /// `integral of 1 - F(x)^2` over positive `x`. The greatest of the means of 100 draws is 0.056 above their mean.
    #[test]
    fn what_knowing_is_worth_has_no_bias_where_options_are_equal() {
        let cumulative = |x: f64| 0.5 * libm::erfc((1.0 - x) / std::f64::consts::SQRT_2);
        let step = 1e-3;
        let tail = |k: i32| 1.0 - cumulative((f64::from(k) + 0.5) * step) * cumulative((f64::from(k) + 0.5) * step);
        let exact = (0..10_000).map(tail).sum::<f64>() * step - 1.0;
        let found = |sample: u64| {
            let mut stream = Stream::new(1, Purpose::Surrogate, 0, sample, 0);
            let mut option = || [(0..100).map(|_| 1.0 + stream.normal()).collect(), vec![0.0; 100]];
            judge(&[option(), option()], 1.0).evpi
        };
        let found: Vec<f64> = (0..4_000).map(found).collect();
        let (mean, error) = (mean(found.iter().copied()), (variance(found.iter().copied()) / 4_000.0).sqrt());
        assert!((mean - exact).abs() < 5.0 * error && error < 0.002, "{mean} {exact} {error}");
    }
}
