//! Shocks: dated events, certain or possible.

use super::channels::Channel;
use super::decay::Decay;
use crate::calendar::DateInterval;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{PROBABILITY, RATIO};
use crate::scenario::file::{Form, Key, Names, Node, Reader, Section, Table};
use crate::scenario::root::RootKeys;

/// A dated event that changes hazards.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// The name, unique.
    pub name: String,
    /// The date, or the interval of which it is a uniformly drawn day.
    pub date: DateInterval,
    /// Probability that it happens at all.
    pub probability: Quantity,
    /// Hazard ratio on the day.
    pub ratio: Quantity,
    /// How it fades: [`Decay::Never`] or [`Decay::HalfLife`].
    pub decay: Decay,
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Where it is a rival that opens: what it offers.
    pub rival: Option<Rival>,
}

/// What a rival that opens offers, beside those who are behind its channel: the hazard ratio is
/// `1 + more (own multiple of pay / the channel's)^elasticity`, with `more` the weight over the weights of all others, or the ratio less 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rival {
    /// Its weight beside the others' weights; the shock's ratio says how much more there is where `None`.
    pub weight: Option<Quantity>,
    /// What it offers, as a multiple of pay at the start; the channel's where `None`.
    pub pay_multiple: Option<Quantity>,
}

/// A `[[shocks]]` table.
pub(in crate::scenario) static SHOCK: Section = Section {
    one_of: &[&["date"], &["between"]],
    ..Section::new(
        "A dated event that changes hazards for a while.",
        &[
            Key::new("name", Form::Text, "The name, unique; it names the shock in paths: shocks.layoffs.ratio.")
                .required()
                .example("\"layoffs\""),
            Key::new("date", Form::CoarseDate, "The day; of a month or a year alone, a random day. Either this or between.")
                .example("\"2027-03-14\""),
            Key::new("between", Form::Between, "Two dates between which the day is drawn. Either this or date.")
                .example("[\"2027-03-01\", \"2027-09-01\"]"),
            Key::new("probability", Form::Quantity(&PROBABILITY), "Probability that it happens at all.").default("1.0"),
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio on the day.").required().example("1.3"),
            Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the effect halves, or \"never\".")
                .required()
                .example("\"6 months\""),
            Key::new("channels", Form::Texts, "The channels on which it acts; all if absent.").example("[\"lab\"]"),
        ],
    )
};

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
        let keys = self.keys(table, &SHOCK);
        let name = self.required(keys, "name").and_then(|node| self.shock_name(node, names));
        let date = self.shock_date(table, root_keys);
        Shock {
            rival: None,
            name: name.unwrap_or_default(),
            date: date.unwrap_or(DateInterval::exactly(root_keys.clock.start())),
            probability: self.quantity(keys, "probability"),
            ratio: self.quantity(keys, "ratio"),
            decay: self.decay(keys, "half_life"),
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
        if root_keys.has_dates && date.earliest >= root_keys.horizon {
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
