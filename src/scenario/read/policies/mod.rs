//! Policies: what all kinds have in common, and bundles. What a policy does is read by its kind, through [`Keys`].

pub(in crate::scenario::read) mod keys;
pub(in crate::scenario::read) mod targets;

use self::keys::{Keys, example};
use super::Reader;
use super::file::tree::{Entry, Node, Table, Value};
use super::names::Names;
use super::numbers::ranges::MONEY;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::policy::{Budget, Condition, KINDS, Kind, Measure, NO_POLICY, Policy, Price, Scope, Target, Terms};
use crate::scenario::schema::{self, MOST_NEEDED};
use crate::scenario::{Scenario, parts_of};

/// Among whom a condition counts exits.
const SCOPES: [(&str, Scope); 2] = [("team", Scope::Team), ("lab", Scope::Lab)];

/// What policies refer to.
pub(super) struct PolicyContext<'a> {
    /// The whole file.
    pub root: &'a Table,
    /// What it says, but for its policies and what is read after them.
    pub scenario: &'a Scenario,
    /// Ids, in the order of the roster.
    pub ids: &'a Names,
    /// Whether everything of the roster could be opened.
    pub is_whole: bool,
}

impl Reader {
    /// `[policies.*]`.
    pub fn policies(&mut self, context: &PolicyContext<'_>) -> Vec<Policy> {
        let Some(table) = self.table_at(context.root, "policies") else { return Vec::new() };
        let names: Names = table.entries.iter().map(|entry| entry.key.as_str()).collect();
        let policies: Vec<Policy> = table.entries.iter().filter_map(|entry| self.policy(entry, &names, context)).collect();
        if policies.len() == table.entries.len() {
            self.check_bundles(table, &policies);
        }
        policies
    }

