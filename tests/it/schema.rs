//! The JSON Schema of scenario files says what the reader does: the same keys, forms, ranges and defaults. Each is tried on the reader.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use stayput::internals::scenario::{Loaded, read, schema::json_schema};
use tempfile::TempDir;

/// A scenario that has every table, each with no more keys than it must have.
const WHOLE: &str = r#"
name = "Whole"
start = 2023-01-01
horizon = "24 months"

[[researchers]]
id = "a"
hired = "2020"

[roster]
file = "roster.csv"

[roster.columns]
hired = "hired"

[roster.generate]
teams = 1
team_size = 2
tenure = "3 years"

[history]
file = "history.csv"
until = 2024-01-01

[history.columns]
team = "group"

[parameters]

[channels.lab]
hazard_per_year = 0.1

[[channels.lab.tenure]]
until = "1 year"
ratio = 0.7

[channels.lab.covariates]

[channels.startup]
hazard_per_year = 0.1

[channels.found]
hazard_per_year = 0.1

[competitors.x]
channel = "lab"

[spinouts]
pull_per_year = 1.0
half_life = "12 months"

[notice]
length = "2 months"

[returns]
return_per_year = 0.05
half_life = "18 months"

[hiring]
time_to_fill = "5 months"

[capabilities.x]
needs = 1
researchers = ["a"]

[contagion]
ratio = 1.1
window = "90 days"
leader_ratio = 2.0

[what_if.x.leaves]
id = "a"
on = "6 months"
to = "lab"

[what_if.x.rival]
channel = "lab"
on = "3 months"
ratio = 1.5

[what_if.x.shock]
on = "3 months"
ratio = 1.3
half_life = "6 months"

[what_if.x.hiring_freeze]

[[shocks]]
name = "layoffs"
date = 2023-03-14
ratio = 1.3
half_life = "6 months"

[heat]
volatility = 0.3
half_life = "6 months"

[[heat.series]]

[[heat.series.points]]
at = "3 months"
value = 2.0

[frailty]
sd = 0.5

[pay]
elasticity = 1.2

[pay.vest_spike]
ratio = 1.3
length = "1 month"

[policies.effect]
kind = "effect"
ratio = 0.7

[policies.effect.when]
exits = 2
within = "90 days"

[policies.raise]
kind = "raise"
raise = 0.2

[policies.retention_grant]
kind = "retention_grant"
amount = 1.0
vesting = "4 years"

[policies.counter_offer]
kind = "counter_offer"
success = 0.3

[policies.visibility]
kind = "visibility"
ratio = 0.8

[policies.incubator]
kind = "incubator"
share = 0.25

[policies.garden_leave]
kind = "garden_leave"
length = "6 months"

[policies.leader_change]
kind = "leader_change"

[policies.backfill]
kind = "backfill"
refill = 1.0

[policies.alumni]
kind = "alumni"
ratio = 2.0

[policies.bundle]
kind = "bundle"
policies = ["effect", "raise"]
"#;

/// Tables that the schema may know before the reader does.
const ARRIVING: &str = r#"
[[assert]]
metric = "retained"
stat = "mean"
op = ">="
value = 1

[privacy]
"#;

/// A table of the schema that has keys of its own.
struct Table {
    /// Its path in a file; lists by their key, free names as `x`.
    path: Vec<String>,
    /// Which of the path are lists.
    lists: Vec<bool>,
    /// The kind, of a policy and of what is in one: it decides which keys there are.
    kind: Option<String>,
    schema: Value,
}

const KNOWN: &str = "channels.lab.hazard_per_year = 0.1\n";

impl Table {
    /// The headers of a file that lead to it, and what must be there for it to be read.
    fn opened(&self) -> String {
        // What is missing in the whole file is said of its first line.
        let mut text = "\n".to_owned();
        if self.path.is_empty() {
            // By what a file is known for a scenario.
            text += KNOWN;
        }
        for depth in 1..=self.path.len() {
            let path = self.path[..depth].join(".");
            let kind = self.kind.as_ref().filter(|_| depth == 2).map(|kind| format!("kind = \"{kind}\"\n"));
            if self.lists[depth - 1] {
                text = text + "[[" + &path + "]]\n";
            } else if depth == self.path.len() || kind.is_some() {
                text = text + "[" + &path + "]\n" + &kind.unwrap_or_default();
                if self.kind.as_deref() == Some("leader_change") && self.path.get(2).is_some_and(|key| key == "half_life") {
                    text += "disruption = 1.5\n";
                }
            } else if path == "history" {
                text += "[history]\nfile = \"history.csv\"\n";
            } else if path == "roster" && self.path[1] == "columns" {
                text += "[roster]\nfile = \"roster.csv\"\n";
            } else if self.path[depth] == "leader_half_life" {
                text += "[contagion]\nleader_ratio = 2\n";
            }
        }
        text
    }

