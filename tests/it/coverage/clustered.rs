//! Intervals of numbers whose draws are rows of a chain, which are alike, or few.
//!
//! Twenty people with the same hazard for a year, `exp(x - 1)`, where `x / 0.5` is standard normal: every mean is an integral over `x`.
//! A chain is `x' = phi x + sqrt(1 - phi^2) e` with `phi` 0.45, of which 1,000 rows are worth 379 independent ones.

use std::fmt::Write as _;

use rand::distr::Distribution;
use rand_distr::StandardNormal;
use stayput::internals::compare::icer::CostPerPersonKept;
use stayput::internals::compare::{self, Source};
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::ensemble::stopping::Precision;
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::estimate::verdict::{Verdict, judge};
use stayput::internals::estimate::{Estimate, Estimates, RunMetadata};
use stayput::internals::math::NORMAL_P975;
use stayput::internals::random::{Purpose, Stream};
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::Model;

use super::{is_within, seeds};
use crate::fixtures::{head, people, read, read_with};
use crate::numbers::integral;

const PEOPLE: usize = 20;
const PHI: f64 = 0.45;
const SPREAD: f64 = 0.5;
const RATIO: f64 = 0.5;
const COST: f64 = 0.1;
const YEARS: f64 = 365.0 / 365.25;

/// Half of the hazard from the start on, at a price a year a person.
const POLICY: &str = "[policies.half]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 0.1\n";

/// The share of intervals that should hold the truth, and what is still called right.
const RIGHT: [f64; 2] = [0.93, 0.97];

fn text(hazard: &str) -> String {
    head("12 months") + &people(PEOPLE, "") + "[channels.other]\nhazard_per_year = " + hazard + "\n" + POLICY
}

/// A scenario that draws from so many rows of two chains.
fn chained(rows: usize, seed: u64) -> Scenario {
    let mut random = Stream::new(seed, Purpose::Frailty, rows as u64, 0, 0);
    let mut csv = "chain,draw,channels.other.hazard_per_year\n".to_owned();
    for chain in 0..2 {
        let mut x: f64 = StandardNormal.sample(&mut random);
        for draw in 0..rows / 2 {
            writeln!(csv, "{chain},{draw},{}", (-1.0 + SPREAD * x).exp()).unwrap();
            let e: f64 = StandardNormal.sample(&mut random);
            x = PHI * x + (1.0 - PHI * PHI).sqrt() * e;
        }
    }
    let text = text("{ low = 0.001, high = 12 }") + "[parameters]\nposterior = \"posterior.csv\"\n";
    read_with(&text, &[("posterior.csv", &csv)])
}

/// The same hazard drawn anew, with so many replications.
fn drawn(replications: u64) -> Scenario {
    // The median is exp(-1), the 95th percentile exp(-1 + 0.5 * 1.6449).
    let hazard = format!("{{ median = {}, p95 = {} }}", (-1.0f64).exp(), (-1.0 + SPREAD * stayput::internals::math::NORMAL_P95).exp());
    read(&(text(&hazard) + &format!("[parameters]\nreplications = {replications}\n")))
}

/// The expectation over `x` of a function of the hazard.
fn expected(of: impl Fn(f64) -> f64) -> f64 {
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    integral(|z| density(z) * of((-1.0 + SPREAD * z).exp()), -9.0, 9.0, &[])
}

fn retained() -> f64 {
    PEOPLE as f64 * expected(|hazard| (-hazard * YEARS).exp())
}

/// The probability that just 13 of 20 stay.
fn thirteen() -> f64 {
    expected(|hazard| {
        let stays = (-hazard * YEARS).exp();
        77_520.0 * stays.powi(13) * (1.0 - stays).powi(7)
    })
}

/// What a run says, and what it would say if its draws were independent.
fn run(scenario: &Scenario, trials: u64, seed: u64) -> [Estimates; 2] {
    let plan = Plan { trials, seed, threads: 1 };
    let (metadata, tally) = ensemble::run_shard(Model::new(scenario, seed), &plan, Shard::WHOLE, &mut ensemble::to_the_end, None).unwrap();
    [metadata.estimates(tally.clone()), RunMetadata { posterior: None, ..metadata }.estimates(tally)]
}

/// How often the intervals of a line hold the truth: as they are, and with 1.96 standard errors of independent draws.
struct Line {
    what: &'static str,
    held: u64,
    before: u64,
}

fn holds(truth: f64, estimate: Estimate, errors: f64) -> u64 {
    u64::from((estimate.value - truth).abs() <= errors * estimate.mcse)
}

/// Prints the lines of a table and tells whether each is right.
fn judge_lines(title: &str, lines: &[Line], seeds: u64) {
    println!("{title}, {seeds} seeds");
    for Line { what, held, before } in lines {
        let share = |held: u64| 100.0 * held as f64 / seeds as f64;
        println!("| {what} | {:.1} % | {:.1} % |", share(*before), share(*held));
    }
    for Line { what, held, .. } in lines {
        assert!(is_within(*held, seeds, RIGHT), "{title}, {what}: {held} of {seeds}");
    }
}

/// The mean and a probability, of one run each of so many scenarios.
fn run_lines(title: &str, seeds: u64, trials: u64, scenario: impl Fn(u64) -> Scenario) {
    let (mean, probability) = (retained(), thirteen());
    let mut lines = [Line { what: "mean retained", held: 0, before: 0 }, Line { what: "P(13 retained)", held: 0, before: 0 }];
    for seed in 0..seeds {
        let [found, before] = run(&scenario(seed), trials, seed);
        let last = found.metadata.dates.len() - 1;
        let numbers = |of: &Estimates| [of.retained().points[last].mean, of.distribution[last].of_count(13)];
        for ((line, truth), (now, then)) in lines.iter_mut().zip([mean, probability]).zip(numbers(&found).into_iter().zip(numbers(&before)))
        {
            line.held += holds(truth, now, found.clusters.errors(0.025));
            line.before += holds(truth, then, NORMAL_P975);
        }
    }
    judge_lines(title, &lines, seeds);
}