    fn policy(&mut self, entry: &Entry, names: &Names, context: &PolicyContext<'_>) -> Option<Policy> {
        self.check_name("policy", &entry.key, &entry.key_place);
        if entry.key == NO_POLICY {
            let message = format!("{} cannot name a policy", quoted(NO_POLICY));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).help("it is what results call a run without any"));
        }
        let table = self.table(&entry.node)?;
        let kind = self.required(table, "kind", "kind = \"effect\"").and_then(|node| self.kind_of_policy(node))?;
        self.known_keys(table, &schema::policy_names(kind), &[]);
        self.check_needs(table, &kind.section);
        let start = context.scenario.clock.start();
        let from = self.beginning(table, context.scenario).unwrap_or(start);
        let is_bundle = kind.terms == Terms::OfParts;
        let measures = (kind.read)(&mut Keys { reader: self, table, kind, context });
        // Nothing keeps those whose last day is known: what is done for those who may stay is not done for them.
        let is_for_leaving = measures.iter().any(Measure::outlasts_exits);
        let policy = Policy {
            name: entry.key.clone(),
            kind: kind.name,
            from,
            until: self.end(table, from, context.scenario),
            target: if is_bundle {
                Target { members: Vec::new(), newcomers: false }
            } else {
                self.target(table, from, is_for_leaving, context)
            },
            condition: self.table_at(table, "when").map(|table| self.condition(table)),
            budget: Budget { total: self.money(table, "budget"), per_year: self.money(table, "budget_per_year") },
            price: Price {
                once: self.money(table, "cost_once").unwrap_or(Quantity::Known(0.0)),
                per_person_year: self.money(table, "cost_per_person_year").unwrap_or(Quantity::Known(0.0)),
                per_event: self.money(table, "cost_per_event").unwrap_or(Quantity::Known(0.0)),
            },
            measures,
            parts: if is_bundle { self.parts(table, names) } else { Vec::new() },
        };
        self.warn_of_idle_prices(table, &policy);
        Some(policy)
    }

    /// The kind of a name.
    fn kind_of_policy(&mut self, node: &Node) -> Option<&'static Kind> {
        let name = self.text(node)?;
        let found = KINDS.iter().copied().find(|kind| kind.name == name);
        if found.is_none() {
            let names = || KINDS.iter().map(|kind| kind.name);
            let diagnostic =
                Diagnostic::error(format!("there is no kind of policy {}", quoted(name))).at(&node.place).label("unknown kind");
            self.problems.push(match self.problems.nearest(name, names()) {
                Some(nearest) => diagnostic.suggest(Some(nearest)),
                None => diagnostic.help(format!("the kinds are {}", names().collect::<Vec<_>>().join(", "))),
            });
        }
        found
    }

    /// Misses the keys without which others do nothing.
    pub fn check_needs(&mut self, table: &Table, section: &schema::Section) {
        for &(key, other) in section.needs {
            if table.get(key).is_some() && table.get(other).is_none() {
                let example = section.keys.iter().find(|key| key.name == other).map(example).unwrap_or_default();
                self.push_missing(table, other, &example);
            }
        }
    }

    /// From when on it is in force.
    fn beginning(&mut self, table: &Table, scenario: &Scenario) -> Option<Date> {
        let node = table.get("from")?;
        let start = scenario.clock.start();
        let from = self.moment(node, self.has_dates.then_some(start))?;
        if !self.has_dates {
            return None;
        }
        if from < start {
            let message = format!("{} is {from}, before the start, {start}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
            return None;
        }
        if from >= scenario.horizon {
            let message = format!("the policy does not begin before the horizon, {}, and does nothing by then", scenario.horizon);
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected an earlier date"));
        }
        Some(from)
    }

    /// Until when it is in force, if not for good.
    fn end(&mut self, table: &Table, from: Date, scenario: &Scenario) -> Option<Date> {
        let node = table.get("until")?;
        let until = self.moment(node, self.has_dates.then(|| scenario.clock.start()))?;
        if self.has_dates && until <= from {
            let message = format!("{} is {until}, not after the policy begins, {from}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
            return None;
        }
        Some(until)
    }

    /// What has to happen first.
    fn condition(&mut self, table: &Table) -> Condition {
        self.keys_of(table, &schema::CONDITION);
        let exits = self.required(table, "exits", "exits = 2").and_then(|node| self.whole(node, 1..=MOST_NEEDED));
        let within = self.required(table, "within", "within = \"90 days\"").and_then(|node| self.positive_duration(node));
        let scope = table.get("of").and_then(|node| self.one_of(node, "scope", &SCOPES));
        Condition {
            exits: exits.unwrap_or(1) as u32,
            within: within.map_or(1.0, |within| within.years()),
            scope: scope.unwrap_or(Scope::Team),
        }
    }

    fn money(&mut self, table: &Table, key: &str) -> Option<Quantity> {
        self.optional_quantity(table, key, &MONEY)
    }

    /// The policies that a bundle puts together.
    fn parts(&mut self, table: &Table, names: &Names) -> Vec<usize> {
        let Some(node) = self.required(table, "policies", "policies = [\"a\", \"b\"]") else { return Vec::new() };
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
    fn check_bundles(&mut self, table: &Table, policies: &[Policy]) {
        for (index, entry) in table.entries.iter().enumerate() {
            let place = match &entry.node.value {
                Value::Table(table) => table.get("policies").map(|node| &node.place),
                _ => None,
            };
            let place = place.unwrap_or(&entry.key_place);
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

    /// Warns of a price of events of which there are none, and of a budget that nothing is spent of.
    fn warn_of_idle_prices(&mut self, table: &Table, policy: &Policy) {
        let mut warn = |key: &str, why: &str| {
            if let Some(entry) = table.entry(key) {
                let message = format!("{} does nothing: {why}", quoted(&entry.node.path));
                self.problems.push(Diagnostic::warning(message).at(&entry.key_place));
            }
        };
        let has_events = policy.measures.iter().any(Measure::has_events);
        if !has_events {
            warn("cost_per_event", &format!("there are no events in a policy of the kind {}", quoted(policy.kind)));
        }
        let prices = ["cost_once", "cost_per_person_year"].into_iter().chain(has_events.then_some("cost_per_event"));
        if !policy.measures.iter().any(Measure::costs) && prices.into_iter().all(|price| table.get(price).is_none()) {
            for budget in ["budget", "budget_per_year"] {
                warn(budget, "the policy costs nothing");
            }
        }
    }
}

/// Two parts of a bundle after whose answers hazards fade differently, if there are such: a trial keeps one decay for all of a person's.
fn fading_differently(policies: &[Policy], bundle: usize) -> Option<[usize; 2]> {
    let decay = |part: usize| {
        policies[part].measures.iter().find_map(|measure| match measure {
            Measure::Answer { ratio_after, decay, .. } if *ratio_after != Quantity::Known(1.0) => Some(decay),
            _ => None,
        })
    };
    let parts = parts_of(policies, &[bundle]);
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
