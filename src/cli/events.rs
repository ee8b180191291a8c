//! `--events`: the event log of the first trials of a run. Trials can be told again one by one, so the run itself knows nothing of it.

use std::io;
use std::ops::Range;

use stayput::report::csv::Dialect;
use stayput::report::events::{self, Events};
use stayput::report::folder::{Folder, Output};
use stayput::simulate::{Model, Replay};

use super::console::Failure;

/// Writes `events.csv` of some trials of a model to a file opened before they were run; `policy` is the name of the one in force.
///
/// # Errors
/// Where it cannot be written.
pub fn write(
    model: &Model<'_>,
    policy: &str,
    trials: Range<u64>,
    file: Output,
    folder: &mut Folder,
    dialect: Dialect,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::from(folder.cannot_write(events::NAME, &error));
    let mut events = Events::new(file, policy, dialect).map_err(failed)?;
    let mut replay = Replay::new(model, trials.start);
    for trial in trials {
        if trial != replay.trial() {
            replay.go_to(trial);
        }
        events.trial(&replay).map_err(failed)?;
    }
    let file = events.into_inner().map_err(failed)?;
    Ok(folder.close(file)?)
}
