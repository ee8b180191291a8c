//! What a scenario file says: a tree of keys and values in the order of the file, each with its place and its path.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::syntax;
use crate::diagnostic::{Place, Problems, Source};

/// A table of the file.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Table {
    /// Its path: `channels.lab`; empty for the whole file.
    pub path: String,
    /// Its header, its braces, or its first mention.
    pub place: Place,
    /// Its keys, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Entry {
    pub key: String,
    pub key_place: Place,
    pub node: Node,
}

/// A value.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Node {
    /// Its path, which names it everywhere: `channels.lab.tenure.0.ratio`.
    pub path: String,
    pub place: Place,
    pub value: Value,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Flag(bool),
    /// A date, or a time of day, or both, as written.
    Time(String),
    List(Vec<Node>),
    Table(Table),
}

impl Table {
    /// The value of a key, if the table has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The table of a key. Nothing is said of another value.
    pub fn table(&self, key: &str) -> Option<&Self> {
        self.get(key)?.as_table()
    }

    /// The tables by name that a key holds, each with its name. Nothing is said of other values.
    pub fn tables(&self, key: &str) -> impl Iterator<Item = (&Entry, &Self)> {
        let entries = self.table(key).into_iter().flat_map(|table| &table.entries);
        entries.filter_map(|entry| Some((entry, entry.node.as_table()?)))
    }

    /// A key with its value and its place, if the table has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The path that a key of this table has.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

impl Node {
    /// The table that it is, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text that it is, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; a value that is none is a list of itself.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Time(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// The key by whose text the items of a list at a path are named in the paths of what they hold.
pub(in crate::scenario) type Naming = fn(&str) -> &'static str;

/// What is left of a file after parsing.
pub(in crate::scenario) struct Parsed {
    /// The whole file as a table.
    pub table: Table,
    /// No key was lost: there were no errors, or only errors of values.
    pub is_whole: bool,
    /// Beyond this byte, nothing is what it seems: a bracket before it is never closed.
    pub trusted: usize,
}

/// Reads a whole file as far as its syntax allows, and pushes what its syntax forbids.
pub(in crate::scenario) fn parse(source: &Arc<Source>, naming: Naming, problems: &mut Problems) -> Parsed {
    let (document, errors) = DeTable::parse_recoverable(source.text());
    let trusted = syntax::push_errors(source, 0, &errors, problems);
    let table = Converter { source, naming, offset: 0 }.table(String::new(), 0..0, document.get_ref());
    Parsed { table, is_whole: errors.iter().all(syntax::keeps_key), trusted }
}

/// Reads the value of a setting, which begins at `offset` of its source.
pub(in crate::scenario) fn parse_value(source: &Arc<Source>, offset: usize, path: String, naming: Naming, problems: &mut Problems) -> Node {
    let (value, errors) = DeValue::parse_recoverable(&source.text()[offset..]);
    syntax::push_errors(source, offset, &errors, problems);
    Converter { source, naming, offset }.node(path, &value)
}

/// Turns what the parser made into our tree. The parser limits the depth, and so that of the recursion here.
struct Converter<'a> {
    source: &'a Arc<Source>,
    naming: Naming,
    /// Where the parsed text begins in the source.
    offset: usize,
}

impl Converter<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.source, self.offset + span.start..self.offset + span.end)
    }

    fn table(&self, path: String, span: Range<usize>, table: &DeTable<'_>) -> Table {
        let mut converted = Table { path, place: self.place(span), entries: Vec::with_capacity(table.len()) };
        for (key, value) in table {
            let node = self.node(converted.path_of(key.get_ref()), value);
            converted.entries.push(Entry { key: key.get_ref().to_string(), key_place: self.place(key.span()), node });
        }
        // The parser's map is in alphabetical order.
        converted.entries.sort_by_key(|entry| entry.key_place.span().start);
        converted
    }

    fn list(&self, path: &str, items: &DeArray<'_>) -> Vec<Node> {
        items
            .iter()
            .enumerate()
            .map(|(position, item)| self.node(format!("{path}.{}", self.item_name(path, position, item.get_ref())), item))
            .collect()
    }

    fn node(&self, path: String, value: &Spanned<DeValue<'_>>) -> Node {
        let place = self.place(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                i128::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| Value::Float(f64::INFINITY), Value::Integer)
            }
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(time) => Value::Time(time.to_string()),
            DeValue::Array(items) => Value::List(self.list(&path, items)),
            DeValue::Table(table) => Value::Table(self.table(path.clone(), value.span(), table)),
        };
        Node { path, place, value }
    }

    /// What names an item of a list in paths: the text of its naming key if it has one, else its position from 0.
    fn item_name(&self, list: &str, position: usize, item: &DeValue<'_>) -> String {
        let key = (self.naming)(list);
        let name = item.as_table().and_then(|table| table.iter().find(|(name, _)| name.get_ref() == key));
        name.and_then(|(_, value)| value.get_ref().as_str()).map_or_else(|| position.to_string(), str::to_owned)
    }
}
