//! `stayput calibrate`: what it prints, and the files it leaves.

use std::fs;

use super::commands::{Place, names, stderr, stdout};

const SCENARIO: &str = r#"
name = "Ten"
start = 2024-01-01
horizon = "12 months"
seed = 1
[[researchers]]
id = "p-9"
[history]
file = "history.csv"
until = 2024-01-01
[channels.lab]
hazard_per_year = { median = 0.2, p95 = 0.5, source = "a guess" }
[channels.other]
hazard_per_year = { median = 0.1, p95 = 0.3 }
[heat]
volatility = { median = 0.3, p95 = 0.6 }
half_life = "12 months"
"#;

/// Ten people under observation from 2021 on: one leaves at the end of each of four half-years, six stay for three years.
fn place() -> Place {
    let place = Place::new();
    let mut history = String::from("id,entry,hired,exit,channel\n");
    let exits = ["2021-07-01", "2022-01-01", "2022-07-01", "2023-01-01"];
    history.extend((0..10).map(|k| {
        let (exit, channel) = exits.get(k).map_or(("", ""), |exit| (*exit, "lab"));
        format!("p-{k},2021-01-01,2020-06-01,{exit},{channel}\n")
    }));
    fs::write(place.path("history.csv"), history).unwrap();
    fs::write(place.path("ten.toml"), SCENARIO).unwrap();
    place
}

#[test]
fn a_fit_tells_what_the_history_says_and_leaves_its_files() {
    let place = place();
    let output = place.run(&["calibrate", "ten.toml", "--method", "mle"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    // Days under observation: 181, 365, 546 and 730, and six times 1095.
    assert!(text.starts_with("4 exits in 22.98 person-years of 10 people (10 rows, 10 of them seen only from\n"), "{text}");
    assert!(text.contains("Note: nobody left through other: its hazard is estimated at 0.\n"), "{text}");
    assert!(text.contains("Note: heat's random path is held at 1; the posterior learns it.\n"), "{text}");
    assert!(text.contains("Not learned, since the likelihood does not contain them: heat.volatility.\n"), "{text}");
    assert!(text.ends_with("Files: results/ten\n") && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(names(&place.path("results/ten")), ["calibration.json", "datapackage.json", "estimates.csv", "manifest.json"]);

    let estimates = fs::read_to_string(place.path("results/ten/estimates.csv")).unwrap();
    let rows: Vec<Vec<&str>> = estimates.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][..8], ["parameter", "prior_p05", "prior_median", "prior_p95", "estimate", "se", "low", "high"]);
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap();
    let person_years = f64::from(181 + 365 + 546 + 730 + 6 * 1095) / 365.25;
    assert_eq!((rows[1][0], rows[1][17]), ("channels.lab.hazard_per_year", "a guess"));
    assert!((number(1, 2) - 0.2).abs() < 1e-12 && (number(1, 3) - 0.5).abs() < 1e-12);
    assert!((number(1, 4) * person_years - 4.0).abs() < 1e-9 && (number(1, 5) * person_years - 2.0).abs() < 1e-9);
    // Nobody left through the other channel: an upper limit, at which 1.92 of log-likelihood are lost.
    assert_eq!((number(2, 4), rows[2][5], number(2, 6)), (0.0, "", 0.0));
    assert!((number(2, 7) * person_years - 0.5 * stayput::math::NORMAL_P975.powi(2)).abs() < 1e-6);
    assert_eq!(rows[3][0], "heat.volatility");
    assert!(rows[3][4..17].iter().all(|cell| cell.is_empty()));

    let found: serde_json::Value = serde_json::from_str(&fs::read_to_string(place.path("results/ten/calibration.json")).unwrap()).unwrap();
    assert_eq!((&found["exits"], &found["truncated"], &found["converged"]), (&4.into(), &10.into(), &true.into()));
    assert_eq!((&found["estimates"][1]["standing"], &found["not_learned"][0]), (&"at its lower end".into(), &"heat.volatility".into()));
    let log_likelihood = 4.0 * (4.0 / person_years).ln() - 4.0;
    assert!((found["log_likelihood"].as_f64().unwrap() - log_likelihood).abs() < 1e-9);
}

#[test]
fn any_number_of_threads_leaves_the_same_bytes() {
    let place = place();
    let files = |threads: &str| {
        let output = place.run(&["calibrate", "ten.toml", "--threads", threads, "--out", threads]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        ["estimates.csv", "calibration.json"].map(|name| fs::read(place.path(threads).join(name)).unwrap())
    };
    assert_eq!(files("1"), files("3"));
}

#[test]
fn a_scenario_without_a_history_has_nothing_to_learn_from() {
    let output = Place::new().run(&["calibrate", "small.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: small.toml has no history: give [history] file\n");
}
