//! Parts of the roster that results may be broken out by: teams, roles and skills, each only where disclosure control allows it.

use std::collections::BTreeMap;

use super::Roster;

/// A part of the opening roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As results name it: `team:a`, `role:engineer`.
    pub label: String,
    /// Indices of its researchers, in order.
    pub members: Vec<usize>,
}

/// The teams of some people.
pub fn teams(roster: &Roster, people: &[usize]) -> Vec<Part> {
    parts(people, |i| vec![format!("team:{}", roster.teams[roster.researchers[i].team])])
}

/// Their roles.
pub fn roles(roster: &Roster, people: &[usize]) -> Vec<Part> {
    parts(people, |i| roster.researchers[i].role.iter().map(|role| format!("role:{role}")).collect())
}

/// Their skills; who has several is in several.
pub fn skills(roster: &Roster, people: &[usize]) -> Vec<Part> {
    parts(people, |i| {
        let mut skills: Vec<String> = roster.researchers[i].skills.iter().map(|skill| format!("skill:{skill}")).collect();
        skills.sort();
        skills.dedup();
        skills
    })
}

/// Of divisions of some people the parts that may be told, the largest first where not all may, in order of first appearance; and how many may
/// not. A part that is the whole is none.
pub fn told(people: &[usize], divisions: [Vec<Part>; 2], mut may_tell: impl FnMut(&Part) -> bool) -> (Vec<Part>, usize) {
    let (mut told, mut withheld) = (Vec::new(), 0);
    for mut division in divisions {
        division.retain(|part| part.members.len() < people.len());
        division.sort_by_key(|part| std::cmp::Reverse(part.members.len()));
        let all = division.len();
        division.retain(|part| may_tell(part));
        withheld += all - division.len();
        division.sort_by_key(|part| part.members.first().copied());
        told.extend(division);
    }
    (told, withheld)
}

/// Those who share a label; who has several is in several.
fn parts(people: &[usize], labels: impl Fn(usize) -> Vec<String>) -> Vec<Part> {
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &person in people {
        for label in labels(person) {
            members.entry(label).or_default().push(person);
        }
    }
    members.into_iter().map(|(label, members)| Part { label, members }).collect()
}
