//! What results tell of a roster: everything that `Release` lets through, in the order of what matters most, and why the rest is
//! withheld.
//!
//! The number of the opening roster who are there is always told. Then come headcount and exits, the policies in force, and what the
//! scenario asks for by name, its capabilities; then teams, roles, groups of holders, and tenure kept.

mod costs;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::{Date, days_between};
use crate::people::disclosure::{Changed, Release, Seen};
use crate::people::parts::{self, Part};
use crate::people::{Hire, Researcher};
use crate::scenario::policy::{Policy, Scope};
use crate::scenario::{Capability, Holders, Scenario};
use crate::simulate::model::report_dates;

/// Something that results do not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Withheld {
    /// What is withheld: a metric, a group, a policy, in the words of results.
    pub what: String,
    /// Why it is withheld.
    pub why: String,
}

/// What results tell of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The parts of the opening roster.
    pub parts: Vec<Part>,
    /// Of each capability whether.
    pub capabilities: Vec<bool>,
    /// Groups of the opening roster's holders of a capability, by its index.
    pub holders: Vec<(usize, Part)>,
    /// Headcount and exits, which count those who join later.
    pub flows: bool,
    /// Tenure kept.
    pub tenure: bool,
    /// What the policies in force cost.
    pub costs: bool,
    /// What is withheld.
    pub withheld: Vec<Withheld>,
}

impl Told {
    /// What a run tells under some policies, bundles taken apart.
    pub fn of_run(scenario: &Scenario, policies: &[usize]) -> Self {
        let people = scenario.roster.researchers.len();
        let mut telling = Telling::new(scenario, people, (0..people).collect());
        let mut release = Release::new(scenario.least_group(), &[telling.seen()]);
        telling.begin(&mut release);
        let costs = telling.costs(policies, &mut release);
        let mut told = telling.rest(&mut release);
        told.costs = costs.is_ok();
        told.withheld.extend(costs.err().map(|why| Withheld { what: "cost".to_owned(), why }));
        told
    }
}

/// What the first of several files is called.
pub const FIRST_FILE: &str = "the first file";

/// Telling a scenario's roster, perhaps among those of others.
#[derive(Debug)]
pub struct Telling<'s> {
    scenario: &'s Scenario,
    /// The place of each researcher among all people of the release.
    place: Vec<usize>,
    opening: Vec<usize>,
    joiners: Vec<usize>,
    is_opening: Vec<bool>,
    /// All people of the release, as the scenario has them.
    seen: Seen,
    /// By whom it differs from each file that it is compared with.
    changed: Vec<Changed>,
    flows: bool,
}

impl<'s> Telling<'s> {
    /// Tells a scenario whose researchers have these places among so many people of the release.
    pub fn new(scenario: &'s Scenario, people: usize, place: Vec<usize>) -> Self {
        let opening: Vec<usize> = scenario.opening().collect();
        let mut is_opening = vec![false; scenario.roster.researchers.len()];
        for &person in &opening {
            is_opening[person] = true;
        }
        let joiners: Vec<usize> = (0..is_opening.len()).filter(|&person| !is_opening[person]).collect();
        let mut seen = Seen { from: vec![None; people], known: vec![false; people] };
        for (person, researcher) in scenario.roster.researchers.iter().enumerate() {
            let joins = joins(researcher).filter(|_| !is_opening[person]).unwrap_or(scenario.clock.start());
            // Nothing can have happened yet to who comes on the last date.
            seen.from[place[person]] = (joins < scenario.horizon).then_some(joins);
            seen.known[place[person]] = researcher.last_day.is_some();
        }
        Self { scenario, place, opening, joiners, is_opening, seen, changed: Vec::new(), flows: false }
    }

    /// All people of the release, as the scenario has them.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Those of the opening roster, by place.
    pub fn opening(&self) -> Vec<usize> {
        self.places(&self.opening)
    }

