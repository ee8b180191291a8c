//! What policies cost in a trial, from what happened in it.
//!
//! | item | what is paid |
//! |---|---|
//! | `once` | the price of beginning |
//! | `person_years` | the price of a person-year, for each of the target who is there while the policy is in force |
//! | `events` | the price of an event |
//! | `raises` | the share of pay that a raise gives, while its holder is there; of own pay just before, where a counter-offer gave it |
//! | `grants` | what vests, when it vests, less what is clawed back at an exit of the own will |
//! | `leave` | own pay of founders for the length of their leave, at the exit |
//!
//! Money at `t` counts by `(1 + discount_rate)^-t`; what is paid all the time is integrated.

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::Kind;
use crate::scenario::policy::{Measure, Policy};

use crate::simulate::model::Model;
use crate::simulate::policies::{DrawnMeasure, Grant};
use crate::simulate::trajectory::{EventKind, PolicyEventKind, Trajectory};
use crate::simulate::trial::Simulator;
use crate::simulate::world::World;

/// Something that a policy costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Index of the policy in the scenario.
    pub policy: usize,
    /// What it is.
    pub what: What,
}

/// The kinds of cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Paid when a policy begins.
    Once,
    /// Paid for the time of people.
    PersonYears,
    /// Paid for events.
    Events,
    /// Raises.
    Raises,
    /// Equity that vests.
    Grants,
    /// Leave of founders.
    Leave,
}

impl What {
    /// All of them, in the order in which results give them.
    pub const ALL: [Self; 6] = [Self::Once, Self::PersonYears, Self::Events, Self::Raises, Self::Grants, Self::Leave];

    /// The name that results carry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::PersonYears => "person_years",
            Self::Events => "events",
            Self::Raises => "raises",
            Self::Grants => "grants",
            Self::Leave => "leave",
        }
    }

    /// Whether a policy can cost such.
    fn is_of(self, policy: &Policy) -> bool {
        let is_free = |price: Quantity| price == Quantity::Known(0.0);
        let any = |is: fn(&Measure) -> bool| policy.measures.iter().any(is);
        match self {
            Self::Once => !is_free(policy.price.once),
            Self::PersonYears => !is_free(policy.price.per_person_year),
            Self::Events => !is_free(policy.price.per_event),
            Self::Raises => any(|measure| match measure {
                Measure::Raise { .. } => true,
                Measure::CounterOffer { raise, .. } => *raise != Quantity::Known(0.0),
                _ => false,
            }),
            Self::Grants => any(|measure| matches!(measure, Measure::Grant { .. })),
            Self::Leave => any(|measure| matches!(measure, Measure::GardenLeave { .. })),
        }
    }
}

impl Model<'_> {
    /// What the policies in force can cost: by policy, then in the order of [`What::ALL`].
    pub fn cost_items(&self) -> Vec<Item> {
        let of = |&policy: &usize| {
            let can = move |what: &What| what.is_of(&self.scenario.policies[policy]);
            What::ALL.into_iter().filter(can).map(move |what| Item { policy, what })
        };
        self.policies.iter().flat_map(of).collect()
    }
}

/// A stretch of time \[years\].
type Stretch = (f64, f64);

/// A trial as its costs depend on it.
struct Books<'a, 'm> {
    world: &'a World<'m>,
    trajectory: &'a Trajectory,
    until: f64,
    /// Whether grants given by then count to the last date on which they vest.
    to_the_last_vesting: bool,
    /// When everybody is on the payroll, in order, up to that time; up to the end of the trial where grants count longer.
    presence: Vec<Vec<Stretch>>,
    /// ln(1 + discount rate).
    discount: f64,
}

