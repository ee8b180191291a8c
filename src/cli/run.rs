//! `stayput run`: one scenario; the table on stdout, the files in a folder.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::ensemble::{self, Plan, Progress, moved_exits};
use stayput::internals::estimate::{Estimates, TrialRow};
use stayput::internals::lab::plans::run::{Amount, Counted, RunPlan, publish};
use stayput::internals::report::files::csv::Trials;
use stayput::internals::report::files::dictionary::{CASCADES, EVENTS, PATHS, TRIALS};
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::{Run, number};
use stayput::internals::scenario::{Assertion, Scenario};

use super::INTERRUPTED;
use super::options::{Changes, Drawn, Format, LargeOption, WrittenFiles, people, positive, shard, trials, whole};
use super::output::console::{Console, Failure};
use super::output::hidden_assertions::asserts_what_is_hidden;
use super::output::interrupt::Interrupt;
use super::output::progress::ProgressLine;
use super::output::results::{self, has_table, with_command_line};
use super::output::{event_log, place};
use super::reading::{not_learned, read, recycling};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput run scenarios/llama.toml
  stayput run lab.toml --trials 100_000 --out long
  stayput run lab.toml --set contagion.ratio=1.3 --set heat.volatility=0.2
  stayput run lab.toml --policy refresh
  stayput run lab.toml --per-trial -q | head -n 1
  stayput run lab.toml --format plain | grep ^retained
  stayput run lab.toml --format json | jq -r .sentence
  stayput run lab.toml --precision 0.05
  stayput run lab.toml --trial 17";

/// What `stayput run` takes.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Put this policy of the scenario in force
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: Effort,
    /// Tell trial K (from 0) alone as a story: who left, when,
    /// and what made it likely; nothing else is run or written
    #[arg(long, value_name = "K", value_parser = whole, allow_negative_numbers = true, verbatim_doc_comment, help_heading = "Simulation")]
    #[arg(conflicts_with_all = ["trials", "precision", "shard", "out", "force", "per_trial", "events", "individuals", "csv", "report", "plot", "bundle", "format_files"])]
    pub trial: Option<u64>,
    /// Where to write.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// How much to compute, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct Effort {
    /// Trials to run, made up to whole parameter draws
    /// [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Go on until the half-width of the 95 % Monte Carlo
    /// interval of retained at the horizon is below X people,
    /// at most --trials [default: 100 times the scenario's]
    #[arg(long, value_name = "X", value_parser = people, allow_negative_numbers = true, verbatim_doc_comment, conflicts_with = "shard")]
    pub precision: Option<f64>,
    /// Run one part of N, such as 2/5, into a folder for
    /// `merge`; auto reads Slurm arrays and Kubernetes jobs
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with_all = ["report", "plot", "bundle"], verbatim_doc_comment)]
    pub shard: Option<Shard>,
}

/// Where the files go, and which.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/run, run-POLICY
    /// or shard-I-of-N]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Write trials.csv too: a row a trial
    #[arg(long)]
    pub per_trial: bool,
    /// Write events.csv too: what happened in N first trials
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub events: Option<u64>,
    /// How those two are written: csv, or parquet, which data
    /// frames and databases read
    #[arg(long, value_enum, value_name = "F", default_value_t = LargeOption::Csv, conflicts_with = "shard")]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub format_files: LargeOption,
    /// Speak of single researchers too, in researchers.csv,
    /// and of groups however small
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// What goes to stdout: table; json, one document with
    /// everything; or plain, one fact a line without lines
    /// and blocks, for screen readers and grep
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub format: Format,
    /// What is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// What is said where an interrupted run lacks a file of single trials.
