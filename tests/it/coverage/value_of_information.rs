//! Acceptability and the expected value of perfect information under wide priors, against quadrature.

use stayput::compare::acceptability::{AtValue, acceptability};
use stayput::compare::regression::Surrogate;
use stayput::random::{Purpose, Stream, name_hash};

use super::{is_within, seeds};

/// Ten people over two years; a policy that costs 0.15 annual pays for each year that one of them is there.
const PEOPLE: f64 = 10.0;
const YEARS: f64 = 2.0;
const COST: f64 = 0.15;

/// The hazard a year is log-normal of median 0.15 and 95th percentile 0.9, the ratio of median 0.6 and 95th percentile 1.
fn parameters(z: f64, w: f64) -> (f64, f64) {
    let sd = |over_median: f64| over_median.ln() / 1.644_853_626_951_472_7;
    (0.15 * (sd(6.0) * z).exp(), 0.6 * (sd(1.0 / 0.6) * w).exp())
}

/// Expected people kept and cost given the hazard and the ratio.
fn expected(hazard: f64, ratio: f64) -> [f64; 2] {
    let with = ratio * hazard;
    [PEOPLE * ((-with * YEARS).exp() - (-hazard * YEARS).exp()), COST * PEOPLE * (1.0 - (-with * YEARS).exp()) / with]
}

/// The probability that the policy is best at a value of a person, and the EVPI, by the rule of the midpoint in normal scores.
fn truth(value: f64) -> [f64; 2] {
    let (nodes, reach) = (600, 6.5);
    let step = 2.0 * reach / f64::from(nodes);
    let (mut best, mut positive, mut mean) = (0.0, 0.0, 0.0);
    for i in 0..nodes {
        for j in 0..nodes {
            let (z, w) = ((f64::from(i) + 0.5) * step - reach, (f64::from(j) + 0.5) * step - reach);
            let weight = step * step * (-0.5 * (z * z + w * w)).exp() / (2.0 * std::f64::consts::PI);
            let (hazard, ratio) = parameters(z, w);
            let [kept, cost] = expected(hazard, ratio);
            let benefit = value * kept - cost;
            best += if benefit > 0.0 { weight } else { 0.0 };
            positive += weight * benefit.max(0.0);
            mean += weight * benefit;
        }
    }
    [best, positive - mean.max(0.0)]
}

/// Draws of five trials each in which ten people leave or stay by their patience, the same with the policy as without, as a simulation has
/// them.
fn simulated(seed: u64, draws: u64) -> (Vec<Vec<f64>>, [Vec<f64>; 2]) {
    use rand_distr::{Distribution, StandardNormal};
    let trials = 5u32;
    let stream = |name: &str, draw| Stream::new(seed, Purpose::Parameter, name_hash(name), draw, 0);
    let normal = |name: &str, draw| StandardNormal.sample(&mut stream(name, draw));
    let (mut inputs, mut kept, mut cost) = (vec![Vec::new(); 2], Vec::new(), Vec::new());
    for draw in 0..draws {
        let (hazard, ratio) = parameters(normal("hazard", draw), normal("ratio", draw));
        let mut luck = stream("luck", draw);
        let (mut more, mut years) = (0.0, 0.0);
        for _ in 0..trials * PEOPLE as u32 {
            let patience = -luck.uniform().ln();
            let there = |hazard: f64| patience / hazard;
            more += f64::from(u8::from(there(ratio * hazard) > YEARS)) - f64::from(u8::from(there(hazard) > YEARS));
            years += there(ratio * hazard).min(YEARS);
        }
        inputs[0].push(hazard);
        inputs[1].push(ratio);
        kept.push(more / f64::from(trials));
        cost.push(COST * years / f64::from(trials));
    }
    (inputs, [kept, cost])
}

fn judged(seed: u64, draws: u64) -> Vec<AtValue> {
    let (inputs, [kept, cost]) = simulated(seed, draws);
    acceptability(&Surrogate::new(&inputs, &[&kept, &cost]), &[[0, 1]], 1.0, 1.0)
}

#[test]
fn the_case_is_the_one_whose_truth_was_told() {
    let told = [(1.5, 0.187, 0.191), (3.0, 0.440, 0.909), (4.0, 0.543, 0.745), (10.0, 0.789, 0.463)];
    for (value, probability, evpi) in told {
        let [best, worth] = truth(value);
        assert!((best - probability).abs() < 0.002 && (worth - evpi).abs() < 0.005, "{value}: {best} {worth}");
    }
}

#[test]
fn wide_priors() {
    for draws in [500, 4_000] {
        let count = seeds(20);
        let values = [1.5, 3.0, 4.0, 10.0];
        let runs: Vec<Vec<AtValue>> = (0..count).map(|seed| judged(seed, draws)).collect();
        for value in values {
            let [best, evpi] = truth(value);
            let at = |run: &Vec<AtValue>| run.iter().find(|at| at.value == value).unwrap().clone();
            let p: Vec<_> = runs.iter().map(|run| at(run).best[1]).collect();
            let e: Vec<_> = runs.iter().map(|run| at(run).evpi).collect();
            let n = count as f64;
            let held = p.iter().filter(|p| p.interval[0] <= best && best <= p.interval[1]).count();
            let held_e = e.iter().filter(|e| (e.value - evpi).abs() <= 1.96 * e.mcse).count();
            let stat = |v: &[(f64, f64)], t: f64| {
                let m = v.iter().map(|x| x.0).sum::<f64>() / n;
                let sd = (v.iter().map(|x| (x.0 - m) * (x.0 - m)).sum::<f64>() / (n - 1.0)).sqrt();
                let se = v.iter().map(|x| x.1).sum::<f64>() / n;
                let z = v.iter().map(|x| (x.0 - t) / x.1).sum::<f64>() / n;
                format!("{t:.3} mean {m:.4} sd {sd:.4} said {se:.4} z {z:.2}")
            };
            println!(
                "{draws} {value:>5}: P {} held {held}/{count}; EVPI {} held {held_e}/{count}",
                stat(&p.iter().map(|p| (p.estimate.value, p.estimate.mcse)).collect::<Vec<_>>(), best),
                stat(&e.iter().map(|p| (p.value, p.mcse)).collect::<Vec<_>>(), evpi)
            );
        }
    }
    assert!(is_within(1, 1, [0.9, 1.0]));
}
