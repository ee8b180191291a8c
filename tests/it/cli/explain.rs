//! `explain`: what it shows, in which forms, and what it refuses.

use std::fs;

use serde_json::Value;

use super::commands::{Place, in_lines, stderr, stdout};
use super::events::EVENTFUL;

pub(super) const LAB: &str = r#"
name = "Lab"
start = 2023-01-01
horizon = "24 months"
seed = 4
[[researchers]]
id = "p-01"
team = "a"
hired = 2022-06-01
star = 2
[[researchers]]
id = "p-02"
team = "a"
hired = 2021-03-01
star = 0
[[researchers]]
id = "p-03"
team = "b"
hired = 2023-07-01
star = 1
[history]
file = "history.csv"
[privacy]
min_group = 1
reason = "made up"

[channels.lab]
offers_per_year = { median = 2.0, p95 = 4.0, source = "the exit interviews of three years, as far as they were kept" }
acceptance = 0.05
covariates = { star = 1.3 }
tenure = [{ until = "1 year", ratio = 0.7 }]
[channels.found]
hazard_per_year = 0.05
[channels.startup]
hazard_per_year = 0.1
[contagion]
ratio = { median = 1.2, p95 = 1.5, source = "a study" }
half_life = "3 months"
[spinouts]
pull_per_year = 1.0
half_life = "12 months"
[[shocks]]
name = "layoffs"
date = 2023-03-14
ratio = 1.5
half_life = "never"
channels = ["lab"]
[[shocks]]
name = "rival"
between = [2023-03-01, 2023-09-01]
probability = 0.5
ratio = 1.5
half_life = "6 months"
[frailty]
sd = 0.5
"#;

pub(super) const HISTORY: &str = "id,team,entry,observed_until,exit,channel,destination\n\
                       g-1,a,2020-01-01,,2022-11-15,lab,\n\
                       g-2,a,2020-01-01,,2022-10-01,found,acorn\n";

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    fs::write(place.path("history.csv"), HISTORY).unwrap();
    fs::write(place.path("eventful.toml"), EVENTFUL).unwrap();
    place
}

