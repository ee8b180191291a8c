//! Policies and labs compared on the same luck.

use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Lab;
use super::error::Error;
use super::files::Files;
use super::plans::comparison::{ComparisonPlan, publish};
use super::plans::equal_money::{self, BudgetChoice, at_budget};
use super::plans::form::Form;
use super::plans::run::Amount;
use super::run::Curve;
use super::simulation::Listener;
use crate::Cancellation;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::verdict::{Judged, judge};
use crate::compare::{self};
use crate::ensemble::Progress;
use crate::estimate::Estimate;
use crate::report::files::folder::Folder;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::number;
use crate::scenario::{Input, Override, Scenario};

/// A comparison, to be configured and run: [`Lab::compare`]. Every policy meets the same luck as the lab without any, so that what is the
/// same in both futures cancels in their difference.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let comparison = lab.compare().trials(400).policy("match").run()?;
/// for arm in comparison.arms() {
///     println!("{}: {:.2} more people kept ± {:.2}", arm.name(), arm.kept().mean, arm.kept().mcse);
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[must_use]
pub struct Compare<'l> {
    labs: Vec<&'l Lab>,
    policies: Vec<String>,
    what_ifs: Vec<String>,
    budget: BudgetChoice,
    amount: Amount,
    listener: Listener<'l>,
    tells_regret: bool,
}

impl<'l> Compare<'l> {
    pub(super) fn new(labs: Vec<&'l Lab>) -> Self {
        Self {
            labs,
            policies: Vec::new(),
            what_ifs: Vec::new(),
            budget: BudgetChoice::OfFile,
            amount: Amount::default(),
            listener: Listener::default(),
            tells_regret: false,
        }
    }

    /// Compares another lab too, which shares the first one's start, horizon, seed, trials and replications.
    pub fn with(mut self, lab: &'l Lab) -> Self {
        self.labs.push(lab);
        self
    }

    /// Compares this policy; named several times, each; all of them where none is named.
    pub fn policy(mut self, name: &str) -> Self {
        self.policies.push(name.to_owned());
        self
    }

    /// Asks about this what-if of the first lab; named several times, about each; about all of them where none is named,
    /// and about no one where that is `none`.
    pub fn what_if(mut self, name: &str) -> Self {
        self.what_ifs.push(name.to_owned());
        self
    }

    /// Brings every policy to the level at which it is expected to spend so much [unit of pay], grants to the last date on which they
    /// vest; `None` compares them as they are. As the lab's `[budget]` says where nothing is said here.
    ///
    /// # Example
    /// ```
    /// let lab = stayput::read("scenarios/llama.toml")?;
    /// let comparison = lab.compare().policy("raise").policy("refresh").budget(Some(5.0)).trials(400).run()?;
    /// for arm in comparison.arms() {
    ///     println!("{} at {:.2} times what the file says keeps {}", arm.name(), arm.level().unwrap_or(1.0), arm.kept());
    /// }
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn budget(mut self, budget: Option<f64>) -> Self {
        self.budget = budget.map_or(BudgetChoice::AsTheyAre, BudgetChoice::Of);
        self
    }

    /// Writes `regret.csv` too: how much less each option is worth than the best, over draws and over scenarios.
    pub fn regret(mut self) -> Self {
        self.tells_regret = true;
        self
    }

    /// How many trials of each, made up to whole parameter draws; as the scenario says where nothing is said here.
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

    /// Goes on until the half-widths of the 95 % Monte Carlo intervals of all differences of retained at the horizon are below so many
    /// people, or until the trials are done: a hundred times the scenario's where nothing else is said.
    pub fn precision(mut self, half_width: f64) -> Self {
        self.amount.precision = Some(half_width);
        self
    }