    /// Begins to tell it beside files, given by what they are called, from each of which it differs by some people.
    ///
    /// # Errors
    /// Why not: these are too few.
    pub fn may_begin_beside(&mut self, files: Vec<(String, Changed)>, release: &mut Release) -> Result<(), String> {
        let mut perhaps = release.clone();
        perhaps.turn_to(&self.seen);
        let may_differ = files.iter().all(|(_, changed)| perhaps.may_differ(&[], Some(changed)));
        if !may_differ || !files.is_empty() && !perhaps.may_count(&self.opening()) {
            let nearest = files.iter().map(|(file, changed)| (changed.people.len(), file)).min_by_key(|(differ, _)| *differ);
            let least = release.least();
            return Err(match nearest.filter(|(differ, _)| *differ < least) {
                Some((differ, file)) if self.scenario.happens.is_some() && file == FIRST_FILE => {
                    format!("it is about {}, too few", if differ == 1 { "one person".to_owned() } else { format!("{differ} people") })
                }
                Some((differ, file)) => format!("its people differ from those of {file} in {differ}, too few"),
                None => small(least),
            });
        }
        self.changed = files.into_iter().map(|(_, changed)| changed).filter(|changed| !changed.people.is_empty()).collect();
        self.begin(&mut perhaps);
        *release = perhaps;
        Ok(())
    }

    /// Tells the opening roster in any case, and all with those who join later where on each date those of them who can be gone are enough.
    pub fn begin(&mut self, release: &mut Release) {
        release.turn_to(&self.seen);
        release.count(&self.opening());
        let mut perhaps = release.clone();
        self.flows = report_dates(self.scenario).into_iter().all(|date| {
            let has_joined = |&person: &usize| joins(&self.scenario.roster.researchers[person]).is_some_and(|joins| joins < date);
            let joined: Vec<usize> = self.joiners.iter().copied().filter(has_joined).collect();
            perhaps.may_count(&self.places(&joined))
        });
        if self.flows {
            *release = perhaps;
        }
    }

    /// Tells what some policies change, if those whom each acts on are enough.
    ///
    /// # Errors
    /// Why not.
    pub fn acts(&self, policies: &[usize], release: &mut Release) -> Result<(), String> {
        release.turn_to(&self.seen);
        let mut perhaps = release.clone();
        let of = |policy: &usize| &self.scenario.policies[*policy];
        let mut each = Vec::new();
        for policy in policies.iter().map(of) {
            each.extend([policy.target.members.clone(), self.paid(policy, release.least())?, self.in_teams(policy)]);
        }
        let together = policies.iter().map(of).flat_map(|policy| policy.target.members.clone()).collect();
        for people in each.into_iter().chain([together]) {
            // Beside the same file without a policy, and beside each other file.
            let places = self.places(&people);
            let mut beside = std::iter::once(None).chain(self.changed.iter().map(Some));
            if !beside.all(|changed| perhaps.may_differ(&places, changed)) {
                let opening = people.into_iter().filter(|&person| self.is_opening[person]).count();
                return Err(few("acts on", opening, release.least()));
            }
        }
        *release = perhaps;
        Ok(())
    }

