//! Bundles of policies: what they are made of, and which can be none.

use std::collections::BTreeSet;

use super::Policy;
use super::measure::Measure;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::Scenario;
use crate::scenario::file::{Keys, Names, Reader, Table};

/// Of policies those chosen, bundles taken apart: each once, in the order of the file.
pub(in crate::scenario) fn parts_of(all: &[Policy], chosen: &[usize]) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut open: Vec<usize> = chosen.to_vec();
    let mut seen = BTreeSet::new();
    while let Some(index) = open.pop() {
        if !seen.insert(index) {
            continue;
        }
        let policy = &all[index];
        if policy.parts.is_empty() {
            found.insert(index);
        }
        open.extend(&policy.parts);
    }
    found.into_iter().collect()
}

impl Scenario {
    /// Whether policies can be in force together: of one who has stayed there is one hazard ratio that fades.
    pub fn go_together(&self, policies: &[usize]) -> bool {
        differ_in_fading(&self.policies, &self.parts_of(policies)).is_none()
    }
}

impl Reader {
    /// The policies that a bundle puts together.
    pub fn parts(&mut self, keys: Keys<'_>, names: &Names) -> Vec<usize> {
        let Some(node) = self.required(keys, "policies") else { return Vec::new() };
        let listed = self.distinct_names(node, "policy", "name the policies that it puts together");
        let mut parts = Vec::with_capacity(listed.len());
        for (name, place) in listed {
            match names.get(name) {
                Some(part) => parts.push(part),
                None => self.push_unknown("policy", name, place, names),
            }
        }
        parts
    }

    /// Refuses bundles that are parts of themselves, and those whose answers leave behind what fades differently.
    pub fn check_bundles(&mut self, table: &Table, policies: &[Policy]) {
        for (index, entry) in table.entries.iter().enumerate() {
            let parts = entry.node.as_table().and_then(|table| table.get("policies"));
            let place = parts.map_or(&entry.key_place, |node| &node.place);
            if let Some(way) = way_back(policies, index) {
                let names: Vec<String> = way.iter().map(|&policy| quoted(&policies[policy].name)).collect();
                let message = format!("the bundle {} is part of itself: {}", names[0], names.join(" has "));
                self.problems.push(Diagnostic::error(message).at(place).label("expected other policies"));
            } else if let Some([one, other]) = fading_differently(policies, index) {
                let [bundle, one, other] = [index, one, other].map(|policy| quoted(&policies[policy].name));
                let message = format!("the bundle {bundle} has {one} and {other}, and their ratio_after fade differently");
                let help = "give both one half_life: of one who has stayed, whatever was answered, there is one ratio_after that fades";
                self.problems.push(Diagnostic::error(message).at(place).label("expected one half_life").help(help));
            }
        }
    }
}

/// Two parts of a bundle after whose answers hazards fade differently, if there are such: a trial keeps one decay for all of a person's.
fn fading_differently(policies: &[Policy], bundle: usize) -> Option<[usize; 2]> {
    differ_in_fading(policies, &parts_of(policies, &[bundle]))
}

/// The same of policies that are no bundles.
fn differ_in_fading(policies: &[Policy], parts: &[usize]) -> Option<[usize; 2]> {
    let decay = |part: usize| {
        policies[part].measures.iter().find_map(|measure| match measure {
            Measure::CounterOffer { ratio_after, decay, .. } if *ratio_after != Quantity::Known(1.0) => Some(decay),
            _ => None,
        })
    };
    let mut fading = parts.iter().filter_map(|&part| Some((part, decay(part)?)));
    let (first, known) = fading.next()?;
    fading.find(|(_, decay)| *decay != known).map(|(other, _)| [first, other])
}

/// The way from a policy over its parts back to itself, if there is one.
fn way_back(policies: &[Policy], start: usize) -> Option<Vec<usize>> {
    let mut came_from = vec![None; policies.len()];
    let mut open = vec![start];
    while let Some(policy) = open.pop() {
        for &part in &policies[policy].parts {
            if part == start {
                let way = std::iter::successors(Some(policy), |&at| if at == start { None } else { came_from[at] });
                let mut way: Vec<usize> = [start].into_iter().chain(way).collect();
                way.reverse();
                return Some(way);
            }
            if came_from[part].is_none() {
                came_from[part] = Some(policy);
                open.push(part);
            }
        }
    }
    None
}
