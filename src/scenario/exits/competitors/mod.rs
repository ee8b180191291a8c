//! Competitors: the organisations behind the channels, those that researchers founded themselves among them.

mod founders;
mod weights;

use std::collections::HashMap;

use self::founders::Past;
use super::channels::{Baseline, Channel, Kind, WEIGHT};
use super::pay::PAY_MULTIPLE;
use super::spinouts::{MOST_SEATS, PULL, Pull, Spinouts};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::people::{History, HistoryRow, Outcome};
use crate::scenario::file::numbers::ranges::SHARE;
use crate::scenario::file::{Entry, Form, Key, Names, Node, Reader, Section, Table};
use crate::scenario::people::names::ORGANISATION;
use crate::scenario::people::roster::People;
use crate::scenario::root::RootKeys;

/// A named organisation behind a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitor {
    /// The name, unique; results carry it.
    pub name: String,
    /// Index of the channel that leads to it.
    pub channel: usize,
    /// Hires from this date on; always where `None`.
    pub opened: Option<Date>,
    /// Hires until this date, excluded; for ever where `None`.
    pub closed: Option<Date>,
    /// Share of the channel's hazard, in proportion to the other competitors' weights and [`Channel::unnamed_weight`].
    pub weight: Quantity,
    /// How many of us it can take; `None` without a limit.
    pub seats: Option<u32>,
    /// Whether its share is divided among the others while it is closed or full; otherwise it is lost.
    pub redistribute: bool,
    /// What it offers, as a multiple of pay at the start; the channel's where `None`. Only where the channel gives a hazard, no offers.
    pub pay_multiple: Option<Quantity>,
    /// Who founded it: ids of the history. Not empty where it pulls.
    pub founders: Vec<String>,
    /// How it pulls the team-mates of its founders, if it has any.
    pub pull: Option<Pull>,
}

/// `[competitors.*]`.
pub(in crate::scenario) static COMPETITOR: Section = Section {
    needs: &[("founders", "opened"), ("pull_per_year", "founders"), ("half_life", "founders"), ("across", "founders")],
    ..Section::new(
        "An organisation behind a channel: it takes a share of the channel's hazard, in proportion to its weight, while it hires.",
        &[
            Key::new("channel", Form::Text, "The channel that leads to it.").required().example("\"startup\""),
            Key::new(
                "weight",
                Form::Quantity(&WEIGHT),
                "Its share beside the other competitors' weights and unnamed_weight. If absent 1, or 0 with founders: they hire by pull.",
            )
            .example("1.0"),
            Key::new("opened", Form::Date, "It hires from this date on; always if absent.")
                .example("\"2023-05-01\"")
                .hint("opened = 2023-05-01; from then on its founders pull"),
            Key::new("closed", Form::Date, "It hires and pulls until this date, excluded; for ever if absent.").example("\"2026-01-01\""),
            Key::new("seats", Form::Whole(1, MOST_SEATS), "How many of us it can take, founders and those who went before it opened not counted; with founders that of [spinouts] if absent, else no limit.")
                .example("10"),
            Key::new(
                "pay_multiple",
                Form::Quantity(&PAY_MULTIPLE),
                "What it offers, as a multiple of pay at the start; that of its channel if absent. Needs [pay] and a channel that gives hazard_per_year.",
            )
            .example("1.5"),
            Key::new("redistribute", Form::Flag, "Whether its share goes to the others while it is closed or full; otherwise it is lost.")
                .default("false"),
            Key::new(
                "founders",
                Form::Texts,
                "Who founded it: ids of the history, none of them on the roster. It pulls those who shared a team with them.",
            )
            .example("[\"p-17\"]"),
            Key::new(
                "pull_per_year",
                Form::Quantity(&PULL),
                "Its own pull at the opening [exits, or offers, a year and team-mate of the founders]; that of [spinouts] if absent.",
            )
            .example("1.0"),
            Key::new("half_life", Form::HalfLife, "Time in which its pull halves, or \"never\"; that of [spinouts] if absent.")
                .example("\"12 months\"")
                .hint("half_life = \"12 months\", or \"never\""),
            Key::new(
                "across",
                Form::Quantity(&SHARE),
                "Its pull on those who shared no team with a founder, as a share of that on those who did; that of [spinouts] if absent, else 0.",
            )
            .example("0.1"),
        ],
    )
};

/// What competitors are compared with.
pub(in crate::scenario) struct CompetitorContext<'a> {
    root_keys: &'a RootKeys,
    channels: &'a [Channel],
    /// Whether the kind of each is known.
    has_kinds: bool,
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
        has_kinds: bool,
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
            has_kinds,
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
        self.spellings.note(ORGANISATION, &entry.key, &entry.key_place);
        let table = self.table(&entry.node)?;
        let keys = self.keys(table, &COMPETITOR);
        let channel = self.required(keys, "channel").and_then(|node| self.competitors_channel(node, &entry.key, context));
        let (opened, closed) = self.dates_of_hiring(table, context.root_keys);
        let weight = self.optional(keys, "weight");
        let founders = table.get("founders").map(|node| self.founders(node, keys, context, root.get("history").is_some()));
        let seats = self.seats(keys);
        self.warn_of_unlisted_founders(entry, founders.as_deref().unwrap_or_default(), context);
        let pull = self.own_pull(keys, seats, context.pull);
        let pay_multiple = self.pay_multiple(root, keys);
        if let (Some(node), Some(channel)) = (table.get("pay_multiple"), channel) {
            self.check_own_pay(node, &context.channels[channel]);
        }
        let redistribute = self.flag(keys, "redistribute");
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
            context.has_kinds && through(Kind::Found) && !founders.contains(&row.id)
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
        let (place, label) = (&entry.key_place, "expected `founders` in here");
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
        } else if root_keys.has_dates {
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

    /// Refuses an organisation's own pay where its channel has one acceptance for all offers.
    pub(in crate::scenario) fn check_own_pay(&mut self, node: &Node, channel: &Channel) {
        if let Baseline::Offers { .. } = channel.baseline {
            let message = format!("the channel {} has one acceptance for all offers, whoever makes them", quoted(&channel.name));
            let help = "make a channel of its own for who pays otherwise, with its offers and its pay_multiple";
            self.problems.push(Diagnostic::error(message).at(&node.place).label("no pay of its own").help(help));
        }
    }
}
