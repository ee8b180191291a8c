//! From the files of a scenario to a [`Scenario`], or to everything that is wrong with them.
//!
//! How each part is read stands with the part; here is in which order.

mod likeness;
mod results;
mod template;

use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::Scenario;
use super::differences::{Patch, put};
use super::exits::competitors::CompetitorContext;
use super::file::files::{Files, Input};
use super::file::overrides::{self, Override, Settings};
use super::file::{Reader, Table, tree};
use super::people::{covariates, names};
use super::policy::PolicyContext;
use super::posterior::fingerprint::fingerprint;
use super::posterior::reading::Learnable;
use super::schema::ROOT;
use crate::diagnostic::{Diagnostic, Place, Problems, Source};

pub use template::{Origin, Template};

/// A scenario and what it was read from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Every file read, the scenario file first.
    pub inputs: Vec<Input>,
    /// A hash of all that a calibration reads of the scenario, as its file and those that it names have it, without settings.
    pub fingerprint: String,
    /// Warnings and notes; no errors.
    pub remarks: Problems,
    /// The file as written, without settings.
    pub(in crate::scenario) written: Table,
}

impl Loaded {
    /// The number that stands at a path, as the file says, or in its place as one of these settings does; of an uncertain one the centre.
    pub fn number_at(&self, path: &str, set: &[Override]) -> Option<f64> {
        let given = set.iter().rev().find(|setting| setting.path == path).and_then(|setting| setting.value.parse().ok());
        let uncertain = || self.scenario.parameters.iter().find(|parameter| parameter.path == path);
        given.or_else(|| uncertain().map(|parameter| parameter.distribution.centre())).or_else(|| overrides::number_at(&self.written, path))
    }
}

/// What of a scenario is to be read otherwise than its file says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edits<'a> {
    /// What a command line sets.
    pub settings: Settings<'a>,
    /// What another file says.
    pub patches: &'a [Patch],
}

impl<'a> Edits<'a> {
    /// Settings alone.
    pub fn settings(settings: Settings<'a>) -> Self {
        Self { settings, patches: &[] }
    }
}

/// Reads a scenario file and the files that it names, with the settings of a command line in place of its numbers.
///
/// # Errors
/// All problems of all files at once.
pub fn read(path: &Path, overrides: &[Override]) -> Result<Loaded, Problems> {
    read_file(path, Files::new, Edits::settings(Settings::set(overrides)), Knowledge::Posterior)
}

/// Reads a scenario as [`read`] does but for the posterior that it names: for the calibration that makes it.
///
/// # Errors
/// All problems of all files at once.
pub fn read_priors(path: &Path, overrides: &[Override]) -> Result<Loaded, Problems> {
    read_file(path, Files::new, Edits::settings(Settings::set(overrides)), Knowledge::Priors)
}

/// Reads a file; `files` are those of its folder.
fn read_file(path: &Path, files: impl FnOnce(&Path) -> Files, edits: Edits<'_>, knowledge: Knowledge) -> Result<Loaded, Problems> {
    let mut files = files(path.parent().unwrap_or(Path::new("")));
    if let Some(diagnostic) = results::refusal(path).filter(|_| !files.are_all_held()) {
        let mut problems = Problems::default();
        problems.push(diagnostic);
        return Err(problems);
    }
    match files.read(path, &path.display().to_string(), likeness::is_scenario_text) {
        Ok(source) => Reader::new(files).loaded(&source, edits, knowledge),
        Err(diagnostic) => {
            let mut problems = Problems::default();
            problems.push(diagnostic);
            Err(problems)
        }
    }
}

/// The text of a file that is none of a scenario's, in any encoding that is told or asked for. Where it is no text, nothing of it is shown
/// unless it is of the kind that is wanted.
pub(crate) fn text_file(
    path: &Path,
    asked: Option<&'static Encoding>,
    is_of_kind: impl FnOnce(&str) -> bool,
) -> Result<Arc<Source>, Problems> {
    Files::recoded(path, asked, is_of_kind).map_err(|diagnostic| {
        let mut problems = Problems::default();
        problems.push(diagnostic);
        problems
    })
}

/// Reads a scenario from a text that messages call `name`; relative paths in it count from `folder`.
///
/// # Errors
/// All problems of all files at once.
pub fn read_str(name: &str, text: &str, folder: &Path, overrides: &[Override]) -> Result<Loaded, Problems> {
    read_text(name, text, Files::new(folder), Edits::settings(Settings::set(overrides)), Knowledge::Posterior)
}

fn read_text(name: &str, text: &str, files: Files, edits: Edits<'_>, knowledge: Knowledge) -> Result<Loaded, Problems> {
    Reader::new(files).loaded(&Source::file(0, name, text), edits, knowledge)
}

/// What is read of what is believed of the uncertain numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    /// The posterior too, where one is named.
    Posterior,
    /// The priors only.
    Priors,
}

/// By what items of lists go in paths: a researcher by the `id`, since the names of people are never shown.
fn naming(list: &str) -> &'static str {
    if list == "researchers" { "id" } else { "name" }
}

