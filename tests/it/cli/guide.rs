//! What the guides show is what happens.
//!
//! A block ```` ```console ```` holds commands (`$ stayput ...`), each with all that it prints: warnings and notes, then the results. Those
//! of a file run one after the other in one folder, with `export.csv` in it, which is `tests/data/exports/thirty-five.csv`. A command that
//! fails says so in a comment: `$ stayput check lab.toml  # exit 2`. `STAYPUT_RENEW=1` writes what is printed now into the guides.

use std::fs;
use std::path::{Path, PathBuf};

use super::commands::{Place, stderr, stdout};

/// Guides whose blocks are run.
const GUIDES: [&str; 1] = ["docs/from-an-export.md"];

/// A guide with every block as it comes out now.
fn renewed(text: &str) -> String {
    let place = Place::new();
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports/thirty-five.csv");
    fs::copy(export, place.path("export.csv")).unwrap();
    let mut renewed = String::new();
    let mut is_inside = false;
    for line in text.lines() {
        let is_fence = line.starts_with("```");
        if is_fence {
            is_inside = line == "```console";
        }
        if is_fence || !is_inside || line.starts_with("$ ") {
            renewed.push_str(line);
            renewed.push('\n');
        }
        if let Some(command) = line.strip_prefix("$ stayput ").filter(|_| is_inside) {
            let (command, comment) = command.split_once("  # exit ").unwrap_or((command, "0"));
            let output = place.run(&command.split_whitespace().collect::<Vec<_>>());
            assert_eq!(output.status.code().map(|code| code.to_string()).as_deref(), Some(comment), "{line}\n{}", stderr(&output));
            renewed.push_str(stderr(&output));
            renewed.push_str(stdout(&output));
        }
    }
    renewed
}

#[test]
fn guides_show_what_happens() {
    for name in GUIDES {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = fs::read_to_string(&path).unwrap();
        let now = renewed(&text);
        assert!(now.contains("\n$ stayput "), "{name} has no command");
        if std::env::var_os("STAYPUT_RENEW").is_some() {
            fs::write(&path, &now).unwrap();
        } else {
            let differs = text.lines().zip(now.lines()).position(|(shown, is)| shown != is);
            assert!(text == now, "{name} differs from what happens, first at line {differs:?} from 0: STAYPUT_RENEW=1 renews it\n{now}");
        }
    }
}
