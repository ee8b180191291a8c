//! Ties: who is moved by whose exit, and how much.

use crate::hazard::contagion::{Influence, Source};
use crate::hazard::kernel::{Effect, Kernel};
use crate::hazard::terms::{Cause, ExitRef, Product, SourceExit, Term};
use crate::math;
use crate::scenario::{Decay, Scenario, Ties};

use super::trajectory::{EventKind, Trajectory};
use super::world::World;

/// The fastest decay [a year]: a half-life of a second.
const FASTEST: f64 = 2e7;

/// The rate [a year] of a decay by its half-life [years]; faster than a second is at once, and finite.
pub(super) fn decay_rate(half_life: f64) -> f64 {
    (math::LN_2 / half_life).min(FASTEST)
}

/// How exits move people, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// The effect of one exit at weight 1.
    pub contagion: Effect,
    /// The further effect of a leader's exit on the team.
    pub leader: Effect,
    /// The cap on the contagion's hazard ratio; infinite without.
    pub cap: f64,
    /// Weight between teams.
    pub across: f64,
}

impl Strength {
    /// The numbers of contagion and leader exits under a draw; `None` where exits move nobody.
    pub fn new(scenario: &Scenario, draw: &[f64]) -> Option<Self> {
        let contagion = scenario.contagion.as_ref()?;
        let kernel = |decay: Decay| match decay {
            Decay::Never => Kernel::Permanent,
            Decay::HalfLife(half_life) => Kernel::Exponential(decay_rate(half_life.value(draw))),
            Decay::Window(length) => Kernel::Window(length),
        };
        let effect = |ratio: f64, delay: f64, decay: Decay| Effect { log_ratio: math::ln(ratio), delay, kernel: kernel(decay) };
        let own = effect(contagion.ratio.value(draw), contagion.delay, contagion.decay);
        Some(Self {
            contagion: own,
            leader: contagion.leader.map_or(Effect { log_ratio: 0.0, ..own }, |l| effect(l.ratio.value(draw), l.delay, l.decay)),
            cap: contagion.cap.map_or(f64::INFINITY, |cap| cap.value(draw)),
            across: match contagion.ties {
                Ties::Teams { across } => across.value(draw),
                Ties::Edges(_) => 0.0,
            },
        })
    }
}

/// Who leaves, as far as others are concerned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaver<'a> {
    pub team: Option<usize>,
    pub leads: &'a [usize],
    pub edges: &'a [(usize, f64)],
    /// The group of the one who left and came back: an exit moves others only.
    pub own_group: Option<usize>,
}

