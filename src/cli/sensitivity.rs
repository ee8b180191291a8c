//! `stayput sensitivity`: what moves the answer, and what to find out first.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use stayput::internals::ensemble::Progress;
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::lab::plans::sensitivity::{SensitivityPlan, publish};
use stayput::internals::report::files::dictionary::DRAWS;
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::number;
use stayput::internals::report::sensitivity::csv::Draws;
use stayput::internals::report::sensitivity::{json, plain, table};
use stayput::internals::scenario::Scenario;
use stayput::internals::sensitivity::Row;
use stayput::internals::sensitivity::records::MONTHS;
use stayput::internals::sensitivity::results::Sensitivity;

use super::INTERRUPTED;
use super::options::{Changes, Format, LargeOption, WrittenFiles, months, positive, trials, whole};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::ProgressLine;
use super::output::results::{has_table, with_command_line};
use super::reading::{not_learned, read, recycling};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput sensitivity scenarios/llama.toml
  stayput sensitivity lab.toml --policy refresh --plot
  stayput sensitivity lab.toml --policy refresh --records 6,12,24
  stayput sensitivity lab.toml --format json | jq -r .sentences[0]";

/// What `stayput sensitivity` takes.
#[derive(Debug, Args)]
pub struct SensitivityOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Ask about what this policy keeps and costs too;
    /// repeat to ask about several
    #[arg(long = "policy", value_name = "NAME", verbatim_doc_comment)]
    pub policies: Vec<String>,
    /// Say what records of so many months of exits are worth
    /// before a policy is chosen; several by commas
    /// [default: 12]
    #[arg(long, value_name = "MONTHS", value_delimiter = ',', value_parser = months, allow_negative_numbers = true)]
    #[arg(requires = "policies", verbatim_doc_comment)]
    pub records: Vec<u32>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: AskedEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: AskedOutput,
}

/// How much is computed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct AskedEffort {
    /// Trials of each setting, made up to whole parameter
    /// draws [default: the scenario's]
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
pub struct AskedOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/sensitivity]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Ask about policies for few people too
    #[arg(long)]
    pub individuals: bool,
    /// What there is besides.
    #[command(flatten)]
    pub besides: Besides,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// What is written and drawn besides the table and the files.
#[derive(Clone, Copy, Debug, Args)]
pub struct Besides {
    /// Write a row a parameter draw: its numbers, and what
    /// its trials came to
    #[arg(long, verbatim_doc_comment)]
    pub per_draw: bool,
    /// How that is written: csv, or parquet, which data
    /// frames and databases read
    #[arg(long, value_enum, value_name = "F", default_value_t = LargeOption::Csv, requires = "per_draw")]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub format_files: LargeOption,
    /// Draw bars too, as wide as the terminal
    #[arg(long)]
    pub plot: bool,
}

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems, nothing in it is uncertain, or results cannot be written.
pub fn sensitivity(options: &SensitivityOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    has_table(options.output.besides.plot, options.output.format)?;
    let mut loaded = read(&options.file, &options.changes, console)?;
    loaded.scenario.individuals = options.output.individuals;
    let scenario = &loaded.scenario;
    let effort = &options.effort;
    let amount = Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: None };
    let path = options.file.display().to_string();
    let months = if options.records.is_empty() { &MONTHS[..] } else { &options.records };
    let plan = SensitivityPlan::new(&path, scenario, (&options.policies, months), amount)?;
    let asked = place::place(options.output.out.as_deref(), &options.file, "sensitivity", console);
    let traces = Traces::default();
    console.note(&not_learned(&options.file, scenario));
    tell_unchecked_assertions(scenario, console);
    let interrupt = Interrupt::watch(traces.clone(), console);
    let mut folder = Folder::open_traced(&asked, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    if let Some(sentence) = recycling(scenario, &plan.plan, false) {
        console.note(&sentence);
    }
    let simulated = Instant::now();
    let key = plan.key(&loaded.inputs, &options.changes.set);
    let found = simulate(&plan, &key, &mut folder, options, console, &interrupt)?;
    if found.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    console.detail(&format!("{} draws in {:.2} s", number::count(found.draws), simulated.elapsed().as_secs_f64()));
    let manifest = plan.manifest(&loaded.inputs, &options.changes.set, &found, began);
    let form = options.output.written.form(false);
    let (manifest, place) = publish(folder, &found, &plan.columns(), with_command_line(manifest), form)?;
    place::tell_beside(&asked, &place, console);
    tell(&found, &manifest, &place, options, console)?;
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// Says how many assertions of the scenario are not looked at.
pub(super) fn tell_unchecked_assertions(scenario: &Scenario, console: Console) {
    let count = scenario.assertions.len();
    if count > 0 {
        let are = if count == 1 { "is" } else { "are" };
        console.note(&format!(
            "note: {} of the scenario's [[assert]] {are} not checked: stayput run and stayput compare check them\n",
            number::count(count as u64)
        ));
    }
}

/// Runs the trials, with the progress line and, if wanted, `draws.csv` on the way.
fn simulate(
    plan: &SensitivityPlan<'_>,
    key: &str,
    folder: &mut Folder,
    options: &SensitivityOptions,
    console: Console,
    interrupt: &Interrupt,
) -> Result<Sensitivity, Failure> {
    let line = ProgressLine::new(plan.plan.trials, console.shows_progress());
    let mut on_progress = |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    if !options.output.besides.per_draw {
        let counted = plan.count(&mut on_progress, None);
        return counted.map_err(|error: io::Error| Failure::Plain(format!("cannot simulate: {error}")));
    }
    let form = options.output.besides.format_files.form(options.output.written.csv);
    let name = form.name_of(&DRAWS);
    let file = folder.create(&name)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(&name, &error));
    let (paths, means, is_told) = plan.columns();
    let mut draws = Draws::new(file, key, &paths, (&means, is_told), form).map_err(failed)?;
    let found = plan.count(&mut on_progress, Some(&mut |row: &Row| draws.row(row))).map_err(failed)?;
    let file = draws.into_inner().map_err(failed)?;
    folder.close(file)?;
    Ok(found)
}

/// Prints the report.
fn tell(found: &Sensitivity, manifest: &Manifest, place: &Path, options: &SensitivityOptions, console: Console) -> Result<(), Failure> {
    console.print(&match options.output.format {
        Format::Json => json::render(found, manifest, place),
        Format::Plain => plain::render(found, manifest, place),
        Format::Table => table::render(found, manifest, place, console.screen().with_charts(options.output.besides.plot)),
    })
}