    /// Ends early at a word; the trials that are done by then are the results.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.listener.cancellation = cancellation.clone();
        self
    }

    /// Hears how far the comparison is, at least ten times a second.
    pub fn on_progress(mut self, hear: impl FnMut(&Progress) + 'l) -> Self {
        self.listener.hear = Some(Box::new(hear));
        self
    }

    /// Runs the trials.
    ///
    /// # Errors
    /// Where the labs do not agree, there is no such policy, or nothing to compare.
    pub fn run(mut self) -> Result<Comparison, Error> {
        let began = Instant::now();
        self.amount.check()?;
        let paths: Vec<String> = self.labs.iter().map(|lab| lab.place()).collect();
        let scenarios: Vec<&Scenario> = self.labs.iter().map(|lab| &lab.loaded.scenario).collect();
        let at = match equal_money::budget(self.budget, &scenarios, &self.policies)? {
            Some(budget) if !(budget > 0.0 && budget <= 1e12) => {
                return Err(Error::new(format!("a budget is more than nothing, not {budget}")));
            }
            Some(budget) => {
                let hear = &mut |progress: &Progress| self.listener.flow(progress);
                match at_budget(&paths[0], scenarios[0], &self.policies, budget, self.amount, hear)? {
                    ControlFlow::Continue(at) => Some(at),
                    ControlFlow::Break(()) => return Err(Error::new("cancelled before the levels of the policies were found")),
                }
            }
            None => None,
        };
        let mut files: Vec<(&str, &Scenario)> = paths.iter().map(String::as_str).zip(scenarios).collect();
        if let Some(at) = &at {
            (files[0].1, self.policies) = (&at.scenario, at.policies.clone());
        }
        let what_ifs = ComparisonPlan::what_ifs(&files, &self.what_ifs)?;
        files.extend(what_ifs.iter().map(|(path, scenario)| (*path, scenario)));
        let plan = ComparisonPlan::new(&files, &self.policies, self.amount)?;
        let (mut comparison, look) = plan.count(&mut |progress: &Progress| self.listener.flow(progress));
        if let Some(at) = &at {
            equal_money::beside(&mut comparison, at.equal_money.clone());
        }
        comparison.tells_regret = self.tells_regret;
        let inputs: Vec<Input> = self.labs.iter().flat_map(|lab| &lab.loaded.inputs).cloned().collect();
        let manifest = plan.manifest(&inputs, &settings(&self.labs), (&comparison, look), self.listener.cancellation.is_cancelled(), began);
        let (judged, _) = judge(&comparison, &plan.sources);
        Ok(Comparison { compared: comparison, judged, manifest })
    }
}

/// What was set in the labs; where that is not the same in all, with the number of the lab.
fn settings(labs: &[&Lab]) -> Vec<Override> {
    if labs.iter().all(|lab| lab.settings == labs[0].settings) {
        return labs[0].settings.clone();
    }
    let of_lab = |(number, lab): (usize, &&Lab)| {
        let numbered = |setting: &Override| Override { path: format!("{number}: {}", setting.path), value: setting.value.clone() };
        lab.settings.iter().map(numbered).collect::<Vec<_>>()
    };
    labs.iter().enumerate().flat_map(of_lab).collect()
}

/// What a comparison says: [`Compare::run`].
///
/// # Example
/// ```
/// let comparison = stayput::read("scenarios/new-lab.toml")?.compare().trials(400).run()?;
/// println!("{:.1} without any policy", comparison.reference().at_horizon().mean);
/// for (what, why) in comparison.withheld() {
///     println!("nothing is said of {what}: {why}");
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub(crate) compared: compare::Comparison,
    judged: Vec<Judged>,
    manifest: Manifest,
}

/// A policy or a lab, compared with the first lab without policies.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let calm = lab.set("contagion.ratio", "1")?;
/// let comparison = lab.compare().with(&calm).policy("match").trials(400).run()?;
/// for arm in comparison.arms() {
///     println!("{} keeps {}; a person costs {:?}", arm.name(), arm.kept(), arm.cost_per_person());
/// }
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Compared<'c> {
    arm: &'c compare::Compared,
    versus: &'c compare::Versus,
    level: Option<f64>,
}

