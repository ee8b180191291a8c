//! Acceptability and the expected value of perfect information under wide priors, against quadrature.

use stayput::compare::acceptability::{AtValue, acceptability};
use stayput::compare::regression::{OfShares, Surrogate};
use stayput::estimate::Estimate;
use stayput::math::NORMAL_P975;
use stayput::random::{Purpose, Stream, name_hash};

use super::{is_within, seeds};
use crate::compare::same::compared;
use crate::lab::{head, people, read};
use crate::numbers::agrees;

/// People under one hazard for two years, and a policy that multiplies it by a ratio; both log-normal, by median and 95th percentile.
struct Case {
    name: &'static str,
    people: f64,
    hazard: [f64; 2],
    ratio: [f64; 2],
    /// What the policy costs once, and for each year that one of them is there [annual pays].
    cost: [f64; 2],
    /// Trials of a draw.
    trials: u32,
    values: [f64; 4],
}

const YEARS: f64 = 2.0;

/// The case of which the truth was told.
const TOLD: Case = Case {
    name: "10 people",
    people: 10.0,
    hazard: [0.15, 0.9],
    ratio: [0.6, 1.0],
    cost: [0.0, 0.15],
    trials: 5,
    values: [1.5, 3.0, 4.0, 10.0],
};

/// A hazard from next to nothing to all leave, a policy that may drive people away; it pays where it keeps as few as 0.15 of 20.
const WIDE: Case = Case {
    name: "20 people, 30-fold",
    people: 20.0,
    hazard: [0.05, 1.5],
    ratio: [0.5, 1.5],
    cost: [3.0, 0.0],
    trials: 4,
    values: [2.0, 5.0, 10.0, 20.0],
};

/// A hazard under which most leave anyhow, or nobody; single trials.
const STEEP: Case = Case {
    name: "10 people, 10-fold, 1 trial",
    people: 10.0,
    hazard: [0.5, 5.0],
    ratio: [0.6, 1.0],
    cost: [2.0, 0.0],
    trials: 1,
    values: [1.0, 2.0, 5.0, 20.0],
};

impl Case {
    /// Hazard and ratio by their normal scores.
    fn parameters(&self, z: f64, w: f64) -> (f64, f64) {
        let of = |[median, p95]: [f64; 2], z: f64| median * ((p95 / median).ln() / 1.644_853_626_951_472_7 * z).exp();
        (of(self.hazard, z), of(self.ratio, w))
    }

    /// Expected people kept and cost given the hazard and the ratio.
    fn expected(&self, hazard: f64, ratio: f64) -> [f64; 2] {
        let with = ratio * hazard;
        let years = self.people * (1.0 - (-with * YEARS).exp()) / with;
        [self.people * ((-with * YEARS).exp() - (-hazard * YEARS).exp()), self.cost[0] + self.cost[1] * years]
    }

    /// The probability that the policy is best at a value of a person, and the EVPI, by the rule of the midpoint in normal scores.
    fn truth(&self, value: f64) -> [f64; 2] {
        let (nodes, reach) = (600, 6.5);
        let step = 2.0 * reach / f64::from(nodes);
        let (mut best, mut positive, mut mean) = (0.0, 0.0, 0.0);
        for i in 0..nodes {
            for j in 0..nodes {
                let (z, w) = ((f64::from(i) + 0.5) * step - reach, (f64::from(j) + 0.5) * step - reach);
                let weight = step * step * (-0.5 * (z * z + w * w)).exp() / (2.0 * std::f64::consts::PI);
                let (hazard, ratio) = self.parameters(z, w);
                let [kept, cost] = self.expected(hazard, ratio);
                let benefit = value * kept - cost;
                best += if benefit > 0.0 { weight } else { 0.0 };
                positive += weight * benefit.max(0.0);
                mean += weight * benefit;
            }
        }
        [best, positive - mean.max(0.0)]
    }

    /// What is said of draws in which people leave or stay by their patience, the same with the policy as without, as a simulation has
    /// them.
    fn judged(&self, seed: u64, draws: u64) -> Vec<AtValue> {
        use rand_distr::{Distribution, StandardNormal};
        let stream = |name: &str, draw| Stream::new(seed, Purpose::Parameter, name_hash(name), draw, 0);
        let normal = |name: &str, draw| StandardNormal.sample(&mut stream(name, draw));
        let (mut inputs, mut shares, mut kept, mut cost) = (vec![Vec::new(); 2], [Vec::new(), Vec::new()], Vec::new(), Vec::new());
        let all = f64::from(self.trials) * self.people;
        for draw in 0..draws {
            let (hazard, ratio) = self.parameters(normal("hazard", draw), normal("ratio", draw));
            let mut luck = stream("luck", draw);
            let (mut stayed, mut years) = ([0.0; 2], 0.0);
            for _ in 0..all as u32 {
                let patience = -luck.uniform().ln();
                let there = [patience / hazard, patience / (ratio * hazard)];
                stayed.iter_mut().zip(there).for_each(|(stayed, there)| *stayed += f64::from(u8::from(there > YEARS)));
                years += there[1].min(YEARS);
            }
            inputs[0].push(hazard);
            inputs[1].push(ratio);
            shares.iter_mut().zip(stayed).for_each(|(shares, stayed)| shares.push(stayed / all));
            kept.push((stayed[1] - stayed[0]) / f64::from(self.trials));
            cost.push(self.cost[0] + self.cost[1] * years / f64::from(self.trials));
        }
        let differences = [Some(OfShares { of: [1, 0], people: self.people }), None];
        let surrogate = Surrogate::with_shares(&inputs, &[&kept, &cost], &[&shares[0], &shares[1]], &differences);
        acceptability(&surrogate, &[[0, 1]], 1.0, 1.0)
    }

