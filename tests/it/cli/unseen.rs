//! Characters that turn the direction of writing, cannot be seen or act on a terminal: escaped in whatever is printed.

use std::fs;

use super::commands::{Place, stderr, stdout};

/// One of each kind, and how they are shown: bidirectional, zero-width, a soft hyphen, a byte-order mark, a tag.
const UNSEEN: &str = "x\u{202e}\u{2067}\u{200f}\u{61c}\u{200b}\u{200d}\u{ad}\u{feff}\u{2028}\u{e0041}y";
const SHOWN: &str = "x\\u202e\\u2067\\u200f\\u061c\\u200b\\u200d\\u00ad\\ufeff\\u2028\\udb40\\udc41y";

/// A place with a scenario that has such names wherever names are.
fn place() -> Place {
    let place = Place::new();
    let scenario = format!(
        r#"
name = "Small {UNSEEN}"
start = 2023-01-01
horizon = "6 months"
trials = 100
[roster]
file = "roster.csv"
[channels."{UNSEEN}"]
kind = "lab"
hazard_per_year = {{ median = 0.4, p95 = 0.8, source = "{UNSEEN}" }}
[policies."{UNSEEN}"]
kind = "effect"
ratio = 0.9
from = 2023-02-01
"#
    );
    fs::write(place.path("odd.toml"), scenario).unwrap();
    fs::write(place.path("roster.csv"), format!("id,team,role\na{UNSEEN},{UNSEEN},{UNSEEN}\nb,{UNSEEN},{UNSEEN}\nc,,{UNSEEN}\n")).unwrap();
    place
}

fn is_seen(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !stayput::internals::diagnostic::is_unseen(c))
}

#[test]
fn all_that_is_printed_can_be_seen() {
    let place = place();
    let id = format!("a{UNSEEN}");
    let many: [&[&str]; 11] = [
        &["check", "odd.toml"],
        &["run", "odd.toml", "--individuals"],
        &["run", "odd.toml", "--policy", UNSEEN, "--out", UNSEEN],
        &["run", "odd.toml", "--policy", "other"],
        &["run", "odd.toml", "--trial", "1"],
        &["run", "odd.toml", "--shard", "1/1", "--out", UNSEEN, "--force"],
        &["compare", "odd.toml"],
        &["explain", "odd.toml", "--researcher", &id, "--at", "2023-03-01"],
        &["explain", "odd.toml", "--researcher", UNSEEN, "--at", "2023-03-01"],
        &["merge", UNSEEN, "--out", "merged"],
        &["new", UNSEEN],
    ];
    for arguments in many {
        let has_forms = ["run", "compare", "explain"].contains(&arguments[0]);
        for form in if has_forms { &["table", "plain", "json"][..] } else { &["table"] } {
            let further: &[&str] = if has_forms { &["--format", form] } else { &[] };
            let output = place.run(&[arguments, further].concat());
            let (out, err) = (stdout(&output), stderr(&output));
            assert!(is_seen(out), "{arguments:?}: {out:?}");
            assert!(is_seen(err), "{arguments:?}: {err:?}");
            assert!(out.contains("\\u202e") || err.contains("\\u202e"), "{arguments:?}: {out}{err}");
        }
    }
}

#[test]
fn json_is_the_same_json() {
    let output = place().run(&["run", "odd.toml", "--policy", UNSEEN, "--format", "json", "-q"]);
    let document: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert!(stdout(&output).contains(&format!("\"policy\": \"{SHOWN}\"")), "{}", stdout(&output));
    assert_eq!((document["scenario"].as_str(), document["policy"].as_str()), (Some(&*format!("Small {UNSEEN}")), Some(UNSEEN)));
}

