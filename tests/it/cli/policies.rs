//! A policy in a run, in one trial, in an explanation: what is typed, told, written and refused.

use std::fs;

use super::commands::{Place, stderr, stdout};

/// People who leave at an uncertain rate, and what can be done about it.
const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "12 months"
trials = 1_502
seed = 3
[[researchers]]
id = "a"
[roster.generate]
teams = 2
team_size = 6
[channels.lab]
hazard_per_year = { median = 0.4, p95 = 0.9 }
[contagion]
ratio = 1.3
half_life = "6 months"
[policies.calm]
kind = "effect"
ratio = 0.5
cost_per_person_year = 0.2
[policies.match]
kind = "counter_offer"
success = 0.6
raise = 0.5
when = { exits = 1, within = "90 days", of = "lab" }
cost_per_event = 0.1
budget = 2.0
[policies.both]
kind = "bundle"
policies = ["calm", "match"]
[[assert]]
metric = "retained"
stat = "mean"
op = ">"
value = 6
[[assert]]
policy = "calm"
metric = "cost"
stat = "mean"
op = ">"
value = 1.5
[[assert]]
policy = "calm"
than = "none"
metric = "retained"
stat = "mean"
op = ">"
value = 1
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

/// The rows of a CSV file, without the header.
fn rows(place: &Place, file: &str) -> Vec<String> {
    fs::read_to_string(place.path(file)).unwrap().lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_run_under_a_policy_carries_its_name_everywhere() {
    let place = place();
    let output = place.run(&["run", "lab.toml", "--policy", "both", "--per-trial", "--events", "5", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("Under both: ") && text.contains("Cost up to 2024-01-01, in the unit of pay: "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(stderr(&output), "note: 3 of the scenario's [[assert]] are not checked: stayput compare checks\n  those of all policies\n");
    for (file, column) in [("summary.csv", 2), ("distribution.csv", 2), ("destinations.csv", 2), ("trials.csv", 1), ("events.csv", 1)] {
        let rows = rows(&place, &format!("out/{file}"));
        assert!(!rows.is_empty() && rows.iter().all(|row| row.split(',').nth(column) == Some("both")), "{file}");
    }
    let events = rows(&place, "out/events.csv").join("\n");
    assert!(events.contains(",counter_offer_kept,lab,") && events.contains(",policy_begins,match,"), "{events}");
    assert!(fs::read_to_string(place.path("out/manifest.json")).unwrap().contains("\"both\""));
}

#[test]
fn cost_is_that_of_the_comparison() {
    let place = place();
    assert_eq!(place.run(&["run", "lab.toml", "--policy", "calm", "--out", "run"]).status.code(), Some(0));
    let compared = place.run(&["compare", "lab.toml", "--policy", "calm", "--out", "compared"]);
    assert_eq!(compared.status.code(), Some(0), "{}", stderr(&compared));
    let read = |folder: &str| -> Vec<[f64; 2]> {
        let rows = rows(&place, &format!("{folder}/summary.csv")).into_iter().filter(|row| row.contains(",calm,cost,"));
        rows.map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            [cells[7].parse().unwrap(), cells[8].parse().unwrap()]
        })
        .collect()
    };
    let (run, compared) = (read("run"), read("compared"));
    assert!(run.len() == 2 && compared.len() == 2, "a mean and a standard deviation");
    for (one, other) in run.iter().flatten().zip(compared.iter().flatten()) {
        assert!((one - other).abs() < 2e-3 * one.abs(), "{run:?} {compared:?}");
    }
    // The mean is exact to some billionths, the standard deviation to a thousandth of what a trial may cost.
    assert!((run[0][0] - compared[0][0]).abs() < 1e-6);
}

#[test]
fn a_run_checks_what_is_said_of_what_it_runs() {
    let place = place();
    let lines = |arguments: &[&str]| {
        let output = place.run(&[&["run", "lab.toml", "--out", "out", "--force"], arguments].concat());
        let text = stdout(&output).lines().filter(|line| line.starts_with("PASS") || line.starts_with("FAIL")).count();
        (output.status.code(), text, stderr(&output).to_owned())
    };
    let note =
        |others| format!("note: {others} of the scenario's [[assert]] are not checked: stayput compare checks\n  those of all policies\n");
    assert_eq!(lines(&[]), (Some(0), 1, note(2)));
    assert_eq!(lines(&["--policy", "none"]), (Some(0), 1, note(2)));
    assert_eq!(lines(&["--policy", "calm"]), (Some(0), 1, note(2)));
}

#[test]
fn an_unknown_policy_is_refused() {
    let place = place();
    let commands: [&[&str]; 3] =
        [&["run", "lab.toml"], &["run", "lab.toml", "--trial", "3"], &["explain", "lab.toml", "--researcher", "a", "--at", "2023-06-01"]];
    for command in commands {
        for (name, help) in [("clam", "did you mean `calm`?"), ("zzzzzz", "the scenario has calm, match, both")] {
            let output = place.run(&[command, &["--policy", name]].concat());
            assert_eq!(output.status.code(), Some(2));
            assert_eq!(stderr(&output), format!("error: there is no policy `{name}`\n  {help}\n"));
        }
    }
    assert!(!place.path("results").exists());
    fs::write(place.path("bare.toml"), LAB.split("[policies.calm]").next().unwrap()).unwrap();
    let output = place.run(&["run", "bare.toml", "--policy", "calm"]);
    assert_eq!(stderr(&output), "error: there is no policy `calm`\n  the scenario has none\n");
}

#[test]
fn shards_under_a_policy_merge_to_the_bytes_of_one_run() {
    let place = place();
    let under = ["--policy", "both", "--per-trial", "--events", "700"];
    for (shard, threads) in [("1/2", "1"), ("2/2", "3")] {
        let out = format!("part-{}", &shard[..1]);
        let output = place.run(&[&["run", "lab.toml", "--shard", shard, "--threads", threads, "--out", &out], &under[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let whole = place.run(&[&["run", "lab.toml", "--out", "whole"], &under[..]].concat());
    let merged = place.run(&["merge", "part-1", "part-2", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    for file in ["summary.csv", "distribution.csv", "destinations.csv", "trials.csv", "events.csv", "datapackage.json"] {
        let read = |folder: &str| fs::read(place.path(folder).join(file)).unwrap();
        assert!(read("whole") == read("merged"), "{file}");
    }
    assert_eq!(stdout(&whole).replace("whole", "merged"), stdout(&merged));

    let other = place.run(&["run", "lab.toml", "--shard", "2/2", "--out", "other", "--per-trial", "--events", "700"]);
    assert_eq!(other.status.code(), Some(0), "{}", stderr(&other));
    let refused = place.run(&["merge", "part-1", "other", "--out", "mixed"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("policy"), "{}", stderr(&refused));
}

#[test]
fn a_story_and_an_explanation_are_told_under_a_policy() {
    let place = place();
    let story = place.run(&["run", "lab.toml", "--policy", "calm", "--trial", "3"]);
    assert!(stdout(&story).starts_with("Small lab under calm, "), "{}", stdout(&story));
    let plain = place.run(&["run", "lab.toml", "--policy", "calm", "--trial", "3", "--format", "plain"]);
    assert!(stdout(&plain).lines().any(|line| line == "policy calm"), "{}", stdout(&plain));
    let explain = ["explain", "lab.toml", "--researcher", "a", "--at", "2023-06-01", "--policy", "calm"];
    let explanation = place.run(&explain);
    assert_eq!(explanation.status.code(), Some(0), "{}", stderr(&explanation));
    assert!(stdout(&explanation).contains("policy calm"), "{}", stdout(&explanation));
    assert!(stdout(&explanation).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&explanation));
    let json = place.run(&[&explain[..], &["--format", "json"]].concat());
    assert!(stdout(&json).contains("\"policy\": \"calm\""), "{}", stdout(&json));
}

#[test]
fn a_calibration_knows_no_other_pay() {
    let place = Place::new();
    let scenario = "name = \"Lab\"\nstart = 2024-01-01\nhorizon = \"12 months\"\n[[researchers]]\nid = \"a\"\n\
                    [history]\nfile = \"history.csv\"\nuntil = 2024-01-01\n\
                    [privacy]\nmin_group = 1\nreason = \"made up\"\n[channels.lab]\nhazard_per_year = { median = 0.2, p95 = 0.6 }\npay_multiple = 1.5\n[pay]\nelasticity = 1.2\n";
    fs::write(place.path("lab.toml"), scenario).unwrap();
    fs::write(place.path("history.csv"), "id,entry,exit,channel\na,2023-01-01,,\nb,2023-01-01,2023-06-01,lab\n").unwrap();
    let refused = place.run(&["calibrate", "lab.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        stderr(&refused),
        "error: calibration does not know `channels.lab.pay_multiple`, which changes\n       \
         hazards beside [pay]\n  \
         leave pay_multiple out: what a history says of a channel's hazard contains\n    \
         what is offered there; raises act all the same\n"
    );
    assert!(!place.path("results").exists());
    let competitor = "[competitors.newco]\nchannel = \"lab\"\npay_multiple = 2\n";
    fs::write(place.path("lab.toml"), scenario.replace("pay_multiple = 1.5\n", "") + competitor).unwrap();
    let refused = place.run(&["calibrate", "lab.toml"]);
    assert!(stderr(&refused).contains("`competitors.newco.pay_multiple`"), "{}", stderr(&refused));
}
