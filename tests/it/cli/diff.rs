//! `stayput diff`: how two scenarios differ, and what that does to the answer.

use std::fs;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};

pub(super) const LAB: &str = r#"
name = "Lab"
start = 2027-01-01
horizon = "12 months"
trials = 600

[roster]
file = "people.csv"

[channels.lab]
hazard_per_year = { median = 0.4, p95 = 0.9, source = "five years of exits" }

[contagion]
ratio = { median = 1.3, p95 = 1.6, source = "a study" }
half_life = "3 months"

[[shocks]]
name = "move"
date = 2027-06-01
ratio = 1.5
half_life = "3 months"

[policies.calm]
kind = "effect"
ratio = 0.7
"#;

/// `a.toml`, and `b.toml` that is the same but for some words.
fn place(changes: &[(&str, &str)]) -> Place {
    let place = Place::new();
    let people: Vec<String> = (1..=12).map(|id| format!("p-{id},{},2020-01-01\n", if id < 7 { "a" } else { "b" })).collect();
    fs::write(place.path("people.csv"), format!("id,team,hired\n{}", people.concat())).unwrap();
    fs::write(place.path("a.toml"), LAB).unwrap();
    let mut other = LAB.to_owned();
    for (from, to) in changes {
        assert!(other.contains(from), "{from}");
        other = other.replace(from, to);
    }
    fs::write(place.path("b.toml"), other).unwrap();
    place
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["diff", "a.toml", "b.toml"], arguments].concat());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    stdout(&output).to_owned()
}

fn document(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(&told(place, &[arguments, &["--format", "json"]].concat())).unwrap()
}

