//! `stayput diff`: how two scenarios differ, in words, and what that does to the answer.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use stayput::internals::diff::Answer;
use stayput::internals::ensemble::{Plan, Progress};
use stayput::internals::lab::plans::diff::{AloneChanges, DiffPlan};
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::report::diff::{Told, json, plain, table};
use stayput::internals::report::files::folder::Traces;
use stayput::internals::scenario::Template;

use super::options::{Changes, Format, positive, trials, whole};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::progress::ProgressLine;
use super::reading::{given_once, read, read_template};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput diff lab.toml lab-of-june.toml
  stayput diff lab.toml lab-of-june.toml --no-run
  stayput diff scenarios/llama.toml scenarios/llama-foresight.toml";

/// What `stayput diff` takes.
#[derive(Debug, Args)]
pub struct DiffOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "A")]
    pub first: PathBuf,
    /// Scenario file that is compared with it
    #[arg(value_name = "B")]
    pub second: PathBuf,
    /// Say in what they differ, and run nothing
    #[arg(long, help_heading = "Simulation", conflicts_with_all = ["trials", "seed", "threads"])]
    pub no_run: bool,
    /// Trials of each [default: those of A]
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, help_heading = "Simulation")]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: that of A]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true, help_heading = "Simulation")]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment, help_heading = "Simulation")]
    pub threads: Option<u64>,
    /// Say who differs too, and what is about few people
    #[arg(long, help_heading = "Output")]
    pub individuals: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table, help_heading = "Output")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// Reads, compares, simulates unless asked not to, tells. It makes no difference to the exit code whether anything differs.
///
/// # Errors
/// Where a scenario has problems.
pub fn diff(options: &DiffOptions, console: Console) -> Result<(), Failure> {
    given_once(&[&options.first, &options.second])?;
    let template = Template::of_file(&options.first);
    let mut one = read_template(&template, &Changes::default(), console)?;
    let other = read(&options.second, &Changes::default(), console)?;
    one.scenario.individuals = options.individuals;
    let amount = Amount { trials: options.trials, seed: options.seed, threads: options.threads, precision: None };
    let plan = amount.plan(&one.scenario);
    let compared = DiffPlan::new([&options.first, &options.second], template, [one, other]);
    let (answer, notes) = if options.no_run { (None, Vec::new()) } else { answered(&compared, plan, console) };
    let told = Told {
        paths: compared.paths,
        diff: &compared.diff,
        answer: answer.as_ref(),
        horizon: compared.scenarios()[0].horizon,
        notes: &notes,
        individuals: options.individuals,
    };
    console.print(&match options.format {
        Format::Json => json::render(&told),
        Format::Plain => plain::render(&told),
        Format::Table => table::render(&told, console.screen()),
    })
}

/// What the differences do to the answer, where that may be told, and what there is to say of it.
fn answered(compared: &DiffPlan<'_>, plan: Plan, console: Console) -> (Option<Answer>, Vec<String>) {
    if let Some(refusal) = compared.refusal() {
        return (None, vec![refusal]);
    }
    Interrupt::leave_at_once(Traces::default(), console);
    let line = ProgressLine::new(0, console.shows_progress());
    let mut hear = |progress: &Progress| {
        line.update(progress);
        ControlFlow::Continue(())
    };
    let alone = compared.alone(plan.threads);
    let mut notes = alone.notes.clone();
    let mut said = |why: &str| notes.push(format!("{}.", why.replace("\n  ", "; ")));
    let found = match compared.question(&alone, plan).answer(&mut hear) {
        Ok(found) => found,
        // Together they may be told where one at a time may not.
        Err(why) => match compared.question(&AloneChanges::default(), plan).answer(&mut hear) {
            Ok(found) => {
                said(&format!("Single changes are not looked at: {why}"));
                found
            }
            Err(why) => {
                said(&format!("The answers are not compared: {why}"));
                None
            }
        },
    };
    (found, notes)
}
