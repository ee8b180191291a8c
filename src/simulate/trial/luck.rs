//! Luck: every chance of a trial, by whom it belongs to.
//!
//! Keys are hashes of ids and names, the trial, the purpose and the spell; never a position, an order or a policy. So adding somebody
//! changes nobody else's luck, and what one mechanism uses no other sees.

use crate::random::{Field, Purpose, Stream, kin};

use crate::simulate::model::Model;
use crate::simulate::risk::Risk;

/// The chances of one trial.
#[derive(Clone, Copy, Debug)]
pub struct Luck<'a> {
    seed: u64,
    trial: u64,
    names: &'a [u64],
}

impl<'a> Luck<'a> {
    /// The luck of a trial for people by the hashes of their ids.
    pub fn new(seed: u64, trial: u64, names: &'a [u64]) -> Self {
        Self { seed, trial, names }
    }

    /// The key of a researcher of the roster.
    pub fn name(self, person: usize) -> u64 {
        self.names[person]
    }

    /// The key of a newcomer: the first holder of the seat and how many held it before.
    pub fn newcomer(self, seat: usize, filling: u32) -> u64 {
        kin(self.names[seat], filling)
    }

    /// The patience of somebody in a channel of a model in a spell.
    pub fn channel(self, model: &Model<'_>, channel: usize, name: u64, spell: u16) -> f64 {
        let field = match spell {
            0 => model.patience[channel],
            _ => Field::new(self.seed, Purpose::Patience, model.channel_names[channel], spell, 0),
        };
        field.exponential(self.trial, name)
    }

    /// The patience of people in a spell towards the pull of a spin-out, by its key.
    pub fn pull(self, spinout: u64, spell: u16) -> impl Fn(u64) -> f64 {
        let field = Field::new(self.seed, Purpose::Pull, spinout, spell, 0);
        move |name| field.exponential(self.trial, name)
    }

    /// The patience of somebody by a risk of a key, after so many attempts of the spell that a counter-offer stopped.
    pub fn attempt(self, risk: Risk, key: u64, name: u64, spell: u16, attempt: u32) -> f64 {
        let purpose = if let Risk::Pull(_) = risk { Purpose::Pull } else { Purpose::Patience };
        Field::new(self.seed, purpose, key, spell, attempt).exponential(self.trial, name)
    }

    /// The coin that an exit by a risk of a key meets where a policy makes a counter-offer: a uniform number.
    pub fn counter_offer(self, risk: Risk, key: u64, name: u64, spell: u16, attempt: u32) -> f64 {
        let purpose = if let Risk::Pull(_) = risk { Purpose::CounterOfferToPull } else { Purpose::CounterOffer };
        Field::new(self.seed, purpose, key, spell, attempt).uniform(self.trial, name)
    }

    /// Which competitor an exit leads to: a uniform number.
    pub fn destination(self, name: u64, spell: u16) -> f64 {
        Field::new(self.seed, Purpose::Destination, 0, spell, 0).uniform(self.trial, name)
    }

    /// Whether team-mates found with a founder: uniform numbers.
    pub fn cofound(self, founder: u64, spell: u16) -> impl Fn(u64) -> f64 {
        let field = Field::new(self.seed, Purpose::Cofound, founder, spell, 0);
        move |mate| field.uniform(self.trial, mate)
    }

    /// The patience of one who left in a spell until the return.
    pub fn comeback(self, name: u64, spell: u16) -> f64 {
        Field::new(self.seed, Purpose::Return, 0, spell, 0).exponential(self.trial, name)
    }

    /// Whether an exit opens a seat: a uniform number.
    pub fn refill(self, name: u64, spell: u16) -> f64 {
        Field::new(self.seed, Purpose::Refill, 0, spell, 0).uniform(self.trial, name)
    }

    /// How long it takes to find a newcomer, and what frailty that one has.
    pub fn newcomer_stream(self, purpose: Purpose, newcomer: u64) -> Stream {
        Stream::new(self.seed, purpose, 0, self.trial, newcomer)
    }
}