    /// Whether it is a distribution.
    fn is_distribution(&self) -> bool {
        self.schema["properties"]["source"].is_object()
    }

    /// A file whose last line gives a key a value, after what must go with the key for it to be read.
    fn probe(&self, key: &str, value: &str) -> String {
        const PAIRS: [(&str, &str); 6] = [
            ("median", "p95 = 2"),
            ("p95", "median = 1"),
            ("mean", "sd = 1"),
            ("sd", "mean = 1"),
            ("low", "high = 1"),
            ("high", "low = 0"),
        ];
        let pair = PAIRS.iter().find(|(one, _)| *one == key).map_or("values = [1]", |(_, other)| other);
        let with = match key {
            "leader_delay" | "leader_half_life" => "leader_ratio = 2",
            "columns" | "unread" => "file = \"history.csv\"",
            "channel" | "channels" | "duration_unit" if self.name() == "history" => "file = \"history.csv\"",
            "founders" => "pull_per_year = 1\nhalf_life = \"never\"",
            "pull_per_year" | "half_life" | "across" if self.path[0] == "competitors" => "founders = [\"c\"]",
            "half_life" if self.kind.as_deref() == Some("leader_change") => "disruption = 1.5",
            "budget" | "budget_per_year" => "cost_once = 1",
            "values" => "",
            _ if self.is_distribution() => pair,
            _ if self.name() == "researchers" && key != "id" => "id = \"z\"",
            _ => "",
        };
        // A kind is given once.
        let opened = match key {
            "kind" => format!("[{}]\n", self.name()),
            "channels" => self.opened().replace(KNOWN, "researchers = [{ id = \"a\" }]\n"),
            _ => self.opened(),
        };
        format!("{opened}{with}\n{key} = {value}\n")
    }

    fn name(&self) -> String {
        self.path.join(".")
    }

    fn keys(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.schema["properties"].as_object().unwrap().iter()
    }
}

/// All tables of the schema that have keys, from the whole file on.
fn tables() -> Vec<Table> {
    let mut found = Vec::new();
    let mut rest = vec![Table { path: vec![], lists: vec![], kind: None, schema: serde_json::from_str(&json_schema()).unwrap() }];
    while let Some(table) = rest.pop() {
        if table.path == ["policies", "x"] && table.kind.is_none() {
            rest.extend(kinds(&table));
            continue;
        }
        let mut step = |key: &str, is_list, schema: &Value| {
            if !schema.is_object() {
                return;
            }
            let (mut path, mut lists) = (table.path.clone(), table.lists.clone());
            path.push(key.to_owned());
            lists.push(is_list);
            rest.push(Table { path, lists, kind: table.kind.clone(), schema: schema.clone() });
        };
        for (key, schema) in table.schema["properties"].as_object().into_iter().flatten() {
            step(key, false, schema);
            step(key, true, &schema["items"]);
        }
        step("x", false, &table.schema["additionalProperties"]);
        // Those with free keys alone have none to compare.
        if table.schema["properties"].as_object().is_some_and(|keys| !keys.is_empty()) {
            found.push(table);
        }
    }
    assert!(found.len() > 30, "{} tables", found.len());
    found
}

