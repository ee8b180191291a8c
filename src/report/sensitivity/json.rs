//! Everything in one JSON document, for programs: `--format json`. And `sensitivity.json`, the same without the folder and the list of its
//! files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::table::remarks;
use super::{metric, money, policy, sentence};
use crate::diagnostic::escaped;
use crate::estimate::Estimate;
use crate::estimate::run_metadata::KnownLastDays;
use crate::report::files::manifest::{Input, Listed, Manifest};
use crate::sensitivity::numbers::Way;
use crate::sensitivity::results::{Asked, Sensitivity};
use crate::sensitivity::shares::{OfAnswer, Shares};
use crate::sensitivity::tornado::{self, Bar};
use crate::sensitivity::worth::{Change, Worth};
use crate::simulate::model::published::Withheld;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-sensitivity/1";

/// The file in the folder.
pub const NAME: &str = "sensitivity.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-sensitivity-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(found: &Sensitivity, manifest: &Manifest, folder: &Path) -> String {
    let folder = Some(folder.to_string_lossy().into_owned());
    text(&Document { format: FORMAT, folder, files: Some(&manifest.files), ..alone(found, manifest) })
}

/// Writes `sensitivity.json`: the document without the folder and the list of its files.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, found: &Sensitivity, manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(found, manifest))).as_bytes())
}

/// What does not depend on where the files are.
fn alone<'a>(found: &'a Sensitivity, manifest: &'a Manifest) -> Document<'a> {
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
        trials_asked: manifest.trials_asked,
        trials: found.trials,
        draws: found.draws,
        effective_draws: found.clusters.effective(),
        replications: found.replications,
        stopped: manifest.stopped.name(),
        hindsight: metadata.hindsight,
        sentences: sentence::answers(found),
        money: money(found),
        annual_pay: found.annual_pay,
        policies: found.policies.iter().skip(1).map(String::as_str).collect(),
        numbers: found.numbers.iter().map(asked).collect(),
        numbers_left_out: found.left_out.of_policies,
        numbers_of_what_ifs: found.left_out.of_what_ifs,
        answers: found.answers.iter().map(|one| answer(found, one)).collect(),
        shares: found.shares.iter().map(|(what, shares)| shares_of(found, *what, shares)).collect(),
        worth: found.worth.as_ref().map(|worth| worth_of(found, worth)),
        rests_on: crate::report::sentence::inputs(metadata).into_iter().filter(|line| !line.is_empty()).collect(),
        remarks: remarks(found),
        withheld: &found.withheld,
        folder: None,
        files: None,
    }
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn asked(asked: &Asked) -> Uncertain<'_> {
    let Asked { number, ends: [p05, p95] } = asked;
    let moved = match number.way {
        Way::Moved(_) => "alone",
        Way::Learned => "with all that was learned with it",
    };
    Uncertain { number: &number.path, given: &number.given, source: number.source.as_deref(), p05: *p05, p95: *p95, moved }
}

fn answer<'a>(found: &'a Sensitivity, answer: &'a tornado::Answer) -> Answer<'a> {
    let path = |number: usize| found.numbers[number].number.path.as_str();
    let effect = |bar: &'a Bar| Effect {
        number: path(bar.number),
        at_p05: known(bar.at[0]),
        at_p95: known(bar.at[1]),
        by: within(bar.effect, bar.interval),
        ranks: bar.rank,
    };
    Answer {
        metric: metric(answer.what),
        policy: policy(found, answer.what),
        mean: within(answer.base, answer.interval),
        effects: answer.bars.iter().map(effect).collect(),
        no_finite_price: answer.undefined.iter().map(|&number| path(number)).collect(),
    }
}

fn shares_of<'a>(found: &'a Sensitivity, what: tornado::What, shares: &'a Result<OfAnswer, String>) -> SharesOf<'a> {
    let one = |(number, shares): (&'a str, &Shares)| Share {
        number,
        first_order: within(shares.first.estimate, shares.first.interval),
        total: shares.total.map(|total| within(total.estimate, total.interval)),
    };
    let (variance, of, refused) = match shares {
        Ok(shares) => (Some(known(shares.variance)), super::shares::ranked(found, shares).concat().into_iter().map(one).collect(), None),
        Err(why) => (None, Vec::new(), Some(why.as_str())),
    };
    SharesOf { metric: metric(what), policy: policy(found, what), variance, of, refused }
}

