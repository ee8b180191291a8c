//! Measures: the few things that a simulation understands of a policy.

use crate::calendar::Duration;
use crate::parameter::Quantity;
use crate::scenario::exits::decay::Decay;

/// One thing that a policy does. Channels are indices into [`crate::scenario::Scenario::channels`].
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// A hazard ratio while the policy is in force; a pull feels it through its channel.
    Ratio {
        /// The ratio.
        ratio: Quantity,
        /// On these channels.
        channels: Vec<usize>,
    },
    /// A hazard ratio whose logarithm fades from when the policy begins: in each month it takes its value at the middle of the part of
    /// the month after the beginning, as a shock does.
    Fading {
        /// The ratio at the beginning.
        ratio: Quantity,
        /// How it fades: [`Decay::Never`] or [`Decay::HalfLife`].
        decay: Decay,
        /// On these channels.
        channels: Vec<usize>,
    },
    /// Multiplies the offers of channels (the hazard, where only that is given) while the policy is in force, outside the limit of
    /// acceptance; a pull is no such offer.
    Offers {
        /// The multiplier.
        ratio: Quantity,
        /// Of these channels.
        channels: Vec<usize>,
    },
    /// Multiplies the own pay of those there when the policy begins by `1 + share`, while it is in force.
    Raise {
        /// The share of pay at the start.
        share: Quantity,
    },
    /// Grants equity to those there when the policy begins. What has not vested is lost at an exit.
    Grant {
        /// How much [years' pay at the start].
        amount: Quantity,
        /// How it vests.
        vesting: Vesting,
        /// What vested within this long before an exit of the own will is paid back \[years\]; 0 for nothing.
        clawback: f64,
    },
    /// Meets each exit that is about to happen, by a channel or a pull that is part of it: with a probability the researcher stays.
    /// Co-founders are not met.
    CounterOffer {
        /// The probability.
        success: Quantity,
        /// Own pay of one who stays is multiplied by 1 plus this, from then on.
        raise: Quantity,
        /// The hazard ratio in all channels of one who has stayed, just after.
        ratio_after: Quantity,
        /// How that fades: [`Decay::Never`] or [`Decay::HalfLife`].
        decay: Decay,
        /// On these channels.
        channels: Vec<usize>,
    },
    /// Founders of the target are paid for this long after their exit \[years\] and open nothing before it has passed, on top of the
    /// spin-outs' own delay.
    GardenLeave {
        /// How long \[years\].
        length: f64,
    },
    /// From when the policy begins, the exit of those of the target who lead a team counts as that of anybody: another leads it.
    NewLeader,
    /// How the seats are filled of those who leave while it is in force.
    Refill {
        /// The probability that a seat is filled again, in place of the scenario's.
        refill: Option<Quantity>,
        /// Multiplies the time to fill.
        time_ratio: Quantity,
    },
    /// Multiplies the rate at which those come back who leave while it is in force.
    ReturnRate {
        /// The multiplier.
        ratio: Quantity,
    },
}

impl Measure {
    /// Whether it has events that a price can be put on: an exit answered, a founder's leave, a seat filled, a return.
    pub fn has_events(&self) -> bool {
        match self {
            Self::CounterOffer { .. } | Self::GardenLeave { .. } | Self::Refill { .. } | Self::ReturnRate { .. } => true,
            Self::Ratio { .. } | Self::Fading { .. } | Self::Offers { .. } | Self::Raise { .. } | Self::Grant { .. } | Self::NewLeader => {
                false
            }
        }
    }

    /// Whether it is about what somebody leaves behind: the team led, the seat, the way back. All others are about those who may stay.
    pub fn outlasts_exits(&self) -> bool {
        matches!(self, Self::NewLeader | Self::Refill { .. } | Self::ReturnRate { .. })
    }

    /// Whether it costs anything of itself.
    pub fn costs(&self) -> bool {
        match self {
            Self::Raise { .. } | Self::Grant { .. } | Self::GardenLeave { .. } => true,
            Self::CounterOffer { raise, .. } => *raise != Quantity::Known(0.0),
            Self::Ratio { .. }
            | Self::Fading { .. }
            | Self::Offers { .. }
            | Self::NewLeader
            | Self::Refill { .. }
            | Self::ReturnRate { .. } => false,
        }
    }
}

/// How a grant vests: equal parts, by the calendar, at `every`, `2 every`, ... after it is given; at the cliff all that would have
/// vested so far comes at once, nothing before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vesting {
    /// Time between the parts.
    pub every: Duration,
    /// How many parts there are, at least 1.
    pub parts: u32,
    /// How many of them come at once at the cliff, at least 1: without a cliff, 1.
    pub at_cliff: u32,
}
