//! What goes wrong around a run: signals, kills, full disks, closed outputs, others in the same folder.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::commands::{FILES, Place, names, stderr, stdout};
use crate::fixtures::without_key;

/// More trials than anybody waits for.
const ENDLESS: &str = "100_000_000_000";

/// A scenario of which one trial takes minutes: each exit moves all teams, so that its time grows with their square.
const HEAVY: &str = r#"
name = "Heavy"
start = 2023-01-01
horizon = "10 years"
[roster.generate]
teams = 30_000
team_size = 10
[channels.lab]
hazard_per_year = 0.3
[contagion]
ratio = 1.0001
across = 0.01
half_life = "6 months"
[policies.raise]
kind = "effect"
ratio = 0.9
from = 2024-01-01
"#;

const POLICY: &str = r#"
[policies.raise]
kind = "effect"
ratio = 0.9
from = 2023-02-01
"#;

impl Place {
    fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// A run of which no trial will be the last, begun and in the midst of its trials.
    fn endless(&self, arguments: &[&str]) -> Child {
        self.begun(&[&["run"], arguments, &["--trials", ENDLESS, "--out", "results/made"]].concat())
    }

    /// A command in the midst of its work.
    fn begun(&self, arguments: &[&str]) -> Child {
        let child = self.spawn(arguments);
        let begun = Instant::now();
        let is_begun = || fs::read_dir(self.path("results")).is_ok_and(|mut all| all.any(|one| is_aside(&one.unwrap().file_name())));
        while !is_begun() {
            assert!(begun.elapsed() < Duration::from_mins(1), "the run does not begin");
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(300));
        child
    }
}

fn is_aside(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(".stayput-")
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap().success());
}

/// Whether a folder holds what its manifest lists, to the byte, and nothing else.
fn is_whole(folder: &Path) -> bool {
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.json")) else { return false };
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut listed = vec!["manifest.json".to_owned()];
    for file in manifest["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap().to_owned();
        let bytes = fs::read(folder.join(&name)).unwrap();
        let digits: Vec<String> = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&file["sha256"], &file["bytes"]), (&digits.concat().into(), &bytes.len().into()), "{name}");
        listed.push(name);
    }
    listed.sort();
    names(folder) == listed
}

#[test]
fn ctrl_c_ends_a_run_with_what_it_has() {
    for name in ["INT", "TERM"] {
        let place = Place::new().built_for_tests();
        let child = place.endless(&["small.toml", "--per-trial"]);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        assert_eq!(stderr(&output), "interrupted: writing the trials that are done; Ctrl-C again leaves at once\n");
        assert!(is_whole(&place.path("results/made")));
        let manifest: Value = serde_json::from_str(&fs::read_to_string(place.path("results/made/manifest.json")).unwrap()).unwrap();
        let trials = manifest["trials"].as_u64().unwrap();
        assert_eq!((&manifest["stopped"], &manifest["trials_asked"]), (&"interrupted".into(), &100_000_000_000_u64.into()));
        assert!(stdout(&output).starts_with("Interrupted after "), "{}", stdout(&output));
        let note = stdout(&output).split("\n\n").next().unwrap().replace('\n', " ");
        assert!(note.ends_with(" of 100,000,000,000 trials: the results are partial, but of whole trials only."), "{note}");
        assert!(stdout(&output).contains("\nOf 3, "), "{}", stdout(&output));
        // What it has is what a run of so many trials would have.
        let shorter = place.run(&["run", "small.toml", "--per-trial", "--trials", &trials.to_string(), "--out", "shorter"]);
        assert_eq!(shorter.status.code(), Some(0));
        for file in names(&place.path("shorter")).iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "csv")) {
            let read = |folder: &str| without_key(&fs::read_to_string(place.path(folder).join(file)).unwrap());
            assert!(read("shorter") == read("results/made"), "{file}");
        }
        // Single trials are those of the whole run, and have its key; what was counted has a key of its own.
        let cell = |file: &str| fs::read_to_string(place.path("results/made").join(file)).unwrap().lines().nth(1).unwrap().to_owned();
        let key = |file: &str| cell(file).split(',').next().unwrap().to_owned();
        assert_eq!(key("summary.csv"), format!("{}-partial-{trials}", key("trials.csv")));
    }
}

