//! A validator of JSON Schema (draft 2020-12), of the part of it that schemas of results use; a schema with anything else is refused.
//!
//! <https://json-schema.org/draft/2020-12/json-schema-validation>

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A schema.
pub struct Schema(pub Value);

/// What is said of a document.
#[derive(Default)]
pub struct Checked {
    /// What is wrong with it, with the JSON pointer of its place.
    pub problems: Vec<String>,
    /// What of the schema it shows, and where first: `#Number.value present`, `.precision absent`, `.stopped is trials`.
    pub seen: BTreeMap<String, String>,
}

impl Schema {
    /// Holds a document to it.
    pub fn check(&self, document: &Value) -> Checked {
        let mut checked = Checked::default();
        self.all(&self.0, "", document, "", &mut checked);
        checked
    }

    /// All that a document can show.
    pub fn declared(&self) -> Vec<String> {
        let mut declared = Vec::new();
        declare(&self.0, "", &mut declared);
        for (name, definition) in self.0["$defs"].as_object().into_iter().flatten() {
            declare(definition, &format!("#{name}"), &mut declared);
        }
        declared
    }

    fn all(&self, schema: &Value, at: &str, value: &Value, path: &str, checked: &mut Checked) {
        for (keyword, rule) in schema.as_object().unwrap_or_else(|| panic!("{at}: {schema}")) {
            let Self(root) = self;
            let mut wrong = |what: &str| checked.problems.push(format!("{path}: {what}: {keyword} {rule}"));
            match (keyword.as_str(), value) {
                ("$ref", _) => {
                    let name = rule.as_str().and_then(|path| path.strip_prefix("#/$defs/")).unwrap();
                    self.all(&root["$defs"][name], &format!("#{name}"), value, path, checked);
                }
                ("anyOf" | "oneOf", _) => self.some(keyword, rule, at, value, path, checked),
                ("type", _) => {
                    let types = rule.as_array().map_or_else(|| std::slice::from_ref(rule), |types| &types[..]);
                    if !types.iter().any(|of_type| is_of(of_type.as_str().unwrap(), value)) {
                        wrong(&value.to_string());
                    }
                }
                ("const", _) if value != rule => wrong(&value.to_string()),
                ("enum", _) if !rule.as_array().unwrap().contains(value) => wrong(&value.to_string()),
                ("const" | "enum", _) => see(checked, format!("{at} is {value}"), path),
                ("properties", Value::Object(keys)) => self.properties(rule, at, keys, path, checked),
                ("required", Value::Object(keys)) => {
                    for key in rule.as_array().unwrap().iter().filter(|key| !keys.contains_key(key.as_str().unwrap())) {
                        wrong(&format!("lacks {key}"));
                    }
                }
                ("additionalProperties", Value::Object(keys)) => {
                    for (key, value) in keys.iter().filter(|(key, _)| schema["properties"].get(key).is_none()) {
                        if rule == &Value::Bool(false) {
                            checked.problems.push(format!("{path}: has {key}"));
                        } else {
                            self.all(rule, &format!("{at}.*"), value, &step(path, key), checked);
                        }
                    }
                }
                ("items", Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        self.all(rule, &format!("{at}[]"), item, &step(path, &index.to_string()), checked);
                    }
                }
                ("minItems", Value::Array(items)) if (items.len() as u64) < rule.as_u64().unwrap() => wrong("too few"),
                ("maxItems", Value::Array(items)) if items.len() as u64 > rule.as_u64().unwrap() => wrong("too many"),
                ("minLength", Value::String(text)) if (text.chars().count() as u64) < rule.as_u64().unwrap() => wrong("too short"),
                ("maxLength", Value::String(text)) if text.chars().count() as u64 > rule.as_u64().unwrap() => wrong("too long"),
                ("minimum", Value::Number(number)) if number.as_f64() < rule.as_f64() => wrong(&value.to_string()),
                ("maximum", Value::Number(number)) if number.as_f64() > rule.as_f64() => wrong(&value.to_string()),
                ("format", Value::String(text)) => {
                    assert_eq!(rule, "date");
                    if text.len() != 10 || text.parse::<jiff::civil::Date>().is_err() {
                        wrong(text);
                    }
                }
                (
                    "properties"
                    | "required"
                    | "additionalProperties"
                    | "items"
                    | "minItems"
                    | "maxItems"
                    | "minLength"
                    | "maxLength"
                    | "minimum"
                    | "maximum"
                    | "format"
                    | "$schema"
                    | "$defs"
                    | "title"
                    | "description",
                    _,
                ) => {}
                _ => panic!("{at}: this validator does not know {keyword}"),
            }
        }
    }

    fn properties(&self, rule: &Value, at: &str, keys: &Map<String, Value>, path: &str, checked: &mut Checked) {
        for (key, property) in rule.as_object().unwrap() {
            let at = format!("{at}.{key}");
            match keys.get(key) {
                Some(value) => {
                    see(checked, format!("{at} present"), &step(path, key));
                    self.all(property, &at, value, &step(path, key), checked);
                }
                None => see(checked, format!("{at} absent"), path),
            }
        }
    }

    /// `anyOf` and `oneOf`.
    fn some(&self, keyword: &str, rule: &Value, at: &str, value: &Value, path: &str, checked: &mut Checked) {
        let (mut fitting, mut problems) = (0, Vec::new());
        for one in rule.as_array().unwrap() {
            let mut tried = Checked::default();
            self.all(one, at, value, path, &mut tried);
            if tried.problems.is_empty() {
                fitting += 1;
                tried.seen.into_iter().for_each(|(what, place)| see(checked, what, &place));
            } else {
                problems.extend(tried.problems);
            }
        }
        if fitting == 0 || keyword == "oneOf" && fitting > 1 {
            checked.problems.push(format!("{path}: {keyword}, {fitting} fit: {problems:?}"));
        }
    }
}

