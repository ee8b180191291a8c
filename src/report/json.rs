//! Everything in one JSON document, for programs: `--format json`. And `run.json`, the same without what other files of the folder hold.
//!
//! Numbers stand in full; one that is not known is `null`. Rows of probability or share zero are omitted, as in the CSV files. Nothing in
//! it depends on the machine, the number of threads or the time; those stand in the manifest.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::calendar::Date;
use crate::diagnostic::escaped;
use crate::estimate::run_metadata::{Ability, Assumption, KnownLastDays};
use crate::estimate::verdict::{Judgement, judge};
use crate::estimate::{Curve, Estimate, Figure, Metric, RunMetadata, Summary};
use crate::report::files::manifest::{Input, Listed, Manifest, Precision, Stopped};
use crate::report::json_number::{Number, Quantiles, RowsLeftOutByReason};
use crate::report::json_schema::{Day, Form};
use crate::report::names;
use crate::report::verdicts::VERDICTS;
use crate::report::{Run, sentence, table, verdicts};
use crate::scenario::Assertion;
use crate::simulate::model::published::Withheld;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-run/1";

/// The file in the folder of a run.
pub const NAME: &str = "run.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-run-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(run: &Run<'_>, manifest: &Manifest, folder: &Path) -> String {
    let estimates = run.estimates;
    let researchers = estimates.metadata.individuals.iter().zip(&estimates.researchers).map(|one| researcher(run, one)).collect();
    text(&Document {
        format: FORMAT,
        curves: Some(estimates.curves.iter().map(|curve| series(run, curve)).collect()),
        distribution: Some(distribution(run)),
        destinations: Some(destinations(run)),
        researchers: Some(researchers).filter(|people: &Vec<Person<'_>>| !people.is_empty()),
        folder: Some(folder.to_string_lossy().into_owned()),
        files: Some(&manifest.files),
        ..alone(run, manifest)
    })
}

/// Writes `run.json`: the document without the folder and what other files in it hold. The manifest has the files that stand there already.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, run: &Run<'_>, manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(run, manifest))).as_bytes())
}

