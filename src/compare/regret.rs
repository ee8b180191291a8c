//! Regret: how much less an option turns out to be worth than the one that would have been best (Savage 1951), over parameter draws and over
//! scenarios.
//!
//! **Over draws.** At value `v` a person, an option's net benefit in a draw is `v * people kept - cost`, as the regression on the parameters
//! fits it ([`super::value_of_information`]): means over the few trials of a draw would regret luck. Its regret is the greatest net benefit in
//! the draw less its own. What the fit leaves open is allowed for as there: by functions drawn from it, the smooth fit's own shortfall added.
//! The least mean regret is that of the option which is best on average, and is what knowing all would be worth (EVPI).
//!
//! **Over scenarios.** The cases are the files that are compared and the what-ifs. In each, an option's net benefit against doing nothing there
//! is a mean over all trials; its regret is that of the best there less its own. The option whose greatest regret over the cases is least is the
//! one that minimax regret chooses. Errors are those of differences of means on the same luck; which option is best in a case is told by the
//! same means, so that a regret within its error may be none.

use super::joint::{Means, Told};
use super::value_of_information::Fitted;
use super::{Comparison, Measure};
use crate::compare::icer::CostPerPersonKept;
use crate::estimate::Estimate;
use crate::scenario::policy::NO_POLICY;

/// The share of draws in which regret is no more than what is told of it.
const MOST: f64 = 0.95;

/// The regret of an option over parameter draws [unit of pay].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverDraws {
    /// The mean.
    pub mean: Estimate,
    /// 95 % of the draws have no more.
    pub p95: Estimate,
    /// The greatest of all draws, as fitted; more draws would have a greater.
    pub greatest: f64,
}

/// What some draws say of the regret of an option.
struct Found {
    mean: f64,
    variance: f64,
    sorted: Vec<f64>,
}

impl Found {
    fn p95(&self) -> f64 {
        self.at(MOST)
    }

    fn at(&self, level: f64) -> f64 {
        let count = self.sorted.len();
        self.sorted[place(level, count)]
    }
}

/// By option, the reference first: its regret at a value, from the fitted values at all draws and at some, functions drawn at those, and how
/// many independent draws all of them are worth.
pub fn over_draws(value: f64, [whole, some]: [&[Fitted]; 2], others: &[Vec<Fitted>], independent: f64) -> Vec<OverDraws> {
    let (all, base) = (found(whole, value), found(some, value));
    let drawn: Vec<Vec<[f64; 2]>> = others.iter().map(|other| in_short(other, value)).collect();
    let of = |option: usize| {
        let (all, base) = (&all[option], &base[option]);
        let [mean, mean_open] = moments(drawn.iter().map(|drawn| drawn[option][0]));
        let [p95, p95_open] = moments(drawn.iter().map(|drawn| drawn[option][1]));
        // The interval of a quantile is between the quantiles at the ends of that of its level (Woodruff 1952).
        let off = (MOST * (1.0 - MOST) / independent).sqrt();
        let by_draws = 0.5 * (all.at((MOST + off).min(1.0)) - all.at(MOST - off));
        let mean = Estimate { value: (all.mean + mean - base.mean).max(0.0), mcse: (all.variance / independent + mean_open).sqrt() };
        let p95 = Estimate { value: (all.p95() + p95 - base.p95()).max(0.0), mcse: (by_draws * by_draws + p95_open).sqrt() };
        // What the fit leaves open may add to the others where the fit itself regrets nothing.
        OverDraws { mean, p95, greatest: all.at(1.0).max(p95.value).max(mean.value) }
    };
    (0..all.len()).map(of).collect()
}

/// The place of a quantile among so many values in order.
fn place(level: f64, count: usize) -> usize {
    ((level * count as f64).ceil() as usize).clamp(1, count) - 1
}

/// By option, its regret in some draws.
fn found(fitted: &[Fitted], value: f64) -> Vec<Found> {
    let of = |mut sorted: Vec<f64>| {
        sorted.sort_unstable_by(f64::total_cmp);
        let [mean, variance] = moments(sorted.iter().copied());
        Found { mean, variance, sorted }
    };
    regrets(fitted, value).map(of).collect()
}

