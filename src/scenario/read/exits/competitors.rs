//! Competitors: the organisations behind the channels.

use std::collections::HashMap;

use super::super::Reader;
use super::super::csv::spellings::Named;
use super::super::file::tree::{Entry, Node, Table};
use super::super::names::Names;
use super::super::numbers::ranges::WEIGHT;
use super::super::people::roster::People;
use super::super::root::RootKeys;
use super::founders::Past;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::people::{History, HistoryRow, Outcome};
use crate::scenario::{Channel, Competitor, Kind, Pull, Spinouts, schema};

/// What competitors are compared with.
pub(in crate::scenario::read) struct CompetitorContext<'a> {
    root_keys: &'a RootKeys,
    channels: &'a [Channel],
    channel_names: Names,
    pub people: &'a People,
    /// Those whom the history knows; `None` without a history.
    pub past: Option<Past>,
    /// The rows of the history whose exits led to an organisation.
    arrivals: HashMap<&'a str, Vec<&'a HistoryRow>>,
    /// How spin-outs pull that do not say it themselves.
    pull: Option<Pull>,
}

impl<'a> CompetitorContext<'a> {
    pub fn new(
        root_keys: &'a RootKeys,
        channels: &'a [Channel],
        people: &'a People,
        history: Option<&'a History>,
        spinouts: Option<&Spinouts>,
    ) -> Self {
        let mut arrivals: HashMap<&str, Vec<&HistoryRow>> = HashMap::new();
        for row in history.iter().flat_map(|history| &history.rows) {
            if let Some(destination) = &row.destination {
                arrivals.entry(destination).or_default().push(row);
            }
        }
        let channel_names = channels.iter().map(|channel| channel.name.as_str()).collect();
        Self {
            root_keys,
            channels,
            channel_names,
            people,
            past: history.map(Past::new),
            arrivals,
            pull: spinouts.map(|spinouts| spinouts.pull),
        }
    }
}

impl Reader {
    /// `[competitors.*]`.
    pub fn competitors(&mut self, root: &Table, context: &CompetitorContext<'_>) -> Vec<Competitor> {
        let Some(table) = self.table_at(root, "competitors") else { return Vec::new() };
        let names = table.entries.iter().map(|entry| (entry.key.as_str(), &entry.key_place));
        self.check_collisions("competitors", names, crate::random::name_hash);
        table.entries.iter().filter_map(|entry| self.competitor(entry, root, context)).collect()
    }

    fn competitor(&mut self, entry: &Entry, root: &Table, context: &CompetitorContext<'_>) -> Option<Competitor> {
        self.check_name("competitor", &entry.key, &entry.key_place);
        self.spellings.note(Named::Organisation, &entry.key, &entry.key_place);
        let table = self.table(&entry.node)?;
        self.keys_of(table, &schema::COMPETITOR);
        let channel =
            self.required(table, "channel", "channel = \"startup\"").and_then(|node| self.competitors_channel(node, &entry.key, context));
        let (opened, closed) = self.dates_of_hiring(table, context.root_keys);
        let weight = self.optional_quantity(table, "weight", &WEIGHT);
        let founders = table.get("founders").map(|node| self.founders(node, table, context, root.get("history").is_some()));
        let seats = self.seats(table);
        self.warn_of_unlisted_founders(entry, founders.as_deref().unwrap_or_default(), context);
        let pull = self.own_pull(table, seats, context.pull);
        let pay_multiple = self.pay_multiple(root, table);
        if let (Some(node), Some(channel)) = (table.get("pay_multiple"), channel) {
            self.check_own_pay(node, &context.channels[channel]);
        }
        let redistribute = self.flag_or(table, "redistribute", false);
        Some(Competitor {
            name: entry.key.clone(),
            channel: channel?,
            opened,
            closed,
            weight: weight.unwrap_or(Quantity::Known(if founders.is_some() { 0.0 } else { 1.0 })),
            // An organisation has one number of seats, however it hires.
            seats: pull.map_or(seats, |pull| pull.seats),
            redistribute,
            pay_multiple,
            founders: founders.unwrap_or_default(),
            pull,
        })
    }

