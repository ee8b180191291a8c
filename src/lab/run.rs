//! What a run says.

use std::path::{Path, PathBuf};

use super::error::Error;
use super::files::Files;
use super::plans::form::Form;
use super::plans::run::publish;
use crate::calendar::Date;
use crate::ensemble::told_again::ToldAgain;
use crate::estimate::verdict::Verdict;
use crate::estimate::{self, Estimates, QUANTILES, Summary};
use crate::report::files::folder::Folder;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::{self, names, sentence, verdicts};
use crate::scenario::Assertion;

/// What many trials of a lab say: [`Simulation::run`](super::Simulation::run).
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let run = lab.simulate().trials(1_000).run()?;
/// println!("{}", run.sentence());
/// for point in run.retained().points() {
///     println!("{} {:.2}", point.date, point.mean);
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    policy: String,
    pub(crate) estimates: Estimates,
    assertions: Vec<Assertion>,
    told_again: ToldAgain,
    pub(crate) manifest: Manifest,
}

/// A number over time: [`Run::retained`], [`Run::curve`].
///
/// # Example
/// ```
/// let run = stayput::read("scenarios/new-lab.toml")?.with_individuals().simulate().trials(400).run()?;
/// let exits = run.curve("exits", "all").expect("where nothing is hidden, exits are told");
/// assert!(exits.points().zip(exits.points().skip(1)).all(|(earlier, later)| earlier.mean <= later.mean));
/// assert!(run.curve("exits", "everybody").is_none());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Curve<'r> {
    estimates: &'r Estimates,
    curve: &'r estimate::Curve,
}

/// The distribution over trials of a number on one date.
///
/// # Example
/// ```
/// let run = stayput::read("scenarios/new-lab.toml")?.simulate().trials(400).run()?;
/// let last = run.retained().at_horizon();
/// println!("{}: mean {:.1} ± {:.1}, median {:?}", last.date, last.mean, last.mcse, last.quantile(0.5));
/// assert_eq!(run.retained().at(last.date), Some(last));
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The date.
    pub date: Date,
    /// The mean over trials.
    pub mean: f64,
    /// Its Monte Carlo standard error: what more trials would shrink.
    pub mcse: f64,
    /// The standard deviation from trial to trial, luck and ignorance together.
    pub sd: f64,
    /// The share of the variance that is luck; the rest is ignorance of the parameters. `None` where the number does not vary.
    pub luck_share: Option<f64>,
    quantiles: Option<[f64; QUANTILES.len()]>,
}

impl Run {
    pub(super) fn new(policy: String, estimates: Estimates, assertions: Vec<Assertion>, told_again: ToldAgain, manifest: Manifest) -> Self {
        Self { policy, estimates, assertions, told_again, manifest }
    }

    /// The policy in force, or `none`.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// How many people are there at the start.
    pub fn roster(&self) -> usize {
        self.estimates.metadata.roster
    }

    /// Trials that were run.
    pub fn trials(&self) -> u64 {
        self.estimates.trials
    }

    /// Parameter draws behind them; as many as trials where nothing is uncertain.
    pub fn draws(&self) -> u64 {
        self.estimates.draws
    }

    /// Whether all that was asked for was run; otherwise it was cancelled.
    pub fn is_complete(&self) -> bool {
        self.manifest.stopped != Stopped::Interrupted
    }

