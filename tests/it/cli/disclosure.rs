//! What can be worked out from the files of a run or a comparison about one person, by solving over the joint states of a small lab.
//!
//! Who is there on the last day is one of 2^n states; what is published are expectations of functions of the state, under no policy and
//! under each. Whatever follows from them by adding, subtracting and weighing is a combination of these functions. The reader is given
//! more than the files: the distribution of each count, all moments told, the rosters and targets, that a policy changes nothing among
//! those whom it does not act on, and who is gone by then for certain.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::commands::{Place, stderr};

/// Labs that are tried.
const LABS: u32 = 60;

#[derive(Clone, Debug)]
struct Person {
    team: u8,
    role: u8,
    skills: u8,
    hired: u8,
    pay: u8,
    joins: bool,
    /// Gone for certain by the last day of the scenario.
    leaves: bool,
}

#[derive(Clone, Debug)]
struct Lab {
    min_group: usize,
    people: Vec<Person>,
    needs: [u8; 2],
    /// Whom each policy acts on, as bits.
    policies: Vec<u8>,
}

const HIRED: [&str; 3] = ["2022-01-01", "2021-01-01", "2012-01-01"];
const JOINS: &str = "2023-01-15";
const LAST_DAY: &str = "2023-01-25";

fn labs() -> impl Strategy<Value = Lab> {
    let person = (0..2u8, 0..3u8, 0..4u8, 0..3u8, 1..3u8, prop::bool::weighted(0.15), prop::bool::weighted(0.15))
        .prop_map(|(team, role, skills, hired, pay, joins, leaves)| Person { team, role, skills, hired, pay, joins, leaves });
    let policies = prop::collection::vec(1..=127u8, 1..=2);
    (2..=3usize, prop::collection::vec(person, 5..=7), [1..3u8, 1..3u8], policies)
        .prop_map(|(min_group, people, needs, policies)| Lab { min_group, people, needs, policies })
        .prop_filter("somebody is there at the start of whom it is not known how it will go", |lab| {
            lab.people.iter().filter(|person| !person.joins && !person.leaves).count() >= 4
        })
}

impl Lab {
    fn toml(&self, min_group: usize) -> String {
        let mut text = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"1 month\"\ntrials = 64\n".to_owned();
        for (index, person) in self.people.iter().enumerate() {
            let skills: Vec<String> = (0..2).filter(|skill| person.skills >> skill & 1 == 1).map(|skill| format!("\"s{skill}\"")).collect();
            let hired = if person.joins { JOINS } else { HIRED[usize::from(person.hired)] };
            let (team, role, pay, skills) = (person.team, person.role, person.pay, skills.join(", "));
            let last = if person.leaves { format!("last_day = {LAST_DAY}\n") } else { String::new() };
            let keys = format!("{last}team = \"t{team}\"\nrole = \"r{role}\"\npay = {pay}\nhired = {hired}\nskills = [{skills}]\n");
            write!(text, "[[researchers]]\nid = \"p{index}\"\n{keys}").unwrap();
        }
        text.push_str("[channels.lab]\nhazard_per_year = 2.0\n");
        for skill in (0..2).filter(|&skill| !self.holders(skill).is_empty()) {
            write!(text, "[capabilities.c{skill}]\nneeds = {}\nskills = [\"s{skill}\"]\n", self.needs(skill)).unwrap();
        }
        for (policy, target) in self.targets().iter().enumerate() {
            let ids: Vec<String> = target.iter().map(|person| format!("\"p{person}\"")).collect();
            let kind =
                if policy == 0 { "kind = \"raise\"\nraise = 0.1" } else { "kind = \"effect\"\nratio = 0.5\ncost_per_person_year = 0.2" };
            let keys = format!("{kind}\ntarget = {{ ids = [{}] }}\n", ids.join(", "));
            write!(text, "[policies.q{policy}]\n{keys}").unwrap();
        }
        write!(text, "[pay]\nelasticity = 1.0\n[privacy]\nmin_group = {min_group}\nreason = \"a test\"\n").unwrap();
        text
    }

    fn those(&self, is_one: impl Fn(&Person) -> bool) -> Vec<usize> {
        (0..self.people.len()).filter(|&index| is_one(&self.people[index])).collect()
    }

    fn holders(&self, skill: u8) -> Vec<usize> {
        self.those(|person| person.skills >> skill & 1 == 1)
    }

