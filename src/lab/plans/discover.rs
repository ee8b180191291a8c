//! A search of the futures in which a condition holds that is settled: of which scenario, of which condition, on how many trials.

use std::path::PathBuf;
use std::time::Instant;

use super::form::{Form, finish};
use super::run::threads;
use crate::discover::condition::Condition;
use crate::discover::results::Discovery;
use crate::discover::{self, Settings, Study};
use crate::ensemble::OnProgress;
use crate::lab::error::Error;
use crate::report;
use crate::report::NO_POLICY;
use crate::report::discover::{csv, json};
use crate::report::files::folder::Folder;
use crate::report::files::key::{key_of, partial};
use crate::report::files::manifest::{Manifest, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary};
use crate::scenario::{Input, Override, Scenario};

/// A search that is settled.
#[derive(Debug)]
pub struct DiscoverPlan<'l> {
    /// What is asked.
    pub study: Study<'l>,
    /// Threads.
    pub threads: usize,
    scenario: &'l Scenario,
}

impl<'l> DiscoverPlan<'l> {
    /// The plan of a scenario, with the path that messages call it by, and of a condition as it was typed.
    ///
    /// # Errors
    /// Where the condition cannot be read, would tell of too few people, or no number is uncertain.
    pub fn new(
        path: &'l str,
        scenario: &'l Scenario,
        condition: &str,
        settings: Settings,
        (seed, asked_threads): (Option<u64>, Option<u64>),
    ) -> Result<Self, Error> {
        let condition = Condition::parse(condition, scenario).map_err(Error::new)?;
        let study = Study::new(path, scenario, condition, settings, seed.unwrap_or(scenario.seed)).map_err(Error::new)?;
        Ok(Self { study, threads: threads(asked_threads), scenario })
    }

    /// The key of its results.
    pub fn key(&self, inputs: &[Input], settings: &[Override]) -> String {
        let Settings { by, draws, replications, regions, peel, least, density } = self.study.settings;
        let asked = [
            format!("when {}", self.study.condition.text()),
            format!("seed {}", self.study.seed),
            format!("by {by:?} draws {draws} replications {replications}"),
            format!("regions {regions} peel {peel} least {least} density {density:?}"),
            format!("individuals {}", self.scenario.individuals),
        ];
        key_of("discover", inputs, settings, asked.to_vec())
    }

    /// Runs the trials, and searches.
    pub fn count(&self, on_progress: &mut OnProgress<'_>) -> Discovery {
        discover::run(&self.study, self.threads, on_progress)
    }

    /// Trials of all draws.
    pub fn trials(&self) -> u64 {
        self.study.draws() * self.study.metadata.replications
    }

    /// What it was made of.
    pub fn manifest(&self, inputs: &[Input], settings: &[Override], found: &Discovery, began: Instant) -> Manifest {
        let metadata = &found.metadata;
        let key = self.key(inputs, settings);
        let policy = self.study.condition.policy.clone().unwrap_or_else(|| NO_POLICY.to_owned());
        let mut manifest = Manifest {
            roster: metadata.roster,
            seed: self.study.seed,
            trials_asked: self.study.settings.draws * self.study.settings.replications,
            trials: found.draws * found.replications,
            draws: found.draws,
            replications: found.replications,
            privacy: Privacy::of(metadata),
            wall_time_seconds: began.elapsed().as_secs_f64(),
            threads: self.threads,
            ..Manifest::new(self.scenario, inputs, key, vec![policy]).with_settings(settings)
        };
        if found.is_partial {
            manifest.stopped = Stopped::Interrupted;
            manifest.run = partial(&manifest.run, manifest.trials);
        }
        manifest
    }
}

/// Writes the files and what describes them, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(
    mut folder: Folder,
    found: &Discovery,
    manifest: Manifest,
    form: Form,
) -> Result<(Manifest, PathBuf), report::files::folder::Error> {
    let dialect = form.dialect;
    let key = manifest.run.clone();
    folder.write(dictionary::DISCOVER.name, |out| csv::discover(out, &key, found, dialect))?;
    folder.write(dictionary::TRAJECTORY.name, |out| csv::trajectory(out, &key, found, dialect))?;
    folder.write(json::NAME, |out| json::write(out, found, &manifest))?;
    let listed = folder.files().to_vec();
    folder.write(datapackage::NAME, |out| datapackage::write_discover(out, &found.metadata.scenario, &listed, dialect))?;
    finish(folder, manifest, form, false)
}
