//! `stayput explain`: every term of somebody's hazards at a moment.

use stayput::internals::explain::Question;
use stayput::internals::report::explanation;
use stayput::internals::simulate::Model;

use super::console::{Console, Failure};
use super::reading::read;
use super::{ExplainOptions, Format};
use stayput::internals::lab::plans::run::under;

/// Reads, explains, tells.
///
/// # Errors
/// Where the scenario has problems, nobody has that id or is there then, or the date lies outside the scenario.
pub fn explain(options: &ExplainOptions, console: Console) -> Result<(), Failure> {
    let loaded = read(&options.file, &options.changes, console)?;
    let scenario = &loaded.scenario;
    let (policies, policy) = under(scenario, options.policy.as_deref())?;
    let seed = options.seed.unwrap_or(scenario.seed);
    let model = Model::under(scenario, seed, &policies, scenario.horizon).for_trials(scenario.trials);
    let question = Question { researcher: &options.researcher, date: options.at, trial: options.trial };
    let explanation = question.answer(&model).map_err(Failure::Plain)?.under(policy);
    console.print(&match options.format {
        Format::Json => explanation::json(&explanation),
        Format::Plain => explanation::plain(&explanation),
        Format::Table => explanation::table(&explanation, console.color_on_stdout()),
    })
}
