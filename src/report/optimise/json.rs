//! Everything in one JSON document, for programs: `--format json`. And `optimise.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::io::{self, Write};
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::{arm, sentence, words};
use crate::diagnostic::escaped;
use crate::optimise::results::{Optimum, ToldMix};
use crate::report::comparison::equal_money::meaning;
use crate::report::comparison::unit;
use crate::report::files::manifest::{Input, Listed, Manifest};
use crate::report::json_number::{Number, Within};
use crate::report::json_schema::{Day, Form};
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
        retained: comparison.without().into(),
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
    let kept = arm(optimum, mix).map(|(_, kept)| Within::new(kept.estimate, kept.interval()));
    let part = |(policy, level): &'a (String, Option<crate::equal_money::scaled::Meaning>)| Part {
        policy,
        level: level.map_or_else(|| "as it is".to_owned(), |level| meaning(level, 0.0)),
    };
    Mix {
        which: &mix.arm,
        budget: mix.budget,
        words: words(mix),
        policies: mix.parts.iter().map(part).collect(),
        spent: mix.point.map(|point| point.spent.into()),
        cost: mix.point.map(|point| point.cost.into()),
        kept,
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
    /// How many trials of each mix that is told were counted; the search has used others.
    trials: u64,
    /// The parameter draws behind them; as many as trials where nothing is uncertain.
    draws: u64,
    /// As many independent draws would tell as much: fewer than `draws` where rows of a posterior are alike.
    #[schemars(range(min = 0))]
    effective_draws: f64,
    /// How many trials share a parameter draw.
    replications: u64,
    /// Whether a posterior has seen some of what is simulated: then this is a replay, not a forecast.
    hindsight: bool,
    /// The answer: the best mix, and how many it keeps.
    sentence: String,
    /// The unit of all amounts of money: the currency where the scenario names it, `money as in pay`, or `years' pay` where no pay is given.
    money: String,
    /// What may be spent [unit of `money`].
    budget: f64,
    /// How many of the opening roster are there at the horizon without a policy: the mean \[researchers\].
    retained: Number,
    /// How many mixes the search looked at.
    mixes_looked_at: usize,
    /// What is guaranteed of the best mix.
    guarantee: Guarantee,
    /// The mixes that are told of: the best, the runner-up, then those for parts of the budget.
    mixes: Vec<Mix<'a>>,
    /// What it would mean to choose the runner-up; null where that cannot be told.
    regret_of_runner_up: Option<Regret>,
    /// The sentences that the table has below it.
    remarks: Vec<String>,
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
    Form::new::<Document<'_>>("optimise", "What `stayput optimise --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("optimise-file", "`optimise.json`, in the folder of results.", Some(FILE_FORMAT)).in_folder(PRINTED_ONLY),
];

/// What is guaranteed: none of the mixes that were looked at keeps more than the best by the indifference.
#[derive(Serialize, JsonSchema)]
struct Guarantee {
    /// The indifference: a difference that does not matter \[researchers\].
    indifference: f64,
    /// With which probability it holds.
    #[schemars(range(min = 0, max = 1))]
    probability: f64,
    /// Whether the search went on until it holds.
    holds: bool,
    /// The same in a sentence.
    sentence: String,
}

/// A mix that is told of, for an amount of money.
#[derive(Serialize, JsonSchema)]
struct Mix<'a> {
    /// Which it is: the best, the runner-up, or that for a part of the budget.
    which: &'a str,
    /// The amount of money that it was looked for [unit of `money`].
    budget: f64,
    /// What it is, in words.
    words: String,
    /// The policies in it; empty for doing nothing.
    policies: Vec<Part<'a>>,
    /// What it is expected to spend, grants up to the last date on which they vest [unit of `money`]; null for doing nothing.
    spent: Option<Number>,
    /// What of that is spent by the horizon [unit of `money`]; null for doing nothing.
    cost: Option<Number>,
    /// How many more of the opening roster are there at the horizon than without a policy \[researchers\]; null for doing nothing, and where that
    /// is not told.
    kept: Option<Within>,
}

/// A policy in a mix.
#[derive(Serialize, JsonSchema)]
struct Part<'a> {
    /// The name of the policy.
    policy: &'a str,
    /// Its level, in words: `a raise of 23 %`; or `as it is`.
    level: String,
}

/// What it would mean to choose the runner-up.
#[derive(Serialize, JsonSchema)]
struct Regret {
    /// The share of parameter draws in which it is expected to keep more than the best.
    #[schemars(range(min = 0, max = 1))]
    keeps_more: f64,
    /// How many fewer it is expected to keep, on average over all draws; none in those in which it keeps more \[researchers\].
    mean: f64,
    /// The same that is exceeded in one draw of twenty \[researchers\].
    p95: f64,
}
