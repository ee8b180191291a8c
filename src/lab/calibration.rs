//! A calibration: what a lab's history says of its uncertain numbers.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::Lab;
use super::error::Error;
use super::files::Files;
use super::plans::calibration::{CalibrationPlan, Effort, Fitted, Method, columns};
use super::plans::form::Form;
use crate::Cancellation;
use crate::calibrate::goodness::balance::Imbalance;
use crate::calibrate::{Marginal, PosteriorSummary, Unknown};
use crate::report::files::csv::Dialect;
use crate::report::files::folder::Folder;
use crate::report::files::manifest::Manifest;
use crate::report::files::posterior;

/// How often somebody hears of how far a calibration is.
const TICK: Duration = Duration::from_millis(100);

/// A calibration, to be configured and run: [`Lab::calibrate`].
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// let fit = lab.calibrate().draws(20).without_comparison().on_progress(|progress| assert!(progress.done <= progress.draws)).run()?;
/// for learned in fit.learned() {
///     println!("{}: {:.2} ({:.2} to {:.2})", learned.path, learned.median, learned.low, learned.high);
/// }
/// assert!(!fit.doubts().is_empty(), "so few draws are not to be relied on");
/// assert_eq!(fit.posterior().len(), 4 * 20);
/// assert!(fit.posterior().draws("contagion.ratio").is_some());
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Calibrate<'l> {
    lab: &'l Lab,
    seed: Option<u64>,
    threads: Option<u64>,
    draws: Option<u64>,
    compare: Option<u64>,
    cancellation: Cancellation,
    hear: Option<Hear<'l>>,
}

/// What hears how far a calibration is.
type Hear<'l> = Box<dyn FnMut(&CalibrationProgress) + 'l>;

/// How far a calibration is; the example of [`Calibrate`] hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalibrationProgress {
    /// Draws done, in all chains, those of their warm-up too. Once all are, the model is judged and compared.
    pub done: u64,
    /// Draws to do; 0 where the likelihood is maximised.
    pub draws: u64,
}

impl<'l> Calibrate<'l> {
    pub(super) fn new(lab: &'l Lab) -> Self {
        Self { lab, seed: None, threads: None, draws: None, compare: None, cancellation: Cancellation::default(), hear: None }
    }

    /// How many draws each of the four chains gives, from 4 on.
    pub fn draws(mut self, draws: u64) -> Self {
        self.draws = Some(draws);
        self
    }

    /// Leaves out the comparison of the model with itself without its terms, which takes much of the time.
    pub fn without_comparison(mut self) -> Self {
        self.compare = Some(0);
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

    /// Ends early at a word: at once while it draws or compares models, else after the step in hand. There are then no results.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.cancellation = cancellation.clone();
        self
    }

    /// Hears how far the calibration is, ten times a second.
    pub fn on_progress(mut self, hear: impl FnMut(&CalibrationProgress) + 'l) -> Self {
        self.hear = Some(Box::new(hear));
        self
    }

    /// Draws from the posterior, and judges how well the model fits the history.
    ///
    /// # Errors
    /// Where there is no history, nothing can be learned from it, or the word to break off was given.
    pub fn run(self) -> Result<Calibration, Error> {
        self.fit(Method::Posterior).map(Calibration)
    }

    /// Finds the maximum of the likelihood in place of a posterior: for long histories, where priors hardly matter.
    ///
    /// # Errors
    /// As of [`Calibrate::run`], and where there is no maximum.
    pub fn maximise(self) -> Result<MaximumLikelihood, Error> {
        self.fit(Method::Mle).map(MaximumLikelihood)
    }

