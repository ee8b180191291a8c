//! The kinds of value: texts, tables, lists, whole numbers, flags, names.

use std::ops::RangeInclusive;

use super::keys::Keys;
use super::reader::Reader;
use super::section::Form;
use super::tree::{Node, Table, Value};
use crate::diagnostic::{Diagnostic, Place, quoted};

impl Reader {
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
        if let Some(table) = node.as_table() {
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

    /// The whole number of a key within its limits: given, else its default. One that must be there is missed.
    pub fn whole(&mut self, keys: Keys<'_>, key: &str) -> Option<u64> {
        let Form::Whole(least, most) = keys.key(key).form else { unreachable!("{key} is a whole number") };
        let node = if keys.key(key).is_required { self.required(keys, key) } else { keys.get(key) };
        node.and_then(|node| self.whole_number(node, least..=most)).or(keys.default(key))
    }

    fn whole_number(&mut self, node: &Node, limits: RangeInclusive<u64>) -> Option<u64> {
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

    /// True or false, or the default where the key is absent.
    pub fn flag(&mut self, keys: Keys<'_>, key: &str) -> bool {
        let default = keys.default(key).unwrap_or(false);
        match keys.get(key).map(|node| (node, &node.value)) {
            Some((_, Value::Flag(flag))) => *flag,
            Some((node, _)) => {
                self.mismatch(node, "true or false", "expected true or false, without quotes");
                default
            }
            None => default,
        }
    }

    /// The thing that a text names. Of each thing there are its name, what it means, and the thing.
    pub fn one_of<T: Copy>(&mut self, node: &Node, what: &str, known: &[(&str, &str, T)]) -> Option<T> {
        let name = self.text(node)?;
        let found = known.iter().find(|(known, ..)| *known == name).map(|&(.., thing)| thing);
        if found.is_none() {
            let names = || known.iter().map(|(name, ..)| *name);
            let diagnostic =
                Diagnostic::error(format!("there is no {what} {}", quoted(name))).at(&node.place).label(format!("unknown {what}"));
            self.problems.push(match self.problems.nearest(name, names()) {
                Some(nearest) => diagnostic.suggest(Some(nearest)),
                None => diagnostic.help(format!("there are {}", names().collect::<Vec<_>>().join(", "))),
            });
        }
        found
    }

    /// A name that may stand in paths and in results.
    pub fn check_name(&mut self, what: &str, name: &str, place: &Place) {
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || name.contains(['.', '=', ':', ',', '"']) || name.chars().any(char::is_control) || name.trim() != name {
            let message = format!("{} cannot name a {what}", quoted(name));
            let help = "names are free of . = : , quotes and outer spaces, and are not only digits: they stand in paths and in results";
            self.problems.push(Diagnostic::error(message).at(place).help(help));
        }
    }
}
