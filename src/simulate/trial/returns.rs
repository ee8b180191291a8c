//! Returns: those who left and come back.

use crate::hazard::kernel::Kernel;
use crate::math;
use crate::simulate::policies::DrawnMeasure;
use crate::simulate::trajectory::{EventKind, PolicyEvent, PolicyEventKind};
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::event_queue::Scheduled;
use crate::simulate::trial::risk_group::RiskGroup;
use crate::simulate::trial::state::{PersonState, Status};

impl EventLoop<'_, '_> {
    /// Puts down when one who has just left comes back, if that is before the horizon: the time at which the integral of
    /// `per_year * 2^(-s / half_life)` reaches a patience, which it may never do.
    pub fn plan_return(&mut self, time: f64, person: usize) {
        let back = self.return_time(time, person, |_| true);
        // A spell has 16 bits in the keys of luck.
        if back <= self.world.model.reach() && self.state.people[person].spell < u16::MAX {
            self.state.queue.put(back, Scheduled::Return(person));
        }
    }

    /// When somebody who left at a time comes back, welcomed by some of the policies under which that was; infinite for never.
    fn return_time(&self, left: f64, person: usize, counts: impl Fn(usize) -> bool) -> f64 {
        let Some(returns) = &self.world.model.scenario.returns else { return f64::INFINITY };
        let PersonState { name, spell, .. } = self.state.people[person];
        let ratios = |policy: usize| {
            self.world.policies[policy].measures.iter().map(|act| if let DrawnMeasure::ReturnRate(ratio) = act { *ratio } else { 1.0 })
        };
        let welcome: f64 = self.welcomes(left, person).into_iter().filter(|&policy| counts(policy)).flat_map(ratios).product();
        let per_year = returns.per_year.value(&self.world.parameters) * welcome;
        let need = self.inputs.luck.comeback(name, spell) / per_year;
        left + match Kernel::new(returns.decay, &self.world.parameters).rate() {
            0.0 => need,
            rate if need * rate < 1.0 => -math::ln_1p(-need * rate) / rate,
            _ => f64::INFINITY,
        }
    }

    /// One who left is back: in a group alone, since the own exit moves the others only.
    ///
    /// Where the money of a policy that welcomes is spent, it is as if the person had left without it: back now, later, or not.
    pub fn come_back(&mut self, time: f64, person: usize) {
        let left = self.trajectory.events.iter().rev().find(|event| event.person == person && event.exit().is_some());
        let left = left.map_or(time, |event| event.time);
        let (payers, broke): (Vec<_>, Vec<_>) = self.welcomes(left, person).into_iter().partition(|&policy| self.can_pay_event(policy));
        if !broke.is_empty() {
            for policy in broke {
                self.fall_short(time, policy);
            }
            let back = self.return_time(left, person, |policy| payers.contains(&policy));
            if back > time {
                self.state.queue.put(back, Scheduled::Return(person));
                return;
            }
        }
        let home = self.world.home(person, self.trajectory);
        self.bring(home, time);
        let mut risk_group =
            RiskGroup::new(self.world.channels(), &self.world.pulled_channels(), &[], &self.state.risk_groups[home].influence);
        risk_group.reset(time, &self.state.risk_groups[home].influence);
        for event in self.trajectory.events.iter().filter(|event| event.person == person && self.world.is_decision(event.kind)) {
            self.world.for_moved(person, event.time, self.trajectory, |group, part, effect, weight| {
                if group == home {
                    risk_group.influence.add(part, effect, event.time, -weight);
                }
            });
        }
        let group = self.state.add_group(risk_group, home, Vec::new());
        let who = &mut self.state.people[person];
        (who.status, who.group, who.spell) = (Status::Here, group, who.spell + 1);
        self.record(time, person, EventKind::Return);
        for policy in payers {
            self.pays_event(time, policy, self.world.policies[policy].per_event);
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Return(person) });
        }
        self.pulls_on(group, time);
        self.begin(time, person);
        self.retie(time, person);
        self.meter_all(time);
    }

    /// The policies that welcome back one who leaves at a time.
    fn welcomes(&self, time: f64, person: usize) -> Vec<usize> {
        let has_welcome = |policy: usize| self.world.policies[policy].measures.iter().any(|act| matches!(act, DrawnMeasure::ReturnRate(_)));
        let is_in_force = |policy: usize| self.world.in_force(policy, person, time.next_up(), self.trajectory).is_some();
        (0..self.world.policies.len()).filter(|&policy| has_welcome(policy) && is_in_force(policy)).collect()
    }

    /// Lets the spin-outs that are open pull a new group.
    fn pulls_on(&mut self, group: usize, time: f64) {
        for index in 0..self.trajectory.spinouts.len() {
            self.pull_group(index, group, time);
        }
    }
}