/// What stands alone: no table of numbers.
fn alone<'a>(run: &Run<'a>, manifest: &'a Manifest) -> Document<'a> {
    let estimates = run.estimates;
    Document {
        format: FILE_FORMAT,
        version: &manifest.version,
        scenario: &run.estimates.metadata.scenario,
        policy: run.policy,
        start: run.estimates.metadata.start().to_string(),
        horizon: run.estimates.metadata.horizon().to_string(),
        roster: estimates.metadata.roster,
        known_last_days: estimates.metadata.known_last_days,
        rows_left_out: sentence::rows_left_out(&estimates.metadata),
        default_priors: estimates.metadata.default_priors,
        assumptions: &estimates.metadata.assumptions,
        inputs: &manifest.inputs,
        seed: manifest.seed,
        trials_asked: manifest.trials_asked,
        trials: estimates.trials,
        draws: estimates.draws,
        effective_draws: estimates.clusters.effective(),
        replications: manifest.replications,
        stopped: manifest.stopped,
        hindsight: estimates.metadata.hindsight,
        sentence: sentence::answer(run),
        rests_on: sentence::inputs(&estimates.metadata).into_iter().filter(|line| !line.is_empty()).collect(),
        notes: table::notes(run, manifest).concat(),
        dates: estimates.metadata.dates.iter().map(Date::to_string).collect(),
        curves: None,
        distribution: None,
        destinations: None,
        figures: estimates.figures.iter().map(|figure| single(run, figure)).collect(),
        capabilities: &estimates.metadata.capabilities,
        withheld: &estimates.metadata.withheld,
        researchers: None,
        luck: estimates.split.luck.into(),
        ignorance: estimates.split.ignorance.into(),
        precision: manifest.precision,
        assertions: run.assertions.iter().map(|assertion| asserted(run, assertion)).collect(),
        folder: None,
        files: None,
    }
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn asserted(run: &Run<'_>, assertion: &Assertion) -> Asserted {
    let judgement = judge(run.estimates, assertion);
    let Judgement { verdict, estimate, interval: [low, high] } = judgement;
    let value = estimate.map_or(f64::NAN, |estimate| estimate.value);
    let claim = verdicts::claim(&run.estimates.metadata, assertion);
    let line = verdicts::line(assertion, &claim, &judgement);
    Asserted { claim, verdict: verdicts::word(verdict), value, low, high, line }
}

fn series(run: &Run<'_>, curve: &Curve) -> Series {
    let points = run.estimates.metadata.dates.iter().zip(curve.points.each()).enumerate();
    Series {
        metric: names::metric(curve.metric),
        group: names::group(&run.estimates.metadata, curve.group),
        points: points
            .map(|(month, (date, point))| Point {
                month,
                date: date.to_string(),
                stats: Stats::new(&run.estimates.metadata, curve.metric, &point),
            })
            .collect(),
    }
}

fn single(run: &Run<'_>, figure: &Figure) -> Single {
    let (metric, group) = (names::metric(figure.metric), names::group(&run.estimates.metadata, figure.group));
    Single {
        metric,
        group,
        date: run.estimates.metadata.horizon().to_string(),
        mean: figure.estimate.into(),
        sd: figure.sd.map(Number::from),
    }
}

fn researcher<'a>(run: &Run<'_>, (id, presence): (&'a String, &Vec<Estimate>)) -> Person<'a> {
    let presence = run.estimates.metadata.dates.iter().zip(presence);
    let there = |(date, there): (&Date, &Estimate)| Presence { date: date.to_string(), p_retained: there.value, mcse: there.mcse };
    Person { id, presence: presence.map(there).collect() }
}

fn distribution(run: &Run<'_>) -> Vec<Bin> {
    let mut rows = Vec::new();
    for (month, (date, probabilities)) in run.estimates.metadata.dates.iter().zip(&run.estimates.distribution).enumerate() {
        for (retained, p) in probabilities.seen() {
            rows.push(Bin { month, date: date.to_string(), retained, probability: p.value, mcse: p.mcse });
        }
    }
    rows
}

fn destinations(run: &Run<'_>) -> Vec<Destination> {
    let mut rows = Vec::new();
    for (month, date) in run.estimates.metadata.dates.iter().enumerate() {
        for destination in &run.estimates.destinations {
            let Some(share) = destination.shares.get(month).filter(|share| share.value > 0.0) else { continue };
            rows.push(Destination {
                month,
                date: date.to_string(),
                channel: run.estimates.metadata.channels[destination.channel].clone(),
                competitor: Some(destination.competitor.clone()).filter(|name| !name.is_empty()),
                cumulative_incidence: share.value,
                mcse: share.mcse,
            });
        }
    }
    rows
}

/// The document, as `--format json` prints it and as it stands in the folder.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Name and version of the form of this document. Keys may be added to it; where one changes or goes, the number grows.
    format: &'static str,
    /// The version of the program.
    version: &'a str,
    /// The name of the scenario.
    scenario: &'a str,
    /// The name of the policy in force; `none` without one.
    policy: &'a str,
    /// The first date of the simulated time.
    #[schemars(with = "Day")]
    start: String,
    /// The last date of the simulated time.
    #[schemars(with = "Day")]
    horizon: String,
    /// How many researchers are on the opening roster.
    roster: usize,
    /// Those of the opening roster whose last day is known from the start on; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    /// Rows of the history of which nobody was under observation, by reason; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "RowsLeftOutByReason")]
    rows_left_out: BTreeMap<&'static str, usize>,
    /// How many numbers are drawn from priors that `stayput import` wrote, to be replaced; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_priors: Option<NonZeroUsize>,
    /// The numbers that are not known, in the order of the scenario; left out where there are none.
    #[serde(skip_serializing_if = "<[Assumption]>::is_empty")]
    assumptions: &'a [Assumption],
    /// The files that were read: the scenario first, then what it names.
    inputs: &'a [Input],
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// How many trials were asked for.
    trials_asked: u64,
    /// How many trials were counted: as many as asked for, made up to whole parameter draws, unless it was stopped or precise enough before.
    trials: u64,
    /// The parameter draws behind them; as many as trials where nothing is uncertain.
    draws: u64,
    /// As many independent draws would tell as much: fewer than `draws` where rows of a posterior are alike.
    #[schemars(range(min = 0))]
    effective_draws: f64,
    /// How many trials share a parameter draw.
    replications: u64,
    /// Why no further trial was run.
    stopped: Stopped,
    /// Whether a posterior has seen some of what is simulated: then this is a replay, not a forecast.
    hindsight: bool,
    /// The answer: how many of the opening roster are still there at the horizon.
    sentence: String,
    /// What the answer rests on, in sentences; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    /// The sentences that the table has below it.
    notes: Vec<String>,
    /// The start, each month boundary after it, and the horizon last.
    #[schemars(with = "Vec<Day>")]
    dates: Vec<String>,
    /// What is followed over time.
    #[serde(skip_serializing_if = "Option::is_none")]
    curves: Option<Vec<Series>>,
    /// The whole distribution of the number retained, on each date; rows of probability 0 are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    distribution: Option<Vec<Bin>>,
    /// Where those of the opening roster went first, on each date; rows of share 0 are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    destinations: Option<Vec<Destination>>,
    /// What is said of the horizon only; left out where there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    figures: Vec<Single>,
    /// What is not told for privacy, and why; left out where all is told.
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    /// The capabilities of the scenario; left out where it has none.
    #[serde(skip_serializing_if = "<[Ability]>::is_empty")]
    capabilities: &'a [Ability],
    /// The researchers of the opening roster one by one, with `--individuals` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    researchers: Option<Vec<Person<'a>>>,
    /// How far luck alone moves the number retained at the horizon: its variance within parameter draws.
    luck: Variance,
    /// How far what is not known moves the number retained at the horizon: the variance between the expectations of parameter draws.
    ignorance: Variance,
    /// What was asked of the Monte Carlo interval, and what came of it; with `--precision` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    /// The assertions of the scenario, and what the results say of them.
    assertions: Vec<Asserted>,
    /// The folder in which the files are.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// The files in the folder beside the manifest, in the order in which they were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

/// Keys of what is printed that the file does not have: other files of the folder hold them.
const PRINTED_ONLY: &[&str] = &["curves", "distribution", "destinations", "folder", "files"];

/// Keys that the file never has.
const NOT_IN_FILE: &[&str] = &["curves", "distribution", "destinations", "researchers", "folder", "files"];

/// What `stayput schema --output` knows of it.
pub const FORMS: [Form; 2] = [
    Form::new::<Document<'_>>("run", "What `stayput run --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("run-file", "`run.json`, in the folder of a run.", Some(FILE_FORMAT)).in_folder(NOT_IN_FILE),
];

/// An assertion and what the results say of it.
#[derive(Serialize, JsonSchema)]
struct Asserted {
    /// What it says: metric, group, statistic, date, operator and value.
    claim: String,
    /// Whether it holds, by the 99 % Monte Carlo interval.
    #[schemars(extend("enum" = VERDICTS))]
    verdict: &'static str,
    /// The number that it is about; null where it is not defined.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// The lower end of the number's 99 % Monte Carlo interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of the number's 99 % Monte Carlo interval; null where it is not known, or has no end.
    #[schemars(with = "Option<f64>")]
    high: f64,
    /// Verdict, claim and what was found, in one line.
    line: String,
}

/// A metric of a group over time.
#[derive(Serialize, JsonSchema)]
struct Series {
    /// What is counted, as in `summary.csv`.
    #[schemars(extend("enum" = names::OVER_TIME))]
    metric: &'static str,
    /// Among whom: `all`, else a channel, team, role or capability: `channel:lab`, `team:a`, `role:engineer`, `capability:pretraining`.
    group: String,
    /// A point for each date.
    points: Vec<Point>,
}

/// The statistics of a metric on one date, under the names of `summary.csv`, each in the unit of the metric.
#[derive(Serialize, JsonSchema)]
struct Point {
    /// Months since the start: the place in `dates`, from 0.
    month: usize,
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    #[serde(flatten)]
    stats: Stats,
}

/// The statistics of `summary.csv`, under the same names.
#[derive(Serialize, JsonSchema)]
struct Stats {
    /// The mean over trials.
    mean: Number,
    /// The standard deviation from trial to trial, luck and ignorance together.
    sd: Number,
    #[serde(flatten)]
    quantiles: Quantiles,
    /// The share of the variance that is luck; null where nothing varies.
    luck_share: Option<Number>,
}

impl Stats {
    fn new(metadata: &RunMetadata, metric: Metric, point: &Summary) -> Self {
        let quantiles = names::quantiles(metadata, metric, point).map(|(name, quantile)| (name, quantile.into()));
        Self {
            mean: point.mean.into(),
            sd: point.sd.into(),
            quantiles: Quantiles(quantiles.collect()),
            luck_share: point.luck_share.map(Number::from),
        }
    }
}

/// A row of `summary.csv` that stands for itself: a number at the horizon.
#[derive(Serialize, JsonSchema)]
struct Single {
    /// What it is, as in `summary.csv`.
    #[schemars(extend("enum" = names::AT_HORIZON))]
    metric: &'static str,
    /// About whom: `all`, or holders of a capability: `capability:pretraining/role:engineer`.
    group: String,
    /// The horizon.
    #[schemars(with = "Day")]
    date: String,
    /// The mean over trials.
    mean: Number,
    /// The standard deviation from trial to trial; left out where it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    sd: Option<Number>,
}

/// A researcher of the opening roster: rows of `researchers.csv`. Not for decisions about that person.
#[derive(Serialize, JsonSchema)]
struct Person<'a> {
    /// The id.
    id: &'a str,
    /// The probability of being there, a row for each date.
    presence: Vec<Presence>,
}

/// A row of `researchers.csv`.
#[derive(Serialize, JsonSchema)]
struct Presence {
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    /// The probability of being there on that date, still or again; null where it is not known.
    #[schemars(with = "Option<f64>")]
    p_retained: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
}

/// A row of `distribution.csv`: the probability that just so many are retained on a date.
#[derive(Serialize, JsonSchema)]
struct Bin {
    /// Months since the start: the place in `dates`, from 0.
    month: usize,
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    /// How many of the opening roster are there.
    retained: usize,
    /// The probability of just as many.
    #[schemars(range(min = 0, max = 1))]
    probability: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
}

/// A row of `destinations.csv`: the share of the opening roster whose first exit by a date was there.
#[derive(Serialize, JsonSchema)]
struct Destination {
    /// Months since the start: the place in `dates`, from 0.
    month: usize,
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    /// The channel of the exit.
    channel: String,
    /// The organisation; null for all that have no name.
    competitor: Option<String>,
    /// The share of the opening roster whose first exit by that date was there.
    #[schemars(range(min = 0, max = 1))]
    cumulative_incidence: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
}

/// A variance, in researchers squared.
#[derive(Serialize, JsonSchema)]
pub(in crate::report) struct Variance {
    /// The variance.
    variance: Number,
}

impl From<Estimate> for Variance {
    fn from(variance: Estimate) -> Self {
        Self { variance: variance.into() }
    }
}
