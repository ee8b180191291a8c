//! In whom two scenarios differ, on their rosters and in their histories.

use std::collections::BTreeMap;

use crate::people::{HistoryRow, Outcome, Researcher};
use crate::scenario::Scenario;

/// Some people: how many, and who.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Their ids, in order.
    pub ids: Vec<String>,
}

/// How rosters differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterChange {
    /// How many are on each.
    pub people: [usize; 2],
    /// Those on the second alone.
    pub joined: Whose,
    /// Those on the first alone.
    pub left: Whose,
    /// Those of whom the two say something else.
    pub changed: Whose,
    /// Of how many of these each column is another.
    pub columns: Vec<(&'static str, usize)>,
}

/// How histories differ, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryChange {
    /// How many rows each has.
    pub rows: [usize; 2],
    /// Rows of the second alone.
    pub added: Whose,
    /// Rows of the first alone.
    pub removed: Whose,
    /// Rows that say something else.
    pub changed: Whose,
    /// The last day that each tells of, ISO; `None` where it tells of nobody.
    pub until: [Option<String>; 2],
}

/// What a column says of a person, in words that two scenarios share.
type Columns = Vec<(&'static str, String)>;

/// How the rosters differ; `None` where they are the same.
pub(super) fn roster(one: &Scenario, other: &Scenario) -> Option<RosterChange> {
    let [ours, theirs] = [one, other].map(|scenario| {
        let people = scenario.roster.researchers.iter();
        people.map(|person| (person.id.clone(), of_person(scenario, person))).collect::<BTreeMap<String, Columns>>()
    });
    let Split { added: joined, removed: left, changed } = split(&ours, &theirs);
    if joined.ids.is_empty() && left.ids.is_empty() && changed.ids.is_empty() {
        return None;
    }
    let mut columns: Vec<(&'static str, usize)> = Vec::new();
    for id in &changed.ids {
        for ((column, before), (_, after)) in ours[id].iter().zip(&theirs[id]) {
            if before == after {
                continue;
            }
            match columns.iter_mut().find(|(known, _)| known == column) {
                Some((_, count)) => *count += 1,
                None => columns.push((column, 1)),
            }
        }
    }
    let people = [one, other].map(|scenario| scenario.roster.researchers.len());
    Some(RosterChange { people, joined, left, changed, columns })
}

fn of_person(scenario: &Scenario, person: &Researcher) -> Columns {
    let roster = &scenario.roster;
    let team = |team: &usize| roster.teams[*team].as_str();
    let covariates = roster.covariates.iter().zip(&person.covariates).filter_map(|(name, value)| Some(format!("{name} {}", (*value)?)));
    let mut covariates: Vec<String> = covariates.collect();
    covariates.sort_unstable();
    let last_day = person.last_day.map(|last| (last.date, &scenario.channels[last.channel].name));
    vec![
        ("team", team(&person.team).to_owned()),
        ("role", format!("{:?}", person.role)),
        ("hired", format!("{:?}", person.hired)),
        ("pay", format!("{:?}", person.pay)),
        ("unvested", format!("{:?} {:?}", person.unvested, person.vests_by)),
        ("leads", person.leads.iter().map(team).collect::<Vec<_>>().join(",")),
        ("last_day", format!("{last_day:?}")),
        ("skills", person.skills.join(",")),
        ("covariates", covariates.join(",")),
    ]
}

/// How the histories differ; `None` where they are the same.
pub(super) fn history(one: &Scenario, other: &Scenario) -> Option<HistoryChange> {
    if one.history.is_none() && other.history.is_none() {
        return None;
    }
    let [ours, theirs] = [one, other].map(|scenario| {
        let rows = scenario.history.iter().flat_map(|history| &history.rows);
        rows.map(|row| (format!("{} from {}", row.id, row.entry), of_row(scenario, row))).collect::<BTreeMap<String, Columns>>()
    });
    let Split { added, removed, changed } = split(&ours, &theirs);
    if added.ids.is_empty() && removed.ids.is_empty() && changed.ids.is_empty() {
        return None;
    }
    let until = [one, other].map(|scenario| Some(scenario.history.as_ref()?.last_day()?.to_string()));
    Some(HistoryChange { rows: [ours.len(), theirs.len()], added, removed, changed, until })
}

fn of_row(scenario: &Scenario, row: &HistoryRow) -> Columns {
    let Some(history) = &scenario.history else { return Vec::new() };
    let outcome = match &row.outcome {
        Outcome::Exit { date, channel } => format!("{date:?} {:?}", channel.map(|channel| &scenario.channels[channel].name)),
        other => format!("{other:?}"),
    };
    let mut covariates: Vec<String> =
        history.covariates.iter().zip(&row.covariates).filter_map(|(name, value)| Some(format!("{name} {}", (*value)?))).collect();
    covariates.sort_unstable();
    vec![
        ("team", history.teams[row.team].clone()),
        ("role", format!("{:?}", row.role)),
        ("hired", format!("{:?}", row.hired)),
        ("leads", row.leads.iter().map(|team| history.teams[*team].as_str()).collect::<Vec<_>>().join(",")),
        ("outcome", outcome),
        ("destination", format!("{:?}", row.destination)),
        ("covariates", covariates.join(",")),
    ]
}

/// Who is in one of two alone, and who says something else.
struct Split {
    added: Whose,
    removed: Whose,
    changed: Whose,
}

fn split(one: &BTreeMap<String, Columns>, other: &BTreeMap<String, Columns>) -> Split {
    let of = |ids: &mut dyn Iterator<Item = &String>| Whose { ids: ids.cloned().collect() };
    Split {
        added: of(&mut other.keys().filter(|id| !one.contains_key(*id))),
        removed: of(&mut one.keys().filter(|id| !other.contains_key(*id))),
        changed: of(&mut one.keys().filter(|id| other.get(*id).is_some_and(|columns| one[*id] != *columns))),
    }
}
