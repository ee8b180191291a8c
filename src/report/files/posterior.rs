//! `posterior.csv`: the draws of a calibration, which `[parameters] posterior` reads.
//!
//! A row a draw: `run,chain,draw`, the latter two from 0, then a column an unknown, named by its path, in the model's units: times in years, dates as
//! years from the scenario's start. Numbers stand in full, so that a run draws exactly what the sampler did.

use std::io::{self, Write};

use crate::calibrate::sampler::Chain;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;

/// The file's name.
pub const NAME: &str = dictionary::POSTERIOR.name;

/// The column of the path's value at the start.
pub const PATH_AT_START: &str = "heat.path_at_start";

/// Writes the draws kept of each chain. `columns` are the names of the unknowns that are written and their places in the draws' rows.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, key: &str, columns: &[(String, usize)], chains: &[Chain], dialect: Dialect) -> io::Result<()> {
    let mut table = Table::with_names(out, &dictionary::POSTERIOR, columns.iter().map(|(name, _)| name.as_str()), dialect)?;
    for (chain, draws) in chains.iter().enumerate() {
        for (number, draw) in draws.draws.iter().enumerate() {
            table.text(key).value(chain).value(number);
            for &(_, place) in columns {
                table.number(draw.row[place]);
            }
            table.end()?;
        }
    }
    table.finish()
}
