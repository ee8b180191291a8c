//! Shocks: dated events, certain or possible.

use super::Reader;
use super::file::tree::{Node, Table};
use super::names::Names;
use super::numbers::ranges::{PROBABILITY, RATIO};
use super::root::RootKeys;
use crate::calendar::DateInterval;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::{Channel, Decay, Shock, schema};

impl Reader {
    /// `[[shocks]]`.
    pub fn shocks(&mut self, root: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Vec<Shock> {
        let mut names = Names::default();
        let tables = self.tables_at(root, "shocks");
        let shocks: Vec<Shock> = tables.iter().map(|table| self.shock(table, root_keys, channels, &mut names)).collect();
        let places = tables.iter().map(|table| table.get("name").map_or(&table.place, |node| &node.place));
        self.check_collisions("shocks", shocks.iter().map(|shock| shock.name.as_str()).zip(places), crate::random::name_hash);
        shocks
    }

    fn shock(&mut self, table: &Table, root_keys: &RootKeys, channels: &[Channel], names: &mut Names) -> Shock {
        self.keys_of(table, &schema::SHOCK);
        let name = self.required(table, "name", "name = \"layoffs\"").and_then(|node| self.shock_name(node, names));
        let date = self.shock_date(table, root_keys);
        Shock {
            name: name.unwrap_or_default(),
            date: date.unwrap_or(DateInterval::exactly(root_keys.clock.start())),
            probability: self.optional_quantity(table, "probability", &PROBABILITY).unwrap_or(Quantity::Known(1.0)),
            ratio: self.required_quantity(table, "ratio", &RATIO, "ratio = 1.3"),
            decay: match self.required(table, "half_life", "half_life = \"6 months\", or \"never\"") {
                Some(node) => self.half_life(node),
                None => Decay::Never,
            },
            channels: self.listed_channels(table, channels),
        }
    }

    /// A name that no other shock has.
    fn shock_name(&mut self, node: &Node, names: &mut Names) -> Option<String> {
        let name = self.text(node)?;
        self.check_name("shock", name, &node.place);
        if names.get(name).is_some() {
            let message = format!("two shocks are called {}", quoted(name));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another name"));
        }
        names.insert(name);
        Some(name.to_owned())
    }

    /// The date, or the days between two.
    fn shock_date(&mut self, table: &Table, root_keys: &RootKeys) -> Option<DateInterval> {
        if table.get("date").is_some() {
            self.push_contradiction(table, "date", "between", "a shock is on a date, or on some day between two");
        }
        let (node, date) = match (table.get("date"), table.get("between")) {
            (Some(node), _) => (node, self.interval(node)?),
            (None, Some(node)) => (node, self.between(node)?),
            (None, None) => {
                self.push_missing(table, "date", "date = 2023-03-14, or between = [2023-03-01, 2023-09-01]");
                return None;
            }
        };
        if self.has_dates && date.earliest >= root_keys.horizon {
            let message = format!("the shock comes after the horizon, {}, and does nothing", root_keys.horizon);
            self.problems.push(Diagnostic::warning(message).at(&node.place));
        }
        Some(date)
    }

    /// Two dates, the first not after the second.
    fn between(&mut self, node: &Node) -> Option<DateInterval> {
        let items = self.list(node)?;
        let [first, last] = items else {
            let message = format!("{} must be two dates", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected [2023-03-01, 2023-09-01]"));
            return None;
        };
        let (earliest, latest) = (self.interval(first), self.interval(last));
        let (earliest, latest) = (earliest?.earliest, latest?.latest);
        if earliest > latest {
            let message = format!("{} ends before it begins", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&last.place).label("expected a later date"));
            return None;
        }
        Some(DateInterval { earliest, latest })
    }
}
