//! Policies in a trial: what each does under one parameter draw, to whom, from when on.
//!
//! What a policy does to hazards is known beforehand unless it waits for a condition or lives on a budget ([`DrawnPolicy::waits`]); then it
//! begins, pays and pauses in the trial (`budgets`), and what it did stands among the [`PolicyEvent`](crate::simulate::trajectory::PolicyEvent)s of the trajectory. From those and the
//! scenario alone follows what is in force for somebody at any time (`terms_in_force`): the simulation lays out levels by that
//! (`level_steps`), and `World::hazard` takes its terms from it. Exits about to happen are met by `counter_offers`.

pub(in crate::simulate) mod budgets;
pub mod costs;
pub(in crate::simulate) mod counter_offers;
pub mod level_steps;
pub(in crate::simulate) mod terms_in_force;

use crate::calendar::{Clock, Duration};
use crate::hazard::kernel::Effect;
use crate::math;
use crate::scenario::policy::{Condition, Measure, Pay, Vesting};
use crate::scenario::{Kind, Scenario};

use crate::simulate::model::Model;
use crate::simulate::trajectory::{Dates, Trajectory};

/// A policy under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnPolicy {
    /// In force from this time on \[years\].
    pub from: f64,
    /// In force until this time \[years\], excluded; infinite for good.
    pub until: f64,
    /// What has to happen first.
    pub condition: Option<Condition>,
    /// The most that it may spend in all, and in each year; infinite without a limit.
    pub budget: [f64; 2],
    /// Cost once, a person-year, an event.
    pub once: f64,
    /// Cost of a person-year.
    pub per_person_year: f64,
    /// Cost of an event.
    pub per_event: f64,
    /// What it does.
    pub measures: Vec<DrawnMeasure>,
    /// Whether any of that is about what somebody leaves behind.
    pub(in crate::simulate) outlasts_exits: bool,
}

/// A [`Measure`] under one parameter draw; channels as a flag each.
#[derive(Clone, Debug, PartialEq)]
pub enum DrawnMeasure {
    /// A hazard ratio.
    Ratio(f64, Vec<bool>),
    /// A log hazard ratio that fades.
    Fading(Effect, Vec<bool>),
    /// A multiple of offers.
    Offers(f64, Vec<bool>),
    /// A share of pay.
    Raise(f64),
    /// Annual pays of equity.
    Grant(Grant),
    /// A counter-offer.
    CounterOffer(CounterOffer),
    /// Paid leave of founders \[years\].
    GardenLeave(f64),
    /// Another leader.
    NewLeader,
    /// Probability that a seat is filled again, where it gives one; multiple of the time to fill.
    Refill(Option<f64>, f64),
    /// A multiple of the rate of returns.
    ReturnRate(f64),
}

/// A grant under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Annual pays at the start.
    pub amount: f64,
    /// How it vests.
    pub vesting: Vesting,
    /// Paid back is what vested within this long before an exit \[years\].
    pub clawback: f64,
    /// When it vests if given on the policy's own date; computed once, as the calendar is slow.
    own: Dates,
}

/// A counter-offer to exits under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterOffer {
    /// Probability that the person stays.
    pub success: f64,
    /// Raise of one who stays, as a share of own pay.
    pub raise: f64,
    /// The log hazard ratio of one who has stayed.
    pub after: Effect,
    /// On which channels.
    pub channels: Vec<bool>,
}

