//! `stayput sensitivity` as it is typed: what it prints, writes, refuses, and how it exits.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::commands::{Place, in_lines, names, stderr, stdout};

/// Ten people who leave independently of each other at a rate that is not known, up to 731 days.
pub(super) const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 4_000
seed = 3

[roster.generate]
teams = 2
team_size = 5

[parameters]
replications = 4

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6, source = "made up" }

[channels.startup]
hazard_per_year = { values = [0.05, 0.1] }

[pay]
elasticity = { mean = 1.0, sd = 0.3 }

[policies.calm]
kind = "effect"
ratio = { median = 0.5, p95 = 0.8 }
cost_per_person_year = 0.2

[policies.raise]
kind = "raise"
raise = 0.2
"#;

/// What may happen, by a number that is not known.
pub(super) const WHAT_IF: &str = "[what_if.rival]\nrival = { channel = \"lab\", on = 2023-06-01, ratio = { median = 1.5, p95 = 2.5 } }\n";

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(&[&["sensitivity", "lab.toml", "--format", "json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).unwrap()
}

fn answer<'a>(document: &'a Value, metric: &str, policy: &str) -> &'a Value {
    let answers = document["answers"].as_array().unwrap();
    answers.iter().find(|one| one["metric"] == metric && one["policy"] == policy).unwrap()
}

fn effect<'a>(answer: &'a Value, number: &str) -> &'a Value {
    answer["effects"].as_array().unwrap().iter().find(|one| one["number"] == number).unwrap()
}

/// Within five standard errors.
fn is_near(found: &Value, exact: f64) {
    let (value, mcse) = (found["value"].as_f64().unwrap(), found["mcse"].as_f64().unwrap());
    assert!((value - exact).abs() < 5.0 * mcse && mcse < 0.2, "{value} ± {mcse} for {exact}");
}

/// The mean of `exp(-h t)` over a log-normal `h`, by the midpoint rule on its quantiles.
fn there(factor: f64, median: f64, p95: f64) -> f64 {
    let sd = (p95 / median).ln() / 1.644_853_626_951_472_7;
    let steps = 4_000;
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let width = 16.0 / f64::from(steps);
    let z = |k: i32| -8.0 + (f64::from(k) + 0.5) * width;
    (0..steps).map(|k| density(z(k)) * (-factor * median * (sd * z(k)).exp()).exp()).sum::<f64>() * width
}

