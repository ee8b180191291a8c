//! What moves the answer, and what to find out first.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Lab;
use super::comparison::Difference;
use super::error::Error;
use super::files::Files;
use super::plans::form::Form;
use super::plans::run::Amount;
use super::plans::sensitivity::SensitivityPlan;
use super::simulation::Listener;
use crate::Cancellation;
use crate::ensemble::Progress;
use crate::report::files::folder::Folder;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::sensitivity::sentence;
use crate::sensitivity::records::{MONTHS, MOST_MONTHS};
use crate::sensitivity::results;
use crate::sensitivity::tornado::{Answer, Bar, What};

/// A question what moves the answer, to be configured and run: [`Lab::sensitivity`]. Each uncertain number is put at its 5 % and at its 95 %,
/// all others as they are then believed, on the same luck.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let found = lab.sensitivity().trials(400).policy("match").run()?;
/// for effect in found.effects(None) {
///     println!("{} moves those still there by {}", effect.number(), effect.moved_by());
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Ask<'l> {
    lab: &'l Lab,
    policies: Vec<String>,
    months: Vec<u32>,
    amount: Amount,
    listener: Listener<'l>,
}

impl<'l> Ask<'l> {
    pub(super) fn new(lab: &'l Lab) -> Self {
        Self { lab, policies: Vec::new(), months: MONTHS.to_vec(), amount: Amount::default(), listener: Listener::default() }
    }

    /// Asks about what this policy keeps and costs too; named several times, about each.
    pub fn policy(mut self, name: &str) -> Self {
        self.policies.push(name.to_owned());
        self
    }

    /// With policies: asks what records of so many months of exits, each at most 600, are worth before one is chosen; of 12 where nothing is
    /// said here.
    pub fn records(mut self, months: &[u32]) -> Self {
        self.months = months.to_vec();
        self
    }

    /// How many trials of each setting, made up to whole parameter draws; as the scenario says where nothing is said here.
    pub fn trials(mut self, trials: u64) -> Self {
        self.amount.trials = Some(trials);
        self
    }

    /// The seed of all randomness; as the scenario says where nothing is said here.
    pub fn seed(mut self, seed: u64) -> Self {
        self.amount.seed = Some(seed);
        self
    }

    /// How many threads; as many as the machine has where nothing is said here. Results do not depend on it.
    pub fn threads(mut self, threads: u64) -> Self {
        self.amount.threads = Some(threads);
        self
    }

    /// Ends early at a word; what was found by then are the results.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.listener.cancellation = cancellation.clone();
        self
    }

    /// Hears how far it is, at least ten times a second.
    pub fn on_progress(mut self, hear: impl FnMut(&Progress) + 'l) -> Self {
        self.listener.hear = Some(Box::new(hear));
        self
    }

    /// Runs the trials.
    ///
    /// # Errors
    /// Where no number is uncertain, there is no such policy, or it would tell of too few people.
    pub fn run(mut self) -> Result<Sensitivity, Error> {
        let began = Instant::now();
        self.amount.check()?;
        if let Some(months) = self.months.iter().find(|months| !(1..=MOST_MONTHS).contains(*months)) {
            return Err(Error::new(format!("records of {months} months cannot be kept: give 1 to {MOST_MONTHS} months")));
        }
        let path = self.lab.place();
        let plan = SensitivityPlan::new(&path, &self.lab.loaded.scenario, (&self.policies, &self.months), self.amount)?;
        let found = plan.count(&mut |progress: &Progress| self.listener.flow(progress), None);
        let found = found.map_err(|error: io::Error| Error::new(format!("cannot simulate: {error}")))?;
        let (inputs, settings) = (&self.lab.loaded.inputs, &self.lab.settings);
        let manifest = plan.manifest(inputs, settings, &found, began);
        Ok(Sensitivity { found, manifest, columns: plan.columns() })
    }
}

/// What moves the answer: [`Ask::run`].
///
/// # Example
/// ```
/// let found = stayput::read("scenarios/new-lab.toml")?.sensitivity().trials(400).run()?;
/// for line in found.sentences() {
///     println!("{line}");
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sensitivity {
    found: results::Sensitivity,
    manifest: Manifest,
    /// The further columns of a row a draw, and which may be told.
    columns: (Vec<String>, Vec<String>, Vec<bool>),
}

/// How far a number moves an answer: [`Sensitivity::effects`].
///
/// # Example
/// ```
/// let found = stayput::read("scenarios/new-lab.toml")?.sensitivity().trials(400).run()?;
/// let most = found.effects(None).next().expect("a number");
/// let [first, last] = most.places();
/// println!("{} from {:?}: {} (place {first} to {last})", most.number(), most.ends(), most.moved_by());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Effect<'f> {
    found: &'f results::Sensitivity,
    bar: &'f Bar,
}

impl Sensitivity {
    /// How far each number moves the number of people who are there at the horizon; of a policy, how many it keeps. The largest first;
    /// none where that policy was not asked about.
    pub fn effects(&self, policy: Option<&str>) -> impl Iterator<Item = Effect<'_>> {
        let is_asked = |what: What| match (what, policy) {
            (What::Retained, None) => true,
            (What::Kept(arm), Some(name)) => self.found.policies[arm] == name,
            _ => false,
        };
        let answer: Option<&Answer> = self.found.answers.iter().find(|answer| is_asked(answer.what));
        answer.into_iter().flat_map(|answer| &answer.bars).map(|bar| Effect { found: &self.found, bar })
    }

    /// What moves each answer most, and what to find out first, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        sentence::answers(&self.found)
    }

    /// Trials of each setting.
    pub fn trials(&self) -> u64 {
        self.found.trials
    }

    /// Whether all was asked that was to be; otherwise it was cancelled.
    pub fn is_complete(&self) -> bool {
        self.manifest.stopped != Stopped::Interrupted
    }

    /// Writes the files into a folder, as `stayput sensitivity --out` does; says where they are. Earlier results there are replaced, files
    /// of others never.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder.as_ref(), false, &self.manifest.read_files())?;
        self.put(folder)
    }

    /// The files that [`Sensitivity::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.put(folder))
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(super::plans::sensitivity::publish(folder, &self.found, &self.columns, self.manifest.clone(), Form::default())?.1)
    }
}

impl<'f> Effect<'f> {
    /// The number, by its path in the scenario.
    pub fn number(&self) -> &'f str {
        &self.found.numbers[self.bar.number].number.path
    }

    /// Its values at 5 % and at 95 %.
    pub fn ends(&self) -> [f64; 2] {
        self.found.numbers[self.bar.number].ends
    }

    /// The answer at both.
    pub fn at(&self) -> [f64; 2] {
        self.bar.at.map(|at| at.value)
    }

    /// The answer at 95 % less that at 5 %, with its error and its 95 % interval.
    pub fn moved_by(&self) -> Difference {
        Difference { mean: self.bar.effect.value, mcse: self.bar.effect.mcse, interval: self.bar.interval }
    }

    /// The first and the last place that it may have among all numbers, from 1, told at 95 % for each pair.
    pub fn places(&self) -> [usize; 2] {
        self.bar.rank
    }
}