    fn needs(&self, skill: u8) -> usize {
        usize::from(self.needs[usize::from(skill)]).min(self.holders(skill).len())
    }

    fn targets(&self) -> Vec<Vec<usize>> {
        let chosen = |policy: &u8| (0..self.people.len()).filter(|person| policy >> person & 1 == 1).collect::<Vec<usize>>();
        self.policies.iter().map(chosen).filter(|target| !target.is_empty()).collect()
    }

    /// The functions of the state whose expectations a metric of a group tells.
    fn functions(&self, metric: &str, group: &str, stat: &str, policy: Option<(&str, &[usize])>, tells_all: bool) -> Vec<Function<'_>> {
        let opening = self.those(|person| !person.joins);
        let everybody = self.those(|_| true);
        let of_opening = |keeps: &dyn Fn(&Person) -> bool| self.those(|person| !person.joins && keeps(person));
        let skill = |name: &str| name.trim_start_matches("capability:c").parse::<u8>().unwrap();
        match (metric, group.split_once(':')) {
            ("retained", Some(("team", name))) => counts(&of_opening(&|person| format!("t{}", person.team) == name)),
            ("retained", Some(("role", name))) => counts(&of_opening(&|person| format!("r{}", person.role) == name)),
            ("retained" | "retained_voluntary", None) => counts(&opening),
            ("headcount" | "exits", _) => counts(&everybody),
            ("tenure_kept", None) => {
                let is_moment = ["mean", "sd", "luck_share"].contains(&stat);
                assert!(is_moment || tells_all, "{stat} of tenure_kept");
                let years = |person: usize| [1.0, 2.0, 11.0][usize::from(self.people[person].hired)];
                moments(opening.into_iter().map(|person| (person, years(person))).collect())
            }
            ("cost", None) => {
                let (name, target) = policy.unwrap_or_default();
                let weight = |person: usize| if name == "q0" { f64::from(self.people[person].pay) } else { 1.0 };
                moments(target.iter().map(|&person| (person, weight(person))).collect())
            }
            ("capability" | "capability_lost", Some(_)) => {
                let (holders, needs) = (self.holders(skill(group)), self.needs(skill(group)));
                vec![Box::new(move |state| f64::from(u8::from(count(state, &holders) >= needs)))]
            }
            ("bus_factor", None) => {
                let capabilities: Vec<(Vec<usize>, usize)> =
                    (0..2).map(|skill| (self.holders(skill), self.needs(skill))).filter(|(holders, _)| !holders.is_empty()).collect();
                let of = move |state: usize| {
                    let to_lose = |(holders, needs): &(Vec<usize>, usize)| (count(state, holders) + 1).saturating_sub(*needs);
                    capabilities.iter().map(to_lose).min().unwrap_or(0)
                };
                (0..=self.people.len())
                    .map(|value| {
                        Box::new({
                            let of = of.clone();
                            move |state| f64::from(u8::from(of(state) == value))
                        }) as Function<'_>
                    })
                    .collect()
            }
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
                    is_named && !one.joins
                };
                let part: Vec<usize> = holders.iter().copied().filter(is_part).collect();
                vec![Box::new(move |state| if count(state, &holders) == needs { count(state, &part) as f64 } else { 0.0 })]
            }
            _ => panic!("what does {metric} of {group} tell?"),
        }
    }
}

type Function<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

fn count(state: usize, people: &[usize]) -> usize {
    people.iter().filter(|&&person| state >> person & 1 == 1).count()
}

fn counts<'a>(people: &[usize]) -> Vec<Function<'a>> {
    let of = |value: usize, people: Vec<usize>| Box::new(move |state| f64::from(u8::from(count(state, &people) == value))) as Function<'a>;
    (0..=people.len()).map(|value| of(value, people.to_vec())).collect()
}

fn moments<'a>(weights: Vec<(usize, f64)>) -> Vec<Function<'a>> {
    let sum = move |state: usize| weights.iter().map(|(person, weight)| weight * (state >> person & 1) as f64).sum::<f64>();
    vec![Box::new(sum.clone()), Box::new(move |state| sum(state) * sum(state))]
}

/// A basis of what is known, orthonormal.
#[derive(Default)]
struct Known(Vec<Vec<f64>>);

