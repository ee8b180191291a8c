//! `--events`: the event log, its bytes on any number of threads and shards, and what it agrees with.

use std::collections::BTreeMap;
use std::fs;

use super::commands::{Place, in_lines, stderr};

/// Uncertain, with whatever can happen: offers, a notice, spin-outs, returns, newcomers, a competitor, shocks.
pub(super) const EVENTFUL: &str = r#"
name = "Eventful"
start = 2023-01-01
horizon = "18 months"
trials = 603
seed = 5
[parameters]
replications = 3
[roster.generate]
teams = 2
team_size = 5
[channels.found]
hazard_per_year = 0.3
[channels.lab]
offers_per_year = { median = 1.5, p95 = 3.0, source = "=a guess" }
acceptance = 0.2
[channels.startup]
hazard_per_year = 0.1
[competitors."@acme"]
channel = "lab"
seats = 2
[contagion]
ratio = 1.6
half_life = "3 months"
[spinouts]
delay = "1 month"
cofound = 0.2
pull_per_year = 2.0
half_life = "6 months"
[notice]
length = "1 month"
[returns]
return_per_year = 0.8
half_life = "12 months"
[hiring]
refill = 0.8
time_to_fill = { mean = "3 months" }
[[shocks]]
name = "layoffs"
date = 2023-03-14
ratio = 1.3
half_life = "6 months"
[[shocks]]
name = "rival"
between = [2023-04-01, 2024-02-28]
probability = 0.5
ratio = 1.5
half_life = "6 months"
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), EVENTFUL).unwrap();
    place
}

