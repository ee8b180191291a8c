//! Founding: what follows when somebody leaves to found a startup.

use crate::history::founds;
use crate::random::kin;

use crate::hazard::spinout::{Founder, Origin, Spinout};
use crate::simulate::Destination;
use crate::simulate::trajectory::{EventKind, PolicyEvent, PolicyEventKind};
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::event_queue::Scheduled;

impl EventLoop<'_, '_> {
    /// Whether an exit through a channel founds something.
    fn founds(&self, channel: usize) -> bool {
        founds(&self.world.model.scenario.channels, Some(channel))
    }

    /// The spin-out that an exit founds, if it does, to open after the delay; gives where the exit leads.
    pub fn found(&mut self, time: f64, person: usize, channel: usize, to: Destination) -> Destination {
        let (Some(pull), Some(spinouts)) = (self.world.spinout_pull, &self.world.model.scenario.spinouts) else { return to };
        if !self.founds(channel) {
            return to;
        }
        let who = self.state.people[person];
        let index = self.trajectory.spinouts.len();
        let opens = time + spinouts.delay + self.paid_leave(time, person);
        self.trajectory.spinouts.push(Spinout {
            origin: Origin::Trial(person),
            key: kin(who.name, u32::from(who.spell)),
            opens,
            closes: f64::INFINITY,
            founders: vec![self.founder(person)],
            pull,
            hires: 0,
        });
        self.state.queue.put(opens, Scheduled::Opening(index));
        Destination::Founded(index)
    }

    /// How long policies pay one who leaves to found to wait \[years\].
    fn paid_leave(&mut self, time: f64, person: usize) -> f64 {
        let mut longest: f64 = 0.0;
        for policy in 0..self.world.policies.len() {
            let terms = &self.world.policies[policy];
            let Some(length) = terms.leave().filter(|_| self.world.in_force(policy, person, time.next_up(), self.trajectory).is_some())
            else {
                continue;
            };
            let cost = terms.per_event + length * self.own_pay(person, time);
            if self.pays_event(time, policy, cost) {
                self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::GardenLeave(person) });
                longest = longest.max(length);
            }
        }
        longest
    }

    /// Lets each team-mate who is there found with one who has just left to found: they leave at once.
    pub fn cofound(&mut self, time: f64, founder: usize, channel: usize, to: Destination) {
        if self.world.cofound == 0.0 || !self.founds(channel) {
            return;
        }
        let (team, who) = (self.team(founder), self.state.people[founder]);
        let luck = self.inputs.luck.cofound(who.name, who.spell);
        for place in 0..self.state.circle.len() {
            let group = self.state.circle[place];
            if self.team_of(group) != team {
                continue;
            }
            let mates = self.bring(group, time).present().collect::<Vec<_>>();
            let until = &self.world.model.until;
            for mate in mates.into_iter().filter(|&mate| until.get(mate).is_none_or(|&until| time <= until)) {
                if luck(self.state.people[mate].name) < self.world.cofound {
                    let group = self.state.people[mate].group;
                    // Nobody's place in the circle changes: the exit of a mate moves people, but lets nobody leave before now.
                    if self.bring(group, time).take_out(mate) {
                        self.follow_founder(time, mate, channel, to);
                    }
                }
            }
        }
    }

    fn follow_founder(&mut self, time: f64, mate: usize, channel: usize, to: Destination) {
        if self.world.model.scenario.notice > 0.0 {
            self.record(time, mate, EventKind::Decision { channel, to });
        }
        self.move_others(mate, time);
        if let Destination::Founded(index) = to {
            let founder = self.founder(mate);
            self.trajectory.spinouts[index].founders.push(founder);
        }
        self.go(time, mate, channel, to);
    }

    fn founder(&self, person: usize) -> Founder {
        Founder { team: Some(self.team(person)), person: Some(person) }
    }

    /// The team of a person.
    pub fn team(&self, person: usize) -> usize {
        let model = self.world.model;
        model.scenario.roster.researchers[self.trajectory.seat(person, model.names.len())].team
    }

    /// The team of a group.
    pub fn team_of(&self, group: usize) -> usize {
        self.world.model.team_of_group[self.state.home[group]]
    }
}