impl DrawnPolicy {
    /// A policy of a scenario under a draw of its parameters.
    fn new(scenario: &Scenario, index: usize, draw: &[f64]) -> Self {
        let policy = &scenario.policies[index];
        let (clock, strength) = (scenario.clock, policy.strength);
        let effect = strength.effect;
        let limit = |budget: Option<crate::parameter::Quantity>| budget.map_or(f64::INFINITY, |budget| budget.value(draw));
        let flags = |channels: &[usize]| (0..scenario.channels.len()).map(|channel| channels.contains(&channel)).collect();
        let from = clock.years(policy.from);
        let act = |measure: &Measure| match measure {
            Measure::Ratio { ratio, channels } => DrawnMeasure::Ratio(to_the(ratio.value(draw), effect), flags(channels)),
            Measure::Fading { ratio, decay, channels } => {
                let fading = Effect::new(*ratio, 0.0, *decay, draw);
                DrawnMeasure::Fading(Effect { log_ratio: effect * fading.log_ratio, ..fading }, flags(channels))
            }
            Measure::Offers { ratio, channels } => DrawnMeasure::Offers(to_the(ratio.value(draw), effect), flags(channels)),
            Measure::Raise { share } => DrawnMeasure::Raise(strength.amount * share.value(draw)),
            Measure::Grant { amount, vesting, clawback } => DrawnMeasure::Grant(Grant {
                amount: strength.amount * amount.value(draw),
                vesting: *vesting,
                clawback: *clawback,
                own: Dates::new(clock, vesting, from, scenario.pay),
            }),
            Measure::CounterOffer { success, raise, ratio_after, decay, channels } => DrawnMeasure::CounterOffer(CounterOffer {
                success: (effect * success.value(draw)).min(1.0),
                raise: strength.price * raise.value(draw),
                after: Effect::new(*ratio_after, 0.0, *decay, draw),
                channels: flags(channels),
            }),
            Measure::GardenLeave { length } => DrawnMeasure::GardenLeave(*length),
            Measure::NewLeader => DrawnMeasure::NewLeader,
            Measure::Refill { refill, time_ratio } => DrawnMeasure::Refill(refill.map(|refill| refill.value(draw)), time_ratio.value(draw)),
            Measure::ReturnRate { ratio } => DrawnMeasure::ReturnRate(to_the(ratio.value(draw), effect)),
        };
        Self {
            from,
            until: policy.until.map_or(f64::INFINITY, |until| clock.years(until)),
            condition: policy.condition,
            budget: [limit(policy.budget.total), limit(policy.budget.per_year)],
            once: strength.price * policy.price.once.value(draw),
            per_person_year: strength.price * policy.price.per_person_year.value(draw),
            per_event: strength.price * policy.price.per_event.value(draw),
            measures: policy.measures.iter().map(act).collect(),
            outlasts_exits: policy.measures.iter().any(Measure::outlasts_exits),
        }
    }

    /// Whether it has a budget.
    pub fn is_limited(&self) -> bool {
        self.budget.iter().any(|budget| budget.is_finite())
    }

    /// Whether what it does depends on what happens in the trial: it waits for a condition or lives on a budget.
    pub fn waits(&self) -> bool {
        self.condition.is_some() || self.is_limited()
    }

    /// How long it pays founders to wait \[years\], if it does.
    pub fn leave(&self) -> Option<f64> {
        self.measures.iter().find_map(|act| if let DrawnMeasure::GardenLeave(length) = act { Some(*length) } else { None })
    }

    /// When what it gives on its own date vests \[years\].
    pub(in crate::simulate) fn vests(&self) -> impl Iterator<Item = f64> {
        let grants =
            self.measures.iter().filter_map(|act| if let DrawnMeasure::Grant(grant) = act { Some(grant.own_dates()) } else { None });
        grants.flatten().copied()
    }

    /// Whether it makes counter-offers.
    pub fn makes_counter_offers(&self) -> bool {
        self.measures.iter().any(|act| matches!(act, DrawnMeasure::CounterOffer(_)))
    }

    /// Its counter-offer to exits through a channel, if it has one.
    pub(in crate::simulate) fn counter_offer(&self, channel: usize) -> Option<&CounterOffer> {
        self.measures.iter().find_map(|act| match act {
            DrawnMeasure::CounterOffer(offer) if offer.channels[channel] => Some(offer),
            _ => None,
        })
    }

    /// Whether anybody's hazard changes by its beginning, pausing or ending.
    fn moves_levels(&self) -> bool {
        let moves = |act: &DrawnMeasure| {
            matches!(
                act,
                DrawnMeasure::Ratio(..)
                    | DrawnMeasure::Fading(..)
                    | DrawnMeasure::Offers(..)
                    | DrawnMeasure::Raise(_)
                    | DrawnMeasure::Grant(_)
            )
        };
        self.measures.iter().any(moves)
    }
}

