//! Columns under the headings of other systems, in what every command says.

use std::fs;

use super::commands::{Place, stderr};

#[test]
fn every_command_says_which_column_it_took_for_the_team() {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let people = "[[researchers]]\nid = \"r-1\"\n\n[[researchers]]\nid = \"r-2\"\n\n[[researchers]]\nid = \"r-3\"\n";
    let files = "[roster]\nfile = \"roster.csv\"\n\n[history]\nfile = \"history.csv\"\nuntil = 2023-01-01\n\n";
    let uncertain = "hazard_per_year = { median = 0.4, p95 = 0.9, source = \"a guess\" }";
    let policy = "[policies.perk]\nkind = \"effect\"\nratio = 0.5\n";
    assert!(text.contains(people));
    let text = text.replace(people, files).replace("hazard_per_year = 0.4", uncertain) + policy;
    fs::write(place.path("lab.toml"), text).unwrap();
    fs::write(place.path("roster.csv"), "id,department\nr-1,x\nr-2,x\nr-3,y\n").unwrap();
    fs::write(place.path("history.csv"), "id,entry,team,exit,channel\nr-1,2020-01-01,x,,\nr-9,2020-01-01,x,2021-01-01,lab\n").unwrap();
    for arguments in [
        &["run", "lab.toml", "--out", "run"][..],
        &["compare", "lab.toml", "--trials", "400", "--out", "compare"],
        &["calibrate", "lab.toml", "--method", "mle"],
        &["check", "lab.toml"],
    ] {
        let output = place.run(arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        let told = "warning: taken by their headings: `department` for `team`\n --> roster.csv:1:4\n";
        assert_eq!(said.matches(told).count(), 1, "{arguments:?}: {said}");
    }
}
