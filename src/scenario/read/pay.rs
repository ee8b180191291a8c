//! Pay: how hazards answer to it and to unvested equity, what others offer, and what money is worth later.

use super::Reader;
use super::file::tree::{Node, Table};
use super::numbers::ranges::{DISCOUNT, ELASTICITY, PAY_MULTIPLE, RATIO};
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::policy::{Pay, VestSpike};
use crate::scenario::{Baseline, Channel, schema};

impl Reader {
    /// `[pay]`.
    pub fn pay(&mut self, root: &Table) -> Option<Pay> {
        let table = self.table_at(root, "pay")?;
        self.keys_of(table, &schema::PAY);
        let elasticity = self.required_quantity(table, "elasticity", &ELASTICITY, "elasticity = 1.2");
        let equity_elasticity = self.optional_quantity(table, "equity_elasticity", &ELASTICITY).unwrap_or(Quantity::Known(0.0));
        let vest_spike = self.table_at(table, "vest_spike").and_then(|table| self.vest_spike(table));
        Some(Pay { elasticity, equity_elasticity, vest_spike })
    }

    /// What a date of vesting does.
    fn vest_spike(&mut self, table: &Table) -> Option<VestSpike> {
        self.keys_of(table, &schema::VEST_SPIKE);
        let ratio = self.required_quantity(table, "ratio", &RATIO, "ratio = 1.3");
        let node = self.required(table, "length", "length = \"1 month\"")?;
        self.calendar_duration(node)?;
        Some(VestSpike { ratio, length: self.positive_duration(node)? })
    }

    /// `discount_rate`.
    pub fn discount_rate(&mut self, root: &Table) -> f64 {
        let Some(node) = root.get("discount_rate") else { return 0.0 };
        let rate = self.given_number(node).and_then(|_| self.plain_number(node, &DISCOUNT));
        rate.unwrap_or(0.0)
    }

    /// What a channel or a competitor offers, where it says so.
    pub fn pay_multiple(&mut self, root: &Table, table: &Table) -> Option<Quantity> {
        let node = table.get("pay_multiple")?;
        if root.get("pay").is_none() && !self.is_broken {
            let message = format!("{} does nothing without [pay]", quoted(&node.path));
            let diagnostic = Diagnostic::error(message).at(&node.place);
            self.problems.push(diagnostic.help("say how hazards answer to pay: [pay] elasticity = 1.2"));
        }
        Some(self.quantity(node, &PAY_MULTIPLE))
    }

    /// Refuses a competitor's own pay where its channel has one acceptance for all offers.
    pub fn check_own_pay(&mut self, node: &Node, channel: &Channel) {
        if let Baseline::Offers { .. } = channel.baseline {
            let message = format!("the channel {} has one acceptance for all offers, whoever makes them", quoted(&channel.name));
            let help = "make a channel of its own for who pays otherwise, with its offers and its pay_multiple";
            self.problems.push(Diagnostic::error(message).at(&node.place).label("no pay of its own").help(help));
        }
    }
}