/// The table of a policy by its kinds: what all have in common, as far as each has it, and what each has of its own.
fn kinds(policy: &Table) -> Vec<Table> {
    let mut found = Vec::new();
    let mut chain = &policy.schema;
    while let Some(kind) = chain["if"]["properties"]["kind"]["const"].as_str() {
        let own = &chain["then"];
        let names = own["propertyNames"]["enum"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        let schema_of = |name: &str| own["properties"].get(name).unwrap_or(&policy.schema["properties"][name]).clone();
        let properties: serde_json::Map<String, Value> = names.map(|name| (name.to_owned(), schema_of(name))).collect();
        let schema = serde_json::json!({ "properties": properties, "required": own["required"] });
        found.push(Table { path: policy.path.clone(), lists: policy.lists.clone(), kind: Some(kind.to_owned()), schema });
        chain = &chain["else"];
    }
    assert!(found.len() > 10, "{} kinds of policy", found.len());
    found
}

/// A folder with the files that the schema's examples name.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("roster.csv"), "id,hired\nb,2021-05-01\n").unwrap();
    fs::write(folder.path().join("history.csv"), "id,entry,exit,group,office,source\nc,2022-01-01,,x,,\n").unwrap();
    fs::write(folder.path().join("ties.csv"), "from,to\n").unwrap();
    fs::write(folder.path().join("posterior.csv"), "chain,draw\n0,0\n").unwrap();
    folder
}

fn read_in(folder: &TempDir, text: &str) -> Result<Loaded, Vec<String>> {
    let file = folder.path().join("team.toml");
    fs::write(&file, text).unwrap();
    read(&file, &[]).map_err(|problems| problems.lines())
}

/// What is said of the last line of a text.
fn said_of_last_line(folder: &TempDir, text: &str) -> Vec<String> {
    let place = format!("team.toml:{}:", text.lines().count());
    let lines = read_in(folder, text).err().unwrap_or_default();
    // What nothing answers to is read all the same, and so is what is unlikely.
    let is_idle = |line: &String| {
        line.contains("there are no events in a policy")
            || line.contains(": pay is multiplied by")
            || line.contains("does nothing without [pay]")
            || line.contains("says nothing: nobody's pay is given")
    };
    lines.into_iter().filter(|line| line.contains(&place) && !is_idle(line)).collect()
}

/// Whether a table is one that the schema knows before the reader does.
fn is_later(folder: &TempDir, table: &Table) -> bool {
    let said = read_in(folder, &table.opened()).err().unwrap_or_default();
    said.iter().any(|line| line.contains(&format!("`{}` is not yet supported", table.path.first().map_or("", |name| name))))
}

/// A value as a scenario file writes it.
fn toml(value: &Value) -> String {
    value.to_string()
}

#[test]
fn the_committed_schema_is_the_printed_one() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/scenario.schema.json");
    let committed = fs::read_to_string(committed).unwrap();
    assert!(committed == json_schema(), "renew it: cargo run -- schema > scenarios/scenario.schema.json");
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_stayput")).arg("schema").output().unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), committed);
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let folder = folder();
    for table in tables() {
        if is_later(&folder, &table) {
            continue;
        }
        let text = table.opened() + "qqqqqqqqqqqq = \"\"\n";
        let file = folder.path().join("team.toml");
        fs::write(&file, &text).unwrap();
        let rendered = read(&file, &[]).unwrap_err().render(false);
        let after = rendered.split("has no key `qqqqqqqqqqqq`").nth(1).unwrap_or_else(|| panic!("{text}\n{rendered}"));
        let known = after.split("its keys are ").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_else(|| panic!("{rendered}"));
        let known: BTreeSet<&str> = known.split(',').map(str::trim).collect();
        let said_of = |key: &str| said_of_last_line(&folder, &table.probe(key, "1")).join("\n");
        let is_later = |key: &str| said_of(key).contains("is not yet supported");
        let mut in_schema: BTreeSet<&str> = table.keys().map(|(key, _)| key.as_str()).filter(|key| !is_later(key)).collect();
        // A form that would leave the range of its key is none that an editor should offer.
        let leaves_range = |key: &str| read_in(&folder, &table.probe(key, "1")).unwrap_err().join("\n").contains("can leave its range");
        in_schema.extend(known.difference(&in_schema.clone()).filter(|key| table.is_distribution() && leaves_range(key)));
        assert_eq!(known, in_schema, "{}", table.name());
    }
}

#[test]
fn every_key_of_the_schema_is_read() {
    let folder = folder();
    for table in tables().into_iter().filter(|table| !is_later(&folder, table)) {
        for (key, schema) in table.keys().filter(|(key, _)| !(table.name() == "researchers" && *key == "name")) {
            assert!(schema["description"].as_str().is_some_and(|about| about.ends_with('.')), "{}.{key}", table.name());
            // A kind of value that the key does not take.
            let text = table.probe(key, if schema["type"] == "boolean" { "1" } else { "true" });
            assert!(!said_of_last_line(&folder, &text).is_empty(), "not read:\n{text}");
        }
    }
}