    fn fit(mut self, method: Method) -> Result<Fit, Error> {
        let began = Instant::now();
        if self.threads == Some(0) {
            return Err(Error::new("at least 1 thread is needed"));
        }
        if self.draws.is_some_and(|draws| !(4..=1_000_000).contains(&draws)) {
            return Err(Error::new("a chain has from 4 to 1,000,000 draws"));
        }
        let mut loaded = self.lab.with_priors()?;
        loaded.scenario.seed = self.seed.unwrap_or(loaded.scenario.seed);
        let effort = Effort::new(loaded.scenario.seed, self.threads, self.draws, self.compare);
        let plan = CalibrationPlan::new(&self.lab.place(), &loaded, effort)?.with_cancellation(&self.cancellation);
        let manifest = plan.manifest(method, &self.lab.settings);
        let sampling = effort.sampling();
        let draws = match method {
            Method::Posterior => (sampling.chains * (sampling.warmup + sampling.draws)) as u64,
            Method::Mle => 0,
        };
        let done = AtomicU64::new(0);
        let found = heard(
            || find(plan, method, &self.cancellation, &done),
            || {
                if let Some(hear) = &mut self.hear {
                    hear(&CalibrationProgress { done: done.load(Ordering::Relaxed), draws });
                }
            },
        )?;
        Ok(Fit { found, manifest: Manifest { wall_time_seconds: began.elapsed().as_secs_f64(), ..manifest } })
    }
}

/// The steps of a calibration, one after the other; `done` counts draws.
fn find(plan: CalibrationPlan<'_>, method: Method, cancellation: &Cancellation, done: &AtomicU64) -> Result<Fitted, Error> {
    let go_on = || if cancellation.is_cancelled() { Err(Error::new("cancelled")) } else { Ok(()) };
    go_on()?;
    let draw = || {
        done.fetch_add(1, Ordering::Relaxed);
    };
    let drawn = match method {
        Method::Posterior => Some(plan.draw(&draw)?),
        Method::Mle => None,
    };
    go_on()?;
    let posterior = drawn.as_ref().map(|drawn| &drawn.posterior);
    let (likelihood, maximum) = plan.maximise(posterior)?;
    go_on()?;
    let goodness = plan.judge(posterior, (&likelihood, &maximum))?;
    go_on()?;
    let selection = drawn.as_ref().filter(|_| plan.effort.compare > 0).map(|drawn| plan.weigh(drawn));
    go_on()?;
    Ok(plan.conclude(drawn, (&likelihood, maximum), goodness, selection))
}

/// Does some work on a thread of its own, and calls `hear` on this one until it is done: at once, and at every [`TICK`].
fn heard<T: Send>(work: impl FnOnce() -> T + Send, mut hear: impl FnMut()) -> T {
    std::thread::scope(|scope| {
        let (sender, ended) = mpsc::channel::<()>();
        let worker = scope.spawn(move || {
            // Dropped when the work ends, in a panic too.
            let _sender = sender;
            work()
        });
        loop {
            hear();
            if ended.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What was found, and of what.
struct Fit {
    found: Fitted,
    manifest: Manifest,
}

impl Fit {
    fn path(&self, parameter: usize) -> String {
        self.found.inputs.hazards.parameters[parameter].path.clone()
    }

    fn write(&self, folder: &Path) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder, false, &self.manifest.read_files())?;
        self.put(folder)
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(self.found.publish(folder, self.manifest.clone(), Form::default())?)
    }
}

/// What a history says of a lab's uncertain numbers: [`Calibrate::run`], with an example at [`Calibrate`].
pub struct Calibration(Fit);

/// Where the likelihood of a lab's history is largest: [`Calibrate::maximise`].
///
/// # Example
/// ```no_run
/// let most = stayput::read("scenarios/llama.toml")?.calibrate().maximise()?;
/// for learned in most.learned() {
///     println!("{}: {:.2}", learned.path, learned.median);
/// }
/// println!("{}", most.doubts().join("; "));
/// # Ok::<(), stayput::Error>(())
/// ```
pub struct MaximumLikelihood(Fit);

/// What was learned of one number, as the example of [`Calibrate`] prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// Its path in the scenario, such as `contagion.ratio`.
    pub path: String,
    /// Posterior median, or where the likelihood is largest.
    pub median: f64,
    /// The 5 % quantile of the posterior, or the lower limit of the 95 % interval; not a number where there is none.
    pub low: f64,
    /// The 95 % quantile of the posterior, or the upper limit of the 95 % interval; not a number where there is none.
    pub high: f64,
}

/// Draws from a posterior, which a scenario can draw its numbers from: `[parameters] posterior`. An example is at [`Calibrate`].
#[derive(Clone, Copy)]
pub struct Posterior<'c> {
    found: &'c Fitted,
    summary: &'c PosteriorSummary,
    key: &'c str,
}

