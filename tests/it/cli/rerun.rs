//! `stayput rerun` and `--bundle`: the same command on the same files gives the same bytes, and what differs is said.

use std::fs;

use super::commands::{Place, in_lines, names, stderr, stdout};

/// A scenario with something to choose, to learn and to ask about, which reads a roster.
const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "12 months"
trials = 400
seed = 3
[roster]
file = "people.csv"
[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
[policies.calm]
kind = "effect"
ratio = 0.5
cost_once = 0.2
"#;

fn place() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("lab")).unwrap();
    let rows: Vec<String> = (0..8).map(|person| format!("p-{person},a")).collect();
    fs::write(place.path("lab/people.csv"), format!("id,team\n{}\n", rows.join("\n"))).unwrap();
    fs::write(place.path("lab/lab.toml"), LAB).unwrap();
    place
}

/// What a command prints that succeeds.
#[track_caller]
fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[track_caller]
fn refused(place: &Place, arguments: &[&str], expected: &str) {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(stderr(&output), in_lines(expected));
}

#[test]
fn every_command_gives_the_same_files_again() {
    let place = place();
    let commands: [&[&str]; 7] = [
        &["run", "lab/lab.toml", "--per-trial", "--events", "5", "--report", "--force"],
        &["run", "lab/lab.toml", "--policy=calm", "--csv", "excel-eu", "--precision", "0.2"],
        &["run", "lab/lab.toml", "--shard", "2/3"],
        &["compare", "lab/lab.toml", "--regret", "--quiet"],
        &["sweep", "lab/lab.toml", "--over", "channels.lab.hazard_per_year=0.1,0.2"],
        &["optimise", "lab/lab.toml", "--budget", "0.5", "--indifference", "0.01"],
        &["sensitivity", "lab/lab.toml", "--policy", "calm", "--per-draw"],
    ];
    for arguments in commands {
        told(&place, &[arguments, &["--out", "results/here"]].concat());
        // All but the manifest, and the page, which names the folder.
        let files = names(&place.path("results/here"));
        let page =
            if files.iter().any(|name| name == "report.html") { " report.html tells what was typed, and is not compared." } else { "" };
        let count = files.len() - 1 - usize::from(!page.is_empty());
        let expected = format!("The same: {count} file{}, to the byte.{page}\n", if count == 1 { "" } else { "s" });
        assert_eq!(told(&place, &["rerun", "results/here", "--quiet"]), expected, "{arguments:?}");
        assert_eq!(told(&place, &["rerun", "results/here/manifest.json"]), expected);
        fs::remove_dir_all(place.path("results/here")).unwrap();
    }
    assert_eq!(names(&place.path("results")), Vec::<String>::new(), "nothing is left");
}

#[test]
fn new_results_stay_where_they_are_asked_for() {
    let place = place();
    told(&place, &["run", "lab/lab.toml", "--out=first"]);
    let output = place.run(&["rerun", "first", "--out", "second"]);
    assert_eq!(
        stderr(&output),
        "2 files that were read are as before; running again: stayput run lab/lab.toml\n",
        "what is done is said, without where the files went"
    );
    let second = place.path("second");
    assert_eq!(stdout(&output), format!("The same: 6 files, to the byte.\nNew results: {}\n", second.canonicalize().unwrap().display()));
    assert_eq!(fs::read(place.path("first/run.json")).unwrap(), fs::read(second.join("run.json")).unwrap());
}