#[test]
fn partial_results_go_beside_whole_ones_unless_forced() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new().built_for_tests();
    let whole = |arguments: &[&str]| {
        let output = place.run(&[arguments, &["--trials", "400", "--out", "results/made", "-q"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    };
    let interrupted = |arguments: &[&str]| {
        let child = place.begun(&[arguments, &["--trials", ENDLESS, "--out", "results/made"]].concat());
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        output
    };
    let stopped = |folder: &str| {
        let manifest: Value = serde_json::from_str(&fs::read_to_string(place.path(folder).join("manifest.json")).unwrap()).unwrap();
        manifest["stopped"].as_str().unwrap().to_owned()
    };
    fs::write(place.path("paid.toml"), fs::read_to_string(place.path("small.toml")).unwrap() + POLICY).unwrap();
    let run = &["run", "small.toml", "--per-trial"][..];
    for (arguments, said) in [
        (run, "Files: results/made-partial\n"),
        (&["run", "small.toml", "--format", "plain"], "\nfolder results/made-partial\n"),
        (&["run", "small.toml", "--shard", "1/2"], "trials, in results/made-partial.\nIt cannot be merged: run it again.\n"),
        (&["compare", "paid.toml"], "Files: results/made-partial\n"),
    ] {
        whole(arguments);
        fs::set_permissions(place.path("results/made"), fs::Permissions::from_mode(0o700)).unwrap();
        let before = fs::read(place.path("results/made/manifest.json")).unwrap();
        // Twice: partial results are replaced by partial ones.
        for _ in 0..2 {
            let output = interrupted(arguments);
            assert!(stdout(&output).ends_with(said), "{}", stdout(&output));
            assert_eq!(
                stderr(&output),
                "interrupted: writing the trials that are done; Ctrl-C again leaves at once\n\
                 note: results/made holds results of a run that was not interrupted, which\n  partial ones replace only with --force; these are \
                 in results/made-partial\n"
            );
            assert_eq!(fs::read(place.path("results/made/manifest.json")).unwrap(), before);
            assert!(is_whole(&place.path("results/made-partial")));
            assert_eq!(stopped("results/made-partial"), "interrupted");
            assert_eq!(fs::metadata(place.path("results/made-partial")).unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert_eq!(names(&place.path("results")), ["made", "made-partial"]);
        fs::remove_dir_all(place.path("results/made-partial")).unwrap();
    }
    // What lies there whole, or of others, is not replaced either.
    assert!(place.run(&["run", "small.toml", "--out", "results/made-partial"]).status.success());
    fs::create_dir(place.path("results/made-partial.2")).unwrap();
    fs::write(place.path("results/made-partial.2/notes.txt"), "mine").unwrap();
    assert!(stdout(&interrupted(run)).ends_with("Files: results/made-partial.3\n"));
    interrupted(&["run", "small.toml", "--force"]);
    assert_eq!(stopped("results/made"), "interrupted");
    // Of partial results in the folder itself nothing is lost but them.
    assert!(stdout(&interrupted(run)).ends_with("Files: results/made\n"));
}

#[test]
fn a_partial_run_says_so_in_every_form() {
    for (form, expected) in [("json", "\"stopped\": \"interrupted\""), ("plain", "\nstopped interrupted\n")] {
        let place = Place::new().built_for_tests();
        let child = place.endless(&["small.toml", "--format", form, "-q"]);
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output)), (Some(130), ""));
        assert!(stdout(&output).contains(expected), "{}", stdout(&output));
    }
}

#[test]
fn an_interrupted_precision_does_not_blame_the_trials() {
    let place = Place::new().built_for_tests();
    let child = place.endless(&["small.toml", "--precision", "1e-9", "-q"]);
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let text = stdout(&output).replace('\n', " ");
    assert!(text.contains("Precision of ± 0.000000001 asked for, not reached when the run was interrupted (± "), "{text}");
}

#[test]
fn an_interrupted_shard_says_that_it_cannot_be_merged() {
    let place = Place::new().built_for_tests();
    let child = place.endless(&["small.toml", "--shard", "1/2", "-q"]);
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let text = stdout(&output);
    assert!(text.starts_with("Shard 1 of 2, interrupted: "), "{text}");
    assert!(text.ends_with(" trials, in results/made.\nIt cannot be merged: run it again.\n"), "{text}");
}

#[test]
fn a_trial_of_minutes_is_broken_off() {
    let place = Place::new().built_for_tests();
    fs::write(place.path("heavy.toml"), HEAVY).unwrap();
    let files = names(place.dir.path());
    for (arguments, name) in [(&["run", "heavy.toml"][..], "INT"), (&["run", "heavy.toml"], "TERM"), (&["compare", "heavy.toml"], "INT")] {
        let child = place.begun(&[arguments, &["--trials", "3", "--out", "results/made"]].concat());
        let asked = Instant::now();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        // A second on a machine that has nothing else to do.
        assert!(asked.elapsed() < Duration::from_secs(10), "{arguments:?}, {name}: {:?}", asked.elapsed());
        assert_eq!((output.status.code(), stdout(&output)), (Some(130), ""), "{arguments:?}, {name}");
        assert_eq!(
            stderr(&output),
            "interrupted: writing the trials that are done; Ctrl-C again leaves at once\n\
             interrupted before the first trial was done: nothing is written\n"
        );
        assert_eq!(names(place.dir.path()), files);
    }
}

#[test]
fn few_draws_of_an_interrupted_run_are_told() {
    let place = Place::new().built_for_tests();
    // A tenth of a second for each trial, so that a moment can be found at which a few are done.
    fs::write(place.path("heavy.toml"), HEAVY.replace("30_000", "150")).unwrap();
    let mut too_short = Duration::ZERO;
    let mut wait = Duration::from_secs(1);
    for _ in 0..20 {
        let child = place.begun(&["run", "heavy.toml", "--trials", "90000", "--threads", "1", "--out", "results/made"]);
        thread::sleep(wait);
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        let manifest = fs::read_to_string(place.path("results/made/manifest.json")).unwrap_or_default();
        let trials = serde_json::from_str::<Value>(&manifest).map_or(0, |manifest| manifest["trials"].as_u64().unwrap());
        fs::remove_dir_all(place.path("results")).unwrap_or_default();
        if (2..30).contains(&trials) {
            let text = stdout(&output).replace('\n', " ");
            assert!(text.starts_with(&format!("Interrupted after {trials} of 90,000 trials")), "{text}");
            assert!(text.contains(&format!(" So few draws bear little: {trials} trials tell an error to within about ")), "{text}");
            assert!(text.contains(" 30 or more bear better: give more with --trials. "), "{text}");
            return;
        }
        if trials < 2 {
            (too_short, wait) = (wait, 2 * wait);
        } else {
            // Halved towards a moment that was too early; the machine may have been slower then, so that one is doubted too.
            (too_short, wait) = (too_short / 2, (too_short + wait) / 2);
        }
    }
    panic!("no moment at which from 2 to 29 trials were done");
}

#[test]
fn a_merge_leaves_at_once_at_any_moment() {
    let place = Place::new().built_for_tests();
    for shard in ["1/2", "2/2"] {
        let out = format!("part-{}", &shard[..1]);
        let made = place.run(&["run", "small.toml", "--trials", "400_000", "--per-trial", "--shard", shard, "--out", &out]);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    }
    let files = names(place.dir.path());
    let merge = ["merge", "part-1", "part-2", "--out", "results/made"];
    let begun = Instant::now();
    assert_eq!(place.run(&merge).status.code(), Some(0));
    let whole = begun.elapsed();
    fs::remove_dir_all(place.path("results")).unwrap();
    let mut in_the_midst = 0;
    for (number, name) in (0..24).zip(["INT", "TERM"].into_iter().cycle()) {
        let child = place.spawn(&merge);
        thread::sleep(whole * number / 24);
        let asked = Instant::now();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        // A second on a machine that has nothing else to do.
        assert!(asked.elapsed() < Duration::from_secs(10), "{name}: {:?}", asked.elapsed());
        // While shards are read a signal ends it as any program; once the folder is begun it takes that away, unless all is in place.
        let is_nothing = names(place.dir.path()) == files;
        let is_all = place.path("results").exists() && names(&place.path("results")) == ["made"] && is_whole(&place.path("results/made"));
        match (output.status.code(), output.status.signal()) {
            (Some(0), None) => assert!(is_all, "{name}"),
            (Some(130), None) => {
                assert!(is_nothing || is_all, "{name}: {:?}", names(&place.path("results")));
                in_the_midst += u32::from(is_nothing);
            }
            (None, Some(2 | 15)) => {
                assert!(is_nothing, "{name} {number}: {:?} {:?}", names(place.dir.path()), names(&place.path("results")));
            }
            other => panic!("{name}: {other:?} {}", stderr(&output)),
        }
        fs::remove_dir_all(place.path("results")).unwrap_or_default();
    }
    assert!(in_the_midst > 0, "never in the midst of {whole:?}");
}

#[test]
fn an_event_log_of_long_trials_is_left_out() {
    let place = Place::new().built_for_tests();
    // About a second for each trial, of which some are done.
    let scenario = HEAVY.replace("30_000", "400");
    fs::write(place.path("heavy.toml"), scenario).unwrap();
    let begun = Instant::now();
    assert!(place.run(&["run", "heavy.toml", "--trials", "1", "--threads", "1", "--out", "one"]).status.success());
    let one = begun.elapsed();
    let child = place.begun(&["run", "heavy.toml", "--trials", "9000", "--events", "9000", "--out", "results/made"]);
    thread::sleep(3 * one);
    let asked = Instant::now();
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    // A trial takes its time to end, and as long as others run on the machine.
    assert!(asked.elapsed() < Duration::from_secs(10).max(20 * one), "{:?} of {one:?}", asked.elapsed());
    assert_eq!(output.status.code(), Some(130));
    assert!(
        stderr(&output).contains("\nevents.csv is left out: to tell its trials again would take too long\n"),
        "{one:?}: {}",
        stderr(&output)
    );
    assert!(is_whole(&place.path("results/made")));
    assert!(!place.path("results/made/events.csv").exists());
}

#[test]
fn a_second_ctrl_c_ends_at_once_and_leaves_nothing() {
    let place = Place::new().built_for_tests();
    let files = names(place.dir.path());
    // The first may be answered before the second comes.
    let is_in_time = |_| {
        let mut child = place.endless(&["small.toml", "--threads", "1"]);
        signal(&child, "INT");
        // Once the first is told, a second one is another.
        std::io::Read::read_exact(child.stderr.as_mut().unwrap(), &mut [0]).unwrap();
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let left = names(place.dir.path());
        fs::remove_dir_all(place.path("results")).unwrap_or_default();
        stdout(&output).is_empty() && left == files
    };
    assert!((0..50).any(is_in_time));
}

#[test]
fn a_kill_at_any_moment_leaves_the_folder_whole_or_absent() {
    let place = Place::new().built_for_tests();
    let arguments = ["run", "small.toml", "--per-trial", "--trials", "5000"];
    let begun = Instant::now();
    assert!(place.run(&arguments).status.success());
    let whole_run = begun.elapsed();
    let folder = place.path("results/small/run");
    for round in 0..24 {
        if round % 2 == 0 {
            fs::remove_dir_all(&folder).unwrap_or_default();
        }
        let mut child = place.spawn(&arguments);
        thread::sleep(whole_run * (round / 2) / 10);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(status.success() || status.signal() == Some(9), "{status}");
        assert!(!folder.exists() || is_whole(&folder), "{:?}", names(&folder));
    }
    assert!(place.run(&arguments).status.success());
    assert!(is_whole(&folder));
    assert_eq!(names(&place.path("results/small")), ["run"], "what was left is swept");
}

#[test]
fn earlier_results_survive_a_kill() {
    let place = Place::new().built_for_tests();
    assert!(place.run(&["run", "small.toml", "--out", "results/made"]).status.success());
    let before = fs::read(place.path("results/made/manifest.json")).unwrap();
    let mut child = place.endless(&["small.toml"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read(place.path("results/made/manifest.json")).unwrap(), before);
    assert!(is_whole(&place.path("results/made")));
}

#[test]
fn several_runs_into_one_folder_never_mix() {
    for existing in [false, true] {
        for _ in 0..4 {
            let place = Place::new().built_for_tests();
            if existing {
                fs::create_dir_all(place.path("results/small/run")).unwrap();
            }
            let seeds = ["1", "2", "3", "4"];
            let children: Vec<Child> =
                seeds.iter().map(|seed| place.spawn(&["run", "small.toml", "--threads", "1", "--seed", seed, "-q"])).collect();
            for child in children {
                let output = child.wait_with_output().unwrap();
                assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
            }
            assert!(is_whole(&place.path("results/small/run")));
            assert_eq!(names(&place.path("results/small/run")), FILES);
            assert_eq!(names(&place.path("results/small")), ["run"]);
        }
    }
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let place = Place::new().built_for_tests();
    let script = "ulimit -f 8; exec \"$0\" run small.toml --per-trial --trials 20000 --out deep/made";
    let limited = || Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_stayput")]).current_dir(place.dir.path()).output().unwrap();
    let output = limited();
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert_eq!(
        stderr(&output),
        "error: cannot write deep/made/trials.csv: File too large (os error 27)\n  give another folder with --out\n"
    );
    assert_eq!(names(place.dir.path()), ["small.toml", "wrong.toml"]);
    assert!(place.run(&["run", "small.toml", "--out", "deep/made"]).status.success());
    assert_eq!(limited().status.code(), Some(2));
    assert!(is_whole(&place.path("deep/made")), "earlier results stay");
    assert_eq!(names(&place.path("deep")), ["made"]);
}

#[test]
fn a_folder_closed_to_us_is_an_error_before_anything_is_computed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new().built_for_tests();
    let closed = place.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        // Nothing is closed to the superuser.
        return;
    }
    for (out, doing) in [("closed", "write into closed"), ("closed/made", "make the folder closed/made")] {
        let output = place.run(&["run", "small.toml", "--trials", ENDLESS, "--out", out]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), format!("error: cannot {doing}: Permission denied (os error 13)\n  give another folder with --out\n"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_stdout_that_cannot_be_written_is_an_error_and_a_closed_one_is_not() {
    let place = Place::new().built_for_tests();
    let shell = |script: &str| {
        Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_stayput")]).current_dir(place.dir.path()).output().unwrap()
    };
    let output = shell("exec \"$0\" run small.toml > /dev/full");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: cannot write to standard output: No space left on device (os error 28)\n");
    assert!(is_whole(&place.path("results/small/run")));
    for form in ["table", "json", "plain"] {
        let output = shell(&format!("exec \"$0\" run small.toml --format {form} >&-"));
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_an_error_whatever_is_asked() {
    let place = Place::new().built_for_tests();
    let shell = |script: &str| {
        Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_stayput")]).current_dir(place.dir.path()).output().unwrap()
    };
    for asked in
        ["help", "--help", "help run", "run --help", "--version", "schema", "man", "completions bash", "new lab", "check small.toml"]
    {
        let output = shell(&format!("exec \"$0\" {asked} > /dev/full"));
        let expected = "error: cannot write to standard output: No space left on device (os error 28)\n";
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), expected), "{asked}");
        // A reader who has seen enough is none.
        fs::remove_dir_all(place.path("lab")).unwrap_or_default();
        let output = shell(&format!("\"$0\" {asked} | true; exit ${{PIPESTATUS[0]}}"));
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{asked}");
    }
}

#[test]
fn ctrl_c_ends_a_sweep_with_the_points_that_it_has() {
    let place = Place::new().built_for_tests();
    let sweep = |trials: &str, values: &str| {
        let over = format!("channels.lab.hazard_per_year={values}");
        let child = place.begun(&["sweep", "small.toml", "--over", &over, "--trials", trials, "--out", "results/made"]);
        thread::sleep(Duration::from_millis(700));
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        output
    };
    let output = sweep("20_000", "0.1:0.9:801");
    assert_eq!(stderr(&output), "interrupted: writing the trials that are done; Ctrl-C again leaves at once\n");
    let made = place.path("results/made");
    assert!(is_whole(&made));
    let read = |file: &str| -> Value { serde_json::from_str(&fs::read_to_string(made.join(file)).unwrap()).unwrap() };
    let (manifest, document) = (read("manifest.json"), read("sweep.json"));
    let points = document["points"].as_array().unwrap();
    assert_eq!((&manifest["stopped"], &document["points_asked"]), (&"interrupted".into(), &801.into()));
    assert!(!points.is_empty() && points.len() < 801, "{}", points.len());
    let first = format!("Interrupted after {} of 801 points: the results are partial, but of whole points only. ", points.len());
    let told = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.starts_with(&first), "{}", stdout(&output));
    // What it has is what a sweep of these points would have.
    let values: Vec<String> = points.iter().map(|point| point["settings"]["channels.lab.hazard_per_year"].to_string()).collect();
    let over = format!("channels.lab.hazard_per_year={}", values.join(","));
    let shorter = place.run(&["sweep", "small.toml", "--over", &over, "--trials", "20_000", "--out", "shorter"]);
    assert_eq!(shorter.status.code(), Some(0), "{}", stderr(&shorter));
    let rows = |folder: &str| without_key(&fs::read_to_string(place.path(folder).join("sweep.csv")).unwrap());
    assert!(rows("shorter") == rows("results/made"));
    // Nothing is written where not even the first point is done.
    fs::remove_dir_all(&made).unwrap();
    let output = sweep("10_000_000", "0.1,0.2");
    assert!(stderr(&output).ends_with("interrupted before the first point was done: nothing is written\n"), "{}", stderr(&output));
    assert!(!made.exists());
}
