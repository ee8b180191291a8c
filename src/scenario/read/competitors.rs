//! Competitors: the organisations behind the channels.

use std::collections::HashMap;

use super::Reader;
use super::domain::{PULL, SHARE, WEIGHT};
use super::head::Head;
use super::names::Names;
use super::roster::People;
use super::tree::{Entry, Node, Table, Value};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::{Distribution, Quantity};
use crate::people::{History, HistoryRow, Outcome};
use crate::scenario::{Channel, Competitor, Decay, Kind, Pull, Spinouts, schema};

/// What competitors are compared with.
pub(super) struct Around<'a> {
    head: &'a Head,
    channels: &'a [Channel],
    channel_names: Names,
    people: &'a People,
    /// The ids of the history, and whether any of a person's spells ended with an exit; `None` without a history.
    past: Option<(Names, Vec<bool>)>,
    /// The rows of the history whose exits led to an organisation.
    arrivals: HashMap<&'a str, Vec<&'a HistoryRow>>,
    /// How spin-outs pull that do not say it themselves.
    pull: Option<Pull>,
}

impl<'a> Around<'a> {
    /// Everything around them.
    pub fn new(
        head: &'a Head,
        channels: &'a [Channel],
        people: &'a People,
        history: Option<&'a History>,
        spinouts: Option<&Spinouts>,
    ) -> Self {
        let rows = || history.iter().flat_map(|history| &history.rows);
        let mut arrivals: HashMap<&str, Vec<&HistoryRow>> = HashMap::new();
        for row in rows() {
            if let Some(destination) = &row.destination {
                arrivals.entry(destination).or_default().push(row);
            }
        }
        let past = history.map(|_| {
            let ids: Names = rows().map(|row| row.id.as_str()).collect();
            let mut left = vec![false; ids.iter().count()];
            for row in rows() {
                if let Some(person) = ids.get(&row.id) {
                    left[person] |= row.exit().is_some();
                }
            }
            (ids, left)
        });
        let channel_names = channels.iter().map(|channel| channel.name.as_str()).collect();
        Self { head, channels, channel_names, people, past, arrivals, pull: spinouts.map(|spinouts| spinouts.pull) }
    }
}

impl Reader {
    /// `[competitors.*]`.
    pub fn competitors(&mut self, root: &Table, around: &Around<'_>) -> Vec<Competitor> {
        let Some(table) = self.table_at(root, "competitors") else { return Vec::new() };
        let names = table.entries.iter().map(|entry| (entry.key.as_str(), &entry.key_place));
        self.check_collisions("competitors", names, crate::random::name_hash);
        let has_history = root.get("history").is_some();
        table.entries.iter().filter_map(|entry| self.competitor(entry, around, has_history)).collect()
    }

    fn competitor(&mut self, entry: &Entry, around: &Around<'_>, has_history: bool) -> Option<Competitor> {
        self.check_name("competitor", &entry.key, &entry.key_place);
        let table = self.table(&entry.node)?;
        self.keys_of(table, &schema::COMPETITOR);
        let channel =
            self.required(table, "channel", "channel = \"startup\"").and_then(|node| self.competitors_channel(node, &entry.key, around));
        let (opened, closed) = self.dates_of_hiring(table, around.head);
        let weight = self.optional_quantity(table, "weight", &WEIGHT);
        let founders = table.get("founders").map(|node| self.founders(node, table, around, has_history));
        let seats = self.seats(table);
        let pull = self.own_pull(table, seats, around.pull);
        Some(Competitor {
            name: entry.key.clone(),
            channel: channel?,
            opened,
            closed,
            weight: weight.unwrap_or(Quantity::Known(if founders.is_some() { 0.0 } else { 1.0 })),
            // An organisation has one number of seats, however it hires.
            seats: pull.map_or(seats, |pull| pull.seats),
            redistribute: self.flag_or(table, "redistribute", false),
            founders: founders.unwrap_or_default(),
            pull,
        })
    }

