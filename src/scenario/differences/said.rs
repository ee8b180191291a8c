//! What a scenario file says at a key: the value in words, its place, its source.

use std::fmt::Write as _;

use crate::scenario::file::{Node, Table, Value, is_distribution};

/// What a file says at a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The value as the file writes it, without its source; of a table of more than a few the names of its keys.
    pub value: String,
    /// The file, as messages call it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Where the number comes from, where the file says so.
    pub source: Option<String>,
}

impl Said {
    /// What a value says; of people only how many they are.
    pub(super) fn of(node: &Node, are_people: bool) -> Self {
        let (line, _) = node.place.line_and_column();
        let mut value = String::new();
        if are_people {
            value = people(node);
        } else {
            write(node, &mut value);
        }
        Self { value, file: node.place.source().name().to_owned(), line, source: source(node).map(str::to_owned) }
    }
}

/// How many people a list is of.
fn people(node: &Node) -> String {
    let count = node.items().len();
    format!("{count} {}", if count == 1 { "person" } else { "people" })
}

/// The source of a distribution.
pub(super) fn source(node: &Node) -> Option<&str> {
    node.as_table().filter(|table| is_distribution(table))?.get("source")?.as_text()
}

/// Whether two values say the same, their sources aside.
pub(super) fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Integer(one), Value::Float(other)) | (Value::Float(other), Value::Integer(one)) => *one as f64 == *other,
        (Value::Integer(one), Value::Integer(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::Text(one), Value::Text(other)) | (Value::Time(one), Value::Time(other)) => one == other,
        (Value::Flag(one), Value::Flag(other)) => one == other,
        (Value::List(one), Value::List(other)) => one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same(a, b)),
        (Value::Table(one), Value::Table(other)) => {
            let keys = |table: &Table| table.entries.iter().filter(|entry| !(is_distribution(table) && entry.key == "source")).count();
            let has = |entry: &crate::scenario::file::Entry| {
                is_distribution(one) && entry.key == "source" || other.get(&entry.key).is_some_and(|theirs| is_same(&entry.node, theirs))
            };
            keys(one) == keys(other) && one.entries.iter().all(has)
        }
        _ => false,
    }
}

/// Keys whose lists name single people: they are only counted.
const WHO: [&str; 3] = ["ids", "researchers", "founders"];

/// Keys whose texts name a single person, which is not told: whom a what-if lets leave.
const ONE: &str = ".leaves.id";

/// The longest list that is written out, and the most numbers and texts of a table that is.
const LONGEST: usize = 8;

fn write(node: &Node, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = match &node.value {
        Value::Text(_) if node.path.ends_with(ONE) => write!(text, "a researcher"),
        Value::Text(value) => write!(text, "\"{value}\""),
        Value::Integer(value) => write!(text, "{value}"),
        Value::Float(value) => write!(text, "{value}"),
        Value::Flag(value) => write!(text, "{value}"),
        Value::Time(value) => write!(text, "{value}"),
        Value::List(_) if WHO.iter().any(|key| node.path.ends_with(&format!(".{key}"))) => write!(text, "{}", people(node)),
        Value::List(items) if items.len() > LONGEST => write!(text, "a list of {}", items.len()),
        Value::List(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place > 0 { ", " } else { "" });
                write(item, text);
            }
            write!(text, "]")
        }
        Value::Table(table) if leaves(node) <= LONGEST => {
            let is_source = |key: &str| is_distribution(table) && key == "source";
            text.push_str("{ ");
            for (place, entry) in table.entries.iter().filter(|entry| !is_source(&entry.key)).enumerate() {
                let _ = write!(text, "{}{} = ", if place > 0 { ", " } else { "" }, entry.key);
                write(&entry.node, text);
            }
            write!(text, " }}")
        }
        Value::Table(table) => {
            let keys: Vec<&str> = table.entries.iter().map(|entry| entry.key.as_str()).take(LONGEST).collect();
            let more = if table.entries.len() > keys.len() { ", ..." } else { "" };
            let count = table.entries.len();
            write!(text, "a table of {count} key{}: {}{more}", if count == 1 { "" } else { "s" }, keys.join(", "))
        }
    };
}

/// How many numbers and texts a value is made of; a distribution is one.
fn leaves(node: &Node) -> usize {
    match &node.value {
        Value::Table(table) if !is_distribution(table) => table.entries.iter().map(|entry| leaves(&entry.node)).sum(),
        Value::List(items) if items.iter().any(|item| item.as_table().is_some()) => items.iter().map(leaves).sum(),
        _ => 1,
    }
}
