//! Trials that are run and counted together: a batch of them costs much less than so many trials one by one.
//!
//! That can be where the worlds are those of `simulate/batch` and the counts those of `count/ranks.rs`, and where nobody asks for single
//! trials. Everything else is run trial by trial. Both give the same counts.

#[cfg(test)]
mod tests;

use std::ops::{ControlFlow, Range};

use super::count::ranks::Ranks;
use crate::Cancellation;
use crate::estimate::RunMetadata;
use crate::estimate::tally::Tally;
use crate::simulate::batch::{self, Batches};
use crate::simulate::{Model, World};
use crate::statistics::cluster_sums::ClusterSums;

/// Trials to run one by one before those that follow are run together: tables are laid out for that.
const WORTH: u32 = 64;

/// Whether trials are run together.
#[derive(Debug)]
pub enum Together {
    /// Not before so many more trials.
    After(u32),
    /// Never.
    Never,
    /// From now on.
    Always(Box<Counted>),
}

/// What trials are run and counted with.
#[derive(Debug)]
pub struct Counted {
    batches: Batches,
    ranks: Ranks,
}

impl Together {
    /// Trials are run together once enough of them were not.
    pub fn new() -> Self {
        Self::After(WORTH)
    }

    /// Runs and counts some of the first of these trials together; gives how many. Where that is none, the first is to be run alone. Breaks
    /// at the word to break off: what was counted is then without the trials in hand. The tally has all counts after
    /// [`Self::hand_over`], not before.
    pub fn run(
        &mut self,
        model: &Model<'_>,
        metadata: &RunMetadata,
        world: &World<'_>,
        trials: &Range<u64>,
        cancellation: &Cancellation,
        tally: &mut Tally,
    ) -> ControlFlow<(), u64> {
        match self {
            Self::After(0) => {
                let counted = Batches::new(world).zip(Ranks::new(model, metadata, &world.tenure));
                *self = counted.map_or(Self::Never, |(batches, ranks)| Self::Always(Box::new(Counted { batches, ranks })));
                ControlFlow::Continue(0)
            }
            Self::After(trials) => {
                *trials -= 1;
                ControlFlow::Continue(0)
            }
            Self::Never => ControlFlow::Continue(0),
            Self::Always(counted) => counted.run(world, trials, cancellation, tally),
        }
    }

    /// Adds to a tally what was counted since the last call; gives the sums of the number retained at the horizon.
    pub fn hand_over(&mut self, tally: &mut Tally) -> ClusterSums {
        if let Self::Always(counted) = self { counted.ranks.hand_over(tally) } else { ClusterSums::default() }
    }
}

impl Counted {
    fn run(&mut self, world: &World<'_>, trials: &Range<u64>, cancellation: &Cancellation, tally: &mut Tally) -> ControlFlow<(), u64> {
        // Two trials share their random words.
        let count = (trials.end - trials.start).min(batch::MOST) & !1;
        if count == 0 || trials.start % 2 == 1 {
            return ControlFlow::Continue(0);
        }
        let Self { batches, ranks } = self;
        batches.run(world, trials.start..trials.start + count, cancellation, |exit| ranks.add(exit))?;
        ranks.count(count, tally);
        ControlFlow::Continue(count)
    }
}
