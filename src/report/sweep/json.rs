//! Everything in one JSON document, for programs: `--format json`. And `sweep.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::table::notes;
use super::{horizon, sentence};
use crate::compare::Measure;
use crate::diagnostic::escaped;
use crate::estimate::Summary;
use crate::report::files::manifest::{Input, Listed, Manifest, Stopped};
use crate::report::json_number::{Each, Number, PRICES, Paired, Statistics, price_word};
use crate::report::json_schema::{Day, Form};
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
        stopped: manifest.stopped,
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
            numbers: Statistics(
                [("mean", Some(figure.estimate)), ("sd", figure.sd)]
                    .into_iter()
                    .filter_map(|(stat, one)| Some((stat, Number::from(one?))))
                    .collect(),
            ),
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
fn told(point: &Summary, has_quantiles: bool) -> Statistics {
    let quantiles = names::QUANTILES.into_iter().zip(point.quantiles).filter(|_| has_quantiles);
    let all =
        [("mean", point.mean), ("sd", point.sd)].into_iter().chain(quantiles).chain(point.luck_share.map(|share| ("luck_share", share)));
    Statistics(all.map(|(stat, estimate)| (stat, Number::from(estimate))).collect())
}

fn against(change: &sweep::Change) -> Change {
    Change {
        measure: change.measure,
        retained: Paired::from(&change.retained),
        cost: change.cost.as_ref().map(Paired::from),
        price: change.price.map(price_word),
        cost_per_person_kept: change.price.and_then(Each::of),
    }
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
    /// The first date of the simulated time.
    #[schemars(with = "Day")]
    start: String,
    /// The last date of the simulated time.
    #[schemars(with = "Day")]
    horizon: String,
    /// How many researchers are on the opening roster.
    roster: usize,
    /// The files that were read: the scenario first, then what it names.
    inputs: &'a [Input],
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// How many trials of each point and policy were asked for.
    trials_asked: u64,
    /// How many trials of each point and policy were counted: as many as asked for, made up to whole parameter draws, unless it was stopped.
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
    /// What the sweep says, in sentences.
    sentences: Vec<String>,
    /// The unit of all amounts of money: the currency where the scenario names it, `money as in pay`, or `years' pay` where no pay is given.
    money: String,
    /// The settings that were taken through values: paths of numbers and their values, as `--set` takes them.
    settings: &'a [Axis],
    /// The names of the policies, `none` first.
    policies: &'a [String],
    /// The scenario as it is, without any setting.
    as_it_is: Point<'a>,
    /// How many points were asked for.
    points_asked: usize,
    /// The points: every combination of the values, the last setting changing first.
    points: Vec<Point<'a>>,
    /// What the answer rests on, in sentences; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    /// The sentences that the table has below it.
    notes: Vec<String>,
    /// What is not told for privacy, and why; left out where all is told.
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    /// The folder in which the files are.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// The files in the folder beside the manifest, in the order in which they were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

/// Keys that are printed only.
const PRINTED_ONLY: &[&str] = &["folder", "files"];

/// What `stayput schema --output` knows of it.
pub const FORMS: [Form; 2] = [
    Form::new::<Document<'_>>("sweep", "What `stayput sweep --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("sweep-file", "`sweep.json`, in the folder of results.", Some(FILE_FORMAT)).in_folder(PRINTED_ONLY),
];

/// The scenario at one setting of its numbers.
#[derive(Serialize, JsonSchema)]
struct Point<'a> {
    /// The value of each setting, by its path; empty for the scenario as it is.
    #[schemars(with = "BTreeMap<String, Setting>")]
    settings: BTreeMap<&'a str, serde_json::Value>,
    /// What it comes to without a policy, then with each.
    arms: Vec<Arm<'a>>,
}

/// The value of a setting: a number where all its values are numbers, else the text as it was given.
struct Setting;

impl JsonSchema for Setting {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"] })
    }
}

/// A point under a policy, or without.
#[derive(Serialize, JsonSchema)]
struct Arm<'a> {
    /// The name of the policy; `none` without one.
    policy: &'a str,
    /// How many researchers are on the opening roster at this point.
    roster: usize,
    /// The metrics at the horizon.
    levels: Vec<Level>,
    /// The change from the scenario as it is, under the same policy; null for the scenario as it is.
    change: Option<Change>,
    /// What the policy does: the difference from no policy at the same point; null without a policy.
    effect: Option<Change>,
}

/// A metric of a group at the horizon.
#[derive(Serialize, JsonSchema)]
struct Level {
    /// What is counted, as in `summary.csv`.
    #[schemars(extend("enum" = names::metrics()))]
    metric: &'static str,
    /// Among whom: `all`, else a channel, team, role or capability: `channel:lab`, `team:a`, `role:engineer`, `capability:pretraining`.
    group: String,
    /// Its statistics, each in the unit of the metric.
    numbers: Statistics,
}

/// A difference of two futures at the horizon, on the same luck.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// Whether `retained` is in people, or in shares of opening rosters that are not the same people.
    measure: Measure,
    /// The difference of the number retained [researchers, or share].
    retained: Paired,
    /// The difference of what is spent up to the horizon [unit of `money`]; null where that is not told.
    cost: Option<Paired>,
    /// What is known of the cost of one more person kept; of the effect of a policy only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = PRICES))]
    price: Option<&'static str>,
    /// That cost; left out where it is not finite.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_per_person_kept: Option<Each>,
}
