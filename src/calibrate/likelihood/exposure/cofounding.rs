//! Foundings: who left to found what together, and who stayed behind.
//!
//! Exits through a channel of the kind `found` from one team to one destination at one moment are one founding: one of them, nobody knows
//! which, left by the channel's hazard; each of the others was a team-mate who was there and founded with that one, with probability
//! `cofound`. Each team-mate who was there and stayed is a failure. The likelihood is
//!
//! ```text
//! cofound^(successes) (1 - cofound)^(failures) * sum over who of the founders was first of the hazard of that one
//! ```
//!
//! Of two foundings in one team at one moment, those of the one that stands first in the study are not there at the other.

use std::collections::{BTreeMap, HashMap};

use crate::parameter::Quantity;

use super::super::hazards::Hazards;
use super::super::survival_data::{Ending, MOMENT, SurvivalData, When};
use super::spinouts::founds;
use super::{CofounderGroup, Person};

/// A founding.
#[derive(Clone, Debug, PartialEq)]
pub struct Founding {
    /// The spells that ended in it.
    pub members: Vec<usize>,
    /// Who of them was first, where that is given; else it is summed over.
    pub founder: Option<usize>,
}

/// Whether team-mates may found together.
fn may_cofound(hazards: &Hazards) -> bool {
    hazards.spinouts.is_some_and(|spinouts| spinouts.cofound != Quantity::Known(0.0))
}

/// The foundings of a study whose exits happened at given moments, in the order of their first members.
pub fn foundings(study: &SurvivalData, hazards: &Hazards, exits: &[Ending]) -> Vec<Founding> {
    let mut foundings: Vec<Founding> = Vec::new();
    if !may_cofound(hazards) {
        return foundings;
    }
    let mut of_team: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (index, &ending) in exits.iter().enumerate() {
        if !founds(hazards, ending) {
            continue;
        }
        let spell = &study.spells[index];
        let time = ending.when().earliest();
        let number = foundings.len();
        if let Some(destination) = spell.destination {
            let known = of_team.entry((spell.team, destination)).or_default();
            let is_same = |&&other: &&usize| (exits[foundings[other].members[0]].when().earliest() - time).abs() <= MOMENT;
            if let Some(&known) = known.iter().find(is_same) {
                foundings[known].members.push(index);
                foundings[known].founder = None;
                continue;
            }
            known.push(number);
        }
        foundings.push(Founding { members: vec![index], founder: Some(index) });
    }
    foundings
}

/// Assignments of who was first in each of some foundings; the likelihood is the sum over them. A founding of several members has one for
/// each of them where others depend on who was first: where there is notice, which only the first gave. Otherwise there is one assignment,
/// summed over within.
pub fn assignments(foundings: Vec<Founding>, hazards: &Hazards) -> Vec<Vec<Founding>> {
    let mut assignments = vec![foundings];
    if hazards.notice > 0.0 {
        for number in 0..assignments[0].len() {
            let members = assignments[0][number].members.clone();
            let by = |assignment: &Vec<Founding>, founder: usize| {
                let mut assignment = assignment.clone();
                assignment[number].founder = Some(founder);
                assignment
            };
            assignments = assignments
                .iter()
                .flat_map(|assignment| members.iter().map(|&founder| by(assignment, founder)).collect::<Vec<_>>())
                .collect();
        }
    }
    assignments
}

pub fn count_assignments(foundings: &[Founding], hazards: &Hazards) -> usize {
    let notice = hazards.notice > 0.0;
    foundings.iter().map(|founding| if notice { founding.members.len() } else { 1 }).fold(1, usize::saturating_mul)
}

/// When and how each spell ceased to be at risk: at the decision, which is the exit minus notice, but for those who founded with another
/// and left at once.
pub fn decisions(hazards: &Hazards, exits: &[Ending], foundings: &[Founding]) -> Vec<Ending> {
    let mut decisions: Vec<Ending> = exits.iter().map(|ending| ending.earlier(hazards.notice)).collect();
    for founding in foundings {
        for &member in founding.members.iter().filter(|&&member| founding.founder.is_some_and(|founder| founder != member)) {
            decisions[member] = exits[member];
        }
    }
    decisions
}

