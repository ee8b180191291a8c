//! Putting what another file says into a tree.

use super::Patch;
use crate::scenario::file::{Entry, Node, Table, Value};

/// Puts a value in the place of that at its path, adds it where there is none, or takes it out.
pub(in crate::scenario) fn put(root: &mut Table, patch: &Patch) {
    into_table(root, patch);
}

/// Whether the parent was here.
fn into_table(table: &mut Table, patch: &Patch) -> bool {
    if table.path == patch.parent {
        table.entries.retain(|entry| entry.key != patch.key || patch.node.is_some());
        match (table.entries.iter_mut().find(|entry| entry.key == patch.key), &patch.node) {
            (Some(entry), Some(node)) => entry.node = node.clone(),
            (None, Some(node)) => table.entries.push(Entry { key: patch.key.clone(), key_place: node.place.clone(), node: node.clone() }),
            (_, None) => {}
        }
        return true;
    }
    // A name may hold a dot, so that paths are compared, not taken apart.
    table.entries.iter_mut().filter(|entry| patch.parent.starts_with(&entry.node.path)).any(|entry| into_node(&mut entry.node, patch))
}

fn into_node(node: &mut Node, patch: &Patch) -> bool {
    let is_parent = node.path == patch.parent;
    match &mut node.value {
        Value::Table(table) => into_table(table, patch),
        Value::List(items) if is_parent => {
            match (items.iter().position(|item| item.path == patch.path), &patch.node) {
                (Some(at), Some(node)) => items[at] = node.clone(),
                (None, Some(node)) => items.push(node.clone()),
                (Some(at), None) => drop(items.remove(at)),
                (None, None) => {}
            }
            true
        }
        Value::List(items) => items.iter_mut().any(|item| into_node(item, patch)),
        _ => false,
    }
}
