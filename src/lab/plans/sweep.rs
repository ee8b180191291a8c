//! A sweep that is settled: of which scenario, over which grid, under which policies, on how many trials.

use std::path::PathBuf;
use std::time::Instant;

use super::form::{Form, finish};
use super::run::{Amount, threads, under};
use crate::diagnostic::Problems;
use crate::ensemble::shard::Shard;
use crate::ensemble::state::{InputFile, Origin};
use crate::ensemble::{OnProgress, Plan};
use crate::lab::error::Error;
use crate::report::NO_POLICY;
use crate::report::files::folder::{self, Folder};
use crate::report::files::key::{key_of, partial};
use crate::report::files::manifest::{self, Manifest, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary};
use crate::report::number;
use crate::report::sweep::{csv, json};
use crate::scenario::{Input, Loaded, Override, Scenario, Settings, Template};
use crate::sweep::state::State;
use crate::sweep::{Counts, Grid, Legend, MOST_TRIALS, Study, Sweep};
use crate::threads::map;

/// A sweep that is settled.
#[derive(Debug)]
pub struct SweepPlan {
    /// The grid.
    pub grid: Grid,
    /// What was read of the scenario as it is.
    pub loaded: Loaded,
    /// What was set otherwise than its file has it.
    settings: Vec<Override>,
    /// The scenarios at the points.
    points: Vec<Scenario>,
    /// The policies that are in force at every point, as indices.
    policies: Vec<usize>,
    /// How much that is.
    pub plan: Plan,
    /// Which part of the trials, if not all of them.
    shard: Option<Shard>,
    /// The key of the sweep; of a shard that of the whole.
    key: String,
    /// What is to be said of the files at some point, and not of the scenario as it is.
    pub remarks: Problems,
}

/// What is asked of a sweep.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What `--set` gives.
    pub set: &'a [Override],
    /// Names of policies.
    pub policies: &'a [String],
    /// How much is computed.
    pub amount: Amount,
    /// Which part of it.
    pub shard: Option<Shard>,
}

impl SweepPlan {
    /// The plan of a sweep of a scenario that was read from a template; its points speak of single people if that does.
    ///
    /// # Errors
    /// Where a point cannot be run, there is no such policy, or that is too many trials.
    pub fn new(template: &Template, loaded: Loaded, grid: Grid, asked: Asked<'_>) -> Result<Self, Error> {
        let scenario = &loaded.scenario;
        let mut policies: Vec<usize> = Vec::new();
        for name in asked.policies.iter().filter(|name| *name != NO_POLICY) {
            let (of_name, _) = under(scenario, Some(name))?;
            policies.extend(of_name.into_iter().filter(|policy| !policies.contains(policy)).collect::<Vec<_>>());
        }
        if let Some(problem) = not_in_force(scenario, &grid, &policies) {
            return Err(Error::new(problem));
        }
        let plan = asked.amount.plan(scenario);
        let here = asked.shard.unwrap_or(Shard::WHOLE).range(plan.trials);
        if here.end - here.start > MOST_TRIALS {
            return Err(Error::new(format!(
                "a sweep runs at most {} trials of each point in one process, not {}\n  give fewer with --trials, or a share of them with --shard",
                number::count(MOST_TRIALS),
                number::count(here.end - here.start)
            )));
        }
        let mut lines: Vec<String> = grid.axes.iter().map(|axis| format!("over {}={}", axis.path, axis.values.join(","))).collect();
        lines.extend(policies.iter().map(|&policy| format!("policy {}", scenario.policies[policy].name)));
        lines.extend(asked.amount.key_lines(&plan, scenario.individuals));
        let key = key_of("sweep", &loaded.inputs, asked.set, lines);
        let (points, remarks) = read_points(template, &loaded, &grid, asked.set, asked.amount)?;
        let settings = asked.set.to_vec();
        Ok(Self { grid, settings, points, policies, plan, shard: asked.shard, key, remarks, loaded })
    }

    /// What is simulated.
    ///
    /// # Errors
    /// Where a point would tell of too few people.
    pub fn study(&self) -> Result<Study<'_>, Error> {
        let scenarios = std::iter::once(&self.loaded.scenario).chain(&self.points).collect();
        Study::new(&self.grid, scenarios, &self.policies, self.plan).map_err(Error::new)
    }

    /// Runs the trials of all points; what is counted are whole points, fewer where `on_progress` broke.
    pub fn count(&self, study: &Study<'_>, legend: &Legend, on_progress: &mut OnProgress<'_>) -> Counts {
        study.count(legend, self.shard.unwrap_or(Shard::WHOLE), on_progress)
    }

    /// What the sweep was made of, of which so many points are done.
    pub fn manifest(&self, legend: &Legend, counts: &Counts, began: Instant) -> Manifest {
        let draws = counts.points.first().and_then(|point| point.arms.first()).map_or(0, |arm| arm.tally.draws);
        let manifest = Manifest {
            seed: self.plan.seed,
            trials_asked: self.plan.trials,
            trials: draws * legend.replications,
            draws,
            replications: legend.replications,
            shards: self.shard.map(|shard| shard.to_string()),
            wall_time_seconds: began.elapsed().as_secs_f64(),
            threads: self.plan.threads,
            ..Manifest::new(&self.loaded.scenario, &self.loaded.inputs, self.key.clone(), legend.policies.clone())
                .with_settings(&self.settings)
        };
        described(manifest, legend, counts.points.len())
    }

    /// The state of a shard, as it is written for a merge.
    pub fn state(&self, legend: Legend, counts: Counts, set: &[Override]) -> State {
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let file = |input: &Input| InputFile { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
        let origin = Origin {
            run: self.key.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: self.loaded.inputs.iter().map(file).collect(),
            settings: set.iter().map(|setting| format!("{}={}", setting.path, setting.value)).collect(),
            seed: self.plan.seed,
            trials: self.plan.trials,
            shards: shard.count(),
            policy: NO_POLICY.to_owned(),
            assertions: Vec::new(),
            events: None,
        };
        State::new(origin, shard, legend, counts)
    }
}

