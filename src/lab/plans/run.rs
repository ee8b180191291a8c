//! A run that is settled: of which scenario, under which policy, how much of it.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Instant;

use super::form::{Form, finish};
use crate::Cancellation;
use crate::diagnostic::{composed, nearest};
use crate::ensemble::moved_exits;
use crate::ensemble::paths::{self, Paths};
use crate::ensemble::shard::Shard;
use crate::ensemble::state::{InputFile, Origin as RunOrigin, State};
use crate::ensemble::stopping::{self, Look};
use crate::ensemble::told_again::ToldAgain;
use crate::ensemble::{self, OnProgress, OnTrial, Plan};
use crate::estimate::tally::Tally;
use crate::estimate::{Estimates, RunMetadata};
use crate::lab::error::Error;
use crate::report;
use crate::report::NO_POLICY;
use crate::report::files::csv;
use crate::report::files::folder::Folder;
use crate::report::files::key::{key_of, partial};
use crate::report::files::manifest::{Input, Manifest, Precision, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary};
use crate::report::json;
use crate::scenario::{Assertion, Loaded, Override, Scenario};
use crate::simulate::Model;
use crate::simulate::model::published::Told;

/// More threads than any machine has cores.
const MOST_THREADS: u64 = 1_024;
/// More trials than anybody has time for.
pub const MOST_TRIALS: u64 = 1_000_000_000_000;

/// How much is to be computed; what is not said is as the scenario says, or as the machine has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amount {
    /// Trials.
    pub trials: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Threads.
    pub threads: Option<u64>,
    /// Half-width of the Monte Carlo interval of mean retained at the horizon \[researchers\] at which to stop.
    pub precision: Option<f64>,
}

impl Amount {
    /// The plan that follows for a scenario.
    pub fn plan(&self, scenario: &Scenario) -> Plan {
        // Where precision decides, trials are the most that may be run.
        let most = if self.precision.is_some() { scenario.trials.saturating_mul(100) } else { scenario.trials };
        Plan { trials: self.trials.unwrap_or(most), seed: self.seed.unwrap_or(scenario.seed), threads: threads(self.threads) }
    }

    /// Refuses what no run can do.
    pub(in crate::lab) fn check(&self) -> Result<(), Error> {
        match *self {
            Self { threads: Some(0), .. } => Err(Error::new("at least 1 thread is needed")),
            Self { trials: Some(0), .. } => Err(Error::new("at least 1 trial is needed")),
            Self { trials: Some(trials), .. } if trials > MOST_TRIALS => Err(Error::new("more than a trillion trials would take years")),
            Self { precision: Some(half_width), .. } if !(half_width > 0.0 && half_width < f64::INFINITY) => {
                Err(Error::new(format!("a precision is a positive number of people, not {half_width}")))
            }
            _ => Ok(()),
        }
    }

    /// What the results of a run and of a comparison depend on.
    pub fn key_lines(&self, plan: &Plan, individuals: bool) -> [String; 4] {
        [
            format!("seed {}", plan.seed),
            format!("trials {}", plan.trials),
            self.precision.map_or_else(String::new, |half_width| format!("precision {half_width}")),
            format!("individuals {individuals}"),
        ]
    }
}

/// The threads that are asked for, else as many as the machine has.
pub fn threads(asked: Option<u64>) -> usize {
    let available = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.map_or_else(available, |threads| usize::try_from(threads.clamp(1, MOST_THREADS)).unwrap_or(1))
}

/// A run that is settled: of which scenario, under which policy, how much of it.
#[derive(Clone, Debug)]
pub struct RunPlan<'l> {
    /// What was read.
    pub loaded: &'l Loaded,
    /// What was set otherwise than its file has it.
    settings: Vec<Override>,
    /// The policies in force, as indices; a bundle stands for its parts.
    pub policies: Vec<usize>,
    /// What results call that.
    pub policy: &'l str,
    /// How much was asked for.
    pub amount: Amount,
    /// How much that is.
    pub plan: Plan,
    /// Which part of the run, if not all of it.
    pub shard: Option<Shard>,
    /// The key of the run; of a shard that of the whole.
    pub key: String,
    /// What the results are held to.
    pub assertions: Vec<Assertion>,
    /// What results tell of the roster, once somebody has asked.
    told: OnceLock<Told>,
}

