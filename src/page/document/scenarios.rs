//! Folders of results by the scenario that they are of.

use crate::page::results::{Kind, Results};
use crate::report::NO_POLICY;
use crate::report::files::manifest::Manifest;

/// One scenario, and all results of it.
pub struct Scenario<'r> {
    /// What it is called: its name, and where others have the same, what tells it apart.
    pub name: String,
    /// Its folders, in the order in which they were given.
    pub all: Vec<&'r Results>,
}

impl<'r> Scenario<'r> {
    /// Those of some folders, in the order of their first.
    pub fn of(all: &'r [Results]) -> Vec<Self> {
        let mut scenarios: Vec<Self> = Vec::new();
        for results in all {
            match scenarios.iter_mut().find(|scenario| scenario.all.iter().all(|other| is_same(other, results))) {
                Some(scenario) => scenario.all.push(results),
                None => scenarios.push(Self { name: results.manifest.scenario.clone(), all: vec![results] }),
            }
        }
        let names: Vec<String> = scenarios.iter().map(|scenario| scenario.name.clone()).collect();
        for scenario in &mut scenarios {
            if names.iter().filter(|name| **name == scenario.name).count() > 1 {
                scenario.name = format!("{} ({})", scenario.name, scenario.all[0].folder.display());
            }
        }
        scenarios
    }

    /// The run to speak of: the first without a policy, or else the first.
    pub fn run(&self) -> Option<&'r Results> {
        let plain = |results: &&&Results| results.manifest.policies.iter().all(|policy| policy == NO_POLICY);
        let runs = || self.all.iter().filter(|results| results.kind == Kind::Run);
        runs().find(plain).or_else(|| runs().next()).copied()
    }

    /// What says how many stay where nothing is done, a run or a comparison; or else a run under a policy.
    pub fn undisturbed(&self) -> Option<&'r Results> {
        let is_plain = |results: &&Results| results.manifest.policies.first().is_none_or(|policy| policy == NO_POLICY);
        self.run().filter(is_plain).or_else(|| self.comparison()).or_else(|| self.run())
    }

    /// The comparison to speak of, where there is one: the first that has policies, or else the first.
    pub fn comparison(&self) -> Option<&'r Results> {
        let has_policies = |results: &&Results| results.manifest.policies.iter().any(|policy| policy != NO_POLICY);
        self.of_kind(Kind::Comparison).find(has_policies).or_else(|| self.of_kind(Kind::Comparison).next())
    }

    /// All results of a kind, in the order in which they were given.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'r Results> {
        self.all.iter().copied().filter(move |results| results.kind == kind)
    }

    /// Whether the scenario file was changed between its results. A calibration may itself have changed it, to name what it learned.
    pub fn is_of_versions(&self) -> bool {
        let read =
            || self.all.iter().filter(|results| results.kind != Kind::Calibration).filter_map(|results| results.manifest.inputs.first());
        read().any(|input| read().any(|other| other.sha256 != input.sha256))
    }

    /// What to say then.
    pub fn versions(&self) -> String {
        let file = self.all.first().and_then(|results| results.manifest.inputs.first()).map_or("the scenario", |input| &input.path);
        format!("Its results are of different versions of {file}: make them again, since numbers may not go together.")
    }

    /// The calibration, where there is one.
    pub fn calibration(&self) -> Option<&'r Results> {
        self.all.iter().find(|results| results.kind == Kind::Calibration).copied()
    }
}

/// What was set otherwise than the file has it, in the order in which it was; a manifest of an earlier version tells it by what was typed.
pub fn settings(manifest: &Manifest) -> Vec<String> {
    let mut settings = manifest.settings.clone();
    let mut words = manifest.command_line.iter().filter(|_| manifest.settings.is_empty());
    while let Some(word) = words.next() {
        match word.strip_prefix("--set=") {
            Some(setting) => settings.push(setting.to_owned()),
            None if word == "--set" => settings.extend(words.next().cloned()),
            None => {}
        }
    }
    settings
}

/// Whether results are of the same scenario as others: by name and files, with the same numbers changed, of the same people over the same time.
/// A comparison begins with its first file, and a calibration makes the posterior that others read.
fn is_same(one: &Results, other: &Results) -> bool {
    let [one, other] = [&one.manifest, &other.manifest];
    (&one.scenario, one.roster, &one.start, &one.horizon) == (&other.scenario, other.roster, &other.start, &other.horizon)
        && one.inputs.first().map(|input| &input.path) == other.inputs.first().map(|input| &input.path)
        && one.inputs.iter().skip(1).all(|input| other.inputs.iter().all(|same| same.path != input.path || same.sha256 == input.sha256))
        && settings(one) == settings(other)
}
