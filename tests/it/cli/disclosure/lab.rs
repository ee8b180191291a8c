//! Small labs: people, what they hold and when they come and go, policies, and a second file that says something else of them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::solve::{Function, count, counts, moments};

/// The dates of results after the start.
pub const DATES: [&str; 2] = ["2023-02-01", "2023-03-01"];
const HIRED: [&str; 3] = ["2022-01-01", "2021-01-01", "2012-01-01"];
/// Of those who come later: within each month, on the day before the horizon, on it. And how many days each is there.
const JOINS: [(&str, u32); 4] = [("2023-01-15", 45), ("2023-02-10", 19), ("2023-02-28", 1), ("2023-03-01", 0)];
const LAST_DAY: &str = "2023-01-25";
/// The last is beside the others the whole of a sum.
const PAY: [f64; 3] = [1.0, 2.0, 1e9];
/// The days of the scenario, and those after its first month.
const DAYS: [u32; 2] = [59, 28];

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    team: u8,
    role: u8,
    skills: u8,
    hired: u8,
    pay: u8,
    star: bool,
    pub joins: Option<u8>,
    /// Gone for certain by the first date.
    pub leaves: bool,
}

#[derive(Clone, Debug)]
pub struct Lab {
    pub name: &'static str,
    pub min_group: usize,
    pub people: Vec<Person>,
    needs: [u8; 2],
    /// Whom each policy acts on, as bits, and whether it begins a month after the start.
    policies: Vec<(u8, bool)>,
    /// Whether the first policy does what the others do, and not a raise.
    is_alike: bool,
    /// What teams are called.
    teams: char,
}

/// What is known on a date of whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum There {
    Never,
    Perhaps,
    Certainly,
}

/// A lab, and perhaps another file of the same people.
pub fn labs() -> impl Strategy<Value = (Lab, Option<Lab>)> {
    let joins = prop_oneof![5 => Just(None), 2 => Just(Some(0)), 2 => (0..4u8).prop_map(Some)];
    let pay = prop_oneof![7 => 0..2u8, 1 => Just(2)];
    let person = (0..2u8, 0..3u8, 0..4u8, 0..3u8, pay, any::<bool>(), joins, prop::bool::weighted(0.15)).prop_map(
        |(team, role, skills, hired, pay, star, joins, leaves)| {
            let leaves = leaves && joins.is_none_or(|joins| joins == 0);
            Person { team, role, skills, hired, pay, star, joins, leaves }
        },
    );
    let change = prop_oneof![3 => Just(0), 3 => 1..6u8];
    let late = || prop::bool::weighted(0.3);
    let any_policies = prop::collection::vec((1..=127u8, late()), 1..=2);
    // One for all but one, and one for all.
    let nested = (0..5u8, late(), any::<bool>()).prop_map(|(but, is_late, is_first)| {
        let mut targets = [127 ^ 1 << but, 127];
        targets.rotate_left(usize::from(is_first));
        targets.map(|target| (target, is_late)).to_vec()
    });
    let policies = prop_oneof![3 => any_policies, 1 => nested];
    let people = prop::collection::vec((person, change), 5..=7);
    let flags = (any::<bool>(), prop::bool::weighted(0.4), any::<bool>());
    (2..=3usize, people, [1..4u8, 1..4u8], policies, flags)
        .prop_map(|(min_group, people, needs, policies, (is_alike, is_compared, is_renamed))| {
            let (people, changes): (Vec<Person>, Vec<u8>) = people.into_iter().unzip();
            let lab = Lab { name: "Lab", min_group, people, needs, policies, is_alike, teams: 't' };
            let people = lab.people.iter().zip(changes).map(|(person, change)| person.changed(change)).collect();
            let other = Lab { name: "Other", people, teams: if is_renamed { 'u' } else { 't' }, ..lab.clone() };
            (lab, is_compared.then_some(other))
        })
        .prop_filter("there is a policy, and four are there at the start of whom it is not known how it will go", |(lab, other)| {
            let is_enough = |lab: &Lab| lab.those(|person| person.joins.is_none() && !person.leaves).len() >= 4;
            // Two files have twice as many states.
            !lab.targets().is_empty() && is_enough(lab) && other.as_ref().is_none_or(|other| is_enough(other) && other.people.len() <= 6)
        })
}

impl Person {
    /// The same person as another file may have it. Only the first two changes act: nothing rests on pay, role or tenure.
    fn changed(&self, change: u8) -> Self {
        let mut other = self.clone();
        match change {
            1 => other.star = !self.star,
            2 => other.leaves = !self.leaves && self.joins.is_none(),
            3 => other.pay = 1 - self.pay.min(1),
            4 => other.role = (self.role + 1) % 3,
            5 => other.hired = (self.hired + 1) % 3,
            _ => {}
        }
        other
    }

