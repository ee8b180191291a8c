//! Acceptability and the expected value of perfect information where both are known in closed form: a net benefit that is normal.

use stayput::compare::acceptability::{AtValue, Response, acceptability};
use stayput::compare::regression::Basis;
use stayput::random::{Purpose, Stream, name_hash};

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
    acceptability(&Basis::new(&[parameter], draws), &[Response { kept, cost: vec![1.0; draws] }], 1.0)
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
        if sd == 0.0 {
            assert!(at.best[0].value == 1.0 && at.evpi.value == 0.0);
            continue;
        }
        let z = m / sd;
        agrees(&format!("probability best at {}", at.value), at.best[1].value, cumulative(z), at.best[1].mcse.max(1e-4));
        let evpi = sd * phi(z) - m.abs() * cumulative(-z.abs());
        agrees(&format!("EVPI at {}", at.value), at.evpi.value, evpi, at.evpi.mcse.max(1e-4));
        assert!((at.best[0].value + at.best[1].value - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_errors_are_those_of_repetition() {
    // 200 times 500 draws at the value where the means are nearest: what is said of the error against what it is.
    let at = |seed| one_option(seed, 500, 0.6, 0.4, 1.0).into_iter().find(|at| at.value == 1.5).unwrap();
    let found: Vec<AtValue> = (0..200).map(at).collect();
    for pick in [|at: &AtValue| at.best[1], |at: &AtValue| at.evpi] {
        let count = found.len() as f64;
        let mean = found.iter().map(|at| pick(at).value).sum::<f64>() / count;
        let variance = found.iter().map(|at| (pick(at).value - mean) * (pick(at).value - mean)).sum::<f64>() / (count - 1.0);
        let said = found.iter().map(|at| pick(at).mcse * pick(at).mcse).sum::<f64>() / count;
        // A variance from 200 numbers is known to a tenth (one standard error), one from 20 groups a little less well.
        assert!((0.6..1.6).contains(&(said / variance)), "{}", said / variance);
    }
}

#[test]
fn what_is_the_same_under_all_parameters_is_best_for_certain() {
    let draws = 1_000;
    let noise = normals("luck", 1, draws);
    let option = |kept: f64| Response { kept: noise.iter().map(|luck| kept + 0.1 * luck).collect(), cost: vec![1.0; draws] };
    let basis = Basis::new(&[normals("parameter", 1, draws)], draws);
    for at in acceptability(&basis, &[option(1.0), option(0.5)], 1.0) {
        let best = usize::from(at.value > 1.0);
        // At a value of just one it is a matter of the noise of the mean.
        if at.value != 1.0 {
            assert_eq!((at.best[best].value, at.best[best].mcse, at.evpi.value), (1.0, 0.0, 0.0), "{}", at.value);
        }
    }
}

#[test]
fn what_always_costs_something_is_never_fitted_to_save_money() {
    // Rare and steep costs, which a polynomial of the parameter misses: below 0 at some of the draws.
    let draws = 2_000;
    let parameter = normals("parameter", 2, draws);
    let cost: Vec<f64> = parameter.iter().map(|parameter| (3.0 * parameter).exp()).collect();
    let kept = vec![0.5; draws];
    let basis = Basis::new(std::slice::from_ref(&parameter), draws);
    assert!(basis.fitted(&basis.fit(&cost)).iter().any(|&fitted| fitted < 0.0));
    let worthless = &acceptability(&basis, &[Response { kept, cost }], 1.0)[0];
    assert_eq!((worthless.value, worthless.best[0].value, worthless.evpi.value, worthless.evpi.mcse), (0.0, 1.0, 0.0, 0.0));
}
