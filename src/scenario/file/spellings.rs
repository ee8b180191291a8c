//! Names that stand in several places and files, and those among them that were probably meant to be one.
//!
//! Two names that are not the same are two people, two teams, two organisations: a history that calls `0007` whom the roster calls `7` tells
//! nothing of that person, and nobody is moved by the exit. Both may be meant, so that a warning says it, of each kind of name once.

use std::collections::{BTreeMap, HashMap};

use super::reader::Reader;
use crate::diagnostic::likeness::{difference, likeness};
use crate::diagnostic::{Diagnostic, Place, quoted};

/// What names name: in the plural, and one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::scenario) struct Named {
    pub names: &'static str,
    pub one: &'static str,
}

/// The names of each kind, each where it stood first.
#[derive(Default)]
pub(in crate::scenario) struct Spellings {
    first: HashMap<Named, HashMap<String, (usize, Place)>>,
}

impl Spellings {
    /// Takes note of a name at a place.
    pub fn note(&mut self, kind: Named, name: &str, place: &Place) {
        let names = self.first.entry(kind).or_default();
        if !names.contains_key(name) {
            names.insert(name.to_owned(), (names.len(), place.clone()));
        }
    }

    /// The names of a kind with their places, in the order in which they were read.
    pub fn in_order(&self, kind: Named) -> Vec<(&str, &Place)> {
        let names = self.first.get(&kind).into_iter().flatten();
        let mut in_order: Vec<(usize, &str, &Place)> = names.map(|(name, (number, place))| (*number, name.as_str(), place)).collect();
        in_order.sort_by_key(|&(number, ..)| number);
        in_order.into_iter().map(|(_, name, place)| (name, place)).collect()
    }

    /// The pairs of a kind that are alike: each name with the first that it is like, in the order in which they were read.
    fn pairs(&self, kind: Named) -> Vec<[(&str, &Place); 2]> {
        let mut known: BTreeMap<String, (&str, &Place)> = BTreeMap::new();
        let mut pairs = Vec::new();
        for (name, place) in self.in_order(kind) {
            match known.get(&likeness(name)) {
                Some(&first) => pairs.push([first, (name, place)]),
                None => drop(known.insert(likeness(name), (name, place))),
            }
        }
        pairs
    }

    /// Where a name stood first.
    pub fn first(&self, kind: Named, name: &str) -> Option<&Place> {
        self.first.get(&kind)?.get(name).map(|(_, place)| place)
    }
}

impl Reader {
    /// Warns of names of these kinds that were probably meant to be one.
    pub fn warn_of_spellings(&mut self, kinds: &[Named]) {
        const SHOWN: usize = 3;
        for &kind in kinds {
            let Named { names, one } = kind;
            let pairs = self.spellings.pairs(kind);
            let Some(&[(first, first_place), (second, place)]) = pairs.first() else { continue };
            let what = difference(first, second);
            let message = if pairs.len() == 1 {
                format!("the {names} {} and {} are equal but for {what}; each counts as another {one}", quoted(first), quoted(second))
            } else {
                let (count, what) =
                    (pairs.len(), if pairs.iter().all(|[a, b]| difference(a.0, b.0) == what) { what } else { "their form" });
                format!("{count} {names} are equal to another but for {what}; each counts as another {one}")
            };
            let diagnostic = Diagnostic::warning(message).at(place).label(first_place.seen_from(place));
            let told = |[(first, at), (second, place)]: &[(&str, &Place); 2]| {
                format!("{} ({}) and {} (line {})", quoted(first), at.told_at(place), quoted(second), place.line_and_column().0)
            };
            let help = if pairs.len() == 1 {
                format!("if one {one} is meant, write the name in one way")
            } else {
                let shown: Vec<String> = pairs.iter().take(SHOWN).map(told).collect();
                format!(
                    "{}{}; if one {one} is meant, write the name in one way",
                    shown.join(", "),
                    if pairs.len() > SHOWN { ", ..." } else { "" }
                )
            };
            let diagnostic = diagnostic.help(help);
            drop(pairs);
            self.problems.push(diagnostic);
        }
    }
}
