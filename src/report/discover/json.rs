//! Everything in one JSON document, for programs: `--format json`. And `discover.json`, the same without the folder and the list of its
//! files.
//!
//! Numbers stand in full; one that is not known, and a limit that there is not, is `null`. Nothing in it depends on the machine, the number of
//! threads or the time.

use std::io::{self, Write};
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::remarks;
use super::{BY, ENDED, by, ended, sentence};
use crate::diagnostic::escaped;
use crate::discover::judge::{Judged, Limit, REPEATS};
use crate::discover::results::{Discovery, Found, Ranged};
use crate::discover::share::Share;
use crate::estimate::run_metadata::KnownLastDays;
use crate::report::files::manifest::{Input, Listed, Manifest, Stopped};
use crate::report::json_schema::{Day, Form};

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-discover/1";

/// The file in the folder.
pub const NAME: &str = "discover.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-discover-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(found: &Discovery, manifest: &Manifest, folder: &Path) -> String {
    let folder = Some(folder.to_string_lossy().into_owned());
    text(&Document { format: FORMAT, folder, files: Some(&manifest.files), ..alone(found, manifest) })
}

/// Writes `discover.json`: the document without the folder and the list of its files.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, found: &Discovery, manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(found, manifest))).as_bytes())
}

/// What does not depend on where the files are.
fn alone<'a>(found: &'a Discovery, manifest: &'a Manifest) -> Document<'a> {
    let metadata = &found.metadata;
    Document {
        format: FILE_FORMAT,
        version: &manifest.version,
        scenario: &metadata.scenario,
        start: metadata.start().to_string(),
        horizon: metadata.horizon().to_string(),
        roster: metadata.roster,
        known_last_days: metadata.known_last_days,
        inputs: &manifest.inputs,
        seed: manifest.seed,
        trials: found.draws * found.replications,
        draws: found.draws,
        effective_draws: found.clusters.effective(),
        replications: found.replications,
        stopped: manifest.stopped,
        hindsight: metadata.hindsight,
        sentences: sentence::answers(found),
        condition: found.condition.text(),
        by: by(found.settings.by),
        peel: found.settings.peel,
        least: found.settings.least,
        density_asked: found.settings.density,
        met: share(found.met),
        luck: found.luck,
        doubtful: found.doubtful,
        numbers: found.numbers.iter().map(uncertain).collect(),
        numbers_left_out: found.left_out.of_policies,
        numbers_of_what_ifs: found.left_out.of_what_ifs,
        regions: found.regions().map(|region| of_region(found, region)).collect(),
        not_told: found.not_told().map(|region| of_region(found, region)),
        repeats: REPEATS,
        ended: ended(found.ended),
        rests_on: crate::report::sentence::inputs(metadata).into_iter().filter(|line| !line.is_empty()).collect(),
        remarks: remarks(found),
        folder: None,
        files: None,
    }
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn share(share: Share) -> Within {
    let [low, high] = share.interval();
    Within { value: share.value, low, high }
}

fn uncertain(ranged: &Ranged) -> Uncertain<'_> {
    let [p05, p95] = ranged.ends;
    Uncertain { number: &ranged.number.path, given: &ranged.number.given, source: ranged.number.source.as_deref(), p05, p95 }
}

fn of_region<'a>(found: &'a Discovery, region: &'a Found) -> Region<'a> {
    let Judged { mass, density, elsewhere, coverage, p } = region.judged;
    Region {
        limits: region.limits.iter().map(|limit| of_limit(found, limit)).collect(),
        density: share(density),
        elsewhere: share(elsewhere),
        coverage: share(coverage),
        mass: share(mass),
        p,
        searched: Searched {
            density: region.searched.density.value,
            coverage: region.searched.coverage.value,
            mass: region.searched.mass.value,
        },
    }
}

