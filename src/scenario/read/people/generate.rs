//! A synthetic lab: people made up by a rule.

use super::super::Reader;
use super::super::file::tree::{Node, Table, Value};
use super::super::numbers::distribution::Exponential;
use super::super::numbers::ranges::TIME;
use super::roster::Gathering;
use crate::diagnostic::Diagnostic;
use crate::parameter::Distribution;
use crate::people::{Hire, Researcher};
use crate::scenario::schema::{self, MOST_GENERATED};

impl Reader {
    /// `[roster.generate]`: a synthetic lab.
    pub fn generated(&mut self, table: &Table, all: &mut Gathering) {
        self.keys_of(table, &schema::GENERATE);
        let mut count = |key, example| self.required(table, key, example).and_then(|node| self.whole(node, 1..=MOST_GENERATED));
        let (teams, size) = (count("teams", "teams = 5"), count("team_size", "team_size = 8"));
        let tenure = table.get("tenure").and_then(|node| self.time_of_luck(node));
        let (Some(teams), Some(size)) = (teams, size) else {
            all.is_lost = true;
            return;
        };
        if teams * size > MOST_GENERATED {
            let message = format!("{} people are more than can be generated", teams * size);
            self.problems.push(Diagnostic::error(message).at(&table.place).label(format!("expected {MOST_GENERATED} at most")));
            all.is_lost = true;
            return;
        }
        all.is_generated = true;
        for team in 1..=teams {
            let team = format!("t{team:0width$}", width = digits(teams));
            for number in 1..=size {
                let id = format!("{team}-{number:0width$}", width = digits(size));
                let researcher = generated_researcher(id, all.teams.insert(&team), tenure.as_ref());
                self.add(researcher, &table.place, Vec::new(), std::iter::empty(), all);
            }
        }
    }

    /// A time that is drawn for each person or event: a duration or a distribution of them. Luck, and so no parameter.
    pub fn time_of_luck(&mut self, node: &Node) -> Option<Distribution> {
        match &node.value {
            Value::Table(table) => {
                // No table repeats the source of luck, but it must be a text like any other.
                table.get("source").map(|node| self.text(node));
                self.distribution(table, &TIME, Exponential::Allowed)
            }
            _ => Some(Distribution::Values(vec![self.plain_number(node, &TIME)?])),
        }
    }
}

/// The digits of generated numbers: two, or as many as the count needs.
fn digits(count: u64) -> usize {
    count.to_string().len().max(2)
}

fn generated_researcher(id: String, team: usize, tenure: Option<&Distribution>) -> Researcher {
    Researcher {
        id,
        team,
        role: None,
        hired: tenure.cloned().map(Hire::Before),
        pay: 1.0,
        unvested: 0.0,
        vests_by: None,
        leads: Vec::new(),
        last_day: None,
        skills: Vec::new(),
        covariates: Vec::new(),
    }
}
