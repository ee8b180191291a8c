//! A sensitivity that is settled: of which scenario, of which policies, on how many trials.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use super::form::{Form, finish};
use super::run::Amount;
use crate::compare::{self, Source, told};
use crate::ensemble::{OnProgress, Plan};
use crate::lab::error::Error;
use crate::report;
use crate::report::files::folder::Folder;
use crate::report::files::key::{key_of, partial};
use crate::report::files::manifest::{Manifest, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary};
use crate::report::sensitivity::{csv, json};
use crate::scenario::{Input, Override, Scenario};
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::{self, OnDraw, Study};

/// A sensitivity that is settled.
#[derive(Debug)]
pub struct SensitivityPlan<'l> {
    /// What is asked.
    pub study: Study<'l>,
    /// How much was asked for.
    pub amount: Amount,
    /// How much that is.
    pub plan: Plan,
    scenario: &'l Scenario,
}

impl<'l> SensitivityPlan<'l> {
    /// The plan of a scenario, with the path that messages call it by, of itself and of the policies named; with policies also of what so
    /// many months of records are worth.
    ///
    /// # Errors
    /// Where there is no such policy, none of them may be told, or no number is uncertain.
    pub fn new(path: &'l str, scenario: &'l Scenario, (policies, months): (&[String], &[u32]), amount: Amount) -> Result<Self, Error> {
        let plan = amount.plan(scenario);
        let choice = if policies.is_empty() {
            None
        } else {
            let arms = compare::arms(&[Source { path, scenario }], policies).map_err(Error::new)?;
            Some(told::choose(arms).map_err(Error::new)?)
        };
        let study = Study::new(scenario, choice, (plan.seed, plan.trials), months).map_err(Error::new)?;
        Ok(Self { study, amount, plan, scenario })
    }

    /// The key of its results.
    pub fn key(&self, inputs: &[Input], settings: &[Override]) -> String {
        let mut asked: Vec<String> = self.study.arms.iter().map(|arm| format!("arm {}", arm.name())).collect();
        asked.extend(self.study.months().iter().map(|months| format!("records {months}")));
        asked.extend(self.amount.key_lines(&self.plan, self.scenario.individuals));
        key_of("sensitivity", inputs, settings, asked)
    }

    /// The columns of `draws.csv` beside its own: the paths of all uncertain numbers, and what the trials came to, each with whether it may
    /// be told.
    pub fn columns(&self) -> (Vec<String>, Vec<String>, Vec<bool>) {
        let paths = self.scenario.parameters.iter().map(|parameter| parameter.path.clone()).collect();
        let arms = || self.study.arms.iter().enumerate().skip(1);
        let is_told = std::iter::once(true).chain(arms().flat_map(|(arm, _)| [true, self.study.tells_cost(arm)]));
        (paths, csv::means(arms().map(|(_, arm)| arm.policy_name())), is_told.collect())
    }

    /// Runs the trials.
    ///
    /// # Errors
    /// The first error of `on_draw`, after which nothing more is run.
    pub fn count(&self, on_progress: &mut OnProgress<'_>, on_draw: Option<&mut OnDraw<'_>>) -> io::Result<Sensitivity> {
        sensitivity::run(&self.study, &self.plan, on_progress, on_draw)
    }

    /// What it was made of.
    pub fn manifest(&self, inputs: &[Input], settings: &[Override], found: &Sensitivity, began: Instant) -> Manifest {
        let metadata = &found.metadata;
        let key = self.key(inputs, settings);
        let mut manifest = Manifest {
            roster: metadata.roster,
            seed: self.plan.seed,
            trials_asked: self.plan.trials,
            trials: found.trials,
            draws: found.draws,
            replications: found.replications,
            privacy: Privacy { withheld: found.withheld.clone(), ..Privacy::of(metadata) },
            wall_time_seconds: began.elapsed().as_secs_f64(),
            threads: self.plan.threads,
            ..Manifest::new(self.scenario, inputs, key, found.policies.clone()).with_settings(settings)
        };
        if found.is_partial {
            manifest.stopped = Stopped::Interrupted;
            manifest.run = partial(&manifest.run, manifest.trials);
        }
        manifest
    }
}

/// Writes the files and what describes them, and makes the folder appear; says where. `columns` are those of the plan.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(
    mut folder: Folder,
    found: &Sensitivity,
    (paths, means, is_told): &(Vec<String>, Vec<String>, Vec<bool>),
    manifest: Manifest,
    form: Form,
) -> Result<(Manifest, PathBuf), report::files::folder::Error> {
    let dialect = form.dialect;
    let key = manifest.run.clone();
    folder.write(dictionary::SENSITIVITY.name, |out| csv::sensitivity(out, &key, found, dialect))?;
    folder.write(json::NAME, |out| json::write(out, found, &manifest))?;
    let listed = folder.files().to_vec();
    let means: Vec<String> = means.iter().zip(is_told).filter(|(_, told)| **told).map(|(name, _)| name.clone()).collect();
    folder
        .write(datapackage::NAME, |out| datapackage::write_sensitivity(out, &found.metadata.scenario, [paths, &means], &listed, dialect))?;
    finish(folder, manifest, form, false)
}
