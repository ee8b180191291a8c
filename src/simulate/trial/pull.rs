//! The pull of spin-outs on those who are left, group by group; its law is [`crate::hazard::spinout`].

use crate::hazard::spinout::Origin;
use crate::hazard::spinout::SpinoutPull;
use crate::simulate::trajectory::EventKind;
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::risk_group::Pull;
use crate::simulate::trial::state::Status;

impl EventLoop<'_, '_> {
    /// Says that a spin-out of the trial has opened.
    pub fn announce(&mut self, time: f64, spinout: usize) {
        if let Origin::Trial(founder) = self.trajectory.spinouts[spinout].origin {
            self.record(time, founder, EventKind::Opening(spinout));
        }
    }

    /// Lets a spin-out pull each group as its founders and seats have it at a time.
    pub fn pull(&mut self, index: usize, time: f64) {
        for place in 0..self.state.circle.len() {
            self.pull_group(index, self.state.circle[place], time);
        }
    }

    /// The same for one group.
    pub fn pull_group(&mut self, index: usize, group: usize, time: f64) {
        let spinout = &self.trajectory.spinouts[index];
        let is_out = |person: usize| self.state.people[person].status == Status::Gone;
        let rate = spinout.rate(time, spinout.tie(self.team_of(group), is_out));
        if rate == 0.0 && !self.state.risk_groups[group].is_pulled_by(index) {
            return;
        }
        let SpinoutPull { fade, channel, lane, .. } = spinout.pull;
        let pull = Pull { spinout: index, key: spinout.key, rate, fade, channel, lane };
        self.bring(group, time);
        let (who, luck) = (&self.state.people, self.inputs.luck);
        let of_first_spell = luck.pull(pull.key, 0);
        let patience = |person: usize| match who[person].spell {
            0 => of_first_spell(who[person].name),
            spell => luck.pull(pull.key, spell)(who[person].name),
        };
        self.state.risk_groups[group].pull(pull, patience);
    }

    /// Lets the pull of what somebody founded follow from the person's leaving or coming back.
    pub fn retie(&mut self, time: f64, person: usize) {
        for index in 0..self.trajectory.spinouts.len() {
            let spinout = &self.trajectory.spinouts[index];
            if spinout.is_open(time) && spinout.founders.iter().any(|founder| founder.person == Some(person)) {
                self.pull(index, time);
            }
        }
    }
}