    /// The channel that leads to a competitor: one through which people join somebody.
    fn competitors_channel(&mut self, node: &Node, name: &str, around: &Around<'_>) -> Option<usize> {
        let channel = self.text(node).and_then(|channel| self.known_channel(channel, &node.place, &around.channel_names))?;
        let given = &around.channels[channel];
        let why = match given.kind {
            Kind::Found => "who founds goes to an organisation of their own: give the channel through which others join this one",
            Kind::Dismissed => "who is dismissed is not hired away: give the channel through which people join this one",
            Kind::Startup | Kind::Lab | Kind::Other => {
                self.warn_of_other_channel(node, name, channel, around);
                return Some(channel);
            }
        };
        let message = format!("no competitor can be behind the channel {}", quoted(&given.name));
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another channel").help(why));
        Some(channel)
    }

    /// Warns where the history has somebody who joined the competitor through another channel. Its founders did not join it.
    fn warn_of_other_channel(&mut self, node: &Node, name: &str, channel: usize, around: &Around<'_>) {
        let other = around.arrivals.get(name).into_iter().flatten().find_map(|row| match row.outcome {
            Outcome::Exit { channel: Some(other), .. } if other != channel => Some((row, &around.channels[other])),
            _ => None,
        });
        let Some((row, other)) = other.filter(|(_, other)| !matches!(other.kind, Kind::Found | Kind::Dismissed)) else { return };
        let message = format!(
            "{} is behind the channel {} here, but {} went there through {} in the history",
            quoted(name),
            quoted(&around.channels[channel].name),
            quoted(&row.id),
            quoted(&other.name)
        );
        let help = "they are taken for one organisation, which hires through one channel: change one of the two, or the name";
        self.problems.push(Diagnostic::warning(message).at(&node.place).label("another channel").help(help));
    }

