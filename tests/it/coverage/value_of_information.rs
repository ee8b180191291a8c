//! Acceptability and the expected value of perfect information under wide priors, against quadrature.

use stayput::compare::acceptability::{AtValue, acceptability};
use stayput::compare::regression::Surrogate;
use stayput::estimate::Estimate;
use stayput::math::NORMAL_P975;
use stayput::random::{Purpose, Stream, name_hash};

use super::{is_within, seeds};
use crate::compare::same::compared;
use crate::lab::{head, people, read};
use crate::numbers::agrees;

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

/// What many seeds say of one number: its truth, and by seed what was found with its error and interval.
struct Found {
    name: String,
    truth: f64,
    seeds: Vec<(Estimate, [f64; 2])>,
}

impl Found {
    fn mean(&self, of: impl Fn(&(Estimate, [f64; 2])) -> f64) -> f64 {
        self.seeds.iter().map(of).sum::<f64>() / self.seeds.len() as f64
    }

    /// How many intervals hold the truth; prints the row of the table.
    fn held(&self) -> u64 {
        let held = self.seeds.iter().filter(|(_, [low, high])| *low <= self.truth && self.truth <= *high).count();
        let (mean, said) = (self.mean(|found| found.0.value), self.mean(|found| found.0.mcse));
        let share = 100.0 * held as f64 / self.seeds.len() as f64;
        println!("| {} | {:.3} | {mean:.3} | {said:.4} | {:.2} | {share:.1} % |", self.name, self.truth, self.z());
        held as u64
    }

    /// Mean distance from the truth in standard errors.
    fn z(&self) -> f64 {
        self.mean(|(found, _)| (found.value - self.truth) / found.mcse)
    }
}

/// The table of the case whose truth was told, for so many draws.
fn table(draws: u64, count: u64) -> Vec<Found> {
    let runs: Vec<Vec<AtValue>> = (0..count).map(|seed| judged(seed, draws)).collect();
    let mut found = Vec::new();
    for value in [1.5, 3.0, 4.0, 10.0] {
        let [best, worth] = truth(value);
        let at = || runs.iter().filter_map(|run| run.iter().find(|at| at.value == value));
        let within = |estimate: Estimate| [estimate.value - NORMAL_P975 * estimate.mcse, estimate.value + NORMAL_P975 * estimate.mcse];
        let name = |what: &str| format!("{draws} draws, {what} at {value}");
        found.push(Found { name: name("P"), truth: best, seeds: at().map(|at| (at.best[1].estimate, at.best[1].interval)).collect() });
        found.push(Found { name: name("EVPI"), truth: worth, seeds: at().map(|at| (at.evpi, within(at.evpi))).collect() });
    }
    found
}

#[test]
fn under_wide_priors_the_truth_is_within_the_error() {
    let count = seeds(20);
    println!();
    for draws in [500, 4_000] {
        for found in table(draws, count) {
            let (held, z) = (found.held(), found.z());
            // The mean of standard normal numbers, and a tenth of an error for what a smooth fit of few draws misses; 500 draws see few of
            // the rare cases that an EVPI is made of.
            let bias = if draws == 500 { 0.4 } else { 0.2 };
            assert!(z.abs() < bias + 5.0 / (count as f64).sqrt(), "{}: mean z {z}", found.name);
            assert!(is_within(held, count, [0.91, 0.98]), "{}: {held} of {count}", found.name);
        }
    }
}

#[test]
fn a_comparison_of_a_scenario_says_so_too() {
    // The same case as a scenario, simulated: patience, dates and pay of the program itself.
    let lab = head("24 months")
        + &people(10, "")
        + "[channels.lab]\nhazard_per_year = { median = 0.15, p95 = 0.9 }\n\
           [policies.calm]\nkind = \"effect\"\nratio = { median = 0.6, p95 = 1.0 }\ncost_per_person_year = 0.15\n";
    let scenario = read(&lab);
    let comparison = compared(&[&scenario], 20_000, 2);
    let found = comparison.acceptability.unwrap();
    for at in found.iter().filter(|at| [1.5, 3.0, 4.0, 10.0].contains(&at.value)) {
        let [best, worth] = truth(at.value);
        agrees(&format!("probability best at {}", at.value), at.best[1].estimate.value, best, at.best[1].estimate.mcse);
        agrees(&format!("EVPI at {}", at.value), at.evpi.value, worth, at.evpi.mcse);
    }
}
