//! A grid of settings of a lab, every point on the same luck.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Lab;
use super::comparison::Difference;
use super::error::Error;
use super::files::Files;
use super::plans::form::Form;
use super::plans::run::Amount;
use super::plans::sweep::{Asked, SweepPlan, merged_manifest, publish};
use super::run::Curve;
use super::shard::part;
use super::simulation::Listener;
use crate::Cancellation;
use crate::compare::icer::CostPerPersonKept;
use crate::ensemble::Progress;
use crate::ensemble::shard::Shard;
use crate::report::files::folder::Folder;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::sweep::state::{self, State};
use crate::sweep::{self, Axis, Counts, Grid, Legend, results};

/// A sweep, to be configured and run: [`Lab::sweep`]. Every point of the grid meets the same luck as the lab as it is, so that what is the same
/// in both futures cancels in their difference.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let sweep = lab.sweep().over("contagion.ratio", [1.0, 1.25, 1.5]).policy("match").trials(400).run()?;
/// for point in sweep.points() {
///     let kept = point.retained().at_horizon();
///     let policy = point.kept_by("match").expect("it is in force at every point");
///     println!("ratio {}: {:.1} are there, {} more than as it is; match keeps {policy}", point.value(0), kept.mean, point.change());
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Sweep<'l> {
    lab: &'l Lab,
    over: Vec<(String, Vec<String>)>,
    policies: Vec<String>,
    amount: Amount,
    listener: Listener<'l>,
}

impl<'l> Sweep<'l> {
    pub(super) fn new(lab: &'l Lab) -> Self {
        Self { lab, over: Vec::new(), policies: Vec::new(), amount: Amount::default(), listener: Listener::default() }
    }

    /// Takes the number at a path through values, each written as [`Lab::set`] takes it; of several paths every combination is a point.
    pub fn over<V: ToString>(mut self, path: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.over.push((path.to_owned(), values.into_iter().map(|value| value.to_string()).collect()));
        self
    }

    /// Puts this policy in force at every point, beside none; named several times, each by itself.
    pub fn policy(mut self, name: &str) -> Self {
        self.policies.push(name.to_owned());
        self
    }

    /// How many trials of each point, made up to whole parameter draws; as the scenario says where nothing is said here.
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

    /// Ends early at a word; the points that are done by then are the results.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.listener.cancellation = cancellation.clone();
        self
    }

    /// Hears how far the sweep is, at least ten times a second; the trials of all points count together.
    pub fn on_progress(mut self, hear: impl FnMut(&Progress) + 'l) -> Self {
        self.listener.hear = Some(Box::new(hear));
        self
    }

    /// Runs the trials of all points.
    ///
    /// # Errors
    /// Where a point cannot be run, there is no such policy, the grid has more than a thousand points, or a point would tell of too few people;
    /// where it was cancelled before the first point was done.
    pub fn run(mut self) -> Result<Swept, Error> {
        let began = Instant::now();
        let plan = self.plan(None)?;
        let (legend, counts) = self.count(&plan)?;
        let manifest = plan.manifest(&legend, &counts, began);
        let swept = results(&legend, counts).filter(|swept| !swept.points.is_empty());
        let swept = swept.ok_or_else(|| Error::new("the sweep was cancelled before its first point was done"))?;
        Ok(Swept { swept, manifest })
    }

    /// Runs one part of the trials of every point, of which [`merge_sweep`] makes the whole: the `index`-th of `count` parts, from 1.
    ///
    /// # Errors
    /// Where there is no such part, or as [`Sweep::run`]; where it was cancelled before the last point was done.
    pub fn run_part(mut self, index: u64, count: u64) -> Result<SweepPart, Error> {
        let plan = self.plan(Some(part(index, count)?))?;
        let (legend, counts) = self.count(&plan)?;
        let state = plan.state(legend, counts, &self.lab.settings);
        if state.is_whole() { Ok(SweepPart { state }) } else { Err(Error::new("the part was cancelled before its last point was done")) }
    }

    fn plan(&self, shard: Option<Shard>) -> Result<SweepPlan, Error> {
        self.amount.check()?;
        let lab = self.lab;
        let axes: Result<Vec<Axis>, String> = self.over.iter().map(|(path, values)| Axis::new(path, values)).collect();
        let grid = axes.and_then(|axes| Grid::new(axes, &lab.settings)).map_err(Error::new)?;
        let asked = Asked { set: &lab.settings, policies: &self.policies, amount: self.amount, shard };
        SweepPlan::new(&lab.template, lab.loaded.clone(), grid, asked)
    }

    fn count(&mut self, plan: &SweepPlan) -> Result<(Legend, Counts), Error> {
        let study = plan.study()?;
        let legend = study.legend();
        let counts = plan.count(&study, &legend, &mut |progress: &Progress| self.listener.flow(progress));
        Ok((legend, counts))
    }
}

/// One part of a sweep, some of the trials of every point: [`Sweep::run_part`]. Parts travel between machines as JSON.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let sweep = || lab.sweep().over("contagion.ratio", [1.0, 1.5]).trials(400);
/// let sent = sweep().run_part(2, 2)?.to_json()?;
/// let merged = stayput::merge_sweep(&[sweep().run_part(1, 2)?, stayput::SweepPart::from_json(&sent)?])?;
/// assert_eq!(merged.as_it_is().at_horizon(), sweep().run()?.as_it_is().at_horizon());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SweepPart {
    state: State,
}

