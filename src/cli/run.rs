//! `stayput run`: one scenario; the table on stdout, the files in a folder.

use std::env;
use std::io;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use stayput::ensemble::precision::{self, Look};
use stayput::ensemble::shard::Shard;
use stayput::ensemble::state::{self, InputFile, Origin, State};
use stayput::ensemble::{self, OnTrial, Plan};
use stayput::estimate::tally::Tally;
use stayput::estimate::{Estimates, Group, Metric, RunMetadata, TrialRow};
use stayput::report::csv::{self, Trials};
use stayput::report::events;
use stayput::report::folder::{Folder, Traces};
use stayput::report::key::partial;
use stayput::report::manifest::{self, Manifest, Precision, Stopped};
use stayput::report::{Run, names, number};
use stayput::scenario::{self, Assertion, Loaded, Scenario, Statistic};
use stayput::simulate::Model;
use stayput::simulate::model::published::Told;

use super::console::{Console, Failure};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::reading::{not_learned, read, under};
use super::{INTERRUPTED, RunOptions, merge, place, results};

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
    let (policies, policy) = under(&loaded.scenario, options.policy.as_deref())?;
    let asked = place::place(options.output.out.as_deref(), &options.file, &place::of_run(policy, options.effort.shard), console);
    let assertions = own_assertions(&loaded.scenario, policy, console);
    let traces = Traces::default();
    let interrupt = Interrupt::watch(traces.clone(), console);
    let mut folder = Folder::open_traced(&asked, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    let effort = &options.effort;
    let amount = Asked { trials: effort.trials, seed: effort.seed, threads: effort.threads, is_precise: effort.precision.is_some() };
    let plan = plan(&amount, &loaded.scenario);
    let told = Told::of_run(&loaded.scenario, &loaded.scenario.parts_of(&policies));
    if let Some(problem) = asserts_what_is_hidden(&loaded.scenario, &told, Some(policy)) {
        return Err(Failure::Plain(problem));
    }
    let event_log = options.output.events.map(|first| Ok::<_, Failure>((first, folder.create(events::NAME)?))).transpose()?;
    console.note(&not_learned(&options.file, &loaded.scenario));
    if let Some(sentence) = recycling(&loaded.scenario, &plan, options.effort.precision.is_some()) {
        console.note(&sentence);
    }
    let key = key(&loaded, policy, options, &plan);
    let simulated = Instant::now();
    let model = Model::under(&loaded.scenario, plan.seed, &policies, loaded.scenario.horizon);
    let done = simulate(model, (&key, policy), &plan, &mut folder, options, console, &interrupt)?;
    if done.tally.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    let estimates = done.metadata.estimates(&done.tally);
    console.detail(&speed(&estimates, &plan, simulated.elapsed().as_secs_f64()));
    if let Some((first, file)) = event_log {
        let shard = options.effort.shard.unwrap_or(Shard::WHOLE);
        let begin = shard.range(plan.trials.div_ceil(done.metadata.replications)).start * done.metadata.replications;
        let trials = begin..(begin + estimates.trials).min(first);
        let model = Model::under(&loaded.scenario, plan.seed, &policies, loaded.scenario.horizon);
        let model = Model { replications: done.metadata.replications, ..model };
        if !super::events::write(&model, (&key, policy), trials, file, &mut folder, options.output.csv.into(), interrupt.grace())? {
            console.note(LEFT_OUT);
        }
    }

    let mut manifest = manifest(&loaded, (&key, policy), &plan, &estimates, began);
    manifest.precision = done.look.map(|look| Precision { asked: look.asked(), half_width: look.half_width, looks: look.number });
    if interrupt.told() && (done.is_short || done.look.is_some_and(|look| !look.is_enough())) {
        manifest.stopped = Stopped::Interrupted;
        manifest.run = partial(&key, estimates.trials);
    } else if done.look.is_some_and(|look| look.is_enough()) {
        manifest.stopped = Stopped::Precision;
    }
    if let Some(shard) = options.effort.shard {
        manifest.shards = Some(shard.to_string());
        let state = State::new(origin(&loaded, &key, (policy, assertions), options, &plan, shard), shard, done.metadata, done.tally);
        let json = state.to_json().map_err(|error| Failure::Plain(format!("cannot write {}: {error}", state::NAME)))?;
        let place = results::publish_state(folder, state::NAME, &json, manifest)?;
        place::tell_beside(&asked, &place, console);
        merge::tell_shard(&state, &place)?;
        return Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS });
    }
    let key = manifest.run.clone();
    let run = Run { key: &key, policy, estimates: &estimates, assertions: &assertions };
    let (manifest, place) = results::publish(folder, &run, manifest, options.output.csv.into())?;
    place::tell_beside(&asked, &place, console);
    let code = results::tell(&run, &manifest, &place, options.output.format, console)?;
    // Also where nothing was left to interrupt: whoever pressed Ctrl-C does not want what comes after this run either.
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { code })
}

