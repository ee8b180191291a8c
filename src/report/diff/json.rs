//! Everything in one JSON document. Numbers stand in full; one that is not known is `null`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Told;
use crate::compare::{Difference, Measure};
use crate::diff::{Answer, Whose};
use crate::estimate::Estimate;
use crate::report::json_schema::{Day, Form};
use crate::scenario::differences::Said;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-diff/1";

/// What of a key can differ.
const KINDS: [&str; 3] = ["value", "source", "content"];

/// The document, ending in a line feed.
pub fn render(told: &Told<'_>) -> String {
    let [value, source, content] = KINDS;
    let key = |change: &'_ crate::scenario::differences::KeyChange| Key {
        path: change.path.clone(),
        kind: if change.is_source_only {
            source
        } else if change.is_content {
            content
        } else {
            value
        },
        before: change.before.as_ref().map(said),
        after: change.after.as_ref().map(said),
    };
    let people = |whose: &Whose| People { count: whose.ids.len(), ids: told.individuals.then(|| whose.ids.clone()) };
    let document = Document {
        format: FORMAT,
        first: told.paths[0].to_string_lossy().into_owned(),
        second: told.paths[1].to_string_lossy().into_owned(),
        sentence: told.sentence(),
        keys: told.diff.keys.iter().map(key).collect(),
        roster: told.diff.roster.as_ref().map(|roster| Roster {
            people: roster.people,
            joined: people(&roster.joined),
            left: people(&roster.left),
            changed: people(&roster.changed),
            columns: roster.columns.iter().copied().collect(),
        }),
        history: told.diff.history.as_ref().map(|history| History {
            rows: history.rows,
            until: history.until.clone(),
            added: people(&history.added),
            removed: people(&history.removed),
            changed: people(&history.changed),
        }),
        posterior: told.diff.posterior.as_ref().map(|posterior| Posterior {
            draws: posterior.draws.map(|draws| draws.map(|[draws, effective]| Draws { draws, effective })),
            only: posterior.only.clone(),
            learned: posterior
                .learned
                .iter()
                .map(|change| {
                    let [first, second] = change.moments.map(|[mean, sd]| Moments { mean, sd });
                    Learned { path: change.path.clone(), first, second }
                })
                .collect(),
        }),
        answer: told.answer.map(|answer| described(told, answer)),
        notes: told.notes.to_vec(),
    };
    serde_json::to_string_pretty(&document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn said(said: &Said) -> Text {
    Text { value: said.value.clone(), file: said.file.clone(), line: said.line, source: said.source.clone() }
}

fn described(told: &Told<'_>, answer: &Answer) -> Answered {
    let retained = |(roster, Estimate { value, mcse }): (usize, Estimate)| Retained { roster, mean: value, mcse };
    Answered {
        date: told.horizon.to_string(),
        sentence: told.answer_sentence(),
        trials: answer.trials,
        draws: answer.draws,
        replications: answer.replications,
        first: retained(answer.retained[0]),
        second: retained(answer.retained[1]),
        together: paired(&answer.together, answer.measure),
        alone: answer.alone.iter().map(|one| Alone { change: one.name.clone(), difference: paired(&one.change, one.measure) }).collect(),
        interaction: answer.interaction.as_ref().map(|interaction| paired(interaction, Measure::People)),
    }
}

fn paired(difference: &Difference, measure: Measure) -> Paired {
    let [low, high] = difference.interval();
    let Estimate { value, mcse } = difference.estimate;
    Paired { measure, value, mcse, low, high }
}

/// In what two scenarios differ, and what that does to the answer.
#[derive(Serialize, JsonSchema)]
struct Document {
    /// Name and version of the form of this document. Keys may be added to it; where one changes or goes, the number grows.
    format: &'static str,
    /// The path of the first file, as it was typed.
    first: String,
    /// The path of the second file, as it was typed.
    second: String,
    /// In what they differ, in a sentence.
    sentence: String,
    /// The keys of the files that differ.
    keys: Vec<Key>,
    /// How the rosters differ; null where they are the same.
    roster: Option<Roster>,
    /// How the histories differ; null where they are the same.
    history: Option<History>,
    /// How what was learned differs; null where it is the same.
    posterior: Option<Posterior>,
    /// What the differences do to the number retained at the horizon; null where that is not asked, or may not be told.
    answer: Option<Answered>,
    /// The sentences that the table has below it.
    notes: Vec<String>,
}

/// What `stayput schema --output` knows of it.
pub const FORM: Form = Form::new::<Document>("diff", "What `stayput diff --format json` prints.", Some(FORMAT));

/// A key that differs.
#[derive(Serialize, JsonSchema)]
struct Key {
    /// Where it stands: `channels.lab.hazard_per_year`.
    path: String,
    /// What differs: a value; only where a number comes from; or the content of a file that it names.
    #[schemars(extend("enum" = KINDS))]
    kind: &'static str,
    /// What the first file says; null where it does not have the key.
    before: Option<Text>,
    /// What the second file says; null where it does not have the key.
    after: Option<Text>,
}

/// What a file says under a key.
#[derive(Serialize, JsonSchema)]
struct Text {
    /// The value, as it is written.
    value: String,
    /// The file.
    file: String,
    /// The line in it, from 1.
    line: usize,
    /// Where the number comes from; null where the file does not say.
    source: Option<String>,
}

/// Some people, or rows of people.
#[derive(Serialize, JsonSchema)]
struct People {
    /// How many they are.
    count: usize,
    /// Their ids, with `--individuals` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<String>>,
}

/// How rosters differ.
#[derive(Serialize, JsonSchema)]
struct Roster {
    /// How many researchers are on the first and on the second.
    people: [usize; 2],
    /// Those on the second alone.
    joined: People,
    /// Those on the first alone.
    left: People,
    /// Those of whom the two say something else.
    changed: People,
    /// Of how many of these each column is another, by the name of the column.
    columns: std::collections::BTreeMap<&'static str, usize>,
}

/// How histories differ, row by row.
#[derive(Serialize, JsonSchema)]
struct History {
    /// How many rows the first has, and the second.
    rows: [usize; 2],
    /// The last date that each tells of; null where it tells of nobody.
    #[schemars(with = "[Option<Day>; 2]")]
    until: [Option<String>; 2],
    /// Rows of the second alone.
    added: People,
    /// Rows of the first alone.
    removed: People,
    /// Rows that say something else.
    changed: People,
}

/// How what was learned differs.
#[derive(Serialize, JsonSchema)]
struct Posterior {
    /// The draws of the first and of the second; null without a posterior.
    draws: [Option<Draws>; 2],
    /// The paths of the numbers that only the first learned, and only the second.
    only: [Vec<String>; 2],
    /// The numbers that both learned and of which the draws differ, the farthest apart first.
    learned: Vec<Learned>,
}

/// The draws of a posterior.
#[derive(Serialize, JsonSchema)]
struct Draws {
    /// How many there are.
    draws: u64,
    /// As many independent ones would tell as much.
    effective: u64,
}

/// A number that both learned.
#[derive(Serialize, JsonSchema)]
struct Learned {
    /// Where it stands: `contagion.ratio`.
    path: String,
    /// What the draws of the first say of it.
    first: Moments,
    /// What the draws of the second say of it.
    second: Moments,
}

/// What draws say of a number, in its own unit.
#[derive(Serialize, JsonSchema)]
struct Moments {
    /// The mean of the draws.
    mean: f64,
    /// Their standard deviation; null of a single draw.
    #[schemars(with = "Option<f64>")]
    sd: f64,
}

/// What the differences do to the number retained at the horizon, on the same luck.
#[derive(Serialize, JsonSchema)]
struct Answered {
    /// The horizon.
    #[schemars(with = "Day")]
    date: String,
    /// What they do, in a sentence.
    sentence: String,
    /// How many trials of each scenario were counted.
    trials: u64,
    /// The parameter draws behind them; as many as trials where nothing is uncertain.
    draws: u64,
    /// How many trials share a parameter draw.
    replications: u64,
    /// How many are retained in the first.
    first: Retained,
    /// How many are retained in the second.
    second: Retained,
    /// The second less the first.
    together: Paired,
    /// What each change does alone.
    alone: Vec<Alone>,
    /// What is left of the difference without what the changes do alone; null of a single change, and where rosters are not the same people.
    interaction: Option<Paired>,
}

/// How many of the opening roster are still there at the horizon.
#[derive(Serialize, JsonSchema)]
struct Retained {
    /// How many researchers are on the opening roster.
    roster: usize,
    /// The mean number retained; null where it is not known.
    #[schemars(with = "Option<f64>")]
    mean: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
}

/// What a change does alone: the first scenario with it, less without.
#[derive(Serialize, JsonSchema)]
struct Alone {
    /// The change: the path of a key, or of several.
    change: String,
    #[serde(flatten)]
    difference: Paired,
}

/// A difference of the number retained, with its Monte Carlo standard error and its 95 % interval.
#[derive(Serialize, JsonSchema)]
struct Paired {
    /// Whether it is in people, or in shares of opening rosters that are not the same people.
    measure: Measure,
    /// The mean difference; null where it is not known.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// Its Monte Carlo standard error; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
    /// The lower end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    high: f64,
}
