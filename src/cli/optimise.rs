//! `stayput optimise`: the best mix of policies within a budget.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use stayput::internals::ensemble::Progress;
use stayput::internals::lab::plans::optimise::{Asked, optimise as find, publish};
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::optimise::{json, plain, table};

use super::INTERRUPTED;
use super::options::{Changes, Format, WrittenFiles, amount, people, positive, trials, whole};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::ProgressLine;
use super::output::results::with_command_line;
use super::reading::{not_learned, read, recycling};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput optimise scenarios/llama.toml --budget 5
  stayput optimise lab.toml --policy raise --policy refresh --budget 2e6
  stayput optimise lab.toml --budget 2e6 --format json | jq -r .sentence";

/// What `stayput optimise` takes.
#[derive(Debug, Args)]
pub struct OptimiseOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What may be spent, in the unit of pay
    /// [default: [budget] total of FILE]
    #[arg(long, value_name = "B", value_parser = amount, allow_negative_numbers = true, verbatim_doc_comment)]
    pub budget: Option<f64>,
    /// A policy that a mix may have; repeat to name several
    /// [default: all that are no bundles]
    #[arg(long = "policy", value_name = "NAME", verbatim_doc_comment)]
    pub policies: Vec<String>,
    /// How many people more or fewer do not matter
    /// [default: 0.1]
    #[arg(long, value_name = "X", value_parser = people, default_value_t = 0.1, hide_default_value = true)]
    #[arg(allow_negative_numbers = true, verbatim_doc_comment)]
    pub indifference: f64,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: SearchEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: FoundOutput,
}

/// How much is computed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct SearchEffort {
    /// Trials of each mix, at most in the search and as many
    /// others for what is told [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
}

/// Where the files go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct FoundOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/optimise]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Mix policies for few people too
    #[arg(long)]
    pub individuals: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// Reads, claims the folder, searches, writes, tells.
///
/// # Errors
/// Where the scenario has problems, no policy can be in a mix, or results cannot be written.
pub fn optimise(options: &OptimiseOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let mut loaded = read(&options.file, &options.changes, console)?;
    loaded.scenario.individuals = options.output.individuals;
    let Some(budget) = options.budget.or(loaded.scenario.budget) else {
        return Err(Failure::Plain(
            "what may be spent?\n  say it by --budget B, in the unit of pay, or by [budget] total in the file".to_owned(),
        ));
    };
    let effort = &options.effort;
    let amount = Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: None };
    let asked = Asked { policies: &options.policies, budget, indifference: options.indifference, amount };
    let place = place::place(options.output.out.as_deref(), &options.file, "optimise", console);
    let traces = Traces::default();
    console.note(&not_learned(&options.file, &loaded.scenario));
    let scenario = &loaded.scenario;
    for (count, what) in [(scenario.what_ifs.len(), "what_if.*"), (scenario.assertions.len(), "[assert]")] {
        if count > 0 {
            console.note(&format!("note: {count} [{what}] of the scenario {} not looked at here\n", if count == 1 { "is" } else { "are" }));
        }
    }
    // A search that is not at its end says nothing.
    Interrupt::leave_at_once(traces.clone(), console);
    let folder = Folder::open_traced(&place, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    if let Some(sentence) = recycling(&loaded.scenario, &amount.plan(&loaded.scenario), false) {
        console.note(&sentence);
    }
    let line = ProgressLine::new(0, console.shows_progress());
    let path = options.file.display().to_string();
    let found = find(&path, &loaded.scenario, asked, (&loaded.inputs, &options.changes.set), &mut |progress: &Progress| {
        line.update(progress);
        ControlFlow::Continue(())
    });
    drop(line);
    // Whoever interrupts it has left already.
    let ControlFlow::Continue((optimum, manifest)) = found? else { return Ok(ExitCode::from(INTERRUPTED)) };
    console.detail(&format!("{} mixes in {:.2} s", optimum.found.mixes.len(), began.elapsed().as_secs_f64()));
    let (manifest, written) = publish(folder, &optimum, with_command_line(manifest), options.output.written.form(false))?;
    place::tell_beside(&place, &written, console);
    console.print(&match options.output.format {
        Format::Json => json::render(&optimum, &manifest, &written),
        Format::Plain => plain::render(&optimum, &manifest, &written),
        Format::Table => table::render(&optimum, &written, console.screen()),
    })?;
    Ok(ExitCode::SUCCESS)
}
