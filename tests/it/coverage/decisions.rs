//! What moves the answer, what to find out first, equal money and the best mix under wide priors, against quadrature: a hazard whose 95th
//! percentile is six times its median.

use std::ops::ControlFlow;

use stayput::internals::ensemble;
use stayput::internals::estimate::Estimate;
use stayput::internals::lab::plans::equal_money::at_budget;
use stayput::internals::lab::plans::optimise::{Asked, optimise};
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::lab::plans::sensitivity::SensitivityPlan;
use stayput::internals::math::NORMAL_P975;
use stayput::internals::scenario::Scenario;
use stayput::internals::sensitivity::tornado::What;

use super::{is_within, seeds};
use crate::fixtures::{head, people, read};

/// People, all of one hazard, for two years.
const PEOPLE: usize = 10;
const YEARS: f64 = 731.0 / 365.25;
/// The years of 12 months of records.
const RECORDS: f64 = 365.0 / 365.25;
/// Median and 95th percentile of the hazard, and of the policy's ratio.
const HAZARD: [f64; 2] = [0.15, 0.9];
const RATIO: [f64; 2] = [0.6, 1.0];
/// What the policy costs a person and year [years' pay].
const PRICE: f64 = 0.15;

/// The 95th percentile of a standard normal number.
const NORMAL_P95: f64 = 1.644_853_626_951_472_7;

