//! What it is worth to find out a number first, and where the best choice changes with it.
//!
//! At value `v` a person, a policy's net benefit is `v * people kept - cost`; that of doing nothing is 0. Its expectation given one number, or
//! a group of them, is the regression of what draws gave on these alone (Strong, Oakley & Brennan 2014), and
//!
//! ```text
//! EVPPI    mean over draws of the greatest of these, less that of the option that is best on average
//! ```
//!
//! the expected value of partial perfect information: the most that it can be worth to know the number before choosing. It is found as the
//! value of knowing all is in a comparison ([`crate::compare::value_of_information`]): with the same values a person, the same
//! cross-validated choice of the best, and errors from the choice of draws and from what the fit leaves open.
//!
//! **Where the best choice changes.** Along the number, from its 1 % to its 99 %, the option that is best at the lower end stops being so
//! somewhere, if it is not best at the upper end. That is told only where it holds for at least 95 % of the functions drawn from what the
//! fit leaves open; its interval is from 2.5 % to 97.5 % of theirs.

use super::Study;
use super::conditional::{inflation, responses};
use super::records::{OfRecords, of_records};
use super::workers::Counts;
use crate::compare::regression::Surrogate;
use crate::compare::value_of_information::{LEAST_DRAWS, TIMES, VALUES, acceptability};
use crate::estimate::Estimate;
use crate::threads::map;

/// Places along a number at which options are looked at: its percentiles.
const PLACES: usize = 99;

/// The share of drawn functions in which a choice must change as it does in the fit.
const MOST: f64 = 0.95;

/// What it is worth to find out first.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The values of a person kept [unit of pay].
    pub values: Vec<f64>,
    /// The options: doing nothing (0), and the arms of policies.
    pub options: Vec<usize>,
    /// By number: what it is worth to know it, by value of a person [unit of pay].
    pub numbers: Vec<Vec<Estimate>>,
    /// By group.
    pub groups: Vec<Vec<Estimate>>,
    /// Where the best choice changes.
    pub changes: Vec<Change>,
    /// What it is worth to see records first.
    pub records: Vec<OfRecords>,
}

/// Where the best choice changes along a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which number.
    pub number: usize,
    /// At which value of a person kept [unit of pay].
    pub value: f64,
    /// The arm that is best below.
    pub below: usize,
    /// The arm that is best right above.
    pub above: usize,
    /// Where the number stands there.
    pub at: f64,
    /// The 95 % interval of that.
    pub interval: [f64; 2],
}

/// What numbers are worth, for an annual pay in the unit of money.
///
/// # Errors
/// Where draws are too few, or no cost may be told: why that cannot be said.
pub fn worth(study: &Study<'_>, counts: &Counts, annual_pay: f64, threads: usize) -> Result<Worth, String> {
    let rows = &counts.rows;
    let arms: Vec<usize> = (1..study.arms.len()).filter(|&arm| study.tells_cost(arm)).collect();
    if arms.is_empty() {
        return Err("nothing is said of what numbers are worth: no policy's cost may be told".to_owned());
    }
    if rows.len() < LEAST_DRAWS {
        // Plain digits: what is printed here is typed again.
        let needed = LEAST_DRAWS as u64 * study.replications();
        return Err(format!("too few parameter draws ({}) to say what numbers are worth; use --trials {needed}", rows.len()));
    }
    let all = responses(rows);
    let of_options: Vec<&[f64]> = arms.iter().flat_map(|arm| [all[2 * arm - 1].as_slice(), all[2 * arm].as_slice()]).collect();
    let pairs: Vec<[usize; 2]> = (0..arms.len()).map(|place| [2 * place, 2 * place + 1]).collect();
    let clusters = study.clusters(rows.len() as u64);
    let scale = arms.iter().map(|arm| inflation(rows, 2 * arm - 1, &clusters)).fold(1.0, f64::max).sqrt();
    let factors: Vec<Vec<usize>> =
        (0..study.numbers.len()).map(|number| vec![number]).chain(study.groups.iter().map(|group| group.numbers.clone())).collect();
    let found = map(factors.len(), threads, |factor| {
        let parameter = |&number: &usize| rows.iter().map(|row| row.parameters[study.numbers[number].parameter]).collect::<Vec<f64>>();
        let parameters: Vec<Vec<f64>> = factors[factor].iter().map(parameter).collect();
        let surrogate = Surrogate::new(&parameters, &of_options);
        let at = acceptability(&surrogate, &pairs, annual_pay, clusters.design());
        let worth: Vec<Estimate> = at.iter().map(|at| at.evpi).collect();
        let changes = match (&factors[factor][..], &parameters[..]) {
            (&[number], [values]) => {
                changes(&surrogate, values, annual_pay, scale, &arms).into_iter().map(|one| Change { number, ..one }).collect()
            }
            _ => Vec::new(),
        };
        (worth, changes)
    });
    let (mut numbers, changes): (Vec<Vec<Estimate>>, Vec<Vec<Change>>) = found.into_iter().unzip();
    let groups = numbers.split_off(study.numbers.len());
    let options = std::iter::once(0).chain(arms).collect();
    let values = VALUES.iter().map(|value| value * annual_pay).collect();
    let records = of_records(study, rows, (&of_options, &pairs), annual_pay, threads);
    Ok(Worth { values, options, numbers, groups, changes: changes.concat(), records })
}