    /// Whether another file says something else that acts.
    pub fn acts_otherwise(&self, other: &Self) -> bool {
        (self.star, self.leaves) != (other.star, other.leaves)
    }

    /// What is known of the person on a date.
    pub fn there(&self, date: usize) -> There {
        match self.joins {
            _ if self.leaves => There::Never,
            None | Some(0) => There::Perhaps,
            Some(1) if date == 1 => There::Perhaps,
            // Nothing happens in a day.
            Some(2) if date == 1 => There::Certainly,
            Some(_) => There::Never,
        }
    }
}

impl Lab {
    pub fn toml(&self, min_group: usize) -> String {
        let mut text = format!("name = \"{}\"\nstart = 2023-01-01\nhorizon = \"2 months\"\ntrials = 64\n", self.name);
        for (index, person) in self.people.iter().enumerate() {
            let skills: Vec<String> = (0..2).filter(|skill| person.skills >> skill & 1 == 1).map(|skill| format!("\"s{skill}\"")).collect();
            let hired = person.joins.map_or(HIRED[usize::from(person.hired)], |joins| JOINS[usize::from(joins)].0);
            let (pay, skills, star) = (PAY[usize::from(person.pay)], skills.join(", "), u8::from(person.star));
            let last = if person.leaves { format!("last_day = {LAST_DAY}\n") } else { String::new() };
            let of = format!("team = \"{}{}\"\nrole = \"r{}\"\nstar = {star}\n", self.teams, person.team, person.role);
            write!(text, "[[researchers]]\nid = \"p{index}\"\n{last}{of}pay = {pay}\nhired = {hired}\nskills = [{skills}]\n").unwrap();
        }
        text.push_str("[channels.lab]\nhazard_per_year = 2.0\ncovariates = { star = 1.5 }\n");
        for skill in (0..2).filter(|&skill| !self.holders(skill).is_empty()) {
            write!(text, "[capabilities.c{skill}]\nneeds = {}\nskills = [\"s{skill}\"]\n", self.needs(skill)).unwrap();
        }
        for (policy, target) in self.targets().iter().enumerate() {
            let ids: Vec<String> = target.iter().map(|person| format!("\"p{person}\"")).collect();
            let kind = if self.is_raise(policy) {
                "kind = \"raise\"\nraise = 0.1"
            } else {
                "kind = \"effect\"\nratio = 0.5\ncost_per_person_year = 0.2"
            };
            let from = if self.is_late(policy) { DATES[0] } else { "2023-01-01" };
            write!(text, "[policies.q{policy}]\n{kind}\nfrom = {from}\ntarget = {{ ids = [{}] }}\n", ids.join(", ")).unwrap();
        }
        write!(text, "[pay]\nelasticity = 1.0\n[privacy]\nmin_group = {min_group}\nreason = \"a test\"\n").unwrap();
        text
    }

    pub fn those(&self, is_one: impl Fn(&Person) -> bool) -> Vec<usize> {
        (0..self.people.len()).filter(|&index| is_one(&self.people[index])).collect()
    }

    fn holders(&self, skill: u8) -> Vec<usize> {
        self.those(|person| person.skills >> skill & 1 == 1)
    }

    fn needs(&self, skill: u8) -> usize {
        usize::from(self.needs[usize::from(skill)]).min(self.holders(skill).len())
    }

    pub fn targets(&self) -> Vec<Vec<usize>> {
        let chosen = |(policy, _): &(u8, bool)| (0..self.people.len()).filter(|person| policy >> person & 1 == 1).collect::<Vec<usize>>();
        self.policies.iter().map(chosen).filter(|target| !target.is_empty()).collect()
    }

    fn is_late(&self, policy: usize) -> bool {
        self.policies.iter().filter(|(target, _)| target & ((1 << self.people.len()) - 1) != 0).nth(policy).is_some_and(|(_, late)| *late)
    }

    fn is_raise(&self, policy: usize) -> bool {
        policy == 0 && !self.is_alike
    }

    /// Whether two policies do the same on the same dates.
    pub fn are_alike(&self, policies: [&str; 2]) -> bool {
        let [one, other] = policies.map(|policy| policy[1..].parse::<usize>().unwrap());
        self.is_raise(one) == self.is_raise(other) && self.is_late(one) == self.is_late(other)
    }

