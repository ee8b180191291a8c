//! Temporary folders and manifests that somebody else made, or that claim what is not ours: nothing of others is moved, replaced or removed.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::calibrate::place as ten;
use super::commands::{Place, in_lines, names, stderr};
use super::folder::abandoned;

/// Everything below a folder: paths, and contents or where links lead.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => {
                found.push((format!("{name}/"), String::new()));
                found.extend(tree(&path).into_iter().map(|(below, content)| (format!("{name}/{below}"), content)));
            }
            kind if kind.is_symlink() => found.push((name, fs::read_link(&path).unwrap().display().to_string())),
            _ => found.push((name, fs::read_to_string(&path).unwrap())),
        }
    }
    found.sort();
    found
}

/// A place with files of the user.
fn with_files() -> Place {
    let place = Place::new();
    fs::create_dir_all(place.path("Documents/letters")).unwrap();
    for (path, content) in [("precious.txt", "mine"), ("Documents/letters/one.txt", "mine too"), ("x", "also mine")] {
        fs::write(place.path(path), content).unwrap();
    }
    place
}

/// Commands that sweep this place leave all that is in it, but for what they make.
fn leaves_all(place: &Place, what: &str) {
    let before = tree(place.dir.path());
    for arguments in [&["run", "small.toml", "--out", "made"][..], &["run", "small.toml", "--out", "made"], &["new", "fresh"]] {
        let output = place.run(arguments);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{what}");
    }
    for made in ["made", "fresh"] {
        fs::remove_dir_all(place.path(made)).unwrap();
    }
    assert_eq!(tree(place.dir.path()), before, "{what}");
}

/// A temporary folder as a process of ours leaves it when it is killed, with a list of moves.
fn with_list(place: &Place, list: &str) {
    let staging = place.path(".stayput-x-1-1");
    abandoned(&staging);
    fs::create_dir(staging.join("old")).unwrap();
    fs::write(staging.join("files/last"), "last").unwrap();
    fs::write(staging.join("moves"), list).unwrap();
}

/// What a list says of a file, as the file is now but for one thing.
fn listed(place: &Place, name: &str, other: &str) -> Value {
    let found = fs::metadata(place.path(name)).unwrap();
    let number = found.ino() + u64::from(other == "number");
    let written = found.mtime() * 1_000_000_000 + found.mtime_nsec() + i64::from(other == "written");
    let is = if found.is_dir() {
        json!({ "folder": { "number": number, "within": [] } })
    } else {
        json!({ "file": { "number": number, "bytes": found.len() + u64::from(other == "bytes"), "written": written } })
    };
    json!({ "name": name, "is": is })
}

#[test]
fn a_planted_folder_with_our_mark_moves_and_removes_nothing() {
    for list in [
        r#"{"away":[],"names":["precious.txt","Documents","x"]}"#,
        r#"{"away":[],"names":["precious.txt","small.toml","x"]}"#,
        r#"{"away":["precious.txt"],"names":["../precious.txt"]}"#,
        "",
    ] {
        for mark in ["", "version 0.1.0\n", "folder 1\n"] {
            let place = with_files();
            let staging = place.path(".stayput-x-1-1");
            for folder in ["files", "old"] {
                fs::create_dir_all(staging.join(folder)).unwrap();
            }
            fs::write(staging.join("files/x"), "planted").unwrap();
            fs::write(staging.join("moves"), list).unwrap();
            fs::write(staging.join("stayput-owner"), format!("a temporary folder of stayput\n{mark}")).unwrap();
            leaves_all(&place, &format!("{list} {mark}"));
        }
    }
}

#[test]
fn a_list_that_is_none_of_ours_moves_nothing_though_the_folder_is() {
    for list in [r#"{"away":[],"names":["precious.txt","Documents","x"]}"#, "", "{", r#"{"away":[],"names":[{"name":"../x","is":{}}]}"#] {
        let place = with_files();
        with_list(&place, list);
        leaves_all(&place, list);
    }
}

