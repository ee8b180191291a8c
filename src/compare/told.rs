//! What a comparison tells: all of its files and policies are published together, so that one release covers them.
//!
//! A policy that acts on few people is not compared at all: whatever is told of it, less the same without it, would be about these few. The
//! same holds for a file whose people differ from those of the first file by few.

use std::collections::{BTreeMap, BTreeSet};

use super::arms::Arm;
use crate::calendar::Date;
use crate::people::Researcher;
use crate::people::disclosure::Release;
use crate::simulate::told::{Telling, Told, Withheld};

/// The arms that may be told, each with what may be told of it; and which were withheld.
#[derive(Debug)]
pub struct Choice<'s> {
    /// The arms, the reference first.
    pub arms: Vec<Arm<'s>>,
    /// What is withheld of all of them.
    pub withheld: Vec<Withheld>,
}

/// Takes out arms that would tell of few people.
///
/// # Errors
/// Where nothing is left to compare with the reference.
pub fn choose(arms: Vec<Arm<'_>>) -> Result<Choice<'_>, String> {
    let (is_told, _, withheld) = tell(&arms);
    let least = arms.first().map_or(1, |arm| arm.scenario.least_group());
    let arms: Vec<Arm<'_>> = arms.into_iter().zip(is_told).filter_map(|(arm, is_told)| is_told.then_some(arm)).collect();
    if arms.len() < 2 {
        let list: Vec<String> = withheld.iter().map(|one| format!("{} ({})", one.what, one.why)).collect();
        return Err(format!(
            "there is nothing to compare that would not tell of fewer than {least} people (privacy.min_group): {}\n  \
             run with --individuals, which tells of single researchers too",
            list.join("; ")
        ));
    }
    Ok(Choice { arms, withheld })
}

/// Of each arm whether it may be told, what may be told of it, and what may not of any.
pub(super) fn tell(arms: &[Arm<'_>]) -> (Vec<bool>, Vec<Told>, Vec<Withheld>) {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let people = arms.iter().flat_map(|arm| &arm.scenario.roster.researchers);
    for researcher in people.clone() {
        let next = ids.len();
        ids.entry(&researcher.id).or_insert(next);
    }
    let least = arms.iter().map(|arm| arm.scenario.least_group()).max().unwrap_or(1);
    let is_leaving = |person: &&Researcher| person.last_day.is_some();
    let mut leaving: Vec<usize> = people.filter(is_leaving).map(|researcher| ids[&researcher.id[..]]).collect();
    leaving.sort_unstable();
    leaving.dedup();
    let mut release = Release::new(ids.len(), least).knowing(&leaving);
    let mut withheld = Vec::new();
    let mut files: BTreeMap<usize, Option<Telling<'_>>> = BTreeMap::new();
    let mut is_told = Vec::new();
    let mut costs = Vec::new();
    for arm in arms {
        let telling = files.entry(arm.file).or_insert_with(|| {
            let place = arm.scenario.roster.researchers.iter().map(|researcher| ids[&researcher.id[..]]).collect();
            let mut telling = Telling::new(arm.scenario, place);
            if arm.file > 0 {
                match differ(&arms[0], arm, &ids, &telling, &mut release) {
                    Ok(changed) => telling = telling.beside(changed),
                    Err(why) => {
                        withheld.push(Withheld { what: arm.label.clone(), why });
                        return None;
                    }
                }
            }
            telling.begin(&mut release);
            Some(telling)
        });
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

/// Tells the people by whom a file differs from the first: those who are only in one of them, and those of whom it says something else.
fn differ(
    first: &Arm<'_>,
    arm: &Arm<'_>,
    ids: &BTreeMap<&str, usize>,
    telling: &Telling<'_>,
    release: &mut Release,
) -> Result<Vec<usize>, String> {
    let [before, after] = [first, arm].map(said);
    let changed: Vec<usize> = ids.iter().filter(|(id, _)| before.get(**id) != after.get(**id)).map(|(_, &place)| place).collect();
    let opening: Vec<usize> = first.scenario.opening().map(|person| ids[&first.scenario.roster.researchers[person].id[..]]).collect();
    let is_other = telling.opening().into_iter().collect::<BTreeSet<_>>() != opening.into_iter().collect();
    let mut perhaps = release.clone();
    if !perhaps.may_differ(&changed) || is_other && !perhaps.may_count(&telling.opening()) {
        return Err(format!("its people differ from those of the first file in {}, too few", changed.len()));
    }
    *release = perhaps;
    Ok(changed)
}

/// What a file says of one person: see [`said`].
type Said<'a> = (&'a str, Vec<&'a str>, Option<(Date, &'a str)>, Researcher);

/// What a file says of each of its people: team, teams led, last day and its channel, and record, names for indices.
fn said<'a>(arm: &Arm<'a>) -> BTreeMap<&'a str, Said<'a>> {
    let roster = &arm.scenario.roster;
    let one = |researcher: &'a Researcher| {
        let name = |team: usize| roster.teams[team].as_str();
        let leads = researcher.leads.iter().map(|&team| name(team)).collect();
        let last_day = researcher.last_day.map(|last| (last.date, arm.scenario.channels[last.channel].name.as_str()));
        let record = Researcher { team: 0, leads: Vec::new(), last_day: None, ..researcher.clone() };
        (&researcher.id[..], (name(researcher.team), leads, last_day, record))
    };
    roster.researchers.iter().map(one).collect()
}
