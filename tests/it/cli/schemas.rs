//! `stayput schema --output`: the schemas of results, and whether they say what documents have, no less and no more.

mod documents;
mod validator;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::OnceLock;

use serde_json::Value;
use stayput::internals::report::schemas;

use self::documents::Document;
use self::validator::{Checked, Schema, flaws};
use super::commands::{Place, stderr, stdout};

/// The keys of all documents, with their types: a golden file, so that a change of them is seen.
const KEYS: &str = "tests/data/golden/keys.txt";

/// The form of a document, by its key `format`, `stayput-NAME/1`; of one without, a manifest.
fn form_of(document: &Value) -> &'static str {
    let Some(format) = document["format"].as_str() else { return "manifest" };
    let name = format.strip_prefix("stayput-").and_then(|rest| rest.split_once('/')).unwrap().0;
    let name = if name == "explanation" { "explain" } else { name };
    schemas::all().iter().find(|form| form.name == name).unwrap_or_else(|| panic!("{format}")).name
}

fn schema(form: &str) -> Schema {
    Schema(schemas::find(form).unwrap().schema())
}

/// Says what is wrong with what a command printed as JSON, where it did: all tests of the command line go through here.
pub(super) fn check_printed(arguments: &[&str], text: &str) {
    let is_json = arguments.windows(2).any(|pair| pair == ["--format", "json"]) && text.starts_with('{');
    if let Some(document) = is_json.then(|| serde_json::from_str::<Value>(text).ok()).flatten() {
        let problems = schema(form_of(&document)).check(&document).problems;
        assert!(problems.is_empty(), "{arguments:?}: {problems:#?}");
    }
}

/// What documents show of schemas.
fn seen() -> &'static BTreeSet<String> {
    static SEEN: OnceLock<BTreeSet<String>> = OnceLock::new();
    SEEN.get_or_init(|| {
        let of = |document: &'static Document| {
            let schema = schema(document.form);
            let seen = schema.check(&document.content).seen.into_keys();
            seen.map(|what| shared(document.form, &schema, &what)).collect::<Vec<_>>()
        };
        documents::all().iter().flat_map(of).collect()
    })
}

/// Something of a schema, under the same name in all documents that share it: in both forms of one, and in a definition that is the same in
/// several.
fn shared(form: &str, Schema(schema): &Schema, what: &str) -> String {
    let definition = what.strip_prefix('#').and_then(|rest| rest.split(['.', ' ', '[']).next()).map(|name| &schema["$defs"][name]);
    match definition {
        Some(definition) => format!("{what} of {definition}"),
        None => format!("{} {what}", common(form)),
    }
}

/// The name of a document in both forms.
fn common(form: &str) -> &str {
    form.strip_suffix("-file").unwrap_or(form)
}

#[test]
fn documents_are_of_their_schemas() {
    let mut forms = BTreeSet::new();
    for document in documents::all() {
        let Checked { problems, .. } = schema(document.form).check(&document.content);
        assert!(problems.is_empty(), "{}: {problems:#?}", document.typed);
        forms.insert(document.form);
    }
    assert_eq!(forms, schemas::all().iter().map(|form| form.name).collect::<BTreeSet<_>>(), "there is one of each");
}

/// What no document of these tests shows, by its beginning, and why.
const UNSEEN: [(&str, &str); 9] = [
    ("calibrate #Model.verdict is ", "of each word a history that speaks so strongly; its numbers are tested in compare and coverage"),
    ("calibrate #Model.without[] is \"pull of spin-outs\"", "a history with a spin-out takes long to compare models for"),
    ("calibrate #Told.limits is \"not found\"", "a search for a limit that comes to no maximum is rare"),
    ("calibrate #Told.standing is ", "numbers that are held or not told apart, tested in calibrate/"),
    ("calibrate .higher_by ", "a likelihood with several maxima, of which none was found; tested in calibrate/two_maxima.rs"),
    ("compare #Against.price is \"withheld\"", "what such a policy costs is mostly a reason not to tell of it at all"),
    ("compare #PolicyThen.price is \"withheld\"", "the same under a what-if"),
    ("discover .ended is ", "nothing was run, or a later region is too thin: rare"),
    ("sweep #Change.price is \"withheld\"", "the same at a point of a sweep"),
];

#[test]
fn a_schema_holds_nothing_that_no_document_has() {
    let mut unseen = BTreeSet::new();
    for form in schemas::all() {
        let schema = Schema(form.schema());
        let declared = schema.declared().into_iter().filter(|what| !seen().contains(&shared(form.name, &schema, what)));
        unseen.extend(declared.map(|what| format!("{} {what}", common(form.name))));
    }
    let excused = |what: &String| UNSEEN.iter().any(|(beginning, _)| what.starts_with(beginning));
    let without_excuse: Vec<&String> = unseen.iter().filter(|what| !excused(what)).collect();
    assert_eq!(without_excuse, [""; 0]);
    for (beginning, _) in UNSEEN {
        assert!(unseen.iter().any(|what| what.starts_with(beginning)), "{beginning} is seen");
    }
}