#[test]
fn every_term_has_its_line_and_its_source() {
    let place = place();
    let output = place.run(&["explain", "lab.toml", "--researcher", "p-01", "--at", "2023-04-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    p-01, team a, on 2023-04-01: 1.156 exits a year in all.

    lab: 0.1981 exits a year of 2 offers
                2  offers a year               the exit interviews of three years,
                                               as far as they were kept
      ×      0.05  acceptance
      ×       0.7  tenure up to 1 year
      ×      1.69  star 2
      ×         1  frailty                     its mean
      ×       1.5  layoffs on 2023-03-14
      ×     1.047  exit of g-2 on 2022-10-01   a study
      ×     1.067  exit of g-1 on 2022-11-15

    found: 0.05583 exits a year
             0.05  hazard a year
      ×         1  frailty
      ×     1.047  exit of g-2 on 2022-10-01
      ×     1.067  exit of g-1 on 2022-11-15

    startup: 0.1117 exits a year
              0.1  hazard a year
      ×         1  frailty
      ×     1.047  exit of g-2 on 2022-10-01
      ×     1.067  exit of g-1 on 2022-11-15

    startup, pull of acorn: 0.7905 exits a year
                1  pull a year at its opening
      ×         1  tie to its founders
      ×    0.7079  faded since 2022-10-01
      ×         1  frailty
      ×     1.047  exit of g-2 on 2022-10-01
      ×     1.067  exit of g-1 on 2022-11-15

    As known at the start: uncertain numbers are at their middle value (median or
    mean), the market's random path and frailty at their mean. Of exits, only those
    of the history before the start count.
    Possible shocks are left out: rival.
    It follows from the scenario, not from anything observed about the person, and
    is not for decisions about them.
    "#);
}

#[test]
fn the_plain_form_has_a_fact_a_line() {
    let place = place();
    let output = place.run(&["explain", "lab.toml", "--researcher", "p-02", "--at", "2023-01-01", "--format", "plain"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    researcher p-02
    team a
    date 2023-01-01
    policy none
    lab hazard 0.1244
    lab offers 2 offers a year
    lab baseline 0.05 acceptance
    lab covariate 1 star 0
    lab frailty 1 frailty
    lab contagion 1.095 exit of g-2 on 2022-10-01
    lab contagion 1.136 exit of g-1 on 2022-11-15
    found hazard 0.0622
    found baseline 0.05 hazard a year
    found frailty 1 frailty
    found contagion 1.095 exit of g-2 on 2022-10-01
    found contagion 1.136 exit of g-1 on 2022-11-15
    startup hazard 0.1244
    startup baseline 0.1 hazard a year
    startup frailty 1 frailty
    startup contagion 1.095 exit of g-2 on 2022-10-01
    startup contagion 1.136 exit of g-1 on 2022-11-15
    startup, pull of acorn hazard 1.045
    startup, pull of acorn pull 1 pull a year at its opening
    startup, pull of acorn tie 1 tie to its founders
    startup, pull of acorn fading 0.8398 faded since 2022-10-01
    startup, pull of acorn frailty 1 frailty
    startup, pull of acorn contagion 1.095 exit of g-2 on 2022-10-01
    startup, pull of acorn contagion 1.136 exit of g-1 on 2022-11-15
    remark As known at the start: uncertain numbers are at their middle value (median or mean), the market's random path and frailty at their mean. Of exits, only those of the history before the start count.
    remark Possible shocks are left out: rival.
    remark It follows from the scenario, not from anything observed about the person, and is not for decisions about them.
    "#);
}

#[test]
fn the_json_form_has_everything_and_its_factors_multiply_to_the_hazard() {
    let place = place();
    let output = place.run(&["explain", "lab.toml", "--researcher", "p-01", "--at", "2023-04-01", "--format", "json"]);
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(document["format"], "stayput-explanation/1");
    assert_eq!((&document["researcher"], &document["team"], &document["date"]), (&"p-01".into(), &"a".into(), &"2023-04-01".into()));
    assert_eq!((&document["trial"], &document["left_out"]), (&Value::Null, &serde_json::json!(["rival"])));
    let risks = document["risks"].as_array().unwrap();
    let named: Vec<(&str, Option<&str>)> = risks.iter().map(|risk| (risk["channel"].as_str().unwrap(), risk["spinout"].as_str())).collect();
    assert_eq!(named, [("lab", None), ("found", None), ("startup", None), ("startup", Some("acorn"))]);
    let mut sum = 0.0;
    for risk in risks {
        let product: f64 = risk["terms"].as_array().unwrap().iter().map(|term| term["factor"].as_f64().unwrap()).product();
        let hazard = risk["hazard"].as_f64().unwrap();
        assert!((product / hazard - 1.0).abs() < 1e-12, "{risk}");
        sum += hazard;
    }
    assert_eq!(document["hazard"].as_f64().unwrap(), sum);
    // By hand: two offers, accepted 1 in 20, for a star of 2, in the first year, after two exits, the layoffs.
    let contagion = |age_days: f64| 1.2f64.powf((-age_days / 365.25 * 4.0).exp2());
    let lab = 2.0 * 0.05 * 1.3f64.powi(2) * 0.7 * 1.5 * contagion(137.0) * contagion(182.0);
    assert!((risks[0]["hazard"].as_f64().unwrap() / lab - 1.0).abs() < 1e-12, "{lab} {}", risks[0]);
    let pull = (-182.0f64 / 365.25).exp2() * contagion(137.0) * contagion(182.0);
    assert!((risks[3]["hazard"].as_f64().unwrap() / pull - 1.0).abs() < 1e-12, "{pull} {}", risks[3]);
}

#[test]
fn a_trials_hazard_is_that_of_its_log() {
    let place = place();
    let story = place.run(&["run", "eventful.toml", "--trial", "17", "--format", "json"]);
    let story: Value = serde_json::from_str(stdout(&story)).unwrap();
    let decided = story["events"].as_array().unwrap().iter().find(|event| event["hazard"].is_number()).unwrap();
    let (id, date) = (decided["researcher"].as_str().unwrap(), decided["date"].as_str().unwrap());
    let ask = ["explain", "eventful.toml", "--researcher", id, "--at", date, "--trial", "17", "--format", "json"];
    let output = place.run(&ask);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let explanation: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!((&explanation["trial"], &explanation["draw"]), (&17.into(), &5.into()));
    // The date begins at midnight, the decision came in the course of the day: what fades has faded by less than a day.
    let same = |risk: &&Value| risk["channel"] == decided["channel"] && risk["spinout"] == decided["because"]["spinout"];
    let risk = explanation["risks"].as_array().unwrap().iter().find(same).unwrap();
    let (then, midnight) = (decided["hazard"].as_f64().unwrap(), risk["hazard"].as_f64().unwrap());
    assert!((then / midnight - 1.0).abs() < 0.02, "{then} {midnight}");
}

#[test]
fn what_cannot_be_explained_says_why() {
    let place = place();
    let refused = |arguments: &[&str], expected: &str| {
        let output = place.run(&[&["explain", "lab.toml"], arguments].concat());
        assert_eq!((stderr(&output), stdout(&output), output.status.code()), (expected, "", Some(2)));
    };
    refused(&["--researcher", "p-1", "--at", "2023-04-01"], "error: there is no researcher `p-1`\n  did you mean `p-01`?\n");
    refused(&["--researcher", "somebody", "--at", "2023-04-01"], "error: there is no researcher `somebody`\n");
    for date in ["2022-12-31", "2025-01-02"] {
        let expected = format!("error: {date} is not between the start, 2023-01-01, and the horizon, 2025-01-01\n");
        refused(&["--researcher", "p-01", "--at", date], &in_lines(&expected));
    }
    refused(&["--researcher", "p-03", "--at", "2023-04-01"], "error: p-03 has no hazard on 2023-04-01: joins on 2023-07-01\n");
    refused(
        &["--researcher", "p-01", "--at", "April"],
        "error: invalid value 'April' for '--at <DATE>': expected a date such as 2023-07-01\n\nFor more information, try '--help'.\n",
    );
    let output = place.run(&["explain", "wrong.toml", "--researcher", "p-01", "--at", "2023-04-01"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("wrong.toml"), "{}", stderr(&output));
}

#[test]
fn who_is_gone_or_under_notice_in_a_trial_has_no_hazard() {
    let place = place();
    let story = place.run(&["run", "eventful.toml", "--trial", "17", "--format", "json"]);
    let story: Value = serde_json::from_str(stdout(&story)).unwrap();
    let events = story["events"].as_array().unwrap();
    let decided = events.iter().find(|event| event["kind"] == "decision" && event["hazard"].is_number()).unwrap();
    let gone = events.iter().find(|event| event["kind"] == "exit" && event["researcher"] == decided["researcher"]).unwrap();
    let id = decided["researcher"].as_str().unwrap();
    for (event, why) in [(decided, "under notice"), (gone, "gone")] {
        let date: stayput::internals::calendar::Date = event["date"].as_str().unwrap().parse().unwrap();
        let next = date.tomorrow().unwrap().to_string();
        let output = place.run(&["explain", "eventful.toml", "--researcher", id, "--at", &next, "--trial", "17"]);
        let expected = format!("error: {id} has no hazard on {next}: {why} since {date}\n");
        assert_eq!((stderr(&output), output.status.code()), (expected.as_str(), Some(2)));
    }
}

#[test]
fn a_tie_has_a_key_only_where_it_is_that_between_teams() {
    let place = place();
    let across = "across = { mean = 0.5, sd = 0.1, source = \"a guess at ties\" }\n[[shocks]]";
    fs::write(place.path("lab.toml"), LAB.replacen("[[shocks]]", across, 1)).unwrap();
    for (id, date, factor, key, source) in [
        ("p-01", "2023-04-01", 1.0, Value::Null, Value::Null),
        ("p-03", "2023-08-01", 0.5, Value::from("spinouts.across"), Value::from("a guess at ties")),
    ] {
        let output = place.run(&["explain", "lab.toml", "--researcher", id, "--at", date, "--format", "json"]);
        let explained: Value = serde_json::from_str(stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
        let text = explained.to_string();
        let risks = explained["risks"].as_array().unwrap_or_else(|| panic!("{text}"));
        let terms = risks.iter().flat_map(|risk| risk["terms"].as_array().unwrap_or_else(|| panic!("{text}")));
        let tie = terms.into_iter().find(|term| term["kind"] == "tie").unwrap_or_else(|| panic!("{text}"));
        assert_eq!((tie["factor"].as_f64(), &tie["key"], &tie["source"]), (Some(factor), &key, &source), "{text}");
    }
}

#[test]
fn a_number_that_was_learned_is_not_put_down_to_the_source_of_its_prior() {
    let place = place();
    let text = LAB.replace("[history]", "[parameters]\nposterior = \"posterior.csv\"\n[history]");
    fs::write(place.path("lab.toml"), text).unwrap();
    fs::write(place.path("posterior.csv"), "chain,draw,contagion.ratio\n0,0,1.3\n0,1,1.3\n").unwrap();
    let output = place.run(&["explain", "lab.toml", "--researcher", "p-01", "--at", "2023-04-01", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    let terms = document["risks"][0]["terms"].as_array().unwrap();
    let source = |key: &str| terms.iter().find(|term| term["key"] == key).unwrap()["source"].clone();
    assert_eq!(source("contagion.ratio"), "learned (from the posterior); prior: a study");
    assert_eq!(source("channels.lab.offers_per_year"), "the exit interviews of three years, as far as they were kept");
}
