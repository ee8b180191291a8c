//! Policies against closed forms, against the definition of the hazard, and against their own books.

mod budgets;
mod conditions;
mod costs;
mod effects;
mod identity;
mod luck;

use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Model, Simulator, Trajectory, World};

use crate::numbers::agrees;

/// A scenario's model with one of its policies in force, by name; without any for `none`.
pub fn under<'s>(scenario: &'s Scenario, policy: &str) -> Model<'s> {
    let index = scenario.policies.iter().position(|other| other.name == policy);
    assert!(index.is_some() || policy == "none", "there is no policy {policy}");
    Model::under(scenario, scenario.seed, index.as_slice(), scenario.horizon)
}

/// What happens in so many trials under a policy.
pub fn trials(scenario: &Scenario, policy: &str, count: u64, mut look: impl FnMut(&World<'_>, &Trajectory)) {
    assert!(!scenario.is_uncertain(), "all trials are of one world");
    let model = under(scenario, policy);
    let world = World::new(&model, 0);
    let mut simulator = Simulator::new(&model, &world);
    (0..count).for_each(|trial| look(&world, simulator.run(&world, trial)));
}

/// Compares the mean of something over trials under a policy with its exact value, by the standard error of the trials themselves.
pub fn mean_is(what: &str, scenario: &Scenario, policy: &str, exact: f64, of: impl Fn(&World<'_>, &Trajectory) -> f64) {
    const TRIALS: u64 = 100_000;
    let (mut sum, mut squares) = (0.0, 0.0);
    trials(scenario, policy, TRIALS, |world, trajectory| {
        let value = of(world, trajectory);
        sum += value;
        squares += value * value;
    });
    let n = TRIALS as f64;
    let mean = sum / n;
    agrees(what, mean, exact, ((squares / n - mean * mean).max(0.0) / n).sqrt());
}

/// How many exits there are up to a time [years].
pub fn exits(trajectory: &Trajectory, time: f64) -> f64 {
    trajectory.exits_until(time) as f64
}
