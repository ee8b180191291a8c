//! Assertions and precision: what results are held to, and how the program exits.

use std::fs;

use super::commands::{Place, stderr, stdout};
use crate::fixtures::without_key;

/// Three people at 0.6 exits a year for half a year: mean retained 3 exp(-0.6 * 181 / 365.25) = 2.228, sd 0.757.
fn with_asserts(asserts: &[(&str, &str, &str, f64)]) -> Place {
    let place = Place::new();
    let mut text = fs::read_to_string(place.path("small.toml")).unwrap();
    for (metric, stat, op, value) in asserts {
        let assert = format!("[[assert]]\nmetric = \"{metric}\"\nstat = \"{stat}\"\nop = \"{op}\"\nvalue = {value}\n");
        text.push_str(&assert);
    }
    fs::write(place.path("held.toml"), text).unwrap();
    place
}

/// Exit code, and the lines of the verdicts.
fn verdicts(place: &Place, further: &[&str]) -> (Option<i32>, Vec<String>) {
    let output = place.run(&[&["run", "held.toml", "--format", "plain"], further].concat());
    let lines = stdout(&output).lines().filter_map(|line| line.strip_prefix("assert ").map(str::to_owned)).collect();
    (output.status.code(), lines)
}

#[test]
fn assertions_that_hold() {
    let place = with_asserts(&[("retained", "mean", ">", 2.0), ("retained", "p10", ">=", 1.0), ("exits", "p90", "<=", 2.0)]);
    let (code, lines) = verdicts(&place, &["--trials", "20000"]);
    assert_eq!(code, Some(0));
    let expected = [
        "PASS retained mean 2023-07-01 > 2: 2.24, 99 % interval 2.22 to 2.26",
        "PASS retained p10 2023-07-01 >= 1: 1, certain at 99 %",
        "PASS exits p90 2023-07-01 <= 2: 2, certain at 99 %",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_failure_weighs_more_than_doubt() {
    let place = with_asserts(&[("retained", "mean", ">", 2.23), ("retained", "sd", "<", 0.5)]);
    let (code, lines) = verdicts(&place, &[]);
    assert_eq!(code, Some(1));
    assert!(lines[0].starts_with("INCONCLUSIVE retained mean 2023-07-01 > 2.23: 2.25, 99 % interval 2.15 to 2.36"), "{lines:?}");
    assert!(lines[1].starts_with("FAIL retained sd 2023-07-01 < 0.5: 0.76, 99 % interval 0.69 to 0.83"), "{lines:?}");
}

#[test]
fn doubt_exits_3_and_more_trials_decide() {
    let place = with_asserts(&[("retained", "mean", ">", 2.2)]);
    assert_eq!(verdicts(&place, &["--trials", "100"]).0, Some(3));
    assert_eq!(verdicts(&place, &["--trials", "100000"]).0, Some(0));
}

#[test]
fn what_no_trial_saw_is_not_taken_for_impossible() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let rare = text.replace("hazard_per_year = 0.4", "hazard_per_year = 1e-7").replace("hazard_per_year = 0.2", "hazard_per_year = 0");
    let assert = |stat: &str, op: &str, value: f64, at: &str| {
        format!("[[assert]]\nmetric = \"retained\"\nstat = \"{stat}\"\n{at}op = \"{op}\"\nvalue = {value}\n")
    };
    let start = "at = 2023-01-01\n";
    let held = rare + &assert("mean", ">=", 3.0, "") + &assert("mean", ">", 2.9, "") + &assert("mean", ">=", 3.0, start);
    fs::write(place.path("held.toml"), held).unwrap();
    let (code, lines) = verdicts(&place, &["--trials", "1000"]);
    assert_eq!(code, Some(3));
    // 3 ln(100) / 1000 = 0.014.
    let expected = [
        "INCONCLUSIVE retained mean 2023-07-01 >= 3: 3, 99 % interval 2.986 to 3.000",
        "PASS retained mean 2023-07-01 > 2.9: 3, 99 % interval 2.986 to 3.000",
        "PASS retained mean 2023-01-01 >= 3: 3, certain at 99 %",
    ];
    assert_eq!(lines, expected);
    let output = place.run(&["run", "held.toml", "--trials", "1000"]);
    let said = "Monte Carlo error: 1,000 trials agree; they may miss what happens less often\nthan once in 333.\n";
    assert!(stdout(&output).contains(said), "{}", stdout(&output));
}

#[test]
fn of_few_trials_no_number_leaves_its_range() {
    for (scenario, roster) in [("llama", 14.0), ("new-lab", 38.0)] {
        for trials in ["12", "16", "40"] {
            let place = Place::new();
            let file = &format!("{}/scenarios/{scenario}.toml", env!("CARGO_MANIFEST_DIR"));
            let output = place.run(&["compare", file, "--trials", trials, "--out", "compare"]);
            let (text, out) = (stdout(&output), "compare/comparison.csv");
            assert!(!text.is_empty(), "{}", stderr(&output));
            for row in fs::read_to_string(place.path(out)).unwrap().lines().skip(1) {
                let cells: Vec<&str> = row.split(',').collect();
                // Where few draws agree, the error is not known.
                if cells[7].is_empty() {
                    continue;
                }
                let number = |column: usize| cells[column].parse::<f64>().unwrap();
                let [least, most] = match cells[4] {
                    "retained" => [-roster, roster],
                    "months_gained" => [-120.0, 120.0],
                    "cost" => [0.0, f64::INFINITY],
                    _ => [0.0, roster],
                };
                assert!(least <= number(8) && number(8) <= number(6) && number(6) <= number(9) && number(9) <= most, "{row}");
            }
            let output = place.run(&["run", file, "--trials", trials, "--out", "run"]);
            let text = stdout(&output);
            let summary = fs::read_to_string(place.path("run/summary.csv")).unwrap();
            let of = |stat: &str| {
                let rows = || summary.lines().map(|row| row.split(',').collect::<Vec<_>>());
                let row = rows().rfind(|row| row[3] == "retained" && row[4] == "all" && row[6] == stat).unwrap();
                [row[7], row[8]].map(|cell| cell.parse::<f64>().unwrap())
            };
            // The headline is the median, to within its error.
            let ([median, mcse], [mean, _]) = (of("p50"), of("mean"));
            let said: f64 = text.split("about ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
            assert!((said - median).abs() <= mcse.max(0.5), "{said} for {median} and {mean}: {text}");
            // Whatever has a margin stays with it in what it can be.
            for part in text.split("(± ").skip(1).filter_map(|part| part.split_once(" %)")) {
                assert!(part.0.parse::<f64>().unwrap() <= 50.0, "{text}");
            }
            let (_, error) = text.split_once("Monte Carlo error: the mean ").unwrap();
            let margin = error.split(" (95 %)").next().unwrap();
            let width = margin.split_once("± ").map_or(0.0, |(_, width)| width.parse::<f64>().unwrap());
            assert!(mean - width >= -0.5 && mean + width <= roster + 0.5, "{margin}");
        }
    }
}

#[test]
fn few_trials_do_not_pass_what_is_not_so() {
    // Twelve people: the 10th percentile is 7, the 95th 12.
    let people: String = (1..=12).map(|k| format!("[[researchers]]\nid = \"p{k}\"\n")).collect::<Vec<_>>().concat();
    let assert = |stat: &str, op: &str, value: u32| {
        format!("[[assert]]\nmetric = \"retained\"\nstat = \"{stat}\"\nop = \"{op}\"\nvalue = {value}\n")
    };
    let text = format!(
        "name = \"Q\"\nstart = 2027-01-01\nhorizon = \"1 year\"\n{people}[channels.lab]\nhazard_per_year = {{ median = 0.2, p95 = 0.5 }}\n{}{}",
        assert("p10", ">=", 8),
        assert("p95", "<=", 11)
    );
    let place = Place::new();
    fs::write(place.path("held.toml"), text).unwrap();
    assert_eq!(verdicts(&place, &["--trials", "20000"]).1.len(), 2);
    assert!(verdicts(&place, &["--trials", "20000"]).1.iter().all(|line| line.starts_with("FAIL ") && line.contains("certain at 99 %")));
    // At 99 % one claim in two hundred may pass, by chance.
    let passed = |trials: &str| {
        let lines = (1..=20).flat_map(|seed| verdicts(&place, &["--trials", trials, "--seed", &seed.to_string()]).1);
        lines.filter(|line| line.starts_with("PASS ")).count()
    };
    assert_eq!(["4", "10", "20", "40"].map(passed), [0; 4]);
    let lines = verdicts(&place, &["--trials", "4"]).1;
    assert!(lines.iter().all(|line| line.starts_with("INCONCLUSIVE ")), "{lines:?}");
}

#[test]
fn verdicts_stand_in_table_and_json() {
    let place = with_asserts(&[("retained", "mean", ">", 2.0)]);
    let output = place.run(&["run", "held.toml"]);
    let table = stdout(&output);
    assert!(table.contains("\nPASS retained mean 2023-07-01 > 2: 2.25, 99 % interval 2.15 to 2.36\n"), "{table}");
    let output = place.run(&["run", "held.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(json["assertions"][0]["claim"], "retained mean 2023-07-01 > 2");
    assert_eq!(json["assertions"][0]["verdict"], "PASS");
    assert!(json["assertions"][0]["low"].as_f64().unwrap() > 2.0);
}

#[test]
fn precision_stops_where_it_is_reached_and_says_so() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "--precision", "0.05"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // sd 0.757: 2,048 trials give 0.757 / sqrt(2048) * 2.87 = 0.048 at the third look.
    let expected =
        "Precision of ± 0.05 asked for and reached (± 0.05 after 3 looks, 95 % for all\nlooks together), so no more trials were run.\n";
    assert!(stdout(&output).contains(expected), "{}", stdout(&output));
    assert!(stdout(&output).contains("after 2,048 trials"), "{}", stdout(&output));
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(place.path("results/small/run/manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["stopped"], &manifest["precision"]["looks"]), (&"precision".into(), &3.into()));
}

#[test]
fn precision_that_is_not_reached_within_the_trials_says_so() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "--precision", "0.001", "--trials", "1000"]);
    assert_eq!(output.status.code(), Some(0));
    let expected = "Precision of ± 0.001 asked for, not reached within 1,000 trials (± 0.07 after 2\n\
                    looks, 95 % for all looks together); give more with --trials.\n";
    assert!(stdout(&output).contains(expected), "{}", stdout(&output));
}

#[test]
fn one_trial_is_no_precision() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "--precision", "1", "--trials", "1"]);
    let expected = "Precision of ± 1 asked for, not reached within 1 trial (± unknown after 1 look,\n\
                    95 % for all looks together); give more with --trials.\n";
    assert!(stdout(&output).contains(expected), "{}", stdout(&output));
}

