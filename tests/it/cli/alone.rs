//! `run.json`, `comparison.json` and `paths.csv`: what a page of results is made of besides the tables of numbers.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr, stdout};
use super::events::EVENTFUL;

fn run(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

fn document(place: &Place, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(place.path(file)).unwrap()).unwrap()
}

/// The rows of a CSV file as columns by name.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(place.path(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// What a printed document has, but for these keys and its form.
fn without(mut printed: Value, keys: &[&str]) -> Value {
    let object = printed.as_object_mut().unwrap();
    object.remove("format").unwrap();
    for key in keys {
        drop(object.remove(*key).unwrap());
    }
    printed
}

#[test]
fn run_json_is_the_printed_document_without_what_other_files_hold() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let claim = "[[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nat = \"6 months\"\nop = \">=\"\nvalue = 1\n";
    fs::write(place.path("small.toml"), text + claim).unwrap();
    let arguments = ["run", "small.toml", "--out", "out", "--individuals", "--events", "3", "--format"];
    let printed: Value = serde_json::from_str(&run(&place, &[&arguments[..], &["json"]].concat())).unwrap();
    let mut file = document(&place, "out/run.json");
    assert_eq!(file["format"], "stayput-run-file/1");
    let left_out = ["curves", "distribution", "destinations", "researchers", "folder", "files"];
    assert_eq!(without(printed, &left_out), without(file.take(), &[]));
    // Every sentence below the tables is in the table's own words, in its order.
    let file = document(&place, "out/run.json");
    let table = run(&place, &[&arguments[..], &["table"]].concat()).replace('\n', " ");
    let mut rest = table.as_str();
    let notes: Vec<&str> = file["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect();
    for note in &notes {
        let place = rest.find(note).unwrap_or_else(|| panic!("{note}\n{rest}"));
        rest = &rest[place + note.len()..];
    }
    assert!(notes.first().unwrap().starts_with("Luck alone spreads") && notes.last().unwrap().starts_with("events.csv tells"), "{notes:?}");
    assert!(table.contains(file["assertions"][0]["line"].as_str().unwrap()));
    assert_eq!(file["hindsight"], false);
}

#[test]
fn comparison_json_is_the_printed_document_without_the_folder() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let policy = "[policies.perk]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 1.0\n\
                  [[assert]]\npolicy = \"perk\"\nthan = \"none\"\nmetric = \"retained\"\nstat = \"mean\"\nat = \"6 months\"\nop = \">=\"\nvalue = 0\n";
    fs::write(place.path("small.toml"), text + policy).unwrap();
    let arguments = ["compare", "small.toml", "--out", "out", "--format"];
    let printed: Value = serde_json::from_str(&run(&place, &[&arguments[..], &["json"]].concat())).unwrap();
    let file = document(&place, "out/comparison.json");
    assert_eq!((&file["format"], &file["money"]), (&Value::from("stayput-compare-file/1"), &Value::from("years' pay")));
    assert_eq!(without(printed, &["folder", "files"]), without(file.clone(), &[]));
    let table = run(&place, &[&arguments[..], &["table"]].concat()).replace('\n', " ");
    let remarks = file["remarks"].as_array().unwrap();
    assert!(remarks.iter().any(|remark| remark.as_str().unwrap().starts_with("Monte Carlo error: ")), "{remarks:?}");
    for remark in remarks.iter().chain(file["notes"].as_array().unwrap()) {
        assert!(table.contains(remark.as_str().unwrap()), "{remark}\n{table}");
    }
    assert!(table.contains(file["assertions"][0]["line"].as_str().unwrap()));
    // With pay in money, amounts are called otherwise.
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let paid = text.replace("id = \"r-", "pay = 100_000\nid = \"r-") + "[pay]\nelasticity = 1.0\n";
    fs::write(place.path("paid.toml"), paid).unwrap();
    run(&place, &["compare", "paid.toml", "--out", "paid"]);
    assert_eq!(document(&place, "paid/comparison.json")["money"], "money as in pay");
}

