//! A run in parts, on as many machines as there are, and the run that they add up to.

use super::error::Error;
use super::plans::run::merged_manifest;
use super::run::Run;
use crate::ensemble::shard::Shard;
use crate::ensemble::state::{self, State};
use crate::ensemble::told_again::ToldAgain;

/// One part of a run: [`Simulation::run_part`](super::Simulation::run_part). Parts travel between machines as JSON.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// let part = |index| lab.simulate().trials(1_000).run_part(index, 3);
/// let sent = part(2)?.to_json()?;
/// let parts = [part(1)?, stayput::Part::from_json(&sent)?, part(3)?];
/// let merged = stayput::merge(&parts)?;
/// let whole = lab.simulate().trials(1_000).run()?;
/// assert_eq!(merged.retained().at_horizon(), whole.retained().at_horizon());
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    state: State,
}

/// The part of that place, from 1.
pub(super) fn part(index: u64, count: u64) -> Result<Shard, Error> {
    Shard::new(index, count).ok_or_else(|| Error::new(format!("there is no part {index} of {count}: parts count from 1 to {count}")))
}

impl Part {
    pub(super) fn new(state: State) -> Self {
        Self { state }
    }

    /// Which part it is, from 1.
    pub fn index(&self) -> u64 {
        self.state.shard
    }

    /// How many parts the run has.
    pub fn count(&self) -> u64 {
        self.state.origin.shards
    }

    /// The part as JSON. Its counts are exact, and with the scenario may tell of single people.
    ///
    /// # Errors
    /// Where its counts have no form in JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        self.state.to_json().map_err(|error| Error::new(format!("the part cannot be written as JSON: {error}")))
    }

    /// A part from JSON.
    ///
    /// # Errors
    /// Where it is none, or cannot have been counted, or is not complete.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let state = State::from_json(json).map_err(Error::new)?;
        state.check(json).map_err(Error::new)?;
        Ok(Self { state })
    }
}

/// Adds up the parts of a run: the same results as of one run, to the byte.
///
/// # Errors
/// Where a part is missing, there twice, or of another run.
pub fn merge(parts: &[Part]) -> Result<Run, Error> {
    let mut in_order: Vec<&State> = parts.iter().map(|part| &part.state).collect();
    in_order.sort_by_key(|state| state.shard);
    let named: Vec<(String, State)> = parts.iter().map(|part| (format!("part {}", part.index()), part.state.clone())).collect();
    let (metadata, tally) = state::merge(&named).map_err(|problem| Error::new(format!("cannot merge: {problem}")))?;
    let origin = &parts[0].state.origin;
    let estimates = metadata.estimates(tally);
    let manifest = merged_manifest(origin, &metadata, &estimates);
    let told_again = ToldAgain::joined(in_order.iter().map(|state| &state.told_again));
    Ok(Run::new(origin.policy.clone(), estimates, origin.assertions.clone(), told_again, manifest))
}
