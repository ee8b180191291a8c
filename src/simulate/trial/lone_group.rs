//! Groups that nothing but their own exits and known changes moves, each run on its own from the start to the horizon.
//!
//! It is what [`RiskGroup`](super::risk_group::RiskGroup) does where no limit of acceptance can bind, nobody comes back or is hired and no
//! spin-out pulls, to the bit: in the memory of one group, and in less time.
//!
//! Cost: risks for each stretch of the calendar; risks times the logarithm of the people for each exit and change.

use crate::Cancellation;
use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::contagion::{Influence, Source};
use crate::hazard::kernel::Effect;
use crate::simulate::Destination;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::trajectory::{Event, EventKind, Trajectory};
use crate::simulate::world::World;

use super::earliest::Earliest;
use super::inputs::TrialInputs;
use super::no_interaction;
use super::risk_group::{AtRisk, DecayByStretch, RiskClock, Surroundings, Waiters};
use super::seats::OpenShares;

/// The memory of one group at a time.
#[derive(Debug)]
pub struct LoneGroup {
    influence: Influence,
    /// The stretch of the calendar that the present lies in, or an earlier one.
    stretch: usize,
    /// How many are there.
    present: usize,
    /// By member, whether there.
    is_here: Vec<bool>,
    /// Of each channel, `channel * members + member`; empty where nothing changes but by exits.
    at_risk: Vec<AtRisk>,
    /// One a channel.
    clocks: Vec<RiskClock>,
    /// For each clock its reading at which each leaves, by member.
    due: Vec<Earliest>,
    /// By which factor contagion decays over each stretch of the calendar.
    decay: DecayByStretch,
    open: OpenShares,
}

/// What a trial gives to all of its groups.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulate) struct Trial<'a, 'm> {
    pub world: &'a World<'m>,
    pub calendar_effects: &'a CalendarEffects,
    pub inputs: TrialInputs<'a>,
    /// Changes of each group, in order of time.
    pub changes: &'a [Vec<Change>],
    pub cancellation: &'a Cancellation,
}

/// Somebody of the group leaves.
struct Exit {
    time: f64,
    member: usize,
    channel: usize,
}

impl LoneGroup {
    /// Memory for the groups of a world.
    pub fn new(world: &World<'_>) -> Self {
        Self {
            influence: world.rest(0.0),
            stretch: 0,
            present: 0,
            is_here: Vec::new(),
            at_risk: Vec::new(),
            clocks: Vec::new(),
            due: Vec::new(),
            decay: DecayByStretch::default(),
            open: OpenShares::default(),
        }
    }

    /// Runs all groups of a world, one after another; exits come group by group.
    pub(in crate::simulate) fn run(&mut self, trial: Trial<'_, '_>, trajectory: &mut Trajectory) {
        let (world, effects) = (trial.world, trial.calendar_effects);
        let (mut decay, mut open) = (std::mem::take(&mut self.decay), std::mem::take(&mut self.open));
        decay.follow(effects, world.contagion.map_or(0.0, |effects| effects.contagion.kernel.rate()));
        open.reset(world.channels());
        let surroundings = Surroundings::new(effects, &open, None, &decay);
        for circle in &world.model.circles {
            self.run_group(circle[0], trial, &surroundings, trajectory);
        }
        (self.decay, self.open) = (decay, open);
    }

    fn run_group(&mut self, group: usize, trial: Trial<'_, '_>, surroundings: &Surroundings<'_>, trajectory: &mut Trajectory) {
        let Trial { world, inputs, cancellation, .. } = trial;
        let (members, changes) = (&world.model.groups[group][..], &trial.changes[group][..]);
        let effect = world.effect_within_teams();
        let end = trial.calendar_effects.end(trial.calendar_effects.len() - 1);
        self.open(members, changes, &world.opening[group], trial);
        let mut changed = 0;
        while self.influence.now() < end && !cancellation.is_cancelled() {
            let next_change = changes.get(changed).map_or(f64::INFINITY, |change| change.time);
            if let Some(exit) = self.go_on(end.min(next_change), surroundings) {
                self.leave(exit.member);
                let Exit { time, channel, .. } = exit;
                let person = members[exit.member];
                self.feel(effect, person, time, world, trajectory);
                let to = no_interaction::competitor(world, inputs.luck, person, channel, time);
                let to = to.map_or(Destination::Unnamed, Destination::Competitor);
                trajectory.events.push(Event { time, person, kind: EventKind::Exit { channel, to } });
                if self.present == 0 && changes[changed..].iter().all(|change| change.kind != ChangeKind::Join) {
                    return;
                }
            } else {
                while let Some(change) = changes.get(changed).filter(|change| change.time <= self.influence.now()) {
                    self.change(change, members, &inputs);
                    changed += 1;
                }
            }
        }
    }

