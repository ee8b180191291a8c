//! `--events`: the event log of the first trials of a run. Trials can be told again one by one, so the run itself knows nothing of it.

use std::io;
use std::ops::Range;

use stayput::Cancellation;
use stayput::internals::report::files::dictionary::EVENTS;
use stayput::internals::report::files::events::Events;
use stayput::internals::report::files::folder::{Folder, Output};
use stayput::internals::report::files::large::LargeForm;
use stayput::internals::simulate::{Model, Replay};

use super::console::Failure;

/// Writes `events.csv` of some trials of a model to a file opened before they were run; `run` is the run's key and the name of the policy in
/// force. Says whether it did: where the word to break off comes before the last trial is told, there is no such file.
///
/// # Errors
/// Where it cannot be written.
pub fn write(
    model: &Model<'_>,
    run: (&str, &str),
    trials: Range<u64>,
    file: Output,
    folder: &mut Folder,
    form: LargeForm,
    cancellation: &Cancellation,
) -> Result<bool, Failure> {
    let failed = |error: io::Error| Failure::from(folder.cannot_write(&form.name_of(&EVENTS), &error));
    let mut events = Events::new(file, run, form).map_err(failed)?;
    let mut replay = Replay::heeding(model, trials.start, cancellation);
    for trial in trials {
        if trial != replay.trial() {
            replay.go_to(trial);
        }
        events.trial(&replay).map_err(failed)?;
        // Once the word was given, what was told of this trial may be only its beginning.
        if replay.is_cancelled() {
            let file = events.into_inner().map_err(failed)?;
            folder.discard(file)?;
            return Ok(false);
        }
    }
    let file = events.into_inner().map_err(failed)?;
    folder.close(file)?;
    Ok(true)
}
