//! Whether a file is known for a scenario. A path may lead to any file: of one that may be another, nothing is shown.

use super::naming;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Place, Problems, Source};
use crate::scenario::file::{Entry, Table, Value, tree};
use crate::scenario::schema::ROOT;

/// Keys of a scenario that other files have as well.
const COMMON: [&str; 9] = ["name", "start", "trials", "seed", "parameters", "history", "policies", "privacy", "notice"];

/// Headers that no other file has, found also where what stands before them is broken.
const HEADERS: [&str; 3] = ["[channels]", "[channels.", "[[researchers]]"];

/// Whether a table is known for a scenario: by its channels or its researchers, or by two keys of which other files have one at most.
pub(super) fn is_scenario(root: &Table) -> bool {
    let has_tables = |key: &str| match root.get(key).map(|node| &node.value) {
        Some(Value::Table(_)) => true,
        Some(Value::List(items)) => items.iter().any(|item| matches!(item.value, Value::Table(_))),
        _ => false,
    };
    let is_date = |value: &Value| matches!(value, Value::Time(text) | Value::Text(text) if text.parse::<Date>().is_ok());
    // With another program `start` is hardly a date.
    let is_own = |entry: &&Entry| !COMMON.contains(&entry.key.as_str()) || entry.key == "start" && is_date(&entry.node.value);
    let known: Vec<&Entry> = root.entries.iter().filter(|entry| is_key(&entry.key)).collect();
    has_tables("channels") || has_tables("researchers") || known.len() > 1 && known.iter().any(is_own)
}

/// Whether the text of a file that is not TOML is known for a scenario, of which so much could be read.
pub(super) fn is_broken_scenario(text: &str, root: &Table) -> bool {
    is_scenario(root) || text.lines().any(|line| HEADERS.iter().any(|header| line.trim_start().starts_with(header)))
}

/// The same of a text that may be broken in any way.
pub(super) fn is_scenario_text(text: &str) -> bool {
    is_broken_scenario(text, &tree::parse(&Source::file(0, "", text), naming, &mut Problems::default()).table)
}

/// Whether a scenario has such a key.
pub(super) fn is_key(key: &str) -> bool {
    ROOT.names().contains(&key)
}

/// What is said of a file that is not known for a scenario: where the first thing is that is not TOML, if any, and nothing of what stands
/// there.
pub(super) fn refusal(source: &Source, first: Option<&Diagnostic>) -> Problems {
    let nothing = Source::file(0, source.name(), "");
    let line = first.and_then(Diagnostic::place).map(|place| format!(" (line {} is not TOML)", place.line_and_column().0));
    let mut problems = Problems::default();
    problems.push(
        Diagnostic::error(format!("this does not look like a scenario{}", line.unwrap_or_default())).at(&Place::new(&nothing, 0..0)).help(
            "a scenario has `channels`, and a `roster` or `researchers`; `stayput new` writes one to begin from; nothing of this file is \
             shown here, since it may be another",
        ),
    );
    problems
}
