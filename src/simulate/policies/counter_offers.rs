//! Counter-offers: exits that are about to happen are met, and some do not happen.
//!
//! The kind of policy, with its keys, is `scenario/policy/kinds/counter_offer.rs` ([`crate::scenario::policy`]). In the code here a
//! counter-offer is an *answer*.
//!
//! An exit meets one coin, keyed by whom and what it belongs to, never by a policy: two policies that answer it meet the same one. Of
//! those in force that can pay, the most successful answers. Who stays begins to wait anew to leave by that risk only; a founder who
//! stays founds nothing; colleagues learn of nothing.

use crate::hazard::contagion::Source;
use crate::simulate::risk::{Change, ChangeKind, Departure, Risk};
use crate::simulate::trial::event_loop::EventLoop;

use super::{PolicyEvent, PolicyEventKind};

impl EventLoop<'_, '_> {
    /// Meets an exit that is about to happen, if a policy does; whether the person stays.
    pub(in crate::simulate) fn is_kept(&mut self, departure: Departure) -> bool {
        let Departure { time, person, risk } = departure;
        let channel = crate::simulate::world::hazard_terms::channel_of(risk, self.trajectory);
        let Some(policy) = self.answerer(person, channel, time) else { return false };
        let who = self.state.people[person];
        let attempt = self.attempts(person, risk, who.spell);
        let (key, luck) = (self.key_of(risk), self.inputs.luck);
        let Some(answer) = self.world.policies[policy].answer(channel) else { return false };
        let keeps = luck.answer(risk, key, who.name, who.spell, attempt) < answer.success;
        self.pay_answer(policy, person, if keeps { answer.raise } else { 0.0 }, time);
        self.trajectory.policy_events.push(PolicyEvent {
            time,
            policy,
            kind: PolicyEventKind::Answer { person, risk, spell: who.spell, keeps },
        });
        if !keeps {
            return false;
        }
        if answer.after.log_ratio != 0.0 {
            self.set_apart(person, time);
            let influence = &mut self.state.risk_groups[self.state.people[person].group].influence;
            influence.decay_of_answers(answer.after.kernel);
            influence.add(Source::Answer, &answer.after, time, 1.0);
        }
        let group = self.state.people[person].group;
        let patience = luck.attempt(risk, key, who.name, who.spell, attempt + 1);
        self.bring(group, time).renew(person, risk, patience);
        if answer.raise != 0.0 {
            self.lay_out_anew(person, time);
        }
        true
    }

    /// The policy that answers an exit of somebody through a channel, if one does.
    fn answerer(&mut self, person: usize, channel: usize, time: f64) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        let world = self.world;
        for (policy, terms) in world.policies.iter().enumerate() {
            let Some(answer) = terms.answer(channel) else { continue };
            if best.is_some_and(|(success, _)| success >= answer.success)
                || world.in_force(policy, person, time.next_up(), self.trajectory).is_none()
            {
                continue;
            }
            if !self.can_pay_answer(policy, person, answer.raise, time) {
                self.fall_short(time, policy);
                continue;
            }
            best = Some((answer.success, policy));
        }
        best.map(|(_, policy)| policy)
    }

    /// How often somebody was kept from leaving by a risk in a spell.
    fn attempts(&self, person: usize, by: Risk, during: u16) -> u32 {
        let is_one = |event: &&PolicyEvent| matches!(event.kind, PolicyEventKind::Answer { person: who, risk, spell, keeps: true } if who == person && risk == by && spell == during);
        self.trajectory.policy_events.iter().filter(is_one).count() as u32
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
        for (channel, &offers) in steps[0].offers.iter().enumerate() {
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
