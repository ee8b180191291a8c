//! `run --trial`: one trial told as a story.

use std::fs;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};
use super::events::EVENTFUL;

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), EVENTFUL).unwrap();
    place
}

/// What is told of a trial in JSON.
fn told(place: &Place, trial: &str) -> Value {
    let output = place.run(&["run", "lab.toml", "--trial", trial, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).unwrap()
}

#[test]
fn a_story_agrees_with_the_run_that_its_trial_is_of() {
    let place = place();
    let run = place.run(&["run", "lab.toml", "-q", "--per-trial", "--events", "600", "--out", "out", "--threads", "2"]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_path(place.path("out/trials.csv")).unwrap().records().map(Result::unwrap).collect();
    let events: Vec<csv::StringRecord> =
        csv::Reader::from_path(place.path("out/events.csv")).unwrap().records().map(Result::unwrap).collect();
    for trial in ["0", "1", "17", "255", "256", "599"] {
        let story = told(&place, trial);
        let row = &rows[trial.parse::<usize>().unwrap()];
        let number = |key: &str| story[key].as_u64().unwrap().to_string();
        assert_eq!([number("trial"), number("draw"), number("retained"), number("exits")], [&row[2], &row[3], &row[4], &row[5]]);
        assert_eq!(story["there"].as_array().unwrap().len().to_string(), &row[4]);
        let own: Vec<_> = events.iter().filter(|event| &event[2] == trial && &event[6] != "offer_declined").collect();
        let told = story["events"].as_array().unwrap();
        assert_eq!(told.len(), own.len());
        for (told, event) in told.iter().zip(own) {
            let text = |key: &str| told[key].as_str().unwrap_or("").to_owned();
            let plain = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
            assert_eq!(told["t_years"].as_f64().unwrap(), event[3].parse::<f64>().unwrap());
            let found = ["date", "researcher", "kind", "channel", "competitor"].map(text);
            assert_eq!(found, [4, 5, 6, 7, 8].map(|column| plain(&event[column])));
            assert_eq!(told["hazard"].as_f64(), event[9].parse().ok());
        }
    }
    assert_eq!(names(place.dir.path()), ["lab.toml", "out", "small.toml", "wrong.toml"], "a story writes nothing");
}

#[test]
fn a_trial_of_an_uncertain_scenario_is_the_same_whatever_else_is_run() {
    let place = place();
    let alone = told(&place, "256");
    let threads = place.run(&["run", "lab.toml", "--trial", "256", "--format", "json", "--threads", "3"]);
    assert_eq!(serde_json::from_str::<Value>(stdout(&threads)).unwrap(), alone);
    assert_eq!(alone["draw"], 85);
    let other = place.run(&["run", "lab.toml", "--trial", "256", "--format", "json", "--seed", "6"]);
    assert_ne!(serde_json::from_str::<Value>(stdout(&other)).unwrap()["events"], alone["events"]);
}

const FRIENDS: &str = r#"
name = "Four friends"
start = 2023-01-01
horizon = "24 months"
seed = 4
[[researchers]]
id = "p-01"
[[researchers]]
id = "p-02"
[[researchers]]
id = "p-03"
[[researchers]]
id = "p-04"
hired = 2023-07-01
[channels.lab]
hazard_per_year = 0.5
[contagion]
ratio = 3.0
half_life = "6 months"
[[shocks]]
name = "layoffs"
date = 2023-03-14
ratio = 1.5
half_life = "6 months"
"#;

#[test]
fn a_story_is_told_at_80_columns_with_what_made_exits_likely() {
    let place = Place::new();
    fs::write(place.path("friends.toml"), FRIENDS).unwrap();
    let output = place.run(&["run", "friends.toml", "--trial", "5"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    Four friends, 2023-01-01 to 2025-01-01: trial 5 of seed 4.
    One of many possible futures: it says nothing about any person and is not for
    decisions about that person.

    At the start: 3 researchers (p-01, p-02, p-03).
    To join: 1 researcher (p-04 on 2023-07-01).

    2023-03-14  Shock: layoffs.
    2023-04-05  p-01 leaves (lab). Hazard 0.72 a year, 1.4 times the usual: 1.4 from
                layoffs on 2023-03-14.
    2023-08-04  p-03 leaves (lab). Hazard 1.3 a year, 2.5 times the usual: 2.0 from
                exit of p-01 on 2023-04-05, 1.3 from layoffs on 2023-03-14.
    2024-02-04  p-04 leaves (lab). Hazard 1.4 a year, 2.7 times the usual: 1.7 from
                exit of p-03 on 2023-08-04, 1.4 from exit of p-01 on 2023-04-05, 1.1
                from layoffs on 2023-03-14.

    3 exits; of the 3 there at the start, 1 is there on 2025-01-01: p-02.
    The usual hazard is the same person's through that channel without market heat,
    shocks, exits of others, and frailty (a personal ratio that the trial drew).
    "#);
    let plain = place.run(&["run", "friends.toml", "--trial", "5", "--format", "plain"]);
    insta::assert_snapshot!(stdout(&plain), @r#"
    answer 3 exits; of the 3 there at the start, 1 is there on 2025-01-01: p-02.
    scenario Four friends
    seed 4
    trial 5
    policy none
    2023-03-14 shock Shock: layoffs.
    2023-04-05 exit p-01 leaves (lab). Hazard 0.72 a year, 1.4 times the usual: 1.4 from layoffs on 2023-03-14.
    2023-08-04 exit p-03 leaves (lab). Hazard 1.3 a year, 2.5 times the usual: 2.0 from exit of p-01 on 2023-04-05, 1.3 from layoffs on 2023-03-14.
    2024-02-04 exit p-04 leaves (lab). Hazard 1.4 a year, 2.7 times the usual: 1.7 from exit of p-03 on 2023-08-04, 1.4 from exit of p-01 on 2023-04-05, 1.1 from layoffs on 2023-03-14.
    remark One of many possible futures: it says nothing about any person and is not for decisions about that person.
    "#);
    for trial in 0..30 {
        let output = place.run(&["run", "lab.toml", "--trial", &trial.to_string()]);
        assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
    }
}

#[test]
fn a_founder_comes_before_those_who_found_too_and_the_opening() {
    // Whoever founds of the three, all others found too at the same moment, and what they found opens at once.
    let place = Place::new();
    let text = "name = \"f\"\nstart = 2023-01-01\nhorizon = \"24 months\"\nseed = 4\n[[researchers]]\nid = \"a\"\n[[researchers]]\nid = \"b\"\n\
                [[researchers]]\nid = \"c\"\n[channels.found]\nhazard_per_year = 1\n[channels.startup]\nhazard_per_year = 0\n\
                [spinouts]\ncofound = 1\npull_per_year = 1\nhalf_life = \"never\"\n";
    for notice in ["", "[notice]\nlength = \"1 day\"\n"] {
        fs::write(place.path("found.toml"), format!("{text}{notice}")).unwrap();
        let mut founders = Vec::new();
        for trial in 0..12 {
            let output = place.run(&["run", "found.toml", "--trial", &trial.to_string(), "--format", "json"]);
            let story: Value = serde_json::from_str(stdout(&output)).unwrap();
            let events = story["events"].as_array().unwrap();
            let exit = events.iter().find(|event| event["kind"] == "exit").unwrap();
            let at_once = events.iter().filter(|event| event["t_years"] == exit["t_years"]);
            let told: Vec<_> = at_once.map(|event| [&event["kind"], &event["researcher"]].map(|text| text.as_str().unwrap())).collect();
            let founder = told[0][1];
            let mates: Vec<&str> = told[1..].iter().filter(|[kind, _]| *kind == "exit").map(|[_, who]| *who).collect();
            assert!(mates.len() == 2 && mates[0] != mates[1] && !mates.contains(&founder), "{told:?}");
            let mut expected = vec![["exit", founder]];
            for mate in mates {
                // With a notice they decide at the founder's exit, and leave then too.
                expected.extend((!notice.is_empty()).then_some(["decision", mate]));
                expected.push(["exit", mate]);
            }
            expected.push(["founding", founder]);
            assert_eq!(told, expected, "trial {trial}");
            founders.push(founder.to_owned());
        }
        assert!(["a", "b", "c"].iter().all(|id| founders.iter().any(|founder| founder == id)), "{founders:?}");
    }
}

#[test]
fn what_makes_no_sense_with_a_single_trial_is_refused() {
    let place = place();
    let cases: [(&[&str], &str); 9] = [
        (&["--trials", "5"], "--trials <N>"),
        (&["--precision", "0.1"], "--precision <X>"),
        (&["--shard", "1/2"], "--shard <I/N>"),
        (&["--out", "out"], "--out <DIR>"),
        (&["--force"], "--force"),
        (&["--per-trial"], "--per-trial"),
        (&["--events", "5"], "--events <N>"),
        (&["--individuals"], "--individuals"),
        (&["--csv", "excel"], "--csv <DIALECT>"),
    ];
    for (option, shown) in cases {
        let output = place.run(&[&["run", "lab.toml", "--trial", "3"], option].concat());
        let expected = format!(
            "error: the argument '--trial <K>' cannot be used with '{shown}'\n\n\
             Usage: stayput run --trial <K> <FILE>\n\nFor more information, try '--help'.\n"
        );
        assert_eq!((stderr(&output), stdout(&output), output.status.code()), (expected.as_str(), "", Some(2)));
    }
    let output = place.run(&["run", "lab.toml", "--trial", "-1"]);
    assert_eq!(output.status.code(), Some(2));
    let output = place.run(&["run", "wrong.toml", "--trial", "1"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert!(stderr(&output).contains("wrong.toml"), "{}", stderr(&output));
}
