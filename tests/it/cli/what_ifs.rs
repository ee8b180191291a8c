//! What may happen, as it is asked about on the command line: what is printed, written and refused.

use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr, stdout};

/// Twelve people of two teams, whose seats are filled again, policies, and what may happen.
const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 2_000
seed = 3

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
[channels.other]
hazard_per_year = 0.05
[contagion]
ratio = 1.3
half_life = "6 months"
[hiring]
time_to_fill = "4 months"

[policies.calm]
kind = "effect"
ratio = 0.5
cost_per_person_year = 0.2

[what_if.rival]
rival = { channel = "lab", on = 2023-03-01, ratio = 2 }
"#;

/// The lab, with its people and some more text.
fn place(further: &str) -> Place {
    let place = Place::new();
    let person = |index: usize| format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{}\"\n", ["a", "b"][index / 6]);
    fs::write(place.path("lab.toml"), LAB.to_owned() + further + &(0..12).map(person).collect::<String>()).unwrap();
    place
}

/// What a command prints that succeeds.
fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(&told(place, &[&["compare", "lab.toml", "--format", "json"], arguments].concat())).unwrap()
}

/// The cells of a row that begin with some cells behind the run's key.
fn row(place: &Place, file: &str, begin: &str) -> Vec<String> {
    let text = fs::read_to_string(place.path("results/lab/compare").join(file)).unwrap();
    let begins = |line: &&str| line.split_once(',').is_some_and(|(_, rest)| rest.starts_with(begin));
    let found: Vec<&str> = text.lines().filter(begins).collect();
    let [one] = found[..] else { panic!("{begin} {found:?}") };
    one.split(',').map(str::to_owned).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

#[test]
fn a_policy_under_a_what_if_is_compared_with_doing_nothing_under_it() {
    let place = place("");
    let document = json(&place, &[]);
    let then = &document["what_ifs"][0]["policies"][0];
    let kept = row(&place, "comparison.csv", "if rival,calm,if rival,retained,2025-01-01");
    assert!((number(&kept[6]) - then["kept"]["value"].as_f64().unwrap()).abs() < 1e-9, "{kept:?} {then}");
    // The same future without the event stays what it was compared with.
    let [beside_none, event] = ["calm,none", "none,none"].map(|begin| {
        let row = row(&place, "comparison.csv", &format!("if rival,{begin},retained,2025-01-01"));
        number(&row[6])
    });
    assert!((beside_none - event - number(&kept[6])).abs() < 1e-9);
    let cost = row(&place, "comparison.csv", "if rival,calm,if rival,cost,");
    let each = row(&place, "costs.csv", "if rival,calm,per_extra_person,");
    assert!((number(&each[4]) - number(&cost[6]) / number(&kept[6])).abs() < 1e-9, "{each:?}");
    assert!((number(&each[4]) - then["cost_per_person_kept"]["value"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!(then["price"], "finite");
    let dictionary = fs::read_to_string(place.path("results/lab/compare/datapackage.json")).unwrap();
    assert!(dictionary.contains("or the name of a what-if, which is doing nothing under it, such as if rival"), "{dictionary}");
}
