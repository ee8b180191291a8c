//! Ties: who is moved by whose exit, and how much.

use crate::hazard::influence::{Influence, Part};
use crate::hazard::kernel::{Effect, Kernel};
use crate::math;
use crate::scenario::{Decay, Scenario, Ties};

use super::pace::Exit;
use super::world::World;

/// The fastest decay [a year]: a half-life of a second.
const FASTEST: f64 = 2e7;

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
            // Faster than a second is at once, and finite.
            Decay::HalfLife(half_life) => Kernel::Exponential((math::LN_2 / half_life.value(draw)).min(FASTEST)),
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
    pub leads: Option<usize>,
    pub edges: &'a [(usize, f64)],
    /// The group of the one who left and came back: an exit moves others only.
    pub own_group: Option<usize>,
}

impl World<'_> {
    /// The log hazard ratio that all exits before a time, of the history too, have for a researcher.
    pub fn influence_on(&self, person: usize, time: f64, exits: &[Exit]) -> f64 {
        let group = self.model.group_of[person];
        let mut sums = [0.0; 2];
        let mut add = |exit: f64, moved: usize, part: Part, effect: &Effect, weight: f64| {
            if moved == group {
                sums[part as usize] += weight * effect.at(time, exit);
            }
        };
        for &(exit, index) in &self.past {
            self.for_moved_by(self.leaver(index), &mut |moved, part, effect, weight| add(exit, moved, part, effect, weight));
        }
        for exit in exits.iter().filter(|exit| exit.time < time) {
            self.for_moved(exit.person, |moved, part, effect, weight| add(exit.time, moved, part, effect, weight));
        }
        sums[0].min(self.contagion.map_or(f64::INFINITY, |strength| math::ln(strength.cap))) + sums[1]
    }

    /// Calls `act` with each group that an exit of somebody on the roster moves: group, part, effect and weight.
    pub fn for_moved(&self, person: usize, mut act: impl FnMut(usize, Part, &Effect, f64)) {
        let researcher = &self.model.scenario.roster.researchers[person];
        let leaver = Leaver { team: Some(researcher.team), leads: researcher.leads, edges: &self.model.edges[person], own_group: None };
        self.for_moved_by(leaver, &mut act);
    }

    pub(super) fn for_moved_by(&self, leaver: Leaver<'_>, act: &mut impl FnMut(usize, Part, &Effect, f64)) {
        let Some(strength) = &self.contagion else { return };
        let mut act = |group: usize, part: Part, effect: &Effect, weight: f64| {
            if leaver.own_group != Some(group) {
                act(group, part, effect, weight);
            }
        };
        if matches!(&self.model.scenario.contagion, Some(c) if matches!(c.ties, Ties::Edges(_))) {
            leaver.edges.iter().for_each(|&(group, weight)| act(group, Part::Contagion, &strength.contagion, weight));
        } else if let (0.0, Some(team)) = (strength.across, leaver.team) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Part::Contagion, &strength.contagion, 1.0));
        } else {
            for (team, groups) in self.model.groups_of_team.iter().enumerate() {
                let weight = if leaver.team == Some(team) { 1.0 } else { strength.across };
                if weight > 0.0 {
                    for &group in groups {
                        act(group, Part::Contagion, &strength.contagion, weight);
                    }
                }
            }
        }
        if let Some(team) = leaver.leads {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Part::Leader, &strength.leader, 1.0));
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
