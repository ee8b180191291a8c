//! `stayput discover`: in which futures a condition holds.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ValueEnum};
use stayput::internals::discover::{By, Settings};
use stayput::internals::ensemble::Progress;
use stayput::internals::lab::plans::discover::{DiscoverPlan, publish};
use stayput::internals::report::discover::{json, plain, table};
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::number;

use super::INTERRUPTED;
use super::options::{Changes, Format, WrittenFiles, positive, whole};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::ProgressLine;
use super::output::results::with_command_line;
use super::reading::{not_learned, read};
use super::sensitivity::tell_unchecked_assertions;

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput discover lab.toml --when \"retained < 4\"
  stayput discover lab.toml --when \"kept < 1 at 12 months with compute\"
  stayput discover lab.toml --when \"retained < 4\" --by trials --density 0.8";

/// What `stayput discover` takes.
#[derive(Debug, Args)]
pub struct DiscoverOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// METRIC [of GROUP] < VALUE [at DATE] [with POLICY], or
    /// with <=, > or >=; METRIC is one of [[assert]], or
    /// kept: how many more there are than without POLICY
    #[arg(long, value_name = "CONDITION", required = true, verbatim_doc_comment)]
    pub when: String,
    /// What meets it: draws, by the mean over the trials of
    /// each parameter draw, or trials, each for itself
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = ByOption::Draws)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub by: ByOption,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How regions are searched for.
    #[command(flatten)]
    pub search: AskedSearch,
    /// How much to compute.
    #[command(flatten)]
    pub effort: AskedEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: AskedOutput,
}

/// What meets the condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ByOption {
    // Documented in the help of the option.
    Draws,
    Trials,
}

/// How regions are searched for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub struct AskedSearch {
    /// Least share of a region that shall meet the condition
    /// [default: the regions that tell most apart]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true, verbatim_doc_comment)]
    pub density: Option<f64>,
    /// Regions at most [default: 3]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub regions: Option<u64>,
    /// Share of the draws left that one cut takes
    /// [default: 0.05]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true, verbatim_doc_comment)]
    pub peel: Option<f64>,
    /// Smallest region, as a share of the draws searched
    /// [default: 0.05]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true, verbatim_doc_comment)]
    pub least: Option<f64>,
}

/// How much is computed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct AskedEffort {
    /// Parameter draws: half are searched, half judge
    /// [default: 2000]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true, verbatim_doc_comment)]
    pub draws: Option<u64>,
    /// Trials of each draw [default: 50]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub replications: Option<u64>,
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
pub struct AskedOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/discover]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Ask about few people too
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

/// A share: above 0, at most 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("expected a share above 0, at most 1, such as 0.05".to_owned()),
    }
}

impl DiscoverOptions {
    fn settings(&self) -> Settings {
        let usual = Settings::default();
        let (search, effort) = (&self.search, &self.effort);
        Settings {
            by: match self.by {
                ByOption::Draws => By::Draws,
                ByOption::Trials => By::Trials,
            },
            draws: effort.draws.unwrap_or(usual.draws),
            replications: effort.replications.unwrap_or(usual.replications),
            regions: search.regions.map_or(usual.regions, |regions| usize::try_from(regions).unwrap_or(usize::MAX)),
            peel: search.peel.unwrap_or(usual.peel),
            least: search.least.unwrap_or(usual.least),
            density: search.density,
        }
    }
}

/// Reads, claims the folder, simulates, searches, writes, tells.
///
/// # Errors
/// Where the scenario or the condition has problems, nothing is uncertain, or results cannot be written.
pub fn discover(options: &DiscoverOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let mut loaded = read(&options.file, &options.changes, console)?;
    loaded.scenario.individuals = options.output.individuals;
    let scenario = &loaded.scenario;
    let path = options.file.display().to_string();
    let plan = DiscoverPlan::new(&path, scenario, &options.when, options.settings(), (options.effort.seed, options.effort.threads))?;
    let asked = place::place(options.output.out.as_deref(), &options.file, "discover", console);
    let traces = Traces::default();
    console.note(&not_learned(&options.file, scenario));
    tell_unchecked_assertions(scenario, console);
    let interrupt = Interrupt::watch(traces.clone(), console);
    let folder = Folder::open_traced(&asked, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    let simulated = Instant::now();
    let line = ProgressLine::new(plan.trials(), console.shows_progress());
    let found = plan.count(&mut |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    drop(line);
    if found.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    console.detail(&format!("{} draws in {:.2} s", number::count(found.draws), simulated.elapsed().as_secs_f64()));
    let manifest = plan.manifest(&loaded.inputs, &options.changes.set, &found, began);
    let form = options.output.written.form(false);
    let (manifest, place) = publish(folder, &found, with_command_line(manifest), form)?;
    place::tell_beside(&asked, &place, console);
    console.print(&match options.output.format {
        Format::Json => json::render(&found, &manifest, &place),
        Format::Plain => plain::render(&found, &manifest, &place),
        Format::Table => table::render(&found, &manifest, &place, console.screen()),
    })?;
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS })
}
