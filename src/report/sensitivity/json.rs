//! Everything in one JSON document, for programs: `--format json`. And `sensitivity.json`, the same without the folder and the list of its
//! files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::io::{self, Write};
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::remarks;
use super::{IN_PEOPLE, METRICS, metric, money, policy, sentence};
use crate::diagnostic::escaped;
use crate::estimate::Estimate;
use crate::estimate::run_metadata::KnownLastDays;
use crate::report::files::manifest::{Input, Listed, Manifest, Stopped};
use crate::report::json_number::{Number, Within};
use crate::report::json_schema::{Day, Form};
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
        stopped: manifest.stopped,
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

/// How a number can be put at an end.
const MOVED: [&str; 2] = ["alone", "with all that was learned with it"];

fn asked(asked: &Asked) -> Uncertain<'_> {
    let Asked { number, ends: [p05, p95] } = asked;
    let [alone, together] = MOVED;
    let moved = match number.way {
        Way::Moved(_) => alone,
        Way::Learned => together,
    };
    Uncertain { number: &number.path, given: &number.given, source: number.source.as_deref(), p05: *p05, p95: *p95, moved }
}

fn answer<'a>(found: &'a Sensitivity, answer: &'a tornado::Answer) -> Answer<'a> {
    let path = |number: usize| found.numbers[number].number.path.as_str();
    let effect = |bar: &'a Bar| Effect {
        number: path(bar.number),
        at_p05: Number::from(bar.at[0]),
        at_p95: Number::from(bar.at[1]),
        by: Within::new(bar.effect, bar.interval),
        ranks: bar.rank,
    };
    Answer {
        metric: metric(answer.what),
        policy: policy(found, answer.what),
        mean: Within::new(answer.base, answer.interval),
        effects: answer.bars.iter().map(effect).collect(),
        no_finite_price: answer.undefined.iter().map(|&number| path(number)).collect(),
    }
}

fn shares_of<'a>(found: &'a Sensitivity, what: tornado::What, shares: &'a Result<OfAnswer, String>) -> SharesOf<'a> {
    let one = |(number, shares): (&'a str, &Shares)| Share {
        number,
        first_order: Within::new(shares.first.estimate, shares.first.interval),
        total: shares.total.map(|total| Within::new(total.estimate, total.interval)),
    };
    let (variance, of, refused) = match shares {
        Ok(shares) => {
            (Some(Number::from(shares.variance)), super::shares::ranked(found, shares).concat().into_iter().map(one).collect(), None)
        }
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
                evsi: Vec::new(),
                sentence: None,
                best_choice_changes: Vec::new(),
                refused: Some(why),
            };
        }
    };
    let one = |(number, all): (&'a str, &'a [Estimate])| Evppi { number, by_value: all.iter().map(|one| Number::from(*one)).collect() };
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
        evsi: worth
            .records
            .iter()
            .map(|one| Evsi {
                months: one.months,
                policy: option(one.arm),
                by_value: one.worth.iter().map(|one| Number::from(*one)).collect(),
            })
            .collect(),
        sentence: super::worth::sentence(found),
        best_choice_changes: worth.changes.iter().map(change).collect(),
        refused: None,
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
    /// How many trials of each setting were asked for.
    trials_asked: u64,
    /// How many trials of each setting were counted: as many as asked for, made up to whole parameter draws, unless it was stopped.
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
    /// What moves the answer, in sentences.
    sentences: Vec<String>,
    /// The unit of all amounts of money: the currency where the scenario names it, `money as in pay`, or `years' pay` where no pay is given.
    money: String,
    /// The mean annual pay of the opening roster [unit of `money`].
    annual_pay: f64,
    /// The names of the policies asked about.
    policies: Vec<&'a str>,
    /// The uncertain numbers asked about.
    numbers: Vec<Uncertain<'a>>,
    /// How many uncertain numbers act nowhere and are left out: those of policies that are not in force.
    numbers_left_out: usize,
    /// How many uncertain numbers of what-ifs are left out.
    numbers_of_what_ifs: usize,
    /// The answers: how many are retained without policies; of each policy how many it keeps, and what one person kept costs.
    answers: Vec<Answer<'a>>,
    /// How much of the variance of each answer is due to each number.
    shares: Vec<SharesOf<'a>>,
    /// What it is worth to find out each number first; left out where no policy is asked about, or where it ended before.
    #[serde(skip_serializing_if = "Option::is_none")]
    worth: Option<WorthOf<'a>>,
    /// What the answer rests on, in sentences.
    rests_on: Vec<String>,
    /// The sentences that the table has below it.
    remarks: Vec<String>,
    /// What is not told for privacy, and why.
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
    Form::new::<Document<'_>>("sensitivity", "What `stayput sensitivity --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("sensitivity-file", "`sensitivity.json`, in the folder of results.", Some(FILE_FORMAT))
        .in_folder(PRINTED_ONLY),
];

