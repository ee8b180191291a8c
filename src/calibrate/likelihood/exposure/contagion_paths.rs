//! Lays out the groups of people whom exits move alike: when each effect begins and ends, and where it is needed.

use std::collections::{BTreeMap, HashMap};

use crate::parameter::Quantity;
use crate::scenario::{Contagion, Decay, Ties};

use super::super::contagion::{LEADER, OTHER, OWN, State};
use super::super::survival_data::{Ending, SurvivalData};
use super::lexis::{LexisExpansion, in_order, place};
use super::{ContagionFactor, ContagionPath, PullPath};

impl LexisExpansion<'_> {
    /// Splits the time of each group of people who are moved alike where anything begins or ends for any of them.
    pub fn expand_groups(&mut self, contagion: Option<&Contagion>) {
        let fades = |decay: Decay| matches!(decay, Decay::HalfLife(_));
        let fades = contagion.is_some_and(|own| fades(own.decay) || own.leader.is_some_and(|leader| fades(leader.decay)));
        let exits = Exits::of(self.study, self.endings);
        for members in groups(self.study, self.endings, contagion) {
            let jumps = contagion.map_or(Vec::new(), |contagion| self.jumps(contagion, &exits, members[0]));
            let team = self.study.spells[members[0]].team;
            let last = members.iter().map(|&m| self.endings[m].when().latest()).fold(f64::NEG_INFINITY, f64::max);
            let mut marks: Vec<f64> = members.iter().flat_map(|&m| self.own_marks(m)).collect();
            marks.extend(jumps.iter().map(|jump| jump.0).filter(|&time| time < last));
            let pulls: Vec<usize> = (0..self.spinouts.len()).filter(|&index| self.spinouts[index].reaches(team)).collect();
            marks.extend(pulls.iter().flat_map(|&index| self.spinouts[index].turns(team)).filter(|&time| time < last));
            let marks = in_order(marks);
            let mut by_mark: Vec<(usize, usize, f64)> =
                jumps.iter().map(|&(time, kind, weight)| (place(&marks, time), kind, weight)).filter(|jump| jump.0 < marks.len()).collect();
            by_mark.sort_by_key(|jump| jump.0);
            let none = vec![0; marks.len()];
            let mut path = ContagionPath { points: none.clone(), stretches: none, marks, jumps: by_mark, pulls: Vec::new() };
            if fades {
                self.reserve_factors(&mut path, &members);
            } else {
                self.constant_factors(&mut path);
            }
            self.reserve_pulls(&mut path, &members, &pulls);
            let marks = path.marks.clone();
            for member in members {
                self.expand_spell(member, &marks, Some(&path));
            }
            if !fades {
                path.points.fill(0);
                path.stretches.fill(0);
            }
            if fades || !path.pulls.is_empty() {
                self.done.contagion_paths.push(path);
            }
        }
    }

    /// The exits that act on the group of a spell: when their effects begin and end, kind of sum, weight.
    fn jumps(&self, contagion: &Contagion, exits: &Exits, of: usize) -> Vec<(f64, usize, f64)> {
        let own = &self.study.spells[of];
        let is_other = |index: usize| self.study.spells[index].person != own.person || index == of;
        let mut jumps = Vec::new();
        let mut push = |index: usize, delay: f64, decay: Decay, kind: usize, weight: f64| {
            let begin = self.endings[index].when().earliest() + delay;
            if is_other(index) {
                jumps.push((begin, kind, weight));
                if let Decay::Window(length) = decay {
                    jumps.push((begin + length, kind, -weight));
                }
            }
        };
        match contagion.ties {
            Ties::Edges(_) => {
                for &(index, weight) in exits.tied_to.get(&of).into_iter().flatten() {
                    push(index, contagion.delay, contagion.decay, OWN, weight);
                }
            }
            Ties::Teams { across } => {
                for (&team, members) in &exits.of_team {
                    let kind = if team == own.team { OWN } else { OTHER };
                    if kind == OWN || across != Quantity::Known(0.0) {
                        for &index in members {
                            push(index, contagion.delay, contagion.decay, kind, 1.0);
                        }
                    }
                }
            }
        }
        if let Some(leader) = contagion.leader {
            for &index in exits.of_leaders.get(&own.team).into_iter().flatten() {
                push(index, leader.delay, leader.decay, LEADER, 1.0);
            }
        }
        jumps
    }

    /// A factor for each stretch and moment at which somebody of the group needs one.
    fn reserve_factors(&mut self, path: &mut ContagionPath, members: &[usize]) {
        let mut state = State::default();
        let mut jumps = path.jumps.iter().peekable();
        let (at_risk, exits) = self.at_risk(&path.marks, members);
        for mark in 0..path.marks.len() {
            if exits[mark] && !state.is_still() {
                path.points[mark] = self.push_factor(ContagionFactor::AlongPath);
            }
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            if at_risk[mark] && !state.is_still() {
                path.stretches[mark] = self.push_factor(ContagionFactor::AlongPath);
            }
        }
    }

    /// Whether anybody of a group is at risk on the stretch from each moment, and whether anybody leaves at it.
    fn at_risk(&self, marks: &[f64], members: &[usize]) -> (Vec<bool>, Vec<bool>) {
        let (mut changes, mut exits) = (vec![0_i32; marks.len() + 1], vec![false; marks.len()]);
        for &member in members {
            let (entry, end) = (place(marks, self.study.spells[member].entry), place(marks, self.endings[member].when().latest()));
            if entry < end {
                changes[entry] += 1;
                changes[end] -= 1;
                exits[end] = matches!(self.endings[member], Ending::Exit(..)) || exits[end];
            }
        }
        let mut number = 0;
        let is_anybody = changes[..marks.len()].iter().map(|change| {
            number += change;
            number > 0
        });
        (is_anybody.collect(), exits)
    }

    /// A factor for each stretch on which a spin-out pulls somebody of the group, and each moment at which somebody leaves under its pull.
    fn reserve_pulls(&mut self, path: &mut ContagionPath, members: &[usize], pulls: &[usize]) {
        if pulls.is_empty() {
            return;
        }
        let team = self.study.spells[members[0]].team;
        let (at_risk, exits) = self.at_risk(&path.marks, members);
        for &index in pulls {
            let spinout = &self.spinouts[index];
            let half_life = match spinout.pull.decay {
                Decay::HalfLife(half_life) => Some(half_life),
                Decay::Never | Decay::Window(_) => None,
            };
            let none = vec![0; path.marks.len()];
            let mut pull = PullPath { spinout: index, opens: spinout.opens, half_life, points: none.clone(), stretches: none };
            for (mark, pair) in path.marks.windows(2).enumerate() {
                if at_risk[mark] && self.spinouts[index].tie(team, 0.5 * (pair[0] + pair[1])).is_some() {
                    pull.stretches[mark] = self.push_factor(ContagionFactor::AlongPath);
                    if exits[mark + 1] {
                        pull.points[mark + 1] = self.push_factor(ContagionFactor::AlongPath);
                    }
                }
            }
            if pull.stretches.iter().any(|&factor| factor != 0) {
                path.pulls.push(pull);
            }
        }
    }

    /// The factors of a group on which nothing fades: the same for everybody on whom the same sums act.
    fn constant_factors(&mut self, path: &mut ContagionPath) {
        let mut state = State::default();
        let mut jumps = path.jumps.iter().peekable();
        for mark in 0..path.marks.len() {
            path.points[mark] = self.constant_factor(state);
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            path.stretches[mark] = self.constant_factor(state);
        }
    }

    fn constant_factor(&mut self, state: State) -> u32 {
        if state.is_still() {
            return 0;
        }
        let factors = &mut self.done.contagion_factors;
        *self.contagion_factor_of.entry(state.key()).or_insert_with(|| {
            factors.push(ContagionFactor::Constant(state));
            factors.len() as u32 - 1
        })
    }

    fn push_factor(&mut self, factor: ContagionFactor) -> u32 {
        self.done.contagion_factors.push(factor);
        self.done.contagion_factors.len() as u32 - 1
    }
}

