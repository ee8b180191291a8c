//! The metadata of a model: what its trials are counted as.

use crate::calendar::Date;
use crate::estimate::RunMetadata;
use crate::estimate::run_metadata::{Ability, Assumption, HolderGroup, KnownLastDays, RowsLeftOut};
use crate::parameter::Parameter;
use crate::people::History;
use crate::scenario::{Kind, Posterior, Scenario, Unknown};
use crate::simulate::Model;
use crate::simulate::model::published::holds;

/// What the numbers of a run of this model are about.
pub fn metadata(model: &Model<'_>) -> RunMetadata {
    let scenario = model.scenario;
    let people = &scenario.roster.researchers;
    let opening = || scenario.opening();
    let joiners = opening().count() < people.len();
    RunMetadata {
        scenario: scenario.name.clone(),
        dates: model.dates.clone(),
        roster: opening().count(),
        channels: scenario.channels.iter().map(|channel| channel.name.clone()).collect(),
        dismissals: scenario.channels.iter().any(|channel| channel.kind == Kind::Dismissed),
        destinations: super::destinations::all(scenario),
        parts: model.told().parts.iter().map(|part| part.label.clone()).collect(),
        further_exits: joiners || scenario.returns.is_some() || scenario.hiring.is_some(),
        productive_places: scenario.hiring.as_ref().map(|_| places(people.len())),
        tenure: model.told().tenure,
        flows: model.told().flows,
        withheld: model.told().withheld.clone(),
        capabilities: scenario
            .capabilities
            .iter()
            .zip(&model.told().capabilities)
            .map(|(capability, &shown)| {
                let holders = opening().filter(|&person| holds(scenario, capability, person)).count();
                let name = capability.name.clone();
                Ability { name, needs: capability.needs, holders: holders as u32, shown }
            })
            .collect(),
        least_group: scenario.least_group(),
        least_group_reason: scenario.min_group_reason.clone(),
        holders: model
            .told()
            .holders
            .iter()
            .map(|(capability, part)| HolderGroup { capability: *capability, label: part.label.clone(), size: part.members.len() as u32 })
            .collect(),
        money: None,
        cascades: scenario.has_cascades(),
        individuals: if scenario.individuals { opening().map(|person| people[person].id.clone()).collect() } else { Vec::new() },
        uncertain: scenario.is_uncertain(),
        hindsight: scenario.has_hindsight(),
        replications: model.replications,
        posterior: scenario.posterior.as_ref().map(Posterior::worth),
        known_last_days: known_last_days(scenario),
        left_out: scenario.history.as_ref().and_then(left_out),
        default_priors: scenario.default_priors(),
        assumptions: assumptions(scenario),
    }
}

fn assumptions(scenario: &Scenario) -> Vec<Assumption> {
    let is_learned =
        |index: usize| scenario.posterior.as_ref().is_some_and(|posterior| posterior.columns.contains(&Unknown::Parameter(index)));
    let assumption = |(index, parameter): (usize, &Parameter)| Assumption {
        parameter: parameter.path.clone(),
        given: parameter.distribution.to_string(),
        learned: is_learned(index),
        source: parameter.source.clone(),
    };
    scenario.parameters.iter().enumerate().map(assumption).collect()
}

fn known_last_days(scenario: &Scenario) -> Option<KnownLastDays> {
    let dates: Vec<Date> = scenario.opening().filter_map(|person| Some(scenario.roster.researchers[person].last_day?.date)).collect();
    let by_horizon = dates.iter().filter(|&&date| date <= scenario.horizon).count();
    (!dates.is_empty()).then_some(KnownLastDays { people: dates.len(), by_horizon })
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