/// What the trials came to.
pub struct Counted {
    /// What the counts are about.
    pub metadata: RunMetadata,
    /// The counts.
    pub tally: Arc<Tally>,
    /// The last look, where a precision was asked for.
    look: Option<Look>,
    /// Whether fewer trials were run than were to be.
    is_short: bool,
}

impl<'l> RunPlan<'l> {
    /// The plan of a run.
    ///
    /// # Errors
    /// Where the scenario has no such policy.
    pub fn new(
        loaded: &'l Loaded,
        settings: &[Override],
        policy: Option<&str>,
        amount: Amount,
        shard: Option<Shard>,
    ) -> Result<Self, Error> {
        let scenario = &loaded.scenario;
        let (policies, policy) = under(scenario, policy)?;
        let plan = amount.plan(scenario);
        let mut asked = vec![format!("policy {policy}")];
        asked.extend(amount.key_lines(&plan, scenario.individuals));
        let key = key_of("run", &loaded.inputs, settings, asked);
        let assertions = scenario.assertions.iter().filter(|assertion| assertion.is_of_run(policy)).cloned().collect();
        let settings = settings.to_vec();
        Ok(Self { loaded, settings, policies, policy, amount, plan, shard, key, assertions, told: OnceLock::new() })
    }

    /// The model of the run.
    pub fn model(&self) -> Model<'l> {
        let scenario = &self.loaded.scenario;
        let mut model = Model::under(scenario, self.plan.seed, &self.policies, scenario.horizon);
        model.tell(self.told().clone());
        model
    }

    /// What results tell of the roster.
    pub fn told(&self) -> &Told {
        let scenario = &self.loaded.scenario;
        self.told.get_or_init(|| Told::of_run(scenario, &scenario.parts_of(&self.policies)))
    }

    /// Runs the trials.
    ///
    /// # Errors
    /// The first error of `on_trial`.
    pub fn count(&self, on_progress: &mut OnProgress<'_>, on_trial: Option<&mut OnTrial<'_>>) -> io::Result<Counted> {
        let model = self.model();
        if let Some(half_width) = self.amount.precision {
            let precision = stopping::Precision { half_width };
            let (metadata, tally, look) = ensemble::run_to_precision(&model, &self.plan, precision, on_progress, on_trial)?;
            return Ok(Counted { metadata, tally: tally.into(), look: Some(look), is_short: false });
        }
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let (metadata, tally) = ensemble::run_shard(model, &self.plan, shard, on_progress, on_trial)?;
        let range = shard.range(self.plan.trials.div_ceil(metadata.replications));
        let is_short = tally.draws < range.end - range.start;
        Ok(Counted { metadata, tally: tally.into(), look: None, is_short })
    }

    /// The model whose trials were counted, to tell some of them again.
    pub fn counted_model(&self, counted: &Counted) -> Model<'l> {
        let mut model = self.model();
        model.replications = counted.metadata.replications;
        model
    }

    /// Of the first so many trials of the whole run those that were counted here; empty or reversed where none was.
    pub fn first_trials(&self, counted: &Counted, most: u64) -> Range<u64> {
        let replications = counted.metadata.replications;
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let begin = shard.range(self.plan.trials.div_ceil(replications)).start * replications;
        begin..(begin + counted.tally.draws * replications).min(most)
    }

    /// Tells some of the first trials again, of the model whose trials were counted; without what the word to break off leaves undone.
    pub fn tell_again(&self, model: &Model<'_>, counted: &Counted, cancellation: &Cancellation) -> ToldAgain {
        let first = |most: u64| self.first_trials(counted, most);
        let threads = self.plan.threads;
        let paths = Paths::of(model, first(paths::TRIALS), threads, cancellation);
        ToldAgain { paths, moved_exits: moved_exits::count(model, first(moved_exits::among(model)), threads, cancellation) }
    }

    /// What the run was made of; `is_interrupted` where somebody wanted it to end.
    pub fn manifest(&self, counted: &Counted, estimates: &Estimates, is_interrupted: bool, began: Instant) -> Manifest {
        let mut manifest = Manifest {
            roster: estimates.metadata.roster,
            seed: self.plan.seed,
            trials_asked: self.plan.trials,
            trials: estimates.trials,
            draws: estimates.draws,
            replications: estimates.metadata.replications,
            precision: counted.look.map(|look| Precision { asked: look.asked(), half_width: look.half_width, looks: look.number }),
            shards: self.shard.map(|shard| shard.to_string()),
            privacy: Privacy::of(&estimates.metadata),
            wall_time_seconds: began.elapsed().as_secs_f64(),
            threads: self.plan.threads,
            ..Manifest::new(&self.loaded.scenario, &self.loaded.inputs, self.key.clone(), vec![self.policy.to_owned()])
                .with_settings(&self.settings)
        };
        if is_interrupted && (counted.is_short || counted.look.is_some_and(|look| !look.is_enough())) {
            manifest.stopped = Stopped::Interrupted;
            manifest.run = partial(&self.key, estimates.trials);
        } else if counted.look.is_some_and(|look| look.is_enough()) {
            manifest.stopped = Stopped::Precision;
        }
        manifest
    }

    /// The state of a shard, as it is written for a merge; `events` says of how many of the first trials the events are told.
    pub fn state(&self, counted: Counted, told_again: ToldAgain, settings: &[Override], events: Option<u64>) -> State {
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let file =
            |input: &crate::scenario::Input| InputFile { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
        let origin = RunOrigin {
            run: self.key.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: self.loaded.inputs.iter().map(file).collect(),
            settings: settings.iter().map(|setting| format!("{}={}", setting.path, setting.value)).collect(),
            seed: self.plan.seed,
            trials: self.plan.trials,
            shards: shard.count(),
            policy: self.policy.to_owned(),
            assertions: self.assertions.clone(),
            events,
        };
        State::new(origin, shard, counted.metadata, Arc::unwrap_or_clone(counted.tally), told_again)
    }
}