impl World<'_> {
    /// What each item of [`Model::cost_items`] costs in a trial up to a time \[years\], discounted, in the unit of pay.
    ///
    /// Cost: events and people, for each policy.
    pub fn costs(&self, trajectory: &Trajectory, until: f64) -> Vec<f64> {
        let items = self.model.cost_items();
        if items.is_empty() {
            return Vec::new();
        }
        let books = self.books(trajectory, until, false);
        items.iter().map(|item| self.place_of(item.policy).map_or(0.0, |policy| books.cost(policy, item.what))).collect()
    }

    /// What the policies in force cost in a trial up to the horizon, and what they are then bound to pay: of grants given by the horizon also
    /// what vests later, to the last date, for those who are there. Who is there at the end of the trial counts as staying.
    /// Discounted, in the unit of pay.
    pub fn committed(&self, trajectory: &Trajectory) -> f64 {
        let (items, horizon) = (self.model.cost_items(), self.model.horizon());
        let books = [false, true].map(|to_the_last_vesting| self.books(trajectory, horizon, to_the_last_vesting));
        let of = |item: &Item| {
            let books = &books[usize::from(item.what == What::Grants)];
            self.place_of(item.policy).map_or(0.0, |policy| books.cost(policy, item.what))
        };
        items.iter().map(of).sum()
    }

    fn place_of(&self, policy: usize) -> Option<usize> {
        self.model.policies.iter().position(|&other| other == policy)
    }

    fn books<'a>(&'a self, trajectory: &'a Trajectory, until: f64, to_the_last_vesting: bool) -> Books<'a, 'a> {
        let presence = presence(self, trajectory, if to_the_last_vesting { self.model.reach() } else { until });
        Books { world: self, trajectory, until, to_the_last_vesting, presence, discount: math::ln_1p(self.model.scenario.discount_rate) }
    }

    /// Somebody's pay at a time, with the raises of policies and counter-offers before it.
    pub(in crate::simulate) fn own_pay(&self, person: usize, time: f64, so_far: &Trajectory) -> f64 {
        let mut pay = self.pay_at_start(person, so_far) * self.raised_by_answers(person, time, so_far);
        for (policy, terms) in self.policies.iter().enumerate() {
            for act in &terms.measures {
                if let DrawnMeasure::Raise(share) = act
                    && self.in_force(policy, person, time, so_far).is_some()
                    && self.given(policy, person, time, so_far).is_some()
                {
                    pay *= 1.0 + share;
                }
            }
        }
        pay
    }

    /// Pay at the start: of a newcomer, that of the seat's first holder.
    fn pay_at_start(&self, person: usize, so_far: &Trajectory) -> f64 {
        self.model.scenario.roster.researchers[so_far.seat(person, self.model.names.len())].pay
    }
}

impl Books<'_, '_> {
    /// What one item costs.
    fn cost(&self, policy: usize, what: What) -> f64 {
        let terms = &self.world.policies[policy];
        let acts = || terms.measures.iter();
        match what {
            What::Once => terms.once * self.sum_of_begins(policy),
            What::PersonYears => terms.per_person_year * self.everybody(|person| self.person_years(policy, person)),
            What::Events => {
                let is_event = |kind: PolicyEventKind| {
                    matches!(
                        kind,
                        PolicyEventKind::CounterOffer { .. }
                            | PolicyEventKind::GardenLeave(_)
                            | PolicyEventKind::Refill(_)
                            | PolicyEventKind::Return(_)
                    )
                };
                terms.per_event * self.sum_of_policy_events(policy, |_, kind| f64::from(u8::from(is_event(kind))))
            }
            What::Raises => {
                let raise: f64 = acts().map(|act| if let DrawnMeasure::Raise(share) = act { *share } else { 0.0 }).sum();
                raise * self.everybody(|person| self.raised_years(policy, person)) + self.raises_by_answers(policy)
            }
            What::Grants => {
                acts()
                    .map(|act| {
                        if let DrawnMeasure::Grant(grant) = act { self.everybody(|person| self.vested(policy, grant, person)) } else { 0.0 }
                    })
                    .sum()
            }
            What::Leave => {
                let length = terms.leave().unwrap_or(0.0);
                length
                    * self.sum_of_policy_events(policy, |time, kind| match kind {
                        PolicyEventKind::GardenLeave(person) => self.world.own_pay(person, time.next_up(), self.trajectory),
                        _ => 0.0,
                    })
            }
        }
    }

    /// What a unit of money at a time counts.
    fn worth(&self, time: f64) -> f64 {
        worth(self.discount, time)
    }

