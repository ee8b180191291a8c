//! `stayput compare`: policies and files against the first file without, on the same luck.

use std::env;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use stayput::compare::told::Choice;
use stayput::compare::{self, Arm, Comparison, Source};
use stayput::ensemble::precision::{self, Look};
use stayput::ensemble::{self, Plan};
use stayput::estimate::Metric;
use stayput::estimate::verdict::Verdict;
use stayput::report::comparison::{csv, json, plain, table};
use stayput::report::csv::Dialect;
use stayput::report::folder::{Folder, Traces};
use stayput::report::key::partial;
use stayput::report::manifest::{self, Manifest, Precision, Stopped};
use stayput::report::verdicts::heaviest;
use stayput::report::{Run, datapackage, dictionary, number};
use stayput::scenario::{Assertion, Input, Loaded};
use stayput::simulate::model::published::Withheld;

use super::console::{Console, Failure};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::reading::{not_learned, read};
use super::run::{Asked, common, plan, recycling};
use super::{CompareOptions, Format, INTERRUPTED, place, results};

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where a scenario has problems, files do not agree, or results cannot be written.
pub fn compare(options: &CompareOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let mut files: Vec<(String, Loaded)> = options
        .files
        .iter()
        .map(|file| Ok((file.display().to_string(), read(file, &options.changes, console)?)))
        .collect::<Result<_, Failure>>()?;
    for (_, loaded) in &mut files {
        loaded.scenario.individuals = options.output.individuals;
    }
    let sources: Vec<Source<'_>> = files.iter().map(|(path, loaded)| Source { path, scenario: &loaded.scenario }).collect();
    let effort = &options.effort;
    compare::agree(&sources, effort.seed.is_some(), effort.trials.is_some()).map_err(Failure::Plain)?;
    let all = compare::arms(&sources, &options.policies).map_err(Failure::Plain)?;
    let Choice { arms, told, withheld } = compare::told::choose(all.clone()).map_err(Failure::Plain)?;
    if let Some(problem) = asserts_what_is_withheld(&all, &withheld) {
        return Err(Failure::Plain(problem));
    }
    let asked = place::place(options.output.out.as_deref(), &options.files[0], "compare", console);
    let reads: Vec<PathBuf> = files.iter().flat_map(|(_, loaded)| place::read_by(&loaded.inputs)).collect();
    let traces = Traces::default();
    for (file, (_, loaded)) in options.files.iter().zip(&files) {
        console.note(&not_learned(file, &loaded.scenario));
    }
    let interrupt = Interrupt::watch(traces.clone(), console);
    let folder = Folder::open_traced(&asked, options.output.force, &reads, traces)?;
    let amount = Asked { trials: effort.trials, seed: effort.seed, threads: effort.threads, is_precise: effort.precision.is_some() };
    let plan = plan(&amount, sources[0].scenario);
    for (arm, told) in arms.iter().zip(&told) {
        if let Some(problem) = super::run::asserts_what_is_hidden(arm.scenario, told, None) {
            return Err(Failure::Plain(problem));
        }
    }
    for source in &sources {
        if let Some(sentence) = recycling(source.scenario, &plan, amount.is_precise) {
            console.note(&sentence);
        }
    }
    let simulated = Instant::now();
    let (mut comparison, look) = simulate(&arms, &plan, options, console, &interrupt);
    comparison.withheld = withheld;
    if comparison.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    console.detail(&speed(&comparison, &plan, simulated.elapsed().as_secs_f64()));
    let mut manifest = manifest(&files, options, &plan, &comparison, began);
    manifest.precision = look.map(|look| Precision { asked: look.asked(), half_width: look.half_width, looks: look.number });
    let is_short = comparison.trials < plan.trials;
    if interrupt.told() && look.map_or(is_short, |look| !look.is_enough()) {
        manifest.stopped = Stopped::Interrupted;
        manifest.run = partial(&manifest.run, manifest.trials);
    } else if look.is_some_and(|look| look.is_enough()) {
        manifest.stopped = Stopped::Precision;
    }
    let (manifest, place) = publish(folder, &comparison, manifest, options.output.csv.into())?;
    place::tell_beside(&asked, &place, console);
    let code = tell(&comparison, &sources, &manifest, &place, options, console)?;
    // Also where nothing was left to interrupt: whoever pressed Ctrl-C does not want what comes after either.
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { code })
}