#[test]
fn no_file_turns_the_direction_of_writing() {
    let place = place();
    let row = |p: u8| format!("a{p}{UNSEEN},2022-0{p}-01,2022-12-0{p},{UNSEEN}\n");
    let history = ["id,hired,exit,channel\n".to_owned()].into_iter().chain((1..9).map(row)).collect::<String>();
    fs::write(place.path("history.csv"), history).unwrap();
    let scenario = fs::read_to_string(place.path("odd.toml")).unwrap();
    let history = "[history]\nfile = \"history.csv\"\nfrom = 2022-01-01\nuntil = 2023-01-01\n";
    fs::write(place.path("odd.toml"), scenario + history).unwrap();
    let commands: [(&[&str], i32); 4] = [
        (&["calibrate", "odd.toml", "--draws", "10", "--write"], 1),
        (&["run", "odd.toml", "--individuals", "--per-trial", "--events", "5", "--policy", UNSEEN], 0),
        (&["run", "odd.toml", "--shard", "1/1"], 0),
        (&["compare", "odd.toml"], 0),
    ];
    for (index, (command, code)) in commands.into_iter().enumerate() {
        let out = format!("out{index}");
        let output = place.run(&[command, &["--out", &out]].concat());
        assert_eq!(output.status.code(), Some(code), "{command:?}: {}", stderr(&output));
        let mut escapes = 0;
        for entry in fs::read_dir(place.path(&out)).unwrap() {
            let entry = entry.unwrap();
            let text = fs::read_to_string(entry.path()).unwrap();
            let turning = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!text.contains(turning), "{:?}", entry.path());
            // In JSON the escapes hold what was there.
            let is_json = entry.path().extension().is_some_and(|extension| extension == "json");
            assert!(!is_json || is_seen(&text), "{:?}", entry.path());
            escapes += text.matches("x\\u202e").count();
        }
        assert!(escapes > 0, "{command:?}");
    }
    // What the posterior calls the channel is found again in the scenario.
    assert!(fs::read_to_string(place.path("out0/posterior.csv")).unwrap().contains("channels.x\\u202e\\u2067"));
    let output = place.run(&["merge", "out2", "--out", "merged"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let [one, other] = ["merged/summary.csv", "again/summary.csv"].map(|path| place.path(path));
    assert_eq!(place.run(&["run", "odd.toml", "--out", "again"]).status.code(), Some(0));
    assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap());
}

#[test]
fn what_was_typed_is_escaped_in_messages() {
    let place = Place::new();
    for (arguments, expected) in [
        (&["run", "no\u{202e}.toml"][..], "error: there is no file `no\\u202e.toml`\n\n1 problem; nothing was run\n"),
        (
            &["run", "small.toml", "--trials", "5\u{202e}"],
            "error: invalid value '5\\u202e' for '--trials <N>': expected a whole number such as 20000 or 20_000\n\n\
             For more information, try '--help'.\n",
        ),
        (
            &["run", "small.toml", "--policy", "a\u{200b}\u{1b}]0;b\u{7}"],
            "error: there is no policy `a\\u200b\\u001b]0;b\\u0007`\n  the scenario has none\n",
        ),
        (
            &["merge", "no\u{2066}", "--out", "merged"],
            "error: cannot read no\\u2066/state.json: No such file or directory (os error 2)\n  \
             give folders that `stayput run --shard i/n` wrote\n",
        ),
    ] {
        let output = place.run(arguments);
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), expected), "{arguments:?}");
    }
}

#[test]
fn colours_are_ours_alone() {
    let place = Place::new();
    let red = "a\u{1b}[31m";
    let output = place.run(&["run", "small.toml", "--color", "always", "--out", red]);
    assert!(stdout(&output).ends_with("Files: a\\u001b[31m\n"), "{:?}", stdout(&output));
    assert!(stdout(&output).contains('\u{1b}'));
    let output = place.run(&["run", "small.toml", "--color", "always", "--policy", red]);
    assert!(stderr(&output).ends_with(": there is no policy `a\\u001b[31m`\n  the scenario has none\n"), "{:?}", stderr(&output));
}

#[test]
fn lines_of_files_are_marked_where_the_escapes_are() {
    let place = Place::new();
    fs::write(place.path("odd.toml"), "name = \"a\u{202e}b\"\ntr\u{200b}ials = 1\n[channels.lab]\n").unwrap();
    let output = place.run(&["check", "odd.toml"]);
    assert!(stderr(&output).contains("\n2 | tr\\u200bials = 1\n  |   ^^^^^^ expected letters, numbers, `-`, `_`\n"), "{}", stderr(&output));
}

#[test]
fn texts_that_begin_like_a_formula_after_what_cannot_be_seen_are_quoted_in_csv() {
    for begin in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\u{200b}=", "\u{feff}\u{202e}@", "\u{ad}＝", "﹦"] {
        let place = Place::new();
        let scenario = fs::read_to_string(place.path("small.toml")).unwrap();
        fs::write(place.path("small.toml"), scenario.replace("\"Small\"", &format!("\"{begin}1+1\""))).unwrap();
        let output = place.run(&["run", "small.toml", "--out", "out"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
        let begin = begin.replace('\u{202e}', "\\u202e");
        assert!(summary.lines().nth(1).unwrap().contains(&format!(",'{begin}1+1,")), "{summary}");
    }
}
