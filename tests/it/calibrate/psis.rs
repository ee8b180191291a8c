//! Leave-one-out cross-validation against arviz and a closed form.

use rand::distr::Distribution;
use rand_distr::StandardNormal;
use serde_json::Value;
use stayput::internals::calibrate::selection::psis::{Loo, Pareto};
use stayput::internals::random::{Purpose, Stream};

const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn normal(y: f64, mean: f64, sd: f64) -> f64 {
    let z = (y - mean) / sd;
    -0.5 * z * z - sd.ln() - LN_SQRT_TAU
}

#[test]
fn loo_is_that_of_arviz() {
    let reference: Value = serde_json::from_str(include_str!("../../data/loo.json")).unwrap();
    let (means, sds) = (numbers(&reference["mean"]), numbers(&reference["sd"]));
    let of_point = |&y: &f64| means.iter().zip(&sds).map(|(&mean, &sd)| normal(y, mean, sd)).collect();
    let log_likelihoods: Vec<Vec<f64>> = numbers(&reference["y"]).iter().map(of_point).collect();
    for expected in reference["loo"].as_array().unwrap() {
        let loo = Loo::new(&log_likelihoods, expected["efficiency"].as_f64().unwrap());
        let close = |what: &str, a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{what}: {a}, not {b}");
        close("elpd", loo.elpd, expected["elpd"].as_f64().unwrap());
        close("se", loo.se, expected["se"].as_f64().unwrap());
        close("parameters", loo.parameters, expected["parameters"].as_f64().unwrap());
        loo.pointwise.iter().zip(numbers(&expected["pointwise"])).for_each(|(&a, b)| close("point", a, b));
        loo.shapes.iter().zip(numbers(&expected["shapes"])).for_each(|(&a, b)| close("shape", a, b));
        // The outlier weighs most.
        let most = (0..loo.shapes.len()).max_by(|&a, &b| loo.shapes[a].total_cmp(&loo.shapes[b]));
        assert_eq!(most, Some(5));
    }
}

/// Normal data of variance 1 with a normal prior of variance 4 on their mean: without one of them, the rest predict it by a normal.
#[test]
fn loo_is_the_closed_form_of_a_normal_model() {
    let y = [0.3, -1.2, 0.8, 1.9, -0.4, 0.1, 2.2, -0.9, 0.6, 1.1];
    let posterior = |others: &[f64]| {
        let precision = 0.25 + others.len() as f64;
        (others.iter().sum::<f64>() / precision, 1.0 / precision)
    };
    let exact: f64 = (0..y.len())
        .map(|left_out| {
            let others: Vec<f64> = (0..y.len()).filter(|&i| i != left_out).map(|i| y[i]).collect();
            let (mean, variance) = posterior(&others);
            normal(y[left_out], mean, (1.0 + variance).sqrt())
        })
        .sum();
    let (mean, variance) = posterior(&y);
    let found: Vec<f64> = (0..40)
        .map(|repetition| {
            let mut random = Stream::new(3, Purpose::Frailty, 0, repetition, 0);
            let draws: Vec<f64> = (0..2_000)
                .map(|_| {
                    let z: f64 = StandardNormal.sample(&mut random);
                    mean + variance.sqrt() * z
                })
                .collect();
            let log_likelihoods: Vec<Vec<f64>> = y.iter().map(|&y| draws.iter().map(|&mean| normal(y, mean, 1.0)).collect()).collect();
            let loo = Loo::new(&log_likelihoods, 1.0);
            assert_eq!(loo.doubtful().count(), 0);
            loo.elpd
        })
        .collect();
    let n = found.len() as f64;
    let average = found.iter().sum::<f64>() / n;
    let error = (found.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((average - exact).abs() < 5.0 * error && error < 0.01, "{average}, exact {exact}, error {error}");
}

#[test]
fn a_pareto_fit_finds_the_shape_of_many_quantiles() {
    for shape in [-0.3, 0.0, 0.5, 1.2] {
        let truth = Pareto { shape, scale: 2.0 };
        let quantiles: Vec<f64> = (0..20_000).map(|i| truth.quantile((f64::from(i) + 0.5) / 20_000.0)).collect();
        let fit = Pareto::fit(&quantiles).unwrap();
        // Ten numbers' worth of prior on 20 000, and the resolution of the grid of quantiles.
        assert!((fit.shape - shape).abs() < 0.01 && (fit.scale / 2.0 - 1.0).abs() < 0.01, "{fit:?} for {truth:?}");
    }
    assert!(Pareto::fit(&[0.0; 8]).is_none());
}

#[test]
fn a_tail_of_equal_weights_is_not_smoothed() {
    let mut weights = vec![-1.0; 100];
    assert_eq!(stayput::internals::calibrate::selection::psis::smooth(&mut weights, 1.0), f64::INFINITY);
    assert_eq!(weights, vec![0.0; 100]);
}
