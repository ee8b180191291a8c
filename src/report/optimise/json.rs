//! Everything in one JSON document, for programs: `--format json`. And `optimise.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::{arm, sentence, words};
use crate::diagnostic::escaped;
use crate::estimate::Estimate;
use crate::optimise::results::{Optimum, ToldMix};
use crate::report::comparison::equal_money::meaning;
use crate::report::comparison::unit;
use crate::report::files::manifest::{Input, Listed, Manifest};
use crate::simulate::model::published::Withheld;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-optimise/1";

/// The file in the folder.
pub const NAME: &str = "optimise.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-optimise-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(optimum: &Optimum, manifest: &Manifest, folder: &Path) -> String {
    let folder = Some(folder.to_string_lossy().into_owned());
    text(&Document { format: FORMAT, folder, files: Some(&manifest.files), ..alone(optimum, manifest) })
}

/// Writes `optimise.json`: the document without the folder and the list of its files.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, optimum: &Optimum, manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(optimum, manifest))).as_bytes())
}

/// What does not depend on where the files are.
fn alone<'a>(optimum: &'a Optimum, manifest: &'a Manifest) -> Document<'a> {
    let comparison = &optimum.comparison;
    let metadata = &comparison.reference().estimates.metadata;
    Document {
        format: FILE_FORMAT,
        version: &manifest.version,
        scenario: &metadata.scenario,
        start: metadata.start().to_string(),
        horizon: metadata.horizon().to_string(),
        roster: metadata.roster,
        inputs: &manifest.inputs,
        seed: manifest.seed,
        trials: comparison.trials,
        draws: comparison.draws,
        effective_draws: comparison.clusters.effective(),
        replications: comparison.replications,
        hindsight: metadata.hindsight,
        sentence: sentence::answer(optimum),
        money: unit(comparison),
        budget: optimum.budget,
        retained: number(comparison.without()),
        mixes_looked_at: optimum.found.mixes.len(),
        guarantee: Guarantee {
            indifference: optimum.rule.indifference,
            probability: 1.0 - optimum.rule.error,
            holds: optimum.found.selected.is_sure,
            sentence: sentence::guarantee(optimum),
        },
        mixes: optimum.told.iter().map(|mix| told(optimum, mix)).collect(),
        regret_of_runner_up: optimum.regret.as_ref().map(|one| Regret { keeps_more: one.better, mean: one.mean, p95: one.p95 }),
        remarks: std::iter::once(sentence::runner_up(optimum)).chain(sentence::left_out(optimum)).filter(|line| !line.is_empty()).collect(),
        withheld: &comparison.withheld,
        folder: None,
        files: None,
    }
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn told<'a>(optimum: &'a Optimum, mix: &'a ToldMix) -> Mix<'a> {
    let kept = arm(optimum, mix).map(|(_, kept)| {
        let [low, high] = kept.interval();
        Kept { value: kept.estimate.value, mcse: kept.estimate.mcse, low, high }
    });
    let part = |(policy, level): &'a (String, Option<crate::equal_money::scaled::Meaning>)| Part {
        policy,
        level: level.map_or_else(|| "as it is".to_owned(), |level| meaning(level, 0.0)),
    };
    Mix {
        which: &mix.arm,
        budget: mix.budget,
        words: words(mix),
        policies: mix.parts.iter().map(part).collect(),
        spent: mix.point.map(|point| number(point.spent)),
        cost: mix.point.map(|point| number(point.cost)),
        kept,
    }
}

fn number(Estimate { value, mcse }: Estimate) -> Number {
    Number { value, mcse }
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
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    hindsight: bool,
    sentence: String,
    money: String,
    budget: f64,
    retained: Number,
    mixes_looked_at: usize,
    guarantee: Guarantee,
    mixes: Vec<Mix<'a>>,
    regret_of_runner_up: Option<Regret>,
    remarks: Vec<String>,
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

/// With the probability none of the mixes keeps more than the best by the indifference, where it holds.
#[derive(Serialize)]
struct Guarantee {
    indifference: f64,
    probability: f64,
    holds: bool,
    sentence: String,
}

/// A mix that is told of, for an amount of money.
#[derive(Serialize)]
struct Mix<'a> {
    which: &'a str,
    budget: f64,
    words: String,
    policies: Vec<Part<'a>>,
    spent: Option<Number>,
    cost: Option<Number>,
    kept: Option<Kept>,
}

#[derive(Serialize)]
struct Part<'a> {
    policy: &'a str,
    level: String,
}

/// What it would mean to choose the runner-up: in which share of parameter draws it keeps more, and how many fewer it keeps over all.
#[derive(Serialize)]
struct Regret {
    keeps_more: f64,
    mean: f64,
    p95: f64,
}

#[derive(Serialize)]
struct Number {
    value: f64,
    mcse: f64,
}

#[derive(Serialize)]
struct Kept {
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
}
