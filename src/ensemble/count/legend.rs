//! The legend of a model: what its trials are counted as.

use crate::estimate::Legend;
use crate::estimate::legend::{Ability, HolderGroup, RowsLeftOut};
use crate::people::History;
use crate::people::parts::published_by_skill;
use crate::scenario::{Capability, Holders, Kind, Posterior, Scenario};
use crate::simulate::Model;

/// What the numbers of a run of this model are about.
pub fn legend(model: &Model<'_>) -> Legend {
    let scenario = model.scenario;
    let people = &scenario.roster.researchers;
    let opening = || scenario.opening();
    let joiners = opening().count() < people.len();
    Legend {
        scenario: scenario.name.clone(),
        dates: model.dates.clone(),
        roster: opening().count(),
        channels: scenario.channels.iter().map(|channel| channel.name.clone()).collect(),
        dismissals: scenario.channels.iter().any(|channel| channel.kind == Kind::Dismissed),
        destinations: super::destinations::all(scenario),
        parts: model.parts.iter().map(|part| part.label.clone()).collect(),
        further_exits: joiners || scenario.returns.is_some() || scenario.hiring.is_some(),
        productive_places: scenario.hiring.as_ref().map(|_| places(people.len())),
        tenure: scenario.knows_tenure(),
        capabilities: scenario
            .capabilities
            .iter()
            .map(|capability| {
                let holders = holders(scenario, capability).count();
                let (name, shown) = (capability.name.clone(), is_shown(scenario, capability));
                Ability { name, needs: capability.needs, holders: holders as u32, shown }
            })
            .collect(),
        least_group: scenario.least_group(),
        holders: holder_groups(scenario).into_iter().map(|(group, _)| group).collect(),
        money: None,
        cascades: scenario.has_cascades(),
        individuals: if scenario.individuals { opening().map(|person| people[person].id.clone()).collect() } else { Vec::new() },
        uncertain: scenario.is_uncertain(),
        hindsight: scenario.has_hindsight(),
        replications: model.replications,
        posterior: scenario.posterior.as_ref().map(Posterior::worth),
        left_out: scenario.history.as_ref().and_then(left_out),
    }
}

fn left_out(history: &History) -> Option<RowsLeftOut> {
    let unobserved = history.unobserved;
    (unobserved.total() > 0).then(|| RowsLeftOut { rows: history.rows.len() + unobserved.total(), unobserved })
}

/// Decimal places of productive headcount: two, and fewer where that would take more than some 100,000 values.
fn places(people: usize) -> u32 {
    match people {
        0..=1_000 => 2,
        1_001..=10_000 => 1,
        _ => 0,
    }
}

/// Whether a researcher of the roster holds a capability.
pub fn holds(scenario: &Scenario, capability: &Capability, person: usize) -> bool {
    match &capability.holders {
        Holders::Skills(skills) => skills.iter().any(|skill| scenario.roster.researchers[person].skills.contains(skill)),
        Holders::Researchers(people) => people.contains(&person),
    }
}

/// The holders of a capability in the opening roster.
pub fn holders<'a>(scenario: &'a Scenario, capability: &'a Capability) -> impl Iterator<Item = usize> + 'a {
    scenario.opening().filter(move |&person| holds(scenario, capability, person))
}

/// Whether enough of the opening roster hold a capability for results to speak of it: whether it is covered can tell of a single holder.
pub fn is_shown(scenario: &Scenario, capability: &Capability) -> bool {
    scenario.least_group() <= 1 || holders(scenario, capability).count() >= scenario.least_group()
}

/// The groups of the opening roster's holders of each capability that are large enough to speak of, with their members.
pub fn holder_groups(scenario: &Scenario) -> Vec<(HolderGroup, Vec<usize>)> {
    let least = scenario.least_group();
    let mut groups = Vec::new();
    for (index, capability) in scenario.capabilities.iter().enumerate() {
        let holders: Vec<usize> = holders(scenario, capability).collect();
        let group = |label: String, members: Vec<usize>| (HolderGroup { capability: index, label, size: members.len() as u32 }, members);
        let parts = published_by_skill(&scenario.roster, &holders, least);
        if holders.len() >= least.max(1) {
            groups.push(group(String::new(), holders.clone()));
        }
        groups.extend(parts.into_iter().map(|part| group(part.label, part.members)));
        if scenario.individuals {
            groups.extend(holders.iter().map(|&person| group(format!("id:{}", scenario.roster.researchers[person].id), vec![person])));
        }
    }
    groups
}
