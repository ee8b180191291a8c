//! Names in an export that were probably meant to be one: as the reader of a scenario tells them.

use std::collections::BTreeMap;

use super::people::Entry;
use crate::diagnostic::likeness::{difference, likeness};
use crate::diagnostic::quoted;

/// What is to be said of ids, teams and roles that are equal but for what programs and people change without a thought.
pub(super) fn remarks(entries: &[Entry]) -> Vec<String> {
    let of = |names: &str, one: &str, name: fn(&Entry) -> Option<&str>| {
        const SHOWN: usize = 3;
        let mut known: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
        for entry in entries {
            let Some(name) = name(entry) else { continue };
            let same = known.entry(likeness(name)).or_default();
            if same.iter().all(|(known, _)| *known != name) {
                same.push((name, entry.line));
            }
        }
        let mut pairs: Vec<[(&str, usize); 2]> =
            known.values().flat_map(|same| same.iter().skip(1).map(|other| [same[0], *other])).collect();
        pairs.sort_by_key(|[_, (_, line)]| *line);
        let shown: Vec<String> = pairs
            .iter()
            .take(SHOWN)
            .map(|[(first, at), (second, line)]| {
                format!("{} (line {at}) and {} (line {line}) but for {}", quoted(first), quoted(second), difference(first, second))
            })
            .collect();
        let more = if pairs.len() > SHOWN { format!(", and {} more", pairs.len() - SHOWN) } else { String::new() };
        (!pairs.is_empty()).then(|| {
            format!(
                "These {names} are equal, and each counts as another {one}: {}{more}. If one is meant, write it in one way.",
                shown.join(", ")
            )
        })
    };
    let all = [
        of("ids", "person", |entry| Some(&entry.id)),
        of("teams", "team", |entry| entry.team.as_deref()),
        of("roles", "role", |entry| entry.role.as_deref()),
    ];
    all.into_iter().flatten().collect()
}
