//! `events.csv`: what happened in the first trials of a run, one event a row.

use std::io::{self, Write};

use crate::report::files::dictionary;
use crate::report::files::large::{Large, LargeForm};
use crate::simulate::Replay;
use crate::simulate::event_log::Named;

/// `events.csv`, trial after trial.
pub struct Events<W: Write + Send> {
    table: Large<W>,
    key: String,
    policy: String,
}

impl<W: Write + Send> Events<W> {
    /// Writes the header. The run is named by its key and its policy.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(out: W, (key, policy): (&str, &str), form: LargeForm) -> io::Result<Self> {
        Ok(Self { table: Large::new(out, &dictionary::EVENTS, &[], form)?, key: key.to_owned(), policy: policy.to_owned() })
    }

    /// Writes what happened in one trial, declined offers included.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn trial(&mut self, replay: &Replay<'_>) -> io::Result<()> {
        for entry in replay.log(true) {
            let Named { researcher, kind, channel, competitor } = Named::new(replay, &entry);
            self.table.text(&self.key).text(&self.policy).count(Some(replay.trial())).number(entry.time);
            self.table.date(replay.world().model.scenario.clock.date(entry.time)).text(&researcher).text(kind);
            self.table.text(&channel).text(&competitor).number(entry.by.map_or(f64::NAN, |(_, hazard)| hazard)).end()?;
        }
        Ok(())
    }

    /// Gives the output back, everything written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn into_inner(self) -> io::Result<W> {
        self.table.into_inner()
    }
}
