//! Numbers that may be distributions.

use super::super::Reader;
use super::super::file::tree::{Node, Table, Value};
use super::distribution::Exponential;
use super::ranges::{NumberRange, Support};
use crate::parameter::{Parameter, Quantity};

/// Stands in for a number that could not be read, so that reading goes on; no scenario that holds one is ever handed out.
const STAND_IN: Quantity = Quantity::Known(1.0);

impl Reader {
    /// A number of the range, known or as a distribution, which becomes a parameter.
    pub fn quantity(&mut self, node: &Node, range: &NumberRange) -> Quantity {
        match &node.value {
            Value::Table(table) => self.parameter(table, range),
            _ => self.plain_number(node, range).map(Quantity::Known),
        }
        .unwrap_or(STAND_IN)
    }

    /// The number of a key that must be there.
    pub fn required_quantity(&mut self, table: &Table, key: &str, range: &NumberRange, example: &str) -> Quantity {
        self.required(table, key, example).map_or(STAND_IN, |node| self.quantity(node, range))
    }

    /// The number of a key that may be absent.
    pub fn optional_quantity(&mut self, table: &Table, key: &str, range: &NumberRange) -> Option<Quantity> {
        table.get(key).map(|node| self.quantity(node, range))
    }

    fn parameter(&mut self, table: &Table, range: &NumberRange) -> Option<Quantity> {
        let source = table.get("source").and_then(|node| self.text(node)).map(str::to_owned);
        let distribution = self.distribution(table, range, Exponential::Refused)?;
        self.parameters.push(Parameter { path: table.path.clone(), distribution, is_share: range.support == Support::Unit, source });
        self.ranges.push(*range);
        Some(Quantity::Uncertain(self.parameters.len() - 1))
    }
}
