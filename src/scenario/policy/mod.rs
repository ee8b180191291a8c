//! Policies: what a lab can do about it, and what that costs.
//!
//! A policy is dated, targeted, priced, perhaps conditional and perhaps limited by a budget; all of that is the same for every kind and
//! stands in [`Policy`]. What it *does* is a list of [`Measure`]s, the few things that a simulation understands. A kind of policy is a
//! way to say measures in the words of those who decide: a file of `kinds/` with its keys, and how they become measures.
//!
//! | measure | what it changes in the model | what it costs of itself |
//! |---|---|---|
//! | [`Measure::Ratio`] | a hazard ratio on channels | |
//! | [`Measure::Fading`] | the same, fading from when the policy begins | |
//! | [`Measure::Offers`] | the offers of a channel, not their acceptance | |
//! | [`Measure::Raise`] | own pay, of those there when the policy begins | the raise, a person-year |
//! | [`Measure::Grant`] | unvested equity, of those there when the policy begins | what vests, less what is clawed back |
//! | [`Measure::CounterOffer`] | exits about to happen, some of which it prevents | the raises of those who stay |
//! | [`Measure::GardenLeave`] | the opening of what founders found | their pay meanwhile |
//! | [`Measure::NewLeader`] | whose exit counts as that of the leader | |
//! | [`Measure::Refill`] | how many seats are filled again, and how fast | |
//! | [`Measure::ReturnRate`] | how many come back | |

mod amounts;
mod bundles;
mod condition;
mod keys;
mod kind;
mod kinds;
pub mod level;
mod measure;
mod reading;
mod schema;
mod target;

pub(in crate::scenario) use self::bundles::parts_of;
pub use self::condition::{Condition, Scope};
pub(in crate::scenario) use self::keys::PolicyContext;
use self::level::{Scaling, Strength};
pub use self::measure::{Measure, Vesting};
pub(in crate::scenario) use self::schema::policy_schema;
pub use self::target::Target;
pub use super::exits::pay::{Pay, VestSpike};
use crate::calendar::Date;
use crate::parameter::Quantity;

/// What a run without policies calls its policy.
pub const NO_POLICY: &str = "none";

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
    /// What more or less money makes of it.
    pub scaling: Scaling,
    /// At which strength it is in force.
    pub strength: Strength,
    /// Whether it is a bundle's own, at the bundle's level: in force with the bundle alone.
    pub is_of_bundle: bool,
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
