//! The uncertain numbers that are asked about, and the tables that they belong to.

use crate::scenario::{Scenario, Unknown};

/// Probabilities of the ends at which a number is put.
pub const ENDS: [f64; 2] = [0.05, 0.95];

/// An uncertain number of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its place among the scenario's parameters.
    pub parameter: usize,
    /// Where it stands in the scenario.
    pub path: String,
    /// What is believed of it beforehand, in words.
    pub given: String,
    /// Where that comes from.
    pub source: Option<String>,
    /// How it can be moved.
    pub way: Way,
    /// By arm: whether it acts there.
    pub acts: Vec<bool>,
}

/// How the answer at an end of a number is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// It is independent of all others: it is put there, and all else stays as it was drawn.
    Moved([f64; 2]),
    /// It was learned together with others, and cannot be moved without them: by regression on its value over draws.
    Learned,
}

/// The numbers of one table of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `channels.*`.
    pub name: String,
    /// Which numbers, by their places among those asked about.
    pub numbers: Vec<usize>,
}

/// How many numbers act nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Those of policies that nobody asks about.
    pub of_policies: usize,
    /// Those of what-ifs, of which nothing happens here.
    pub of_what_ifs: usize,
}

/// The numbers that act in some arm, of each of which the policies in force are given; and how many act in none.
pub fn numbers(scenario: &Scenario, in_force: &[Vec<usize>]) -> (Vec<Number>, LeftOut) {
    let is_learned = |index| scenario.posterior.as_ref().is_some_and(|posterior| posterior.columns.contains(&Unknown::Parameter(index)));
    let mut numbers = Vec::new();
    let mut left_out = LeftOut::default();
    for (parameter, one) in scenario.parameters.iter().enumerate() {
        if one.path.starts_with("what_if.") {
            left_out.of_what_ifs += 1;
            continue;
        }
        let policy = scenario.policies.iter().position(|policy| one.path.starts_with(&format!("policies.{}.", policy.name)));
        let acts: Vec<bool> = in_force.iter().map(|parts| policy.is_none_or(|policy| parts.contains(&policy))).collect();
        if !acts.contains(&true) {
            left_out.of_policies += 1;
            continue;
        }
        let way = if is_learned(parameter) { Way::Learned } else { Way::Moved(ENDS.map(|end| one.distribution.quantile(end))) };
        numbers.push(Number {
            parameter,
            path: one.path.clone(),
            given: one.distribution.to_string(),
            source: one.source.clone(),
            way,
            acts,
        });
    }
    (numbers, left_out)
}

/// The tables that several of the numbers, but not all, belong to.
pub fn groups(numbers: &[Number]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let table = number.path.split('.').next().unwrap_or_default();
        let name = format!("{table}.*");
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.numbers.push(place),
            None => groups.push(Group { name, numbers: vec![place] }),
        }
    }
    groups.retain(|group| group.numbers.len() > 1 && group.numbers.len() < numbers.len());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(path: &str) -> Number {
        Number { parameter: 0, path: path.to_owned(), given: String::new(), source: None, way: Way::Learned, acts: vec![true] }
    }

    #[test]
    fn numbers_of_one_table_are_a_group_unless_there_are_no_others() {
        let numbers = ["channels.lab.hazard_per_year", "contagion.ratio", "channels.other.hazard_per_year"].map(number);
        assert_eq!(groups(&numbers), [Group { name: "channels.*".to_owned(), numbers: vec![0, 2] }]);
        assert!(groups(&["channels.a.hazard_per_year", "channels.b.hazard_per_year"].map(number)).is_empty());
    }
}
