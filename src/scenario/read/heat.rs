//! Heat: the market's demand, as given series and as a random path.

use super::Reader;
use super::file::tree::{Node, Table};
use super::numbers::ranges::{HEAT, SPREAD};
use super::root::RootKeys;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::{Channel, Decay, Heat, HeatPath, HeatPoint, HeatSeries, Interpolation, schema};

/// A half-life [years] of what is never forgotten.
const NEVER: Quantity = Quantity::Known(f64::INFINITY);

impl Reader {
    /// `[heat]` and `[[heat.series]]`.
    pub fn heat(&mut self, root: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Heat {
        let Some(table) = self.table_at(root, "heat") else { return Heat::default() };
        self.keys_of(table, &schema::HEAT);
        let path = self.heat_path(table, channels);
        let tables = self.tables_at(table, "series");
        let series = tables.into_iter().filter_map(|table| self.heat_series(table, root_keys, channels)).collect();
        Heat { series, path }
    }

    /// The random path, where its keys are.
    fn heat_path(&mut self, table: &Table, channels: &[Channel]) -> Option<HeatPath> {
        if ["volatility", "half_life", "channels"].iter().all(|key| table.get(key).is_none()) {
            return None;
        }
        Some(HeatPath {
            channels: self.listed_channels(table, channels),
            volatility: self.required_quantity(table, "volatility", &SPREAD, "volatility = 0.4"),
            half_life: self.required(table, "half_life", "half_life = \"12 months\"").map_or(NEVER, |node| self.memory(node)),
        })
    }

    /// The half-life of the autocorrelation; endless where a level, once drawn, stays.
    fn memory(&mut self, node: &Node) -> Quantity {
        match self.half_life(node) {
            Decay::HalfLife(time) => time,
            Decay::Never | Decay::Window(_) => NEVER,
        }
    }

    fn heat_series(&mut self, table: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Option<HeatSeries> {
        self.keys_of(table, &schema::SERIES);
        let interpolation = table.get("interpolation").map_or(Interpolation::Linear, |node| self.interpolation(node));
        let listed = self.listed_channels(table, channels);
        let node = self.required(table, "points", "points = [ { at = 2023-02-24, value = 1.0 } ]")?;
        Some(HeatSeries { channels: listed, interpolation, points: self.heat_points(node, root_keys)? })
    }

    fn interpolation(&mut self, node: &Node) -> Interpolation {
        match self.text(node) {
            Some("step") => Interpolation::Step,
            Some("linear") | None => Interpolation::Linear,
            Some(other) => {
                let message = format!("there is no interpolation {}", quoted(other));
                let diagnostic = Diagnostic::error(message).at(&node.place).label("expected \"linear\" or \"step\"");
                self.problems.push(diagnostic.suggest(self.problems.nearest(other, ["linear", "step"])));
                Interpolation::Linear
            }
        }
    }

    /// Points, each after the one before.
    fn heat_points(&mut self, node: &Node, root_keys: &RootKeys) -> Option<Vec<HeatPoint>> {
        let items = self.list(node)?;
        if items.is_empty() {
            let message = format!("{} holds no point", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected { at = .., value = .. } in here"));
        }
        let mut points: Vec<HeatPoint> = Vec::with_capacity(items.len());
        for item in items {
            let Some(table) = self.table(item) else { continue };
            self.keys_of(table, &schema::POINT);
            let value = self.required_quantity(table, "value", &HEAT, "value = 1.0");
            let Some(at_node) = self.required(table, "at", "at = 2023-02-24, or \"12 months\" from the start") else { continue };
            let start = self.has_dates.then(|| root_keys.clock.start());
            let Some(at) = self.moment(at_node, start) else { continue };
            if points.last().is_some_and(|last| at <= last.at) {
                let message = "points must be in order, each after the one before";
                self.problems.push(Diagnostic::error(message).at(&at_node.place).label("expected a later date"));
            }
            points.push(HeatPoint { at, value });
        }
        Some(points)
    }
}
