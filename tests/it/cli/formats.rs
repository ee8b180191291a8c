//! The forms of a report for programs and screen readers, and the dictionary beside the CSV files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;
use stayput::internals::report::files::dictionary::{self, Kind};
use stayput::internals::report::{NO_POLICY, Run, json, plain};

use super::commands::{Place, names, stderr, stdout};
use super::handmade_estimates::{estimates, manifest, scenario};

/// The rows of a CSV file, as texts by column.
fn rows(path: &Path, delimiter: u8) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let text = fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| header.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect();
    (header, rows)
}

/// A number of a cell, `null` where it is empty.
fn number(cell: &str) -> Value {
    if cell.is_empty() { Value::Null } else { cell.parse::<f64>().unwrap().into() }
}

#[test]
fn json_holds_every_number_of_the_files_to_the_bit() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "--format", "json", "--out", "out"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(document["format"], "stayput-run/1");
    assert_eq!((&document["scenario"], &document["policy"], &document["stopped"]), (&"Small".into(), &"none".into(), &"trials".into()));
    assert_eq!((&document["start"], &document["horizon"]), (&"2023-01-01".into(), &"2023-07-01".into()));
    assert_eq!((&document["seed"], &document["trials"], &document["roster"]), (&1.into(), &400.into(), &3.into()));
    assert!(document["sentence"].as_str().unwrap().starts_with("Of 3, "));
    assert_eq!(document["folder"], "out");

    let mut numbers = 0;
    for row in rows(&place.path("out/summary.csv"), b',').1 {
        let curves = document["curves"].as_array().unwrap();
        let curve = curves.iter().find(|curve| curve["metric"] == *row["metric"] && curve["group"] == *row["group"]).unwrap();
        let point = curve["points"].as_array().unwrap().iter().find(|point| point["date"] == *row["date"]).unwrap();
        let found = &point[&row["stat"]];
        assert_eq!((&found["value"], &found["mcse"]), (&number(&row["value"]), &number(&row["mcse"])), "{row:?}");
        numbers += 1;
    }
    assert!(numbers > 300, "{numbers}");
    for (name, columns) in [
        ("distribution", ["month", "date", "retained", "probability", "mcse"]),
        ("destinations", ["month", "date", "channel", "cumulative_incidence", "mcse"]),
    ] {
        let rows = rows(&place.path(&format!("out/{name}.csv")), b',').1;
        let found = document[name].as_array().unwrap();
        assert_eq!(found.len(), rows.len());
        for (found, row) in found.iter().zip(rows) {
            for column in columns {
                match &found[column] {
                    Value::String(text) => assert_eq!(*text, row[column]),
                    value => assert_eq!(value.as_f64(), number(&row[column]).as_f64(), "{column} of {row:?}"),
                }
            }
        }
    }
    let listed: Vec<&str> = document["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(listed, ["summary.csv", "distribution.csv", "destinations.csv", "paths.csv", "run.json", "datapackage.json"]);
}

