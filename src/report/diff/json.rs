//! Everything in one JSON document. Numbers stand in full; one that is not known is `null`.

use serde::Serialize;

use super::Told;
use crate::compare::{Difference, Measure};
use crate::diff::{Answer, Whose};
use crate::estimate::Estimate;
use crate::scenario::differences::Said;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-diff/1";

/// The document, ending in a line feed.
pub fn render(told: &Told<'_>) -> String {
    let key = |change: &'_ crate::scenario::differences::KeyChange| Key {
        path: change.path.clone(),
        kind: if change.is_source_only {
            "source"
        } else if change.is_content {
            "content"
        } else {
            "value"
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
    Paired { measure: if measure == Measure::Share { "share" } else { "people" }, value, mcse, low, high }
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    first: String,
    second: String,
    sentence: String,
    keys: Vec<Key>,
    roster: Option<Roster>,
    history: Option<History>,
    posterior: Option<Posterior>,
    answer: Option<Answered>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Key {
    path: String,
    kind: &'static str,
    before: Option<Text>,
    after: Option<Text>,
}

#[derive(Serialize)]
struct Text {
    value: String,
    file: String,
    line: usize,
    source: Option<String>,
}

#[derive(Serialize)]
struct People {
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<String>>,
}

#[derive(Serialize)]
struct Roster {
    people: [usize; 2],
    joined: People,
    left: People,
    changed: People,
    columns: std::collections::BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct History {
    rows: [usize; 2],
    until: [Option<String>; 2],
    added: People,
    removed: People,
    changed: People,
}

#[derive(Serialize)]
struct Posterior {
    draws: [Option<Draws>; 2],
    only: [Vec<String>; 2],
    learned: Vec<Learned>,
}

#[derive(Serialize)]
struct Draws {
    draws: u64,
    effective: u64,
}

#[derive(Serialize)]
struct Learned {
    path: String,
    first: Moments,
    second: Moments,
}

#[derive(Serialize)]
struct Moments {
    mean: f64,
    sd: f64,
}

#[derive(Serialize)]
struct Answered {
    date: String,
    sentence: String,
    trials: u64,
    draws: u64,
    replications: u64,
    first: Retained,
    second: Retained,
    together: Paired,
    alone: Vec<Alone>,
    interaction: Option<Paired>,
}

#[derive(Serialize)]
struct Retained {
    roster: usize,
    mean: f64,
    mcse: f64,
}

#[derive(Serialize)]
struct Alone {
    change: String,
    #[serde(flatten)]
    difference: Paired,
}

/// A difference with its error and its 95 % interval.
#[derive(Serialize)]
struct Paired {
    measure: &'static str,
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
}