impl World<'_> {
    /// The log hazard ratio that all exits of others before a time, of the history too, have for a person.
    pub fn influence_on(&self, person: usize, time: f64, so_far: &Trajectory) -> f64 {
        let mut product = Product::new(f64::INFINITY, self.contagion.map_or(f64::INFINITY, |strength| strength.cap));
        self.for_influence(person, time, so_far, &mut |term| product.take(term));
        product.influence()
    }

    /// Calls `act` with the term of each exit of others before a time, of the history too, that still has an effect on a person.
    pub(super) fn for_influence(&self, person: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        let Some(strength) = &self.contagion else { return };
        let group = self.home(person, so_far);
        let mut feel = |leaver: Leaver<'_>, exit: SourceExit| {
            let [contagion, leader] = self.weights(leaver, group);
            let mut act = |cause: Cause, effect: &Effect, weight: f64| {
                let value = if weight > 0.0 { weight * effect.at(time, exit.time) } else { 0.0 };
                if value != 0.0 {
                    act(Term { cause, value });
                }
            };
            act(Cause::Contagion(exit), &strength.contagion, contagion);
            act(Cause::Leader(exit), &strength.leader, leader);
        };
        for (exit, index) in self.past_decisions() {
            feel(self.leaver(index), SourceExit { who: ExitRef::Past(self.model.past_exits[index].row), time: exit });
        }
        for exit in so_far.events.iter().filter(|event| event.time < time && event.person != person && self.is_decision(event.kind)) {
            feel(self.leaver_of(exit.person, exit.time, so_far), SourceExit { who: ExitRef::Person(exit.person), time: exit.time });
        }
    }

    /// The weights with which an exit moves a group: by contagion, and as that of its leader. What [`Self::for_moved_by`] calls for all
    /// groups, for one.
    fn weights(&self, leaver: Leaver<'_>, group: usize) -> [f64; 2] {
        let Some(strength) = &self.contagion else { return [0.0; 2] };
        if leaver.own_group == Some(group) {
            return [0.0; 2];
        }
        let team = self.model.team_of_group[group];
        let contagion = match &self.model.scenario.contagion {
            Some(contagion) if matches!(contagion.ties, Ties::Edges(_)) => {
                leaver.edges.iter().filter(|&&(moved, _)| moved == group).map(|&(_, weight)| weight).sum()
            }
            _ if leaver.team == Some(team) => 1.0,
            _ => strength.across,
        };
        [contagion, f64::from(u8::from(leaver.leads.contains(&team)))]
    }

    /// Calls `act` with each group that the decision of somebody to leave at a time moves: group, part, effect and weight.
    pub fn for_moved(&self, person: usize, time: f64, so_far: &Trajectory, mut act: impl FnMut(usize, Source, &Effect, f64)) {
        self.for_moved_by(self.leaver_of(person, time, so_far), &mut act);
    }

    /// Whether an event is a decision to leave: the exit itself where there is no notice.
    pub fn is_decision(&self, kind: EventKind) -> bool {
        match kind {
            EventKind::Decision { .. } => true,
            EventKind::Exit { .. } => self.model.scenario.notice == 0.0,
            _ => false,
        }
    }

    /// The group whose moves a person feels: the own, or the newcomers' of the team.
    pub(super) fn home(&self, person: usize, so_far: &Trajectory) -> usize {
        match so_far.newcomer(person, self.model.names.len()) {
            Some(newcomer) => self.model.newcomers_group[self.model.scenario.roster.researchers[newcomer.seat].team],
            None => self.model.group_of[person],
        }
    }

    /// A newcomer leads nobody and stands in no list of edges; whom another leader has replaced leads nobody any more.
    fn leaver_of(&self, person: usize, time: f64, so_far: &Trajectory) -> Leaver<'_> {
        let researchers = &self.model.scenario.roster.researchers;
        if let Some(newcomer) = so_far.newcomer(person, researchers.len()) {
            return Leaver { team: Some(researchers[newcomer.seat].team), leads: &[], edges: &[], own_group: None };
        }
        let researcher = &researchers[person];
        let leads = if self.is_replaced(person, time, so_far) { &[][..] } else { &researcher.leads };
        Leaver { team: Some(researcher.team), leads, edges: &self.model.edges[person], own_group: None }
    }

    pub(super) fn for_moved_by(&self, leaver: Leaver<'_>, act: &mut impl FnMut(usize, Source, &Effect, f64)) {
        let Some(strength) = &self.contagion else { return };
        let mut act = |group: usize, part: Source, effect: &Effect, weight: f64| {
            if leaver.own_group != Some(group) {
                act(group, part, effect, weight);
            }
        };
        if matches!(&self.model.scenario.contagion, Some(c) if matches!(c.ties, Ties::Edges(_))) {
            leaver.edges.iter().for_each(|&(group, weight)| act(group, Source::Contagion, &strength.contagion, weight));
        } else if let (0.0, Some(team)) = (strength.across, leaver.team) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Source::Contagion, &strength.contagion, 1.0));
        } else {
            for (team, groups) in self.model.groups_of_team.iter().enumerate() {
                let weight = if leaver.team == Some(team) { 1.0 } else { strength.across };
                if weight > 0.0 {
                    for &group in groups {
                        act(group, Source::Contagion, &strength.contagion, weight);
                    }
                }
            }
        }
        // Without an effect, groups that nothing else ties stay apart: they are not to be moved in step.
        for &team in leaver.leads.iter().filter(|_| strength.leader.log_ratio != 0.0) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Source::Leader, &strength.leader, 1.0));
        }
    }

    /// An influence at rest.
    pub(super) fn rest(&self, now: f64) -> Influence {
        match &self.contagion {
            Some(s) => Influence::new(now, s.contagion.kernel, s.leader.kernel, s.cap),
            None => Influence::new(now, Kernel::Permanent, Kernel::Permanent, f64::INFINITY),
        }
    }
}