/// The assertions about the policy that is run alone; says how many others there are.
fn own_assertions(scenario: &Scenario, policy: &str, console: Console) -> Vec<Assertion> {
    let (own, others): (Vec<Assertion>, Vec<Assertion>) =
        scenario.assertions.iter().cloned().partition(|assertion| assertion.is_of_run(policy));
    if !others.is_empty() {
        let (count, are) = (number::count(others.len() as u64), if others.len() == 1 { "is" } else { "are" });
        console
            .note(&format!("note: {count} of the scenario's [[assert]] {are} not checked: stayput compare checks those of all policies\n"));
    }
    own
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

/// More threads than any machine has cores.
const MOST_THREADS: u64 = 1_024;

/// How much was asked for on the command line.
pub struct Asked {
    /// Trials.
    pub trials: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Threads.
    pub threads: Option<u64>,
    /// Whether a precision decides how many trials are run.
    pub is_precise: bool,
}

/// What to compute: what was typed, else what the scenario says, else what the machine has.
pub fn plan(asked: &Asked, scenario: &Scenario) -> Plan {
    let threads = asked.threads.map_or_else(
        || thread::available_parallelism().map_or(1, std::num::NonZero::get),
        |threads| usize::try_from(threads.min(MOST_THREADS)).unwrap_or(1),
    );
    // Where precision decides, trials are the most that may be run.
    let most = if asked.is_precise { scenario.trials.saturating_mul(100) } else { scenario.trials };
    Plan { trials: asked.trials.unwrap_or(most), seed: asked.seed.unwrap_or(scenario.seed), threads }
}

/// What there is to say where a posterior has fewer rows than the trials would use at the replications asked for.
pub fn recycling(scenario: &Scenario, plan: &Plan, is_precise: bool) -> Option<String> {
    let rows = scenario.posterior.as_ref()?.rows.len() as u64;
    let asked = u64::from(scenario.replications);
    if plan.trials.div_ceil(asked) <= rows {
        return None;
    }
    let rows_of_it = format!("the posterior has {} row{}", number::count(rows), if rows == 1 { "" } else { "s" });
    Some(if is_precise {
        format!("note: {rows_of_it}: no more than {} trials can be run for precision\n", number::count(rows * asked))
    } else {
        let share = number::count(plan.trials.div_ceil(rows));
        format!(
            "note: {rows_of_it}, so that {share} trials share each, not {asked}: its own error stays in every mcse, however many trials are run\n"
        )
    })
}

/// What the trials came to.
struct Done {
    metadata: RunMetadata,
    tally: Tally,
    /// The last look, where a precision was asked for.
    look: Option<Look>,
    /// Whether fewer trials were run than were to be.
    is_short: bool,
}

/// Runs the trials, with the progress line and, if wanted, `trials.csv` on the way.
fn simulate(
    model: Model<'_>,
    named: (&str, &str),
    plan: &Plan,
    folder: &mut Folder,
    options: &RunOptions,
    console: Console,
    interrupt: &Interrupt,
) -> Result<Done, Failure> {
    let line = ProgressLine::new(plan.trials, console.shows_progress());
    let mut on_progress = |progress: &ensemble::Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let metadata = ensemble::metadata(model.scenario, plan.seed);
    let go = |on_trial: Option<&mut OnTrial<'_>>| {
        if let Some(half_width) = options.effort.precision {
            let (metadata, tally, look) =
                ensemble::run_to_precision(&model, plan, precision::Precision { half_width }, &mut on_progress, on_trial)?;
            return Ok(Done { metadata, tally, look: Some(look), is_short: false });
        }
        let shard = options.effort.shard.unwrap_or(Shard::WHOLE);
        let (metadata, tally) = ensemble::run_shard(model, plan, shard, &mut on_progress, on_trial)?;
        let range = shard.range(plan.trials.div_ceil(metadata.replications));
        let is_short = tally.draws < range.end - range.start;
        Ok(Done { metadata, tally, look: None, is_short })
    };
    if !options.output.per_trial {
        return go(None).map_err(|error: io::Error| Failure::Plain(format!("cannot simulate: {error}")));
    }
    let file = folder.create(csv::TRIALS)?;
    let failed = |error: io::Error| Failure::from(folder.cannot_write(csv::TRIALS, &error));
    let mut trials = Trials::new(file, named, &metadata, options.output.csv.into()).map_err(failed)?;
    let done = go(Some(&mut |row: &TrialRow| trials.row(row))).map_err(failed)?;
    let file = trials.into_inner().map_err(failed)?;
    folder.close(file)?;
    Ok(done)
}

