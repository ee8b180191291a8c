//! Numbers that may be distributions.

use super::super::keys::Keys;
use super::super::reader::Reader;
use super::super::section::Form;
use super::super::tree::{Node, Table, Value};
use super::distribution::Exponential;
use super::ranges::{NumberRange, Support};
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::{Distribution, Parameter, Quantity};

/// Stands in for a number that could not be read, so that reading goes on; no scenario that holds one is ever handed out.
const STAND_IN: Quantity = Quantity::Known(1.0);

impl Reader {
    /// The number of a key: given, else its default. One that has none must be there.
    pub fn quantity(&mut self, keys: Keys<'_>, key: &str) -> Quantity {
        let given = self.optional(keys, key).or_else(|| keys.default(key).map(Quantity::Known));
        given.unwrap_or_else(|| {
            self.miss(keys, key);
            STAND_IN
        })
    }

    /// The number of a key that may be absent.
    pub fn optional(&mut self, keys: Keys<'_>, key: &str) -> Option<Quantity> {
        let Form::Quantity(range) = keys.key(key).form else { unreachable!("{key} is a number") };
        keys.get(key).map(|node| self.quantity_of(node, range))
    }

    /// A number of the range, known or as a distribution, which becomes a parameter.
    pub fn quantity_of(&mut self, node: &Node, range: &NumberRange) -> Quantity {
        match &node.value {
            Value::Table(table) => self.parameter(table, range),
            _ => self.plain_number(node, range).map(Quantity::Known),
        }
        .unwrap_or(STAND_IN)
    }

    fn parameter(&mut self, table: &Table, range: &NumberRange) -> Option<Quantity> {
        let source = table.get("source").and_then(|node| self.text(node)).map(str::to_owned);
        let distribution = self.distribution(table, range, Exponential::Refused)?;
        self.parameters.push(Parameter { path: table.path.clone(), distribution, is_share: range.support == Support::Unit, source });
        self.ranges.push(*range);
        Some(Quantity::Uncertain(self.parameters.len() - 1))
    }

    /// The distribution of a key that is luck, drawn for each person or event, and so no parameter. One that must be there is missed.
    pub fn luck(&mut self, keys: Keys<'_>, key: &str) -> Option<Distribution> {
        let Form::Luck(range) = keys.key(key).form else { unreachable!("{key} is luck") };
        let node = if keys.key(key).is_required { self.required(keys, key) } else { keys.get(key) }?;
        match &node.value {
            Value::Table(table) => {
                // No table repeats the source of luck, but it must be a text like any other.
                table.get("source").map(|node| self.text(node));
                self.distribution(table, range, Exponential::Allowed)
            }
            _ => Some(Distribution::Values(vec![self.plain_number(node, range)?])),
        }
    }

    /// A finite number that is given plainly, where a distribution is none.
    pub fn given_number(&mut self, node: &Node) -> Option<f64> {
        if let Value::Table(_) = node.value {
            let message = format!("{} must be a number, not a distribution", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
            return None;
        }
        self.finite_number(node)
    }

    /// A finite number.
    pub fn finite_number(&mut self, node: &Node) -> Option<f64> {
        let value = match node.value {
            Value::Integer(number) => number as f64,
            Value::Float(number) => number,
            _ => {
                self.mismatch(node, "a number", "expected a number");
                return None;
            }
        };
        if !value.is_finite() {
            let message = format!("{} must be finite", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
            return None;
        }
        Some(value)
    }
}