/// What is wrong with a setting of a policy that is in force at no point, alone or in a bundle, if there is one.
fn not_in_force(scenario: &Scenario, grid: &Grid, policies: &[usize]) -> Option<String> {
    let in_force = scenario.parts_of(policies);
    let of_policy = |path: &str| {
        let name = path.strip_prefix("policies.")?.split('.').next()?;
        scenario.policies.iter().position(|policy| policy.name == name)
    };
    grid.axes.iter().find_map(|axis| {
        let policy = of_policy(&axis.path).filter(|policy| !in_force.contains(policy) && !policies.contains(policy))?;
        let name = &scenario.policies[policy].name;
        Some(format!(
            "{} changes nothing: the policy {} is in force at no point\n  add --policy {name}, which says what it keeps there too",
            crate::diagnostic::quoted(&axis.path),
            crate::diagnostic::quoted(name)
        ))
    })
}

/// A manifest with what a sweep tells of people, and why it ended, where so many points are done, the scenario as it is among them.
fn described(mut manifest: Manifest, legend: &Legend, done: usize) -> Manifest {
    if let Some(metadata) = legend.points.first().and_then(|point| point.arms.first()) {
        manifest.roster = metadata.roster;
        manifest.privacy = Privacy { withheld: legend.withheld.clone(), ..Privacy::of(metadata) };
    }
    if done < legend.points.len() {
        manifest.stopped = Stopped::Interrupted;
        manifest.run = partial(&manifest.run, done.saturating_sub(1) as u64);
    }
    manifest
}

/// What a merged sweep was made of.
pub fn merged_manifest(origin: &Origin, legend: &Legend, counts: &Counts) -> Option<Manifest> {
    let metadata = legend.points.first()?.arms.first()?;
    let draws = counts.points.first()?.arms.first()?.tally.draws;
    let input = |input: &InputFile| manifest::Input { path: input.path.clone(), sha256: input.sha256.clone() };
    let inputs = origin.inputs.iter().map(input).collect();
    let manifest = Manifest {
        seed: origin.seed,
        trials_asked: origin.trials,
        trials: draws * legend.replications,
        draws,
        replications: legend.replications,
        shards: Some(origin.shards.to_string()),
        threads: threads(Some(1)),
        settings: origin.settings.clone(),
        ..Manifest::of_run(metadata, inputs, origin.run.clone(), legend.policies.clone())
    };
    Some(described(manifest, legend, counts.points.len()))
}

/// The scenarios at the points of a grid, and what is to be said of them that is not to be said of the scenario as it is.
fn read_points(
    template: &Template,
    loaded: &Loaded,
    grid: &Grid,
    set: &[Override],
    amount: Amount,
) -> Result<(Vec<Scenario>, Problems), Error> {
    let all: Vec<Result<(Scenario, Problems), Problems>> = map(grid.points(), threads(amount.threads), |point| {
        template.read(Settings { set, over: &grid.settings(point) }).map(|loaded| (loaded.scenario, loaded.remarks))
    });
    let failed = all.iter().filter(|read| read.is_err()).count();
    let said = |remarks: &Problems, message: &str| remarks.iter().any(|other| other.message() == message);
    let (mut points, mut remarks) = (Vec::new(), Problems::default());
    for (point, read) in all.into_iter().enumerate() {
        let (mut scenario, of_point) = read.map_err(|problems| {
            let others = match failed - 1 {
                0 => String::new(),
                1 => ", nor at 1 other point".to_owned(),
                more => format!(", nor at {more} other points"),
            };
            Error::from(problems).below(&format!("the scenario cannot be run at {}{others}", grid.name(point)))
        })?;
        for remark in of_point.iter() {
            if !said(&loaded.remarks, remark.message()) && !said(&remarks, remark.message()) {
                remarks.push(remark.clone());
            }
        }
        scenario.individuals = loaded.scenario.individuals;
        points.push(scenario);
    }
    Ok((points, remarks))
}

/// Writes the files and what describes them, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(mut folder: Folder, sweep: &Sweep, manifest: Manifest, form: Form) -> Result<(Manifest, PathBuf), folder::Error> {
    let dialect = form.dialect;
    folder.write(dictionary::SWEEP.name, |out| csv::write(out, &manifest.run, sweep, dialect))?;
    folder.write(json::NAME, |out| json::write(out, sweep, &manifest))?;
    let listed = folder.files().to_vec();
    let settings: Vec<(&str, bool)> = sweep.axes.iter().map(|axis| (axis.path.as_str(), axis.numbers().is_some())).collect();
    let title = &sweep.as_it_is.arms[0].estimates.metadata.scenario;
    folder.write(datapackage::NAME, |out| datapackage::write_sweep(out, title, &settings, &listed, dialect))?;
    finish(folder, manifest, form, false)
}