/// Successes and failures of founding together.
pub fn trials(study: &SurvivalData, exits: &[Ending], decisions: &[Ending], foundings: &[Founding]) -> (f64, f64) {
    let successes: usize = foundings.iter().map(|founding| founding.members.len() - 1).sum();
    let failures: usize = who_stayed(study, exits, decisions, foundings).iter().map(Vec::len).sum();
    (successes as f64, failures as f64)
}

/// For each founding the spells of the team-mates who were there and stayed.
pub fn who_stayed(study: &SurvivalData, exits: &[Ending], decisions: &[Ending], foundings: &[Founding]) -> Vec<Vec<usize>> {
    let mut by_team: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    if !foundings.is_empty() {
        for (index, spell) in study.spells.iter().enumerate() {
            by_team.entry(spell.team).or_default().push(index);
        }
    }
    let mut gone: HashMap<usize, f64> = HashMap::new();
    let stayed = |founding: &Founding| {
        let first = founding.members[0];
        let time = exits[first].when().earliest();
        let is_there = |&mate: &usize| {
            let spell = &study.spells[mate];
            let until = match decisions[mate].when() {
                When::At(until) => until,
                When::Within(from, to) => 0.5 * (from + to),
            };
            spell.entry < time - MOMENT && until >= time - MOMENT && gone.get(&mate).is_none_or(|&gone| gone > time + MOMENT)
        };
        let mates = by_team[&study.spells[first].team].iter().filter(|mate| !founding.members.contains(mate));
        let stayed = mates.filter(|mate| is_there(mate)).copied().collect();
        gone.extend(founding.members.iter().map(|&member| (member, time)));
        stayed
    };
    foundings.iter().map(stayed).collect()
}

/// One who may have been first in a founding: number of the founding, number in a list of people, number of the spell of that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PossibleFounder {
    /// Number of the founding.
    pub founding: usize,
    /// Number of the person in the list.
    pub person: usize,
    /// Number of the spell of the person.
    pub spell: usize,
}

/// Takes those who may have been first out of a list of people, and gives them by foundings that have people in common.
pub fn group_cofounders(people: &mut Vec<Person>, candidates: &[PossibleFounder]) -> Vec<CofounderGroup> {
    let mut parts: Vec<Vec<PossibleFounder>> = Vec::new();
    for &candidate in candidates {
        let meets =
            |part: &Vec<PossibleFounder>| part.iter().any(|own| own.founding == candidate.founding || own.person == candidate.person);
        let (mut met, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(meets);
        parts = others;
        let mut part: Vec<PossibleFounder> = met.drain(..).flatten().collect();
        part.push(candidate);
        parts.push(part);
    }
    let groups = parts.iter().map(|part| cofounder_group(people, part)).collect();
    let mut number = 0;
    people.retain(|_| {
        number += 1;
        !candidates.iter().any(|candidate| candidate.person == number - 1)
    });
    groups
}

/// The assignments of who was first in foundings that have people in common.
fn cofounder_group(people: &[Person], part: &[PossibleFounder]) -> CofounderGroup {
    let mut by_founding: BTreeMap<usize, Vec<PossibleFounder>> = BTreeMap::new();
    for &candidate in part {
        by_founding.entry(candidate.founding).or_default().push(candidate);
    }
    let mut firsts: Vec<Vec<PossibleFounder>> = vec![Vec::new()];
    for members in by_founding.values() {
        let with = |first: &Vec<PossibleFounder>, member: &PossibleFounder| [&first[..], &[*member]].concat();
        firsts = firsts.iter().flat_map(|first| members.iter().map(|member| with(first, member)).collect::<Vec<_>>()).collect();
    }
    let mut numbers: Vec<usize> = part.iter().map(|candidate| candidate.person).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut group = CofounderGroup::default();
    let mut known: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
    for first in &firsts {
        let assignment = numbers.iter().map(|&person| {
            let followed = part.iter().filter(|own| own.person == person && !first.contains(own));
            let followed: Vec<usize> = followed.map(|own| own.spell).collect();
            *known.entry((person, followed.clone())).or_insert_with(|| {
                let mut variant = people[person].clone();
                for spell in followed {
                    variant.spells[spell].iter_mut().for_each(|imputation| imputation.exit.clear());
                }
                group.variants.push(variant);
                group.variants.len() - 1
            })
        });
        let assignment = assignment.collect();
        group.assignments.push(assignment);
    }
    group
}
