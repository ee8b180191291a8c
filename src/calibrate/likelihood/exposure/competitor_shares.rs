//! The shares of a channel's hazard that listed competitors have, as functions of weights that may be parameters.
//!
//! With the weights of all, of the open, and of the closed or full ones whose share is divided,
//!
//! ```text
//! share of k = weight_k (open + divided) / (open * all)        share of all the open = (open + divided) / all
//! ```
//!
//! which is what [`crate::hazard::competitors`] computes from numbers.

use crate::parameter::Quantity;

use super::super::hazards::Hazards;
use super::super::survival_data::{Ending, SurvivalData};
use super::spinouts::{founds, hires, last_seat};

/// A product of sums of numbers, each to a power: `product of (sum of the numbers)^power`.
pub type Share = Vec<(f64, Vec<Quantity>)>;

/// Whose share of a channel's hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Of all who are open.
    Whole,
    /// Of those who are not listed.
    Unnamed,
    /// Of the listed one of this index.
    Listed(usize),
}

/// The competitors listed behind the channels, as they were.
#[derive(Clone, Debug)]
pub struct CompetitorShares<'a> {
    hazards: &'a Hazards,
    /// Until when each hires: its closing, or when its last seat is taken.
    until: Vec<f64>,
}

impl<'a> CompetitorShares<'a> {
    /// The shares of a study whose exits happened at given moments.
    pub fn new(study: &SurvivalData, hazards: &'a Hazards, exits: &[Ending]) -> Self {
        let until = hazards.competitors.iter().map(|own| {
            let is_founder = |index: usize| founds(hazards, exits[index]) || own.founders.contains(&study.spells[index].person);
            own.closes.min(last_seat(&hires(study, exits, own.destination, own.opens, is_founder), own.seats))
        });
        Self { hazards, until: until.collect() }
    }

    /// When competitors open, close, or are full.
    pub fn turns(&self) -> impl Iterator<Item = f64> + '_ {
        self.hazards.competitors.iter().map(|own| own.opens).chain(self.until.iter().copied()).filter(|time| time.is_finite())
    }

    /// Which competitors hire at a time.
    pub fn open(&self, time: f64) -> Vec<bool> {
        self.hazards.competitors.iter().zip(&self.until).map(|(own, &until)| own.opens < time && time <= until).collect()
    }

    /// The part of a channel's hazard that leads to a destination at a time.
    ///
    /// An organisation that is not listed has the share of the unnamed. Where that is 0, or a listed one was not hiring, the exit says
    /// nothing of the shares: it has the whole hazard.
    pub fn reach(&self, channel: usize, destination: Option<usize>, time: f64) -> Reach {
        let Some(destination) = destination.filter(|_| self.is_listed(channel)) else { return Reach::Whole };
        let listed = self.hazards.competitors.iter().position(|own| own.destination == destination && own.channel == channel);
        match listed {
            Some(listed) if self.hires(listed, time) => Reach::Listed(listed),
            None if self.hazards.channels[channel].unnamed_weight != Quantity::Known(0.0) => Reach::Unnamed,
            _ => Reach::Whole,
        }
    }

    /// Whether a listed competitor has a share at a time.
    pub fn hires(&self, listed: usize, time: f64) -> bool {
        self.open(time)[listed] && self.hazards.competitors[listed].weight != Quantity::Known(0.0)
    }

    /// A share of a channel's hazard at a time; empty for 1.
    pub fn share(&self, channel: usize, reach: Reach, time: f64) -> Share {
        if !self.is_listed(channel) {
            return Vec::new();
        }
        let unnamed = self.hazards.channels[channel].unnamed_weight;
        let (mut all, mut open, mut shared) = (vec![unnamed], vec![unnamed], vec![unnamed]);
        for (own, is_open) in self.hazards.competitors.iter().zip(self.open(time)).filter(|(own, _)| own.channel == channel) {
            all.push(own.weight);
            if is_open {
                open.push(own.weight);
            }
            if is_open || own.redistribute {
                shared.push(own.weight);
            }
        }
        for weights in [&mut all, &mut open, &mut shared] {
            weights.retain(|&weight| weight != Quantity::Known(0.0));
        }
        if open.is_empty() {
            // Nobody hires.
            return vec![(1.0, Vec::new())];
        }
        let mut share = Vec::new();
        match reach {
            Reach::Whole => {}
            Reach::Unnamed => share.extend([(1.0, vec![unnamed]), (-1.0, open)]),
            Reach::Listed(listed) => share.extend([(1.0, vec![self.hazards.competitors[listed].weight]), (-1.0, open)]),
        }
        if shared != all {
            share.extend([(1.0, shared), (-1.0, all)]);
        }
        share
    }

    fn is_listed(&self, channel: usize) -> bool {
        self.hazards.competitors.iter().any(|own| own.channel == channel)
    }
}