fn of_limit<'a>(found: &'a Discovery, limit: &Limit) -> OfLimit<'a> {
    let [low, high] = limit.limits.map(|limit| Some(limit).filter(|limit| limit.is_finite()));
    OfLimit {
        number: &found.numbers[limit.number].number.path,
        low,
        high,
        without: share(limit.without),
        p: limit.p,
        searched_p: limit.quasi_p,
        again: limit.again,
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
    /// Those of the opening roster whose last day is known from the start on; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    /// The files that were read: the scenario first, then what it names.
    inputs: &'a [Input],
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// How many trials were counted.
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
    /// In which futures the condition holds, in sentences.
    sentences: Vec<String>,
    /// The condition.
    condition: String,
    /// What meets it: parameter draws, by the mean over their trials, or single trials.
    #[schemars(extend("enum" = BY))]
    by: &'static str,
    /// The share of the draws left that a cut of the search takes.
    peel: f64,
    /// The smallest region that is looked for, as a share of the draws searched.
    least: f64,
    /// The share of a region that was asked to meet the condition; null where none was asked for.
    density_asked: Option<f64>,
    /// The share of all draws, or trials, that meet it.
    met: Within,
    /// How well the mean of a draw is known: the standard error of a typical draw, in the unit of the metric; null where nothing was run.
    #[schemars(with = "Option<f64>", range(min = 0))]
    luck: f64,
    /// The share of draws that may stand on the wrong side of the condition by luck; null where single trials are asked.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    doubtful: f64,
    /// The uncertain numbers that may tell futures apart.
    numbers: Vec<Uncertain<'a>>,
    /// How many uncertain numbers act nowhere and are left out: those of policies that are not in force.
    numbers_left_out: usize,
    /// How many uncertain numbers of what-ifs are left out.
    numbers_of_what_ifs: usize,
    /// The regions that are told from chance, in the order in which they were found.
    regions: Vec<Region<'a>>,
    /// The region that the last search found, where it is not told from chance; null elsewhere.
    not_told: Option<Region<'a>>,
    /// In how many random halves of the draws each search was done again.
    repeats: u64,
    /// Why there is no further search.
    #[schemars(extend("enum" = ENDED))]
    ended: &'static str,
    /// What the answer rests on, in sentences.
    rests_on: Vec<String>,
    /// The sentences that the table has below it.
    remarks: Vec<String>,
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
    Form::new::<Document<'_>>("discover", "What `stayput discover --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("discover-file", "`discover.json`, in the folder of results.", Some(FILE_FORMAT)).in_folder(PRINTED_ONLY),
];

/// A share with its 95 % interval.
#[derive(Serialize, JsonSchema)]
struct Within {
    /// The share; null where there are no trials.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    value: f64,
    /// The lower end of its 95 % interval; null where there are no trials.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    low: f64,
    /// The upper end of its 95 % interval; null where there are no trials.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    high: f64,
}

/// An uncertain number.
#[derive(Serialize, JsonSchema)]
struct Uncertain<'a> {
    /// Where it stands in the scenario: `channels.lab.hazard_per_year`.
    number: &'a str,
    /// What is believed of it beforehand, in words: `median 0.1, 95 % below 0.25`.
    given: &'a str,
    /// Where that comes from; null where the scenario does not say.
    source: Option<&'a str>,
    /// The value that 5 % of the draws are at or below, in its own unit; null where there are no draws.
    #[schemars(with = "Option<f64>")]
    p05: f64,
    /// The value that 95 % of the draws are at or below, in its own unit; null where there are no draws.
    #[schemars(with = "Option<f64>")]
    p95: f64,
}

/// A region: limits for a few numbers. What is said of it, draws say that the search has not seen.
#[derive(Serialize, JsonSchema)]
struct Region<'a> {
    /// The limits, that which is missed most first.
    limits: Vec<OfLimit<'a>>,
    /// The share of the trials in it that meet the condition.
    density: Within,
    /// The same of the trials outside it that are in no earlier region.
    elsewhere: Within,
    /// The share of all that meet the condition that are in it.
    coverage: Within,
    /// The share of all trials that are in it.
    mass: Within,
    /// How likely as many hits would be by chance.
    #[schemars(range(min = 0, max = 1))]
    p: f64,
    /// What the draws say that were searched; it is too favourable.
    searched: Searched,
}

/// What the draws say of a region that were searched.
#[derive(Serialize, JsonSchema)]
struct Searched {
    /// The share of the trials in it that meet the condition; null where there are none.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    density: f64,
    /// The share of all that meet the condition that are in it; null where none meets it.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    coverage: f64,
    /// The share of all trials that are in it.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    mass: f64,
}

/// The limits of a number in a region.
#[derive(Serialize, JsonSchema)]
struct OfLimit<'a> {
    /// Which number.
    number: &'a str,
    /// The lower limit, in its own unit; null where there is none.
    low: Option<f64>,
    /// The upper limit, in its own unit; null where there is none.
    high: Option<f64>,
    /// The share of the trials that meet the condition in the region without these limits.
    without: Within,
    /// How likely as many hits would be by chance in the region without these limits: of draws that the search has not seen.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    p: f64,
    /// The same of the draws that were searched.
    #[schemars(with = "Option<f64>", range(min = 0, max = 1))]
    searched_p: f64,
    /// In how many of the searches in random halves the number is limited on the same sides.
    again: u64,
}
