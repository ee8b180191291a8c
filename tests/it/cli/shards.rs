//! A run in shards: they merge to the bytes of one run, or say why they cannot.

use std::fs;

use super::commands::{Place, in_lines, names, stderr, stdout};

const UNCERTAIN: &str = r#"
name = "Uncertain"
start = 2023-01-01
horizon = "9 months"
trials = 1_502
[roster.generate]
teams = 2
team_size = 6
[channels.lab]
hazard_per_year = { median = 0.4, p95 = 0.9 }
[channels.startup]
hazard_per_year = 0.2
[contagion]
ratio = 1.4
half_life = "3 months"
[[assert]]
metric = "retained"
stat = "mean"
op = ">"
value = 2
"#;

/// A place with a scenario, and its three shards run on one, two and five threads.
fn in_three(further: &[&str]) -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), UNCERTAIN).unwrap();
    for (shard, threads) in [("1/3", "1"), ("2/3", "2"), ("3/3", "5")] {
        let out = format!("part-{}", &shard[..1]);
        let output = place.run(&[&["run", "lab.toml", "--shard", shard, "--threads", threads, "--out", &out], further].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    place
}

#[test]
fn three_shards_on_three_settings_of_threads_merge_to_the_bytes_of_one_run() {
    for further in [&["--per-trial"][..], &["--per-trial", "--csv", "excel-eu"]] {
        let place = in_three(further);
        let whole = place.run(&[&["run", "lab.toml", "--out", "whole"], further].concat());
        let csv: &[&str] = if further.len() > 1 { &further[1..] } else { &[] };
        let merged = place.run(&[&["merge", "part-2", "part-3", "part-1", "--out", "merged"], csv].concat());
        assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
        for file in ["summary.csv", "distribution.csv", "destinations.csv", "trials.csv", "paths.csv", "run.json", "datapackage.json"] {
            let read = |folder: &str| fs::read(place.path(folder).join(file)).unwrap();
            assert!(read("whole") == read("merged"), "{file}");
        }
        assert_eq!(stdout(&whole).replace("whole", "merged"), stdout(&merged));
    }
}

/// Every mechanism at once, and everything that can be asked of a run.
#[test]
fn shards_of_everything_merge_to_the_bytes_of_one_run() {
    let place = Place::new();
    for file in fs::read_dir("tests/it/mutations/everything").unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), place.path(&file.file_name().to_string_lossy())).unwrap();
    }
    let further = ["--trials", "602", "--per-trial", "--individuals", "--threads"];
    let run = |threads: &str, more: &[&str]| {
        let output = place.run(&[&["run", "everything.toml"], &further[..], &[threads], more].concat());
        assert!(!stdout(&output).is_empty(), "{}", stderr(&output));
        output
    };
    let whole = run("2", &["--out", "whole"]);
    for (shard, threads) in [("1/3", "1"), ("2/3", "2"), ("3/3", "5")] {
        run(threads, &["--shard", shard, "--out", &format!("part-{}", &shard[..1])]);
    }
    let merged = place.run(&["merge", "part-3", "part-1", "part-2", "--out", "merged"]);
    let files = [
        "summary.csv",
        "distribution.csv",
        "destinations.csv",
        "researchers.csv",
        "trials.csv",
        "paths.csv",
        "run.json",
        "datapackage.json",
    ];
    for file in files {
        let read = |folder: &str| fs::read(place.path(folder).join(file)).unwrap();
        assert!(read("whole") == read("merged"), "{file}");
    }
    assert_eq!(stdout(&whole).replace("whole", "merged"), stdout(&merged));
    let summary = fs::read_to_string(place.path("merged/summary.csv")).unwrap();
    for metric in [
        "productive_headcount,all,",
        "capability,capability:keys,",
        "bus_factor,all,",
        "cascade_share,all,",
        "pivotal,capability:keys/id:q-01,",
    ] {
        assert!(summary.contains(&format!("Everything,none,{metric}")), "{metric}");
    }
    run("2", &["--shard", "3/3", "--out", "part-3"]);
    let output = place.run(&["run", "everything.toml", "--trials", "602", "--shard", "2/3", "--out", "part-2"]);
    assert!(!stdout(&output).is_empty(), "{}", stderr(&output));
    let refused = place.run(&["merge", "part-1", "part-2", "part-3", "--out", "merged"]);
    let expected = "error: cannot merge: part-2 belongs to another run than part-1: only one of them\n       \
     has --individuals\n";
    assert_eq!(stderr(&refused), expected);
}

#[test]
fn a_shard_says_what_to_do_next() {
    let place = Place::new();
    fs::write(place.path("lab.toml"), UNCERTAIN).unwrap();
    let output = place.run(&["run", "lab.toml", "--shard", "2/3", "-q"]);
    let expected = "Shard 2 of 3: 500 of 1,502 trials, in results/lab/shard-2-of-3.\nWhen all are done: stayput merge DIR... --out DIR\n";
    assert_eq!(stdout(&output), expected);
}

