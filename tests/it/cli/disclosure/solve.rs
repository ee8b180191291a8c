//! Solving over the joint states of a lab: of whom what is published tells something that can be worked out.

use std::collections::BTreeMap;

use super::lab::{DATES, Lab, There};

/// A function of who is there, as bits.
pub type Function<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

pub fn count(state: usize, people: &[usize]) -> usize {
    people.iter().filter(|&&person| state >> person & 1 == 1).count()
}

/// The probability of each number of some people.
pub fn counts<'a>(people: &[usize]) -> Vec<Function<'a>> {
    let of = |value: usize, people: Vec<usize>| Box::new(move |state| f64::from(u8::from(count(state, &people) == value))) as Function<'a>;
    (0..=people.len()).map(|value| of(value, people.to_vec())).collect()
}

/// Mean and variance of a weighted sum.
pub fn moments<'a>(weights: Vec<(usize, f64)>) -> Vec<Function<'a>> {
    let most = weights.iter().map(|(_, weight)| *weight).fold(f64::MIN_POSITIVE, f64::max);
    let sum = move |state: usize| weights.iter().map(|(person, weight)| weight / most * (state >> person & 1) as f64).sum::<f64>();
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
        // What is less than that is nothing: of pay of a billionth, too.
        if length > 1e-7 * norm(function) {
            for value in &mut rest {
                *value /= length;
            }
            self.0.push(rest);
        }
    }

    fn tells(&self, function: &[f64]) -> bool {
        norm(&self.rest(function)) < 1e-6 * norm(function)
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// What a file tells under a policy on a date: one probability a state that can be.
struct World<'a> {
    lab: &'a Lab,
    policy: &'a str,
    states: Vec<usize>,
    /// Where its states stand among those of all worlds.
    first: usize,
}

impl World<'_> {
    /// Adds a function of its states to one of all worlds.
    fn put(&self, all: &mut [f64], factor: f64, function: &dyn Fn(usize) -> f64) {
        self.states.iter().enumerate().for_each(|(index, &state)| all[self.first + index] += factor * function(state));
    }
}

/// The people of whom the files of a folder tell something that can be worked out.
pub fn singled_out(labs: &[&Lab], summary: &str, tells_all: bool) -> Vec<String> {
    (0..DATES.len()).flat_map(|date| singled_out_on(labs, summary, tells_all, date)).collect()
}

fn singled_out_on(labs: &[&Lab], summary: &str, tells_all: bool, date: usize) -> Vec<String> {
    let rows: Vec<Vec<&str>> =
        summary.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(|row| row[5] == DATES[date]).collect();
    let mut worlds: BTreeMap<(&str, &str), World<'_>> = BTreeMap::new();
    let mut length = 0;
    for row in &rows {
        worlds.entry((row[1], row[2])).or_insert_with(|| {
            let lab = labs.iter().find(|lab| lab.name == row[1]).unwrap();
            let can_be = |state: &usize| {
                lab.people.iter().enumerate().all(|(person, one)| match one.there(date) {
                    There::Never => state >> person & 1 == 0,
                    There::Certainly => state >> person & 1 == 1,
                    There::Perhaps => true,
                })
            };
            let states: Vec<usize> = (0..1 << lab.people.len()).filter(can_be).collect();
            length += states.len();
            World { lab, policy: row[2], first: length - states.len(), states }
        });
    }
    let mut known = Known::default();
    for world in worlds.values() {
        let mut all = vec![0.0; length];
        world.put(&mut all, 1.0, &|_| 1.0);
        known.add(&all);
    }
    let pairs = pairs(&worlds, date);
    for (one, other, differ) in &pairs {
        // Among those for whom nothing is otherwise all is the same.
        let alike: usize = (0..one.lab.people.len()).filter(|person| !differ.contains(person)).map(|person| 1 << person).sum();
        for part in (0..1 << one.lab.people.len()).filter(|state| state & !alike == 0) {
            let is_so = |state: usize| f64::from(u8::from(state & alike == part));
            let mut all = vec![0.0; length];
            one.put(&mut all, 1.0, &is_so);
            other.put(&mut all, -1.0, &is_so);
            if norm(&all) > 0.0 {
                known.add(&all);
            }
        }
    }
    for row in &rows {
        let world = &worlds[&(row[1], row[2])];
        for function in world.lab.functions(row[2], row[3], row[4], row[6], tells_all) {
            let mut all = vec![0.0; length];
            world.put(&mut all, 1.0, &function);
            if norm(&all) > 0.0 {
                known.add(&all);
            }
        }
    }
    let is_there = |person: usize| move |state: usize| (state >> person & 1) as f64;
    let is_open = |world: &World<'_>, person: usize| world.lab.people[person].there(date) == There::Perhaps;
    let mut found = Vec::new();
    for ((name, policy), world) in &worlds {
        for person in (0..world.lab.people.len()).filter(|&person| is_open(world, person)) {
            let mut all = vec![0.0; length];
            world.put(&mut all, 1.0, &is_there(person));
            if known.tells(&all) {
                found.push(format!("p{person} of {name} under {policy} on {}", DATES[date]));
            }
        }
    }
    for (one, other, differ) in &pairs {
        for &person in differ.iter().filter(|&&person| is_open(one, person) && is_open(other, person)) {
            let mut all = vec![0.0; length];
            one.put(&mut all, 1.0, &is_there(person));
            other.put(&mut all, -1.0, &is_there(person));
            if known.tells(&all) {
                let world = |world: &World<'_>| format!("{} under {}", world.lab.name, world.policy);
                found.push(format!("p{person} of {} less that of {} on {}", world(one), world(other), DATES[date]));
            }
        }
    }
    found
}

/// Worlds of which it is known for whom they differ: policies from none and from those that do the same, and files from each other.
fn pairs<'w, 'a>(worlds: &'w BTreeMap<(&str, &str), World<'a>>, date: usize) -> Vec<(&'w World<'a>, &'w World<'a>, Vec<usize>)> {
    let mut pairs = Vec::new();
    for ((name, policy), world) in worlds {
        if let Some(none) = worlds.get(&(*name, "none")).filter(|_| *policy != "none") {
            pairs.push((world, none, world.lab.acted(policy, date)));
        }
        let is_alike = |other: &str| ![*policy, other].contains(&"none") && *policy < other && world.lab.are_alike([policy, other]);
        for ((_, other), second) in worlds.iter().filter(|((of, other), _)| of == name && is_alike(other)) {
            let acted = [*policy, other].map(|policy| world.lab.acted(policy, date));
            let in_one = |person: &usize| acted[0].contains(person) != acted[1].contains(person);
            pairs.push((second, world, (0..world.lab.people.len()).filter(in_one).collect()));
        }
        if let Some(first) = worlds.get(&("Lab", *policy)).filter(|_| *name != "Lab") {
            let people = world.lab.people.iter().zip(&first.lab.people).enumerate();
            pairs.push((world, first, people.filter(|(_, (a, b))| a.acts_otherwise(b)).map(|(person, _)| person).collect()));
        }
    }
    pairs
}
