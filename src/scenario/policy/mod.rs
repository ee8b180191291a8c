//! Policies: what a lab can do about it, and what that costs.
//!
//! A policy is dated, targeted, priced, perhaps conditional and perhaps limited by a budget; all of that is the same for every kind and
//! stands in [`Policy`]. What it *does* is a list of [`Measure`]s, the few things that a simulation understands. A kind of policy is a
//! way to say measures in the words of those who decide: a file here with its keys, and how they become measures.
//!
//! | measure | what it changes in the model | what it costs of itself |
//! |---|---|---|
//! | [`Measure::Ratio`] | a hazard ratio on channels | |
//! | [`Measure::Fading`] | the same, fading from when the policy begins | |
//! | [`Measure::Offers`] | the offers of a channel, not their acceptance | |
//! | [`Measure::Raise`] | own pay, of those there when the policy begins | the raise, a person-year |
//! | [`Measure::Grant`] | unvested equity, of those there when the policy begins | what vests, less what is clawed back |
//! | [`Measure::Answer`] | exits about to happen, some of which it prevents | the raises of those who stay |
//! | [`Measure::GardenLeave`] | the opening of what founders found | their pay meanwhile |
//! | [`Measure::NewLeader`] | whose exit counts as that of the leader | |
//! | [`Measure::Refill`] | how many seats are filled again, and how fast | |
//! | [`Measure::ReturnRate`] | how many come back | |

mod alumni;
mod backfill;
mod bundle;
mod counter_offer;
mod effect;
mod garden_leave;
mod incubator;
mod kind;
mod leader_change;
mod raise;
mod retention_grant;
mod visibility;

pub(crate) use self::kind::{Kind, Terms};
use crate::calendar::{Date, Duration};
use crate::parameter::Quantity;
use crate::scenario::Decay;

/// What a run without policies calls its policy.
pub const NO_POLICY: &str = "none";

/// The kinds of policy, in the order in which they are told.
pub(crate) static KINDS: &[&Kind] = &[
    &effect::KIND,
    &raise::KIND,
    &retention_grant::KIND,
    &counter_offer::KIND,
    &visibility::KIND,
    &incubator::KIND,
    &garden_leave::KIND,
    &leader_change::KIND,
    &backfill::KIND,
    &alumni::KIND,
    &bundle::KIND,
];

/// A policy: `[policies.NAME]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The name, unique; results carry it. No luck is keyed by it.
    pub name: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// In force from this date on, not before the start of the scenario; where there is a condition, from when it is met, not before
    /// this date.
    pub from: Date,
    /// In force until this date, excluded; for good where `None`.
    pub until: Option<Date>,
    /// Whom it is for.
    pub target: Target,
    /// What has to happen first, if anything has to.
    pub condition: Option<Condition>,
    /// The most that it may spend.
    pub budget: Budget,
    /// What it costs besides what its measures cost of themselves.
    pub price: Price,
    /// What it does; empty for a bundle.
    pub measures: Vec<Measure>,
    /// The policies that a bundle puts together, as indices into [`crate::scenario::Scenario::policies`]; empty for all others.
    pub parts: Vec<usize>,
}

/// Whom a policy is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Indices of researchers of the roster, in the order in which a budget is spent on them where all get something on one day: by
    /// rank where the target is the top of a ranking, else in the order of the roster.
    pub members: Vec<usize>,
    /// Whether newcomers hired into the seats of members are covered, as they are where the target is all, a team or a role.
    pub newcomers: bool,
}

/// A condition: so many exits within some time.
///
/// Exits of the history before the start count too. The condition is met at the exit that makes the number full, and once met it stays
/// so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// How many exits, at least 1.
    pub exits: u32,
    /// Within this long [years].
    pub within: f64,
    /// Among whom.
    pub scope: Scope,
}

/// Among whom the exits of a condition are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In one team, where the policy then begins.
    Team,
    /// In the whole lab, where the policy then begins for the whole target.
    Lab,
}

/// The most that a policy may spend, in the unit of pay; without a limit where `None`. The stricter holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Budget {
    /// In all.
    pub total: Option<Quantity>,
    /// In each year of the calendar counted from the start of the scenario.
    pub per_year: Option<Quantity>,
}

