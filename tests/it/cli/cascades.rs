//! `cascades.csv`: who moves whom.

use std::collections::BTreeMap;
use std::fs;

use stayput::internals::simulate::{Model, Simulator, World};

use super::commands::{Place, stderr};
use super::events::EVENTFUL;

/// Two people in two teams: one leaves on a known day, which makes the other three times as likely to leave.
const TWO: &str = r#"
name = "Two"
start = 2023-01-01
horizon = "12 months"
trials = 2000
seed = 3
[[researchers]]
id = "a"
team = "left"
last_day = 2023-07-02
last_channel = "lab"
[[researchers]]
id = "b"
team = "right"
[channels.lab]
hazard_per_year = 0.5
[contagion]
ratio = 3.0
half_life = "never"
across = 1.0
[privacy]
min_group = 1
reason = "nobody of them exists"
"#;

fn run(place: &Place, arguments: &[&str]) {
    let output = place.run(&[&["run", "lab.toml", "-q"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// The rows of a folder, as columns by name.
fn rows(place: &Place, folder: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(place.path(folder).join("cascades.csv")).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

fn place(text: &str) -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), text).unwrap();
    place
}

/// The mean of exits with and less those without what exits do, over one trial in four of the first so many.
fn due_to_cascades(text: &str, trials: u64) -> f64 {
    let scenario = crate::fixtures::read(text);
    let model = Model::new(&scenario, scenario.seed);
    let twice: Vec<u64> = (0..trials).filter(|trial| trial.is_multiple_of(4)).collect();
    let exits = |trial: &u64| {
        let world = World::new(&model, trial / model.replications);
        let mut simulator = Simulator::new(&model, &world);
        let on = simulator.run(&world, *trial).exits_until(model.horizon());
        on as f64 - simulator.run_without_interaction(&world.without_interaction()).exits_until(model.horizon()) as f64
    };
    twice.iter().map(exits).sum::<f64>() / twice.len() as f64
}

#[test]
fn one_who_leaves_on_a_known_day_moves_the_other_as_computed_by_hand() {
    let place = place(TWO);
    run(&place, &["--out", "out"]);
    let rows = rows(&place, "out");
    let told: Vec<[&str; 4]> = rows.iter().map(|row| ["by", "from", "to", "trials"].map(|column| row[column].as_str())).collect();
    assert_eq!(told, [["team", "team:left", "team:right", "500"]]);
    // Gone by the end with a hazard of 0.5 until the day and 1.5 from then on, less gone with 0.5 all the time.
    let (day, end) = (182.0 / 365.25, 365.0 / 365.25);
    let expected = (-0.5_f64 * end).exp() - (-0.5_f64 * day - 1.5 * (end - day)).exp();
    let (exits, mcse) = (number(&rows[0], "exits"), number(&rows[0], "mcse"));
    assert!((exits - expected).abs() < 3.0 * mcse && mcse < 0.03, "{exits} ± {mcse}, {expected}");
    // A share of the trials: its error is that of a probability.
    assert!((mcse - (exits * (1.0 - exits) / 499.0).sqrt()).abs() < 1e-12, "{mcse}");
    assert!((exits - due_to_cascades(TWO, 2000)).abs() < 1e-12);
}

#[test]
fn two_who_leave_on_one_day_move_the_third_alike_and_by_their_ties() {
    let third = "[[researchers]]\nid = \"c\"\nteam = \"middle\"\nlast_day = 2023-07-02\nlast_channel = \"lab\"\n[channels.lab]";
    let text = TWO.replace("[channels.lab]", third);
    let place = place(&text);
    run(&place, &["--out", "out"]);
    let rows = rows(&place, "out");
    let to_right = |from: &str| rows.iter().find(|row| row["from"] == from && row["to"] == "team:right").map(|row| number(row, "exits"));
    assert_eq!(rows.len(), 2);
    assert_eq!(to_right("team:left"), to_right("team:middle"));
    assert!((2.0 * to_right("team:left").unwrap() - due_to_cascades(&text, 2000)).abs() < 1e-9);
}

#[test]
fn all_pairs_add_up_to_the_exits_due_to_cascades() {
    let text = EVENTFUL.to_owned() + "[privacy]\nmin_group = 1\nreason = \"nobody of them exists\"\n";
    let place = place(&text);
    run(&place, &["--out", "out"]);
    let expected = due_to_cascades(&text, 603);
    let rows = rows(&place, "out");
    assert!(expected > 0.3 && rows.iter().all(|row| row["trials"] == "151"), "{expected}");
    let sum: f64 = rows.iter().filter(|row| row["by"] == "team").map(|row| number(row, "exits")).sum();
    assert!((sum - expected).abs() < 1e-9, "{sum}, {expected}");
    // By team, those of the own team move most.
    let between =
        |from: &str, to: &str| rows.iter().find(|row| row["from"] == from && row["to"] == to).map_or(0.0, |row| number(row, "exits"));
    let teams: Vec<&str> = rows.iter().filter(|row| row["by"] == "team").map(|row| row["to"].as_str()).collect();
    assert!(between(teams[0], teams[0]) > 0.0);
}

#[test]
fn the_file_has_the_same_bytes_on_any_threads_and_shards() {
    let text = EVENTFUL.to_owned() + "[privacy]\nmin_group = 1\nreason = \"nobody of them exists\"\n";
    let place = place(&text);
    for threads in ["1", "5"] {
        run(&place, &["--threads", threads, "--out", threads]);
    }
    for shard in 1..=3 {
        run(&place, &["--shard", &format!("{shard}/3"), "--out", &format!("part-{shard}")]);
    }
    let merged = place.run(&["merge", "part-2", "part-3", "part-1", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    let read = |folder: &str| fs::read(place.path(folder).join("cascades.csv")).unwrap();
    assert!(read("1") == read("5") && read("1") == read("merged"));
}

#[test]
fn groups_that_are_not_told_are_told_together_or_not_at_all() {
    // Two teams of five: both are told. One of five and three of three: the nine are together.
    let text = EVENTFUL.replace("teams = 2\nteam_size = 5", "teams = 1\nteam_size = 5");
    let place = place(&text);
    run(&place, &["--out", "out"]);
    // One team is all: nothing is told of it that is not told of all.
    assert!(!place.path("out/cascades.csv").exists());
}