    /// What a unit of money a year counts over a stretch of time.
    fn worth_over(&self, stretch: Stretch) -> f64 {
        worth_over(self.discount, stretch)
    }

    /// The sum of something over everybody.
    fn everybody(&self, of: impl Fn(usize) -> f64) -> f64 {
        (0..self.presence.len()).map(of).sum()
    }

    /// The sum of something over what a policy did in the trial, discounted.
    fn sum_of_policy_events(&self, policy: usize, of: impl Fn(f64, PolicyEventKind) -> f64) -> f64 {
        let policy_events = self.trajectory.policy_events.iter().filter(|event| event.policy == policy && event.time <= self.until);
        policy_events.map(|event| of(event.time, event.kind) * self.worth(event.time)).sum()
    }

    /// How often a policy begins, discounted.
    fn sum_of_begins(&self, policy: usize) -> f64 {
        let terms = &self.world.policies[policy];
        if terms.waits() {
            return self.sum_of_policy_events(policy, |_, kind| f64::from(u8::from(matches!(kind, PolicyEventKind::Begin(_)))));
        }
        if terms.from <= self.until && terms.from < terms.until { self.worth(terms.from) } else { 0.0 }
    }

    /// When a policy is in force for somebody whom it covers.
    fn force(&self, policy: usize, person: usize) -> Vec<Stretch> {
        let terms = &self.world.policies[policy];
        let Some(begin) = self.world.begun(policy, person, self.until, self.trajectory) else { return Vec::new() };
        let end = terms.until.min(self.until);
        let mut force = Vec::new();
        let mut from = Some(begin);
        if terms.is_limited() {
            for event in self.trajectory.policy_events.iter().filter(|event| event.policy == policy && event.time < end) {
                match (event.kind, from) {
                    (PolicyEventKind::Pause, Some(since)) => {
                        force.push((since, event.time.max(since)));
                        from = None;
                    }
                    (PolicyEventKind::Resume, None) => from = Some(event.time.max(begin)),
                    _ => {}
                }
            }
        }
        force.extend(from.map(|since| (since, end)));
        force
    }

    /// The time that somebody is there while a policy is in force, discounted.
    fn person_years(&self, policy: usize, person: usize) -> f64 {
        let force = self.force(policy, person);
        let pairs =
            self.presence[person].iter().flat_map(|&(from, to)| force.iter().map(move |&(begin, end)| (from.max(begin), to.min(end))));
        pairs.map(|stretch| self.worth_over(stretch)).sum()
    }

    /// The same for one who has its raise, in pay at the start.
    fn raised_years(&self, policy: usize, person: usize) -> f64 {
        let Some(given) = self.given(policy, person) else { return 0.0 };
        let end = self.world.policies[policy].until.min(self.until);
        let years: f64 = self.presence[person].iter().map(|&(from, to)| self.worth_over((from.max(given), to.min(end)))).sum();
        years * self.world.pay_at_start(person, self.trajectory)
    }

    /// When somebody got what a policy gives to those who are there at its beginning.
    fn given(&self, policy: usize, person: usize) -> Option<f64> {
        if self.world.policies[policy].waits() {
            return self.world.given(policy, person, self.until, self.trajectory);
        }
        let given = self.world.begun(policy, person, self.until, self.trajectory)?;
        self.presence[person].iter().any(|&(from, to)| from <= given && given < to).then_some(given)
    }

    /// What the raises cost with which a policy kept people.
    fn raises_by_answers(&self, policy: usize) -> f64 {
        let policy_events = self.trajectory.policy_events.iter().filter(|event| event.policy == policy && event.time <= self.until);
        let cost = |event: &crate::simulate::trajectory::PolicyEvent| {
            let PolicyEventKind::CounterOffer { person, risk, keeps: true, .. } = event.kind else { return 0.0 };
            let channel = crate::simulate::world::hazard_terms::channel_of(risk, self.trajectory);
            let raise = self.world.policies[policy].counter_offer(channel).map_or(0.0, |offer| offer.raise);
            let years: f64 = self.presence[person].iter().map(|&(from, to)| self.worth_over((from.max(event.time), to))).sum();
            raise * self.world.own_pay(person, event.time, self.trajectory) * years
        };
        policy_events.map(cost).sum()
    }

