//! `stayput compare` as it is typed: what it prints, writes, refuses, and how it exits.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};
use crate::fixtures::without_key;

/// Ten people who leave at an uncertain rate, and what can be done about it.
const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 4_000
seed = 3

[roster.generate]
teams = 2
team_size = 5

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }

[contagion]
ratio = 1.3
half_life = "6 months"

[policies.nothing]
kind = "effect"
ratio = 1.0

[policies.calm]
kind = "effect"
ratio = 0.5
cost_per_person_year = 0.2

[policies.dearer-calm]
kind = "effect"
ratio = 0.6
cost_per_person_year = 0.5

[policies.refresh]
kind = "retention_grant"
amount = 1.0
vesting = "4 years"
every = "1 month"

[pay]
elasticity = 1.0
equity_elasticity = 0.8
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(&[&["compare", "lab.toml", "--format", "json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).unwrap()
}

/// The arm of a name.
fn arm<'a>(document: &'a Value, name: &str) -> &'a Value {
    document["arms"].as_array().unwrap().iter().find(|arm| arm["name"] == name).unwrap()
}

#[test]
fn a_comparison_tells_writes_and_keeps_within_the_page() {
    let place = place();
    let output = place.run(&["compare", "lab.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(
        text.starts_with("People still there on 2025-01-01, compared with doing nothing (")
            && text.ends_with("\nFiles: results/lab/compare\n"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));
    let expected = [
        "acceptability.csv",
        "comparison.csv",
        "comparison.json",
        "costs.csv",
        "datapackage.json",
        "destinations.csv",
        "distribution.csv",
        "manifest.json",
        "summary.csv",
    ];
    assert_eq!(names(&place.path("results/lab/compare")), expected);
    let read = |name: &str| fs::read_to_string(place.path("results/lab/compare").join(name)).unwrap();
    let rows = |name: &str, policy: &str| read(name).lines().filter(|line| line.contains(&format!(",Small lab,{policy},"))).count();
    for policy in ["none", "nothing", "calm", "dearer-calm", "refresh"] {
        assert!(rows("summary.csv", policy) > 100 && rows("distribution.csv", policy) > 25 && rows("destinations.csv", policy) == 24);
    }
    // Twenty-five dates and twice the horizon; months gained, cost, and three fates.
    assert_eq!((rows("comparison.csv", "none"), rows("comparison.csv", "calm")), (0, 26 + 5));
    let package: Value = serde_json::from_str(&read("datapackage.json")).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let fields: Vec<&str> =
            resource["schema"]["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(read(resource["path"].as_str().unwrap()).lines().next().unwrap(), fields.join(","));
    }
}

#[test]
fn what_changes_nothing_differs_in_no_trial() {
    let document = json(&place(), &[]);
    let versus = &arm(&document, "nothing")["versus"];
    for on in versus["retained"].as_array().unwrap() {
        assert_eq!((&on["value"], &on["mcse"]), (&0.0.into(), &0.0.into()));
    }
    assert_eq!(versus["price"], "costs nothing");
}

#[test]
fn what_is_dearer_and_keeps_fewer_is_dominated() {
    let document = json(&place(), &[]);
    assert_eq!(arm(&document, "dearer-calm")["dominated_by"], serde_json::json!(["calm"]));
    assert_eq!(arm(&document, "calm")["dominated_by"], Value::Null);
    assert_eq!(arm(&document, "calm")["versus"]["price"], "finite");
    let options: Vec<&str> =
        document["acceptability"][0]["best"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(options, ["none", "nothing", "calm", "dearer-calm", "refresh"]);
}

#[test]
fn a_grant_that_still_vests_at_the_horizon_is_warned_of() {
    let place = place();
    let document = json(&place, &["--policy", "refresh"]);
    assert_eq!(arm(&document, "refresh")["vests_until"], "2027-01-01");
    let notes = document["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0],
        "Warning: the grant refresh vests until 2027-01-01, after the horizon, which flatters refresh: whoever stays for the last part is \
         still waiting then. Trust the second date more than the first."
    );
}

/// What is said of the lab with other policies.
fn told(policies: &str, arguments: &[&str]) -> String {
    let place = place();
    let lab = &LAB[..LAB.find("[policies.nothing]").unwrap()];
    fs::write(place.path("lab.toml"), format!("{lab}[pay]\nelasticity = 1.0\nequity_elasticity = 0.8\n{policies}")).unwrap();
    let output = place.run(&[&["compare", "lab.toml"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
    stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_grant_that_waits_may_vest_after_the_horizon() {
    let grant = |vesting: &str| {
        format!(
            "[policies.g]\nkind = \"retention_grant\"\namount = 1\nvesting = \"{vesting}\"\n\
             when = {{ exits = 1, within = \"1 year\", of = \"lab\" }}\n"
        )
    };
    let text = told(&grant("18 months"), &[]);
    assert!(text.contains("Warning: the grant g vests until 2024-07-01 or later, after the horizon, which flatters g:"), "{text}");
    assert!(text.contains("Trust the second date more than the first."), "{text}");
    // Neither date is free of it.
    let text = told(&grant("10 years"), &[]);
    assert!(text.contains("until 2033-01-01 or later,") && text.contains("and on the second date too: give a later horizon."), "{text}");
}

#[test]
fn what_a_bundle_waits_for_is_what_its_waiting_parts_wait_for() {
    let policies = "[policies.never]\nkind = \"effect\"\nratio = 0.5\nwhen = { exits = 10, within = \"1 day\", of = \"lab\" }\n\
                    [policies.paid]\nkind = \"effect\"\nratio = 0.9\ncost_per_person_year = 0.1\nbudget = 0.5\n\
                    [policies.both]\nkind = \"bundle\"\npolicies = [\"never\", \"paid\"]\n";
    let text = told(policies, &["--policy", "both"]);
    assert!(!text.contains("both: what it waits for has come"), "what never happened is no note: {text}");
    assert!(text.contains("both: its budget was too small to pay for everything by the horizon in 9"), "{text}");
}

#[test]
fn none_can_be_told_only_where_none_can() {
    let policies = "[policies.noisy]\nkind = \"effect\"\nratio = { median = 1.0, p95 = 1.3 }\n\
                    [policies.harm]\nkind = \"effect\"\nratio = 5\n";
    let arguments = ["--trials", "400"];
    let text = told(policies, &arguments);
    assert!(text.contains(" noisy, the first by the point estimate, keeps ") && text.contains(": it may change nothing."), "{text}");
    let text = told(&policies.replace("ratio = 5", "ratio = { median = 1.0, p95 = 1.2 }"), &arguments);
    assert!(text.contains("None can be told from doing nothing: "), "{text}");
}

#[test]
fn threads_change_no_byte() {
    let place = place();
    let bytes = |threads: &str, out: &str| {
        let output = place.run(&["compare", "lab.toml", "--threads", threads, "--out", out, "-q"]);
        assert_eq!(output.status.code(), Some(0));
        let files = names(&place.path(out))
            .into_iter()
            .filter(|name| std::path::Path::new(name).extension().is_some_and(|extension| extension == "csv"));
        files.map(|name| fs::read(place.path(out).join(name)).unwrap()).collect::<Vec<_>>()
    };
    let one = bytes("1", "one");
    assert!(one == bytes("2", "two") && one == bytes("5", "five"));
}

#[test]
fn the_reference_has_the_rows_of_a_run() {
    let place = place();
    assert_eq!(place.run(&["run", "lab.toml", "--out", "alone"]).status.code(), Some(0));
    assert_eq!(place.run(&["compare", "lab.toml", "--policy", "calm", "--out", "both"]).status.code(), Some(0));
    for name in ["summary.csv", "distribution.csv", "destinations.csv"] {
        let read = |out: &str| without_key(&fs::read_to_string(place.path(out).join(name)).unwrap());
        assert!(read("both").starts_with(&read("alone")), "{name}");
    }
}

#[test]
fn few_draws_are_refused_for_what_is_best_and_the_rest_goes_on() {
    let place = place();
    let output = place.run(&["compare", "lab.toml", "--trials", "400"]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output).replace('\n', " ");
    let sentence = "Too few parameter draws (100) to say which policy is best; use --trials 2000.";
    assert!(text.contains(sentence), "{text}");
    assert!(!text.contains("expected"), "no column for what is known of no policy: {text}");
    assert!(!place.path("results/lab/compare/acceptability.csv").exists());
}

#[test]
fn the_trials_that_a_comparison_asks_for_are_accepted_and_enough() {
    let place = place();
    let few = place.run(&["compare", "lab.toml", "--trials", "400"]);
    let text = stdout(&few);
    let (_, hint) = text.split_once("use --trials ").unwrap_or_else(|| panic!("{text}"));
    let trials = hint.split_once(['.', '\n']).unwrap().0;
    let output = place.run(&["compare", "lab.toml", "--trials", trials]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(place.path("results/lab/compare/acceptability.csv").exists());
}

#[test]
fn nothing_uncertain_leaves_nothing_to_know() {
    let place = place();
    fs::write(place.path("known.toml"), LAB.replace("{ median = 0.3, p95 = 0.6 }", "0.3")).unwrap();
    let output = place.run(&["compare", "known.toml"]);
    let text = stdout(&output).replace('\n', " ");
    assert!(text.contains("One option is best for certain, since no number of the scenario is a distribution."), "{text}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let place = place();
    fs::write(place.path("later.toml"), LAB.replace("2023-01-01", "2023-02-01").replace("Small", "Later")).unwrap();
    for (arguments, message) in [
        (
            &["compare", "small.toml"][..],
            "error: there is nothing to compare: small.toml has no policies\n  add a table [policies.NAME] to it, or give a second file\n",
        ),
        (
            &["compare", "lab.toml", "--policy", "clam"],
            "error: there is no policy `clam` in lab.toml\n  there are nothing, calm, dearer-calm, refresh\n",
        ),
        (
            &["compare", "lab.toml", "later.toml"],
            "error: the files cannot be compared trial by trial, since they do not agree:\n  \
             start: 2023-01-01 in lab.toml, 2023-02-01 in later.toml\n  \
             horizon: 2025-01-01 in lab.toml, 2025-02-01 in later.toml\n",
        ),
    ] {
        let output = place.run(arguments);
        assert_eq!((output.status.code(), stderr(&output), stdout(&output)), (Some(2), message, ""));
    }
    assert!(!place.path("results").exists());
}

#[test]
fn long_names_and_many_policies_keep_within_the_page() {
    let place = place();
    // The prices are in money, and so is pay.
    let mut text = LAB.replace("[roster.generate]\nteams = 2\nteam_size = 5", "[roster]\nfile = \"paid.csv\"");
    let people = (0..10).fold("id,team,pay\n".to_owned(), |rows, k| rows + &format!("p{k},t{},250000\n", k % 2));
    fs::write(place.path("paid.csv"), people).unwrap();
    for k in 0..8 {
        let name = format!("a-policy-with-a-long-name-that-ends-in-{k}");
        writeln!(text, "[policies.{name}]\nkind = \"effect\"\nratio = 0.{}\ncost_once = {}", k + 2, 1_234_567 * k).unwrap();
    }
    fs::write(place.path("many.toml"), text).unwrap();
    let output = place.run(&["compare", "many.toml", "--trials", "2000"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
    let plain = place.run(&["compare", "many.toml", "--trials", "2000", "--format", "plain"]);
    assert!(stdout(&plain).contains("\nkept a-policy-with-a-long-name-that-ends-in-7 2025-01-01 "), "{}", stdout(&plain));
}

#[test]
fn a_precision_is_reached_or_not() {
    let place = place();
    let document = json(&place, &["--policy", "calm", "--precision", "0.1"]);
    assert_eq!(document["stopped"], "precision");
    assert!(document["precision"]["half_width"].as_f64().unwrap() < 0.1);
    let document = json(&place, &["--policy", "calm", "--precision", "0.001", "--trials", "1000"]);
    assert_eq!(document["stopped"], "trials");
}

/// An assertion in TOML.
fn assert(policy: &str, than: &str, metric: &str, op: &str, value: f64) -> String {
    let than = if than.is_empty() { String::new() } else { format!("than = \"{than}\"\n") };
    format!("[[assert]]\npolicy = \"{policy}\"\n{than}metric = \"{metric}\"\nstat = \"mean\"\nop = \"{op}\"\nvalue = {value}\n")
}

/// Exit code, and the lines of the verdicts.
fn verdicts(asserts: &[String], further: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let place = place();
    fs::write(place.path("held.toml"), LAB.to_owned() + &asserts.concat()).unwrap();
    let output = place.run(&[&["compare", "held.toml", "--format", "plain"], further].concat());
    let lines = stdout(&output).lines().filter_map(|line| line.strip_prefix("assert ").map(str::to_owned)).collect();
    (output.status.code(), lines, stderr(&output).to_owned())
}

#[test]
fn assertions_are_of_policies_and_of_differences() {
    let asserts = [
        assert("none", "", "retained", "<", 6.0),
        assert("calm", "", "retained", ">", 6.0),
        assert("calm", "none", "retained", ">", 1.5),
        assert("calm", "dearer-calm", "retained", ">", 0.1),
        assert("none", "calm", "cost", "<", -3.0),
        assert("calm", "", "cost", "<", 4.0),
    ];
    let (code, lines, said) = verdicts(&asserts, &[]);
    let claims = [
        "retained mean 2025-01-01 < 6",
        "calm: retained mean 2025-01-01 > 6",
        "calm less none: retained mean 2025-01-01 > 1.5",
        "calm less dearer-calm: retained mean 2025-01-01 > 0.1",
        "none less calm: cost mean 2025-01-01 < -3",
        "calm: cost mean 2025-01-01 < 4",
    ];
    assert_eq!((code, lines.len(), said.as_str()), (Some(0), claims.len(), ""), "{lines:?}");
    for (line, claim) in lines.iter().zip(claims) {
        assert!(line.starts_with(&format!("PASS {claim}: ")), "{line}");
    }
}

#[test]
fn assertions_decide_how_the_program_exits() {
    let near = |value: f64| assert("calm", "none", "retained", ">", value);
    assert_eq!(verdicts(&[near(3.0)], &[]).0, Some(1));
    let found = verdicts(&[near(1.5)], &["--trials", "8"]);
    assert_eq!(found.0, Some(3), "{found:?}");
    // What was not compared cannot be judged, and that is said.
    let (code, lines, said) = verdicts(&[near(3.0)], &["--policy", "refresh"]);
    assert_eq!((code, lines.len()), (Some(0), 0));
    assert_eq!(said, "note: 1 of the files' [[assert]] is not checked: about policies that are not\n  compared\n");
}