/// Which run a shard belongs to.
fn origin(
    loaded: &Loaded,
    key: &str,
    (policy, assertions): (&str, Vec<Assertion>),
    options: &RunOptions,
    plan: &Plan,
    shard: Shard,
) -> Origin {
    let file = |input: &scenario::Input| InputFile { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
    Origin {
        run: key.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: loaded.inputs.iter().map(file).collect(),
        settings: options.changes.set.iter().map(|setting| format!("{}={}", setting.path, setting.value)).collect(),
        seed: plan.seed,
        trials: plan.trials,
        shards: shard.count(),
        policy: policy.to_owned(),
        assertions,
        events: options.output.events,
    }
}

/// The key of the run; of a shard that of the whole.
fn key(loaded: &Loaded, policy: &str, options: &RunOptions, plan: &Plan) -> String {
    let mut asked = vec![format!("policy {policy}")];
    asked.extend(common(plan, options.effort.precision, options.output.individuals));
    results::key_of("run", &loaded.inputs, &options.changes, asked)
}

/// What the results of a run and of a comparison depend on.
pub fn common(plan: &Plan, precision: Option<f64>, individuals: bool) -> [String; 4] {
    [
        format!("seed {}", plan.seed),
        format!("trials {}", plan.trials),
        precision.map_or_else(String::new, |half_width| format!("precision {half_width}")),
        format!("individuals {individuals}"),
    ]
}

/// What the run was made of.
fn manifest(loaded: &Loaded, (key, policy): (&str, &str), plan: &Plan, estimates: &Estimates, began: Instant) -> Manifest {
    let scenario = &loaded.scenario;
    let inputs = loaded.inputs.iter();
    Manifest {
        program: manifest::PROGRAM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command_line: env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario: scenario.name.clone(),
        run: key.to_owned(),
        policies: vec![policy.to_owned()],
        start: scenario.clock.start().to_string(),
        horizon: scenario.horizon.to_string(),
        roster: estimates.metadata.roster,
        inputs: inputs
            .map(|input| manifest::Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() })
            .collect(),
        seed: plan.seed,
        trials_asked: plan.trials,
        trials: estimates.trials,
        draws: estimates.draws,
        replications: estimates.metadata.replications,
        stopped: Stopped::Trials,
        precision: None,
        shards: None,
        fitted_to: None,
        privacy: manifest::Privacy::of(&estimates.metadata),
        wall_time_seconds: began.elapsed().as_secs_f64(),
        threads: plan.threads,
        files: Vec::new(),
    }
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