impl Known {
    /// What is left of a function beside what is known.
    fn rest(&self, function: &[f64]) -> Vec<f64> {
        let mut rest = function.to_vec();
        for _ in 0..2 {
            for one in &self.0 {
                let share: f64 = one.iter().zip(&rest).map(|(a, b)| a * b).sum();
                rest.iter_mut().zip(one).for_each(|(rest, one)| *rest -= share * one);
            }
        }
        rest
    }

    fn add(&mut self, function: &[f64]) {
        let mut rest = self.rest(function);
        let length = norm(&rest);
        if length > 1e-9 * norm(function) {
            for value in &mut rest {
                *value /= length;
            }
            self.0.push(rest);
        }
    }

    fn tells(&self, function: &[f64]) -> bool {
        norm(&self.rest(function)) < 1e-7 * norm(function)
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// The people of whom the files of a folder tell something that can be worked out.
fn singled_out(lab: &Lab, summary: &str, min_group: usize) -> Vec<String> {
    let (states, targets) = (1usize << lab.people.len(), lab.targets());
    let rows: Vec<Vec<&str>> = summary.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut worlds: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        let next = worlds.len();
        worlds.entry(row[2]).or_insert(next);
    }
    let in_world = |world: usize, function: &dyn Fn(usize) -> f64| {
        let mut all = vec![0.0; worlds.len() * states];
        (0..states).for_each(|state| all[world * states + state] = function(state));
        all
    };
    let target = |policy: &str| policy.strip_prefix('q').map(|index| &targets[index.parse::<usize>().unwrap()][..]);
    let mut known = Known::default();
    for (policy, &world) in &worlds {
        known.add(&in_world(world, &|_| 1.0));
        // Whoever has a known last day is in none of the states that can be.
        let leaving: usize = lab.those(|person| person.leaves).iter().map(|person| 1 << person).sum();
        for state in (0..states).filter(|state| state & leaving != 0) {
            known.add(&in_world(world, &|other| f64::from(u8::from(other == state))));
        }
        // Among those whom a policy does not act on nothing differs from no policy.
        let (Some(none), Some(target)) = (worlds.get("none").copied(), target(policy)) else { continue };
        let rest: Vec<usize> = lab.those(|_| true).into_iter().filter(|person| !target.contains(person)).collect();
        let mask: usize = rest.iter().map(|person| 1 << person).sum();
        for of_rest in (0..states).filter(|state| state & !mask == 0) {
            let is_so = |state: usize| f64::from(u8::from(state & mask == of_rest));
            let mut difference = in_world(world, &is_so);
            difference.iter_mut().zip(in_world(none, &is_so)).for_each(|(a, b)| *a -= b);
            known.add(&difference);
        }
    }
    for row in &rows {
        let [policy, metric, group, stat] = [row[2], row[3], row[4], row[6]];
        for function in lab.functions(metric, group, stat, target(policy).map(|target| (policy, target)), min_group == 1) {
            known.add(&in_world(worlds[policy], &function));
        }
    }
    let mut found = Vec::new();
    for person in lab.those(|person| !person.leaves) {
        let is_there = |state: usize| (state >> person & 1) as f64;
        for (policy, &world) in &worlds {
            if known.tells(&in_world(world, &is_there)) {
                found.push(format!("p{person} under {policy}"));
            }
            let Some(&none) = worlds.get("none").filter(|&&none| none != world) else { continue };
            let mut difference = in_world(world, &is_there);
            difference.iter_mut().zip(in_world(none, &is_there)).for_each(|(a, b)| *a -= b);
            let acts = target(policy).is_some_and(|target| target.contains(&person));
            if acts && known.tells(&difference) {
                found.push(format!("what {policy} does for p{person}"));
            }
        }
    }
    found
}

/// The summaries of a run of each policy and of a comparison, as far as they are told.
fn published(lab: &Lab, min_group: usize) -> Vec<String> {
    let place = Place::new();
    fs::write(place.path("lab.toml"), lab.toml(min_group)).unwrap();
    let mut commands: Vec<Vec<&str>> = vec![vec!["run"], vec!["compare"]];
    commands.extend(["q0", "q1"].iter().take(lab.targets().len()).map(|policy| vec!["run", "--policy", policy]));
    let mut summaries = Vec::new();
    for (index, command) in commands.into_iter().enumerate() {
        let out = format!("out{index}");
        let output = place.run(&[&command[..1], &["lab.toml", "--out", &out], &command[1..]].concat());
        let told = stderr(&output);
        if output.status.code() == Some(2) && told.contains("there is nothing to compare that would not tell of fewer than") {
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{told}\n{}", lab.toml(min_group));
        let summary = fs::read_to_string(place.path(&format!("{out}/summary.csv"))).unwrap();
        let last_day: Vec<&str> = summary.lines().filter(|line| line.contains(",2023-02-01,")).collect();
        summaries.push(format!("header\n{}", last_day.join("\n")));
    }
    summaries
}

#[test]
fn nothing_published_tells_of_one_person() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: LABS, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let [mut told_without_care, mut compared] = [std::cell::Cell::new(0), std::cell::Cell::new(0)];
    TestRunner::new_with_rng(config, rng)
        .run(&labs(), |lab| {
            let summaries = published(&lab, lab.min_group);
            for summary in &summaries {
                let found = singled_out(&lab, summary, lab.min_group);
                prop_assert!(found.is_empty(), "{found:?}\n{}\n{summary}", lab.toml(lab.min_group));
            }
            compared.set(compared.get() + u32::from(summaries.iter().any(|summary| summary.contains(",none,") && summary.contains(",q"))));
            let careless = published(&lab, 1).iter().any(|summary| !singled_out(&lab, summary, 1).is_empty());
            told_without_care.set(told_without_care.get() + u32::from(careless));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    // The same labs with a least group of one give people away, and many labs have something to compare: the test can fail.
    assert!(*told_without_care.get_mut() > LABS / 2 && *compared.get_mut() > LABS / 4, "{told_without_care:?} {compared:?}");
}

#[test]
fn every_command_warns_of_a_roster_of_few() {
    let warning = "warning: only 3 researchers at the start, fewer than privacy.min_group, 5: how\n  many of all are there is always told, and of so few that is about single\n  people; pass results on only to those who may know\n";
    assert!(warning.lines().all(|line| line.len() <= 80));
    let place = Place::new();
    let history =
        "[history]\nfrom = 2022-01-01\nuntil = 2022-12-31\nfile = \"history.csv\"\n[policies.q]\nkind = \"effect\"\nratio = 0.5\n";
    let small = fs::read_to_string(place.path("small.toml")).unwrap();
    let (people, _) = small.split_once("[privacy]").unwrap();
    fs::write(place.path("few.toml"), people.replace("= 0.4", "= { median = 0.4, p95 = 1.0 }") + history).unwrap();
    fs::write(place.path("history.csv"), "id,hired,exit,channel\nx,2021-05-01,2022-08-01,lab\ny,2021-06-01,,\n").unwrap();
    let commands: [&[&str]; 8] = [
        &["check", "few.toml"],
        &["run", "few.toml", "--out", "a"],
        &["run", "few.toml", "--shard", "1/1", "--out", "b"],
        &["merge", "b", "--out", "c"],
        &["run", "few.toml", "--trial", "3"],
        &["compare", "few.toml", "--out", "d"],
        &["explain", "few.toml", "--researcher", "r-1", "--at", "2023-02-01"],
        &["calibrate", "few.toml", "--method", "mle", "--out", "e"],
    ];
    for command in commands {
        let output = place.run(command);
        assert!(stderr(&output).contains(warning), "{command:?}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", stderr(&output));
    }
    let manifest = fs::read_to_string(place.path("a/manifest.json")).unwrap();
    assert!(manifest.contains("\"privacy\": {\n    \"min_group\": 5,\n    \"withheld\": []\n  }"), "{manifest}");
    let state = fs::read_to_string(place.path("b/state.json")).unwrap();
    assert!(state.contains("\"about\":\"The counts of one shard, for `stayput merge`."), "{}", &state[..300]);
    fs::write(place.path("low.toml"), format!("{people}[privacy]\nmin_group = 2\n")).unwrap();
    let output = place.run(&["check", "low.toml"]);
    let warning = "warning: privacy.min_group is lowered from 5 to 2 without a reason: say beside\n  it, in `reason`, why results may tell of so few people; the manifest keeps it\n";
    assert_eq!(stderr(&output), warning);
    // Lowered with a reason, nobody is warned, and the reason stands in the manifest.
    let output = place.run(&["run", "small.toml", "--out", "f"]);
    assert_eq!(stderr(&output), "");
    let manifest = fs::read_to_string(place.path("f/manifest.json")).unwrap();
    assert!(manifest.contains("\"min_group\": 1,\n    \"reason\": \"nobody of them exists\","), "{manifest}");
}