#[test]
fn paths_are_those_of_the_first_trials_on_any_threads() {
    let place = Place::new();
    fs::write(place.path("lab.toml"), EVENTFUL).unwrap();
    for threads in ["1", "5"] {
        run(&place, &["run", "lab.toml", "-q", "--per-trial", "--threads", threads, "--out", threads]);
    }
    for file in ["paths.csv", "run.json"] {
        assert!(fs::read(place.path("1").join(file)).unwrap() == fs::read(place.path("5").join(file)).unwrap(), "{file}");
    }
    let (paths, trials) = (rows(&place, "1/paths.csv"), rows(&place, "1/trials.csv"));
    let dates = 19;
    assert_eq!(paths.len(), 50 * dates);
    for (path, trial) in paths.chunks(dates).zip(&trials) {
        assert!(path.iter().all(|row| row["trial"] == trial["trial"] && row["run"] == trial["run"]));
        assert_eq!((&path[0]["retained"], &path[0]["date"]), (&"10".to_owned(), &"2023-01-01".to_owned()));
        assert_eq!((&path[dates - 1]["retained"], &path[dates - 1]["month"]), (&trial["retained"], &"18".to_owned()));
    }
    // People come back and are counted again.
    let counts: Vec<u32> = paths.iter().map(|row| row["retained"].parse().unwrap()).collect();
    assert!(counts.chunks(dates).any(|path| path.windows(2).any(|pair| pair[1] > pair[0])));
}

#[test]
fn paths_of_all_trials_average_to_the_summary() {
    let place = Place::new();
    fs::write(place.path("lab.toml"), EVENTFUL).unwrap();
    run(&place, &["run", "lab.toml", "-q", "--trials", "30", "--out", "out"]);
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in rows(&place, "out/paths.csv") {
        let (sum, trials) = sums.entry(row["date"].clone()).or_default();
        *sum += row["retained"].parse::<f64>().unwrap();
        *trials += 1.0;
    }
    let summary = rows(&place, "out/summary.csv");
    let is_mean = |row: &&BTreeMap<String, String>| [&row["metric"], &row["group"], &row["stat"]] == ["retained", "all", "mean"];
    let means: Vec<&BTreeMap<String, String>> = summary.iter().filter(is_mean).collect();
    assert_eq!(means.len(), sums.len());
    for row in means {
        let (sum, trials) = sums[&row["date"]];
        assert_eq!(trials, 30.0);
        assert!((sum / trials - row["value"].parse::<f64>().unwrap()).abs() < 1e-12, "{row:?}");
    }
}

#[test]
fn a_shard_with_other_paths_than_its_own_is_refused() {
    let place = Place::new();
    for shard in ["1", "2"] {
        run(&place, &["run", "small.toml", "-q", "--trials", "60", "--shard", &format!("{shard}/2"), "--out", shard]);
    }
    let state = fs::read_to_string(place.path("2/state.json")).unwrap();
    let expected = "\"paths\":{\"first\":30,\"retained\":[[3,";
    assert!(state.contains(expected), "{}", &state[state.len() - 400..]);
    for changed in [
        "\"paths\":{\"first\":31,\"retained\":[[3,",
        "\"paths\":{\"first\":30,\"retained\":[[4,",
        "\"paths\":{\"first\":30,\"retained\":[[3,3,",
    ] {
        let part = stayput::Part::from_json(&state.replace(expected, changed));
        assert_eq!(part.unwrap_err().to_string(), "its counts cannot be those of a shard");
    }
    // Without any, as of a shard that was interrupted while it told them, the merged run has none either.
    let parts = [fs::read_to_string(place.path("1/state.json")).unwrap(), state[..state.find(",\"told_again\"").unwrap()].to_owned() + "}"];
    let parts = parts.map(|json| stayput::Part::from_json(&json).unwrap());
    stayput::merge(&parts).unwrap().write(place.path("merged")).unwrap();
    assert!(place.path("merged/run.json").exists() && !place.path("merged/paths.csv").exists());
}
