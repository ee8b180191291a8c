//! Trials that are run and counted together: a batch of them costs much less than so many trials one by one.
//!
//! They are counted by rank where `count/ranks` can, and nobody asks for single trials; and run together where, besides, the world is one of
//! those of `simulate/batch`. Everything else is run and counted trial by trial. All ways give the same counts.

#[cfg(test)]
mod tests;

use std::ops::{ControlFlow, Range};

use super::block::Block;
use super::count::ranks::Ranks;
use crate::Cancellation;
use crate::estimate::RunMetadata;
use crate::estimate::tally::Tally;
use crate::simulate::batch::{self, Batches};
use crate::simulate::{Model, Trajectory, World};
use crate::statistics::cluster_sums::ClusterSums;

/// Trials to run and count one by one before those that follow are counted together: tables are laid out for that.
const WORTH: u32 = 64;

/// The least number of trials that a full batch has: of fewer, as many random words are drawn.
const LEAST: u64 = batch::MOST / 2;

/// Exits of a batch for which there is room, about.
const ROOM: u64 = 1 << 20;

/// Whether trials are counted together.
#[derive(Debug)]
pub enum Together<'m> {
    /// Not before so many more trials.
    After(u32),
    /// Never.
    Never,
    /// From now on.
    Always(Box<Counted<'m>>),
}

/// What trials are run and counted with.
#[derive(Debug)]
pub struct Counted<'m> {
    /// Nothing where trials are run one by one.
    batches: Option<Batches>,
    ranks: Ranks<'m>,
}

impl<'m> Together<'m> {
    /// Trials are counted together once enough of them were not.
    pub fn new() -> Self {
        Self::After(WORTH)
    }

    /// How to count the next trials of a world together; nothing where each is to be counted by itself.
    pub fn next(&mut self, model: &'m Model<'m>, metadata: &RunMetadata, world: &World<'_>) -> Option<&mut Counted<'m>> {
        match self {
            Self::After(0) => {
                let counted = Ranks::new(model, metadata, &world.tenure).map(|ranks| Counted { batches: Batches::new(world), ranks });
                *self = counted.map_or(Self::Never, |counted| Self::Always(Box::new(counted)));
            }
            Self::After(trials) => *trials -= 1,
            Self::Never | Self::Always(_) => {}
        }
        if let Self::Always(counted) = self { Some(counted) } else { None }
    }

    /// Adds to a block what was counted since the last call; gives the sums of the number retained at the horizon.
    pub fn hand_over(&mut self, block: &mut Block) -> ClusterSums {
        if let Self::Always(counted) = self { counted.ranks.hand_over(block.whole()) } else { ClusterSums::default() }
    }
}

impl Counted<'_> {
    /// Runs and counts some of the first of these trials in a batch; gives how many. Where that is none, the first is to be run by itself.
    /// Breaks at the word to break off: what was counted is then without the trials in hand.
    pub fn run(&mut self, world: &World<'_>, trials: &Range<u64>, cancellation: &Cancellation, tally: &mut Tally) -> ControlFlow<(), u64> {
        // Two trials share their random words.
        let most = (ROOM / world.model.names.len().max(1) as u64).clamp(LEAST, batch::MOST);
        let count = (trials.end - trials.start).min(most) & !1;
        let Self { batches: Some(batches), ranks } = self else { return ControlFlow::Continue(0) };
        if count < LEAST || trials.start % 2 == 1 {
            return ControlFlow::Continue(0);
        }
        ranks.count_alone(tally);
        batches.run(world, trials.start..trials.start + count, cancellation, |exit| ranks.add(exit))?;
        let (odd, half) = (batch::MOST as usize / 2, count as usize / 2);
        ranks.count(&[0..half, odd..odd + half], tally);
        ControlFlow::Continue(count)
    }

    /// Counts a trial that was run by itself. The tally has all counts after [`Together::hand_over`], not before.
    pub fn add(&mut self, trajectory: &Trajectory, tally: &mut Tally) {
        self.ranks.add_trial(trajectory, tally);
    }
}
