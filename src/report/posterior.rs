//! `posterior.csv`: the draws of a calibration, which `[parameters] posterior` reads.
//!
//! A row a draw: `chain,draw`, both from 0, then a column an unknown, named by its path, in the model's units: times in years, dates as
//! years from the scenario's start. Numbers stand in full, so that a run draws exactly what the sampler did.

use std::io::{self, Write};

use csv::Writer;

use crate::calibrate::sampler::Chain;

/// The file's name.
pub const NAME: &str = "posterior.csv";

/// Writes the draws kept of each chain. `values` gives a draw's row on the natural scale, a value a column.
///
/// # Errors
/// Where `out` cannot be written, or a row is not as long as the header.
pub fn write(out: &mut dyn Write, columns: &[String], chains: &[Chain], values: &dyn Fn(&[f64]) -> Vec<f64>) -> io::Result<()> {
    let mut csv = Writer::from_writer(out);
    csv.write_record(["chain", "draw"].into_iter().chain(columns.iter().map(String::as_str)))?;
    for (chain, draws) in chains.iter().enumerate() {
        for (number, draw) in draws.draws.iter().enumerate() {
            let values = values(&draw.row);
            let row = [chain.to_string(), number.to_string()].into_iter().chain(values.iter().map(f64::to_string));
            csv.write_record(row)?;
        }
    }
    csv.flush()
}
