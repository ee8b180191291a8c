//! The JSON Schema (draft 2020-12) of a document, made of the struct that is written.
//!
//! The struct is the only source: its fields are the keys, the comments of its fields the descriptions; a field that may be left out is not
//! required, and no other key is allowed. What a struct does not tell stands at its field: that a number may be unknown, and then is null
//! (`with = "Option<f64>"`), that a text is a date ([`Day`]), or which words it may be (`extend("enum" = ...)`).

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// A document that a program can be given: what a command prints with `--format json`, or a file in the folder of its results.
#[derive(Clone, Copy)]
pub struct Form {
    /// What it is called: `run`, `run-file`.
    pub name: &'static str,
    /// Which document that is, in a sentence.
    pub about: &'static str,
    /// Name and version of it, as its key `format` has them; `None` of a document without this key.
    format: Option<&'static str>,
    /// Keys of the struct that this form never has.
    never: &'static [&'static str],
    /// Keys that this form always has, and other forms never.
    always: &'static [&'static str],
    /// The schema of the struct.
    of_struct: fn() -> Schema,
}

impl Form {
    /// A document of which there is one form.
    pub(in crate::report) const fn new<T: JsonSchema>(name: &'static str, about: &'static str, format: Option<&'static str>) -> Self {
        Self { name, about, format, never: &[], always: &[], of_struct: schema_of::<T> }
    }

    /// The form that is printed, with keys that the file does not have.
    pub(in crate::report) const fn printed(self, keys: &'static [&'static str]) -> Self {
        Self { always: keys, ..self }
    }

    /// The form of the file, without keys that are printed only.
    pub(in crate::report) const fn in_folder(self, keys: &'static [&'static str]) -> Self {
        Self { never: keys, ..self }
    }

    /// The schema.
    pub fn schema(&self) -> Value {
        let mut schema = self.of_struct().to_value();
        let required = schema["required"].as_array().cloned().unwrap_or_default().into_iter();
        let required: BTreeSet<String> = required.filter_map(|key| key.as_str().map(str::to_owned)).collect();
        let always = self.always.iter().map(|&key| key.to_owned());
        schema["required"] = required.into_iter().chain(always).collect::<BTreeSet<String>>().into_iter().collect();
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.retain(|key, _| !self.never.contains(&key.as_str()));
            if let (Some(format), Some(property)) = (self.format, properties.get_mut("format")) {
                property["const"] = format.into();
            }
        }
        schema["title"] = format!("stayput {}", self.name).into();
        schema["description"] = self.about.into();
        without_unused(&mut schema);
        schema
    }

    /// The schema as indented text, ending in a line feed.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.schema())
    }

    fn of_struct(&self) -> Schema {
        (self.of_struct)()
    }
}

/// The schema of what a struct is written as.
fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(tidy)).into_generator().into_root_schema_for::<T>()
}

/// Closes an object to keys that it does not name, drops what is of Rust's types alone, and makes one line of a comment.
fn tidy(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    if schema.contains_key("properties") && !schema.contains_key("additionalProperties") {
        schema.insert("additionalProperties".to_owned(), false.into());
        never_null_where_left_out(schema);
    }
    if schema.get("format").is_some_and(|format| format != "date") {
        schema.remove("format");
    }
    // What stands where a file of an older version has no such key: of no use to readers of results.
    schema.remove("default");
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\[", "[").replace("\\]", "]");
    }
}

/// Takes null from what a key may be that is left out in its place.
fn never_null_where_left_out(schema: &mut Map<String, Value>) {
    let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let left_out = properties.iter_mut().filter(|(key, _)| !required.iter().any(|other| other == key.as_str()));
    for property in left_out.filter_map(|(_, property)| property.as_object_mut()) {
        let [types, kinds] = ["type", "anyOf"].map(|keyword| property.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default());
        if let [only] = &types.iter().filter(|of_type| **of_type != "null").collect::<Vec<_>>()[..] {
            property.insert("type".to_owned(), (*only).clone());
        }
        if let [Value::Object(only)] = &kinds.iter().filter(|kind| kind["type"] != "null").collect::<Vec<_>>()[..] {
            property.remove("anyOf");
            property.extend(only.clone());
        }
    }
}

/// Drops definitions that nothing refers to.
fn without_unused(schema: &mut Value) {
    let Some(Value::Object(mut definitions)) = schema.as_object_mut().and_then(|schema| schema.remove("$defs")) else { return };
    let mut used = BTreeSet::new();
    let mut open = referred(schema);
    while let Some(name) = open.pop() {
        if let Some(definition) = definitions.get(&name)
            && used.insert(name)
        {
            open.extend(referred(definition));
        }
    }
    definitions.retain(|name, _| used.contains(name));
    if !definitions.is_empty() {
        schema["$defs"] = definitions.into();
    }
}

/// The names of the definitions that a schema refers to.
fn referred(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(keys) => {
            let own = keys.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/")).map(str::to_owned);
            own.into_iter().chain(keys.values().flat_map(referred)).collect()
        }
        Value::Array(all) => all.iter().flat_map(referred).collect(),
        _ => Vec::new(),
    }
}

/// A date, as ISO text: what stands for the type of a field that is one.
pub enum Day {}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// An object whose keys are some of these words, all of one type.
pub(in crate::report) fn some_of<T: JsonSchema>(generator: &mut SchemaGenerator, keys: &[(&str, String)]) -> Schema {
    let of_each = generator.subschema_for::<T>().to_value();
    let property = |(key, about): &(&str, String)| {
        let mut property = of_each.clone();
        property["description"] = about.as_str().into();
        ((*key).to_owned(), property)
    };
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    Schema::try_from(json!({ "type": "object", "properties": properties })).unwrap_or_default()
}
