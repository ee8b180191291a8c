//! Acceptability and the expected value of perfect information where both are known in closed form: a net benefit that is normal.

use stayput::internals::compare::regression::Surrogate;
use stayput::internals::compare::value_of_information::{AtValue, acceptability};
use stayput::internals::estimate::Estimate;
use stayput::internals::random::{Purpose, Stream, name_hash};

use crate::numbers::agrees;

/// Standard normal numbers of a name.
fn normals(name: &str, seed: u64, draws: usize) -> Vec<f64> {
    use rand_distr::{Distribution, StandardNormal};
    let draw = |draw| StandardNormal.sample(&mut Stream::new(seed, Purpose::Parameter, name_hash(name), draw, 0));
    (0..draws as u64).map(draw).collect()
}

/// Net benefit `value * (mean + slope * parameter + noise) - 1` of one option, over draws.
fn one_option(seed: u64, draws: usize, mean: f64, slope: f64, noise: f64) -> Vec<AtValue> {
    let parameter = normals("parameter", seed, draws);
    let luck = normals("luck", seed, draws);
    let kept = parameter.iter().zip(&luck).map(|(parameter, luck)| mean + slope * parameter + noise * luck).collect();
    acceptable(&[parameter], &[kept], &vec![1.0; draws])
}

/// Acceptability of options by the people that they keep, all at the same cost, for an annual pay of 1.
fn acceptable(parameters: &[Vec<f64>], kept: &[Vec<f64>], cost: &[f64]) -> Vec<AtValue> {
    let responses: Vec<&[f64]> = kept.iter().map(Vec::as_slice).chain([cost]).collect();
    let options: Vec<[usize; 2]> = (0..kept.len()).map(|option| [option, kept.len()]).collect();
    acceptability(&Surrogate::new(parameters, &responses), &options, 1.0, 1.0)
}

