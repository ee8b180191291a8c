//! Figures as files of their own: the drawing in SVG, and a Vega-Lite specification with its data, to be restyled.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::figure::Figure;
use super::figures;
use super::results::Results;

/// How wide a chart is that stands in a file \[CSS pixels\].
const WIDTH: f64 = 720.0;

/// The schema that specifications follow.
const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v5.json";

/// The name and the content of each file: of every figure one in SVG and one of Vega-Lite. Figures of the same name are counted.
pub fn files(all: &[Results], individuals: bool) -> Vec<(String, String)> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut files = Vec::new();
    for figure in all.iter().flat_map(|results| figures::of(results, individuals)) {
        let time = times.entry(figure.name.clone()).or_default();
        *time += 1;
        let name = if *time == 1 { figure.name.clone() } else { format!("{}-{time}", figure.name) };
        files.push((format!("{name}.svg"), figure.drawn(WIDTH).file(&figure.title, &figure.describes)));
        files.push((format!("{name}.vl.json"), specification(&figure)));
    }
    files
}

/// The whole specification, with the data of the figure's table.
fn specification(figure: &Figure) -> String {
    let mut whole = json!({
        "$schema": SCHEMA,
        "title": figure.title,
        "description": figure.describes,
        "usermeta": { "program": "stayput", "version": env!("CARGO_PKG_VERSION"), "source": figure.source.file },
        "data": { "values": figure.table.records() },
    });
    if let (Value::Object(whole), Value::Object(own)) = (&mut whole, &figure.specification) {
        // Several views side by side or below each other have widths of their own.
        if own.contains_key("mark") || own.contains_key("layer") {
            whole.insert("width".to_owned(), 600.into());
        }
        whole.extend(own.clone());
    }
    serde_json::to_string_pretty(&whole).map_or_else(|_| String::new(), |text| text + "\n")
}
