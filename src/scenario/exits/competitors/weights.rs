//! The weights of the organisations behind a channel: those of the unnamed follow from those of the listed ones.

use std::collections::HashMap;

use super::{Channel, Competitor};
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::{Distribution, Quantity};
use crate::scenario::file::{Reader, Table};

impl Reader {
    /// Gives the unnamed organisations the weight that they have where the file does not say it: 0 beside listed ones that have a weight,
    /// and 1 otherwise. Refuses a channel on which nobody has one.
    pub fn settle_unnamed(&mut self, root: &Table, channels: &mut [Channel], competitors: &[Competitor]) {
        let mut has_weight = vec![false; channels.len()];
        for competitor in competitors {
            has_weight[competitor.channel] |= self.can_be_positive(competitor.weight);
        }
        // A competitor that could not be read might have had a weight.
        let are_known = competitors.len() == root.tables("competitors").count();
        let tables: HashMap<&str, &Table> = root.tables("channels").map(|(entry, table)| (entry.key.as_str(), table)).collect();
        for (channel, has_weight) in channels.iter_mut().zip(has_weight) {
            let Some(table) = tables.get(channel.name.as_str()).filter(|table| table.get("unnamed_weight").is_some()) else {
                channel.unnamed_weight = Quantity::Known(if has_weight { 0.0 } else { 1.0 });
                continue;
            };
            if are_known && !has_weight && !self.can_be_positive(channel.unnamed_weight) {
                let name = quoted(&channel.name);
                let message = format!("the channel {name} leads nowhere: unnamed_weight is 0, and no competitor has a weight");
                let help =
                    "give one of them a weight above 0; where people leave by pull alone, give the channel hazard_per_year = 0 instead";
                self.problems.push(Diagnostic::error(message).at(&table.place).label("all weights are 0").help(help));
            }
        }
    }

    /// Whether a weight is above 0 in any draw.
    fn can_be_positive(&self, weight: Quantity) -> bool {
        match weight {
            Quantity::Known(weight) => weight > 0.0,
            Quantity::Uncertain(parameter) => match self.parameters.get(parameter).map(|parameter| &parameter.distribution) {
                Some(Distribution::Values(values)) => values.iter().any(|&value| value > 0.0),
                _ => true,
            },
        }
    }
}
