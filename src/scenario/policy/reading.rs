//! Policies: the keys that all kinds have in common, and their reading. What a policy does is read by its kind, through [`PolicyKeys`].

use super::condition::CONDITION;
use super::keys::{PolicyContext, PolicyKeys};
use super::kind::{Kind, Terms};
use super::kinds::KINDS;
use super::level::{DOSE_KEY, SCALED_BY, Scaling, Strength};
use super::measure::Measure;
use super::target::{TARGET, Target};
use super::{Budget, NO_POLICY, Policy, Price};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::scenario::file::numbers::ranges::MONEY;
use crate::scenario::file::{Entry, Form, Key, Keys, Names, Node, Reader, Section, Table};
use crate::scenario::root::RootKeys;

/// `[policies.*]`: the keys of every kind but the bundle.
pub(super) static POLICY: Section = Section::new(
    "Something that the lab can do: dated, targeted, priced. It is done in runs that name it, and compared with doing nothing.",
    &[
        Key::new("from", Form::Moment, "In force from this day on, not before the start: a date, or a time from the start. The start if absent.")
            .default("\"0 days\""),
        Key::new("until", Form::Moment, "In force until this day, excluded: a date, or a time from the start. For good if absent.")
            .example("\"12 months\""),
        Key::new(
            "target",
            Form::WordOrTable("all", &TARGET),
            "Whom it is for: \"all\", or { team = \"a\" }, { role = \"engineer\" }, { ids = [..] }, { top = 5, by = \"column\" }; keys join by and.",
        )
        .default("\"all\""),
        Key::new("when", Form::Table(&CONDITION), "It begins only when a number of people have left within a period; at once if absent."),
        Key::new("cost_once", Form::Quantity(&MONEY), "Cost when it begins, for each team in which a condition lets it begin [unit of pay].")
            .default("0"),
        Key::new(
            "cost_per_person_year",
            Form::Quantity(&MONEY),
            "Cost of each year that a person of the target is there while it is in force [unit of pay a person-year].",
        )
        .default("0"),
        Key::new(
            "cost_per_event",
            Form::Quantity(&MONEY),
            "Cost of each event: an exit answered, a founder's leave, a seat filled, a return [unit of pay].",
        )
        .default("0"),
        SCALED_BY,
        DOSE_KEY,
        Key::new("budget", Form::Quantity(&MONEY), "The most that it may spend in all [unit of pay]; no limit if absent.").example("10"),
        Key::new(
            "budget_per_year",
            Form::Quantity(&MONEY),
            "The most that it may spend in each year of the calendar from the start on [unit of pay]; no limit if absent.",
        )
        .example("5"),
    ],
);

/// The names of all keys of a policy of a kind.
pub(super) fn names_of(kind: &Kind) -> Vec<&'static str> {
    let common = POLICY.names().into_iter().filter(|name| kind.terms.admit(name));
    ["kind"].into_iter().chain(common).chain(kind.section.names()).collect()
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
        let kind = table.get("kind").or_else(|| {
            self.push_missing(table, "kind", "kind = \"effect\"");
            None
        });
        let kind = kind.and_then(|node| self.kind_of_policy(node))?;
        self.known_keys(table, &names_of(kind), &[]);
        let keys = Keys { table, section: &kind.section };
        self.check_needs(keys);
        let common = Keys { table, section: &POLICY };
        let from = self.beginning(table, context.root_keys).unwrap_or(context.root_keys.clock.start());
        let is_bundle = kind.terms == Terms::OfParts;
        let measures = (kind.read)(&mut PolicyKeys { reader: self, keys, kind: kind.name, context });
        // Nothing keeps those whose last day is known: what is done for those who may stay is not done for them.
        let is_for_leaving = measures.iter().any(Measure::outlasts_exits);
        let (target, ranked) = if is_bundle {
            (Target { members: Vec::new(), newcomers: false }, None)
        } else {
            self.target(table, from, is_for_leaving, context)
        };
        let policy = Policy {
            name: entry.key.clone(),
            kind: kind.name,
            from,
            until: self.end(table, from, context.root_keys),
            target,
            scaling: if is_bundle { Scaling::Parts } else { self.scaling(common, kind.name, &measures, ranked) },
            strength: Strength::default(),
            is_of_bundle: false,
            condition: self.keys_at(table, "when", &CONDITION).map(|keys| self.condition(keys)),
            budget: Budget { total: self.optional(common, "budget"), per_year: self.optional(common, "budget_per_year") },
            price: Price {
                once: self.quantity(common, "cost_once"),
                per_person_year: self.quantity(common, "cost_per_person_year"),
                per_event: self.quantity(common, "cost_per_event"),
            },
            measures,
            parts: if is_bundle { self.parts(keys, names) } else { Vec::new() },
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

    /// From when on it is in force.
    fn beginning(&mut self, table: &Table, root_keys: &RootKeys) -> Option<Date> {
        let node = table.get("from")?;
        let from = self.moment(node, root_keys.start())?;
        let start = root_keys.start()?;
        if from < start {
            let message = format!("{} is {from}, before the start, {start}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
            return None;
        }
        if from >= root_keys.horizon {
            let message = format!("the policy does not begin before the horizon, {}, and does nothing by then", root_keys.horizon);
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected an earlier date"));
        }
        Some(from)
    }

    /// Until when it is in force, if not for good.
    fn end(&mut self, table: &Table, from: Date, root_keys: &RootKeys) -> Option<Date> {
        let node = table.get("until")?;
        let until = self.moment(node, root_keys.start())?;
        if root_keys.has_dates && until <= from {
            let message = format!("{} is {until}, not after the policy begins, {from}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
            return None;
        }
        Some(until)
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