    /// The table of so many draws and seeds.
    fn table(&self, draws: u64, count: u64) -> Vec<Found> {
        let runs: Vec<Vec<AtValue>> = (0..count).map(|seed| self.judged(seed, draws)).collect();
        let mut found = Vec::new();
        for value in self.values {
            let [best, worth] = self.truth(value);
            let at = || runs.iter().filter_map(|run| run.iter().find(|at| at.value == value));
            let within = |estimate: Estimate| [estimate.value - NORMAL_P975 * estimate.mcse, estimate.value + NORMAL_P975 * estimate.mcse];
            let name = |what: &str| format!("{}, {draws} draws, {what} at {value}", self.name);
            found.push(Found { name: name("P"), truth: best, seeds: at().map(|at| (at.best[1].estimate, at.best[1].interval)).collect() });
            found.push(Found { name: name("EVPI"), truth: worth, seeds: at().map(|at| (at.evpi, within(at.evpi))).collect() });
        }
        found
    }

    /// Tests the tables of few draws and of many, the latter of `cheap` seeds where nothing else is asked for.
    fn is_covered(&self, cheap: u64) {
        println!();
        for (draws, count) in [(500, seeds(20)), (4_000, seeds(cheap))] {
            for found in self.table(draws, count) {
                let (held, z) = (found.held(), found.z());
                // The mean of standard normal numbers, and a tenth of an error for what a smooth fit of few draws misses; 500 draws see few
                // of the rare cases that an EVPI is made of.
                let bias = if draws == 500 { 0.4 } else { 0.2 };
                assert!(z.abs() < bias + 5.0 / (count as f64).sqrt(), "{}: mean z {z}", found.name);
                assert!(is_within(held, count, [0.91, 0.98]), "{}: {held} of {count}", found.name);
            }
        }
    }
}

#[test]
fn the_case_is_the_one_whose_truth_was_told() {
    let told = [(1.5, 0.187, 0.191), (3.0, 0.440, 0.909), (4.0, 0.543, 0.745), (10.0, 0.789, 0.463)];
    for (value, probability, evpi) in told {
        let [best, worth] = TOLD.truth(value);
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

#[test]
fn under_wide_priors_the_truth_is_within_the_error() {
    TOLD.is_covered(10);
}

#[test]
fn under_priors_of_thirty_fold_the_truth_is_within_the_error() {
    WIDE.is_covered(10);
}

#[test]
fn of_single_trials_under_steep_hazards_the_truth_is_within_the_error() {
    STEEP.is_covered(10);
}

/// A case as a scenario, simulated: patience, dates and pay of the program itself.
fn scenario(case: &Case, replications: u32) -> String {
    let of = |[median, p95]: [f64; 2]| format!("{{ median = {median}, p95 = {p95} }}");
    let cost = |(key, cost): (&str, f64)| if cost > 0.0 { format!("{key} = {cost:?}\n") } else { String::new() };
    head("24 months")
        + &people(case.people as usize, "")
        + &format!("[parameters]\nreplications = {replications}\n[channels.lab]\nhazard_per_year = {}\n", of(case.hazard))
        + &format!("[policies.calm]\nkind = \"effect\"\nratio = {}\n", of(case.ratio))
        + &["cost_once", "cost_per_person_year"].into_iter().zip(case.cost).map(cost).collect::<String>()
}

#[test]
fn a_comparison_of_a_scenario_says_so_too() {
    for (case, replications) in [(TOLD, TOLD.trials), (WIDE, WIDE.trials)] {
        let scenario = read(&scenario(&case, replications));
        let comparison = compared(&[&scenario], 20_000, 2);
        let found = comparison.acceptability.unwrap();
        for at in found.iter().filter(|at| case.values.contains(&at.value)) {
            let [best, worth] = case.truth(at.value);
            agrees(&format!("{}: probability best at {}", case.name, at.value), at.best[1].estimate.value, best, at.best[1].estimate.mcse);
            agrees(&format!("{}: EVPI at {}", case.name, at.value), at.evpi.value, worth, at.evpi.mcse);
        }
    }
}
