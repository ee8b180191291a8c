//! `stayput sweep`: a grid of settings, every point on the same luck.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use stayput::internals::ensemble::Progress;
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::lab::plans::sweep::{Asked, SweepPlan, publish};
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::number;
use stayput::internals::report::sweep::{json, plain, table};
use stayput::internals::scenario::Template;
use stayput::internals::sweep::{Axis, Grid, Sweep, results};

use super::INTERRUPTED;
use super::options::{Changes, Format, WrittenFiles, positive, shard, trials, whole};
use super::output::console::{Console, Failure};
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::ProgressLine;
use super::output::results::{has_table, publish_sweep_state, tell_sweep_shard, with_command_line};
use super::reading::{not_learned, read_template, recycling};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput sweep scenarios/llama.toml --over contagion.ratio=1:1.6:5
  stayput sweep lab.toml --over policies.pay.raise=0.05,0.1,0.2 --policy pay
  stayput sweep lab.toml --over contagion.ratio=1:1.5:3
      --over 'contagion.window=3 months,6 months' --plot
  stayput sweep lab.toml --over frailty.sd=0:1:5 --format json | jq .points";

/// What `stayput sweep` takes.
#[derive(Debug, Args)]
pub struct SweepOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Take the number at PATH through VALUES: a range
    /// with so many points, 1:1.6:5, or a list,
    /// 0.05,0.1,0.2; repeat for a grid
    #[arg(long, value_name = "PATH=VALUES", required = true, verbatim_doc_comment)]
    pub over: Vec<String>,
    /// Put this policy in force at every point, and say
    /// what it keeps there; repeat to look at several
    #[arg(long = "policy", value_name = "NAME", verbatim_doc_comment)]
    pub policies: Vec<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: SweptEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: SweptOutput,
}

/// How much a sweep computes, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct SweptEffort {
    /// Trials of each point, made up to whole parameter draws
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
    /// Run one part of N of the trials of every point, such as
    /// 2/5, into a folder for `merge`
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with_all = ["plot", "bundle"], verbatim_doc_comment)]
    pub shard: Option<Shard>,
}

/// Where the files of a sweep go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct SweptOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/sweep]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Show what is about few people too, and groups however
    /// small
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// Draw a heat map of two settings too, as where the
    /// terminal is wide
    #[arg(long, verbatim_doc_comment)]
    pub plot: bool,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems at a point, or results cannot be written.
pub fn sweep(options: &SweepOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    has_table(options.output.plot, options.output.format)?;
    let axes: Result<Vec<Axis>, String> = options.over.iter().map(|over| Axis::parse(over)).collect();
    let grid = axes.and_then(|axes| Grid::new(axes, &options.changes.set)).map_err(Failure::Plain)?;
    let template = Template::of_file(&options.file);
    let mut loaded = read_template(&template, &options.changes, console)?;
    loaded.scenario.individuals = options.output.individuals;
    let effort = &options.effort;
    let amount = Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: None };
    let asked = Asked { set: &options.changes.set, policies: &options.policies, amount, shard: effort.shard };
    let plan = SweepPlan::new(&template, loaded, grid, asked)?;
    console.remarks(&if console.verbose { plan.remarks.clone() } else { plan.remarks.without_notes() });
    let study = plan.study()?;
    let own = effort.shard.map_or_else(|| "sweep".to_owned(), |shard| format!("sweep-shard-{}-of-{}", shard.index(), shard.count()));
    let claimed = place::place(options.output.out.as_deref(), &options.file, &own, console);
    let traces = Traces::default();
    let interrupt = Interrupt::watch(traces.clone(), console);
    let folder = Folder::open_traced(&claimed, options.output.force, &place::read_by(&plan.loaded.inputs), traces)?;
    console.note(&not_learned(&options.file, &plan.loaded.scenario));
    if let Some(sentence) = recycling(&plan.loaded.scenario, &plan.plan, false) {
        console.note(&sentence);
    }
    let legend = study.legend();
    let simulated = Instant::now();
    let line = ProgressLine::new(0, console.shows_progress());
    let counts = plan.count(&study, &legend, &mut |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    drop(line);
    if counts.points.len() < 2 && interrupt.told() {
        console.note("interrupted before the first point was done: nothing is written");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let manifest = with_command_line(plan.manifest(&legend, &counts, began));
    let is_whole = counts.points.len() == study.points();
    let code = if is_whole && !interrupt.told() { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) };
    if effort.shard.is_some() {
        let state = plan.state(legend, counts, &options.changes.set);
        let place = publish_sweep_state(folder, &state, manifest)?;
        place::tell_beside(&claimed, &place, console);
        tell_sweep_shard(&state, &place)?;
        return Ok(code);
    }
    let Some(swept) = results(&legend, counts) else { return Ok(code) };
    console.detail(&speed(&swept, simulated.elapsed().as_secs_f64(), plan.plan.threads));
    let form = options.output.written.form(false);
    let (manifest, place) = publish(folder, &swept, manifest, form)?;
    place::tell_beside(&claimed, &place, console);
    console.print(&match options.output.format {
        Format::Json => json::render(&swept, &manifest, &place),
        Format::Plain => plain::render(&swept, &manifest, &place),
        Format::Table => table::render(&swept, &manifest, &place, console.screen().with_charts(options.output.plot)),
    })?;
    Ok(code)
}

/// How fast it was.
fn speed(sweep: &Sweep, seconds: f64, threads: usize) -> String {
    let (points, arms) = (sweep.points.len() + 1, sweep.policies.len());
    let people = sweep.as_it_is.arms[0].estimates.metadata.roster;
    let rate = sweep.trials as f64 * (points * arms * people) as f64 / seconds.max(1e-9);
    format!(
        "{} trials of {arms} arm{} at {points} points in {seconds:.2} s, about {} researcher-trials a second with --threads {threads}",
        number::count(sweep.trials),
        if arms == 1 { "" } else { "s" },
        number::count(rate as u64)
    )
}
