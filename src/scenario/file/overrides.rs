//! Overrides of the numbers of a scenario: the settings `path=value` of a command line.

use std::sync::Arc;

use super::numbers::{distribution, time};
use super::tree::{self, Entry, Naming, Node, Table, Value};
use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, Place, Problems, Source, composed, nearest, quoted};

/// One `path=value`. The value is a number, date, text or distribution, or true or false, as a scenario file writes it; the quotes around a duration
/// may be missing, since shells eat them;
/// so may those around a coarse date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Path of the number: `channels.lab.hazard_per_year`.
    pub path: String,
    /// Its new value.
    pub value: String,
}

impl Override {
    /// Reads `path=value`.
    ///
    /// # Errors
    /// If there is no `=`, or nothing before or after it, or if it is a whole what-if.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (path, value) = text.split_once('=').map_or(("", ""), |(path, value)| (path.trim(), value.trim()));
        if path.is_empty() || value.is_empty() {
            return Err(format!("{} is not of the form path=value, such as channels.lab.acceptance=0.1", quoted(text)));
        }
        let given = Self { path: composed(path).into_owned(), value: composed(value).into_owned() };
        if given.what_if().is_some() {
            return Err(format!("{} is a what-if: stayput compare takes it by --what-if 'NAME={{ .. }}'", quoted(&given.path)));
        }
        Ok(given)
    }

    /// Reads a whole what-if, `name={ leaves = { .. } }`, to be put beside those of the file; `None` where the text is a name alone.
    ///
    /// # Errors
    /// If no name stands before the `=`, or no table after it.
    pub fn parse_what_if(text: &str) -> Result<Option<Self>, String> {
        let Some((name, value)) = text.split_once('=') else { return Ok(None) };
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || name.contains('.') || !value.starts_with('{') {
            return Err(format!(
                "{} is no what-if, such as 'rival={{ rival = {{ channel = \"lab\", on = 2027-03-01, ratio = 1.5 }} }}'",
                quoted(text)
            ));
        }
        Ok(Some(Self { path: format!("{WHAT_IF}{}", composed(name)), value: composed(value).into_owned() }))
    }

    /// The name of the what-if that it gives as a whole, if it is one.
    pub fn what_if(&self) -> Option<&str> {
        self.path.strip_prefix(WHAT_IF).filter(|name| self.value.starts_with('{') && !name.contains('.'))
    }
}

/// What the paths of what-ifs begin with.
const WHAT_IF: &str = "what_if.";

/// Settings of a command line: those that `--set` gives, then those of one point of a sweep, which `--over` gives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings<'a> {
    /// Of `--set`.
    pub set: &'a [Override],
    /// Of `--over`.
    pub over: &'a [Override],
}

impl<'a> Settings<'a> {
    /// Those of `--set` alone.
    pub fn set(set: &'a [Override]) -> Self {
        Self { set, over: &[] }
    }

    /// All of them, each with the option that gives it.
    pub(in crate::scenario) fn each(self) -> impl Iterator<Item = (&'static str, &'a Override)> {
        let option = |given: &Override| if given.what_if().is_some() { "--what-if" } else { "--set" };
        self.set.iter().map(move |given| (option(given), given)).chain(self.over.iter().map(|given| ("--over", given)))
    }
}

/// Puts settings into the tree of a file. One whose key is unknown is found with the file's own unknown keys, afterwards.
pub(in crate::scenario) fn apply(settings: Settings<'_>, root: &mut Table, naming: Naming, problems: &mut Problems) {
    for (number, (option, given)) in settings.each().enumerate() {
        let source = Source::setting(option, number, format!("{}={}", given.path, given.value));
        let path_place = Place::new(&source, 0..given.path.len());
        let errors = problems.errors();
        let node = new_value(given, &source, naming, problems);
        if problems.errors() > errors {
            continue;
        }
        let done = match given.what_if() {
            Some(name) => put_what_if(name, node, &path_place, root),
            None => put(given, node, &path_place, root),
        };
        if let Err(diagnostic) = done {
            problems.push(*diagnostic);
        }
    }
}

