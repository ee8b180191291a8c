//! A section of keys as a JSON Schema, draft 7: the newest that every editor's TOML support understands.
//!
//! Dates of TOML reach a validator as text. A number that may be a distribution is one schema of two types, and not a choice between
//! two schemas, so that a validator can say what is wrong inside of a distribution.

use serde_json::{Map, Value, json};

use super::numbers::distribution;
use super::numbers::ranges::{NumberRange, Support, TIME};
use super::section::{Form, Section};

/// A date to the day.
const DAY: &str = r"[0-9]{4}-[0-9]{2}-[0-9]{2}";
/// A date, or the month or the year alone.
const OR_COARSER: &str = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";
/// A length of time.
const DURATION: &str = r" *([0-9]+\.?[0-9]*|\.[0-9]+) *(day|week|month|year)s? *";
/// A length of time by which the calendar is counted.
const WHOLE_DURATION: &str = r" *[0-9]+(\.0*)? *(day|week|month|year)s? *";

/// A table.
pub(in crate::scenario) fn section(section: &Section) -> Value {
    let properties: Map<String, Value> = section.keys.iter().map(|key| (key.name.to_owned(), described(&key.form, key.about))).collect();
    let mut schema = json!({
        "type": "object",
        "description": section.about,
        "properties": properties,
        "additionalProperties": section.others.as_ref().map_or(Value::Bool(false), |other| described(&other.form, other.about)),
    });
    for key in section.keys {
        let property = &mut schema["properties"][key.name];
        if let (Form::Named(_), true) = (&key.form, key.is_required) {
            property["minProperties"] = 1.into();
        }
        if let Some(default) = key.default {
            property["default"] = value(default);
        }
        if let Some(example) = key.example {
            property["examples"] = json!([value(example)]);
        }
    }
    let required: Vec<&str> = section.keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    if !section.one_of.is_empty() {
        schema["oneOf"] = section.one_of.iter().map(|keys| json!({ "required": keys })).collect();
    }
    if !section.needs.is_empty() {
        schema["dependencies"] = section.needs.iter().map(|&(key, other)| (key.to_owned(), json!([other]))).collect();
    }
    if let Some((one, other)) = section.not_both {
        schema["not"] = json!({ "required": [one, other] });
    }
    schema
}

/// A form, with what it is for.
fn described(form: &Form, about: &str) -> Value {
    let mut schema = self::form(form);
    schema["description"] = about.into();
    schema
}

/// What may stand for a key.
fn form(form: &Form) -> Value {
    match form {
        Form::Text => text(),
        Form::Choice(words) => choice(words),
        Form::Texts => json!({ "type": "array", "items": text(), "minItems": 1, "uniqueItems": true }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::TextOrTexts => json!({ "type": ["string", "array"], "minLength": 1, "items": text() }),
        Form::Date => pattern(DAY),
        Form::CoarseDate => pattern(OR_COARSER),
        Form::Between => json!({ "type": "array", "items": pattern(OR_COARSER), "minItems": 2, "maxItems": 2 }),
        Form::Moment => pattern(&format!("{DAY}|{WHOLE_DURATION}")),
        Form::Duration => pattern(DURATION),
        Form::CalendarDuration => pattern(WHOLE_DURATION),
        Form::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Number(None) => json!({ "type": "number" }),
        Form::Number(Some(support)) => bounded(*support, None),
        Form::Quantity(range) => quantity(range, &range_pattern(range), false),
        Form::HalfLife => quantity(&TIME, &format!("never|{DURATION}"), false),
        Form::Luck(range) => quantity(range, &range_pattern(range), true),
        Form::Table(table) => section(table),
        Form::Tables(table) => json!({ "type": "array", "items": section(table) }),
        Form::Named(table) => json!({ "type": "object", "additionalProperties": section(table) }),
        Form::WordOrTable(word, table) => {
            let mut schema = section(table);
            schema["type"] = json!(["string", "object"]);
            schema["pattern"] = format!("^{word}$").into();
            schema
        }
        Form::OfKinds(schema) => json!({ "type": "object", "additionalProperties": schema() }),
    }
}

/// A text that is not empty.
fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

/// A text of a pattern, from its first to its last letter.
fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^({pattern})$") })
}

