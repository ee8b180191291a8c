//! The keys of a table: which there are, and which there must be.

use super::numbers::units::key_per_year;
use super::reader::Reader;
use super::section::{Key, Section};
use super::tree::{Entry, Node, Table};
use crate::diagnostic::{Diagnostic, quoted};

/// A table of a file and the section that says what its keys mean.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Keys<'t> {
    pub table: &'t Table,
    pub section: &'static Section,
}

impl<'t> Keys<'t> {
    /// The value of a key, if it is there.
    pub fn get(self, key: &str) -> Option<&'t Node> {
        self.table.get(key)
    }

    /// A key with its value and its place, if it is there.
    pub fn entry(self, key: &str) -> Option<&'t Entry> {
        self.table.entry(key)
    }

    /// Whether a key is there.
    pub fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// What a key means.
    pub fn key(self, key: &str) -> &'static Key {
        self.section.key(key)
    }

    /// What holds where a key is absent.
    pub fn default<T: std::str::FromStr>(self, key: &str) -> Option<T> {
        self.section.default(key)
    }
}

impl Reader {
    /// The keys of a table. Refuses every one that its section does not have.
    pub fn keys<'t>(&mut self, table: &'t Table, section: &'static Section) -> Keys<'t> {
        self.known_keys(table, &section.names(), section.later);
        Keys { table, section }
    }

    /// The keys of the table that a key of another gives, if it is there.
    pub fn keys_at<'t>(&mut self, table: &'t Table, key: &str, section: &'static Section) -> Option<Keys<'t>> {
        let table = self.table_at(table, key)?;
        Some(self.keys(table, section))
    }

    /// Refuses every key that is neither `known` nor to come `later`.
    pub fn known_keys(&mut self, table: &Table, known: &[&str], later: &[&str]) {
        for entry in &table.entries {
            let key = entry.key.as_str();
            let place = &entry.key_place;
            if later.contains(&key) {
                let message = format!("{} is not yet supported", quoted(&table.path_of(key)));
                self.problems.push(Diagnostic::error(message).at(place).help("take it out; a later version of stayput will read it"));
            } else if !known.contains(&key) {
                let home = if table.path.is_empty() { "a scenario".to_owned() } else { quoted(&table.path) };
                let diagnostic = Diagnostic::error(format!("{home} has no key {}", quoted(key))).at(place).label("unknown key");
                self.problems.push(match (key_per_year(entry, known), self.problems.nearest(key, known.iter().copied())) {
                    (Some(help), _) => diagnostic.help(help),
                    (None, Some(name)) => diagnostic.suggest(Some(name)),
                    (None, None) => diagnostic.help(format!("its keys are {}", known.join(", "))),
                });
            }
        }
    }

    /// The value of a key that must be there.
    pub fn required<'t>(&mut self, keys: Keys<'t>, key: &str) -> Option<&'t Node> {
        let node = keys.get(key);
        if node.is_none() {
            self.miss(keys, key);
        }
        node
    }

    /// Says that a key is missing, with its example.
    pub fn miss(&mut self, keys: Keys<'_>, key: &str) {
        self.push_missing(keys.table, key, &keys.key(key).line());
    }

    /// Misses the keys without which others do nothing.
    pub fn check_needs(&mut self, keys: Keys<'_>) {
        for &(key, other) in keys.section.needs {
            if keys.has(key) && !keys.has(other) {
                self.miss(keys, other);
            }
        }
    }

    /// Says that a key is missing, unless it may only have been lost with the syntax.
    pub fn push_missing(&mut self, table: &Table, key: &str, example: &str) {
        // A key much like it is there, or one in another unit: it has been reported as unknown, with this one as what was meant.
        let is_meant = table.entries.iter().any(|e| key_per_year(e, &[key]).is_some() || self.problems.nearest(&e.key, [key]).is_some());
        if self.is_broken || is_meant {
            return;
        }
        let message = format!("{} is missing", quoted(&table.path_of(key)));
        self.problems.push(
            Diagnostic::error(message).at(&table.place).label(format!("expected `{key}` in here")).help(format!("for example: {example}")),
        );
    }

    /// Says that two keys exclude each other.
    pub fn push_contradiction(&mut self, table: &Table, one: &str, other: &str, help: &str) {
        if let Some(entry) = table.entry(other) {
            let message = format!("{} and {} exclude each other", quoted(&table.path_of(one)), quoted(other));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).label(format!("not beside {one}")).help(help));
        }
    }
}