/// The value of an override.
fn new_value(given: &Override, source: &Arc<Source>, naming: Naming, problems: &mut Problems) -> Node {
    let offset = given.path.len() + 1;
    if is_bare_time(&given.value) {
        let place = Place::new(source, offset..source.text().len());
        return Node { path: given.path.clone(), place, value: Value::Text(given.value.clone()) };
    }
    tree::parse_value(source, offset, given.path.clone(), naming, problems)
}

/// Puts a what-if beside those of the file.
fn put_what_if(name: &str, node: Node, path_place: &Place, root: &mut Table) -> Result<(), Box<Diagnostic>> {
    if find(root, "what_if").is_none() {
        let table = Table { path: "what_if".to_owned(), place: path_place.clone(), entries: Vec::new() };
        let node = Node { path: "what_if".to_owned(), place: path_place.clone(), value: Value::Table(table) };
        root.entries.push(Entry { key: "what_if".to_owned(), key_place: path_place.clone(), node });
    }
    // A key of that name that is no table is refused where it is read.
    let Some(table) = find(root, "what_if") else { return Ok(()) };
    if table.entries.iter().any(|entry| entry.key == name) {
        let diagnostic = Diagnostic::error(format!("there is a what-if {} already", quoted(name)));
        return Err(Box::new(diagnostic.at(path_place).label("expected another name")));
    }
    table.entries.push(Entry { key: name.to_owned(), key_place: path_place.clone(), node });
    Ok(())
}

/// Puts the value in place of the number at the path.
fn put(given: &Override, node: Node, path_place: &Place, root: &mut Table) -> Result<(), Box<Diagnostic>> {
    let refused = |node: &Node| {
        let diagnostic = Diagnostic::error("a setting gives a number, a date, a duration or a distribution");
        Box::new(diagnostic.at(&node.place).label(format!("this is {}", node.kind())))
    };
    if !is_number(&node) && !is_word(&node) {
        return Err(refused(&node));
    }
    let (parent, key) = given.path.rsplit_once('.').unwrap_or(("", &given.path));
    if find(root, parent).is_none() {
        let diagnostic =
            Diagnostic::error(format!("the scenario has no {}", quoted(parent))).at(path_place).label("this path leads nowhere");
        let mut known = Vec::new();
        paths(root, &mut known);
        // What the path leads through is there.
        known.retain(|path| parent.strip_prefix(path).is_none_or(|rest| !rest.starts_with('.')));
        return Err(Box::new(match nearest(parent, known) {
            Some(near) => diagnostic.suggest(Some(near)),
            None => diagnostic.help("a path names tables by key and items of a list by name, or by position from 0"),
        }));
    }
    let Some(table) = find(root, parent) else { return Ok(()) };
    match table.entries.iter_mut().find(|entry| entry.key == key) {
        // A word, or true or false, in the place of another.
        Some(entry)
            if is_word(&node)
                && std::mem::discriminant(&entry.node.value) == std::mem::discriminant(&node.value)
                && is_word(&entry.node) =>
        {
            entry.node = node;
        }
        Some(_) if is_word(&node) => return Err(refused(&node)),
        Some(entry) if !is_number(&entry.node) => {
            return Err(Box::new(
                Diagnostic::error(format!("{} is {}; only numbers can be set", quoted(&given.path), entry.node.kind())).at(path_place),
            ));
        }
        Some(entry) => entry.node = node,
        None => table.entries.push(Entry { key: key.to_owned(), key_place: path_place.clone(), node }),
    }
    Ok(())
}

