//! `stayput import`: from an export of an HR system to a calibrated forecast.

use std::fs;
use std::path::Path;

use super::commands::{Place, in_lines, names, stderr, stdout};

/// A place with the made-up exports.
fn place() -> Place {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports");
    for name in names(&folder).into_iter().filter(|name| folder.join(name).is_file()) {
        fs::copy(folder.join(&name), place.path(&name)).unwrap();
    }
    place
}

#[test]
fn an_export_becomes_a_calibrated_forecast_in_four_commands() {
    let place = place();
    let before = fs::read(place.path("thirty-five.csv")).unwrap();
    let output = place.run(&["import", "thirty-five.csv", "lab"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let text = stdout(&output);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.starts_with("35 people there and 12 exits, as of 2026-09-30 (line 3 says so).\n"), "{text}");
    let next = "\nNext:\n  stayput calibrate lab/lab.toml --out lab/fit --write\n  stayput run lab/lab.toml\n";
    assert!(text.ends_with(next), "{text}");
    assert_eq!(names(&place.path("lab")), ["history.csv", "lab.toml", "roster.csv", "scenario.schema.json"]);
    assert!(before == fs::read(place.path("thirty-five.csv")).unwrap(), "the export is not touched");

    // By the priors alone a forecast says what it rests on.
    let output = place.run(&["run", "lab/lab.toml", "--trials", "40", "--out", "priors"]);
    assert!(stderr(&output).contains("warning: the forecast rests on priors that an import wrote\n"), "{}", stderr(&output));
    let said = "\n4 uncertain numbers have the priors that an import wrote: replace them, or\ncalibrate.\n";
    assert!(stdout(&output).contains(said), "{}", stdout(&output));
    for (form, fact) in [("json", "\n  \"default_priors\": 4,\n"), ("plain", "\ndefault_priors 4\n")] {
        let output = place.run(&["run", "lab/lab.toml", "--trials", "40", "--out", form, "--format", form]);
        assert!(stdout(&output).contains(fact), "{}", stdout(&output));
    }

    let before = fs::read_to_string(place.path("lab/lab.toml")).unwrap();
    let output = place.run(&["calibrate", "lab/lab.toml", "--out", "lab/fit", "--compare", "0", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let said = "\nlab/lab.toml now has posterior = \"fit/posterior.csv\"\nNext:\n  stayput run lab/lab.toml\n";
    assert!(stdout(&output).ends_with(said), "{}", stdout(&output));
    let after = fs::read_to_string(place.path("lab/lab.toml")).unwrap();
    assert_eq!(after, format!("{before}\n[parameters]\nposterior = \"fit/posterior.csv\"\n"));
    let output = place.run(&["run", "lab/lab.toml", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stderr(&output).contains("rests on priors"), "{}", stderr(&output));
    assert!(!stdout(&output).contains("an import wrote"), "{}", stdout(&output));
    assert!(stdout(&output).starts_with("Of 35, "), "{}", stdout(&output));
}

#[test]
fn ids_are_replaced_by_a_key_that_lies_elsewhere_and_serves_again() {
    let place = place();
    let output = place.run(&["import", "thirty-five.csv", "one", "--pseudonyms", "lab.key"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert!(stdout(&output).contains("\nKey of the pseudonyms: lab.key\n"), "{}", stdout(&output));
    let output = place.run(&["import", "thirty-five.csv", "two", "--pseudonyms", "lab.key"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let read = |file: &str| fs::read_to_string(place.path(file)).unwrap();
    assert_eq!(read("one/history.csv"), read("two/history.csv"));
    for file in ["one/history.csv", "one/roster.csv", "one/one.toml"] {
        assert!(!read(file).contains("1005") && !read(file).contains("Emil") && !read(file).contains(read("lab.key").trim()), "{file}");
    }
    assert_eq!(read("one/history.csv").matches(&read("one/roster.csv").lines().nth(1).unwrap()[..12]).count(), 1);

    let output = place.run(&["import", "thirty-five.csv", "three", "--pseudonyms", "three/key"]);
    assert_eq!(output.status.code(), Some(2));
    let says = "error: the key would lie in three, beside what it protects\n  give --pseudonyms a file in another folder\n";
    assert_eq!((stderr(&output), place.path("three").exists()), (says, false));
    let output = place.run(&["import", "thirty-five.csv", "three", "--pseudonyms", "small.toml"]);
    let says = "error: small.toml holds no key of pseudonyms: 64 hexadecimal digits\n  give the file of an earlier import, or one that is not there yet\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), says));
    // A folder that cannot be written leaves no key behind.
    let output = place.run(&["import", "thirty-five.csv", "one", "--pseudonyms", "new.key"]);
    let says = "error: one holds roster.csv, history.csv, one.toml already, so nothing was\n       \
     written\n  \
     give another folder, or move what is there\n";
    assert_eq!((output.status.code(), stderr(&output), place.path("new.key").exists()), (Some(2), says, false));
}

#[cfg(unix)]
#[test]
fn a_key_does_not_lie_beside_what_it_protects_on_whatever_way_it_is_reached() {
    let place = place();
    fs::create_dir(place.path("there")).unwrap();
    std::os::unix::fs::symlink("there", place.path("link")).unwrap();
    std::os::unix::fs::symlink("there/k.key", place.path("link.key")).unwrap();
    fs::create_dir(place.path("beside")).unwrap();
    for (folder, key) in [
        ("there", "link/k.key"),
        ("link", "there/k.key"),
        ("there", "beside/../there/k.key"),
        ("beside/../there", "there/k.key"),
        ("missing/../there", "there/k.key"),
        ("there/", "there/./k.key"),
        (".", "k.key"),
    ] {
        let output = place.run(&["import", "thirty-five.csv", folder, "--pseudonyms", key]);
        let says = format!("error: the key would lie in {folder}, beside what it protects\n  give --pseudonyms a file in another folder\n");
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), in_lines(&says).as_str()), "{folder} {key}");
        assert!(names(&place.path("there")).is_empty() && !place.path("missing").exists(), "{folder} {key}");
    }
    // A link to what is not there is not followed by what writes a key; one to a key is.
    let output = place.run(&["import", "thirty-five.csv", "there", "--pseudonyms", "link.key"]);
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(2), "error: cannot write link.key: File exists (os error 17)\n  nothing was written\n")
    );
    fs::write(place.path("there/k.key"), "0".repeat(64)).unwrap();
    let output = place.run(&["import", "thirty-five.csv", "there", "--pseudonyms", "link.key"]);
    let says = "error: the key would lie in there, beside what it protects\n  give --pseudonyms a file in another folder\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), says));
    fs::remove_file(place.path("there/k.key")).unwrap();
    // Beside the folder it may lie, however that is written.
    let output = place.run(&["import", "thirty-five.csv", "there", "--pseudonyms", "link/../k.key"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert!(place.path("k.key").exists());
}

#[test]
fn a_column_that_nobody_knows_is_a_wrong_usage() {
    let place = place();
    let output = place.run(&["import", "thirty-five.csv", "lab", "--column", "squad=Location"]);
    assert_eq!(output.status.code(), Some(2));
    let known = "there is no column squad; the columns are id, name, first-name, last-name, hired, original-hire, rehired, exit, term-end, status, exit-type, reason, team, role, manager, pay, currency, pay-period, unvested, fte, as-of";
    assert!(stderr(&output).contains(known), "{}", stderr(&output));
}
