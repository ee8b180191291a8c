//! Teams and roles in the results, and what is kept back of small ones.

use std::fs;

use super::commands::Place;

fn groups(sizes: &[(&str, &str, usize)], privacy: &str) -> Vec<String> {
    let place = Place::new();
    let mut text = "name = \"Parts\"\nstart = 2023-01-01\nhorizon = \"2 months\"\ntrials = 200\n".to_owned();
    for (team, role, size) in sizes {
        for index in 0..*size {
            let role = if role.is_empty() { String::new() } else { format!("role = \"{role}\"\n") };
            let person = format!("[[researchers]]\nid = \"{team}{}-{index}\"\nteam = \"{team}\"\n{role}", role.len());
            text.push_str(&person);
        }
    }
    text = text + "[channels.lab]\nhazard_per_year = 0.4\n" + privacy;
    fs::write(place.path("parts.toml"), text).unwrap();
    let output = place.run(&["run", "parts.toml", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
    let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    let rows = summary.lines().filter(|row| row.contains("2023-01-01,mean,"));
    rows.filter(|row| row.contains("team:") || row.contains("role:"))
        .map(|row| row.split(',').skip(2).collect::<Vec<_>>().join(","))
        .collect()
}

#[test]
fn teams_and_roles_are_broken_out() {
    let found = groups(&[("a", "engineer", 6), ("b", "engineer", 5), ("b", "scientist", 5)], "");
    let expected =
        ["retained,team:a,2023-01-01,mean,6,0", "retained,team:b,2023-01-01,mean,10,0", "retained,role:scientist,2023-01-01,mean,5,0"];
    // Engineers are everybody less the scientists: nothing new, and no small group.
    assert_eq!(found[..2], expected[..2]);
    assert!(
        found.contains(&expected[2].to_owned()) || found.contains(&"retained,role:engineer,2023-01-01,mean,11,0".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_small_team_is_kept_back_with_the_one_that_would_give_it_away() {
    assert_eq!(groups(&[("a", "", 4), ("b", "", 6), ("c", "", 7)], ""), ["retained,team:c,2023-01-01,mean,7,0"]);
    let all = groups(&[("a", "", 4), ("b", "", 6), ("c", "", 7)], "[privacy]\nmin_group = 4\n");
    assert_eq!(all.len(), 3, "{all:?}");
}