    /// From when until when it hires.
    fn dates_of_hiring(&mut self, table: &Table, head: &Head) -> (Option<Date>, Option<Date>) {
        let opened = table.get("opened").and_then(|node| Some((node, self.date(node)?)));
        let closed = table.get("closed").and_then(|node| Some((node, self.date(node)?)));
        if let (Some((_, opened)), Some((node, closed))) = (opened, closed)
            && closed <= opened
        {
            let message = format!("{} is {closed}, not after the opening, {opened}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
        } else if self.has_dates {
            let start = head.clock.start();
            let warning = match (opened, closed) {
                (Some((node, opened)), _) if opened >= head.horizon => {
                    Some((node, format!("it opens after the horizon, {}, and hires nobody", head.horizon), "expected an earlier date"))
                }
                (_, Some((node, closed))) if closed <= start => {
                    Some((node, format!("it closed before the start, {start}, and hires nobody"), "expected a later date"))
                }
                _ => None,
            };
            if let Some((node, message, expected)) = warning {
                self.problems.push(Diagnostic::warning(message).at(&node.place).label(expected));
            }
        }
        (opened.map(|(_, date)| date), closed.map(|(_, date)| date))
    }

    /// Who founded it: people of the history who left, none of them on the roster.
    fn founders(&mut self, node: &Node, table: &Table, around: &Around<'_>, has_history: bool) -> Vec<String> {
        if table.get("opened").is_none() {
            self.push_missing(table, "opened", "opened = 2023-05-01; from then on its founders pull");
        }
        let listed = self.distinct_names(node, "founder", "leave it out for one that nobody of ours founded");
        for &(id, place) in &listed {
            self.check_founder(id, place, around, has_history);
        }
        listed.into_iter().map(|(id, _)| id.to_owned()).collect()
    }

    fn check_founder(&mut self, id: &str, place: &Place, around: &Around<'_>, has_history: bool) {
        let id_quoted = quoted(id);
        if around.people.ids.get(id).is_some() {
            let message = format!("{id_quoted} is on the roster, and so has not left to found anything");
            let help =
                "take the person off the roster if that is over; what people on the roster found opens in the simulation, by [spinouts]";
            self.problems.push(Diagnostic::error(message).at(place).label("expected somebody of the history").help(help));
            return;
        }
        let Some((ids, left)) = &around.past else {
            // One that could not be read is another matter.
            if !has_history {
                let message = format!("there is no history that knows {id_quoted}");
                let help = "give [history] file: founders are people who were in our teams and left";
                self.problems.push(Diagnostic::error(message).at(place).label("expected no founders").help(help));
            }
            return;
        };
        match ids.get(id) {
            None => {
                let diagnostic = Diagnostic::error(format!("the history does not know {id_quoted}")).at(place).label("unknown founder");
                let nearest = self.problems.nearest(id, ids.iter());
                self.problems.push(match nearest {
                    Some(_) => diagnostic.suggest(nearest),
                    None => diagnostic.help("a founder has a row in the history, with the exit"),
                });
            }
            Some(person) if !left[person] => {
                let message = format!("the history does not know that {id_quoted} left");
                let help = "only a founder who is out pulls: give the row its exit";
                self.problems.push(Diagnostic::warning(message).at(place).label("somebody without an exit").help(help));
            }
            Some(_) => {}
        }
    }

    /// How it pulls: by its own numbers, or by those of all spin-outs.
    fn own_pull(&mut self, table: &Table, seats: Option<u32>, all: Option<Pull>) -> Option<Pull> {
        let per_year = self.optional_quantity(table, "pull_per_year", &PULL);
        let decay = table.get("half_life").map(|node| self.half_life(node));
        let across = self.optional_quantity(table, "across", &SHARE);
        let Some(founders) = table.entry("founders") else {
            for key in ["pull_per_year", "half_life", "across"] {
                if let Some(entry) = table.entry(key) {
                    let message = format!("{} does nothing without founders", quoted(&entry.node.path));
                    self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected founders too"));
                }
            }
            return None;
        };
        match (all, per_year, decay) {
            (None, None, None) => {
                let message = format!("{} has founders, and nothing says how they pull", quoted(&table.path));
                let help = "give pull_per_year and half_life, here or for all in [spinouts]";
                self.problems.push(Diagnostic::error(message).at(&founders.key_place).label("expected pull_per_year too").help(help));
            }
            (None, None, Some(_)) => self.push_missing(table, "pull_per_year", "pull_per_year = 1.0"),
            (None, Some(_), None) => self.push_missing(table, "half_life", "half_life = \"12 months\", or \"never\""),
            _ => {}
        }
        Some(Pull {
            per_year: per_year.or(all.map(|all| all.per_year)).unwrap_or(Quantity::Known(0.0)),
            decay: decay.or(all.map(|all| all.decay)).unwrap_or(Decay::Never),
            seats: seats.or(all.and_then(|all| all.seats)),
            across: across.or(all.map(|all| all.across)).unwrap_or(Quantity::Known(0.0)),
        })
    }

    /// Gives the unnamed organisations the weight that they have where the file does not say it: 0 beside listed ones that have a weight,
    /// and 1 otherwise. Refuses a channel on which nobody has one.
    pub fn settle_unnamed(&mut self, root: &Table, channels: &mut [Channel], competitors: &[Competitor]) {
        let listed = tables_in(root, "competitors").count();
        for (index, channel) in channels.iter_mut().enumerate() {
            let has_weight = competitors.iter().any(|competitor| competitor.channel == index && self.can_be_positive(competitor.weight));
            let table = tables_in(root, "channels").find(|(name, _)| *name == channel.name).map(|(_, table)| table);
            let Some(table) = table.filter(|table| table.get("unnamed_weight").is_some()) else {
                channel.unnamed_weight = Quantity::Known(if has_weight { 0.0 } else { 1.0 });
                continue;
            };
            // A competitor that could not be read might have had a weight.
            if !has_weight && !self.can_be_positive(channel.unnamed_weight) && competitors.len() == listed {
                let message =
                    format!("the channel {} leads nowhere: unnamed_weight is 0, and no competitor has a weight", quoted(&channel.name));
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

/// The tables within a table of the file, by their keys.
fn tables_in<'t>(root: &'t Table, key: &str) -> impl Iterator<Item = (&'t str, &'t Table)> {
    let table = root.get(key).and_then(|node| match &node.value {
        Value::Table(table) => Some(table),
        _ => None,
    });
    table.into_iter().flat_map(|table| &table.entries).filter_map(|entry| match &entry.node.value {
        Value::Table(table) => Some((entry.key.as_str(), table)),
        _ => None,
    })
}
