//! `stayput discover` as it is typed: what it finds, prints, writes, refuses.

use std::fs;

use serde_json::Value;

use super::commands::{Place, in_lines, names, stderr, stdout};

/// Ten people who leave independently of each other at a rate that is not known, up to 731 days; what else is uncertain does nothing.
pub(super) const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 4_000
seed = 3

[roster.generate]
teams = 2
team_size = 5

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6, source = "made up" }

[pay]
elasticity = { mean = 1.0, sd = 0.3 }

[policies.calm]
kind = "effect"
ratio = { low = 0.4, high = 1.0 }
cost_per_person_year = 0.2

[policies.raise]
kind = "raise"
raise = 0.2
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

fn json(place: &Place, when: &str, arguments: &[&str]) -> Value {
    let output = place.run(&[&["discover", "lab.toml", "--format", "json", "--when", when], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).unwrap()
}

/// The mean of a function of a log-normal rate, by the midpoint rule on its quantiles.
fn mean(of_rate: impl Fn(f64) -> f64) -> f64 {
    let sd = 2.0_f64.ln() / 1.644_853_626_951_472_7;
    let steps = 20_000;
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let width = 16.0 / f64::from(steps);
    let z = |k: i32| -8.0 + (f64::from(k) + 0.5) * width;
    (0..steps).map(|k| density(z(k)) * of_rate(0.3 * (sd * z(k)).exp())).sum::<f64>() * width
}

/// The probability that fewer than 5 of 10 are there.
fn fewer_than_5(rate: f64) -> f64 {
    let there = (-rate * 731.0 / 365.25).exp();
    let choose = [1.0, 10.0, 45.0, 120.0, 210.0];
    choose.iter().zip(0..).map(|(choose, k)| choose * there.powi(k) * (1.0 - there).powi(10 - k)).sum()
}

/// Within five standard errors, of which an interval has about four.
fn is_near(share: &Value, exact: f64) {
    let [value, low, high] = ["value", "low", "high"].map(|key| share[key].as_f64().unwrap());
    assert!((value - exact).abs() < 5.0 * (high - low) / 3.92 && low <= value && value <= high && high - low < 0.2, "{share} for {exact}");
}

#[test]
fn trials_of_independent_people_meet_a_condition_as_often_as_the_binomial_says() {
    let place = place();
    let found = json(&place, "retained < 5", &["--by", "trials", "--draws", "1000"]);
    is_near(&found["met"], mean(fewer_than_5));
    // One number acts; the region is above a limit of it, and holds as often as the binomial says above that limit.
    assert_eq!((found["regions"].as_array().unwrap().len(), found["doubtful"].as_f64()), (1, None));
    let region = &found["regions"][0];
    let limits = region["limits"].as_array().unwrap();
    assert_eq!((limits.len(), &limits[0]["number"], &limits[0]["high"]), (1, &Value::from("channels.lab.hazard_per_year"), &Value::Null));
    let limit = limits[0]["low"].as_f64().unwrap();
    let above = |of: &dyn Fn(f64) -> f64| mean(|rate| if rate > limit { of(rate) } else { 0.0 });
    let mass = above(&|_| 1.0);
    is_near(&region["mass"], mass);
    is_near(&region["density"], above(&fewer_than_5) / mass);
    is_near(&region["elsewhere"], (mean(fewer_than_5) - above(&fewer_than_5)) / (1.0 - mass));
    is_near(&region["coverage"], above(&fewer_than_5) / mean(fewer_than_5));
}

#[test]
fn draws_meet_it_by_their_expectation() {
    let place = place();
    let found = json(&place, "retained < 5", &["--draws", "1000", "--replications", "100"]);
    // 10 exp(-rate t) is below 5 where the rate is above ln 2 / t.
    let limit = 2.0_f64.ln() / (731.0 / 365.25);
    is_near(&found["met"], mean(|rate| f64::from(u8::from(rate > limit))));
    let region = &found["regions"][0];
    assert_eq!(region["limits"].as_array().unwrap().len(), 1);
    assert!((region["limits"][0]["low"].as_f64().unwrap() - limit).abs() < 0.02, "{region}");
    assert!(region["density"]["value"].as_f64().unwrap() > 0.9 && region["coverage"]["value"].as_f64().unwrap() > 0.9);
    // The luck of a draw's mean over 100 trials of ten coins: at most 10 * 0.25 / 100.
    let luck = found["luck"].as_f64().unwrap();
    assert!(0.1 < luck && luck < 0.025_f64.sqrt(), "{luck}");
    assert!(found["doubtful"].as_f64().unwrap() < 0.1);
    let sentence = found["sentences"][0].as_str().unwrap();
    assert!(
        sentence
            .starts_with("Fewer than 5 are expected to be still there on 2025-01-01 mostly when channels.lab.hazard_per_year is above 0.3"),
        "{sentence}"
    );
    assert!(found["remarks"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().ends_with("--when \"... with NAME\".")));
}

#[test]
fn what_a_policy_keeps_and_costs_can_be_asked() {
    let place = place();
    let found = json(&place, "kept < 1 at 12 months with calm", &["--draws", "600"]);
    assert_eq!(found["condition"], "kept < 1 at 2024-01-01 with calm");
    let numbers: Vec<&str> = found["regions"][0]["limits"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
    assert!(numbers.contains(&"policies.calm.ratio"), "{numbers:?}");
    assert_eq!(found["numbers_left_out"], 0);
    // What people there cost for two years is more where more are there.
    let cost = json(&place, "cost < 3 with calm", &["--draws", "600"]);
    assert!(cost["sentences"][0].as_str().unwrap().starts_with("calm is expected to cost below 3 years' pay up to 2025-01-01"));
}

#[test]
fn what_is_always_or_never_so_is_said() {
    let place = place();
    for (when, sentence, ended) in [
        ("retained <= 10", "In every parameter draw at most 10 are expected to be still there on 2025-01-01.", "few_do_not"),
        ("retained > 10", "In no parameter draw is it so that more than 10 are expected to be still there on 2025-01-01.", "few_meet"),
    ] {
        let found = json(&place, when, &["--draws", "200", "--replications", "4"]);
        assert_eq!((&found["sentences"][0], &found["ended"]), (&Value::from(sentence), &Value::from(ended)));
        assert!(found["regions"].as_array().unwrap().is_empty());
    }
    // Nothing that is uncertain acts: the luck of a trial alone decides.
    fs::write(place.path("lab.toml"), LAB.replace("{ median = 0.3, p95 = 0.6, source = \"made up\" }", "0.3")).unwrap();
    let found = json(&place, "retained < 6", &["--draws", "400", "--replications", "1"]);
    assert_eq!(found["ended"], "no_better_than_chance");
    let sentence = found["sentences"][0].as_str().unwrap();
    assert!(sentence.starts_with("No number tells when fewer than 6 are expected to be still there on 2025-01-01"), "{sentence}");
}

#[test]
fn threads_change_no_byte_and_another_seed_does() {
    let place = place();
    let files = |arguments: &[&str]| {
        let asked =
            ["discover", "lab.toml", "--when", "retained < 5", "--by", "trials", "--draws", "401", "--replications", "7", "--out", "out"];
        let output = place.run(&[&asked[..], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let read = |name: &str| fs::read_to_string(place.path("out").join(name)).unwrap();
        [stdout(&output).to_owned(), read("discover.csv"), read("discover.json"), read("trajectory.csv"), read("datapackage.json")]
    };
    let one = files(&["--threads", "1"]);
    assert_eq!(one, files(&["--threads", "3"]));
    assert_ne!(one[1], files(&["--seed", "4"])[1]);
}

#[test]
fn it_writes_a_folder_of_its_own_with_every_step() {
    let place = place();
    let output = place.run(&["discover", "lab.toml", "--when", "retained < 5", "--draws", "400"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let folder = place.path("results/lab/discover");
    assert_eq!(names(&folder), ["datapackage.json", "discover.csv", "discover.json", "manifest.json", "trajectory.csv"]);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let package: Value = serde_json::from_str(&read("datapackage.json")).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let fields: Vec<&str> =
            resource["schema"]["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(read(resource["path"].as_str().unwrap()).lines().next().unwrap(), fields.join(","));
    }
    let document: Value = serde_json::from_str(&read("discover.json")).unwrap();
    let trajectory = read("trajectory.csv");
    let rows: Vec<Vec<&str>> = trajectory.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][1..], ["1", "0", "start", "", "", "", "0", "1", rows[0][9], "1", "1", rows[0][12], "1"]);
    assert_eq!(rows.iter().filter(|row| row[1] == "1" && row[7] == "1").count(), 1);
    // Cuts leave ever less, and the last step of the first search is its region.
    let first: Vec<&Vec<&str>> = rows.iter().filter(|row| row[1] == "1").collect();
    let masses: Vec<f64> = first.iter().filter(|row| row[3] == "peel").map(|row| row[8].parse().unwrap()).collect();
    assert!(masses.len() > 10 && masses.windows(2).all(|two| two[1] < two[0]), "{masses:?}");
    let region = &document["regions"][0];
    let last = first.last().unwrap();
    for (column, key) in [(11, "mass"), (12, "density"), (13, "coverage")] {
        assert_eq!(last[column].parse::<f64>().unwrap(), region[key]["value"].as_f64().unwrap());
    }
}

#[test]
fn every_form_keeps_within_its_width() {
    let place = place();
    let table = place.run(&["discover", "lab.toml", "--when", "kept < 1 with calm", "--draws", "400"]);
    assert!(stdout(&table).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&table));
    let plain = place.run(&["discover", "lab.toml", "--when", "kept < 1 with calm", "--draws", "400", "--format", "plain"]);
    assert!(stdout(&plain).starts_with("answer calm is expected to keep fewer than 1 more on 2025-01-01 "), "{}", stdout(&plain));
    assert!(stdout(&plain).lines().any(|line| line.starts_with("limit region 1 policies.calm.ratio above 0.")), "{}", stdout(&plain));
}

#[test]
fn what_cannot_be_asked_is_refused_and_nothing_is_written() {
    let place = place();
    let form = "expected METRIC < VALUE, such as \"retained < 7\", \"retained < 7 at 24 months\" or \"kept < 1 with NAME\"";
    let capabilities = "the scenario has no [capabilities.NAME], so that there is nothing to lose";
    for (when, message) in [
        ("retained", format!("there is no comparison in `retained`\n  {form}")),
        ("retained = 7", "there is no comparison `=`\n  expected <, <=, > or >=".to_owned()),
        ("retained => 7", "there is no comparison `=>`\n  did you mean >=?".to_owned()),
        ("retaind < 7", "there is no metric `retaind`\n  did you mean retained?".to_owned()),
        (
            "people < 7",
            "there is no metric `people`\n  there are retained, headcount, exits, retained_voluntary, productive_headcount, tenure_kept, capability, \
             capability_lost, bus_factor, cost, kept"
                .to_owned(),
        ),
        ("retained < seven", format!("`seven` in `retained < seven` is no number\n  {form}")),
        ("retained < NaN", format!("`NaN` in `retained < NaN` is no number\n  {form}")),
        ("retained <", format!("there is no value in `retained <`\n  {form}")),
        ("retained < 7 at", format!("nothing follows `at` in `retained < 7 at`\n  {form}")),
        ("retained < 7 with calm with raise", format!("`with` stands twice in `retained < 7 with calm with raise`\n  {form}")),
        (
            "retained < 7 at noon",
            "`noon` is no date\n  expected a date such as 2025-01-01, or a time from the start such as 24 months".to_owned(),
        ),
        (
            "retained < 7 at 2024-01-15",
            "there are no results for 2024-01-15\n  results are for the start, each month after it, and the horizon; the nearest are 2024-01-01 and \
             2024-02-01"
                .to_owned(),
        ),
        ("retained < 7 at 2022-12-01", "2022-12-01 is before the start, 2023-01-01".to_owned()),
        ("retained < 7 at 3 years", "2026-01-01 is after the horizon, 2025-01-01".to_owned()),
        ("retained < -1", "the value is -1; retained is never below 0".to_owned()),
        ("capability < 7", "the value is 7; capability is from 0 to 1".to_owned()),
        ("capability < 0.5", format!("there are no results for capability: {}", capabilities.replace("so that there is nothing to lose", "or so few hold each that nothing is told"))),
        ("bus_factor < 2", format!("there are no results for bus_factor: {capabilities}")),
        ("productive_headcount < 9", "there are no results for productive_headcount: the scenario has no [hiring], so that nobody is new".to_owned()),
        (
            "retained of team:t09 < 2",
            "there are no results for retained of team:t09\n  there are results for retained of all, team:t01, team:t02".to_owned(),
        ),
        ("kept < 1", "kept is of a policy\n  say of which: \"kept < 1 with NAME\"".to_owned()),
        ("cost > 1", "cost is of a policy\n  say of which: \"cost > 1 with NAME\"".to_owned()),
        (
            "cost > 1 at 12 months with calm",
            "there are no results for cost on 2024-01-01\n  cost is told up to the horizon, 2025-01-01".to_owned(),
        ),
        ("kept < 1 with clam", "there is no policy `clam` in lab.toml\n  there are calm, raise".to_owned()),
        ("retained < 7 with none", "`with none` is what a condition without a policy says\n  leave it out, or name a policy".to_owned()),
    ] {
        let output = place.run(&["discover", "lab.toml", "--when", when]);
        assert_eq!(stderr(&output), in_lines(&format!("error: {message}\n")), "{when}");
        assert_eq!(output.status.code(), Some(2));
        assert!(!place.path("results").exists());
    }
    for (arguments, message) in [
        (&["--draws", "99"][..], "99 parameter draws are too few\n  expected at least 100: half are searched, half judge"),
        (&["--draws", "1_000_001"], "so many trials would take years, and so many draws the memory\n  expected at most 1000000 draws"),
        (&["--peel", "0.6"], "peel is 0.6; expected a share above 0, at most 0.5"),
    ] {
        let output = place.run(&[&["discover", "lab.toml", "--when", "retained < 5"], arguments].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), in_lines(&format!("error: {message}\n")).as_str()));
    }
}

#[test]
fn without_anything_uncertain_there_is_nothing_to_ask() {
    let place = place();
    let known = LAB.split("[pay]").next().unwrap().replace("{ median = 0.3, p95 = 0.6, source = \"made up\" }", "0.3");
    fs::write(place.path("known.toml"), &known).unwrap();
    fs::write(place.path("only.toml"), format!("{known}[policies.calm]\nkind = \"effect\"\nratio = {{ low = 0.4, high = 1.0 }}\n"))
        .unwrap();
    for (file, message) in [
        (
            "known.toml",
            "nothing tells futures apart: no number of the scenario is uncertain\n  give one as a distribution, such as { median = 0.1, p95 = 0.3 }",
        ),
        (
            "only.toml",
            "nothing tells futures apart: only numbers of policies are uncertain\n  ask about a policy: \"... with NAME\"; there are calm",
        ),
    ] {
        let output = place.run(&["discover", file, "--when", "retained < 5"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), in_lines(&format!("error: {message}\n")).as_str()));
    }
}

/// What would tell of few people is refused, whoever asks.
#[test]
fn few_people_are_not_told() {
    let place = place();
    let text = format!("{LAB}target = {{ team = \"t01\" }}\n").replace("team_size = 5", "team_size = 4");
    fs::write(place.path("lab.toml"), &text).unwrap();
    let output = place.run(&["discover", "lab.toml", "--when", "kept < 1 with raise"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).replace('\n', " ").contains("run with --individuals"), "{}", stderr(&output));
    let output = place.run(&["discover", "lab.toml", "--when", "retained of team:t01 < 2"]);
    let told = "error: there are no results for retained of team:t01\n  there are results for retained of all\n";
    assert_eq!(stderr(&output), in_lines(told));
}
