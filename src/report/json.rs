//! Everything in one JSON document, for programs: `--format json`. And `run.json`, the same without what other files of the folder hold.
//!
//! Numbers stand in full; one that is not known is `null`. Rows of probability or share zero are omitted, as in the CSV files. Nothing in
//! it depends on the machine, the number of threads or the time; those stand in the manifest.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use serde::Serialize;

use crate::calendar::Date;
use crate::diagnostic::escaped;
use crate::estimate::run_metadata::{Ability, Assumption, KnownLastDays};
use crate::estimate::verdict::{Judgement, judge};
use crate::estimate::{Curve, Estimate, Figure, Metric, RunMetadata, Summary};
use crate::report::files::manifest::{Input, Listed, Manifest, Precision};
use crate::report::names;
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
        stopped: manifest.stopped.name(),
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
        luck: Variance { variance: number(estimates.split.luck) },
        ignorance: Variance { variance: number(estimates.split.ignorance) },
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
    Single { metric, group, date: run.estimates.metadata.horizon().to_string(), mean: number(figure.estimate), sd: figure.sd.map(number) }
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

fn number(Estimate { value, mcse }: Estimate) -> Number {
    Number { value, mcse }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: &'a str,
    scenario: &'a str,
    policy: &'a str,
    start: String,
    horizon: String,
    roster: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    rows_left_out: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_priors: Option<NonZeroUsize>,
    #[serde(skip_serializing_if = "<[Assumption]>::is_empty")]
    assumptions: &'a [Assumption],
    inputs: &'a [Input],
    seed: u64,
    trials_asked: u64,
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    stopped: &'static str,
    hindsight: bool,
    sentence: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    notes: Vec<String>,
    dates: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curves: Option<Vec<Series>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distribution: Option<Vec<Bin>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destinations: Option<Vec<Destination>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    figures: Vec<Single>,
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    #[serde(skip_serializing_if = "<[Ability]>::is_empty")]
    capabilities: &'a [Ability],
    #[serde(skip_serializing_if = "Option::is_none")]
    researchers: Option<Vec<Person<'a>>>,
    luck: Variance,
    ignorance: Variance,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    assertions: Vec<Asserted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

#[derive(Serialize)]
struct Asserted {
    claim: String,
    verdict: &'static str,
    value: f64,
    low: f64,
    high: f64,
    line: String,
}

#[derive(Serialize)]
struct Series {
    metric: &'static str,
    group: String,
    points: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    month: usize,
    date: String,
    #[serde(flatten)]
    stats: Stats,
}

/// The statistics of `summary.csv`, under the same names.
#[derive(Serialize)]
struct Stats {
    mean: Number,
    sd: Number,
    #[serde(flatten)]
    quantiles: std::collections::BTreeMap<&'static str, Number>,
    luck_share: Option<Number>,
}

impl Stats {
    fn new(metadata: &RunMetadata, metric: Metric, point: &Summary) -> Self {
        Self {
            mean: number(point.mean),
            sd: number(point.sd),
            quantiles: names::quantiles(metadata, metric, point).map(|(name, quantile)| (name, number(quantile))).collect(),
            luck_share: point.luck_share.map(number),
        }
    }
}

/// A number with its Monte Carlo standard error.
#[derive(Serialize)]
struct Number {
    value: f64,
    mcse: f64,
}

/// A row of `summary.csv` that stands for itself.
#[derive(Serialize)]
struct Single {
    metric: &'static str,
    group: String,
    date: String,
    mean: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    sd: Option<Number>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    presence: Vec<Presence>,
}

/// A row of `researchers.csv`.
#[derive(Serialize)]
struct Presence {
    date: String,
    p_retained: f64,
    mcse: f64,
}

#[derive(Serialize)]
struct Bin {
    month: usize,
    date: String,
    retained: usize,
    probability: f64,
    mcse: f64,
}

#[derive(Serialize)]
struct Destination {
    month: usize,
    date: String,
    channel: String,
    competitor: Option<String>,
    cumulative_incidence: f64,
    mcse: f64,
}

#[derive(Serialize)]
struct Variance {
    variance: Number,
}