impl Reader {
    /// The scenario of a text.
    fn loaded(mut self, source: &Arc<Source>, Edits { settings, patches }: Edits<'_>, knowledge: Knowledge) -> Result<Loaded, Problems> {
        let mut root = tree::parse(source, naming, &mut self.problems);
        let is_whole = self.problems.errors() == 0;
        if !is_whole && !likeness::is_broken_scenario(source.text(), &root.table) {
            return Err(likeness::refusal(source, self.problems.iter().next()));
        }
        let is_known = !is_whole || likeness::is_scenario(&root.table);
        let has_others = root.table.entries.iter().any(|entry| !likeness::is_key(&entry.key));
        self.is_broken = !root.is_whole;
        let trusted = Place::new(source, root.trusted..root.trusted);
        self.written = root.table.clone();
        self.set = settings.each().map(|(option, given)| (given.path.clone(), option)).collect();
        // A number that the other file gives plainly is none that was learned.
        let is_plain = |patch: &&Patch| patch.node.as_ref().is_some_and(|node| node.as_table().is_none());
        self.set.extend(patches.iter().filter(is_plain).map(|patch| (patch.path.clone(), "the other file")));
        for patch in patches {
            put(&mut root.table, patch);
        }
        overrides::apply(settings, &mut root.table, naming, &mut self.problems);
        let syntax = std::mem::take(&mut self.problems);
        let scenario = self.scenario(&root.table, knowledge);
        self.merge_problems(syntax, &trusted);
        if self.problems.errors() > 0 {
            return Err(if is_known || !has_others { self.problems } else { likeness::refusal(source, None) });
        }
        let fingerprint = fingerprint(&self.written, &self.files);
        Ok(Loaded { scenario, inputs: self.files.into_inputs(), fingerprint, remarks: self.problems, written: self.written })
    }

    /// Joins the problems of syntax with those of meaning, except what is said of a value that is no value.
    fn merge_problems(&mut self, syntax: Problems, trusted: &Place) {
        let broken: Vec<&Place> = syntax.iter().filter_map(Diagnostic::place).collect();
        let is_doubtful = |place: &Place| place.is_behind(trusted) || broken.iter().any(|other| other.shares_line_with(place));
        self.problems.retain(|diagnostic| !diagnostic.place().is_some_and(is_doubtful));
        self.problems.append(syntax);
        self.problems.sort();
    }

    /// Reads every part.
    fn scenario(&mut self, root: &Table, knowledge: Knowledge) -> Scenario {
        let keys = self.keys(root, &ROOT);
        let root_keys = self.root_keys(root);
        let wanted = covariates::wanted(root);
        let mut people = self.people(root, &root_keys, &wanted);
        self.warn_of_empty_start(root, &root_keys, &people.roster);
        let channels = self.required(keys, "channels");
        let (mut channels, has_kinds) = self.channels(channels, root, &people.roster);
        self.check_dates_of_hire(root, &people.roster);
        let history = self.history(root, &root_keys, &people, &wanted, channels.iter().map(|channel| channel.name.as_str()).collect());
        self.check_scales(root, &channels, &people.roster, history.as_ref());
        let contagion = self.contagion(root, &people, history.as_ref());
        let spinouts = self.spinouts(root, &root_keys, &channels, has_kinds);
        let context = CompetitorContext::new(&root_keys, &channels, has_kinds, &people, history.as_ref(), spinouts.as_ref());
        let competitors = self.competitors(root, &context);
        self.settle_unnamed(root, &mut channels, &competitors);
        let notice = self.notice(root, &root_keys);
        let returns = self.returns(root);
        let hiring = self.hiring(root, &root_keys);
        let capabilities = self.capabilities(root, &people);
        let shocks = self.shocks(root, &root_keys, &channels);
        let heat = self.heat(root, &root_keys, &channels);
        let frailty = self.frailty(root);
        let (min_group, min_group_reason) = self.min_group(root);
        let pay = self.pay(root);
        let discount_rate = self.discount_rate(root);
        // After all that takes every channel that there is: a channel of last days alone is none of them.
        self.settle_last_days(&mut people, &mut channels, &root_keys);
        let mut scenario = Scenario {
            name: root_keys.name.clone(),
            clock: root_keys.clock,
            horizon: root_keys.horizon,
            trials: root_keys.trials,
            seed: root_keys.seed,
            replications: root_keys.replications,
            roster: std::mem::take(&mut people.roster),
            channels,
            competitors,
            contagion,
            spinouts,
            notice,
            returns,
            hiring,
            capabilities,
            shocks,
            heat,
            frailty,
            pay,
            policies: Vec::new(),
            budget: self.budget(root),
            currency: self.currency(root, people.is_paid),
            what_ifs: Vec::new(),
            happens: None,
            set_exits: Vec::new(),
            discount_rate,
            history,
            parameters: Vec::new(),
            posterior: None,
            assertions: Vec::new(),
            min_group,
            min_group_reason,
            individuals: false,
        };
        let context = PolicyContext {
            root,
            root_keys: &root_keys,
            channels: &scenario.channels,
            roster: &scenario.roster,
            ids: &people.ids,
            is_whole: people.is_whole,
            opens_spinouts: scenario.spinouts.is_none_or(|spinouts| spinouts.open),
        };
        scenario.policies = self.policies(&context);
        scenario.what_ifs = self.what_ifs(&context, scenario.hiring.is_some());
        self.check_amounts(root, &scenario.policies, &scenario.roster.researchers, people.is_paid);
        // All numbers have been read, so that it is known which are uncertain.
        let learnable = Learnable { clock: root_keys.clock, history: scenario.history.as_ref(), path: scenario.heat.path.as_ref() };
        scenario.posterior = if knowledge == Knowledge::Posterior { self.posterior(root, &learnable) } else { None };
        scenario.parameters = std::mem::take(&mut self.parameters);
        if knowledge == Knowledge::Posterior {
            self.warn_of_default_priors(root, &scenario);
        }
        self.warn_of_merged_skills();
        self.warn_of_spellings(&names::KINDS);
        // What there are results of follows from all the rest.
        scenario.assertions = self.assertions(root, &scenario, root_keys.has_dates);
        scenario
    }
}
