//! Names in an export that were probably meant to be one. Teams and roles become one, by the spelling of most; of ids it is said only.

use std::collections::BTreeMap;

use crate::diagnostic::likeness::{difference, likeness};
use crate::diagnostic::quoted;
use crate::import::people::Entry;
use crate::import::table::lines;

/// Most pairs of names that are told.
const SHOWN: usize = 3;

/// The names of a field.
struct Names {
    /// What they are called, many and one.
    called: [&'static str; 2],
    of: fn(&Entry) -> Option<&str>,
    /// Writes another in its place; nothing where names are left as they are.
    put: Option<fn(&mut Entry, String)>,
}

const IDS: Names = Names { called: ["ids", "person"], of: |entry| Some(&entry.id), put: None };
const TEAMS: Names =
    Names { called: ["teams", "team"], of: |entry| entry.team.as_deref(), put: Some(|entry, name| entry.team = Some(name)) };
const ROLES: Names =
    Names { called: ["roles", "role"], of: |entry| entry.role.as_deref(), put: Some(|entry, name| entry.role = Some(name)) };

/// Makes one of teams and of roles that are equal but for what programs and people change without a thought, unless they are to stay as they
/// are written; what is to be said of it, and of such ids.
pub(in crate::import) fn unite(entries: &mut [Entry], as_written: bool) -> Vec<String> {
    [IDS, TEAMS, ROLES].into_iter().filter_map(|names| names.unite(entries, as_written)).collect()
}

impl Names {
    fn unite(&self, entries: &mut [Entry], as_written: bool) -> Option<String> {
        // By likeness each spelling and its rows, in the order in which they come.
        let mut known: BTreeMap<String, Vec<(String, Vec<usize>)>> = BTreeMap::new();
        for (row, entry) in entries.iter().enumerate() {
            let Some(name) = (self.of)(entry) else { continue };
            let same = known.entry(likeness(name)).or_default();
            match same.iter_mut().find(|(known, _)| known == name) {
                Some((_, rows)) => rows.push(row),
                None => same.push((name.to_owned(), vec![row])),
            }
        }
        let mut groups: Vec<Vec<(String, Vec<usize>)>> = known.into_values().filter(|same| same.len() > 1).collect();
        groups.sort_by_key(|same| same[1].1[0]);
        if groups.is_empty() {
            return None;
        }
        // The first of those that most have.
        for same in &mut groups {
            same.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
        }
        let line = |rows: &[usize]| lines(&rows.iter().map(|&row| entries[row].line).collect::<Vec<_>>());
        let pairs = groups.iter().flat_map(|same| same[1..].iter().map(|other| (&same[0], other)));
        let shown: Vec<String> = pairs
            .clone()
            .take(SHOWN)
            .map(|((first, rows), (second, others))| {
                format!(
                    "{} ({}) and {} ({}) but for {}",
                    quoted(first),
                    line(rows),
                    quoted(second),
                    line(others),
                    difference(first, second)
                )
            })
            .collect();
        let count = pairs.count();
        let more = if count > SHOWN { format!(", and {} more", count - SHOWN) } else { String::new() };
        let [many, one] = self.called;
        let put = self.put.filter(|_| !as_written);
        let what = if put.is_some() { "count as one, as the first is written".to_owned() } else { format!("each counts as another {one}") };
        let advice = match (put, self.put) {
            (Some(_), _) => " --as-written keeps them apart.",
            (None, Some(_)) => "",
            (None, None) => " If one is meant, write it in one way.",
        };
        if let Some(put) = put {
            for same in &groups {
                for &row in same[1..].iter().flat_map(|(_, rows)| rows) {
                    put(&mut entries[row], same[0].0.clone());
                }
            }
        }
        Some(format!("These {many} are equal, and {what}: {}{more}.{advice}", shown.join(", ")))
    }
}
