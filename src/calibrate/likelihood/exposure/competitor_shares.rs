//! The shares of a channel's hazard that the listed competitors of a study have: [`Competitors`], over weights that may be parameters.

use crate::hazard::competitors::{self, Competitors, Reach, Share};
use crate::history::{Past, last_seat};
use crate::parameter::Quantity;

use super::super::hazards::Hazards;

/// The competitors listed behind the channels, as they were.
#[derive(Clone, Debug)]
pub struct CompetitorShares<'a> {
    hazards: &'a Hazards,
    competitors: Competitors<Quantity>,
}

impl<'a> CompetitorShares<'a> {
    /// The shares under a past.
    pub fn new(hazards: &'a Hazards, past: &Past<'_>) -> Self {
        let listed = hazards.competitors.iter().map(|own| competitors::Competitor {
            channel: own.channel,
            weight: own.weight,
            pay_ratio: 1.0,
            from: own.opens,
            until: own.closes.min(last_seat(&past.hires_of(own), own.seats)),
            seats: u32::MAX,
            redistribute: own.redistribute,
        });
        let unnamed = hazards.channels.iter().map(|channel| channel.unnamed_weight).collect();
        Self { hazards, competitors: Competitors::of(unnamed, listed.collect()) }
    }

    /// When competitors open, close, or are full.
    pub fn turns(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.hazards.channels.len()).flat_map(|channel| self.competitors.turns(channel))
    }

    /// Which competitors hire at a time.
    pub fn open(&self, time: f64) -> Vec<bool> {
        (0..self.hazards.competitors.len()).map(|index| self.competitors.is_open(index, time, &[])).collect()
    }

    /// The part of a channel's hazard that leads to a destination at a time.
    ///
    /// An organisation that is not listed has the share of the unnamed. Where that is 0, or a listed one was not hiring, the exit says
    /// nothing of the shares: it has the whole hazard.
    pub fn reach(&self, channel: usize, destination: Option<usize>, time: f64) -> Reach {
        let Some(destination) = destination.filter(|_| self.competitors.is_listed(channel)) else { return Reach::Whole };
        let listed = self.hazards.competitors.iter().position(|own| own.destination == destination && own.channel == channel);
        match listed {
            Some(listed) if self.hires(listed, time) => Reach::Listed(listed),
            None if self.hazards.channels[channel].unnamed_weight != Quantity::Known(0.0) => Reach::Unnamed,
            _ => Reach::Whole,
        }
    }

    /// Whether a listed competitor has a share at a time.
    fn hires(&self, listed: usize, time: f64) -> bool {
        self.competitors.is_open(listed, time, &[]) && self.hazards.competitors[listed].weight != Quantity::Known(0.0)
    }

    /// A share of a channel's hazard at a time; empty for 1.
    pub fn share(&self, channel: usize, reach: Reach, time: f64) -> Share {
        self.competitors.share(channel, reach, time)
    }
}
