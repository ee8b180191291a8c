//! The column `run`: one key for the rows of one run, however it was made, and another for every other.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr};

/// Runs a command that writes to `out`, and gives the key that every row of every CSV file has, which the manifest has too.
fn key(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[arguments, &["-q", "--out", "out"]].concat());
    assert!(output.status.code() == Some(0), "{arguments:?}: {}", stderr(&output));
    let manifest: Value = serde_json::from_str(&fs::read_to_string(place.path("out/manifest.json")).unwrap()).unwrap();
    let key = manifest["run"].as_str().unwrap().to_owned();
    let files = fs::read_dir(place.path("out")).unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "csv")) {
        let mut rows = csv::Reader::from_path(&path).unwrap();
        assert_eq!(&rows.headers().unwrap()[0], "run", "{}", path.display());
        assert!(rows.records().all(|row| row.unwrap()[0] == *key), "{}", path.display());
    }
    assert!(key.len() == 13 && key.starts_with('r'), "{key}");
    key
}

#[test]
fn what_results_depend_on_changes_the_key_and_nothing_else_does() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap() + "\n[policies.perk]\nkind = \"effect\"\nratio = 0.5\n";
    fs::write(place.path("small.toml"), &text).unwrap();
    let run = ["run", "small.toml", "--trials", "20", "--seed", "3"];
    let one = key(&place, &run);
    for same in [&["--threads", "2"][..], &["--per-trial", "--events", "3"], &["--csv", "standard"], &["--format", "json"]] {
        assert_eq!(key(&place, &[&run[..], same].concat()), one, "{same:?}");
    }
    fs::create_dir(place.path("elsewhere")).unwrap();
    fs::write(place.path("elsewhere/small.toml"), &text).unwrap();
    assert_eq!(key(&place, &["run", "elsewhere/small.toml", "--trials", "20", "--seed", "3"]), one, "where a file lies is nothing of it");
    let mut keys = BTreeSet::from([one]);
    let others: [&[&str]; 8] = [
        &["run", "small.toml", "--trials", "21", "--seed", "3"],
        &["run", "small.toml", "--trials", "20", "--seed", "4"],
        &["run", "small.toml", "--trials", "20", "--seed", "3", "--policy", "perk"],
        &["run", "small.toml", "--trials", "20", "--seed", "3", "--individuals"],
        &["run", "small.toml", "--trials", "20", "--seed", "3", "--precision", "1"],
        &["run", "small.toml", "--trials", "20", "--seed", "3", "--set", "channels.lab.hazard_per_year=0.5"],
        &["compare", "small.toml", "--trials", "20", "--seed", "3"],
        &["compare", "small.toml", "--trials", "20", "--seed", "3", "--individuals"],
    ];
    for other in others {
        assert!(keys.insert(key(&place, other)), "{other:?}");
    }
    fs::write(place.path("small.toml"), text + "# another text\n").unwrap();
    assert!(keys.insert(key(&place, &run)));
}
