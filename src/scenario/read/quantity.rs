//! Numbers that may be distributions.

use super::Reader;
use super::distribution::Exponential;
use super::domain::{Domain, Support};
use super::tree::{Node, Table, Value};
use crate::parameter::{Parameter, Quantity};

/// Stands in for a number that could not be read, so that reading goes on; no scenario that holds one is ever handed out.
const STAND_IN: Quantity = Quantity::Known(1.0);

impl Reader {
    /// A number of the domain, known or as a distribution, which becomes a parameter.
    pub fn quantity(&mut self, node: &Node, domain: &Domain) -> Quantity {
        match &node.value {
            Value::Table(table) => self.parameter(table, domain),
            _ => self.plain_number(node, domain).map(Quantity::Known),
        }
        .unwrap_or(STAND_IN)
    }

    /// The number of a key that must be there.
    pub fn required_quantity(&mut self, table: &Table, key: &str, domain: &Domain, example: &str) -> Quantity {
        self.required(table, key, example).map_or(STAND_IN, |node| self.quantity(node, domain))
    }

    /// The number of a key that may be absent.
    pub fn optional_quantity(&mut self, table: &Table, key: &str, domain: &Domain) -> Option<Quantity> {
        table.get(key).map(|node| self.quantity(node, domain))
    }

    fn parameter(&mut self, table: &Table, domain: &Domain) -> Option<Quantity> {
        let source = table.get("source").and_then(|node| self.text(node)).map(str::to_owned);
        let distribution = self.distribution(table, domain, Exponential::Refused)?;
        self.parameters.push(Parameter { path: table.path.clone(), distribution, is_share: domain.support == Support::Unit, source });
        self.domains.push(*domain);
        Some(Quantity::Uncertain(self.parameters.len() - 1))
    }
}
