//! `state.json`: what a shard has counted, and all that says which run it belongs to.

mod plausible;

use std::io::Read;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::paths;
use super::shard::Shard;
use super::told_again::ToldAgain;
use crate::diagnostic::escaped;
use crate::estimate::RunMetadata;
use crate::estimate::tally::Tally;
use crate::scenario::Assertion;
use crate::scenario::policy::NO_POLICY;

/// The file's name.
pub const NAME: &str = "state.json";

/// The layout of the file.
const FORMAT: &str = "stayput-state/2";

/// What it says of itself.
const ABOUT: &str = "The counts of one shard, for `stayput merge`. They are exact, and with the scenario may tell of single people: pass them on only to \
    those who may know.";

/// Which run a shard belongs to: shards merge only where all of this is the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The key of the whole run.
    pub run: String,
    /// The program's version.
    pub version: String,
    /// The files read, the scenario first.
    pub inputs: Vec<InputFile>,
    /// Numbers that the command line changed, `path=value`.
    pub settings: Vec<String>,
    /// Seed of all randomness.
    pub seed: u64,
    /// Trials of the whole run.
    pub trials: u64,
    /// How many shards there are.
    pub shards: u64,
    /// The policy in force, or [`NO_POLICY`].
    #[serde(default = "none")]
    pub policy: String,
    /// What the results are held to.
    pub assertions: Vec<Assertion>,
    /// Of how many of the first trials of the run the events are told, if of any.
    #[serde(default)]
    pub events: Option<u64>,
}

/// The policy of shards that name none.
fn none() -> String {
    NO_POLICY.to_owned()
}

/// A file that was read; where it lay may differ from machine to machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Where it lay.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What one shard has counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    format: String,
    /// For whom it is.
    #[serde(default)]
    about: String,
    /// Which run it belongs to.
    pub origin: Origin,
    /// Which shard it is, from 1.
    pub shard: u64,
    /// What the counts are about.
    #[serde(rename = "legend")]
    pub metadata: RunMetadata,
    /// The counts.
    pub tally: Tally,
    /// What came of telling those of its trials again that are among the first of the run.
    #[serde(default)]
    pub told_again: ToldAgain,
}

impl State {
    /// The state of a shard.
    pub fn new(origin: Origin, shard: Shard, metadata: RunMetadata, tally: Tally, told_again: ToldAgain) -> Self {
        Self { format: FORMAT.to_owned(), about: ABOUT.to_owned(), origin, shard: shard.index(), metadata, tally, told_again }
    }

    /// As JSON of characters that can be seen.
    ///
    /// # Errors
    /// Never for a state of numbers and text, as this is.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(|json| escaped(&json).into_owned())
    }

    /// The trials that it has, and those that it should have: fewer where it was interrupted.
    pub fn trials(&self) -> (u64, u64) {
        let range =
            Shard::new(self.shard, self.origin.shards).map(|shard| shard.range(self.origin.trials.div_ceil(self.metadata.replications)));
        let trials = |draws: u64| draws.saturating_mul(self.metadata.replications);
        (trials(self.tally.draws), range.map_or(0, |range| trials(range.end - range.start)))
    }

    /// The trials of which it is to have paths, once it is complete; empty or reversed where none of its trials is among them.
    pub(super) fn trials_of_paths(&self) -> Range<u64> {
        let draws = Shard::new(self.shard, self.origin.shards)
            .map_or(0..0, |shard| shard.range(self.origin.trials.div_ceil(self.metadata.replications)));
        let [begin, end] = [draws.start, draws.end].map(|draw| draw.saturating_mul(self.metadata.replications));
        begin..end.min(paths::TRIALS)
    }

    /// From JSON.
    ///
    /// # Errors
    /// In one sentence, why it is not the state of a shard that is complete.
    pub fn from_json(json: &str) -> Result<Self, String> {
        is_state(json.as_bytes())?;
        let state: Self = serde_json::from_str(json).map_err(|error| no_state(&error))?;
        let (origin, metadata) = (&state.origin, &state.metadata);
        let Some(shard) = Shard::new(state.shard, origin.shards) else {
            return Err(format!("there is no shard {} of {}", state.shard, origin.shards));
        };
        if metadata.replications == 0 || metadata.dates.is_empty() || !metadata.fits(&state.tally) {
            return Err("its counts do not fit its legend".to_owned());
        }
        let (has, needs) = state.trials();
        if has != needs {
            return Err(format!("it has {has} of its {needs} trials, because it was interrupted; run shard {shard} again"));
        }
        Ok(state)
    }

    /// Whether a shard can have counted what its file says, of which this is the text: nothing is done with its numbers before.
    ///
    /// # Errors
    /// In one sentence, that it cannot.
    pub fn check(&self, json: &str) -> Result<(), String> {
        plausible::check(self, json)
    }
}

/// Looks whether JSON is of our format, and keeps nothing of it: what is not is not worth memory.
///
/// # Errors
/// In one sentence, that it is not.
pub fn is_state(json: impl Read) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    match serde_json::from_reader::<_, Head>(json) {
        Ok(head) if head.format == FORMAT => Ok(()),
        Ok(head) if head.format.starts_with("stayput-state/") && head.format.len() < 20 => Err(format!(
            "it is of the format `{}`, of another version of stayput, not `{FORMAT}`\n  run its shard again, with the version that merges",
            head.format
        )),
        Ok(_) => Err(NO_STATE.to_owned()),
        Err(error) => Err(no_state(&error)),
    }
}

