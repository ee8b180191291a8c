//! A synthetic lab: people made up by a rule.

use std::sync::Arc;

use super::roster::Gathering;
use crate::diagnostic::Diagnostic;
use crate::parameter::Distribution;
use crate::people::{Hire, Researcher};
use crate::scenario::file::numbers::ranges::TIME;
use crate::scenario::file::{Form, Key, Reader, Section, Table};

/// The most people that a roster may generate.
const MOST_GENERATED: u64 = 1_000_000;

/// `[roster.generate]`.
pub(super) static GENERATE: Section = Section::new(
    "A synthetic lab: people made up by a rule.",
    &[
        Key::new("teams", Form::Whole(1, MOST_GENERATED), "How many teams.").required().example("5"),
        Key::new("team_size", Form::Whole(1, MOST_GENERATED), "How many people a team.").required().example("8"),
        Key::new(
            "tenure",
            Form::Luck(&TIME),
            "Time since hire at the start, drawn for each person; { mean = \"3 years\" } is exponential.",
        )
        .example("\"3 years\""),
    ],
);

impl Reader {
    /// `[roster.generate]`: a synthetic lab.
    pub fn generated(&mut self, table: &Table, all: &mut Gathering) {
        let keys = self.keys(table, &GENERATE);
        let (teams, size) = (self.whole(keys, "teams"), self.whole(keys, "team_size"));
        let tenure = self.luck(keys, "tenure").map(Arc::new);
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
}

/// The digits of generated numbers: two, or as many as the count needs.
fn digits(count: u64) -> usize {
    count.to_string().len().max(2)
}

fn generated_researcher(id: String, team: usize, tenure: Option<&Arc<Distribution>>) -> Researcher {
    Researcher {
        id,
        team,
        role: None,
        hired: tenure.cloned().map(Hire::Before),
        pay: 1.0,
        unvested: 0.0,
        vests_by: None,
        leads: Box::default(),
        last_day: None,
        skills: Box::default(),
        covariates: Box::default(),
    }
}