fn phi(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn cumulative(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

#[test]
fn a_normal_net_benefit_has_its_closed_form() {
    let (mean, slope) = (0.6, 0.4);
    for at in one_option(5, 4_000, mean, slope, 1.0) {
        let (m, sd) = (at.value * mean - 1.0, at.value * slope);
        let [none, option] = [0, 1].map(|place: usize| at.best[place]);
        assert!((none.estimate.value + option.estimate.value - 1.0).abs() < 1e-12);
        assert!(0.0 <= option.interval[0] && option.interval[0] <= option.estimate.value && option.estimate.value <= option.interval[1]);
        if sd == 0.0 {
            assert!(none.estimate.value == 1.0 && none.interval[1] == 1.0 && at.evpi.value == 0.0);
            continue;
        }
        let z = m / sd;
        agrees(&format!("probability best at {}", at.value), option.estimate.value, cumulative(z), option.estimate.mcse);
        let evpi = sd * phi(z) - m.abs() * cumulative(-z.abs());
        agrees(&format!("EVPI at {}", at.value), at.evpi.value, evpi, at.evpi.mcse.max(1e-4));
    }
}

#[test]
fn the_errors_are_those_of_repetition() {
    // 200 times 500 draws at the value where the means are nearest: what is said of the error against what it is.
    let at = |seed| one_option(seed, 500, 0.6, 0.4, 1.0).into_iter().find(|at| at.value == 1.5).unwrap();
    let found: Vec<AtValue> = (0..200).map(at).collect();
    for pick in [|at: &AtValue| at.best[1].estimate, |at: &AtValue| at.evpi] {
        let count = found.len() as f64;
        let mean = found.iter().map(|at| pick(at).value).sum::<f64>() / count;
        let variance = found.iter().map(|at| (pick(at).value - mean) * (pick(at).value - mean)).sum::<f64>() / (count - 1.0);
        let said = found.iter().map(|at| pick(at).mcse * pick(at).mcse).sum::<f64>() / count;
        // A variance from 200 numbers is known to a tenth (one standard error), one from 20 groups a little less well.
        assert!((0.6..1.6).contains(&(said / variance)), "{}", said / variance);
    }
}

#[test]
fn what_is_far_better_under_all_parameters_is_best_for_as_good_as_certain() {
    let draws = 1_000;
    let noise = normals("luck", 1, draws);
    let option = |kept: f64| noise.iter().map(|luck| kept + 0.1 * luck).collect::<Vec<f64>>();
    for at in acceptable(&[normals("parameter", 1, draws)], &[option(1.0), option(0.5)], &vec![1.0; draws]) {
        let best = usize::from(at.value > 1.0);
        // At a value of just one it is a matter of the noise of the mean.
        if at.value != 1.0 {
            let found = at.best[best];
            assert_eq!((found.estimate.value, found.interval[1], at.evpi.value), (1.0, 1.0, 0.0), "{}", at.value);
            // 1,000 draws that agree leave the next one room: z^2 / (n + z^2) by Wilson's interval.
            let room = 1.0 - found.interval[0];
            assert!((0.003..0.005).contains(&room) && (0.0005..0.002).contains(&found.estimate.mcse), "{found:?}");
            assert_eq!(at.leaders, [best]);
        }
    }
}

#[test]
fn options_that_are_alike_share_the_probability() {
    let (draws, parameter) = (1_000, normals("parameter", 1, 1_000));
    let kept: Vec<f64> = parameter.iter().zip(normals("luck", 1, draws)).map(|(parameter, luck)| 1.0 + 0.1 * parameter + luck).collect();
    for at in acceptable(&[parameter], &[kept.clone(), kept], &vec![1.0; draws]).iter().filter(|at| at.value >= 5.0) {
        let [_, one, other] = at.best[..] else { panic!("three") };
        assert!(one == other && (one.estimate.value - 0.5).abs() < 0.01 && at.leaders.len() == 2, "{at:?}");
    }
    // What costs nothing and does nothing is as good as doing nothing.
    let nothing = &acceptable(&[normals("parameter", 1, draws)], &[vec![0.0; draws]], &vec![0.0; draws])[3];
    assert_eq!((nothing.best[0].estimate.value, nothing.best[1].estimate.value), (0.5, 0.5));
}

#[test]
fn two_options_that_are_equal_but_for_their_luck_are_not_told_apart() {
    // Equal expectations given the parameters, constant or not: each is best with probability one half.
    let draws = 1_000;
    let count = crate::coverage::seeds(30);
    for slope in [0.0, 0.15] {
        let (mut held, mut together) = (0, 0);
        for seed in 0..count {
            let parameter = normals("parameter", seed, draws);
            let kept = ["a", "b"].map(|name| {
                let luck = normals(name, seed, draws);
                parameter.iter().zip(luck).map(|(parameter, luck)| 0.8 + slope * parameter + 0.6 * luck).collect::<Vec<f64>>()
            });
            let at = &acceptable(&[parameter], &kept, &vec![0.5; draws])[9];
            let [none, one, other] = at.best[..] else { panic!("three") };
            for share in [none, one, other] {
                let Estimate { value, mcse } = share.estimate;
                assert!((0.0..=1.0).contains(&value) && (1e-4..=0.5).contains(&mcse), "seed {seed}: {share:?}");
                assert!(0.0 <= share.interval[0] && share.interval[1] <= 1.0);
            }
            assert!(one.estimate.value < 0.999 && other.estimate.value < 0.999, "seed {seed}: {at:?}");
            held += u64::from(one.interval[0] <= 0.5 && 0.5 <= one.interval[1]);
            together += u64::from(at.leaders.contains(&1) && at.leaders.contains(&2));
        }
        assert!(crate::coverage::is_within(held, count, [0.94, 1.0]), "{held} of {count}");
        assert!(crate::coverage::is_within(together, count, [0.85, 1.0]), "{together} of {count}");
    }
}

#[test]
fn what_always_costs_something_is_never_fitted_to_save_money() {
    // Rare and steep costs, which a smooth function of the parameter misses: it would lie below 0 at some of the draws.
    let draws = 2_000;
    let parameter = normals("parameter", 2, draws);
    let cost: Vec<f64> = parameter.iter().map(|parameter| (3.0 * parameter).exp()).collect();
    let least = cost.iter().copied().fold(f64::INFINITY, f64::min);
    let surrogate = Surrogate::new(std::slice::from_ref(&parameter), &[&cost]);
    assert!(surrogate.fitted(0).into_iter().any(|fitted| fitted == least));
    let worthless = &acceptable(&[parameter], &[vec![0.5; draws]], &cost)[0];
    assert_eq!((worthless.value, worthless.best[0].estimate.value, worthless.evpi.value, worthless.evpi.mcse), (0.0, 1.0, 0.0, 0.0));
}