/// The policies that a run under one of a name has in force, and that name; none, and what results call that, where none is named.
///
/// # Errors
/// Where the scenario has no policy of that name.
pub fn under<'s>(scenario: &'s Scenario, name: Option<&str>) -> Result<(Vec<usize>, &'s str), Error> {
    let Some(name) = name.filter(|name| *name != NO_POLICY) else { return Ok((Vec::new(), NO_POLICY)) };
    if let Some(index) = scenario.policies.iter().position(|policy| policy.name == composed(name)) {
        return Ok((vec![index], &scenario.policies[index].name));
    }
    let known: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the scenario has none".to_owned(),
        None => format!("the scenario has {}", known.join(", ")),
    };
    Err(Error::new(format!("there is no policy `{name}`\n  {help}")))
}

/// Writes the files of a run and what describes them, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(
    mut folder: Folder,
    run: &report::Run<'_>,
    told_again: &ToldAgain,
    mut manifest: Manifest,
    form: Form,
) -> Result<(Manifest, PathBuf), report::files::folder::Error> {
    let dialect = form.dialect;
    let of_individuals = (!run.estimates.metadata.individuals.is_empty()).then_some(csv::RESEARCHERS);
    for (name, write) in csv::FILES.into_iter().chain(of_individuals) {
        folder.write(name, |out| write(out, &[*run], dialect))?;
    }
    if let Some(paths) = &told_again.paths {
        folder.write(dictionary::PATHS.name, |out| csv::paths(out, run, paths, dialect))?;
    }
    if let Some(moved) = &told_again.moved_exits {
        folder.write(dictionary::CASCADES.name, |out| csv::cascades(out, run, moved, dialect))?;
    }
    manifest.files = folder.files().to_vec();
    folder.write(json::NAME, |out| json::write(out, run, &manifest))?;
    let listed = folder.files().to_vec();
    let metadata = &run.estimates.metadata;
    folder
        .write(datapackage::NAME, |out| datapackage::write(out, &metadata.scenario, &dictionary::of_trials(metadata), &listed, dialect))?;
    finish(folder, manifest, form, !metadata.individuals.is_empty())
}

/// What a merged run was made of.
pub fn merged_manifest(origin: &RunOrigin, metadata: &RunMetadata, estimates: &Estimates) -> Manifest {
    let input = |input: &InputFile| Input { path: input.path.clone(), sha256: input.sha256.clone() };
    Manifest {
        seed: origin.seed,
        trials_asked: origin.trials,
        trials: estimates.trials,
        draws: estimates.draws,
        replications: metadata.replications,
        shards: Some(origin.shards.to_string()),
        privacy: Privacy::of(metadata),
        settings: origin.settings.clone(),
        ..Manifest::of_run(metadata, origin.inputs.iter().map(input).collect(), origin.run.clone(), vec![origin.policy.clone()])
    }
}
