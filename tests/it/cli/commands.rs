//! The program itself: what it prints where, its exit codes, and what it leaves on the disk.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use stayput::internals::report::columns::wrapped;
use tempfile::TempDir;

use super::schemas::check_printed;

const SCENARIO: &str = r#"
name = "Small"
start = 2023-01-01
horizon = "6 months"
trials = 400
seed = 1

[[researchers]]
id = "r-1"

[[researchers]]
id = "r-2"

[[researchers]]
id = "r-3"

[channels.lab]
hazard_per_year = 0.4

[channels.startup]
hazard_per_year = 0.2

[privacy]
min_group = 1
reason = "nobody of them exists"
"#;

/// What a run leaves when nothing more is asked for.
pub(super) const FILES: [&str; 7] =
    ["datapackage.json", "destinations.csv", "distribution.csv", "manifest.json", "paths.csv", "run.json", "summary.csv"];

/// The program. Another build of it, where `STAYPUT_PROGRAM` names one, does the same, and may do it sooner.
pub(super) fn program() -> PathBuf {
    env::var_os("STAYPUT_PROGRAM").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_stayput")), PathBuf::from)
}

/// A folder with `small.toml`, `wrong.toml`, and the program run in it.
pub(super) struct Place {
    pub(super) dir: TempDir,
    program: PathBuf,
}

impl Place {
    pub(super) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("small.toml"), SCENARIO).unwrap();
        fs::write(dir.path().join("wrong.toml"), format!("wrong = 1\n{SCENARIO}")).unwrap();
        Self { dir, program: program() }
    }

    /// The same with the build of the tests: faults of the disk can be asked for, and it is slow enough to be broken off.
    pub(super) fn built_for_tests(self) -> Self {
        Self { program: PathBuf::from(env!("CARGO_BIN_EXE_stayput")), ..self }
    }

    pub(super) fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(self.dir.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output().unwrap();
        if output.status.success() {
            check_printed(arguments, &String::from_utf8_lossy(&output.stdout));
        }
        output
    }
}

pub(super) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub(super) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// An error as the terminal has it, in lines of a page.
pub(super) fn in_lines(message: &str) -> String {
    let broken = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let (start, next) = if line.starts_with("error: ") { (7, 7) } else { (indent, indent + 2) };
        let words = if line.chars().count() > 80 { wrapped(&line[start..], 80 - next) } else { vec![line[start..].to_owned()] };
        format!("{}{}\n", &line[..start], words.join(&format!("\n{}", " ".repeat(next))))
    };
    message.lines().map(broken).collect()
}

pub(super) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_run_tells_the_answer_and_where_the_files_are() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("Of "), "{}", stdout(&output));
    assert!(stdout(&output).ends_with("\nFiles: results/small/run\n"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "", "no progress where nobody watches");
    assert_eq!(names(&place.path("results/small/run")), FILES);
}

#[test]
fn a_pipe_gets_neither_colour_nor_long_lines() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml"]);
    assert!(!stdout(&output).contains('\u{1b}'));
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80));
    assert!(stdout(&place.run(&["run", "small.toml", "--color", "always"])).contains('\u{1b}'));
}

