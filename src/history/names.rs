//! Numbers in place of names.

use std::collections::HashMap;

use crate::people::HistoryRow;
use crate::scenario::Scenario;

/// The numbers of the people of a history, by id, and of the organisations that it or the scenario knows, by name.
#[derive(Clone, Debug, Default)]
pub struct Numbers<'a> {
    /// People.
    pub people: HashMap<&'a str, usize>,
    /// Organisations.
    pub destinations: HashMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    /// Those of a scenario and the rows of its history.
    pub fn new(scenario: &'a Scenario, rows: &'a [HistoryRow]) -> Self {
        let listed = scenario.competitors.iter().map(|competitor| competitor.name.as_str());
        Self {
            people: in_order(rows.iter().map(|row| row.id.as_str())),
            destinations: in_order(listed.chain(rows.iter().filter_map(|row| row.destination.as_deref()))),
        }
    }
}

/// Numbers of names, by their first appearance.
fn in_order<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut numbers = HashMap::new();
    for name in names {
        let number = numbers.len();
        numbers.entry(name).or_insert(number);
    }
    numbers
}
