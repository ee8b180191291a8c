//! Large files as Parquet: the same cells as in CSV, with their types.

use std::fs;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use stayput::internals::calendar::Date;

use super::commands::{Place, in_lines, names, stderr};

/// Six people of two teams, of whom some leave for a competitor with a strange name.
const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "12 months"
trials = 400
seed = 3
[roster.generate]
teams = 2
team_size = 3
[channels.lab]
hazard_per_year = { median = 0.5, p95 = 0.9 }
[competitors."@cmd x"]
channel = "lab"
weight = 2
[policies.calm]
kind = "effect"
ratio = 0.5
cost_once = 0.2
[privacy]
min_group = 1
reason = "nobody of them exists"
"#;

/// The cells of a CSV file, header first; a quote that stands before a formula taken off.
fn csv(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    let cell = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

/// The same of a Parquet file.
fn parquet(path: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::try_from(path).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut rows = vec![schema.columns().iter().map(|column| column.name().to_owned()).collect::<Vec<_>>()];
    for row in reader.get_row_iter(None).unwrap() {
        let cell = |(_, field): (&String, &Field)| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(count) => count.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Date(days) => {
                let date = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(*days)).unwrap();
                date.to_string()
            }
            other => panic!("{other:?}"),
        };
        rows.push(row.unwrap().get_column_iter().map(cell).collect());
    }
    rows
}

fn place() -> Place {
    let place = Place::new();
    fs::write(place.path("lab.toml"), LAB).unwrap();
    place
}

#[test]
fn they_hold_the_same_as_csv() {
    let place = place();
    let cases: [(&[&str], &[&str]); 2] = [
        (&["run", "lab.toml", "--per-trial", "--events", "20"], &["trials", "events"]),
        (&["sensitivity", "lab.toml", "--policy", "calm", "--per-draw"], &["draws"]),
    ];
    for (arguments, files) in cases {
        for form in ["csv", "parquet"] {
            let output = place.run(&[arguments, &["--format-files", form, "--out", form, "--csv", "standard"]].concat());
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        }
        for file in files {
            let [text, typed] = ["csv", "parquet"].map(|form| place.path(form).join(format!("{file}.{form}")));
            let (text, typed) = (csv(&text), parquet(&typed));
            assert!(text.len() > 20, "{file}");
            assert_eq!(text, typed, "{file}");
        }
        // Nothing else differs.
        let others = |form: &str| -> Vec<String> {
            let is_other = |name: &String| !files.iter().any(|file| *name == format!("{file}.{form}"));
            names(&place.path(form)).into_iter().filter(is_other).collect()
        };
        assert_eq!(others("csv"), others("parquet"));
        assert_eq!(fs::read(place.path("csv/summary.csv")).ok(), fs::read(place.path("parquet/summary.csv")).ok());
        let package: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(place.path("parquet/datapackage.json")).unwrap()).unwrap();
        let resource = package["resources"].as_array().unwrap().iter().find(|one| one["name"] == files[0]).unwrap();
        assert_eq!(
            (&resource["path"], &resource["format"], &resource["mediatype"], &resource["dialect"]),
            (
                &format!("{}.parquet", files[0]).into(),
                &"parquet".into(),
                &"application/vnd.apache.parquet".into(),
                &serde_json::Value::Null
            )
        );
        // They are results of ours, which the next run replaces.
        for form in ["csv", "parquet"] {
            assert_eq!(place.run(&[arguments, &["--out", form]].concat()).status.code(), Some(0));
            assert!(!place.path(form).join(format!("{}.parquet", files[0])).exists());
            fs::remove_dir_all(place.path(form)).unwrap();
        }
    }
}

#[test]
fn columns_have_types_and_descriptions() {
    let place = place();
    assert_eq!(place.run(&["run", "lab.toml", "--events", "5", "--format-files", "parquet", "--out", "out"]).status.code(), Some(0));
    let reader = SerializedFileReader::try_from(place.path("out/events.parquet").as_path()).unwrap();
    let file = reader.metadata().file_metadata();
    let types: Vec<String> =
        file.schema_descr().columns().iter().map(|column| format!("{} {:?}", column.name(), column.physical_type())).collect();
    assert_eq!(
        types,
        [
            "run BYTE_ARRAY",
            "policy BYTE_ARRAY",
            "trial INT64",
            "t_years DOUBLE",
            "date INT32",
            "researcher BYTE_ARRAY",
            "kind BYTE_ARRAY",
            "channel BYTE_ARRAY",
            "competitor BYTE_ARRAY",
            "hazard DOUBLE"
        ]
    );
    let described = file.key_value_metadata().unwrap().iter().find(|one| one.key == "description of t_years").unwrap();
    assert_eq!(described.value.as_deref(), Some("When, since the start [years of 365.25 days]"));
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let place = place();
    let of = |threads: &str| {
        let arguments = ["run", "lab.toml", "--per-trial", "--format-files", "parquet", "--threads", threads, "--out", threads];
        assert_eq!(place.run(&arguments).status.code(), Some(0));
        fs::read(place.path(threads).join("trials.parquet")).unwrap()
    };
    assert_eq!(of("1"), of("3"));
}

#[test]
fn it_is_asked_for_beside_what_it_is_about() {
    let place = place();
    let output = place.run(&["run", "lab.toml", "--format-files", "parquet"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), in_lines("error: --format-files is about what --per-trial and --events write\n  add one of them\n"));
    for arguments in [
        &["sensitivity", "lab.toml", "--format-files", "parquet"][..],
        &["run", "lab.toml", "--per-trial", "--shard", "1/2", "--format-files", "parquet"],
        &["run", "lab.toml", "--per-trial", "--format-files", "feather"],
    ] {
        assert_eq!(place.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