/// The same in short, as it is found of many functions: mean, and what 95 % of the draws have no more than.
fn in_short(fitted: &[Fitted], value: f64) -> Vec<[f64; 2]> {
    let of = |mut regret: Vec<f64>| {
        let (mean, place) = (regret.iter().sum::<f64>() / regret.len() as f64, place(MOST, regret.len()));
        [mean, *regret.select_nth_unstable_by(place, f64::total_cmp).1]
    };
    regrets(fitted, value).map(of).collect()
}

/// By option, its regret draw by draw.
fn regrets(fitted: &[Fitted], value: f64) -> impl Iterator<Item = Vec<f64>> {
    let draws = fitted.first().map_or(0, |option| option[0].len());
    let benefit = move |option: &Fitted, draw: usize| value * option[0][draw] - option[1][draw];
    let best: Vec<f64> = (0..draws).map(|draw| fitted.iter().map(|option| benefit(option, draw)).fold(0.0, f64::max)).collect();
    let of = move |option: Option<&Fitted>| -> Vec<f64> {
        best.iter().enumerate().map(|(draw, best)| best - option.map_or(0.0, |option| benefit(option, draw))).collect()
    };
    std::iter::once(None).chain(fitted.iter().map(Some)).map(of)
}

/// Mean and sample variance.
fn moments(values: impl ExactSizeIterator<Item = f64> + Clone) -> [f64; 2] {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    [mean, values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)]
}

/// The regret of options over the scenarios that are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct OverCases {
    /// The cases: the reference's scenario first.
    pub cases: Vec<String>,
    /// The options: doing nothing, and the policies that every case has.
    pub options: Vec<String>,
    /// By value of a person kept.
    pub values: Vec<AtValue>,
}

/// The same at one value.
#[derive(Clone, Debug, PartialEq)]
pub struct AtValue {
    /// The value [unit of pay].
    pub value: f64,
    /// By option and case [unit of pay].
    pub regret: Vec<Vec<Estimate>>,
    /// By option: the case in which its regret is greatest.
    pub worst: Vec<usize>,
    /// The options whose greatest regret cannot be told at 95 % from the least, the least first.
    pub least: Vec<usize>,
}

impl AtValue {
    /// The greatest regret of an option.
    pub fn greatest(&self, option: usize) -> Estimate {
        self.regret[option][self.worst[option]]
    }
}

/// A net benefit as a sum of means: people kept and cost of an arm against the reference.
type Parts = Vec<(usize, f64)>;