impl SweepPart {
    /// Which part it is, from 1.
    pub fn index(&self) -> u64 {
        self.state.shard
    }

    /// How many parts the sweep has.
    pub fn count(&self) -> u64 {
        self.state.origin.shards
    }

    /// The part as JSON. Its counts are exact, and with the scenario may tell of single people.
    ///
    /// # Errors
    /// Where its counts have no form in JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        self.state.to_json().map_err(|error| Error::new(format!("the part cannot be written as JSON: {error}")))
    }

    /// A part from JSON.
    ///
    /// # Errors
    /// Where it is none, or cannot have been counted, or is not complete.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        State::from_json(json).map(|state| Self { state }).map_err(Error::new)
    }
}

/// Adds up the parts of a sweep: the same results as of one sweep, to the byte.
///
/// # Errors
/// Where a part is missing, there twice, or of another sweep.
pub fn merge_sweep(parts: &[SweepPart]) -> Result<Swept, Error> {
    let cannot = |problem: &str| Error::new(format!("cannot merge: {problem}"));
    let named: Vec<(String, State)> = parts.iter().map(|part| (format!("part {}", part.index()), part.state.clone())).collect();
    let (legend, counts) = state::merge(&named).map_err(|problem| cannot(&problem))?;
    let manifest = merged_manifest(&named[0].1.origin, &legend, &counts);
    let merged = manifest.zip(results(&legend, counts)).map(|(manifest, swept)| Swept { swept, manifest });
    merged.ok_or_else(|| cannot("nothing was counted"))
}

/// What a sweep says: [`Sweep::run`].
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let sweep = lab.sweep().over("contagion.ratio", ["1", "1.5"]).over("contagion.half_life", ["2 months", "4 months"]).trials(400).run()?;
/// assert_eq!(sweep.points().count(), 4);
/// let last = sweep.points().last().expect("four points");
/// assert_eq!((last.value(0), last.value(1)), ("1.5", "4 months"));
/// println!("{:.1} as it is", sweep.as_it_is().at_horizon().mean);
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    swept: sweep::Sweep,
    manifest: Manifest,
}

/// A point of a sweep.
///
/// # Example
/// ```
/// let sweep = stayput::read("scenarios/new-lab.toml")?.sweep().over("contagion.ratio", [1.0, 1.5]).trials(400).run()?;
/// let calm = sweep.points().next().expect("two points");
/// assert_eq!(calm.value(0), "1");
/// println!("{} more than in the lab as it is", calm.change());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SweptPoint<'s> {
    swept: &'s sweep::Sweep,
    point: &'s sweep::Point,
}

impl Swept {
    /// The points, in the order of the grid: values of the last path change fastest. Fewer than the grid has where the sweep was cancelled.
    pub fn points(&self) -> impl Iterator<Item = SweptPoint<'_>> {
        self.swept.points.iter().map(|point| SweptPoint { swept: &self.swept, point })
    }

    /// How many of those there at the start are there at the horizon in the lab as it is, without a policy.
    pub fn as_it_is(&self) -> Curve<'_> {
        Curve::retained(&self.swept.as_it_is.arms[0].estimates)
    }

    /// Trials that were run of each point.
    pub fn trials(&self) -> u64 {
        self.swept.trials
    }

    /// Whether all points were run; otherwise it was cancelled.
    pub fn is_complete(&self) -> bool {
        self.manifest.stopped != Stopped::Interrupted
    }

    /// Writes the files of the sweep into a folder, as `stayput sweep --out` does; says where they are. Earlier results there are replaced,
    /// files of others never.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder.as_ref(), false, &self.manifest.read_files())?;
        self.put(folder)
    }

    /// The files that [`Swept::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.put(folder))
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(publish(folder, &self.swept, self.manifest.clone(), Form::default())?.1)
    }
}

impl<'s> SweptPoint<'s> {
    /// The value of the path that was given as this one, from 0; empty where there is none.
    pub fn value(&self, path: usize) -> &'s str {
        self.swept.value(self.point, path)
    }

    /// How many of those there at the start are there, at the start and at the horizon, without a policy.
    pub fn retained(&self) -> Curve<'s> {
        Curve::retained(&self.point.arms[0].estimates)
    }

    /// How many more are there at the horizon than in the lab as it is; in shares of the opening roster where rosters differ.
    pub fn change(&self) -> Difference {
        difference(self.point.arms[0].change.as_ref())
    }

    /// How many more are there at the horizon under a policy than at the same point without; `None` where it is none of the sweep's.
    pub fn kept_by(&self, policy: &str) -> Option<Difference> {
        Some(difference(self.effect(policy)))
    }

    /// What keeping one more person by a policy costs here [unit of pay], and its 95 % interval (Fieller's); `None` where no finite price can be
    /// told, or it is no policy of the sweep.
    pub fn cost_per_person(&self, policy: &str) -> Option<(f64, [f64; 2])> {
        match self.effect(policy)?.price? {
            CostPerPersonKept::Of { value, interval } => Some((value, interval)),
            _ => None,
        }
    }

    fn effect(&self, policy: &str) -> Option<&'s sweep::Change> {
        let arm = self.swept.policies.iter().position(|name| name == policy)?;
        self.point.arms[arm].effect.as_ref()
    }
}

/// What is told of a change; unknown where there is none.
fn difference(change: Option<&sweep::Change>) -> Difference {
    change.map_or(Difference { mean: f64::NAN, mcse: f64::NAN, interval: [f64::NAN; 2] }, |change| Difference::new(&change.retained))
}