#[test]
fn json_and_plain_hold_what_is_said_of_the_horizon_and_of_single_researchers() {
    let place = Place::new();
    for file in ["everything.toml", "roster.csv", "history.csv", "ties.csv"] {
        fs::copy(Path::new("tests/it/mutations/everything").join(file), place.path(file)).unwrap();
    }
    let run = |format: &str| place.run(&["run", "everything.toml", "--individuals", "--format", format, "--out", "out"]);
    let output = run("json");
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    let figures = document["figures"].as_array().unwrap();
    let is_figure = |row: &&BTreeMap<String, String>| ["cascade_share", "further_exits", "pivotal"].contains(&&*row["metric"]);
    let summary = rows(&place.path("out/summary.csv"), b',').1;
    let expected: Vec<&BTreeMap<String, String>> = summary.iter().filter(is_figure).collect();
    assert_eq!(figures.len(), expected.len());
    for (found, row) in figures.iter().zip(expected) {
        assert_eq!((&found["metric"], &found["group"]), (&Value::from(&*row["metric"]), &Value::from(&*row["group"])));
        assert_eq!((&found["mean"]["value"], &found["mean"]["mcse"]), (&number(&row["value"]), &number(&row["mcse"])));
        assert_eq!((&found["date"], &*row["stat"]), (&Value::from(&*row["date"]), "mean"));
    }
    assert_eq!(document["capabilities"][0], serde_json::json!({ "name": "training", "needs": 2, "holders": 3, "shown": true }));
    let competitors: Vec<&Value> = document["destinations"].as_array().unwrap().iter().map(|row| &row["competitor"]).collect();
    assert!(competitors.contains(&&Value::Null) && competitors.contains(&&Value::from("rival")));
    let researchers = rows(&place.path("out/researchers.csv"), b',').1;
    let presence = document["researchers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|person| person["presence"].as_array().unwrap().iter().map(move |there| (&person["id"], there)));
    assert_eq!(presence.clone().count(), researchers.len());
    for ((id, there), row) in presence.zip(&researchers) {
        assert_eq!((id, &there["date"]), (&Value::from(&*row["id"]), &Value::from(&*row["date"])));
        assert_eq!((&there["p_retained"], &there["mcse"]), (&number(&row["p_retained"]), &number(&row["mcse"])));
    }
    let output = run("plain");
    let plain = stdout(&output);
    for start in [
        "retained_voluntary 2025-06-30 mean ",
        "capability_lost capability:training 2025-06-30 mean ",
        "cascade_share 2025-06-30 mean 0.",
        "pivotal capability:keys/id:q-01 2025-06-30 mean 0.",
        "destination lab rival 2025-06-30 share 0.",
        "researcher q-01 2025-06-30 share 0.",
    ] {
        assert!(plain.lines().any(|line| line.starts_with(start)), "{start}\n{plain}");
    }
}

#[test]
fn what_is_not_known_is_null_in_json_and_unknown_in_plain() {
    let scenario = scenario(2, 0);
    let mut estimates = estimates(&scenario, 0.5);
    let point = estimates.curves[0].points.last_mut().unwrap();
    (point.mean.mcse, point.sd.value, point.sd.mcse, point.luck_share) = (f64::NAN, f64::NAN, f64::INFINITY, None);
    let run = Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] };
    let document: Value = serde_json::from_str(&json::render(&run, &manifest(), Path::new("out"))).unwrap();
    let point = &document["curves"][0]["points"][1];
    assert_eq!(point["mean"], serde_json::json!({ "value": 1.0, "mcse": null }));
    assert_eq!(point["sd"], serde_json::json!({ "value": null, "mcse": null }));
    assert_eq!(point["luck_share"], Value::Null);
    assert_eq!(document["destinations"][0]["competitor"], Value::Null);
    let plain = plain::render(&run, &manifest(), Path::new("out"));
    assert!(plain.contains("\nretained 2023-01-06 mean 1 mcse unknown p10 0 p50 1 p90 2\n"), "{plain}");
}

#[test]
fn plain_has_a_fact_a_line() {
    let mut scenario = scenario(2000, 2);
    "rival\nlab".clone_into(&mut scenario.channels[0].name);
    let estimates = estimates(&scenario, 0.95);
    let run = Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] };
    assert_snapshot!(plain::render(&run, &manifest(), Path::new("results/made")), @r"
    answer Of 2,000, about 1,715 are still there on 2023-03-06 (median; mean 1,714.7); 80 % range 1,695 to 1,735.
    stopped trials
    scenario Made, by hand
    policy none
    start 2023-01-01
    horizon 2023-03-06
    roster 2000
    seed 1
    trials_asked 20000
    trials 20000
    draws 5000
    effective_draws 5000
    retained 2023-01-01 mean 2000 mcse 0 p10 2000 p50 2000 p90 2000
    retained 2023-02-01 mean 1900.0 mcse 0.07 p10 1887 p50 1900 p90 1912
    retained 2023-03-01 mean 1805.0 mcse 0.1 p10 1788 p50 1805 p90 1822
    retained 2023-03-06 mean 1714.7 mcse 0.2 p10 1695 p50 1715 p90 1735
    headcount 2023-03-06 mean 1714.7 mcse 0.2 p10 1695 p50 1715 p90 1735
    exits 2023-03-06 mean 285.3 mcse 0.2 p10 265 p50 285 p90 305
    exits channel:rival lab 2023-03-06 mean 213.9 mcse 0.1 p10 196 p50 214 p90 232
    exits channel:startup 2023-03-06 mean 71.3 mcse 0.06 p10 61 p50 71 p90 82
    destination rival lab 2023-03-06 share 0.1070 mcse 0.0001
    destination startup 2023-03-06 share 0.0357 mcse 0.0001
    luck 2023-03-06 sd 1.90 mcse 0.02
    ignorance 2023-03-06 sd 1.40 mcse 0.03
    luck_share 2023-03-06 share 0.65 mcse 0.009
    folder results/made
    ");
}