impl Grant {
    /// When a grant vests that is given on the policy's own date \[years\].
    pub(in crate::simulate) fn own_dates(&self) -> &[f64] {
        &self.own.vests
    }

    /// When a grant of a policy vests that was given at a time \[years\].
    pub(in crate::simulate) fn dates<'a>(&'a self, policy: usize, given: f64, so_far: &'a Trajectory) -> &'a Dates {
        let late = so_far.given_late.iter().find(|late| late.policy == policy && late.given == given);
        late.map_or(&self.own, |late| &late.dates)
    }

    /// How many parts come at the `n`-th of its dates.
    pub fn parts_at(&self, n: usize) -> f64 {
        f64::from(if n == 0 { self.vesting.at_cliff } else { 1 })
    }
}

impl Dates {
    /// When a grant vests that is given at a time \[years\].
    pub(in crate::simulate) fn new(clock: Clock, vesting: &Vesting, given: f64, pay: Option<Pay>) -> Self {
        let day = clock.date(given);
        let date = |part: u32| Duration { count: vesting.every.count * f64::from(part), ..vesting.every }.after(day);
        let vests: Vec<f64> =
            (vesting.at_cliff..=vesting.parts).map(|part| date(part).map_or(f64::INFINITY, |date| clock.years(date))).collect();
        let ends = vests.iter().filter_map(|&date| spike_end(clock, pay, date)).collect();
        Self { vests, ends }
    }
}

/// When the spike after a date of vesting ends \[years\], where there is one.
pub(in crate::simulate) fn spike_end(clock: Clock, pay: Option<Pay>, vested: f64) -> Option<f64> {
    let length = pay?.vest_spike?.length;
    if vested.is_finite() { length.after(clock.date(vested)).map(|end| clock.years(end)) } else { Some(f64::INFINITY) }
}

/// A ratio whose logarithm is multiplied; itself where that is by 1.
fn to_the(ratio: f64, multiple: f64) -> f64 {
    if multiple == 1.0 { ratio } else { math::exp(multiple * math::ln(ratio)) }
}

/// Pay and equity under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Compensation {
    /// Log hazard ratio for a unit of `ln(offered pay / own pay)`.
    pub elasticity: f64,
    /// Log hazard ratio, taken away, for each year's pay of unvested equity.
    pub equity: f64,
    /// Hazard ratio for some time after a vesting date.
    pub spike: Option<f64>,
    /// The channels on which pay and equity act: all but dismissals.
    pub acts_on: Vec<bool>,
}

impl Compensation {
    /// How a scenario's hazards answer to pay, if they do.
    pub(in crate::simulate) fn new(scenario: &Scenario, draw: &[f64]) -> Option<Self> {
        let pay = scenario.pay?;
        Some(Self {
            elasticity: pay.elasticity.value(draw),
            equity: pay.equity_elasticity.value(draw),
            spike: pay.vest_spike.map(|spike| spike.ratio.value(draw)),
            acts_on: scenario.channels.iter().map(|channel| channel.kind != Kind::Dismissed).collect(),
        })
    }

    /// The hazard ratio of own pay multiplied by so much.
    pub fn of_own_pay(&self, multiple: f64) -> f64 {
        math::exp(-self.elasticity * math::ln(multiple))
    }
}

/// Whom each policy in force covers, by researcher of the roster.
pub(in crate::simulate) fn coverage(scenario: &Scenario, policies: &[usize]) -> Vec<Vec<bool>> {
    let covers = |&policy: &usize| {
        let mut covers = vec![false; scenario.roster.researchers.len()];
        scenario.policies[policy].target.members.iter().for_each(|&person| covers[person] = true);
        covers
    };
    policies.iter().map(covers).collect()
}

/// The policies of a model under a draw of its parameters.
pub(in crate::simulate) fn terms(model: &Model<'_>, draw: &[f64]) -> Vec<DrawnPolicy> {
    model.policies.iter().map(|&policy| DrawnPolicy::new(model.scenario, policy, draw)).collect()
}
