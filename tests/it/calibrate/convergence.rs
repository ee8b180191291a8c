//! The diagnostics of chains against arviz's, on chains that mix, stick, drift, disagree and alternate.

use serde_json::Value;
use stayput::internals::statistics::convergence;

/// The draws of one column of `chains.csv`.
fn column(name: &str) -> Vec<Vec<f64>> {
    let text = include_str!("../../data/chains.csv");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let place = lines.next().unwrap().iter().position(|heading| *heading == name).unwrap();
    let mut draws = vec![Vec::new(); 4];
    for line in lines {
        draws[line[0].parse::<usize>().unwrap()].push(line[place].parse().unwrap());
    }
    draws
}

#[test]
fn diagnostics_are_those_of_arviz() {
    let reference: Value = serde_json::from_str(include_str!("../../data/chains.json")).unwrap();
    for (name, expected) in reference["quantities"].as_object().unwrap() {
        let draws = column(name);
        let is = |what: &str, found: f64| {
            let expected = expected[what].as_f64().unwrap();
            assert!((found - expected).abs() <= 1e-8 * expected.abs().max(1e-3), "{what} of {name}: {found}, not {expected}");
        };
        is("rhat_rank", convergence::rhat(&draws));
        is("ess_bulk", convergence::ess_bulk(&draws));
        is("ess_tail", convergence::ess_tail(&draws));
        is("ess_mean", convergence::ess_mean(&draws));
        is("ess_q05", convergence::ess_quantile(&draws, 0.05));
        is("ess_q95", convergence::ess_quantile(&draws, 0.95));
        is("mcse_mean", convergence::mcse_mean(&draws));
        is("mcse_q05", convergence::mcse_quantile(&draws, 0.05));
        is("mean", convergence::mean(&draws));
        for (probability, bound) in [0.05, 0.95].into_iter().zip(expected["eti90"].as_array().unwrap()) {
            assert!((convergence::quantile(&draws, probability) - bound.as_f64().unwrap()).abs() < 1e-12, "quantile of {name}");
        }
        is("sd", convergence::sd(&draws));
    }
}
