//! `stayput run`: one scenario; the table on stdout, the files in a folder.

use std::env;
use std::io;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Instant;

use stayput::internals::ensemble::shard::Shard;
use stayput::internals::ensemble::{self, Plan, Progress};
use stayput::internals::estimate::{Estimates, Group, Metric, TrialRow};
use stayput::internals::lab::plans::run::publish;
use stayput::internals::lab::plans::run::{Amount, Counted, RunPlan};
use stayput::internals::report::files::csv::{self, Trials};
use stayput::internals::report::files::events;
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::{Run, names, number};
use stayput::internals::scenario::{Assertion, Scenario, Statistic};
use stayput::internals::simulate::Model;
use stayput::internals::simulate::model::published::Told;

use super::console::{Console, Failure};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::reading::{not_learned, read};
use super::{Effort, INTERRUPTED, RunOptions, merge, place, results};

/// What is said where an interrupted run has no event log.
const LEFT_OUT: &str = "events.csv is left out: to tell its trials again would take too long";

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where the scenario has problems, or results cannot be written.
pub fn run(options: &RunOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
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
    let told = Told::of_run(&loaded.scenario, &loaded.scenario.parts_of(&run_plan.policies));
    if let Some(problem) = asserts_what_is_hidden(&loaded.scenario, &told, Some(policy)) {
        return Err(Failure::Plain(problem));
    }
    let event_log = options.output.events.map(|first| Ok::<_, Failure>((first, folder.create(events::NAME)?))).transpose()?;
    console.note(&not_learned(&options.file, &loaded.scenario));
    if let Some(sentence) = recycling(&loaded.scenario, plan, amount.precision.is_some()) {
        console.note(&sentence);
    }
    let simulated = Instant::now();
    let counted = simulate(&run_plan, &mut folder, options, console, &interrupt)?;
    if counted.tally.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    let estimates = counted.metadata.estimates(&counted.tally);
    console.detail(&speed(&estimates, plan, simulated.elapsed().as_secs_f64()));
    let dialect = options.output.csv.into();
    if let Some((first, file)) = event_log {
        let replications = counted.metadata.replications;
        let shard = options.effort.shard.unwrap_or(Shard::WHOLE);
        let begin = shard.range(plan.trials.div_ceil(replications)).start * replications;
        let trials = begin..(begin + estimates.trials).min(first);
        let model = Model { replications, ..run_plan.model() };
        if !super::events::write(&model, (&run_plan.key, policy), trials, file, &mut folder, dialect, interrupt.grace())? {
            console.note(LEFT_OUT);
        }
    }
    let manifest = with_command_line(run_plan.manifest(&counted, &estimates, interrupt.told(), began));
    let code = if options.effort.shard.is_some() {
        let state = run_plan.state(counted, &options.changes.set, options.output.events);
        let place = results::publish_state(folder, &state, manifest)?;
        place::tell_beside(&asked, &place, console);
        merge::tell_shard(&state, &place)?;
        ExitCode::SUCCESS
    } else {
        let key = manifest.run.clone();
        let run = Run { key: &key, policy, estimates: &estimates, assertions: &run_plan.assertions };
        let (manifest, place) = publish(folder, &run, manifest, dialect)?;
        place::tell_beside(&asked, &place, console);
        results::tell(&run, &manifest, &place, options.output.format, console)?
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

/// What is wrong with an assertion about something that results do not speak of, if there is one: about a cost, where that of `policy` is meant.
pub fn asserts_what_is_hidden(scenario: &Scenario, told: &Told, policy: Option<&str>) -> Option<String> {
    let least = scenario.least_group();
    let why = |what: &str| told.withheld.iter().find(|one| one.what == what).map_or("", |one| one.why.as_str());
    scenario.assertions.iter().find_map(|assertion| {
        let metric = names::metric(assertion.metric);
        let refused = |which: &str, why: &str, way: &str| {
            Some(format!(
                "an [[assert]] is about {which} (privacy.min_group, {least}): {why}\n  {way} with --individuals, which shows results of single \
                 researchers too"
            ))
        };
        let withheld = |what: &str| refused(&format!("{metric}, which is withheld"), why(what), "run");
        match assertion.metric {
            Metric::Capability | Metric::CapabilityLost | Metric::BusFactor => {
                let is_hidden = |index: &usize| !told.capabilities[*index] && (assertion.metric == Metric::BusFactor || assertion.group == Group::Capability(*index));
                let name = &scenario.capabilities[(0..told.capabilities.len()).find(is_hidden)?].name;
                let of = format!("{metric}, which rests on capability:{name}, which is withheld");
                refused(&of, why(&format!("the capability {name}")), "run")
            }
            Metric::Headcount | Metric::Exits | Metric::ProductiveHeadcount if !told.flows => withheld("headcount and exits"),
            Metric::TenureKept if scenario.knows_tenure() && !told.tenure => withheld("tenure_kept"),
            Metric::TenureKept if least > 1 && matches!(assertion.stat, Statistic::Quantile(_)) => refused(
                "a quantile of tenure_kept, which is withheld",
                "it is a sum of single people's tenures",
                "assert on its mean, or run",
            ),
            Metric::Cost if !told.costs && policy.is_some_and(|policy| assertion.is_of_run(policy)) => withheld("cost"),
            _ => None,
        }
    })
}

/// How much was asked for on the command line.
fn amount(effort: &Effort) -> Amount {
    Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: effort.precision }
}

/// What there is to say where a posterior has fewer rows than the trials would use at the replications asked for.
pub fn recycling(scenario: &Scenario, plan: &Plan, is_precise: bool) -> Option<String> {
    let rows = scenario.posterior.as_ref()?.rows.len() as u64;
    let asked = u64::from(scenario.replications);
    if plan.trials.div_ceil(asked) <= rows {
        return None;
    }
    let rows_of_it = format!("the posterior has {} learned draw{}", number::count(rows), if rows == 1 { "" } else { "s" });
    Some(if is_precise {
        format!("note: {rows_of_it}: no more than {} trials can be run for precision\n", number::count(rows * asked))
    } else {
        let share = number::count(plan.trials.div_ceil(rows));
        format!(
            "note: {rows_of_it}, each shared by {share} trials, not {asked}: for a smaller error, more trials alone do not suffice; calibrate with \
             more --draws\n"
        )
    })
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
    let file = folder.create(csv::TRIALS)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(csv::TRIALS, &error));
    let metadata = ensemble::metadata(&run_plan.loaded.scenario, run_plan.plan.seed);
    let mut trials = Trials::new(file, (&run_plan.key, run_plan.policy), &metadata, options.output.csv.into()).map_err(failed)?;
    let counted = run_plan.count(&mut on_progress, Some(&mut |row: &TrialRow| trials.row(row))).map_err(failed)?;
    let file = trials.into_inner().map_err(failed)?;
    folder.close(file)?;
    Ok(counted)
}

/// A manifest with what was typed.
pub fn with_command_line(manifest: Manifest) -> Manifest {
    Manifest { command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(), ..manifest }
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
