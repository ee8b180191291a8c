//! A comparison that is settled: of which arms, on how many trials.

use std::path::PathBuf;
use std::time::Instant;

use super::form::{Form, finish};
use super::run::Amount;
use crate::compare::told::{self, Choice};
use crate::compare::verdict::Judged;
use crate::compare::{self, Arm, Source};
use crate::ensemble::stopping::{self, Look};
use crate::ensemble::{OnProgress, Plan};
use crate::lab::error::Error;
use crate::report::comparison::{csv as differences, json, regret};
use crate::report::files::csv;
use crate::report::files::folder::Folder;
use crate::report::files::key::{key_of, partial};
use crate::report::files::manifest::{Manifest, Precision, Privacy, Stopped};
use crate::report::files::{datapackage, dictionary};
use crate::report::{self};
use crate::scenario::{Input, Override, Scenario};
use crate::simulate::model::published::{Told, Withheld};

/// A comparison that is settled: of which arms, on how many trials.
#[derive(Clone, Debug)]
pub struct ComparisonPlan<'l> {
    /// The files, each with the path that messages call it by.
    pub sources: Vec<Source<'l>>,
    /// What is compared, the reference first.
    pub arms: Vec<Arm<'l>>,
    /// What results tell of each.
    pub told: Vec<Told>,
    /// All that was asked for, what is withheld too.
    pub asked: Vec<Arm<'l>>,
    /// What is withheld, and why.
    pub withheld: Vec<Withheld>,
    /// How much was asked for.
    pub amount: Amount,
    /// How much that is.
    pub plan: Plan,
}

