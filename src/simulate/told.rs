//! What results tell of a roster: everything that [`Release`] lets through, in the order of what matters most, and why the rest is
//! withheld.
//!
//! The number of the opening roster who are there is always told. Then come headcount and exits, the policies in force, and what the
//! scenario asks for by name, its capabilities; then teams, roles, groups of holders, and tenure kept.

use serde::{Deserialize, Serialize};

use super::model::report_dates;
use crate::calendar::days_between;
use crate::parameter::Quantity;
use crate::people::disclosure::Release;
use crate::people::parts::{self, Part};
use crate::people::{Hire, Researcher};
use crate::policy::{Measure, Policy, Scope};
use crate::scenario::{Capability, Holders, Scenario};

/// Something that results do not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// What: a metric, a group, a policy, in the words of results.
    pub what: String,
    /// Why.
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
        let mut telling = Telling::new(scenario, (0..scenario.roster.researchers.len()).collect());
        let mut release = Release::new(scenario.roster.researchers.len(), scenario.least_group()).knowing(&telling.leaving());
        telling.begin(&mut release);
        let costs = telling.costs(policies, &mut release);
        let mut told = telling.rest(&mut release);
        told.costs = costs.is_ok();
        told.withheld.extend(costs.err().map(|why| Withheld { what: "cost".to_owned(), why }));
        told
    }
}

/// Telling a scenario's roster, perhaps among those of others.
#[derive(Debug)]
pub struct Telling<'s> {
    scenario: &'s Scenario,
    /// The place of each researcher among all people of the release.
    place: Vec<usize>,
    opening: Vec<usize>,
    joiners: Vec<usize>,
    is_opening: Vec<bool>,
    /// The places of those of whom another file says something else.
    changed: Vec<usize>,
    flows: bool,
}

impl<'s> Telling<'s> {
    /// Tells a scenario whose researchers have these places among all people of the release.
    pub fn new(scenario: &'s Scenario, place: Vec<usize>) -> Self {
        let opening: Vec<usize> = scenario.opening().collect();
        let mut is_opening = vec![false; scenario.roster.researchers.len()];
        for &person in &opening {
            is_opening[person] = true;
        }
        let joiners = (0..is_opening.len()).filter(|&person| !is_opening[person]).collect();
        Self { scenario, place, opening, joiners, is_opening, changed: Vec::new(), flows: false }
    }

    /// Tells it beside the file that says something else of the people of these places.
    pub fn beside(self, changed: Vec<usize>) -> Self {
        Self { changed, ..self }
    }

    /// Those whose last day is known, by place.
    pub fn leaving(&self) -> Vec<usize> {
        let people = self.scenario.roster.researchers.iter().zip(&self.place);
        people.filter(|(researcher, _)| researcher.last_day.is_some()).map(|(_, &place)| place).collect()
    }

    /// Those of the opening roster, by place.
    pub fn opening(&self) -> Vec<usize> {
        self.places(&self.opening)
    }

