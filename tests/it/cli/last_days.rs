//! Known last days in what commands print.

use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr, stdout};

fn place() -> Place {
    let place = Place::new();
    let text = fs::read_to_string(place.path("small.toml")).unwrap();
    let text = text.replace("id = \"r-2\"", "id = \"r-2\"\nlast_day = 2023-03-15\nlast_channel = \"lab\"");
    let text = text.replace("id = \"r-3\"", "id = \"r-3\"\nlast_day = 2023-04-01");
    let policies = "[policies.stay]\nkind = \"counter_offer\"\nsuccess = 1.0\ncost_per_event = 1.0\n\
                    [policies.perk]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 1.0\ntarget = { ids = [\"r-2\", \"r-3\"] }\n\
                    [policies.pay]\nkind = \"raise\"\nraise = 0.2\nbudget = 0.2\n\
                    [pay]\nelasticity = 1.0\n";
    fs::write(place.path("lab.toml"), text + policies).unwrap();
    place
}

fn ran(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[test]
fn check_and_run_count_them() {
    let place = place();
    assert_eq!(
        ran(&place, &["check", "lab.toml"]),
        "lab.toml: fine.\n  3 researchers (2 with a known last day), 3 channels, 0 uncertain numbers;\n  2023-01-01 to 2023-07-01\n"
    );
    let told = "\nKnown last days: 2 of 3, 2 of them by 2023-07-01; the same in every trial.\n";
    let table = ran(&place, &["run", "lab.toml", "--out", "out"]);
    assert!(table.contains(told), "{table}");
    let comparison = ran(&place, &["compare", "lab.toml", "--trials", "400"]);
    assert!(comparison.contains(told), "{comparison}");
    let plain = ran(&place, &["run", "lab.toml", "--out", "out", "--format", "plain"]);
    assert!(plain.contains("\nknown_last_days 2 of which 2 by_horizon\n"), "{plain}");
    let json: Value = serde_json::from_str(&ran(&place, &["run", "lab.toml", "--out", "out", "--format", "json"])).unwrap();
    assert_eq!(json["known_last_days"], serde_json::json!({ "people": 2, "by_horizon": 2 }));
    // Certain exits count under their channels.
    let destinations = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    assert!(destinations.contains("Small,none,exits,channel:other,2023-04-01,mean,1,0\n"), "{destinations}");
}

#[test]
fn a_trial_says_that_it_was_known_and_no_hazard_decided() {
    let place = place();
    let story = ran(&place, &["run", "lab.toml", "--trial", "3"]);
    assert!(story.contains("2023-03-15  r-2 is gone, as known at the start (lab).\n"), "{story}");
    assert!(story.contains("2023-04-01  r-3 is gone, as known at the start (other).\n"), "{story}");
    ran(&place, &["run", "lab.toml", "--events", "5", "--out", "out"]);
    let events = fs::read_to_string(place.path("out/events.csv")).unwrap();
    let key = events.lines().last().unwrap().split(',').next().unwrap();
    let known: Vec<&str> = events.lines().filter(|line| line.contains(",r-2,")).collect();
    let expected: Vec<String> = (0..5).map(|trial| format!("{key},none,{trial},0.1998631074606434,2023-03-15,r-2,exit,lab,,")).collect();
    assert_eq!(known, expected);
    let output = place.run(&["explain", "lab.toml", "--researcher", "r-2", "--at", "2023-02-01"]);
    assert!(stderr(&output).ends_with("error: r-2 has no hazard on 2023-02-01: leaves on 2023-03-15, which is known\n"));
    let output = place.run(&["explain", "lab.toml", "--researcher", "r-2", "--at", "2023-05-01", "--trial", "2"]);
    assert!(stderr(&output).ends_with("error: r-2 has no hazard on 2023-05-01: gone since 2023-03-15\n"));
}

#[test]
fn no_policy_acts_on_them_or_costs_anything_for_them() {
    let place = place();
    ran(&place, &["compare", "lab.toml", "--trials", "400", "--individuals", "--out", "out"]);
    let researchers = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    let exits = |policy: &str| {
        let line = format!(",Small,{policy},exits,channel:other,2023-07-01,mean,");
        researchers.lines().find(|row| row.contains(&line)).unwrap_or_else(|| panic!("{policy}: {researchers}")).to_owned()
    };
    for policy in ["none", "stay", "perk", "pay"] {
        assert!(exits(policy).ends_with("mean,1,0"), "{}", exits(policy));
    }
    let costs = fs::read_to_string(place.path("out/costs.csv")).unwrap();
    let cost = |policy: &str| -> f64 {
        let row = costs.lines().find(|row| row.contains(&format!(",Small,{policy},total,"))).unwrap_or_else(|| panic!("{costs}"));
        row.split(',').nth(4).unwrap().parse().unwrap()
    };
    // Only for those with a last day: nothing. A budget for one raise of half a year goes to the one who may stay.
    assert!(cost("perk") == 0.0, "{costs}");
    assert!(0.05 < cost("pay") && cost("pay") <= 0.1 + 1e-3, "{costs}");
    // One at most is kept, at an exit: those who are to leave are asked nothing.
    assert!(cost("stay") <= 0.4, "{costs}");
    let kept = fs::read_to_string(place.path("out/comparison.csv")).unwrap();
    let perk: Vec<&str> = kept.lines().filter(|row| row.contains(",perk,") && row.contains(",retained,")).collect();
    assert!(!perk.is_empty() && perk.iter().all(|row| row.contains(",0,0,0,0,")), "{perk:?}");
}