impl<'l> ComparisonPlan<'l> {
    /// The scenario of each what-if that is asked for, of all of the first file where none is named; with the path of that file.
    ///
    /// # Errors
    /// Where there is none of a name.
    pub fn what_ifs(files: &[(&'l str, &Scenario)], names: &[String]) -> Result<Vec<(&'l str, Scenario)>, Error> {
        let Some(&(path, first)) = files.first() else { return Ok(Vec::new()) };
        let asked = first.what_ifs_named(names).map_err(Error::new)?;
        Ok(asked.into_iter().map(|what_if| (path, first.under(what_if))).collect())
    }

    /// The plan of a comparison of files, each with the path that messages call it by: of the policies named, or of all.
    ///
    /// # Errors
    /// Where the files do not agree, there is no such policy, or nothing to compare.
    pub fn new(files: &[(&'l str, &'l Scenario)], policies: &[String], amount: Amount) -> Result<Self, Error> {
        let sources: Vec<Source<'l>> = files.iter().map(|&(path, scenario)| Source { path, scenario }).collect();
        compare::agree(&sources, amount.seed.is_some(), amount.trials.is_some()).map_err(Error::new)?;
        let asked = compare::arms(&sources, policies).map_err(Error::new)?;
        let Choice { arms, told, withheld } = told::choose(asked.clone()).map_err(Error::new)?;
        let plan = amount.plan(sources[0].scenario);
        Ok(Self { sources, arms, told, asked, withheld, amount, plan })
    }

    /// Runs the trials.
    pub fn count(&self, on_progress: &mut OnProgress<'_>) -> (compare::Comparison, Option<Look>) {
        let (mut comparison, look) = match self.amount.precision {
            Some(half_width) => {
                let precision = stopping::Precision { half_width };
                let (comparison, look) = compare::run_to_precision(&self.arms, &self.plan, precision, on_progress);
                (comparison, Some(look))
            }
            None => (compare::run(&self.arms, &self.plan, on_progress), None),
        };
        comparison.withheld.clone_from(&self.withheld);
        let told: Vec<String> = self.arms.iter().map(Arm::name).collect();
        let is_choice = |arm: &&Arm<'_>| arm.policy.is_some() && arm.scenario.happens.is_none();
        comparison.hidden_choices = self.asked.iter().filter(is_choice).map(Arm::name).filter(|name| !told.contains(name)).collect();
        comparison.hidden = self.asked.iter().map(Arm::name).filter(|name| !told.contains(name)).collect();
        (comparison, look)
    }

    /// What the comparison was made of; `is_interrupted` where somebody wanted it to end.
    pub fn manifest(
        &self,
        inputs: &[Input],
        settings: &[Override],
        (comparison, look): (&compare::Comparison, Option<Look>),
        is_interrupted: bool,
        began: Instant,
    ) -> Manifest {
        let scenario = self.sources[0].scenario;
        let metadata = &comparison.reference().estimates.metadata;
        let mut asked: Vec<String> = comparison.arms.iter().map(|arm| format!("arm {}", arm.name)).collect();
        asked.extend(comparison.equal_money.iter().map(|equal_money| format!("budget {}", equal_money.budget)));
        asked.extend(self.amount.key_lines(&self.plan, scenario.individuals));
        let key = key_of("compare", inputs, settings, asked);
        let names = comparison.arms.iter().map(|arm| arm.name.clone()).collect();
        let mut manifest = Manifest {
            scenario: metadata.scenario.clone(),
            roster: metadata.roster,
            seed: self.plan.seed,
            trials_asked: self.plan.trials,
            trials: comparison.trials,
            draws: comparison.draws,
            replications: comparison.replications,
            precision: look.map(|look| Precision { asked: look.asked(), half_width: look.half_width, looks: look.number }),
            privacy: Privacy { withheld: comparison.withheld.clone(), ..Privacy::of(metadata) },
            wall_time_seconds: began.elapsed().as_secs_f64(),
            threads: self.plan.threads,
            ..Manifest::new(scenario, inputs, key, names).with_settings(settings)
        };
        let is_short = comparison.trials < self.plan.trials;
        if is_interrupted && look.map_or(is_short, |look| !look.is_enough()) {
            manifest.stopped = Stopped::Interrupted;
            manifest.run = partial(&manifest.run, manifest.trials);
        } else if look.is_some_and(|look| look.is_enough()) {
            manifest.stopped = Stopped::Precision;
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
    comparison: &compare::Comparison,
    judged: &[Judged],
    manifest: Manifest,
    form: Form,
) -> Result<(Manifest, PathBuf), report::files::folder::Error> {
    let dialect = form.dialect;
    let key = manifest.run.clone();
    let runs: Vec<report::Run<'_>> = comparison
        .arms
        .iter()
        .map(|arm| report::Run { key: &key, policy: &arm.policy, estimates: &arm.estimates, assertions: &[] })
        .collect();
    let of_individuals = runs.iter().any(|run| !run.estimates.metadata.individuals.is_empty()).then_some(csv::RESEARCHERS);
    for (name, write) in csv::FILES.into_iter().chain(of_individuals) {
        folder.write(name, |out| write(out, &runs, dialect))?;
    }
    folder.write(dictionary::COMPARISON.name, |out| differences::differences(out, &key, comparison, dialect))?;
    folder.write(dictionary::COSTS.name, |out| differences::costs(out, &key, comparison, dialect))?;
    if let Some(equal_money) = &comparison.equal_money {
        folder.write(dictionary::BUDGET.name, |out| differences::budget(out, &key, comparison, equal_money, dialect))?;
    }
    if comparison.acceptability.is_ok() {
        folder.write(dictionary::ACCEPTABILITY.name, |out| differences::acceptability(out, &key, comparison, dialect))?;
    }
    if comparison.tells_regret {
        folder.write(dictionary::REGRET.name, |out| regret::csv(out, &key, comparison, dialect))?;
    }
    folder.write(json::NAME, |out| json::write(out, comparison, judged, &manifest))?;
    let listed = folder.files().to_vec();
    let title = comparison.reference().estimates.metadata.scenario.clone();
    folder.write(datapackage::NAME, |out| datapackage::write(out, &title, &[], &listed, dialect))?;
    let individuals = runs.iter().any(|run| !run.estimates.metadata.individuals.is_empty());
    finish(folder, manifest, form, individuals)
}
