//! What independent people can do: the number of holders who are there is binomial, and all that is said of capabilities follows.

use stayput::internals::estimate::{Estimates, Group, Metric};

use crate::fixtures::{TRIALS, checkpoints, head, people, read, run};
use crate::numbers::{agrees, binomial, moments};

/// Seven hold `data` and four of them `training`, of whom two are needed; of `data`, three.
const SCENARIO: &str = "[channels.lab]\nhazard_per_year = 0.3\n[capabilities.data]\nneeds = 3\nskills = [\"data\"]\n\
    [capabilities.training]\nneeds = 2\nskills = [\"training\"]\n";

fn mean_of(estimates: &Estimates, metric: Metric, group: Group, date: usize) -> f64 {
    estimates.find(metric, group).unwrap().points[date].mean.value
}

#[test]
fn coverage_loss_and_bus_factor_are_those_of_the_binomial() {
    let with = |count, from: usize, keys: &str| people(count, keys).replace("p-", &format!("p{from}-"));
    let text = head("24 months")
        + &with(3, 1, "role = \"scientist\"\nskills = [\"data\"]")
        + &with(4, 2, "role = \"engineer\"\nskills = [\"training\", \"data\"]")
        + &with(2, 3, "")
        + SCENARIO;
    let scenario = read(&text);
    let estimates = run(&scenario, TRIALS);
    let error = |p: f64| (p * (1.0 - p) / TRIALS as f64).sqrt();
    for (date, time) in checkpoints(&scenario, &estimates) {
        let stay = (-0.3f64 * time).exp();
        let (of_data, training) = (binomial(3, stay), binomial(4, stay));
        let data = binomial(7, stay);
        for (k, (pmf, needs)) in [(&data, 3), (&training, 2)].into_iter().enumerate() {
            let covered: f64 = pmf[needs..].iter().sum();
            agrees("covered", mean_of(&estimates, Metric::Capability, Group::Capability(k), date), covered, error(covered));
            // Nobody comes back, so that what is lost stays lost.
            let lost = mean_of(&estimates, Metric::CapabilityLost, Group::Capability(k), date);
            agrees("lost", lost, 1.0 - covered, error(covered));
        }
        // The bus factor of both, over who is there: x of those who know data only, y of those who know both.
        let mut bus_factor = vec![0.0; 6];
        for (x, p) in of_data.iter().enumerate() {
            for (y, q) in training.iter().enumerate() {
                bus_factor[(x + y + 1).saturating_sub(3).min((y + 1).saturating_sub(2))] += p * q;
            }
        }
        let (mean, variance, _) = moments(&bus_factor);
        let found = &estimates.find(Metric::BusFactor, Group::All).unwrap().points[date];
        agrees("bus factor", found.mean.value, mean, (variance / TRIALS as f64).sqrt());
    }
    // At the start the bus factor is that of the roster, without any error.
    let start = &estimates.find(Metric::BusFactor, Group::All).unwrap().points[0];
    assert_eq!((start.mean.value, start.mean.mcse), (3.0, 0.0));
    // One of the four is pivotal where that one and just one other are there.
    let stay = (-0.3 * scenario.clock.years(scenario.horizon)).exp();
    let pivotal = |capability: usize, label: &str| {
        let is_it = |group: Group| {
            matches!(group, Group::Holders(index) if {
                let holders = &estimates.metadata.holders[index];
                holders.capability == capability && holders.label == label
            })
        };
        estimates.figures.iter().find(|figure| is_it(figure.group)).map(|figure| figure.estimate)
    };
    let one_of = |n: usize, needs: usize| binomial(n, stay)[needs] * needs as f64 / n as f64;
    for (capability, label, exact) in
        [(1, "", one_of(4, 2)), (0, "", one_of(7, 3)), (0, "role:engineer", one_of(7, 3)), (0, "role:scientist", one_of(7, 3))]
    {
        let found = pivotal(capability, label).unwrap();
        agrees("pivotal", found.value, exact, found.mcse);
        assert!(found.mcse > 0.0 && found.mcse < 0.002, "{found:?}");
    }
    // All four are engineers and know training: the whole says it already.
    assert!(pivotal(1, "role:engineer").is_none() && pivotal(1, "skill:training").is_none());
}