#[test]
fn the_reader_takes_every_example() {
    let folder = folder();
    for table in tables().into_iter().filter(|table| !is_later(&folder, table)) {
        for (key, schema) in table.keys() {
            for example in schema["examples"].as_array().into_iter().flatten().chain(schema.get("default")) {
                assert!(!example.is_null(), "{}.{key} is not JSON", table.name());
                let text = table.probe(key, &toml(example));
                // Channels and people who are not there are another matter.
                let unknown = [
                    "there is no team",
                    "there is no role",
                    "nobody on the roster has a team",
                    "nobody on the roster has a role",
                    "is part of itself",
                    "there is no channel",
                    "there is no researcher",
                    "nobody on the roster has a skill",
                    "there is no history",
                    "no `last_day` is given",
                    "`policies.x.scaled_by` cannot be that: ",
                ];
                let said = said_of_last_line(&folder, &text).into_iter();
                let said: Vec<String> = said.filter(|line| !unknown.iter().any(|unknown| line.contains(unknown))).collect();
                assert!(said.is_empty(), "{text}{said:?}");
            }
        }
    }
}

#[test]
fn the_reader_draws_the_same_limits() {
    let folder = folder();
    let mut limits = 0;
    for table in tables().into_iter().filter(|table| !is_later(&folder, table) && !table.is_distribution()) {
        for (key, schema) in table.keys() {
            let mut check = |value: f64, is_fine: bool| {
                limits += 1;
                let text = table.probe(key, &value.to_string());
                assert_eq!(said_of_last_line(&folder, &text).is_empty(), is_fine, "{text}");
            };
            let limit = |name: &str| schema[name].as_f64();
            // Above this a float of JSON is not exact.
            if let Some(most) = limit("maximum").filter(|most| *most < 1e15) {
                check(most, true);
                check(most * 2.0 + 1.0, false);
            }
            if let Some(least) = limit("minimum") {
                check(least, true);
                check(least - 1.0, false);
            }
            if let Some(below) = limit("exclusiveMinimum") {
                check(below, false);
            }
        }
    }
    assert!(limits > 50, "{limits} limits");
}

#[test]
fn a_key_with_its_default_is_as_one_that_is_absent() {
    let folder = folder();
    let with_arriving = WHOLE.to_owned() + ARRIVING;
    let whole = if read_in(&folder, &with_arriving).is_ok() { &with_arriving } else { WHOLE };
    let absent = read_in(&folder, whole).unwrap_or_else(|lines| panic!("{lines:#?}")).scenario;
    let mut defaults = 0;
    for table in tables().into_iter().filter(|table| !is_later(&folder, table)) {
        for (key, schema) in table.keys().filter(|(_, schema)| schema.get("default").is_some()) {
            let kind = table.kind.as_deref().filter(|_| table.path.len() == 2).unwrap_or("effect");
            let name = table.name().replacen("channels.x", "channels.lab", 1).replacen("policies.x", &format!("policies.{kind}"), 1);
            let header = if *table.lists.last().unwrap_or(&false) { format!("[[{name}]]\n") } else { format!("[{name}]\n") };
            let line = format!("{key} = {}\n", toml(&schema["default"]));
            let given = if name.is_empty() { line + whole } else { whole.replacen(&header, &(header.clone() + &line), 1) };
            assert_ne!(given, whole, "no {header}");
            let given = read_in(&folder, &given).unwrap_or_else(|lines| panic!("{lines:#?}\n{given}")).scenario;
            assert_eq!(given, absent, "{name}.{key}");
            defaults += 1;
        }
    }
    assert!(defaults > 8, "{defaults} defaults");
}

#[test]
fn every_required_key_is_missed() {
    let folder = folder();
    for table in tables().into_iter().filter(|table| !is_later(&folder, table) && !table.path.is_empty()) {
        for key in table.schema["required"].as_array().into_iter().flatten().map(|key| key.as_str().unwrap()) {
            let said = read_in(&folder, &table.opened()).err().unwrap_or_default();
            assert!(said.iter().any(|line| line.contains(&format!("{key}` is missing"))), "{}.{key}: {said:#?}", table.name());
        }
    }
}
