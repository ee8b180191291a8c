//! `stayput compare --regret`: its numbers against those of the comparison itself.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};

pub(super) const LAB: &str = r#"
name = "Lab"
start = 2023-01-01
horizon = "24 months"
trials = 4_000
seed = 3

[roster.generate]
teams = 2
team_size = 5

[parameters]
replications = 4

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }

[policies.calm]
kind = "effect"
ratio = { low = 0.2, high = 1.0 }
cost_per_person_year = 0.2

[policies.quiet]
kind = "effect"
ratio = 0.8
cost_per_person_year = 0.05
"#;

/// The numbers of a CSV file by the text of some columns.
fn numbers(text: &str, keys: &[&str], value: &str) -> BTreeMap<Vec<String>, f64> {
    let heading: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| heading.iter().position(|other| *other == name).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (keys.iter().map(|key| cells[column(key)].to_owned()).collect(), cells[column(value)].parse().unwrap_or(f64::NAN))
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn regret_is_what_the_means_and_the_value_of_information_say() {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    fs::write(place.path("hot.toml"), LAB.replace("\"Lab\"", "\"Hot\"").replace("median = 0.3, p95 = 0.6", "median = 1.0, p95 = 1.5"))
        .unwrap();
    let output = place.run(&["compare", "lab.toml", "hot.toml", "--regret", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
    assert!(stdout(&output).contains("minimax regret"), "{}", stdout(&output));
    let read = |name: &str| fs::read_to_string(place.path("out").join(name)).unwrap();
    let keys = ["over", "scenario", "policy", "value_per_person", "stat"];
    let (regret, mcse) = (numbers(&read("regret.csv"), &keys, "value"), numbers(&read("regret.csv"), &keys, "mcse"));
    let kept = numbers(&read("comparison.csv"), &["scenario", "policy", "metric", "date"], "difference");
    let evpi = numbers(&read("acceptability.csv"), &["scenario", "policy", "value_per_person"], "evpi");
    let key = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<String>>();
    let benefit = |scenario: &str, policy: &str, value: f64| {
        let of = |metric: &str| kept.get(&key(&[scenario, policy, metric, "2025-01-01"])).copied().unwrap_or(0.0);
        value * of("retained") - of("cost")
    };
    for value in ["0.5", "2", "5"] {
        let worth: f64 = value.parse().unwrap();
        // Over scenarios: exactly the best mean less the own; one option of each regrets nothing.
        for scenario in ["Lab", "Hot"] {
            let all = ["none", "calm", "quiet"].map(|policy| benefit(scenario, policy, worth));
            let best = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (policy, own) in ["none", "calm", "quiet"].iter().zip(all) {
                let found = regret[&key(&["scenarios", scenario, policy, value, "regret"])];
                assert!((found - (best - own)).abs() < 1e-9, "{scenario} {policy} {value}: {found} for {}", best - own);
            }
        }
        // Over draws: means differ as net benefits do, the least is the value of knowing all, and none is more than its greatest.
        let of = |policy: &str, stat: &str| regret[&key(&["draws", "Lab", policy, value, stat])];
        let error = |policy: &str| mcse[&key(&["draws", "Lab", policy, value, "mean"])];
        for policy in ["calm", "quiet"] {
            let off = of("none", "mean") - of(policy, "mean") - benefit("Lab", policy, worth);
            assert!(off.abs() < 5.0 * (error("none") + error(policy)) + 0.01, "{policy} {value}: {off}");
        }
        let least = ["none", "calm", "quiet"].map(|policy| of(policy, "mean")).iter().copied().fold(f64::INFINITY, f64::min);
        let known = evpi[&key(&["Lab", "none", value])];
        assert!((least - known).abs() < 5.0 * error("none").max(error("calm")) + 0.01, "{value}: {least} for {known}");
        for policy in ["none", "calm", "quiet"] {
            assert!(of(policy, "mean") <= of(policy, "max") && of(policy, "p95") <= of(policy, "max"));
        }
    }
    let document: Value = serde_json::from_str(&read("comparison.json")).unwrap();
    assert_eq!(document["regret"]["scenarios"], serde_json::json!(["Lab", "Hot"]));
    // Where it is not asked for, nothing of it is written.
    let output = place.run(&["compare", "lab.toml", "hot.toml", "--out", "without"]);
    assert!(!stdout(&output).contains("egret") && !names(&place.path("without")).contains(&"regret.csv".to_owned()));
}

#[test]
fn of_one_scenario_there_is_regret_over_draws_alone() {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    let run = |arguments: &[&str]| {
        let output = place.run(&[&["compare", "lab.toml", "--regret", "--out", "out"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        (stdout(&output).to_owned(), fs::read_to_string(place.path("out/regret.csv")).unwrap())
    };
    let one = run(&["--threads", "1"]);
    assert_eq!(one, run(&["--threads", "3"]));
    let text = one.0.replace('\n', " ");
    assert!(
        text.contains("No regret over scenarios: that needs a second file or a what-if, on the same roster, with the same policies."),
        "{text}"
    );
    // Too few draws for a regression.
    let few = run(&["--trials", "400"]).0.replace('\n', " ");
    assert!(few.contains("No regret over draws: too few parameter draws (100) to say which policy is best; use --trials 2000."), "{few}");
}