/// Nodes of a quadrature over normal scores, each with its weight.
fn nodes() -> impl Iterator<Item = (f64, f64)> {
    let (count, reach) = (400, 6.5);
    let step = 2.0 * reach / f64::from(count);
    (0..count).map(move |node| {
        let z = (f64::from(node) + 0.5) * step - reach;
        (z, step * (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt())
    })
}

/// A number by its normal score.
fn at([median, p95]: [f64; 2], z: f64) -> f64 {
    median * ((p95 / median).ln() / NORMAL_P95 * z).exp()
}

/// Expected people there at the end under a hazard, and years of theirs.
fn there(hazard: f64) -> [f64; 2] {
    let stays = (-hazard * YEARS).exp();
    [PEOPLE as f64 * stays, PEOPLE as f64 * (1.0 - stays) / hazard]
}

/// How many more the policy is expected to keep, and what it costs.
fn policy(hazard: f64, ratio: f64) -> [f64; 2] {
    let [with, years] = there(ratio * hazard);
    [with - there(hazard)[0], PRICE * years]
}

fn of([median, p95]: [f64; 2]) -> String {
    format!("{{ median = {median}, p95 = {p95} }}")
}

fn scenario(seed: u64, rest: &str) -> Scenario {
    let text = head("24 months").replace("seed = 11", &format!("seed = {seed}"))
        + &people(PEOPLE, "team = \"a\"")
        + &format!("[parameters]\nreplications = 5\n[channels.lab]\nhazard_per_year = {}\n{rest}", of(HAZARD));
    read(&text)
}

fn amount(trials: u64) -> Amount {
    Amount { trials: Some(trials), seed: None, threads: Some(2), precision: None }
}

/// How often an interval held the truth.
#[derive(Default)]
struct Held(Vec<(String, f64, u64, f64)>);

impl Held {
    fn count(&mut self, what: &str, truth: f64, value: f64, [low, high]: [f64; 2]) {
        let place = self.0.iter().position(|line| line.0 == what).unwrap_or_else(|| {
            self.0.push((what.to_owned(), truth, 0, 0.0));
            self.0.len() - 1
        });
        let line = &mut self.0[place];
        line.2 += u64::from(low <= truth + 1e-12 && truth - 1e-12 <= high);
        line.3 += value;
    }

    fn of_error(&mut self, what: &str, truth: f64, found: Estimate) {
        let half = NORMAL_P975 * found.mcse;
        self.count(what, truth, found.value, [found.value - half, found.value + half]);
    }

    /// Prints the lines, and fails where an interval held too rarely. It may hold more often where the truth is at the end of a range.
    fn judge(&self, title: &str, seeds: u64) {
        println!("{title}, {seeds} seeds: mean, truth, held");
        for (what, truth, held, sum) in &self.0 {
            println!("| {what} | {:.4} | {truth:.4} | {held} |", sum / seeds as f64);
        }
        for (what, truth, held, _) in &self.0 {
            assert!(is_within(*held, seeds, [0.95, 1.0]), "{title}: {what} ({truth}): {held} of {seeds}");
        }
    }
}

/// The truth of what is asked about the policy.
struct Truth {
    /// By number (the hazard, the ratio): the expectation of people kept at its 5 % and 95 %.
    ends: [[f64; 2]; 2],
    /// First and total shares.
    shares: [[f64; 2]; 2],
}

fn truth() -> Truth {
    let mean = |of: &dyn Fn(f64) -> f64| nodes().map(|(z, weight)| weight * of(z)).sum::<f64>();
    let given_hazard = |z: f64| mean(&|w| policy(at(HAZARD, z), at(RATIO, w))[0]);
    let given_ratio = |w: f64| mean(&|z| policy(at(HAZARD, z), at(RATIO, w))[0]);
    let square = |x: f64| x * x;
    let all = mean(&given_hazard);
    let variance = mean(&|z| mean(&|w| square(policy(at(HAZARD, z), at(RATIO, w))[0]))) - square(all);
    let first = [mean(&|z| square(given_hazard(z))), mean(&|w| square(given_ratio(w)))].map(|squares| (squares - square(all)) / variance);
    Truth {
        ends: [[-NORMAL_P95, NORMAL_P95].map(given_hazard), [-NORMAL_P95, NORMAL_P95].map(given_ratio)],
        shares: [[first[0], 1.0 - first[1]], [first[1], 1.0 - first[0]]],
    }
}

/// What it is worth to know the hazard, the ratio, and to see a year of exits without and with the policy, at a value of a person.
fn worths(value: f64) -> [f64; 4] {
    let benefit = |z: f64, w: f64| {
        let [kept, cost] = policy(at(HAZARD, z), at(RATIO, w));
        value * kept - cost
    };
    let weights: Vec<(f64, f64)> = nodes().collect();
    let mut all = 0.0;
    let mut by_hazard = 0.0;
    let mut by_ratio = vec![0.0; weights.len()];
    let mut by_exits = [[0.0; PEOPLE + 1]; 2];
    for &(z, of_z) in &weights {
        let mut given = 0.0;
        for (place, &(w, of_w)) in weights.iter().enumerate() {
            let benefit = of_w * benefit(z, w);
            given += benefit;
            by_ratio[place] += of_z * benefit / of_w;
            for (by_exits, rate) in by_exits.iter_mut().zip([at(HAZARD, z), at(HAZARD, z) * at(RATIO, w)]) {
                let leaves = 1.0 - (-rate * RECORDS).exp();
                let mut binomial = (1.0 - leaves).powf(PEOPLE as f64);
                for (exits, sum) in by_exits.iter_mut().enumerate() {
                    *sum += of_z * benefit * binomial;
                    binomial *= (PEOPLE - exits) as f64 / (exits as f64 + 1.0) * leaves / (1.0 - leaves).max(1e-300);
                }
            }
        }
        all += of_z * given;
        by_hazard += of_z * given.max(0.0);
    }
    let by_ratio: f64 = by_ratio.iter().zip(&weights).map(|(given, (_, weight))| weight * given.max(0.0)).sum();
    let [without, with] = by_exits.map(|sums| sums.iter().map(|sum| sum.max(0.0)).sum::<f64>());
    [by_hazard, by_ratio, without, with].map(|worth| worth - all.max(0.0))
}

const CALM: &str = "[policies.calm]\nkind = \"effect\"\ncost_per_person_year = 0.15\nratio = ";

#[test]
fn what_moves_an_answer_and_what_it_is_worth_to_know_it() {
    let (seeds, truth) = (seeds(4), truth());
    // At the third value the choice is open.
    let values = [1.0, 2.0, 5.0];
    let exact = values.map(worths);
    let (mut moved, mut known) = (Held::default(), Held::default());
    for seed in 0..seeds {
        let scenario = scenario(seed, &format!("{CALM}{}\n", of(RATIO)));
        let plan = SensitivityPlan::new("x.toml", &scenario, (&["calm".to_owned()], &[12]), amount(4_000)).unwrap();
        let found = plan.count(&mut ensemble::to_the_end, None).unwrap();
        assert_eq!(found.numbers[0].number.path, "channels.lab.hazard_per_year");
        let names = ["hazard", "ratio"];
        let kept = found.answers.iter().find(|answer| answer.what == What::Kept(1)).unwrap();
        for bar in &kept.bars {
            let [low, high] = truth.ends[bar.number];
            moved.count(&format!("effect of the {}", names[bar.number]), high - low, bar.effect.value, bar.interval);
        }
        let (_, shares) = found.shares.iter().find(|(what, _)| *what == What::Kept(1)).unwrap();
        for (number, shares) in shares.as_ref().unwrap().numbers.iter().enumerate() {
            let [first, total] = truth.shares[number];
            moved.count(&format!("first-order share of the {}", names[number]), first, shares.first.estimate.value, shares.first.interval);
            let of_total = shares.total.unwrap();
            moved.count(&format!("total share of the {}", names[number]), total, of_total.estimate.value, of_total.interval);
        }
        let worth = found.worth.unwrap().unwrap();
        for (value, exact) in values.iter().zip(&exact) {
            let place = worth.values.iter().position(|at| at == value).unwrap();
            let all = [&worth.numbers[0], &worth.numbers[1], &worth.records[0].worth, &worth.records[1].worth];
            let names = ["the hazard", "the ratio", "a year of exits", "a year of exits with the policy"];
            for ((name, found), exact) in names.iter().zip(all).zip(exact) {
                known.of_error(&format!("{name}, at {value} a person"), *exact, found[place]);
            }
        }
    }
    moved.judge("What moves the number kept", seeds);
    known.judge("Worth knowing first", seeds);
}

#[test]
fn what_a_raise_of_a_budget_keeps() {
    let (seeds, elasticity) = (seeds(10), [1.0, 2.0]);
    let mean = |of: &dyn Fn(f64, f64) -> f64| {
        nodes().map(|(z, of_z)| of_z * nodes().map(|(w, of_w)| of_w * of(at(HAZARD, z), at(elasticity, w))).sum::<f64>()).sum::<f64>()
    };
    let with = |raise: f64, hazard: f64, elasticity: f64| there(hazard * (1.0 + raise).powf(-elasticity));
    let cost = |raise: f64| mean(&|hazard, elasticity| raise * with(raise, hazard, elasticity)[1]);
    let budget = 2.0;
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..30 {
        let middle = 0.5 * (low + high);
        if cost(middle) < budget { low = middle } else { high = middle }
    }
    let kept = mean(&|hazard, elasticity| with(low, hazard, elasticity)[0] - there(hazard)[0]);
    let mut held = Held::default();
    for seed in 0..seeds {
        let rest = format!("[pay]\nelasticity = {}\n[policies.raise]\nkind = \"raise\"\nraise = 0.1\n", of(elasticity));
        let scenario = scenario(seed, &rest);
        let found = at_budget("x.toml", &scenario, &[], budget, amount(4_000), &mut ensemble::to_the_end).unwrap();
        let ControlFlow::Continue(found) = found else { panic!("nobody breaks") };
        let [one] = &found.equal_money.scaled[..] else { panic!("one policy") };
        held.of_error("the raise", low, Estimate { value: 0.1 * one.level, mcse: 0.1 * one.level_mcse });
        held.of_error("people kept for the budget", kept, one.kept());
    }
    held.judge("Equal money", seeds);
}

/// Two policies of which the budget pays for one; the first keeps just so many more as matter.
#[test]
fn the_better_of_two_policies_is_selected_as_often_as_is_guaranteed() {
    let (seeds, matters) = (seeds(6), 0.1);
    let kept = |ratio: f64| nodes().map(|(z, weight)| weight * (there(ratio * at(HAZARD, z))[0] - there(at(HAZARD, z))[0])).sum::<f64>();
    let better = nodes().map(|(w, weight)| weight * kept(at(RATIO, w))).sum::<f64>();
    let (mut low, mut high) = (0.1, 1.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if kept(middle) > better - matters { low = middle } else { high = middle }
    }
    let effect = |name: &str, ratio: &str| format!("[policies.{name}]\nkind = \"effect\"\nratio = {ratio}\ncost_once = 1\n");
    let rest = effect("worse", &format!("{low:?}")) + &effect("better", &of(RATIO));
    let mut right = 0;
    for seed in 0..seeds {
        let scenario = scenario(seed, &rest);
        let asked = Asked { policies: &[], budget: 1.5, indifference: matters, amount: amount(20_000) };
        let found = optimise("x.toml", &scenario, asked, (&[], &[]), &mut ensemble::to_the_end).unwrap();
        let ControlFlow::Continue((found, _)) = found else { panic!("nobody breaks") };
        assert!(found.found.selected.is_sure, "so many trials tell {matters} people apart");
        right += u64::from(found.found.mixes[found.found.selected.best].levels == [(1, 1.0)]);
    }
    println!("The better of two policies was selected in {right} of {seeds} seeds");
    assert!(is_within(right, seeds, [0.95, 1.0]), "{right} of {seeds}");
}