#[test]
fn people_who_leave_independently_are_moved_as_the_exponential_says() {
    let place = place();
    let document = json(&place, &[]);
    let years = 731.0 / 365.25;
    let other = |rates: &[f64]| rates.iter().map(|rate| (-rate * years).exp()).sum::<f64>() / rates.len() as f64;
    let retained = answer(&document, "retained", "none");
    is_near(&retained["mean"], 10.0 * there(years, 0.3, 0.6) * other(&[0.05, 0.1]));
    let lab = effect(retained, "channels.lab.hazard_per_year");
    // A log-normal is as far below its median as above, in proportion.
    let at = |rate: f64| 10.0 * (-rate * years).exp() * other(&[0.05, 0.1]);
    is_near(&lab["at_p05"], at(0.15));
    is_near(&lab["at_p95"], at(0.6));
    is_near(&lab["effect"], at(0.6) - at(0.15));
    let startup = effect(retained, "channels.startup.hazard_per_year");
    let at = |rate: f64| 10.0 * there(years, 0.3, 0.6) * other(&[rate]);
    is_near(&startup["effect"], at(0.1) - at(0.05));
    // Without a policy no offer is better paid than what they have.
    let pay = effect(retained, "pay.elasticity");
    assert_eq!((pay["effect"]["value"].as_f64(), pay["effect"]["mcse"].as_f64()), (Some(0.0), Some(0.0)));
    assert_eq!([&lab["ranks"], &startup["ranks"], &pay["ranks"]].map(ToString::to_string), ["[1,1]", "[2,2]", "[3,3]"]);
    assert_eq!(document["numbers_left_out"], 1);
    // The mean is that of a run.
    assert_eq!(place.run(&["run", "lab.toml"]).status.code(), Some(0));
    let summary = fs::read_to_string(place.path("results/lab/run/summary.csv")).unwrap();
    let row = summary.lines().find(|line| line.contains(",none,retained,all,2025-01-01,mean,")).unwrap();
    let mean: f64 = row.split(',').nth(7).unwrap().parse().unwrap();
    assert!((mean - retained["mean"]["value"].as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn a_policy_is_moved_by_its_own_numbers_and_by_those_of_the_lab() {
    let place = place();
    let document = json(&place, &["--policy", "calm"]);
    let years = 731.0 / 365.25;
    let other = [0.05, 0.1].map(|rate: f64| (-rate * years).exp());
    let there_at =
        |ratio: f64, rate: f64| other.iter().map(|other| 10.0 * other.powf(ratio) * (-ratio * rate * years).exp()).sum::<f64>() / 2.0;
    let kept = answer(&document, "kept", "calm");
    let own = effect(kept, "policies.calm.ratio");
    // The other numbers as drawn: by 2,000 quantiles of the lab's rate.
    let sd = 2.0f64.ln() / 1.644_853_626_951_472_7;
    let normal = |p: f64| statrs::function::erf::erf_inv(2.0 * p - 1.0) * std::f64::consts::SQRT_2;
    let rates: Vec<f64> = (0..2_000).map(|k| 0.3 * (sd * normal((f64::from(k) + 0.5) / 2_000.0)).exp()).collect();
    let kept_at = |ratio: f64| rates.iter().map(|&rate| there_at(ratio, rate) - there_at(1.0, rate)).sum::<f64>() / rates.len() as f64;
    is_near(&own["at_p05"], kept_at(0.5 * 0.5 / 0.8));
    is_near(&own["at_p95"], kept_at(0.8));
    assert_eq!(own["ranks"], serde_json::json!([1, 1]));
    let price = answer(&document, "cost_per_person_kept", "calm");
    let each = price["mean"]["value"].as_f64().unwrap();
    let [low, high] = ["low", "high"].map(|end| price["mean"][end].as_f64().unwrap());
    assert!(0.0 < low && low < each && each < high, "{low} {each} {high}");
    let own = effect(price, "policies.calm.ratio");
    assert!(own["effect"]["low"].as_f64().unwrap() > 0.0, "a weaker policy has a higher price: {own}");
    // What a comparison says of the same trials.
    let compared = place.run(&["compare", "lab.toml", "--policy", "calm", "--format", "json"]);
    let compared: Value = serde_json::from_str(stdout(&compared)).unwrap();
    let arm = compared["arms"].as_array().unwrap().iter().find(|arm| arm["name"] == "calm").unwrap();
    let expected = arm["versus"]["cost_per_person_kept"]["value"].as_f64().unwrap();
    assert!((each / expected - 1.0).abs() < 1e-9, "{each} {expected}");
}

#[test]
fn threads_change_no_byte_and_another_seed_does() {
    let place = place();
    let files = |arguments: &[&str]| {
        let output = place
            .run(&[&["sensitivity", "lab.toml", "--policy", "calm", "--trials", "2003", "--per-draw", "--out", "out"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let read = |name: &str| fs::read_to_string(place.path("out").join(name)).unwrap();
        [stdout(&output).to_owned(), read("sensitivity.csv"), read("sensitivity.json"), read("draws.csv"), read("datapackage.json")]
    };
    let one = files(&["--threads", "1"]);
    assert_eq!(one, files(&["--threads", "3"]));
    assert_ne!(one[1], files(&["--seed", "4"])[1]);
}

#[test]
fn it_writes_a_folder_of_its_own_with_a_row_a_draw_where_asked() {
    let place = place();
    let output = place.run(&["sensitivity", "lab.toml", "--policy", "calm", "--per-draw", "--trials", "400"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let folder = place.path("results/lab/sensitivity");
    assert_eq!(names(&folder), ["datapackage.json", "draws.csv", "manifest.json", "sensitivity.csv", "sensitivity.json"]);
    let draws = fs::read_to_string(folder.join("draws.csv")).unwrap();
    assert_eq!(
        draws.lines().next().unwrap(),
        "run,draw,channels.lab.hazard_per_year,channels.startup.hazard_per_year,pay.elasticity,policies.calm.ratio,mean.retained,\
         mean.kept.calm,mean.cost.calm"
    );
    assert_eq!(draws.lines().count(), 101);
    let mean = |column: usize| {
        let values = draws.lines().skip(1).map(|line| line.split(',').nth(column).unwrap().parse::<f64>().unwrap());
        values.sum::<f64>() / 100.0
    };
    let document: Value = serde_json::from_str(&fs::read_to_string(folder.join("sensitivity.json")).unwrap()).unwrap();
    for (metric, policy, column) in [("retained", "none", 6), ("kept", "calm", 7)] {
        let found = answer(&document, metric, policy)["mean"]["value"].as_f64().unwrap();
        assert!((mean(column) - found).abs() < 1e-9, "{metric}");
    }
    let package: Value = serde_json::from_str(&fs::read_to_string(folder.join("datapackage.json")).unwrap()).unwrap();
    let resources = package["resources"].as_array().unwrap();
    for name in ["draws.csv", "sensitivity.csv"] {
        let resource = resources.iter().find(|resource| resource["path"] == name).unwrap();
        let fields: Vec<&str> =
            resource["schema"]["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(text.lines().next().unwrap(), fields.join(","));
    }
    let manifest: Value = serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["draws"], &manifest["policies"]), (&Value::from(100), &serde_json::json!(["none", "calm"])));
}

#[test]
fn every_form_keeps_within_its_width() {
    let place = place();
    for arguments in [&["--plot"][..], &["--policy", "calm", "--policy", "raise", "--plot"]] {
        let output = place.run(&[&["sensitivity", "lab.toml", "--trials", "400"], arguments].concat());
        let text = stdout(&output);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let plain = place.run(&["sensitivity", "lab.toml", "--trials", "400", "--format", "plain"]);
    assert!(stdout(&plain).is_ascii());
    assert_eq!(stdout(&plain).lines().filter(|line| line.starts_with("effect retained none ")).count(), 3);
}

#[test]
fn what_cannot_be_asked_is_refused_and_nothing_is_written() {
    let place = place();
    fs::write(place.path("known.toml"), LAB.split("[parameters]").next().unwrap().to_owned() + "[channels.lab]\nhazard_per_year = 0.3\n")
        .unwrap();
    let only = "[channels.lab]\nhazard_per_year = 0.3\n[policies.calm]\nkind = \"effect\"\nratio = { median = 0.5, p95 = 0.8 }\n";
    fs::write(place.path("only.toml"), LAB.split("[parameters]").next().unwrap().to_owned() + only).unwrap();
    let asked = format!("[channels.lab]\nhazard_per_year = 0.3\n{WHAT_IF}");
    fs::write(place.path("asked.toml"), LAB.split("[parameters]").next().unwrap().to_owned() + &asked).unwrap();
    for (arguments, message) in [
        (
            &["known.toml"][..],
            "nothing can move the answer: no number of the scenario is uncertain\n  give one as a distribution, such as { median = 0.1, p95 = 0.3 }",
        ),
        (
            &["only.toml"],
            "nothing can move the answer: only numbers of policies are uncertain\n  ask about a policy by --policy NAME; there are calm",
        ),
        (
            &["asked.toml"],
            "nothing can move the answer: only numbers of what-ifs are uncertain, and nothing of them happens here\n  stayput compare asks what happens under them",
        ),
        (&["lab.toml", "--policy", "clam"], "there is no policy `clam` in lab.toml\n  there are calm, raise"),
        (
            &["lab.toml", "--plot", "--format", "json"],
            "--plot draws into the table, and --format json prints none\n  leave one of them out",
        ),
        (
            &["lab.toml", "--policy", "none"],
            "there is nothing to compare: `none` is what policies are compared with\n  name a policy too, or give a second file",
        ),
    ] {
        let output = place.run(&[&["sensitivity"], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), in_lines(&format!("error: {message}\n")));
        assert!(!place.path("results").exists());
    }
}

#[test]
fn assertions_are_not_checked_and_that_is_said() {
    let place = place();
    let claim = "[[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nat = \"24 months\"\nop = \">=\"\nvalue = 2\n";
    fs::write(place.path("lab.toml"), format!("{LAB}{claim}")).unwrap();
    let output = place.run(&["sensitivity", "lab.toml", "--trials", "400"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).replace('\n', " ").contains("1 of the scenario's [[assert]] is not checked"), "{}", stderr(&output));
}

/// Two independent rates, both log-normal: what `exp(-(a + b) t)` varies by.
#[test]
fn shares_of_independent_rates_are_those_of_the_closed_form() {
    let place = place();
    let text = LAB.replace("{ values = [0.05, 0.1] }", "{ median = 0.3, p95 = 0.6 }").split("[pay]").next().unwrap().to_owned();
    fs::write(place.path("lab.toml"), text).unwrap();
    let document = json(&place, &["--trials", "16_000"]);
    let years = 731.0 / 365.25;
    let (m1, m2) = (there(years, 0.3, 0.6), there(2.0 * years, 0.3, 0.6));
    let variance = m2 * m2 - m1 * m1 * m1 * m1;
    let first = (m2 - m1 * m1) * m1 * m1 / variance;
    let shares = &document["shares"][0];
    is_near(&shares["variance"], 100.0 * variance);
    for share in shares["of"].as_array().unwrap() {
        is_near(&share["first_order"], first);
        is_near(&share["total"], 1.0 - first);
        for part in [&share["first_order"], &share["total"]] {
            let [low, value, high] = ["low", "value", "high"].map(|end| part[end].as_f64().unwrap());
            assert!(0.0 <= low && low <= value && value <= high && high <= 1.0, "{part}");
        }
    }
}

/// A policy that halves a rate at 0.2 years' pay a person and year: with one number for all, knowing it is knowing all, which a comparison
/// says the worth of, too.
#[test]
fn what_a_single_number_is_worth_is_what_all_are_worth() {
    let place = place();
    let text = LAB
        .replace("{ values = [0.05, 0.1] }", "0.05")
        .replace("{ mean = 1.0, sd = 0.3 }", "1.0")
        .replace("{ median = 0.5, p95 = 0.8 }", "0.5");
    fs::write(place.path("lab.toml"), text).unwrap();
    let document = json(&place, &["--policy", "calm", "--trials", "8_000"]);
    let compared = place.run(&["compare", "lab.toml", "--policy", "calm", "--trials", "8_000", "--format", "json"]);
    let compared: Value = serde_json::from_str(stdout(&compared)).unwrap();
    let worth = &document["worth"];
    assert_eq!(worth["evppi"].as_array().unwrap().len(), 1);
    let all = compared["acceptability"].as_array().unwrap();
    assert_eq!(worth["values_per_person"].as_array().unwrap().len(), all.len());
    for (found, at) in worth["evppi"][0]["by_value"].as_array().unwrap().iter().zip(all) {
        let [value, mcse] = ["value", "mcse"].map(|key| found[key].as_f64().unwrap());
        let [expected, error] = ["value", "mcse"].map(|key| at["evpi"][key].as_f64().unwrap());
        assert!((value - expected).abs() < 5.0 * (mcse * mcse + error * error).sqrt() + 1e-9, "{found} {at}");
    }
    // At a value at which it is not plain, calm is best from some rate on, up to which nothing is.
    let changes = worth["best_choice_changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    for change in changes {
        assert_eq!((change["best_below"].as_str(), change["best_from"].as_str()), (Some("none"), Some("calm")), "{change}");
        let [low, at, high] = ["low", "at", "high"].map(|key| change[key].as_f64().unwrap());
        assert!(low <= at && at <= high, "{change}");
    }
}

/// Eight draws of a posterior are fitted by their mean alone: nothing is known of what moves them, and nothing is said.
#[test]
fn what_is_not_known_is_not_said_to_be_nothing() {
    let place = place();
    let rows = (0..8).map(|row| format!("{},{},{}\n", row % 4, row / 4, 0.1 + 0.05 * f64::from(row)));
    let posterior = format!("chain,draw,channels.lab.hazard_per_year\n{}", rows.collect::<String>());
    fs::write(place.path("posterior.csv"), posterior).unwrap();
    let text = LAB.replace("replications = 4", "replications = 4\nposterior = \"posterior.csv\"");
    fs::write(place.path("lab.toml"), text).unwrap();
    let document = json(&place, &["--trials", "32"]);
    let retained = answer(&document, "retained", "none");
    let lab = effect(retained, "channels.lab.hazard_per_year");
    assert!(lab["effect"]["mcse"].is_null() && lab["effect"]["low"].is_null(), "{lab}");
    // No other is told to move it more or less than that.
    for effect in retained["effects"].as_array().unwrap() {
        assert_eq!((&effect["ranks"][0], effect["ranks"][1] == 1), (&Value::from(1), false), "{effect}");
    }
}

/// Two rates that were learned together, one high where the other is low: neither can be moved alone, nor has a total share.
#[test]
fn numbers_learned_together_are_moved_together() {
    let place = place();
    let rows = (0..1_000).map(|row: u32| {
        let share = (f64::from(row) + 0.5) / 1_000.0;
        // A second number without order beside it.
        let other = f64::from(row * 7_919 % 1_000) / 1_000.0;
        format!("{},{},{},{}\n", row % 4, row / 4, 0.1 + 0.4 * share, 0.5 - 0.4 * share + 0.1 * other)
    });
    let posterior = format!("chain,draw,channels.lab.hazard_per_year,channels.startup.hazard_per_year\n{}", rows.collect::<String>());
    fs::write(place.path("posterior.csv"), posterior).unwrap();
    fs::write(place.path("lab.toml"), LAB.replace("replications = 4", "replications = 4\nposterior = \"posterior.csv\"")).unwrap();
    let document = json(&place, &[]);
    let years = 731.0 / 365.25;
    // Given the first, the sum is 0.6 and from 0 to 0.1 more.
    let exact = 10.0 * (f64::exp(-0.6 * years) - f64::exp(-0.7 * years)) / (0.1 * years);
    let retained = answer(&document, "retained", "none");
    let lab = effect(retained, "channels.lab.hazard_per_year");
    is_near(&lab["at_p05"], exact);
    is_near(&lab["at_p95"], exact);
    is_near(&lab["effect"], 0.0);
    let moved: Vec<&str> = document["numbers"].as_array().unwrap().iter().map(|number| number["moved"].as_str().unwrap()).collect();
    assert_eq!(moved, ["with all that was learned with it", "with all that was learned with it", "alone"]);
    for share in document["shares"][0]["of"].as_array().into_iter().flatten() {
        assert!(share["total"].is_null());
    }
    let output = place.run(&["sensitivity", "lab.toml"]);
    assert!(stdout(&output).replace('\n', " ").contains("2 numbers were learned together from the history: each is moved with all"));
}

#[test]
fn few_draws_are_refused_what_they_cannot_tell() {
    let place = place();
    let document = json(&place, &["--policy", "calm", "--trials", "400"]);
    assert_eq!(document["worth"]["refused"], "too few parameter draws (100) to say what numbers are worth; use --trials 2000");
}

#[test]
fn a_policy_for_few_people_is_asked_about_only_by_name_of_individuals() {
    let place = place();
    let text = LAB.replace("cost_per_person_year = 0.2", "cost_per_person_year = 0.2\ntarget = { ids = [\"t01-01\", \"t01-02\"] }");
    fs::write(place.path("lab.toml"), text).unwrap();
    let output = place.run(&["sensitivity", "lab.toml", "--policy", "calm", "--trials", "400"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("there is nothing to compare that would not tell of fewer than 5 people (privacy.min_group)"), "{told}");
    let output = place.run(&["sensitivity", "lab.toml", "--policy", "calm", "--trials", "400", "--individuals"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
#[cfg(unix)]
fn ctrl_c_leaves_what_is_done_marked_as_partial() {
    let place = place();
    let mut command = place.command(&["sensitivity", "lab.toml", "--trials", "100_000_000"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !place.path("results").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "it does not begin");
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(700));
    assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("Interrupted after "), "{}", stdout(&output));
    let document: Value =
        serde_json::from_str(&fs::read_to_string(place.path("results/lab/sensitivity/sensitivity.json")).unwrap()).unwrap();
    assert_eq!((&document["stopped"], document["shares"].as_array().unwrap().len()), (&Value::from("interrupted"), 0));
}

#[test]
fn numbers_of_what_ifs_are_counted_apart_and_change_nothing() {
    let place = place();
    let arguments = ["--trials", "400"];
    let without = json(&place, &arguments);
    fs::write(place.path("lab.toml"), LAB.to_owned() + WHAT_IF).unwrap();
    let with = json(&place, &arguments);
    assert_eq!((&with["numbers"], &with["answers"]), (&without["numbers"], &without["answers"]));
    assert_eq!((&with["numbers_left_out"], &with["numbers_of_what_ifs"]), (&without["numbers_left_out"], &Value::from(1)));
    let output = place.run(&[&["sensitivity", "lab.toml"], &arguments[..]].concat());
    let text = stdout(&output).replace('\n', " ");
    let said = "1 uncertain number of what-ifs is left out, since nothing of them happens here; stayput compare asks about them.";
    assert!(text.contains(said), "{text}");
}

/// Ten people whose exits do not move each other: how many leave in so many months is binomial given the rate, and what a policy is then worth is an
/// integral over the rate. Of no records at all the worth is nothing, and of endless ones that of knowing the rate.
#[test]
fn what_records_are_worth_is_what_the_integral_says() {
    let place = place();
    fs::write(place.path("lab.toml"), RECORDED).unwrap();
    let document = json(&place, &["--policy", "calm", "--trials", "20_000", "--records", "48,3,12,3"]);
    let worth = &document["worth"];
    let values: Vec<f64> = worth["values_per_person"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    let records = worth["evsi"].as_array().unwrap();
    let of = |one: &Value| (one["months"].as_u64().unwrap(), one["policy"].as_str().unwrap().to_owned());
    let asked: Vec<(u64, String)> = records.iter().map(of).collect();
    let expected = ["none", "calm"].iter().flat_map(|policy| [3, 12, 48].map(|months| (months, (*policy).to_owned())));
    assert_eq!(asked, expected.collect::<Vec<_>>());
    let mut is_worth_something = 0;
    for one in records {
        let (months, policy) = of(one);
        let ratio = if policy == "calm" { 0.5 } else { 1.0 };
        // Months of the calendar from the start.
        let years = match months {
            3 => 90.0,
            12 => 365.0,
            _ => 1461.0,
        } / 365.25;
        for (&value, found) in values.iter().zip(one["by_value"].as_array().unwrap()) {
            let exact = worth_of_records(value, ratio, years);
            let [value, mcse] = ["value", "mcse"].map(|key| found[key].as_f64().unwrap());
            assert!((value - exact).abs() < 5.0 * mcse + 1e-6, "{months} {policy} {found}: {exact}");
            is_worth_something += usize::from(value > 5.0 * mcse && value > 0.0);
        }
    }
    assert!(is_worth_something > 5, "{is_worth_something}");
}

/// Ten people, one rate, and a policy of which all is known.
const RECORDED: &str = r#"
name = "Recorded"
start = 2023-01-01
horizon = "24 months"
seed = 3

[roster.generate]
teams = 2
team_size = 5

[parameters]
replications = 5

[channels.lab]
hazard_per_year = { median = 0.2, p95 = 1.0 }

[policies.calm]
kind = "effect"
ratio = 0.5
cost_per_person_year = 0.2
"#;

/// What it is worth to see how many of ten leave within so many years at `ratio` times a rate of median 0.2 and p95 1, before a policy is
/// chosen that halves it and costs 0.2 a person and year over two years.
fn worth_of_records(value: f64, ratio: f64, years: f64) -> f64 {
    let (horizon, nodes) = (731.0 / 365.25, 2_000);
    let mut benefits = [0.0; 11];
    for node in 0..nodes {
        let step = 13.0 / f64::from(nodes);
        let z = (f64::from(node) + 0.5) * step - 6.5;
        let weight = step * (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let rate = 0.2 * (5.0_f64.ln() / 1.644_853_626_951_472_7 * z).exp();
        let kept = 10.0 * ((-0.5 * rate * horizon).exp() - (-rate * horizon).exp());
        let cost = 0.2 * 10.0 * (1.0 - (-0.5 * rate * horizon).exp()) / (0.5 * rate);
        let leaves = 1.0 - (-ratio * rate * years).exp();
        let mut binomial = (1.0 - leaves).powi(10);
        for (exits, benefit) in benefits.iter_mut().enumerate() {
            *benefit += weight * binomial * (value * kept - cost);
            binomial *= (10 - exits) as f64 / (exits as f64 + 1.0) * leaves / (1.0 - leaves).max(1e-300);
        }
    }
    benefits.iter().map(|benefit| benefit.max(0.0)).sum::<f64>() - benefits.iter().sum::<f64>().max(0.0)
}

/// A policy that begins when half a year is over, for five of ten: who leaves of these from then on, and who of the others, is what records of it
/// have.
#[test]
fn records_of_a_policy_begin_with_it_and_tell_its_people_from_others() {
    let place = place();
    let person = |i: usize| format!("[[researchers]]\nid = \"r{i}\"\nteam = \"{}\"\n", if i < 5 { "a" } else { "b" });
    let people = (0..10).map(person).collect::<Vec<_>>().concat();
    let text = RECORDED
        .replace("[roster.generate]\nteams = 2\nteam_size = 5\n", "")
        .replace("cost_per_person_year = 0.2\n", "cost_per_person_year = 0.2\nfrom = 2023-07-01\ntarget = { team = \"a\" }\n");
    fs::write(place.path("lab.toml"), text + &people).unwrap();
    let document = json(&place, &["--policy", "calm", "--trials", "20_000", "--records", "12"]);
    let worth = &document["worth"];
    let values: Vec<f64> = worth["values_per_person"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    let record = worth["evsi"].as_array().unwrap().iter().find(|one| one["policy"] == "calm").unwrap();
    let mut is_worth_something = 0;
    for (&value, found) in values.iter().zip(record["by_value"].as_array().unwrap()) {
        let exact = worth_of_late_records(value);
        let [found, mcse] = ["value", "mcse"].map(|key| found[key].as_f64().unwrap());
        assert!((found - exact).abs() < 5.0 * mcse + 1e-6, "{value}: {found} {mcse} {exact}");
        is_worth_something += usize::from(found > 5.0 * mcse && found > 0.0);
    }
    assert!(is_worth_something > 0);
}

/// What it is worth to see how many of five with the policy, and of five without, leave in the year from 1 July on.
fn worth_of_late_records(value: f64) -> f64 {
    let (horizon, begins, year, nodes) = (731.0 / 365.25, 181.0 / 365.25, 366.0 / 365.25, 2_000);
    let mut benefits = [[0.0; 6]; 6];
    let binomial = |leaves: f64| {
        let mut all = [(1.0 - leaves).powi(5); 6];
        for exits in 1..6 {
            all[exits] = all[exits - 1] * (6 - exits) as f64 / exits as f64 * leaves / (1.0 - leaves).max(1e-300);
        }
        all
    };
    for node in 0..nodes {
        let step = 13.0 / f64::from(nodes);
        let z = (f64::from(node) + 0.5) * step - 6.5;
        let weight = step * (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let rate = 0.2 * (5.0_f64.ln() / 1.644_853_626_951_472_7 * z).exp();
        let there = (-rate * begins).exp();
        let with = |ratio: f64| there * (-ratio * rate * (horizon - begins)).exp();
        let kept = 5.0 * (with(0.5) - with(1.0));
        let cost = 0.2 * 5.0 * (there - with(0.5)) / (0.5 * rate);
        let leaves = |ratio: f64| there * (1.0 - (-ratio * rate * year).exp());
        for (of_policy, row) in binomial(leaves(0.5)).iter().zip(&mut benefits) {
            for (of_others, benefit) in binomial(leaves(1.0)).iter().zip(row) {
                *benefit += weight * of_policy * of_others * (value * kept - cost);
            }
        }
    }
    let all = || benefits.iter().flatten();
    all().map(|benefit| benefit.max(0.0)).sum::<f64>() - all().sum::<f64>().max(0.0)
}