#[test]
fn rows_of_a_chain_used_once() {
    run_lines("1,000 rows x 20", seeds(150), 20_000, |seed| chained(1_000, seed));
}

#[test]
fn some_rows_of_a_chain() {
    run_lines("200 of 1,000 rows x 2", seeds(100), 400, |seed| chained(1_000, seed));
}

#[test]
fn rows_of_a_short_chain_used_again() {
    run_lines("200 rows x 100", seeds(150), 20_000, |seed| chained(200, seed));
}

#[test]
fn few_draws_of_many_replications() {
    run_lines("4 draws x 50", seeds(300), 200, |_| drawn(50));
    run_lines("10 draws x 20", seeds(300), 200, |_| drawn(20));
}

/// Differences, costs and the price of a person, of rows of a chain and of few draws.
#[test]
fn differences_and_prices() {
    let there = |rate: f64| expected(|hazard| (-rate * hazard * YEARS).exp());
    let kept = PEOPLE as f64 * (there(RATIO) - there(1.0));
    let cost = COST * PEOPLE as f64 * expected(|hazard| -(-RATIO * hazard * YEARS).exp_m1() / (RATIO * hazard));
    let seeds = seeds(60);
    let compared = |scenario: &Scenario, trials: u64, seed: u64| {
        let arms = compare::arms(&[Source { path: "x", scenario }], &[]).unwrap();
        compare::run(&arms, &Plan { trials, seed, threads: 1 }, &mut ensemble::to_the_end).arms.pop().unwrap().versus.unwrap()
    };
    let is_in = |truth: f64, [low, high]: [f64; 2]| u64::from((low..=high).contains(&truth));
    for (title, trials, is_chained) in [("1,000 rows x 4", 4_000, true), ("5 draws x 40", 200, false)] {
        let mut lines = ["kept", "cost", "price of a person"].map(|what| Line { what, held: 0, before: 0 });
        for seed in 0..seeds {
            let mut scenario = if is_chained { chained(1_000, seed) } else { drawn(40) };
            let found = compared(&scenario, trials, seed);
            if let Some(posterior) = &mut scenario.posterior {
                posterior.effective = posterior.rows.len() as u64;
            }
            let before = compared(&scenario, trials, seed);
            let differences = |versus: &compare::Versus| [*versus.retained.last().unwrap(), versus.cost];
            for (index, (truth, (now, then))) in
                [kept, cost].into_iter().zip(differences(&found).into_iter().zip(differences(&before))).enumerate()
            {
                lines[index].held += is_in(truth, now.interval());
                lines[index].before += holds(truth, then.estimate, NORMAL_P975);
            }
            // No finite price leaves every price possible, the true one too.
            let price = |versus: &compare::Versus| match versus.price {
                Some(CostPerPersonKept::Of { interval, .. }) => is_in(cost / kept, interval),
                _ => 1,
            };
            lines[2].held += price(&found);
            lines[2].before += price(&before);
        }
        judge_lines(title, &lines, seeds);
    }
}

/// A run that stops when it is precise enough must be so: its looks know how little rows and few draws bear.
#[test]
fn stopping_at_a_precision() {
    let (truth, seeds) = (retained(), seeds(40));
    let mut line = Line { what: "mean retained", held: 0, before: 0 };
    for seed in 0..seeds {
        let scenario = chained(4_000, seed);
        let model = Model::new(&scenario, seed);
        let plan = Plan { trials: 8_000, seed, threads: 1 };
        let precision = Precision { half_width: 0.25 };
        let (metadata, tally, look) = ensemble::run_to_precision(&model, &plan, precision, &mut ensemble::to_the_end, None).unwrap();
        let mean = metadata.estimates(tally).retained().points.last().unwrap().mean;
        line.held += u64::from((mean.value - truth).abs() <= look.half_width);
    }
    println!("stopping at ± 0.25, {seeds} seeds\n| {} | {:.1} % |", line.what, 100.0 * line.held as f64 / seeds as f64);
    assert!(is_within(line.held, seeds, [0.95, 1.0]), "{} of {seeds}", line.held);
}

/// An assertion that is false fails for certain or stays open in 99 of 100 runs, of four draws too.
#[test]
fn an_assertion_about_few_draws_is_rarely_wrong() {
    let (truth, seeds) = (retained(), seeds(300));
    let mut wrong = 0;
    for seed in 0..seeds {
        let mut scenario = drawn(50);
        let claim =
            |op: &str| format!("[[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nat = \"12 months\"\nop = \"{op}\"\nvalue = {truth}\n");
        scenario.assertions = read(&(text("0.5") + &claim("<") + &claim(">"))).assertions;
        let [found, _] = run(&scenario, 200, seed);
        wrong += u64::from(scenario.assertions.iter().any(|claim| judge(&found, claim).verdict == Verdict::Pass));
    }
    println!("an assertion, 4 draws x 50, {seeds} seeds\n| wrongly passed | {:.1} % |", 100.0 * wrong as f64 / seeds as f64);
    assert!(is_within(wrong, seeds, [0.0, 0.02]), "{wrong} of {seeds}");
}