    /// The channel that leads to a competitor: one through which people join somebody.
    fn competitors_channel(&mut self, node: &Node, name: &str, context: &CompetitorContext<'_>) -> Option<usize> {
        let channel = self.text(node).and_then(|channel| self.known_channel(channel, &node.place, &context.channel_names))?;
        let given = &context.channels[channel];
        let why = match given.kind {
            Kind::Found => "who founds goes to an organisation of their own: give the channel through which others join this one",
            Kind::Dismissed => "who is dismissed is not hired away: give the channel through which people join this one",
            Kind::Startup | Kind::Lab | Kind::Other => {
                self.warn_of_other_channel(node, name, channel, context);
                return Some(channel);
            }
        };
        let message = format!("no competitor can be behind the channel {}", quoted(&given.name));
        self.problems.push(Diagnostic::error(message).at(&node.place).label("expected another channel").help(why));
        Some(channel)
    }

    /// Warns where the history has somebody who joined the competitor through another channel. Its founders did not join it.
    fn warn_of_other_channel(&mut self, node: &Node, name: &str, channel: usize, context: &CompetitorContext<'_>) {
        let other = context.arrivals.get(name).into_iter().flatten().find_map(|row| match row.outcome {
            Outcome::Exit { channel: Some(other), .. } if other != channel => {
                let other = &context.channels[other];
                (!matches!(other.kind, Kind::Found | Kind::Dismissed)).then_some((row, other))
            }
            _ => None,
        });
        let Some((row, other)) = other else { return };
        let message = format!(
            "{} is behind the channel {} here, but {} went there through {} in the history",
            quoted(name),
            quoted(&context.channels[channel].name),
            quoted(&row.id),
            quoted(&other.name)
        );
        let help = "they are taken for one organisation, which hires through one channel: change one of the two, or the name";
        self.problems.push(Diagnostic::warning(message).at(&node.place).label("another channel").help(help));
    }

    /// Warns where the history has somebody who founded the competitor and is not listed as a founder, and so does not pull.
    fn warn_of_unlisted_founders(&mut self, entry: &Entry, founders: &[String], context: &CompetitorContext<'_>) {
        let has_founded = |row: &&&HistoryRow| {
            let through = |kind: Kind| matches!(row.outcome, Outcome::Exit { channel: Some(c), .. } if context.channels[c].kind == kind);
            self.has_kinds && through(Kind::Found) && !founders.contains(&row.id)
        };
        let arrivals = context.arrivals.get(entry.key.as_str());
        let Some(row) = arrivals.into_iter().flatten().find(has_founded) else { return };
        let (name, id) = (quoted(&entry.key), quoted(&row.id));
        let message = format!("{id} founded {name} in the history, and is not listed as its founder");
        let help = if context.people.ids.get(&row.id).is_some() {
            format!("nobody on the roster can be: take {name} out, and the exit opens a spin-out of that name, by [spinouts]")
        } else {
            format!("list who founded it, so that they pull: founders = [\"{}\"]", row.id)
        };
        let (place, label) = (&entry.key_place, "expected founders in here");
        self.problems.push(Diagnostic::warning(message).at(place).label(label).help(help));
    }

    /// From when until when it hires.
    fn dates_of_hiring(&mut self, table: &Table, root_keys: &RootKeys) -> (Option<Date>, Option<Date>) {
        let opened = table.get("opened").and_then(|node| Some((node, self.date(node)?)));
        let closed = table.get("closed").and_then(|node| Some((node, self.date(node)?)));
        if let (Some((_, opened)), Some((node, closed))) = (opened, closed)
            && closed <= opened
        {
            let message = format!("{} is {closed}, not after the opening, {opened}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
        } else if self.has_dates {
            let start = root_keys.clock.start();
            let warning = match (opened, closed) {
                (Some((node, opened)), _) if opened >= root_keys.horizon => Some((
                    node,
                    format!("the competitor opens after the horizon, {}, and hires nobody", root_keys.horizon),
                    "expected an earlier date",
                )),
                (_, Some((node, closed))) if closed <= start => {
                    Some((node, format!("the competitor closed before the start, {start}, and hires nobody"), "expected a later date"))
                }
                _ => None,
            };
            if let Some((node, message, expected)) = warning {
                self.problems.push(Diagnostic::warning(message).at(&node.place).label(expected));
            }
        }
        (opened.map(|(_, date)| date), closed.map(|(_, date)| date))
    }
}
