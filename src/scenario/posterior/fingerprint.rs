//! The fingerprint of a scenario: a hash of all that a calibration reads of it, and of nothing else.
//!
//! A posterior belongs to the scenario that it was fitted to. That scenario is then given a name, a horizon, policies, and the posterior
//! itself, none of which calibration reads; so the hash is not one of the file's bytes. Comments, the order of keys, the sources of
//! numbers and which columns are unread do not count; the content of the history and of the edges does, wherever they lie.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;
use crate::scenario::file::files::Files;
use crate::scenario::file::{Node, Table, Value};

/// Tables and keys of the file that calibration does not read.
const UNREAD: [&str; 16] = [
    "name",
    "horizon",
    "trials",
    "seed",
    "roster",
    "researchers",
    "parameters",
    "hiring",
    "capabilities",
    "pay",
    "policies",
    "budget",
    "what_if",
    "discount_rate",
    "assert",
    "privacy",
];
/// Where the names of files stand whose content counts.
const CONTENTS: [&str; 2] = ["history.file", "contagion.edges"];

/// The fingerprint of a file's tree, in hexadecimal, when the files that it names have been read.
pub(in crate::scenario) fn fingerprint(root: &Table, files: &Files) -> String {
    let mut text = String::new();
    write_table(root, files, &mut text);
    hexadecimal(&Sha256::digest(text))
}

/// Writes the entries in the order of their keys.
fn write_table(table: &Table, files: &Files, text: &mut String) {
    let counts = |key: &str| !(["source", "unread"].contains(&key) || table.path.is_empty() && UNREAD.contains(&key));
    let mut entries: Vec<_> = table.entries.iter().filter(|entry| counts(&entry.key)).collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    text.push('{');
    for entry in entries {
        let _ = write!(text, "{:?}=", entry.key);
        write_node(&entry.node, files, text);
        text.push(';');
    }
    text.push('}');
}

fn write_node(node: &Node, files: &Files, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = match &node.value {
        Value::Text(path) if CONTENTS.contains(&node.path.as_str()) => write!(text, "{}", files.hash_of(path).unwrap_or_default()),
        Value::Text(value) | Value::Time(value) => write!(text, "{value:?}"),
        Value::Integer(number) => write!(text, "{:?}", *number as f64),
        Value::Float(number) => write!(text, "{number:?}"),
        Value::Flag(flag) => write!(text, "{flag}"),
        Value::Table(table) => {
            write_table(table, files, text);
            Ok(())
        }
        Value::List(items) => {
            text.push('[');
            for item in items {
                write_node(item, files, text);
                text.push(',');
            }
            write!(text, "]")
        }
    };
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Problems, Source};
    use crate::scenario::file::tree;

    fn of(text: &str) -> String {
        let root = tree::parse(&Source::file(0, "a.toml", text), |_| "name", &mut Problems::default());
        fingerprint(&root.table, &Files::new(Path::new("")))
    }

    #[test]
    fn what_calibration_reads_counts_and_nothing_else() {
        let first = of("name = \"a\"\nstart = 2023-01-01\n[channels.lab]\nhazard_per_year = { low = 1, high = 2 }\n");
        let same = "# a comment\nstart = 2023-01-01\ntrials = 7\n[parameters]\nposterior = \"p.csv\"\n\
                    [channels.lab]\nhazard_per_year = { high = 2.0, low = 1.0, source = \"a paper\" }\n\
                    [what_if.a]\nshock = { on = 2024-01-01, ratio = 2, half_life = \"never\" }\n";
        assert_eq!(first, of(same));
        for other in [same.replace("2.0", "2.1"), same.replace("lab", "labs"), same.replace("2023", "2024"), same.replace("low", "lower")] {
            assert_ne!(first, of(&other), "{other}");
        }
    }
}
