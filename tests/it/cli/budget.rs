//! `stayput compare --budget` and `--solve`, and `stayput optimise`, as they are typed.

use std::fs;

use serde_json::Value;

use super::commands::{Place, in_lines, names, stderr, stdout};

/// Ten people who leave independently of each other, and what can be done about it.
pub(super) const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 2_000
seed = 3

[roster.generate]
teams = 2
team_size = 5

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6, source = "made up" }

[pay]
elasticity = 1.0

[policies.raise]
kind = "raise"
raise = 0.1

[policies.calm]
kind = "effect"
ratio = 0.7
cost_per_person_year = 0.05

[policies.calm.dose]
source = "made up"
points = [ { money = 2, effect = 1.2 } ]

[policies.talks]
kind = "effect"
ratio = 0.95
cost_once = 0.1

[policies.all]
kind = "bundle"
policies = ["raise", "talks"]
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).unwrap()
}

#[track_caller]
fn refused(place: &Place, arguments: &[&str], expected: &str) {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(in_lines(stderr(&output)), in_lines(expected));
    assert!(!place.path("results").exists(), "nothing is left behind");
}

fn number(value: &Value) -> (f64, f64) {
    (value["value"].as_f64().unwrap(), value["mcse"].as_f64().unwrap())
}

#[test]
fn every_policy_spends_the_budget() {
    let place = place();
    let document = json(&place, &["compare", "lab.toml", "--budget", "1"]);
    let told = &document["equal_money"];
    assert_eq!(told["budget"], 1.0);
    let policies = told["policies"].as_array().unwrap();
    let named: Vec<&str> = policies.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(named, ["raise", "calm", "all"]);
    for one in policies {
        let (spent, _) = number(&one["spent"]);
        assert!((spent - 1.0).abs() < 2e-4, "{one}");
        // What the comparison says of its cost is the same.
        let arm = document["arms"].as_array().unwrap().iter().find(|arm| arm["name"] == one["name"]).unwrap();
        assert!((number(&arm["cost"]).0 - number(&one["cost"]).0).abs() < 1e-6, "{arm}");
        let retained = arm["versus"]["retained"].as_array().unwrap();
        assert!((retained[retained.len() - 2]["value"].as_f64().unwrap() - number(&one["kept"]).0).abs() < 1e-9, "{arm}");
    }
    let left_out = told["left_out"].as_array().unwrap();
    assert_eq!(left_out.len(), 1);
    assert!(
        left_out[0]["why"]
            .as_str()
            .unwrap()
            .starts_with("nothing says what more or less of it would do (scaled_by, dose); as it is it spends 0.1")
    );
    let csv = fs::read_to_string(place.path("results/lab/compare/budget.csv")).unwrap();
    assert!(csv.starts_with("run,scenario,policy,at,level,level_mcse,spent,spent_mcse,cost,cost_mcse,kept,kept_mcse,kept_low,kept_high\n"));
    assert_eq!(csv.lines().filter(|line| line.contains(",budget,")).count(), 3);
    assert_eq!(csv.lines().filter(|line| line.contains(",as_it_is,")).count(), 1);
}

#[test]
fn the_file_may_give_the_budget() {
    let place = place();
    fs::write(place.path("lab.toml"), format!("{LAB}[budget]\ntotal = 1\n")).unwrap();
    let budget = |arguments: &[&str]| {
        json(&place, &[&["compare", "lab.toml", "--policy", "raise"], arguments].concat())["equal_money"]["budget"].clone()
    };
    assert_eq!(budget(&[]), 1.0);
    assert_eq!(budget(&["--budget", "2"]), 2.0);
    assert_eq!(budget(&["--budget", "none"]), Value::Null);
}