/// Where the best choice changes along a number that is given by its values over draws. `scale` widens what functions leave open, where
/// draws bear less than independent ones.
fn changes(surrogate: &Surrogate, values: &[f64], pay: f64, scale: f64, arms: &[usize]) -> Vec<Change> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let places: Vec<usize> = (1..=PLACES).map(|percent| order[percent * values.len() / (PLACES + 1)]).collect();
    let along: Vec<f64> = places.iter().map(|&place| values[place]).collect();
    let columns = surrogate.columns_at(places.clone());
    let fitted: Vec<Vec<f64>> = (0..2 * arms.len())
        .map(|response| {
            let fitted = surrogate.fitted(response);
            places.iter().map(|&place| fitted[place]).collect()
        })
        .collect();
    let drawn: Vec<Vec<Vec<f64>>> = (0..TIMES).map(|time| surrogate.again(time, &columns)).collect();
    let mean = |response: usize, place: usize| drawn.iter().map(|one| one[response][place]).sum::<f64>() / TIMES as f64;
    let means: Vec<Vec<f64>> = (0..2 * arms.len()).map(|response| (0..PLACES).map(|place| mean(response, place)).collect()).collect();
    let wider = |one: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        let of = |(response, values): (usize, &Vec<f64>)| {
            (0..PLACES).map(|place| fitted[response][place] + scale * (values[place] - means[response][place])).collect()
        };
        one.iter().enumerate().map(of).collect()
    };
    let drawn: Vec<Vec<Vec<f64>>> = drawn.iter().map(wider).collect();
    let change = |value: f64| {
        let found = turn(&fitted, value, &along)?;
        let mut others: Vec<f64> = drawn
            .iter()
            .filter_map(|one| turn(one, value, &along))
            .filter(|other| other.below == found.below)
            .map(|other| other.at)
            .collect();
        if (others.len() as f64) < MOST * TIMES as f64 {
            return None;
        }
        others.sort_unstable_by(f64::total_cmp);
        let end = |probability: f64| others[((probability * others.len() as f64) as usize).min(others.len() - 1)];
        let arm = |option: usize| if option == 0 { 0 } else { arms[option - 1] };
        let interval = [end(0.025).min(found.at), end(0.975).max(found.at)];
        Some(Change { number: 0, value, below: arm(found.below), above: arm(found.above), at: found.at, interval })
    };
    VALUES.iter().filter_map(|value| change(value * pay)).collect()
}

/// Where one option stops being best.
struct Turn {
    below: usize,
    above: usize,
    at: f64,
}