/// One of some words. What each means is shown by editors that know taplo's extension.
pub(in crate::scenario) fn choice(words: &[(&str, &str)]) -> Value {
    let (names, meanings): (Vec<_>, Vec<_>) = words.iter().copied().unzip();
    json!({ "type": "string", "enum": names, "x-taplo": { "docs": { "enumValues": meanings } } })
}

/// How a plain value of a range is written, if it is a text.
fn range_pattern(range: &NumberRange) -> String {
    if range.is_time { DURATION.to_owned() } else { String::new() }
}

/// A number in a range.
fn bounded(support: Support, most: Option<f64>) -> Value {
    let mut schema = json!({ "type": "number" });
    match support {
        Support::Positive => schema["exclusiveMinimum"] = 0.into(),
        Support::NotNegative | Support::Unit => schema["minimum"] = 0.into(),
        Support::FromOne => schema["minimum"] = 1.into(),
    }
    if let Some(most) = most {
        schema["maximum"] = whole_or_not(most);
    }
    schema
}

/// A plain value of a range.
fn plain(range: &NumberRange, pattern: &str) -> Value {
    if range.is_time { self::pattern(pattern) } else { bounded(range.support, Some(range.most)) }
}

/// A value that may be a distribution.
fn quantity(range: &NumberRange, pattern: &str, is_luck: bool) -> Value {
    let mut schema = plain(range, pattern);
    let keys: Vec<&str> = distribution::KEYS.into_iter().filter(|key| admits(range.support, key)).collect();
    let properties: Map<String, Value> = keys.iter().map(|&key| (key.to_owned(), distribution_key(key, range))).collect();
    let pairs = [("median", "p95"), ("p95", "median"), ("mean", "sd"), ("sd", "mean"), ("low", "high"), ("high", "low")];
    // { mean } alone is an exponential, which only luck can be.
    let pairs = pairs.into_iter().filter(|(key, _)| keys.contains(key) && !(is_luck && *key == "mean"));
    let mut dependencies: Map<String, Value> = pairs.map(|(key, other)| (key.to_owned(), json!([other]))).collect();
    dependencies.insert("source".to_owned(), json!({ "minProperties": 2 }));
    schema["type"] = json!([schema["type"], "object"]);
    schema["properties"] = properties.into();
    schema["additionalProperties"] = false.into();
    schema["dependencies"] = dependencies.into();
    schema["minProperties"] = 1.into();
    schema["maxProperties"] = 3.into();
    schema
}

/// Whether a distribution in a range can have a key.
fn admits(support: Support, key: &str) -> bool {
    match key {
        "median" | "p95" => matches!(support, Support::Positive | Support::NotNegative),
        "mean" | "sd" => support != Support::FromOne,
        _ => true,
    }
}

/// A key of a distribution within a range.
fn distribution_key(key: &str, range: &NumberRange) -> Value {
    let mut schema = plain(range, DURATION);
    // What varies without a lower end is above 0.
    if !range.is_time && ["median", "p95", "mean", "sd"].contains(&key) {
        schema = bounded(Support::Positive, (key != "sd").then_some(range.most));
    }
    match key {
        "source" => return described(&Form::Text, "Where this comes from; tables repeat it."),
        "values" => return json!({ "type": "array", "items": schema, "minItems": 1, "description": "Values that are equally likely." }),
        _ => {}
    }
    let about = match key {
        "median" => "The median of a log-normal; p95 goes with it.",
        "p95" => "The 95th percentile of a log-normal, above the median.",
        "mean" if range.support == Support::Unit => "The mean of a beta; sd goes with it.",
        "mean" => "The mean of a gamma; sd goes with it.",
        "sd" => "The standard deviation.",
        "low" => "The lower end of a uniform; high goes with it.",
        _ => "The upper end of a uniform.",
    };
    schema["description"] = about.into();
    schema
}

/// A bound without a needless fraction.
fn whole_or_not(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}

/// A default or an example. They are JSON, as a test sees to.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