/// A document is spoiled at each place that shows something of the schema for the first time: a key taken away, one added, another type.
#[test]
fn a_key_that_is_missing_added_or_of_another_type_is_told() {
    let mut spoiled = BTreeSet::new();
    for document in documents::all() {
        let schema = schema(document.form);
        let places: Vec<(String, String)> = schema.check(&document.content).seen.into_iter().collect();
        for (what, place) in places {
            let Some(property) = what.strip_suffix(" present") else { continue };
            if !spoiled.insert(format!("{} {property}", common(document.form))) {
                continue;
            }
            let (parent, key) = place.rsplit_once('/').unwrap();
            let spoil = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
                let mut content = document.content.clone();
                change(content.pointer_mut(parent).and_then(Value::as_object_mut).unwrap());
                schema.check(&content).problems
            };
            let known = || key.replace("~1", "/").replace("~0", "~");
            let of_another_type = spoil(&|keys| drop(keys.insert(known(), serde_json::json!({ "qqq": [[]] }))));
            assert!(!of_another_type.is_empty(), "{} {property}", document.form);
            let added = spoil(&|keys| drop(keys.insert("qqq".to_owned(), serde_json::json!([[]]))));
            assert!(
                added.iter().any(|problem| problem.contains("qqq") || problem.contains("[[]]")),
                "{} {property}: {added:?}",
                document.form
            );
            let missing = spoil(&|keys| drop(keys.remove(&known())));
            let is_left_out = seen().contains(&shared(document.form, &schema, &format!("{property} absent")));
            assert_eq!(missing.is_empty(), is_left_out, "{} {property}", document.form);
        }
    }
    assert!(spoiled.len() > 500, "{}", spoiled.len());
}

#[test]
fn schemas_are_valid_and_describe_every_key() {
    for form in schemas::all() {
        let schema = form.schema();
        assert_eq!(flaws(&schema), [""; 0], "{}", form.name);
        assert_eq!(schema["title"], format!("stayput {}", form.name));
        assert!(schema["description"].as_str().unwrap().ends_with('.'), "{}", form.name);
    }
}

#[test]
fn the_keys_of_documents_change_on_purpose_only() {
    let mut keys = String::new();
    for form in schemas::all() {
        let schema = form.schema();
        let mut definitions = vec![(form.name.to_owned(), &schema)];
        definitions.extend(schema["$defs"].as_object().into_iter().flatten().map(|(name, one)| (format!("{} {name}", form.name), one)));
        // The other form says the same of them.
        definitions.truncate(if form.name == common(form.name) { usize::MAX } else { 1 });
        for (name, definition) in definitions {
            for (key, property) in definition["properties"].as_object().into_iter().flatten() {
                let is_required = definition["required"].as_array().is_some_and(|required| required.iter().any(|other| other == key));
                let mark = if is_required { "" } else { "?" };
                let _ = writeln!(keys, "{name}: {key}{mark} {}", kind(property));
            }
        }
    }
    if std::env::var_os("STAYPUT_RENEW").is_some() {
        fs::write(KEYS, &keys).unwrap();
    }
    let golden = fs::read_to_string(KEYS).unwrap();
    let changed: Vec<&str> = keys.lines().filter(|line| !golden.lines().any(|other| other == *line)).collect();
    assert!(keys == golden, "keys of documents changed: {changed:#?}\nrenew them: STAYPUT_RENEW=1 cargo test --test it keys_of_documents");
}

/// The type of a key, in short: `Number`, `number | null`, `[text]`, `"trials" | "precision"`.
fn kind(schema: &Value) -> String {
    let all = |of: &Value| of.as_array().into_iter().flatten().map(kind).collect::<Vec<_>>().join(" | ");
    let name = |path: &Value| path.as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let words = |of: &Value| of.as_array().map(|words| words.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "));
    if let Some(name) = name(&schema["$ref"]) {
        return name;
    }
    if let Some(words) = words(&schema["enum"]).or_else(|| schema.get("const").map(Value::to_string)) {
        return words;
    }
    if schema["anyOf"].is_array() {
        return all(&schema["anyOf"]);
    }
    let types: Vec<&str> = schema["type"]
        .as_array()
        .map_or_else(|| vec![&schema["type"]], |types| types.iter().collect())
        .into_iter()
        .filter_map(Value::as_str)
        .collect();
    let one = |of_type: &str| match of_type {
        "array" => format!("[{}]", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => format!("{{{}}}", kind(&schema["additionalProperties"])),
        "string" if schema["format"] == "date" => "date".to_owned(),
        other => other.to_owned(),
    };
    types.into_iter().map(one).collect::<Vec<_>>().join(" | ")
}

#[test]
fn the_program_prints_them() {
    let place = Place::new();
    for form in schemas::all() {
        let output = place.run(&["schema", "--output", form.name]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
        assert_eq!(stdout(&output), form.text());
        assert_eq!(serde_json::from_str::<Value>(stdout(&output)).unwrap(), form.schema());
    }
    let output = place.run(&["schema", "--output", "runs"]);
    let expected = "error: invalid value 'runs' for '--output <NAME>'\n  [possible values: run, run-file, compare, compare-file, sweep, sweep-file, \
                    optimise, optimise-file, sensitivity, sensitivity-file, discover, discover-file, trial, diff, explain, calibrate, manifest]\n\n  \
                    tip: a similar value exists: 'run'\n\nFor more information, try '--help'.\n";
    assert_eq!((output.status.code(), stdout(&output), stderr(&output)), (Some(2), "", expected));
}
