//! The JSON Schema of a policy, whatever its kind.

use serde_json::{Map, Value, json};

use super::kinds::KINDS;
use super::reading::{POLICY, names_of};
use crate::scenario::file::json_schema::{choice, section};

/// The schema of one policy, whatever its kind.
///
/// What a kind has of its own is in a chain of conditions, so that a validator says what is wrong with the keys of that kind, and not
/// that none of a dozen forms fits. Beside the chain stand all names with their descriptions: there editors look for what they complete.
pub(in crate::scenario) fn policy_schema() -> Value {
    let kinds: Vec<(&str, &str)> = KINDS.iter().map(|kind| (kind.name, kind.section.about)).collect();
    let mut schema = section(&POLICY);
    schema["properties"]["kind"] = choice(&kinds);
    schema["properties"]["kind"]["description"] = "What it does.".into();
    schema["required"] = json!(["kind"]);
    for kind in KINDS {
        for key in kind.section.keys {
            let about = &mut schema["properties"][key.name]["description"];
            let earlier = about.as_str().map_or_else(String::new, |earlier| format!("{earlier} "));
            *about = format!("{earlier}{}: {}", kind.name, key.about).into();
        }
    }
    let chain = KINDS.iter().rev().fold(Value::Bool(true), |otherwise, kind| {
        let mut own = section(&kind.section);
        let own = own.as_object_mut().map(std::mem::take).unwrap_or_default();
        let mut then: Map<String, Value> =
            own.into_iter().filter(|(key, _)| !["type", "additionalProperties"].contains(&&key[..])).collect();
        then.insert("propertyNames".to_owned(), json!({ "enum": names_of(kind) }));
        json!({ "if": { "properties": { "kind": { "const": kind.name } }, "required": ["kind"] }, "then": then, "else": otherwise })
    });
    schema["if"] = chain["if"].clone();
    schema["then"] = chain["then"].clone();
    schema["else"] = chain["else"].clone();
    schema
}