/// The spells that ended in an exit, by whom that moves.
#[derive(Default)]
struct Exits {
    of_team: BTreeMap<usize, Vec<usize>>,
    /// By the team led.
    of_leaders: BTreeMap<usize, Vec<usize>>,
    /// By the one who is moved, with weights.
    tied_to: BTreeMap<usize, Vec<(usize, f64)>>,
}

impl Exits {
    fn of(study: &SurvivalData, endings: &[Ending]) -> Self {
        let mut exits = Self::default();
        let left = |index: usize| matches!(endings[index], Ending::Exit(..));
        for (index, spell) in study.spells.iter().enumerate().filter(|&(index, _)| left(index)) {
            exits.of_team.entry(spell.team).or_default().push(index);
            for &team in &spell.leads {
                exits.of_leaders.entry(team).or_default().push(index);
            }
        }
        for &(from, to, weight) in study.ties.iter().filter(|tie| left(tie.0)) {
            exits.tied_to.entry(to).or_default().push((from, weight));
        }
        exits
    }
}

/// Those who are moved alike: by teams, but for those who stand alone ([`Ties::is_moved_alone`]).
fn groups(study: &SurvivalData, endings: &[Ending], contagion: Option<&Contagion>) -> Vec<Vec<usize>> {
    let mut exits_of: HashMap<usize, u32> = HashMap::new();
    let left = |ending: &Ending| u32::from(matches!(ending, Ending::Exit(..)));
    for (spell, ending) in study.spells.iter().zip(endings) {
        *exits_of.entry(spell.person).or_insert(0) += left(ending);
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (index, spell) in study.spells.iter().enumerate() {
        let left_otherwise = exits_of[&spell.person] > left(&endings[index]);
        if Ties::is_moved_alone(contagion.map(|contagion| &contagion.ties), left_otherwise) {
            groups.push(vec![index]);
        } else {
            let group = *group_of.entry(spell.team).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(index);
        }
    }
    groups
}
