//! `spells.csv`: the history that was learned from, a spell a row.

use std::io::{self, Write};

use crate::people::{History, Outcome};
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary::SPELLS;

/// A channel that nobody knows.
const UNKNOWN: &str = "unknown";

/// Writes it; `channels` has the names of the scenario's, in its order.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, key: &str, (history, channels): (&History, &[String]), dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &SPELLS, &[], dialect)?;
    for row in &history.rows {
        let (ended, first, last, channel) = match row.outcome {
            Outcome::Present(until) => ("present", until, until, ""),
            Outcome::Censored(date) => ("censored", date.earliest, date.latest, ""),
            Outcome::Exit { date, channel } => {
                ("exit", date.earliest, date.latest, channel.and_then(|channel| channels.get(channel)).map_or(UNKNOWN, String::as_str))
            }
        };
        table.text(key).text(&row.id).text(&history.teams[row.team]).value(row.entry);
        table.text(ended).value(first).value(last).text(channel).end()?;
    }
    table.finish()
}