fn worth_of<'a>(found: &'a Sensitivity, worth: &'a Result<Worth, String>) -> WorthOf<'a> {
    let worth = match worth {
        Ok(worth) => worth,
        Err(why) => {
            return WorthOf {
                values_per_person: Vec::new(),
                evppi: Vec::new(),
                sentence: None,
                best_choice_changes: Vec::new(),
                refused: Some(why),
            };
        }
    };
    let one = |(number, all): (&'a str, &'a [Estimate])| Evppi { number, by_value: all.iter().map(|one| known(*one)).collect() };
    let option = |arm: usize| found.policies[arm].as_str();
    let change = |change: &Change| Changes {
        number: &found.numbers[change.number].number.path,
        value_per_person: change.value,
        best_below: option(change.below),
        best_from: option(change.above),
        at: change.at,
        low: change.interval[0],
        high: change.interval[1],
        sentence: super::worth::of_change(found, change),
    };
    WorthOf {
        values_per_person: worth.values.clone(),
        evppi: super::worth::named(found, worth).map(one).collect(),
        sentence: super::worth::sentence(found),
        best_choice_changes: worth.changes.iter().map(change).collect(),
        refused: None,
    }
}

pub(super) fn known(estimate: Estimate) -> Known {
    Known { value: estimate.value, mcse: estimate.mcse }
}

pub(super) fn within(Estimate { value, mcse }: Estimate, [low, high]: [f64; 2]) -> Within {
    Within { value, mcse, low, high }
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
    trials_asked: u64,
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    stopped: &'static str,
    hindsight: bool,
    sentences: Vec<String>,
    money: String,
    annual_pay: f64,
    policies: Vec<&'a str>,
    numbers: Vec<Uncertain<'a>>,
    numbers_left_out: usize,
    numbers_of_what_ifs: usize,
    answers: Vec<Answer<'a>>,
    shares: Vec<SharesOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worth: Option<WorthOf<'a>>,
    rests_on: Vec<String>,
    remarks: Vec<String>,
    withheld: &'a [Withheld],
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

#[derive(Serialize)]
struct Uncertain<'a> {
    number: &'a str,
    given: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    p05: f64,
    p95: f64,
    moved: &'static str,
}

#[derive(Serialize)]
struct Answer<'a> {
    metric: &'static str,
    policy: &'a str,
    mean: Within,
    effects: Vec<Effect<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    no_finite_price: Vec<&'a str>,
}

#[derive(Serialize)]
struct Effect<'a> {
    number: &'a str,
    at_p05: Known,
    at_p95: Known,
    #[serde(rename = "effect")]
    by: Within,
    ranks: [usize; 2],
}

#[derive(Serialize)]
struct SharesOf<'a> {
    metric: &'static str,
    policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variance: Option<Known>,
    of: Vec<Share<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct Share<'a> {
    number: &'a str,
    first_order: Within,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Within>,
}

#[derive(Serialize)]
struct WorthOf<'a> {
    values_per_person: Vec<f64>,
    evppi: Vec<Evppi<'a>>,
    /// What to find out first; nothing where no number is told to be worth anything.
    sentence: Option<String>,
    best_choice_changes: Vec<Changes<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct Evppi<'a> {
    number: &'a str,
    by_value: Vec<Known>,
}

#[derive(Serialize)]
struct Changes<'a> {
    number: &'a str,
    value_per_person: f64,
    best_below: &'a str,
    best_from: &'a str,
    at: f64,
    low: f64,
    high: f64,
    sentence: String,
}

/// A number and its Monte Carlo standard error.
#[derive(Serialize)]
pub(super) struct Known {
    value: f64,
    mcse: f64,
}

/// The same with its 95 % interval.
#[derive(Serialize)]
pub(super) struct Within {
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
}