    /// Tells what else there is, as far as it goes.
    pub fn rest(&self, release: &mut Release) -> Told {
        release.turn_to(&self.seen);
        let (roster, least) = (&self.scenario.roster, release.least());
        let mut told = Told { flows: self.flows, costs: true, ..Told::default() };
        let mut withhold = |what: String, why: String| told.withheld.push(Withheld { what, why });
        if !self.flows {
            withhold("headcount and exits".to_owned(), few("less the retained they count", self.joiners.len(), least));
        }
        let (mut of_capabilities, mut few_groups) = (Vec::new(), 0);
        for (index, capability) in self.scenario.capabilities.iter().enumerate() {
            let all: Vec<usize> = (0..roster.researchers.len()).filter(|&person| holds(self.scenario, capability, person)).collect();
            let holders: Vec<usize> = all.iter().copied().filter(|&person| self.is_opening[person]).collect();
            let is_told = least <= 1 || holders.len() >= least && release.may_count(&self.places(&all));
            told.capabilities.push(is_told);
            if !is_told {
                let why = if holders.len() < least { few("held by", holders.len(), least) } else { small(least) };
                withhold(format!("the capability {}", capability.name), why);
                continue;
            }
            if !holders.is_empty() && (holders.len() == all.len() || release.may_count(&self.places(&holders))) {
                told.holders.push((index, Part { label: String::new(), members: holders.clone() }));
            } else if !holders.is_empty() {
                few_groups += 1;
            }
            of_capabilities.push((index, holders));
        }
        let divisions = [parts::teams(roster, &self.opening), parts::roles(roster, &self.opening)];
        let (parts, few) = self.told(&self.opening, divisions, release);
        if few > 0 {
            withhold(format!("{few} of the teams and roles"), small(least));
        }
        for (index, holders) in of_capabilities {
            let (parts, few) = self.told(&holders, [parts::roles(roster, &holders), parts::skills(roster, &holders)], release);
            few_groups += few;
            told.holders.extend(parts.into_iter().map(|part| (index, part)));
            if self.scenario.individuals {
                let alone =
                    |&person: &usize| (index, Part { label: format!("id:{}", roster.researchers[person].id), members: vec![person] });
                told.holders.extend(holders.iter().map(alone));
            }
        }
        told.holders.sort_by_key(|(index, _)| *index);
        if few_groups > 0 {
            withhold(format!("{few_groups} group{} of holders", if few_groups == 1 { "" } else { "s" }), small(least));
        }
        if told.capabilities.contains(&false) {
            withhold("the bus factor".to_owned(), "it rests on all capabilities".to_owned());
        }
        if self.scenario.knows_tenure() {
            let mut tenures = release.weights();
            for &person in &self.opening {
                tenures[self.place[person]] = self.tenure(&roster.researchers[person]);
            }
            told.tenure = release.may_weigh(&tenures);
            if !told.tenure {
                withhold("tenure_kept".to_owned(), "the tenure of one person is too much of it".to_owned());
            }
        }
        told.parts = parts;
        told
    }

    fn told(&self, people: &[usize], divisions: [Vec<Part>; 2], release: &mut Release) -> (Vec<Part>, usize) {
        parts::told(people, divisions, |part| release.may_count(&self.places(&part.members)))
    }

    fn places(&self, people: &[usize]) -> Vec<usize> {
        people.iter().map(|&person| self.place[person]).collect()
    }

    /// Days of tenure at the start; of those who are not known or drawn a middle value.
    fn tenure(&self, researcher: &Researcher) -> f64 {
        let start = self.scenario.clock.start();
        match &researcher.hired {
            Some(Hire::On(date)) => f64::from(days_between(*date, start)),
            Some(Hire::Within(days)) => 0.5 * (f64::from(days_between(days.earliest, start)) + f64::from(days_between(days.latest, start))),
            Some(Hire::Before(years)) => 365.25 * years.centre(),
            None => 0.0,
        }
    }

    /// Whom of its target a policy can reach where it begins team by team: in teams that hold somebody after the exits that it waits for.
    fn in_teams(&self, policy: &Policy) -> Vec<usize> {
        let Some(condition) = policy.condition.filter(|condition| condition.scope == Scope::Team) else {
            return policy.target.members.clone();
        };
        let people = &self.scenario.roster.researchers;
        let mut sizes = vec![0; self.scenario.roster.teams.len()];
        for person in people {
            sizes[person.team] += 1;
        }
        policy.target.members.iter().copied().filter(|&person| sizes[people[person].team] > condition.exits).collect()
    }
}

/// The date of hire of who may join later.
fn joins(researcher: &Researcher) -> Option<Date> {
    match researcher.hired {
        Some(Hire::On(date)) => Some(date),
        Some(Hire::Within(_) | Hire::Before(_)) | None => None,
    }
}

/// Why something is withheld of which so many are part.
fn few(does: &str, count: usize, least: usize) -> String {
    if count >= least { small(least) } else { format!("{does} {count}, fewer than {least}") }
}

/// Why something is withheld of which enough people are part.
fn small(least: usize) -> String {
    format!("alone or less other numbers, of fewer than {least}")
}

/// Whether a researcher of the roster holds a capability.
pub fn holds(scenario: &Scenario, capability: &Capability, person: usize) -> bool {
    match &capability.holders {
        Holders::Skills(skills) => skills.iter().any(|skill| scenario.roster.researchers[person].skills.contains(skill)),
        Holders::Researchers(people) => people.contains(&person),
    }
}
