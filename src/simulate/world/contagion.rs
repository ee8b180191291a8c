//! Ties: who is moved by whose exit, and how much.

use crate::hazard::contagion::{ContagionEffects, Influence, Source};
use crate::hazard::kernel::{Effect, Kernel};
use crate::hazard::terms::{Cause, ExitRef, Product, SourceExit, Term};

use crate::simulate::trajectory::{EventKind, Trajectory};
use crate::simulate::world::World;

/// Who leaves, as far as others are concerned.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulate) struct Leaver<'a> {
    pub team: Option<usize>,
    pub leads: &'a [usize],
    pub edges: &'a [(usize, f64)],
    /// The group of the one who left and came back: an exit moves others only.
    pub own_group: Option<usize>,
}

impl World<'_> {
    /// The log hazard ratio that all exits of others before a time, of the history too, have for a person.
    pub fn influence_on(&self, person: usize, time: f64, so_far: &Trajectory) -> f64 {
        let mut product = Product::new(f64::INFINITY, self.contagion.map_or(f64::INFINITY, |effects| effects.cap));
        self.for_influence(person, time, so_far, &mut |term| product.take(term));
        product.influence()
    }

    /// Calls `act` with the term of each exit of others before a time, of the history too, that still has an effect on a person.
    pub(in crate::simulate) fn for_influence(&self, person: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        let group = self.home(person, so_far);
        let mut feel = |leaver: Leaver<'_>, exit: SourceExit| {
            self.for_ties_to(group, leaver, &mut |source, effect, weight| {
                let value = if weight > 0.0 { weight * effect.at(time, exit.time) } else { 0.0 };
                if value != 0.0 {
                    act(Term { cause: if source == Source::Leader { Cause::Leader(exit) } else { Cause::Contagion(exit) }, value });
                }
            });
        };
        for (exit, index) in self.past_decisions() {
            feel(self.leaver(index), SourceExit { who: ExitRef::Past(self.model.past_exits[index].row), time: exit });
        }
        for exit in so_far.events.iter().filter(|event| event.time < time && event.person != person && self.is_decision(event.kind)) {
            feel(self.leaver_of(exit.person, exit.time, so_far), SourceExit { who: ExitRef::Person(exit.person), time: exit.time });
        }
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
    pub(in crate::simulate) fn home(&self, person: usize, so_far: &Trajectory) -> usize {
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
        // Of a large roster nothing is looked up that moves nobody.
        let leads: &[usize] = match self.contagion {
            Some(effects)
                if effects.leader.log_ratio != 0.0 && !researchers[person].leads.is_empty() && !self.is_replaced(person, time, so_far) =>
            {
                &researchers[person].leads
            }
            _ => &[],
        };
        let edges: &[(usize, f64)] = if self.has_listed_ties() { &self.model.edges[person] } else { &[] };
        Leaver { team: Some(self.model.team_of_group[self.model.group_of[person]]), leads, edges, own_group: None }
    }

    /// Whether a list says who is tied to whom.
    fn has_listed_ties(&self) -> bool {
        self.model.scenario.contagion.as_ref().is_some_and(|contagion| contagion.ties.are_listed())
    }

    /// The effect that the decision of anybody has within the own team, where it has no other.
    pub(in crate::simulate) fn effect_within_teams(&self) -> Option<&Effect> {
        let effects = self.contagion.as_ref()?;
        (!self.has_listed_ties() && effects.across == 0.0 && effects.leader.log_ratio == 0.0).then_some(&effects.contagion)
    }

    /// Whether nothing but exits and known changes moves anybody, and no channel has a limit of acceptance.
    fn has_exits_alone(&self) -> bool {
        !self.is_eventful() && self.acceptance_limits().is_none()
    }

    /// Whether that is so, and each group is moved by its own exits alone.
    pub(in crate::simulate) fn has_lone_groups(&self) -> bool {
        self.has_exits_alone() && (self.contagion.is_none() || self.model.circles.iter().all(|circle| circle.len() == 1))
    }

    /// How exits move people, where that is so and each exit moves all groups.
    pub(in crate::simulate) fn moves_all_groups(&self) -> Option<&ContagionEffects> {
        self.contagion.as_ref().filter(|effects| effects.across > 0.0 && self.has_exits_alone() && !self.has_listed_ties())
    }

    /// What the decision of somebody to leave does beyond that: `act` as in [`World::for_moved`], with what comes to the weight between
    /// teams.
    pub(in crate::simulate) fn for_moved_further(
        &self,
        person: usize,
        time: f64,
        so_far: &Trajectory,
        mut act: impl FnMut(usize, Source, &Effect, f64),
    ) {
        let Some(effects) = &self.contagion else { return };
        let leaver = self.leaver_of(person, time, so_far);
        for &group in leaver.team.iter().flat_map(|&team| &self.model.groups_of_team[team]) {
            act(group, Source::Contagion, &effects.contagion, 1.0 - effects.across);
        }
        self.for_led(leaver, effects, &mut act);
    }

    /// The effect of a leader's exit on those who were led.
    fn for_led(&self, leaver: Leaver<'_>, effects: &ContagionEffects, act: &mut impl FnMut(usize, Source, &Effect, f64)) {
        // Without an effect, groups that nothing else ties stay apart: they are not to be moved in step.
        for &team in leaver.leads.iter().filter(|_| effects.leader.log_ratio != 0.0) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Source::Leader, &effects.leader, 1.0));
        }
    }

    pub(in crate::simulate) fn for_moved_by(&self, leaver: Leaver<'_>, act: &mut impl FnMut(usize, Source, &Effect, f64)) {
        let Some(effects) = &self.contagion else { return };
        let mut act = |group: usize, part: Source, effect: &Effect, weight: f64| {
            if leaver.own_group != Some(group) {
                act(group, part, effect, weight);
            }
        };
        if self.has_listed_ties() {
            leaver.edges.iter().for_each(|&(group, weight)| act(group, Source::Contagion, &effects.contagion, weight));
        } else if let (0.0, Some(team)) = (effects.across, leaver.team) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Source::Contagion, &effects.contagion, 1.0));
        } else {
            for (team, groups) in self.model.groups_of_team.iter().enumerate() {
                let weight = if leaver.team == Some(team) { 1.0 } else { effects.across };
                if weight > 0.0 {
                    for &group in groups {
                        act(group, Source::Contagion, &effects.contagion, weight);
                    }
                }
            }
        }
        self.for_led(leaver, effects, &mut act);
    }

    /// The same for one group: calls `act` with each part in which somebody's decision to leave moves it.
    fn for_ties_to(&self, group: usize, leaver: Leaver<'_>, act: &mut impl FnMut(Source, &Effect, f64)) {
        let Some(effects) = self.contagion.as_ref().filter(|_| leaver.own_group != Some(group)) else { return };
        let team = self.model.team_of_group[group];
        if self.has_listed_ties() {
            let edges = leaver.edges.iter().filter(|(moved, _)| *moved == group);
            edges.for_each(|&(_, weight)| act(Source::Contagion, &effects.contagion, weight));
        } else {
            act(Source::Contagion, &effects.contagion, if leaver.team == Some(team) { 1.0 } else { effects.across });
        }
        for _ in leaver.leads.iter().filter(|&&led| led == team && effects.leader.log_ratio != 0.0) {
            act(Source::Leader, &effects.leader, 1.0);
        }
    }

    /// An influence at rest.
    pub(in crate::simulate) fn rest(&self, now: f64) -> Influence {
        match &self.contagion {
            Some(s) => Influence::new(now, s.contagion.kernel, s.leader.kernel, s.cap),
            None => Influence::new(now, Kernel::Permanent, Kernel::Permanent, f64::INFINITY),
        }
    }
}