/// Where the option that is best at the lower end stops being so; nothing where it is best at the upper end too.
fn turn(fitted: &[Vec<f64>], value: f64, along: &[f64]) -> Option<Turn> {
    let benefit = |option: usize, place: usize| {
        if option == 0 { 0.0 } else { value * fitted[2 * option - 2][place] - fitted[2 * option - 1][place] }
    };
    let options = fitted.len() / 2 + 1;
    let best = |place: usize| (0..options).max_by(|&a, &b| benefit(a, place).total_cmp(&benefit(b, place)).then(b.cmp(&a))).unwrap_or(0);
    let below = best(0);
    if best(along.len() - 1) == below {
        return None;
    }
    let place = (1..along.len()).find(|&place| best(place) != below)?;
    let above = best(place);
    let lead = |place: usize| benefit(below, place) - benefit(above, place);
    let (before, after) = (lead(place - 1), lead(place));
    let share = if before > after { (before / (before - after)).clamp(0.0, 1.0) } else { 0.5 };
    Some(Turn { below, above, at: along[place - 1] + share * (along[place] - along[place - 1]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Stream};

    /// A policy keeps `1 + a + b` people, with `a` and `b` normal of sd 0.8 and 0.5, at a cost of 0.8: at value 1 its net benefit is
    /// `m + a + b` with `m = 0.2`, and to know `a`, of sd `s`, is worth `s phi(m / s) - m Phi(-m / s)`. It is best where `a` is above -0.2.
    ///
    /// Where options are alike on average to the last digit (`m = 0`) the error is somewhat too small: its 95 % interval then held the truth
    /// for 87 % of these seeds.
    #[test]
    fn a_number_is_worth_what_the_closed_form_says_and_the_choice_changes_where_it_does() {
        let (mut hits, mut held, seeds) = (0u32, [0u32; 2], 200);
        for seed in 0..seeds {
            let mut stream = Stream::new(seed, Purpose::Surrogate, 5, 0, 0);
            let mut draw = || [0.8 * stream.normal(), 0.5 * stream.normal(), stream.normal()];
            let draws: Vec<[f64; 3]> = (0..1_000).map(|_| draw()).collect();
            let kept: Vec<f64> = draws.iter().map(|draw| 1.0 + draw.iter().sum::<f64>()).collect();
            let cost = vec![0.8; 1_000];
            let surrogate_of = |number: usize| {
                let values: Vec<f64> = draws.iter().map(|draw| draw[number]).collect();
                (Surrogate::new(std::slice::from_ref(&values), &[&kept, &cost]), values)
            };
            for (number, (sd, held)) in [0.8, 0.5].into_iter().zip(&mut held).enumerate() {
                // The fifth value is 1.
                let found = acceptability(&surrogate_of(number).0, &[[0, 1]], 1.0, 1.0)[4].evpi;
                let (m, density) = (0.2 / sd, |z: f64| crate::math::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt());
                let exact = sd * density(m) - 0.2 * 0.5 * libm::erfc(m / std::f64::consts::SQRT_2);
                let off = (found.value - exact).abs();
                assert!(off < 5.0 * found.mcse && found.mcse < 0.1, "{found:?} for {exact}");
                *held += u32::from(off <= crate::math::NORMAL_P975 * found.mcse);
            }
            let (surrogate, values) = surrogate_of(0);
            let changes = changes(&surrogate, &values, 1.0, 1.0, &[1]);
            let one = changes.iter().find(|change| change.value == 1.0).expect("it changes");
            assert_eq!((one.below, one.above), (0, 1));
            hits += u32::from(one.interval[0] <= -0.2 && -0.2 <= one.interval[1]);
        }
        for hits in [hits, held[0], held[1]] {
            let share = f64::from(hits) / seeds as f64;
            assert!(share > 0.95 - 5.0 * (0.95 * 0.05 / seeds as f64).sqrt(), "{share}");
        }
    }

    /// The example of the R package voi (Jackson et al., "voi for Value of Information calculation: package overview", 2023): effects normal with
    /// mean 1 and sd 1, costs normal with mean 0 and sd 2, and its numbers for 10,000 draws at 1, 2 and 3 a unit of effect. Samples inform about the effect
    /// with sd 1. Its error is taken to be that of as many draws here.
    #[test]
    fn numbers_and_samples_are_worth_what_the_package_voi_says() {
        let mut stream = Stream::new(1, Purpose::Surrogate, 6, 0, 0);
        let draws: Vec<[f64; 3]> = (0..10_000).map(|_| [1.0 + stream.normal(), 2.0 * stream.normal(), stream.normal()]).collect();
        let column = |of: &dyn Fn(&[f64; 3]) -> f64| draws.iter().map(of).collect::<Vec<f64>>();
        let (effect, cost) = (column(&|draw| draw[0]), column(&|draw| draw[1]));
        let mean_of = |size: f64| column(&|draw| draw[0] + draw[2] / size.sqrt());
        // VALUES has 1, 2 and 3 at these places.
        let places = [4, 6, 7];
        assert_eq!(places.map(|place| VALUES[place]), [1.0, 2.0, 3.0]);
        let cases = [
            (vec![effect.clone()], [Some(0.082_100_74), Some(0.170_525_64), Some(0.258_950_85)]),
            (vec![cost.clone()], [Some(0.390_298_27), None, None]),
            (vec![effect.clone(), cost.clone()], [Some(0.475_988_51), Some(0.402_800_31), Some(0.417_420_73)]),
            (vec![mean_of(10.0)], [Some(0.074_402_5), None, None]),
            (vec![mean_of(100.0)], [Some(0.079_760_14), Some(0.166_663_06), Some(0.253_565_97)]),
            (vec![mean_of(1_000.0)], [Some(0.082_164_35), Some(0.170_521_03), Some(0.258_878_74)]),
        ];
        for (known, theirs) in cases {
            let found = acceptability(&Surrogate::new(&known, &[&effect, &cost]), &[[0, 1]], 1.0, 1.0);
            for (place, theirs) in places.into_iter().zip(theirs) {
                let (ours, Some(theirs)) = (found[place].evpi, theirs) else { continue };
                assert!((ours.value - theirs).abs() < 5.0 * std::f64::consts::SQRT_2 * ours.mcse, "{ours:?} {theirs}");
                assert!(ours.mcse < 0.02, "{ours:?}");
            }
        }
    }

    #[test]
    fn where_one_option_is_best_throughout_nothing_changes() {
        let along = [0.0, 1.0, 2.0];
        let fitted = [vec![1.0, 2.0, 3.0], vec![0.5, 0.5, 0.5]];
        assert!(turn(&fitted, 1.0, &along).is_none());
        // At 0.25 a person: -0.25, 0, 0.25; nothing is chosen up to 1 and the policy beyond.
        let found = turn(&fitted, 0.25, &along).unwrap();
        assert_eq!((found.below, found.above, found.at), (0, 1, 1.0));
    }
}