const THREE: [(&str, &str); 3] = [
    (r#"{ median = 1.3, p95 = 1.6, source = "a study" }"#, "1.8"),
    ("date = 2027-06-01", "date = 2027-03-01"),
    ("ratio = 0.7", "ratio = 0.6"),
];

#[test]
fn keys_are_told_with_their_places_and_sources() {
    let place = place(&THREE);
    assert_eq!(
        told(&place, &["--no-run"]),
        "a.toml and b.toml differ in 3 keys.

  contagion.ratio
    was { median = 1.3, p95 = 1.6 } in a.toml:14; source: a study
    is 1.8 in b.toml:14

  shocks.move.date
    was 2027-06-01 in a.toml:19
    is 2027-03-01 in b.toml:19

  policies.calm.ratio
    was 0.7 in a.toml:25
    is 0.6 in b.toml:25
"
    );
    assert_eq!(
        told(&place, &["--no-run", "--format", "plain"]),
        "answer a.toml and b.toml differ in 3 keys.
key contagion.ratio first { median = 1.3, p95 = 1.6 } at a.toml:14 source a study second 1.8 at b.toml:14
key shocks.move.date first 2027-06-01 at a.toml:19 second 2027-03-01 at b.toml:19
key policies.calm.ratio first 0.7 at a.toml:25 second 0.6 at b.toml:25
"
    );
    assert!(!names(place.dir.path()).contains(&"results".to_owned()), "nothing is written");
}

#[test]
fn what_is_written_otherwise_and_says_the_same_is_no_difference() {
    let place = place(&[
        ("ratio = 1.5\n", "ratio = 1.50\n"),
        ("start = 2027-01-01\nhorizon = \"12 months\"", "horizon = \"12 months\" # a year\nstart = 2027-01-01"),
        ("people.csv", "./people.csv"),
    ]);
    assert_eq!(told(&place, &["--no-run"]), "a.toml and b.toml say the same.\n");
    let text = told(&place, &[]).replace('\n', " ");
    assert!(text.contains(": as many, in every trial on the same luck."), "{text}");
}

#[test]
fn another_source_is_told_and_does_nothing() {
    let place = place(&[("five years of exits", "six years of exits")]);
    let document = document(&place, &["--trials", "100"]);
    assert_eq!(document["keys"][0]["kind"], "source");
    assert_eq!(document["keys"][0]["after"]["source"], "six years of exits");
    assert_eq!(document["answer"]["together"]["value"], 0.0);
    assert_eq!(document["answer"]["alone"], serde_json::json!([]));
}

#[test]
fn the_difference_is_that_of_a_comparison_and_splits_into_what_each_change_does() {
    let place = place(&THREE);
    let found = document(&place, &[]);
    let answer = &found["answer"];
    let number = |value: &Value| value.as_f64().unwrap();
    let output = place.run(&["compare", "a.toml", "b.toml", "--policy", "none", "--format", "json"]);
    let compared: Value = serde_json::from_str(stdout(&output)).unwrap();
    let retained = compared["arms"][1]["versus"]["retained"].as_array().unwrap();
    let theirs = &retained[retained.len() - 2];
    for name in ["value", "mcse", "low", "high"] {
        assert!((number(&answer["together"][name]) - number(&theirs[name])).abs() < 1e-9, "{name}: {answer} {theirs}");
    }
    // The policy is not in force.
    let alone = answer["alone"].as_array().unwrap();
    let changes: Vec<&str> = alone.iter().map(|one| one["change"].as_str().unwrap()).collect();
    assert_eq!(changes, ["contagion.ratio", "shocks.move.date"]);
    assert_eq!(found["notes"], serde_json::json!(["No policy is in force here: what differs in policies changes nothing."]));
    let sum: f64 = alone.iter().map(|one| number(&one["value"])).sum();
    assert!((number(&answer["together"]["value"]) - sum - number(&answer["interaction"]["value"])).abs() < 1e-9);
    assert!(number(&answer["interaction"]["mcse"]) > 0.0);
    // Each as a file of its own would have it.
    for (from, to) in &THREE[..2] {
        fs::write(place.path("one.toml"), LAB.replace(from, to)).unwrap();
        let output = place.run(&["diff", "a.toml", "one.toml", "--format", "json"]);
        let single: Value = serde_json::from_str(stdout(&output)).unwrap();
        let path = single["keys"][0]["path"].as_str().unwrap();
        let ours = alone.iter().find(|one| one["change"] == path).unwrap();
        assert_eq!(
            (&single["answer"]["together"]["value"], &single["answer"]["together"]["mcse"]),
            (&ours["value"], &ours["mcse"]),
            "{path}"
        );
    }
    // The same bytes with other threads.
    assert_eq!(told(&place, &["--threads", "1"]), told(&place, &["--threads", "3"]));
}

#[test]
fn tables_that_one_has_alone_are_one_difference_and_go_together_where_they_must() {
    let place = place(&[("half_life = \"3 months\"\n\n[[shocks]]", "window = \"6 months\"\n\n[frailty]\nsd = 0.8\n\n[[shocks]]")]);
    let found = document(&place, &["--trials", "200"]);
    let keys: Vec<(&str, bool, bool)> = found["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| (key["path"].as_str().unwrap(), key["before"].is_null(), key["after"].is_null()))
        .collect();
    assert_eq!(keys, [("contagion.half_life", false, true), ("contagion.window", true, false), ("frailty", true, false)]);
    let changes: Vec<&str> = found["answer"]["alone"].as_array().unwrap().iter().map(|one| one["change"].as_str().unwrap()).collect();
    assert_eq!(changes, ["frailty", "contagion.half_life with contagion.window"]);
}

#[test]
fn people_are_counted_and_named_only_where_asked() {
    let place = place(&[("people.csv", "others.csv")]);
    let people = fs::read_to_string(place.path("people.csv")).unwrap();
    let others = people.replace("p-1,a", "p-1,b").replace("p-12,b,2020-01-01\n", "p-13,b,2020-01-01\np-14,b,2021-01-01\n");
    fs::write(place.path("others.csv"), others).unwrap();
    let text = told(&place, &["--no-run"]);
    assert_eq!(
        text,
        "a.toml and b.toml differ in 1 key and the roster.

  roster.file: another content
    was \"people.csv\" in a.toml:8
    is \"others.csv\" in b.toml:8

Roster: 12 in a.toml, 13 in b.toml. On the second alone 2; on the first alone 1;
said to be otherwise 1: team of 1.
"
    );
    let text = told(&place, &["--no-run", "--individuals"]);
    assert!(
        text.contains("On the second alone 2 (p-13, p-14); on the\nfirst alone 1 (p-12); said to be otherwise 1 (p-1): team of 1."),
        "{text}"
    );
    // Too few differ for the answers to be told side by side.
    let text = told(&place, &["--trials", "100"]);
    assert!(text.contains("The answers are not compared: what is found at b.toml would tell of fewer than"), "{text}");
    let found = document(&place, &["--trials", "100", "--individuals"]);
    assert_eq!(found["answer"]["together"]["measure"], "share");
    assert_eq!(found["roster"]["joined"], serde_json::json!({ "count": 2, "ids": ["p-13", "p-14"] }));
}

#[test]
fn lists_of_people_in_the_file_are_counted() {
    let place = place(&[
        ("ratio = 0.7", "ratio = 0.7\ntarget = { ids = [\"p-3\", \"p-4\"] }"),
        ("[policies.calm]", "[capabilities.kernels]\nneeds = 1\nresearchers = [\"p-1\"]\n\n[policies.calm]"),
    ]);
    let first = fs::read_to_string(place.path("b.toml")).unwrap();
    fs::write(place.path("a.toml"), first.replace("\"p-3\", \"p-4\"", "\"p-5\"").replace("[\"p-1\"]", "[\"p-2\", \"p-6\"]")).unwrap();
    let text = told(&place, &["--no-run"]);
    assert!(text.contains("  capabilities.kernels.researchers\n    was 2 people in a.toml:25\n    is 1 person in b.toml:25\n"), "{text}");
    assert!(text.contains("  policies.calm.target.ids\n    was 1 person in a.toml:30\n    is 2 people in b.toml:30\n"), "{text}");
    assert!(!text.contains("p-"), "{text}");
}

#[test]
fn what_does_not_simulate_the_same_time_is_compared_in_words() {
    let place = place(&[("12 months", "18 months")]);
    let text = told(&place, &[]);
    assert!(
        text.ends_with(
            "The answers are not compared, since the two do not simulate the same time: the\nhorizon is 2028-01-01 in a.toml, 2028-07-01 in b.toml.\n"
        ),
        "{text}"
    );
}

#[test]
fn a_history_and_what_was_learned_are_compared() {
    let place = Place::new();
    for name in ["history.csv", "roster.csv", "posterior.csv", "manifest.json"] {
        fs::create_dir_all(place.path("llama")).unwrap();
        fs::copy(format!("scenarios/llama/{name}"), place.path("llama").join(name)).unwrap();
    }
    let scenario = fs::read_to_string("scenarios/llama.toml").unwrap();
    fs::write(place.path("a.toml"), &scenario).unwrap();
    fs::write(place.path("b.toml"), scenario.replace("llama/", "other/")).unwrap();
    fs::create_dir(place.path("other")).unwrap();
    for name in ["history.csv", "roster.csv", "posterior.csv"] {
        let text = fs::read_to_string(place.path("llama").join(name)).unwrap();
        let rows: Vec<&str> = text.lines().collect();
        let kept = if name == "posterior.csv" { &rows[..2001] } else { &rows[..] };
        fs::write(place.path("other").join(name), kept.join("\n") + "\n").unwrap();
    }
    let output = place.run(&["diff", "a.toml", "b.toml", "--no-run", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("a.toml and b.toml differ in 1 key and what was learned.\n"), "{text}");
    assert!(text.contains("Learned: 4,000 draws, worth 1,179 independent ones, in a.toml, 2,000 draws,"), "{text}");
    assert!(text.contains("mean, first"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_file_with_problems_exits_2() {
    let place = place(&[]);
    let output = place.run(&["diff", "a.toml", "wrong.toml"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert!(stderr(&output).contains("wrong.toml"), "{}", stderr(&output));
}

#[test]
fn what_ifs_are_told_of_and_change_nothing() {
    let asked = |id: &str, ratio: f64| {
        format!(
            "[what_if.one]\nleaves = {{ id = \"{id}\", on = 2027-03-01, to = \"lab\" }}\n[what_if.rival]\nrival = {{ channel = \"lab\", on = 2027-03-01, ratio = {ratio} }}\n"
        )
    };
    let place = place(&[("ratio = 1.5\n", "ratio = 1.8\n")]);
    for (file, id, ratio) in [("a.toml", "p-3", 1.5), ("b.toml", "p-4", 2.0)] {
        let text = fs::read_to_string(place.path(file)).unwrap();
        fs::write(place.path(file), text + &asked(id, ratio)).unwrap();
    }
    let found = document(&place, &[]);
    let paths: Vec<&str> = found["keys"].as_array().unwrap().iter().map(|key| key["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["shocks.move.ratio", "what_if.one.leaves.id", "what_if.rival.rival.ratio"]);
    assert_eq!(found["answer"]["alone"].as_array().unwrap().len(), 0, "of one change that acts there is nothing alone");
    assert_eq!(found["notes"][0], "No what-if happens here: what differs in what-ifs changes nothing; compare asks about them.");
    assert!(!told(&place, &[]).contains("p-3"), "nobody is named");
}

#[test]
fn a_table_that_one_has_alone_is_told_with_its_values() {
    let place =
        place(&[("[policies.calm]", "[what_if.rival]\nrival = { channel = \"lab\", on = 2027-03-01, ratio = 2 }\n\n[policies.calm]")]);
    let text = told(&place, &["--no-run"]);
    let said = "  what_if\n    was not there\n    is { rival = { rival = { channel = \"lab\", on = 2027-03-01, ratio = 2 } } }\n      in b.toml:23\n";
    assert!(text.contains(said), "{text}");
    let calm = |index: usize| format!("[policies.calm-{index}]\nkind = \"effect\"\nratio = 0.7\n");
    let many: Vec<String> = (1..=10).map(calm).collect();
    let first = fs::read_to_string(place.path("a.toml")).unwrap();
    let (rest, _) = first.split_once("[policies.calm]").unwrap();
    fs::write(place.path("b.toml"), &first).unwrap();
    fs::write(place.path("a.toml"), rest).unwrap();
    let text = told(&place, &["--no-run"]);
    assert!(text.contains("    is { calm = { kind = \"effect\", ratio = 0.7 } } in b.toml:23\n"), "{text}");
    fs::write(place.path("b.toml"), first + &many.concat()).unwrap();
    let text = told(&place, &["--no-run"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("is a table of 11 keys: calm, calm-1, calm-2, calm-3, calm-4, calm-5, calm-6, calm-7, ... in b.toml:23"),
        "{text}"
    );
}

#[test]
fn a_file_given_twice_is_refused() {
    let place = place(&[]);
    for arguments in [&["diff", "a.toml", "./a.toml"][..], &["compare", "a.toml", "./a.toml"]] {
        let output = place.run(arguments);
        let message = "error: the file ./a.toml is given twice, and does not differ from itself\n  give a second file, or the file once\n";
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), message));
    }
    assert!(!names(place.dir.path()).contains(&"results".to_owned()), "nothing is written");
}