#[test]
fn missing_doubled_foreign_and_broken_shards_are_refused() {
    let place = in_three(&[]);
    for (name, further) in [("seed", ["--seed", "7"]), ("trials", ["--trials", "3000"]), ("set", ["--set", "contagion.ratio=1.5"])] {
        place.run(&[&["run", "lab.toml", "--shard", "3/3", "--out", name][..], &further].concat());
    }
    place.run(&["run", "lab.toml", "--shard", "3/4", "--out", "four"]);
    place.run(&["run", "small.toml", "--shard", "3/3", "--trials", "1502", "--out", "other"]);
    fs::create_dir(place.path("bare")).unwrap();
    fs::create_dir(place.path("spoiled")).unwrap();
    fs::write(place.path("spoiled/state.json"), "{\"format\": \"stayput-state/0\"}").unwrap();
    let refused = |folders: &[&str], expected: &str| {
        let output = place.run(&[&["merge", "--out", "merged"], folders].concat());
        assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
        assert!(!place.path("merged").exists());
    };
    refused(&["part-1", "part-3"], "error: cannot merge: shard 2 of 3 is missing\n");
    refused(&["part-3"], "error: cannot merge: shards 1 and 2 of 3 are missing\n");
    refused(&["part-1", "part-2", "part-1"], "error: cannot merge: shard 1 of 3 is there twice: part-1 and part-1\n");
    refused(&["part-1", "seed"], "error: cannot merge: seed belongs to another run than part-1: seed 7, not 1\n");
    refused(
        &["part-1", "trials"],
        "error: cannot merge: trials belongs to another run than part-1: trials 3000, not\n       \
     1502\n",
    );
    refused(
        &["part-1", "set"],
        "error: cannot merge: set belongs to another run than part-1: other numbers were\n       \
     set by --set\n",
    );
    refused(
        &["part-1", "four"],
        "error: cannot merge: four belongs to another run than part-1: number of shards\n       \
     4, not 3\n",
    );
    let other = "error: cannot merge: other belongs to another run than part-1: the scenario or a\n       \
     file that it names is another\n";
    refused(&["part-1", "other"], other);
    let format = "error: cannot use spoiled/state.json: it is of the format `stayput-state/0`, of\n       \
     another version of stayput, not `stayput-state/2`\n  \
     run its shard again, with the version that merges\n";
    refused(&["part-1", "spoiled"], format);
    let bare = "error: cannot read bare/state.json: No such file or directory (os error 2)\n  \
                give folders that `stayput run --shard i/n` wrote\n";
    refused(&["part-1", "bare"], bare);
}

#[test]
fn an_interrupted_shard_is_refused() {
    let place = in_three(&[]);
    // As a shard that was interrupted leaves it: fewer draws than its part.
    let path = place.path("part-2/state.json");
    let state = fs::read_to_string(&path).unwrap();
    assert!(state.contains("\"tally\":{\"draws\":125,"), "{}", &state[..400]);
    fs::write(&path, state.replace("\"tally\":{\"draws\":125,", "\"tally\":{\"draws\":64,")).unwrap();
    let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", "merged"]);
    let expected = "error: cannot use part-2/state.json: it has 256 of its 500 trials, because it\n       \
     was interrupted; run shard 2/3 again\n";
    assert_eq!(stderr(&output), expected);
}

#[test]
fn a_shard_that_is_another_than_was_written_is_refused() {
    let place = in_three(&["--per-trial"]);
    let refused = |expected: &str| {
        let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", "merged"]);
        assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
        assert!(!place.path("merged").exists());
    };
    // As a copy that broke off leaves it.
    let path = place.path("part-2/trials.csv");
    let rows = fs::read_to_string(&path).unwrap();
    fs::write(&path, &rows[..rows.len() / 2]).unwrap();
    refused(
        "error: part-2/trials.csv is not as it was written: its SHA-256 is not the one in\n       \
         manifest.json\n  \
         copy the folder again, whole, or run again\n",
    );
    fs::remove_file(&path).unwrap();
    refused("error: cannot read part-2/trials.csv: No such file or directory (os error 2)\n  copy the folder again, whole, or run again\n");
    fs::write(&path, &rows).unwrap();
    // A count too large to hold is never counted on.
    let path = place.path("part-3/state.json");
    let state = fs::read_to_string(&path).unwrap();
    fs::write(&path, state.replacen("\"low\":", "\"low\":42949672", 1)).unwrap();
    refused(
        "error: part-3/state.json is not as it was written: its SHA-256 is not the one in\n       \
         manifest.json\n  \
         copy the folder again, whole, or run again\n",
    );
    fs::write(&path, &state).unwrap();
    fs::remove_file(place.path("part-1/manifest.json")).unwrap();
    refused(
        "error: cannot read part-1/manifest.json: No such file or directory (os error 2)\n  copy the folder again, whole, or run again\n",
    );
}

