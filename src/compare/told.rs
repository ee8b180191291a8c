//! What a comparison tells: all of its files and policies are published together, so that one release covers them.
//!
//! A policy that acts on few people is not compared at all: whatever is told of it, less the same without it, would be about these few. The
//! same holds for a file whose people differ from those of an earlier file by few, in what acts.

use std::collections::BTreeMap;

use super::arms::Arm;
use super::changes::changed;
use crate::people::disclosure::{Changed, Release, Seen};
use crate::simulate::model::published::{FIRST_FILE, Telling, Told, Withheld};

/// The arms that may be told, each with what may be told of it; and which were withheld.
#[derive(Debug)]
pub struct Choice<'s> {
    /// The arms, the reference first.
    pub arms: Vec<Arm<'s>>,
    /// What may be told of each.
    pub told: Vec<Told>,
    /// What is withheld of all of them.
    pub withheld: Vec<Withheld>,
}

/// Takes out arms that would tell of few people.
///
/// # Errors
/// Where nothing is left to compare with the reference.
pub fn choose(arms: Vec<Arm<'_>>) -> Result<Choice<'_>, String> {
    let (is_told, told, withheld) = tell(&arms);
    let least = arms.first().map_or(1, |arm| arm.scenario.least_group());
    let kept = arms.into_iter().zip(told).zip(is_told).filter_map(|(arm, is_told)| is_told.then_some(arm));
    let (arms, told): (Vec<Arm<'_>>, Vec<Told>) = kept.unzip();
    if arms.len() < 2 {
        let list: Vec<String> = withheld.iter().map(|one| format!("{} ({})", one.what, one.why)).collect();
        return Err(format!(
            "there is nothing to compare that would not tell of fewer than {least} people (privacy.min_group): {}\n  \
             run with --individuals, which tells of single researchers too",
            list.join("; ")
        ));
    }
    Ok(Choice { arms, told, withheld })
}

/// Of each arm whether it may be told, what may be told of it, and what may not of any.
pub(crate) fn tell(arms: &[Arm<'_>]) -> (Vec<bool>, Vec<Told>, Vec<Withheld>) {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for researcher in arms.iter().flat_map(|arm| &arm.scenario.roster.researchers) {
        let next = ids.len();
        ids.entry(&researcher.id).or_insert(next);
    }
    let least = arms.iter().map(|arm| arm.scenario.least_group()).max().unwrap_or(1);
    let seen: BTreeMap<usize, Seen> = arms.iter().map(|arm| (arm.file, telling(arm, &ids).seen().clone())).collect();
    let mut release = Release::new(least, &seen.values().collect::<Vec<_>>());
    let mut withheld = Vec::new();
    let mut files: BTreeMap<usize, Option<Telling<'_>>> = BTreeMap::new();
    let mut is_told = Vec::new();
    let mut costs = Vec::new();
    for (index, arm) in arms.iter().enumerate() {
        if !files.contains_key(&arm.file) {
            let mut new = telling(arm, &ids);
            let mut earlier: Vec<&Arm<'_>> = arms[..index].iter().filter(|other| matches!(files.get(&other.file), Some(Some(_)))).collect();
            earlier.dedup_by_key(|other| other.file);
            let called = |other: &Arm<'_>| if other.file == 0 { FIRST_FILE.to_owned() } else { other.label.clone() };
            let beside = earlier.iter().map(|other| (called(other), differ(other, arm, &ids, &seen[&other.file]))).collect();
            let begun = match new.may_begin_beside(beside, &mut release) {
                Ok(()) => Some(new),
                Err(why) => {
                    withheld.push(Withheld { what: arm.label.clone(), why });
                    None
                }
            };
            files.insert(arm.file, begun);
        }
        let telling = files[&arm.file].as_ref();
        let policies = arm.scenario.parts_of(&arm.policy.into_iter().collect::<Vec<_>>());
        let acts = telling.as_ref().map(|telling| telling.acts(&policies, &mut release));
        if let Some(Err(why)) = &acts {
            withheld.push(Withheld { what: arm.name(), why: why.clone() });
        }
        let is_arm_told = matches!(acts, Some(Ok(())));
        is_told.push(is_arm_told);
        let cost = telling.as_ref().filter(|_| is_arm_told).map(|telling| telling.costs(&policies, &mut release));
        if let Some(Err(why)) = &cost {
            withheld.push(Withheld { what: format!("the cost of {}", arm.name()), why: why.clone() });
        }
        // What is withheld whole is nobody's to publish.
        costs.push(!matches!(cost, Some(Err(_))));
    }
    let of_files: BTreeMap<usize, Told> =
        files.into_iter().filter_map(|(file, telling)| Some((file, telling?.rest(&mut release)))).collect();
    let told = arms.iter().zip(costs).map(|(arm, costs)| Told { costs, ..of_files.get(&arm.file).cloned().unwrap_or_default() }).collect();
    for told in of_files.into_values() {
        for one in told.withheld {
            if !withheld.contains(&one) {
                withheld.push(one);
            }
        }
    }
    (is_told, told, withheld)
}

/// Tells a file among all people of the release.
fn telling<'s>(arm: &Arm<'s>, ids: &BTreeMap<&str, usize>) -> Telling<'s> {
    let place = arm.scenario.roster.researchers.iter().map(|researcher| ids[&researcher.id[..]]).collect();
    Telling::new(arm.scenario, ids.len(), place)
}

/// By whom a file differs from an earlier one.
fn differ(one: &Arm<'_>, other: &Arm<'_>, ids: &BTreeMap<&str, usize>, beside: &Seen) -> Changed {
    let people = changed(one.scenario, other.scenario).into_iter().map(|id| ids[id]).collect();
    Changed { people, beside: beside.clone() }
}
