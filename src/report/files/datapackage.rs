//! `datapackage.json`: the data dictionary beside the CSV files, a Frictionless Data Package (version 1 of the specification).

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::escaped;
use crate::report::files::csv::Dialect;
use crate::report::files::dictionary::{self, Field, File, Kind};
use crate::report::files::large::PARQUET;
use crate::report::files::manifest::Listed;
use crate::report::files::posterior::PATH_AT_START;

/// The file's name.
pub const NAME: &str = "datapackage.json";

/// Writes the dictionary of those of the files that are CSV: `title` names the scenario, `of_trials` is what `trials.csv` has besides.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, title: &str, of_trials: &[Field], files: &[Listed], dialect: Dialect) -> io::Result<()> {
    let described = |listed: &Listed| {
        let file = dictionary::file(&listed.name)?;
        let further = if file == dictionary::TRIALS { of_trials.iter().map(described).collect() } else { Vec::new() };
        Some(resource(listed, &file, further, dialect))
    };
    let package = Package {
        profile: "tabular-data-package",
        name: "stayput-results",
        title,
        description: "Results of a Monte Carlo simulation of who leaves a research team. Every number carries its Monte Carlo standard \
            error (mcse), clustered by parameter draw. A text that begins like a formula (= + - @) carries a single quote before it.",
        resources: files.iter().filter_map(described).collect(),
    };
    package.write(out)
}

/// The same for a sweep, of which `settings` are the further columns: each path, and whether its values are numbers.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_sweep(out: &mut dyn Write, title: &str, settings: &[(&str, bool)], files: &[Listed], dialect: Dialect) -> io::Result<()> {
    let setting =
        |&(path, are_numbers): &(&str, bool)| Described { name: path.to_owned(), ..described(&dictionary::of_setting(are_numbers)) };
    let described =
        |listed: &Listed| Some(resource(listed, &dictionary::file(&listed.name)?, settings.iter().map(setting).collect(), dialect));
    let package = Package {
        profile: "tabular-data-package",
        name: "stayput-sweep",
        title,
        description: "A Monte Carlo simulation of who leaves a research team, over a grid of settings on the same luck. Every number carries its \
            Monte Carlo standard error (mcse), clustered by parameter draw. A text that begins like a formula (= + - @) carries a single quote \
            before it.",
        resources: files.iter().filter_map(described).collect(),
    };
    package.write(out)
}

/// The same for a calibration: `unknowns` are the further columns of `posterior.csv`.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_calibration(out: &mut dyn Write, title: &str, unknowns: &[String], files: &[Listed], dialect: Dialect) -> io::Result<()> {
    let unknown = |name: &String| Described {
        name: name.clone(),
        kind: "number",
        description: if name == PATH_AT_START {
            "The logarithm of heat's random path in the month of the start"
        } else if name.starts_with("history.") {
            "When the exit of one person was, in years of 365.25 days from the start: pass it on only to those who may know"
        } else {
            "The number at this path of the scenario; times in years"
        },
        unit: None,
        decimal_char: None,
        constraints: Constraints { required: true, minimum: None, maximum: None },
    };
    let described = |listed: &Listed| {
        let file = dictionary::file(&listed.name)?;
        let further = if file == dictionary::POSTERIOR { unknowns.iter().map(unknown).collect() } else { Vec::new() };
        // A posterior is read by scenarios, in whatever dialect the tables for people are.
        let dialect = if file == dictionary::POSTERIOR { Dialect::Standard } else { dialect };
        Some(resource(listed, &file, further, dialect))
    };
    let package = Package {
        profile: "tabular-data-package",
        name: "stayput-calibration",
        title,
        description: "What a history says of the uncertain numbers of a scenario. A text that begins like a formula (= + - @) carries a \
            single quote before it.",
        resources: files.iter().filter_map(described).collect(),
    };
    package.write(out)
}

