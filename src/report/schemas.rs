//! All documents whose JSON Schema `stayput schema --output` prints.

use super::files::manifest;
use super::json_schema::Form;
use super::{calibration, comparison, diff, discover, explanation, json, optimise, sensitivity, story, sweep};

/// What commands print with `--format json`, by the name of the command, and the files in folders of results.
pub fn all() -> Vec<Form> {
    let pairs =
        [json::FORMS, comparison::json::FORMS, sweep::json::FORMS, optimise::json::FORMS, sensitivity::json::FORMS, discover::json::FORMS];
    let alone = [story::FORM, diff::json::FORM, explanation::FORM, calibration::json::FORM, manifest::FORM];
    pairs.into_iter().flatten().chain(alone).collect()
}

/// The document of that name.
pub fn find(name: &str) -> Option<Form> {
    all().into_iter().find(|form| form.name == name)
}