#[test]
fn nobody_seen_to_leave_is_no_precision() {
    let place = Place::new();
    let rare = ["--set", "channels.lab.hazard_per_year=1e-9", "--set", "channels.startup.hazard_per_year=0"];
    let output = place.run(&[&["run", "small.toml", "--precision", "0.01"][..], &rare].concat());
    // Three people and ln(1 / level): 512 and 1,024 trials may have missed 0.022 and 0.014, 2,048 no more than 0.0081.
    let expected =
        "Precision of ± 0.01 asked for and reached (± 0.009 after 3 looks, 95 % for all\nlooks together), so no more trials were run.\n";
    assert!(stdout(&output).contains(expected), "{}", stdout(&output));
}

#[test]
fn the_numbers_of_a_precision_are_those_of_so_many_trials() {
    let place = Place::new();
    place.run(&["run", "small.toml", "--precision", "0.05", "--per-trial", "--threads", "5", "--out", "a"]);
    place.run(&["run", "small.toml", "--trials", "2048", "--per-trial", "--threads", "1", "--out", "b"]);
    for file in ["summary.csv", "distribution.csv", "destinations.csv", "trials.csv"] {
        let read = |folder: &str| without_key(&fs::read_to_string(place.path(folder).join(file)).unwrap());
        assert!(read("a") == read("b"), "{file}");
    }
}

#[test]
fn a_precision_of_nothing_and_of_a_shard_are_wrong_usage() {
    let place = Place::new();
    let refused = |arguments: &[&str], expected: &str| {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    };
    refused(&["run", "small.toml", "--precision", "0"], "expected a positive number of people such as 0.05");
    refused(&["run", "small.toml", "--precision", "-1"], "expected a positive number of people such as 0.05");
    for count in ["--trials", "--seed", "--threads"] {
        refused(&["run", "small.toml", count, "-1"], "expected a whole number such as 20000 or 20_000");
    }
    for count in ["--trial", "--events"] {
        refused(&["run", "small.toml", count, "-1"], "expected a whole number such as 20000 or 20_000");
    }
    refused(
        &["explain", "small.toml", "--researcher", "a", "--at", "2023-01-01", "--trial", "-1"],
        "expected a whole number such as 20000",
    );
    refused(&["run", "small.toml", "--precision", "nan"], "expected a positive number of people such as 0.05");
    refused(&["run", "small.toml", "--precision", "1", "--shard", "1/2"], "cannot be used with '--shard <I/N>'");
    refused(&["run", "small.toml", "--shard", "3/2"], "there is no shard 3 of 2: shards count from 1 to 2");
}
