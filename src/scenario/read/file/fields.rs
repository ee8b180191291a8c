//! The keys of a table: which there are, which there must be, and what kind of value each has.

use std::ops::RangeInclusive;

use super::super::Reader;
use super::super::numbers::units::key_per_year;
use super::tree::{Node, Table, Value};
use crate::diagnostic::{Diagnostic, quoted};
use crate::scenario::schema::Section;

impl Reader {
    /// Refuses every key that the schema does not have.
    pub fn keys_of(&mut self, table: &Table, section: &Section) {
        self.known_keys(table, &section.names(), section.later);
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
    pub fn required<'t>(&mut self, table: &'t Table, key: &str, example: &str) -> Option<&'t Node> {
        let node = table.get(key);
        if node.is_none() {
            self.push_missing(table, key, example);
        }
        node
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
            Diagnostic::error(message).at(&table.place).label(format!("expected {key} in here")).help(format!("for example: {example}")),
        );
    }

    /// Says that two keys exclude each other.
    pub fn push_contradiction(&mut self, table: &Table, one: &str, other: &str, help: &str) {
        if let Some(entry) = table.entry(other) {
            let message = format!("{} and {} exclude each other", quoted(&table.path_of(one)), quoted(other));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).label(format!("not beside {one}")).help(help));
        }
    }

    /// Says that a value is of the wrong kind.
    pub fn mismatch(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{} must be {what}, not {}", quoted(&node.path), node.kind());
        self.problems.push(Diagnostic::error(message).at(&node.place).label(expected));
    }

    /// A text that is not empty.
    pub fn text<'t>(&mut self, node: &'t Node) -> Option<&'t str> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                let message = format!("{} is empty", quoted(&node.path));
                self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a text"));
                None
            }
            Value::Text(text) if text.chars().any(char::is_control) => {
                let message = format!("{} holds a control character", quoted(&node.path));
                self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a text on one line"));
                None
            }
            Value::Text(text) => Some(text),
            _ => {
                self.mismatch(node, "text", "expected a text in quotes");
                None
            }
        }
    }

    /// The table that a value is.
    pub fn table<'t>(&mut self, node: &'t Node) -> Option<&'t Table> {
        if let Value::Table(table) = &node.value {
            return Some(table);
        }
        let diagnostic = Diagnostic::error(format!("{} must be a table, not {}", quoted(&node.path), node.kind()));
        let diagnostic = diagnostic.at(&node.place).label("expected a table");
        let is_list_of_tables = matches!(&node.value, Value::List(items) if items.iter().any(|item| matches!(item.value, Value::Table(_))));
        self.problems.push(if is_list_of_tables {
            diagnostic.help(format!("there is one of it: write [{}], in single brackets", node.path))
        } else {
            diagnostic
        });
        None
    }

    /// The table of a key, if there is one.
    pub fn table_at<'t>(&mut self, table: &'t Table, key: &str) -> Option<&'t Table> {
        table.get(key).and_then(|node| self.table(node))
    }

    /// The tables in the list of a key; none where the key is absent.
    pub fn tables_at<'t>(&mut self, table: &'t Table, key: &str) -> Vec<&'t Table> {
        let Some(node) = table.get(key) else { return Vec::new() };
        if let Value::Table(table) = &node.value {
            let message = format!("{} must be a list of tables, not a table", quoted(&node.path));
            let help = format!("there may be several: write [[{}]], in double brackets, above each", node.path);
            self.problems.push(Diagnostic::error(message).at(&table.place).label("expected double brackets").help(help));
            return Vec::new();
        }
        let Some(items) = self.list(node) else { return Vec::new() };
        items.iter().filter_map(|item| self.table(item)).collect()
    }

    /// The items of a list.
    pub fn list<'t>(&mut self, node: &'t Node) -> Option<&'t [Node]> {
        if let Value::List(items) = &node.value {
            return Some(items);
        }
        self.mismatch(node, "a list", "expected a list in [ ]");
        None
    }

    /// A whole number within limits.
    pub fn whole(&mut self, node: &Node, limits: RangeInclusive<u64>) -> Option<u64> {
        let number = match node.value {
            Value::Integer(number) => u64::try_from(number).ok().filter(|number| limits.contains(number)),
            Value::Float(_) => None,
            _ => {
                self.mismatch(node, "a whole number", "expected a whole number");
                return None;
            }
        };
        if number.is_none() {
            let message = format!("{} must be a whole number from {} to {}", quoted(&node.path), limits.start(), limits.end());
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a whole number in this range"));
        }
        number
    }

    /// A whole number within limits, or the default where the key is absent.
    pub fn whole_or(&mut self, table: &Table, key: &str, limits: RangeInclusive<u64>, default: u64) -> u64 {
        table.get(key).and_then(|node| self.whole(node, limits)).unwrap_or(default)
    }

    /// True or false, or the default where the key is absent.
    pub fn flag_or(&mut self, table: &Table, key: &str, default: bool) -> bool {
        match table.get(key).map(|node| (node, &node.value)) {
            Some((_, Value::Flag(flag))) => *flag,
            Some((node, _)) => {
                self.mismatch(node, "true or false", "expected true or false, without quotes");
                default
            }
            None => default,
        }
    }

    /// A name that may stand in paths and in results.
    pub fn check_name(&mut self, what: &str, name: &str, place: &crate::diagnostic::Place) {
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || name.contains(['.', '=', ':', ',', '"']) || name.chars().any(char::is_control) || name.trim() != name {
            let message = format!("{} cannot name a {what}", quoted(name));
            let help = "names are free of . = : , quotes and outer spaces, and are not only digits: they stand in paths and in results";
            self.problems.push(Diagnostic::error(message).at(place).help(help));
        }
    }
}
