//! Which module may use which: the order that `docs/architecture.md` gives, read from the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// From the ground up: a module uses only those before it.
const ORDER: [&str; 34] = [
    "math",
    "hexadecimal",
    "cancellation",
    "calendar",
    "number",
    "random",
    "statistics",
    "parameter",
    "diagnostic",
    "threads",
    "cells",
    "people",
    "scenario",
    "hazard",
    "history",
    "simulate",
    "estimate",
    "ensemble",
    "equal_money",
    "compare",
    "sweep",
    "diff",
    "sensitivity",
    "discover",
    "optimise",
    "calibrate",
    "explain",
    "report",
    "page",
    "example",
    "import",
    "lab",
    "internals",
    "cli",
];

/// The uses against the order, each argued in `docs/architecture.md`.
const EXCEPTIONS: [(&str, &str); 2] = [("scenario", "estimate"), ("compare", "report")];

/// The top-level modules that a source file names after `crate::`, comments and unit tests left out.
fn uses(text: &str) -> BTreeSet<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = lines.flat_map(|line| line.split("crate::").skip(1));
    let names = names.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default());
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

fn sources(folder: &Path, module: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, module, found);
        } else {
            found.push((module.to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn each_module_uses_only_modules_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for entry in fs::read_dir(&root).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            sources(&path, &module, &mut files);
        } else if module != "lib" && module != "main" {
            files.push((module, fs::read_to_string(&path).unwrap()));
        }
    }
    let place =
        |module: &str| ORDER.iter().position(|name| *name == module).unwrap_or_else(|| panic!("{module} has no place in the order"));
    let mut found = BTreeSet::new();
    for (module, text) in &files {
        for used in uses(text) {
            if place(used) > place(module) {
                found.insert((module.as_str(), ORDER[place(used)]));
            }
        }
    }
    assert_eq!(found, BTreeSet::from(EXCEPTIONS));
}
