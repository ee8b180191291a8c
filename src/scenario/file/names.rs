//! Names and the numbers that stand for them.

use std::collections::{HashMap, HashSet};

use super::csv::cells::Oddity;
use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::{Diagnostic, Place, quoted};

/// Names in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(in crate::scenario) struct Names {
    names: Vec<String>,
    index: HashMap<String, usize>,
}

impl<'n> FromIterator<&'n str> for Names {
    fn from_iter<T: IntoIterator<Item = &'n str>>(all: T) -> Self {
        let mut names = Self::default();
        for name in all {
            names.insert(name);
        }
        names
    }
}

impl Names {
    /// The index of a name, new or not.
    pub fn insert(&mut self, name: &str) -> usize {
        if let Some(&index) = self.index.get(name) {
            return index;
        }
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// The index of a name that is there.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The name of an index.
    pub fn name(&self, index: usize) -> &str {
        &self.names[index]
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The names alone.
    pub fn into_vec(self) -> Vec<String> {
        self.names
    }
}

impl Reader {
    /// Says that a name is not among those known.
    pub fn push_unknown(&mut self, what: &str, name: &str, place: &Place, known: &Names) {
        let diagnostic = Diagnostic::error(format!("there is no {what} {}", quoted(name))).at(place).label(format!("unknown {what}"));
        self.problems.push(match Oddity::of(name) {
            Some(oddity) => diagnostic.help(oddity.help()),
            None => diagnostic.suggest(self.problems.nearest(name, known.iter())),
        });
    }

    /// The names in a list, each once, with their places. What is wrong with them is said, `if_none` to one who lists none.
    pub fn distinct_names<'t>(&mut self, node: &'t Node, what: &str, if_none: &str) -> Vec<(&'t str, &'t Place)> {
        let Some(items) = self.list(node) else { return Vec::new() };
        if items.is_empty() {
            let message = format!("{} names no {what}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected names in here").help(if_none));
        }
        let mut seen = HashSet::new();
        let mut names = Vec::with_capacity(items.len());
        for item in items {
            let Some(name) = self.text(item) else { continue };
            if seen.insert(name) {
                names.push((name, &item.place));
            } else {
                let message = format!("the {what} {} is listed twice", quoted(name));
                self.problems.push(Diagnostic::error(message).at(&item.place).label(format!("expected another {what}")));
            }
        }
        names
    }

    /// Refuses two different names whose random numbers would be the same.
    pub fn check_collisions<'n>(&mut self, what: &str, names: impl Iterator<Item = (&'n str, &'n Place)>, hash: fn(&str) -> u64) {
        let mut seen: HashMap<u64, &str> = HashMap::new();
        for (name, place) in names {
            let first = *seen.entry(hash(name)).or_insert(name);
            if first != name {
                let message = format!("the {what} {} and {} have the same 64-bit hash", quoted(first), quoted(name));
                let help = "random numbers are addressed by it; change one of the two";
                self.problems.push(Diagnostic::error(message).at(place).label("expected another name").help(help));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Names, Reader};
    use crate::diagnostic::{Place, Source};
    use crate::scenario::file::files::Files;

    #[test]
    fn names_keep_their_first_place() {
        let mut names = Names::default();
        assert_eq!([names.insert("b"), names.insert("a"), names.insert("b")], [0, 1, 0]);
        assert_eq!((names.get("a"), names.get("c")), (Some(1), None));
        assert_eq!(names.into_vec(), ["b", "a"]);
    }

    #[test]
    fn a_collision_of_hashes_is_found_and_the_same_name_twice_is_none() {
        let source = Source::file(0, "roster.csv", "a b a");
        let place = Place::new(&source, 2..3);
        let mut reader = Reader::new(Files::new(Path::new("")));
        reader.check_collisions("ids", [("a", &place), ("b", &place), ("a", &place)].into_iter(), |_| 7);
        assert_eq!(reader.problems.lines(), ["roster.csv:1:3: error: the ids `a` and `b` have the same 64-bit hash"]);
    }
}
