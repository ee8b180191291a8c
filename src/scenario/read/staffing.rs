//! Staffing: the notice before an exit, returns after it, and how seats are filled again.

use super::Reader;
use super::file::tree::Table;
use super::numbers::ranges::{PROBABILITY, RATIO, RETURN};
use super::root::RootKeys;
use crate::parameter::{Distribution, Quantity};
use crate::scenario::schema::{self, MOST_NEEDED};
use crate::scenario::{Decay, Hiring, Returns};

impl Reader {
    /// `[notice]`: its length [years].
    pub fn notice(&mut self, root: &Table, root_keys: &RootKeys) -> f64 {
        let Some(table) = self.table_at(root, "notice") else { return 0.0 };
        self.keys_of(table, &schema::NOTICE);
        self.required(table, "length", "length = \"2 months\"");
        let length = self.length(table, "length");
        self.warn_of_length(table, "length", length, root_keys, "nobody who decides to leave is gone");
        length
    }

    /// `[returns]`.
    pub fn returns(&mut self, root: &Table) -> Option<Returns> {
        let table = self.table_at(root, "returns")?;
        self.keys_of(table, &schema::RETURNS);
        Some(Returns {
            per_year: self.required_quantity(table, "return_per_year", &RETURN, "return_per_year = 0.05"),
            decay: match self.required(table, "half_life", "half_life = \"18 months\", or \"never\"") {
                Some(node) => self.half_life(node),
                None => Decay::Never,
            },
            ratio_after: self.optional_quantity(table, "ratio_after_return", &RATIO).unwrap_or(Quantity::Known(1.0)),
        })
    }

    /// `[hiring]`.
    pub fn hiring(&mut self, root: &Table, root_keys: &RootKeys) -> Option<Hiring> {
        let table = self.table_at(root, "hiring")?;
        self.keys_of(table, &schema::HIRING);
        let example = "time_to_fill = { median = \"5 months\", p95 = \"12 months\" }";
        let time_to_fill = self.required(table, "time_to_fill", example).and_then(|node| self.time_of_luck(node));
        if let Some(time_to_fill) = &time_to_fill {
            self.warn_of_length(table, "time_to_fill", time_to_fill.centre(), root_keys, "hardly any seat is filled");
        }
        let ramp = self.length(table, "ramp");
        self.warn_of_length(table, "ramp", ramp, root_keys, "no newcomer is fully productive");
        Some(Hiring {
            refill: self.optional_quantity(table, "refill", &PROBABILITY).unwrap_or(Quantity::Known(1.0)),
            time_to_fill: time_to_fill.unwrap_or(Distribution::Values(vec![1.0])),
            ramp,
            open_at_once: table.get("open_at_once").and_then(|node| self.whole(node, 1..=MOST_NEEDED)).map(|seats| seats as u32),
        })
    }
}
