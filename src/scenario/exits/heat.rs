//! Heat: the market's demand, as given series and as a random path.

use super::channels::Channel;
use super::decay::Decay;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{NumberRange, RATIO, SPREAD, short};
use crate::scenario::file::section::words;
use crate::scenario::file::{Form, Key, Keys, Node, Reader, Section, Table};
use crate::scenario::root::RootKeys;

/// The market's demand, which multiplies the offers of a channel (or its hazard, where only that is given).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heat {
    /// Given series; several on one channel multiply.
    pub series: Vec<HeatSeries>,
    /// The random path, shared by everybody.
    pub path: Option<HeatPath>,
}

/// A given course of the market.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatSeries {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Between the points.
    pub interpolation: Interpolation,
    /// Points in order of date; at least one. Constant beyond the ends.
    pub points: Vec<HeatPoint>,
}

/// How a series goes between its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolation {
    /// Linear in the logarithm; each month takes the value at its middle.
    Linear,
    /// Each value holds from its own day until the next point.
    Step,
}

/// One point of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatPoint {
    /// The day.
    pub at: Date,
    /// The multiplier from then on, positive.
    pub value: Quantity,
}

/// A stationary first-order autoregression of the log of heat, a step a month, with mean multiplier 1.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatPath {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Standard deviation of ln heat in the long run.
    pub volatility: Quantity,
    /// Time in which the autocorrelation halves \[years\]; infinite for a level that is drawn once and stays.
    pub half_life: Quantity,
}

/// A multiplier of the market.
const MARKET: NumberRange = NumberRange {
    name: "a multiplier of the market",
    advice: |value| format!("heat multiplies: 1 is the usual market; {0} would mean {0} times as many offers", short(value)),
    ..RATIO
};

/// `[heat]`.
pub(in crate::scenario) static HEAT: Section = Section {
    needs: &[("volatility", "half_life"), ("half_life", "volatility"), ("channels", "volatility")],
    ..Section::new(
        "The market's demand: a random path that everybody shares, and given series. Both multiply.",
        &[
            Key::new("channels", Form::Texts, "The channels that the random path moves; all if absent.").example("[\"lab\"]"),
            Key::new("volatility", Form::Quantity(&SPREAD), "Standard deviation of ln heat in the long run.").example("0.4"),
            Key::new("half_life", Form::HalfLife, "Time in which the path's autocorrelation halves, or \"never\" for a level drawn once.")
                .example("\"12 months\""),
            Key::new("series", Form::Tables(&SERIES), "Given courses of the market."),
        ],
    )
};

/// How a series goes between its points.
const INTERPOLATIONS: [(&str, &str, Interpolation); 2] = [
    ("linear", "linear in the logarithm", Interpolation::Linear),
    ("step", "each value holds from its own day until the next point", Interpolation::Step),
];

/// A `[[heat.series]]` table.
static SERIES: Section = Section::new(
    "A given course of the market, constant before its first point and after its last.",
    &[
        Key::new("channels", Form::Texts, "The channels that it moves; all if absent.").example("[\"lab\"]"),
        Key::new("interpolation", Form::Choice(&words(&INTERPOLATIONS)), "What holds between the points.").default("\"linear\""),
        Key::new("points", Form::Tables(&POINT), "Points in order of date, at least one.")
            .required()
            .hint("points = [ { at = 2023-02-24, value = 1.0 } ]"),
    ],
);

/// A point of a series.
static POINT: Section = Section::new(
    "A point of a course of the market.",
    &[
        Key::new("at", Form::Moment, "The day: a date, or a time from the start such as \"12 months\".")
            .required()
            .example("\"12 months\"")
            .hint("at = 2023-02-24, or \"12 months\" from the start"),
        Key::new(
            "value",
            Form::Quantity(&MARKET),
            "The multiplier of offers, or of the hazard where only that is given; 1 is the usual market.",
        )
        .required()
        .example("1.2")
        .hint("value = 1.0"),
    ],
);

/// A half-life \[years\] of what is never forgotten.
const NEVER: Quantity = Quantity::Known(f64::INFINITY);

impl Reader {
    /// `[heat]` and `[[heat.series]]`.
    pub fn heat(&mut self, root: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Heat {
        let Some(keys) = self.keys_at(root, "heat", &HEAT) else { return Heat::default() };
        let path = self.heat_path(keys, channels);
        let tables = self.tables_at(keys.table, "series");
        let series = tables.into_iter().filter_map(|table| self.heat_series(table, root_keys, channels)).collect();
        Heat { series, path }
    }

    /// The random path, where its keys are.
    fn heat_path(&mut self, keys: Keys<'_>, channels: &[Channel]) -> Option<HeatPath> {
        if !["volatility", "half_life", "channels"].iter().any(|key| keys.has(key)) {
            return None;
        }
        Some(HeatPath {
            channels: self.listed_channels(keys.table, channels),
            volatility: self.quantity(keys, "volatility"),
            // Endless where a level, once drawn, stays.
            half_life: match self.decay(keys, "half_life") {
                Decay::HalfLife(time) => time,
                Decay::Never | Decay::Window(_) => NEVER,
            },
        })
    }

    fn heat_series(&mut self, table: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Option<HeatSeries> {
        let keys = self.keys(table, &SERIES);
        let interpolation = keys.get("interpolation").map_or(Interpolation::Linear, |node| self.interpolation(node));
        let listed = self.listed_channels(table, channels);
        let node = self.required(keys, "points")?;
        Some(HeatSeries { channels: listed, interpolation, points: self.heat_points(node, root_keys)? })
    }

    fn interpolation(&mut self, node: &Node) -> Interpolation {
        let Some(name) = self.text(node) else { return Interpolation::Linear };
        let known = INTERPOLATIONS.iter().find(|(known, ..)| *known == name).map(|&(.., interpolation)| interpolation);
        known.unwrap_or_else(|| {
            let message = format!("there is no interpolation {}", quoted(name));
            let diagnostic = Diagnostic::error(message).at(&node.place).label("expected \"linear\" or \"step\"");
            self.problems.push(diagnostic.suggest(self.problems.nearest(name, INTERPOLATIONS.map(|(name, ..)| name))));
            Interpolation::Linear
        })
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
            let keys = self.keys(table, &POINT);
            let value = self.quantity(keys, "value");
            let Some(at_node) = self.required(keys, "at") else { continue };
            let Some(at) = self.moment(at_node, root_keys.start()) else { continue };
            if points.last().is_some_and(|last| at <= last.at) {
                let message = "points must be in order, each after the one before";
                self.problems.push(Diagnostic::error(message).at(&at_node.place).label("expected a later date"));
            }
            points.push(HeatPoint { at, value });
        }
        Some(points)
    }
}
