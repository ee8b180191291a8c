//! What comes of telling some of the first trials of a run again, once the run is done.

use serde::{Deserialize, Serialize};

use super::moved_exits;
use super::paths::Paths;
use crate::estimate::moved_exits::MovedExits;

/// What comes of it, where the word to break off did not come before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAgain {
    /// Single futures.
    #[serde(default)]
    pub paths: Option<Paths>,
    /// Who moves whom, where exits move anybody and results tell of groups.
    #[serde(default)]
    pub moved_exits: Option<MovedExits>,
}

impl ToldAgain {
    /// That of all shards of a run, in the order of the shards; without what one of them lacks.
    pub fn joined<'s>(shards: impl Iterator<Item = &'s Self> + Clone) -> Self {
        let moved_exits = shards.clone().map(|shard| shard.moved_exits.as_ref()).collect::<Option<Vec<_>>>();
        Self {
            paths: Paths::joined(shards.map(|shard| shard.paths.as_ref())),
            moved_exits: moved_exits.and_then(|all| moved_exits::sum(&all)),
        }
    }
}