/// An uncertain number.
#[derive(Serialize, JsonSchema)]
struct Uncertain<'a> {
    /// Where it stands in the scenario: `channels.lab.hazard_per_year`.
    number: &'a str,
    /// What is believed of it beforehand, in words: `median 0.1, 95 % below 0.25`.
    given: &'a str,
    /// Where that comes from; left out where the scenario does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    /// Its value at 5 %, in its own unit; null where nothing was found.
    #[schemars(with = "Option<f64>")]
    p05: f64,
    /// Its value at 95 %, in its own unit; null where nothing was found.
    #[schemars(with = "Option<f64>")]
    p95: f64,
    /// How it is put at an end: alone, or, where it was learned together with others, with them (by regression over draws).
    #[schemars(extend("enum" = MOVED))]
    moved: &'static str,
}

/// An answer, and what moves it.
#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    /// What it is: researchers retained at the horizon, or kept there by a policy, or the cost of one person kept [unit of `money`].
    #[schemars(extend("enum" = METRICS))]
    metric: &'static str,
    /// The name of the policy; `none` of the number retained.
    policy: &'a str,
    /// The answer, all numbers as they are believed.
    mean: Within,
    /// How far each number moves it, that which moves it most first.
    effects: Vec<Effect<'a>>,
    /// The numbers at an end of which no price is finite; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    no_finite_price: Vec<&'a str>,
}

/// How far a number moves an answer, in the unit of the answer.
#[derive(Serialize, JsonSchema)]
struct Effect<'a> {
    /// Which number.
    number: &'a str,
    /// The answer with the number at its 5 %.
    at_p05: Number,
    /// The answer with the number at its 95 %.
    at_p95: Number,
    /// The second less the first.
    #[serde(rename = "effect")]
    by: Within,
    /// The first and the last place that it may have among all numbers, from 1, as far as the error tells.
    ranks: [usize; 2],
}

/// How much of the variance of an answer is due to each number.
#[derive(Serialize, JsonSchema)]
struct SharesOf<'a> {
    /// The answer.
    #[schemars(extend("enum" = IN_PEOPLE))]
    metric: &'static str,
    /// The name of the policy; `none` of the number retained.
    policy: &'a str,
    /// The variance of the answer's expectation given all numbers [unit of the answer, squared]; left out where shares cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    variance: Option<Number>,
    /// The shares of that, by number or table of numbers, the largest first.
    of: Vec<Share<'a>>,
    /// Why shares cannot be told; left out where they are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

/// The shares of a number, or of the numbers of a table together.
#[derive(Serialize, JsonSchema)]
struct Share<'a> {
    /// Which: `contagion.ratio`, or `channels.*` for all of a table.
    number: &'a str,
    /// The share that would go if it were known (first-order Sobol' index).
    first_order: Within,
    /// The share that would stay if it alone were not known (total Sobol' index); left out where numbers are not independent.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Within>,
}

/// What it is worth to find out each number first, and where the best choice changes with it.
#[derive(Serialize, JsonSchema)]
struct WorthOf<'a> {
    /// What keeping one person may be worth [unit of `money`]; empty where nothing can be told.
    values_per_person: Vec<f64>,
    /// What it is worth to know each number before choosing: the expected value of partial perfect information.
    evppi: Vec<Evppi<'a>>,
    /// What it is worth to watch some months of exits before choosing: the expected value of sample information.
    evsi: Vec<Evsi<'a>>,
    /// What to find out first; null where no number is told to be worth anything.
    sentence: Option<String>,
    /// Where along a number the best choice changes.
    best_choice_changes: Vec<Changes<'a>>,
    /// Why none of this can be told; left out where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

/// What it is worth to know a number, or all of a table.
#[derive(Serialize, JsonSchema)]
struct Evppi<'a> {
    /// Which: `contagion.ratio`, or `channels.*` for all of a table.
    number: &'a str,
    /// What it is worth, in the order of `values_per_person` [unit of `money`].
    by_value: Vec<Number>,
}

/// What it is worth to watch so many months of exits first.
#[derive(Serialize, JsonSchema)]
struct Evsi<'a> {
    /// How many months.
    months: u32,
    /// The policy that is in force meanwhile; `none` for doing nothing.
    policy: &'a str,
    /// By what keeping one person is worth, in the order of `values_per_person`: what it is worth [unit of `money`].
    by_value: Vec<Number>,
}

/// Where along a number the best choice changes.
#[derive(Serialize, JsonSchema)]
struct Changes<'a> {
    /// Which number.
    number: &'a str,
    /// What keeping one person is worth there [unit of `money`].
    value_per_person: f64,
    /// The name of the policy that is best below that place; `none` for doing nothing.
    best_below: &'a str,
    /// The name of the policy that is best right above it; `none` for doing nothing.
    best_from: &'a str,
    /// Where the number stands there, in its own unit.
    at: f64,
    /// The lower end of the 95 % interval of that.
    low: f64,
    /// The upper end of the 95 % interval of that.
    high: f64,
    /// All of it in one sentence.
    sentence: String,
}
