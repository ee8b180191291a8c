//! Seats of competitors and spin-outs: where an exit leads, whose seat it takes, and what full ones leave of a hazard.
//!
//! The law of a full competitor is [`crate::hazard::competitors`].

use crate::hazard::calendar_effects::CalendarEffects;

use crate::simulate::Destination;
use crate::simulate::risk::{Departure, Risk};
use crate::simulate::trial::event_loop::EventLoop;

/// What full competitors leave of each channel, and of the hazard.
#[derive(Debug, Default)]
pub struct OpenShares {
    shares: Vec<f64>,
    /// Offer rate times shocks times shares, stretch by channel; empty where the shares are whole.
    rates: Vec<f64>,
}

impl OpenShares {
    /// Nobody is full.
    pub fn reset(&mut self, channels: usize) {
        self.shares.clear();
        self.shares.resize(channels, 1.0);
        self.rates.clear();
    }

    /// The shares, by channel.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The rates with them, stretch by channel; `None` where they are those of the calendar effects.
    pub fn rates(&self) -> Option<&[f64]> {
        (!self.rates.is_empty()).then_some(&self.rates)
    }

    fn set(&mut self, shares: Vec<f64>, effects: &CalendarEffects) {
        self.rates.clear();
        for stretch in 0..effects.len() {
            let factors = effects.offer_rate(stretch).iter().zip(&shares).zip(effects.shock(stretch));
            self.rates.extend(factors.map(|((offers, share), shock)| offers * share * shock));
        }
        self.shares = shares;
    }
}

impl EventLoop<'_, '_> {
    /// The channel of a departure, and where it leads: of one that `is_known` beforehand a rival that has opened has no part.
    pub fn destination(&self, departure: Departure, is_known: bool) -> (usize, Destination) {
        match departure.risk {
            Risk::Pull(spinout) => (self.trajectory.spinouts[spinout].pull.channel, Destination::Spinout(spinout)),
            Risk::Channel(channel) if self.world.competitors.is_listed(channel) => {
                let (name, spell) = match self.state.people.get(departure.person) {
                    Some(who) if self.is_eventful => (who.name, who.spell),
                    _ => (self.inputs.luck.name(departure.person), 0),
                };
                let uniform = self.inputs.luck.destination(name, spell);
                let hires: &[u32] = if self.is_eventful { &self.state.hires } else { &[] };
                let chosen = if is_known {
                    self.world.competitors.choose(channel, departure.time, hires, uniform)
                } else {
                    self.world.who_takes(channel, departure.time, hires, uniform)
                };
                (channel, chosen.map_or(Destination::Unnamed, Destination::Competitor))
            }
            Risk::Channel(channel) => (channel, Destination::Unnamed),
        }
    }

    /// One more of us has gone to a competitor or spin-out: full ones hire no more.
    pub fn take_seat(&mut self, time: f64, to: Destination) {
        let listed = self.trajectory.listed(to);
        if let Some(competitor) = listed {
            self.state.hires[competitor] += 1;
        }
        for index in 0..self.trajectory.spinouts.len() {
            let spinout = &mut self.trajectory.spinouts[index];
            if spinout.hires_by(index, to) {
                spinout.hires += 1;
                if spinout.hires == spinout.pull.seats && spinout.is_open(time) {
                    self.pull(index, time);
                }
            }
        }
        if listed.is_some_and(|competitor| !self.world.competitors.has_seats(competitor, self.state.hires[competitor])) {
            self.share_out(time);
        }
    }

    /// Lets the channels' hazards follow from the seats that competitors have left.
    pub fn share_out(&mut self, time: f64) {
        let competitors = &self.world.competitors;
        let left =
            |channel| if competitors.can_be_full(channel) { competitors.left_by_the_full(channel, time, &self.state.hires) } else { 1.0 };
        let open: Vec<f64> = (0..self.world.channels()).map(left).collect();
        if open != self.state.open.shares() {
            // Up to now, at the old rate.
            for place in 0..self.state.circle.len() {
                self.bring(self.state.circle[place], time);
            }
            self.state.open.set(open, self.calendar_effects);
        }
    }
}
