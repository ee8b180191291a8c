//! Answers: exits that are about to happen are met, and some do not happen.
//!
//! An exit meets one coin, keyed by whom and what it belongs to, never by a policy: two policies that answer it meet the same one. Of
//! those in force that can pay, the most successful answers. Who stays begins to wait anew to leave by that risk only; a founder who
//! stays founds nothing; colleagues learn of nothing.

use crate::hazard::influence::Part;
use crate::simulate::cascade::Cascade;
use crate::simulate::pace::{Change, ChangeKind, Departure, Risk};

use super::{Deed, DeedKind};

impl Cascade<'_, '_> {
    /// Meets an exit that is about to happen, if a policy does; whether the person stays.
    pub(in crate::simulate) fn is_kept(&mut self, departure: Departure) -> bool {
        let Departure { time, person, risk } = departure;
        let channel = crate::simulate::terms::channel_of(risk, self.trajectory);
        let Some(policy) = self.answerer(person, channel, time) else { return false };
        let standing = self.scene.standing[person];
        let attempt = self.attempts(person, risk, standing.spell);
        let (key, luck) = (self.key_of(risk), self.cast.luck);
        let Some(answer) = self.world.policies[policy].answer(channel) else { return false };
        let keeps = luck.answer(risk, key, standing.name, standing.spell, attempt) < answer.success;
        self.pay_answer(policy, person, if keeps { answer.raise } else { 0.0 }, time);
        self.trajectory.deeds.push(Deed { time, policy, kind: DeedKind::Answer { person, risk, spell: standing.spell, keeps } });
        if !keeps {
            return false;
        }
        if answer.after.log_ratio != 0.0 {
            self.set_apart(person, time);
            let influence = &mut self.scene.paces[self.scene.standing[person].group].influence;
            influence.decay_of_answers(answer.after.kernel);
            influence.add(Part::Answer, &answer.after, time, 1.0);
        }
        let group = self.scene.standing[person].group;
        let patience = luck.attempt(risk, key, standing.name, standing.spell, attempt + 1);
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
        let is_one = |deed: &&Deed| matches!(deed.kind, DeedKind::Answer { person: who, risk, spell, keeps: true } if who == person && risk == by && spell == during);
        self.trajectory.deeds.iter().filter(is_one).count() as u32
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
        let group = self.scene.standing[person].group;
        if self.scene.is_apart(group) {
            return;
        }
        let pace = self.bring(group, time);
        let Some(alone) = pace.alone(person) else { return };
        let behind = pace.changed();
        let class = pace.class(person);
        pace.take_out(person);
        let is_own = |change: &&Change| match change.kind {
            ChangeKind::Step { class: other, .. } => other == class,
            ChangeKind::Join => false,
            ChangeKind::Level(..) | ChangeKind::Volume(..) => change.person == person,
        };
        let changes = self.scene.changes[group][behind..].iter().filter(is_own).copied().collect();
        let home = self.scene.home[group];
        self.scene.standing[person].group = self.scene.add_group(alone, home, changes);
    }

    /// Lets the levels of somebody who is there follow from what is in force from now on.
    pub(in crate::simulate) fn lay_out_anew(&mut self, person: usize, time: f64) {
        let group = self.scene.standing[person].group;
        if !self.bring(group, time).has(person) {
            return;
        }
        let mut changes = Vec::new();
        let mut levels = Vec::new();
        let pieces = self.pieces_from(person, time);
        self.levels_from(person, &pieces, &mut levels, &mut changes);
        let pace = &mut self.scene.paces[group];
        pace.part_from_class(person);
        for (lane, &level) in levels.iter().enumerate() {
            pace.set_level(person, lane, level);
        }
        for (channel, &offers) in pieces[0].offers.iter().enumerate() {
            pace.set_volume(person, channel, offers);
        }
        let behind = pace.changed();
        let known = &mut self.scene.changes[group];
        let mut place = 0;
        known.retain(|change| {
            place += 1;
            let is_own = matches!(change.kind, ChangeKind::Level(..) | ChangeKind::Volume(..)) && change.person == person;
            place <= behind || !is_own
        });
        self.add_changes(group, changes);
    }
}