fn run(place: &Place, arguments: &[&str]) {
    let output = place.run(&[&["run", "lab.toml", "-q"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// The rows of a CSV file as columns by name.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(place.path(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_log_has_the_same_bytes_on_any_threads_and_shards() {
    let place = place();
    run(&place, &["--events", "40", "--per-trial", "--threads", "1", "--out", "one"]);
    run(&place, &["--events", "40", "--per-trial", "--threads", "5", "--out", "five"]);
    run(&place, &["--per-trial", "--out", "without"]);
    let read = |file: &str| fs::read(place.path(file)).unwrap();
    assert!(read("one/events.csv") == read("five/events.csv"));
    // Asking for the log changes nothing else.
    for file in ["trials.csv", "summary.csv", "distribution.csv", "destinations.csv"] {
        assert!(read(&format!("one/{file}")) == read(&format!("without/{file}")), "{file}");
    }
    // Sixty-seven draws of three trials in five shards: the forty trials are those of the first shards.
    for shard in 1..=5 {
        let (shard, out) = (format!("{shard}/5"), format!("part-{shard}"));
        run(&place, &["--events", "40", "--per-trial", "--trials", "603", "--shard", &shard, "--out", &out]);
    }
    let parts = ["part-4", "part-1", "part-5", "part-3", "part-2"];
    let merged = place.run(&[&["merge", "--out", "merged"][..], &parts].concat());
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    for file in ["events.csv", "trials.csv", "paths.csv", "run.json", "datapackage.json"] {
        assert!(read(&format!("one/{file}")) == read(&format!("merged/{file}")), "{file}");
    }
}

#[test]
fn more_shards_than_the_logs_trials_merge_to_its_bytes() {
    let place = place();
    run(&place, &["--trials", "12", "--events", "7", "--out", "whole"]);
    for shard in 1..=4 {
        run(&place, &["--trials", "12", "--events", "7", "--shard", &format!("{shard}/4"), "--out", &format!("part-{shard}")]);
    }
    let merged = place.run(&["merge", "part-1", "part-2", "part-3", "part-4", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    let read = |file: &str| fs::read_to_string(place.path(file)).unwrap();
    assert_eq!(read("whole/events.csv"), read("merged/events.csv"));
    let header = "run,policy,trial,t_years,date,researcher,kind,channel,competitor,hazard\n";
    assert_eq!(read("part-4/events.csv"), header, "a shard behind the trials of the log has its header alone");
}

#[test]
fn shards_with_other_logs_are_refused() {
    let place = place();
    run(&place, &["--trials", "12", "--events", "7", "--shard", "1/2", "--out", "part-1"]);
    run(&place, &["--trials", "12", "--events", "8", "--shard", "2/2", "--out", "eight"]);
    run(&place, &["--trials", "12", "--shard", "2/2", "--out", "none"]);
    for (other, difference) in [("eight", "--events 8, not --events 7"), ("none", "no --events, not --events 7")] {
        let output = place.run(&["merge", "part-1", other, "--out", "merged"]);
        let expected = format!("error: cannot merge: {other} belongs to another run than part-1: {difference}\n");
        assert_eq!((stderr(&output), output.status.code()), (in_lines(&expected).as_str(), Some(2)));
    }
}

#[test]
fn the_log_agrees_with_the_rows_of_its_trials() {
    let place = place();
    run(&place, &["--events", "100", "--per-trial", "--out", "out"]);
    let (events, trials) = (rows(&place, "out/events.csv"), rows(&place, "out/trials.csv"));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for trial in &trials[..100] {
        let own: Vec<_> = events.iter().filter(|event| event["trial"] == trial["trial"]).collect();
        let exits = own.iter().filter(|event| event["kind"] == "exit").count();
        assert_eq!(exits.to_string(), trial["exits"]);
        // By the last thing that happened to each: of the ten at the start, who is there?
        let mut out: BTreeMap<&str, bool> = BTreeMap::new();
        for event in &own {
            match event["kind"].as_str() {
                "exit" => drop(out.insert(&event["researcher"], true)),
                "return" => drop(out.insert(&event["researcher"], false)),
                _ => {}
            }
        }
        let gone = out.iter().filter(|(id, is_out)| **is_out && !id.contains('+')).count();
        assert_eq!((10 - gone).to_string(), trial["retained"]);
        let times: Vec<f64> = own.iter().map(|event| event["t_years"].parse().unwrap()).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    }
    assert!(events.iter().all(|event| event["trial"].parse::<u64>().unwrap() < 100));
    for event in &events {
        let kind = event["kind"].as_str();
        *kinds.entry(kind).or_default() += 1;
        let is_empty = |column: &str| event[column].is_empty();
        match kind {
            // Under notice no hazard decides; who founds with a founder decides without one.
            "exit" | "decision" => {
                assert!(!is_empty("researcher") && !is_empty("channel") && (kind == "decision" || is_empty("hazard")), "{event:?}");
            }
            "offer_declined" => assert!(!is_empty("hazard") && !is_empty("researcher") && event["channel"] == "lab", "{event:?}"),
            "founding" => assert_eq!(event["competitor"], format!("spin-out of {}", event["researcher"])),
            "shock" => {
                assert!(is_empty("researcher") && is_empty("competitor") && ["layoffs", "rival"].contains(&event["channel"].as_str()));
            }
            "hire" => assert!(event["researcher"].contains('+'), "{event:?}"),
            "return" => assert!(is_empty("hazard") && is_empty("channel"), "{event:?}"),
            other => panic!("no kind of event: {other}"),
        }
    }
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    let hazards = |kind: &str| events.iter().filter(|event| event["kind"] == kind && !event["hazard"].is_empty()).count();
    assert!(hazards("decision") > 300 && hazards("decision") < kinds["decision"], "some found with a founder");
    // A competitor that a spreadsheet would take for a formula.
    assert!(events.iter().any(|event| event["competitor"] == "'@acme"));
}

#[test]
fn the_log_is_in_the_data_dictionary_and_the_manifest() {
    let place = place();
    run(&place, &["--events", "2", "--trials", "6", "--out", "out"]);
    let read = |file: &str| -> serde_json::Value { serde_json::from_str(&fs::read_to_string(place.path(file)).unwrap()).unwrap() };
    let package = read("out/datapackage.json");
    let resource = package["resources"].as_array().unwrap().iter().find(|resource| resource["path"] == "events.csv").unwrap();
    let fields: Vec<&str> = resource["schema"]["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
    let header = fs::read_to_string(place.path("out/events.csv")).unwrap();
    assert_eq!(header.lines().next().unwrap(), fields.join(","));
    let manifest = read("out/manifest.json");
    assert!(manifest["files"].as_array().unwrap().iter().any(|file| file["name"] == "events.csv"));
}

#[test]
fn no_events_are_no_log() {
    let place = place();
    let output = place.run(&["run", "lab.toml", "--events", "0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: invalid value '0' for '--events <N>': expected at least 1\n"), "{}", stderr(&output));
}

#[test]
fn the_report_says_what_the_log_is_not_for() {
    let place = place();
    let caution = "events.csv tells of researchers in single trials, each one of many possible\nfutures: it says nothing about any person and is \
        not for decisions about that\nperson.\n";
    for (options, said) in [(&["--events", "3"][..], 1), (&[][..], 0), (&["--events", "3", "--individuals"][..], 1)] {
        let output = place.run(&[&["run", "lab.toml", "--trials", "30", "--out", "out", "--force"], options].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(super::commands::stdout(&output).matches(caution).count(), said, "{}", super::commands::stdout(&output));
    }
}