/// The format that JSON says it is of, if it says one; nothing else of it is kept.
pub fn format_of(json: impl Read) -> Option<String> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    serde_json::from_reader::<_, Head>(json).ok().map(|head| head.format).filter(|format| format.len() < 40)
}

/// What is said of another file.
const NO_STATE: &str = "it is not the state of a shard";

/// Where JSON is not what was expected: what stands there is not told.
fn no_state(error: &serde_json::Error) -> String {
    format!("{NO_STATE} (line {}, column {})", error.line(), error.column())
}

/// Adds up the shards of a run, each with the name of where it was found.
///
/// # Errors
/// In one sentence, which shard is missing, doubled or foreign.
pub fn merge(states: &[(String, State)]) -> Result<(RunMetadata, Tally), String> {
    let Some((first_place, first)) = states.first() else { return Err("there is no shard to merge".to_owned()) };
    let mut places: Vec<Option<&str>> = vec![None; usize::try_from(first.origin.shards).map_or(0, |count| count.min(1_000_000))];
    for (place, state) in states {
        if let Some(difference) = difference(first, state) {
            return Err(format!("{place} belongs to another run than {first_place}: {difference}"));
        }
        let Some(taken) = places.get_mut(state.shard as usize - 1) else {
            return Err(format!("{place}: more than a million shards cannot be merged"));
        };
        if let Some(earlier) = taken.replace(place) {
            return Err(format!("shard {} of {} is there twice: {earlier} and {place}", state.shard, first.origin.shards));
        }
    }
    let missing: Vec<String> =
        places.iter().enumerate().filter(|(_, place)| place.is_none()).map(|(index, _)| (index + 1).to_string()).collect();
    match &missing[..] {
        [] => {}
        [one] => return Err(format!("shard {one} of {} is missing", first.origin.shards)),
        several => return Err(format!("shards {} of {} are missing", listed(several), first.origin.shards)),
    }
    if !are_near(states) {
        return Err("what the shards have counted lies too far apart to be of one run".to_owned());
    }
    let mut tally = first.metadata.tally();
    for (_, state) in states {
        tally += &state.tally;
    }
    Ok((first.metadata.clone(), tally))
}

/// Whether the values that the shards have seen lie near enough to each other: a tally may have a cell for each value between the smallest
/// and the largest.
fn are_near(states: &[(String, State)]) -> bool {
    /// Room for what a few trials have seen, in all columns together [cells].
    const GAPS: u64 = 1 << 22;
    let ends = |state: &State, column: usize| {
        let ends = state.tally.columns[column].ends();
        ends.map(|(low, high)| (u64::from(low), u64::from(high) + 1))
    };
    let (mut seen, mut needed) = (0, 0);
    for column in 0..states.first().map_or(0, |(_, state)| state.tally.columns.len()) {
        let windows: Vec<(u64, u64)> = states.iter().filter_map(|(_, state)| ends(state, column)).collect();
        seen += windows.iter().map(|(low, end)| end - low).sum::<u64>();
        needed += windows.iter().map(|&(_, end)| end).max().unwrap_or(0) - windows.iter().map(|&(low, _)| low).min().unwrap_or(0);
    }
    needed <= 4 * seen + GAPS
}

/// What tells two shards as parts of different runs.
fn difference(a: &State, b: &State) -> Option<String> {
    let (x, y) = (&a.origin, &b.origin);
    if let Some(different) = difference_of_origins(x, y) {
        return Some(different);
    }
    if a.metadata.individuals.is_empty() != b.metadata.individuals.is_empty() {
        return Some("only one of them has --individuals".to_owned());
    }
    let files = |origin: &Origin| origin.inputs.iter().map(|input| input.sha256.clone()).collect::<Vec<_>>();
    (files(x) != files(y) || x.assertions != y.assertions || a.metadata != b.metadata)
        .then(|| "the scenario or a file that it names is another".to_owned())
}

/// What tells two origins as of different runs, of what was typed.
fn difference_of_origins(x: &Origin, y: &Origin) -> Option<String> {
    let differ = |what: &str, x: &dyn std::fmt::Display, y: &dyn std::fmt::Display| Some(format!("{what} {y}, not {x}"));
    if x.version != y.version {
        return differ("made by stayput", &x.version, &y.version);
    }
    if x.seed != y.seed {
        return differ("seed", &x.seed, &y.seed);
    }
    if x.trials != y.trials {
        return differ("trials", &x.trials, &y.trials);
    }
    if x.shards != y.shards {
        return differ("number of shards", &x.shards, &y.shards);
    }
    if x.policy != y.policy {
        return differ("policy", &x.policy, &y.policy);
    }
    if x.events != y.events {
        let said = |events: Option<u64>| events.map_or_else(|| "no --events".to_owned(), |first| format!("--events {first}"));
        return Some(format!("{}, not {}", said(y.events), said(x.events)));
    }
    (x.settings != y.settings).then(|| "other numbers were set by --set".to_owned())
}

/// `2, 3 and 5`, the first ten.
fn listed(names: &[String]) -> String {
    const MOST: usize = 10;
    match names.len() {
        0 => String::new(),
        count if count > MOST => format!("{} and {} others", names[..MOST].join(", "), count - MOST),
        count => format!("{} and {}", names[..count - 1].join(", "), names[count - 1]),
    }
}