#[test]
fn the_typed_numbers_win_over_the_file() {
    let place = Place::new();
    let arguments = ["run", "small.toml", "--trials", "1_000", "--seed", "7", "--threads", "1", "--per-trial", "--out", "out"];
    let output = place.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string(place.path("out/manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["trials"], &manifest["seed"], &manifest["threads"]), (&1000.into(), &7.into(), &1.into()));
    assert_eq!(manifest["command_line"].as_array().unwrap()[1..], arguments);
    assert_eq!(manifest["inputs"][0]["path"], "small.toml");
    let trials = fs::read_to_string(place.path("out/trials.csv")).unwrap();
    assert_eq!(trials.lines().next(), Some("run,policy,trial,draw,retained,exits"));
    assert_eq!(trials.lines().count(), 1001);
}

#[test]
fn a_file_with_problems_exits_2_and_leaves_nothing() {
    let place = Place::new();
    for arguments in [["run", "wrong.toml"], ["run", "missing.toml"], ["check", "wrong.toml"], ["check", "missing.toml"]] {
        let output = place.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(stderr(&output).contains(arguments[1]), "{arguments:?}: {}", stderr(&output));
    }
    assert_eq!(names(place.dir.path()), ["small.toml", "wrong.toml"]);
}

#[test]
fn a_wrong_usage_exits_2_and_says_what_was_expected() {
    let place = Place::new();
    let cases: [(&[&str], &str); 10] = [
        (&[], "Usage: stayput"),
        (&["run"], "<FILE>"),
        (&["rum", "small.toml"], "a similar subcommand exists: 'run'"),
        (&["run", "small.toml", "--trails", "5"], "a similar argument exists: '--trials'"),
        (&["run", "small.toml", "--trials", "0"], "invalid value '0' for '--trials <N>': expected at least 1"),
        (&["run", "small.toml", "--trials", "1e4"], "expected a whole number such as 20000 or 20_000"),
        (&["run", "small.toml", "--set", "contagion"], "invalid value 'contagion' for '--set <PATH=VALUE>'"),
        (&["run", "small.toml", "-q", "-v"], "cannot be used with"),
        (&["run", "small.toml", "--format", "jsn"], "invalid value 'jsn' for '--format <FORM>'"),
        (&["run", "small.toml", "--csv", "exel"], "invalid value 'exel' for '--csv <DIALECT>'"),
    ];
    for (arguments, expected) in cases {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    assert_eq!(names(place.dir.path()), ["small.toml", "wrong.toml"]);
}

#[test]
fn help_opens_with_examples_and_exits_0() {
    let place = Place::new();
    let output = place.run(&["run", "--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).starts_with("Simulate a scenario: table on stdout, files in a folder\n\nExamples:\n  stayput run "));
    assert_eq!(place.run(&["--version"]).status.code(), Some(0));
    let overview = place.run(&["--help"]);
    assert!(stdout(&overview).contains("\nExamples:\n  stayput new lab\n"), "{}", stdout(&overview));
    let commands = stdout(&overview).split("\nCommands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in commands.lines().map(|line| line.split_whitespace().next().unwrap()).filter(|command| *command != "help") {
        for help in ["--help", "-h"] {
            let output = place.run(&[command, help]);
            let text = stdout(&output);
            let opening = text.split_once("\n\n").unwrap().1;
            assert!(opening.starts_with(&format!("Examples:\n  stayput {command} ")), "{text}");
            assert!(opening.contains(&format!("\n\nUsage: stayput {command}")), "{text}");
        }
    }
}

#[test]
fn a_folder_of_somebody_else_is_refused_before_anything_is_computed() {
    let place = Place::new();
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/notes.txt"), "mine").unwrap();
    let output = place.run(&["run", "small.toml", "--out", "mine"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: mine holds what stayput did not write there (notes.txt), so it is left\n       \
         alone\n  \
         give another folder with --out, or add --force to put the results among\n    \
         these files\n"
    );
    assert_eq!(names(&place.path("mine")), ["notes.txt"]);
    assert_eq!(place.run(&["run", "small.toml", "--out", "mine", "--force"]).status.code(), Some(0));
    assert!(names(&place.path("mine")).contains(&"notes.txt".to_owned()));
    assert!(names(&place.path("mine")).contains(&"manifest.json".to_owned()));
}

#[test]
fn a_second_run_replaces_the_first() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "small.toml", "--per-trial"]).status.code(), Some(0));
    assert_eq!(place.run(&["run", "small.toml"]).status.code(), Some(0));
    assert_eq!(names(&place.path("results/small/run")), FILES);
    assert_eq!(names(&place.path("results/small")), ["run"]);
}

#[test]
fn a_reader_that_has_seen_enough_is_not_an_error() {
    let place = Place::new();
    for arguments in [vec!["run", "small.toml"], vec!["check", "small.toml"], vec!["run", "--help"]] {
        let mut child = place.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{arguments:?}");
    }
    assert!(place.path("results/small/run/manifest.json").exists());
}

#[test]
fn verbose_says_what_was_read_and_how_fast_it_was() {
    let place = Place::new();
    let output = place.run(&["run", "small.toml", "-v"]);
    assert!(stderr(&output).starts_with("read small.toml (SHA-256 "), "{}", stderr(&output));
    assert!(stderr(&output).contains("researcher-trials a second"), "{}", stderr(&output));
}

#[test]
fn check_says_what_is_fine() {
    let place = Place::new();
    let output = place.run(&["check", "small.toml", "wrong.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).starts_with("small.toml: fine.\n  "), "{}", stdout(&output));
    assert!(stderr(&output).contains("wrong.toml"), "{}", stderr(&output));
    assert_eq!(names(place.dir.path()), ["small.toml", "wrong.toml"], "check writes nothing");
}
