//! `stayput run --trial`: one trial alone, told as a story; nothing is written.

use stayput::internals::explain::Story;
use stayput::internals::lab::plans::run::under;
use stayput::internals::report::story;
use stayput::internals::simulate::Model;

use super::console::{Console, Failure};
use crate::cli::options::Format;
use crate::cli::reading::read;
use crate::cli::run::RunOptions;

/// Reads, replays, tells.
///
/// # Errors
/// Where the scenario has problems, or stdout is closed to us.
pub fn tell(options: &RunOptions, trial: u64, console: Console) -> Result<(), Failure> {
    let loaded = read(&options.file, &options.changes, console)?;
    let scenario = &loaded.scenario;
    let (policies, policy) = under(scenario, options.policy.as_deref())?;
    let seed = options.effort.seed.unwrap_or(scenario.seed);
    let model = Model::under(scenario, seed, &policies, scenario.horizon).for_trials(options.effort.trials.unwrap_or(scenario.trials));
    let told = Story::new(&model, trial).under(policy);
    console.print(&match options.output.format {
        Format::Json => story::json(&told),
        Format::Plain => story::plain(&told),
        Format::Table => story::table(&told, console.screen()),
    })
}
