//! What is in force for somebody at a time: the terms of policies, pay and equity in a hazard, by definition.
//!
//! Everything follows from the scenario and from what happened before the time. What happens at the very time does not count, as for all
//! hazards; a date of the calendar counts from its midnight on.

use crate::hazard::calendar_effects::Months;
use crate::hazard::terms::{Cause, Term};
use crate::math;
use crate::simulate::trajectory::{Dates, EventKind, PolicyEvent, PolicyEventKind, Trajectory};
use crate::simulate::world::World;

use super::{DrawnMeasure, DrawnPolicy, Grant};

/// A grant that somebody holds.
struct Held<'a> {
    policy: usize,
    grant: &'a Grant,
    dates: &'a Dates,
}

impl World<'_> {
    /// Whether a policy in force is for somebody, by the person's seat.
    pub(in crate::simulate) fn covers(&self, policy: usize, person: usize, so_far: &Trajectory) -> bool {
        let roster = self.model.names.len();
        let newcomers = || self.model.scenario.policies[self.model.policies[policy]].target.newcomers;
        self.model.covers[policy][so_far.seat(person, roster)] && (person < roster || newcomers())
    }

    /// Since when a policy acts on somebody at a time \[years\], if it does: the date or the moment of its beginning.
    pub(in crate::simulate) fn in_force(&self, policy: usize, person: usize, time: f64, so_far: &Trajectory) -> Option<f64> {
        let begin = self.begun(policy, person, time, so_far)?;
        let terms = &self.policies[policy];
        let paused = || {
            let turns = so_far.policy_events.iter().rev().filter(|event| event.policy == policy && event.time < time);
            turns.map(|event| event.kind).find(|kind| matches!(kind, PolicyEventKind::Pause | PolicyEventKind::Resume))
                == Some(PolicyEventKind::Pause)
        };
        (time < terms.until && !(terms.is_limited() && paused())).then_some(begin)
    }

    /// When a policy began for somebody whom it covers, before or at a time, whether or not it has ended.
    ///
    /// For one whose last day is known that is after a return only, unless it is about what the exit leaves behind.
    pub(in crate::simulate) fn begun(&self, policy: usize, person: usize, time: f64, so_far: &Trajectory) -> Option<f64> {
        if !self.covers(policy, person, so_far) {
            return None;
        }
        let begin = self.begun_for_all(policy, person, time, so_far)?;
        if !self.passes_over(policy, person) {
            return Some(begin);
        }
        let back = so_far.events.iter().find(|event| event.person == person && event.kind == EventKind::Return && event.time < time)?;
        Some(begin.max(back.time))
    }

    /// Whether a policy does nothing for somebody who leaves on a known day, before a return.
    pub(in crate::simulate) fn passes_over(&self, policy: usize, person: usize) -> bool {
        self.model.is_leaving.get(person) == Some(&true) && !self.policies[policy].outlasts_exits
    }

    /// The same for anybody of the team.
    fn begun_for_all(&self, policy: usize, person: usize, time: f64, so_far: &Trajectory) -> Option<f64> {
        let terms = &self.policies[policy];
        if !terms.waits() {
            return (terms.from <= time).then_some(terms.from);
        }
        let team = self.model.scenario.roster.researchers[so_far.seat(person, self.model.names.len())].team;
        let begins = |event: &&PolicyEvent| {
            let here = match event.kind {
                PolicyEventKind::Begin(Some(begun)) => begun == team,
                PolicyEventKind::Begin(None) => true,
                _ => false,
            };
            event.policy == policy && here && event.time < time
        };
        so_far.policy_events.iter().find(begins).map(|event| event.time)
    }

    /// When somebody got what a policy gives to those who are there at its beginning: a raise, a grant.
    pub(in crate::simulate) fn given(&self, policy: usize, person: usize, time: f64, so_far: &Trajectory) -> Option<f64> {
        if self.policies[policy].waits() {
            let is_award =
                |event: &&PolicyEvent| event.policy == policy && event.kind == PolicyEventKind::Award(person) && event.time < time;
            return so_far.policy_events.iter().find(is_award).map(|event| event.time);
        }
        let given = self.begun(policy, person, time, so_far)?;
        let joined = match so_far.newcomer(person, self.model.names.len()) {
            Some(newcomer) => newcomer.hired,
            None => self.model.joins[person],
        };
        (joined <= given && !so_far.is_out(person, given)).then_some(given)
    }

    /// The grants that somebody holds at a time.
    fn grants<'a>(&'a self, person: usize, time: f64, so_far: &'a Trajectory) -> Vec<Held<'a>> {
        let mut held = Vec::new();
        for (policy, terms) in self.policies.iter().enumerate() {
            for act in &terms.measures {
                if let DrawnMeasure::Grant(grant) = act
                    && let Some(given) = self.given(policy, person, time, so_far)
                    && so_far.has_stayed(person, given, time)
                {
                    held.push(Held { policy, grant, dates: grant.dates(policy, given, so_far) });
                }
            }
        }
        held
    }

    /// The share of the equity of the start that somebody still waits for at a time; all of it where it never vests.
    fn unvested_share(&self, person: usize, time: f64) -> f64 {
        let parts = self.model.vesting(person);
        let left = parts.len() - parts.partition_point(|&date| date <= time);
        if parts.is_empty() { 1.0 } else { left as f64 / parts.len() as f64 }
    }

    /// Whether somebody of the roster has equity of the start, and is in the first spell.
    fn has_own_equity(&self, person: usize, time: f64, so_far: &Trajectory) -> bool {
        let equity = |person: usize| self.model.scenario.roster.researchers[person].unvested > 0.0;
        person < self.model.names.len() && equity(person) && so_far.has_stayed(person, f64::NEG_INFINITY, time)
    }

    /// By how much the counter-offers to somebody's exits multiplied own pay before a time.
    pub(in crate::simulate) fn raised_by_answers(&self, person: usize, time: f64, so_far: &Trajectory) -> f64 {
        self.kept(person, time, so_far).map(|(_, offer)| 1.0 + offer.raise).product()
    }

    /// The counter-offers that kept somebody before a time: when, and what they were.
    pub(in crate::simulate) fn kept<'a>(
        &'a self,
        person: usize,
        time: f64,
        so_far: &'a Trajectory,
    ) -> impl Iterator<Item = (&'a PolicyEvent, &'a super::CounterOffer)> {
        so_far.policy_events.iter().filter(move |event| event.time < time).filter_map(move |event| match event.kind {
            PolicyEventKind::CounterOffer { person: who, risk, keeps: true, .. } if who == person => {
                let channel = crate::simulate::world::hazard_terms::channel_of(risk, so_far);
                self.policies[event.policy].counter_offer(channel).map(|offer| (event, offer))
            }
            _ => None,
        })
    }

    /// Calls `act` with the terms of pay, equity and policies in somebody's level at a time, each with the channels that it acts on; those
    /// of offers are given by [`Self::for_offers`], what counter-offers leave behind by [`Self::for_counter_offers`].
    pub(in crate::simulate) fn for_measures(&self, person: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(&[bool], Term)) {
        let mut act = |channels: &[bool], cause: Cause, value: f64| act(channels, Term { cause, value });
        for (policy, terms) in self.policies.iter().enumerate() {
            if !terms.moves_levels() {
                continue;
            }
            let Some(begin) = self.in_force(policy, person, time, so_far) else { continue };
            for measure in &terms.measures {
                match measure {
                    DrawnMeasure::Ratio(ratio, channels) => act(channels, Cause::Policy(policy), *ratio),
                    DrawnMeasure::Fading(effect, channels) => {
                        let middle = middle_of_month(&self.model.months, time, begin);
                        act(channels, Cause::Policy(policy), math::exp(effect.at(middle, begin)));
                    }
                    DrawnMeasure::Raise(share) => {
                        if let Some(pay) = &self.compensation
                            && self.given(policy, person, time, so_far).is_some()
                        {
                            act(&pay.acts_on, Cause::Raise(policy), pay.of_own_pay(1.0 + share));
                        }
                    }
                    _ => {}
                }
            }
        }
        let Some(pay) = &self.compensation else { return };
        let raised = self.raised_by_answers(person, time, so_far);
        if raised != 1.0 {
            act(&pay.acts_on, Cause::RaiseOfCounterOffers, pay.of_own_pay(raised));
        }
        // Until when the latest date of vesting spikes.
        let mut spikes = f64::NEG_INFINITY;
        if self.has_own_equity(person, time, so_far) {
            let researcher = &self.model.scenario.roster.researchers[person];
            let unvested = researcher.unvested / researcher.pay * self.unvested_share(person, time);
            if unvested > 0.0 && pay.equity != 0.0 {
                act(&pay.acts_on, Cause::Equity, math::exp(-pay.equity * unvested));
            }
            let has_vested = self.model.vesting(person).last().is_some_and(|&last| last <= time);
            spikes = self.model.own_spike_end(person).filter(|_| has_vested).unwrap_or(spikes);
        }
        for held in self.grants(person, time, so_far) {
            let Dates { vests, ends } = held.dates;
            let behind = vests.partition_point(|&date| date <= time);
            let parts: f64 = (behind..vests.len()).map(|n| held.grant.parts_at(n)).sum();
            if parts > 0.0 && pay.equity != 0.0 {
                let unvested = held.grant.amount * parts / f64::from(held.grant.vesting.parts);
                act(&pay.acts_on, Cause::Grant(held.policy), math::exp(-pay.equity * unvested));
            }
            spikes = ends[..behind.min(ends.len())].last().map_or(spikes, |&end| spikes.max(end));
        }
        if let Some(ratio) = pay.spike.filter(|_| time < spikes) {
            act(&pay.acts_on, Cause::VestSpike, ratio);
        }
    }

    /// Calls `act` with the terms of policies on the offers that somebody receives at a time, each with the channels that it acts on.
    pub(in crate::simulate) fn for_offers(&self, person: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(&[bool], Term)) {
        for (policy, terms) in self.policies.iter().enumerate() {
            for measure in &terms.measures {
                if let DrawnMeasure::Offers(ratio, channels) = measure
                    && self.in_force(policy, person, time, so_far).is_some()
                {
                    act(channels, Term { cause: Cause::PolicyOnOffers(policy), value: *ratio });
                }
            }
        }
    }

    /// The most that policies can multiply the offers of a channel by.
    pub(in crate::simulate) fn most_offers(&self, channel: usize) -> f64 {
        let more = |act: &DrawnMeasure| match act {
            DrawnMeasure::Offers(ratio, channels) if channels[channel] => ratio.max(1.0),
            _ => 1.0,
        };
        self.policies.iter().flat_map(|terms| &terms.measures).map(more).product()
    }

    /// Calls `act` with the log hazard ratio that each counter-offer which kept somebody still has at a time.
    pub(in crate::simulate) fn for_counter_offers(&self, person: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        for (event, offer) in self.kept(person, time, so_far) {
            let value = offer.after.at(time, event.time);
            if value != 0.0 {
                act(Term { cause: Cause::CounterOffer(event.policy, event.time), value });
            }
        }
    }

    /// Whether the exit of somebody at a time counts as that of a leader no more.
    pub(in crate::simulate) fn is_replaced(&self, person: usize, time: f64, so_far: &Trajectory) -> bool {
        let replaces = |terms: &DrawnPolicy| terms.measures.contains(&DrawnMeasure::NewLeader);
        (0..self.policies.len()).any(|policy| replaces(&self.policies[policy]) && self.in_force(policy, person, time, so_far).is_some())
    }

    /// A time, and when the terms of [`Self::for_measures`] and [`Self::for_offers`] change for somebody after it, up to the end of what is
    /// simulated, if nothing more happens; in order.
    pub(super) fn turns(&self, person: usize, after: f64, so_far: &Trajectory) -> Vec<f64> {
        let end = self.model.reach();
        let now = after.next_up();
        let mut turns = Vec::new();
        for (policy, terms) in self.policies.iter().enumerate() {
            // What waits has begun or not: it is laid out anew when that changes.
            let begin = if terms.waits() { self.begun(policy, person, now, so_far) } else { Some(terms.from) };
            let Some(begin) = begin.filter(|_| terms.moves_levels() && self.covers(policy, person, so_far)) else { continue };
            turns.extend([begin, terms.until]);
            for act in &terms.measures {
                match act {
                    DrawnMeasure::Fading(..) => turns.extend(self.model.months.edges.iter().filter(|&&edge| edge > begin)),
                    DrawnMeasure::Grant(grant) => {
                        let dates = grant.dates(policy, begin, so_far);
                        turns.extend(dates.vests.iter().chain(&dates.ends));
                    }
                    _ => {}
                }
            }
        }
        if self.compensation.is_some() && self.has_own_equity(person, now, so_far) {
            turns.extend(self.model.vesting(person).iter().copied().chain(self.model.own_spike_end(person)));
        }
        turns.retain(|&time| after < time && time < end);
        turns.sort_by(f64::total_cmp);
        turns.dedup();
        turns.insert(0, after);
        turns
    }
}

/// The middle of the month that a time lies in, or of the part of it after a beginning.
fn middle_of_month(months: &Months, time: f64, begin: f64) -> f64 {
    let month = months.edges.partition_point(|&edge| edge <= time).saturating_sub(1).min(months.edges.len() - 2);
    months.middle(month, begin)
}