/// The plain number at a path of a file, if one is there.
pub(in crate::scenario) fn number_at(root: &Table, path: &str) -> Option<f64> {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    // Paths are found in a table that may be changed, of which this is a copy.
    match find(&mut root.clone(), parent)?.get(key)?.value {
        Value::Integer(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}

/// The table of a path.
fn find<'t>(table: &'t mut Table, path: &str) -> Option<&'t mut Table> {
    if table.path == path {
        return Some(table);
    }
    table.entries.iter_mut().find_map(|entry| find_within(&mut entry.node, path))
}

/// The paths of all tables in a table.
fn paths<'t>(table: &'t Table, all: &mut Vec<&'t str>) {
    table.entries.iter().for_each(|entry| paths_within(&entry.node, all));
}

fn paths_within<'t>(node: &'t Node, all: &mut Vec<&'t str>) {
    match &node.value {
        Value::Table(table) if !distribution::is_distribution(table) => {
            all.push(&table.path);
            paths(table, all);
        }
        Value::List(items) => items.iter().for_each(|item| paths_within(item, all)),
        _ => {}
    }
}

/// The table of a path within a value.
fn find_within<'t>(node: &'t mut Node, path: &str) -> Option<&'t mut Table> {
    // A name may hold a dot, so that paths are compared, not taken apart.
    if !path.starts_with(&node.path) {
        return None;
    }
    match &mut node.value {
        Value::Table(table) => find(table, path),
        Value::List(items) => items.iter_mut().find_map(|item| find_within(item, path)),
        _ => None,
    }
}

/// Whether a value is of the kind that a setting may give or replace.
fn is_number(node: &Node) -> bool {
    match &node.value {
        Value::Integer(_) | Value::Float(_) | Value::Time(_) => true,
        Value::Text(text) => is_bare_time(text),
        Value::Table(table) => distribution::is_distribution(table),
        Value::Flag(_) | Value::List(_) => false,
    }
}

/// Whether a value is true or false, or a text that is no time: a setting may give it in the place of its like, or of nothing.
fn is_word(node: &Node) -> bool {
    match &node.value {
        Value::Flag(_) => true,
        Value::Text(text) => !is_bare_time(text),
        _ => false,
    }
}

/// Whether a text is a duration or a date, which may stand without quotes on a command line.
fn is_bare_time(text: &str) -> bool {
    text == "never" || Duration::parse(text).is_some() || text.contains('-') && time::interval(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::Override;

    #[test]
    fn a_setting_is_a_path_and_a_value() {
        let given = Override { path: "a.b".into(), value: "{ low = 1, high = 2 }".into() };
        assert_eq!(Override::parse("a.b = { low = 1, high = 2 }"), Ok(given));
        let message = "`a.b` is not of the form path=value, such as channels.lab.acceptance=0.1";
        assert_eq!(Override::parse("a.b"), Err(message.to_owned()));
    }

    #[test]
    fn a_what_if_is_a_name_or_a_name_and_a_table() {
        assert_eq!(Override::parse_what_if("rival"), Ok(None));
        let given = Override::parse_what_if("boss = { leaves = { id = \"a\" } }").unwrap().unwrap();
        assert_eq!(
            (given.path.as_str(), given.value.as_str(), given.what_if()),
            ("what_if.boss", "{ leaves = { id = \"a\" } }", Some("boss"))
        );
        assert_eq!(Override::parse("what_if.boss.rival.ratio=2").unwrap().what_if(), None);
        let message = "`what_if.boss` is a what-if: stayput compare takes it by --what-if 'NAME={ .. }'";
        assert_eq!(Override::parse("what_if.boss={ hiring_freeze = {} }"), Err(message.to_owned()));
        for wrong in ["={}", "a=", "a=1.5", "a.b={}"] {
            let message =
                format!("`{wrong}` is no what-if, such as 'rival={{ rival = {{ channel = \"lab\", on = 2027-03-01, ratio = 1.5 }} }}'");
            assert_eq!(Override::parse_what_if(wrong), Err(message));
        }
    }
}