/// A mean difference over trials, arm less reference.
///
/// # Example
/// ```
/// let comparison = stayput::read("scenarios/new-lab.toml")?.compare().policy("match").trials(400).run()?;
/// let kept = comparison.arms().next().expect("one policy").kept();
/// assert!(kept.interval[0] <= kept.mean && kept.mean <= kept.interval[1]);
/// println!("{kept}");
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean.
    pub mean: f64,
    /// Its Monte Carlo standard error, paired trial by trial.
    pub mcse: f64,
    /// The 95 % Monte Carlo interval of the mean.
    pub interval: [f64; 2],
}

impl Comparison {
    /// What was compared with the reference, in the order of the files.
    pub fn arms(&self) -> impl Iterator<Item = Compared<'_>> {
        let scaled = self.compared.equal_money.iter().flat_map(|all| &all.scaled);
        let level = move |policy: &str| scaled.clone().find(|one| one.name == policy).map(|one| one.level);
        self.compared.arms.iter().filter_map(move |arm| Some(Compared { arm, versus: arm.versus.as_ref()?, level: level(&arm.policy) }))
    }

    /// How many of those there at the start are there in the reference, by date.
    pub fn reference(&self) -> Curve<'_> {
        Curve::retained(&self.compared.reference().estimates)
    }

    /// Trials that were run of each arm.
    pub fn trials(&self) -> u64 {
        self.compared.trials
    }

    /// Whether all that was asked for was run; otherwise it was cancelled.
    pub fn is_complete(&self) -> bool {
        self.manifest.stopped != Stopped::Interrupted
    }

    /// Policies that are not told of, each with the reason.
    pub fn withheld(&self) -> impl Iterator<Item = (&str, &str)> {
        self.compared.withheld.iter().map(|one| (one.what.as_str(), one.why.as_str()))
    }

    /// Writes the files of the comparison into a folder, as `stayput compare --out` does; says where they are. Earlier results there are
    /// replaced, files of others never.
    ///
    /// # Errors
    /// Where the folder holds files of others, or cannot be written.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let folder = Folder::open(folder.as_ref(), false, &self.manifest.read_files())?;
        self.put(folder)
    }

    /// The files that [`Comparison::write`] writes, in memory.
    ///
    /// # Errors
    /// Where they cannot be put into words.
    pub fn files(&self) -> Result<Files, Error> {
        Files::of(|folder| self.put(folder))
    }

    fn put(&self, folder: Folder) -> Result<PathBuf, Error> {
        Ok(publish(folder, &self.compared, &self.judged, self.manifest.clone(), Form::default())?.1)
    }
}

impl Compared<'_> {
    /// The policy's name; of another lab its name, and the policy if there is one.
    pub fn name(&self) -> &str {
        &self.arm.name
    }

    /// So many times as much of it as the file says, where policies are compared at equal money ([`Compare::budget`]); the error of that
    /// stands in `budget.csv`.
    pub fn level(&self) -> Option<f64> {
        self.level
    }

    /// How many more people are retained at the horizon than in the reference; in shares of the opening roster where rosters differ.
    pub fn kept(&self) -> Difference {
        self.versus.retained.last().map_or(Difference { mean: f64::NAN, mcse: f64::NAN, interval: [f64::NAN; 2] }, Difference::new)
    }

    /// How much more it costs up to the horizon [unit of pay].
    pub fn cost(&self) -> Difference {
        Difference::new(&self.versus.cost)
    }

    /// What keeping one more person costs [unit of pay], and its 95 % interval (Fieller's); `None` where no finite price can be told.
    pub fn cost_per_person(&self) -> Option<(f64, [f64; 2])> {
        match self.versus.price? {
            CostPerPersonKept::Of { value, interval } => Some((value, interval)),
            _ => None,
        }
    }
}

impl Difference {
    pub(super) fn new(difference: &compare::Difference) -> Self {
        Self { mean: difference.estimate.value, mcse: difference.estimate.mcse, interval: difference.interval() }
    }
}

impl fmt::Display for Difference {
    /// `1.2 (1.1 to 1.3)`: the mean and its interval, with the digits that the error supports.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mean = number::estimate(Estimate { value: self.mean, mcse: self.mcse });
        write!(f, "{mean} ({})", number::interval(self.interval, self.mcse, [f64::NEG_INFINITY, f64::INFINITY]))
    }
}