#[test]
fn another_file_is_refused_and_another_result_is_told() {
    let place = place();
    told(&place, &["run", "lab/lab.toml", "--out", "results"]);
    // Somebody has changed what the manifest says of two files, as if another version had written them.
    let manifest = fs::read_to_string(place.path("results/manifest.json")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    for file in document["files"].as_array_mut().unwrap() {
        if ["run.json", "summary.csv"].iter().any(|name| file["name"] == *name) {
            file["sha256"] = "0".repeat(64).into();
        }
    }
    document["version"] = "0.0.9".into();
    fs::write(place.path("results/manifest.json"), document.to_string()).unwrap();
    let output = place.run(&["rerun", "results"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        stdout(&output),
        format!(
            "Not the same: 2 of 6 files:\n  run.json differs\n  summary.csv differs\nThe earlier results are of version 0.0.9, the new ones of \
             {version}.\n"
        )
    );
    fs::write(place.path("lab/lab.toml"), LAB.replace("0.3", "0.4")).unwrap();
    fs::remove_file(place.path("lab/people.csv")).unwrap();
    refused(
        &place,
        &["rerun", "results"],
        "error: cannot run results again, since not all files are as they were:\n  lab/lab.toml is another file by now (its SHA-256 differs)\n  \
         cannot read lab/people.csv: No such file or directory (os error 2)\n  stand in the folder in which it was run, or make results with \
         --bundle\n",
    );
}

#[test]
fn a_bundle_is_run_again_anywhere() {
    let place = place();
    told(&place, &["compare", "lab/lab.toml", "--bundle", "--out", "bundle"]);
    let copies: Vec<String> = names(&place.path("bundle")).into_iter().filter(|name| name.starts_with("input-")).collect();
    assert_eq!(copies, ["input-1-lab.toml", "input-2-people.csv"]);
    assert_eq!(fs::read_to_string(place.path("bundle/input-1-lab.toml")).unwrap(), LAB);
    let count = names(&place.path("bundle")).len() - 1;
    let expected = format!("The same: {count} files, to the byte.\n");
    fs::remove_dir_all(place.path("lab")).unwrap();
    assert_eq!(told(&place, &["rerun", "bundle"]), expected);
    // In another folder, under another name.
    let elsewhere = Place::new();
    fs::create_dir(elsewhere.path("copy")).unwrap();
    for name in names(&place.path("bundle")) {
        fs::copy(place.path("bundle").join(&name), elsewhere.path("copy").join(&name)).unwrap();
    }
    assert_eq!(told(&elsewhere, &["rerun", "copy/manifest.json"]), expected);
    // A copy that was spoiled is not what was read.
    fs::write(elsewhere.path("copy/input-2-people.csv"), "id,team\n").unwrap();
    refused(&elsewhere, &["rerun", "copy"], "error: copy/input-2-people.csv is not what was read\n");
    // Results of a bundle are replaced as all others are.
    fs::create_dir(place.path("lab")).unwrap();
    fs::copy(place.path("bundle/input-1-lab.toml"), place.path("lab/lab.toml")).unwrap();
    fs::copy(place.path("bundle/input-2-people.csv"), place.path("lab/people.csv")).unwrap();
    told(&place, &["compare", "lab/lab.toml", "--out", "bundle"]);
    assert!(!names(&place.path("bundle")).iter().any(|name| name.starts_with("input-")));
}

#[test]
fn a_bundle_of_files_from_elsewhere_says_what_cannot_be_put_back() {
    let place = place();
    let absolute = place.path("lab/lab.toml");
    told(&place, &["run", absolute.to_str().unwrap(), "--bundle", "--out", "bundle"]);
    fs::remove_dir_all(place.path("lab")).unwrap();
    let output = place.run(&["rerun", "bundle"]);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        message.ends_with("lab/lab.toml was not below the folder in which the command was typed, and cannot be put there"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn a_manifest_that_names_a_pipe_is_not_waited_for() {
    let place = place();
    told(&place, &["run", "lab/lab.toml", "--out", "results"]);
    fs::remove_file(place.path("lab/people.csv")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(place.path("lab/people.csv")).status().unwrap().success());
    refused(
        &place,
        &["rerun", "results"],
        "error: cannot run results again, since not all files are as they were:\n  cannot read lab/people.csv: it is no file\n  stand in the folder \
         in which it was run, or make results with --bundle\n",
    );
}

#[test]
fn what_cannot_be_run_again_is_said() {
    let place = place();
    refused(
        &place,
        &["rerun", "lab"],
        "error: cannot read lab/manifest.json: No such file or directory (os error 2)\n  copy the folder again, whole, or run again\n",
    );
    told(&place, &["run", "lab/lab.toml", "--out", "results"]);
    let manifest = fs::read_to_string(place.path("results/manifest.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let with = |key: &str, value: serde_json::Value| {
        let mut changed = document.clone();
        changed[key] = value;
        fs::write(place.path("results/manifest.json"), changed.to_string()).unwrap();
    };
    for (key, value, why) in [
        ("command_line", serde_json::json!([]), "no command made it, but a program by the library"),
        ("command_line", serde_json::json!(["stayput", "jump", "x"]), "this version has no such command: jump x"),
        ("command_line", serde_json::json!(["stayput", "import", "x.csv", "y"]), "import writes no results"),
        ("stopped", "interrupted".into(), "it was interrupted, and holds but a part of its trials"),
    ] {
        with(key, value);
        refused(&place, &["rerun", "results"], &format!("error: cannot run results again: {why}\n"));
    }
}
