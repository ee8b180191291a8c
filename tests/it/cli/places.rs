//! Where results go when nobody says where, and what is never replaced: the command's own input.

use std::fs;

use super::calibrate::place as ten;
use super::commands::{Place, in_lines, names, stderr, stdout};

const POLICIES: &str = r#"
[policies.raise]
kind = "effect"
ratio = 0.9
from = 2023-02-01
[policies."a/b partial"]
kind = "effect"
ratio = 0.8
from = 2023-02-01
"#;

/// A place with a scenario of two policies.
fn with_policies() -> Place {
    let place = Place::new();
    let scenario = fs::read_to_string(place.path("small.toml")).unwrap();
    fs::write(place.path("small.toml"), scenario + POLICIES).unwrap();
    place
}

/// A place with a scenario that draws from the posterior that its calibration left in its default folder.
fn calibrated() -> Place {
    let place = ten();
    let calibrated = place.run(&["calibrate", "ten.toml", "--draws", "50", "--compare", "0", "-q"]);
    assert!(stdout(&calibrated).ends_with("\nFiles: results/ten/calibrate\n"), "{}", stderr(&calibrated));
    let named = "[parameters]\nposterior = \"results/ten/calibrate/posterior.csv\"\n";
    fs::write(place.path("ten.toml"), fs::read_to_string(place.path("ten.toml")).unwrap() + named).unwrap();
    place
}