    /// What vests of somebody's grant, less what is clawed back.
    fn vested(&self, policy: usize, grant: &Grant, person: usize) -> f64 {
        let Some(given) = self.given(policy, person) else { return 0.0 };
        let Some(&(_, leaves)) = self.presence[person].iter().find(|&&(from, to)| from <= given && given < to) else { return 0.0 };
        let part = grant.amount * self.world.pay_at_start(person, self.trajectory) / f64::from(grant.vesting.parts);
        let dates = &grant.dates(policy, given, self.trajectory).vests;
        let last = self.last_counted();
        // Who is there when the trial ends counts as staying.
        let comes = |date: f64| {
            if self.to_the_last_vesting { (date <= leaves || leaves >= last) && date.is_finite() } else { date <= leaves.min(last) }
        };
        let came = || dates.iter().enumerate().filter(|&(_, &date)| comes(date));
        let vested: f64 = came().map(|(n, &date)| grant.parts_at(n) * self.worth(date)).sum();
        let repaid: f64 = if self.leaves_by_choice(person, leaves) {
            came().filter(|&(_, &date)| date > leaves - grant.clawback).map(|(n, _)| grant.parts_at(n)).sum::<f64>() * self.worth(leaves)
        } else {
            0.0
        };
        part * (vested - repaid)
    }

    /// The time of the last exit that counts.
    fn last_counted(&self) -> f64 {
        if self.to_the_last_vesting { self.world.model.reach() } else { self.until }
    }

    /// Whether somebody leaves at a time, before the end, and not by a dismissal.
    fn leaves_by_choice(&self, person: usize, time: f64) -> bool {
        let channels = &self.world.model.scenario.channels;
        let last = self.last_counted();
        let mut exits = self.trajectory.exits().filter(|&(exit, who, _)| who == person && exit == time && exit <= last);
        exits.any(|(_, _, channel)| channels[channel].kind != Kind::Dismissed)
    }
}

/// What a unit of money at a time counts; `discount` is ln(1 + discount rate).
fn worth(discount: f64, time: f64) -> f64 {
    if discount == 0.0 { 1.0 } else { math::exp(-discount * time) }
}

/// The same of a unit of money a year over a stretch of time.
pub(in crate::simulate) fn worth_over(discount: f64, (from, to): Stretch) -> f64 {
    if to <= from {
        0.0
    } else if discount == 0.0 {
        to - from
    } else {
        worth(discount, from) * -math::exp_m1(-discount * (to - from)) / discount
    }
}

/// When everybody is on the payroll up to a time, newcomers after all researchers.
fn presence(world: &World<'_>, trajectory: &Trajectory, until: f64) -> Vec<Vec<Stretch>> {
    let joins = world.model.joins.iter().copied().chain(trajectory.newcomers.iter().map(|newcomer| newcomer.hired));
    let mut presence: Vec<Vec<Stretch>> = joins.map(|joins| if joins <= until { vec![(joins, until)] } else { Vec::new() }).collect();
    for event in trajectory.events.iter().filter(|event| event.time <= until) {
        match event.kind {
            EventKind::Exit { .. } => {
                if let Some(last) = presence[event.person].last_mut() {
                    last.1 = event.time;
                }
            }
            EventKind::Return => presence[event.person].push((event.time, until)),
            EventKind::Decision { .. } | EventKind::Opening(_) | EventKind::Hire => {}
        }
    }
    presence
}

/// Draws that are looked at for what a trial may cost.
const FIRST_DRAWS: u64 = 16;

/// What the dearest of the first trials of the first draws costs up to the horizon [unit of pay].
pub fn dearest(model: &Model<'_>) -> f64 {
    if model.cost_items().is_empty() {
        return 0.0;
    }
    let cost = |draw: u64| {
        let world = World::new(model, draw);
        let mut simulator = Simulator::new(model, &world);
        let trajectory = simulator.run(&world, draw * model.replications);
        world.costs(trajectory, model.horizon()).iter().map(|cost| cost.abs()).sum::<f64>()
    };
    (0..FIRST_DRAWS).map(cost).fold(0.0, f64::max)
}