/// The same for a sensitivity: `columns` are the further ones of `draws.csv`, the uncertain numbers and what the trials came to.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_sensitivity(
    out: &mut dyn Write,
    title: &str,
    [paths, means]: [&[String]; 2],
    files: &[Listed],
    dialect: Dialect,
) -> io::Result<()> {
    let constraints = || Constraints { required: true, minimum: None, maximum: None };
    let column = |name: &String, description: &'static str| Described {
        name: name.clone(),
        kind: "number",
        description,
        unit: None,
        decimal_char: None,
        constraints: constraints(),
    };
    let mean = |name: &String| {
        column(
            name,
            if name.starts_with("mean.cost.") {
                "What the policy costs up to the horizon: mean over the trials of the draw, in the unit of pay"
            } else if name.starts_with("mean.kept.") {
                "How many more of the opening roster are there at the horizon than without the policy: mean over the trials of the draw"
            } else {
                "Of the opening roster, how many are there at the horizon: mean over the trials of the draw"
            },
        )
    };
    let path = |name: &String| column(name, "The number at this path of the scenario; times in years");
    let described = |listed: &Listed| {
        let file = dictionary::file(&listed.name)?;
        let is_draws = file == dictionary::DRAWS;
        let further = if is_draws { paths.iter().map(path).chain(means.iter().map(mean)).collect() } else { Vec::new() };
        Some(resource(listed, &file, further, dialect))
    };
    let package = Package {
        profile: "tabular-data-package",
        name: "stayput-sensitivity",
        title,
        description: "Which uncertain numbers of a scenario move the answer. Every number carries its Monte Carlo standard error (mcse). A \
            text that begins like a formula (= + - @) carries a single quote before it.",
        resources: files.iter().filter_map(described).collect(),
    };
    package.write(out)
}

/// The same for a search of the futures in which a condition holds.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_discover(out: &mut dyn Write, title: &str, files: &[Listed], dialect: Dialect) -> io::Result<()> {
    let described = |listed: &Listed| Some(resource(listed, &dictionary::file(&listed.name)?, Vec::new(), dialect));
    let package = Package {
        profile: "tabular-data-package",
        name: "stayput-discover",
        title,
        description: "In which futures of a scenario a condition holds. A text that begins like a formula (= + - @) carries a single quote before it.",
        resources: files.iter().filter_map(described).collect(),
    };
    package.write(out)
}

fn resource(listed: &Listed, file: &File, further: Vec<Described>, dialect: Dialect) -> Resource {
    let is_parquet = listed.name.ends_with(PARQUET);
    let dialect = if is_parquet { Dialect::Standard } else { dialect };
    Resource {
        profile: "tabular-data-resource",
        name: file.name.trim_end_matches(".csv"),
        path: listed.name.clone(),
        description: file.description,
        format: if is_parquet { "parquet" } else { "csv" },
        mediatype: if is_parquet { "application/vnd.apache.parquet" } else { "text/csv" },
        encoding: dialect.encoding(),
        bytes: listed.bytes,
        hash: format!("sha256:{}", listed.sha256),
        dialect: (!is_parquet).then(|| DelimiterOnly { delimiter: char::from(dialect.delimiter()) }),
        schema: Schema {
            fields: file
                .fields
                .iter()
                .map(described)
                .chain(further)
                .map(|field| Described { decimal_char: decimal_char(&field, dialect), ..field })
                .collect(),
            missing_values: [""],
        },
    }
}

/// What separates decimals, where that is not a point.
fn decimal_char(field: &Described, dialect: Dialect) -> Option<char> {
    Some(dialect.decimal()).filter(|decimal| *decimal != '.' && field.kind == "number")
}

fn described(field: &Field) -> Described {
    let (kind, [minimum, maximum]) = match field.kind {
        Kind::Text => ("string", [None, None]),
        Kind::Date => ("date", [None, None]),
        Kind::Count => ("integer", [Some(0), None]),
        Kind::Number => ("number", [None, None]),
        Kind::Share => ("number", [Some(0), Some(1)]),
    };
    Described {
        name: field.name.to_owned(),
        kind,
        description: field.description,
        unit: field.unit,
        decimal_char: None,
        constraints: Constraints { required: !field.may_be_empty, minimum, maximum },
    }
}

#[derive(Serialize)]
struct Package<'a> {
    profile: &'a str,
    name: &'a str,
    title: &'a str,
    description: &'a str,
    resources: Vec<Resource>,
}

impl Package<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        out.write_all((escaped(&json).into_owned() + "\n").as_bytes())
    }
}

#[derive(Serialize)]
struct Resource {
    profile: &'static str,
    name: &'static str,
    path: String,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<DelimiterOnly>,
    schema: Schema,
}

#[derive(Serialize)]
struct DelimiterOnly {
    delimiter: char,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Described>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
struct Described {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(rename = "decimalChar", skip_serializing_if = "Option::is_none")]
    decimal_char: Option<char>,
    constraints: Constraints,
}

#[derive(Serialize)]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u8>,
}