#[test]
fn only_what_the_list_tells_apart_from_every_other_is_moved_back() {
    let mine = ["precious.txt", "Documents", "small.toml"];
    for other in ["number", "bytes", "written"] {
        let place = with_files();
        let mut names: Vec<Value> = mine.map(|name| listed(&place, name, other)).to_vec();
        names.push(json!({ "name": "last", "is": { "file": { "number": 1, "bytes": 1, "written": 1 } } }));
        with_list(&place, &json!({ "away": [], "names": names }).to_string());
        let before = tree(place.dir.path());
        let output = place.run(&["run", "small.toml", "--out", "made"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{other}");
        // The list moved nothing, so that what is left of its process could go.
        fs::remove_dir_all(place.path("made")).unwrap();
        assert!(!place.path(".stayput-x-1-1").exists());
        let kept: Vec<_> = before.into_iter().filter(|(path, _)| !path.starts_with(".stayput-")).collect();
        assert_eq!(tree(place.dir.path()), kept, "{other}");
    }
    // Of a list that is true to the letter a file of ours goes back; what the command reads does not.
    let place = with_files();
    let mut names: Vec<Value> = ["x", "small.toml"].map(|name| listed(&place, name, "")).to_vec();
    names.push(json!({ "name": "last", "is": { "file": { "number": 1, "bytes": 1, "written": 1 } } }));
    with_list(&place, &json!({ "away": [], "names": names }).to_string());
    assert_eq!(place.run(&["run", "small.toml", "--out", "made"]).status.code(), Some(0));
    assert_eq!(names_of_files(&place), ["precious.txt", "small.toml", "wrong.toml"]);
}

fn names_of_files(place: &Place) -> Vec<String> {
    names(place.dir.path()).into_iter().filter(|name| place.path(name).is_file()).collect()
}

#[test]
fn nothing_is_moved_out_of_a_folder_that_a_link_leads_to() {
    for (part, into) in [("old", "private"), ("files", "private")] {
        let place = with_files();
        fs::create_dir(place.path("private")).unwrap();
        fs::write(place.path("private/secret.txt"), "mine").unwrap();
        let away = json!([{ "name": "secret.txt", "is": listed(&place, "private/secret.txt", "")["is"] }]);
        with_list(&place, &json!({ "away": away, "names": [listed(&place, "x", "")] }).to_string());
        let staging = place.path(".stayput-x-1-1");
        fs::remove_dir_all(staging.join(part)).unwrap();
        symlink(format!("../{into}"), staging.join(part)).unwrap();
        leaves_all(&place, part);
    }
}

#[test]
fn a_copy_of_what_a_killed_process_left_is_left_alone() {
    let place = with_files();
    abandoned(&place.path("original/.stayput-x-1-1"));
    let copied = std::process::Command::new("cp").args(["-a", "original/.stayput-x-1-1", "."]).current_dir(place.dir.path()).status();
    assert!(copied.unwrap().success());
    leaves_all(&place, "a copy");
    // Where it was made it is swept.
    assert_eq!(place.run(&["run", "small.toml", "--out", "original/made"]).status.code(), Some(0));
    assert_eq!(names(&place.path("original")), ["made"]);
}

#[test]
fn what_another_user_left_is_left_alone() {
    let place = with_files();
    let staging = place.path(".stayput-x-1-1");
    abandoned(&staging);
    fs::set_permissions(place.dir.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    // Only the superuser can give it away; for others a folder that everybody may write into has to do.
    if std::os::unix::fs::chown(&staging, Some(65534), None).is_err() {
        fs::set_permissions(&staging, fs::Permissions::from_mode(0o777)).unwrap();
    }
    leaves_all(&place, "another user");
    // Nor does it stand in the way where results go.
    fs::create_dir(place.path("made")).unwrap();
    fs::rename(&staging, place.path("made/.stayput-x-1-1")).unwrap();
    for _ in 0..2 {
        let output = place.run(&["run", "small.toml", "--out", "made"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
        assert!(place.path("made/.stayput-x-1-1/files/summary.csv").exists() && place.path("made/summary.csv").exists());
    }
}

#[test]
fn an_empty_folder_of_such_a_name_stays() {
    let place = with_files();
    fs::create_dir(place.path(".stayput-empty-1-1")).unwrap();
    leaves_all(&place, "an empty folder");
}

#[test]
fn results_shared_by_a_group_are_put_right_after_a_kill() {
    let place = Place::new();
    fs::create_dir_all(place.path("shared/made")).unwrap();
    for folder in ["shared", "shared/made"] {
        fs::set_permissions(place.path(folder), fs::Permissions::from_mode(0o2770)).unwrap();
    }
    let run = |seed: &str, fault: &str| {
        let script = "umask 002; exec \"$0\" \"$@\"";
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_stayput"), "run", "../../small.toml", "--out", ".", "--seed", seed]);
        command.env("STAYPUT_FAULT", fault).current_dir(place.path("shared/made")).output().unwrap()
    };
    assert_eq!(run("1", "").status.code(), Some(0));
    let mut killed = 0;
    for k in (1..60).step_by(3) {
        killed += usize::from(run("2", &format!("kill {k}")).status.code().is_none());
        let output = run("1", "");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "kill {k}");
        assert_eq!(names(&place.path("shared/made")), super::commands::FILES, "kill {k}");
        assert_eq!(names(&place.path("shared")), ["made"]);
        assert_eq!(fs::metadata(place.path("shared/made")).unwrap().mode() & 0o7777, 0o2770);
    }
    assert!(killed > 10, "{killed}");
}

fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn a_manifest_does_not_make_a_file_of_others_ours() {
    for (name, sha256, bytes) in [("thesis.txt", sha256(b"mine"), 4), ("thesis.txt", "0".repeat(64), 1), ("summary.csv", "0".repeat(64), 4)]
    {
        let place = Place::new();
        fs::create_dir(place.path("out")).unwrap();
        fs::write(place.path("out").join(name), "mine").unwrap();
        let manifest = json!({ "program": "stayput", "files": [{ "name": name, "sha256": sha256, "bytes": bytes }] }).to_string();
        fs::write(place.path("out/manifest.json"), &manifest).unwrap();
        let before = tree(&place.path("out"));
        let output = place.run(&["run", "small.toml", "--out", "out"]);
        let expected = if name == "thesis.txt" {
            "error: out holds what stayput did not write there (thesis.txt), so it is left\n       \
             alone\n  \
             give another folder with --out, or add --force to put the results among\n    \
             these files\n"
        } else {
            "error: out holds results that were changed since (summary.csv), so it is left\n       \
             alone\n  \
             give another folder with --out, or add --force to put the results in their\n    \
             place\n"
        };
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), expected));
        assert_eq!(tree(&place.path("out")), before);
        assert_eq!(place.run(&["run", "small.toml", "--out", "out", "--force"]).status.code(), Some(0));
        let kept = fs::read_to_string(place.path("out").join(name)).unwrap();
        assert_eq!(kept == "mine", name == "thesis.txt", "only what has a name of ours is replaced, and only by force");
    }
}

#[test]
fn results_that_somebody_has_changed_are_not_replaced_unless_forced() {
    let place = Place::new();
    let run = |further: &[&str]| place.run(&[&["run", "small.toml", "--out", "out"], further].concat());
    assert_eq!(run(&["--per-trial"]).status.code(), Some(0));
    let written = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    let refused = |names: &str| {
        let before = tree(&place.path("out"));
        let output = run(&["--seed", "2"]);
        let expected = format!(
            "error: out holds results that were changed since ({names}), so it is left alone\n  \
             give another folder with --out, or add --force to put the results in their place\n"
        );
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), in_lines(&expected).as_str()));
        assert_eq!(tree(&place.path("out")), before);
    };
    // Of the same length, longer, and another one besides.
    fs::write(place.path("out/summary.csv"), written.replacen('0', "1", 1)).unwrap();
    refused("summary.csv");
    fs::write(place.path("out/summary.csv"), format!("{written}checked by me\n")).unwrap();
    refused("summary.csv");
    fs::write(place.path("out/trials.csv"), "a short one").unwrap();
    refused("summary.csv, trials.csv");
    fs::write(place.path("out/datapackage.json"), "{}").unwrap();
    refused("datapackage.json, summary.csv, trials.csv");
    fs::write(place.path("out/notes.txt"), "mine").unwrap();
    let output = run(&[]);
    assert_eq!(
        stderr(&output),
        "error: out holds what stayput did not write there (datapackage.json, notes.txt,\n       \
         summary.csv and 1 more), so it is left alone\n  \
         give another folder with --out, or add --force to put the results among\n    \
         these files\n"
    );
    // By force results take their places; what is not written anew stays as it was changed.
    assert_eq!(run(&["--force"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(place.path("out/trials.csv")).unwrap(), "a short one");
    assert_eq!(fs::read_to_string(place.path("out/notes.txt")).unwrap(), "mine");
    assert_ne!(fs::read_to_string(place.path("out/datapackage.json")).unwrap(), "{}");
}

#[test]
fn results_changed_while_trials_run_are_not_replaced() {
    use stayput::internals::report::files::folder::Folder;
    use stayput::internals::report::files::manifest::Manifest;
    let place = Place::new();
    assert_eq!(place.run(&["run", "small.toml", "--out", "out"]).status.code(), Some(0));
    let target = place.path("out");
    let mut folder = Folder::open(&target, false, &[]).unwrap();
    folder.write("summary.csv", |out| out.write_all(b"new")).unwrap();
    fs::write(target.join("summary.csv"), "mine").unwrap();
    let manifest = Manifest { files: folder.files().to_vec(), ..super::handmade_estimates::manifest() };
    let message = folder.publish(&manifest).unwrap_err().to_string().replace(&place.dir.path().display().to_string(), "DIR");
    assert_eq!(
        message,
        "DIR/out received what stayput did not write there (summary.csv) while the trials ran, so it is left alone\n  \
         the results are in DIR/out.2"
    );
    assert_eq!(fs::read_to_string(target.join("summary.csv")).unwrap(), "mine");
}

#[test]
fn every_command_takes_all_its_own_results_for_its_own() {
    let place = ten();
    let scenario = fs::read_to_string(place.path("ten.toml")).unwrap();
    fs::write(place.path("ten.toml"), scenario + "[policies.raise]\nkind = \"effect\"\nratio = 0.9\n").unwrap();
    let few: &[&str] = &["--trials", "40", "--individuals", "-q"];
    for arguments in [
        [&["run", "ten.toml", "--per-trial", "--events", "5"][..], few].concat(),
        [&["run", "ten.toml", "--shard", "1/1", "--per-trial", "--events", "5"][..], few].concat(),
        [&["run", "ten.toml", "--report"][..], few].concat(),
        [&["compare", "ten.toml", "--report"][..], few].concat(),
        vec!["calibrate", "ten.toml", "--draws", "50", "--compare", "0", "-q"],
        vec!["calibrate", "ten.toml", "--method", "mle", "-q"],
        vec!["merge", "part"],
    ] {
        // Twice each: what the first left is replaced without a word, though so few draws miss gates.
        for _ in 0..2 {
            let output = place.run(&[arguments.as_slice(), &["--out", "out"]].concat());
            assert_ne!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
            assert!(place.path("out/manifest.json").exists(), "{arguments:?}");
        }
        if arguments.contains(&"--shard") {
            fs::rename(place.path("out"), place.path("part")).unwrap();
        }
    }
}
