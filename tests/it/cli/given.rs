//! What is given in place of a scenario or a policy.

use std::fs;

use super::commands::{Place, stderr};

const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "6 months"
trials = 100
[roster.generate]
teams = 2
team_size = 6
[channels.lab]
hazard_per_year = 0.4
[policies.calm]
kind = "effect"
ratio = 0.5
"#;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

#[test]
fn results_given_as_a_scenario_say_what_they_are_of() {
    let place = place();
    assert!(place.run(&["run", "lab.toml", "--out", "out", "-q"]).status.success());
    for command in ["run", "compare", "calibrate", "check"] {
        for (given, what) in [("out/manifest.json", "the manifest of results"), ("out", "a folder of results")] {
            let output = place.run(&[command, given]);
            assert_eq!(output.status.code(), Some(2), "{command}");
            let said = format!(
                "error: `{given}` is {what}, not a scenario\n |\n = help: give the scenario that they are of: lab.toml\n\n1 problem; nothing was run\n"
            );
            assert_eq!(stderr(&output), said, "{command}");
        }
    }
}

#[test]
fn no_policy_is_called_none_everywhere() {
    let place = place();
    assert!(place.run(&["run", "lab.toml", "--policy", "none", "--out", "with", "-q"]).status.success());
    assert!(place.run(&["run", "lab.toml", "--out", "without", "-q"]).status.success());
    let summary = |folder: &str| fs::read_to_string(place.path(folder).join("summary.csv")).unwrap();
    assert_eq!(summary("with"), summary("without"));
    // In a comparison it is always there.
    assert!(place.run(&["compare", "lab.toml", "--policy", "none", "--policy", "calm", "--out", "named", "-q"]).status.success());
    assert!(place.run(&["compare", "lab.toml", "--policy", "calm", "--out", "unnamed", "-q"]).status.success());
    let compared = |folder: &str| fs::read_to_string(place.path(folder).join("comparison.csv")).unwrap();
    assert_eq!(compared("named"), compared("unnamed"));
    let alone = place.run(&["compare", "lab.toml", "--policy", "none", "--out", "alone"]);
    assert_eq!(alone.status.code(), Some(2));
    assert_eq!(
        stderr(&alone),
        "error: there is nothing to compare: `none` is what policies are compared with\n  name a policy too, or give a second file\n"
    );
}
