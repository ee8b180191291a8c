//! Scenarios from text, runs of them, and the judgement of what they estimate.

use std::path::Path;

use serde_json::Value;
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::estimate::Estimates;
use stayput::internals::scenario::{self, Scenario};
use stayput::internals::simulate::{Destination, Event, Model, Simulator, Trajectory, World};

use crate::numbers::{agrees, moments};

/// Trials of the comparisons with exact answers.
pub const TRIALS: u64 = 200_000;

/// Trials whose trajectories are compared with exact answers, event by event or counted by hand.
pub const TRAJECTORIES: u64 = 100_000;

/// A scenario from its text.
pub fn read(text: &str) -> Scenario {
    read_with(text, &[])
}

/// A scenario from its text and the files that it names.
pub fn read_with(text: &str, files: &[(&str, &str)]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    match scenario::read_str("test.toml", text, folder.path(), &[]) {
        // The exact answers are of few people; what may be told of so few is tested elsewhere.
        Ok(loaded) => Scenario { min_group: 1, ..loaded.scenario },
        Err(problems) => panic!("{problems}\n{text}"),
    }
}

/// The head of a scenario that starts with 2023.
pub fn head(horizon: &str) -> String {
    format!("name = \"test\"\nstart = 2023-01-01\nhorizon = \"{horizon}\"\nseed = 11\n")
}

/// People `p-0`, `p-1`... with the same keys.
pub fn people(count: usize, keys: &str) -> String {
    (0..count).map(|i| person(&format!("p-{i}"), keys)).collect()
}

/// One researcher, with keys such as `team = "a"` separated by newlines.
pub fn person(id: &str, keys: &str) -> String {
    format!("[[researchers]]\nid = \"{id}\"\n{keys}\n")
}

/// The estimates of so many trials on two threads.
pub fn run(scenario: &Scenario, trials: u64) -> Estimates {
    let plan = Plan { trials, seed: scenario.seed, threads: 2 };
    ensemble::run(scenario, &plan, &mut ensemble::to_the_end, None).unwrap()
}

/// Times [years] of some reported dates: about a third and two thirds of the way, and the horizon.
pub fn checkpoints(scenario: &Scenario, estimates: &Estimates) -> Vec<(usize, f64)> {
    let last = estimates.metadata.dates.len() - 1;
    [last / 3, 2 * last / 3, last].into_iter().filter(|&d| d > 0).map(|d| (d, scenario.clock.years(estimates.metadata.dates[d]))).collect()
}

/// Compares mean, variance and each probability of retained on a date with the exact distribution, by its own standard errors for
/// independent trials. Values expected in fewer than 25 trials are compared together.
pub fn is_distributed(estimates: &Estimates, date: usize, pmf: &[f64]) {
    let trials = estimates.trials as f64;
    let (mean, variance, fourth) = moments(pmf);
    let day = estimates.metadata.dates[date];
    let point = &estimates.retained().points[date];
    agrees(&format!("mean retained on {day}"), point.mean.value, mean, (variance / trials).sqrt());
    let found = point.sd.value * point.sd.value;
    agrees(&format!("variance of retained on {day}"), found, variance, ((fourth - variance * variance).max(0.0) / trials).sqrt());
    let mut rare = (0.0, 0.0);
    assert_eq!(pmf.len(), estimates.distribution[date].len());
    for (count, (p, found)) in pmf.iter().zip(estimates.distribution[date].iter()).enumerate() {
        if p * trials < 25.0 {
            rare = (rare.0 + p, rare.1 + found.value);
        } else {
            agrees(&format!("probability of {count} on {day}"), found.value, *p, (p * (1.0 - p) / trials).sqrt());
        }
    }
    // Few trials are Poisson: where less than one is expected, five standard errors of one trial.
    agrees(&format!("rare values on {day}"), rare.1, rare.0, (rare.0.max(1.0 / trials) / trials).sqrt());
}

/// The same on three dates, for an exact distribution as a function of time [years].
pub fn follows(scenario: &Scenario, pmf: impl Fn(f64) -> Vec<f64>) -> Estimates {
    let estimates = run(scenario, TRIALS);
    for (date, time) in checkpoints(scenario, &estimates) {
        is_distributed(&estimates, date, &pmf(time));
    }
    estimates
}

/// What happens in each of so many trials, for what estimates do not say.
pub fn trajectories(scenario: &Scenario, trials: u64, mut look: impl FnMut(&Trajectory)) {
    assert!(!scenario.is_uncertain(), "all trials are of one world");
    let model = Model::new(scenario, scenario.seed);
    let world = World::new(&model, 0);
    let mut simulator = Simulator::new(&model, &world);
    (0..trials).for_each(|trial| look(simulator.run(&world, trial)));
}

/// Compares a number that trajectories tell of a time with its exact distribution, a third and two thirds of the way and at the horizon,
/// each probability by its own standard error. Values expected in fewer than 25 trials are compared together.
pub fn counts(scenario: &Scenario, count: impl Fn(&Trajectory, f64) -> usize, pmf: impl Fn(f64) -> Vec<f64>) {
    let horizon = scenario.clock.years(scenario.horizon);
    let times = [horizon / 3.0, 2.0 * horizon / 3.0, horizon];
    let exact = times.map(pmf);
    let mut found = exact.each_ref().map(|pmf| vec![0u64; pmf.len()]);
    trajectories(scenario, TRAJECTORIES, |trajectory| {
        for (time, found) in times.iter().zip(&mut found) {
            let value = count(trajectory, *time);
            assert!(value < found.len(), "{value} is not possible");
            found[value] += 1;
        }
    });
    for ((time, exact), found) in times.iter().zip(&exact).zip(&found) {
        let total: f64 = exact.iter().sum();
        assert!((total - 1.0).abs() < 1e-9, "the exact answer adds up to {total}");
        let trials = TRAJECTORIES as f64;
        let mut rare = (0.0, 0.0);
        for (value, (&p, &found)) in exact.iter().zip(found).enumerate() {
            if p * trials < 25.0 {
                rare = (rare.0 + p, rare.1 + found as f64 / trials);
            } else {
                agrees(&format!("probability of {value} at {time}"), found as f64 / trials, p, (p * (1.0 - p) / trials).sqrt());
            }
        }
        agrees(&format!("rare values at {time}"), rare.1, rare.0, (rare.0.max(1.0 / trials) / trials).sqrt());
    }
}

/// How many exits there are up to a time that lead to some destinations.
pub fn exits_to(trajectory: &Trajectory, time: f64, is_meant: impl Fn(Destination) -> bool) -> usize {
    let so_far = trajectory.events.iter().filter(|event| event.time <= time);
    so_far.filter_map(Event::exit).filter(|&(_, to)| is_meant(to)).count()
}

/// A file of tests/data.
pub fn data(name: &str) -> Value {
    let text = std::fs::read_to_string(Path::new("tests/data").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The numbers of a JSON array.
pub fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// The entries of a JSON object whose keys are times [years].
pub fn by_time(value: &Value) -> impl Iterator<Item = (f64, &Value)> {
    value.as_object().unwrap().iter().map(|(time, value)| (time.parse().unwrap(), value))
}

/// Fails unless two lists are the same to 1e-10.
pub fn same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < 1e-10, "{what}: {a} and {b}");
    }
}

/// A CSV file with a word in place of the run's key, which another version of the program or another scenario has even where its numbers are
/// the same.
pub fn without_key(text: &str) -> String {
    let key = text.lines().nth(1).and_then(|row| row.split(',').next()).unwrap_or("run");
    text.replace(key, "run")
}
