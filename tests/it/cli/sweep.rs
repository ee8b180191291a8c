//! `stayput sweep`: a grid of settings on the same luck.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};

pub(super) const LAB: &str = r#"
name = "Lab"
start = 2027-01-01
horizon = "12 months"
trials = 600
[roster.generate]
teams = 2
team_size = 6
[channels.lab]
hazard_per_year = { median = 0.4, p95 = 0.9 }
[contagion]
ratio = 1.3
half_life = "3 months"
[policies.calm]
kind = "effect"
ratio = 0.7
cost_per_person_year = 0.1
[policies.late]
kind = "effect"
ratio = 0.5
from = 2027-07-01
"#;

const FILES: [&str; 4] = ["datapackage.json", "manifest.json", "sweep.csv", "sweep.json"];

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

/// A sweep that is done; what it prints.
fn swept(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["sweep", "lab.toml"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

/// The rows of a CSV file, by heading.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(place.path(file)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn json(place: &Place, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(place.path(file)).unwrap()).unwrap()
}

#[test]
fn every_point_has_the_numbers_of_a_run_with_its_settings() {
    let place = place();
    swept(
        &place,
        &["--over", "contagion.ratio=1:1.5:2", "--over", "contagion.half_life=1 month,6 months", "--policy", "calm", "--out", "swept"],
    );
    assert_eq!(names(&place.path("swept")), FILES);
    let all = rows(&place, "swept/sweep.csv");
    let points = [("1", "1 month"), ("1", "6 months"), ("1.5", "1 month"), ("1.5", "6 months"), ("", "")];
    for (ratio, half_life) in points {
        for policy in ["none", "calm"] {
            let settings = [format!("contagion.ratio={ratio}"), format!("contagion.half_life={half_life}")];
            let set = if ratio.is_empty() { Vec::new() } else { vec!["--set", &settings[0], "--set", &settings[1]] };
            let output = place.run(&[&["run", "lab.toml", "--policy", policy, "--out", "run", "-q"], &set[..]].concat());
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            let here = |row: &&BTreeMap<String, String>| {
                row["contagion.ratio"] == ratio
                    && row["contagion.half_life"] == half_life
                    && row["policy"] == policy
                    && row["reference"].is_empty()
            };
            let of = |row: &BTreeMap<String, String>| ["metric", "group", "date", "stat", "value", "mcse"].map(|name| row[name].clone());
            let found: Vec<[String; 6]> = all.iter().filter(here).map(of).collect();
            let run: Vec<[String; 6]> = rows(&place, "run/summary.csv").iter().filter(|row| row["date"] == "2028-01-01").map(of).collect();
            assert_eq!(found, run, "{ratio} {half_life} {policy}");
        }
    }
}

#[test]
fn differences_are_those_of_a_comparison() {
    let place = place();
    swept(&place, &["--over", "contagion.ratio=1.5", "--policy", "calm", "--out", "swept"]);
    fs::write(place.path("other.toml"), LAB.replace("ratio = 1.3", "ratio = 1.5")).unwrap();
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let of = |policy: &str, reference: &str, metric: &str, ratio: &str| {
        let all = rows(&place, "swept/sweep.csv");
        let is_it = |row: &&BTreeMap<String, String>| {
            row["policy"] == policy && row["reference"] == reference && row["metric"] == metric && row["contagion.ratio"] == ratio
        };
        all.iter().find(is_it).unwrap_or_else(|| panic!("{policy} {reference} {metric}")).clone()
    };
    // The other file less the first, and the policy in it less none.
    for (files, policy, found) in [
        (&["lab.toml", "other.toml"][..], "none", of("none", "as it is", "retained", "1.5")),
        (&["lab.toml"], "calm", of("calm", "none", "retained", "")),
        (&["other.toml"], "calm", of("calm", "none", "retained", "1.5")),
    ] {
        let output = place.run(&[&["compare"], files, &["--policy", policy, "--out", "compared"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let compared = rows(&place, "compared/comparison.csv");
        let row = compared.iter().find(|row| row["metric"] == "retained" && row["date"] == "2028-01-01").unwrap();
        for (name, theirs) in
            [("value", "difference"), ("mcse", "mcse"), ("low", "low"), ("high", "high"), ("pairing_gain", "pairing_gain")]
        {
            assert!((number(&found, name) - number(row, theirs)).abs() < 1e-9, "{files:?} {name}: {found:?} {row:?}");
        }
        if policy == "calm" {
            let costs = rows(&place, "compared/costs.csv");
            let each = costs.iter().find(|row| row["item"] == "per_extra_person").unwrap();
            let ours = of("calm", "none", "cost_per_extra_person", if files[0] == "lab.toml" { "" } else { "1.5" });
            for (name, theirs) in [("value", "mean"), ("low", "low"), ("high", "high")] {
                assert!((number(&ours, name) - number(each, theirs)).abs() < 1e-6, "{name}: {ours:?} {each:?}");
            }
        }
    }
}

#[test]
fn any_number_of_threads_and_shards_gives_the_same_bytes() {
    let place = place();
    let over = ["--over", "contagion.ratio=1,1.4", "--policy", "calm"];
    let whole = swept(&place, &[&over[..], &["--threads", "1", "--out", "whole"]].concat());
    let other = swept(&place, &[&over[..], &["--threads", "3", "--out", "other"]].concat());
    assert_eq!(whole.replace("whole", "other"), other);
    for shard in ["1/3", "2/3", "3/3"] {
        let told = swept(&place, &[&over[..], &["--shard", shard, "--out", &format!("part-{}", &shard[..1])]].concat());
        assert_eq!(
            told,
            format!(
                "Shard {} of 3: 200 of 600 trials of each point, in part-{}.\nWhen all are done: stayput merge DIR... --out DIR\n",
                &shard[..1],
                &shard[..1]
            )
        );
    }
    let merged = place.run(&["merge", "part-3", "part-1", "part-2", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    assert_eq!(whole.replace("whole", "merged"), stdout(&merged));
    for file in ["sweep.csv", "sweep.json", "datapackage.json"] {
        let read = |folder: &str| fs::read(place.path(folder).join(file)).unwrap();
        assert!(read("whole") == read("other"), "{file}");
        assert!(read("whole") == read("merged"), "{file}");
    }
    // What does not belong together.
    for (further, message) in [
        (&["--over", "contagion.ratio=1,1.5", "--policy", "calm"][..], "belongs to another run than part-1: another grid"),
        (&["--over", "contagion.ratio=1,1.4"], "belongs to another run than part-1: other policies"),
        (&["--over", "contagion.ratio=1,1.4", "--policy", "calm", "--seed", "9"], "belongs to another run than part-1: seed 9, not 1"),
    ] {
        swept(&place, &[further, &["--shard", "2/3", "--out", "foreign"]].concat());
        let output = place.run(&["merge", "part-1", "foreign", "part-3", "--out", "merged"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), &*format!("error: cannot merge: foreign {message}\n")));
    }
    let output = place.run(&["merge", "part-1", "part-2", "--out", "merged"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), "error: cannot merge: shard 3 of 3 is missing\n"));
    assert_eq!(place.run(&["run", "lab.toml", "--shard", "2/3", "--out", "of-a-run"]).status.code(), Some(0));
    let output = place.run(&["merge", "part-1", "of-a-run", "--out", "merged"]);
    let message = "error: cannot use of-a-run/state.json: it is of a run, and others are of a sweep\n  merge them apart\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), message));
}

/// What is typed after the scenario's file, and what is said of it.
const REFUSED: [(&[&str], &str); 17] = [
    (
        &["--over", "contagion.ration=1,2"],
        "error: the scenario cannot be run at contagion.ration = 1, nor at 1 other point
error: `contagion` has no key `ration`
 --> --over:1:1
  |
1 | contagion.ration=1
  | ^^^^^^^^^^^^^^^^ unknown key
  |
  = help: did you mean `ratio`?

1 problem; nothing was run
",
    ),
    (
        &["--over", "contagon.ratio=1:2:4"],
        "error: the scenario cannot be run at contagon.ratio = 1, nor at 3 other points
error: the scenario has no `contagon`
 --> --over:1:1
  |
1 | contagon.ratio=1
  | ^^^^^^^^^^^^^^ this path leads nowhere
  |
  = help: did you mean `contagion`?

1 problem; nothing was run
",
    ),
    (
        &["--over", "channels.lab.hazard_per_year=0.1,0.2", "--over", "contagion.ratio=1,-1"],
        "error: the scenario cannot be run at channels.lab.hazard_per_year = 0.1,
       contagion.ratio = -1, nor at 1 other point
error: `contagion.ratio` is -1; a hazard ratio is above 0
 --> --over:1:17
  |
1 | contagion.ratio=-1
  |                 ^^ expected a number, above 0

1 problem; nothing was run
",
    ),
    (
        &["--over", "contagion.ratio=1,true"],
        "error: the scenario cannot be run at contagion.ratio = true
error: a setting gives a number, a date, a duration or a distribution
 --> --over:1:17
  |
1 | contagion.ratio=true
  |                 ^^^^ this is true or false

1 problem; nothing was run
",
    ),
    (
        &["--over", "contagion.ratio="],
        "error: `contagion.ratio` has no values
  give a range with so many points, ends included, such as 1:1.6:5, or a list
    such as 0.05,0.1,0.2
",
    ),
    (
        &["--over", "contagion.ratio=1:2:1"],
        "error: a range has at least 2 points, its ends, and that of `contagion.ratio`
       has 1
  for a single value give the value alone, such as contagion.ratio=1
",
    ),
    (&["--over", "contagion.ratio=1.5,1.50"], "error: `contagion.ratio` has the value `1.50` twice\n  give each value once\n"),
    (
        &["--over", "contagion.ratio=1,2", "--over", "contagion.ratio=3"],
        "error: `contagion.ratio` is swept twice\n  give all of its values at once\n",
    ),
    (
        &["--over", "contagion.ratio=1,2", "--set", "contagion.ratio=3"],
        "error: `contagion.ratio` is both set and swept\n  leave out one of --set and --over\n",
    ),
    (
        &["--over", "contagion.ratio=1:2:40", "--over", "channels.lab.hazard_per_year=0.1:1:40"],
        "error: the grid has 1600 points (40 x 40); a sweep has at most 1000
  give fewer values, or sweep parts of the grid one after the other: they
    share their luck too
",
    ),
    (
        &["--over", "horizon=12 months,24 months"],
        "error: `horizon` cannot be swept: all points share start, horizon, seed, trials
       and replications, and so their luck
  --set changes it for all of them
",
    ),
    (
        &["--over", "policies.calm.ratio=0.5,0.9"],
        "error: `policies.calm.ratio` changes nothing: the policy `calm` is in force at
       no point
  add --policy calm, which says what it keeps there too
",
    ),
    (
        &["--over", "contagion.ratio=1,2", "--over", "policies.late.ratio=0.5,0.9", "--policy", "calm"],
        "error: `policies.late.ratio` changes nothing: the policy `late` is in force at
       no point
  add --policy late, which says what it keeps there too
",
    ),
    (
        &["--over", "contagion.ratio=1,20%"],
        "error: the scenario cannot be run at contagion.ratio = 20%
error: this is not TOML: 20% is no number
 --> --over:1:17
  |
1 | contagion.ratio=20%
  |                 ^^^ expected a number without %
  |
  = help: write a share of 20 % as 0.2; a ratio multiplies, so that 20 %
          more is 1.2

1 problem; nothing was run
",
    ),
    (&["--over", "contagion.ratio=1,2", "--policy", "clam"], "error: there is no policy `clam`\n  did you mean `calm`?\n"),
    (
        &["--over", "contagion.ratio=1,2", "--trials", "10_000_001"],
        "error: a sweep runs at most 10,000,000 trials of each point in one process, not
       10,000,001
  give fewer with --trials, or a share of them with --shard
",
    ),
    (
        &["--over", "contagion.ratio=1,2", "--plot", "--format", "json"],
        "error: --plot draws into the table, and --format json prints none\n  leave one of them out\n",
    ),
];

#[test]
fn what_cannot_be_swept_is_said_and_nothing_is_written() {
    let place = place();
    for (arguments, message) in REFUSED {
        let output = place.run(&[&["sweep", "lab.toml"], arguments].concat());
        assert_eq!((output.status.code(), stderr(&output), stdout(&output)), (Some(2), message, ""), "{arguments:?}");
    }
    assert_eq!(names(place.dir.path()), ["lab.toml", "small.toml", "wrong.toml"]);
}

#[test]
fn a_point_about_few_people_is_not_told() {
    let place = place();
    let people = (1..=8).map(|id| format!("[[researchers]]\nid = \"r-{id}\"\nunvested = 1.0\nvests_by = 2028-01-01\n"));
    let lab = LAB.replace("[roster.generate]\nteams = 2\nteam_size = 6\n", &people.collect::<String>());
    fs::write(place.path("lab.toml"), lab + "[pay]\nelasticity = 1.0\nequity_elasticity = 0.5\n").unwrap();
    let arguments = ["sweep", "lab.toml", "--over", "researchers.r-3.unvested=0,1.5"];
    let output = place.run(&arguments);
    assert_eq!(output.status.code(), Some(2));
    let message = "error: what is found at researchers.r-3.unvested = 0 would tell of fewer than 5
       people (privacy.min_group): its people differ from those of the scenario
       as it is in 1, too few
  run with --individuals, which tells of single researchers too
";
    assert_eq!(stderr(&output), message);
    assert_eq!(place.run(&[&arguments[..], &["--individuals"]].concat()).status.code(), Some(0));
}

#[test]
fn a_grid_of_two_has_a_heat_map_and_every_line_keeps_to_the_page() {
    let place = place();
    let over = ["--over", "contagion.ratio=1:1.6:4", "--over", "channels.lab.hazard_per_year=0.2,0.4,0.8", "--policy", "calm"];
    let text = swept(&place, &[&over[..], &["--plot"]].concat());
    assert!(text.contains("\n  still there; across: hazard_per_year, down: ratio\n  ratio  "), "{text}");
    assert!(text.contains("\n  kept by calm; across: hazard_per_year, down: ratio\n"), "{text}");
    assert!(text.contains("██ ") && !text.contains('\u{1b}'), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.ends_with("Files: results/lab/sweep\n"), "{text}");
    let text = swept(&place, &over);
    assert!(!text.contains("across:"), "a page has the table alone: {text}");
    // One setting has bars.
    let text = swept(&place, &["--over", "contagion.ratio=1,2"]);
    assert!(text.contains("  █ there in 90 % of the trials  ▒ in half of them  ░ in 10 %"), "{text}");
}

#[test]
fn dates_durations_distributions_words_and_flags_are_values() {
    let place = place();
    for over in [
        "policies.late.from=2027-03-01,2027-09-01",
        "contagion.half_life=1 month,\"6 months\",never",
        "contagion.ratio={ low = 1.0, high = 1.5 },1.2",
        "spinouts.open=true,false",
        "heat.series.0.interpolation=\"linear\",\"step\"",
    ] {
        let mut lab = LAB.to_owned();
        if over.starts_with("spinouts") {
            lab = lab.replace(
                "[channels.lab]",
                "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 0.5\nhalf_life = \"1 year\"\n[channels.lab]",
            );
        }
        if over.starts_with("heat") {
            lab += "[heat]\n[[heat.series]]\npoints = [{ at = 2027-01-01, value = 1.0 }, { at = \"6 months\", value = 2.0 }]\n";
        }
        fs::write(place.path("lab.toml"), lab).unwrap();
        let document: Value =
            serde_json::from_str(&swept(&place, &["--over", over, "--policy", "late", "--format", "json", "--trials", "100", "-q"]))
                .unwrap();
        assert_eq!(document["points"].as_array().unwrap().len(), document["settings"][0]["values"].as_array().unwrap().len(), "{over}");
    }
}

#[test]
fn a_roster_of_another_size_is_compared_in_shares() {
    let place = place();
    swept(&place, &["--over", "roster.generate.team_size=6,9", "--out", "swept"]);
    let all = rows(&place, "swept/sweep.csv");
    let of = |size: &str| all.iter().find(|row| row["roster.generate.team_size"] == size && row["reference"] == "as it is").unwrap();
    assert_eq!((of("6")["metric"].as_str(), of("6")["value"].as_str(), of("6")["mcse"].as_str()), ("retained", "0", "0"));
    assert_eq!(of("9")["metric"], "retained_share");
    assert!(of("9")["value"].parse::<f64>().unwrap().abs() < 0.3);
}

#[test]
fn what_is_done_is_described() {
    let place = place();
    swept(&place, &["--over", "contagion.ratio=1,1.4", "--policy", "calm", "--policy", "calm", "--out", "swept"]);
    let (document, manifest, package) =
        (json(&place, "swept/sweep.json"), json(&place, "swept/manifest.json"), json(&place, "swept/datapackage.json"));
    assert_eq!(document["format"], "stayput-sweep-file/1");
    assert_eq!(document["policies"], serde_json::json!(["none", "calm"]));
    assert_eq!(document["settings"], serde_json::json!([{ "path": "contagion.ratio", "values": ["1", "1.4"] }]));
    assert_eq!(document["points"][1]["settings"], serde_json::json!({ "contagion.ratio": 1.4 }));
    assert_eq!(manifest["stopped"], "trials");
    let listed: Vec<&str> = manifest["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(listed, ["sweep.csv", "sweep.json", "datapackage.json"]);
    let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
    let header = fs::read_to_string(place.path("swept/sweep.csv")).unwrap().lines().next().unwrap().to_owned();
    let described: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(described.join(","), header);
    assert_eq!(fields.last().unwrap()["type"], "number");
    // The same again replaces it.
    swept(&place, &["--over", "contagion.ratio=1,1.4", "--out", "swept"]);
}

#[test]
fn numbers_of_the_parts_of_a_bundle_in_force_are_swept() {
    let place = place();
    let bundle = "[policies.both]\nkind = \"bundle\"\npolicies = [\"calm\", \"late\"]\n";
    fs::write(place.path("lab.toml"), LAB.to_owned() + bundle).unwrap();
    let over = ["--over", "policies.calm.ratio=0.3,1", "--policy", "both", "--trials", "400"];
    let text = swept(&place, &over).replace('\n', " ");
    assert!(text.contains("both, by the point estimates: does least at policies.calm.ratio = 1, "), "{text}");
    assert!(text.contains("; does most at policies.calm.ratio = 0.3, "), "{text}");
}

#[test]
fn ends_over_a_grid_do_not_read_as_an_interval() {
    let text = swept(&place(), &["--over", "channels.lab.hazard_per_year=0.1,1"]).replace('\n', " ");
    assert!(text.contains("by the point estimates: fewest, ") && text.contains(", at channels.lab.hazard_per_year = 1; most, "), "{text}");
}
