//! Each role leaving, or each person: to be compared, so that it shows who would be hardest to lose.

use std::collections::BTreeMap;

use super::{SetExit, WhatIf, Who};
use crate::scenario::Scenario;
use crate::scenario::exits::channels::Kind;

/// Most that are asked about in one comparison.
const MOST: usize = 100;

/// Kinds of channels, the one first through which a person who is wanted elsewhere leaves.
const KINDS: [Kind; 5] = [Kind::Lab, Kind::Startup, Kind::Other, Kind::Found, Kind::Dismissed];

impl Scenario {
    /// The same scenario, in which what may happen is that all of one role leave on the first day, for each role; of one team where nobody
    /// has a role; one person where results tell of single people. They leave to a lab, or where there is none to a startup.
    ///
    /// # Errors
    /// Where there are fewer than two of them, or too many.
    pub fn with_each_leaving(&self) -> Result<Self, String> {
        let people = &self.roster.researchers;
        let mut groups: BTreeMap<String, (Who, Vec<usize>)> = BTreeMap::new();
        let has_roles = people.iter().any(|researcher| researcher.role.is_some());
        for person in self.opening().filter(|&person| people[person].last_day.is_none()) {
            let researcher = &people[person];
            let (name, who) = if self.individuals {
                (researcher.id.clone(), Who::Person(person))
            } else if has_roles {
                let Some(role) = &researcher.role else { continue };
                (role.clone(), Who::Role(role.clone()))
            } else {
                let team = &self.roster.teams[researcher.team];
                (team.clone(), Who::Team(team.clone()))
            };
            groups.entry(name).or_insert((who, Vec::new())).1.push(person);
        }
        let what = if self.individuals {
            "people"
        } else if has_roles {
            "roles"
        } else {
            "teams"
        };
        if groups.len() < 2 || groups.len() > MOST {
            return Err(format!(
                "who would be hardest to lose is asked of 2 to {MOST} {what}, and there are {}\n  [what_if.NAME] leaves = .. asks about one",
                groups.len()
            ));
        }
        let channel = |kind: &Kind| self.channels.iter().position(|channel| channel.kind == *kind);
        let channel = KINDS.iter().find_map(channel).unwrap_or(0);
        let exit = |&person: &usize| SetExit { person, date: self.clock.start(), channel };
        let what_if = |(name, (who, members)): (String, (Who, Vec<usize>))| WhatIf {
            name,
            who: Some(who),
            exits: members.iter().map(exit).collect(),
            shocks: Vec::new(),
            freeze: None,
        };
        Ok(Self { what_ifs: groups.into_iter().map(what_if).collect(), ..self.clone() })
    }
}