/// Regret over the cases of a comparison, at some values of a person kept; nothing where there is one case, or no policy in all.
pub(super) fn over_cases(comparison: &Comparison, means: &Means, values: &[f64]) -> Option<OverCases> {
    let mut cases: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, arm) in comparison.arms.iter().enumerate() {
        let is_comparable = arm.versus.as_ref().is_none_or(|versus| versus.measure == Measure::People);
        if !is_comparable {
            continue;
        }
        // A what-if has a file of its own.
        match cases.iter_mut().find(|(_, arms)| comparison.arms[arms[0]].file == arm.file) {
            Some((_, arms)) => arms.push(index),
            None => cases.push((&arm.estimates.metadata.scenario, vec![index])),
        }
    }
    let find = |arms: &[usize], policy: &str| arms.iter().copied().find(|&arm| comparison.arms[arm].policy == policy);
    cases.retain(|(_, arms)| find(arms, NO_POLICY).is_some());
    let is_told = |arm: usize| {
        let price = comparison.arms[arm].versus.as_ref().and_then(|versus| versus.price);
        price != Some(CostPerPersonKept::Withheld)
    };
    let is_everywhere = |policy: &&str| cases.iter().all(|(_, arms)| find(arms, policy).is_some_and(is_told));
    let first = cases.first()?;
    let options: Vec<&str> = first.1.iter().map(|&arm| comparison.arms[arm].policy.as_str()).filter(is_everywhere).collect();
    if cases.len() < 2 || options.len() < 2 {
        return None;
    }
    let at = |value: f64| {
        let parts = |arm: usize| arm.checked_sub(1).map_or_else(Parts::new, |place| vec![(2 * place, value), (2 * place + 1, -1.0)]);
        let less = |one: &Parts, other: &Parts| -> Parts {
            one.iter().copied().chain(other.iter().map(|&(mean, factor)| (mean, -factor))).collect()
        };
        let arms: Vec<Vec<usize>> =
            options.iter().map(|option| cases.iter().filter_map(|(_, arms)| find(arms, option)).collect()).collect();
        let best: Vec<Parts> = (0..cases.len())
            .map(|case| {
                let all = arms.iter().map(|of_case| parts(of_case[case]));
                all.max_by(|a, b| means.sum(a).value.total_cmp(&means.sum(b).value)).unwrap_or_default()
            })
            .collect();
        let lost: Vec<Vec<Parts>> =
            arms.iter().map(|of_case| of_case.iter().zip(&best).map(|(&arm, best)| less(best, &parts(arm))).collect()).collect();
        let regret: Vec<Vec<Estimate>> = lost.iter().map(|of| of.iter().map(|parts| means.sum(parts)).collect()).collect();
        let greatest = |of: &Vec<Estimate>| {
            let order = of.iter().enumerate().max_by(|a, b| a.1.value.total_cmp(&b.1.value).then(b.0.cmp(&a.0)));
            order.map_or(0, |(case, _)| case)
        };
        let worst: Vec<usize> = regret.iter().map(greatest).collect();
        let mut least: Vec<usize> = (0..options.len()).collect();
        least.sort_by(|&a, &b| regret[a][worst[a]].value.total_cmp(&regret[b][worst[b]].value));
        let first = least[0];
        least
            .retain(|&other| other == first || means.told(&less(&lost[other][worst[other]], &lost[first][worst[first]])) != Told::Positive);
        AtValue { value, regret, worst, least }
    };
    Some(OverCases {
        cases: cases.iter().map(|(name, _)| (*name).to_owned()).collect(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        values: values.iter().map(|&value| at(value)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::compare::regression::Surrogate;
    use crate::compare::value_of_information::with_regret;
    use crate::random::{Purpose, Stream};

    /// A policy of net benefit `0.2 + 0.8 z` at value 1, with luck: who does nothing regrets `max(0, 0.2 + 0.8 z)`, who does it
    /// `max(0, -0.2 - 0.8 z)`.
    #[test]
    fn regret_over_draws_is_what_the_closed_form_says() {
        let density = |z: f64| crate::math::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        let below = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        let (m, s) = (0.2, 0.8);
        let expected = |m: f64| m * below(m / s) + s * density(m / s);
        let (mut held, seeds) = ([0u32; 4], 100);
        for seed in 0..seeds {
            let mut stream = Stream::new(seed, Purpose::Surrogate, 6, 0, 0);
            let draws: Vec<[f64; 2]> = (0..1_000).map(|_| [stream.normal(), stream.normal()]).collect();
            let values: Vec<f64> = draws.iter().map(|draw| draw[0]).collect();
            let kept: Vec<f64> = draws.iter().map(|draw| 1.0 + s * draw[0] + 1.5 * draw[1]).collect();
            let cost = vec![0.8; 1_000];
            let surrogate = Surrogate::new(std::slice::from_ref(&values), &[&kept, &cost]);
            // The fifth value is 1.
            let found = &with_regret(&surrogate, &[[0, 1]], 1.0, 1.0)[4].regret;
            let exact = [expected(m), m + s * crate::math::NORMAL_P95, expected(-m), -m + s * crate::math::NORMAL_P95];
            let told = [found[0].mean, found[0].p95, found[1].mean, found[1].p95];
            for ((told, exact), held) in told.iter().zip(exact).zip(&mut held) {
                let off = (told.value - exact).abs();
                assert!(off < 5.0 * told.mcse && told.mcse < 0.25, "{told:?} for {exact}");
                *held += u32::from(off <= crate::math::NORMAL_P975 * told.mcse);
            }
            assert!(found[0].greatest > found[0].p95.value * 0.9);
        }
        let least = 0.95 - 5.0 * (0.95 * 0.05 / f64::from(seeds as u32)).sqrt();
        assert!(held.iter().all(|&held| f64::from(held) / f64::from(seeds as u32) > least), "{held:?}");
    }
}
