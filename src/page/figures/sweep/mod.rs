//! The figures of a sweep: over one setting a line, over two a heat map, over more the points in a row each.

mod line;
mod points;

use serde_json::Value;

use self::points::Points;
use super::matrix::{self, Matrix};
use crate::page::figure::{Figure, Source};
use crate::page::results::Results;
use crate::page::words;

/// A figure for no policy, and one for each policy that is in force.
pub fn of(results: &Results) -> Vec<Figure> {
    let policies = results.document["policies"].as_array().map_or(0, Vec::len);
    (0..policies).filter_map(|arm| figure(results, arm)).collect()
}

fn figure(results: &Results, arm: usize) -> Option<Figure> {
    let document = &results.document;
    let points = Points::of(document, arm)?;
    let sentences = document["sentences"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let said = sentences.clone().nth(points.order).unwrap_or_default();
    let settings = words::list(&points.settings);
    let ends = points.extremes();
    let describes = format!("{}, by {settings}: {}.", words::capital(&points.what), ends.join("; "));
    let table = points.table();
    let rows = if points.is_kept { "reference none, metric retained or retained_share" } else { "metric retained, stat mean, p10, p90" };
    let mut figure = Figure {
        name: points.name(),
        title: words::spoken(said.trim_end_matches('.')),
        describes,
        caption: String::new(),
        notes: Vec::new(),
        source: Source { file: "sweep.csv".to_owned(), rows: format!("policy {}, {rows}", points.policy) },
        draw: Box::new(|width| crate::page::chart::Drawing::new([width, 1.0], maud::html! {})),
        table,
        specification: points.specification(),
    };
    match points.settings.len() {
        1 => {
            figure.caption = points.caption_of_line();
            figure.draw = Box::new(move |width| line::draw(&points, width));
        }
        2 => {
            figure.caption = format!("{}; the stronger the shade, the more.", words::capital(&points.what));
            let matrix = matrix_of(&points, document)?;
            figure.draw = Box::new(move |width| matrix::draw(&matrix, width));
        }
        _ => {
            let (rows, left_out) = points.rows();
            figure.caption = points.caption_of_rows();
            if left_out > 0 {
                figure.notes.push(format!(
                    "Between these lie {left_out} points more: they are in the table, and all numbers of all points in sweep.csv."
                ));
            }
            figure.draw = Box::new(move |width| super::rows::draw(&rows, width));
        }
    }
    Some(figure)
}

/// Both settings with their values, and the number of each point.
fn matrix_of(points: &Points, document: &Value) -> Option<Matrix> {
    let axis = |index: usize| -> Option<(String, Vec<String>)> {
        let axis = &document["settings"][index];
        let values = axis["values"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Some((points.settings[index].clone(), values))
    };
    let ([(down, rows), (across, columns)], shown) = ([axis(0)?, axis(1)?], points.shown());
    let mut cells = vec![vec![None; columns.len()]; rows.len()];
    for (row, (point, shown)) in points.all.iter().zip(shown).enumerate() {
        let [Some(down), Some(across)] = [0, 1].map(|axis| point.place(axis, [&rows, &columns][axis])) else { continue };
        cells[down][across] = Some(matrix::Cell { value: point.value, shown, row });
    }
    Some(Matrix { headings: [down, across], names: [rows, columns], cells })
}
