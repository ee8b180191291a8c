//! Those of a group who wait to leave, where no channel has a limit of acceptance and nobody comes from elsewhere.

use crate::simulate::risk::{Change, ChangeKind};

use super::earliest::Earliest;
use super::inputs::TrialInputs;
use super::risk_group::{AtRisk, RiskClock, Waiters};

/// Who is there, and when each leaves by the clocks of the channels.
#[derive(Debug, Default)]
pub(in crate::simulate) struct Members {
    /// How many are there.
    present: usize,
    /// By member, whether there.
    is_here: Vec<bool>,
    /// Of each channel, `channel * members + member`; empty where nothing changes but by exits.
    at_risk: Vec<AtRisk>,
    /// One a channel.
    pub clocks: Vec<RiskClock>,
    /// For each clock its reading at which each leaves, by member.
    due: Vec<Earliest>,
    /// The member whose change happened last.
    changed: usize,
}

impl Members {
    /// Those of the roster as they are at the start, to whom these changes happen.
    pub fn open(&mut self, members: &[usize], changes: &[Change], joins: &[f64], inputs: &TrialInputs<'_>) {
        let channels = inputs.channels;
        self.is_here.clear();
        self.is_here.extend(members.iter().map(|&person| joins[person] == 0.0));
        self.present = self.is_here.iter().filter(|&&is_here| is_here).count();
        self.at_risk.clear();
        self.clocks.clear();
        self.clocks.resize(channels, RiskClock::NOBODY);
        self.due.resize_with(channels, Earliest::default);
        for (channel, due) in self.due.iter_mut().enumerate() {
            for ((&person, &is_here), due) in members.iter().zip(&self.is_here).zip(due.cleared(members.len())) {
                if is_here {
                    *due = from_the_start(person, channel, inputs).due();
                }
            }
        }
        if !changes.is_empty() {
            for channel in 0..channels {
                self.at_risk.extend(members.iter().map(|&person| from_the_start(person, channel, inputs)));
            }
        }
    }

    /// Notes when the next leaves by each clock.
    #[inline]
    pub fn find_next(&mut self) {
        self.clocks.iter_mut().zip(&mut self.due).for_each(|(clock, due)| clock.next = due.time());
    }

    /// When the next leaves by each of so many clocks, by its reading.
    #[inline]
    pub fn times<const CHANNELS: usize>(&mut self) -> [f64; CHANNELS] {
        let mut times = [f64::INFINITY; CHANNELS];
        times.iter_mut().zip(&mut self.due).for_each(|(time, due)| *time = due.time());
        times
    }

    /// Whether nobody is there.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// Who leaves next by the clock of a channel, as was noted last.
    #[inline]
    pub fn next(&self, channel: usize) -> usize {
        self.due[channel].place()
    }

    /// Whether nobody is there and none of these changes brings anybody.
    #[inline]
    pub fn is_deserted(&self, changes: &[Change]) -> bool {
        self.present == 0 && changes.iter().all(|change| change.kind != ChangeKind::Join)
    }

    /// One who leaves.
    #[inline]
    pub fn leave(&mut self, member: usize) {
        self.is_here[member] = false;
        self.present -= 1;
        self.due.iter_mut().for_each(|due| due.remove(member));
    }

    /// A known change happens.
    pub fn change(&mut self, change: &Change, members: &[usize], inputs: &TrialInputs<'_>) {
        // A step is of a class, whose members may be in several groups.
        if let ChangeKind::Step { class, step } = change.kind {
            for member in (0..members.len()).filter(|&member| inputs.class_of[members[member]] == class) {
                for own in inputs.level_steps[class].moves(step) {
                    let level = self.at_risk[own.channel * members.len() + member].level * own.ratio;
                    self.set(own.channel, member, Some(level), Some(own.offers));
                }
            }
            return;
        }
        // Changes of one moment are mostly of one person.
        if members.get(self.changed) != Some(&change.person) {
            let Ok(member) = members.binary_search(&change.person) else { return };
            self.changed = member;
        }
        let member = self.changed;
        match change.kind {
            ChangeKind::Join => self.join(change.person, member, inputs),
            ChangeKind::Level(lane, level) if lane < inputs.channels => self.set(lane, member, Some(level), None),
            ChangeKind::Offers(channel, offers) => self.set(channel, member, None, Some(offers)),
            // Of the lanes beyond the channels, which are those of pull, nothing follows here.
            ChangeKind::Level(..) | ChangeKind::Step { .. } => {}
        }
    }

    /// Somebody joins.
    fn join(&mut self, person: usize, member: usize, inputs: &TrialInputs<'_>) {
        (self.is_here[member], self.present) = (true, self.present + 1);
        let first = inputs.first_offers(person);
        for (channel, &level) in inputs.levels(person)[..inputs.channels].iter().enumerate() {
            self.waiters(channel).start(member, level, 1.0, inputs.patience[person * inputs.channels + channel]);
            if let Some(offers) = first.map(|offers| offers[channel]).filter(|&offers| offers != 1.0) {
                self.set(channel, member, None, Some(offers));
            }
        }
    }

    /// Gives somebody who is there another level or multiple of the offers of a channel.
    fn set(&mut self, channel: usize, member: usize, level: Option<f64>, offers: Option<f64>) {
        if self.is_here[member] {
            let mut waiters = self.waiters(channel);
            let own = waiters.at_risk[member];
            waiters.change(member, level.unwrap_or(own.level), offers.unwrap_or(own.offers));
        }
    }

    /// Those who wait to leave through a channel.
    fn waiters(&mut self, channel: usize) -> Waiters<'_> {
        let members = self.is_here.len();
        Waiters {
            clock: &mut self.clocks[channel],
            due: &mut self.due[channel],
            at_risk: &mut self.at_risk[channel * members..][..members],
            is_here: &self.is_here,
        }
    }
}

/// One of the roster who waits to leave by a channel from the start on.
#[inline]
fn from_the_start(person: usize, channel: usize, inputs: &TrialInputs<'_>) -> AtRisk {
    let level = inputs.level[person * inputs.lanes + channel];
    let offers = inputs.first_offers_of(person, channel);
    AtRisk { level, offers, left: inputs.patience[person * inputs.channels + channel], since: 0.0 }
}