#[test]
fn each_command_has_a_folder_of_its_own() {
    let place = with_policies();
    for (arguments, folder) in [
        (&["run"][..], "run"),
        (&["run", "--policy", "none"], "run"),
        (&["run", "--policy", "raise"], "run-raise"),
        (&["run", "--policy", "a/b partial"], "run-a%2Fb%20partia%6C"),
        (&["run", "--shard", "2/5"], "shard-2-of-5"),
        (&["run", "--shard", "2/5", "--policy", "raise"], "shard-2-of-5-raise"),
        (&["compare"], "compare"),
    ] {
        let output = place.run(&[&[arguments[0], "small.toml"], &arguments[1..]].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{arguments:?}");
        assert!(stdout(&output).contains(&format!("results/small/{folder}")), "{arguments:?}: {}", stdout(&output));
        assert!(place.path(&format!("results/small/{folder}/manifest.json")).exists(), "{arguments:?}");
    }
    assert_eq!(names(&place.path("results/small")).len(), 6);
}

#[test]
fn a_run_leaves_the_posterior_that_it_reads_and_a_calibration_replaces_it() {
    let place = calibrated();
    let path = place.path("results/ten/calibrate/posterior.csv");
    let posterior = fs::read(&path).unwrap();
    for (command, folder) in [("run", "run"), ("compare", "compare")] {
        // Without a policy there is nothing to compare.
        let output = place.run(&[command, "ten.toml", "-q"]);
        assert_eq!(output.status.code(), Some(if command == "run" { 0 } else { 2 }), "{}", stderr(&output));
        assert_eq!(place.path("results/ten").join(folder).exists(), command == "run");
        assert_eq!(fs::read(&path).unwrap(), posterior);
    }
    let again = place.run(&["calibrate", "ten.toml", "--draws", "50", "--seed", "2", "--compare", "0", "-q"]);
    assert!(stdout(&again).ends_with("\nFiles: results/ten/calibrate\n"), "{}", stderr(&again));
    assert_ne!(fs::read(&path).unwrap(), posterior, "it is not read");
}

#[test]
fn a_folder_that_holds_what_a_command_reads_is_left_alone_even_by_force() {
    let place = calibrated();
    let history = place.path("results/ten/calibrate/history.csv");
    let refused = |arguments: &[&str], out: &str, what: &str| {
        for force in [&[][..], &["--force"]] {
            let output = place.run(&[arguments, &["--out", out, "-q"], force].concat());
            let expected = format!(
                "error: {out} holds what this command reads ({what}), so no results can go there\n  give another folder with --out\n"
            );
            assert_eq!((output.status.code(), stderr(&output)), (Some(2), in_lines(&expected).as_str()), "{arguments:?}");
        }
    };
    let posterior = "results/ten/calibrate/posterior.csv";
    let before = fs::read(place.path(posterior)).unwrap();
    for out in ["results/ten/calibrate", "results/ten", "results", "results/ten/run/../calibrate"] {
        fs::create_dir_all(place.path("results/ten/run")).unwrap();
        refused(&["run", "ten.toml"], out, posterior);
    }
    refused(&["run", "ten.toml"], ".", "ten.toml");
    refused(&["calibrate", "ten.toml"], ".", "ten.toml");
    fs::copy(place.path("ten.toml"), place.path("again.toml")).unwrap();
    refused(&["compare", "ten.toml", "again.toml"], "results/ten/calibrate", posterior);
    // A history that lies there is read by a calibration, too.
    fs::copy(place.path("history.csv"), &history).unwrap();
    let scenario = fs::read_to_string(place.path("ten.toml")).unwrap();
    fs::write(place.path("ten.toml"), scenario.replace("\"history.csv\"", "\"results/ten/calibrate/history.csv\"")).unwrap();
    refused(&["calibrate", "ten.toml"], "results/ten/calibrate", "results/ten/calibrate/history.csv");
    assert!(history.exists());
    assert_eq!(fs::read(place.path(posterior)).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn links_to_what_a_command_reads_are_followed() {
    let place = calibrated();
    std::os::unix::fs::symlink("results/ten/calibrate/posterior.csv", place.path("link.csv")).unwrap();
    std::os::unix::fs::symlink("results/ten/calibrate", place.path("out")).unwrap();
    let scenario = fs::read_to_string(place.path("ten.toml")).unwrap();
    fs::write(place.path("ten.toml"), scenario.replace("results/ten/calibrate/posterior.csv", "link.csv")).unwrap();
    let output = place.run(&["run", "ten.toml", "--out", "out", "--force", "-q"]);
    assert_eq!(
        stderr(&output),
        "error: out holds what this command reads (link.csv), so no results can go there\n  give another folder with --out\n"
    );
    assert!(place.path("results/ten/calibrate/posterior.csv").exists());
}

#[cfg(unix)]
#[test]
fn what_a_command_reads_is_not_swept() {
    let place = Place::new();
    // As a run that was killed leaves it, with the scenario moved into it by somebody.
    let staging = place.path(".stayput-out-1-0");
    super::folder::abandoned(&staging);
    fs::rename(place.path("small.toml"), staging.join("files/small.toml")).unwrap();
    let run = || place.run(&["run", ".stayput-out-1-0/files/small.toml", "--out", "out"]);
    assert_eq!(run().status.code(), Some(0));
    assert!(staging.join("files/small.toml").exists());
    fs::rename(staging.join("files/small.toml"), place.path("small.toml")).unwrap();
    assert_eq!(place.run(&["run", "small.toml", "--out", "out"]).status.code(), Some(0));
    assert!(!staging.exists());
}

#[test]
fn results_where_0_1_0_put_them_stay_and_are_pointed_out() {
    let place = with_policies();
    assert_eq!(place.run(&["run", "small.toml", "--out", "results/small"]).status.code(), Some(0));
    // What somebody put there with this version is nothing to point out; 0.1.0 wrote no key of the run.
    let output = place.run(&["run", "small.toml", "--out", "results/small/other"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let output = place.run(&["run", "small.toml"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    for folder in ["other", "run"] {
        fs::remove_dir_all(place.path("results/small").join(folder)).unwrap();
    }
    let manifest = fs::read_to_string(place.path("results/small/manifest.json")).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("run").unwrap();
    fs::write(place.path("results/small/manifest.json"), manifest.to_string()).unwrap();
    let before = names(&place.path("results/small"));
    for (arguments, folder) in [
        (&["run", "small.toml"][..], "run"),
        (&["compare", "small.toml"], "compare"),
        (&["run", "small.toml", "--policy", "raise"], "run-raise"),
    ] {
        let output = place.run(arguments);
        let expected = format!(
            "note: results/small itself holds results, where stayput 0.1.0 put them; they\n  stay as they are, and these go to \
             results/small/{folder}\n"
        );
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), expected.as_str()));
    }
    let mut expected = [before, vec!["run".to_owned(), "compare".to_owned(), "run-raise".to_owned()]].concat();
    expected.sort();
    assert_eq!(names(&place.path("results/small")), expected);
}

#[test]
fn results_of_another_file_of_the_same_name_are_not_replaced_without_a_word() {
    let place = Place::new();
    let run = |file: &str| {
        let output = place.run(&["run", file]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output).to_owned()
    };
    assert!(!run("small.toml").contains("--out"));
    assert!(!run("./small.toml").contains("--out"));
    fs::create_dir(place.path("lab")).unwrap();
    for name in names(&place.path("")).iter().filter(|name| place.path(name).is_file()) {
        fs::copy(place.path(name), place.path("lab").join(name)).unwrap();
    }
    let note = "note: results/small/run holds results of ./small.toml; those of lab/small.toml will replace them; --out keeps both\n";
    assert!(run("lab/small.toml").contains(&in_lines(note)));
    assert!(!run("lab/small.toml").contains("--out"));
}