    /// How many of those there at the start are there, by date.
    pub fn retained(&self) -> Curve<'_> {
        Curve::retained(&self.estimates)
    }

    /// A metric over a group, by the names of `summary.csv`, such as `exits` over `all` or `retained` over `team:alpha`; `None` where results
    /// do not tell it.
    pub fn curve(&self, metric: &str, group: &str) -> Option<Curve<'_>> {
        self.curves().find(|curve| curve.metric() == metric && curve.group() == group)
    }

    /// All that is followed over time.
    pub fn curves(&self) -> impl Iterator<Item = Curve<'_>> {
        self.estimates.curves.iter().map(|curve| Curve { estimates: &self.estimates, curve })
    }

    /// The probability that exactly this number of those there at the start are there at the horizon, for 0 up to all of them.
    pub fn probabilities(&self) -> Vec<f64> {
        self.estimates.distribution.last().map_or_else(Vec::new, |last| last.iter().map(|share| share.value).collect())
    }

    /// The answer in one sentence.
    pub fn sentence(&self) -> String {
        sentence::answer(&self.reported())
    }

    /// What the results say of the scenario's assertions about this policy, the heaviest first; `None` where it has none.
    pub fn verdict(&self) -> Option<Verdict> {
        verdicts::overall(&self.estimates, &self.assertions)
    }

    /// Writes the files of the run into a folder, as `stayput run --out` does; says where they are. Earlier results there are replaced,
    /// files of others never. A run that was cancelled may lack `paths.csv` and
    /// `cascades.csv`, for which some trials are told again.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    ///
    /// # Example
    /// ```
    /// let run = stayput::read("scenarios/new-lab.toml")?.simulate().trials(1_000).run()?;
    /// let folder = tempfile::tempdir().expect("a folder");
    /// let place = run.write(folder.path().join("results"))?;
    /// assert!(place.join("summary.csv").exists());
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder.as_ref(), false, &self.manifest.read_files())?;
        self.put(folder)
    }

    /// The files that [`Run::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.put(folder))
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(publish(folder, &self.reported(), &self.told_again, self.manifest.clone(), Form::default())?.1)
    }

    fn reported(&self) -> report::Run<'_> {
        report::Run { key: &self.manifest.run, policy: &self.policy, estimates: &self.estimates, assertions: &self.assertions }
    }
}

impl<'r> Curve<'r> {
    pub(super) fn retained(estimates: &'r Estimates) -> Self {
        Self { estimates, curve: estimates.retained() }
    }

    /// The metric, as `summary.csv` names it.
    pub fn metric(&self) -> &'static str {
        names::metric(self.curve.metric)
    }

    /// Over whom, as `summary.csv` names it.
    pub fn group(&self) -> String {
        names::group(&self.estimates.metadata, self.curve.group)
    }

    /// A point a date: the start, each month after it, the horizon.
    pub fn points(&self) -> impl Iterator<Item = Point> + 'r {
        let (metadata, curve) = (&self.estimates.metadata, self.curve);
        let tells_quantiles = metadata.tells_quantiles(curve.metric);
        metadata.dates.iter().zip(curve.points.each()).map(move |(&date, summary)| Point::new(date, &summary, tells_quantiles))
    }

    /// The point of a date, where the curve has it.
    pub fn at(&self, date: Date) -> Option<Point> {
        self.points().find(|point| point.date == date)
    }

    /// The point of the horizon, which every curve has.
    pub fn at_horizon(&self) -> Point {
        let (metadata, last) = (&self.estimates.metadata, self.curve.points.len() - 1);
        Point::new(metadata.dates[last], &self.curve.points[last], metadata.tells_quantiles(self.curve.metric))
    }
}

impl Point {
    fn new(date: Date, summary: &Summary, tells_quantiles: bool) -> Self {
        Self {
            date,
            mean: summary.mean.value,
            mcse: summary.mean.mcse,
            sd: summary.sd.value,
            luck_share: summary.luck_share.map(|share| share.value),
            quantiles: tells_quantiles.then(|| summary.quantiles.map(|quantile| quantile.value)),
        }
    }

    /// A quantile: the smallest number whose cumulative probability reaches `p`, one of 0.05, 0.1, 0.25, 0.5, 0.75, 0.9 and 0.95; `None` for
    /// another, or where quantiles would tell of single people.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let place = QUANTILES.iter().position(|&known| (known - p).abs() < 1e-9)?;
        Some(self.quantiles?[place])
    }
}
