//! `sensitivity.csv` and `draws.csv`.

use std::io::{self, Write};

use super::{metric, policy};
use crate::estimate::Estimate;
use crate::report::NO_POLICY;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;
use crate::sensitivity::Row;
use crate::sensitivity::results::Sensitivity;

/// What is not known, or not told.
const UNKNOWN: [f64; 2] = [f64::NAN; 2];

/// `sensitivity.csv`: one number a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn sensitivity(out: &mut dyn Write, key: &str, found: &Sensitivity, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::SENSITIVITY, &[], dialect)?;
    let scenario = &found.metadata.scenario;
    let mut row = |[policy, metric, number, stat]: [&str; 4], Estimate { value, mcse }: Estimate, [low, high]: [f64; 2]| {
        table.text(key).text(scenario).text(policy).text(metric).text(number).text(stat);
        table.number(value).number(mcse).number(low).number(high).end()
    };
    let plain = |value: f64| Estimate { value, mcse: f64::NAN };
    for asked in &found.numbers {
        for (stat, value) in ["p05", "p95"].into_iter().zip(asked.ends) {
            row([NO_POLICY, "number", &asked.number.path, stat], plain(value), UNKNOWN)?;
        }
    }
    for answer in &found.answers {
        let of = [policy(found, answer.what), metric(answer.what)];
        row([of[0], of[1], "", "mean"], answer.base, answer.interval)?;
        for bar in &answer.bars {
            let path = &found.numbers[bar.number].number.path;
            for (stat, at) in ["at_p05", "at_p95"].into_iter().zip(bar.at) {
                row([of[0], of[1], path, stat], at, UNKNOWN)?;
            }
            row([of[0], of[1], path, "effect"], bar.effect, bar.interval)?;
            for (stat, rank) in ["rank_first", "rank_last"].into_iter().zip(bar.rank) {
                row([of[0], of[1], path, stat], plain(rank as f64), UNKNOWN)?;
            }
        }
    }
    table.finish()
}

/// `draws.csv`: a row a parameter draw, written while the trials run.
pub struct Draws<W: Write> {
    table: Table<W>,
    key: String,
    /// By outcome of a row: whether it may be told.
    is_told: Vec<bool>,
}

impl<W: Write> Draws<W> {
    /// Writes the header: the paths of all uncertain numbers, then what the trials came to, under [`means`].
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(out: W, key: &str, paths: &[String], (means, is_told): (&[String], Vec<bool>), dialect: Dialect) -> io::Result<Self> {
        let names = paths.iter().chain(means.iter().zip(&is_told).filter(|(_, told)| **told).map(|(name, _)| name)).map(String::as_str);
        Ok(Self { table: Table::with_names(out, &dictionary::DRAWS, names, dialect)?, key: key.to_owned(), is_told })
    }

    /// Writes one draw.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        self.table.text(&self.key).value(row.draw);
        for &value in &row.parameters {
            self.table.number(value);
        }
        for ([mean, _], _) in row.outcomes.iter().zip(&self.is_told).filter(|(_, told)| **told) {
            self.table.number(*mean);
        }
        self.table.end()
    }

    /// Gives the output back, everything written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn into_inner(self) -> io::Result<W> {
        self.table.into_inner()
    }
}

/// The columns of what the trials of a draw came to: `mean.retained`, then for each policy `mean.kept.NAME` and `mean.cost.NAME`.
pub fn means<'a>(policies: impl Iterator<Item = &'a str>) -> Vec<String> {
    let of = |policy: &str| [format!("mean.kept.{policy}"), format!("mean.cost.{policy}")];
    std::iter::once("mean.retained".to_owned()).chain(policies.flat_map(of)).collect()
}
