//! `stayput explain`: every term of somebody's hazards at a moment.

use std::path::PathBuf;

use clap::Args;
use stayput::internals::calendar::Date;
use stayput::internals::explain::Question;
use stayput::internals::lab::plans::run::under;
use stayput::internals::report::explanation;
use stayput::internals::simulate::Model;

use super::options::{Changes, Format, date, whole};
use super::output::console::{Console, Failure};
use super::reading::read;

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput explain scenarios/llama.toml --researcher p-03 --at 2023-07-01
  stayput explain lab.toml --researcher p-03 --at 2027-07-01 --trial 17
  stayput explain lab.toml --researcher p-03 --at 2027-07-01 --format json";

/// What `stayput explain` takes.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose hazards: an id of the roster; with --trial a
    /// newcomer's too, such as p-03+1, first in p-03's seat
    #[arg(long, value_name = "ID", verbatim_doc_comment)]
    pub researcher: String,
    /// The date, from the start to the horizon
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub at: Date,
    /// In trial K (from 0), with what happened before
    /// [default: as known at the start, at the centre]
    #[arg(long, value_name = "K", value_parser = whole, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trial: Option<u64>,
    /// Seed of the trial [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Put this policy of the scenario in force
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

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
        Format::Table => explanation::table(&explanation, console.screen()),
    })
}
