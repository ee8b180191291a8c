//! `mixes.csv`.

use std::io::{self, Write};

use super::short_words;
use crate::optimise::results::Optimum;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;

/// `mixes.csv`: a mix that was looked at a row, in the order in which they were.
///
/// # Errors
/// Where the output cannot be written.
pub fn mixes(out: &mut dyn Write, key: &str, optimum: &Optimum, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::MIXES, &[], dialect)?;
    let (found, scenario) = (&optimum.found, &optimum.comparison.reference().estimates.metadata.scenario);
    for (index, mix) in found.mixes.iter().enumerate() {
        let selected = &found.selected;
        let standing = match (index == selected.best, Some(index) == selected.next, selected.has_fallen[index]) {
            (true, ..) => "best",
            (_, true, _) => "runner_up",
            (.., true) => "fell",
            _ => "stood",
        };
        table.text(key).text(scenario).text(&short_words(optimum, mix)).text(standing);
        let told = |value: f64| if optimum.tells_mixes { value } else { f64::NAN };
        table.number(told(found.spent[index])).number(told(selected.means[index]));
        table.value(selected.observed[index] * found.trials).end()?;
    }
    table.finish()
}