/// What a policy costs besides what its measures cost of themselves, in the unit of pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Once, when it begins; for each team in which a condition lets it begin.
    pub once: Quantity,
    /// For each year that somebody of the target is there while it is in force.
    pub per_person_year: Quantity,
    /// For each event: an exit answered whether or not the answer keeps (counter-offer, project of an incubator), a founder's leave, a
    /// seat that is to be filled, a return.
    pub per_event: Quantity,
}

impl Default for Price {
    /// Nothing.
    fn default() -> Self {
        Self { once: Quantity::Known(0.0), per_person_year: Quantity::Known(0.0), per_event: Quantity::Known(0.0) }
    }
}

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
        /// How much [annual pays at the start].
        amount: Quantity,
        /// How it vests.
        vesting: Vesting,
        /// What vested within this long before an exit of the own will is paid back [years]; 0 for nothing.
        clawback: f64,
    },
    /// Meets each exit that is about to happen, by a channel or a pull that is part of it: with a probability the researcher stays.
    /// Co-founders are not met.
    Answer {
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
    /// Founders of the target are paid for this long after their exit [years] and open nothing before it has passed, on top of the
    /// spin-outs' own delay.
    GardenLeave {
        /// How long [years].
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
            Self::Answer { .. } | Self::GardenLeave { .. } | Self::Refill { .. } | Self::ReturnRate { .. } => true,
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
            Self::Answer { raise, .. } => *raise != Quantity::Known(0.0),
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

/// `[pay]`: how hazards answer to pay and to unvested equity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pay {
    /// Log hazard ratio for a unit of `ln(offered pay / own pay)`.
    pub elasticity: Quantity,
    /// Log hazard ratio, taken away, for each annual pay of unvested equity.
    pub equity_elasticity: Quantity,
    /// What a date on which equity vests does to the hazard, if anything.
    pub vest_spike: Option<VestSpike>,
}

/// The hazard ratio for some time after a date on which equity vests; spikes that overlap count once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestSpike {
    /// The ratio.
    pub ratio: Quantity,
    /// For how long, by the calendar.
    pub length: Duration,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Measure;
    use crate::scenario::read_str;

    /// A scenario in which every kind of policy does something: channels 0 `lab`, 1 `startup`, 2 `found`, 3 `dismissed`.
    const SCENARIO: &str = r#"
        name = "Team"
        start = 2023-01-01
        horizon = "24 months"
        [[researchers]]
        id = "a"
        leads = "all"
        [channels.lab]
        hazard_per_year = 0.1
        [channels.startup]
        hazard_per_year = 0.1
        [channels.found]
        hazard_per_year = 0.1
        [channels.dismissed]
        hazard_per_year = 0.1
        [contagion]
        ratio = 1.1
        window = "90 days"
        leader_ratio = 2.0
        [spinouts]
        pull_per_year = 1.0
        half_life = "12 months"
        [returns]
        return_per_year = 0.05
        half_life = "18 months"
        [hiring]
        time_to_fill = "5 months"
        [pay]
        elasticity = 1.2
        equity_elasticity = 0.5
    "#;

    fn text(kind: &str, keys: &str) -> String {
        format!("{SCENARIO}\n[policies.it]\nkind = \"{kind}\"\n{keys}\n")
    }

    /// The measures of a policy of a kind.
    pub fn measures(kind: &str, keys: &str) -> Vec<Measure> {
        match read_str("team.toml", &text(kind, keys), Path::new(""), &[]) {
            Ok(loaded) => loaded.scenario.policies[0].measures.clone(),
            Err(problems) => panic!("{problems}"),
        }
    }

    /// What is wrong with a policy of a kind.
    pub fn problems(kind: &str, keys: &str) -> Vec<String> {
        let problems = read_str("team.toml", &text(kind, keys), Path::new(""), &[]).expect_err("there is something wrong");
        problems.lines().iter().map(|line| line.split_once("error: ").expect("it is an error").1.to_owned()).collect()
    }
}