#[test]
fn plain_goes_without_blocks_and_boxes_and_grep_finds_the_answer() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "--format", "plain", "--color", "always"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert!(stdout(&output).is_ascii(), "{}", stdout(&output));
    assert!(!stdout(&output).contains('\u{1b}'));
    assert_eq!(stdout(&output).lines().filter(|line| line.starts_with("retained 2023-07-01 mean ")).count(), 1);
}

#[test]
fn every_csv_file_has_the_columns_of_its_dictionary_and_cells_of_their_types() {
    let place = Place::new();
    for (dialect, delimiter, encoding, decimal) in
        [("standard", b',', "utf-8", "."), ("excel", b',', "utf-8-sig", "."), ("excel-eu", b';', "utf-8-sig", ",")]
    {
        let output = place.run(&["run", "small.toml", "--per-trial", "--csv", dialect]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let folder = place.path("results/small/run");
        let package: Value = serde_json::from_str(&fs::read_to_string(folder.join("datapackage.json")).unwrap()).unwrap();
        let resources = package["resources"].as_array().unwrap();
        let mut described: Vec<&str> = resources.iter().map(|resource| resource["path"].as_str().unwrap()).collect();
        described.sort_unstable();
        let is_csv = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "csv");
        assert_eq!(described, names(&folder).into_iter().filter(is_csv).collect::<Vec<_>>());
        for resource in resources {
            let path = resource["path"].as_str().unwrap();
            assert_eq!(resource["bytes"], fs::metadata(folder.join(path)).unwrap().len());
            assert_eq!(resource["encoding"], encoding);
            assert_eq!(resource["dialect"]["delimiter"], char::from(delimiter).to_string());
            assert_eq!(resource["schema"]["missingValues"], serde_json::json!([""]));
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let (header, rows) = rows(&folder.join(path), delimiter);
            assert_eq!(header, fields.iter().map(|field| field["name"].as_str().unwrap()).collect::<Vec<_>>(), "{path}");
            assert!(!rows.is_empty());
            for field in fields.iter().filter(|field| field["type"] == "number") {
                assert_eq!(field.get("decimalChar").map_or(".", |decimal| decimal.as_str().unwrap()), decimal, "{path}");
            }
            for field in dictionary::file(path).unwrap().fields {
                for cell in rows.iter().map(|row| row[field.name].as_str()) {
                    let fits = match field.kind {
                        _ if cell.is_empty() => field.may_be_empty,
                        Kind::Text => true,
                        Kind::Date => cell.parse::<jiff::civil::Date>().is_ok(),
                        Kind::Count => cell.parse::<u64>().is_ok(),
                        _ if decimal == "," && cell.contains('.') => false,
                        Kind::Number => cell.replace(decimal, ".").parse::<f64>().is_ok_and(f64::is_finite),
                        Kind::Share => cell.replace(decimal, ".").parse::<f64>().is_ok_and(|share| (0.0..=1.0).contains(&share)),
                    };
                    assert!(fits, "{path}: {} {cell:?}", field.name);
                }
            }
        }
    }
}

#[test]
fn every_column_is_described() {
    for file in dictionary::FILES {
        assert!(file.description.ends_with('.'), "{}", file.name);
        for field in file.fields {
            assert!(!field.description.is_empty() && !field.description.ends_with('.'), "{} {}", file.name, field.name);
            let is_number = matches!(field.kind, Kind::Number | Kind::Share);
            let has_unit = match file.name {
                // Parameters of all units.
                "estimates.csv" | "posterior.csv" => false,
                // Numbers of all metrics, whose units summary.csv has.
                "sweep.csv" => matches!(field.name, "value" | "pairing_gain"),
                "sensitivity.csv" => matches!(field.name, "value" | "value_per_person"),
                "comparison.csv" | "costs.csv" | "acceptability.csv" | "budget.csv" | "mixes.csv" => is_number,
                _ => {
                    matches!(field.kind, Kind::Share)
                        || matches!(field.name, "value" | "retained" | "exits" | "month" | "t_years" | "hazard")
                        || (field.name == "mcse" && file.name != "summary.csv")
                }
            };
            assert_eq!(field.unit.is_some(), has_unit, "{} {}", file.name, field.name);
        }
    }
}