    /// How many days somebody is paid for who stays.
    fn days(&self, policy: usize, person: usize) -> u32 {
        let in_force = DAYS[usize::from(self.is_late(policy))];
        let Some(joins) = self.people[person].joins else { return in_force };
        let there = JOINS[usize::from(joins)].1;
        // A raise is for those who are there when it begins.
        if self.is_raise(policy) && there < in_force { 0 } else { there.min(in_force) }
    }

    /// Those for whom a policy changes something up to a date.
    pub fn acted(&self, policy: &str, date: usize) -> Vec<usize> {
        let Some(policy) = policy.strip_prefix('q').map(|index| index.parse::<usize>().unwrap()) else { return Vec::new() };
        let acts = |person: &usize| !(self.is_late(policy) && date == 0) && self.days(policy, *person) > 0;
        self.targets()[policy].iter().copied().filter(acts).collect()
    }

    /// The functions of the state whose expectations a metric of a group tells.
    pub fn functions(&self, policy: &str, metric: &str, group: &str, stat: &str, tells_all: bool) -> Vec<Function<'_>> {
        let is_opening = |person: &Person| person.joins.is_none();
        let opening = self.those(is_opening);
        let of_opening = |keeps: &dyn Fn(&Person) -> bool| self.those(|person| is_opening(person) && keeps(person));
        let skill = |name: &str| name.trim_start_matches("capability:c").parse::<u8>().unwrap();
        match (metric, group.split_once(':')) {
            ("retained", Some(("team", name))) => counts(&of_opening(&|person| format!("{}{}", self.teams, person.team) == name)),
            ("retained", Some(("role", name))) => counts(&of_opening(&|person| format!("r{}", person.role) == name)),
            ("retained" | "retained_voluntary", None) => counts(&opening),
            ("headcount" | "exits", _) => counts(&self.those(|_| true)),
            ("tenure_kept", None) => {
                let is_moment = ["mean", "sd", "luck_share"].contains(&stat);
                assert!(is_moment || tells_all, "{stat} of tenure_kept");
                let years = |person: usize| [1.0, 2.0, 11.0][usize::from(self.people[person].hired)];
                moments(opening.into_iter().map(|person| (person, years(person))).collect())
            }
            ("cost", None) => {
                let index: usize = policy[1..].parse().unwrap();
                let pay = |person: usize| if self.is_raise(index) { PAY[usize::from(self.people[person].pay)] } else { 1.0 };
                let weight = |person: usize| pay(person) * f64::from(self.days(index, person));
                moments(self.targets()[index].iter().map(|&person| (person, weight(person))).collect())
            }
            ("capability" | "capability_lost", Some(_)) => {
                let (holders, needs) = (self.holders(skill(group)), self.needs(skill(group)));
                vec![Box::new(move |state| f64::from(u8::from(count(state, &holders) >= needs)))]
            }
            ("bus_factor", None) => self.bus_factor(),
            ("pivotal", Some(_)) => {
                let (capability, part) = group.split_once('/').unwrap_or((group, ""));
                let (holders, needs) = (self.holders(skill(capability)), self.needs(skill(capability)));
                let is_part = |&person: &usize| {
                    let one = &self.people[person];
                    let is_named = match part.split_once(':') {
                        None => true,
                        Some(("role", name)) => format!("r{}", one.role) == name,
                        Some(("skill", name)) => one.skills >> name[1..].parse::<u8>().unwrap() & 1 == 1,
                        Some(_) => panic!("{group}"),
                    };
                    is_named && is_opening(one)
                };
                let part: Vec<usize> = holders.iter().copied().filter(is_part).collect();
                vec![Box::new(move |state| if count(state, &holders) == needs { count(state, &part) as f64 } else { 0.0 })]
            }
            _ => panic!("what does {metric} of {group} tell?"),
        }
    }

    /// How many exits it takes until something cannot be done any more.
    fn bus_factor(&self) -> Vec<Function<'_>> {
        let all = (0..2).map(|skill| (self.holders(skill), self.needs(skill)));
        let capabilities: Vec<(Vec<usize>, usize)> = all.filter(|(holders, _)| !holders.is_empty()).collect();
        let of = move |state: usize| {
            let to_lose = |(holders, needs): &(Vec<usize>, usize)| (count(state, holders) + 1).saturating_sub(*needs);
            capabilities.iter().map(to_lose).min().unwrap_or(0)
        };
        let is = |value: usize| {
            let of = of.clone();
            Box::new(move |state: usize| f64::from(u8::from(of(state) == value))) as Function<'_>
        };
        (0..=self.people.len()).map(is).collect()
    }
}