    /// Tells the opening roster in any case, and all with those who join later where on each date those who have joined by then are enough.
    pub fn begin(&mut self, release: &mut Release) {
        release.count(&self.places(&self.opening));
        let mut perhaps = release.clone();
        self.flows = report_dates(self.scenario).into_iter().all(|date| {
            let has_joined =
                |&person: &usize| matches!(self.scenario.roster.researchers[person].hired, Some(Hire::On(hired)) if hired <= date);
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
        let mut perhaps = release.clone();
        let of = |policy: &usize| &self.scenario.policies[*policy];
        let mut each = Vec::new();
        for policy in policies.iter().map(of) {
            each.extend([policy.target.members.clone(), self.paid(policy, release.least())?, self.in_teams(policy)]);
        }
        let together = policies.iter().map(of).flat_map(|policy| policy.target.members.clone()).collect();
        for people in each.into_iter().chain([together]) {
            let places = [self.places(&people), self.changed.clone()].concat();
            if !perhaps.may_differ(&places) {
                let opening = people.into_iter().filter(|&person| self.is_opening[person]).count();
                return Err(few("acts on", opening, release.least()));
            }
        }
        *release = perhaps;
        Ok(())
    }

    /// Tells what they cost, if their people are enough, and nobody's pay is most of it.
    ///
    /// # Errors
    /// Why not.
    pub fn costs(&self, policies: &[usize], release: &mut Release) -> Result<(), String> {
        let mut perhaps = release.clone();
        for &policy in policies {
            let policy = &self.scenario.policies[policy];
            for people in [policy.target.members.clone(), self.paid(policy, release.least())?, self.in_teams(policy)] {
                let opening: Vec<usize> = people.into_iter().filter(|&person| self.is_opening[person]).collect();
                if !perhaps.may_count(&self.places(&opening)) {
                    return Err(few("acts on", opening.len(), release.least()));
                }
            }
        }
        for &policy in policies {
            let policy = &self.scenario.policies[policy];
            let members = &policy.target.members;
            let joiners: Vec<usize> = members.iter().copied().filter(|&person| !self.is_opening[person]).collect();
            if !perhaps.may_count(&self.places(&joiners)) {
                return Err(few("also pays for", joiners.len(), release.least()));
            }
            if policy.measures.iter().any(Measure::costs) {
                let mut pays = perhaps.weights();
                for &person in members {
                    pays[self.place[person]] = self.scenario.roster.researchers[person].pay;
                }
                if !perhaps.may_weigh(&pays) {
                    return Err("somebody's pay is too much of it".to_owned());
                }
            }
        }
        *release = perhaps;
        Ok(())
    }

    /// Tells what else there is, as far as it goes.
    pub fn rest(&self, release: &mut Release) -> Told {
        let (roster, least) = (&self.scenario.roster, release.least());
        let mut told = Told { flows: self.flows, costs: true, ..Told::default() };
        let mut withhold = |what: String, why: String| told.withheld.push(Withheld { what, why });
        if !self.flows {
            withhold("headcount and exits".to_owned(), few("less the retained they count", self.joiners.len(), least));
        }
        let mut of_capabilities = Vec::new();
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
            }
            of_capabilities.push((index, holders));
        }
        let divisions = [parts::teams(roster, &self.opening), parts::roles(roster, &self.opening)];
        let (parts, few) = self.told(&self.opening, divisions, release);
        if few > 0 {
            withhold(format!("{few} of the teams and roles"), small(least));
        }
        let mut few_groups = 0;
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
            withhold(format!("{few_groups} groups of holders"), small(least));
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
                withhold("tenure_kept".to_owned(), "somebody's tenure is too much of it".to_owned());
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

    /// Whom of its target a policy pays, where a budget pays raises and grants to one after another: those whom the money reaches.
    ///
    /// # Errors
    /// Why its results are not told, where these are few, or where the scenario leaves open who they are.
    fn paid(&self, policy: &Policy, least: usize) -> Result<Vec<usize>, String> {
        let all = &policy.target.members;
        if least <= 1 || policy.budget.total.is_none() && policy.budget.per_year.is_none() {
            return Ok(all.clone());
        }
        let paid = self.reached(policy, 1.0);
        let amounts = policy.measures.iter().filter_map(|measure| match measure {
            Measure::Raise { share } => Some(*share),
            Measure::Grant { amount, .. } => Some(*amount),
            _ => None,
        });
        let limits = [policy.budget.total, policy.budget.per_year].into_iter().flatten();
        let is_known = policy.condition.is_none() && amounts.chain(limits).all(|number| matches!(number, Quantity::Known(_)));
        if is_known {
            return if paid.len() < least && paid.len() < all.len() { Err(few("has a budget for", paid.len(), least)) } else { Ok(paid) };
        }
        // What is uncertain may well be four times what it is in the middle.
        if self.reached(policy, 4.0).len() < all.len() {
            return Err(format!("has a budget that may be for fewer than {least}"));
        }
        Ok(paid)
    }

    /// Whom the money of a policy reaches if everybody gets so many times what the numbers say at their centres.
    fn reached(&self, policy: &Policy, times: f64) -> Vec<usize> {
        let value = |quantity: Quantity| match quantity {
            Quantity::Known(value) => value,
            Quantity::Uncertain(index) => self.scenario.parameters[index].distribution.centre(),
        };
        let [mut left, mut of_year] = [policy.budget.total, policy.budget.per_year].map(|limit| limit.map_or(f64::INFINITY, value));
        let until = policy.until.map_or(self.scenario.horizon, |until| until.min(self.scenario.horizon));
        let years = (self.scenario.clock.years(until) - self.scenario.clock.years(policy.from)).max(0.0);
        let mut reaches = |&person: &usize| {
            let pay = times * self.scenario.roster.researchers[person].pay;
            let (mut whole, mut yearly) = (0.0, 0.0);
            for measure in &policy.measures {
                match measure {
                    Measure::Raise { share } => (whole, yearly) = (whole + value(*share) * pay * years, yearly + value(*share) * pay),
                    Measure::Grant { amount, .. } => (whole, yearly) = (whole + value(*amount) * pay, yearly + value(*amount) * pay),
                    _ => {}
                }
            }
            let fits = whole <= left && yearly <= of_year;
            if fits {
                (left, of_year) = (left - whole, of_year - yearly);
            }
            fits
        };
        let is_passed_over = |person: &usize| self.scenario.roster.researchers[*person].last_day.is_some();
        policy.target.members.iter().copied().filter(|person| is_passed_over(person) || reaches(person)).collect()
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
