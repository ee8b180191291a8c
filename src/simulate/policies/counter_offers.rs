//! Counter-offers: exits that are about to happen are met, and some do not happen.
//!
//! The kind of policy, with its keys, is `scenario/policy/kinds/counter_offer.rs` ([`crate::scenario::policy`]).
//!
//! An exit meets one coin, keyed by whom and what it belongs to, never by a policy: two policies that make an offer meet the same
//! one. Of those in force that can pay, the most successful makes the offer. A kept researcher gets a new threshold for that risk only; a
//! founder who stays founds nothing; colleagues learn of nothing.

use crate::hazard::contagion::Source;
use crate::simulate::risk::{Change, ChangeKind, Departure, Risk};
use crate::simulate::trial::event_loop::EventLoop;

use crate::simulate::trajectory::{PolicyEvent, PolicyEventKind};

impl EventLoop<'_, '_> {
    /// Meets an exit that is about to happen, if a policy does; whether the person stays.
    pub(in crate::simulate) fn is_kept(&mut self, departure: Departure) -> bool {
        let Departure { time, person, risk } = departure;
        let channel = crate::simulate::world::hazard_terms::channel_of(risk, self.trajectory);
        let Some(policy) = self.who_offers(person, channel, time) else { return false };
        let who = self.state.people[person];
        let attempt = self.attempts(person, risk, who.spell);
        let (key, luck) = (self.key_of(risk), self.inputs.luck);
        let Some(offer) = self.world.policies[policy].counter_offer(channel) else { return false };
        let keeps = luck.counter_offer(risk, key, who.name, who.spell, attempt) < offer.success;
        self.pay_for_counter_offer(policy, person, if keeps { offer.raise } else { 0.0 }, time);
        self.trajectory.policy_events.push(PolicyEvent {
            time,
            policy,
            kind: PolicyEventKind::CounterOffer { person, risk, spell: who.spell, keeps },
        });
        if !keeps {
            return false;
        }
        if offer.after.log_ratio != 0.0 {
            self.set_apart(person, time);
            let influence = &mut self.state.risk_groups[self.state.people[person].group].influence;
            influence.decay_of_counter_offers(offer.after.kernel);
            influence.add(Source::CounterOffer, &offer.after, time, 1.0);
        }
        let group = self.state.people[person].group;
        let patience = luck.attempt(risk, key, who.name, who.spell, attempt + 1);
        self.bring(group, time).renew(person, risk, patience);
        if offer.raise != 0.0 {
            self.lay_out_anew(person, time);
        }
        true
    }

    /// The policy that makes a counter-offer to an exit of somebody through a channel, if one does.
    fn who_offers(&mut self, person: usize, channel: usize, time: f64) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        let world = self.world;
        for (policy, terms) in world.policies.iter().enumerate() {
            let Some(offer) = terms.counter_offer(channel) else { continue };
            if best.is_some_and(|(success, _)| success >= offer.success)
                || world.in_force(policy, person, time.next_up(), self.trajectory).is_none()
            {
                continue;
            }
            if !self.can_pay_counter_offer(policy, person, offer.raise, time) {
                self.fall_short(time, policy);
                continue;
            }
            best = Some((offer.success, policy));
        }
        best.map(|(_, policy)| policy)
    }

    /// How often somebody was kept from leaving by a risk in a spell.
    fn attempts(&self, person: usize, by: Risk, during: u16) -> u32 {
        let kept = PolicyEventKind::CounterOffer { person, risk: by, spell: during, keeps: true };
        self.trajectory.policy_events.iter().filter(|event| event.kind == kept).count() as u32
    }

    /// The key of the luck of a risk.
    fn key_of(&self, risk: Risk) -> u64 {
        match risk {
            Risk::Channel(channel) => self.world.model.channel_names[channel],
            Risk::Pull(spinout) => self.trajectory.spinouts[spinout].key,
        }
    }

    /// Puts somebody who is there into a group alone, that still feels what moves the group so far.
    fn set_apart(&mut self, person: usize, time: f64) {
        let group = self.state.people[person].group;
        if self.state.is_apart(group) {
            return;
        }
        let risk_group = self.bring(group, time);
        let Some(alone) = risk_group.alone(person) else { return };
        let behind = risk_group.changed();
        let class = risk_group.class(person);
        risk_group.take_out(person);
        let is_own = |change: &&Change| match change.kind {
            ChangeKind::Step { class: other, .. } => other == class,
            ChangeKind::Join => false,
            ChangeKind::Level(..) | ChangeKind::Offers(..) => change.person == person,
        };
        let changes = self.state.changes[group][behind..].iter().filter(is_own).copied().collect();
        let home = self.state.home[group];
        self.state.people[person].group = self.state.add_group(alone, home, changes);
    }

    /// Lets the levels of somebody who is there follow from what is in force from now on.
    pub(in crate::simulate) fn lay_out_anew(&mut self, person: usize, time: f64) {
        let group = self.state.people[person].group;
        if !self.bring(group, time).has(person) {
            return;
        }
        let mut changes = Vec::new();
        let mut levels = Vec::new();
        let steps = self.pieces_from(person, time);
        self.levels_from(person, &steps, &mut levels, &mut changes);
        let risk_group = &mut self.state.risk_groups[group];
        risk_group.part_from_class(person);
        for (lane, &level) in levels.iter().enumerate() {
            risk_group.set_level(person, lane, level);
        }
        for (channel, &offers) in steps.offers(0).iter().enumerate() {
            risk_group.set_offers(person, channel, offers);
        }
        let behind = risk_group.changed();
        let known = &mut self.state.changes[group];
        let mut place = 0;
        known.retain(|change| {
            place += 1;
            let is_own = matches!(change.kind, ChangeKind::Level(..) | ChangeKind::Offers(..)) && change.person == person;
            place <= behind || !is_own
        });
        self.add_changes(group, changes);
    }
}
