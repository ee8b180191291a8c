//! Single futures: of the first trials of a run, how many of the opening roster are there by date.
//!
//! They are found by telling those trials again once the run is done, so that the run itself keeps nothing of single trials.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Cancellation;
use crate::simulate::trajectory::{EventKind, Trajectory};
use crate::simulate::{Model, Replay};
use crate::threads::map;

/// Of how many trials, the first of a run.
pub const TRIALS: u64 = 50;

/// Trials that a thread tells again at once.
const AT_ONCE: u64 = 5;

/// Single futures, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paths {
    /// The first of the trials.
    pub first: u64,
    /// By trial and date: of the opening roster, how many are there.
    pub retained: Vec<Vec<u32>>,
}

impl Paths {
    /// Those of some trials of a model; `None` where the word to break off comes before the last is told.
    pub fn of(model: &Model<'_>, trials: Range<u64>, threads: usize, cancellation: &Cancellation) -> Option<Self> {
        let first = trials.start;
        let parts = trials.end.saturating_sub(first).div_ceil(AT_ONCE);
        let told = map(parts as usize, threads, |part| {
            let begin = first + part as u64 * AT_ONCE;
            tell(model, begin..(begin + AT_ONCE).min(trials.end), cancellation)
        });
        let retained = told.into_iter().collect::<Option<Vec<_>>>()?.concat();
        Some(Self { first, retained })
    }

    /// Those of all shards of a run, in the order of the shards; `None` where one of them has none.
    pub fn joined<'p>(shards: impl Iterator<Item = Option<&'p Self>>) -> Option<Self> {
        let shards = shards.collect::<Option<Vec<_>>>()?;
        Some(Self { first: shards.first()?.first, retained: shards.into_iter().flat_map(|paths| paths.retained.clone()).collect() })
    }
}

/// The numbers of some trials, of one at least.
fn tell(model: &Model<'_>, trials: Range<u64>, cancellation: &Cancellation) -> Option<Vec<Vec<u32>>> {
    let mut replay = Replay::heeding(model, trials.start, cancellation);
    let mut all = Vec::new();
    for trial in trials {
        if trial != replay.trial() {
            replay.go_to(trial);
        }
        // Once the word was given, what was told of this trial may be only its beginning.
        if replay.is_cancelled() {
            return None;
        }
        all.push(retained(model, replay.trajectory()));
    }
    Some(all)
}

/// Of the opening roster, how many are there in a trial, by date; who leaves on a date is gone on it.
fn retained(model: &Model<'_>, trajectory: &Trajectory) -> Vec<u32> {
    let mut changes = vec![0_i32; model.times.len()];
    for event in &trajectory.events {
        let change = match event.kind {
            EventKind::Exit { .. } => -1,
            EventKind::Return => 1,
            EventKind::Decision { .. } | EventKind::Opening(_) | EventKind::Hire => continue,
        };
        let date = model.times.partition_point(|&date| date < event.time);
        if let Some(on_date) = changes.get_mut(date).filter(|_| model.joins.get(event.person) == Some(&0.0)) {
            *on_date += change;
        }
    }
    let mut there = model.joins.iter().filter(|&&joins| joins == 0.0).count() as u32;
    let on_date = |change: i32| {
        there = there.saturating_add_signed(change);
        there
    };
    changes.into_iter().map(on_date).collect()
}
