//! How two scenario files differ, key by key: what each says, where, and with what source.
//!
//! Keys are compared by what they say, not by how they are written: `1` is `1.0`, and the order of keys does not count. A file that both name is
//! compared by its content, wherever it lies. A table that only one of them has is one difference. All that a file itself says of single people is
//! one too, without what it is.

mod patch;
mod said;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(in crate::scenario) use self::patch::put;
pub use self::said::Said;

use super::file::{Node, Table, Value};
use super::read::{Loaded, Template};
use crate::diagnostic::Problems;
use crate::scenario::file::is_distribution;

/// Where the names of files stand whose content counts.
const CONTENTS: [&str; 4] = ["roster.file", "history.file", "parameters.posterior", "contagion.edges"];

/// What tells of single people.
const PEOPLE: &str = "researchers";

/// One difference.
#[derive(Clone, Debug)]
pub struct KeyChange {
    /// The path of the key, or of the table that only one has.
    pub path: String,
    /// What the first says; `None` where it has no such key.
    pub before: Option<Said>,
    /// What the second says.
    pub after: Option<Said>,
    /// Whether both say the same, and only the source of it is another.
    pub is_source_only: bool,
    /// Whether it names a file, whose content is another.
    pub is_content: bool,
    /// What the second has there, to be put into the first.
    pub(in crate::scenario) patch: Patch,
}

/// A change of one key of a tree.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Patch {
    pub path: String,
    pub parent: String,
    pub key: String,
    /// The value; `None` takes the key out.
    pub node: Option<Node>,
}

/// A scenario file as it is compared: read, with the folder that its files count from.
#[derive(Debug)]
pub struct Compared<'a> {
    /// What was read of it.
    pub loaded: &'a Loaded,
    /// Its path.
    pub path: &'a Path,
}

impl Compared<'_> {
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The hashes of the files that it names, by where they lie.
    fn hashes(&self) -> BTreeMap<PathBuf, &str> {
        self.loaded.inputs.iter().map(|input| (input.path.clone(), input.sha256.as_str())).collect()
    }
}

/// How two scenarios differ, in the order of the first's file, then of the second's.
pub fn differences(one: &Compared<'_>, other: &Compared<'_>) -> Vec<KeyChange> {
    let mut found = Vec::new();
    let hashes = [one.hashes(), other.hashes()];
    let comparison = Comparison { folders: [one.folder(), other.folder()], hashes };
    comparison.tables(&one.loaded.written, &other.loaded.written, &mut found);
    found
}

/// Reads the first scenario with some of the differences put into it.
///
/// # Errors
/// All problems: what is put in may not go with what is there.
pub fn with_changes(template: &Template, changes: &[&KeyChange]) -> Result<Loaded, Problems> {
    template.patched(&changes.iter().map(|change| change.patch.clone()).collect::<Vec<_>>())
}

struct Comparison<'a> {
    folders: [&'a Path; 2],
    hashes: [BTreeMap<PathBuf, &'a str>; 2],
}

impl Comparison<'_> {
    fn tables(&self, one: &Table, other: &Table, found: &mut Vec<KeyChange>) {
        for entry in &one.entries {
            let theirs = other.entry(&entry.key).map(|theirs| &theirs.node);
            self.nodes((&one.path, &entry.key), Some(&entry.node), theirs, found);
        }
        for entry in other.entries.iter().filter(|entry| one.entry(&entry.key).is_none()) {
            self.nodes((&one.path, &entry.key), None, Some(&entry.node), found);
        }
    }

    fn nodes(&self, (parent, key): (&str, &str), one: Option<&Node>, other: Option<&Node>, found: &mut Vec<KeyChange>) {
        let are_people = parent.is_empty() && key == PEOPLE;
        if let (Some(one), Some(other), false) = (one, other, are_people) {
            match (&one.value, &other.value) {
                (Value::Table(ours), Value::Table(theirs)) if !is_distribution(ours) && !is_distribution(theirs) => {
                    return self.tables(ours, theirs, found);
                }
                (Value::List(ours), Value::List(theirs)) if are_tables(ours) && are_tables(theirs) => {
                    return self.lists(&one.path, ours, theirs, found);
                }
                _ => {}
            }
        }
        let path = one.or(other).map_or_else(String::new, |node| node.path.clone());
        let is_file = CONTENTS.contains(&path.as_str());
        let (is_same, is_source_only) = match (one, other) {
            (Some(one), Some(other)) if is_file => (self.hash(0, one) == self.hash(1, other), false),
            (Some(one), Some(other)) => {
                let is_same = said::is_same(one, other);
                (is_same && said::source(one) == said::source(other), is_same)
            }
            _ => (false, false),
        };
        if is_same {
            return;
        }
        let node = other.map(|node| if is_file { self.absolute(node) } else { node.clone() });
        found.push(KeyChange {
            before: one.map(|node| Said::of(node, are_people)),
            after: other.map(|node| Said::of(node, are_people)),
            is_source_only,
            is_content: is_file,
            patch: Patch { path: path.clone(), parent: parent.to_owned(), key: key.to_owned(), node },
            path,
        });
    }

    fn lists(&self, path: &str, ours: &[Node], theirs: &[Node], found: &mut Vec<KeyChange>) {
        let of = |nodes: &'_ [Node], node: &Node| nodes.iter().position(|other| other.path == node.path);
        for node in ours {
            let other = of(theirs, node).map(|at| &theirs[at]);
            let key = node.path.get(path.len() + 1..).unwrap_or_default();
            self.nodes((path, key), Some(node), other, found);
        }
        for node in theirs.iter().filter(|node| of(ours, node).is_none()) {
            let key = node.path.get(path.len() + 1..).unwrap_or_default();
            self.nodes((path, key), None, Some(node), found);
        }
    }

    /// The hash of the file that a value names, or its text where nothing was read.
    fn hash(&self, which: usize, node: &Node) -> Option<String> {
        let name = node.as_text()?;
        let hash = self.hashes[which].get(&self.folders[which].join(name));
        Some(hash.map_or_else(|| name.to_owned(), |hash| (*hash).to_owned()))
    }

    /// The name of a file of the second scenario, as the first can open it.
    fn absolute(&self, node: &Node) -> Node {
        let Some(name) = node.as_text() else { return node.clone() };
        let path = self.folders[1].join(name);
        let path = std::path::absolute(&path).unwrap_or(path);
        Node { value: Value::Text(path.to_string_lossy().into_owned()), ..node.clone() }
    }
}

fn are_tables(nodes: &[Node]) -> bool {
    !nodes.is_empty() && nodes.iter().all(|node| node.as_table().is_some())
}
