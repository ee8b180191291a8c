//! In which futures a condition holds.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Lab;
use super::error::Error;
use super::files::Files;
use super::plans::discover::{DiscoverPlan, publish};
use super::plans::form::Form;
use super::simulation::Listener;
use crate::Cancellation;
use crate::discover::results::{self, Found};
use crate::discover::{By, Settings};
use crate::ensemble::Progress;
use crate::report::discover::sentence;
use crate::report::files::folder::Folder;
use crate::report::files::manifest::{Manifest, Stopped};

/// A question in which futures a condition holds, to be configured and run: [`Lab::discover`].
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// let found = lab.discover("kept < 1 with refresh").draws(400).replications(10).run()?;
/// for region in found.regions() {
///     for limit in region.limits() {
///         println!("{} from {} to {}", limit.number, limit.low, limit.high);
///     }
///     println!("there in {:.0} % of the draws", 100.0 * region.density().value);
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Discover<'l> {
    lab: &'l Lab,
    condition: String,
    settings: Settings,
    seed: Option<u64>,
    threads: Option<u64>,
    listener: Listener<'l>,
}

impl<'l> Discover<'l> {
    pub(super) fn new(lab: &'l Lab, condition: &str) -> Self {
        let (condition, settings) = (condition.to_owned(), Settings::default());
        Self { lab, condition, settings, seed: None, threads: None, listener: Listener::default() }
    }

    /// Asks which trials meet the condition, each for itself; otherwise which parameter draws, by the mean over their trials.
    pub fn by_trials(mut self) -> Self {
        self.settings.by = By::Trials;
        self
    }

    /// How many parameter draws: half are searched, and the others judge; 2,000 where nothing is said here.
    pub fn draws(mut self, draws: u64) -> Self {
        self.settings.draws = draws;
        self
    }

    /// How many trials of each draw; 50 where nothing is said here.
    pub fn replications(mut self, replications: u64) -> Self {
        self.settings.replications = replications;
        self
    }

    /// The least share of a region that shall meet the condition; the regions that tell most apart where nothing is said here.
    pub fn density(mut self, share: f64) -> Self {
        self.settings.density = Some(share);
        self
    }

    /// How many regions at most; 3 where nothing is said here.
    pub fn regions(mut self, regions: usize) -> Self {
        self.settings.regions = regions;
        self
    }

    /// The share of the draws left that one cut takes; 0.05 where nothing is said here.
    pub fn peel(mut self, share: f64) -> Self {
        self.settings.peel = share;
        self
    }

    /// The smallest region, as a share of the draws searched; 0.05 where nothing is said here.
    pub fn least(mut self, share: f64) -> Self {
        self.settings.least = share;
        self
    }

    /// The seed of all randomness; as the scenario says where nothing is said here.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// How many threads; as many as the machine has where nothing is said here. Results do not depend on it.
    pub fn threads(mut self, threads: u64) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Ends early at a word; what was run by then is searched.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.listener.cancellation = cancellation.clone();
        self
    }

    /// Hears how far it is, at least ten times a second.
    pub fn on_progress(mut self, hear: impl FnMut(&Progress) + 'l) -> Self {
        self.listener.hear = Some(Box::new(hear));
        self
    }

    /// Runs the trials, and searches.
    ///
    /// # Errors
    /// Where the condition cannot be read, there are no such results, they would tell of too few people, or no number is uncertain.
    pub fn run(mut self) -> Result<Discovery, Error> {
        let began = Instant::now();
        if self.threads == Some(0) {
            return Err(Error::new("at least 1 thread is needed"));
        }
        let path = self.lab.place();
        let plan = DiscoverPlan::new(&path, &self.lab.loaded.scenario, &self.condition, self.settings, (self.seed, self.threads))?;
        let found = plan.count(&mut |progress: &Progress| self.listener.flow(progress));
        let manifest = plan.manifest(&self.lab.loaded.inputs, &self.lab.settings, &found, began);
        Ok(Discovery { found, manifest })
    }
}

/// In which futures a condition holds: [`Discover::run`].
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// let found = lab.discover("retained < 5").draws(400).replications(10).run()?;
/// for line in found.sentences() {
///     println!("{line}");
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Discovery {
    found: results::Discovery,
    manifest: Manifest,
}

/// A region of the uncertain numbers in which a condition holds more often: [`Discovery::regions`], with an example at [`Discover`].
#[derive(Clone, Copy, Debug)]
pub struct Region<'f> {
    found: &'f results::Discovery,
    region: &'f Found,
}

/// A number's limits in a region, with an example at [`Discover`].
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The number, by its path in the scenario.
    pub number: String,
    /// Its lower limit; minus infinity where there is none.
    pub low: f64,
    /// Its upper limit; infinity where there is none.
    pub high: f64,
    /// The share that would meet the condition without these limits.
    pub without: f64,
    /// How likely it is that they only seem to add as much, by chance.
    pub p: f64,
}

/// A share with its 95 % interval, of draws that the search has not seen.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// let met = lab.discover("retained < 5").draws(400).replications(10).run()?.met();
/// assert!(met.low <= met.value && met.value <= met.high);
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share; not a number of nothing.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Share {
    fn new(share: crate::discover::share::Share) -> Self {
        let [low, high] = share.interval();
        Self { value: share.value, low, high }
    }
}

impl Discovery {
    /// The share of all draws, or of all trials, that meet the condition.
    pub fn met(&self) -> Share {
        Share::new(self.found.met)
    }

    /// The regions, each among the draws that are in none before; none where nothing is told from chance.
    pub fn regions(&self) -> impl Iterator<Item = Region<'_>> {
        self.found.regions().map(|region| Region { found: &self.found, region })
    }

    /// When the condition holds, or why that cannot be said, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        sentence::answers(&self.found)
    }

    /// Parameter draws.
    pub fn draws(&self) -> u64 {
        self.found.draws
    }

    /// Trials of each draw.
    pub fn replications(&self) -> u64 {
        self.found.replications
    }

    /// Whether all was run that was to be; otherwise it was cancelled.
    pub fn is_complete(&self) -> bool {
        self.manifest.stopped != Stopped::Interrupted
    }

    /// Writes the files into a folder, as `stayput discover --out` does; says where they are. Earlier results there are replaced, files of
    /// others never.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder.as_ref(), false, &self.manifest.read_files())?;
        self.put(folder)
    }

    /// The files that [`Discovery::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.put(folder))
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(publish(folder, &self.found, self.manifest.clone(), Form::default())?.1)
    }
}

impl Region<'_> {
    /// Its limits, of the numbers that have any.
    pub fn limits(&self) -> Vec<Limit> {
        let limit = |limit: &crate::discover::judge::Limit| Limit {
            number: self.found.numbers[limit.number].number.path.clone(),
            low: limit.limits[0],
            high: limit.limits[1],
            without: limit.without.value,
            p: limit.p,
        };
        self.region.limits.iter().map(limit).collect()
    }

    /// The share of what is in it that meets the condition.
    pub fn density(&self) -> Share {
        Share::new(self.region.judged.density)
    }

    /// The share of all that meets the condition that is in it.
    pub fn coverage(&self) -> Share {
        Share::new(self.region.judged.coverage)
    }

    /// The share of everything that is in it.
    pub fn mass(&self) -> Share {
        Share::new(self.region.judged.mass)
    }
}