#[test]
fn what_cannot_be_compared_at_equal_money_is_said() {
    let place = place();
    refused(
        &place,
        &["compare", "lab.toml", "--policy", "talks", "--budget", "1"],
        "error: no policy can be brought to a budget of 1:\n  talks: nothing says what more or less of it would do (scaled_by, dose); as it is it spends \
         0.1 and keeps 0.17 more\n  --budget none compares policies as they are\n",
    );
    for (budget, expected) in [
        ("0", "expected an amount of money above 0, in the unit of pay, such as 2_000_000 or 2e6"),
        ("1,000,000", "expected an amount of money without commas between its digits, such as 2_000_000 or 2e6"),
    ] {
        let output = place.run(&["compare", "lab.toml", "--budget", budget]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    fs::write(place.path("other.toml"), LAB.replace("0.3", "0.2")).unwrap();
    let output = place.run(&["compare", "lab.toml", "other.toml", "--budget", "1"]);
    assert_eq!(
        stderr(&output),
        "error: policies are compared at equal money in one file, not in several\n  give one FILE, or --budget none to compare them as they are\n"
    );
}

#[test]
fn a_number_is_found_for_what_is_wanted() {
    let place = place();
    let document = json(&place, &["compare", "lab.toml", "--solve", "policies.raise.raise", "--for", "kept=0.5"]);
    let solved = &document["solved"];
    assert_eq!((&solved["path"], &solved["policy"], &solved["wanted"]), (&"policies.raise.raise".into(), &"raise".into(), &"kept".into()));
    let arms = document["arms"].as_array().unwrap();
    assert_eq!(arms.len(), 2, "the policy of the path alone");
    let retained = arms[1]["versus"]["retained"].as_array().unwrap();
    let kept = retained[retained.len() - 2]["value"].as_f64().unwrap();
    assert!((kept - 0.5).abs() < 1e-3, "{kept}: on the same luck it keeps what is wanted");
    let (value, mcse) = number(&solved["value"]);
    // Hazard ratio 1 / (1 + r): with more trials and other luck the same value comes within its error.
    let other =
        json(&place, &["compare", "lab.toml", "--solve", "policies.raise.raise", "--for", "kept=0.5", "--seed", "8", "--trials", "8_000"]);
    let (again, error) = number(&other["solved"]["value"]);
    assert!((value - again).abs() < 5.0 * mcse.hypot(error) && mcse < 0.1 * value, "{value} {mcse} {again} {error}");
    refused_alone(
        &place,
        &["--solve", "policies.raise.amount", "--for", "kept=0.5"],
        "error: the scenario gives no number at `policies.raise.amount`\n  --solve takes the path of a number that is there, such as policies.NAME.raise\n",
    );
    refused_alone(
        &place,
        &["--solve", "channels.lab.hazard_per_year", "--for", "cost=1"],
        "error: of which policy is cost=1 wanted?\n  name it, and no other: --policy NAME\n",
    );
    let output = place.run(&["compare", "lab.toml", "--solve", "policies.raise.raise", "--for", "kept=30"]);
    let expected = "error: no value of policies.raise.raise from 0.0007813 to 6.4 gives kept=30:\n       kept is 0.00";
    assert!(stderr(&output).starts_with(expected), "{}", stderr(&output));
    refused_alone(
        &place,
        &["--solve", "policies.raise.target.top", "--for", "kept=0.5"],
        "error: --solve is not for policies.raise.target.top\n  it takes the path of a number of the model, such as policies.NAME.raise\n",
    );
}

#[track_caller]
fn refused_alone(place: &Place, arguments: &[&str], expected: &str) {
    let output = place.run(&[&["compare", "lab.toml"], arguments].concat());
    assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
}

#[test]
fn the_best_mix_beats_each_of_its_policies() {
    let place = place();
    let document = json(&place, &["optimise", "lab.toml", "--budget", "1", "--indifference", "0.2"]);
    let guarantee = &document["guarantee"];
    assert_eq!((guarantee["indifference"].as_f64(), guarantee["holds"].as_bool()), (Some(0.2), Some(true)));
    let mixes = document["mixes"].as_array().unwrap();
    let which: Vec<&str> = mixes.iter().map(|mix| mix["which"].as_str().unwrap()).collect();
    assert_eq!(which[..2], ["best mix", "runner-up"]);
    assert!((number(&mixes[0]["spent"]).0 - 1.0).abs() < 2e-3, "{}", mixes[0]);
    let (best, mcse) = number(&mixes[0]["kept"]);
    let alone = json(&place, &["compare", "lab.toml", "--budget", "1"]);
    for one in alone["equal_money"]["policies"].as_array().unwrap() {
        let (kept, error) = number(&one["kept"]);
        assert!(best > kept - 0.2 - 5.0 * mcse.hypot(error), "{} keeps {kept}, the best mix {best}", one["name"]);
    }
    // What is told of it is what a comparison of such a bundle says, on the scenario's own trials.
    let folder = place.path("results/lab/optimise");
    assert_eq!(names(&folder), ["comparison.csv", "costs.csv", "datapackage.json", "manifest.json", "mixes.csv", "optimise.json"]);
    let csv = fs::read_to_string(folder.join("mixes.csv")).unwrap();
    assert!(csv.starts_with("run,scenario,mix,standing,spent,kept,trials\n"));
    assert_eq!(csv.lines().filter(|line| line.contains(",best,")).count(), 1);
    // Into the same folder again, by another number of threads.
    let again = json(&place, &["optimise", "lab.toml", "--budget", "1", "--indifference", "0.2", "--threads", "1"]);
    assert_eq!(again["mixes"], document["mixes"], "any number of threads");
}

#[test]
fn nothing_can_be_mixed_without_a_budget_or_policies() {
    let place = place();
    refused(
        &place,
        &["optimise", "lab.toml"],
        "error: what may be spent?\n  say it by --budget B, in the unit of pay, or by [budget] total in the file\n",
    );
    refused(
        &place,
        &["optimise", "lab.toml", "--budget", "0.01", "--policy", "talks"],
        "error: no policy can be in a mix for 0.01 years' pay\n  talks: nothing says what more or less of it would do (scaled_by, dose); as\n    it is it spends 0.1 years' pay and keeps 0.18 more\n  give more by --budget\n",
    );
}

#[test]
fn no_mix_that_is_selected_spends_more_than_the_budget() {
    let place = place();
    // Most of the money goes to what cannot be scaled.
    let dear = LAB.replace("cost_once = 0.1", "cost_once = 0.8");
    fs::write(place.path("lab.toml"), dear).unwrap();
    for budget in ["0.9", "1.5"] {
        let document = json(&place, &["optimise", "lab.toml", "--budget", budget]);
        for mix in document["mixes"].as_array().unwrap() {
            let spent = mix["spent"]["value"].as_f64().unwrap_or(0.0);
            assert!(spent <= 1.01 * mix["budget"].as_f64().unwrap(), "{mix}");
        }
    }
}

/// For the whole budget the most of a policy is in a mix; for a part of it, less.
#[test]
fn a_policy_whose_most_is_within_the_budget_is_scaled_to_a_part_of_it() {
    let place = place();
    let document = json(&place, &["optimise", "lab.toml", "--budget", "4", "--policy", "calm"]);
    let mixes = document["mixes"].as_array().unwrap();
    let best = &mixes[0];
    assert_eq!(best["policies"][0]["level"], "2.00 times as written", "{best}");
    let (most, _) = number(&best["spent"]);
    let quarter = mixes.iter().find(|mix| mix["budget"] == 1.0).unwrap();
    assert!(most > 1.2 && most < 2.0, "{most}");
    assert!((number(&quarter["spent"]).0 - 1.0).abs() < 0.02, "{quarter}");
    // Where all is bought, more money keeps no more.
    let half = mixes.iter().find(|mix| mix["budget"] == 2.0).unwrap();
    assert_eq!((&half["spent"], &half["kept"]), (&best["spent"], &best["kept"]));
}

#[test]
fn a_policy_with_a_budget_of_its_own_is_left_as_it_is() {
    let place = place();
    fs::write(place.path("lab.toml"), LAB.replace("raise = 0.1", "raise = 0.1\nbudget = 0.5")).unwrap();
    // Whom the money reaches is few people.
    let document = json(&place, &["compare", "lab.toml", "--budget", "1", "--individuals"]);
    let left_out = document["equal_money"]["left_out"].as_array().unwrap();
    let of = |name: &str| left_out.iter().find(|one| one["name"] == name).map(|one| one["why"].as_str().unwrap().to_owned());
    assert!(of("raise").unwrap().starts_with("it has a budget of its own; as it is it spends 0."), "{left_out:?}");
    assert!(of("all").unwrap().starts_with("it has a budget of its own"), "of one of its parts: {left_out:?}");
}

#[test]
fn what_may_keep_nobody_is_not_called_best_and_no_raise_is_absurd() {
    let place = place();
    // Of a day next to nobody leaves, and no raise that a file could give costs so much.
    fs::write(place.path("lab.toml"), LAB.replace("24 months", "1 day").replace("trials = 2_000", "trials = 400")).unwrap();
    let document = json(&place, &["compare", "lab.toml", "--policy", "raise", "--policy", "calm", "--budget", "0.001"]);
    assert_eq!(document["equal_money"]["budget"], 0.001);
    let output = place.run(&["compare", "lab.toml", "--policy", "raise", "--budget", "1"]);
    assert!(stderr(&output).contains("raise: the most of it spends 0.2"), "a raise of 1,000 %: {}", stderr(&output));
    let found = json(&place, &["optimise", "lab.toml", "--budget", "0.11", "--trials", "80"]);
    let sentence = found["sentence"].as_str().unwrap();
    assert!(sentence.contains(" by the point estimate: ") && sentence.contains("It may keep no more than doing nothing: "), "{sentence}");
}
