//! A comparison of two scenario files in words, and what of their differences can be put into the first alone.

use std::path::Path;

use crate::diff::{Diff, Question};
use crate::ensemble::Plan;
use crate::scenario::differences::{Compared, KeyChange, differences, with_changes};
use crate::scenario::{Loaded, Scenario, Template};
use crate::threads::map;

/// What both share where trials are compared, or what says nothing of who leaves.
const NOT_ALONE: [&str; 6] = ["name", "seed", "trials", "start", "horizon", "parameters.replications"];

/// Tables that say nothing of who leaves where no policy is in force and no what-if comes about.
const WITHOUT_EFFECT: [&str; 5] = ["policies", "what_if", "assert", "privacy", "discount_rate"];

/// More changes than this are not looked at one by one.
const MOST_ALONE: usize = 60;

/// Two scenarios that were read, and how they differ.
#[derive(Debug)]
pub struct DiffPlan<'p> {
    /// Their paths.
    pub paths: [&'p Path; 2],
    template: Template,
    loaded: [Loaded; 2],
    /// How they differ.
    pub diff: Diff,
}

/// The first scenario with one change at a time.
#[derive(Debug, Default)]
pub struct AloneChanges {
    /// Each with the name of the change.
    pub scenarios: Vec<(String, Scenario)>,
    /// What of the changes cannot be made alone, or is not looked at, in sentences.
    pub notes: Vec<String>,
}

impl<'p> DiffPlan<'p> {
    /// Compares two scenarios that were read; the first from a template. They speak of single people if the first does.
    pub fn new(paths: [&'p Path; 2], template: Template, [one, mut other]: [Loaded; 2]) -> Self {
        other.scenario.individuals = one.scenario.individuals;
        let [a, b] = [(&one, paths[0]), (&other, paths[1])].map(|(loaded, path)| Compared { loaded, path });
        let diff = Diff::new(differences(&a, &b), &one.scenario, &other.scenario);
        Self { paths, template, diff, loaded: [one, other] }
    }

    /// The two scenarios.
    pub fn scenarios(&self) -> [&Scenario; 2] {
        self.loaded.each_ref().map(|loaded| &loaded.scenario)
    }

    /// Why the answers of the two cannot be compared trial by trial, if they cannot.
    pub fn refusal(&self) -> Option<String> {
        let [one, other] = self.scenarios();
        let [a, b] = self.paths.map(|path| path.display().to_string());
        let starts = [one, other].map(|scenario| scenario.clock.start());
        let differ = |what: &str, values: [crate::calendar::Date; 2]| {
            (values[0] != values[1]).then(|| format!("{what} is {} in {a}, {} in {b}", values[0], values[1]))
        };
        let why: Vec<String> =
            [differ("the start", starts), differ("the horizon", [one.horizon, other.horizon])].into_iter().flatten().collect();
        (!why.is_empty()).then(|| format!("The answers are not compared, since the two do not simulate the same time: {}.", why.join("; ")))
    }

    /// The first scenario with one change at a time. Changes of one table that do not go with the first alone are made together.
    pub fn alone(&self, threads: usize) -> AloneChanges {
        let mut alone = AloneChanges::default();
        let is_below = |path: &str, table: &str| path == table || path.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
        let changes: Vec<&KeyChange> = self.diff.keys.iter().filter(|change| !change.is_source_only).collect();
        let acting: Vec<&KeyChange> = changes
            .iter()
            .copied()
            .filter(|change| !NOT_ALONE.contains(&change.path.as_str()))
            .filter(|change| !WITHOUT_EFFECT.iter().any(|table| is_below(&change.path, table)))
            .collect();
        if changes.iter().any(|change| is_below(&change.path, "policies")) {
            alone.notes.push("No policy is in force here: what differs in policies changes nothing.".to_owned());
        }
        if changes.iter().any(|change| is_below(&change.path, "what_if")) {
            alone.notes.push("No what-if happens here: what differs in what-ifs changes nothing; compare asks about them.".to_owned());
        }
        if changes.iter().any(|change| is_below(&change.path, "budget")) {
            alone.notes.push("No budget is spent here: what differs in it changes nothing; compare and optimise ask about one.".to_owned());
        }
        if acting.len() < 2 {
            return alone;
        }
        if acting.len() > MOST_ALONE {
            alone.notes.push(format!("{} changes are too many to be made one by one; at most {MOST_ALONE} are.", acting.len()));
            return alone;
        }
        let individuals = self.loaded[0].scenario.individuals;
        let read = |changes: &[&KeyChange]| {
            let scenario = with_changes(&self.template, changes).ok()?.scenario;
            Some(Scenario { individuals, ..scenario })
        };
        let singles = map(acting.len(), threads, |index| read(&acting[index..=index]));
        let mut failed: Vec<(&str, Vec<&KeyChange>)> = Vec::new();
        for (change, scenario) in acting.iter().zip(singles) {
            let table = change.path.rsplit_once('.').map_or("", |(table, _)| table);
            match (scenario, failed.iter_mut().find(|(other, _)| *other == table)) {
                (Some(scenario), _) => alone.scenarios.push((change.path.clone(), scenario)),
                (None, Some((_, others))) => others.push(change),
                (None, None) => failed.push((table, vec![change])),
            }
        }
        for (_, changes) in failed {
            let name = changes.iter().map(|change| change.path.as_str()).collect::<Vec<_>>().join(" with ");
            match read(&changes) {
                Some(scenario) if changes.len() > 1 => alone.scenarios.push((name, scenario)),
                _ => alone.notes.push(format!(
                    "{name} cannot be changed alone: the scenario is then not sound. What it does is in what is left as interaction."
                )),
            }
        }
        alone
    }

    /// What is asked of the two, on so many trials.
    pub fn question<'s>(&'s self, alone: &'s AloneChanges, plan: Plan) -> Question<'s> {
        let alone = alone.scenarios.iter().map(|(name, scenario)| (name.clone(), scenario)).collect();
        Question { scenarios: self.scenarios(), name: self.paths[1].display().to_string(), alone, plan }
    }
}
