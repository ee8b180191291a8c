//! Which options nobody should buy: another keeps as many for less, or a mixture of two others does.
//!
//! Only what exceeds the error is said: comparisons that make an option dominated hold with 99.9 % over all pairs of options together, or
//! exactly, in every trial; at 95 % each, one of two options of equal effect and cost would be called dominated in one run of twenty. The
//! options left form the frontier: in order of people kept, each further person costs more than the one before (Weinstein & Stason 1977;
//! extended dominance: Cantor 1994).

use super::joint::{Means, Told};

/// An option: where its people kept and its cost stand among the means; `None` for the reference, whose own are 0.
pub type Choice = Option<[usize; 2]>;

/// Why an option is not worth buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dominated {
    /// This other option costs no more and keeps no fewer, and is better in one of the two.
    By(usize),
    /// A mixture of these two others keeps as many for less: some of the money on one, the rest on the other.
    ByMixture(usize, usize),
}

/// The probability that any option is called dominated by chance alone.
const BY_CHANCE: f64 = 0.001;

/// The probability of each tail beside which an option is called dominated, of so many options.
pub fn tail(options: usize) -> f64 {
    let pairs = options * options.saturating_sub(1) / 2;
    0.5 * BY_CHANCE / pairs.max(1) as f64
}

/// People kept, as an index into a [`Choice`].
const KEPT: usize = 0;
/// Cost.
const COST: usize = 1;

/// For each option why it is dominated, if that can be told. Of two that are alike in both, neither dominates the other.
pub fn dominated(choices: &[Choice], means: &Means) -> Vec<Option<Dominated>> {
    let value = |option: usize, which: usize| choices[option].map_or(0.0, |choice| means.values[choice[which]]);
    let more = |which: usize, one: usize, other: usize| {
        let part = |option: usize, factor: f64| choices[option].map(|choice| (choice[which], factor));
        means.told(&part(one, 1.0).into_iter().chain(part(other, -1.0)).collect::<Vec<_>>())
    };
    let beats = |one: usize, other: usize| {
        let (keeps, saves) = (more(KEPT, one, other), more(COST, other, one));
        let no_worse = |told: Told| matches!(told, Told::Zero | Told::Positive);
        no_worse(keeps) && no_worse(saves) && (keeps == Told::Positive || saves == Told::Positive)
    };
    let by_another = |option: usize| {
        let better = (0..choices.len()).filter(|&other| other != option && beats(other, option));
        // The one that keeps most of them, and of these the cheapest.
        let order = |a: &usize, b: &usize| value(*a, KEPT).total_cmp(&value(*b, KEPT)).then(value(*b, COST).total_cmp(&value(*a, COST)));
        better.max_by(order).map(Dominated::By)
    };
    let found: Vec<Option<Dominated>> = (0..choices.len()).map(by_another).collect();
    let left: Vec<usize> = (0..choices.len()).filter(|&option| found[option].is_none()).collect();
    let by_mixture = |option: usize| {
        let pairs = left.iter().flat_map(|&a| left.iter().map(move |&b| (a, b)));
        let around = pairs.filter(|&(a, b)| more(KEPT, option, a) == Told::Positive && more(KEPT, b, option) == Told::Positive);
        let saved = around.filter_map(|(a, b)| {
            // With the share `w` of `b` the mixture keeps as many; what it saves moves with people kept by the slope of cost over them.
            let slope = (value(b, COST) - value(a, COST)) / (value(b, KEPT) - value(a, KEPT));
            let w = (value(option, KEPT) - value(a, KEPT)) / (value(b, KEPT) - value(a, KEPT));
            let parts: Vec<(usize, f64)> = [(option, 1.0), (a, w - 1.0), (b, -w)]
                .into_iter()
                .filter_map(|(place, factor)| choices[place].map(|[kept, cost]| [(cost, factor), (kept, -slope * factor)]))
                .flatten()
                .collect();
            (means.told(&parts) == Told::Positive).then(|| (means.sum(&parts).value, a, b))
        });
        saved.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, a, b)| Dominated::ByMixture(a, b))
    };
    (0..choices.len()).map(|option| found[option].or_else(|| by_mixture(option))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cost and people kept of each option, the first the reference, all with independent errors of the same size.
    fn of(options: &[(f64, f64)], mcse: f64) -> Vec<Option<Dominated>> {
        let values: Vec<f64> = options.iter().skip(1).flat_map(|&(cost, kept)| [kept, cost]).collect();
        let row = |i: usize| (0..=i).map(|j| if i == j { mcse * mcse } else { 0.0 }).collect();
        let means = Means { covariance: (0..values.len()).map(row).collect(), values, errors: 1.96 };
        let choices: Vec<Choice> = (0..options.len()).map(|k| k.checked_sub(1).map(|k| [2 * k, 2 * k + 1])).collect();
        dominated(&choices, &means)
    }

    #[test]
    fn who_costs_more_and_keeps_no_more_is_dominated() {
        let found = of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.5), (3.0, 3.0), (0.5, -0.1)], 0.0);
        // The last keeps fewer than doing nothing does.
        assert_eq!(found, [None, None, Some(Dominated::By(1)), None, Some(Dominated::By(0))]);
    }

    #[test]
    fn a_mixture_dominates_what_lies_above_the_line() {
        // Halfway between nothing and 2 people at 2, one person costs 1; at 1.5 it is not worth it.
        assert_eq!(of(&[(0.0, 0.0), (1.5, 1.0), (2.0, 2.0)], 0.0), [None, Some(Dominated::ByMixture(0, 2)), None]);
        assert_eq!(of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)], 0.0), [None, None, None]);
    }

    #[test]
    fn twins_stand_beside_each_other() {
        assert_eq!(of(&[(0.0, 0.0), (1.0, 1.0), (1.0, 1.0)], 0.0), [None, None, None]);
    }

    #[test]
    fn nothing_within_the_error_is_dominated() {
        // Of three options each of the six tails may miss with a sixth of 0.001.
        assert!((6.0 * tail(3) - 0.001).abs() < 1e-15);
        // 1 dearer and 0.5 fewer, known to 0.2 each: differences to 0.28, of which 1.96 are 0.55.
        let options = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.5)];
        assert_eq!(of(&options, 0.1)[2], Some(Dominated::By(1)));
        assert_eq!(of(&options, 0.2)[2], None);
        // The mixture saves 0.5, with an error of sqrt(1 + 1 / 4) in cost and as much again in people at a slope of 1.
        let options = [(0.0, 0.0), (1.5, 1.0), (2.0, 2.0)];
        let edge = 0.5 / (1.96 * 2.5f64.sqrt());
        assert_eq!(of(&options, 0.99 * edge)[1], Some(Dominated::ByMixture(0, 2)));
        assert_eq!(of(&options, 1.01 * edge)[1], None);
    }
}
