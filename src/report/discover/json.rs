//! Everything in one JSON document, for programs: `--format json`. And `discover.json`, the same without the folder and the list of its
//! files.
//!
//! Numbers stand in full; one that is not known, and a limit that there is not, is `null`. Nothing in it depends on the machine, the number of
//! threads or the time.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::table::remarks;
use super::{by, ended, sentence};
use crate::diagnostic::escaped;
use crate::discover::judge::{Judged, Limit, REPEATS};
use crate::discover::results::{Discovery, Found, Ranged};
use crate::discover::share::Share;
use crate::estimate::run_metadata::KnownLastDays;
use crate::report::files::manifest::{Input, Listed, Manifest};

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
        stopped: manifest.stopped.name(),
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

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: &'a str,
    scenario: &'a str,
    start: String,
    horizon: String,
    roster: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    inputs: &'a [Input],
    seed: u64,
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    stopped: &'static str,
    hindsight: bool,
    sentences: Vec<String>,
    condition: String,
    by: &'static str,
    peel: f64,
    least: f64,
    density_asked: Option<f64>,
    met: Within,
    luck: f64,
    doubtful: f64,
    numbers: Vec<Uncertain<'a>>,
    numbers_left_out: usize,
    numbers_of_what_ifs: usize,
    regions: Vec<Region<'a>>,
    not_told: Option<Region<'a>>,
    repeats: u64,
    ended: &'static str,
    rests_on: Vec<String>,
    remarks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

#[derive(Serialize)]
struct Within {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Uncertain<'a> {
    number: &'a str,
    given: &'a str,
    source: Option<&'a str>,
    p05: f64,
    p95: f64,
}

#[derive(Serialize)]
struct Region<'a> {
    limits: Vec<OfLimit<'a>>,
    density: Within,
    elsewhere: Within,
    coverage: Within,
    mass: Within,
    p: f64,
    searched: Searched,
}

#[derive(Serialize)]
struct Searched {
    density: f64,
    coverage: f64,
    mass: f64,
}

#[derive(Serialize)]
struct OfLimit<'a> {
    number: &'a str,
    low: Option<f64>,
    high: Option<f64>,
    without: Within,
    p: f64,
    searched_p: f64,
    again: u64,
}