impl Calibration {
    /// What was learned, of each number of the scenario that the history tells of.
    pub fn learned(&self) -> Vec<Learned> {
        let of = |marginal: &Marginal| {
            let Unknown::Parameter(parameter) = marginal.unknown else { return None };
            let [low, median, high] = marginal.quantiles.map(|quantile| quantile.value);
            Some(Learned { path: self.0.path(parameter), median, low, high })
        };
        self.posterior().summary.marginals.iter().filter_map(of).collect()
    }

    /// The draws.
    #[expect(clippy::missing_panics_doc, reason = "a calibration has drawn")]
    pub fn posterior(&self) -> Posterior<'_> {
        let summary = self.0.found.posterior.as_ref().expect("a calibration has drawn");
        Posterior { found: &self.0.found, summary, key: &self.0.manifest.run }
    }

    /// Why the draws cannot be relied on: which gates the chains missed; empty where they can be.
    pub fn doubts(&self) -> Vec<String> {
        self.posterior().summary.misses.iter().map(ToString::to_string).collect()
    }

    /// Writes the files of the calibration into a folder, as `stayput calibrate --out` does; says where they are. Earlier results there
    /// are replaced, files of others never.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        self.0.write(folder.as_ref())
    }

    /// The files that [`Calibration::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.0.put(folder))
    }
}

impl MaximumLikelihood {
    /// Where each number of the scenario is at the maximum, with its 95 % interval.
    pub fn learned(&self) -> Vec<Learned> {
        let of = |estimate: &crate::calibrate::Estimate| {
            let (low, high) = estimate.profile.or(estimate.wald).unwrap_or((f64::NAN, f64::NAN));
            Learned { path: self.0.path(estimate.parameter), median: estimate.value, low, high }
        };
        self.0.found.maximum.estimates.iter().map(of).collect()
    }

    /// Why this may be no maximum; empty where it is one.
    pub fn doubts(&self) -> Vec<String> {
        let maximum = &self.0.found.maximum;
        let is_found = maximum.converged && maximum.higher <= 0.0;
        let imbalance = |one: &Imbalance| {
            format!(
                "through {} {:.4} exits are expected where {:.4} happened, and at a maximum they agree",
                one.channel, one.expected, one.observed
            )
        };
        let not_found = (!is_found).then(|| "the search for the maximum did not converge".to_owned());
        not_found.into_iter().chain(self.0.found.imbalances.iter().map(imbalance)).collect()
    }

    /// As [`Calibration::write`].
    ///
    /// # Errors
    /// As of [`Calibration::write`].
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        self.0.write(folder.as_ref())
    }
}

impl Posterior<'_> {
    /// How many draws there are.
    pub fn len(&self) -> usize {
        self.summary.chains.iter().map(|chain| chain.draws.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The draws of a number by its path in the scenario, chain after chain; `None` where it was not learned.
    pub fn draws(&self, path: &str) -> Option<Vec<f64>> {
        let (_, place) = columns(&self.found.inputs, self.summary).into_iter().find(|(name, _)| name == path)?;
        Some(self.summary.chains.iter().flat_map(|chain| &chain.draws).map(|draw| draw.row[place]).collect())
    }

    /// Writes the draws as `posterior.csv`, which `[parameters] posterior` of the scenario reads. A file of this name is replaced.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<(), Error> {
        let (file, columns) = (file.as_ref(), columns(&self.found.inputs, self.summary));
        let mut text = Vec::new();
        let written = posterior::write(&mut text, self.key, &columns, &self.summary.chains, Dialect::Standard);
        written.and_then(|()| std::fs::write(file, text)).map_err(|error| Error::new(format!("cannot write {}: {error}", file.display())))
    }
}
