//! Spells: a newcomer or one who is back begins to be at risk, with own levels and patience.

use crate::simulate::policies::level_steps::{LevelSteps, Own};
use crate::simulate::risk::{Change, Waiting};
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::risk_group::OWN;

impl EventLoop<'_, '_> {
    /// Somebody begins a spell in the own group.
    pub fn begin(&mut self, time: f64, person: usize) {
        let model = self.world.model;
        let who = self.state.people[person];
        let mut levels = Vec::new();
        let mut changes = Vec::new();
        self.levels_from(person, &self.pieces_from(person, time), &mut levels, &mut changes);
        self.bring(who.group, time);
        self.add_changes(who.group, changes);
        let luck = self.inputs.luck;
        self.state.risk_groups[who.group].enter(person, OWN, &levels, |waiting| match waiting {
            Waiting::Channel(channel) => luck.channel(model, channel, who.name, who.spell),
            Waiting::Pull(key) => luck.pull(key, who.spell)(who.name),
        });
    }

    /// What somebody's hazard is multiplied by from now on: by pay, equity and policies, and after a return.
    pub fn pieces_from(&self, person: usize, time: f64) -> LevelSteps {
        let world = self.world;
        let mut steps = if world.has_level_steps() {
            world.steps(person, time, self.trajectory)
        } else {
            LevelSteps::plain(vec![time], world.channels())
        };
        let ratio = if self.state.people[person].spell > 0 { world.ratio_after_return() } else { 1.0 };
        steps.multiply(ratio);
        steps
    }

    /// The levels of somebody by steps, and how they change.
    pub fn levels_from(&self, person: usize, steps: &LevelSteps, levels: &mut Vec<f64>, changes: &mut Vec<Change>) {
        let (world, channels) = (self.world, self.world.channels());
        let newcomer = self.trajectory.newcomer(person, world.model.names.len());
        let frailty = self.state.people[person].frailty;
        let factor: Vec<f64> = match newcomer {
            Some(newcomer) => (0..channels).map(|channel| world.covariate_factors[newcomer.seat * channels + channel] * frailty).collect(),
            None => self.people.factor(world)[person * channels..][..channels].to_vec(),
        };
        let tenure = if newcomer.is_some() { None } else { self.people.tenure(world)[person] };
        let own = Own { person, tenure, hired: newcomer.map(|newcomer| newcomer.hired), factor: &factor };
        world.lay_out(own, steps, levels, changes);
    }

    /// Puts changes among those of a group, in order of time; those of one moment in the order in which they come, after those that are known.
    pub fn add_changes(&mut self, group: usize, mut changes: Vec<Change>) {
        changes.sort_by(|a, b| a.time.total_cmp(&b.time));
        let known = &mut self.state.changes[group];
        let Some(&last) = changes.last() else { return };
        let mut behind = known.len();
        known.resize(behind + changes.len(), last);
        // From the last on, so that each is moved once.
        for place in (0..known.len()).rev() {
            let Some(next) = changes.last() else { break };
            if behind > 0 && known[behind - 1].time > next.time {
                behind -= 1;
                known[place] = known[behind];
            } else {
                known[place] = *next;
                changes.pop();
            }
        }
    }
}