    /// The effects of an exit on those who are left: within teams alone all have the one that is given.
    #[inline]
    fn feel(&mut self, effect: Option<&Effect>, person: usize, time: f64, world: &World<'_>, so_far: &Trajectory) {
        match effect {
            Some(effect) => self.influence.add(Source::Contagion, effect, time, 1.0),
            None => world.for_moved(person, time, so_far, |_, part, effect, weight| self.influence.add(part, effect, time, weight)),
        }
    }

    /// The group as it is at the start.
    fn open(&mut self, members: &[usize], changes: &[Change], opening: &Influence, trial: Trial<'_, '_>) {
        let Trial { world, inputs, .. } = trial;
        let (model, channels) = (world.model, inputs.channels);
        self.influence.copy_from(opening);
        self.stretch = 0;
        self.is_here.clear();
        self.is_here.extend(members.iter().map(|&person| model.joins[person] == 0.0));
        self.present = self.is_here.iter().filter(|&&is_here| is_here).count();
        self.at_risk.clear();
        if !changes.is_empty() {
            self.at_risk.resize(channels * members.len(), AtRisk::default());
        }
        self.clocks.clear();
        self.clocks.resize(channels, RiskClock::NOBODY);
        self.due.resize_with(channels, Earliest::default);
        self.due.iter_mut().for_each(|due| due.clear(members.len()));
        let patience = &inputs.patience;
        for (member, &person) in members.iter().enumerate().filter(|&(member, _)| self.is_here[member]) {
            let (levels, patience) = (&inputs.level[person * inputs.lanes..], &patience[person * channels..]);
            let first = inputs.level_steps.get(inputs.class_of[person]).map(|steps| &steps[0].offers[..]);
            for (channel, (due, (&level, &left))) in self.due.iter_mut().zip(levels.iter().zip(patience)).enumerate() {
                let at_risk = AtRisk { level, offers: first.map_or(1.0, |offers| offers[channel]), left, since: 0.0 };
                due.set(member, at_risk.due());
                if let Some(own) = self.at_risk.get_mut(channel * members.len() + member) {
                    *own = at_risk;
                }
            }
        }
    }

    /// Goes on to the next exit, or to a time, a jump of the influence, or the end of a stretch, whichever comes first.
    #[inline]
    fn go_on(&mut self, until: f64, surroundings: &Surroundings<'_>) -> Option<Exit> {
        let Self { influence, stretch, clocks, due, .. } = self;
        clocks.iter_mut().zip(due.iter_mut()).for_each(|(clock, due)| clock.next = due.time());
        let limit = until.min(influence.next_jump());
        while surroundings.end(*stretch) <= influence.now() {
            *stretch += 1;
        }
        let end = |stretch: usize| Some(surroundings.end(stretch)).filter(|&end| end < limit).map(|end| (end, surroundings.decay(stretch)));
        *stretch = influence.pass(*stretch, end, |stretch, whole| RiskClock::pass(clocks, surroundings.rates(stretch), whole));
        let stretch_end = surroundings.end(*stretch);
        let end = limit.min(stretch_end);
        let whole = influence.look(end, surroundings.decay(*stretch).filter(|_| end == stretch_end));
        let rates = surroundings.rates(*stretch);
        let first = RiskClock::first(clocks, rates, whole);
        let (time, common) = first.map_or((end, whole), |(need, _)| (influence.inverse(end, f64::INFINITY, 0.0, need, whole), need));
        RiskClock::go_on(clocks, rates, common);
        influence.advance(time);
        first.map(|(_, channel)| Exit { time, member: due[channel].place(), channel })
    }

    /// One who leaves.
    fn leave(&mut self, member: usize) {
        self.is_here[member] = false;
        self.present -= 1;
        self.due.iter_mut().for_each(|due| due.set(member, f64::INFINITY));
    }

    /// A known change happens.
    fn change(&mut self, change: &Change, members: &[usize], inputs: &TrialInputs<'_>) {
        let Ok(member) = members.binary_search(&change.person) else { return };
        match change.kind {
            ChangeKind::Join => self.join(change.person, member, inputs),
            // Lanes beyond the channels are those of pull.
            ChangeKind::Level(lane, level) if lane < inputs.channels => self.set(lane, member, Some(level), None),
            ChangeKind::Level(..) => {}
            ChangeKind::Offers(channel, offers) => self.set(channel, member, None, Some(offers)),
            ChangeKind::Step { class, step } => {
                for member in (0..members.len()).filter(|&member| inputs.class_of[members[member]] == class) {
                    for own in &inputs.level_steps[class][step].moves {
                        let level = self.waiters(own.channel).at_risk[member].level * own.ratio;
                        self.set(own.channel, member, Some(level), Some(own.offers));
                    }
                }
            }
        }
    }

    /// Somebody joins.
    fn join(&mut self, person: usize, member: usize, inputs: &TrialInputs<'_>) {
        (self.is_here[member], self.present) = (true, self.present + 1);
        let first = inputs.level_steps.get(inputs.class_of[person]).map(|steps| &steps[0].offers);
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
