//! What the guides show is what happens.
//!
//! A block ```` ```console ```` holds commands (`$ stayput ...`), each with all that it prints: warnings and notes, then the results. Those
//! of a file run one after the other in one folder, which holds the shipped scenarios, `export.csv` (`tests/data/exports/thirty-five.csv`),
//! and the files that the guide shows before: a block ```` ```toml lab.toml ```` is the file `lab.toml`. A command that fails says so in a
//! comment: `$ stayput check lab.toml  # exit 2`. A line `...` stands for what is left out there. `STAYPUT_RENEW=1` writes what is printed
//! now into the guides, but for outputs with such a line.

use std::fs;
use std::path::{Path, PathBuf};

use super::commands::{Place, names, stderr, stdout};

/// The README and the guide.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = root.join("docs");
    let guides = names(&docs).into_iter().map(|name| docs.join(name)).filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    [root.join("README.md")].into_iter().chain(guides).collect()
}

/// A folder with what the pages' commands need.
fn place() -> Place {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = Place::new();
    fs::copy(root.join("tests/data/exports/thirty-five.csv"), place.path("export.csv")).unwrap();
    copy(&root.join("scenarios"), &place.path("scenarios"));
    place
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir(to).unwrap();
    for name in names(from) {
        copy(&from.join(&name), &to.join(&name));
    }
}

/// A page with every block as it comes out now.
fn renewed(text: &str) -> String {
    let place = place();
    let mut renewed = String::new();
    let mut lines = text.lines().peekable();
    // The opening line of the block that we are in.
    let mut block = "";
    while let Some(line) = lines.next() {
        renewed.push_str(line);
        renewed.push('\n');
        if let Some(opening) = line.strip_prefix("```") {
            block = opening;
            if let Some((_, name)) = opening.split_once(' ') {
                let file: Vec<&str> = text.lines().skip_while(|other| *other != line).skip(1).take_while(|line| *line != "```").collect();
                fs::write(place.path(name), file.join("\n") + "\n").unwrap();
            }
        } else if let Some(command) = line.strip_prefix("$ stayput ").filter(|_| block == "console") {
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
                shown.push(line);
            }
            let now = output(&place, command);
            let now: Vec<&str> = now.lines().collect();
            let kept = if is_part(&shown, &now) { shown } else { now };
            renewed.extend(kept.iter().map(|line| format!("{line}\n")));
        }
    }
    renewed
}

/// All that a command prints.
fn output(place: &Place, command: &str) -> String {
    let (command, code) = command.split_once("  # exit ").unwrap_or((command, "0"));
    // Every second part is in quotes.
    let parts = command.split('"').enumerate();
    let words: Vec<&str> =
        parts.flat_map(|(place, part)| if place % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect();
    let output = place.run(&words);
    assert_eq!(output.status.code().map(|code| code.to_string()).as_deref(), Some(code), "{command}\n{}", stderr(&output));
    format!("{}{}", stderr(&output), stdout(&output))
}

/// Whether lines are all of an output, but for what `...` stands for.
fn is_part(shown: &[&str], all: &[&str]) -> bool {
    let mut rest = all;
    let mut pieces = shown.split(|line| *line == "...").peekable();
    let Some(first) = pieces.next() else { return all.is_empty() };
    let Some(after) = rest.strip_prefix(first) else { return false };
    if pieces.peek().is_none() {
        return after.is_empty();
    }
    rest = after;
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        if is_last {
            return rest.ends_with(piece);
        }
        let Some(at) = (0..rest.len()).find(|&at| rest[at..].starts_with(piece)) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

#[test]
fn what_is_left_out_of_an_output_is_said() {
    let all = ["a", "b", "c", "d", "e"];
    for shown in [&["a", "b", "c", "d", "e"][..], &["a", "...", "e"], &["...", "c", "..."], &["a", "b", "...", "d", "e"], &["..."]] {
        assert!(is_part(shown, &all), "{shown:?}");
    }
    for shown in [&["a", "b"][..], &["a", "...", "f"], &["...", "d", "c", "..."], &["b", "..."], &[]] {
        assert!(!is_part(shown, &all), "{shown:?}");
    }
}

#[test]
fn the_pages_show_what_happens() {
    let mut commands = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let now = renewed(&text);
        commands += now.matches("\n$ stayput ").count();
        if std::env::var_os("STAYPUT_RENEW").is_some() {
            fs::write(&path, &now).unwrap();
        } else {
            let differs = text.lines().zip(now.lines()).position(|(shown, is)| shown != is).map(|line| line + 1);
            assert!(text == now, "{} differs from what happens at line {differs:?}: STAYPUT_RENEW=1 renews it\n{now}", path.display());
        }
    }
    assert!(commands >= 7, "the README and the guide show commands, not {commands}");
}