/// What is wrong with an assertion about an arm that is withheld, or about its cost, if there is one.
fn asserts_what_is_withheld(arms: &[Arm<'_>], withheld: &[Withheld]) -> Option<String> {
    arms.iter().find_map(|arm| {
        // A file that is withheld is so with all its policies.
        let names = |what: &str| what == arm.name() || arm.file > 0 && what == arm.label;
        let is_about = |assertion: &Assertion, one: &Withheld| {
            let is_of_arm = assertion.policy == arm.policy_name() || assertion.than.as_deref() == Some(arm.policy_name());
            let is_cost = || assertion.metric == Metric::Cost && one.what == format!("the cost of {}", arm.name());
            is_of_arm && (names(&one.what) || is_cost())
        };
        let is_asserted = |one: &&Withheld| arm.scenario.assertions.iter().any(|assertion| is_about(assertion, one));
        let Withheld { what, why } = withheld.iter().find(is_asserted)?;
        Some(format!(
            "an [[assert]] is about {what}, which is withheld (privacy.min_group): {why}\n  run with --individuals, which shows results of \
             single researchers too"
        ))
    })
}

/// Runs the trials, with the progress line on the way.
fn simulate(
    arms: &[Arm<'_>],
    plan: &Plan,
    options: &CompareOptions,
    console: Console,
    interrupt: &Interrupt,
) -> (Comparison, Option<Look>) {
    let line = ProgressLine::new(plan.trials, console.shows_progress());
    let mut on_progress = |progress: &ensemble::Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    match options.effort.precision {
        Some(half_width) => {
            let (comparison, look) = compare::run_to_precision(arms, plan, precision::Precision { half_width }, &mut on_progress);
            (comparison, Some(look))
        }
        None => (compare::run(arms, plan, &mut on_progress), None),
    }
}

/// Writes the CSV files and what describes them, and makes the folder appear; says where.
fn publish(mut folder: Folder, comparison: &Comparison, mut manifest: Manifest, dialect: Dialect) -> Result<(Manifest, PathBuf), Failure> {
    let key = manifest.run.clone();
    let runs: Vec<Run<'_>> =
        comparison.arms.iter().map(|arm| Run { key: &key, policy: &arm.policy, estimates: &arm.estimates, assertions: &[] }).collect();
    let of_individuals = runs.iter().any(|run| !run.estimates.metadata.individuals.is_empty()).then_some(stayput::report::csv::RESEARCHERS);
    for (name, write) in stayput::report::csv::FILES.into_iter().chain(of_individuals) {
        folder.write(name, |out| write(out, &runs, dialect))?;
    }
    folder.write(dictionary::COMPARISON.name, |out| csv::differences(out, &key, comparison, dialect))?;
    folder.write(dictionary::COSTS.name, |out| csv::costs(out, &key, comparison, dialect))?;
    if comparison.acceptability.is_ok() {
        folder.write(dictionary::ACCEPTABILITY.name, |out| csv::acceptability(out, &key, comparison, dialect))?;
    }
    let listed = folder.files().to_vec();
    let title = comparison.reference().estimates.metadata.scenario.clone();
    folder.write(datapackage::NAME, |out| datapackage::write(out, &title, &[], &listed, dialect))?;
    manifest.files = folder.files().to_vec();
    let place = folder.publish(&manifest)?;
    Ok((manifest, place))
}

/// Prints the report, and says how to exit.
fn tell(
    comparison: &Comparison,
    sources: &[Source<'_>],
    manifest: &Manifest,
    place: &Path,
    options: &CompareOptions,
    console: Console,
) -> Result<ExitCode, Failure> {
    let (judged, left_out) = compare::verdict::judge(comparison, sources);
    if left_out > 0 {
        let (count, are) = (number::count(left_out as u64), if left_out == 1 { "is" } else { "are" });
        console.note(&format!("note: {count} of the files' [[assert]] {are} not checked: about policies that are not compared\n"));
    }
    let lines: Vec<String> = judged.iter().map(compare::verdict::Judged::line).collect();
    console.print(&match options.output.format {
        Format::Json => json::render(comparison, &judged, manifest, place),
        Format::Plain => plain::render(comparison, &lines, manifest, place),
        Format::Table => table::render(comparison, &lines, manifest, place, console.color_on_stdout()),
    })?;
    let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.judgement.verdict).collect();
    Ok(results::exit_code(heaviest(&verdicts), manifest))
}

/// What the comparison was made of.
fn manifest(files: &[(String, Loaded)], options: &CompareOptions, plan: &Plan, comparison: &Comparison, began: Instant) -> Manifest {
    let scenario = &files[0].1.scenario;
    let metadata = &comparison.reference().estimates.metadata;
    let inputs: Vec<Input> = files.iter().flat_map(|(_, loaded)| &loaded.inputs).cloned().collect();
    let mut asked: Vec<String> = comparison.arms.iter().map(|arm| format!("arm {}", arm.name)).collect();
    asked.extend(common(plan, options.effort.precision, options.output.individuals));
    let mut read: Vec<manifest::Input> = Vec::new();
    for input in &inputs {
        let input = manifest::Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
        if !read.contains(&input) {
            read.push(input);
        }
    }
    Manifest {
        program: manifest::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario: metadata.scenario.clone(),
        run: results::key_of("compare", &inputs, &options.changes, asked),
        policies: comparison.arms.iter().map(|arm| arm.name.clone()).collect(),
        start: scenario.clock.start().to_string(),
        horizon: scenario.horizon.to_string(),
        roster: metadata.roster,
        inputs: read,
        seed: plan.seed,
        trials_asked: plan.trials,
        trials: comparison.trials,
        draws: comparison.draws,
        replications: comparison.replications,
        stopped: Stopped::Trials,
        precision: None,
        shards: None,
        fitted_to: None,
        privacy: manifest::Privacy { withheld: comparison.withheld.clone(), ..manifest::Privacy::of(metadata) },
        wall_time_seconds: began.elapsed().as_secs_f64(),
        threads: plan.threads,
        files: Vec::new(),
    }
}

/// How fast it was.
fn speed(comparison: &Comparison, plan: &Plan, seconds: f64) -> String {
    let people: usize = comparison.arms.iter().map(|arm| arm.estimates.metadata.roster).sum();
    let rate = comparison.trials as f64 * people as f64 / seconds.max(1e-9);
    format!(
        "{} trials of {} arms in {seconds:.2} s, {} researcher-trials a second with --threads {}",
        number::count(comparison.trials),
        comparison.arms.len(),
        number::count(rate as u64),
        plan.threads
    )
}
