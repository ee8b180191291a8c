//! Everything in one JSON document, for programs: `--format json`. And `sweep.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::table::{notes, price_word};
use super::{horizon, sentence};
use crate::compare::icer::CostPerPersonKept;
use crate::compare::{Difference, Measure};
use crate::diagnostic::escaped;
use crate::estimate::{Estimate, Summary};
use crate::report::files::manifest::{Input, Listed, Manifest};
use crate::report::names;
use crate::simulate::model::published::Withheld;
use crate::sweep::{self, Axis, Sweep};

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-sweep/1";

/// The file in the folder of a sweep.
pub const NAME: &str = "sweep.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-sweep-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(sweep: &Sweep, manifest: &Manifest, folder: &Path) -> String {
    let folder = Some(folder.to_string_lossy().into_owned());
    text(&Document { format: FORMAT, folder, files: Some(&manifest.files), ..alone(sweep, manifest) })
}

/// Writes `sweep.json`: the document without the folder and the list of its files.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, sweep: &Sweep, manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(sweep, manifest))).as_bytes())
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

/// What does not depend on where the files are.
fn alone<'a>(sweep: &'a Sweep, manifest: &'a Manifest) -> Document<'a> {
    let metadata = &sweep.as_it_is.arms[0].estimates.metadata;
    Document {
        format: FILE_FORMAT,
        version: &manifest.version,
        scenario: &metadata.scenario,
        start: metadata.start().to_string(),
        horizon: horizon(sweep).to_string(),
        roster: metadata.roster,
        inputs: &manifest.inputs,
        seed: manifest.seed,
        trials_asked: manifest.trials_asked,
        trials: sweep.trials,
        draws: sweep.draws,
        effective_draws: sweep.clusters.effective(),
        replications: sweep.replications,
        stopped: manifest.stopped.name(),
        hindsight: metadata.hindsight,
        sentences: sentence::all(sweep),
        money: crate::report::unit_of_money(sweep.has_pay, sweep.currency.as_deref()),
        settings: &sweep.axes,
        policies: &sweep.policies,
        as_it_is: described(sweep, &sweep.as_it_is),
        points_asked: sweep.asked,
        points: sweep.points.iter().map(|point| described(sweep, point)).collect(),
        rests_on: crate::report::sentence::inputs(metadata).into_iter().filter(|line| !line.is_empty()).collect(),
        notes: notes(sweep),
        withheld: &sweep.withheld,
        folder: None,
        files: None,
    }
}

fn described<'a>(sweep: &'a Sweep, point: &'a sweep::Point) -> Point<'a> {
    let value = |axis: &Axis, at: usize| axis.numbers().map_or_else(|| axis.values[at].as_str().into(), |numbers| numbers[at].into());
    let arm = |(arm, policy): (&'a sweep::Arm, &'a String)| {
        let estimates = &arm.estimates;
        let metadata = &estimates.metadata;
        let curve = |curve: &crate::estimate::Curve| {
            let last = curve.points.last()?;
            let numbers = told(last, metadata.tells_quantiles(curve.metric));
            Some(Level { metric: names::metric(curve.metric), group: names::group(metadata, curve.group), numbers })
        };
        let figure = |figure: &crate::estimate::Figure| Level {
            metric: names::metric(figure.metric),
            group: names::group(metadata, figure.group),
            numbers: [("mean", Some(figure.estimate)), ("sd", figure.sd)]
                .into_iter()
                .filter_map(|(stat, one)| Some((stat, number(one?))))
                .collect(),
        };
        Arm {
            policy,
            roster: metadata.roster,
            levels: estimates.curves.iter().filter_map(curve).chain(estimates.figures.iter().map(figure)).collect(),
            change: arm.change.as_ref().map(against),
            effect: arm.effect.as_ref().map(against),
        }
    };
    Point {
        settings: sweep.axes.iter().zip(&point.place).map(|(axis, &at)| (axis.path.as_str(), value(axis, at))).collect(),
        arms: point.arms.iter().zip(&sweep.policies).map(arm).collect(),
    }
}

/// The statistics of a number, by name.
fn told(point: &Summary, has_quantiles: bool) -> BTreeMap<&'static str, Number> {
    let quantiles = names::QUANTILES.into_iter().zip(point.quantiles).filter(|_| has_quantiles);
    let all =
        [("mean", point.mean), ("sd", point.sd)].into_iter().chain(quantiles).chain(point.luck_share.map(|share| ("luck_share", share)));
    all.map(|(stat, estimate)| (stat, number(estimate))).collect()
}

fn against(change: &sweep::Change) -> Change {
    Change {
        measure: match change.measure {
            Measure::People => "people",
            Measure::Share => "share",
        },
        retained: paired(&change.retained),
        cost: change.cost.as_ref().map(paired),
        price: change.price.as_ref().map(price_word),
        cost_per_person_kept: match change.price {
            Some(CostPerPersonKept::Of { value, interval: [low, high] }) => Some(Each { value, low, high }),
            _ => None,
        },
    }
}

fn number(Estimate { value, mcse }: Estimate) -> Number {
    Number { value, mcse }
}

fn paired(difference: &Difference) -> Paired {
    let [low, high] = difference.interval();
    let Estimate { value, mcse } = difference.estimate;
    Paired { value, mcse, low, high, pairing_gain: difference.pairing_gain }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: &'a str,
    scenario: &'a str,
    start: String,
    horizon: String,
    roster: usize,
    inputs: &'a [Input],
    seed: u64,
    trials_asked: u64,
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    stopped: &'static str,
    hindsight: bool,
    sentences: Vec<String>,
    money: String,
    settings: &'a [Axis],
    policies: &'a [String],
    as_it_is: Point<'a>,
    points_asked: usize,
    points: Vec<Point<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

#[derive(Serialize)]
struct Point<'a> {
    /// Empty for the scenario as it is.
    settings: BTreeMap<&'a str, serde_json::Value>,
    arms: Vec<Arm<'a>>,
}

#[derive(Serialize)]
struct Arm<'a> {
    policy: &'a str,
    roster: usize,
    levels: Vec<Level>,
    /// From the scenario as it is, under the same policy.
    change: Option<Change>,
    /// From no policy at the same point.
    effect: Option<Change>,
}

#[derive(Serialize)]
struct Level {
    metric: &'static str,
    group: String,
    numbers: BTreeMap<&'static str, Number>,
}

#[derive(Serialize)]
struct Change {
    measure: &'static str,
    retained: Paired,
    cost: Option<Paired>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_per_person_kept: Option<Each>,
}

/// A difference with its error, its 95 % interval, and what pairing gained.
#[derive(Serialize)]
struct Paired {
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
    pairing_gain: f64,
}

#[derive(Serialize)]
struct Each {
    value: f64,
    low: f64,
    high: f64,
}

/// A number with its Monte Carlo standard error.
#[derive(Serialize)]
struct Number {
    value: f64,
    mcse: f64,
}