#[test]
fn a_shard_is_never_replaced_by_what_it_is_merged_into() {
    let place = in_three(&[]);
    for out in ["part-2", "./part-1/../part-2"] {
        let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", out]);
        let expected = "error: cannot merge: the shard in part-2 would be replaced by what it is merged\n       \
         into\n  \
         give another folder with --out\n";
        assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
    }
    // Nor is anything written in one, or where one is.
    for out in ["part-2/merged", "part-2/a/b", "./part-1/../part-2/merged", "part-2/new/../merged"] {
        let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", out, "--force"]);
        let expected =
            format!("error: {out} is in part-2, which this command reads, so no results can go there\n  give another folder with --out\n");
        assert_eq!((stderr(&output), output.status.code()), (in_lines(&expected).as_str(), Some(2)));
        assert_eq!(names(&place.path("part-2")), ["manifest.json", "state.json"]);
    }
    let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", ".", "--force"]);
    let expected = "error: . holds what this command reads (part-1), so no results can go there\n  give another folder with --out\n";
    assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
    assert_eq!(place.run(&["merge", "part-1", "part-2", "part-3", "--out", "merged"]).status.code(), Some(0));
}

#[test]
fn trials_of_some_shards_only_are_refused() {
    let place = in_three(&[]);
    place.run(&["run", "lab.toml", "--shard", "1/3", "--out", "part-1", "--per-trial"]);
    let output = place.run(&["merge", "part-1", "part-2", "part-3", "--out", "merged"]);
    let expected = "error: cannot merge: only 1 of 3 shards have trials.csv; run all with\n       \
     --per-trial, or none\n";
    assert_eq!(stderr(&output), expected);
}

#[test]
fn shards_merge_with_a_posterior_which_the_manifest_names() {
    let place = Place::new();
    let text = UNCERTAIN.replace("1_502", "1_000").replace("[contagion]", "[parameters]\nposterior = \"posterior.csv\"\n[contagion]");
    fs::write(place.path("lab.toml"), text).unwrap();
    // Neighbours are alike, so that no shard alone could tell from its own draws how much the rows bear.
    let rows: Vec<String> = (0..90).map(|i| format!("0,{i},{}\n", 0.1 + 0.02 * f64::from(7 * (i / 3) % 30))).collect();
    let rows = rows.concat();
    fs::write(place.path("posterior.csv"), format!("chain,draw,channels.lab.hazard_per_year\n{rows}")).unwrap();
    let whole = place.run(&["run", "lab.toml", "--out", "whole", "--threads", "2"]);
    assert_eq!(whole.status.code(), Some(0), "{}", stderr(&whole));
    let warning = "warning: no manifest.json beside the posterior says which scenario it was\n         fitted to\n --> lab.toml";
    let note = "note: the posterior has only 90 learned draws, so that 12 trials share each, not 4; more trials alone will hardly make the error \
                smaller: calibrate with more --draws ";
    let said = stderr(&whole).replace("  -->", " -->");
    assert!(said.starts_with(warning) && said.replace("\n  ", " ").replace('\n', " ").ends_with(note), "{said}");
    for shard in ["1/2", "2/2"] {
        let output = place.run(&["run", "lab.toml", "--shard", shard, "--out", &format!("part-{}", &shard[..1])]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let merged = place.run(&["merge", "part-2", "part-1", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    for file in ["summary.csv", "distribution.csv", "destinations.csv"] {
        let read = |folder: &str| fs::read(place.path(folder).join(file)).unwrap();
        assert!(read("whole") == read("merged"), "{file}");
    }
    let alike = "The 90 learned draws are worth 30 independent ones; every error allows for that.";
    assert!(stdout(&whole).contains(alike) && stdout(&merged).contains(alike), "{}", stdout(&whole));
    let manifest = fs::read_to_string(place.path("whole").join("manifest.json")).unwrap();
    assert!(manifest.contains("\"posterior.csv\"") && manifest.contains("\"replications\": 12"), "{manifest}");
    // Another posterior is another run.
    fs::write(place.path("posterior.csv"), format!("chain,draw,channels.lab.hazard_per_year\n{}", rows.replacen("0.1\n", "0.2\n", 1)))
        .unwrap();
    place.run(&["run", "lab.toml", "--shard", "2/2", "--out", "other"]);
    let refused = place.run(&["merge", "part-1", "other", "--out", "no"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
}
