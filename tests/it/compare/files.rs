//! Which files and policies can be compared, and what is said where they cannot.

use stayput::internals::compare::{Source, agree, arms};
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::Scenario;
use stayput::internals::scenario::policy::level::{Scaling, Strength};
use stayput::internals::scenario::policy::{Budget, Measure, Policy, Price, Target};

use crate::fixtures::read;

const LAB: &str = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"12 months\"\nseed = 11\n[[researchers]]\nid = \"a\"\n\
                   [channels.lab]\nhazard_per_year = 0.3\n";

fn source<'s>(path: &'s str, scenario: &'s Scenario) -> Source<'s> {
    Source { path, scenario }
}

fn policy(name: &str) -> Policy {
    Policy {
        name: name.to_owned(),
        kind: "effect",
        from: "2023-01-01".parse().unwrap(),
        until: None,
        target: Target { members: vec![0], newcomers: true },
        condition: None,
        budget: Budget::default(),
        price: Price::default(),
        measures: vec![Measure::Ratio { ratio: Quantity::Known(0.7), channels: vec![0] }],
        parts: Vec::new(),
        scaling: Scaling::Unknown,
        strength: Strength::default(),
        is_of_bundle: false,
    }
}

#[test]
fn files_must_agree() {
    let a = read(LAB);
    let b = read(&LAB.replace("2023-01-01", "2023-02-01").replace("seed = 11", "seed = 12\ntrials = 7\n[parameters]\nreplications = 9"));
    let sources = [source("a.toml", &a), source("b.toml", &b)];
    assert_eq!(
        agree(&sources, false, false).unwrap_err(),
        "the files cannot be compared trial by trial, since they do not agree:\n  \
         start: 2023-01-01 in a.toml, 2023-02-01 in b.toml\n  \
         horizon: 2024-01-01 in a.toml, 2024-02-01 in b.toml\n  \
         seed: 11 in a.toml, 12 in b.toml; --seed N sets it for all\n  \
         trials: 20000 in a.toml, 7 in b.toml; --trials N sets them for all\n  \
         parameters.replications: 4 in a.toml, 9 in b.toml"
    );
    let c = read(&LAB.replace("seed = 11", "seed = 12\ntrials = 7"));
    assert_eq!(agree(&[source("a.toml", &a), source("c.toml", &c)], true, true), Ok(()));
}

#[test]
fn there_must_be_something_to_compare() {
    let a = read(LAB);
    assert_eq!(
        arms(&[source("a.toml", &a)], &[]).unwrap_err(),
        "there is nothing to compare: a.toml has no policies\n  add a table [policies.NAME] to it, or give a second file"
    );
}

#[test]
fn policies_are_named_and_must_be_there() {
    let mut a = read(LAB);
    a.policies = vec![policy("calm"), policy("refresh")];
    let b = read(&LAB.replace("Lab", "Other"));
    let names = |sources: &[Source<'_>], asked: &[&str]| {
        let asked: Vec<String> = asked.iter().map(|&name| name.to_owned()).collect();
        arms(sources, &asked).map(|arms| arms.iter().map(stayput::internals::compare::Arm::name).collect::<Vec<_>>())
    };
    let both = [source("a.toml", &a), source("b.toml", &b)];
    assert_eq!(names(&both[..1], &[]).unwrap(), ["none", "calm", "refresh"]);
    assert_eq!(names(&both, &["refresh"]).unwrap(), ["none", "refresh", "Other"]);
    assert_eq!(names(&both[..1], &["gold"]).unwrap_err(), "there is no policy `gold` in a.toml\n  there are calm, refresh");
    assert_eq!(names(&both[1..], &["gold"]).unwrap_err(), "there is no policy `gold` in b.toml\n  there are none");
    assert_eq!(names(&both, &["gold"]).unwrap_err(), "there is no policy `gold` in any of the files\n  there are calm, refresh");
    // Names of their own for files that share one.
    let twice = [source("x/a.toml", &a), source("y/c.toml", &a), source("z/c.toml", &a)];
    assert_eq!(names(&twice, &["calm"]).unwrap(), ["none", "calm", "Lab (c)", "Lab (c): calm", "Lab (c) 2", "Lab (c) 2: calm"]);
}