fn left_out(name: &str) -> String {
    format!("{name} is left out: to tell its trials again would take too long")
}

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems, or results cannot be written.
pub fn run(options: &RunOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    has_table(options.output.drawn.plot, options.output.format)?;
    if options.output.format_files != LargeOption::Csv && !options.output.per_trial && options.output.events.is_none() {
        return Err(Failure::Plain("--format-files is about what --per-trial and --events write\n  add one of them".to_owned()));
    }
    let mut loaded = read(&options.file, &options.changes, console)?;
    loaded.scenario.individuals = options.output.individuals;
    let amount = amount(&options.effort);
    let run_plan = RunPlan::new(&loaded, &options.changes.set, options.policy.as_deref(), amount, options.effort.shard)?;
    let (policy, plan) = (run_plan.policy, &run_plan.plan);
    let asked = place::place(options.output.out.as_deref(), &options.file, &place::of_run(policy, options.effort.shard), console);
    tell_unchecked_assertions(&loaded.scenario, &run_plan.assertions, console);
    let traces = Traces::default();
    let interrupt = Interrupt::watch(traces.clone(), console);
    let mut folder = Folder::open_traced(&asked, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    if let Some(problem) = asserts_what_is_hidden(&loaded.scenario, run_plan.told(), Some(policy)) {
        return Err(Failure::Plain(problem));
    }
    let large = options.output.format_files.form(options.output.written.csv);
    let events = large.name_of(&EVENTS);
    let event_log = options.output.events.map(|first| Ok::<_, Failure>((first, folder.create(&events)?))).transpose()?;
    console.note(&not_learned(&options.file, &loaded.scenario));
    if let Some(sentence) = recycling(&loaded.scenario, plan, amount.precision.is_some()) {
        console.note(&sentence);
    }
    let simulated = Instant::now();
    let counted = simulate(&run_plan, &mut folder, options, console, &interrupt)?;
    if counted.tally.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    let estimates = counted.metadata.estimates(Arc::clone(&counted.tally));
    console.detail(&speed(&estimates, plan, simulated.elapsed().as_secs_f64()));
    let form = options.output.written.form(options.output.drawn.report);
    let model = run_plan.counted_model(&counted);
    let told_again = run_plan.tell_again(&model, &counted, interrupt.grace());
    if told_again.paths.is_none() {
        console.note(&left_out(PATHS.name));
    }
    if told_again.moved_exits.is_none() && moved_exits::are_told(&model) {
        console.note(&left_out(CASCADES.name));
    }
    if let Some((first, file)) = event_log {
        let trials = run_plan.first_trials(&counted, first);
        if !event_log::write(&model, (&run_plan.key, policy), trials, file, &mut folder, large, interrupt.grace())? {
            console.note(&left_out(&events));
        }
    }
    let manifest = with_command_line(run_plan.manifest(&counted, &estimates, interrupt.told(), began));
    let code = if options.effort.shard.is_some() {
        let state = run_plan.state(counted, told_again, &options.changes.set, options.output.events);
        let place = results::publish_state(folder, &state, manifest)?;
        place::tell_beside(&asked, &place, console);
        results::tell_shard(&state, &place)?;
        ExitCode::SUCCESS
    } else {
        let key = manifest.run.clone();
        let run = Run { key: &key, policy, estimates: &estimates, assertions: &run_plan.assertions };
        let (manifest, place) = publish(folder, &run, &told_again, manifest, form)?;
        place::tell_beside(&asked, &place, console);
        let code = results::tell(&run, &manifest, &place, (options.output.format, options.output.drawn.plot), console)?;
        results::tell_page(form, &place, options.output.format, console)?;
        code
    };
    // Also where nothing was left to interrupt: whoever pressed Ctrl-C does not want what comes after this run either.
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { code })
}

/// Says how many of the scenario's assertions are not about the policy that is run alone.
fn tell_unchecked_assertions(scenario: &Scenario, own: &[Assertion], console: Console) {
    let others = scenario.assertions.len() - own.len();
    if others > 0 {
        let (count, are) = (number::count(others as u64), if others == 1 { "is" } else { "are" });
        console
            .note(&format!("note: {count} of the scenario's [[assert]] {are} not checked: stayput compare checks those of all policies\n"));
    }
}

/// How much was asked for on the command line.
fn amount(effort: &Effort) -> Amount {
    Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: effort.precision }
}

/// Runs the trials, with the progress line and, if wanted, `trials.csv` on the way.
fn simulate(
    run_plan: &RunPlan<'_>,
    folder: &mut Folder,
    options: &RunOptions,
    console: Console,
    interrupt: &Interrupt,
) -> Result<Counted, Failure> {
    let line = ProgressLine::new(run_plan.plan.trials, console.shows_progress());
    let mut on_progress = |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    if !options.output.per_trial {
        let counted = run_plan.count(&mut on_progress, None);
        return counted.map_err(|error: io::Error| Failure::Plain(format!("cannot simulate: {error}")));
    }
    let form = options.output.format_files.form(options.output.written.csv);
    let name = form.name_of(&TRIALS);
    let file = folder.create(&name)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(&name, &error));
    let metadata = ensemble::metadata(&run_plan.loaded.scenario, run_plan.plan.seed);
    let mut trials = Trials::new(file, (&run_plan.key, run_plan.policy), &metadata, form).map_err(failed)?;
    let counted = run_plan.count(&mut on_progress, Some(&mut |row: &TrialRow| trials.row(row))).map_err(failed)?;
    let file = trials.into_inner().map_err(failed)?;
    folder.close(file)?;
    Ok(counted)
}

/// How fast it was.
fn speed(estimates: &Estimates, plan: &Plan, seconds: f64) -> String {
    let rate = estimates.trials as f64 * estimates.metadata.roster as f64 / seconds.max(1e-9);
    format!(
        "{} trials in {seconds:.2} s, {} researcher-trials a second with --threads {}",
        number::count(estimates.trials),
        number::count(rate as u64),
        plan.threads
    )
}
