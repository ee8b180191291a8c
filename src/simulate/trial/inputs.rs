//! What a trial begins with for everybody: levels, their steps and patience.

use crate::Cancellation;
use crate::hazard::calendar_effects::CalendarEffects;
use crate::simulate::Destination;
use crate::simulate::policies::level_steps::LevelSteps;
use crate::simulate::risk::{Change, Waiting};
use crate::simulate::trajectory::{Event, EventKind};
use crate::simulate::trial::luck::Luck;
use crate::simulate::trial::no_interaction;
use crate::simulate::world::World;

/// Everybody's own part in a trial.
#[derive(Clone, Copy, Debug)]
pub struct TrialInputs<'a> {
    /// The level at which each enters, `person * lanes + lane`: a lane a channel, and one more for each channel that pull is part of.
    pub level: &'a [f64],
    /// How many lanes there are.
    pub lanes: usize,
    /// The class of each researcher of the roster, and how pay, equity and policies change the factors of each class; the latter empty
    /// where they do not.
    pub class_of: &'a [usize],
    /// By class.
    pub level_steps: &'a [LevelSteps],
    /// The patience in the channels, `person * channels + channel`.
    pub patience: &'a [f64],
    /// How many channels there are.
    pub channels: usize,
    /// Where the patience of pulls comes from.
    pub luck: Luck<'a>,
}

impl TrialInputs<'_> {
    /// The levels at which somebody enters, by lane.
    pub fn levels(&self, person: usize) -> &[f64] {
        &self.level[person * self.lanes..][..self.lanes]
    }

    /// The multiples of offers with which somebody of the roster enters, by channel; nothing where all are 1.
    pub fn first_offers(&self, person: usize) -> Option<&[f64]> {
        self.level_steps.get(self.class_of[person]).map(|steps| steps.offers(0))
    }

    /// The same of one channel; 1 where all are.
    #[inline]
    pub fn first_offers_of(&self, person: usize, channel: usize) -> f64 {
        if self.level_steps.is_empty() { 1.0 } else { self.first_offers(person).map_or(1.0, |offers| offers[channel]) }
    }

    /// The patience of somebody who is here for the first time.
    pub fn patience(&self, person: usize, waiting: Waiting) -> f64 {
        match waiting {
            Waiting::Channel(channel) => self.patience[person * self.channels + channel],
            Waiting::Pull(key) => self.luck.pull(key, 0)(self.luck.name(person)),
        }
    }
}

/// What a trial gives to all of its groups.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulate) struct Trial<'a, 'm> {
    pub world: &'a World<'m>,
    pub calendar_effects: &'a CalendarEffects,
    pub inputs: TrialInputs<'a>,
    /// Changes of each group, in order of time.
    pub changes: &'a [Vec<Change>],
    pub cancellation: &'a Cancellation,
}

impl Trial<'_, '_> {
    /// The exit of one who leaves through a channel, where no competitor is ever full.
    pub fn exit(&self, time: f64, person: usize, channel: usize) -> Event {
        let to = no_interaction::competitor(self.world, self.inputs.luck, person, channel, time);
        let to = to.map_or(Destination::Unnamed, Destination::Competitor);
        Event { time, person, kind: EventKind::Exit { channel, to } }
    }
}