fn see(checked: &mut Checked, what: String, place: &str) {
    checked.seen.entry(what).or_insert_with(|| place.to_owned());
}

/// The JSON pointer of a part.
fn step(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn is_of(of_type: &str, value: &Value) -> bool {
    match of_type {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("there is no type {of_type}"),
    }
}

fn declare(schema: &Value, at: &str, declared: &mut Vec<String>) {
    let is_required = |key: &String| schema["required"].as_array().is_some_and(|required| required.iter().any(|other| other == key));
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        declared.push(format!("{at} present"));
        declared.extend((!is_required(key)).then(|| format!("{at} absent")));
        declare(property, &at, declared);
    }
    declared.extend(schema["enum"].as_array().into_iter().flatten().chain(schema.get("const")).map(|word| format!("{at} is {word}")));
    for (part, at) in [("items", format!("{at}[]")), ("additionalProperties", format!("{at}.*"))] {
        if schema[part].is_object() {
            declare(&schema[part], &at, declared);
        }
    }
    for one in ["anyOf", "oneOf"].iter().filter_map(|keyword| schema[keyword].as_array()).flatten() {
        declare(one, at, declared);
    }
}

/// What is wrong with a schema itself, by the meta-schema of the keywords that there may be, and by what ours promise: every key is
/// described, every object closed to others or of one type.
pub fn flaws(root: &Value) -> Vec<String> {
    let mut flaws = Vec::new();
    if root["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
        flaws.push("it is of no draft, or of another".to_owned());
    }
    flaws_of(root, root, "", &mut flaws);
    flaws
}

fn flaws_of(root: &Value, schema: &Value, at: &str, flaws: &mut Vec<String>) {
    let Some(keywords) = schema.as_object() else {
        flaws.push(format!("{at}: no object"));
        return;
    };
    let is_sentence =
        |text: &str| text.ends_with('.') && text.chars().next().is_some_and(|first| first.is_uppercase() || !first.is_alphabetic());
    let is_type = |rule: &Value| {
        rule.as_str().is_some_and(|word| ["null", "boolean", "integer", "number", "string", "array", "object"].contains(&word))
    };
    let has = |of_type: &str| match &schema["type"] {
        Value::Array(types) => types.iter().any(|one| one == of_type),
        only => only == of_type,
    };
    for (keyword, rule) in keywords {
        let is_right = match keyword.as_str() {
            "$schema" | "title" => at.is_empty() && rule.is_string(),
            "description" => rule.as_str().is_some_and(is_sentence),
            "$ref" => rule.as_str().and_then(|path| path.strip_prefix('#')).is_some_and(|path| root.pointer(path).is_some()),
            "type" => is_type(rule) || rule.as_array().is_some_and(|types| types.len() > 1 && types.iter().all(is_type)),
            "const" => rule.is_string(),
            "enum" => rule
                .as_array()
                .is_some_and(|words| !words.is_empty() && words.iter().enumerate().all(|(place, word)| !words[..place].contains(word))),
            "properties" | "$defs" => rule.is_object() && (keyword != "properties" || has("object")),
            "required" => rule.as_array().is_some_and(|keys| {
                keys.iter().enumerate().all(|(place, key)| {
                    key.as_str().is_some_and(|key| schema["properties"].get(key).is_some()) && !keys[..place].contains(key)
                })
            }),
            "additionalProperties" => has("object") && (rule == &Value::Bool(false) || rule.is_object()),
            "items" => has("array") && rule.is_object(),
            "minItems" | "maxItems" => has("array") && rule.is_u64(),
            "minLength" | "maxLength" => has("string") && rule.is_u64(),
            "minimum" | "maximum" => (has("number") || has("integer")) && rule.is_number(),
            "format" => has("string") && rule == "date",
            "anyOf" | "oneOf" => rule.as_array().is_some_and(|all| all.len() > 1),
            _ => false,
        };
        if !is_right {
            flaws.push(format!("{at}: {keyword} {rule}"));
        }
    }
    if has("object") && !keywords.contains_key("additionalProperties") {
        flaws.push(format!("{at}: open to other keys"));
    }
    for (part, is_described) in [("properties", true), ("$defs", true)] {
        for (key, inner) in schema[part].as_object().into_iter().flatten() {
            if is_described && inner.get("description").is_none() {
                flaws.push(format!("{at}.{key}: no description"));
            }
            flaws_of(root, inner, &format!("{at}.{key}"), flaws);
        }
    }
    for part in ["items", "additionalProperties"].iter().filter_map(|part| schema.get(part)).filter(|part| part.is_object()) {
        flaws_of(root, part, &format!("{at}[]"), flaws);
    }
    for one in ["anyOf", "oneOf"].iter().filter_map(|keyword| schema[keyword].as_array()).flatten() {
        flaws_of(root, one, at, flaws);
    }
}
